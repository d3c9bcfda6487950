/* Bird's platform API v1, {region}.platform.bird.com: the newest of Bird's three APIs.
 *
 * Our id is the idempotency key, so within three hours a send that is repeated is answered again and not
 * sent again; it also travels as metadata and comes back in every event and list. Webhooks follow
 * Standard Webhooks. Keys of Bird's other two APIs do not work here.
 * Source of every table: docs/providers.md, "Bird". */
#include <ctype.h>

#include "gateway/base/clock.h"
#include "providers/adapters/adapters.h"
#include "providers/form.h"
#include "providers/json.h"
#include "providers/outcome.h"
#include "providers/signature.h"
#include "providers/sms.h"

#define KEY_PREFIX         "bk_"
#define SECRET_PREFIX      "whsec_"
#define EVENT_PREFIX       "sms."
#define CATEGORY           "service"
#define PARTS_MAX          12
#define SENDER_LETTERS_MAX 11
#define REGION_BYTES_MAX   16
#define LIST_PAGE_SIZE     "100"
/* A webhook older or younger than this is refused as a replay (Standard Webhooks). */
#define SIGNATURE_AGE_MAX (5 * USEC_MIN)
/* Their clock and ours may differ by this much when messages are listed by time. */
#define CLOCK_SLACK (2 * USEC_MIN)

/* What our general table of HTTP statuses does not know; nothing was sent after any of them.
 * Of two requests at once the first is carried out, and a later try is told its answer. */
static const struct answer {
    int status;
    enum outcome outcome;
    const char *code; /* NULL: any */
    const char *words;
} answers[] = {
    {401, OUTCOME_UNAUTHORISED, NULL,     "the key is refused; keys of Bird's other APIs do not fit"},
    {402, OUTCOME_UNAUTHORISED, NULL,     "not enough credit"                                       },
    {403, OUTCOME_UNAUTHORISED, NULL,     "the key may not do this"                                 },
    {409, OUTCOME_RETRY,        "E01004", "the same request is under way"                           },
    {409, OUTCOME_REJECTED,     "E01005", "this id was used for another message"                    },
    {421, OUTCOME_UNAUTHORISED, NULL,     "the account is in another region"                        },
    {501, OUTCOME_REJECTED,     NULL,     "the API has no such thing"                               },
};

/* Of messages, and behind "sms." of events. */
static const struct word_state states[] = {
    {"scheduled",   DELIVERY_SENT     },
    {"accepted",    DELIVERY_SENT     },
    {"sent",        DELIVERY_SENT     },
    {"delivered",   DELIVERY_DELIVERED},
    {"undelivered", DELIVERY_FAILED   },
    {"failed",      DELIVERY_FAILED   },
    {"rejected",    DELIVERY_FAILED   },
    {"canceled",    DELIVERY_FAILED   },
    {"expired",     DELIVERY_EXPIRED  },
};

/* The region is the middle of the key, "bk_eu1_…", and becomes part of a host name. */
static enum rc add_usual_url(const char *key, struct text *url, struct fault *why)
{
    const char *region =
        strncmp(key, KEY_PREFIX, strlen(KEY_PREFIX)) == 0 ? key + strlen(KEY_PREFIX) : "";
    size_t n = strspn(region, "abcdefghijklmnopqrstuvwxyz0123456789");

    if (n == 0 || n > REGION_BYTES_MAX || region[n] != '_')
        return fault_set(why, RC_INVALID,
                         "bird: api_key must begin with " KEY_PREFIX
                         " and the region; keys of Bird's other APIs do not fit");
    text_addf(url, "https://%.*s.platform.bird.com", (int)n, region);
    return RC_OK;
}

static enum rc add_call(const struct credentials *credentials, const char *method,
                        struct http_request *out, struct fault *why)
{
    const char *base = credentials_find(credentials, "base_url");
    SCOPED(text_clear) struct text usual = {0};
    const char *key;

    TRY(credentials_need(credentials, "api_key", &key, why));
    if (!base || !*base) TRY(add_usual_url(key, &usual, why));
    out->method = method;
    credentials_add_base_url(credentials, text_string(&usual), &out->url);
    text_add(&out->url, "/v1/sms/messages");
    http_header_add_authorization(&out->headers, "Bearer", key);
    http_header_add(&out->headers, "Accept", "application/json");
    return RC_OK;
}

/* A number, a short code, or a word with a letter in it. */
static enum rc check_sender(const char *from, struct fault *why)
{
    size_t n = strlen(from);
    bool is_number = n > 0 && from[strspn(from, "+0123456789")] == '\0';

    if (is_number) return RC_OK;
    for (size_t i = 0; i < n; i++)
        if (!isalnum((unsigned char)from[i]) && !strchr(" -_", from[i])) n = 0;
    if (n < 1 || n > SENDER_LETTERS_MAX)
        return fault_set(why, RC_INVALID,
                         "bird: the sender must be a number or 1 to %d letters, digits, spaces, "
                         "- and _",
                         SENDER_LETTERS_MAX);
    return RC_OK;
}

static enum rc bird_render(const struct message *message, const struct credentials *credentials,
                           struct http_request *out, struct fault *why)
{
    const char *category = credentials_find(credentials, "category");

    TRY(message_check(message, why));
    TRY(check_sender(message->from, why));
    if (sms_measure(message->text, strlen(message->text)).segments > PARTS_MAX)
        return fault_set(why, RC_INVALID, "bird: the text needs more than %d parts; shorten it",
                         PARTS_MAX);
    TRY(add_call(credentials, "POST", out, why));
    http_header_add(&out->headers, "Content-Type", "application/json");
    http_header_add(&out->headers, "Idempotency-Key", message->id);

    /* No validity: Bird declares that field and refuses a message that has it. */
    text_add(&out->body, "{\"to\":");
    text_add_json(&out->body, message->to, strlen(message->to));
    text_add_member(&out->body, "from", message->from);
    text_add_member(&out->body, "text", message->text);
    text_add_member(&out->body, "category", category && *category ? category : CATEGORY);
    text_add(&out->body, ",\"metadata\":{\"id\":");
    text_add_json(&out->body, message->id, strlen(message->id));
    text_add(&out->body, "}}");
    return RC_OK;
}

static const struct answer *find_answer(int status, const char *code)
{
    for (size_t i = 0; i < COUNT(answers); i++)
        if (answers[i].status == status &&
            (!answers[i].code || (code && strcmp(answers[i].code, code) == 0)))
            return &answers[i];
    return NULL;
}

/* "E01234: SMSNoEligibleSender: our words", or "HTTP 422" with as much of it as there is. */
static void explain(const struct http_response *response, json_t *json, struct result *out)
{
    const char *code = json_string_at(json, "error.code");
    const char *name = json_string_at(json, "error.name");
    const struct answer *answer = find_answer(response->status, code);
    SCOPED(text_clear) struct text said = {0};
    SCOPED(text_clear) struct text word = {0};

    if (!code || !text_add_code(&said, code)) text_add(&said, text_string(&out->reason));
    if (name && text_add_code(&word, name)) text_addf(&said, ": %s", text_string(&word));
    if (answer) {
        out->outcome = answer->outcome;
        out->maybe_sent = false;
        text_addf(&said, ": %s", answer->words);
    }
    text_reset(&out->reason);
    text_add(&out->reason, text_string(&said));
}

static void bird_result(const struct message *message, const struct http_response *response,
                        struct result *out)
{
    SCOPED(json_free) json_t *json = json_read(&response->body);
    const char *id = json_string_at(json, "id");

    result_from_status(out, response, message->now);
    if (response->status >= 400)
        explain(response, json, out);
    else if (response->status >= 200 && response->status < 300 && id && *id)
        result_accept(out, id);
}

/* "v1,BASE64 v1,BASE64": any of them may match, so that a secret can be changed while both are in use.
 * Other versions are passed over. */
static bool any_matches(const struct text *want, const char *list)
{
    bool found = false;

    while (*list) {
        SCOPED(text_clear) struct text one = {0};
        size_t n = strcspn(list, " ");

        text_add_bytes(&one, list, n);
        if (strncmp(text_string(&one), "v1,", 3) == 0 && signature_equal(want, one.at + 3))
            found = true;
        list += n + (list[n] == ' ');
    }
    return found;
}

static enum rc check_signature(const struct http_request *request, const char *secret, usec now,
                               struct fault *why)
{
    const char *id = http_header_find(&request->headers, "webhook-id");
    const char *time = http_header_find(&request->headers, "webhook-timestamp");
    const char *list = http_header_find(&request->headers, "webhook-signature");
    SCOPED(text_wipe) struct text key = {0};
    SCOPED(text_wipe) struct text made = {.limit = request->body.n + 1024};
    SCOPED(text_clear) struct text want = {0};
    struct digest digest;

    if (strncmp(secret, SECRET_PREFIX, strlen(SECRET_PREFIX)) == 0) secret += strlen(SECRET_PREFIX);
    if (!text_add_from_base64(&key, secret, strlen(secret)) || key.n == 0)
        return fault_set(why, RC_DENIED,
                         "bird: webhook_secret is not " SECRET_PREFIX " and base64, as Bird shows "
                         "it");
    if (!id || !time || !list) return fault_set(why, RC_DENIED, "bird: the webhook is not signed");
    text_addf(&made, "%s.%s.", id, time);
    text_add_bytes(&made, text_string(&request->body), request->body.n);
    digest = digest_hmac(DIGEST_SHA256, key.at, key.n, text_string(&made), made.n);
    text_add_base64(&want, digest.at, digest.n);
    if (text_over(&made) || !any_matches(&want, list))
        return fault_set(why, RC_DENIED, "bird: the signature of the webhook is wrong");
    if (!signature_is_recent(time, now, SIGNATURE_AGE_MAX, SIGNATURE_AGE_MAX))
        return fault_set(why, RC_DENIED, "bird: the webhook is more than 5 minutes off");
    return RC_OK;
}

static void add_error(struct event *event, const char *code)
{
    if (!code || event->state == DELIVERY_DELIVERED || !text_add_code(&event->error, code)) return;
    event->opt_out = strcmp(text_string(&event->error), "recipient_opted_out") == 0;
}

/* `word` is what follows "sms."; one that nobody knows is a report all the same. */
static void read_report(json_t *data, const char *word, struct receipt *out)
{
    json_t *id = json_at(data, "sms_id"), *ours = json_at(data, "metadata.id");
    struct event *event;

    if (!json_string_length(id) && !json_string_length(ours)) return; /* nobody knows whose it is */
    event = receipt_add(out, EVENT_REPORT);
    if (!event) return;
    json_add_to(&event->reference, id);
    json_add_to(&event->client_id, ours);
    event->state = word_state_find(states, COUNT(states), word);
    add_error(event, json_string_at(data, "error.code"));
}

/* A picture alone comes without a text: it is an answer all the same, and a person looks. */
static void read_inbound(json_t *data, struct receipt *out)
{
    struct event *event;

    if (!json_string_length(json_at(data, "from"))) return;
    event = receipt_add(out, EVENT_INBOUND);
    if (!event) return;
    json_add_to(&event->from, json_at(data, "from"));
    json_add_to(&event->to, json_at(data, "to"));
    json_add_to(&event->text, json_at(data, "text"));
    json_add_to(&event->reference, json_at(data, "sms_id"));
}

static enum rc bird_receive(const struct http_request *request,
                            const struct credentials *credentials, const struct ussd_screen *screen,
                            usec now, struct receipt *out, struct fault *why)
{
    const char *secret = credentials_find(credentials, "webhook_secret");
    SCOPED(json_free) json_t *json = NULL;
    const char *type;

    (void)screen;
    if (secret && *secret) {
        out->answer.status = 401;
        TRY(check_signature(request, secret, now, why));
        out->verified = true;
    }
    out->answer.status = 400;
    json = json_read(&request->body);
    type = json_string_at(json, "type");
    if (!type) return fault_set(why, RC_INVALID, "bird: the webhook is no JSON object with a type");
    out->answer.status = 200;
    if (strcmp(type, EVENT_PREFIX "received") == 0)
        read_inbound(json_at(json, "data"), out);
    else if (strncmp(type, EVENT_PREFIX, strlen(EVENT_PREFIX)) == 0)
        read_report(json_at(json, "data"), type + strlen(EVENT_PREFIX), out);
    return RC_OK;
}

/* One message by its id, or those to that number since it was sent. */
static enum rc bird_lookup(const struct message *message, const struct credentials *credentials,
                           struct http_request *out, struct fault *why)
{
    char since[32];

    TRY(add_call(credentials, "GET", out, why));
    if (message->reference && *message->reference) {
        text_add_char(&out->url, '/');
        text_add_url(&out->url, message->reference, strlen(message->reference));
        return RC_OK;
    }
    if (!*message->to || message->sent_at == 0)
        return fault_set(why, RC_MISSING,
                         "bird: without a reference a look-up needs to and sent_at");
    clock_write(message->sent_at - CLOCK_SLACK, since);
    text_add_char(&out->url, '?');
    text_add_field(&out->url, "to", message->to);
    text_add_field(&out->url, "direction", "outbound");
    text_add_field(&out->url, "created_after", since);
    text_add_field(&out->url, "limit", LIST_PAGE_SIZE);
    return RC_OK;
}

static void read_message(json_t *json, struct event *out)
{
    const char *status = json_string_at(json, "status");

    if (!status) return;
    json_add_to(&out->reference, json_at(json, "id"));
    json_add_to(&out->client_id, json_at(json, "metadata.id"));
    out->state = word_state_find(states, COUNT(states), status);
    add_error(out, json_string_at(json, "last_error.code"));
}

/* The list is whole where it names no next page; a message that is then not in it never came. */
static void read_list(json_t *json, const struct message *message, struct event *out)
{
    json_t *list = json_at(json, "data");
    json_t *next = json_at(json, "next_cursor");

    if (!json_is_array(list)) return;
    for (size_t i = 0; i < json_array_size(list); i++) {
        json_t *one = json_array_get(list, i);
        const char *id = json_string_at(one, "metadata.id");

        if (!id || strcmp(id, message->id) != 0) continue;
        read_message(one, out);
        return;
    }
    if (json_is_null(next)) out->state = DELIVERY_ABSENT;
}

static void bird_status(const struct message *message, const struct http_response *response,
                        struct event *out)
{
    SCOPED(json_free) json_t *json = json_read(&response->body);
    bool by_reference = message->reference && *message->reference;

    out->type = EVENT_REPORT;
    if (response->status == 404 && by_reference) event_set_gone(out);
    if (response->status != 200) return;
    if (by_reference)
        read_message(json, out);
    else
        read_list(json, message, out);
}

const struct provider provider_bird = {
    .name = "bird",
    .can = CAN_RENDER | CAN_RESULT | CAN_RECEIVE | CAN_LOOKUP | CAN_STATUS,
    .render = bird_render,
    .result = bird_result,
    .receive = bird_receive,
    .lookup = bird_lookup,
    .status = bird_status,
};
