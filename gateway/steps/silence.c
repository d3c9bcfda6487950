#include "gateway/steps/silence.h"

#include "gateway/alerts/alerts.h"
#include "gateway/outbox/gate.h"
#include "gateway/people/plan_of.h"
#include "gateway/rules/rules.h"
#include "gateway/steps/missed.h"

/* A nudge that could not leave by then is none any more; sooner where the next one comes soon. */
#define NUDGE_VALID_FOR (10 * USEC_HOUR)
#define NUDGE_WITHIN    (7 * USEC_DAY)

static const struct member *member_of(const struct family *family, const struct question *question)
{
    for (size_t i = 0; i < family->member_n; i++)
        if (family->members[i].id == question->member_id) return &family->members[i];
    return NULL;
}

/* A question that is looked at, and what there is to know of it. */
struct silent {
    const struct question *question;
    struct family family;
    const struct member *member; /* NULL: left the family */
    const struct programme *programme;
    usec nudge_at, nudge_till; /* … before which; equal or later: no more nudges */
};

static void settle(struct decision *out, const struct question *question, enum question_state state,
                   usec again_at)
{
    decision_answer(out, &(struct question_change){.id = question->id,
                                                   .state = state,
                                                   .nudges = question->nudges,
                                                   .nudge_at = again_at,
                                                   .nudge_at_was = question->nudge_at});
}

/* A week after the question, or when the plan asks that phone again. */
static usec planned_till(const struct config *config, const struct silent *silent)
{
    const struct question *question = silent->question;
    int number = plan_number_of(&silent->family, question->member_id);
    SCOPED(family_plan_clear) struct family_plan plan = {0};
    usec till = question->due_at + NUDGE_WITHIN;
    struct planned next;

    if (number && plan_of(config, &silent->family, &plan) &&
        plan_next_on_phone(&plan.plan, zone_day(config->municipality.zone, question->due_at),
                           number, till, &next))
        return next.due_at;
    return till;
}

/* Sooner where that phone was asked again already: what is made up is not in the plan. */
static enum rc find_nudge_till(struct world *world, struct silent *silent, struct fault *why)
{
    const struct question *question = silent->question;
    SCOPED(questions_clear) struct questions near = {0};

    silent->nudge_till = planned_till(world->config, silent);
    TRY(store_question_list(world->store, question->family_id, question->due_at - NUDGE_WITHIN,
                            &near, why));
    for (size_t i = 0; i < near.n; i++)
        if (near.at[i].kind == KIND_CHECKIN && near.at[i].phone_id == question->phone_id &&
            near.at[i].asked_at > question->asked_at && near.at[i].asked_at < silent->nudge_till)
            silent->nudge_till = near.at[i].asked_at;
    return RC_OK;
}

/* When the next nudge would leave, counted from when the question did. */
static usec nudge_at(const struct config *config, const struct silent *silent, usec now)
{
    const struct question *question = silent->question;
    const struct phone *phone = &silent->member->phone;
    const struct programme *programme = silent->programme;
    usec at;

    if (!programme || programme->nudge_after == 0 || question->nudges >= programme->nudges_max ||
        question->asked_at == 0 || phone->id == 0)
        return USEC_NEVER;
    at = question->asked_at + programme->nudge_after;
    return gate_decent_moment(config,
                              (struct safe_hours){phone->safe_from_min, phone->safe_till_min},
                              at > now ? at : now);
}

static const char *nudge_text(const struct config *config, const struct question *question)
{
    return script_nudge(question->script ? config_script(config, question->script) : NULL);
}

static void nudge(struct world *world, const struct silent *silent, usec now, struct decision *out)
{
    struct addressee to = addressee_of(&silent->family, silent->member);
    usec after = silent->programme->nudge_after;
    usec expires_at = now + (after / 2 < NUDGE_VALID_FOR ? after / 2 : NUDGE_VALID_FOR);
    struct new_message *message;

    if (expires_at > silent->nudge_till) expires_at = silent->nudge_till;
    settle(out, silent->question, QUESTION_OPEN, now + after);
    out->answers[out->changes.answer_n - 1].nudges++;
    message = decision_say(out, world->config, &to, KIND_NUDGE,
                           nudge_text(world->config, silent->question), NULL, now, expires_at);
    message->question_id = silent->question->id;
}

/* Raises what the signals of this decision call for. */
static void raise_highest(struct world *world, const struct family *family, usec now,
                          struct decision *out)
{
    enum level level = decision_level(out);

    if (level < LEVEL_RELAPSE) return;
    out->alert = alerts_raise(world->config, family, level, now);
    out->changes.alert = &out->alert;
}

/* The rules as the family's programme and the phase of this check-in have them. */
static struct rules rules_for(const struct config *config, const struct silent *silent)
{
    SCOPED(family_plan_clear) struct family_plan plan = {0};
    const struct programme *programme = silent->programme;
    struct plan_phase phase;
    int32_t day = zone_day(config->municipality.zone, silent->question->due_at);
    bool found = plan_of(config, &silent->family, &plan) && plan_phase_on(&plan.plan, day, &phase);

    return rules_within(&config->rules, programme, found ? &programme->phases[phase.index] : NULL);
}

/* The silence is a fact now; what follows is the rule's. */
static enum rc note_silence(struct world *world, const struct silent *silent, usec now,
                            struct decision *out, struct fault *why)
{
    struct rules rules = rules_for(world->config, silent);
    const struct family *family = &silent->family;
    SCOPED(past_clear) struct past past = {0};
    struct habit habit;
    struct ruling ruling;
    bool trouble;

    settle(out, silent->question, QUESTION_SILENT, USEC_NEVER);
    TRY(store_habit_load(world->store, silent->member->id, &habit, why));
    TRY(store_past_load(world->store, family->id, now, &past, why));
    trouble = last_alarm(&past, now, rules.silence.trouble_days);
    ruling = rule_silences(&rules, &habit, trouble);
    decision_ruling(out, family, &ruling, DOMAIN_GENERAL, SOURCE_SILENCE);
    decision_watches(out, world->config, family, &past, now);
    raise_highest(world, family, now, out);
    return RC_OK;
}

static bool rests(const struct silent *silent)
{
    const struct member *member = silent->member;

    return !member || silent->family.enrolment.state != ENROLMENT_ACTIVE || member->phone.stopped ||
           member->phone.stop_pending;
}

static enum rc look_at_silence(struct world *world, struct silent *silent, usec now,
                               struct decision *out, struct fault *why)
{
    const struct question *question = silent->question;

    TRY(store_family_load(world->store, question->family_id, &silent->family, why));
    silent->member = member_of(&silent->family, question);
    silent->programme = config_programme(world->config, silent->family.enrolment.programme);
    if (rests(silent)) {
        settle(out, question, QUESTION_WITHDRAWN, USEC_NEVER);
        return RC_OK;
    }
    if (question->asked_at == 0 && now < question->window_till) { /* it has not left yet */
        settle(out, question, QUESTION_OPEN, question->window_till);
        return RC_OK;
    }
    silent->nudge_at = nudge_at(world->config, silent, now);
    TRY(find_nudge_till(world, silent, why));
    if (silent->nudge_at >= silent->nudge_till) return note_silence(world, silent, now, out, why);
    if (silent->nudge_at > now)
        settle(out, question, QUESTION_OPEN, silent->nudge_at);
    else
        nudge(world, silent, now, out);
    return RC_OK;
}

static enum rc look_at(struct world *world, const struct question *question, usec now,
                       struct fault *why)
{
    SCOPED(decision_clear) struct decision decision;
    struct silent silent = {.question = question};
    enum rc rc;

    decision_init(&decision);
    rc = question->state == QUESTION_EXPIRED ? look_at_missed(world, question, now, &decision, why)
                                             : look_at_silence(world, &silent, now, &decision, why);
    if (rc == RC_OK) rc = store_apply(world->store, decision_changes(&decision), now, why);
    family_clear(&silent.family);
    return rc == RC_TAKEN ? RC_OK : rc; /* somebody answered, or looked, meanwhile */
}

enum rc watch_silence(struct world *world, usec now, size_t limit, struct step_done *out,
                      struct fault *why)
{
    SCOPED(questions_clear) struct questions due = {0};

    TRY(store_silence_due(world->store, now, limit, &due, why));
    for (size_t i = 0; i < due.n; i++) {
        TRY(look_at(world, &due.at[i], now, why));
        out->n++;
        out->next_at = now;
    }
    return RC_OK;
}
