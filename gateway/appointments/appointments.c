#include "gateway/appointments/appointments.h"

#include "gateway/dialogue/moved.h"

/* Each time somebody else was quicker: a reminder left, the family answered. */
#define TRIES_MAX 5

static bool has_member(const struct family *family, int64_t id)
{
    for (size_t i = 0; i < family->member_n; i++)
        if (family->members[i].id == id) return true;
    return false;
}

static enum rc check(const struct family *family, const struct appointment *appointment, usec now,
                     struct fault *why)
{
    if (appointment->starts_at <= now)
        return fault_set(why, RC_INVALID, "starts_at: this moment is past, expected one to come");
    if (appointment->ends_at && appointment->ends_at <= appointment->starts_at)
        return fault_set(why, RC_INVALID, "ends_at: expected a moment after the start");
    if (appointment->place && strlen(appointment->place) > APPOINTMENT_PLACE_MAX)
        return fault_set(why, RC_INVALID, "place: longer than %d bytes", APPOINTMENT_PLACE_MAX);
    if (appointment->member_id && !has_member(family, appointment->member_id))
        return fault_set(why, RC_INVALID, "member: nobody of this family");
    return RC_OK;
}

enum rc appointments_add(struct store *store, const struct config *config,
                         struct appointment *appointment, usec now, struct fault *why)
{
    SCOPED(family_clear) struct family family = {0};

    TRY(store_family_load(store, appointment->family_id, &family, why));
    TRY(check(&family, appointment, now, why));
    reminder_plan(config, &family, now, appointment);
    return store_appointment_add(store, appointment, now, why);
}

/* The appointment as it is wished; its strings are those of `was` and of the wish. */
static struct appointment wished(const struct appointment *was, const struct appointment_wish *wish)
{
    struct appointment to = *was;

    if (wish->member_id) to.member_id = *wish->member_id;
    if (wish->starts_at) to.starts_at = wish->starts_at;
    if (wish->ends_at)
        to.ends_at = wish->ends_at;
    else if (was->ends_at)
        to.ends_at = to.starts_at + (was->ends_at - was->starts_at);
    if (wish->place) to.place = wish->place;
    if (wish->sequence) to.sequence = wish->sequence;
    if (wish->modified_at) to.modified_at = wish->modified_at;
    return to;
}

static bool is_news(const struct appointment *was, const struct appointment *to)
{
    return was->member_id != to->member_id || was->starts_at != to->starts_at ||
           was->ends_at != to->ends_at || was->sequence != to->sequence ||
           strcmp(was->place, to->place) != 0;
}

static enum rc check_slots(const struct appointment *was, const usec *slots, usec now,
                           struct fault *why)
{
    for (size_t i = 0; i < APPOINTMENT_SLOTS && slots[i]; i++) {
        if (slots[i] <= now)
            return fault_set(why, RC_INVALID, "slots: the %zu. is past, expected one to come",
                             i + 1);
        if (slots[i] == was->starts_at)
            return fault_set(why, RC_INVALID, "slots: the %zu. is the time it has already", i + 1);
        for (size_t k = 0; k < i; k++)
            if (slots[k] == slots[i])
                return fault_set(why, RC_INVALID, "slots: the same time twice");
    }
    if (slots[0]) return RC_OK;
    return fault_set(why, RC_INVALID, "slots: expected 1 to %d moments", APPOINTMENT_SLOTS);
}

/* What somebody wants of an appointment. */
struct asked {
    enum { MOVE, CANCEL, OFFER } act;
    struct appointment_wish wish; /* whose ids count for all of them */
    const usec *slots;
};

static enum rc decide(struct decision *out, const struct config *config,
                      const struct family *family, const struct appointment *was,
                      const struct asked *asked, usec now, struct fault *why)
{
    struct appointment to = wished(was, &asked->wish);

    switch (asked->act) {
    case MOVE:
        if (!is_news(was, &to)) return RC_OK;
        TRY(check(family, &to, now, why));
        moved_change(out, config, family, was, &to, now);
        return RC_OK;
    case CANCEL:
        if (was->state != APPOINTMENT_CANCELLED) moved_cancel(out, config, family, was, now);
        return RC_OK;
    case OFFER:
        TRY(check_slots(was, asked->slots, now, why));
        moved_offer(out, config, family, was, asked->slots, now);
        return RC_OK;
    }
    return RC_OK;
}

static enum rc change_once(struct store *store, const struct config *config,
                           const struct asked *asked, usec now, struct fault *why)
{
    SCOPED(decision_clear) struct decision decision;
    SCOPED(family_clear) struct family family = {0};
    SCOPED(appointment_clear) struct appointment was = {0};

    decision_init(&decision);
    TRY(store_family_load(store, asked->wish.family_id, &family, why));
    TRY(store_appointment_load(store, asked->wish.family_id, asked->wish.id, &was, why));
    TRY(decide(&decision, config, &family, &was, asked, now, why));
    if (!decision.changes.appointment_now) return RC_OK;
    return store_apply(store, decision_changes(&decision), now, why);
}

static enum rc change(struct store *store, const struct config *config, const struct asked *asked,
                      usec now, struct fault *why)
{
    enum rc rc = RC_TAKEN;

    for (int i = 0; i < TRIES_MAX && rc == RC_TAKEN; i++)
        rc = change_once(store, config, asked, now, why);
    return rc;
}

enum rc appointments_move(struct store *store, const struct config *config,
                          const struct appointment_wish *wish, usec now, struct fault *why)
{
    return change(store, config, &(struct asked){.act = MOVE, .wish = *wish}, now, why);
}

enum rc appointments_cancel(struct store *store, const struct config *config, int64_t family_id,
                            int64_t id, usec now, struct fault *why)
{
    struct asked asked = {
        .act = CANCEL, .wish = {.family_id = family_id, .id = id}
    };

    return change(store, config, &asked, now, why);
}

enum rc appointments_offer(struct store *store, const struct config *config, int64_t family_id,
                           int64_t id, const usec slots[static APPOINTMENT_SLOTS], usec now,
                           struct fault *why)
{
    struct asked asked = {
        .act = OFFER, .wish = {.family_id = family_id, .id = id},
             .slots = slots
    };

    return change(store, config, &asked, now, why);
}
