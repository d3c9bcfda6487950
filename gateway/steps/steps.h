#ifndef GATEWAY_STEPS_STEPS_H
#define GATEWAY_STEPS_STEPS_H
/* Steps: the whole work of the gateway as five idempotent functions over a world.
 *
 * Each does at most `limit` things that are due at `now`, says how many it did and when it wants to be
 * called again. `serve` calls them on threads with a real clock, the demonstration and `simulate` one
 * after the other on a virtual one; what they do is the same. */
#include "config/config.h"
#include "gateway/base/clock.h"
#include "gateway/dialogue/decision.h"
#include "gateway/outbox/outbox.h"
#include "gateway/signals/signals.h"
#include "gateway/store/store.h"

struct world {
    struct store *store;
    const struct config *config;
    const struct reader *reader;
    struct dice *dice; /* of the thread that runs plan, handle, watch and keep */
    struct outbox *outbox;
};

struct step_done {
    size_t n;
    usec next_at; /* USEC_NEVER: when something else happens */
};

/* Enrolments and appointments that are due -> check-ins and reminders in the outbox, in one transaction
 * with the cursor that says so. */
enum rc step_plan(struct world *world, usec now, size_t limit, struct step_done *out,
                  struct fault *why) NEEDS_CHECK;
/* Messages out, outcomes in: one turn of the outbox. */
enum rc step_dispatch(struct world *world, usec now, struct step_done *out,
                      struct fault *why) NEEDS_CHECK;
/* Texts that came in -> dialogue, signals, alerts; in one transaction with the mark that says handled. */
enum rc step_handle(struct world *world, usec now, size_t limit, struct step_done *out,
                    struct fault *why) NEEDS_CHECK;
/* A USSD session and who dials; strings are borrowed, the number as in struct inbox_text. */
struct dialled {
    const char *route, *session, *number;
};
struct dialled_screen {
    struct text text;
    bool end;
};
void dialled_screen_clear(struct dialled_screen *screen);

/* Decides what the step of a session leads to, which waits in the inbox or is having dialled: fills `out`,
 * unless nothing waits, and gives the screen. Where `out` has a step, store_apply takes it; RC_TAKEN of that:
 * somebody else did, so ask again. From any thread. */
enum rc dial_decide(struct world *world, const struct dialled *dialled, usec now,
                    struct decision *out, struct dialled_screen *screen,
                    struct fault *why) NEEDS_CHECK;
/* The same and takes it, waiting for the disk: for a virtual clock. */
enum rc dial_take(struct world *world, const struct dialled *dialled, usec now,
                  struct dialled_screen *screen, struct fault *why) NEEDS_CHECK;

/* Alerts that nobody took climb; silence after a question is noticed. */
enum rc step_watch(struct world *world, usec now, size_t limit, struct step_done *out,
                   struct fault *why) NEEDS_CHECK;
/* Tidies up and looks whether the books balance. */
enum rc step_keep(struct world *world, usec now, struct step_done *out,
                  struct fault *why) NEEDS_CHECK;

/* For a virtual clock: runs all five, one after the other, until nothing more happens at `now`; `next_at`
 * is the next moment at which something will. `deliver` brings what waits outside (reports of the sandbox,
 * answers of simulated families) into the inbox and says how much that was; NULL: nothing does. */
enum rc world_settle(struct world *world, usec now, size_t (*deliver)(void *with, usec now),
                     void *with, usec *next_at, struct fault *why) NEEDS_CHECK;

#endif
