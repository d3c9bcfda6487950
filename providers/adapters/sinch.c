/* Sinch, SMS REST API ("batches", xms v1).
 *
 * A batch of one. Our id is its client_reference, which reports bring back and by which batches can be
 * listed; nothing stops a second sending. A webhook that is answered 5xx or 429 comes again for a day, one
 * answered with another 4xx never. Source of every table: docs/providers.md, "Sinch". */
#include "gateway/base/clock.h"
#include "providers/adapters/adapters.h"
#include "providers/basic.h"
#include "providers/form.h"
#include "providers/json.h"
#include "providers/outcome.h"
#include "providers/phone.h"
#include "providers/signature.h"

/* Families' data stays in Europe unless the route says otherwise. */
#define REGION_USUAL        "eu"
#define REGION_LETTERS_MAX  8
#define BODY_CHARACTERS_MAX 2000
#define REFERENCE_BYTES_MAX 128
#define CALLBACK_BYTES_MAX  2048
#define VALIDITY_FOR_MAX    (3 * USEC_DAY)
/* A webhook is tried again for a day, and whether with a fresh time is not documented. */
#define SIGNATURE_AGE_MAX USEC_DAY
/* Their clock and ours may differ by this much when batches are listed by time. */
#define CLOCK_SLACK (2 * USEC_MIN)
/* GUESS: a new batch is in the list by then. Before that an empty list says nothing. */
#define LISTED_AFTER USEC_MIN

static const struct {
    const char *code;
    enum outcome outcome;
    const char *words;
} codes[] = {
    {"syntax_invalid_json",             OUTCOME_REJECTED,     "the request is malformed"       },
    {"syntax_invalid_parameter_format", OUTCOME_REJECTED,     "a field is malformed"           },
    {"syntax_constraint_violation",     OUTCOME_REJECTED,     "a field is out of bounds"       },
    {"unknown_group",                   OUTCOME_REJECTED,     "the receiver is no number"      },
    {"missing_callback_url",            OUTCOME_REJECTED,     "there is no URL for the reports"},
    {"illegal_number_type",             OUTCOME_REJECTED,     "the number cannot get texts"    },
    {"llegal_number_type",              OUTCOME_REJECTED,     "the number cannot get texts"    },
    {"blocked_account",                 OUTCOME_UNAUTHORISED, "the account is blocked"         },
};

static const struct word_state states[] = {
    {"Queued",     DELIVERY_SENT     },
    {"Dispatched", DELIVERY_SENT     },
    {"Delivered",  DELIVERY_DELIVERED},
    {"Failed",     DELIVERY_FAILED   },
    {"Rejected",   DELIVERY_FAILED   },
    {"Aborted",    DELIVERY_FAILED   },
    {"Cancelled",  DELIVERY_FAILED   },
    {"Deleted",    DELIVERY_FAILED   },
    {"Expired",    DELIVERY_EXPIRED  },
    {"Unknown",    DELIVERY_UNKNOWN  },
};

/* It ran out of time inside Sinch; the status says "Aborted". */
#define CODE_EXPIRED 406
/* Codes from here to there are faults; 0, 400 and 401 say that all goes well. */
#define CODE_ERROR_MIN 402
#define CODE_ERROR_MAX 999

static const struct {
    int code;
    const char *words;
} errors[] = {
    {402, "no route to the number"                 },
    {403, "internal error at the provider"         },
    {404, "temporary failure"                      },
    {405, "the text holds a template's ${…}"     },
    {406, "expired before it left"                 },
    {407, "cancelled"                              },
    {408, "refused by the operator"                },
    {410, "there is no sender"                     },
    {411, "the text has too many parts"            },
    {412, "the account has no such region"         },
    {413, "the account is blocked or has no credit"},
};

/* {base_url}/xms/v1/{service_plan_id}, with the host of the region where there is no base_url. */
static enum rc begin(const struct credentials *credentials, const char *method,
                     struct http_request *out, struct fault *why)
{
    const char *region = credentials_find(credentials, "region");
    SCOPED(text_wipe) struct text value = {0};
    SCOPED(text_clear) struct text host = {0};
    const char *plan, *token;

    TRY(credentials_need(credentials, "service_plan_id", &plan, why));
    TRY(credentials_need(credentials, "api_token", &token, why));
    if (!region || !*region) region = REGION_USUAL;
    if (region[strspn(region, "abcdefghijklmnopqrstuvwxyz0123456789")] ||
        strlen(region) > REGION_LETTERS_MAX)
        return fault_set(why, RC_INVALID, "sinch: region must be a word such as eu or us");
    text_addf(&host, "https://%s.sms.api.sinch.com", region);
    out->method = method;
    credentials_add_base_url(credentials, text_string(&host), &out->url);
    text_add(&out->url, "/xms/v1/");
    text_add_url(&out->url, plan, strlen(plan));
    text_addf(&value, "Bearer %s", token);
    http_header_add(&out->headers, "Authorization", text_string(&value));
    http_header_add(&out->headers, "Accept", "application/json");
    return RC_OK;
}

/* "${name}" is a template's slot: without a value for it the text fails after it was taken. */
static bool has_slot(const char *text)
{
    const char *slot = strstr(text, "${");

    return slot && strchr(slot, '}');
}

static enum rc check(const struct message *message, struct fault *why)
{
    TRY(message_check(message, why));
    if (utf8_count(message->text, strlen(message->text)) > BODY_CHARACTERS_MAX)
        return fault_set(why, RC_INVALID,
                         "sinch: the text is longer than %d characters; shorten it",
                         BODY_CHARACTERS_MAX);
    if (has_slot(message->text))
        return fault_set(why, RC_INVALID, "sinch: the text holds ${…}, which is a template there");
    if (strlen(message->id) > REFERENCE_BYTES_MAX)
        return fault_set(why, RC_INVALID, "sinch: the id is longer than %d bytes",
                         REFERENCE_BYTES_MAX);
    if (message->callback_url && strlen(message->callback_url) > CALLBACK_BYTES_MAX)
        return fault_set(why, RC_INVALID, "sinch: the callback URL is longer than %d bytes",
                         CALLBACK_BYTES_MAX);
    return RC_OK;
}

static void add_expiry(struct text *body, const struct message *message)
{
    usec validity_for = message->validity_for;
    char at[32];

    if (validity_for <= 0) return;
    if (validity_for > VALIDITY_FOR_MAX) validity_for = VALIDITY_FOR_MAX;
    clock_write(message->now + validity_for, at);
    text_add_member(body, "expire_at", at);
}

static enum rc sinch_render(const struct message *message, const struct credentials *credentials,
                            struct http_request *out, struct fault *why)
{
    const char *to = phone_without_plus(message->to);

    TRY(check(message, why));
    TRY(begin(credentials, "POST", out, why));
    text_add(&out->url, "/batches");
    http_header_add(&out->headers, "Content-Type", "application/json");
    text_add(&out->body, "{\"to\":[");
    text_add_json(&out->body, to, strlen(to));
    text_add_char(&out->body, ']');
    if (*message->from) text_add_member(&out->body, "from", phone_without_plus(message->from));
    text_add_member(&out->body, "body", message->text);
    text_add_member(&out->body, "type", "mt_text");
    text_add_member(&out->body, "client_reference", message->id);
    /* To ask for reports where no URL is known is an error. */
    if (message->callback_url) {
        text_add_member(&out->body, "delivery_report", "per_recipient");
        text_add_member(&out->body, "callback_url", message->callback_url);
    }
    add_expiry(&out->body, message);
    text_add_char(&out->body, '}');
    return RC_OK;
}

static void sinch_result(const struct message *message, const struct http_response *response,
                         struct result *out)
{
    SCOPED(json_free) json_t *json = json_read(&response->body);
    const char *id = json_string_at(json, "id");
    const char *code = json_string_at(json, "code");

    result_from_status(out, response, message->now);
    if (response->status >= 200 && response->status <= 299) {
        if (!id || !*id) return;
        out->outcome = OUTCOME_ACCEPTED;
        out->maybe_sent = false;
        text_reset(&out->reason);
        result_add_reference(out, id);
        return;
    }
    /* Documented as "not processed". */
    if (response->status == 500) out->maybe_sent = false;
    if (!code || response->status < 400 || response->status > 499) return;
    for (size_t i = 0; i < COUNT(codes); i++) {
        if (strcmp(codes[i].code, code) != 0) continue;
        out->outcome = codes[i].outcome;
        text_reset(&out->reason);
        text_add(&out->reason, codes[i].words);
    }
    result_name_word(out, code);
}

/* base64(HMAC-SHA256(secret, body "." nonce "." timestamp)) */
static bool is_signed(const struct http_request *request, const char *secret, const char *nonce,
                      const char *timestamp, const char *got)
{
    SCOPED(text_wipe)
    struct text made = {.limit = request->body.n + strlen(nonce) + strlen(timestamp) + 3};
    SCOPED(text_clear) struct text want = {0};
    struct digest digest;

    text_add_bytes(&made, text_string(&request->body), request->body.n);
    text_addf(&made, ".%s.%s", nonce, timestamp);
    digest = digest_hmac(DIGEST_SHA256, secret, strlen(secret), made.at, made.n);
    text_add_base64(&want, digest.at, digest.n);
    return !text_over(&made) && signature_equal(&want, got);
}

static enum rc check_signature(const struct http_request *request, const char *secret, usec now,
                               struct fault *why)
{
    const char *got = http_header_find(&request->headers, "x-sinch-webhook-signature");
    const char *nonce = http_header_find(&request->headers, "x-sinch-webhook-signature-nonce");
    const char *timestamp =
        http_header_find(&request->headers, "x-sinch-webhook-signature-timestamp");
    long long seconds;
    char *end;

    if (!got || !nonce || !timestamp)
        return fault_set(why, RC_DENIED, "sinch: the webhook is not signed");
    if (!is_signed(request, secret, nonce, timestamp, got))
        return fault_set(why, RC_DENIED,
                         "sinch: the signature of the webhook is wrong; is "
                         "webhook_secret that of this service plan?");
    seconds = strtoll(timestamp, &end, 10);
    if (*end || seconds < (now - SIGNATURE_AGE_MAX) / USEC_SEC ||
        seconds > (now + SIGNATURE_AGE_MAX) / USEC_SEC)
        return fault_set(why, RC_DENIED, "sinch: the webhook is more than a day off");
    return RC_OK;
}

static void add_at(struct text *text, json_t *json, const char *path)
{
    json_add_to(text, json_at(json, path));
}

/* The state of one recipient, or of a batch of one. */
static void read_state(json_t *json, struct event *event)
{
    const char *status = json_string_at(json, "status");
    int64_t code;

    event->state = word_state_find(states, COUNT(states), status ? status : "");
    if (!json_integer_at(json, "code", &code)) return;
    if (code == CODE_EXPIRED) event->state = DELIVERY_EXPIRED;
    if (code < CODE_ERROR_MIN || code > CODE_ERROR_MAX) return;
    text_addf(&event->error, "%d", (int)code);
    for (size_t i = 0; i < COUNT(errors); i++)
        if (errors[i].code == code) text_addf(&event->error, ": %s", errors[i].words);
}

/* NULL: nobody knows whose it is, or there is no room. */
static struct event *add_report(json_t *json, struct receipt *out)
{
    struct event *event;

    if (!json_at(json, "batch_id") && !json_at(json, "client_reference")) return NULL;
    event = receipt_add(out, EVENT_REPORT);
    if (!event) return NULL;
    add_at(&event->reference, json, "batch_id");
    add_at(&event->client_id, json, "client_reference");
    return event;
}

static void read_recipient(json_t *json, struct receipt *out)
{
    struct event *event = add_report(json, out);

    if (event) read_state(json, event);
}

/* A batch of several recipients is none of ours. */
static void read_summary(json_t *json, struct receipt *out)
{
    struct event *event;

    if (json_array_size(json_at(json, "statuses")) != 1) return;
    event = add_report(json, out);
    if (event) read_state(json_at(json, "statuses.0"), event);
}

static void read_inbound(json_t *json, struct receipt *out)
{
    SCOPED(text_wipe) struct text from = {0};
    struct event *event;

    if (!json_add_to(&from, json_at(json, "from")) || from.n == 0) return;
    event = receipt_add(out, EVENT_INBOUND);
    if (!event) return;
    text_add_bytes(&event->from, from.at, from.n);
    add_at(&event->to, json, "to");
    add_at(&event->reference, json, "id");
    add_at(&event->client_id, json, "client_reference");
    /* A picture's body is an object. What it shows, or a binary text says, a person must ask. */
    if (strcmp(json_string_at(json, "type"), "mo_binary") == 0) return;
    if (!json_add_to(&event->text, json_at(json, "body")))
        add_at(&event->text, json, "body.message");
}

/* What is of another type, such as the reports of pictures, is passed over. */
static void read_event(json_t *json, struct receipt *out)
{
    static const struct {
        const char *type;
        void (*read)(json_t *json, struct receipt *out);
    } types[] = {
        {"recipient_delivery_report_sms", read_recipient},
        {"delivery_report_sms",           read_summary  },
        {"mo_text",                       read_inbound  },
        {"mo_binary",                     read_inbound  },
        {"mo_media",                      read_inbound  },
    };
    const char *type = json_string_at(json, "type");

    for (size_t i = 0; type && i < COUNT(types); i++)
        if (strcmp(types[i].type, type) == 0) types[i].read(json, out);
}

static enum rc sinch_receive(const struct http_request *request,
                             const struct credentials *credentials,
                             const struct ussd_screen *screen, usec now, struct receipt *out,
                             struct fault *why)
{
    const char *secret = credentials_find(credentials, "webhook_secret");
    SCOPED(json_free) json_t *json = NULL;

    (void)screen;
    out->answer.status = 401;
    if (secret && *secret) {
        TRY(check_signature(request, secret, now, why));
        out->verified = true;
    }
    TRY(basic_check(request, credentials, &out->verified, why));
    out->answer.status = 400;
    json = json_read(&request->body);
    if (!json_is_object(json))
        return fault_set(why, RC_INVALID, "sinch: the webhook is no JSON object");
    out->answer.status = 200;
    read_event(json, out);
    return RC_OK;
}

/* The report of a batch by its id, or the batches that carry our id. */
static enum rc sinch_lookup(const struct message *message, const struct credentials *credentials,
                            struct http_request *out, struct fault *why)
{
    char since[32];

    TRY(begin(credentials, "GET", out, why));
    text_add(&out->url, "/batches");
    if (message->reference) {
        text_add_char(&out->url, '/');
        text_add_url(&out->url, message->reference, strlen(message->reference));
        text_add(&out->url, "/delivery_report?type=full");
        return RC_OK;
    }
    if (!*message->id || message->sent_at == 0)
        return fault_set(why, RC_MISSING,
                         "sinch: without a reference a look-up needs our id and sent_at");
    /* Without a date the list begins a day ago. */
    clock_write(message->sent_at - CLOCK_SLACK, since);
    text_add_char(&out->url, '?');
    text_add_field(&out->url, "client_reference", message->id);
    text_add_field(&out->url, "start_date", since);
    return RC_OK;
}

static void read_report(json_t *json, struct event *out)
{
    json_t *statuses = json_at(json, "statuses");

    if (!json_is_array(statuses)) return;
    add_at(&out->reference, json, "batch_id");
    add_at(&out->client_id, json, "client_reference");
    if (json_array_size(statuses) == 0)
        out->state = DELIVERY_SENT; /* a batch of which there is nothing to say yet */
    else
        read_state(json_array_get(statuses, 0), out);
}

/* A batch in the list says that it was taken, and by what id; its report says the rest. */
static void read_list(json_t *json, const struct message *message, struct event *out)
{
    json_t *list = json_at(json, "batches");

    if (!json_is_array(list)) return;
    if (json_array_size(list) == 0 && message->now - message->sent_at >= LISTED_AFTER)
        out->state = DELIVERY_ABSENT;
    for (size_t i = 0; i < json_array_size(list); i++) {
        json_t *batch = json_array_get(list, i);
        const char *ours = json_string_at(batch, "client_reference");

        if (!ours || strcmp(ours, message->id) != 0) continue;
        text_reset(&out->reference);
        add_at(&out->reference, batch, "id");
        text_reset(&out->client_id);
        text_add(&out->client_id, ours);
        out->state = DELIVERY_SENT;
    }
}

static void sinch_status(const struct message *message, const struct http_response *response,
                         struct event *out)
{
    SCOPED(json_free) json_t *json = json_read(&response->body);

    out->type = EVENT_REPORT;
    if (response->status == 404 && message->reference) {
        event_set_gone(out);
        return;
    }
    if (response->status != 200) return;
    if (message->reference)
        read_report(json, out);
    else
        read_list(json, message, out);
}

const struct provider provider_sinch = {
    .name = "sinch",
    .can = CAN_RENDER | CAN_RESULT | CAN_RECEIVE | CAN_LOOKUP | CAN_STATUS,
    .render = sinch_render,
    .result = sinch_result,
    .receive = sinch_receive,
    .lookup = sinch_lookup,
    .status = sinch_status,
};
