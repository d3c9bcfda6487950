/* Reads the same statements in every variety and prints whether they are read alike: nothing about language or
 * origin may feed a level. Fails where a statement lacks a variety, or the gap between the best and the worst variety
 * passes GAP_MAX and their 95 % intervals lie apart.
 * Usage: signals_pairs GAP_MAX FILE
 * The lines of one statement, "p001-nl", "p001-ar", ..., stand together. */
#include "gateway/learn/interval.h"
#include "tests/signals/figures.h"

struct statement {
    enum level read[LANGUAGE_N];
    bool here[LANGUAGE_N];
};

static enum level level_read(const struct reading *reading)
{
    return reading->signal_n ? reading->signals[0].level : LEVEL_STABLE;
}

static bool is_whole(const struct statement *statement)
{
    for (enum language language = 0; language < LANGUAGE_N; language++)
        if (!statement->here[language]) return false;
    return true;
}

static bool is_alike(const struct statement *statement)
{
    for (enum language language = 1; language < LANGUAGE_N; language++)
        if (statement->read[language] != statement->read[0]) return false;
    return true;
}

static bool read_statement(const struct reader *reader, const struct labelled *four,
                           struct statement *out, struct measured *measured)
{
    *out = (struct statement){0};
    for (size_t i = 0; i < LANGUAGE_N; i++) {
        enum language language;
        struct reading reading;

        if (!language_find(four[i].language, &language)) return false;
        reader_read(reader, four[i].context, four[i].text, strlen(four[i].text), &reading);
        measured_add(measured, &four[i], &reading);
        out->read[language] = level_read(&reading);
        out->here[language] = true;
    }
    return is_whole(out);
}

static void print_unlike(const struct labelled *first, const struct statement *statement)
{
    printf("  %.4s is level %d, read as", first->id, (int)first->levels[DOMAIN_GENERAL]);
    for (enum language language = 0; language < LANGUAGE_N; language++)
        printf(" %s %d", language_name(language), (int)statement->read[language]);
    printf(": %s\n", first->text);
}

static struct share recall_of(const struct hits *hits)
{
    return share_of(hits->right, hits->right + hits->missed);
}

static bool holds_gap(const char *name, const struct hits *const hits[static LANGUAGE_N],
                      double gap_max)
{
    struct share best = recall_of(hits[0]), worst = best;

    for (enum language language = 1; language < LANGUAGE_N; language++) {
        struct share one = recall_of(hits[language]);

        if (share_value(&one) > share_value(&best)) best = one;
        if (share_value(&one) < share_value(&worst)) worst = one;
    }
    printf("%s: recall %.3f (%.2f-%.2f) to %.3f (%.2f-%.2f), gap %.3f\n", name, share_value(&worst),
           worst.low, worst.high, share_value(&best), best.low, best.high,
           share_value(&best) - share_value(&worst));
    return share_value(&best) - share_value(&worst) <= gap_max || worst.high >= best.low;
}

static bool holds_gaps(const struct measured *measured, double gap_max)
{
    const struct hits *crises[LANGUAGE_N], *calls[LANGUAGE_N];
    bool fine;

    for (enum language language = 0; language < LANGUAGE_N; language++) {
        figures_print(language_name(language), &measured->languages[language]);
        crises[language] = &measured->languages[language].crisis;
        calls[language] = &measured->languages[language].calls;
    }
    fine = holds_gap("crisis", crises, gap_max);
    return holds_gap("level 2+", calls, gap_max) && fine;
}

static bool compare(const struct reader *reader, const struct corpus *corpus, double gap_max)
{
    struct measured measured = {0};
    size_t alike = 0, n = corpus->n / LANGUAGE_N;

    for (size_t i = 0; i < n; i++) {
        const struct labelled *four = &corpus->at[i * LANGUAGE_N];
        struct statement statement;

        if (!read_statement(reader, four, &statement, &measured)) {
            fprintf(stderr,
                    "%s and the three lines behind it are not one statement in each variety\n",
                    four->id);
            return false;
        }
        if (is_alike(&statement))
            alike++;
        else
            print_unlike(four, &statement);
    }
    printf("read alike in all varieties: %zu of %zu statements\n", alike, n);
    return holds_gaps(&measured, gap_max);
}

int main(int argc, char **argv)
{
    SCOPED(corpus_clear) struct corpus corpus = {0};
    struct reader *reader = NULL;
    struct fault why = {0};
    bool fine;

    if (argc != 3) return 2;
    fine = corpus_add(&corpus, argv[2], &why) == RC_OK &&
           reader_new(&(struct data){0}, &reader, &why) == RC_OK;
    if (fine)
        fine = compare(reader, &corpus, strtod(argv[1], NULL));
    else
        fprintf(stderr, "%s\n", why.text);
    reader_free(reader);
    return fine ? 0 : 1;
}
