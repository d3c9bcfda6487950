/* schedule: when a family in a programme would be asked. */
#include "gateway/cli/schedule.h"
#include "config/config.h"
#include "config/guess.h"
#include "gateway/base/clock.h"
#include "gateway/cli/cli.h"
#include "gateway/cli/schedule_picture.h"

/* Without --until no more than this is shown, since some programmes have no end. */
#define PREVIEW_YEARS 2
/* And nobody plans further ahead. */
#define UNTIL_YEARS_MAX 20

struct preview {
    const char *programme, *zone; /* NULL: not given */
    int32_t start_day, until_day;
    bool has_start, has_until;
};

/* RC_INVALID: an option is not one, or has no value that fits. */
static enum rc read_option(struct preview *preview, const char *name, const char *value,
                           struct fault *why)
{
    if (strcmp(name, "--programme") == 0) {
        preview->programme = value;
    } else if (strcmp(name, "--zone") == 0) {
        preview->zone = value;
    } else if (strcmp(name, "--start") == 0) {
        preview->has_start = day_read(value, &preview->start_day);
        if (!preview->has_start)
            return fault_set(why, RC_INVALID, "--start %.40s is no date, expected YYYY-MM-DD",
                             value);
    } else if (strcmp(name, "--until") == 0) {
        preview->has_until = day_read(value, &preview->until_day);
        if (!preview->has_until)
            return fault_set(why, RC_INVALID, "--until %.40s is no date, expected YYYY-MM-DD",
                             value);
    } else {
        return fault_set(why, RC_INVALID,
                         "there is no option %.40s, expected --programme, --start, --zone or "
                         "--until",
                         name);
    }
    return RC_OK;
}

static int32_t years_on(int32_t day, int years)
{
    struct local local = day_local(day);

    return day_of(local.year + years, local.month, local.day);
}

static enum rc read_options(struct preview *preview, int argc, char **argv, struct fault *why)
{
    for (int i = 0; i < argc; i += 2) {
        if (i + 1 == argc)
            return fault_set(why, RC_INVALID, "%.40s stands without a value", argv[i]);
        TRY(read_option(preview, argv[i], argv[i + 1], why));
    }
    if (!preview->programme)
        return fault_set(why, RC_INVALID, "--programme is missing: the name of a programme");
    if (!preview->has_start)
        return fault_set(why, RC_INVALID, "--start is missing: the first day of the enrolment");
    if (preview->has_until && preview->until_day < preview->start_day)
        return fault_set(why, RC_INVALID, "--until lies before --start");
    if (preview->has_until && preview->until_day > years_on(preview->start_day, UNTIL_YEARS_MAX))
        return fault_set(why, RC_INVALID, "--until lies more than %d years after --start",
                         UNTIL_YEARS_MAX);
    return RC_OK;
}

static enum rc find_programme(const struct config *config, const char *name,
                              const struct programme **out, struct fault *why)
{
    SCOPED(text_clear) struct text names = {0};
    struct guess guess = guess_new(name);

    *out = config_programme(config, name);
    if (*out) return RC_OK;
    for (size_t i = 0; i < config->programme_n; i++) {
        guess_try(&guess, config->programmes[i].name);
        text_addf(&names, "%s%s", i > 0 ? ", " : "", config->programmes[i].name);
    }
    return fault_set(why, RC_INVALID, "there is no programme \"%.40s\"%s\nexpected one of %s", name,
                     guess_say(&guess), text_string(&names));
}

/* One where only the first is asked; else two, so that it shows who is asked when. */
static int member_n(const struct programme *programme)
{
    for (size_t i = 0; i < programme->phase_n; i++)
        if (programme->phases[i].asks != ASKS_FIRST) return 2;
    return 1;
}

/* Moments are shown to the minute; which second of it is an enrolment's own. */
static void print_planned(const struct plan *plan, const struct planned *planned)
{
    SCOPED(text_clear) struct text line = {0};
    struct local local = zone_local(plan->zone, planned->due_at);
    char utc[32];

    local.second = 0;
    clock_write(zone_usec(plan->zone, local), utc);
    text_addf(&line, "{\"local\":\"%04d-%02d-%02dT%02d:%02d\",\"utc\":\"%s\",\"member\":%d",
              local.year, local.month, local.day, local.hour, local.minute, utc, planned->member);
    text_add(&line, ",\"phase\":");
    text_add_json(&line, planned->phase->name, strlen(planned->phase->name));
    text_add(&line, ",\"script\":");
    text_add_json(&line, planned->phase->script, strlen(planned->phase->script));
    text_add(&line, "}\n");
    fputs(text_string(&line), stdout);
}

static void print_plan(const struct plan *plan, int32_t until_day)
{
    struct plan_cursor cursor = {.at = INT64_MIN};
    struct planned planned;

    while (plan_next(plan, cursor, &planned) && zone_day(plan->zone, planned.due_at) < until_day) {
        print_planned(plan, &planned);
        cursor = (struct plan_cursor){.at = planned.due_at, .member = planned.member};
    }
}

static enum rc preview_print(const struct preview *preview, const struct config *config,
                             struct fault *why)
{
    SCOPED(zone_freep) struct zone *zone = NULL;
    struct plan plan = {
        .quiet = config->quiet, .start_day = preview->start_day, .special = config->special};

    TRY(find_programme(config, preview->programme, &plan.programme, why));
    TRY(zone_load(preview->zone ? preview->zone : config->municipality.zone_name, &zone, why));
    plan.zone = zone;
    plan.member_n = member_n(plan.programme);
    print_plan(&plan, preview->has_until ? preview->until_day
                                         : years_on(preview->start_day, PREVIEW_YEARS));
    return RC_OK;
}

static enum rc read_show_options(const char **programme, enum language *language, int argc,
                                 char **argv, struct fault *why)
{
    for (int i = 0; i < argc; i += 2) {
        const char *value = i + 1 < argc ? argv[i + 1] : "";

        if (strcmp(argv[i], "--programme") == 0 && value[0])
            *programme = value;
        else if (strcmp(argv[i], "--language") == 0 && strcmp(value, "en") == 0)
            *language = LANGUAGE_N;
        else if (strcmp(argv[i], "--language") != 0 || strcmp(value, "nl") != 0)
            return fault_set(why, RC_INVALID,
                             "%.40s %.40s, expected --programme NAME or --language nl or en",
                             argv[i], value);
    }
    if (*programme) return RC_OK;
    return fault_set(why, RC_INVALID, "--programme is missing: the name of a programme");
}

static int run_show(const struct config *config, int argc, char **argv)
{
    enum language language = LANGUAGE_NL;
    const struct programme *programme;
    const char *name = NULL;
    struct fault why;

    if (read_show_options(&name, &language, argc, argv, &why) != RC_OK ||
        find_programme(config, name, &programme, &why) != RC_OK)
        return cli_misuse(&command_schedule, "%s", why.text);
    schedule_show(programme, language);
    return fflush(stdout) != 0;
}

static int run_preview(const struct config *config, int argc, char **argv)
{
    struct preview preview = {0};
    struct fault why;

    if (read_options(&preview, argc, argv, &why) != RC_OK ||
        preview_print(&preview, config, &why) != RC_OK)
        return cli_misuse(&command_schedule, "%s", why.text);
    return fflush(stdout) != 0;
}

static int run_schedule(const struct cli *cli, int argc, char **argv)
{
    SCOPED(mistakes_clear) struct mistakes mistakes = {0};
    struct clock clock = clock_real();
    struct config *config = NULL;
    const char *act = argc > 1 ? argv[1] : "";
    int code;

    if (strcmp(act, "words") == 0) return schedule_words(argc - 2, argv + 2);
    if (strcmp(act, "picture") == 0) return schedule_picture(cli, argc - 2, argv + 2);
    if (strcmp(act, "preview") != 0 && strcmp(act, "show") != 0)
        return cli_misuse(&command_schedule, "expected: preview, show, words or picture");
    if (config_load(&cli->data, NULL, clock_now(&clock), &config, &mistakes) != RC_OK) {
        fputs(text_string(&mistakes.lines), stderr);
        return 1;
    }
    code = act[0] == 's' ? run_show(config, argc - 2, argv + 2)
                         : run_preview(config, argc - 2, argv + 2);
    config_free(config);
    return code;
}

const struct command command_schedule = {
    .name = "schedule",
    .summary = "shows when a family in a programme would be asked, and rhythms in plain words",
    .usage =
        "Usage: vangnet schedule preview --programme NAME --start YYYY-MM-DD [--zone ZONE]\n"
        "                                [--until YYYY-MM-DD]\n"
        "       vangnet schedule show --programme NAME [--language nl|en]\n"
        "       vangnet schedule picture --programme NAME [--language nl|en] [--config FILE]\n"
        "       vangnet schedule words [--start YYYY-MM-DD [--days N]] < RHYTHMS\n\n"
        "preview writes one JSON object a line for each check-in, in order of time:\n"
        "  local    date and time on the family's wall clock\n"
        "  utc      the same moment in UTC\n"
        "  member   who is asked: 1 is the first member, 2 the second\n"
        "  phase    the phase of the programme\n"
        "  script   the dialogue that begins then\n"
        "Two members are shown where the programme asks more than the first. Within the window of\n"
        "the phase every member of every family has a time of its own; this shows one example.\n"
        "Nudges and reminders are not listed.\n\n"
        "  --programme   a programme such as mee; a name that does not exist lists them all\n"
        "  --start       first day of the enrolment, when the family manager begins to step back\n"
        "  --zone        time zone, otherwise the one of the shipped configuration\n"
        "  --until       the first day that is not shown; otherwise the end of the programme, and\n"
        "                two years at the most\n\n"
        "show writes the rhythm of every phase in plain words, in Dutch unless --language is en.\n\n"
        "words reads a rhythm a line, in Dutch or English or as an RRULE, and writes one JSON object\n"
        "a line: rule, between (the window, or null), nl and en (the same in words) and, with\n"
        "--start, the first N days (10) of a phase that begins then. What cannot be used is told on\n"
        "standard error, with its line.\n\n"
        "picture writes a programme as a picture (SVG): a row for each phase, a stroke for each check-in;\n"
        "with --config FILE also one of that configuration.\n\n"
        "Example: vangnet schedule preview --programme oosterhout --start 2027-01-18\n"
        "         echo 'elke week op dinsdag tussen 10:00 en 12:00' | vangnet schedule words\n"
        "         vangnet schedule picture --programme ompg > ompg.svg\n",
    .run = run_schedule,
};
