/* sms: counts segments. */
#include "providers/sms.h"

#include "gateway/cli/cli.h"

static void answer_line(const struct text *line, struct text *out)
{
    SCOPED(text_wipe) struct text suggestion = {0};
    struct sms_size size = sms_measure(text_string(line), line->n);

    text_addf(out, "{\"encoding\":\"%s\",\"units\":%zu,\"segments\":%zu,\"suggestion\":",
              sms_encoding_name(size.encoding), size.units, size.segments);
    if (sms_suggest(text_string(line), line->n, &suggestion))
        text_add_json(out, text_string(&suggestion), suggestion.n);
    else
        text_add(out, "null");
    text_add(out, "}\n");
}

static int run_sms(const struct cli *cli, int argc, char **argv)
{
    SCOPED(text_wipe) struct text line = {0};
    SCOPED(text_wipe) struct text out = {.limit = 8 * TEXT_LIMIT_DEFAULT};

    (void)cli;
    if (argc > 1)
        return cli_misuse(&command_sms, "\"%s\": it takes no arguments, only standard input",
                          argv[1]);
    while (cli_read_line(&line)) {
        text_reset(&out);
        answer_line(&line, &out);
        fwrite(text_string(&out), 1, out.n, stdout);
    }
    return fflush(stdout) != 0 || ferror(stdin) ? 1 : 0;
}

const struct command command_sms = {
    .name = "sms",
    .summary = "count the segments of texts, and suggest a cheaper spelling",
    .usage =
        "Usage: vangnet sms < TEXTS\n\n"
        "Reads one text a line and writes one JSON object a line:\n"
        "  encoding    gsm7, or ucs2 if a character is not in the GSM alphabet\n"
        "  units       septets (gsm7) or UTF-16 units (ucs2)\n"
        "  segments    billed parts: 160 units, or 153 in each of several; ucs2 70 and 67\n"
        "  suggestion  the same text with plain look-alikes (e for ë), if that is cheaper, else null\n"
        "Lines are not trimmed.\n\n"
        "Example: echo 'Hoe gaat het met Zoë?' | vangnet sms\n",
    .run = run_sms,
};
