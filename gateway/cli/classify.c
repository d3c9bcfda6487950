#include "gateway/cli/cli.h"
#include "gateway/signals/signals.h"

#define LINE_BYTES_MAX ((size_t)64 << 10)

static void add_signal(struct text *out, const struct signal *signal, const char *text, size_t n)
{
    text_addf(out, "{\"domain\":\"%s\",\"level\":%d,\"confidence\":%.2f,\"evidence\":[",
              domain_name(signal->domain), (int)signal->level, signal->confidence);
    for (size_t i = 0; i < signal->evidence_n; i++) {
        const struct evidence *evidence = &signal->evidence[i];
        size_t at, length;

        evidence_bytes(text, n, evidence, &at, &length);
        text_add(out, i ? ",{\"text\":" : "{\"text\":");
        text_add_json(out, text + at, length);
        text_addf(out, ",\"at\":%zu,\"length\":%zu}", evidence->at, evidence->length);
    }
    text_add(out, "]}");
}

static void add_reading(struct text *out, const struct reading *reading, const char *text, size_t n)
{
    text_addf(out, "{\"language\":\"%s\",\"intent\":\"%s\",\"uncertain\":%s,\"signals\":[",
              reading->language, intent_name(reading->intent),
              reading->uncertain ? "true" : "false");
    for (size_t i = 0; i < reading->signal_n; i++) {
        if (i) text_add_char(out, ',');
        add_signal(out, &reading->signals[i], text, n);
    }
    text_add(out, "]}\n");
}

/* Splits "context<TAB>text". A line that is not so is read as a reply to a check-in, since each line
 * has an answer; what is wrong with it goes into `why`. */
static bool split_line(const struct text *line, enum context *context, size_t *from,
                       struct fault *why)
{
    const char *at = text_string(line);
    const char *tab = memchr(at, '\t', line->n);
    size_t n = tab ? (size_t)(tab - at) : 0;

    *context = CONTEXT_CHECKIN;
    *from = tab ? n + 1 : 0;
    if (!tab) {
        fault_set(why, RC_INVALID, "no tab; expected checkin or appointment, a tab, the text");
        return false;
    }
    if (n == strlen("checkin") && memcmp(at, "checkin", n) == 0) return true;
    if (n == strlen("appointment") && memcmp(at, "appointment", n) == 0) {
        *context = CONTEXT_APPOINTMENT;
        return true;
    }
    fault_set(why, RC_INVALID, "unknown context; expected checkin or appointment before the tab");
    return false;
}

static bool classify_line(const struct reader *reader, const struct text *line, size_t number,
                          struct text *out)
{
    struct reading reading;
    struct fault why = {0};
    enum context context;
    size_t from, n;
    bool fine = split_line(line, &context, &from, &why);
    const char *text = text_string(line) + from;

    n = line->n - from;
    if (n > 0 && text[n - 1] == '\r') n--;
    if (!fine)
        fprintf(stderr, "vangnet classify: line %zu: %s; read as a reply to a check-in\n", number,
                why.text);
    if (text_over(line)) {
        fprintf(stderr, "vangnet classify: line %zu: longer than %zu bytes; only these are read\n",
                number, LINE_BYTES_MAX);
        fine = false;
    }
    reader_read(reader, context, text, n, &reading);
    text_reset(out);
    add_reading(out, &reading, text, n);
    return fine;
}

static int run(const struct cli *cli, int argc, char **argv)
{
    SCOPED(text_wipe) struct text line = {.limit = LINE_BYTES_MAX};
    SCOPED(text_wipe) struct text out = {.limit = (size_t)16 << 20};
    struct reader *reader = NULL;
    struct fault why = {0};
    bool fine = true;

    if (argc > 1) return cli_misuse(&command_classify, "takes no argument \"%s\"", argv[1]);
    if (reader_new(&cli->data, &reader, &why) != RC_OK) return cli_fail(&command_classify, &why);
    for (size_t number = 1; cli_read_line(&line); number++) {
        fine &= classify_line(reader, &line, number, &out);
        fwrite(text_string(&out), 1, out.n, stdout);
    }
    reader_free(reader);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        fault_set(&why, RC_BROKEN, "standard output cannot be written");
        return cli_fail(&command_classify, &why);
    }
    return fine ? 0 : 1;
}

const struct command command_classify = {
    .name = "classify",
    .summary = "read replies: intent and signals, with the words that carried them",
    .usage =
        "Usage: vangnet classify\n\n"
        "Reads lines \"context<TAB>text\" from standard input, context checkin or appointment,\n"
        "and writes one JSON object for each, in order:\n\n"
        "  {\"language\",\"intent\",\"uncertain\",\"signals\":[{\"domain\",\"level\",\"confidence\",\n"
        "   \"evidence\":[{\"text\",\"at\",\"length\"}]}]}\n\n"
        "Levels: 1 watch, 2 relapse, 3 crisis. at and length count code points of the text.\n"
        "A line that cannot be split is read as a reply to a check-in, told on standard error,\n"
        "and makes the exit code 1.\n\n"
        "Example:\n"
        "  printf 'checkin\\tzoon gaat niet naar school\\n' | vangnet classify\n",
    .run = run,
};
