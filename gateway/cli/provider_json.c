#include "gateway/cli/provider_json.h"

#include <strings.h>

#include "gateway/base/clock.h"
#include "providers/json.h"

/* Absent and null give `usual`. */
static enum rc string_member(json_t *in, const char *name, const char *usual, const char **out,
                             struct fault *why)
{
    json_t *value = json_object_get(in, name);

    *out = usual;
    if (!value || json_is_null(value)) return RC_OK;
    if (!json_is_string(value)) return fault_set(why, RC_INVALID, "\"%s\" must be a string", name);
    if (strlen(json_string_value(value)) != json_string_length(value))
        return fault_set(why, RC_INVALID, "\"%s\" holds a NUL character", name);
    *out = json_string_value(value);
    return RC_OK;
}

static enum rc time_member(json_t *in, const char *name, usec *out, struct fault *why)
{
    const char *string;

    TRY(string_member(in, name, NULL, &string, why));
    if (string && !clock_read(string, out))
        return fault_set(why, RC_INVALID, "\"%s\" must be a time such as 2026-04-02T08:30:00Z",
                         name);
    return RC_OK;
}

static enum rc whole_member(json_t *in, const char *name, int64_t max, int64_t *out,
                            struct fault *why)
{
    json_t *value = json_object_get(in, name);

    *out = 0;
    if (!value || json_is_null(value)) return RC_OK;
    if (!json_is_integer(value) || json_integer_value(value) < 0 || json_integer_value(value) > max)
        return fault_set(why, RC_INVALID, "\"%s\" must be a whole number from 0 to %lld", name,
                         (long long)max);
    *out = json_integer_value(value);
    return RC_OK;
}

enum rc object_from_json(json_t *in, const char *name, struct fault *why)
{
    if (!json_is_object(json_object_get(in, name)))
        return fault_set(why, RC_INVALID, "\"%s\" must be an object", name);
    return RC_OK;
}

enum rc now_from_json(json_t *in, usec *out, struct fault *why)
{
    struct clock clock = clock_real();

    *out = clock_now(&clock);
    return time_member(in, "now", out, why);
}

/* An empty one is as good as none. */
static const char *or_null(const char *string)
{
    return string && *string ? string : NULL;
}

enum rc message_from_json(json_t *in, struct message *out, struct fault *why)
{
    const struct {
        const char *name;
        const char **into;
    } strings[] = {
        {"id",           &out->id          },
        {"to",           &out->to          },
        {"from",         &out->from        },
        {"text",         &out->text        },
        {"callback_url", &out->callback_url},
        {"reference",    &out->reference   },
    };
    int64_t seconds;

    *out = (struct message){0};
    for (size_t i = 0; i < COUNT(strings); i++)
        TRY(string_member(in, strings[i].name, "", strings[i].into, why));
    out->callback_url = or_null(out->callback_url);
    out->reference = or_null(out->reference);
    TRY(whole_member(in, "validity_s", INT32_MAX, &seconds, why));
    out->validity_for = seconds * USEC_SEC;
    TRY(time_member(in, "sent_at", &out->sent_at, why));
    return now_from_json(in, &out->now, why);
}

enum rc credentials_from_json(json_t *in, struct credentials *out, struct fault *why)
{
    json_t *object = json_object_get(in, "credentials");
    const char *name;
    json_t *value;

    if (!object || json_is_null(object)) return RC_OK;
    if (!json_is_object(object))
        return fault_set(why, RC_INVALID, "\"credentials\" must be an object");
    json_object_foreach(object, name, value)
    {
        if (!json_is_string(value))
            return fault_set(why, RC_INVALID, "credential \"%s\" must be a string", name);
        credentials_add(out, name, json_string_value(value));
    }
    return RC_OK;
}

/* A header may come as one string or as an array of them. */
static enum rc add_header(const char *name, json_t *value, struct http_headers *out,
                          struct fault *why)
{
    if (json_is_string(value)) {
        http_header_add(out, name, json_string_value(value));
        return RC_OK;
    }
    for (size_t i = 0; json_is_array(value) && i < json_array_size(value); i++) {
        const char *string = json_string_value(json_array_get(value, i));

        if (string) http_header_add(out, name, string);
    }
    if (json_is_array(value)) return RC_OK;
    return fault_set(why, RC_INVALID, "header \"%s\" must be a string", name);
}

static enum rc headers_from_json(json_t *in, struct http_headers *out, struct fault *why)
{
    json_t *object = json_object_get(in, "headers");
    const char *name;
    json_t *value;

    if (!object || json_is_null(object)) return RC_OK;
    if (!json_is_object(object)) return fault_set(why, RC_INVALID, "\"headers\" must be an object");
    json_object_foreach(object, name, value) TRY(add_header(name, value, out, why));
    return RC_OK;
}

/* The body may hold any byte that JSON can say, a NUL too. */
static enum rc body_from_json(json_t *in, struct text *out, struct fault *why)
{
    json_t *value = json_object_get(in, "body");

    if (!value || json_is_null(value)) return RC_OK;
    if (!json_is_string(value)) return fault_set(why, RC_INVALID, "\"body\" must be a string");
    out->limit = json_string_length(value) + 1;
    text_add_bytes(out, json_string_value(value), json_string_length(value));
    return RC_OK;
}

enum rc request_from_json(json_t *in, struct http_request *out, struct fault *why)
{
    static const char *const methods[] = {"DELETE", "GET", "HEAD", "PATCH", "POST", "PUT"};
    const char *method, *url;

    TRY(string_member(in, "method", "POST", &method, why));
    TRY(string_member(in, "url", "", &url, why));
    for (size_t i = 0; i < COUNT(methods); i++)
        if (strcasecmp(methods[i], method) == 0) out->method = methods[i];
    if (!out->method)
        return fault_set(why, RC_INVALID, "\"method\" must be one of HTTP, such as POST");
    text_add(&out->url, url);
    TRY(headers_from_json(in, &out->headers, why));
    return body_from_json(in, &out->body, why);
}

enum rc response_from_json(json_t *in, struct http_response *out, struct fault *why)
{
    int64_t status;

    TRY(whole_member(in, "status", 999, &status, why));
    out->status = (int)status;
    TRY(headers_from_json(in, &out->headers, why));
    return body_from_json(in, &out->body, why);
}

enum rc screen_from_json(json_t *in, struct ussd_screen *out, struct fault *why)
{
    json_t *reply = json_object_get(in, "reply");

    *out = (struct ussd_screen){.text = ""};
    if (!reply || json_is_null(reply)) return RC_OK;
    if (!json_is_object(reply)) return fault_set(why, RC_INVALID, "\"reply\" must be an object");
    TRY(string_member(reply, "text", "", &out->text, why));
    out->end = json_is_true(json_object_get(reply, "end"));
    return RC_OK;
}

static void add_text_member(struct text *out, const char *name, const struct text *value)
{
    text_addf(out, ",\"%s\":", name);
    text_add_json(out, text_string(value), value->n);
}

static void add_true_member(struct text *out, const char *name, bool value)
{
    text_addf(out, ",\"%s\":%s", name, value ? "true" : "false");
}

void text_add_provider(struct text *out, const struct provider *provider)
{
    static const struct {
        unsigned bit;
        const char *name;
    } cans[] = {
        {CAN_RENDER,  "render" },
        {CAN_RESULT,  "result" },
        {CAN_RECEIVE, "receive"},
        {CAN_LOOKUP,  "lookup" },
        {CAN_STATUS,  "status" },
        {CAN_USSD,    "ussd"   },
    };
    bool first = true;

    text_add(out, "{\"name\":");
    text_add_json(out, provider->name, strlen(provider->name));
    text_add(out, ",\"can\":[");
    for (size_t i = 0; i < COUNT(cans); i++) {
        if (!(provider->can & cans[i].bit)) continue;
        text_addf(out, "%s\"%s\"", first ? "" : ",", cans[i].name);
        first = false;
    }
    text_add(out, "]}");
}

static void add_headers(struct text *out, const struct http_headers *headers)
{
    text_add(out, ",\"headers\":{");
    for (size_t i = 0; i < headers->n; i++) {
        if (i) text_add_char(out, ',');
        text_add_json(out, headers->at[i].name, strlen(headers->at[i].name));
        text_add_char(out, ':');
        text_add_json(out, headers->at[i].value, strlen(headers->at[i].value));
    }
    text_add_char(out, '}');
}

void text_add_request(struct text *out, const struct http_request *request)
{
    text_addf(out, "{\"method\":\"%s\"", request->method);
    add_text_member(out, "url", &request->url);
    add_headers(out, &request->headers);
    add_text_member(out, "body", &request->body);
    text_add_char(out, '}');
}

void text_add_result(struct text *out, const struct result *result)
{
    static const struct text none = {0};

    text_addf(out, "{\"outcome\":\"%s\"", outcome_name(result->outcome));
    add_text_member(out, "reference", result->reference_n ? &result->references[0] : &none);
    text_add(out, ",\"references\":[");
    for (size_t i = 0; i < result->reference_n; i++) {
        if (i) text_add_char(out, ',');
        text_add_json(out, text_string(&result->references[i]), result->references[i].n);
    }
    text_add_char(out, ']');
    add_true_member(out, "maybe_sent", result->maybe_sent);
    add_true_member(out, "opt_out", result->opt_out);
    text_addf(out, ",\"retry_after_s\":%lld",
              (long long)((result->retry_after + USEC_SEC - 1) / USEC_SEC));
    add_text_member(out, "reason", &result->reason);
    text_add_char(out, '}');
}

static void add_report(struct text *out, const struct event *event)
{
    /* "It does not say" is no state of the contract; to the reader it is one that is not known. */
    enum delivery state = event->state == DELIVERY_NONE ? DELIVERY_UNKNOWN : event->state;

    add_text_member(out, "reference", &event->reference);
    add_text_member(out, "client_id", &event->client_id);
    text_addf(out, ",\"state\":\"%s\"", delivery_name(state));
    add_text_member(out, "error", &event->error);
    add_true_member(out, "opt_out", event->opt_out);
}

static void add_inbound(struct text *out, const struct event *event)
{
    add_text_member(out, "from", &event->from);
    add_text_member(out, "to", &event->to);
    add_text_member(out, "text", &event->text);
    add_text_member(out, "reference", &event->reference);
    text_addf(out, ",\"part\":%d,\"parts\":%d", event->part, event->parts);
    add_text_member(out, "concat_reference", &event->concat_reference);
}

static void add_ussd(struct text *out, const struct event *event)
{
    add_text_member(out, "session", &event->session);
    add_text_member(out, "from", &event->from);
    add_text_member(out, "service_code", &event->service_code);
    add_text_member(out, "input", &event->input);
    add_true_member(out, "ended", event->ended);
}

void text_add_event(struct text *out, const struct event *event)
{
    text_addf(out, "{\"type\":\"%s\"", event_type_name(event->type));
    switch (event->type) {
    case EVENT_INBOUND:
        add_inbound(out, event);
        break;
    case EVENT_REPORT:
        add_report(out, event);
        break;
    case EVENT_OPT_OUT:
        add_text_member(out, "from", &event->from);
        add_text_member(out, "to", &event->to);
        break;
    case EVENT_USSD:
        add_ussd(out, event);
        break;
    }
    text_add_char(out, '}');
}

void text_add_receipt(struct text *out, const struct receipt *receipt)
{
    text_addf(out, "{\"status\":%d", receipt->answer.status);
    add_headers(out, &receipt->answer.headers);
    add_text_member(out, "body", &receipt->answer.body);
    text_add(out, ",\"events\":[");
    for (size_t i = 0; i < receipt->event_n; i++) {
        if (i) text_add_char(out, ',');
        text_add_event(out, &receipt->events[i]);
    }
    text_add(out, "]}");
}
