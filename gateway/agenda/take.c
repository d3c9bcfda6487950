/* Take: events become appointments. */
#include "gateway/agenda/agenda.h"
#include "gateway/agenda/family_code.h"
#include "gateway/appointments/appointments.h"
#include "scheduler/ical.h"

#define HALF_HASH (UID_HASH_BYTES / 2)

/* A zone of the system that a file named. */
struct named_zone {
    char *name;
    struct zone *zone; /* NULL: there is none of that name */
};

struct zone_shelf {
    struct named_zone *at;
    size_t n;
};

/* What the store knows of a family that the file is about. */
struct known {
    int64_t id;
    bool theirs; /* it is there, and the file may be about it */
    struct family family;
    struct appointments appointments;
};

/* First half: the UID; second half: the UID and where the rule had it. */
struct identity {
    unsigned char bytes[UID_HASH_BYTES];
};

struct taking {
    struct store *store;
    const struct config *config;
    const struct agenda_source *source;
    usec now;
    struct ical ical;
    struct family_code *codes; /* of each event */
    struct ical_instances instances;
    struct known *known;
    size_t known_n;
    struct identity *heard; /* of each instance */
    struct agenda_report report;
};

static void taking_clear(struct taking *taking)
{
    for (size_t i = 0; i < taking->known_n; i++) {
        family_clear(&taking->known[i].family);
        appointments_clear(&taking->known[i].appointments);
    }
    free(taking->known);
    free(taking->codes);
    free(taking->heard);
    ical_instances_clear(&taking->instances);
    ical_clear(&taking->ical);
    agenda_report_clear(&taking->report);
}

void agenda_report_clear(struct agenda_report *report)
{
    if (!report) return;
    for (size_t i = 0; i < report->trouble_n; i++) {
        free(report->troubles[i].uid);
        free(report->troubles[i].text);
    }
    free(report->troubles);
    free(report->items);
    *report = (struct agenda_report){0};
}

/* ---- What is said of it ---------------------------------------------------------------------- */

static void add_item(struct taking *taking, enum agenda_act act,
                     const struct appointment *appointment)
{
    struct agenda_report *report = &taking->report;

    report->items = mem_grow(report->items, report->item_n + 1, sizeof(*report->items));
    report->items[report->item_n++] =
        (struct agenda_item){act, appointment->family_id, appointment->id, appointment->starts_at};
}

static void add_trouble(struct taking *taking, const struct ical_event *event, const char *text)
{
    struct agenda_report *report = &taking->report;

    report->troubles = mem_grow(report->troubles, report->trouble_n + 1, sizeof(*report->troubles));
    report->troubles[report->trouble_n++] =
        (struct agenda_trouble){.line = event->line,
                                .uid = mem_copy_string(event->uid ? event->uid : ""),
                                .text = mem_copy_string(text)};
}

/* Only the first thing that is wrong is told. */
static void set_wrong(struct ical_event *event, const char *text)
{
    if (!event->wrong) event->wrong = mem_copy_string(text);
}

/* ---- Which events count ---------------------------------------------------------------------- */

static enum rc load_known(struct taking *taking, int64_t family_id, struct known *out,
                          struct fault *why)
{
    enum rc rc = store_family_load(taking->store, family_id, &out->family, why);

    if (rc == RC_MISSING) return RC_OK;
    TRY(rc);
    out->theirs =
        !taking->source->manager || strcmp(out->family.manager, taking->source->manager) == 0;
    if (!out->theirs) return RC_OK;
    return store_appointment_list(taking->store, family_id, &out->appointments, why);
}

static enum rc find_known(struct taking *taking, int64_t family_id, size_t *out, struct fault *why)
{
    struct known *known;

    for (*out = 0; *out < taking->known_n; ++*out)
        if (taking->known[*out].id == family_id) return RC_OK;
    taking->known = mem_grow(taking->known, taking->known_n + 1, sizeof(*taking->known));
    known = &taking->known[taking->known_n++];
    *known = (struct known){.id = family_id};
    return load_known(taking, family_id, known, why);
}

/* The member of the code, else the first who is asked, else the first. 0: no such member. */
static int64_t member_of(const struct family *family, int place)
{
    if (place > 0) return (size_t)place <= family->member_n ? family->members[place - 1].id : 0;
    for (size_t i = 0; i < family->member_n; i++)
        if (family->members[i].asked) return family->members[i].id;
    return family->member_n ? family->members[0].id : 0;
}

/* Whether it may give an appointment at all. What is long past, or far ahead, need not make sense any more:
 * its family may have been erased. */
static bool is_near(const struct taking *taking, const struct ical_event *event)
{
    int32_t today = (int32_t)(taking->now / USEC_DAY);
    int32_t last = (int32_t)((taking->now + AGENDA_AHEAD) / USEC_DAY);
    const struct local *at = &event->start.local;
    int32_t day = day_of(at->year, at->month, at->day);

    if (event->rrule || event->rdate_n || event->start.clock == ICAL_NONE) return true;
    return day >= today - 1 && day <= last + 1;
}

static enum rc check_family(struct taking *taking, struct ical_event *event,
                            const struct family_code *code, struct fault *why)
{
    size_t i;

    TRY(find_known(taking, code->family_id, &i, why));
    if (!is_near(taking, event)) return RC_OK;
    if (event->start.clock == ICAL_DATE && !event->cancelled)
        set_wrong(event, "it is of whole days; an appointment has a time");
    if (!taking->known[i].theirs)
        set_wrong(event, "its code is of no family here, or of somebody else's");
    else if (!member_of(&taking->known[i].family, code->member))
        set_wrong(event, "its code names a member that the family does not have");
    return RC_OK;
}

/* A change of one of a row may leave out the code that the row has. */
static void inherit_codes(struct taking *taking)
{
    const struct ical *ical = &taking->ical;

    for (size_t i = 0; i < ical->event_n; i++) {
        const struct ical_event *row = &ical->events[i];

        if (!taking->codes[i].family_id || row->recurrence.clock != ICAL_NONE || !row->uid)
            continue;
        for (size_t j = 0; j < ical->event_n; j++)
            if (!taking->codes[j].family_id && ical->events[j].uid &&
                strcmp(ical->events[j].uid, row->uid) == 0)
                taking->codes[j] = taking->codes[i];
    }
}

static enum rc choose_events(struct taking *taking, struct fault *why)
{
    struct ical *ical = &taking->ical;

    taking->codes = mem_new(ical->event_n + 1, sizeof(*taking->codes));
    for (size_t i = 0; i < ical->event_n; i++)
        if (!family_code_find(&ical->events[i], &taking->codes[i]))
            set_wrong(&ical->events[i], "it has the codes of two families, or of two members");
    inherit_codes(taking);
    for (size_t i = 0; i < ical->event_n; i++) {
        struct ical_event *event = &ical->events[i];

        event->left_out = !taking->codes[i].family_id ||
                          (event->uid && agenda_is_own_uid(taking->config, event->uid));
        taking->report.ignored += event->left_out;
        if (!event->left_out) TRY(check_family(taking, event, &taking->codes[i], why));
    }
    return RC_OK;
}

/* ---- When they are --------------------------------------------------------------------------- */

static const struct zone *find_zone(void *with, const char *name)
{
    struct zone_shelf *shelf = with;
    struct named_zone *named;

    for (size_t i = 0; i < shelf->n; i++)
        if (strcmp(shelf->at[i].name, name) == 0) return shelf->at[i].zone;
    shelf->at = mem_grow(shelf->at, shelf->n + 1, sizeof(*shelf->at));
    named = &shelf->at[shelf->n++];
    *named = (struct named_zone){.name = mem_copy_string(name)};
    /* A name that the system does not have may still be described in the file. */
    IGNORE(zone_load(name, &named->zone, NULL));
    return named->zone;
}

static enum rc expand(struct taking *taking, struct fault *why)
{
    struct zone_shelf shelf = {0};
    struct ical_zones zones = {taking->config->municipality.zone, find_zone, &shelf};
    struct ical_window window = {taking->now, taking->now + AGENDA_AHEAD};
    enum rc rc = ical_expand(&taking->ical, &zones, &window, &taking->instances, why);

    for (size_t i = 0; i < shelf.n; i++) {
        free(shelf.at[i].name);
        zone_free(shelf.at[i].zone);
    }
    free(shelf.at);
    return rc;
}

/* ---- One time of an event -------------------------------------------------------------------- */

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

static bool is_on(const struct appointment *appointment, usec now)
{
    return appointment && appointment->state != APPOINTMENT_CANCELLED &&
           appointment->starts_at > now;
}

static enum rc cancel(struct taking *taking, const struct appointment *appointment, int sequence,
                      struct fault *why)
{
    /* So that an older version of the file does not bring it back. */
    struct appointment_wish wish = {
        .family_id = appointment->family_id, .id = appointment->id, .sequence = sequence};

    if (sequence > appointment->sequence)
        TRY(appointments_move(taking->store, taking->config, &wish, taking->now, why));
    TRY(appointments_cancel(taking->store, taking->config, appointment->family_id, appointment->id,
                            taking->now, why));
    add_item(taking, AGENDA_CANCELLED, appointment);
    return RC_OK;
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
                                          .starts_at = now_is->starts_at,
                                          .ends_at = now_is->ends_at,
                                          .place = now_is->place,
                                          .sequence = now_is->sequence,
                                          .modified_at = now_is->modified_at};
    bool same_version = was->sequence == now_is->sequence;
    bool same = was->starts_at == now_is->starts_at && was->ends_at == now_is->ends_at &&
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
        add_item(taking, AGENDA_MOVED,
                 &(struct appointment){
                     .family_id = was->family_id, .id = was->id, .starts_at = now_is->starts_at});
    return RC_OK;
}

static void write_source(const struct agenda_source *source, struct text *out)
{
    text_addf(out, "%s:%s", source->feed ? "feed" : "file", source->login);
}

/* Makes or moves the appointment of an instance that is to come. */
static enum rc hold(struct taking *taking, const struct ical_instance *instance,
                    const struct known *known, const struct appointment *was, struct fault *why)
{
    const struct ical_event *event = instance->event;
    SCOPED(text_wipe) struct text place = {0}, source = {0};
    struct appointment appointment = {
        .family_id = known->id,
        .member_id = member_of(&known->family, taking->codes[event - taking->ical.events].member),
        .starts_at = instance->start_at,
        .ends_at = instance->end_at > instance->start_at ? instance->end_at : 0,
        .sequence = event->sequence,
        .modified_at = event->modified_at,
    };

    text_add(&place, ""); /* so that there is one, if empty */
    write_place(event, &place);
    write_source(taking->source, &source);
    appointment.place = place.at;
    appointment.source = source.at;
    if (is_on(was, taking->now)) return move(taking, was, &appointment, why);
    memcpy(appointment.uid_hash, taking->heard[instance - taking->instances.at].bytes,
           UID_HASH_BYTES);
    TRY(appointments_add(taking->store, taking->config, &appointment, taking->now, why));
    add_item(taking, AGENDA_MADE, &appointment);
    return RC_OK;
}

/* An older version of what is known already. */
static bool is_stale(const struct ical_event *event, const struct appointment *was)
{
    if (!was || event->sequence != was->sequence) return was && event->sequence < was->sequence;
    return event->modified_at && event->modified_at < was->modified_at;
}

static enum rc take_instance(struct taking *taking, const struct ical_instance *instance,
                             struct fault *why)
{
    const struct ical_event *event = instance->event;
    struct identity identity = identity_of(taking, event->uid, instance->original_at);
    const struct appointment *was;
    size_t i;

    taking->heard[instance - taking->instances.at] = identity;
    TRY(find_known(taking, taking->codes[event - taking->ical.events].family_id, &i, why));
    was = find_appointment(&taking->known[i], &identity);
    if (!is_stale(event, was)) {
        if (!instance->cancelled && instance->start_at > taking->now)
            return hold(taking, instance, &taking->known[i], was, why);
        if (is_on(was, taking->now)) return cancel(taking, was, event->sequence, why);
    }
    taking->report.unchanged++;
    return RC_OK;
}

static enum rc take_instances(struct taking *taking, struct fault *why)
{
    taking->heard = mem_new(taking->instances.n + 1, sizeof(*taking->heard));
    for (size_t i = 0; i < taking->instances.n; i++) {
        const struct ical_instance *instance = &taking->instances.at[i];
        enum rc rc = take_instance(taking, instance, why);

        if (rc == RC_INVALID || rc == RC_MISSING || rc == RC_TAKEN)
            add_trouble(taking, instance->event, why->text);
        else
            TRY(rc);
    }
    return RC_OK;
}

/* ---- What is no longer there ----------------------------------------------------------------- */

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
            is_near(taking, &taking->ical.events[i]))
            return true;
    return false;
}

static bool is_gone(const struct taking *taking, const struct appointment *appointment)
{
    SCOPED(text_clear) struct text source = {0};

    if (!is_on(appointment, taking->now) || appointment->starts_at >= taking->now + AGENDA_AHEAD)
        return false;
    if (is_heard(taking, appointment) || is_row_of(taking, appointment, true)) return false;
    if (!taking->source->feed) return is_row_of(taking, appointment, false);
    write_source(taking->source, &source);
    return appointment->source && strcmp(appointment->source, text_string(&source)) == 0;
}

static enum rc cancel_gone(struct taking *taking, const struct known *known, struct fault *why)
{
    static const unsigned char none[UID_HASH_BYTES] = {0};

    for (size_t i = 0; i < known->appointments.n; i++) {
        const struct appointment *appointment = &known->appointments.at[i];

        if (memcmp(appointment->uid_hash, none, UID_HASH_BYTES) != 0 &&
            is_gone(taking, appointment))
            TRY(cancel(taking, appointment, 0, why));
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
        TRY(find_known(taking, families.at[i].id, &place, why));
    return RC_OK;
}

static enum rc take_gone(struct taking *taking, struct fault *why)
{
    if (taking->source->feed && !lists_others(taking)) return RC_OK;
    if (taking->source->feed) TRY(know_all(taking, why));
    for (size_t i = 0; i < taking->known_n; i++)
        TRY(cancel_gone(taking, &taking->known[i], why));
    return RC_OK;
}

/* ---- All of it ------------------------------------------------------------------------------- */

static enum rc take(struct taking *taking, const struct text *file, struct fault *why)
{
    TRY(ical_read(text_string(file), file->n, &taking->ical, why));
    TRY(choose_events(taking, why));
    TRY(expand(taking, why));
    TRY(take_instances(taking, why));
    for (size_t i = 0; i < taking->ical.event_n; i++)
        if (!taking->ical.events[i].left_out && taking->ical.events[i].wrong)
            add_trouble(taking, &taking->ical.events[i], taking->ical.events[i].wrong);
    return take_gone(taking, why);
}

enum rc agenda_take(struct store *store, const struct config *config,
                    const struct agenda_source *source, const struct text *file, usec now,
                    struct agenda_report *out, struct fault *why)
{
    SCOPED(taking_clear)
    struct taking taking = {.store = store, .config = config, .source = source, .now = now};

    TRY(take(&taking, file, why));
    *out = taking.report;
    taking.report = (struct agenda_report){0};
    return RC_OK;
}
