/* Vonage, Messages API v1.
 *
 * The newer of two APIs: one id for a whole text, replies joined, JSON only. Webhooks carry a token that
 * vouches for the hash of their body; now and then one comes without, and is answered with an error so
 * that it comes again with it. Source of every table: docs/providers.md, "Vonage Messages". */
#include <strings.h>

#include "providers/adapters/adapters.h"
#include "providers/basic.h"
#include "providers/json.h"
#include "providers/jwt.h"
#include "providers/outcome.h"
#include "providers/phone.h"
#include "providers/signature.h"

#define VONAGE_BASE_URL      "https://api.nexmo.com"
#define REFERENCE_BYTES_MAX  100
#define TEXT_CHARACTERS_MAX  1000
#define VALIDITY_SECONDS_MIN 20
#define VALIDITY_SECONDS_MAX 604800
/* How long a token of ours is good, and how far one of theirs may be from our clock. */
#define TOKEN_SECONDS 900
#define AGE_MAX       (5 * USEC_MIN)
#define ISSUER        "Vonage"
#define BEARER        "Bearer "

/* Of answers and of reports. */
static const struct code_meaning codes[] = {
    {1000, OUTCOME_THROTTLED,    false, false, "too many requests"                           },
    {1010, OUTCOME_REJECTED,     false, false, "a field is missing"                          },
    {1020, OUTCOME_REJECTED,     false, false, "a field is invalid"                          },
    {1021, OUTCOME_REJECTED,     false, false, "the tag is invalid"                          },
    {1022, OUTCOME_REJECTED,     false, false, "the template is invalid"                     },
    {1030, OUTCOME_RETRY,        true,  false, "internal error at the provider"              },
    {1040, OUTCOME_REJECTED,     false, false, "the message cannot be sent"                  },
    {1050, OUTCOME_REJECTED,     false, false, "the number is blocked at the provider"       },
    {1060, OUTCOME_UNAUTHORISED, false, false, "the account is suspended"                    },
    {1070, OUTCOME_UNAUTHORISED, false, false, "not enough credit"                           },
    {1080, OUTCOME_UNAUTHORISED, false, false, "the account may not use this API"            },
    {1090, OUTCOME_REJECTED,     false, false, "the text is too long"                        },
    {1100, OUTCOME_RETRY,        false, false, "communication failed; nothing was sent"      },
    {1110, OUTCOME_UNAUTHORISED, false, false, "the signature was refused"                   },
    {1120, OUTCOME_REJECTED,     false, false, "the sender is not allowed"                   },
    {1130, OUTCOME_REJECTED,     false, false, "the validity is out of range"                },
    {1140, OUTCOME_REJECTED,     false, false, "the account may not use this"                },
    {1150, OUTCOME_REJECTED,     false, false, "the message class is invalid"                },
    {1160, OUTCOME_REJECTED,     false, false, "a trial account reaches only its own numbers"},
    {1170, OUTCOME_REJECTED,     false, false, "the number is missing or invalid"            },
    {1180, OUTCOME_REJECTED,     false, false, "the phone is off or out of reach"            },
    {1190, OUTCOME_REJECTED,     false, false, "the number is no longer in use"              },
    {1200, OUTCOME_REJECTED,     false, false, "number portability failed"                   },
    {1210, OUTCOME_REJECTED,     false, false, "stopped by the carrier's spam filter"        },
    {1220, OUTCOME_REJECTED,     false, false, "the phone was busy"                          },
    {1230, OUTCOME_REJECTED,     false, false, "the network failed"                          },
    {1240, OUTCOME_REJECTED,     false, true,  "the receiver has opted out"                  },
    {1241, OUTCOME_THROTTLED,    false, false, "too many requests to these numbers"          },
    {1250, OUTCOME_REJECTED,     false, false, "there is no route to the number"             },
    {1260, OUTCOME_REJECTED,     false, false, "the destination cannot be reached"           },
    {1270, OUTCOME_REJECTED,     false, false, "blocked for the receiver's age"              },
    {1280, OUTCOME_REJECTED,     false, false, "the carrier blocks the number"               },
    {1290, OUTCOME_REJECTED,     false, false, "the receiver's credit is used up"            },
    {1300, OUTCOME_REJECTED,     false, false, "the number is not in the provider's network" },
    {1310, OUTCOME_REJECTED,     false, false, "the phone cannot receive it"                 },
    {1320, OUTCOME_REJECTED,     true,  false, "the message was already sent"                },
    {1330, OUTCOME_REJECTED,     false, false, "the cause is not known"                      },
    {1340, OUTCOME_REJECTED,     false, false, "sent outside of the allowed time"            },
    {1360, OUTCOME_REJECTED,     false, false, "its time ran out"                            },
};

static const struct word_state states[] = {
    {"submitted",     DELIVERY_SENT     },
    {"delivered",     DELIVERY_DELIVERED},
    {"read",          DELIVERY_DELIVERED},
    {"rejected",      DELIVERY_FAILED   },
    {"undeliverable", DELIVERY_FAILED   },
};

/* What the SMS network really said where the status is "rejected". */
#define CODE_UNKNOWN 1330
#define CODE_EXPIRED 1360

/* Good for a quarter of an hour. No token may be like another, so it is named after message and moment. */
static enum rc add_token(const struct message *message, const char *application, const char *key,
                         struct text *value, struct fault *why)
{
    SCOPED(text_clear) struct text claims = {0};
    SCOPED(text_clear) struct text name = {0};
    long long now = (long long)(message->now / USEC_SEC);

    text_addf(&name, "%s-%lld", message->id, now);
    text_addf(&claims, "{\"iat\":%lld,\"exp\":%lld", now, now + TOKEN_SECONDS);
    text_add_member(&claims, "jti", text_string(&name));
    text_add_member(&claims, "application_id", application);
    text_add_char(&claims, '}');
    text_add(value, BEARER);
    return text_add_jwt_rs256(value, &claims, key, why);
}

/* An application with its private key, or the account's key and secret. */
static enum rc add_authorization(const struct message *message,
                                 const struct credentials *credentials, struct http_request *out,
                                 struct fault *why)
{
    const char *application = credentials_find(credentials, "application_id");
    SCOPED(text_wipe) struct text value = {0};
    const char *key, *secret;

    if (application && *application) {
        TRY(credentials_need(credentials, "private_key", &key, why));
        TRY(add_token(message, application, key, &value, why));
        http_header_add(&out->headers, "Authorization", text_string(&value));
        return RC_OK;
    }
    TRY(credentials_need(credentials, "api_key", &key, why));
    TRY(credentials_need(credentials, "api_secret", &secret, why));
    basic_add(&out->headers, key, secret);
    return RC_OK;
}

/* Also whether the private key is one, long before the first message. */
static enum rc vonage_messages_check(const struct credentials *credentials, const char **name,
                                     struct fault *why)
{
    SCOPED(http_request_clear) struct http_request request = {0};
    struct message message = {.id = "check"};

    *name = "private_key";
    return add_authorization(&message, credentials, &request, why);
}

static enum rc check_message(const struct message *message, struct fault *why)
{
    TRY(message_check(message, why));
    TRY(message_check_numbers(message, "vonage-messages", why));
    if (strlen(message->id) > REFERENCE_BYTES_MAX)
        return fault_set(why, RC_INVALID, "vonage-messages: the id is longer than %d characters",
                         REFERENCE_BYTES_MAX);
    if (utf8_count(message->text, strlen(message->text)) > TEXT_CHARACTERS_MAX)
        return fault_set(why, RC_INVALID,
                         "vonage-messages: the text is longer than %d characters; shorten it",
                         TEXT_CHARACTERS_MAX);
    return RC_OK;
}

static void add_validity(struct text *body, const struct message *message)
{
    int64_t seconds = message_validity(message, USEC_SEC);

    if (seconds == 0) return;
    if (seconds < VALIDITY_SECONDS_MIN) seconds = VALIDITY_SECONDS_MIN;
    if (seconds > VALIDITY_SECONDS_MAX) seconds = VALIDITY_SECONDS_MAX;
    text_addf(body, ",\"ttl\":%lld", (long long)seconds);
}

static enum rc vonage_messages_render(const struct message *message,
                                      const struct credentials *credentials,
                                      struct http_request *out, struct fault *why)
{
    TRY(check_message(message, why));
    out->method = "POST";
    credentials_add_base_url(credentials, VONAGE_BASE_URL, &out->url);
    text_add(&out->url, "/v1/messages");
    TRY(add_authorization(message, credentials, out, why));
    http_header_add(&out->headers, "Content-Type", "application/json");
    http_header_add(&out->headers, "Accept", "application/json");

    text_add(&out->body, "{\"channel\":\"sms\",\"message_type\":\"text\"");
    text_add_member(&out->body, "to", phone_without_plus(message->to));
    text_add_member(&out->body, "from", phone_without_plus(message->from));
    text_add_member(&out->body, "text", message->text);
    text_add_member(&out->body, "client_ref", message->id);
    add_validity(&out->body, message);
    if (message->callback_url) {
        text_add_member(&out->body, "webhook_url", message->callback_url);
        text_add_member(&out->body, "webhook_version", "v1");
    }
    text_add(&out->body, ",\"sms\":{\"encoding_type\":\"auto\"}}");
    return RC_OK;
}

/* What stands behind the "#" of an error's type: a number, or a word such as "low-balance". */
static const char *find_fragment(json_t *error)
{
    const char *type = json_string_at(error, "type");
    const char *hash = type ? strchr(type, '#') : NULL;

    return hash && hash[1] ? hash + 1 : NULL;
}

/* The number of an error: there, or as the title, which is a number or a string that is one. */
static bool find_code(json_t *error, int64_t *code)
{
    const char *fragment = find_fragment(error);
    char *end;

    if (!fragment) return json_integer_at(error, "title", code);
    *code = strtoll(fragment, &end, 10);
    return *end == '\0' || json_integer_at(error, "title", code);
}

/* The HTTP status has the last word: a code only says more about a request that was refused as it is,
 * or the same with other words. */
static void read_refusal(json_t *error, struct result *out)
{
    const struct code_meaning *meaning;
    int64_t code;

    if (!find_code(error, &code)) {
        result_name_word(out, find_fragment(error));
        return;
    }
    meaning = code_find(codes, COUNT(codes), code);
    if (!meaning)
        result_name_code(out, code);
    else if (meaning->outcome == out->outcome || out->outcome == OUTCOME_REJECTED)
        result_from_code(out, meaning);
}

static void vonage_messages_result(const struct message *message,
                                   const struct http_response *response, struct result *out)
{
    SCOPED(json_free) json_t *json = json_read(&response->body);
    const char *id = json_string_at(json, "message_uuid");

    result_from_status(out, response, message->now);
    if (response->status >= 400) read_refusal(json, out);
    if (response->status < 200 || response->status > 299 || !id || !*id) return;
    result_accept(out, id);
}

static void add_error(json_t *json, const char *status, struct event *event)
{
    json_t *error = json_at(json, "error");
    const struct code_meaning *meaning;
    int64_t code;

    if (!find_code(error, &code) || code < 1000 || code > 9999) {
        text_add_code(&event->error, status);
        return;
    }
    meaning = code_find(codes, COUNT(codes), code);
    text_addf(&event->error, "%d", (int)code);
    if (meaning) text_addf(&event->error, ": %s", meaning->words);
    event->opt_out = meaning && meaning->opt_out;
    if (event->state == DELIVERY_FAILED && code == CODE_EXPIRED) event->state = DELIVERY_EXPIRED;
    if (event->state == DELIVERY_FAILED && code == CODE_UNKNOWN) event->state = DELIVERY_UNKNOWN;
}

static void read_report(json_t *json, const char *status, struct receipt *out)
{
    const char *id = json_string_at(json, "message_uuid");
    struct event *event = id && *id ? receipt_add(out, EVENT_REPORT) : NULL;

    if (!event) return; /* nobody knows whose it is */
    text_add(&event->reference, id);
    json_add_to(&event->client_id, json_at(json, "client_ref"));
    event->state = word_state_find(states, COUNT(states), status);
    if (event->state != DELIVERY_SENT && event->state != DELIVERY_DELIVERED)
        add_error(json, status, event);
}

static bool add_first(struct text *text, json_t *json, const char *path, const char *older_path)
{
    return json_add_to(text, json_at(json, path)) || json_add_to(text, json_at(json, older_path));
}

/* The older shape (v0.1) nests. A picture or a contact has no text: a person looks. */
static void read_inbound(json_t *json, struct receipt *out)
{
    SCOPED(text_wipe) struct text from = {0};
    struct event *event;

    if (!add_first(&from, json, "from", "from.number") || from.n == 0) return;
    event = receipt_add(out, EVENT_INBOUND);
    if (!event) return;
    text_add_bytes(&event->from, from.at, from.n);
    add_first(&event->to, json, "to", "to.number");
    add_first(&event->text, json, "text", "message.content.text");
    json_add_to(&event->reference, json_at(json, "message_uuid"));
}

/* The token must be theirs, recent, and made for this very body. */
static enum rc check_token(const char *token, const char *secret, const struct text *body, usec now,
                           struct fault *why)
{
    struct jwt_key key = {.at = secret, .n = strlen(secret), .algorithms = JWT_HS256};
    struct digest digest = digest_of(DIGEST_SHA256, text_string(body), body->n);
    SCOPED(json_free) json_t *claims = NULL;
    const char *issuer, *hash;
    usec issued_at;

    TRY(jwt_read(token, &key, &claims, why));
    issuer = json_string_value(json_object_get(claims, "iss"));
    hash = json_string_value(json_object_get(claims, "payload_hash"));
    if (!issuer || strcmp(issuer, ISSUER) != 0)
        return fault_set(why, RC_DENIED, "vonage-messages: the token was not issued by Vonage");
    if (!hash || !digest_is_hex(&digest, hash))
        return fault_set(why, RC_DENIED,
                         "vonage-messages: the webhook's body is not the one that was signed");
    TRY(jwt_check_times(claims, now, AGE_MAX, why));
    if (!jwt_moment_at(claims, "iat", &issued_at) || issued_at < now - AGE_MAX)
        return fault_set(why, RC_DENIED,
                         "vonage-messages: the token is more than 5 minutes old, or does not say");
    return RC_OK;
}

static enum rc check_signature(const struct http_request *request,
                               const struct credentials *credentials, usec now, struct receipt *out,
                               struct fault *why)
{
    const char *secret = credentials_find(credentials, "signature_secret");
    const char *header = http_header_find(&request->headers, "Authorization");

    if (!secret || !*secret) return RC_OK;
    /* An error of ours, so that Vonage, whose error it is, sends it again. */
    out->answer.status = 503;
    if (!header || !*header)
        return fault_set(why, RC_DENIED, "vonage-messages: the webhook is not signed");
    out->answer.status = 401;
    if (strncasecmp(header, BEARER, strlen(BEARER)) != 0)
        return fault_set(why, RC_DENIED, "vonage-messages: the webhook carries no token");
    TRY(check_token(header + strlen(BEARER), secret, &request->body, now, why));
    out->verified = true;
    return RC_OK;
}

static enum rc vonage_messages_receive(const struct http_request *request,
                                       const struct credentials *credentials,
                                       const struct ussd_screen *screen, usec now,
                                       struct receipt *out, struct fault *why)
{
    SCOPED(json_free) json_t *json = json_read(&request->body);
    const char *status = json_string_at(json, "status");

    (void)screen;
    TRY(check_signature(request, credentials, now, out, why));
    out->answer.status = 400;
    if (!json_is_object(json))
        return fault_set(why, RC_INVALID, "vonage-messages: the webhook is no JSON object");
    out->answer.status = 200;
    if (status)
        read_report(json, status, out);
    else
        read_inbound(json, out);
    return RC_OK;
}

const struct provider provider_vonage_messages = {
    .name = "vonage-messages",
    .can = CAN_RENDER | CAN_RESULT | CAN_RECEIVE,
    .check = vonage_messages_check,
    .render = vonage_messages_render,
    .result = vonage_messages_result,
    .receive = vonage_messages_receive,
};
