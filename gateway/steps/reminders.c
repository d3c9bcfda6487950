#include "gateway/steps/reminders.h"

#include "gateway/dialogue/decision.h"

/* A reminder that could not leave within this time says too little too late. */
#define REMINDER_VALID_FOR (3 * USEC_HOUR)

static const struct member *member_by_id(const struct family *family, int64_t id)
{
    for (size_t i = 0; i < family->member_n; i++)
        if (family->members[i].id == id) return &family->members[i];
    return NULL;
}

static int reminder_count(const struct programme *programme)
{
    int n = 0;

    while (n < PROGRAMME_REMINDERS_MAX && programme->reminders[n] > 0)
        n++;
    return n;
}

static usec next_reminder(const struct config *config, const struct programme *programme,
                          const struct appointment *appointment, int reminded)
{
    if (reminded >= reminder_count(programme)) return USEC_NEVER;
    return reminder_due(&config->quiet, config->municipality.zone, appointment->starts_at,
                        programme->reminders[reminded]);
}

static bool is_still_on(const struct appointment *appointment)
{
    return appointment->state == APPOINTMENT_OPEN || appointment->state == APPOINTMENT_CONFIRMED;
}

/* A reminder whose moment is long past (the next one is due as well) is passed over, so that an
 * appointment made for this afternoon gets one text and not two. */
static bool is_superseded(const struct config *config, const struct programme *programme,
                          const struct appointment *appointment, usec now)
{
    return next_reminder(config, programme, appointment, appointment->reminded + 1) <= now ||
           now >= appointment->starts_at;
}

static void add_reminder(const struct config *config, const struct family *family,
                         const struct member *member, const struct appointment *appointment,
                         usec before, usec now, struct decision *out)
{
    const char *name = before >= USEC_DAY ? "reminder-days" : "reminder-hours";
    enum skip skip = member->phone.id ? SKIP_NONE : SKIP_NO_PHONE;
    struct addressee to = addressee_of(family, member);
    struct variables variables = {.at = appointment->starts_at};
    usec expires_at = now + REMINDER_VALID_FOR;
    struct new_question *question = decision_ask(out);
    struct new_message *message;

    if (expires_at > appointment->starts_at) expires_at = appointment->starts_at;
    *question = (struct new_question){
        .kind = KIND_REMINDER,
        .family_id = family->id,
        .member_id = member->id,
        .phone_id = member->phone.id,
        .enrolment_id = family->enrolment.id,
        .appointment_id = appointment->id,
        .script = "",
        .step = "",
        .due_at = now,
        .window_till = expires_at,
        .nudge_at = USEC_NEVER,
        .state = skip == SKIP_NONE ? QUESTION_OPEN : QUESTION_SKIPPED,
        .skip = skip,
    };
    message = decision_say(out, config, &to, KIND_REMINDER, name, &variables, now, expires_at);
    message->question = (int)out->changes.question_n - 1;
    if (skip != SKIP_NONE) message->skip = skip;
}

static enum rc remind_one(struct world *world, const struct appointment *appointment, usec now,
                          size_t *planned_n, struct fault *why)
{
    SCOPED(decision_clear) struct decision decision;
    SCOPED(family_clear) struct family family = {0};
    const struct programme *programme;
    const struct member *member;
    enum rc rc;

    decision_init(&decision);
    TRY(store_family_load(world->store, appointment->family_id, &family, why));
    programme = config_programme(world->config, family.enrolment.programme);
    member = member_by_id(&family, appointment->member_id);
    decision.changes.appointment_id = appointment->id;
    decision.changes.appointment_reminded = appointment->reminded + 1;
    decision.changes.appointment_next_at = USEC_NEVER;
    if (programme && member && is_still_on(appointment)) {
        if (!is_superseded(world->config, programme, appointment, now)) {
            add_reminder(world->config, &family, member, appointment,
                         programme->reminders[appointment->reminded], now, &decision);
            ++*planned_n;
        }
        decision.changes.appointment_next_at =
            next_reminder(world->config, programme, appointment, appointment->reminded + 1);
    }
    rc = store_apply(world->store, decision_changes(&decision), now, why);
    return rc == RC_TAKEN ? RC_OK : rc;
}

enum rc plan_reminders(struct world *world, usec now, size_t limit, struct step_done *out,
                       struct fault *why)
{
    SCOPED(appointments_clear) struct appointments due = {0};

    TRY(store_reminders_due(world->store, now, limit, &due, why));
    for (size_t i = 0; i < due.n; i++) {
        TRY(remind_one(world, &due.at[i], now, &out->n, why));
        out->next_at = now;
    }
    return RC_OK;
}
