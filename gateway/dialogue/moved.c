#include "gateway/dialogue/moved.h"

/* That a time does not hold is still worth knowing so long after it. */
#define CANCELLED_VALID_FOR (12 * USEC_HOUR)
/* An offer that has not left by then has to be made anew. */
#define OFFER_VALID_FOR USEC_DAY
/* A reminder this soon after a correction would only repeat it. */
#define REMINDER_APART (3 * USEC_HOUR)

/* When a correction made now is read at the earliest. */
static usec told_from(const struct config *config, const struct member *member, usec now)
{
    struct decent_hours hours = decent_hours_of(config, member);
    const struct zone *zone = config->municipality.zone;
    usec at = now;

    for (size_t i = 0; i < 2 * COUNT(hours.quiet); i++)
        at = quiet_hours_release(&hours.quiet[i % COUNT(hours.quiet)], zone, at);
    return at;
}

static void set(struct decision *out, const struct appointment *was, const struct appointment *to)
{
    out->appointment_was = *was;
    out->appointment_was.place = out->appointment_was.source = NULL;
    out->appointment = *to;
    out->appointment.place = decision_keep_string(out, to->place ? to->place : "");
    out->appointment.source = NULL;
    out->changes.appointment_was = &out->appointment_was;
    out->changes.appointment_now = &out->appointment;
}

/* Another start voids what was said and answered of the old one. */
static void restart(struct decision *out, const struct config *config, const struct family *family,
                    enum appointment_state state, usec plan_from)
{
    out->appointment.state = state;
    memset(out->appointment.slots, 0, sizeof(out->appointment.slots));
    reminder_plan(config, family, plan_from, &out->appointment);
}

/* To everybody who comes but `but_for`. Whoever would go at the old time is spared that also where the new one is
 * past. */
static void say_moved(struct decision *out, const struct config *config,
                      const struct family *family, int64_t but_for, usec now)
{
    const struct appointment *moved = &out->appointment;
    usec told_at = moved->told_at;
    struct telling telling = {
        .family = family,
        .appointment = moved,
        .kind = KIND_NOTICE,
        .name = "appointment-moved",
        .variables = {.at = moved->starts_at, .was = told_at},
        .expires_at = moved->starts_at > told_at ? moved->starts_at : told_at,
    };
    struct reminded who;

    reminder_members(config, family, moved, &who);
    for (size_t i = 0; i < who.n; i++) {
        telling.member = who.at[i];
        if (telling.member->phone.id && telling.member->id != but_for)
            reminder_tell(out, config, &telling, now);
    }
}

/* The first who comes and can be told. */
static const struct member *first_told(const struct config *config, const struct family *family,
                                       const struct appointment *appointment)
{
    struct reminded who;

    reminder_members(config, family, appointment, &who);
    for (size_t i = 0; i < who.n; i++)
        if (who.at[i]->phone.id) return who.at[i];
    return NULL;
}

static bool knows_another(const struct appointment *was, usec starts_at)
{
    return was->told_at > 0 && was->told_at != starts_at;
}

void moved_change(struct decision *out, const struct config *config, const struct family *family,
                  const struct appointment *was, const struct appointment *to, usec now)
{
    const struct member *member = first_told(config, family, to);
    usec plan_from = now;

    set(out, was, to);
    if (to->starts_at == was->starts_at) return;
    if (member && knows_another(was, to->starts_at)) {
        say_moved(out, config, family, 0, now);
        plan_from = told_from(config, member, now) + REMINDER_APART;
    }
    restart(out, config, family, APPOINTMENT_OPEN, plan_from);
}

void moved_choose(struct decision *out, const struct config *config, const struct family *family,
                  const struct appointment *was, const struct moved_choice *choice, usec now)
{
    struct appointment to = *was;

    to.starts_at = choice->starts_at;
    if (was->ends_at) to.ends_at = choice->starts_at + (was->ends_at - was->starts_at);
    set(out, was, &to);
    out->changes.appointment_chosen = true;
    if (knows_another(was, to.starts_at)) say_moved(out, config, family, choice->member_id, now);
    restart(out, config, family, APPOINTMENT_CONFIRMED, now + REMINDER_APART);
}

void moved_offer(struct decision *out, const struct config *config, const struct family *family,
                 const struct appointment *was, const usec slots[static APPOINTMENT_SLOTS],
                 usec now)
{
    struct reminded who;
    struct telling telling = {.family = family,
                              .kind = KIND_REMINDER,
                              .name = "appointment-slots",
                              .variables = {.slots = slots}};

    set(out, was, was);
    memcpy(out->appointment.slots, slots, sizeof(out->appointment.slots));
    for (size_t i = 0; i < APPOINTMENT_SLOTS && slots[i]; i++) {
        telling.variables.slot_n = i + 1;
        if (slots[i] > telling.expires_at) telling.expires_at = slots[i];
    }
    telling.appointment = &out->appointment;
    if (telling.expires_at > now + OFFER_VALID_FOR) telling.expires_at = now + OFFER_VALID_FOR;
    reminder_members(config, family, was, &who);
    for (size_t i = 0; i < who.n; i++) {
        telling.member = who.at[i];
        reminder_tell(out, config, &telling, now)->step = QUESTION_OFFERS;
    }
}

void moved_cancel(struct decision *out, const struct config *config, const struct family *family,
                  const struct appointment *was, usec now)
{
    struct variables variables = {.at = was->told_at, .was = was->told_at};
    struct reminded who;

    set(out, was, was);
    out->appointment.state = APPOINTMENT_CANCELLED;
    out->appointment.next_at = USEC_NEVER;
    if (was->told_at == 0) return;
    reminder_members(config, family, was, &who);
    for (size_t i = 0; i < who.n; i++) {
        struct addressee to = addressee_of(family, who.at[i]);

        if (who.at[i]->phone.id)
            decision_say(out, config, &to, KIND_NOTICE, "appointment-cancelled", &variables, now,
                         was->told_at + CANCELLED_VALID_FOR);
    }
}
