/* vangnet check-config: whether a configuration file can be started with, and what it comes to. */
#include <inttypes.h>

#include "config/config.h"
#include "gateway/base/clock.h"
#include "gateway/cli/cli.h"
#include "providers/sms.h"
#include "scheduler/rhythm_words.h"

/* What it carries, where that is not all. */
static void print_limits(const struct route *route)
{
    if (route->languages) printf(", in");
    for (enum language language = 0; language < LANGUAGE_N; language++)
        if (route->languages & 1U << language) printf(" %s", language_name(language));
    if (route->country_n) printf(", to");
    for (size_t i = 0; i < route->country_n; i++)
        printf(" %s", route->countries[i]);
    if (route->share) printf(", %d %% of the families", route->share);
    if (route->cost_micros)
        printf(", %" PRId64 ".%06" PRId64 " euro a segment", route->cost_micros / EURO_MICROS,
               route->cost_micros % EURO_MICROS);
}

static void print_routes(const struct config *config)
{
    for (size_t i = 0; i < config->route_n; i++) {
        const struct route *route = &config->routes[i];

        printf("route          %s: %s as %s", route->name, route->provider->name,
               route->sender[0] ? route->sender : "nobody");
        print_limits(route);
        printf("%s%s%s\n", route->fallback[0] ? ", then " : "", route->fallback,
               route->reports ? "" : ", without delivery reports");
    }
}

static void print_staff(const struct config *config)
{
    size_t n[ROLE_N] = {0};

    for (size_t i = 0; i < config->staff_n; i++)
        n[config->staff[i].role]++;
    printf("staff          %zu:", config->staff_n);
    for (enum role role = ROLE_FAMILY_MANAGER; role < ROLE_N; role++)
        if (n[role]) printf(" %zu %s", n[role], role_name(role));
    printf("%s\n", config->staff_n ? "" : " nobody");
}

static void print_ladder(const struct config *config)
{
    static const char *const rungs[] = {"on duty", "coordinator", "process manager", "everyone"};

    printf("crisis climbs ");
    for (size_t i = 0; i < config->alerts.ladder_n; i++)
        printf(" %s (%" PRId64 " min)", rungs[config->alerts.ladder[i].rung],
               config->alerts.ladder[i].wait_for / USEC_MIN);
    printf(", again and again\n");
}

static void print_rhythm(const struct programme *programme, const struct phase *phase)
{
    SCOPED(text_clear) struct text nl = {0};
    SCOPED(text_clear) struct text en = {0};

    rhythm_show(phase->rhythm, phase->from_min, phase->till_min, LANGUAGE_NL, &nl);
    rhythm_show(phase->rhythm, phase->from_min, phase->till_min, LANGUAGE_N, &en);
    printf("rhythm         %s, %s: %s\n               %s\n", programme->name, phase->name,
           text_string(&nl), text_string(&en));
}

/* Those of the file, so that whoever wrote them sees what was understood. */
static void print_rhythms(const struct config *config)
{
    for (size_t i = config->programme_shipped_n; i < config->programme_n; i++)
        for (size_t k = 0; k < config->programmes[i].phase_n; k++)
            print_rhythm(&config->programmes[i], &config->programmes[i].phases[k]);
}

static void print_summary(const struct config *config)
{
    const struct quiet_hours *quiet = &config->quiet;

    printf("municipality   %s, %s\n", config->municipality.name, config->municipality.zone_name);
    printf("listens on     %s, reached at %s\n", config->listen, config->public_url);
    print_routes(config);
    print_staff(config);
    print_ladder(config);
    printf("quiet hours    %02d:%02d to %02d:%02d\n", quiet->from_min / 60, quiet->from_min % 60,
           quiet->till_min / 60, quiet->till_min % 60);
    printf("mail           %s\n", config->mail.url[0] ? config->mail.url : "none leaves");
    printf("programmes    ");
    for (size_t i = 0; i < config->programme_n; i++)
        printf(" %s", config->programmes[i].name);
    printf("\n");
    print_rhythms(config);
    printf("scripts       ");
    for (size_t i = 0; i < config->script_n; i++)
        printf(" %s", config->scripts[i].name);
    printf("\ntexts          %zu\n", config->wording_n);
}

/* One line a text: what its author should see of it. */
static void print_texts(const struct config *config)
{
    for (size_t i = 0; i < config->wording_n; i++) {
        const struct wording *wording = &config->wordings[i];
        size_t n = strlen(wording->text);
        struct sms_size size = sms_measure(wording->text, n);

        printf("%-9s %-18s %3zu characters, %zu segment%s %s, by %s\n",
               language_name(wording->language), wording->name, utf8_count(wording->text, n),
               size.segments, size.segments == 1 ? "" : "s", sms_encoding_name(size.encoding),
               wording->author);
    }
}

static int check(const struct cli *cli, const char *path, bool texts)
{
    SCOPED(mistakes_clear) struct mistakes mistakes = {0};
    struct clock clock = clock_real();
    struct config *config = NULL;
    enum rc rc = config_load(&cli->data, path, clock_now(&clock), &config, &mistakes);

    fputs(text_string(&mistakes.lines), stdout);
    if (rc != RC_OK) {
        fprintf(stderr, "vangnet check-config: %zu mistake%s in %s\n", mistakes.n,
                mistakes.n == 1 ? "" : "s", path);
        return 1;
    }
    if (texts)
        print_texts(config);
    else
        print_summary(config);
    fputs(text_string(&mistakes.warnings), stderr);
    config_free(config);
    return 0;
}

static int run(const struct cli *cli, int argc, char **argv)
{
    bool texts = argc > 1 && strcmp(argv[1], "--texts") == 0;

    if (argc != 2 + texts) return cli_misuse(&command_check_config, "it takes one FILE");
    return check(cli, argv[1 + texts], texts);
}

const struct command command_check_config = {
    .name = "check-config",
    .summary = "shows every mistake in a configuration file, or what it comes to",
    .usage =
        "Usage: vangnet check-config [--texts] FILE\n\n"
        "Loads FILE as serve would, and starts nothing. Every mistake is printed on a line of its\n"
        "own, as FILE:LINE: KEY: what is wrong, what was expected, a guess; then the exit code is\n"
        "1. Without mistakes it prints what the configuration comes to. Warnings go to standard\n"
        "error and stop nothing. Values of secrets are never shown.\n\n"
        "  --texts   list all texts with their length, segments and author instead\n\n"
        "Example: vangnet check-config /etc/vangnet/vangnet.cfg\n",
    .run = run,
};
