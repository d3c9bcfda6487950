#include "gateway/steps/missed.h"

#include "gateway/people/plan_of.h"
#include "gateway/steps/check_in.h"
#include "scheduler/make_up.h"

/* The number by which the plan calls who was to be asked; 0: nobody is asked any more. */
static int number_to_ask(const struct family *family, const struct question *question)
{
    int number = plan_number_of(family, question->member_id);
    const struct member *member = number ? plan_member_of(family, number) : NULL;

    if (!member || !member->phone.id || member->phone.stopped || member->phone.stop_pending ||
        family->enrolment.state != ENROLMENT_ACTIVE ||
        family->enrolment.id != question->enrolment_id)
        return 0;
    return number;
}

enum rc look_at_missed(struct world *world, const struct question *question, usec now,
                       struct decision *out, struct fault *why)
{
    SCOPED(family_clear) struct family family = {0};
    SCOPED(family_plan_clear) struct family_plan plan = {0};
    struct planned planned;
    int number;

    decision_answer(out, &(struct question_change){.id = question->id,
                                                   .state = QUESTION_EXPIRED,
                                                   .nudge_at = USEC_NEVER,
                                                   .nudge_at_was = question->nudge_at});
    if (question->follows) return RC_OK; /* it made up for another already */
    TRY(store_family_load(world->store, question->family_id, &family, why));
    number = number_to_ask(&family, question);
    if (number && plan_of(world->config, &family, &plan) &&
        make_up(&plan.plan, question->due_at, number, now, &planned)) {
        if (planned.due_at > now)
            out->answers[0].nudge_at = planned.due_at;
        else
            check_in_add(world->config, &family, &planned, question->id, now, out);
    }
    return RC_OK;
}
