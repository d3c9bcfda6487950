/* Gone: what a feed, or a row in a file, no longer holds is cancelled. */
#include "gateway/agenda/taking.h"

static bool is_heard(const struct taking *taking, const struct appointment *appointment)
{
    for (size_t i = 0; i < taking->instances.n; i++)
        if (memcmp(taking->heard[i].bytes, appointment->uid_hash, UID_HASH_BYTES) == 0) return true;
    return false;
}

/* Whether the file tells all about the row that this appointment is of, or, `wrong`, has trouble with it. */
static bool is_row_of(const struct taking *taking, const struct appointment *appointment,
                      bool wrong)
{
    for (size_t i = 0; i < taking->ical.event_n; i++) {
        const struct ical_event *event = &taking->ical.events[i];
        unsigned char hash[UID_HASH_BYTES];

        if (event->left_out || !event->uid || (event->wrong != NULL) != wrong) continue;
        if (!wrong && event->recurrence.clock != ICAL_NONE) continue;
        store_uid_hash(taking->store, event->uid, hash);
        if (memcmp(hash, appointment->uid_hash, HALF_HASH) == 0) return true;
    }
    return false;
}

/* Whether an event lies in the window, of a family or not: a feed that lost everything tells nothing. */
static bool lists_others(const struct taking *taking)
{
    if (taking->instances.n) return true;
    for (size_t i = 0; i < taking->ical.event_n; i++)
        if (taking->ical.events[i].start.clock != ICAL_NONE &&
            taking_is_near(taking, &taking->ical.events[i]))
            return true;
    return false;
}

static bool is_gone(const struct taking *taking, const struct appointment *appointment)
{
    SCOPED(text_clear) struct text source = {0};

    if (!appointment_is_on(appointment, taking->now) ||
        appointment->starts_at >= taking->now + AGENDA_AHEAD)
        return false;
    if (is_heard(taking, appointment) || is_row_of(taking, appointment, true)) return false;
    if (!taking->source->feed) return is_row_of(taking, appointment, false);
    taking_source(taking->source, &source);
    return appointment->source && strcmp(appointment->source, text_string(&source)) == 0;
}

static enum rc cancel_gone(struct taking *taking, const struct known *known, struct fault *why)
{
    static const unsigned char none[UID_HASH_BYTES] = {0};

    for (size_t i = 0; i < known->appointments.n; i++) {
        const struct appointment *appointment = &known->appointments.at[i];

        if (memcmp(appointment->uid_hash, none, UID_HASH_BYTES) != 0 &&
            is_gone(taking, appointment))
            TRY(taking_cancel(taking, appointment, 0, why));
    }
    return RC_OK;
}

/* A feed may no longer name a family at all. */
static enum rc know_all(struct taking *taking, struct fault *why)
{
    SCOPED(families_clear) struct families families = {0};
    size_t place;

    TRY(store_family_list(taking->store, taking->source->manager, &families, why));
    for (size_t i = 0; i < families.n; i++)
        TRY(taking_know(taking, families.at[i].id, &place, why));
    return RC_OK;
}

enum rc taking_drop_gone(struct taking *taking, struct fault *why)
{
    if (taking->source->feed && !lists_others(taking)) return RC_OK;
    if (taking->source->feed) TRY(know_all(taking, why));
    for (size_t i = 0; i < taking->known_n; i++)
        TRY(cancel_gone(taking, &taking->known[i], why));
    return RC_OK;
}
