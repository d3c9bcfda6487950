/* Reads files of labelled replies, prints how well the reader does on each, and fails under the floors.
 * Usage: signals_replies [--no-floors|--together] FOLDER FILE ...
 * --together: one line for all files, without floors and without the ids of what was missed.
 *
 * The files' columns: id lang context text intent signals kind. The figures count replies: of those
 * with a crisis, how many were read as one (recall); of those read as one, how many are (precision). */
#include "gateway/signals/signals.h"

#define LABELS_MAX DOMAIN_N

struct label {
    enum domain domain;
    int level;
};

struct reply {
    char *id, *language, *context, *text, *intent, *signals;
    struct label labels[LABELS_MAX];
    size_t label_n;
};

/* Right, missed and false alarms. */
struct counts {
    size_t hits, misses, alarms;
};

struct figures {
    bool together;
    size_t n, intents, languages, uncertain;
    struct counts crisis, relapse, domains;
};

static double ratio(size_t part, size_t rest)
{
    return part + rest ? (double)part / (double)(part + rest) : 1.0;
}

static double recall(const struct counts *counts)
{
    return ratio(counts->hits, counts->misses);
}

static double precision(const struct counts *counts)
{
    return ratio(counts->hits, counts->alarms);
}

static void count(struct counts *counts, bool wanted, bool got)
{
    counts->hits += wanted && got;
    counts->misses += wanted && !got;
    counts->alarms += !wanted && got;
}

/* Cuts the line into columns; false where it is not as the files should be. */
static bool split_columns(char *line, struct reply *reply)
{
    char *columns[7] = {line};

    for (size_t i = 1; i < COUNT(columns); i++) {
        columns[i] = strchr(columns[i - 1], '\t');
        if (!columns[i]) return false;
        *columns[i]++ = '\0';
    }
    *reply = (struct reply){.id = columns[0],
                            .language = columns[1],
                            .context = columns[2],
                            .text = columns[3],
                            .intent = columns[4],
                            .signals = columns[5]};
    return true;
}

static bool read_labels(struct reply *reply)
{
    char *rest = NULL;

    if (strcmp(reply->signals, "-") == 0) return true;
    for (char *one = strtok_r(reply->signals, ";", &rest); one; one = strtok_r(NULL, ";", &rest)) {
        struct label *label = &reply->labels[reply->label_n];
        char *colon = strchr(one, ':');

        if (!colon || reply->label_n == LABELS_MAX) return false;
        *colon = '\0';
        if (!domain_find(one, &label->domain) || colon[1] < '1' || colon[1] > '3') return false;
        label->level = colon[1] - '0';
        reply->label_n++;
    }
    return true;
}

static int wanted_level(const struct reply *reply, enum domain domain)
{
    for (size_t i = 0; i < reply->label_n; i++)
        if (reply->labels[i].domain == domain) return reply->labels[i].level;
    return 0;
}

static int read_level(const struct reading *reading, enum domain domain)
{
    for (size_t i = 0; i < reading->signal_n; i++)
        if (reading->signals[i].domain == domain) return (int)reading->signals[i].level;
    return 0;
}

static void compare(const struct reply *reply, const struct reading *reading,
                    struct figures *figures)
{
    int wanted = 0, got = 0;

    for (enum domain domain = DOMAIN_GENERAL + 1; domain < DOMAIN_N; domain++) {
        int here = wanted_level(reply, domain), there = read_level(reading, domain);

        wanted = here > wanted ? here : wanted;
        got = there > got ? there : got;
        count(&figures->domains, here > 0, there > 0);
    }
    count(&figures->crisis, wanted == LEVEL_CRISIS, got == LEVEL_CRISIS);
    count(&figures->relapse, wanted >= LEVEL_RELAPSE, got >= LEVEL_RELAPSE);
    figures->n++;
    figures->intents += strcmp(intent_name(reading->intent), reply->intent) == 0;
    figures->languages += strcmp(reading->language, reply->language) == 0;
    figures->uncertain += reading->uncertain;
    if (!figures->together && wanted == LEVEL_CRISIS && got != LEVEL_CRISIS)
        printf("  missed crisis: %s\n", reply->id);
}

static bool read_file(const struct reader *reader, const char *path, struct figures *figures)
{
    SCOPED(text_clear) struct text text = {0};
    struct fault why = {0};
    char *line, *rest = NULL;
    size_t number = 1;

    if (file_read(path, (size_t)8 << 20, &text, &why) != RC_OK) {
        fprintf(stderr, "%s\n", why.text);
        return false;
    }
    strtok_r(text.at, "\n", &rest); /* the header */
    while ((line = strtok_r(NULL, "\n", &rest))) {
        struct reply reply;
        struct reading reading;

        number++;
        if (!split_columns(line, &reply) || !read_labels(&reply)) {
            fprintf(stderr, "%s:%zu: not seven columns, or a wrong label\n", path, number);
            return false;
        }
        reader_read(reader,
                    strcmp(reply.context, "appointment") == 0 ? CONTEXT_APPOINTMENT
                                                              : CONTEXT_CHECKIN,
                    reply.text, strlen(reply.text), &reading);
        compare(&reply, &reading, figures);
    }
    return true;
}

static void print_figures(const char *name, const struct figures *figures)
{
    double domain_recall = recall(&figures->domains),
           domain_precision = precision(&figures->domains);

    printf("%-13s %4zu replies  crisis R %.3f P %.3f  level 2+ R %.3f P %.3f  domain F1 %.3f  "
           "intent %.3f  language %.3f  uncertain %.3f\n",
           name, figures->n, recall(&figures->crisis), precision(&figures->crisis),
           recall(&figures->relapse), precision(&figures->relapse),
           2 * domain_recall * domain_precision / (domain_recall + domain_precision),
           (double)figures->intents / (double)figures->n,
           (double)figures->languages / (double)figures->n,
           (double)figures->uncertain / (double)figures->n);
}

/* On replies that the lexicon was written with, none of these may get worse. */
static bool holds_floors(const char *name, const struct figures *figures)
{
    bool fine = recall(&figures->crisis) == 1.0 && precision(&figures->crisis) >= 0.95 &&
                recall(&figures->relapse) >= 0.98 && precision(&figures->relapse) >= 0.94 &&
                (double)figures->intents >= 0.98 * (double)figures->n &&
                (double)figures->uncertain <= 0.10 * (double)figures->n;

    if (!fine) fprintf(stderr, "%s: under a floor, see holds_floors in replies.c\n", name);
    return fine;
}

int main(int argc, char **argv)
{
    const struct data data = {0};
    struct reader *reader = NULL;
    struct fault why = {0};
    bool together = argc > 1 && strcmp(argv[1], "--together") == 0;
    bool floors = !together && !(argc > 1 && strcmp(argv[1], "--no-floors") == 0), fine = true;
    int first = floors ? 1 : 2;
    struct figures figures = {.together = together};

    if (argc < first + 2) return 2;
    if (reader_new(&data, &reader, &why) != RC_OK) {
        fprintf(stderr, "%s\n", why.text);
        return 1;
    }
    for (int i = first + 1; i < argc; i++) {
        SCOPED(text_clear) struct text path = {0};

        if (!together) figures = (struct figures){0};
        text_addf(&path, "%s/%s", argv[first], argv[i]);
        if (!read_file(reader, text_string(&path), &figures) || figures.n == 0) {
            fine = false;
            continue;
        }
        if (!together) print_figures(argv[i], &figures);
        if (floors) fine &= holds_floors(argv[i], &figures);
    }
    if (together) print_figures(strrchr(argv[first], '/') + 1, &figures);
    reader_free(reader);
    return fine ? 0 : 1;
}
