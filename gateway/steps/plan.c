/* Plan: check-ins that are due go into the outbox, exactly once. */
#include "gateway/people/plan_of.h"
#include "gateway/steps/check_in.h"
#include "gateway/steps/reminders.h"
#include "gateway/steps/steps.h"

/* The next check-in after the cursor. A day on which the member was asked already is passed over: zone data or the plan
 * may have moved it past the cursor meanwhile. */
static bool plan_ahead(const struct family_plan *plan, const struct family *family,
                       struct plan_cursor cursor, struct planned *out)
{
    const struct zone *zone = plan->plan.zone;
    struct planned next;

    while (plan_next(&plan->plan, cursor, &next)) {
        usec asked_at = plan_member_of(family, next.member)->check_in_at;

        if (asked_at == 0 || zone_day(zone, asked_at) != zone_day(zone, next.due_at)) {
            *out = next;
            return true;
        }
        cursor = (struct plan_cursor){next.due_at, next.member};
    }
    return false;
}

/* When a pause that was agreed until some day is over by itself. */
static usec resume_at(const struct config *config, const struct enrolment *enrolment)
{
    if (enrolment->state != ENROLMENT_PAUSED || enrolment->paused_till_day == INT32_MAX)
        return USEC_NEVER;
    return zone_day_start(config->municipality.zone, enrolment->paused_till_day);
}

static usec earlier(usec a, usec b)
{
    return a < b ? a : b;
}

/* One check-in and the move of the cursor past it, together; or the end of a pause, once all that was due in it is in
 * the books. Returns how many of these that is. */
static size_t plan_one(struct world *world, const struct family *family, usec now,
                       struct decision *out)
{
    const struct enrolment *enrolment = &family->enrolment;
    SCOPED(family_plan_clear) struct family_plan plan = {0};
    struct plan_cursor cursor = {enrolment->planned_at, enrolment->planned_member};
    usec over_at = resume_at(world->config, enrolment);
    struct planned planned = {.due_at = USEC_NEVER}, next;
    struct changes *changes = &out->changes;

    changes->enrolment_id = enrolment->id;
    changes->cursor_was = enrolment->planned_at;
    changes->next_was = enrolment->next_at;
    changes->planned_at = enrolment->planned_at;
    changes->planned_member = enrolment->planned_member;
    if (plan_of(world->config, family, &plan))
        IGNORE(plan_ahead(&plan, family, cursor, &planned)); /* else it is never due */
    changes->next_at = earlier(planned.due_at, over_at);
    changes->resumes = over_at <= now && over_at <= planned.due_at;
    if (changes->resumes || planned.due_at > now) return changes->resumes;
    check_in_add(world->config, family, &planned, 0, now, out);
    cursor = (struct plan_cursor){planned.due_at, planned.member};
    changes->planned_at = cursor.at;
    changes->planned_member = cursor.member;
    changes->next_at =
        earlier(plan_next(&plan.plan, cursor, &next) ? next.due_at : USEC_NEVER, over_at);
    return 1;
}

/* Each enrolment is of another family, so they are decided one after the other and written under one
 * sync. */
static enum rc plan_check_ins(struct world *world, usec now, size_t limit, struct step_done *out,
                              struct fault *why)
{
    SCOPED(families_clear) struct families due = {0};
    SCOPED(mem_free) struct decision *decisions = NULL;
    SCOPED(mem_free) const struct changes **changes = NULL;
    enum rc rc;

    TRY(store_plan_due(world->store, now, limit, &due, why));
    if (due.n == 0) return RC_OK;
    decisions = mem_new(due.n, sizeof(*decisions));
    changes = mem_new(due.n, sizeof(const struct changes *));
    for (size_t i = 0; i < due.n; i++) {
        decision_init(&decisions[i]);
        out->n += plan_one(world, &due.at[i], now, &decisions[i]);
        changes[i] = decision_changes(&decisions[i]);
    }
    /* One whose cursor somebody else moved is planned already. */
    rc = store_apply_each(world->store, changes, due.n, now, why);
    for (size_t i = 0; i < due.n; i++)
        decision_clear(&decisions[i]);
    out->next_at = now; /* there may be more, also of the same family */
    return rc;
}

enum rc step_plan(struct world *world, usec now, size_t limit, struct step_done *out,
                  struct fault *why)
{
    *out = (struct step_done){.next_at = USEC_NEVER};
    TRY(plan_check_ins(world, now, limit, out, why));
    TRY(plan_reminders(world, now, limit, out, why));
    if (out->n > 0) outbox_nudge(world->outbox);
    return RC_OK;
}
