/* The desk: what was typed goes to disk, a worker decides, the store writes, and whoever comes first answers:
 * the screen that was decided or, at the deadline, what is true by then. Nothing here waits for the store but
 * a worker that reads. */
#include <pthread.h>

#include "gateway/base/clock.h"
#include "gateway/ussd/call.h"
#include "gateway/ussd/ussd.h"

#define WORKERS 3
/* Other nodes may take the step between our look and our write; not for ever. */
#define TRIES_MAX 5

/* One request on its way. Under the desk's lock: the links, `answered`, `durable`, `decided`. */
struct caller {
    struct desk *desk;
    struct call call;
    inbox_answer *answer;
    void *with;
    usec due_at;                /* monotonic */
    struct caller *prev, *next; /* of those on their way, oldest first */
    struct caller *next_to_work;
    bool answered, durable, decided;
    int tries;
    struct decision decision;
    struct dialled_screen screen; /* once decided */
};

struct desk {
    struct desk_options options;
    pthread_mutex_t lock;
    pthread_cond_t work_came, caller_came, caller_left;
    struct caller *first, *last;
    struct caller *to_work, **to_work_end;
    bool stopping;
    pthread_t workers[WORKERS], watch;
    int worker_n;
    bool watched;
};

/* ---- Answering ------------------------------------------------------------------------------- */

/* Only one may answer. */
static bool claim(struct caller *caller)
{
    bool mine;

    pthread_mutex_lock(&caller->desk->lock);
    mine = !caller->answered;
    caller->answered = true;
    pthread_mutex_unlock(&caller->desk->lock);
    return mine;
}

static void show_screen(struct caller *caller)
{
    SCOPED(http_response_clear) struct http_response answer = {0};

    call_show(&caller->call, text_string(&caller->screen.text), caller->screen.end, &answer);
    caller->answer(caller->with, &answer);
}

static void show_blind(struct caller *caller, enum blind blind)
{
    SCOPED(http_response_clear) struct http_response answer = {0};

    call_show_blind(&caller->call, caller->desk->options.world->reader, blind, &answer);
    caller->answer(caller->with, &answer);
}

/* What is true where nothing is decided. */
static enum blind blind_of(const struct caller *caller)
{
    if (!caller->call.webhook.vouched) return caller->durable ? BLIND_KEPT : BLIND_UNSURE;
    if (!caller->call.typed) return BLIND_BUSY;
    return caller->durable ? BLIND_PROMISED : BLIND_UNSURE;
}

/* ---- Coming and going ------------------------------------------------------------------------ */

static void enter(struct caller *caller)
{
    struct desk *desk = caller->desk;

    pthread_mutex_lock(&desk->lock);
    caller->prev = desk->last;
    if (desk->last)
        desk->last->next = caller;
    else
        desk->first = caller;
    desk->last = caller;
    pthread_cond_signal(&desk->caller_came);
    pthread_mutex_unlock(&desk->lock);
}

static void leave(struct caller *caller)
{
    struct desk *desk = caller->desk;

    pthread_mutex_lock(&desk->lock);
    assert(caller->answered);
    if (caller->prev)
        caller->prev->next = caller->next;
    else
        desk->first = caller->next;
    if (caller->next)
        caller->next->prev = caller->prev;
    else
        desk->last = caller->prev;
    pthread_cond_signal(&desk->caller_left);
    pthread_mutex_unlock(&desk->lock);
    decision_clear(&caller->decision);
    dialled_screen_clear(&caller->screen);
    call_clear(&caller->call);
    free(caller);
}

static void hand_to_worker(struct caller *caller)
{
    struct desk *desk = caller->desk;

    pthread_mutex_lock(&desk->lock);
    caller->next_to_work = NULL;
    *desk->to_work_end = caller;
    desk->to_work_end = &caller->next_to_work;
    pthread_cond_signal(&desk->work_came);
    pthread_mutex_unlock(&desk->lock);
}

/* ---- Deciding -------------------------------------------------------------------------------- */

/* On the store's thread. */
static void on_applied(void *with, enum rc rc, const struct fault *why)
{
    struct caller *caller = with;
    struct desk *desk = caller->desk;
    bool again;

    pthread_mutex_lock(&desk->lock);
    again = rc == RC_TAKEN && !caller->answered && ++caller->tries < TRIES_MAX;
    if (again) caller->decided = false;
    pthread_mutex_unlock(&desk->lock);
    if (again) {
        hand_to_worker(caller);
        return;
    }
    if (rc == RC_OK) outbox_nudge(desk->options.world->outbox);
    if (rc != RC_TAKEN)
        desk->options.handled(desk->options.with, caller->decision.changes.alert != NULL, rc, why);
    if (claim(caller)) {
        if (rc == RC_OK)
            show_screen(caller);
        else
            show_blind(caller, blind_of(caller));
    }
    leave(caller);
}

/* From here on the deadline shows this screen: what was typed is safe, so what it says comes true. False: the
 * deadline came first, and said that the rest is done after. */
static bool settle_on(struct caller *caller, struct dialled_screen *screen)
{
    bool in_time;

    pthread_mutex_lock(&caller->desk->lock);
    in_time = !caller->answered;
    if (in_time) {
        dialled_screen_clear(&caller->screen);
        caller->screen = *screen;
        *screen = (struct dialled_screen){0};
        caller->decided = true;
    }
    pthread_mutex_unlock(&caller->desk->lock);
    return in_time;
}

static void decide(struct caller *caller)
{
    SCOPED(dialled_screen_clear) struct dialled_screen screen = {0};
    const struct desk_options *options = &caller->desk->options;
    const struct dialled dialled = call_dialled(&caller->call);
    struct fault why = {0};
    enum rc rc;

    decision_clear(&caller->decision);
    rc = dial_decide(options->world, &dialled, caller->call.now, &caller->decision, &screen, &why);
    if (rc != RC_OK) {
        options->handled(options->with, false, rc, &why);
        if (claim(caller)) show_blind(caller, blind_of(caller));
        leave(caller);
    } else if (!settle_on(caller, &screen)) {
        leave(caller);
    } else if (caller->decision.changes.step) {
        store_apply_later(options->world->store, decision_changes(&caller->decision),
                          caller->call.now, on_applied, caller);
    } else {
        if (claim(caller)) show_screen(caller);
        leave(caller);
    }
}

static bool is_answered(struct caller *caller)
{
    bool answered;

    pthread_mutex_lock(&caller->desk->lock);
    answered = caller->answered;
    pthread_mutex_unlock(&caller->desk->lock);
    return answered;
}

static void work_on(struct caller *caller)
{
    bool undecidable = !caller->call.webhook.vouched || (caller->call.typed && !caller->durable);

    if (is_answered(caller)) {
        leave(caller); /* the handle step does the rest */
    } else if (undecidable) {
        if (claim(caller)) show_blind(caller, blind_of(caller));
        leave(caller);
    } else {
        decide(caller);
    }
}

static void *work(void *with)
{
    struct desk *desk = with;

    pthread_mutex_lock(&desk->lock);
    while (!desk->stopping || desk->to_work) {
        struct caller *caller = desk->to_work;

        if (!caller) {
            pthread_cond_wait(&desk->work_came, &desk->lock);
            continue;
        }
        desk->to_work = caller->next_to_work;
        if (!desk->to_work) desk->to_work_end = &desk->to_work;
        pthread_mutex_unlock(&desk->lock);
        work_on(caller);
        pthread_mutex_lock(&desk->lock);
    }
    pthread_mutex_unlock(&desk->lock);
    return NULL;
}

/* ---- The deadline ---------------------------------------------------------------------------- */

/* The oldest that is not answered; its answer falls due first. */
static struct caller *next_due(const struct desk *desk)
{
    struct caller *caller = desk->first;

    while (caller && caller->answered)
        caller = caller->next;
    return caller;
}

static void wait_until(struct desk *desk, usec at)
{
    struct timespec until = {.tv_sec = at / USEC_SEC, .tv_nsec = at % USEC_SEC * 1000};

    IGNORE(pthread_cond_timedwait(&desk->caller_came, &desk->lock,
                                  &until)); /* late or woken: looks again */
}

/* Answers while it holds the lock, so that the caller stays: it is quick, and it is rare. */
static void answer_late(struct caller *caller)
{
    caller->answered = true;
    if (caller->decided)
        show_screen(caller);
    else
        show_blind(caller, blind_of(caller));
}

static void *watch(void *with)
{
    struct desk *desk = with;

    pthread_mutex_lock(&desk->lock);
    while (!desk->stopping || desk->first) {
        struct caller *caller = next_due(desk);

        if (!caller)
            wait_until(desk, clock_monotonic() + USEC_SEC);
        else if (caller->due_at > clock_monotonic())
            wait_until(desk, caller->due_at);
        else
            answer_late(caller);
    }
    pthread_mutex_unlock(&desk->lock);
    return NULL;
}

/* ---- Receiving ------------------------------------------------------------------------------- */

/* On the store's thread. */
static void on_durable(void *with, enum rc rc, const struct fault *why)
{
    struct caller *caller = with;
    struct desk *desk = caller->desk;

    if (rc != RC_OK || !caller->call.webhook.vouched)
        desk->options.handled(desk->options.with, rc == RC_OK, rc, why);
    pthread_mutex_lock(&desk->lock);
    caller->durable = rc == RC_OK;
    pthread_mutex_unlock(&desk->lock);
    hand_to_worker(caller);
}

void desk_receive(struct desk *desk, const struct http_request *request, inbox_answer *answer,
                  void *with)
{
    SCOPED(http_response_clear) struct http_response response = {0};
    struct caller *caller = mem_new(1, sizeof(*caller));
    const struct desk_options *options = &desk->options;

    *caller = (struct caller){.desk = desk, .answer = answer, .with = with};
    decision_init(&caller->decision);
    caller->due_at = clock_monotonic() + USSD_ANSWER_WITHIN;
    if (!call_read(options->inbox, request, clock_now(options->clock), &caller->call, &response)) {
        call_clear(&caller->call);
        free(caller);
        answer(with, &response);
        return;
    }
    enter(caller);
    if (caller->call.typed) {
        store_inbox_record_later(options->world->store, caller->call.arrival, 1, on_durable,
                                 caller);
    } else if (caller->call.webhook.vouched) {
        hand_to_worker(caller);
    } else {
        if (claim(caller)) show_blind(caller, BLIND_NOTE);
        leave(caller);
    }
}

/* ---- Opening and closing --------------------------------------------------------------------- */

static void init_watch_condition(pthread_cond_t *condition)
{
    pthread_condattr_t monotonic;

    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(condition, &monotonic);
    pthread_condattr_destroy(&monotonic);
}

enum rc desk_new(const struct desk_options *options, struct desk **out, struct fault *why)
{
    struct desk *desk = mem_new(1, sizeof(*desk));

    desk->options = *options;
    desk->to_work_end = &desk->to_work;
    pthread_mutex_init(&desk->lock, NULL);
    pthread_cond_init(&desk->work_came, NULL);
    pthread_cond_init(&desk->caller_left, NULL);
    init_watch_condition(&desk->caller_came);
    while (desk->worker_n < WORKERS &&
           pthread_create(&desk->workers[desk->worker_n], NULL, work, desk) == 0)
        desk->worker_n++;
    desk->watched = pthread_create(&desk->watch, NULL, watch, desk) == 0;
    if (desk->worker_n == WORKERS && desk->watched) {
        *out = desk;
        return RC_OK;
    }
    desk_free(desk);
    return fault_set(why, RC_BROKEN, "no threads for the USSD desk");
}

void desk_free(struct desk *desk)
{
    if (!desk) return;
    pthread_mutex_lock(&desk->lock);
    while (desk->first)
        pthread_cond_wait(&desk->caller_left, &desk->lock);
    desk->stopping = true;
    pthread_cond_broadcast(&desk->work_came);
    pthread_cond_signal(&desk->caller_came);
    pthread_mutex_unlock(&desk->lock);
    for (int i = 0; i < desk->worker_n; i++)
        pthread_join(desk->workers[i], NULL);
    if (desk->watched) pthread_join(desk->watch, NULL);
    pthread_mutex_destroy(&desk->lock);
    pthread_cond_destroy(&desk->work_came);
    pthread_cond_destroy(&desk->caller_came);
    pthread_cond_destroy(&desk->caller_left);
    free(desk);
}
