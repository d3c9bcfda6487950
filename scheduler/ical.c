#include "scheduler/ical.h"

#include <strings.h>

#include "scheduler/ical_event.h"
#include "scheduler/ical_lines.h"
#include "scheduler/ical_property.h"
#include "scheduler/ical_zone.h"

#define NAME_MAX_N 32
#define ONSETS_MAX 1000 /* changes of the clock in one description, or of dates in one change */

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

static struct ical_onset *current_onset(struct reader *reader)
{
    struct ical_zone *zone = &reader->ical.zones[reader->zone];

    return &zone->onsets[zone->onset_n - 1];
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

static const char *const onset_properties[] = {"TZOFFSETFROM", "TZOFFSETTO", "DTSTART", "RDATE"};

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
    if (open->part == PART_EVENT) ical_event_end(&reader->ical);
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
        ical_event_line(&reader->ical, &reader->lines, &reader->seen);
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
