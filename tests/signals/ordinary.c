/* Reads files of ordinary sentences, one a line, that concern nobody's family, and counts the false alarms.
 * Usage: signals_ordinary CRISES_PER_10000_MAX FOLDER FILE ...
 *
 * A film, a game, a help page or a verse speaks of blood and death without anybody being in danger. Each
 * sentence is read as a reply to a check-in; those read as a crisis are printed. Fails where a file has
 * more of them than allowed. Where the sentences come from: tests/signals/ordinary/README.md. */
#include "gateway/signals/signals.h"

struct figures {
    size_t n, crises, relapses, uncertain;
};

static int highest(const struct reading *reading)
{
    int most = 0;

    for (size_t i = 0; i < reading->signal_n; i++)
        if ((int)reading->signals[i].level > most) most = (int)reading->signals[i].level;
    return most;
}

static void count(const char *sentence, const struct reading *reading, struct figures *figures)
{
    int most = highest(reading);

    figures->n++;
    figures->crises += most == LEVEL_CRISIS;
    figures->relapses += most >= LEVEL_RELAPSE;
    figures->uncertain += reading->uncertain;
    if (most == LEVEL_CRISIS) printf("  read as a crisis: %s\n", sentence);
}

static bool read_file(const struct reader *reader, const char *path, struct figures *figures)
{
    SCOPED(text_clear) struct text text = {0};
    struct fault why = {0};
    char *rest = NULL, *bytes;

    if (file_read(path, (size_t)8 << 20, &text, &why) != RC_OK) {
        fprintf(stderr, "%s\n", why.text);
        return false;
    }
    bytes = text.at;
    for (char *line = strtok_r(bytes, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        struct reading reading;

        reader_read(reader, CONTEXT_CHECKIN, line, strlen(line), &reading);
        count(line, &reading, figures);
    }
    return figures->n > 0;
}

static bool holds_ceiling(const char *name, const struct figures *figures, size_t per_10000_max)
{
    bool fine = figures->crises * 10000 <= per_10000_max * figures->n;

    printf(
        "%-13s %4zu sentences  read as a crisis %zu (%.2f in 1,000)  level 2+ %.4f  uncertain %.3f\n",
        name, figures->n, figures->crises, 1000.0 * (double)figures->crises / (double)figures->n,
        (double)figures->relapses / (double)figures->n,
        (double)figures->uncertain / (double)figures->n);
    if (!fine) fprintf(stderr, "%s: more than %zu false crises in 10,000\n", name, per_10000_max);
    return fine;
}

int main(int argc, char **argv)
{
    const struct data data = {0};
    struct reader *reader = NULL;
    struct fault why = {0};
    size_t per_10000_max = argc > 1 ? strtoul(argv[1], NULL, 10) : 0;
    bool fine = true;

    if (argc < 4) return 2;
    if (reader_new(&data, &reader, &why) != RC_OK) {
        fprintf(stderr, "%s\n", why.text);
        return 1;
    }
    for (int i = 3; i < argc; i++) {
        SCOPED(text_clear) struct text path = {0};
        struct figures figures = {0};

        text_addf(&path, "%s/%s", argv[2], argv[i]);
        fine &= read_file(reader, text_string(&path), &figures) &&
                holds_ceiling(argv[i], &figures, per_10000_max);
    }
    reader_free(reader);
    return fine ? 0 : 1;
}
