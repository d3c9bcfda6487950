#include "gateway/steps/reminders.h"

#include "gateway/dialogue/reminder.h"

/* A reminder that could not leave within this time says too little too late. */
#define REMINDER_VALID_FOR (3 * USEC_HOUR)

static bool is_still_on(const struct appointment *appointment)
{
    return appointment->state == APPOINTMENT_OPEN || appointment->state == APPOINTMENT_CONFIRMED;
}

/* A reminder whose moment is long past (the next one is due as well) is passed over, so that an
 * appointment made for this afternoon gets one text and not two. */
static bool is_superseded(const struct config *config, const struct family *family,
                          const struct appointment *appointment, usec now)
{
    return reminder_at(config, family, appointment, appointment->reminded + 1) <= now ||
           now >= appointment->starts_at;
}

/* One that came earlier for quiet hours, on another day than the appointment, names its day. */
static bool is_today(const struct config *config, const struct appointment *appointment, usec now)
{
    const struct zone *zone = config->municipality.zone;

    return zone_day(zone, now) == zone_day(zone, appointment->starts_at);
}

/* To each who comes; how many that are. */
static size_t add_reminders(const struct config *config, const struct family *family,
                            const struct reminded *who, const struct appointment *appointment,
                            usec now, struct decision *out)
{
    bool place = config->texts_name_place && appointment->place[0];
    struct telling telling = {
        .family = family,
        .appointment = appointment,
        .kind = KIND_REMINDER,
        .name = is_today(config, appointment, now) ? "reminder-hours"
                : place                            ? "reminder-days-place"
                                                   : "reminder-days",
        .variables = {.at = appointment->starts_at, .place = appointment->place},
        .expires_at = now + REMINDER_VALID_FOR,
    };

    if (telling.expires_at > appointment->starts_at) telling.expires_at = appointment->starts_at;
    for (size_t i = 0; i < who->n; i++) {
        telling.member = who->at[i];
        reminder_tell(out, config, &telling, now);
    }
    return who->n;
}

static enum rc remind_one(struct world *world, const struct appointment *appointment, usec now,
                          size_t *planned_n, struct fault *why)
{
    SCOPED(decision_clear) struct decision decision;
    SCOPED(family_clear) struct family family = {0};
    struct reminded who;
    enum rc rc;

    decision_init(&decision);
    TRY(store_family_load(world->store, appointment->family_id, &family, why));
    reminder_members(world->config, &family, appointment, &who);
    decision.changes.appointment_id = appointment->id;
    decision.changes.appointment_starts_at = appointment->starts_at;
    decision.changes.appointment_reminded = appointment->reminded + 1;
    decision.changes.appointment_next_at = USEC_NEVER;
    if (who.n && is_still_on(appointment) &&
        reminder_at(world->config, &family, appointment, appointment->reminded) < USEC_NEVER) {
        if (!is_superseded(world->config, &family, appointment, now))
            *planned_n += add_reminders(world->config, &family, &who, appointment, now, &decision);
        decision.changes.appointment_next_at =
            reminder_at(world->config, &family, appointment, appointment->reminded + 1);
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
