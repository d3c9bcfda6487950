/* Settle: all steps in turn, for whoever owns the clock. */
#include "gateway/steps/steps.h"

#define AT_ONCE_MAX 200
/* Turns without an end are a bug that must not hang a simulation. */
#define TURNS_MAX 1000000

static void earlier(usec *next_at, usec candidate)
{
    if (candidate < *next_at) *next_at = candidate;
}

/* One round of all steps; `n` is what they did. */
static enum rc round_of_steps(struct world *world, usec now, size_t *n, usec *next_at,
                              struct fault *why)
{
    struct step_done done;

    TRY(step_plan(world, now, AT_ONCE_MAX, &done, why));
    *n += done.n;
    TRY(step_handle(world, now, AT_ONCE_MAX, &done, why));
    *n += done.n;
    TRY(step_watch(world, now, AT_ONCE_MAX, &done, why));
    *n += done.n;
    TRY(step_keep(world, now, &done, why));
    *n += done.n;
    earlier(next_at, done.next_at);
    return RC_OK;
}

/* Turns of the outbox until the store has written everything and the wire has nothing to say at `now`. */
static enum rc drain_outbox(struct world *world, usec now, size_t *n, usec *next_at,
                            struct fault *why)
{
    struct outbox_turn turn;

    for (int i = 0; i < TURNS_MAX; i++) {
        TRY(outbox_take_turn(world->outbox, now, &turn, why));
        *n += turn.sent + turn.recorded;
        if (turn.sent > 0 || turn.recorded > 0 || turn.next_at <= now) continue;
        if (!turn.writing) break;
        outbox_wait(world->outbox, USEC_MS);
    }
    earlier(next_at, turn.next_at);
    return RC_OK;
}

enum rc world_settle(struct world *world, usec now, size_t (*deliver)(void *with, usec now),
                     void *with, usec *next_at, struct fault *why)
{
    usec due;

    for (int i = 0; i < TURNS_MAX; i++) {
        size_t n = 0;

        *next_at = USEC_NEVER;
        TRY(round_of_steps(world, now, &n, next_at, why));
        outbox_nudge(world->outbox);
        TRY(drain_outbox(world, now, &n, next_at, why));
        if (deliver) n += deliver(with, now);
        if (n == 0) break;
    }
    TRY(store_next_due(world->store, &due, why));
    earlier(next_at, due);
    return RC_OK;
}
