/* Spryng, REST API v1.
 *
 * Its push of reports and replies was never documented for this API, so every shape that Spryng has used
 * is read, and the look-up by our reference is the way that counts. Nothing is signed. Source of every
 * table: docs/providers.md, "Spryng". */
#include <strings.h>

#include "providers/adapters/adapters.h"
#include "providers/fields.h"
#include "providers/json.h"
#include "providers/outcome.h"
#include "providers/phone.h"

#define SPRYNG_BASE_URL "https://rest.spryngsms.com"
#define ROUTE_USUAL     "business"

static const struct word_state states[] = {
    {"pending",       DELIVERY_SENT     },
    {"scheduled",     DELIVERY_SENT     },
    {"buffered",      DELIVERY_SENT     },
    {"sent",          DELIVERY_SENT     },
    {"delivered",     DELIVERY_DELIVERED},
    {"failed",        DELIVERY_FAILED   },
    {"not delivered", DELIVERY_FAILED   },
    {"canceled",      DELIVERY_FAILED   },
    {"expired",       DELIVERY_EXPIRED  },
};

/* Not a report's word: the message came from a family. GUESS, until somebody has seen one. */
#define STATUS_INBOUND "received"

/* {base_url}/v1/messages, and the key. */
static enum rc begin(const struct credentials *credentials, const char *method,
                     struct http_request *out, struct fault *why)
{
    SCOPED(text_wipe) struct text bearer = {0};
    const char *key;

    TRY(credentials_need(credentials, "api_key", &key, why));
    out->method = method;
    credentials_add_base_url(credentials, SPRYNG_BASE_URL, &out->url);
    text_add(&out->url, "/v1/messages");
    text_addf(&bearer, "Bearer %s", key);
    http_header_add(&out->headers, "Authorization", text_string(&bearer));
    http_header_add(&out->headers, "Accept", "application/json");
    return RC_OK;
}

static enum rc spryng_render(const struct message *message, const struct credentials *credentials,
                             struct http_request *out, struct fault *why)
{
    const char *route = credentials_find(credentials, "route");
    const char *to = phone_without_plus(message->to);

    TRY(message_check(message, why));
    TRY(message_check_numbers(message, "spryng", why));
    TRY(begin(credentials, "POST", out, why));
    http_header_add(&out->headers, "Content-Type", "application/json");
    /* The usual "plain" is GSM-7, and Arabic would arrive damaged. */
    text_add(&out->body, "{\"encoding\":\"auto\"");
    text_add_member(&out->body, "body", message->text);
    text_add_member(&out->body, "originator", phone_without_plus(message->from));
    text_add(&out->body, ",\"recipients\":[");
    text_add_json(&out->body, to, strlen(to));
    text_add_char(&out->body, ']');
    text_add_member(&out->body, "route", route && *route ? route : ROUTE_USUAL);
    text_add_member(&out->body, "reference", message->id);
    text_add_char(&out->body, '}');
    return RC_OK;
}

static void spryng_result(const struct message *message, const struct http_response *response,
                          struct result *out)
{
    SCOPED(json_free) json_t *json = json_read(&response->body);
    const char *id = json_string_at(json, "id");

    result_from_status(out, response, message->now);
    if (response->status < 200 || response->status > 299 || !id || !*id) return;
    result_accept(out, id);
}

/* The first of the names, in any case, that holds something; NULL: none does. */
static const struct text *find(const struct form *form, const char *const *names)
{
    for (; *names; names++)
        for (size_t i = 0; i < form->n; i++)
            if (strcasecmp(text_string(&form->at[i].name), *names) == 0 && form->at[i].value.n)
                return &form->at[i].value;
    return NULL;
}

static void add_state(struct event *event, const char *status)
{
    event->state = word_state_find(states, COUNT(states), status);
    if (event->state == DELIVERY_UNKNOWN)
        text_add_code(&event->error, status);
    else if (event->state != DELIVERY_SENT && event->state != DELIVERY_DELIVERED)
        text_add(&event->error, status); /* one of our table, so nobody's number */
}

static void read_report(const struct form *form, const char *status, struct receipt *out)
{
    static const char *const references[] = {"reference", NULL};
    static const char *const ids[] = {"id", "message_id", NULL};
    const struct text *reference = find(form, references), *id = find(form, ids);
    struct event *event;

    if (!reference && !id) return; /* nobody knows whose it is */
    event = receipt_add(out, EVENT_REPORT);
    if (!event) return;
    form_add_to(&event->reference, id);
    form_add_to(&event->client_id, reference);
    add_state(event, status);
}

static void read_inbound(const struct form *form, struct receipt *out)
{
    static const char *const from[] = {"originator", "sender", "from", NULL};
    static const char *const to[] = {"recipient", "destination", "to", NULL};
    static const char *const texts[] = {"body", "message", "text", NULL};
    static const char *const ids[] = {"id", "message_id", NULL};
    const struct text *text = find(form, texts);
    struct event *event;

    if (!find(form, from) || !text) return;
    event = receipt_add(out, EVENT_INBOUND);
    if (!event) return;
    form_add_to(&event->from, find(form, from));
    form_add_to(&event->to, find(form, to));
    form_add_to(&event->text, text);
    form_add_to(&event->reference, find(form, ids));
}

static enum rc spryng_receive(const struct http_request *request,
                              const struct credentials *credentials,
                              const struct ussd_screen *screen, usec now, struct receipt *out,
                              struct fault *why)
{
    static const char *const statuses[] = {"status", NULL};
    SCOPED(json_free) json_t *json = json_read(&request->body);
    SCOPED(form_clear) struct form form = {0};
    const struct text *flat;
    const char *status;

    (void)credentials, (void)screen, (void)now;
    fields_read(request, &form);
    out->answer.status = 400;
    if (form.n == 0 && request->body.n > 0)
        return fault_set(why, RC_INVALID,
                         "spryng: the webhook is neither a form nor a JSON object");
    out->answer.status = 200;
    flat = find(&form, statuses);
    status = flat ? text_string(flat) : json_string_at(json, "recipients.0.status");
    if (status && strcasecmp(status, STATUS_INBOUND) != 0)
        read_report(&form, status, out);
    else
        read_inbound(&form, out);
    return RC_OK;
}

static enum rc spryng_lookup(const struct message *message, const struct credentials *credentials,
                             struct http_request *out, struct fault *why)
{
    if (!message->reference && !*message->id)
        return fault_set(why, RC_MISSING, "spryng: a look-up needs an id or a reference");
    TRY(begin(credentials, "GET", out, why));
    if (message->reference) {
        text_add_char(&out->url, '/');
        text_add_url(&out->url, message->reference, strlen(message->reference));
    } else {
        text_add_char(&out->url, '?');
        text_add_field(&out->url, "reference", message->id);
    }
    return RC_OK;
}

/* One message, as a look-up shows it: without a word on its state it was taken all the same. */
static void read_message(json_t *json, struct event *out)
{
    const char *status = json_string_at(json, "recipients.0.status");

    if (!status) status = json_string_at(json, "status");
    json_add_to(&out->reference, json_at(json, "id"));
    json_add_to(&out->client_id, json_at(json, "reference"));
    add_state(out, status ? status : "sent");
}

/* Every entry is compared, so a list that was not filtered does no harm; only a list without any entry,
 * on any page, says that the message never arrived. */
static void read_list(json_t *json, const struct message *message, struct event *out)
{
    json_t *list = json_at(json, "data");
    int64_t total = 0;

    for (size_t i = 0; i < json_array_size(list); i++) {
        json_t *entry = json_array_get(list, i);
        const char *reference = json_string_at(entry, "reference");

        if (!reference || strcmp(reference, message->id) != 0) continue;
        read_message(entry, out);
        return;
    }
    json_integer_at(json, "total", &total);
    if (json_is_array(list) && json_array_size(list) == 0 && total == 0)
        out->state = DELIVERY_ABSENT;
}

static void spryng_status(const struct message *message, const struct http_response *response,
                          struct event *out)
{
    SCOPED(json_free) json_t *json = json_read(&response->body);

    out->type = EVENT_REPORT;
    if (response->status == 404 && message->reference) event_set_gone(out);
    if (response->status != 200) return;
    if (!message->reference)
        read_list(json, message, out);
    else if (json_string_at(json, "id"))
        read_message(json, out);
}

const struct provider provider_spryng = {
    .name = "spryng",
    .can = CAN_RENDER | CAN_RESULT | CAN_RECEIVE | CAN_LOOKUP | CAN_STATUS,
    .render = spryng_render,
    .result = spryng_result,
    .receive = spryng_receive,
    .lookup = spryng_lookup,
    .status = spryng_status,
};
