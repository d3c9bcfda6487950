#include "gateway/inbox/webhook.h"

#include "gateway/inbox/address.h"
#include "gateway/inbox/peer.h"
#include "providers/phone.h"
#include "providers/signature.h"

/* Several times what fits into one. */
#define PART_BYTES_MAX 4000

/* ---- Who may speak --------------------------------------------------------------------------- */

static bool is_method(const struct http_request *request)
{
    static const char *const methods[] = {"GET", "POST", "PUT"};

    for (size_t i = 0; i < COUNT(methods); i++)
        if (strcmp(methods[i], request->method) == 0) return true;
    return false;
}

/* The route that the path names, or NULL and the status that says why not. */
static const struct route *find_route(const struct inbox *inbox, enum webhook_door door,
                                      const struct http_request *request, int *status)
{
    SCOPED(address_clear) struct address address = {0};
    SCOPED(text_wipe) struct text want = {0};
    const struct route *route = NULL;

    *status = 404;
    if (address_read(text_string(&request->url), request->url.n, &address) &&
        address.is_ussd == (door == DOOR_USSD))
        route = config_route(inbox->config, text_string(&address.route));
    if (!route || !(route->provider->can & CAN_RECEIVE)) return NULL;
    if (!inbox->inside && !peer_is_allowed(inbox->config, route, request)) {
        *status = 403;
        return NULL;
    }
    /* Behind the door of USSD a provider may append to the path. */
    if (!*route->secret) return address.secret.n == 0 || door == DOOR_USSD ? route : NULL;
    text_add(&want, route->secret);
    if (signature_equal(&want, text_string(&address.secret))) return route;
    *status = 403;
    return NULL;
}

static bool vouched_for(const struct inbox *inbox, const struct webhook *webhook)
{
    return inbox->inside || *webhook->route->secret || webhook->receipt.verified;
}

/* The adapter's reading of the request, with the URL that the provider was given. */
static bool read_request(const struct inbox *inbox, const struct http_request *request,
                         const struct ussd_screen *screen, usec now, struct webhook *out)
{
    const struct route *route = out->route;
    struct http_response *answer = &out->receipt.answer;
    SCOPED(text_clear) struct text url = {0};
    struct http_request seen = *request; /* borrows all but the URL */
    enum rc rc;

    text_add(&url, inbox->config->public_url);
    text_add_bytes(&url, text_string(&request->url), request->url.n);
    seen.url = url;
    rc = route->provider->receive(&seen, &route->credentials, screen, now, &out->receipt, NULL);
    if (rc == RC_DENIED && answer->status < 400) answer->status = 403;
    if (rc != RC_OK && answer->status == 0) answer->status = 400;
    return rc == RC_OK;
}

static int status_before_reading(const struct http_request *request)
{
    if (!is_method(request)) return 405;
    return request->body.n > INBOX_BODY_MAX ? 413 : 0;
}

bool webhook_read(const struct inbox *inbox, enum webhook_door door,
                  const struct http_request *request, const struct ussd_screen *screen, usec now,
                  struct webhook *out)
{
    int status;

    *out = (struct webhook){.route = find_route(inbox, door, request, &status)};
    if (out->route) status = status_before_reading(request);
    if (status) {
        out->receipt.answer.status = status;
        if (status == 405) http_header_add(&out->receipt.answer.headers, "Allow", "GET, POST, PUT");
        return false;
    }
    if (!read_request(inbox, request, screen, now, out)) return false;
    out->vouched = vouched_for(inbox, out);
    return true;
}

void webhook_clear(struct webhook *webhook)
{
    receipt_clear(&webhook->receipt);
    *webhook = (struct webhook){0};
}

/* ---- What was said --------------------------------------------------------------------------- */

void arrived_clear(struct arrived *arrived)
{
    for (size_t i = 0; i < arrived->string_n; i++) {
        explicit_bzero(arrived->strings[i], strlen(arrived->strings[i]));
        free(arrived->strings[i]);
    }
    free(arrived->strings);
    free(arrived->at);
    *arrived = (struct arrived){0};
}

static const char *keep(struct arrived *arrived, char *string)
{
    if (arrived->string_n == arrived->space) {
        arrived->space = arrived->space ? 2 * arrived->space : 16;
        arrived->strings = mem_grow(arrived->strings, arrived->space, sizeof(char *));
    }
    arrived->strings[arrived->string_n++] = string;
    return string;
}

/* What a provider wrote, as UTF-8 without NUL; nothing of a reply is lost to a broken byte. */
static const char *clean(struct arrived *arrived, const struct text *written)
{
    struct text read = {.limit = 3 * written->n + 1};

    for (size_t i = 0; i < written->n;) {
        size_t length = strnlen(written->at + i, written->n - i);

        text_add_utf8(&read, written->at + i, length);
        i += length;
        if (i < written->n) text_add(&read, "\xEF\xBF\xBD"); /* a NUL */
        i++;
    }
    return keep(arrived, text_take(&read));
}

/* E.164 where it is a number, else as it came ("Info", "7711"). */
static const char *clean_number(struct arrived *arrived, const struct text *written)
{
    char number[PHONE_SPACE];
    const char *read = clean(arrived, written);

    if (!phone_normalise(read, number)) return read;
    return keep(arrived, mem_copy_string(number));
}

/* A part as SMS knows them, small and one of at most 255 (some count from 0). What claims to be another is
 * a text for itself and waits for nothing. */
static bool is_part(const struct event *event)
{
    return event->parts >= 2 && event->parts <= 255 && event->part >= 0 &&
           event->part <= event->parts && event->text.n <= PART_BYTES_MAX;
}

/* What was typed by somebody for whom nobody vouches is a text like any other. */
static void add_arrival(struct arrived *arrived, const struct webhook *webhook,
                        const struct event *event, usec now)
{
    bool is_ussd = event->type == EVENT_USSD, is_history = event->history.n > 0;
    const struct text *typed = is_history ? &event->history : &event->input;

    arrived->at[arrived->n++] = (struct arrival){
        .route = webhook->route->name,
        .type = is_ussd && !webhook->vouched ? EVENT_INBOUND : event->type,
        .from = clean_number(arrived, &event->from),
        .to = clean_number(arrived, is_ussd ? &event->service_code : &event->to),
        .text = clean(arrived, is_ussd ? typed : &event->text),
        /* That of a USSD step tells it from others of its session only. */
        .reference = is_ussd && !webhook->vouched ? "" : clean(arrived, &event->reference),
        .client_id = clean(arrived, &event->client_id),
        .part = is_part(event) ? event->part : 0,
        .parts = is_part(event) ? event->parts : 0,
        .concat_reference = clean(arrived, &event->concat_reference),
        .session = webhook->vouched ? clean(arrived, &event->session) : "",
        .is_history = webhook->vouched && is_history,
        .state = event->state,
        .error = clean(arrived, &event->error),
        .opt_out = event->opt_out,
        .arrived_at = now,
    };
}

void arrived_add(struct arrived *arrived, const struct webhook *webhook, usec now)
{
    const struct receipt *receipt = &webhook->receipt;

    arrived->at = mem_new(receipt->event_n, sizeof(*arrived->at));
    for (size_t i = 0; i < receipt->event_n; i++)
        add_arrival(arrived, webhook, &receipt->events[i], now);
}
