#include "gateway/inbox/inbox.h"

#include <pthread.h>

#include "gateway/inbox/address.h"
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
static const struct route *find_route(const struct inbox *inbox, const struct http_request *request,
                                      int *status)
{
    SCOPED(address_clear) struct address address = {0};
    SCOPED(text_wipe) struct text want = {0};
    const struct route *route = NULL;

    *status = 404;
    if (address_read(text_string(&request->url), request->url.n, &address))
        route = config_route(inbox->config, text_string(&address.route));
    if (!route || !(route->provider->can & CAN_RECEIVE)) return NULL;
    if (!*route->secret) return address.secret.n == 0 ? route : NULL;
    text_add(&want, route->secret);
    if (signature_equal(&want, text_string(&address.secret))) return route;
    *status = 403;
    return NULL;
}

/* Whether what was said may move a message or stop a phone. */
static bool vouched_for(const struct inbox *inbox, const struct route *route,
                        const struct receipt *receipt)
{
    if (inbox->inside || *route->secret || receipt->verified) return true;
    for (size_t i = 0; i < receipt->event_n; i++)
        if (receipt->events[i].type != EVENT_INBOUND) return false;
    return true;
}

/* The adapter's reading of the request, with the URL that the provider was given. False: `out` has the
 * answer that says no, and its events mean nothing. */
static bool read_webhook(const struct inbox *inbox, const struct route *route,
                         const struct http_request *request, usec now, struct receipt *out)
{
    SCOPED(text_clear) struct text url = {0};
    struct http_request seen = *request; /* borrows all but the URL */
    enum rc rc;

    text_add(&url, inbox->config->public_url);
    text_add_bytes(&url, text_string(&request->url), request->url.n);
    seen.url = url;
    rc = route->provider->receive(&seen, &route->credentials, NULL, now, out, NULL);
    if (rc == RC_DENIED && out->answer.status < 400) out->answer.status = 403;
    if (rc != RC_OK && out->answer.status == 0) out->answer.status = 400;
    if (rc == RC_OK && !vouched_for(inbox, route, out)) {
        http_response_clear(&out->answer);
        out->answer.status = 403;
        return false;
    }
    return rc == RC_OK;
}

/* ---- What was said --------------------------------------------------------------------------- */

/* The arrivals of one webhook and the memory of their strings. */
struct arrived {
    struct arrival *at;
    size_t n;
    char **strings;
    size_t string_n, space;
};

static void arrived_clear(struct arrived *arrived)
{
    for (size_t i = 0; i < arrived->string_n; i++) {
        explicit_bzero(arrived->strings[i], strlen(arrived->strings[i]));
        free(arrived->strings[i]);
    }
    free(arrived->strings);
    free(arrived->at);
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

static void add_arrival(struct arrived *arrived, const struct route *route,
                        const struct event *event, usec now)
{
    arrived->at[arrived->n++] = (struct arrival){
        .route = route->name,
        .type = event->type,
        .from = clean_number(arrived, &event->from),
        .to = clean_number(arrived, &event->to),
        .text = clean(arrived, &event->text),
        .reference = clean(arrived, &event->reference),
        .client_id = clean(arrived, &event->client_id),
        .part = is_part(event) ? event->part : 0,
        .parts = is_part(event) ? event->parts : 0,
        .concat_reference = clean(arrived, &event->concat_reference),
        .state = event->state,
        .error = clean(arrived, &event->error),
        .opt_out = event->opt_out,
        .arrived_at = now,
    };
}

/* USSD has its own path; a dialogue that strays here is not answered with an empty screen. */
static bool is_ussd(const struct receipt *receipt)
{
    for (size_t i = 0; i < receipt->event_n; i++)
        if (receipt->events[i].type == EVENT_USSD) return true;
    return false;
}

/* ---- Receiving ------------------------------------------------------------------------------- */

/* An answer that waits until what was said is durable. */
struct pending {
    inbox_answer *answer;
    void *with;
    struct http_response response;
};

static void on_durable(void *with, enum rc rc, const struct fault *why)
{
    struct pending *pending = with;

    (void)why; /* the store's owner sees its faults; the provider only has to try again */
    if (rc != RC_OK) {
        http_response_clear(&pending->response);
        pending->response.status = 503;
    }
    pending->answer(pending->with, &pending->response);
    http_response_clear(&pending->response);
    free(pending);
}

static void answer_status(int status, inbox_answer *answer, void *with)
{
    SCOPED(http_response_clear) struct http_response response = {.status = status};

    if (status == 405) http_header_add(&response.headers, "Allow", "GET, POST, PUT");
    answer(with, &response);
}

static void record(const struct inbox *inbox, const struct route *route,
                   const struct receipt *receipt, usec now, struct pending *pending)
{
    SCOPED(arrived_clear) struct arrived arrived = {0};

    arrived.at = mem_new(receipt->event_n, sizeof(*arrived.at));
    for (size_t i = 0; i < receipt->event_n; i++)
        add_arrival(&arrived, route, &receipt->events[i], now);
    store_inbox_record_later(inbox->store, arrived.at, arrived.n, on_durable, pending);
}

void inbox_receive_later(const struct inbox *inbox, const struct http_request *request, usec now,
                         inbox_answer *answer, void *with)
{
    SCOPED(receipt_clear) struct receipt receipt = {0};
    const struct route *route;
    struct pending *pending;
    int status;

    route = find_route(inbox, request, &status);
    if (route && !is_method(request)) status = 405;
    if (route && request->body.n > INBOX_BODY_MAX) status = 413;
    if (!route || status != 404) {
        answer_status(status, answer, with);
        return;
    }
    if (!read_webhook(inbox, route, request, now, &receipt) || receipt.event_n == 0) {
        answer(with, &receipt.answer);
        return;
    }
    if (is_ussd(&receipt)) {
        answer_status(404, answer, with);
        return;
    }
    pending = mem_new(1, sizeof(*pending));
    *pending = (struct pending){answer, with, receipt.answer};
    receipt.answer = (struct http_response){0};
    record(inbox, route, &receipt, now, pending);
}

/* ---- Receiving and waiting ------------------------------------------------------------------- */

struct waiter {
    pthread_mutex_t lock;
    pthread_cond_t heard;
    bool is_heard;
    struct http_response *answer;
};

static void hear(void *with, struct http_response *answer)
{
    struct waiter *waiter = with;

    pthread_mutex_lock(&waiter->lock);
    *waiter->answer = *answer;
    *answer = (struct http_response){0};
    waiter->is_heard = true;
    pthread_cond_signal(&waiter->heard);
    pthread_mutex_unlock(&waiter->lock);
}

void inbox_receive(const struct inbox *inbox, const struct http_request *request, usec now,
                   struct http_response *answer)
{
    struct waiter waiter = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, false, answer};

    inbox_receive_later(inbox, request, now, hear, &waiter);
    pthread_mutex_lock(&waiter.lock);
    while (!waiter.is_heard) /* the store always answers */
        pthread_cond_wait(&waiter.heard, &waiter.lock);
    pthread_mutex_unlock(&waiter.lock);
    pthread_cond_destroy(&waiter.heard);
    pthread_mutex_destroy(&waiter.lock);
}
