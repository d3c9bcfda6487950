#include "gateway/inbox/inbox.h"

#include <pthread.h>

#include "gateway/inbox/webhook.h"

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

    answer(with, &response);
}

/* Whether what was said may move a message or stop a phone; a text passes every gate. */
static bool may_be_kept(const struct webhook *webhook)
{
    const struct receipt *receipt = &webhook->receipt;

    if (webhook->vouched) return true;
    for (size_t i = 0; i < receipt->event_n; i++)
        if (receipt->events[i].type != EVENT_INBOUND) return false;
    return true;
}

static void record(const struct inbox *inbox, const struct webhook *webhook, usec now,
                   struct pending *pending)
{
    SCOPED(arrived_clear) struct arrived arrived = {0};

    arrived_add(&arrived, webhook, now);
    store_inbox_record_later(inbox->store, arrived.at, arrived.n, on_durable, pending);
}

void inbox_receive_later(const struct inbox *inbox, const struct http_request *request, usec now,
                         inbox_answer *answer, void *with)
{
    SCOPED(webhook_clear) struct webhook webhook;
    struct receipt *receipt = &webhook.receipt;
    struct pending *pending;

    if (!webhook_read(inbox, DOOR_TEXTS, request, NULL, now, &webhook) ||
        (may_be_kept(&webhook) && receipt->event_n == 0)) {
        answer(with, &receipt->answer);
        return;
    }
    if (!may_be_kept(&webhook) || is_ussd(receipt)) {
        answer_status(is_ussd(receipt) ? 404 : 403, answer, with);
        return;
    }
    pending = mem_new(1, sizeof(*pending));
    *pending = (struct pending){answer, with, receipt->answer};
    receipt->answer = (struct http_response){0};
    record(inbox, &webhook, now, pending);
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
