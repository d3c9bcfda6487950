#include "providers/adapters/generic.h"
#include "providers/fields.h"
#include "providers/outcome.h"

#define PARTS_MAX 255

/* Whose lists of words mean which state. */
static const struct {
    const char *key;
    enum delivery state;
} states[] = {
    {"state_delivered", DELIVERY_DELIVERED},
    {"state_failed",    DELIVERY_FAILED   },
    {"state_expired",   DELIVERY_EXPIRED  },
    {"state_sent",      DELIVERY_SENT     },
};

enum delivery generic_state(const struct credentials *credentials, const char *word)
{
    for (size_t i = 0; i < COUNT(states); i++) {
        const char *at = credentials_find(credentials, states[i].key);
        const char *end = at ? at + strlen(at) : NULL;
        size_t n;

        for (; at && (n = piece_next(&at, end, ",\n")) > 0; at += n) {
            const char *start = at + strspn(at, " ");
            size_t length = n - (size_t)(start - at);

            while (length > 0 && start[length - 1] == ' ')
                length--;
            if (length == strlen(word) && strncasecmp(start, word, length) == 0)
                return states[i].state;
        }
    }
    return DELIVERY_UNKNOWN;
}

/* One event, and by what description it is read. */
struct reader {
    const struct credentials *credentials;
    const struct said *said;
};

static bool fits(const struct reader *reader, const char *key)
{
    return rule_fits(credentials_find(reader->credentials, key), reader->said);
}

static bool add(struct text *out, const struct reader *reader, const char *key)
{
    return field_add_to(out, credentials_find(reader->credentials, key), reader->said);
}

/* By its own rule, or where there is none by whether both fields are there. */
static bool is_kind(const struct reader *reader, const char *rule, const char *field,
                    const char *other)
{
    SCOPED(text_wipe) struct text found = {0};

    if (credentials_find(reader->credentials, rule)) return fits(reader, rule);
    return add(&found, reader, field) && add(&found, reader, other);
}

static bool read_report(const struct reader *reader, struct receipt *out)
{
    const char *id = credentials_find(reader->credentials, "report_client_id");
    SCOPED(text_clear) struct text reference = {0};
    SCOPED(text_clear) struct text client_id = {0};
    SCOPED(text_clear) struct text word = {0};
    SCOPED(text_clear) struct text error = {0};
    struct event *event;

    add(&reference, reader, "report_reference");
    field_add_to(&client_id, id ? id : "query:m", reader->said);
    if (reference.n == 0 && client_id.n == 0) return false; /* nobody knows whose it is */
    event = receipt_add(out, EVENT_REPORT);
    if (!event) return false;
    text_add(&event->reference, text_string(&reference));
    text_add(&event->client_id, text_string(&client_id));
    add(&word, reader, "report_state");
    event->state = generic_state(reader->credentials, text_string(&word));
    if (add(&error, reader, "report_error")) text_add_code(&event->error, text_string(&error));
    event->opt_out = fits(reader, "report_opt_out");
    return true;
}

static int read_number(const struct reader *reader, const char *key)
{
    SCOPED(text_clear) struct text digits = {0};
    long number;

    if (!add(&digits, reader, key)) return 0;
    number = strtol(text_string(&digits), NULL, 10);
    return number > 0 && number <= PARTS_MAX ? (int)number : 0;
}

/* A text, or that its sender wants no more. */
static bool read_inbound(const struct reader *reader, enum event_type type, struct receipt *out)
{
    SCOPED(text_wipe) struct text from = {0};
    struct event *event;

    if (!add(&from, reader, "inbound_from") || from.n == 0) return false;
    event = receipt_add(out, type);
    if (!event) return false;
    text_add_bytes(&event->from, from.at, from.n);
    add(&event->to, reader, "inbound_to");
    if (type == EVENT_OPT_OUT) return true;
    add(&event->text, reader, "inbound_text");
    add(&event->reference, reader, "inbound_reference");
    event->part = read_number(reader, "inbound_part");
    event->parts = read_number(reader, "inbound_parts");
    if (event->part == 0 || event->part > event->parts) event->part = event->parts = 0;
    if (event->parts > 0) add(&event->concat_reference, reader, "inbound_concat");
    return true;
}

/* False: nothing in the description fits it. */
static bool read_event(const struct reader *reader, struct receipt *out)
{
    if (fits(reader, "ignore_if")) return true;
    if (fits(reader, "opt_out_if")) return read_inbound(reader, EVENT_OPT_OUT, out);
    if (is_kind(reader, "report_if", "report_state", "report_state"))
        return read_report(reader, out);
    if (is_kind(reader, "inbound_if", "inbound_from", "inbound_text"))
        return read_inbound(reader, EVENT_INBOUND, out);
    return false;
}

/* One call may hold several events: those in the arrays that `events` leads to. */
static bool read_events(const struct credentials *credentials, const struct said *call,
                        struct receipt *out)
{
    const char *path = credentials_find(credentials, "events");
    json_t *all[RECEIPT_EVENTS_MAX];
    bool is_read = false;
    size_t n = 0;

    if (!path && json_is_array(call->json)) path = "*";
    if (path) n = field_all(call->json, path, all, COUNT(all));
    if (n == 0 && !(path && call->json))
        return read_event(&(struct reader){credentials, call}, out);
    for (size_t i = 0; i < n; i++) {
        struct said event = *call;

        event.json = all[i];
        is_read |= read_event(&(struct reader){credentials, &event}, out);
    }
    return is_read;
}

static void answer(const struct credentials *credentials, struct receipt *out)
{
    const char *status = credentials_find(credentials, "reply_status");
    const char *body = credentials_find(credentials, "reply_body");
    const char *type = credentials_find(credentials, "reply_type");

    out->answer.status = status ? (int)strtol(status, NULL, 10) : 200;
    if (out->answer.status < 200 || out->answer.status > 299) out->answer.status = 200;
    if (body) text_add(&out->answer.body, body);
    if (type) http_header_add(&out->answer.headers, "Content-Type", type);
}

enum rc generic_receive(const struct http_request *request, const struct credentials *credentials,
                        const struct ussd_screen *screen, usec now, struct receipt *out,
                        struct fault *why)
{
    bool is_posted = fields_are_posted(request);
    SCOPED(json_free) json_t *json = is_posted ? json_read(&request->body) : NULL;
    SCOPED(form_clear) struct form fields = {0};
    SCOPED(form_clear) struct form query = {0};
    struct said said = {.json = json,
                        .top = json,
                        .fields = &fields,
                        .query = &query,
                        .headers = &request->headers,
                        .body = &request->body};

    (void)screen;
    if (!json) fields_read(request, &fields);
    form_read_query(&query, text_string(&request->url));
    if (credentials_find(credentials, "signature")) {
        out->answer.status = 401;
        TRY(generic_check_signature(credentials, text_string(&request->url), &said, now, why));
        out->verified = true;
    }
    /* What nobody understands is refused, since most providers then come again: time to mend it. */
    out->answer.status = 400;
    if (!read_events(credentials, &said, out))
        return fault_set(why, RC_INVALID,
                         "generic: the webhook is neither a report nor a text as described, nor "
                         "does ignore_if fit it");
    answer(credentials, out);
    return RC_OK;
}
