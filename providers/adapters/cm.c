/* CM.com, Business Messaging API 1.0.
 *
 * It gives no id of its own back: our id, sent as `reference`, is the only link between a message and
 * its report, and there is nothing to look up by. Its codes are numbers in the JSON beside the HTTP
 * status: a JSON 401 is a spam filter's verdict, not a failed log-in. Webhooks are not signed.
 * Source of every table: docs/providers.md, "CM.com". */
#include <ctype.h>

#include "providers/adapters/adapters.h"
#include "providers/json.h"
#include "providers/outcome.h"
#include "providers/sms.h"

/* Runs through Cloudflare; "https://gw.cmtelecom.com" does not, and is the one to set as base_url for
 * families' data. */
#define CM_BASE_URL         "https://gw.messaging.cm.com"
#define REFERENCE_BYTES_MAX 32
#define SENDER_LETTERS_MAX  11
#define SENDER_DIGITS_MAX   16
#define PARTS_MAX           8
/* CM cuts a Unicode text after 66 characters, not after the usual 67. */
#define UNICODE_PART_UNITS ((size_t)66)

/* "At least one message was refused": its own code says why. */
#define CODE_SEE_MESSAGES 201

static const struct code_meaning codes[] = {
    {0,   OUTCOME_ACCEPTED,     false, false, "accepted"                      },
    {101, OUTCOME_UNAUTHORISED, false, false, "authentication failed"         },
    {102, OUTCOME_UNAUTHORISED, false, false, "not enough credit"             },
    {103, OUTCOME_UNAUTHORISED, false, false, "the product token is wrong"    },
    {201, OUTCOME_REJECTED,     false, false, "the message was refused"       },
    {202, OUTCOME_REJECTED,     false, false, "the request is malformed"      },
    {203, OUTCOME_REJECTED,     false, false, "the message list is malformed" },
    {301, OUTCOME_REJECTED,     false, false, "the sender is invalid"         },
    {302, OUTCOME_REJECTED,     false, false, "the receivers are invalid"     },
    {303, OUTCOME_REJECTED,     false, false, "the number is invalid"         },
    {304, OUTCOME_REJECTED,     false, false, "the text is invalid"           },
    {305, OUTCOME_REJECTED,     false, false, "a field is invalid"            },
    {401, OUTCOME_REJECTED,     false, false, "stopped by the spam filter"    },
    {402, OUTCOME_REJECTED,     false, false, "the number is blacklisted"     },
    {403, OUTCOME_REJECTED,     false, false, "the message was rejected"      },
    {500, OUTCOME_RETRY,        true,  false, "internal error at the provider"},
    {999, OUTCOME_RETRY,        true,  false, "unknown error at the provider" },
};

/* GUESS: what everybody says about CM, but no page of CM that could be read shows it. To be checked with
 * the first live message. */
static const struct word_state states[] = {
    {"0", DELIVERY_SENT     },
    {"1", DELIVERY_FAILED   },
    {"2", DELIVERY_DELIVERED},
    {"3", DELIVERY_FAILED   },
    {"4", DELIVERY_DELIVERED},
};

/* CM documents numbers as 0031…, not as +31…. */
static void add_number(struct text *text, const char *number)
{
    SCOPED(text_clear) struct text written = {0};

    if (*number == '+')
        text_addf(&written, "00%s", number + 1);
    else
        text_add(&written, number);
    text_add_json(text, text_string(&written), written.n);
}

/* A word of 1 to 11 characters, or a number of at most 16 digits. */
static enum rc add_sender(struct text *text, const char *from, struct fault *why)
{
    const char *digits = *from == '+' ? from + 1 : from;
    bool is_number = *digits && strspn(digits, "0123456789") == strlen(digits);
    size_t max = is_number ? SENDER_DIGITS_MAX : SENDER_LETTERS_MAX;

    if (!*from || utf8_count(digits, strlen(digits)) > max)
        return fault_set(why, RC_INVALID,
                         "cm: the sender must be 1 to %d characters or up to %d digits",
                         SENDER_LETTERS_MAX, SENDER_DIGITS_MAX);
    /* With the 00 in front a long number would pass the limit. */
    if (strlen(digits) + 2 > SENDER_DIGITS_MAX && is_number)
        text_add_json(text, digits, strlen(digits));
    else
        add_number(text, from);
    return RC_OK;
}

static enum rc check_reference(const char *id, struct fault *why)
{
    size_t n = 0;

    while (isalnum((unsigned char)id[n]))
        n++;
    if (id[n] || n > REFERENCE_BYTES_MAX)
        return fault_set(why, RC_INVALID, "cm: the id must be 1 to %d letters and digits",
                         REFERENCE_BYTES_MAX);
    return RC_OK;
}

static enum rc check_parts(const char *text, struct fault *why)
{
    struct sms_size size = sms_measure(text, strlen(text));
    bool over = size.segments > PARTS_MAX ||
                (size.encoding == SMS_UCS2 && size.units > PARTS_MAX * UNICODE_PART_UNITS);

    if (over)
        return fault_set(why, RC_INVALID, "cm: the text needs more than %d parts; shorten it",
                         PARTS_MAX);
    return RC_OK;
}

/* Whole hours or whole minutes; CM takes no mixture. */
static void add_validity(struct text *body, const struct message *message)
{
    int64_t minutes = message_validity(message, USEC_MIN);

    if (minutes == 0) return;
    if (minutes % 60 == 0)
        text_addf(body, ",\"validity\":\"%lldh\"", (long long)minutes / 60);
    else
        text_addf(body, ",\"validity\":\"%lldm\"", (long long)minutes);
}

static enum rc cm_render(const struct message *message, const struct credentials *credentials,
                         struct http_request *out, struct fault *why)
{
    const char *token;

    TRY(message_check(message, why));
    TRY(check_reference(message->id, why));
    TRY(check_parts(message->text, why));
    TRY(credentials_need(credentials, "product_token", &token, why));
    out->method = "POST";
    credentials_add_base_url(credentials, CM_BASE_URL, &out->url);
    text_add(&out->url, "/v1.0/message");
    http_header_add(&out->headers, "Content-Type", "application/json");
    http_header_add(&out->headers, "Accept", "application/json");

    text_add(&out->body, "{\"messages\":{\"authentication\":{\"producttoken\":");
    text_add_json(&out->body, token, strlen(token));
    text_add(&out->body, "},\"msg\":[{\"from\":");
    TRY(add_sender(&out->body, message->from, why));
    text_add(&out->body, ",\"to\":[{\"number\":");
    add_number(&out->body, message->to);
    /* Without "auto" CM takes every text for GSM-7, and Arabic arrives as question marks; without the
     * two limits a long text is not sent in parts. */
    text_add(&out->body, "}],\"body\":{\"type\":\"auto\",\"content\":");
    text_add_json(&out->body, message->text, strlen(message->text));
    text_addf(&out->body, "},\"minimumNumberOfMessageParts\":1,\"maximumNumberOfMessageParts\":%d",
              PARTS_MAX);
    text_add_member(&out->body, "reference", message->id);
    add_validity(&out->body, message);
    text_add(&out->body, ",\"allowedChannels\":[\"SMS\"]}]}}");
    return RC_OK;
}

/* The code that counts: the request's, where that failed as a whole, else our one message's. False:
 * nothing is said, or it contradicts itself. */
static bool find_code(json_t *json, int64_t *out)
{
    int64_t whole = 0, own = 0;
    bool has_whole = json_integer_at(json, "errorCode", &whole);
    bool has_own = json_integer_at(json, "messages.0.messageErrorCode", &own);
    bool failed = has_whole && whole != 0;

    if (has_own && (!failed || whole == CODE_SEE_MESSAGES)) {
        *out = own;
        return !(failed && own == 0);
    }
    *out = whole;
    return failed; /* "fine" as a whole with nothing about our message is not "accepted" */
}

static void add_reference(const struct message *message, json_t *json, struct result *out)
{
    const char *reference = message->id;

    if (!reference || !*reference) reference = json_string_at(json, "messages.0.reference");
    if (reference && *reference) result_add_reference(out, reference);
}

static void cm_result(const struct message *message, const struct http_response *response,
                      struct result *out)
{
    SCOPED(json_free) json_t *json = json_read(&response->body);
    const struct code_meaning *meaning;
    int64_t code;

    result_from_status(out, response, message->now);
    if (!find_code(json, &code)) return;
    meaning = code_find(codes, COUNT(codes), code);
    if (!meaning) {
        result_name_code(out, code);
        return;
    }
    if (meaning->outcome == OUTCOME_ACCEPTED && (response->status < 200 || response->status > 299))
        return;
    result_from_code(out, meaning);
    if (out->outcome != OUTCOME_ACCEPTED) return;
    text_reset(&out->reason);
    add_reference(message, json, out);
}

static bool add_first(struct text *text, json_t *json, const char *path, const char *other_path)
{
    return json_add_to(text, json_at(json, path)) || json_add_to(text, json_at(json, other_path));
}

/* One status of one message. Without a reference nobody knows whose it is. */
static void read_report(json_t *json, struct receipt *out)
{
    SCOPED(text_clear) struct text reference = {0};
    SCOPED(text_clear) struct text code = {0};
    SCOPED(text_clear) struct text error = {0};
    struct event *event;

    if (!json_add_to(&reference, json_at(json, "reference")) || reference.n == 0) return;
    event = receipt_add(out, EVENT_REPORT);
    if (!event) return;
    text_add_bytes(&event->client_id, reference.at, reference.n);
    json_add_to(&code, json_at(json, "status.code"));
    event->state = word_state_find(states, COUNT(states), text_string(&code));
    if (event->state == DELIVERY_SENT || event->state == DELIVERY_DELIVERED) return;
    json_add_to(&error, json_at(json, "status.errorCode"));
    if (error.n == 0 || strcmp(error.at, "0") == 0 ||
        !text_add_code(&event->error, text_string(&error)))
        text_add_code(&event->error, text_string(&code));
}

/* The documented object, or an array of them. */
static void read_reports(json_t *msg, struct receipt *out)
{
    if (!json_is_array(msg)) {
        read_report(msg, out);
        return;
    }
    for (size_t i = 0; i < json_array_size(msg); i++)
        read_report(json_array_get(msg, i), out);
}

/* Two shapes: flat, and that of the newer channels. The reference is that of our message it answers, so
 * it must not be taken for an id of the reply: two answers to one question are two. */
static void read_inbound(json_t *json, struct receipt *out)
{
    SCOPED(text_wipe) struct text from = {0};
    SCOPED(text_wipe) struct text text = {0};
    bool has_text = add_first(&text, json, "body", "message.text");
    struct event *event;

    if (!has_text || !add_first(&from, json, "from", "from.number") || from.n == 0) return;
    event = receipt_add(out, EVENT_INBOUND);
    if (!event) return;
    text_add_bytes(&event->from, from.at, from.n);
    text_add_bytes(&event->text, text_string(&text), text.n);
    if (!add_first(&event->to, json, "to", "to.number"))
        add_first(&event->to, json, "to.0.number", "to.0");
    json_add_to(&event->client_id, json_at(json, "reference"));
}

static enum rc cm_receive(const struct http_request *request, const struct credentials *credentials,
                          const struct ussd_screen *screen, usec now, struct receipt *out,
                          struct fault *why)
{
    SCOPED(json_free) json_t *json = json_read(&request->body);
    json_t *msg = json_at(json, "messages.msg");

    (void)credentials, (void)screen, (void)now;
    /* CM repeats what is refused for seven days: time enough to mend a reader that is wrong. */
    out->answer.status = 400;
    if (!json_is_object(json))
        return fault_set(why, RC_INVALID, "cm: the webhook is no JSON object");
    out->answer.status = 200;
    if (msg)
        read_reports(msg, out);
    else
        read_inbound(json, out);
    return RC_OK;
}

const struct provider provider_cm = {
    .name = "cm",
    .can = CAN_RENDER | CAN_RESULT | CAN_RECEIVE,
    .render = cm_render,
    .result = cm_result,
    .receive = cm_receive,
};
