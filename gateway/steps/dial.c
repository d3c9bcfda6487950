/* Dial: the steps of USSD sessions, while somebody looks at the screen and after. */
#include "gateway/dialogue/dial.h"

#include "gateway/steps/hear.h"

/* Somebody else may take a step between our look and our write; not for ever. */
#define TRIES_MAX 5

void dialled_screen_clear(struct dialled_screen *screen)
{
    text_wipe(&screen->text);
}

static void take_step(struct world *world, const struct dialled *dialled, const struct dial *dial,
                      usec now, bool late, struct decision *out)
{
    struct dialing dialing = {.config = world->config,
                              .reader = world->reader,
                              .dial = dial,
                              .route = dialled->route,
                              .session = dialled->session,
                              .number = dialled->number,
                              .now = now,
                              .late = late};
    struct verdict verdict = dial_step(&dialing, out);

    hear_raise(world, &dial->conversation.family, &verdict, now, out);
}

enum rc dial_decide(struct world *world, const struct dialled *dialled, usec now,
                    struct decision *out, struct dialled_screen *screen, struct fault *why)
{
    SCOPED(dial_clear) struct dial dial = {0};

    TRY(store_dial_load(world->store, dialled->route, dialled->session, dialled->number, now, &dial,
                        why));
    text_reset(&screen->text);
    if (dial.session.id && !dial.input.id) {
        dial_show(world->config, dialled->route, &dial.session, &screen->text, &screen->end);
        return RC_OK;
    }
    take_step(world, dialled, &dial, now, false, out);
    dial_show(world->config, dialled->route, &out->step.session_now, &screen->text, &screen->end);
    return RC_OK;
}

enum rc dial_take(struct world *world, const struct dialled *dialled, usec now,
                  struct dialled_screen *screen, struct fault *why)
{
    enum rc rc = RC_TAKEN;

    for (int i = 0; i < TRIES_MAX && rc == RC_TAKEN; i++) {
        SCOPED(decision_clear) struct decision decision;

        decision_init(&decision);
        TRY(dial_decide(world, dialled, now, &decision, screen, why));
        if (!decision.changes.step) return RC_OK;
        rc = store_apply(world->store, decision_changes(&decision), now, why);
    }
    if (rc == RC_OK) outbox_nudge(world->outbox);
    return rc;
}

enum rc hear_late(struct world *world, const struct inbox_text *text, usec now,
                  struct decision *decision, struct fault *why)
{
    const struct dialled dialled = {text->route, text->session, text->from};
    SCOPED(dial_clear) struct dial dial = {0};

    TRY(store_dial_load(world->store, text->route, text->session, text->from, now, &dial, why));
    if (dial.input.id != text->id) return RC_OK;
    take_step(world, &dialled, &dial, now, true, decision);
    return RC_OK;
}
