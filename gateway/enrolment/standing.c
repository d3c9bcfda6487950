/* How an enrolment stands today. */
#include "gateway/enrolment/deciding.h"

static bool concerns(const struct plan_change *change, int phase)
{
    return change->phase < 0 || change->phase == phase;
}

/* What holds once all changes that were made count: from tomorrow on. */
static struct rhythm_held held_in(const struct plan *plan, int phase)
{
    const struct phase *of = &plan->programme->phases[phase];
    struct rhythm_held held = {of->rhythm, of->from_min, of->till_min};

    for (size_t i = 0; i < plan->change_n; i++) {
        const struct plan_change *change = &plan->changes[i];

        if (!concerns(change, phase)) continue;
        if (change->rhythm[0]) held.rhythm = change->rhythm;
        if (change->from_min == change->till_min) continue;
        held.from_min = change->from_min;
        held.till_min = change->till_min;
    }
    return held;
}

/* A check-in is to come where it is not planned yet, and the pause is over by then. */
static void find_next(const struct config *config, const struct enrolment *enrolment,
                      const struct plan *plan, usec now, struct standing *out)
{
    struct plan_cursor cursor = {enrolment->planned_at, enrolment->planned_member};
    usec from = now;

    if (enrolment->state == ENROLMENT_ENDED) return;
    if (enrolment->state == ENROLMENT_PAUSED) {
        if (enrolment->paused_till_day == INT32_MAX) return;
        from = zone_day_start(config->municipality.zone, enrolment->paused_till_day);
    }
    if (cursor.at < from) cursor = (struct plan_cursor){from - 1, INT32_MAX};
    while (out->next_n < NEXT_MAX && plan_next(plan, cursor, &out->next[out->next_n])) {
        cursor.at = out->next[out->next_n].due_at;
        cursor.member = out->next[out->next_n++].member;
    }
}

void standing_of(const struct config *config, const struct family *family, usec now,
                 struct standing *out)
{
    const struct enrolment *enrolment = &family->enrolment;
    int32_t today = zone_day(config->municipality.zone, now);
    SCOPED(family_plan_clear) struct family_plan plan = {0};

    *out = (struct standing){.phase = {.index = -1}, .end_day = INT32_MAX};
    if (!plan_of(config, family, &plan)) return;
    out->planned = true;
    out->end_day = plan_end_day(&plan.plan);
    if (!plan_phase_on(&plan.plan, today, &out->phase))
        out->phase = (struct plan_phase){.index = -1};
    out->held =
        held_in(&plan.plan, out->phase.index < 0 ? enrolment->first_phase : out->phase.index);
    if (enrolment->state != ENROLMENT_ENDED && out->end_day < INT32_MAX) {
        if (today >= out->end_day)
            out->task = END_OVER;
        else if (today >= out->end_day - END_SOON_DAYS)
            out->task = END_SOON;
    }
    find_next(config, enrolment, &plan.plan, now, out);
}
