#include "scheduler/ical.h"

#include <strings.h>

#include "scheduler/ical_lines.h"
#include "scheduler/ical_property.h"
#include "scheduler/ical_zone.h"

#define NAME_MAX_N   32
#define ONSETS_MAX   1000 /* changes of the clock in one description, or of dates in one change */
#define LASTS_MAX    (366 * USEC_DAY)
#define SEQUENCE_MAX 1000000000

enum part { PART_CALENDAR, PART_EVENT, PART_ZONE, PART_ONSET, PART_OTHER };

struct reader {
    struct ical_lines lines;
    struct ical ical;
    int components;
    int depth;
    struct open {
        enum part part;
        char name[NAME_MAX_N];
        int line;
    } open[ICAL_DEPTH_MAX];
    unsigned seen;          /* properties of the current component that stand in it once */
    size_t calendar_events; /* where the events of the current VCALENDAR begin */
    bool cancels;
    bool zone_named;
    size_t zone; /* the one that is being described */
};

static struct ical_event *current_event(struct reader *reader)
{
    return &reader->ical.events[reader->ical.event_n - 1];
}

static struct ical_onset *current_onset(struct reader *reader)
{
    struct ical_zone *zone = &reader->ical.zones[reader->zone];

    return &zone->onsets[zone->onset_n - 1];
}

/* Only the first thing that is wrong is told. */
static void set_wrong(struct ical_event *event, const char *sentence)
{
    if (!event->wrong) event->wrong = mem_copy_string(sentence);
}

static enum rc take_time(struct reader *reader, icalproperty *property, struct ical_time *out,
                         struct fault *why)
{
    const char *name = ical_property_parameter(property, ICAL_TZID_PARAMETER);

    if (!ical_property_time(property, out))
        return fault_set(why, RC_INVALID,
                         "expected a date or a time from 1601 to 2200, such as 20270118T101500");
    if (!name || !*name || out->clock != ICAL_FLOATING) return RC_OK;
    out->clock = ICAL_ZONED;
    if (ical_zone_place(&reader->ical, name, &out->zone)) return RC_OK;
    return fault_set(why, RC_INVALID, "the file names more than %d time zones", ICAL_ZONES_MAX);
}

static enum rc add_time(struct reader *reader, icalproperty *property, struct ical_time **times,
                        size_t *n, struct fault *why)
{
    const struct ical_event *event = current_event(reader);
    struct ical_time time;

    if (event->exdate_n + event->rdate_n == ICAL_DATES_MAX)
        return fault_set(why, RC_INVALID, "more than %d dates beside the rule", ICAL_DATES_MAX);
    TRY(take_time(reader, property, &time, why));
    *times = mem_grow(*times, *n + 1, sizeof **times);
    (*times)[(*n)++] = time;
    return RC_OK;
}

static enum rc take_duration(icalproperty *property, usec *out, struct fault *why)
{
    struct icaldurationtype duration = icalproperty_get_duration(property);
    usec lasts = (usec)duration.weeks * 7 * USEC_DAY + (usec)duration.days * USEC_DAY +
                 (usec)duration.hours * USEC_HOUR + (usec)duration.minutes * USEC_MIN +
                 (usec)duration.seconds * USEC_SEC;

    if (duration.is_neg || lasts > LASTS_MAX)
        return fault_set(why, RC_INVALID, "expected a length of time up to a year, such as PT1H");
    *out = lasts;
    return RC_OK;
}

/* LAST-MODIFIED and DTSTAMP are UTC; where a program writes another time it is still an order. */
static enum rc take_modified(icalproperty *property, bool wins, usec *out, struct fault *why)
{
    struct ical_time time;

    if (!ical_property_time(property, &time))
        return fault_set(why, RC_INVALID, "expected a time such as 20270118T101500Z");
    if (*out && !wins) return RC_OK;
    *out = (usec)day_of(time.local.year, time.local.month, time.local.day) * USEC_DAY +
           time.local.hour * USEC_HOUR + time.local.minute * USEC_MIN +
           time.local.second * USEC_SEC;
    return RC_OK;
}

static enum rc take_recurrence(struct reader *reader, icalproperty *property, struct fault *why)
{
    const char *range = ical_property_parameter(property, ICAL_RANGE_PARAMETER);

    if (range && strcmp(range, "THISANDFUTURE") == 0)
        return fault_set(why, RC_INVALID,
                         "one change for this and all later appointments (THISANDFUTURE) is not "
                         "read; end the row and begin a new one");
    return take_time(reader, property, &current_event(reader)->recurrence, why);
}

static void add_category(struct ical_event *event, const char *category)
{
    SCOPED(text_wipe) struct text joined = {.limit = ICAL_LINE_MAX};

    if (event->categories) text_addf(&joined, "%s, ", event->categories);
    text_add(&joined, category);
    free(event->categories);
    event->categories = text_take(&joined);
}

static enum rc take_event_value(void *with, icalproperty *property, struct fault *why)
{
    struct reader *reader = with;
    struct ical_event *event = current_event(reader);

    switch ((int)icalproperty_isa(property)) {
    case ICAL_UID_PROPERTY:
        event->uid = mem_copy_string(ical_property_text(property));
        return RC_OK;
    case ICAL_SEQUENCE_PROPERTY:
        event->sequence = icalproperty_get_sequence(property);
        if (event->sequence < 0 || event->sequence > SEQUENCE_MAX) event->sequence = 0;
        return RC_OK;
    case ICAL_LASTMODIFIED_PROPERTY:
    case ICAL_DTSTAMP_PROPERTY:
        return take_modified(property, icalproperty_isa(property) == ICAL_LASTMODIFIED_PROPERTY,
                             &event->modified_at, why);
    case ICAL_STATUS_PROPERTY:
        event->cancelled = icalproperty_get_status(property) == ICAL_STATUS_CANCELLED;
        return RC_OK;
    case ICAL_SUMMARY_PROPERTY:
        event->summary = mem_copy_string(ical_property_text(property));
        return RC_OK;
    case ICAL_DESCRIPTION_PROPERTY:
        event->description = mem_copy_string(ical_property_text(property));
        return RC_OK;
    case ICAL_LOCATION_PROPERTY:
        event->location = mem_copy_string(ical_property_text(property));
        return RC_OK;
    case ICAL_CATEGORIES_PROPERTY:
        add_category(event, ical_property_text(property));
        return RC_OK;
    case ICAL_DTSTART_PROPERTY:
        return take_time(reader, property, &event->start, why);
    case ICAL_DTEND_PROPERTY:
        return take_time(reader, property, &event->end, why);
    case ICAL_DURATION_PROPERTY:
        return take_duration(property, &event->lasts, why);
    case ICAL_EXDATE_PROPERTY:
        return add_time(reader, property, &event->exdates, &event->exdate_n, why);
    case ICAL_RDATE_PROPERTY:
        return add_time(reader, property, &event->rdates, &event->rdate_n, why);
    case ICAL_RECURRENCEID_PROPERTY:
        return take_recurrence(reader, property, why);
    default:
        return RC_OK;
    }
}

static enum rc take_onset_value(void *with, icalproperty *property, struct fault *why)
{
    struct ical_onset *onset = current_onset(with);
    struct ical_time time;

    switch ((int)icalproperty_isa(property)) {
    case ICAL_TZOFFSETFROM_PROPERTY:
        onset->offset_from_s = icalproperty_get_tzoffsetfrom(property);
        return RC_OK;
    case ICAL_TZOFFSETTO_PROPERTY:
        onset->offset_to_s = icalproperty_get_tzoffsetto(property);
        return RC_OK;
    default:
        if (!ical_property_time(property, &time))
            return fault_set(why, RC_INVALID, "expected a time such as 19701025T030000");
        if (icalproperty_isa(property) == ICAL_DTSTART_PROPERTY) {
            onset->start = time.local;
            return RC_OK;
        }
        if (onset->rdate_n == ONSETS_MAX)
            return fault_set(why, RC_INVALID, "more than %d dates", ONSETS_MAX);
        onset->rdates = mem_grow(onset->rdates, onset->rdate_n + 1, sizeof *onset->rdates);
        onset->rdates[onset->rdate_n++] = time.local;
        return RC_OK;
    }
}

/* What is read of an event. The others (attendees, HTML, alarms) are passed by unread. */
static const struct {
    const char *name;
    enum { ONCE, MANY, DATES } times; /* of what stands in it once, the first counts */
} event_properties[] = {
    {"UID",           ONCE },
    {"SEQUENCE",      ONCE },
    {"LAST-MODIFIED", ONCE },
    {"DTSTAMP",       ONCE },
    {"STATUS",        ONCE },
    {"SUMMARY",       ONCE },
    {"DESCRIPTION",   ONCE },
    {"LOCATION",      ONCE },
    {"CATEGORIES",    MANY },
    {"DTSTART",       ONCE },
    {"DTEND",         ONCE },
    {"DURATION",      ONCE },
    {"RECURRENCE-ID", ONCE },
    {"EXDATE",        DATES},
    {"RDATE",         DATES},
};

static const char *const onset_properties[] = {"TZOFFSETFROM", "TZOFFSETTO", "DTSTART", "RDATE"};

/* Reads the current line as a property `name` of the current event. */
static void read_event_property(struct reader *reader, const char *name)
{
    struct ical_event *event = current_event(reader);
    struct fault why = {0}, told;

    if (reader->lines.line.n > ICAL_LINE_MAX)
        IGNORE(fault_set(&why, RC_INVALID, "longer than %zu bytes", ICAL_LINE_MAX));
    else /* what is wrong stands in `why` */
        IGNORE(
            ical_property_each(text_string(&reader->lines.line), take_event_value, reader, &why));
    if (!why.text[0]) return;
    IGNORE(fault_set(&told, RC_INVALID, "%s at line %d: %.400s", name, reader->lines.number,
                     why.text));
    set_wrong(event, told.text);
}

static void event_line(struct reader *reader)
{
    struct ical_event *event = current_event(reader);

    if (ical_line_is(&reader->lines, "RRULE")) {
        if (event->rrule) set_wrong(event, "it has two rules (RRULE); one can be followed");
        if (!event->rrule) event->rrule = mem_copy_string(ical_line_value(&reader->lines));
        return;
    }
    if (ical_line_is(&reader->lines, "EXRULE"))
        set_wrong(event, "it has an EXRULE, which is no longer a part of calendars; write EXDATE");
    for (unsigned i = 0; i < COUNT(event_properties); i++) {
        if (!ical_line_is(&reader->lines, event_properties[i].name)) continue;
        /* Many programs write "LOCATION:" where there is none; libical takes that for an error. */
        if (!*ical_line_value(&reader->lines)) return;
        if (event_properties[i].times == ONCE && (reader->seen & 1U << i)) return;
        if (event_properties[i].times == DATES && event->wrong) return;
        reader->seen |= 1U << i;
        read_event_property(reader, event_properties[i].name);
        return;
    }
}

/* The lines of a VTIMEZONE, and of a STANDARD or DAYLIGHT in it. What cannot be read makes no offset, and
 * the zone is then known by its name or not at all. */
static enum rc zone_line(struct reader *reader, struct fault *why)
{
    const char *value = ical_line_value(&reader->lines);

    if (ical_line_is(&reader->lines, "TZID") && !reader->zone_named) {
        if (!ical_zone_place(&reader->ical, value, &reader->zone))
            return fault_set(why, RC_INVALID, "calendar: more than %d time zones", ICAL_ZONES_MAX);
        reader->zone_named = true;
    }
    if (ical_line_is(&reader->lines, "X-LIC-LOCATION") && reader->zone_named &&
        !reader->ical.zones[reader->zone].location)
        reader->ical.zones[reader->zone].location = mem_copy_string(value);
    return RC_OK;
}

static enum rc onset_line(struct reader *reader, struct fault *why)
{
    struct ical_onset *onset = current_onset(reader);
    struct fault wrong;

    if (ical_line_is(&reader->lines, "RRULE") && !onset->rrule)
        onset->rrule = mem_copy_string(ical_line_value(&reader->lines));
    if (reader->lines.line.n > ICAL_LINE_MAX) return RC_OK;
    for (size_t i = 0; i < COUNT(onset_properties); i++)
        if (ical_line_is(&reader->lines, onset_properties[i]) &&
            ical_property_each(text_string(&reader->lines.line), take_onset_value, reader,
                               &wrong) != RC_OK)
            return fault_set(why, RC_INVALID, "calendar: %s at line %d: %.300s",
                             onset_properties[i], reader->lines.number, wrong.text);
    return RC_OK;
}

static enum rc calendar_line(struct reader *reader, struct fault *why)
{
    const char *value = ical_line_value(&reader->lines);

    if (ical_line_is(&reader->lines, "X-WR-TIMEZONE") && !reader->ical.zone_name)
        reader->ical.zone_name = mem_copy_string(value);
    if (!ical_line_is(&reader->lines, "METHOD")) return RC_OK;
    reader->cancels = strcasecmp(value, "CANCEL") == 0;
    if (reader->cancels || strcasecmp(value, "PUBLISH") == 0 || strcasecmp(value, "REQUEST") == 0)
        return RC_OK;
    return fault_set(why, RC_INVALID,
                     "calendar: line %d says that it is an answer to an invitation; expected "
                     "METHOD PUBLISH, REQUEST or CANCEL, or none",
                     reader->lines.number);
}

static enum rc begin_event(struct reader *reader, struct fault *why)
{
    struct ical *ical = &reader->ical;

    if (ical->event_n == ICAL_EVENTS_MAX)
        return fault_set(why, RC_INVALID,
                         "calendar: more than %d events; send a shorter stretch of time",
                         ICAL_EVENTS_MAX);
    if ((ical->event_n & (ical->event_n - 1)) == 0) /* at each power of two */
        ical->events =
            mem_grow(ical->events, ical->event_n ? ical->event_n * 2 : 1, sizeof *ical->events);
    ical->events[ical->event_n++] = (struct ical_event){.line = reader->lines.number};
    reader->seen = 0;
    return RC_OK;
}

static enum rc begin_onset(struct reader *reader, struct fault *why)
{
    struct ical_zone *zone = &reader->ical.zones[reader->zone];

    if (zone->onset_n == ONSETS_MAX)
        return fault_set(why, RC_INVALID, "calendar: a time zone with more than %d changes",
                         ONSETS_MAX);
    zone->onsets = mem_grow(zone->onsets, zone->onset_n + 1, sizeof *zone->onsets);
    zone->onsets[zone->onset_n++] = (struct ical_onset){
        .start = {1970, 1, 1, 0, 0, 0}
    };
    return RC_OK;
}

/* What a component is, by its name and the one it stands in. */
static enum part part_of(const struct reader *reader, const char *name)
{
    enum part around = reader->depth ? reader->open[reader->depth - 1].part : PART_OTHER;

    if (reader->depth == 0) return PART_CALENDAR;
    if (around == PART_CALENDAR && strcasecmp(name, "VEVENT") == 0) return PART_EVENT;
    if (around == PART_CALENDAR && strcasecmp(name, "VTIMEZONE") == 0) return PART_ZONE;
    if (around == PART_ZONE && reader->zone_named) return PART_ONSET;
    return PART_OTHER;
}

static enum rc begin_part(struct reader *reader, struct fault *why)
{
    const char *name = ical_line_value(&reader->lines);
    enum part part = part_of(reader, name);
    struct open *open = &reader->open[reader->depth];

    if (reader->depth == 0 && strcasecmp(name, "VCALENDAR") != 0)
        return fault_set(why, RC_INVALID, "calendar: expected BEGIN:VCALENDAR at line %d",
                         reader->lines.number);
    if (reader->depth == ICAL_DEPTH_MAX || strlen(name) >= NAME_MAX_N)
        return fault_set(why, RC_INVALID, "calendar: line %d begins a part inside %d others",
                         reader->lines.number, reader->depth);
    if (++reader->components > ICAL_COMPONENTS_MAX)
        return fault_set(why, RC_INVALID,
                         "calendar: more than %d parts; send a shorter stretch of time",
                         ICAL_COMPONENTS_MAX);
    open->part = part;
    open->line = reader->lines.number;
    memcpy(open->name, name, strlen(name) + 1);
    reader->depth++;
    switch (part) {
    case PART_CALENDAR:
        reader->calendar_events = reader->ical.event_n;
        reader->cancels = false;
        return RC_OK;
    case PART_EVENT:
        return begin_event(reader, why);
    case PART_ZONE:
        reader->zone_named = false;
        return RC_OK;
    case PART_ONSET:
        return begin_onset(reader, why);
    case PART_OTHER:
        return RC_OK;
    }
    return RC_OK;
}

static void end_event(struct ical_event *event)
{
    if (!event->uid) set_wrong(event, "it has no UID, by which it would be known again");
    if (event->start.clock == ICAL_NONE) set_wrong(event, "it has no DTSTART");
    if (event->recurrence.clock != ICAL_NONE && event->rrule)
        set_wrong(event, "it has a rule (RRULE) and changes one of a row (RECURRENCE-ID)");
}

static enum rc end_part(struct reader *reader, struct fault *why)
{
    const char *name = ical_line_value(&reader->lines);
    const struct open *open = reader->depth ? &reader->open[reader->depth - 1] : NULL;

    if (!open || strcasecmp(open->name, name) != 0)
        return fault_set(why, RC_INVALID,
                         "calendar: line %d ends something that was not begun there; the file is "
                         "damaged",
                         reader->lines.number);
    reader->depth--;
    if (open->part == PART_EVENT) end_event(current_event(reader));
    if (open->part == PART_CALENDAR && reader->cancels)
        for (size_t i = reader->calendar_events; i < reader->ical.event_n; i++)
            reader->ical.events[i].cancelled = true;
    return RC_OK;
}

static enum rc read_line(struct reader *reader, struct fault *why)
{
    if (ical_line_is(&reader->lines, "BEGIN")) return begin_part(reader, why);
    if (ical_line_is(&reader->lines, "END")) return end_part(reader, why);
    if (reader->depth == 0)
        return fault_set(why, RC_INVALID, "calendar: expected BEGIN:VCALENDAR at line %d",
                         reader->lines.number);
    switch (reader->open[reader->depth - 1].part) {
    case PART_CALENDAR:
        return calendar_line(reader, why);
    case PART_EVENT:
        event_line(reader);
        return RC_OK;
    case PART_ZONE:
        return zone_line(reader, why);
    case PART_ONSET:
        return onset_line(reader, why);
    case PART_OTHER:
        return RC_OK;
    }
    return RC_OK;
}

static enum rc read_lines(struct reader *reader, struct fault *why)
{
    enum rc rc;

    while ((rc = ical_lines_next(&reader->lines, why)) == RC_OK)
        TRY(read_line(reader, why));
    if (rc != RC_MISSING) return rc;
    if (reader->components == 0) return fault_set(why, RC_INVALID, "calendar: the file is empty");
    if (reader->depth == 0) return RC_OK;
    return fault_set(why, RC_INVALID, "calendar: cut short, what line %d begins has no end",
                     reader->open[reader->depth - 1].line);
}

static void clear_event(struct ical_event *event)
{
    free(event->uid);
    free(event->summary);
    free(event->description);
    free(event->location);
    free(event->categories);
    free(event->rrule);
    free(event->exdates);
    free(event->rdates);
    free(event->wrong);
}

void ical_clear(struct ical *ical)
{
    for (size_t i = 0; i < ical->event_n; i++)
        clear_event(&ical->events[i]);
    for (size_t i = 0; i < ical->zone_n; i++)
        ical_zone_clear(&ical->zones[i]);
    free(ical->events);
    free(ical->zones);
    free(ical->zone_name);
    *ical = (struct ical){0};
}

enum rc ical_read(const void *bytes, size_t n, struct ical *out, struct fault *why)
{
    struct reader reader = {0};
    enum rc rc;

    if (n > ICAL_BYTES_MAX)
        return fault_set(why, RC_INVALID,
                         "calendar: larger than %zu MB; send a shorter stretch of time",
                         ICAL_BYTES_MAX >> 20);
    ical_lines_init(&reader.lines, bytes, n);
    rc = read_lines(&reader, why);
    ical_lines_clear(&reader.lines);
    if (rc == RC_OK)
        *out = reader.ical;
    else
        ical_clear(&reader.ical);
    return rc;
}
