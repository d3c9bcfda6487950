/* Watch: alerts that nobody took, questions that nobody answered. */
#include "gateway/alerts/alerts.h"
#include "gateway/steps/appointments.h"
#include "gateway/steps/numbers.h"
#include "gateway/steps/silence.h"
#include "gateway/steps/steps.h"
#include "gateway/steps/stops.h"

static enum rc watch_alerts(struct world *world, usec now, size_t limit, struct step_done *out,
                            struct fault *why)
{
    SCOPED(alerts_clear) struct alerts due = {0};

    TRY(store_alerts_due(world->store, now, limit, &due, why));
    for (size_t i = 0; i < due.n; i++) {
        SCOPED(decision_clear) struct decision decision;

        decision_init(&decision);
        alerts_step(world->config, world->dice, &due.at[i], now, &decision);
        TRY(store_apply(world->store, decision_changes(&decision), now, why));
        out->n++;
        out->next_at = now;
    }
    return RC_OK;
}

enum rc step_watch(struct world *world, usec now, size_t limit, struct step_done *out,
                   struct fault *why)
{
    *out = (struct step_done){.next_at = USEC_NEVER};
    TRY(watch_alerts(world, now, limit, out, why));
    TRY(watch_stops(world, now, limit, out, why));
    TRY(watch_silence(world, now, limit, out, why));
    TRY(watch_appointments(world, now, limit, out, why));
    TRY(watch_numbers(world, now, limit, out, why));
    if (out->n > 0) outbox_nudge(world->outbox);
    return RC_OK;
}
