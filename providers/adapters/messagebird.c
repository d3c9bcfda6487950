/* MessageBird REST, rest.messagebird.com: the oldest of Bird's three APIs.
 *
 * Reports come as a GET with everything in the query, texts as a form. Both are proved by a token that
 * holds the hashes of the public URL and of the body, signed with the signing key, which is another
 * string than the access key. Keys of Bird's other two APIs do not work here.
 * Source of every table: docs/providers.md, "MessageBird". */
#include <strings.h>

#include "providers/adapters/adapters.h"
#include "providers/fields.h"
#include "providers/json.h"
#include "providers/jwt.h"
#include "providers/outcome.h"
#include "providers/signature.h"
#include "providers/sms.h"

#define MESSAGEBIRD_BASE_URL "https://rest.messagebird.com"
#define SIGNATURE_HEADER     "MessageBird-Signature-JWT"
/* As MessageBird's own library for JavaScript has it; a token lives for a minute. */
#define CLOCK_SLACK        (5 * USEC_SEC)
#define SENDER_LETTERS_MAX 11
#define PARTS_MAX          9

/* The HTTP status decides, but for the two that are about the account. */
static const struct code_meaning codes[] = {
    {2,  OUTCOME_UNAUTHORISED, false, false,
     "the key is refused; keys of Bird's other APIs do not fit"              },
    {9,  OUTCOME_REJECTED,     false, false, "a field is missing"            },
    {10, OUTCOME_REJECTED,     false, false, "a field is invalid"            },
    {20, OUTCOME_REJECTED,     false, false, "it was not found"              },
    {21, OUTCOME_REJECTED,     false, false, "the request is malformed"      },
    {25, OUTCOME_UNAUTHORISED, false, false, "not enough credit"             },
    {99, OUTCOME_RETRY,        true,  false, "internal error at the provider"},
};

static const struct word_state states[] = {
    {"scheduled",       DELIVERY_SENT     },
    {"buffered",        DELIVERY_SENT     },
    {"sent",            DELIVERY_SENT     },
    {"delivered",       DELIVERY_DELIVERED},
    {"expired",         DELIVERY_EXPIRED  },
    {"delivery_failed", DELIVERY_FAILED   },
};

/* Of a report: the receiver has answered STOP. */
#define ERROR_STOPPED "103"

static enum rc add_authorization(const struct credentials *credentials, struct http_request *out,
                                 struct fault *why)
{
    const char *key;

    TRY(credentials_need(credentials, "access_key", &key, why));
    if (strncmp(key, "bk_", 3) == 0)
        return fault_set(why, RC_INVALID,
                         "messagebird: access_key is a key of the Bird platform; that is provider "
                         "\"bird\"");
    http_header_add_authorization(&out->headers, "AccessKey", key);
    http_header_add(&out->headers, "Accept", "application/json");
    return RC_OK;
}

/* A number with its country code, or a word. */
static enum rc check_sender(const char *from, struct fault *why)
{
    if (!*from ||
        (from[strspn(from, "+0123456789")] && utf8_count(from, strlen(from)) > SENDER_LETTERS_MAX))
        return fault_set(why, RC_INVALID,
                         "messagebird: the sender must be a number or 1 to %d characters",
                         SENDER_LETTERS_MAX);
    return RC_OK;
}

static const char *without_plus(const char *number)
{
    return *number == '+' ? number + 1 : number;
}

static enum rc messagebird_render(const struct message *message,
                                  const struct credentials *credentials, struct http_request *out,
                                  struct fault *why)
{
    struct sms_size size = sms_measure(message->text, strlen(message->text));
    const char *to = without_plus(message->to), *from = without_plus(message->from);
    int64_t validity = message_validity(message, USEC_SEC);

    TRY(message_check(message, why));
    TRY(check_sender(message->from, why));
    if (size.segments > PARTS_MAX)
        return fault_set(why, RC_INVALID,
                         "messagebird: the text needs more than %d parts; shorten it", PARTS_MAX);
    TRY(add_authorization(credentials, out, why));
    out->method = "POST";
    credentials_add_base_url(credentials, MESSAGEBIRD_BASE_URL, &out->url);
    text_add(&out->url, "/messages");
    http_header_add(&out->headers, "Content-Type", "application/json");

    text_add(&out->body, "{\"recipients\":[");
    text_add_json(&out->body, to, strlen(to));
    text_add_char(&out->body, ']');
    text_add_member(&out->body, "originator", from);
    text_add_member(&out->body, "body", message->text);
    /* The default is "plain", which puts something else in place of every foreign letter. */
    text_add_member(&out->body, "datacoding", size.encoding == SMS_UCS2 ? "unicode" : "auto");
    /* Without a reference no report is sent. */
    text_add_member(&out->body, "reference", message->id);
    if (message->callback_url) text_add_member(&out->body, "reportUrl", message->callback_url);
    if (validity > 0) text_addf(&out->body, ",\"validity\":%lld", (long long)validity);
    text_add_char(&out->body, '}');
    return RC_OK;
}

static void messagebird_result(const struct message *message, const struct http_response *response,
                               struct result *out)
{
    SCOPED(json_free) json_t *json = json_read(&response->body);
    const char *id = json_string_at(json, "id");
    const struct code_meaning *meaning;
    int64_t code;

    result_from_status(out, response, message->now);
    if (response->status >= 200 && response->status < 300) {
        if (id && *id) result_accept(out, id);
        return;
    }
    if (response->status < 400 || !json_integer_at(json, "errors.0.code", &code)) return;
    meaning = code_find(codes, COUNT(codes), code);
    if (!meaning) {
        result_name_code(out, code);
        return;
    }
    text_reset(&out->reason);
    text_addf(&out->reason, "%d: %s", meaning->code, meaning->words);
    if (meaning->outcome == OUTCOME_UNAUTHORISED && response->status < 500)
        out->outcome = OUTCOME_UNAUTHORISED;
}

/* The first that is there and not empty: names come in other cases than documented, and `id` twice. */
static const struct text *field(const struct form *form, const char *name)
{
    for (size_t i = 0; i < form->n; i++)
        if (form->at[i].value.n && strcasecmp(text_string(&form->at[i].name), name) == 0)
            return &form->at[i].value;
    return NULL;
}

static void add_error(struct event *event, const char *code)
{
    if (!code || strcmp(code, "0") == 0 || event->state == DELIVERY_DELIVERED) return;
    if (!text_add_code(&event->error, code)) return;
    event->opt_out = strcmp(text_string(&event->error), ERROR_STOPPED) == 0;
    if (event->opt_out) text_add(&event->error, ": the receiver has sent STOP");
}

static void read_report(const struct http_request *request, const struct form *form,
                        const struct text *status, struct receipt *out)
{
    const struct text *id = field(form, "id"), *reference = field(form, "reference");
    const struct text *code = field(form, "statusErrorCode");
    SCOPED(form_clear) struct form query = {0};
    struct event *event;

    form_read_query(&query, text_string(&request->url));
    if (!reference) reference = field(&query, "m");
    if (!id && !reference) return; /* nobody knows whose it is */
    event = receipt_add(out, EVENT_REPORT);
    if (!event) return;
    form_add_to(&event->reference, id);
    form_add_to(&event->client_id, reference);
    event->state = word_state_find(states, COUNT(states), text_string(status));
    add_error(event, code ? text_string(code) : NULL);
}

/* To a long number or to a short code; real ones carry fields of both kinds. */
static void read_inbound(const struct form *form, struct receipt *out)
{
    const struct text *code = field(form, "shortcode"), *from = field(form, "originator");
    const struct text *text = field(form, code ? "message" : "body");
    const struct text *id = code ? field(form, "mid") : NULL;
    bool has_picture = field(form, "mediaUrls") || field(form, "mediaUrls[]");
    struct event *event;

    if (!from || (!text && !has_picture)) return;
    event = receipt_add(out, EVENT_INBOUND);
    if (!event) return;
    form_add_to(&event->from, from);
    form_add_to(&event->to, code ? code : field(form, "recipient"));
    form_add_to(&event->text, text);
    form_add_to(&event->reference, id ? id : field(form, "id"));
}

/* Whether the claim of that name is the hash of the bytes. */
static bool claims_hash(json_t *claims, const char *name, const struct text *bytes)
{
    const char *hash = json_string_at(claims, name);
    struct digest digest = digest_of(DIGEST_SHA256, text_string(bytes), bytes->n);

    return hash && digest_is_hex(&digest, hash);
}

static enum rc check_claims(const struct http_request *request, json_t *claims, usec now,
                            struct fault *why)
{
    static const char *const needed[] = {"nbf", "exp"};
    const char *issuer = json_string_at(claims, "iss"), *id = json_string_at(claims, "jti");
    bool has_body = request->body.n > 0;
    usec at;

    if (!issuer || strcmp(issuer, "MessageBird") != 0)
        return fault_set(why, RC_DENIED, "messagebird: the webhook's token is somebody else's");
    if (!id || !*id) return fault_set(why, RC_DENIED, "messagebird: the webhook's token has no id");
    for (size_t i = 0; i < COUNT(needed); i++)
        if (!jwt_moment_at(claims, needed[i], &at))
            return fault_set(why, RC_DENIED, "messagebird: the webhook's token has no %s",
                             needed[i]);
    if (!claims_hash(claims, "url_hash", &request->url))
        return fault_set(why, RC_DENIED,
                         "messagebird: the webhook was signed for another URL; is public_url what "
                         "MessageBird calls?");
    if (has_body != (json_string_at(claims, "payload_hash") != NULL) ||
        (has_body && !claims_hash(claims, "payload_hash", &request->body)))
        return fault_set(why, RC_DENIED,
                         "messagebird: the webhook's body is not the one that was signed");
    return jwt_check_times(claims, now, CLOCK_SLACK, why);
}

static enum rc check_signature(const struct http_request *request, const char *signing_key,
                               usec now, struct fault *why)
{
    const char *token = http_header_find(&request->headers, SIGNATURE_HEADER);
    const struct jwt_key key = {.at = signing_key,
                                .n = strlen(signing_key),
                                .algorithms = JWT_HS256 | JWT_HS384 | JWT_HS512};
    SCOPED(json_free) json_t *claims = NULL;

    if (!token)
        return fault_set(why, RC_DENIED, "messagebird: the webhook has no %s", SIGNATURE_HEADER);
    TRY(jwt_read(token, &key, &claims, why));
    return check_claims(request, claims, now, why);
}

static enum rc messagebird_receive(const struct http_request *request,
                                   const struct credentials *credentials,
                                   const struct ussd_screen *screen, usec now, struct receipt *out,
                                   struct fault *why)
{
    const char *key = credentials_find(credentials, "signing_key");
    SCOPED(form_clear) struct form form = {0};
    const struct text *status;

    (void)screen;
    http_header_add(&out->answer.headers, "Content-Type", "text/plain");
    if (key && *key) {
        out->answer.status = 401;
        TRY(check_signature(request, key, now, why));
        out->verified = true;
    }
    out->answer.status = 200;
    text_add(&out->answer.body, "OK");
    fields_read(request, &form);
    status = field(&form, "status");
    if (status)
        read_report(request, &form, status, out);
    else
        read_inbound(&form, out);
    return RC_OK;
}

static enum rc messagebird_lookup(const struct message *message,
                                  const struct credentials *credentials, struct http_request *out,
                                  struct fault *why)
{
    /* Lists cannot be filtered by our id, and would bring along what was written to other families. */
    if (!message->reference || !*message->reference)
        return fault_set(why, RC_MISSING, "messagebird: a look-up needs the reference");
    out->method = "GET";
    credentials_add_base_url(credentials, MESSAGEBIRD_BASE_URL, &out->url);
    text_add(&out->url, "/messages/");
    text_add_url(&out->url, message->reference, strlen(message->reference));
    return add_authorization(credentials, out, why);
}

static void messagebird_status(const struct message *message, const struct http_response *response,
                               struct event *out)
{
    SCOPED(json_free) json_t *json = json_read(&response->body);
    const char *status = json_string_at(json, "recipients.items.0.status");
    SCOPED(text_clear) struct text code = {0};

    (void)message;
    out->type = EVENT_REPORT;
    if (response->status == 404) event_set_gone(out);
    if (response->status != 200 || !status) return;
    json_add_to(&out->reference, json_at(json, "id"));
    json_add_to(&out->client_id, json_at(json, "reference"));
    out->state = word_state_find(states, COUNT(states), status);
    if (json_add_to(&code, json_at(json, "recipients.items.0.statusErrorCode")))
        add_error(out, text_string(&code));
}

const struct provider provider_messagebird = {
    .name = "messagebird",
    .can = CAN_RENDER | CAN_RESULT | CAN_RECEIVE | CAN_LOOKUP | CAN_STATUS,
    .render = messagebird_render,
    .result = messagebird_result,
    .receive = messagebird_receive,
    .lookup = messagebird_lookup,
    .status = messagebird_status,
};
