/* Sandbox: our own provider, for the demonstration, the simulation, tests and the benchmark.
 *
 * Its format is written down in docs/providers.md, "Sandbox". `base_url` is "sandbox:" (answered inside
 * this process) or the address of a server that plays it. */
#include "providers/adapters/adapters.h"
#include "providers/form.h"
#include "providers/json.h"
#include "providers/outcome.h"
#include "providers/signature.h"

#define SANDBOX_BASE_URL "sandbox:"
/* A signed webhook older or younger than this is refused as a replay. */
#define SIGNATURE_AGE_MAX (5 * USEC_MIN)

static const struct {
    const char *word;
    enum outcome outcome;
} statuses[] = {
    {"accepted",     OUTCOME_ACCEPTED    },
    {"rejected",     OUTCOME_REJECTED    },
    {"retry",        OUTCOME_RETRY       },
    {"throttled",    OUTCOME_THROTTLED   },
    {"unauthorised", OUTCOME_UNAUTHORISED},
};

static const struct word_state states[] = {
    {"absent",    DELIVERY_ABSENT   },
    {"delivered", DELIVERY_DELIVERED},
    {"expired",   DELIVERY_EXPIRED  },
    {"failed",    DELIVERY_FAILED   },
    {"sent",      DELIVERY_SENT     },
    {"unknown",   DELIVERY_UNKNOWN  },
};

static void add_authorization(const struct credentials *credentials, struct http_request *out)
{
    const char *key = credentials_find(credentials, "api_key");

    if (key && *key) http_header_add_authorization(&out->headers, "Bearer", key);
}

static enum rc sandbox_render(const struct message *message, const struct credentials *credentials,
                              struct http_request *out, struct fault *why)
{
    TRY(message_check(message, why));
    out->method = "POST";
    credentials_add_base_url(credentials, SANDBOX_BASE_URL, &out->url);
    text_add(&out->url, "/messages");
    http_header_add(&out->headers, "Content-Type", "application/json");
    add_authorization(credentials, out);

    text_add(&out->body, "{\"id\":");
    text_add_json(&out->body, message->id, strlen(message->id));
    text_add_member(&out->body, "to", message->to);
    text_add_member(&out->body, "from", message->from);
    text_add_member(&out->body, "text", message->text);
    if (message->callback_url) text_add_member(&out->body, "callback_url", message->callback_url);
    if (message->validity_for > 0)
        text_addf(&out->body, ",\"validity_s\":%lld",
                  (long long)message_validity(message, USEC_SEC));
    text_add_char(&out->body, '}');
    if (text_over(&out->body)) return fault_set(why, RC_INVALID, "sandbox: the text is too long");
    return RC_OK;
}

static bool find_outcome(const char *word, enum outcome *out)
{
    for (size_t i = 0; i < COUNT(statuses); i++) {
        if (strcmp(statuses[i].word, word) != 0) continue;
        *out = statuses[i].outcome;
        return true;
    }
    return false;
}

/* One id, or one for each part. */
static void add_references(json_t *json, struct result *out)
{
    const json_t *parts = json_at(json, "references");
    const char *id = json_string_at(json, "id");
    size_t n = json_array_size(parts);

    for (size_t i = 0; i < n && i < RECEIPT_EVENTS_MAX; i++) {
        const char *part = json_string_value(json_array_get(parts, i));
        if (part && *part) result_add_reference(out, part);
    }
    if (out->reference_n == 0 && id && *id) result_add_reference(out, id);
}

static void sandbox_result(const struct message *message, const struct http_response *response,
                           struct result *out)
{
    SCOPED(json_free) json_t *json = json_read(&response->body);
    const char *status = json_string_at(json, "status");
    const char *code = json_string_at(json, "error.code");
    enum outcome outcome;
    int64_t seconds;

    result_from_status(out, response, message->now);
    if (!status || !find_outcome(status, &outcome)) return;
    if (outcome == OUTCOME_ACCEPTED) {
        /* Taken, but by what name? Only its report or a look-up can tell. */
        if (response->status < 200 || response->status > 299) return;
        add_references(json, out);
        if (out->reference_n == 0) return;
    }
    /* Whatever is refused in its own words was not sent; only a bare HTTP status leaves a doubt. */
    out->maybe_sent = false;
    out->outcome = outcome;
    text_reset(&out->reason);
    if (outcome == OUTCOME_ACCEPTED) return;
    if (!code || !text_add_code(&out->reason, code)) text_add(&out->reason, status);
    out->opt_out = code && strcmp(code, "opted_out") == 0;
    if (json_integer_at(json, "retry_after_s", &seconds) && seconds > 0)
        out->retry_after = seconds > USEC_DAY / USEC_SEC ? USEC_DAY : seconds * USEC_SEC;
}

/* "t=<unix seconds>,v1=<hex>[,v1=<hex>]": any of the signatures may match, so that a secret can be
 * changed while both are in use. */
static enum rc check_signature(const struct http_request *request, const char *secret, usec now,
                               struct fault *why)
{
    const char *header = http_header_find(&request->headers, "X-Vangnet-Signature");
    SCOPED(text_wipe) struct text made = {.limit = request->body.n + 32};
    SCOPED(text_clear) struct text want = {0};
    struct digest digest;
    long long seconds;
    char *at;
    bool equal = false;

    if (!header || strncmp(header, "t=", 2) != 0)
        return fault_set(why, RC_DENIED, "sandbox: the webhook is not signed");
    seconds = strtoll(header + 2, &at, 10);
    text_add_bytes(&made, header + 2, (size_t)(at - header - 2));
    text_add_char(&made, '.');
    text_add_bytes(&made, text_string(&request->body), request->body.n);
    digest = digest_hmac(DIGEST_SHA256, secret, strlen(secret), made.at, made.n);
    text_add_hex(&want, digest.at, digest.n);
    while (strncmp(at, ",v1=", 4) == 0) {
        SCOPED(text_clear) struct text got = {0};
        size_t n = strcspn(at + 4, ",");

        text_add_bytes(&got, at + 4, n);
        if (signature_equal(&want, text_string(&got))) equal = true;
        at += 4 + n;
    }
    if (!equal) return fault_set(why, RC_DENIED, "sandbox: the signature of the webhook is wrong");
    if (seconds < (now - SIGNATURE_AGE_MAX) / USEC_SEC ||
        seconds > (now + SIGNATURE_AGE_MAX) / USEC_SEC)
        return fault_set(why, RC_DENIED, "sandbox: the webhook is more than 5 minutes off");
    return RC_OK;
}

static void add_at(struct text *text, json_t *json, const char *path)
{
    json_add_to(text, json_at(json, path));
}

static int small_number_at(json_t *json, const char *path)
{
    int64_t number;

    return json_integer_at(json, path, &number) && number > 0 && number <= 255 ? (int)number : 0;
}

static void read_inbound(json_t *json, struct event *event)
{
    add_at(&event->from, json, "from");
    add_at(&event->to, json, "to");
    add_at(&event->text, json, "text");
    add_at(&event->reference, json, "reference");
    add_at(&event->client_id, json, "client_id");
    add_at(&event->concat_reference, json, "concat_reference");
    event->part = small_number_at(json, "part");
    event->parts = small_number_at(json, "parts");
}

static void read_report(json_t *json, struct event *event)
{
    const char *state = json_string_at(json, "state");
    const char *error = json_string_at(json, "error");

    add_at(&event->reference, json, "reference");
    add_at(&event->client_id, json, "client_id");
    event->state = word_state_find(states, COUNT(states), state ? state : "");
    if (error) text_add_code(&event->error, error);
    event->opt_out = json_true_at(json, "opt_out");
}

static void read_ussd(json_t *json, struct event *event)
{
    add_at(&event->session, json, "session");
    add_at(&event->from, json, "from");
    add_at(&event->service_code, json, "service_code");
    add_at(&event->input, json, "input");
    event->ended = json_true_at(json, "ended");
}

/* A kind that we do not know is skipped: it is no mistake. */
static void read_event(json_t *json, struct receipt *out)
{
    static const struct {
        const char *word;
        enum event_type type;
    } types[] = {
        {"inbound", EVENT_INBOUND},
        {"opt_out", EVENT_OPT_OUT},
        {"report",  EVENT_REPORT },
        {"ussd",    EVENT_USSD   },
    };
    const char *word = json_string_at(json, "type");

    for (size_t i = 0; word && i < COUNT(types); i++) {
        struct event *event;

        if (strcmp(types[i].word, word) != 0) continue;
        event = receipt_add(out, types[i].type);
        if (!event) return;
        if (event->type == EVENT_REPORT)
            read_report(json, event);
        else if (event->type == EVENT_USSD)
            read_ussd(json, event);
        else
            read_inbound(json, event);
    }
}

static void answer_with(struct receipt *out, const struct ussd_screen *screen)
{
    bool is_ussd = out->event_n > 0 && out->events[0].type == EVENT_USSD;

    out->answer.status = 200;
    if (!is_ussd) return;
    http_header_add(&out->answer.headers, "Content-Type", "application/json");
    text_add(&out->answer.body, "{\"text\":");
    text_add_json(&out->answer.body, screen ? screen->text : "", screen ? strlen(screen->text) : 0);
    text_addf(&out->answer.body, ",\"end\":%s}", screen && screen->end ? "true" : "false");
}

static enum rc sandbox_receive(const struct http_request *request,
                               const struct credentials *credentials,
                               const struct ussd_screen *screen, usec now, struct receipt *out,
                               struct fault *why)
{
    const char *secret = credentials_find(credentials, "webhook_secret");
    SCOPED(json_free) json_t *json = NULL;
    const json_t *events;

    if (secret && *secret) {
        out->answer.status = 401;
        TRY(check_signature(request, secret, now, why));
        out->verified = true;
    }
    out->answer.status = 400;
    json = json_read(&request->body);
    events = json_at(json, "events");
    if (!json_is_array(events))
        return fault_set(why, RC_INVALID, "sandbox: the webhook is no JSON object with \"events\"");
    if (json_array_size(events) > RECEIPT_EVENTS_MAX)
        return fault_set(why, RC_INVALID, "sandbox: the webhook has more than %d events",
                         RECEIPT_EVENTS_MAX);
    for (size_t i = 0; i < json_array_size(events); i++)
        read_event(json_array_get(events, i), out);
    answer_with(out, screen);
    return RC_OK;
}

static enum rc sandbox_lookup(const struct message *message, const struct credentials *credentials,
                              struct http_request *out, struct fault *why)
{
    (void)why;
    out->method = "GET";
    credentials_add_base_url(credentials, SANDBOX_BASE_URL, &out->url);
    text_add(&out->url, "/messages?");
    text_add_field(&out->url, "id", message->id);
    add_authorization(credentials, out);
    return RC_OK;
}

static void sandbox_status(const struct message *message, const struct http_response *response,
                           struct event *out)
{
    SCOPED(json_free) json_t *json = json_read(&response->body);

    (void)message;
    out->type = EVENT_REPORT;
    if (response->status != 200 || !json_string_at(json, "state")) return;
    read_report(json, out);
}

const struct provider provider_sandbox = {
    .name = "sandbox",
    .can = CAN_RENDER | CAN_RESULT | CAN_RECEIVE | CAN_LOOKUP | CAN_STATUS | CAN_USSD,
    .render = sandbox_render,
    .result = sandbox_result,
    .receive = sandbox_receive,
    .lookup = sandbox_lookup,
    .status = sandbox_status,
};
