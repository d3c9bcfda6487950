/* Reads files of labelled replies that the model did not learn from, and prints how well the reader does on
 * each and on all. Fails where a floor is not held.
 * Usage: signals_replies CRISIS_RECALL RELAPSE_RECALL PRECISION FILE ...
 * PRECISION holds for both. */
#include "tests/signals/figures.h"

static void read_replies(const struct reader *reader, const struct corpus *corpus, size_t writer,
                         struct figures *one, struct figures *all)
{
    for (size_t i = 0; i < corpus->n; i++) {
        const struct labelled *labelled = &corpus->at[i];
        struct reading reading;
        int64_t unseen = one->unseen;

        if (labelled->writer != writer) continue;
        reader_read(reader, labelled->context, labelled->text, strlen(labelled->text), &reading);
        figures_add(one, labelled, &reading);
        figures_add(all, labelled, &reading);
        if (one->unseen > unseen) printf("  missed crisis: %s\n", labelled->id);
    }
}

static bool holds(const struct figures *figures, char **floors)
{
    double crisis = strtod(floors[0], NULL), relapse = strtod(floors[1], NULL),
           precision = strtod(floors[2], NULL);

    return hits_recall(&figures->crisis) >= crisis && hits_recall(&figures->calls) >= relapse &&
           hits_precision(&figures->crisis) >= precision &&
           hits_precision(&figures->calls) >= precision;
}

int main(int argc, char **argv)
{
    const struct data data = {0};
    SCOPED(corpus_clear) struct corpus corpus = {0};
    struct reader *reader = NULL;
    struct fault why = {0};
    struct figures all = {0};
    bool fine;

    if (argc < 5) return 2;
    fine = reader_new(&data, &reader, &why) == RC_OK;
    for (int i = 4; i < argc && fine; i++) {
        struct figures figures = {0};

        fine = corpus_add(&corpus, argv[i], &why) == RC_OK;
        if (!fine) break;
        read_replies(reader, &corpus, corpus.writer_n - 1, &figures, &all);
        figures_print(strrchr(argv[i], '/') + 1, &figures);
    }
    reader_free(reader);
    if (!fine) {
        fprintf(stderr, "%s\n", why.text);
        return 1;
    }
    figures_print("all", &all);
    if (holds(&all, argv + 1)) return 0;
    fprintf(stderr, "under the floors %s %s %s\n", argv[1], argv[2], argv[3]);
    return 1;
}
