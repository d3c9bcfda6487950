/* Vonage (formerly Nexmo), SMS API.
 *
 * Its answer is HTTP 200 also for errors, with one entry for each part of a text, and each part has an
 * id and a report of its own; parts of a reply are not joined either. Webhooks are a GET query, a form
 * or JSON, as the account is set, and signed only where Vonage was asked to. Source of every table:
 * docs/providers.md, "Vonage SMS". */
#include "providers/adapters/adapters.h"
#include "providers/adapters/vonage_signature.h"
#include "providers/fields.h"
#include "providers/json.h"
#include "providers/outcome.h"
#include "providers/phone.h"
#include "providers/sms.h"

#define VONAGE_BASE_URL     "https://rest.nexmo.com"
#define REFERENCE_BYTES_MAX 40
#define TEXT_CHARACTERS_MAX 3200
#define VALIDITY_MS_MIN     ((int64_t)20 * 1000)
#define VALIDITY_MS_MAX     ((int64_t)7 * 24 * 60 * 60 * 1000)
/* No text has more, and an answer that names more is not worth the memory. */
#define ANSWER_PARTS_MAX  100
#define INBOUND_PARTS_MAX 255

static const struct code_meaning codes[] = {
    {0,   OUTCOME_ACCEPTED,     false, false, "accepted"                                    },
    {1,   OUTCOME_THROTTLED,    false, false, "too many requests"                           },
    {2,   OUTCOME_REJECTED,     false, false, "a field is missing"                          },
    {3,   OUTCOME_REJECTED,     false, false, "a field is invalid"                          },
    {4,   OUTCOME_UNAUTHORISED, false, false, "the credentials were refused"                },
    {5,   OUTCOME_RETRY,        true,  false, "internal error at the provider"              },
    {6,   OUTCOME_REJECTED,     false, false, "the message cannot be sent"                  },
    {7,   OUTCOME_REJECTED,     false, false, "the number is blocked at the provider"       },
    {8,   OUTCOME_UNAUTHORISED, false, false, "the account is suspended"                    },
    {9,   OUTCOME_UNAUTHORISED, false, false, "not enough credit"                           },
    {10,  OUTCOME_THROTTLED,    false, false, "too many connections"                        },
    {11,  OUTCOME_UNAUTHORISED, false, false, "the account may not use this API"            },
    {12,  OUTCOME_REJECTED,     false, false, "the text is too long"                        },
    {13,  OUTCOME_RETRY,        false, false, "communication failed; nothing was sent"      },
    {14,  OUTCOME_UNAUTHORISED, false, false, "the signature was refused"                   },
    {15,  OUTCOME_REJECTED,     false, false, "the sender is not allowed"                   },
    {16,  OUTCOME_REJECTED,     false, false, "the validity is out of range"                },
    {19,  OUTCOME_UNAUTHORISED, false, false, "the account may not use this"                },
    {20,  OUTCOME_REJECTED,     false, false, "the message class is invalid"                },
    {22,  OUTCOME_REJECTED,     false, false, "the network code is invalid"                 },
    {23,  OUTCOME_REJECTED,     false, false, "the callback URL is invalid"                 },
    {29,  OUTCOME_REJECTED,     false, false, "a trial account reaches only its own numbers"},
    {32,  OUTCOME_UNAUTHORISED, false, false, "the credentials contradict each other"       },
    {33,  OUTCOME_REJECTED,     false, false, "the number is no longer in use"              },
    {34,  OUTCOME_REJECTED,     false, false, "the number is missing or invalid"            },
    {101, OUTCOME_REJECTED,     false, true,  "the receiver has opted out"                  },
};

static const struct word_state states[] = {
    {"accepted",  DELIVERY_SENT     },
    {"buffered",  DELIVERY_SENT     },
    {"delivered", DELIVERY_DELIVERED},
    {"expired",   DELIVERY_EXPIRED  },
    {"failed",    DELIVERY_FAILED   },
    {"rejected",  DELIVERY_FAILED   },
};

/* Error codes of reports: STOP, sent to Vonage, comes back as this one. */
#define ERROR_OPTED_OUT "9"

static const struct {
    const char *code;
    const char *words;
} errors[] = {
    {"1",  "the cause is not known"              },
    {"2",  "the phone is off or out of reach"    },
    {"3",  "the number is no longer in use"      },
    {"4",  "the receiver's subscription bars it" },
    {"5",  "number portability failed"           },
    {"6",  "stopped by the carrier's spam filter"},
    {"7",  "the phone was busy"                  },
    {"8",  "the network failed"                  },
    {"9",  "the receiver has opted out"          },
    {"10", "the message is invalid"              },
    {"11", "there is no route to the number"     },
    {"12", "the destination cannot be reached"   },
    {"13", "blocked for the receiver's age"      },
    {"14", "the carrier blocks the number"       },
    {"15", "the receiver's credit is used up"    },
    {"16", "the gateway's quota is used up"      },
    {"50", "stopped by a filter on the entity"   },
    {"51", "stopped by a filter on the sender"   },
    {"52", "stopped by a filter on the text"     },
    {"53", "stopped by a filter on consent"      },
    {"54", "a regulation forbids it"             },
    {"99", "general error"                       },
};

static enum rc vonage_check(const struct credentials *credentials, const char **name,
                            struct fault *why)
{
    const char *value;

    TRY(credentials_need(credentials, "api_key", &value, why));
    TRY(credentials_need(credentials, "api_secret", &value, why));
    *name = "signature_method";
    return vonage_check_method(credentials_find(credentials, *name), why);
}

static enum rc check_message(const struct message *message, struct fault *why)
{
    TRY(message_check(message, why));
    TRY(message_check_numbers(message, "vonage", why));
    if (strlen(message->id) > REFERENCE_BYTES_MAX)
        return fault_set(why, RC_INVALID, "vonage: the id is longer than %d characters",
                         REFERENCE_BYTES_MAX);
    if (utf8_count(message->text, strlen(message->text)) > TEXT_CHARACTERS_MAX)
        return fault_set(why, RC_INVALID,
                         "vonage: the text is longer than %d characters; shorten it",
                         TEXT_CHARACTERS_MAX);
    return RC_OK;
}

static void add_validity(struct text *body, const struct message *message)
{
    int64_t ms = message_validity(message, USEC_MS);
    char written[24];

    if (ms == 0) return;
    if (ms < VALIDITY_MS_MIN) ms = VALIDITY_MS_MIN;
    if (ms > VALIDITY_MS_MAX) ms = VALIDITY_MS_MAX;
    snprintf(written, sizeof(written), "%lld", (long long)ms);
    text_add_field(body, "ttl", written);
}

static enum rc vonage_render(const struct message *message, const struct credentials *credentials,
                             struct http_request *out, struct fault *why)
{
    const char *key, *secret;

    TRY(check_message(message, why));
    TRY(credentials_need(credentials, "api_key", &key, why));
    TRY(credentials_need(credentials, "api_secret", &secret, why));
    out->method = "POST";
    credentials_add_base_url(credentials, VONAGE_BASE_URL, &out->url);
    text_add(&out->url, "/sms/json");
    http_header_add(&out->headers, "Content-Type", "application/x-www-form-urlencoded");
    http_header_add(&out->headers, "Accept", "application/json");

    text_add_field(&out->body, "api_key", key);
    text_add_field(&out->body, "api_secret", secret);
    text_add_field(&out->body, "from", phone_without_plus(message->from));
    text_add_field(&out->body, "to", phone_without_plus(message->to));
    text_add_field(&out->body, "text", message->text);
    /* Vonage does not look by itself: as "text" Arabic arrives as question marks. */
    text_add_field(&out->body, "type",
                   sms_measure(message->text, strlen(message->text)).encoding == SMS_UCS2
                       ? "unicode"
                       : "text");
    add_validity(&out->body, message);
    if (message->callback_url) {
        text_add_field(&out->body, "status-report-req", "1");
        text_add_field(&out->body, "callback", message->callback_url);
    }
    text_add_field(&out->body, "client-ref", message->id);
    return RC_OK;
}

/* "please wait [ 250 ] and retry", in milliseconds; 0: it does not say. */
static usec read_wait(json_t *entry)
{
    const char *words = json_string_at(entry, "error-text");
    const char *at = words ? strstr(words, "wait [") : NULL;
    long long ms;

    if (!at) return 0;
    ms = strtoll(at + strlen("wait ["), NULL, 10);
    return ms > 0 && ms < USEC_DAY / USEC_MS ? (usec)ms * USEC_MS : 0;
}

/* The first part that was not taken, or NULL; `taken` counts the others. False: a part says nothing. */
static bool read_parts(json_t *parts, size_t *taken, json_t **refused, int64_t *code)
{
    *taken = 0;
    *refused = NULL;
    for (size_t i = 0; i < json_array_size(parts); i++) {
        json_t *part = json_array_get(parts, i);
        int64_t status;

        if (!json_integer_at(part, "status", &status)) return false;
        if (status == 0) {
            (*taken)++;
        } else if (!*refused) {
            *refused = part;
            *code = status;
        }
    }
    return json_array_size(parts) > 0;
}

static void refuse(json_t *part, int64_t code, size_t taken, struct result *out)
{
    const struct code_meaning *meaning = code_find(codes, COUNT(codes), code);
    usec wait = read_wait(part);

    if (!meaning) {
        result_name_code(out, code);
        return;
    }
    result_from_code(out, meaning);
    /* The parts before it are on their way. */
    if (taken > 0) out->maybe_sent = true;
    if (out->outcome == OUTCOME_THROTTLED && wait > 0) out->retry_after = wait;
}

static void accept(json_t *parts, struct result *out)
{
    for (size_t i = 0; i < json_array_size(parts) && i < ANSWER_PARTS_MAX; i++) {
        const char *id = json_string_at(json_array_get(parts, i), "message-id");

        if (id && *id) result_accept(out, id);
    }
}

static void vonage_result(const struct message *message, const struct http_response *response,
                          struct result *out)
{
    SCOPED(json_free) json_t *json = json_read(&response->body);
    json_t *parts = json_at(json, "messages"), *refused;
    size_t taken;
    int64_t code;

    result_from_status(out, response, message->now);
    if (response->status < 200 || response->status > 499) return;
    if (!read_parts(parts, &taken, &refused, &code)) return;
    if (refused)
        refuse(refused, code, taken, out);
    else if (response->status < 300)
        accept(parts, out);
}

static void add_error(struct event *event, const char *code, const char *status)
{
    if (!code || strcmp(code, "0") == 0 || !text_add_code(&event->error, code)) {
        text_add_code(&event->error, status);
        return;
    }
    event->opt_out = strcmp(text_string(&event->error), ERROR_OPTED_OUT) == 0;
    for (size_t i = 0; i < COUNT(errors); i++)
        if (strcmp(errors[i].code, text_string(&event->error)) == 0)
            text_addf(&event->error, ": %s", errors[i].words);
}

/* A text of several parts has a report for each, under its own id. */
static void read_report(const struct form *form, const char *status, struct receipt *out)
{
    struct event *event;

    if (!form_string(form, "messageId")) return;
    event = receipt_add(out, EVENT_REPORT);
    if (!event) return;
    form_add_to(&event->reference, form_find(form, "messageId"));
    form_add_to(&event->client_id, form_find(form, "client-ref"));
    event->state = word_state_find(states, COUNT(states), status);
    if (event->state != DELIVERY_SENT && event->state != DELIVERY_DELIVERED)
        add_error(event, form_string(form, "err-code"), status);
}

/* 0: no such number. */
static long part_number(const struct form *form, const char *name)
{
    const char *written = form_string(form, name);
    bool is_number = written && written[strspn(written, "0123456789")] == '\0';

    return is_number ? strtol(written, NULL, 10) : 0;
}

/* Numbers that make no whole are left out: then each piece is a text of its own, and none waits. */
static void read_part(const struct form *form, struct event *event)
{
    long part = part_number(form, "concat-part"), parts = part_number(form, "concat-total");

    if (!form_string(form, "concat-ref") || part < 1 || part > parts) return;
    if (parts < 2 || parts > INBOUND_PARTS_MAX) return;
    event->part = (int)part;
    event->parts = (int)parts;
    form_add_to(&event->concat_reference, form_find(form, "concat-ref"));
}

/* One without a text (binary, or empty) is an answer all the same, and a person looks. */
static void read_inbound(const struct form *form, struct receipt *out)
{
    struct event *event;

    if (!form_string(form, "msisdn")) return;
    event = receipt_add(out, EVENT_INBOUND);
    if (!event) return;
    form_add_to(&event->from, form_find(form, "msisdn"));
    form_add_to(&event->to, form_find(form, "to"));
    form_add_to(&event->text, form_find(form, "text"));
    form_add_to(&event->reference, form_find(form, "messageId"));
    read_part(form, event);
}

static enum rc vonage_receive(const struct http_request *request,
                              const struct credentials *credentials,
                              const struct ussd_screen *screen, usec now, struct receipt *out,
                              struct fault *why)
{
    const char *secret = credentials_find(credentials, "signature_secret");
    const char *method = credentials_find(credentials, "signature_method");
    SCOPED(form_clear) struct form form = {0};
    const char *status;

    (void)screen;
    out->answer.status = 403;
    fields_read(request, &form);
    if (secret && *secret) {
        TRY(vonage_check_signature(&form, secret, method, now, why));
        out->verified = true;
    }
    out->answer.status = 400;
    if (form.n == 0 && request->body.n > 0)
        return fault_set(why, RC_INVALID,
                         "vonage: the webhook is neither a form nor a JSON object");
    /* Also to an empty GET: Vonage calls the address when somebody sets it. */
    out->answer.status = 200;
    status = form_string(&form, "status");
    if (status)
        read_report(&form, status, out);
    else if (form_find(&form, "text") || form_find(&form, "type"))
        read_inbound(&form, out);
    return RC_OK;
}

const struct provider provider_vonage = {
    .name = "vonage",
    .can = CAN_RENDER | CAN_RESULT | CAN_RECEIVE,
    .check = vonage_check,
    .render = vonage_render,
    .result = vonage_result,
    .receive = vonage_receive,
};
