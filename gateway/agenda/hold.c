/* Hold: each time of an event as an appointment, made, moved or cancelled. */
#include "gateway/agenda/taking.h"
#include "gateway/appointments/appointments.h"

static struct identity identity_of(const struct taking *taking, const char *uid, usec original_at)
{
    SCOPED(text_wipe) struct text both = {0};
    struct identity row, one;

    text_addf(&both, "%s\n%lld", uid, (long long)original_at);
    store_uid_hash(taking->store, uid, row.bytes);
    store_uid_hash(taking->store, text_string(&both), one.bytes);
    memcpy(row.bytes + HALF_HASH, one.bytes, HALF_HASH);
    return row;
}

/* The newest of that identity, also one that was cancelled. */
static const struct appointment *find_appointment(const struct known *known,
                                                  const struct identity *identity)
{
    const struct appointment *found = NULL;

    for (size_t i = 0; i < known->appointments.n; i++) {
        const struct appointment *one = &known->appointments.at[i];

        if (memcmp(one->uid_hash, identity->bytes, UID_HASH_BYTES) == 0 &&
            (!found || one->id > found->id))
            found = one;
    }
    return found;
}

/* Where it is, without the code and cut to what an appointment holds. */
static void write_place(const struct ical_event *event, struct text *out)
{
    size_t n = 0, next;

    if (event->location) family_code_leave_out(event->location, out);
    while (n < out->n && (next = utf8_length(out->at + n, out->n - n)) > 0 &&
           n + next <= APPOINTMENT_PLACE_MAX)
        n += next;
    while (out->n > n)
        out->at[--out->n] = '\0';
}

static enum rc move(struct taking *taking, const struct appointment *was,
                    const struct appointment *now_is, struct fault *why)
{
    const struct appointment_wish wish = {.family_id = was->family_id,
                                          .id = was->id,
                                          .member_id = &now_is->member_id,
                                          .starts_at = now_is->starts_at,
                                          .ends_at = now_is->ends_at,
                                          .place = now_is->place,
                                          .sequence = now_is->sequence,
                                          .modified_at = now_is->modified_at};
    bool same_version = was->sequence == now_is->sequence;
    bool same = was->member_id == now_is->member_id && was->starts_at == now_is->starts_at &&
                was->ends_at == now_is->ends_at &&
                strcmp(was->place ? was->place : "", now_is->place) == 0;

    /* The event has the stamp that it had when it was taken over: what differs was changed here since. */
    if (was->modified_at && was->modified_at == now_is->modified_at) same |= same_version;
    /* A new stamp alone is no news: Exchange gives one to every export. */
    if (same && same_version) {
        taking->report.unchanged++;
        return RC_OK;
    }
    TRY(appointments_move(taking->store, taking->config, &wish, taking->now, why));
    taking->report.unchanged += same;
    if (!same)
        taking_item(taking, AGENDA_MOVED,
                    &(struct appointment){.family_id = was->family_id,
                                          .id = was->id,
                                          .starts_at = now_is->starts_at});
    return RC_OK;
}

/* Makes or moves the appointment of an instance that is to come. */
static enum rc hold(struct taking *taking, const struct ical_instance *instance,
                    const struct known *known, const struct appointment *was, struct fault *why)
{
    const struct ical_event *event = instance->event;
    SCOPED(text_wipe) struct text place = {0}, source = {0};
    struct appointment appointment = {
        .family_id = known->id,
        .starts_at = instance->start_at,
        .ends_at = instance->end_at > instance->start_at ? instance->end_at : 0,
        .sequence = event->sequence,
        .modified_at = event->modified_at,
    };

    if (!known_member(&known->family, taking->codes[event - taking->ical.events].member,
                      &appointment.member_id))
        return fault_set(why, RC_INVALID, "its code names a member that the family does not have");
    text_add(&place, ""); /* so that there is one, if empty */
    write_place(event, &place);
    taking_source(taking->source, &source);
    appointment.place = place.at;
    appointment.source = source.at;
    if (appointment_is_on(was, taking->now)) return move(taking, was, &appointment, why);
    memcpy(appointment.uid_hash, taking->heard[instance - taking->instances.at].bytes,
           UID_HASH_BYTES);
    TRY(appointments_add(taking->store, taking->config, &appointment, taking->now, why));
    taking_item(taking, AGENDA_MADE, &appointment);
    return RC_OK;
}

/* An older version of what is known already. A feed is the calendar as it stands, so a change of later is one though
 * its SEQUENCE went back, as it does where somebody put an old copy back or made the event anew. */
static bool is_stale(const struct taking *taking, const struct ical_event *event,
                     const struct appointment *was)
{
    bool later = event->modified_at > was->modified_at && was->modified_at;

    if (event->sequence < was->sequence) return !(taking->source->feed && later);
    return event->sequence == was->sequence && event->modified_at &&
           event->modified_at < was->modified_at;
}

static enum rc take_instance(struct taking *taking, const struct ical_instance *instance,
                             struct fault *why)
{
    const struct ical_event *event = instance->event;
    struct identity identity = identity_of(taking, event->uid, instance->original_at);
    const struct appointment *was;
    size_t i;

    taking->heard[instance - taking->instances.at] = identity;
    TRY(taking_know(taking, taking->codes[event - taking->ical.events].family_id, &i, why));
    was = find_appointment(&taking->known[i], &identity);
    if (!was || !is_stale(taking, event, was)) {
        if (!instance->cancelled && instance->start_at > taking->now)
            return hold(taking, instance, &taking->known[i], was, why);
        if (appointment_is_on(was, taking->now))
            return taking_cancel(taking, was, event->sequence, why);
    }
    taking->report.unchanged++;
    return RC_OK;
}

enum rc taking_hold(struct taking *taking, struct fault *why)
{
    taking->heard = mem_new(taking->instances.n + 1, sizeof(*taking->heard));
    for (size_t i = 0; i < taking->instances.n; i++) {
        const struct ical_instance *instance = &taking->instances.at[i];
        enum rc rc = take_instance(taking, instance, why);

        if (rc == RC_INVALID || rc == RC_MISSING || rc == RC_TAKEN)
            taking_trouble(taking, instance->event, why->text);
        else
            TRY(rc);
    }
    return RC_OK;
}
