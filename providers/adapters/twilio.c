/* Twilio, Programmable Messaging, API 2010-04-01.
 *
 * It has no reference of ours and no idempotency: our id travels in the query of the status callback,
 * and after an unknown outcome the day's messages to that number are listed and compared. Webhooks are
 * signed over the public URL and every field. They are answered with empty TwiML, never with text/plain:
 * Twilio may send such a text to the family. Source of every table: docs/providers.md, "Twilio". */
#include "gateway/base/clock.h"
#include "providers/adapters/adapters.h"
#include "providers/adapters/twilio_signature.h"
#include "providers/basic.h"
#include "providers/fields.h"
#include "providers/form.h"
#include "providers/json.h"
#include "providers/outcome.h"
#include "providers/phone.h"
#include "providers/signature.h"
#include "providers/sms.h"

#define TWILIO_BASE_URL      "https://api.twilio.com"
#define BODY_CHARACTERS_MAX  1600
#define SENDER_LETTERS_MAX   11
#define VALIDITY_SECONDS_MAX 36000
#define LIST_PAGE_SIZE       "50"
/* Their clock and ours may differ by this much when a listed message is matched by time. */
#define CLOCK_SLACK (2 * USEC_MIN)
/* A message may wait in Twilio's queue for this long before it gets its date. */
#define QUEUED_FOR_MAX (15 * USEC_MIN)
/* A body that is base64 of the text was seen only for long messages; "Ja" is one by chance. */
#define BASE64_BYTES_MIN 80

static const struct code_meaning codes[] = {
    {20003, OUTCOME_UNAUTHORISED, false, false, "the credentials were refused"            },
    {20005, OUTCOME_UNAUTHORISED, false, false, "the account is not active"               },
    {20429, OUTCOME_THROTTLED,    false, false, "too many requests"                       },
    {21211, OUTCOME_REJECTED,     false, false, "the number is invalid"                   },
    {21212, OUTCOME_REJECTED,     false, false, "the sender is invalid"                   },
    {21214, OUTCOME_REJECTED,     false, false, "the number cannot be reached"            },
    {21217, OUTCOME_REJECTED,     false, false, "the number is no valid one"              },
    {21408, OUTCOME_REJECTED,     false, false, "the account may not send to this country"},
    {21602, OUTCOME_REJECTED,     false, false, "the text is missing"                     },
    {21603, OUTCOME_REJECTED,     false, false, "the sender is missing"                   },
    {21604, OUTCOME_REJECTED,     false, false, "the receiver is missing"                 },
    {21606, OUTCOME_REJECTED,     false, false, "the sender is not of this account"       },
    {21609, OUTCOME_REJECTED,     false, false, "the callback URL is invalid"             },
    {21610, OUTCOME_REJECTED,     false, true,  "the receiver has opted out"              },
    {21611, OUTCOME_THROTTLED,    false, false, "the sender's queue is full"              },
    {21612, OUTCOME_REJECTED,     false, false, "this sender cannot reach that number"    },
    {21614, OUTCOME_REJECTED,     false, false, "the number is no mobile one"             },
    {21617, OUTCOME_REJECTED,     false, false, "the text is too long"                    },
    {21618, OUTCOME_REJECTED,     false, false, "the text cannot be sent"                 },
    {21624, OUTCOME_REJECTED,     false, false, "the validity is out of range"            },
    {30002, OUTCOME_UNAUTHORISED, false, false, "the account is suspended"                },
};

static const struct word_state states[] = {
    {"accepted",            DELIVERY_SENT     },
    {"scheduled",           DELIVERY_SENT     },
    {"queued",              DELIVERY_SENT     },
    {"sending",             DELIVERY_SENT     },
    {"sent",                DELIVERY_SENT     },
    {"delivered",           DELIVERY_DELIVERED},
    {"read",                DELIVERY_DELIVERED},
    {"undelivered",         DELIVERY_FAILED   },
    {"failed",              DELIVERY_FAILED   },
    {"canceled",            DELIVERY_FAILED   },
    {"partially_delivered", DELIVERY_UNKNOWN  },
};

/* Error codes of reports. */
#define ERROR_OPTED_OUT "21610"

static const struct {
    const char *code;
    const char *words;
} errors[] = {
    {"21610", "the receiver has opted out"        },
    {"30003", "the phone is off or out of reach"  },
    {"30004", "the message was blocked"           },
    {"30005", "the number is not known"           },
    {"30006", "a landline, or out of reach"       },
    {"30007", "stopped by the carrier's filter"   },
    {"30008", "unknown error"                     },
    {"30017", "the carrier's network is congested"},
};

static enum rc add_authorization(const struct credentials *credentials, struct http_request *out,
                                 struct fault *why)
{
    const char *user = credentials_find(credentials, "api_key_sid");
    const char *password;

    if (user && *user) {
        TRY(credentials_need(credentials, "api_key_secret", &password, why));
    } else {
        TRY(credentials_need(credentials, "account_sid", &user, why));
        TRY(credentials_need(credentials, "auth_token", &password, why));
    }
    basic_add(&out->headers, user, password);
    http_header_add(&out->headers, "Accept", "application/json");
    return RC_OK;
}

/* {base_url}/2010-04-01/Accounts/{account_sid}/Messages */
static enum rc add_messages_url(const struct credentials *credentials, struct text *url,
                                struct fault *why)
{
    const char *account;

    TRY(credentials_need(credentials, "account_sid", &account, why));
    credentials_add_base_url(credentials, TWILIO_BASE_URL, url);
    text_add(url, "/2010-04-01/Accounts/");
    text_add_url(url, account, strlen(account));
    text_add(url, "/Messages");
    return RC_OK;
}

/* Twilio refuses a callback whose host name holds an underscore, and with it the message. */
static enum rc check_callback(const char *url, struct fault *why)
{
    const char *host = strstr(url, "://");
    size_t n;

    if (!host) return fault_set(why, RC_INVALID, "twilio: the callback URL must be absolute");
    host += 3;
    n = strcspn(host, ":/?#");
    if (memchr(host, '_', n))
        return fault_set(why, RC_INVALID,
                         "twilio: the host in the callback URL must not hold an underscore");
    return RC_OK;
}

/* A number, or a word; which of them belong to the account, Twilio knows. */
static enum rc check_sender(const char *from, bool has_service, struct fault *why)
{
    if (!*from && !has_service)
        return fault_set(why, RC_INVALID,
                         "twilio: there is no sender; set one, or messaging_service_sid");
    if (from[strspn(from, "+0123456789")] && utf8_count(from, strlen(from)) > SENDER_LETTERS_MAX)
        return fault_set(why, RC_INVALID, "twilio: the sender is longer than %d characters",
                         SENDER_LETTERS_MAX);
    return RC_OK;
}

static enum rc twilio_render(const struct message *message, const struct credentials *credentials,
                             struct http_request *out, struct fault *why)
{
    const char *service = credentials_find(credentials, "messaging_service_sid");
    int64_t validity = message_validity(message, USEC_SEC);
    bool has_service = service && *service;

    TRY(message_check(message, why));
    if (utf8_count(message->text, strlen(message->text)) > BODY_CHARACTERS_MAX)
        return fault_set(why, RC_INVALID,
                         "twilio: the text is longer than %d characters; shorten it",
                         BODY_CHARACTERS_MAX);
    TRY(check_sender(message->from, has_service, why));
    if (message->callback_url) TRY(check_callback(message->callback_url, why));
    out->method = "POST";
    TRY(add_messages_url(credentials, &out->url, why));
    text_add(&out->url, ".json");
    http_header_add(&out->headers, "Content-Type", "application/x-www-form-urlencoded");
    TRY(add_authorization(credentials, out, why));

    text_add_field(&out->body, "To", message->to);
    if (*message->from) text_add_field(&out->body, "From", message->from);
    if (has_service) text_add_field(&out->body, "MessagingServiceSid", service);
    text_add_field(&out->body, "Body", message->text);
    if (message->callback_url) text_add_field(&out->body, "StatusCallback", message->callback_url);
    if (validity > 0) {
        char seconds[16];

        snprintf(seconds, sizeof(seconds), "%d",
                 (int)(validity > VALIDITY_SECONDS_MAX ? VALIDITY_SECONDS_MAX : validity));
        text_add_field(&out->body, "ValidityPeriod", seconds);
    }
    return RC_OK;
}

/* Every 5xx is worth another try; only 503 says for certain that nothing was done. */
static void read_server_error(const struct http_response *response, struct result *out)
{
    if (response->status < 500 || response->status > 599) return;
    out->outcome = OUTCOME_RETRY;
    out->maybe_sent = response->status != 503;
}

static void twilio_result(const struct message *message, const struct http_response *response,
                          struct result *out)
{
    SCOPED(json_free) json_t *json = json_read(&response->body);
    const char *sid = json_string_at(json, "sid");
    const struct code_meaning *meaning;
    int64_t code;

    result_from_status(out, response, message->now);
    if (response->status >= 200 && response->status < 300) {
        if (sid && *sid) result_accept(out, sid);
        return;
    }
    read_server_error(response, out);
    if (response->status < 400 || !json_integer_at(json, "code", &code)) return;
    meaning = code_find(codes, COUNT(codes), code);
    if (meaning && response->status < 500)
        result_from_code(out, meaning);
    else
        result_name_code(out, code);
}

static void add_error(struct event *event, const char *code)
{
    if (!code || strcmp(code, "0") == 0 || !text_add_code(&event->error, code)) return;
    event->opt_out = strcmp(text_string(&event->error), ERROR_OPTED_OUT) == 0;
    for (size_t i = 0; i < COUNT(errors); i++)
        if (strcmp(errors[i].code, text_string(&event->error)) == 0)
            text_addf(&event->error, ": %s", errors[i].words);
}

/* The first of the names that is there and not empty, or NULL. */
static const struct text *first_of(const struct form *form, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (form_string(form, names[i])) return form_find(form, names[i]);
    return NULL;
}

/* The id is there under up to three names, of which the later ones are older. */
static const struct text *find_sid(const struct form *form)
{
    static const char *const names[] = {"MessageSid", "SmsSid", "SmsMessageSid"};

    return first_of(form, names, COUNT(names));
}

static const char *find_status(const struct form *form)
{
    static const char *const names[] = {"MessageStatus", "SmsStatus"};
    const struct text *status = first_of(form, names, COUNT(names));

    return status ? text_string(status) : NULL;
}

static void read_report(const struct http_request *request, const struct form *form,
                        const char *status, struct receipt *out)
{
    SCOPED(form_clear) struct form query = {0};
    const struct text *sid = find_sid(form), *id;
    struct event *event;

    form_read_query(&query, text_string(&request->url));
    id = form_find(&query, "m");
    if (!sid && !(id && id->n)) return; /* nobody knows whose it is */
    event = receipt_add(out, EVENT_REPORT);
    if (!event) return;
    form_add_to(&event->reference, sid);
    form_add_to(&event->client_id, id);
    event->state = word_state_find(states, COUNT(states), status);
    add_error(event, form_string(form, "ErrorCode"));
}

/* UTF-8 without control characters other than line ends and tabs. */
static bool is_clean_text(const struct text *text)
{
    for (size_t i = 0; i < text->n;) {
        size_t length = utf8_length(text->at + i, text->n - i);
        char c = text->at[i];
        bool is_control = length == 1 && c < ' ' && c != '\n' && c != '\r' && c != '\t';

        if (length == 0 || is_control) return false;
        i += length;
    }
    return true;
}

/* True: the body was base64 of clean text, which no text of that length is by chance. */
static bool add_decoded(struct text *text, const struct text *body)
{
    SCOPED(text_wipe) struct text decoded = {.limit = body->n + 1};

    if (body->n < BASE64_BYTES_MIN || !text_add_from_base64(&decoded, body->at, body->n))
        return false;
    if (!is_clean_text(&decoded)) return false;
    text_add_bytes(text, decoded.at, decoded.n);
    return true;
}

/* A picture alone comes with an empty body: it is an answer all the same, and a person looks. */
static void read_inbound(const struct form *form, struct receipt *out)
{
    const struct text *body = form_find(form, "Body");
    struct event *event;

    if (!form_string(form, "From")) return;
    event = receipt_add(out, EVENT_INBOUND);
    if (!event) return;
    form_add_to(&event->from, form_find(form, "From"));
    form_add_to(&event->to, form_find(form, "To"));
    form_add_to(&event->reference, find_sid(form));
    if (body && !add_decoded(&event->text, body)) form_add_to(&event->text, body);
}

static enum rc twilio_receive(const struct http_request *request,
                              const struct credentials *credentials,
                              const struct ussd_screen *screen, usec now, struct receipt *out,
                              struct fault *why)
{
    const char *token = credentials_find(credentials, "auth_token");
    SCOPED(form_clear) struct form form = {0};
    const char *status;

    (void)screen, (void)now;
    out->answer.status = 403;
    http_header_add(&out->answer.headers, "Content-Type", "text/xml");
    fields_read(request, &form);
    if (token && *token) {
        TRY(twilio_check_signature(request, &form, token, why));
        out->verified = true;
    }
    out->answer.status = 200;
    text_add(&out->answer.body, "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response/>");
    status = find_status(&form);
    if (status && strcmp(status, "received") != 0 && strcmp(status, "receiving") != 0)
        read_report(request, &form, status, out);
    else if (status || form_find(&form, "Body"))
        read_inbound(&form, out);
    return RC_OK;
}

/* One message by its id, or the day's messages to that number. */
static enum rc twilio_lookup(const struct message *message, const struct credentials *credentials,
                             struct http_request *out, struct fault *why)
{
    char day[32];

    out->method = "GET";
    TRY(add_messages_url(credentials, &out->url, why));
    if (message->reference && *message->reference) {
        text_add_char(&out->url, '/');
        text_add_url(&out->url, message->reference, strlen(message->reference));
        text_add(&out->url, ".json");
        return add_authorization(credentials, out, why);
    }
    if (!*message->to || message->sent_at == 0)
        return fault_set(why, RC_MISSING,
                         "twilio: without a reference a look-up needs to and sent_at");
    clock_write(message->sent_at, day);
    day[strcspn(day, "T")] = '\0';
    text_add(&out->url, ".json?");
    text_add_field(&out->url, "To", message->to);
    text_add_field(&out->url, "DateSent", day);
    text_add_field(&out->url, "PageSize", LIST_PAGE_SIZE);
    return add_authorization(credentials, out, why);
}

static void read_message(json_t *json, struct event *out)
{
    SCOPED(text_clear) struct text code = {0};
    const char *sid = json_string_at(json, "sid");
    const char *status = json_string_at(json, "status");

    if (!status) return;
    if (sid) text_add(&out->reference, sid);
    out->state = word_state_find(states, COUNT(states), status);
    json_add_to(&code, json_at(json, "error_code"));
    if (code.n) add_error(out, text_string(&code));
}

/* The same text, also where the service wrote it with plainer letters (SmartEncoded). */
static bool same_text(const char *one, const char *other)
{
    SCOPED(text_wipe) struct text first = {0};
    SCOPED(text_wipe) struct text second = {0};

    if (strcmp(one, other) == 0) return true;
    return sms_fold(one, strlen(one), &first) && sms_fold(other, strlen(other), &second) &&
           strcmp(text_string(&first), text_string(&second)) == 0;
}

/* Whether it was made when ours was sent or later; a time that cannot be read does not speak against. */
static bool may_be_as_late(json_t *json, usec sent_at)
{
    const char *made_at = json_string_at(json, "date_created");
    struct tm date = {0};
    const char *rest;

    if (!made_at) made_at = json_string_at(json, "date_sent");
    rest = made_at ? strptime(made_at, "%a, %d %b %Y %H:%M:%S +0000", &date) : NULL;
    if (!rest || *rest) return true;
    return (usec)timegm(&date) * USEC_SEC >= sent_at - CLOCK_SLACK;
}

static bool is_ours(json_t *json, const struct message *message)
{
    const char *direction = json_string_at(json, "direction");
    const char *to = json_string_at(json, "to"), *from = json_string_at(json, "from");
    const char *body = json_string_at(json, "body");

    if (direction && strncmp(direction, "outbound", strlen("outbound")) != 0) return false;
    if (!body || !same_text(body, message->text)) return false;
    if (to && !phone_equal(to, message->to)) return false;
    /* A messaging service picks the sender itself. */
    if (from && *message->from && !json_string_at(json, "messaging_service_sid") &&
        !phone_equal(from, message->from))
        return false;
    return may_be_as_late(json, message->sent_at);
}

/* A message sent just before midnight UTC may be dated on the next day, which was not asked for. */
static bool day_may_lack_it(const struct message *message)
{
    return message->sent_at % USEC_DAY > USEC_DAY - QUEUED_FOR_MAX;
}

static void read_list(json_t *json, const struct message *message, struct event *out)
{
    json_t *list = json_at(json, "messages");
    const char *next = json_string_at(json, "next_page_uri");
    json_t *found = NULL;

    if (!json_is_array(list)) return;
    /* Newest first: the last that fits is the one nearest to our sending. */
    for (size_t i = 0; i < json_array_size(list); i++)
        if (is_ours(json_array_get(list, i), message)) found = json_array_get(list, i);
    if (found)
        read_message(found, out);
    else if (!(next && *next) && !day_may_lack_it(message))
        out->state = DELIVERY_ABSENT;
}

static void twilio_status(const struct message *message, const struct http_response *response,
                          struct event *out)
{
    SCOPED(json_free) json_t *json = json_read(&response->body);
    bool by_sid = message->reference && *message->reference;

    out->type = EVENT_REPORT;
    if (response->status == 404 && by_sid) event_set_gone(out);
    if (response->status != 200) return;
    if (by_sid)
        read_message(json, out);
    else
        read_list(json, message, out);
}

const struct provider provider_twilio = {
    .name = "twilio",
    .can = CAN_RENDER | CAN_RESULT | CAN_RECEIVE | CAN_LOOKUP | CAN_STATUS,
    .render = twilio_render,
    .result = twilio_result,
    .receive = twilio_receive,
    .lookup = twilio_lookup,
    .status = twilio_status,
};
