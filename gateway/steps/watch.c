/* Watch: alerts that nobody took, questions that nobody answered. */
#include "gateway/alerts/alerts.h"
#include "gateway/people/plan_of.h"
#include "gateway/rules/rules.h"
#include "gateway/steps/appointments.h"
#include "gateway/steps/numbers.h"
#include "gateway/steps/steps.h"
#include "gateway/steps/stops.h"

/* A nudge that could not leave by then is none any more. */
#define NUDGE_VALID_FOR (10 * USEC_HOUR)
static enum rc watch_alerts(struct world *world, usec now, size_t limit, struct step_done *out,
                            struct fault *why)
{
    SCOPED(alerts_clear) struct alerts due = {0};

    TRY(store_alerts_due(world->store, now, limit, &due, why));
    for (size_t i = 0; i < due.n; i++) {
        SCOPED(decision_clear) struct decision decision;

        decision_init(&decision);
        alerts_step(world->config, world->dice, &due.at[i], now, &decision);
        TRY(store_apply(world->store, decision_changes(&decision), now, why));
        out->n++;
        out->next_at = now;
    }
    return RC_OK;
}

static const struct member *member_of(const struct family *family, const struct question *question)
{
    for (size_t i = 0; i < family->member_n; i++)
        if (family->members[i].id == question->member_id) return &family->members[i];
    return NULL;
}

static void settle(struct decision *out, const struct question *question, enum question_state state)
{
    decision_answer(out, &(struct question_change){.id = question->id,
                                                   .state = state,
                                                   .nudges = question->nudges,
                                                   .nudge_at = USEC_NEVER});
}

static void nudge(struct world *world, const struct family *family, const struct member *member,
                  const struct question *question, usec nudge_after, usec now, struct decision *out)
{
    struct addressee to = addressee_of(family, member);
    struct new_message *message;

    decision_answer(out, &(struct question_change){.id = question->id,
                                                   .state = QUESTION_OPEN,
                                                   .nudges = question->nudges + 1,
                                                   .nudge_at = now + nudge_after});
    message = decision_say(out, world->config, &to, KIND_NUDGE, "nudge", NULL, now,
                           now + NUDGE_VALID_FOR);
    message->question_id = question->id;
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
static struct rules rules_for(const struct config *config, const struct family *family,
                              const struct question *question)
{
    const struct programme *programme = config_programme(config, family->enrolment.programme);
    SCOPED(family_plan_clear) struct family_plan plan = {0};
    struct plan_phase phase;
    int32_t day = zone_day(config->municipality.zone, question->due_at);
    bool found = plan_of(config, family, &plan) && plan_phase_on(&plan.plan, day, &phase);

    return rules_within(&config->rules, programme, found ? &programme->phases[phase.index] : NULL);
}

/* The silence is a fact now; what follows is the rule's. */
static enum rc note_silence(struct world *world, const struct family *family,
                            const struct member *member, const struct question *question, usec now,
                            struct decision *out, struct fault *why)
{
    const struct config *config = world->config;
    struct rules rules = rules_for(config, family, question);
    SCOPED(past_clear) struct past past = {0};
    struct habit habit;
    struct ruling ruling;
    bool trouble;

    settle(out, question, QUESTION_SILENT);
    TRY(store_habit_load(world->store, member->id, &habit, why));
    TRY(store_past_load(world->store, family->id, now, &past, why));
    trouble = last_alarm(&past, now, rules.silence.trouble_days);
    ruling = rule_silences(&rules, &habit, trouble);
    decision_ruling(out, family, &ruling, DOMAIN_GENERAL, SOURCE_SILENCE);
    decision_watches(out, config, family, &past, now);
    raise_highest(world, family, now, out);
    return RC_OK;
}

static enum rc look_at_silence(struct world *world, const struct question *question, usec now,
                               struct fault *why)
{
    SCOPED(decision_clear) struct decision decision;
    SCOPED(family_clear) struct family family = {0};
    const struct programme *programme;
    const struct member *member;
    bool rests;

    decision_init(&decision);
    TRY(store_family_load(world->store, question->family_id, &family, why));
    programme = config_programme(world->config, family.enrolment.programme);
    member = member_of(&family, question);
    rests = !member || family.enrolment.state != ENROLMENT_ACTIVE || member->phone.stopped ||
            member->phone.stop_pending;
    if (rests)
        settle(&decision, question, QUESTION_WITHDRAWN);
    else if (programme && question->nudges < programme->nudges_max && member->phone.id &&
             question->asked_at > 0)
        nudge(world, &family, member, question, programme->nudge_after, now, &decision);
    else
        TRY(note_silence(world, &family, member, question, now, &decision, why));
    return store_apply(world->store, decision_changes(&decision), now, why);
}

static enum rc watch_silence(struct world *world, usec now, size_t limit, struct step_done *out,
                             struct fault *why)
{
    SCOPED(questions_clear) struct questions due = {0};

    TRY(store_silence_due(world->store, now, limit, &due, why));
    for (size_t i = 0; i < due.n; i++) {
        TRY(look_at_silence(world, &due.at[i], now, why));
        out->n++;
        out->next_at = now;
    }
    return RC_OK;
}

enum rc step_watch(struct world *world, usec now, size_t limit, struct step_done *out,
                   struct fault *why)
{
    *out = (struct step_done){.next_at = USEC_NEVER};
    TRY(watch_alerts(world, now, limit, out, why));
    TRY(watch_stops(world, now, limit, out, why));
    TRY(watch_silence(world, now, limit, out, why));
    TRY(watch_appointments(world, now, limit, out, why));
    TRY(watch_numbers(world, now, limit, out, why));
    if (out->n > 0) outbox_nudge(world->outbox);
    return RC_OK;
}
