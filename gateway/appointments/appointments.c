#include "gateway/appointments/appointments.h"

#include "gateway/dialogue/moved.h"

/* Each time somebody else was quicker: a reminder left, the family answered. */
#define TRIES_MAX 5

static enum rc check(const struct family *family, const struct appointment *appointment, usec now,
                     struct fault *why)
{
    if (appointment->starts_at <= now)
        return fault_set(why, RC_INVALID, "starts_at: this moment is past, expected one to come");
    if (appointment->ends_at && appointment->ends_at <= appointment->starts_at)
        return fault_set(why, RC_INVALID, "ends_at: expected a moment after the start");
    if (appointment->place && strlen(appointment->place) > APPOINTMENT_PLACE_MAX)
        return fault_set(why, RC_INVALID, "place: longer than %d bytes", APPOINTMENT_PLACE_MAX);
    if (appointment->member_id && !reminder_member(family, appointment))
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

    if (wish->starts_at) to.starts_at = wish->starts_at;
    if (wish->ends_at)
        to.ends_at = wish->ends_at;
    else if (was->ends_at)
        to.ends_at = to.starts_at + (was->ends_at - was->starts_at);
    if (wish->place) to.place = wish->place;
    if (wish->sequence) to.sequence = wish->sequence;
    return to;
}

static bool is_news(const struct appointment *was, const struct appointment *to)
{
    return was->starts_at != to->starts_at || was->ends_at != to->ends_at ||
           was->sequence != to->sequence || strcmp(was->place, to->place) != 0;
}

static enum rc move_once(struct store *store, const struct config *config,
                         const struct appointment_wish *wish, usec now, struct fault *why)
{
    SCOPED(decision_clear) struct decision decision;
    SCOPED(family_clear) struct family family = {0};
    SCOPED(appointment_clear) struct appointment was = {0};
    struct appointment to;

    decision_init(&decision);
    TRY(store_family_load(store, wish->family_id, &family, why));
    TRY(store_appointment_load(store, wish->family_id, wish->id, &was, why));
    to = wished(&was, wish);
    if (!is_news(&was, &to)) return RC_OK;
    TRY(check(&family, &to, now, why));
    moved_change(&decision, config, &family, &was, &to, now);
    return store_apply(store, decision_changes(&decision), now, why);
}

enum rc appointments_move(struct store *store, const struct config *config,
                          const struct appointment_wish *wish, usec now, struct fault *why)
{
    enum rc rc = RC_TAKEN;

    for (int i = 0; i < TRIES_MAX && rc == RC_TAKEN; i++)
        rc = move_once(store, config, wish, now, why);
    return rc;
}

static enum rc cancel_once(struct store *store, const struct config *config, int64_t family_id,
                           int64_t id, usec now, struct fault *why)
{
    SCOPED(decision_clear) struct decision decision;
    SCOPED(family_clear) struct family family = {0};
    SCOPED(appointment_clear) struct appointment was = {0};

    decision_init(&decision);
    TRY(store_family_load(store, family_id, &family, why));
    TRY(store_appointment_load(store, family_id, id, &was, why));
    if (was.state == APPOINTMENT_CANCELLED) return RC_OK;
    moved_cancel(&decision, config, &family, &was, now);
    return store_apply(store, decision_changes(&decision), now, why);
}

enum rc appointments_cancel(struct store *store, const struct config *config, int64_t family_id,
                            int64_t id, usec now, struct fault *why)
{
    enum rc rc = RC_TAKEN;

    for (int i = 0; i < TRIES_MAX && rc == RC_TAKEN; i++)
        rc = cancel_once(store, config, family_id, id, now, why);
    return rc;
}
