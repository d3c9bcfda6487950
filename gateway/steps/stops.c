#include "gateway/steps/stops.h"

#include "gateway/rules/rules.h"
#include "gateway/steps/hear.h"

static enum rc look_at_stop(struct world *world, const struct provider_stop *stop, usec now,
                            struct fault *why)
{
    SCOPED(decision_clear) struct decision decision;
    SCOPED(family_clear) struct family family = {0};
    SCOPED(past_clear) struct past past = {0};
    struct verdict verdict = {0};
    struct ruling ruling;
    enum rc rc;

    decision_init(&decision);
    TRY(store_family_load(world->store, stop->family_id, &family, why));
    TRY(store_past_load(world->store, stop->family_id, now, &past, why));
    ruling = rule_stop(&world->config->rules, &past, stop->at);
    decision_ruling(&decision, &family, &ruling, DOMAIN_GENERAL, SOURCE_SEVERAL);
    verdict.level = decision_level(&decision);
    hear_raise(world, &family, &verdict, now, &decision);
    decision.changes.looked_phone_id = stop->phone_id;
    rc = store_apply(world->store, decision_changes(&decision), now, why);
    return rc == RC_TAKEN ? RC_OK : rc; /* another node looked */
}

enum rc watch_stops(struct world *world, usec now, size_t limit, struct step_done *out,
                    struct fault *why)
{
    SCOPED(provider_stops_clear) struct provider_stops stops = {0};

    TRY(store_provider_stops(world->store, limit, &stops, why));
    for (size_t i = 0; i < stops.n; i++) {
        TRY(look_at_stop(world, &stops.at[i], now, why));
        out->n++;
        out->next_at = now;
    }
    return RC_OK;
}
