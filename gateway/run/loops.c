#include "gateway/run/loops.h"

#include "gateway/base/log.h"

/* How much of one kind is done before the others get a turn. */
#define AT_ONCE_MAX 200
/* A loop looks at least this often, in case the wall clock jumped or nobody rang. */
#define LOOK_EVERY USEC_SEC
/* After a fault of the store: it may be a full disk that somebody is clearing. */
#define FAULT_WAIT USEC_SEC

const char *const loop_names[LOOP_N] = {"dispatch", "handle", "plan", "feeds"};

static void turned(struct gateway *gateway, enum loop loop)
{
    atomic_store(&gateway->turned_at[loop], clock_monotonic());
}

void gateway_note(struct trouble *trouble, const char *of, enum rc rc, const struct fault *why)
{
    if (rc == RC_OK) {
        if (trouble_over(trouble)) log_line(LOG_INFO, "loop.well", "%s: works again", of);
    } else if (trouble_came(trouble, why, clock_monotonic())) {
        log_line(LOG_ERROR, "loop.fault", "%s: %s", of, why->text);
    }
}

static void note_turn(struct gateway *gateway, enum loop loop, enum rc rc, const struct fault *why)
{
    if (rc != RC_OK) atomic_fetch_add(&gateway->faults[loop], 1);
    gateway_note(&gateway->trouble[loop], loop_names[loop], rc, why);
}

/* How long to wait until `next_at`. */
static usec wait_for(usec next_at, usec now)
{
    if (next_at <= now) return 0;
    return next_at - now < LOOK_EVERY ? next_at - now : LOOK_EVERY;
}

void *loop_dispatch(void *with)
{
    struct gateway *gateway = with;

    while (!atomic_load(&gateway->stopping)) {
        usec now = clock_now(gateway->options.clock);
        struct step_done done;
        struct fault why;
        enum rc rc = step_dispatch(&gateway->world, now, &done, &why);

        turned(gateway, LOOP_DISPATCH);
        note_turn(gateway, LOOP_DISPATCH, rc, &why);
        route_watch_providers(&gateway->routes, gateway->outbox);
        if (demo_deliver_reports(gateway->wire, &gateway->inside, now) > 0) continue;
        outbox_wait(gateway->outbox, rc == RC_OK ? wait_for(done.next_at, now) : FAULT_WAIT);
    }
    return NULL;
}

void *loop_handle(void *with)
{
    struct gateway *gateway = with;

    while (!atomic_load(&gateway->stopping)) {
        usec now = clock_now(gateway->options.clock);
        struct step_done done;
        struct fault why;
        enum rc rc = step_handle(&gateway->world, now, AT_ONCE_MAX, &done, &why);

        turned(gateway, LOOP_HANDLE);
        note_turn(gateway, LOOP_HANDLE, rc, &why);
        if (done.n > 0) bell_ring(&gateway->bells[LOOP_PLAN]); /* an alert may have been raised */
        bell_wait(&gateway->bells[LOOP_HANDLE],
                  rc == RC_OK ? wait_for(done.next_at, now) : FAULT_WAIT);
    }
    return NULL;
}

/* Watch goes first: an alert must not wait for a city's check-ins. */
static enum rc plan_turn(struct gateway *gateway, usec now, usec *next_at, struct fault *why)
{
    struct step_done watched, planned, kept;

    TRY(step_watch(&gateway->world, now, AT_ONCE_MAX, &watched, why));
    TRY(step_plan(&gateway->world, now, AT_ONCE_MAX, &planned, why));
    TRY(step_keep(&gateway->world, now, &kept, why));
    TRY(route_watch_budgets(&gateway->routes, gateway->options.store, now, why));
    TRY(store_next_due(gateway->options.store, next_at, why));
    if (watched.n + planned.n > 0) *next_at = now;
    if (kept.next_at < *next_at) *next_at = kept.next_at;
    return RC_OK;
}

void *loop_plan(void *with)
{
    struct gateway *gateway = with;

    while (!atomic_load(&gateway->stopping)) {
        usec now = clock_now(gateway->options.clock);
        struct fault why;
        usec next_at = now;
        enum rc rc = plan_turn(gateway, now, &next_at, &why);

        turned(gateway, LOOP_PLAN);
        note_turn(gateway, LOOP_PLAN, rc, &why);
        bell_wait(&gateway->bells[LOOP_PLAN], rc == RC_OK ? wait_for(next_at, now) : FAULT_WAIT);
    }
    return NULL;
}

void *loop_demo(void *with)
{
    struct gateway *gateway = with;

    while (!atomic_load(&gateway->stopping)) {
        struct fault why;
        enum rc rc;

        pthread_mutex_lock(&gateway->turn);
        rc = demo_run_until(&gateway->demo, clock_now(gateway->options.clock), &why);
        pthread_mutex_unlock(&gateway->turn);
        turned(gateway, LOOP_PLAN);
        note_turn(gateway, LOOP_PLAN, rc, &why);
        bell_wait(&gateway->bells[LOOP_PLAN], LOOK_EVERY);
    }
    return NULL;
}

void demo_advance(void *with, usec by)
{
    struct gateway *gateway = with;
    struct fault why;
    enum rc rc;

    pthread_mutex_lock(&gateway->turn);
    rc = demo_run_until(&gateway->demo, clock_now(gateway->options.clock) + by, &why);
    note_turn(gateway, LOOP_PLAN, rc, &why);
    pthread_mutex_unlock(&gateway->turn);
}

enum rc demo_text_in(void *with, const char *number, const char *text, struct fault *why)
{
    struct gateway *gateway = with;
    usec now;
    enum rc rc;

    pthread_mutex_lock(&gateway->turn);
    now = clock_now(gateway->options.clock);
    rc = demo_deliver_text(&gateway->inside, number, text, now, why);
    if (rc == RC_OK) rc = demo_run_until(&gateway->demo, now, why);
    pthread_mutex_unlock(&gateway->turn);
    return rc;
}

enum rc demo_dial(void *with, const char *number, const char *session, const char *typed,
                  struct text *screen, bool *end, struct fault *why)
{
    struct gateway *gateway = with;
    usec now;
    enum rc rc;

    pthread_mutex_lock(&gateway->turn);
    now = clock_now(gateway->options.clock);
    rc = demo_deliver_keys(
        &gateway->demo, &(struct demo_keys){.number = number, .session = session, .typed = typed},
        now, screen, end, why);
    if (rc == RC_OK && typed) rc = demo_run_until(&gateway->demo, now, why);
    pthread_mutex_unlock(&gateway->turn);
    return rc;
}
