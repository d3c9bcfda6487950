/* The sandbox at the other end of the wire, in this process.
 *
 * It speaks the format of providers/adapters/sandbox.c. Every text is taken and delivered, by a report that
 * comes a moment later. It remembers nothing: its phones show what the store recorded as sent, so a
 * text that it is asked about after a crash was never there. */
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "gateway/outbox/wire.h"
#include "providers/json.h"

/* Answers and reports that nobody has fetched yet; past it `start` has no room. */
#define WAITING_MAX 4096

/* One answer, and the report that follows once it was taken. */
struct waiting {
    struct exchange exchange;
    struct http_request report; /* method NULL: none */
};

struct sandbox_wire {
    struct wire wire;
    struct wire *inner;
    int wake; /* only where there is no inner wire to wait in */
    struct waiting answers[WAITING_MAX];
    size_t answer_n;
    struct http_request reports[WAITING_MAX];
    size_t report_n;
};

/* "https://host/report/x?m=1" -> "/report/x?m=1". */
static const char *path_of(const char *url)
{
    const char *host = strstr(url, "://");
    const char *path = host ? strchr(host + 3, '/') : NULL;

    return path ? path : url;
}

static void write_report(const char *callback_url, const char *reference, const char *id,
                         struct http_request *out)
{
    out->method = "POST";
    text_add(&out->url, path_of(callback_url));
    http_header_add(&out->headers, "Content-Type", "application/json");
    text_add(&out->body, "{\"events\":[{\"type\":\"report\",\"state\":\"delivered\"");
    text_add_member(&out->body, "reference", reference);
    text_add_member(&out->body, "client_id", id);
    text_add(&out->body, "}]}");
}

static void refuse(struct http_response *response, const char *code)
{
    response->status = 400;
    text_add(&response->body, "{\"status\":\"rejected\",\"error\":{\"code\":");
    text_add_json(&response->body, code, strlen(code));
    text_add(&response->body, "}}");
}

static void answer_send(const struct http_request *request, struct waiting *out)
{
    SCOPED(json_free) json_t *json = json_read(&request->body);
    const char *id = json_string_at(json, "id");
    const char *to = json_string_at(json, "to");
    const char *text = json_string_at(json, "text");
    const char *callback_url = json_string_at(json, "callback_url");
    struct http_response *response = &out->exchange.response;
    SCOPED(text_clear) struct text reference = {0};

    if (!id || !*id || !text || !*text) {
        refuse(response, "malformed");
    } else if (!to || *to != '+') {
        refuse(response, "bad_receiver");
    } else {
        text_addf(&reference, "sandbox-%s", id);
        response->status = 201;
        text_add(&response->body, "{\"status\":\"accepted\"");
        text_add_member(&response->body, "id", text_string(&reference));
        text_add_char(&response->body, '}');
        if (callback_url) write_report(callback_url, text_string(&reference), id, &out->report);
    }
}

static void answer(const struct http_request *request, struct waiting *out)
{
    struct http_response *response = &out->exchange.response;

    if (strcmp(request->method, "MAIL") == 0) {
        response->status = 250;
        return;
    }
    http_header_add(&response->headers, "Content-Type", "application/json");
    if (strcmp(request->method, "POST") == 0) {
        answer_send(request, out);
        return;
    }
    response->status = 200;
    text_add(&response->body, "{\"state\":\"absent\"}");
}

static bool is_for_sandbox(const struct http_request *request)
{
    return strncmp(text_string(&request->url), "sandbox:", 8) == 0;
}

static bool start(struct wire *base, uint64_t tag, const struct http_request *request,
                  usec timeout_for)
{
    struct sandbox_wire *wire = (struct sandbox_wire *)base;
    struct waiting *waiting;
    bool mine = is_for_sandbox(request);

    if (!mine && wire->inner) return wire->inner->start(wire->inner, tag, request, timeout_for);
    if (wire->answer_n + wire->report_n >= WAITING_MAX) return false;
    waiting = &wire->answers[wire->answer_n++];
    *waiting = (struct waiting){
        .exchange = {.tag = tag, .end = WIRE_ANSWERED}
    };
    if (mine) {
        answer(request, waiting);
    } else {
        waiting->exchange.end = WIRE_NEVER_SENT;
        snprintf(waiting->exchange.error, sizeof(waiting->exchange.error),
                 "only the sandbox is connected");
    }
    return true;
}

static size_t take(struct wire *base, struct exchange *out, size_t max)
{
    struct sandbox_wire *wire = (struct sandbox_wire *)base;
    size_t n = wire->answer_n < max ? wire->answer_n : max;

    for (size_t i = 0; i < n; i++) {
        out[i] = wire->answers[i].exchange;
        if (wire->answers[i].report.method)
            wire->reports[wire->report_n++] = wire->answers[i].report;
    }
    wire->answer_n -= n;
    memmove(wire->answers, wire->answers + n, wire->answer_n * sizeof(wire->answers[0]));
    if (wire->inner && n < max) n += wire->inner->take(wire->inner, out + n, max - n);
    return n;
}

size_t wire_sandbox_reports(struct wire *wire, struct http_request *out, size_t max)
{
    struct sandbox_wire *sandbox = (struct sandbox_wire *)wire;
    size_t n = sandbox->report_n < max ? sandbox->report_n : max;

    for (size_t i = 0; i < n; i++)
        out[i] = sandbox->reports[i];
    sandbox->report_n -= n;
    memmove(sandbox->reports, sandbox->reports + n,
            sandbox->report_n * sizeof(sandbox->reports[0]));
    return n;
}

static void run(struct wire *base, usec wait_for)
{
    struct sandbox_wire *wire = (struct sandbox_wire *)base;
    struct pollfd wake = {.fd = wire->wake, .events = POLLIN};
    uint64_t count;

    if (wire->answer_n > 0) wait_for = 0;
    if (wait_for > USEC_DAY) wait_for = USEC_DAY;
    if (wire->inner) {
        wire->inner->run(wire->inner, wait_for);
    } else if (poll(&wake, 1, (int)((wait_for + USEC_MS - 1) / USEC_MS)) > 0) {
        IGNORE(read(wire->wake, &count, sizeof(count)) < 0); /* empty: nothing was lost */
    }
}

static void wake(struct wire *base)
{
    struct sandbox_wire *wire = (struct sandbox_wire *)base;
    uint64_t one = 1;

    if (wire->inner)
        wire->inner->wake(wire->inner);
    else
        IGNORE(write(wire->wake, &one, sizeof(one)) < 0); /* full: it is awake already */
}

static void free_wire(struct wire *base)
{
    struct sandbox_wire *wire = (struct sandbox_wire *)base;

    if (!wire) return;
    for (size_t i = 0; i < wire->answer_n; i++) {
        exchange_clear(&wire->answers[i].exchange);
        http_request_clear(&wire->answers[i].report);
    }
    for (size_t i = 0; i < wire->report_n; i++)
        http_request_clear(&wire->reports[i]);
    if (wire->inner) wire->inner->free(wire->inner);
    if (wire->wake >= 0) close(wire->wake);
    free(wire);
}

struct wire *wire_sandbox_new(struct wire *inner)
{
    static const struct wire acts = {start, take, run, wake, free_wire};
    struct sandbox_wire *wire = mem_new(1, sizeof(*wire));

    wire->wire = acts;
    wire->inner = inner;
    wire->wake = inner ? -1 : eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    return &wire->wire;
}
