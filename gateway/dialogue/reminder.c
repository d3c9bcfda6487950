#include "gateway/dialogue/reminder.h"

#include "gateway/people/plan_of.h"

struct decent_hours decent_hours_of(const struct config *config, const struct member *member)
{
    struct decent_hours hours = {.quiet = {config->quiet}};

    if (member && member->phone.id)
        hours.quiet[1] = (struct quiet_hours){.from_min = member->phone.safe_till_min,
                                              .till_min = member->phone.safe_from_min};
    return hours;
}

static enum asks asks_on(const struct config *config, const struct family *family, usec at)
{
    SCOPED(family_plan_clear) struct family_plan plan = {0};
    struct plan_phase phase;

    if (!plan_of(config, family, &plan) ||
        !plan_phase_on(&plan.plan, zone_day(config->municipality.zone, at), &phase))
        return ASKS_FIRST;
    return plan.plan.programme->phases[phase.index].asks;
}

static bool shares_phone(const struct reminded *with, const struct member *member)
{
    for (size_t i = 0; i < with->n; i++)
        if (member->phone.id && with->at[i]->phone.id == member->phone.id) return true;
    return false;
}

void reminder_members(const struct config *config, const struct family *family,
                      const struct appointment *appointment, struct reminded *out)
{
    int64_t named = appointment->member_id;
    size_t max =
        named || asks_on(config, family, appointment->starts_at) == ASKS_FIRST ? 1 : REMINDED_MAX;

    out->n = 0;
    for (size_t i = 0; i < family->member_n && out->n < max; i++) {
        const struct member *member = &family->members[i];

        if ((named ? member->id == named : member->asked) && !shares_phone(out, member))
            out->at[out->n++] = member;
    }
}

static const struct programme *programme_of(const struct config *config,
                                            const struct family *family)
{
    return family->enrolment.id ? config_programme(config, family->enrolment.programme) : NULL;
}

usec reminder_at(const struct config *config, const struct family *family,
                 const struct appointment *appointment, int number)
{
    const struct programme *programme = programme_of(config, family);
    struct decent_hours hours;
    struct reminded who;

    if (!programme || number >= PROGRAMME_REMINDERS_MAX || programme->reminders[number] == 0)
        return USEC_NEVER;
    reminder_members(config, family, appointment, &who);
    hours = decent_hours_of(config, who.n ? who.at[0] : NULL);
    return reminder_due(hours.quiet, COUNT(hours.quiet), config->municipality.zone,
                        appointment->starts_at, programme->reminders[number]);
}

void reminder_plan(const struct config *config, const struct family *family, usec from,
                   struct appointment *appointment)
{
    appointment->reminded = 0;
    appointment->next_at = reminder_at(config, family, appointment, 0);
    while (appointment->next_at < from)
        appointment->next_at = reminder_at(config, family, appointment, ++appointment->reminded);
}

struct new_question *reminder_tell(struct decision *out, const struct config *config,
                                   const struct telling *telling, usec now)
{
    const struct member *member = telling->member;
    struct addressee to = addressee_of(telling->family, member);
    enum skip skip = member->phone.id ? SKIP_NONE : SKIP_NO_PHONE;
    struct new_question *question = decision_ask(out);
    struct new_message *message;

    *question = (struct new_question){
        .kind = KIND_REMINDER,
        .family_id = telling->family->id,
        .member_id = member->id,
        .phone_id = member->phone.id,
        .enrolment_id = telling->family->enrolment.id,
        .appointment_id = telling->appointment->id,
        .starts_at = telling->appointment->starts_at,
        .script = "",
        .step = "",
        .due_at = now,
        .window_till = telling->expires_at,
        .nudge_at = USEC_NEVER,
        .state = skip == SKIP_NONE ? QUESTION_OPEN : QUESTION_SKIPPED,
        .skip = skip,
    };
    message = decision_say(out, config, &to, telling->kind, telling->name, &telling->variables, now,
                           telling->expires_at);
    message->question = (int)out->changes.question_n - 1;
    if (skip != SKIP_NONE) message->skip = skip;
    return question;
}
