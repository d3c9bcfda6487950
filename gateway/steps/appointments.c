#include "gateway/steps/appointments.h"

#include "gateway/rules/rules.h"
#include "gateway/steps/hear.h"

static enum rc look_at_appointment(struct world *world, const struct appointment *appointment,
                                   usec now, struct fault *why)
{
    SCOPED(decision_clear) struct decision decision;
    SCOPED(family_clear) struct family family = {0};
    SCOPED(appointments_clear) struct appointments all = {0};
    struct verdict verdict = {0};
    struct ruling ruling;

    decision_init(&decision);
    decision.changes.appointment_id = appointment->id;
    decision.changes.appointment_seen = true;
    TRY(store_family_load(world->store, appointment->family_id, &family, why));
    TRY(store_appointment_list(world->store, appointment->family_id, &all, why));
    ruling = rule_appointments(&world->config->rules, &all, appointment, now);
    if (family.enrolment.state == ENROLMENT_ACTIVE && ruling.level > LEVEL_STABLE) {
        decision_ruling(&decision, &family, &ruling, DOMAIN_CARE, SOURCE_SEVERAL);
        verdict.level = decision_level(&decision);
        hear_raise(world, &family, &verdict, now, &decision);
    }
    return store_apply(world->store, decision_changes(&decision), now, why);
}

enum rc watch_appointments(struct world *world, usec now, size_t limit, struct step_done *out,
                           struct fault *why)
{
    SCOPED(appointments_clear) struct appointments unseen = {0};

    TRY(store_appointment_unseen(world->store, now, limit, &unseen, why));
    for (size_t i = 0; i < unseen.n; i++)
        TRY(look_at_appointment(world, &unseen.at[i], now, why));
    out->n += unseen.n;
    return RC_OK;
}
