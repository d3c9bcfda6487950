#include "gateway/steps/check_in.h"

#include "gateway/people/plan_of.h"

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

/* Who reads the same each time reads no more. In turn by the week, and every four weeks the other way round: each
 * rhythm of up to four weeks meets both. */
static const char *text_of(const struct script_step *step, int32_t day)
{
    int32_t week = day / 7;

    return step->also[0] && (week + week / 4) % 2 ? step->also : step->text;
}

/* A script starts at its first step. A skipped check-in is written into the books like any other. */
void check_in_add(const struct config *config, const struct family *family,
                  const struct planned *planned, int64_t instead_of, usec now, struct decision *out)
{
    const struct member *member = plan_member_of(family, planned->member);
    const struct script *script = config_script(config, planned->phase->script);
    const struct programme *programme = config_programme(config, family->enrolment.programme);
    enum skip skip = reason_to_skip(family, member, planned, now);
    struct addressee to = addressee_of(family, member);
    struct new_question *question = decision_ask(out);
    struct new_message *message;
    usec look_at = programme->nudge_after ? planned->due_at + programme->nudge_after
                                          : planned->window_till + USEC_DAY;

    if (skip == SKIP_DOWN) look_at = now; /* whether it can be made up */

    *question = (struct new_question){
        .kind = KIND_CHECKIN,
        .family_id = family->id,
        .member_id = member->id,
        .phone_id = member->phone.id,
        .enrolment_id = family->enrolment.id,
        .follows = instead_of,
        .script = script->name,
        .step = script->steps[0].name,
        .due_at = planned->due_at,
        .window_till = planned->window_till,
        .nudge_at = skip == SKIP_NONE || skip == SKIP_DOWN ? look_at : USEC_NEVER,
        .state = state_of(skip),
        .skip = skip,
    };
    message = decision_say(
        out, config, &to, KIND_CHECKIN,
        text_of(&script->steps[0], zone_day(config->municipality.zone, planned->due_at)), NULL,
        planned->due_at, planned->window_till);
    message->question = (int)out->changes.question_n - 1;
    if (skip != SKIP_NONE) message->skip = skip;
}
