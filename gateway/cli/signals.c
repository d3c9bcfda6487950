/* vangnet signals: what people found of what the reader read. */
#include "gateway/cli/signals.h"

#include "gateway/learn/report.h"

struct asked {
    const char *config, *since; /* NULL: not given */
    int32_t since_day;
    bool json;
};

/* RC_INVALID: an option is not one, or has no value that fits. */
static enum rc read_options(struct asked *asked, int argc, char **argv, struct fault *why)
{
    for (int i = 0; i < argc; i++) {
        const char *name = argv[i];

        if (strcmp(name, "--json") == 0) {
            asked->json = true;
            continue;
        }
        if (strcmp(name, "--config") != 0 && strcmp(name, "--since") != 0)
            return fault_set(why, RC_INVALID,
                             "there is no option %.40s, expected --config, --since or --json",
                             name);
        if (++i == argc) return fault_set(why, RC_INVALID, "%s stands without a value", name);
        if (strcmp(name, "--config") == 0)
            asked->config = argv[i];
        else
            asked->since = argv[i];
    }
    if (!asked->config)
        return fault_set(why, RC_INVALID, "--config is missing: the gateway's configuration");
    if (asked->since && !day_read(asked->since, &asked->since_day))
        return fault_set(why, RC_INVALID, "--since %.40s is no date, expected YYYY-MM-DD",
                         asked->since);
    return RC_OK;
}

static bool print_json(const struct found_report *report)
{
    json_t *json = report_json(report);
    bool done = json_dumpf(json, stdout, JSON_COMPACT) == 0;

    json_decref(json);
    return puts("") >= 0 && done;
}

static int report(const struct cli *cli, int argc, char **argv)
{
    struct clock clock = clock_real();
    SCOPED(service_close) struct service service = {.cli = cli, .command = &command_signals};
    SCOPED(found_counts_clear) struct found_counts counts = {0};
    SCOPED(text_clear) struct text lines = {0};
    struct asked asked = {0};
    struct found_report made;
    struct fault why;
    usec since = 0;

    if (read_options(&asked, argc, argv, &why) != RC_OK)
        return cli_misuse(&command_signals, "%s", why.text);
    if (!service_peek(&service, asked.config, &clock)) return 1;
    if (asked.since) since = zone_day_start(service.config->municipality.zone, asked.since_day);
    if (store_verdict_counts(service.store, since < 0 ? 0 : since, &counts, &why) != RC_OK)
        return cli_fail(&command_signals, &why);
    report_make(&counts, &made);
    if (asked.json) return print_json(&made) ? 0 : 1;
    report_print(&made, asked.since, &lines);
    return fputs(text_string(&lines), stdout) < 0;
}

static int signals(const struct cli *cli, int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "report") == 0) return report(cli, argc - 2, argv + 2);
    if (argc > 1 && strcmp(argv[1], "train") == 0) return signals_train(cli, argc - 2, argv + 2);
    return cli_misuse(&command_signals, "it takes report or train");
}

const struct command command_signals = {
    .name = "signals",
    .summary = "how often people found that the reader had read rightly, and learning from it",
    .usage =
        "Usage: vangnet signals report --config FILE [--since YYYY-MM-DD] [--json]\n"
        "       vangnet signals train --config FILE --corpus DIR [--take]\n"
        "       vangnet signals train --config FILE --restore\n\n"
        "report counts the verdicts of people on what was read: how much of it was right, by language, domain,\n"
        "level and source, with 95 % intervals; which level was read and which was found; how much was\n"
        "marked uncertain; how many closed alerts have no verdict; and what people reported as missed.\n"
        "No name, number or text is in it. Without --since all that the store holds.\n\n"
        "train makes a new model from the labelled replies in DIR (corpus/ of the source) and the replies on\n"
        "which people said all there is to say, in memory, and prints what the present and the new one\n"
        "make of DIR/test and of every fifth of those replies, which neither learns from. It changes nothing;\n"
        "with --take the new model reads from the next reload (SIGHUP) or start on, unless it finds fewer\n"
        "crises. --restore brings back the one before, or the shipped one.\n\n"
        "Both may be run beside a serving gateway.\n",
    .run = signals,
};
