/* schedule words: rhythms in plain words, read and shown; schedule show: those of a programme. */
#include "scheduler/rhythm_words.h"

#include "gateway/cli/cli.h"
#include "gateway/cli/schedule.h"
#include "scheduler/zone.h"

/* No line that means a rhythm is longer. */
#define LINE_BYTES_MAX 5000

/* Where a rhythm does not come so often, the search for its next day ends. */
#define SEARCH_DAYS (30 * 366)
#define DAYS_MAX    1000

struct words_options {
    const char *from; /* NULL: no days are shown */
    int32_t from_day;
    int day_n;
};

static enum rc read_words_options(struct words_options *options, int argc, char **argv,
                                  struct fault *why)
{
    for (int i = 0; i < argc; i += 2) {
        if (i + 1 == argc)
            return fault_set(why, RC_INVALID, "%.40s stands without a value", argv[i]);
        if (strcmp(argv[i], "--start") == 0) {
            options->from = argv[i + 1];
            if (!day_read(options->from, &options->from_day))
                return fault_set(why, RC_INVALID, "--start %.40s is no date, expected YYYY-MM-DD",
                                 options->from);
        } else if (strcmp(argv[i], "--days") == 0) {
            char *end;
            long n = strtol(argv[i + 1], &end, 10);

            if (n < 1 || n > DAYS_MAX || *end != '\0')
                return fault_set(why, RC_INVALID, "--days %.40s, expected a number from 1 to %d",
                                 argv[i + 1], DAYS_MAX);
            options->day_n = (int)n;
        } else {
            return fault_set(why, RC_INVALID,
                             "there is no option %.40s, expected --start or --days", argv[i]);
        }
    }
    return RC_OK;
}

static void add_words(const struct rhythm_line *line, enum language language, struct text *out)
{
    SCOPED(text_clear) struct text words = {0};

    rhythm_line_show(line, language, &words);
    text_add_json(out, text_string(&words), words.n);
}

static void add_days(const struct rhythm *rhythm, const struct words_options *options,
                     struct text *out)
{
    int32_t day = options->from_day, till = day + SEARCH_DAYS;

    text_add(out, ",\"days\":[");
    for (int i = 0; i < options->day_n && rhythm_next(rhythm, options->from_day, day, till, &day);
         i++, day++) {
        struct local date = day_local(day);

        text_addf(out, "%s\"%04d-%02d-%02d\"", i > 0 ? "," : "", date.year, date.month, date.day);
    }
    text_add(out, "]");
}

static void answer_words(const struct rhythm_line *line, const struct words_options *options,
                         struct text *out)
{
    SCOPED(text_clear) struct text rule = {0};

    rhythm_write(&line->rhythm, &rule);
    text_add(out, "{\"rule\":");
    text_add_json(out, text_string(&rule), rule.n);
    text_add(out, ",\"between\":");
    if (line->till_min)
        text_addf(out, "\"%02d:%02d-%02d:%02d\"", line->from_min / 60, line->from_min % 60,
                  line->till_min / 60, line->till_min % 60);
    else
        text_add(out, "null");
    text_add(out, ",\"nl\":");
    add_words(line, LANGUAGE_NL, out);
    text_add(out, ",\"en\":");
    add_words(line, LANGUAGE_N, out);
    if (options->from) add_days(&line->rhythm, options, out);
    text_add(out, "}\n");
}

static enum rc read_line(const struct text *line, struct rhythm_line *out, struct fault *why)
{
    if (strlen(text_string(line)) < line->n)
        return fault_set(why, RC_INVALID, "holds a NUL byte, expected one line of text");
    return rhythm_line_read(text_string(line), out, why);
}

int schedule_words(int argc, char **argv)
{
    SCOPED(text_clear) struct text line = {.limit = LINE_BYTES_MAX};
    SCOPED(text_clear) struct text out = {0};
    struct words_options options = {.day_n = 10};
    struct fault why;
    int number = 0, bad = 0;

    if (read_words_options(&options, argc, argv, &why) != RC_OK)
        return cli_misuse(&command_schedule, "%s", why.text);
    while (cli_read_line(&line)) {
        struct rhythm_line read = {0};

        number++;
        text_reset(&out);
        if (read_line(&line, &read, &why) == RC_OK) {
            answer_words(&read, &options, &out);
            fputs(text_string(&out), stdout);
        } else {
            bad++;
            fprintf(stderr, "vangnet schedule: line %d: %s\n", number, why.text);
        }
    }
    return fflush(stdout) != 0 || ferror(stdin) || bad > 0;
}

static void show_phase(const struct phase *phase, enum language language)
{
    SCOPED(text_clear) struct text words = {0};
    bool nl = language == LANGUAGE_NL;

    rhythm_show(phase->rhythm, phase->from_min, phase->till_min, language, &words);
    if (phase->weeks > 0)
        printf("%s, %d %s: %s\n", phase->name, phase->weeks,
               nl                  ? phase->weeks == 1 ? "week" : "weken"
               : phase->weeks == 1 ? "week"
                                   : "weeks",
               text_string(&words));
    else
        printf("%s, %s: %s\n", phase->name, nl ? "zonder einde" : "without end",
               text_string(&words));
}

void schedule_show(const struct programme *programme, enum language language)
{
    for (size_t i = 0; i < programme->phase_n; i++)
        show_phase(&programme->phases[i], language);
}
