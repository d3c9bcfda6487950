/* Africa's Talking, SMS, API version 1.
 *
 * It has no reference of ours, no validity, no callback per message and no look-up: after an answer that
 * was lost only the report tells, by an id that we never heard. A refusal comes inside a 201. Source of
 * every table: docs/providers.md, "Africa's Talking". */
#include <strings.h>

#include "providers/adapters/adapters.h"
#include "providers/fields.h"
#include "providers/json.h"
#include "providers/outcome.h"

#define LIVE_BASE_URL    "https://api.africastalking.com"
#define SANDBOX_BASE_URL "https://api.sandbox.africastalking.com"
#define SANDBOX_USERNAME "sandbox"

#define CODE_SENT 101

static const struct code_meaning codes[] = {
    {100,       OUTCOME_ACCEPTED,     false, false, "processed"                               },
    {CODE_SENT, OUTCOME_ACCEPTED,     false, false, "sent"                                    },
    {102,       OUTCOME_ACCEPTED,     false, false, "queued"                                  },
    {401,       OUTCOME_REJECTED,     false, false, "held back as a risk"                     },
    {402,       OUTCOME_REJECTED,     false, false, "the sender is not of this account"       },
    {403,       OUTCOME_REJECTED,     false, false, "the number is invalid"                   },
    {404,       OUTCOME_REJECTED,     false, false, "the kind of number is not supported"     },
    {405,       OUTCOME_UNAUTHORISED, false, false, "there is no credit left"                 },
    {406,       OUTCOME_REJECTED,     false, false, "the number is on the black list"         },
    {407,       OUTCOME_REJECTED,     false, false, "there is no route to the number"         },
    {409,       OUTCOME_REJECTED,     false, false, "the number does not want to be disturbed"},
    {500,       OUTCOME_RETRY,        true,  false, "an error of their server"                },
    {501,       OUTCOME_RETRY,        true,  false, "an error of their gateway"               },
    {502,       OUTCOME_RETRY,        false, false, "refused by their gateway"                },
};

static const struct word_state states[] = {
    {"Sent",      DELIVERY_SENT     },
    {"Submitted", DELIVERY_SENT     },
    {"Buffered",  DELIVERY_SENT     },
    {"Queued",    DELIVERY_SENT     },
    {"Processed", DELIVERY_SENT     },
    {"Success",   DELIVERY_DELIVERED},
    {"Failed",    DELIVERY_FAILED   },
    {"Rejected",  DELIVERY_FAILED   },
    {"Expired",   DELIVERY_EXPIRED  },
};

static enum rc africastalking_render(const struct message *message,
                                     const struct credentials *credentials,
                                     struct http_request *out, struct fault *why)
{
    const char *username, *key;
    bool is_sandbox;

    TRY(message_check(message, why));
    TRY(credentials_need(credentials, "username", &username, why));
    TRY(credentials_need(credentials, "api_key", &key, why));
    is_sandbox = strcmp(username, SANDBOX_USERNAME) == 0;
    out->method = "POST";
    credentials_add_base_url(credentials, is_sandbox ? SANDBOX_BASE_URL : LIVE_BASE_URL, &out->url);
    text_add(&out->url, "/version1/messaging");
    http_header_add(&out->headers, "Content-Type", "application/x-www-form-urlencoded");
    http_header_add(&out->headers, "Accept", "application/json"); /* else the answer is XML */
    http_header_add(&out->headers, "apikey", key);
    text_add_field(&out->body, "username", username);
    text_add_field(&out->body, "to", message->to);
    text_add_field(&out->body, "message", message->text);
    if (*message->from) text_add_field(&out->body, "from", message->from);
    text_add_field(&out->body, "bulkSMSMode", "1"); /* we pay, not the family */
    text_add_field(&out->body, "enqueue", "1");
    return RC_OK;
}

/* Nobody was taken on; why, stands in the sentence above the list. */
static void read_refusal(const char *word, struct result *out)
{
    bool is_credit = word && strcasecmp(word, "InsufficientBalance") == 0;

    out->outcome = is_credit ? OUTCOME_UNAUTHORISED : OUTCOME_REJECTED;
    out->maybe_sent = false;
    text_reset(&out->reason);
    if (!word || strchr(word, ' ') || !text_add_code(&out->reason, word))
        text_add(&out->reason, "refused");
    text_add(&out->reason, is_credit ? ": there is no credit left" : ": no receiver was taken on");
}

static void africastalking_result(const struct message *message,
                                  const struct http_response *response, struct result *out)
{
    SCOPED(json_free) json_t *json = json_read(&response->body);
    json_t *receivers = json_at(json, "SMSMessageData.Recipients");
    json_t *ours = json_array_get(receivers, 0);
    const char *id = json_string_at(ours, "messageId");
    const char *status = json_string_at(ours, "status");
    const struct code_meaning *meaning;
    int64_t code = status && strcasecmp(status, "Success") == 0 ? CODE_SENT : 0;

    result_from_status(out, response, message->now);
    if (response->status < 200 || response->status > 299 || !json_is_array(receivers)) return;
    if (!ours) {
        read_refusal(json_string_at(json, "SMSMessageData.Message"), out);
        return;
    }
    IGNORE(json_integer_at(ours, "statusCode", &code)); /* older answers have the word alone */
    meaning = code_find(codes, COUNT(codes), code);
    if (!meaning) {
        result_name_code(out, code);
        return;
    }
    if (meaning->outcome == OUTCOME_ACCEPTED && !(id && *id)) return;
    result_from_code(out, meaning);
    if (out->outcome != OUTCOME_ACCEPTED) return;
    text_reset(&out->reason);
    result_add_reference(out, id);
}

static void read_report(const struct form *fields, struct receipt *out)
{
    const char *status = form_string(fields, "status");
    const char *reason = form_string(fields, "failureReason");
    struct event *event;

    if (!form_string(fields, "id")) return; /* nobody knows whose it is */
    event = receipt_add(out, EVENT_REPORT);
    form_add_to(&event->reference, form_find(fields, "id"));
    event->state = word_state_find(states, COUNT(states), status);
    if (event->state == DELIVERY_SENT || event->state == DELIVERY_DELIVERED) return;
    if (!reason || !text_add_code(&event->error, reason)) text_add_code(&event->error, status);
}

/* An inbound text, or a sender's opt-out: the same thing under other names. */
static void read_from_family(const struct form *fields, enum event_type type, const char *from,
                             const char *to, struct receipt *out)
{
    struct event *event;

    if (!form_string(fields, from)) return;
    event = receipt_add(out, type);
    form_add_to(&event->from, form_find(fields, from));
    form_add_to(&event->to, form_find(fields, to));
    if (type != EVENT_INBOUND) return;
    form_add_to(&event->text, form_find(fields, "text"));
    form_add_to(&event->reference, form_find(fields, "id"));
}

static enum rc africastalking_receive(const struct http_request *request,
                                      const struct credentials *credentials,
                                      const struct ussd_screen *screen, usec now,
                                      struct receipt *out, struct fault *why)
{
    SCOPED(form_clear) struct form fields = {0};

    (void)credentials, (void)screen, (void)now, (void)why;
    out->answer.status = 200;
    fields_read(request, &fields);
    if (form_string(&fields, "status"))
        read_report(&fields, out);
    else if (form_find(&fields, "text"))
        read_from_family(&fields, EVENT_INBOUND, "from", "to", out);
    else if (form_string(&fields, "senderId"))
        read_from_family(&fields, EVENT_OPT_OUT, "phoneNumber", "senderId", out);
    return RC_OK;
}

const struct provider provider_africastalking = {
    .name = "africastalking",
    .can = CAN_RENDER | CAN_RESULT | CAN_RECEIVE,
    .render = africastalking_render,
    .result = africastalking_result,
    .receive = africastalking_receive,
};
