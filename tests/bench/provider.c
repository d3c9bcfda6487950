/* A provider at the other end of a socket: takes texts in the formats of the sandbox, CM.com and
 * Twilio, counts what it gets by our id, and misbehaves as told.
 *
 * Formats: docs/providers.md. `base_url` of a route: http://127.0.0.1:PORT (the paths differ).
 *   POST /messages, GET /messages?id=…               sandbox
 *   POST /v1.0/message                               CM.com
 *   POST /2010-04-01/Accounts/…/Messages.json, GET   Twilio
 *   GET  /control?fail=5&slow=100                    changes how it behaves; see modes[]
 *   GET  /stats, /doubled, /taken?id=…               what it took; /reset forgets it */
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include "gateway/base/clock.h"
#include "gateway/base/dice.h"
#include "tests/bench/formats.h"
#include "tests/bench/taken.h"

/* How it behaves; percentages of the texts that come in. */
enum mode {
    MODE_SLOW,
    MODE_FAIL,
    MODE_DROP,
    MODE_LOSE,
    MODE_HTML,
    MODE_THROTTLE,
    MODE_REJECT,
    MODE_REPORT,
    MODE_REPORT_AFTER,
    MODE_N,
};

static const struct {
    const char *name, *meaning;
} modes[MODE_N] = {
    [MODE_SLOW] = {"slow",         "milliseconds before an answer"                           },
    [MODE_FAIL] = {"fail",         "% answered 503, not taken"                               },
    [MODE_DROP] = {"drop",         "% taken, then the connection is cut without an answer"   },
    [MODE_LOSE] = {"lose",         "% not taken, and the connection is cut without an answer"},
    [MODE_HTML] = {"html",         "% not taken, answered 200 with a page of HTML"           },
    [MODE_THROTTLE] = {"throttle",     "% answered 429, not taken"                               },
    [MODE_REJECT] = {"reject",       "% refused for good"                                      },
    [MODE_REPORT] = {"report",       "% reported as delivered by a webhook"                    },
    [MODE_REPORT_AFTER] = {"report_after", "milliseconds before that report"                         },
};

struct provider_at_work {
    long value[MODE_N];
    struct report_options reports;
    struct taken taken;
    usec first_at, last_at; /* monotonic, of what was taken */
    struct standin *standin;
    struct dice dice;
    FILE *log;
};

/* ---- Taking ---------------------------------------------------------------------------------- */

/* One throw for all modes, so that their percentages add up. */
static enum mode misbehave(struct provider_at_work *at_work)
{
    static const enum mode order[] = {MODE_FAIL, MODE_DROP,     MODE_LOSE,
                                      MODE_HTML, MODE_THROTTLE, MODE_REJECT};
    long throw = -1;

    for (size_t i = 0; i < COUNT(order); i++) {
        if (at_work->value[order[i]] == 0) continue;
        if (throw < 0) throw = (long)dice_below(&at_work->dice, 100);
        if (throw < at_work->value[order[i]]) return order[i];
        throw -= at_work->value[order[i]];
    }
    return MODE_N;
}

static void keep(struct provider_at_work *at_work, const struct format *format,
                 const struct sent *sent)
{
    struct taken_entry *entry = taken_add(&at_work->taken, text_string(&sent->id));
    struct clock clock = clock_real();
    usec now = clock_monotonic();
    bool can_report =
        format == &format_cm ? at_work->reports.cm_report_url != NULL : sent->callback_url.n > 0;

    if (!at_work->first_at) at_work->first_at = now;
    at_work->last_at = now;
    if (format == &format_twilio && entry->times == 1) {
        entry->to = mem_copy_string(text_string(&sent->to));
        entry->from = mem_copy_string(text_string(&sent->from));
        entry->text = mem_copy_string(text_string(&sent->text));
        entry->at = clock_now(&clock);
    }
    if (can_report && (long)dice_below(&at_work->dice, 100) < at_work->value[MODE_REPORT])
        format->report(&at_work->reports, sent, now + at_work->value[MODE_REPORT_AFTER] * USEC_MS);
}

static void take(struct provider_at_work *at_work, const struct format *format,
                 const struct standin_request *request, struct standin_answer *answer)
{
    SCOPED(sent_clear) struct sent sent = {0};
    enum mode mode = misbehave(at_work);

    answer->delay = at_work->value[MODE_SLOW] * USEC_MS;
    if (!format->read(request, &sent)) {
        answer->status = 400;
        text_add(&answer->body, "{\"status\":\"rejected\",\"error\":{\"code\":\"malformed\"}}");
    } else if (mode == MODE_FAIL || mode == MODE_THROTTLE) {
        answer->status = mode == MODE_FAIL ? 503 : 429;
    } else if (mode == MODE_HTML) {
        answer->type = "text/html";
        text_add(&answer->body, "<!doctype html><title>Maintenance</title><h1>Back soon</h1>");
    } else if (mode == MODE_REJECT) {
        format->refuse(&sent, answer);
    } else {
        if (mode != MODE_LOSE) keep(at_work, format, &sent);
        answer->drop = mode == MODE_LOSE || mode == MODE_DROP;
        if (!answer->drop) format->accept(&sent, answer);
    }
}

/* ---- Being asked ----------------------------------------------------------------------------- */

static void find_sandbox(struct provider_at_work *at_work, const char *query,
                         struct standin_answer *answer)
{
    SCOPED(text_clear) struct text id = {0};
    bool there = standin_field(query, "id", &id) && taken_find(&at_work->taken, text_string(&id));

    if (!there) {
        text_add(&answer->body, "{\"state\":\"absent\"}");
        return;
    }
    text_addf(&answer->body,
              "{\"state\":\"delivered\",\"reference\":\"s-%s\",\"client_id\":\"%s\"}",
              text_string(&id), text_string(&id));
}

static void add_twilio_message(struct text *out, const struct taken_entry *entry)
{
    time_t seconds = entry->at / USEC_SEC;
    struct tm date;
    char written[40];

    text_addf(out,
              "{\"sid\":\"SM%s\",\"status\":\"delivered\",\"error_code\":null,\"to\":", entry->id);
    text_add_json(out, entry->to, strlen(entry->to));
    text_add(out, ",\"from\":");
    text_add_json(out, entry->from, strlen(entry->from));
    text_add(out, ",\"body\":");
    text_add_json(out, entry->text, strlen(entry->text));
    gmtime_r(&seconds, &date);
    strftime(written, sizeof(written), "%a, %d %b %Y %H:%M:%S +0000", &date);
    text_addf(out, ",\"date_created\":\"%s\"}", written);
}

static void find_twilio(struct provider_at_work *at_work, const char *path, const char *query,
                        struct standin_answer *answer)
{
    SCOPED(text_clear) struct text to = {0};
    const char *sid = strstr(path, "/Messages/SM");
    const char *comma = "";

    if (sid) {
        struct taken_entry *entry;

        text_add_bytes(&to, sid + 12, strcspn(sid + 12, "."));
        entry = taken_find(&at_work->taken, text_string(&to));
        answer->status = entry && entry->to ? 200 : 404;
        if (entry && entry->to) add_twilio_message(&answer->body, entry);
        return;
    }
    standin_field(query, "To", &to);
    text_add(&answer->body, "{\"messages\":[");
    for (size_t i = 0; i < at_work->taken.space; i++) {
        const struct taken_entry *entry = &at_work->taken.at[i];

        if (!entry->id || !entry->to || strcmp(entry->to, text_string(&to)) != 0) continue;
        text_add(&answer->body, comma);
        add_twilio_message(&answer->body, entry);
        comma = ",";
    }
    text_add(&answer->body, "]}");
}

static void tell_stats(struct provider_at_work *at_work, struct standin_answer *answer)
{
    uint64_t posted, given_up;

    reporter_count(at_work->reports.reporter, &posted, &given_up);
    text_addf(
        &answer->body,
        "{\"taken\":%llu,\"distinct\":%zu,\"doubled\":%llu,\"span_us\":%lld,\"reported\":%llu,"
        "\"reports_given_up\":%llu}\n",
        (unsigned long long)at_work->taken.times, at_work->taken.n,
        (unsigned long long)(at_work->taken.times - at_work->taken.n),
        (long long)(at_work->last_at - at_work->first_at), (unsigned long long)posted,
        (unsigned long long)given_up);
}

static void tell_doubled(struct provider_at_work *at_work, struct standin_answer *answer)
{
    const char *comma = "";

    text_add_char(&answer->body, '{');
    for (size_t i = 0; i < at_work->taken.space; i++) {
        const struct taken_entry *entry = &at_work->taken.at[i];

        if (!entry->id || entry->times < 2) continue;
        text_addf(&answer->body, "%s\"%s\":%u", comma, entry->id, entry->times);
        comma = ",";
    }
    text_add(&answer->body, "}\n");
}

static void tell_taken(struct provider_at_work *at_work, const char *query,
                       struct standin_answer *answer)
{
    SCOPED(text_clear) struct text id = {0};
    struct taken_entry *entry;

    standin_field(query, "id", &id);
    entry = taken_find(&at_work->taken, text_string(&id));
    text_addf(&answer->body, "{\"times\":%u}\n", entry ? entry->times : 0);
}

static void control(struct provider_at_work *at_work, const char *query,
                    struct standin_answer *answer)
{
    SCOPED(text_clear) struct text value = {0};

    text_add_char(&answer->body, '{');
    for (size_t i = 0; i < MODE_N; i++) {
        if (standin_field(query, modes[i].name, &value))
            at_work->value[i] = strtol(text_string(&value), NULL, 10);
        text_addf(&answer->body, "%s\"%s\":%ld", i ? "," : "", modes[i].name, at_work->value[i]);
    }
    text_add(&answer->body, "}\n");
}

static bool begins(const char *path, const char *with)
{
    return strncmp(path, with, strlen(with)) == 0;
}

static void answer_get(struct provider_at_work *at_work, const struct standin_request *request,
                       struct standin_answer *answer)
{
    const char *path = request->path;
    const char *query = strchr(path, '?') ? strchr(path, '?') + 1 : "";

    if (begins(path, "/messages")) {
        find_sandbox(at_work, query, answer);
    } else if (begins(path, "/2010-04-01/")) {
        find_twilio(at_work, path, query, answer);
    } else if (begins(path, "/stats")) {
        tell_stats(at_work, answer);
    } else if (begins(path, "/doubled")) {
        tell_doubled(at_work, answer);
    } else if (begins(path, "/taken")) {
        tell_taken(at_work, query, answer);
    } else if (begins(path, "/reset")) {
        taken_clear(&at_work->taken);
        at_work->first_at = at_work->last_at = 0;
    } else if (begins(path, "/control")) {
        control(at_work, query, answer);
    } else {
        answer->status = 404;
    }
}

static void write_log(struct provider_at_work *at_work, const struct standin_request *request)
{
    SCOPED(text_clear) struct text line = {0};
    struct clock clock = clock_real();
    char at[32];

    clock_write(clock_now(&clock), at);
    text_addf(&line, "{\"at\":\"%s\",\"method\":\"%s\",\"path\":", at, request->method);
    text_add_json(&line, request->path, strlen(request->path));
    text_add(&line, ",\"body\":");
    text_add_json(&line, request->body, request->body_n);
    text_add(&line, "}\n");
    fputs(text_string(&line), at_work->log);
    fflush(at_work->log);
}

static void handle(void *with, const struct standin_request *request, struct standin_answer *answer)
{
    struct provider_at_work *at_work = with;

    if (at_work->log) write_log(at_work, request);
    if (strcmp(request->method, "POST") != 0)
        answer_get(at_work, request, answer);
    else if (begins(request->path, "/messages"))
        take(at_work, &format_sandbox, request, answer);
    else if (begins(request->path, "/v1.0/message"))
        take(at_work, &format_cm, request, answer);
    else if (begins(request->path, "/2010-04-01/"))
        take(at_work, &format_twilio, request, answer);
    else
        answer->status = 404;
}

/* ---- Starting -------------------------------------------------------------------------------- */

static void print_usage(void)
{
    puts("bench_provider [--port N] [--seed N] [--log FILE] [--cm-report-url URL]\n"
         "               [--sandbox-secret S] [--twilio-token S] [--MODE N ...]\n"
         "Plays a provider on 127.0.0.1 and prints its port. The modes, also by /control?MODE=N:");
    for (size_t i = 0; i < MODE_N; i++)
        printf("  --%-14s %s\n", modes[i].name, modes[i].meaning);
}

static bool set_mode(struct provider_at_work *at_work, const char *name, const char *value)
{
    for (size_t i = 0; i < MODE_N; i++) {
        if (strcmp(modes[i].name, name) != 0) continue;
        at_work->value[i] = strtol(value, NULL, 10);
        return true;
    }
    return false;
}

static bool set_option(struct provider_at_work *at_work, int *port, const char *name,
                       const char *value)
{
    if (strcmp(name, "port") == 0)
        *port = (int)strtol(value, NULL, 10);
    else if (strcmp(name, "seed") == 0)
        at_work->dice = dice_seeded(strtoull(value, NULL, 10));
    else if (strcmp(name, "log") == 0)
        at_work->log = fopen(value, "ae");
    else if (strcmp(name, "cm-report-url") == 0)
        at_work->reports.cm_report_url = value;
    else if (strcmp(name, "sandbox-secret") == 0)
        at_work->reports.sandbox_secret = value;
    else if (strcmp(name, "twilio-token") == 0)
        at_work->reports.twilio_token = value;
    else
        return set_mode(at_work, name, value);
    return true;
}

static void *wait_for_signal(void *with)
{
    struct standin *standin = with;
    sigset_t ends;
    int signal;

    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    sigwait(&ends, &signal);
    standin_stop(standin);
    return NULL;
}

int main(int argc, char **argv)
{
    struct provider_at_work at_work = {.value = {[MODE_REPORT] = 100}, .dice = dice_seeded(1)};
    pthread_t waiter;
    sigset_t ends;
    int port = 0;

    for (int i = 1; i < argc; i += 2) {
        if (strncmp(argv[i], "--", 2) != 0 || i + 1 == argc ||
            !set_option(&at_work, &port, argv[i] + 2, argv[i + 1])) {
            print_usage();
            return 2;
        }
    }
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    pthread_sigmask(SIG_BLOCK, &ends, NULL);
    at_work.reports.reporter = reporter_open();
    at_work.standin = standin_open(port, handle, &at_work);
    if (!at_work.standin || pthread_create(&waiter, NULL, wait_for_signal, at_work.standin) != 0) {
        fprintf(stderr, "bench_provider: cannot listen on 127.0.0.1:%d\n", port);
        return 1;
    }
    printf("%d\n", standin_port(at_work.standin));
    fflush(stdout);
    standin_run(at_work.standin);
    pthread_join(waiter, NULL);
    reporter_close(at_work.reports.reporter);
    standin_close(at_work.standin);
    taken_clear(&at_work.taken);
    if (at_work.log) fclose(at_work.log);
    return 0;
}
