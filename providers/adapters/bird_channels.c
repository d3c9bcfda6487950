/* Bird Channels, api.bird.com: the second of Bird's three APIs, with workspaces and channels.
 *
 * The sender is the channel's own number. Webhooks are signed over time, public URL and body, and a
 * repeated one keeps the time of the first: what is doubled within that day the store recognises. Keys
 * of Bird's other two APIs do not work here.
 * Source of every table: docs/providers.md, "Bird Channels". */
#include "providers/adapters/adapters.h"
#include "providers/json.h"
#include "providers/outcome.h"
#include "providers/signature.h"

#define CHANNELS_BASE_URL "https://api.bird.com"
/* Bird repeats for 8 hours (documented) to 24 (seen) and does not sign anew: with a window of minutes
 * others have lost texts. */
#define SIGNATURE_AGE_MAX USEC_DAY
#define CLOCK_SLACK       (5 * USEC_MIN)

static const struct word_state states[] = {
    {"accepted",        DELIVERY_SENT     },
    {"processing",      DELIVERY_SENT     },
    {"pending",         DELIVERY_SENT     },
    {"queued",          DELIVERY_SENT     },
    {"scheduled",       DELIVERY_SENT     },
    {"sent",            DELIVERY_SENT     },
    {"delivered",       DELIVERY_DELIVERED},
    {"read",            DELIVERY_DELIVERED},
    {"sending_failed",  DELIVERY_FAILED   },
    {"delivery_failed", DELIVERY_FAILED   },
    {"rejected",        DELIVERY_FAILED   },
    {"failed",          DELIVERY_FAILED   },
    {"skipped",         DELIVERY_FAILED   },
};

/* The SMS platform's own code below Bird's: the receiver has answered STOP. It is MessageBird's. */
#define SOURCE_SMS     "sms-messagebird"
#define SOURCE_STOPPED "103"

/* {base_url}/workspaces/{workspace_id}/channels/{channel_id}/messages */
static enum rc add_call(const struct credentials *credentials, const char *method,
                        struct http_request *out, struct fault *why)
{
    const char *key, *workspace, *channel;

    TRY(credentials_need(credentials, "access_key", &key, why));
    TRY(credentials_need(credentials, "workspace_id", &workspace, why));
    TRY(credentials_need(credentials, "channel_id", &channel, why));
    if (strncmp(key, "bk_", 3) == 0)
        return fault_set(why, RC_INVALID,
                         "bird-channels: access_key is a key of the Bird platform; that is "
                         "provider \"bird\"");
    out->method = method;
    credentials_add_base_url(credentials, CHANNELS_BASE_URL, &out->url);
    text_add(&out->url, "/workspaces/");
    text_add_url(&out->url, workspace, strlen(workspace));
    text_add(&out->url, "/channels/");
    text_add_url(&out->url, channel, strlen(channel));
    text_add(&out->url, "/messages");
    http_header_add_authorization(&out->headers, "AccessKey", key);
    http_header_add(&out->headers, "Accept", "application/json");
    return RC_OK;
}

static enum rc channels_render(const struct message *message, const struct credentials *credentials,
                               struct http_request *out, struct fault *why)
{
    TRY(message_check(message, why));
    TRY(add_call(credentials, "POST", out, why));
    http_header_add(&out->headers, "Content-Type", "application/json");

    text_add(&out->body, "{\"receiver\":{\"contacts\":[{\"identifierKey\":\"phonenumber\"");
    text_add_member(&out->body, "identifierValue", message->to);
    text_add(&out->body, "}]},\"body\":{\"type\":\"text\",\"text\":{\"text\":");
    text_add_json(&out->body, message->text, strlen(message->text));
    text_add(&out->body, "}}");
    text_add_member(&out->body, "reference", message->id);
    text_add_char(&out->body, '}');
    return RC_OK;
}

static void channels_result(const struct message *message, const struct http_response *response,
                            struct result *out)
{
    SCOPED(json_free) json_t *json = json_read(&response->body);
    const char *id = json_string_at(json, "id"), *code = json_string_at(json, "code");
    SCOPED(text_clear) struct text said = {0};

    result_from_status(out, response, message->now);
    if (response->status >= 200 && response->status < 300) {
        if (id && *id) result_accept(out, id);
        return;
    }
    /* The form of an error is not documented: a word that looks like a code is worth telling. */
    if (code && text_add_code(&said, code)) text_addf(&out->reason, ": %s", text_string(&said));
    if (response->status == 401)
        text_add(&out->reason, ": the key is refused; keys of Bird's other APIs do not fit");
}

/* "15005: unknown_subscriber", or as much of it as there is. */
static void read_failure(json_t *json, struct event *event)
{
    const char *source = json_string_at(json, "failure.source.name");
    const char *details = json_string_at(json, "details");
    SCOPED(text_clear) struct text code = {0};
    SCOPED(text_clear) struct text word = {0};
    SCOPED(text_clear) struct text inner = {0};

    if (event->state != DELIVERY_FAILED) return;
    json_add_to(&code, json_at(json, "failure.code"));
    text_add_code(&event->error, text_string(&code));
    if (details && text_add_code(&word, details))
        text_addf(&event->error, event->error.n ? ": %s" : "%s", text_string(&word));
    json_add_to(&inner, json_at(json, "failure.source.code"));
    event->opt_out = source && strcmp(source, SOURCE_SMS) == 0 &&
                     strcmp(text_string(&inner), SOURCE_STOPPED) == 0;
}

static void read_message(json_t *json, const char *status, struct event *event)
{
    json_add_to(&event->reference, json_at(json, "id"));
    json_add_to(&event->client_id, json_at(json, "reference"));
    event->state = word_state_find(states, COUNT(states), status);
    read_failure(json, event);
}

static void read_report(json_t *json, struct receipt *out)
{
    const char *status = json_string_at(json, "status");
    bool is_known = json_string_length(json_at(json, "id")) > 0 ||
                    json_string_length(json_at(json, "reference")) > 0;
    struct event *event;

    if (!status || !is_known) return;
    event = receipt_add(out, EVENT_REPORT);
    if (event) read_message(json, status, event);
}

/* What is no text (a picture) is an answer all the same, and a person looks. */
static void read_inbound(json_t *json, struct receipt *out)
{
    json_t *from = json_at(json, "sender.contact.identifierValue");
    struct event *event;

    if (!json_string_length(from)) return;
    event = receipt_add(out, EVENT_INBOUND);
    if (!event) return;
    json_add_to(&event->from, from);
    if (!json_add_to(&event->to, json_at(json, "receiver.connector.identifierValue")))
        json_add_to(&event->to, json_at(json, "receiver.connectors.0.identifierValue"));
    json_add_to(&event->text, json_at(json, "body.text.text"));
    json_add_to(&event->reference, json_at(json, "id"));
}

/* Time, public URL and the raw hash of the body, a line each. */
static enum rc check_signature(const struct http_request *request, const char *key, usec now,
                               struct fault *why)
{
    const char *got = http_header_find(&request->headers, "MessageBird-Signature");
    const char *time = http_header_find(&request->headers, "MessageBird-Request-Timestamp");
    SCOPED(text_clear) struct text made = {0};
    SCOPED(text_clear) struct text want = {0};
    struct digest digest;

    if (!got || !time) return fault_set(why, RC_DENIED, "bird-channels: the webhook is not signed");
    text_addf(&made, "%s\n%s\n", time, text_string(&request->url));
    digest = digest_of(DIGEST_SHA256, text_string(&request->body), request->body.n);
    text_add_bytes(&made, digest.at, digest.n);
    digest = digest_hmac(DIGEST_SHA256, key, strlen(key), made.at, made.n);
    text_add_base64(&want, digest.at, digest.n);
    if (text_over(&made) || !signature_equal(&want, got))
        return fault_set(why, RC_DENIED,
                         "bird-channels: the signature of the webhook is wrong; is public_url what "
                         "Bird calls?");
    if (!signature_is_recent(time, now, SIGNATURE_AGE_MAX, CLOCK_SLACK))
        return fault_set(why, RC_DENIED,
                         "bird-channels: the webhook is more than a day old, or from the future");
    return RC_OK;
}

/* By the name of the event, or, for a message without its envelope, by its direction; never by its
 * status: a text that came in is called "delivered". */
static void read_event(json_t *json, struct receipt *out)
{
    const char *name = json_string_at(json, "event");
    json_t *payload = json_at(json, "payload");
    const char *direction;

    if (!payload) payload = json_at(json, "data");
    if (!payload) payload = json;
    direction = json_string_at(payload, "direction");
    if (name ? strcmp(name, "sms.inbound") == 0 : direction && strcmp(direction, "incoming") == 0)
        read_inbound(payload, out);
    else if (name ? strcmp(name, "sms.outbound") == 0
                  : direction && strcmp(direction, "outgoing") == 0)
        read_report(payload, out);
}

static enum rc channels_receive(const struct http_request *request,
                                const struct credentials *credentials,
                                const struct ussd_screen *screen, usec now, struct receipt *out,
                                struct fault *why)
{
    const char *key = credentials_find(credentials, "signing_key");
    SCOPED(json_free) json_t *json = NULL;

    (void)screen;
    if (key && *key) {
        out->answer.status = 401;
        TRY(check_signature(request, key, now, why));
        out->verified = true;
    }
    out->answer.status = 400;
    json = json_read(&request->body);
    if (!json_is_object(json))
        return fault_set(why, RC_INVALID, "bird-channels: the webhook is no JSON object");
    out->answer.status = 200;
    read_event(json, out);
    return RC_OK;
}

static enum rc channels_lookup(const struct message *message, const struct credentials *credentials,
                               struct http_request *out, struct fault *why)
{
    /* Lists cannot be filtered by our id or a number, and would bring along what was written to other
     * families. */
    if (!message->reference || !*message->reference)
        return fault_set(why, RC_MISSING, "bird-channels: a look-up needs the reference");
    TRY(add_call(credentials, "GET", out, why));
    text_add_char(&out->url, '/');
    text_add_url(&out->url, message->reference, strlen(message->reference));
    return RC_OK;
}

static void channels_status(const struct message *message, const struct http_response *response,
                            struct event *out)
{
    SCOPED(json_free) json_t *json = json_read(&response->body);
    const char *status = json_string_at(json, "status");

    (void)message;
    out->type = EVENT_REPORT;
    if (response->status == 404) event_set_gone(out);
    if (response->status == 200 && status) read_message(json, status, out);
}

const struct provider provider_bird_channels = {
    .name = "bird-channels",
    .can = CAN_RENDER | CAN_RESULT | CAN_RECEIVE | CAN_LOOKUP | CAN_STATUS,
    .render = channels_render,
    .result = channels_result,
    .receive = channels_receive,
    .lookup = channels_lookup,
    .status = channels_status,
};
