/* Spryng, API v2 (api.spryng.nl).
 *
 * Not the newer version of the other one, but another API with its own keys: our id travels as the name
 * of the request, which a look-up can ask for and a report does not repeat. Webhooks are proved by user
 * and password, if that was set at Spryng. Source of every table: docs/providers.md, "Spryng v2". */
#include "gateway/base/clock.h"
#include "providers/adapters/adapters.h"
#include "providers/basic.h"
#include "providers/form.h"
#include "providers/json.h"
#include "providers/outcome.h"
#include "providers/phone.h"

#define SPRYNG_BASE_URL "https://api.spryng.nl"
#define VALIDITY_MIN    (USEC_MIN + USEC_SEC)
#define VALIDITY_MAX    (72 * USEC_HOUR - USEC_MIN)
#define LIST_PAGE_SIZE  "10"

/* The reason says more than the status, which was seen as "Sent" of what had arrived. */
static const struct word_state states[] = {
    {"Delivered",                DELIVERY_DELIVERED},
    {"Sent",                     DELIVERY_SENT     },
    {"In Progress",              DELIVERY_SENT     },
    {"Failed",                   DELIVERY_FAILED   },
    {"DestinationNotAllowed",    DELIVERY_FAILED   },
    {"LandlineNotAllowed",       DELIVERY_FAILED   },
    {"MessageExpired",           DELIVERY_EXPIRED  },
    {"MessagePartCountExceeded", DELIVERY_FAILED   },
    {"MsisdnInvalid",            DELIVERY_FAILED   },
    {"NetworkFailed",            DELIVERY_FAILED   },
    {"OptedOut",                 DELIVERY_FAILED   },
    {"OutsideBusinessHours",     DELIVERY_FAILED   },
    {"SenderIdInvalid",          DELIVERY_FAILED   },
    {"SendingLimitExceeded",     DELIVERY_FAILED   },
    {"WithinQuietHours",         DELIVERY_FAILED   },
};

#define REASON_OPTED_OUT "OptedOut"
#define STATUS_INBOUND   "Received"

static enum rc add_key(const struct credentials *credentials, struct http_request *out,
                       struct fault *why)
{
    const char *key;

    TRY(credentials_need(credentials, "api_key", &key, why));
    http_header_add(&out->headers, "X-Api-Key", key);
    http_header_add(&out->headers, "Accept", "application/json");
    credentials_add_base_url(credentials, SPRYNG_BASE_URL, &out->url);
    text_add(&out->url, "/v2/messages");
    return RC_OK;
}

/* An absolute moment, more than a minute and less than 72 hours ahead. */
static void add_validity(struct text *body, const struct message *message)
{
    usec span = message->validity_for;
    char until[32];

    if (span <= 0) return;
    if (span < VALIDITY_MIN) span = VALIDITY_MIN;
    if (span > VALIDITY_MAX) span = VALIDITY_MAX;
    clock_write(message->now + span, until);
    text_add_member(body, "validity", until);
}

static enum rc spryng_v2_render(const struct message *message,
                                const struct credentials *credentials, struct http_request *out,
                                struct fault *why)
{
    const char *account;

    TRY(message_check(message, why));
    TRY(message_check_numbers(message, "spryng-v2", why));
    if (strpbrk(message->text, "[]"))
        return fault_set(why, RC_INVALID,
                         "spryng-v2: the text must hold no square brackets, which Spryng takes for "
                         "variables; write round ones");
    TRY(credentials_need(credentials, "account_reference", &account, why));
    out->method = "POST";
    TRY(add_key(credentials, out, why));
    http_header_add(&out->headers, "Content-Type", "application/json");
    text_add(&out->body, "{\"channel\":\"SMS\",\"characterSet\":\"Auto\"");
    text_add_member(&out->body, "accountReference", account);
    text_add_member(&out->body, "name", message->id);
    text_add_member(&out->body, "from", phone_without_plus(message->from));
    text_add(&out->body, ",\"body\":{\"text\":");
    text_add_json(&out->body, message->text, strlen(message->text));
    text_add(&out->body, "},\"recipients\":[{\"msisdn\":");
    text_add_json(&out->body, message->to, strlen(message->to));
    text_add(&out->body, ",\"variables\":{},\"metaData\":{}}]");
    add_validity(&out->body, message);
    text_add_char(&out->body, '}');
    return RC_OK;
}

static void spryng_v2_result(const struct message *message, const struct http_response *response,
                             struct result *out)
{
    SCOPED(json_free) json_t *json = json_read(&response->body);
    const char *id = json_string_at(json, "data.messageIds.0");

    result_from_status(out, response, message->now);
    if (response->status >= 400) result_name_word(out, json_string_at(json, "errors.0.errorCode"));
    if (response->status < 200 || response->status > 299 || !id || !*id) return;
    result_accept(out, id);
}

/* Also of a look-up, whose names differ in case alone. */
static void read_state(json_t *json, struct event *event)
{
    const char *reason = json_string_at(json, "reason"), *status = json_string_at(json, "status");
    const char *said = reason && *reason ? reason : status ? status : "";

    event->state = word_state_find(states, COUNT(states), said);
    if (event->state == DELIVERY_UNKNOWN && said == reason && status)
        event->state = word_state_find(states, COUNT(states), status);
    if (event->state == DELIVERY_SENT || event->state == DELIVERY_DELIVERED) return;
    text_add_code(&event->error, said);
    event->opt_out = strcmp(said, REASON_OPTED_OUT) == 0;
}

/* "Msisdn" is the family's number both ways, "Originator" ours. */
static void read_message(json_t *json, struct receipt *out)
{
    const char *id = json_string_at(json, "MessageId"), *status = json_string_at(json, "Status");
    bool is_inbound = status && strcmp(status, STATUS_INBOUND) == 0;
    struct event *event;

    if (!id || !*id || !status) return;
    event = receipt_add(out, is_inbound ? EVENT_INBOUND : EVENT_REPORT);
    if (!event) return;
    text_add(&event->reference, id);
    if (!is_inbound) {
        read_state(json, event);
        return;
    }
    json_add_to(&event->from, json_at(json, "Msisdn"));
    json_add_to(&event->to, json_at(json, "Originator"));
    json_add_to(&event->text, json_at(json, "Body"));
}

static void read_opt_out(json_t *json, struct receipt *out)
{
    const char *address = json_string_at(json, "Address");
    struct event *event = address && *address ? receipt_add(out, EVENT_OPT_OUT) : NULL;

    if (event) text_add(&event->from, address);
}

static enum rc spryng_v2_receive(const struct http_request *request,
                                 const struct credentials *credentials,
                                 const struct ussd_screen *screen, usec now, struct receipt *out,
                                 struct fault *why)
{
    SCOPED(json_free) json_t *json = json_read(&request->body);
    json_t *messages = json_at(json, "Messages");

    (void)screen, (void)now;
    out->answer.status = 401;
    TRY(basic_check(request, credentials, &out->verified, why));
    out->answer.status = 400;
    if (!json_is_object(json))
        return fault_set(why, RC_INVALID, "spryng-v2: the webhook is no JSON object");
    out->answer.status = 200;
    for (size_t i = 0; i < json_array_size(messages); i++)
        read_message(json_array_get(messages, i), out);
    if (!messages) read_opt_out(json, out);
    return RC_OK;
}

static enum rc spryng_v2_lookup(const struct message *message,
                                const struct credentials *credentials, struct http_request *out,
                                struct fault *why)
{
    const char *account;

    if (!message->reference && !*message->id)
        return fault_set(why, RC_MISSING, "spryng-v2: a look-up needs an id or a reference");
    TRY(credentials_need(credentials, "account_reference", &account, why));
    out->method = "GET";
    TRY(add_key(credentials, out, why));
    http_header_add(&out->headers, "AccountReference", account);
    if (message->reference) {
        text_add_char(&out->url, '/');
        text_add_url(&out->url, message->reference, strlen(message->reference));
        return RC_OK;
    }
    text_add_char(&out->url, '?');
    text_add_field(&out->url, "requestName", message->id);
    text_add_field(&out->url, "direction", "Outbound");
    text_add_field(&out->url, "retrieveMessageBody", "false");
    text_add_field(&out->url, "pageSize", LIST_PAGE_SIZE);
    return RC_OK;
}

static void read_found(json_t *json, struct event *out)
{
    json_add_to(&out->reference, json_at(json, "messageId"));
    json_add_to(&out->client_id, json_at(json, "requestName"));
    read_state(json, out);
}

/* Every entry is compared, so a list that was not filtered does no harm. */
static void read_list(json_t *json, const struct message *message, struct event *out)
{
    json_t *list = json_at(json, "data.messages");
    int64_t total = 0;

    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *name = json_string_at(json_array_get(list, i), "requestName");

        if (!name || strcmp(name, message->id) != 0) continue;
        read_found(json_array_get(list, i), out);
        return;
    }
    json_integer_at(json, "data.totalCount", &total);
    if (json_is_array(list) && json_array_size(list) == 0 && total == 0)
        out->state = DELIVERY_ABSENT;
}

static void spryng_v2_status(const struct message *message, const struct http_response *response,
                             struct event *out)
{
    SCOPED(json_free) json_t *json = json_read(&response->body);

    out->type = EVENT_REPORT;
    if (response->status == 404 && message->reference) event_set_gone(out);
    if (response->status != 200) return;
    if (!message->reference)
        read_list(json, message, out);
    else if (json_string_at(json, "data.messageId"))
        read_found(json_at(json, "data"), out);
}

const struct provider provider_spryng_v2 = {
    .name = "spryng-v2",
    .can = CAN_RENDER | CAN_RESULT | CAN_RECEIVE | CAN_LOOKUP | CAN_STATUS,
    .render = spryng_v2_render,
    .result = spryng_v2_result,
    .receive = spryng_v2_receive,
    .lookup = spryng_v2_lookup,
    .status = spryng_v2_status,
};
