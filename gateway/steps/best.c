#include "gateway/steps/best.h"

#include "gateway/people/plan_of.h"

#define AT_ONCE_MAX 100

/* What is learned of one who answered; false: nothing. */
static enum rc learn_one(struct world *world, const struct answerer *answerer, int32_t today,
                         struct new_best *out, bool *learned, struct fault *why)
{
    SCOPED(family_clear) struct family family = {0};
    SCOPED(family_plan_clear) struct family_plan plan = {0};
    struct learning learning = {.today = today, .answers = answerer->answers, .n = answerer->n};
    int number;

    TRY(store_family_load(world->store, answerer->family_id, &family, why));
    number = plan_number_of(&family, answerer->member_id);
    learning.planned_day = zone_day(world->config->municipality.zone, family.enrolment.planned_at);
    *learned = number && family.enrolment.learns && plan_of(world->config, &family, &plan) &&
               best_time_learn(&plan.plan, number, &learning, &out->best);
    out->member_id = answerer->member_id;
    return RC_OK;
}

enum rc learn_best(struct world *world, usec now, size_t *n, struct fault *why)
{
    const struct zone *zone = world->config->municipality.zone;
    int32_t today = zone_day(zone, now);
    usec till = zone_day_start(zone, today), learned_at = 0;
    SCOPED(answerers_clear) struct answerers answerers = {0};
    struct new_best bests[AT_ONCE_MAX];
    size_t best_n = 0;
    enum rc rc;

    if (!world->config->learn_best_time) return RC_OK;
    rc = store_note_read(world->store, "learned_at", &learned_at, why);
    if (rc != RC_OK && rc != RC_MISSING) return rc;
    if (learned_at >= till) return RC_OK;
    TRY(store_answerers(world->store, learned_at, till, AT_ONCE_MAX, &answerers, why));
    for (size_t i = 0; i < answerers.n; i++) {
        bool learned;

        TRY(learn_one(world, &answerers.at[i], today, &bests[best_n], &learned, why));
        best_n += learned;
    }
    if (answerers.n == AT_ONCE_MAX) till = answerers.at[answerers.n - 1].answered_at;
    *n += 1;
    return store_best_learn(world->store, bests, best_n, till, why);
}
