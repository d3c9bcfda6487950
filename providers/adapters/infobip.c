/* Infobip, SMS API v3.
 *
 * Our id is its messageId, and its key against doubles: a second use is refused with status 23, which
 * means that the first one was taken. A refused message is answered 200 all the same; only its status
 * says so. Several reports or texts come in one webhook. Source of every table: docs/providers.md,
 * "Infobip". */
#include <strings.h>

#include "providers/adapters/adapters.h"
#include "providers/basic.h"
#include "providers/form.h"
#include "providers/json.h"
#include "providers/outcome.h"
#include "providers/phone.h"
#include "providers/sms.h"

#define INFOBIP_BASE_URL   "https://api.infobip.com"
#define ID_BYTES_MAX       200
#define SENDER_LETTERS_MAX 11
#define SENDER_DIGITS_MAX  15
#define PARTS_MAX          25
#define TEXT_BYTES_MAX     4000
#define VALIDITY_FOR_MAX   (48 * USEC_HOUR)
/* The logs go back this far. */
#define LOGGED_FOR (48 * USEC_HOUR)
/* A number past this cannot be a code of theirs. */
#define CODE_MAX 99999

enum status_group {
    GROUP_OK,
    GROUP_PENDING,
    GROUP_UNDELIVERABLE,
    GROUP_DELIVERED,
    GROUP_EXPIRED,
    GROUP_REJECTED,
    GROUP_N,
};

/* In the order of their numbers. */
static const struct {
    const char *name;
    enum outcome outcome;
    enum delivery state;
} groups[GROUP_N] = {
    {"ACCEPTED",      OUTCOME_ACCEPTED, DELIVERY_SENT     },
    {"PENDING",       OUTCOME_ACCEPTED, DELIVERY_SENT     },
    {"UNDELIVERABLE", OUTCOME_REJECTED, DELIVERY_FAILED   },
    {"DELIVERED",     OUTCOME_ACCEPTED, DELIVERY_DELIVERED},
    {"EXPIRED",       OUTCOME_REJECTED, DELIVERY_EXPIRED  },
    {"REJECTED",      OUTCOME_REJECTED, DELIVERY_FAILED   },
};

/* What a status means for a send where its group does not tell. */
static const struct code_meaning codes[] = {
    {6,   OUTCOME_REJECTED,     false, false, "this network is not covered"             },
    {8,   OUTCOME_REJECTED,     false, false, "the number's prefix is not known"        },
    {10,  OUTCOME_REJECTED,     false, false, "the number refuses service messages"     },
    {11,  OUTCOME_REJECTED,     false, false, "the sender is not registered"            },
    {12,  OUTCOME_UNAUTHORISED, false, false, "not enough credit"                       },
    {13,  OUTCOME_REJECTED,     false, false, "the sender is blocked"                   },
    {14,  OUTCOME_REJECTED,     false, false, "the number is blocked"                   },
    {17,  OUTCOME_UNAUTHORISED, false, false, "the credit has expired"                  },
    {18,  OUTCOME_REJECTED,     false, false, "a test account sends to one number only" },
    {19,  OUTCOME_REJECTED,     false, false, "the account has no route"                },
    {20,  OUTCOME_THROTTLED,    false, false, "too many texts to this number in an hour"},
    {21,  OUTCOME_RETRY,        false, false, "system error at the provider"            },
    {23,  OUTCOME_ACCEPTED,     false, false, "it was taken before"                     },
    {24,  OUTCOME_REJECTED,     false, false, "the text's header is invalid"            },
    {25,  OUTCOME_REJECTED,     false, false, "the text is too long"                    },
    {51,  OUTCOME_REJECTED,     false, false, "the receiver is missing"                 },
    {52,  OUTCOME_REJECTED,     false, false, "the number is invalid"                   },
    {87,  OUTCOME_REJECTED,     false, false, "stopped by the fraud filter"             },
    {100, OUTCOME_RETRY,        false, false, "refused by the platform"                 },
};

/* Reports whose state is not that of their group. */
static const struct {
    enum status_group group;
    int id;
    enum delivery state;
} exceptions[] = {
    {GROUP_DELIVERED, 2,  DELIVERY_SENT   }, /* only as far as the operator */
    {GROUP_EXPIRED,   29, DELIVERY_UNKNOWN}, /* nobody ever told */
    {GROUP_EXPIRED,   87, DELIVERY_FAILED }, /* stopped by the fraud filter */
    {GROUP_REJECTED,  23, DELIVERY_SENT   }, /* of a second sending: the first one was taken */
};

/* Errors of reports by which a family has said that it wants no more. */
static const int opt_outs[] = {573, 603};

static enum rc begin(const struct credentials *credentials, const char *method, const char *path,
                     struct http_request *out, struct fault *why)
{
    SCOPED(text_wipe) struct text value = {0};
    const char *key;

    TRY(credentials_need(credentials, "api_key", &key, why));
    out->method = method;
    credentials_add_base_url(credentials, INFOBIP_BASE_URL, &out->url);
    text_add(&out->url, path);
    text_addf(&value, "App %s", key);
    http_header_add(&out->headers, "Authorization", text_string(&value));
    http_header_add(&out->headers, "Accept", "application/json");
    return RC_OK;
}

static enum rc check_sender(const char *from, struct fault *why)
{
    const char *sender = phone_without_plus(from);
    bool is_number = sender[strspn(sender, "0123456789")] == '\0';
    size_t max = is_number ? SENDER_DIGITS_MAX : SENDER_LETTERS_MAX;

    if (!*sender || utf8_count(sender, strlen(sender)) > max)
        return fault_set(why, RC_INVALID,
                         "infobip: the sender must be 1 to %d characters or up to %d digits",
                         SENDER_LETTERS_MAX, SENDER_DIGITS_MAX);
    return RC_OK;
}

static enum rc check(const struct message *message, struct fault *why)
{
    size_t n = strlen(message->text);

    TRY(message_check(message, why));
    if (strlen(message->id) > ID_BYTES_MAX)
        return fault_set(why, RC_INVALID, "infobip: the id is longer than %d bytes", ID_BYTES_MAX);
    if (n > TEXT_BYTES_MAX || sms_measure(message->text, n).segments > PARTS_MAX)
        return fault_set(why, RC_INVALID,
                         "infobip: the text is longer than %d parts or %d bytes; shorten it",
                         PARTS_MAX, TEXT_BYTES_MAX);
    return check_sender(message->from, why);
}

static void add_body(struct text *body, const struct message *message)
{
    int64_t seconds = message_validity(message, USEC_SEC);

    if (seconds > VALIDITY_FOR_MAX / USEC_SEC) seconds = VALIDITY_FOR_MAX / USEC_SEC;
    text_add(body, "{\"messages\":[{\"destinations\":[{\"messageId\":");
    text_add_json(body, message->id, strlen(message->id));
    text_add_member(body, "to", phone_without_plus(message->to));
    text_add(body, "}]");
    text_add_member(body, "sender", phone_without_plus(message->from));
    text_add(body, ",\"content\":{\"text\":");
    text_add_json(body, message->text, strlen(message->text));
    text_add_char(body, '}');
    if (seconds)
        text_addf(body,
                  ",\"options\":{\"validityPeriod\":{\"amount\":%lld,\"timeUnit\":\"SECONDS\"}}",
                  (long long)seconds);
    text_add(body, ",\"webhooks\":{");
    if (message->callback_url) {
        text_add(body, "\"delivery\":{\"url\":");
        text_add_json(body, message->callback_url, strlen(message->callback_url));
        text_add(body, "},\"contentType\":\"application/json\",");
    }
    text_add(body, "\"callbackData\":");
    text_add_json(body, message->id, strlen(message->id));
    /* Where a link leads is the family's business. */
    text_add(body, "}}],\"options\":{\"tracking\":{\"shortenUrl\":false,\"trackClicks\":false}}}");
}

static enum rc infobip_render(const struct message *message, const struct credentials *credentials,
                              struct http_request *out, struct fault *why)
{
    TRY(check(message, why));
    TRY(begin(credentials, "POST", "/sms/3/messages", out, why));
    http_header_add(&out->headers, "Content-Type", "application/json");
    add_body(&out->body, message);
    return RC_OK;
}

/* The group of a status by its number, or by its name where that is missing. */
static bool find_group(json_t *status, enum status_group *out)
{
    const char *name = json_string_at(status, "groupName");
    int64_t id;
    bool has_id = json_integer_at(status, "groupId", &id);

    for (size_t i = 0; i < GROUP_N; i++) {
        if (has_id ? id != (int64_t)i : !name || strcasecmp(name, groups[i].name) != 0) continue;
        *out = (enum status_group)i;
        return true;
    }
    return false;
}

/* "7: PENDING_ENROUTE" */
static void add_code(struct text *out, json_t *json)
{
    const char *name = json_string_at(json, "name");
    SCOPED(text_clear) struct text word = {0};
    int64_t id;

    if (!json_integer_at(json, "id", &id) || id < 1 || id > CODE_MAX) return;
    text_addf(out, "%d", (int)id);
    if (name && text_add_code(&word, name)) text_addf(out, ": %s", text_string(&word));
}

/* The answer to our one message. */
static void read_status(const struct message *message, json_t *json, struct result *out)
{
    json_t *status = json_at(json, "status");
    const char *reference = json_string_at(json, "messageId");
    const struct code_meaning *meaning = NULL;
    enum status_group group;
    enum outcome outcome;
    int64_t id;

    if (!reference || !*reference) reference = message->id;
    if (!find_group(status, &group)) return;
    if (group == GROUP_REJECTED && json_integer_at(status, "id", &id))
        meaning = code_find(codes, COUNT(codes), id);
    outcome = meaning ? meaning->outcome : groups[group].outcome;
    if (outcome == OUTCOME_ACCEPTED && !(reference && *reference)) return;
    out->outcome = outcome;
    out->maybe_sent = false;
    text_reset(&out->reason);
    if (outcome == OUTCOME_ACCEPTED)
        result_add_reference(out, reference);
    else if (meaning)
        result_from_code(out, meaning);
    else
        add_code(&out->reason, status);
    if (outcome != OUTCOME_ACCEPTED && out->reason.n == 0)
        text_add(&out->reason, groups[group].name);
}

static void infobip_result(const struct message *message, const struct http_response *response,
                           struct result *out)
{
    SCOPED(json_free) json_t *json = json_read(&response->body);
    const char *code = json_string_at(json, "errorCode");

    result_from_status(out, response, message->now);
    if (response->status >= 200 && response->status <= 299) {
        read_status(message, json_at(json, "messages.0"), out);
        return;
    }
    if (!code) code = json_string_at(json, "requestError.serviceException.messageId");
    result_name_word(out, code);
}

static enum delivery find_state(json_t *status)
{
    enum status_group group;
    int64_t id;

    if (!find_group(status, &group)) return DELIVERY_UNKNOWN;
    for (size_t i = 0; json_integer_at(status, "id", &id) && i < COUNT(exceptions); i++)
        if (exceptions[i].group == group && exceptions[i].id == id) return exceptions[i].state;
    return groups[group].state;
}

/* What one report, or one line of the logs, says of a message. */
static void read_report(json_t *json, struct event *event)
{
    int64_t id;

    json_add_to(&event->reference, json_at(json, "messageId"));
    json_add_to(&event->client_id, json_at(json, "callbackData"));
    event->state = find_state(json_at(json, "status"));
    if (event->state == DELIVERY_SENT || event->state == DELIVERY_DELIVERED) return;
    add_code(&event->error, json_at(json, "error"));
    if (event->error.n == 0) add_code(&event->error, json_at(json, "status"));
    for (size_t i = 0; json_integer_at(json, "error.id", &id) && i < COUNT(opt_outs); i++)
        if (opt_outs[i] == id) event->opt_out = true;
}

/* The text, or those of a picture message's parts that are text. False: there is neither. */
static bool add_text(struct text *text, json_t *json)
{
    json_t *parts = json_at(json, "message");

    if (json_add_to(text, json_at(json, "text"))) return text->n > 0;
    for (size_t i = 0; i < json_array_size(parts); i++) {
        json_t *part = json_array_get(parts, i);
        const char *type = json_string_at(part, "contentType");

        if (!type || strncmp(type, "text/plain", strlen("text/plain")) != 0) continue;
        if (text->n) text_add_char(text, '\n');
        json_add_to(text, json_at(part, "value"));
    }
    return json_array_size(parts) > 0;
}

static void read_inbound(json_t *json, struct receipt *out)
{
    SCOPED(text_wipe) struct text from = {0};
    SCOPED(text_wipe) struct text text = {0};
    struct event *event;

    if (!json_add_to(&from, json_at(json, "from")) || from.n == 0 || !add_text(&text, json)) return;
    event = receipt_add(out, EVENT_INBOUND);
    if (!event) return;
    text_add_bytes(&event->from, from.at, from.n);
    text_add_bytes(&event->text, text_string(&text), text.n);
    json_add_to(&event->to, json_at(json, "to"));
    json_add_to(&event->reference, json_at(json, "messageId"));
}

static void read_event(json_t *json, struct receipt *out)
{
    struct event *event;

    if (!json_at(json, "status")) {
        read_inbound(json, out);
        return;
    }
    /* Without an id nobody knows whose it is. */
    if (!json_at(json, "messageId") && !json_at(json, "callbackData")) return;
    event = receipt_add(out, EVENT_REPORT);
    if (event) read_report(json, event);
}

static enum rc infobip_receive(const struct http_request *request,
                               const struct credentials *credentials,
                               const struct ussd_screen *screen, usec now, struct receipt *out,
                               struct fault *why)
{
    SCOPED(json_free) json_t *json = NULL;
    const json_t *results;

    (void)screen, (void)now;
    out->answer.status = 401;
    TRY(basic_check(request, credentials, &out->verified, why));
    out->answer.status = 400;
    json = json_read(&request->body);
    results = json_at(json, "results");
    if (!json_is_array(results) || json_array_size(results) > RECEIPT_EVENTS_MAX)
        return fault_set(why, RC_INVALID,
                         "infobip: the webhook is no JSON object with at most %d \"results\"",
                         RECEIPT_EVENTS_MAX);
    for (size_t i = 0; i < json_array_size(results); i++)
        read_event(json_array_get(results, i), out);
    out->answer.status = 200;
    return RC_OK;
}

/* Ours at the provider; NULL: the message has none. */
static const char *find_id(const struct message *message)
{
    return *message->id ? message->id : message->reference;
}

static enum rc infobip_lookup(const struct message *message, const struct credentials *credentials,
                              struct http_request *out, struct fault *why)
{
    const char *id = find_id(message);

    if (!id) return fault_set(why, RC_MISSING, "infobip: a look-up needs our id");
    /* Not /sms/3/reports: that gives each report once, and the webhook would miss it. */
    TRY(begin(credentials, "GET", "/sms/3/logs?", out, why));
    text_add_field(&out->url, "messageId", id);
    return RC_OK;
}

static bool is_ours(json_t *json, const struct message *message)
{
    const char *id = json_string_at(json, "messageId"), *ours = find_id(message);

    return id && ours && strcmp(id, ours) == 0;
}

/* A doubled sending has a line of its own; the one that got furthest counts. */
static void infobip_status(const struct message *message, const struct http_response *response,
                           struct event *out)
{
    SCOPED(json_free) json_t *json = json_read(&response->body);
    const json_t *results = json_at(json, "results");
    bool logged = message->now - message->sent_at < LOGGED_FOR;

    out->type = EVENT_REPORT;
    if (response->status != 200 || !json_is_array(results)) return;
    if (json_array_size(results) == 0 && logged) out->state = DELIVERY_ABSENT;
    for (size_t i = 0; i < json_array_size(results); i++) {
        json_t *line = json_array_get(results, i);

        if (!is_ours(line, message) || find_state(json_at(line, "status")) <= out->state) continue;
        event_clear(out);
        out->type = EVENT_REPORT;
        read_report(line, out);
    }
}

const struct provider provider_infobip = {
    .name = "infobip",
    .can = CAN_RENDER | CAN_RESULT | CAN_RECEIVE | CAN_LOOKUP | CAN_STATUS,
    .render = infobip_render,
    .result = infobip_result,
    .receive = infobip_receive,
    .lookup = infobip_lookup,
    .status = infobip_status,
};
