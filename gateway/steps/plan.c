/* Plan: check-ins that are due go into the outbox, exactly once. */
#include "gateway/dialogue/decision.h"
#include "gateway/people/plan_of.h"
#include "gateway/steps/reminders.h"
#include "gateway/steps/steps.h"

/* Why nothing is sent for a check-in that is due, as far as planning can know. */
static enum skip reason_to_skip(const struct family *family, const struct member *member,
                                const struct planned *planned, usec now)
{
    if (family->enrolment.state == ENROLMENT_PAUSED) return SKIP_PAUSED;
    if (member->phone.id == 0) return SKIP_NO_PHONE;
    if (member->phone.stopped) return SKIP_STOPPED;
    if (member->phone.stop_pending) return SKIP_STOP_PENDING;
    return now >= planned->window_till ? SKIP_DOWN : SKIP_NONE;
}

static enum question_state state_of(enum skip skip)
{
    if (skip == SKIP_NONE) return QUESTION_OPEN;
    return skip == SKIP_DOWN ? QUESTION_EXPIRED : QUESTION_SKIPPED;
}

/* A script starts at its first step. A skipped check-in is written into the books like any other. */
static void add_check_in(const struct config *config, const struct family *family,
                         const struct member *member, const struct planned *planned, usec now,
                         struct decision *out)
{
    const struct script *script = config_script(config, planned->phase->script);
    const struct programme *programme = config_programme(config, family->enrolment.programme);
    enum skip skip = reason_to_skip(family, member, planned, now);
    struct addressee to = addressee_of(family, member);
    struct new_question *question = decision_ask(out);
    struct new_message *message;
    usec look_at = programme->nudge_after ? planned->due_at + programme->nudge_after
                                          : planned->window_till + USEC_DAY;

    *question = (struct new_question){
        .kind = KIND_CHECKIN,
        .family_id = family->id,
        .member_id = member->id,
        .phone_id = member->phone.id,
        .enrolment_id = family->enrolment.id,
        .script = script->name,
        .step = script->steps[0].name,
        .due_at = planned->due_at,
        .window_till = planned->window_till,
        .nudge_at = skip == SKIP_NONE ? look_at : USEC_NEVER,
        .state = state_of(skip),
        .skip = skip,
    };
    message = decision_say(out, config, &to, KIND_CHECKIN, script->steps[0].text, NULL,
                           planned->due_at, planned->window_till);
    message->question = (int)out->changes.question_n - 1;
    if (skip != SKIP_NONE) message->skip = skip;
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
        IGNORE(plan_next(&plan.plan, cursor, &planned)); /* else it is never due */
    changes->next_at = earlier(planned.due_at, over_at);
    changes->resumes = over_at <= now && over_at <= planned.due_at;
    if (changes->resumes || planned.due_at > now) return changes->resumes;
    add_check_in(world->config, family, plan_member_of(family, planned.member), &planned, now, out);
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
