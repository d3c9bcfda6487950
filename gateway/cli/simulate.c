/* vangnet simulate: years in seconds, and every broken promise. */
#include <errno.h>

#include "gateway/cli/place.h"
#include "gateway/cli/service.h"
#include "gateway/simulate/simulate.h"

static bool read_number(const char *string, long long least, long long most, long long *out)
{
    char *end;

    errno = 0;
    *out = strtoll(string, &end, 10);
    return end != string && *end == '\0' && errno == 0 && *out >= least && *out <= most;
}

/* What an option takes; NULL: there is no such option. */
static const char *expected(const char *option)
{
    static const char *const options[][2] = {
        {"--families",  "a number from 1 to 100000"             },
        {"--days",      "a number from 1 to 36500"              },
        {"--seed",      "a number from 0 to 9223372036854775807"},
        {"--faults",    "all, none, or names such as crash,disk"},
        {"--programme", "the name of a programme, such as mee"  },
    };

    for (size_t i = 0; i < COUNT(options); i++)
        if (strcmp(options[i][0], option) == 0) return options[i][1];
    return NULL;
}

/* Returns the argument that is wrong, or NULL. */
static const char *read_options(int argc, char **argv, struct simulate_options *options,
                                const char **programme)
{
    for (int i = 1; i < argc; i += 2) {
        const char *value = i + 1 < argc ? argv[i + 1] : "";
        long long number = 0;
        bool good;

        if (strcmp(argv[i], "--families") == 0) {
            good = read_number(value, 1, 100000, &number);
            options->families = (int)number;
        } else if (strcmp(argv[i], "--days") == 0) {
            good = read_number(value, 1, 36500, &number);
            options->days = (int)number;
        } else if (strcmp(argv[i], "--seed") == 0) {
            good = read_number(value, 0, INT64_MAX, &number);
            options->seed = (uint64_t)number;
        } else if (strcmp(argv[i], "--die-at") == 0) {
            good = read_number(value, 1, INT64_MAX, &number);
            options->die_at = (uint64_t)number;
        } else if (strcmp(argv[i], "--programme") == 0) {
            good = *value != '\0';
            *programme = value;
        } else if (strcmp(argv[i], "--people") == 0) {
            good = strcmp(value, "lively") == 0 || strcmp(value, "usual") == 0;
            options->lively = strcmp(value, "lively") == 0;
        } else {
            good = strcmp(argv[i], "--faults") == 0 && faults_read(value, &options->faults);
        }
        if (!good) return argv[i];
    }
    return NULL;
}

static void print_report(const struct simulate_options *options,
                         const struct simulate_report *report)
{
    const struct {
        const char *what;
        int64_t n;
    } lines[] = {
        {"check-ins carried",            report->check_ins      },
        {"reminders carried",            report->reminders      },
        {"corrections of appointments",  report->corrections    },
        {"other times chosen",           report->slots_chosen   },
        {"nudges carried",               report->nudges         },
        {"answers carried",              report->answers        },
        {"crisis replies carried",       report->crisis_replies },
        {"pages by SMS carried",         report->pages          },
        {"pages by mail carried",        report->mails          },
        {"texts written by people",      report->texts_in       },
        {"of which crises",              report->crises         },
        {"of which STOP",                report->stops          },
        {"USSD sessions",                report->sessions       },
        {"of which broken off",          report->sessions_broken},
        {"alerts closed by staff",       report->alerts_closed  },
        {"webhooks tried again",         report->webhook_retries},
        {"crashes",                      report->crashes        },
        {"answers of the provider lost", report->responses_lost },
        {"delivery reports lost",        report->reports_lost   },
        {"outages",                      report->outages        },
        {"requests throttled",           report->throttled      },
        {"clock jumps",                  report->clock_jumps    },
        {"full disks",                   report->disk_faults    },
        {"messages sent again in doubt", report->resent         },
    };

    printf("%d families, %d days, seed %llu\n", options->families, options->days,
           (unsigned long long)options->seed);
    for (size_t i = 0; i < COUNT(lines); i++)
        printf("%10lld %s\n", (long long)lines[i].n, lines[i].what);
    for (int rule = 0; rule < RULE_KIND_N; rule++)
        printf("%10lld signals of %s\n", (long long)report->by_rule[rule],
               rule == RULE_NONE ? "words" : rule_name((enum rule_kind)rule));
    printf("%10zu broken promises\n", report->broken_n);
    printf("history %016llx\n", (unsigned long long)report->fingerprint);
    fputs(text_string(&report->broken), stdout);
}

static void free_config(struct config **config)
{
    config_free(*config);
}

static int run_simulate(const struct cli *cli, int argc, char **argv)
{
    struct simulate_options options = {.families = 20, .days = 90, .data = &cli->data};
    SCOPED(place_clear) struct place place = {0};
    SCOPED(free_config) struct config *config = NULL;
    SCOPED(mistakes_clear) struct mistakes mistakes = {0};
    SCOPED(simulate_report_clear) struct simulate_report report = {0};
    const char *programme = NULL;
    const char *wrong = read_options(argc, argv, &options, &programme);
    struct fault why;

    if (wrong && !expected(wrong)) return cli_misuse(&command_simulate, "there is no %s", wrong);
    if (wrong) return cli_misuse(&command_simulate, "%s: expected %s", wrong, expected(wrong));
    if (place_make(&place, &cli->data, "0", &why) != RC_OK)
        return cli_fail(&command_simulate, &why);
    if (config_load(&cli->data, text_string(&place.config), 0, &config, &mistakes) != RC_OK) {
        fputs(text_string(&mistakes.lines), stderr);
        return 1;
    }
    if (programme && !(options.programme = config_programme(config, programme)))
        return cli_misuse(&command_simulate, "--programme: expected %s", expected("--programme"));
    /* One seed is one history: the place's key is random, so this one takes its place. */
    memset(config->master_key, 's', sizeof(config->master_key));
    options.config = config;
    options.store = text_string(&place.store);
    if (simulate(&options, &report, &why) != RC_OK) return cli_fail(&command_simulate, &why);
    print_report(&options, &report);
    return report.broken_n ? 1 : 0;
}

const struct command command_simulate = {
    .name = "simulate",
    .summary = "live through months in seconds, with faults, and check every promise",
    .usage =
        "Usage: vangnet simulate [--families N] [--days D] [--seed S] [--faults LIST]\n"
        "                        [--people usual|lively] [--programme NAME] [--die-at N]\n\n"
        "Runs the gateway's own steps on a virtual clock with simulated families, staff and a simulated\n"
        "provider, and checks the promises after every step. Prints what happened and every broken\n"
        "promise; exit code 1 if there is one. The same seed gives the same bytes.\n\n"
        "LIST is all, none (the default) or, with commas between: crash, response-lost, report-late,\n"
        "report-doubled, report-lost, outage, throttle, clock, disk, staff-absent, switch.\n\n"
        "Lively people answer within minutes, and many of them are in danger or want no more texts: much\n"
        "happens in few days. --programme puts every family in that one; otherwise each is in any of them.\n"
        "--die-at stops the gateway once, before the N-th thing that it writes.\n\n"
        "  vangnet simulate --families 50 --days 365 --seed 7 --faults all\n",
    .run = run_simulate,
};
