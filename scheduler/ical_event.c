#include "scheduler/ical_event.h"

#include <strings.h>

#include "scheduler/ical_property.h"
#include "scheduler/ical_zone.h"

#define LASTS_MAX    (366 * USEC_DAY)
#define SEQUENCE_MAX 1000000000

static struct ical_event *current_event(struct ical *ical)
{
    return &ical->events[ical->event_n - 1];
}

/* Only the first thing that is wrong is told. */
static void set_wrong(struct ical_event *event, const char *sentence)
{
    if (!event->wrong) event->wrong = mem_copy_string(sentence);
}

static enum rc take_time(struct ical *ical, icalproperty *property, struct ical_time *out,
                         struct fault *why)
{
    const char *name = ical_property_parameter(property, ICAL_TZID_PARAMETER);

    if (!ical_property_time(property, out))
        return fault_set(why, RC_INVALID,
                         "expected a date or a time from 1601 to 2200, such as 20270118T101500");
    if (!name || !*name || out->clock != ICAL_FLOATING) return RC_OK;
    out->clock = ICAL_ZONED;
    if (ical_zone_place(ical, name, &out->zone)) return RC_OK;
    return fault_set(why, RC_INVALID, "the file names more than %d time zones", ICAL_ZONES_MAX);
}

static enum rc add_time(struct ical *ical, icalproperty *property, struct ical_time **times,
                        size_t *n, struct fault *why)
{
    const struct ical_event *event = current_event(ical);
    struct ical_time time;

    if (event->exdate_n + event->rdate_n == ICAL_DATES_MAX)
        return fault_set(why, RC_INVALID, "more than %d dates beside the rule", ICAL_DATES_MAX);
    TRY(take_time(ical, property, &time, why));
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

static enum rc take_recurrence(struct ical *ical, icalproperty *property, struct fault *why)
{
    const char *range = ical_property_parameter(property, ICAL_RANGE_PARAMETER);

    if (range && strcmp(range, "THISANDFUTURE") == 0)
        return fault_set(why, RC_INVALID,
                         "one change for this and all later appointments (THISANDFUTURE) is not "
                         "read; end the row and begin a new one");
    return take_time(ical, property, &current_event(ical)->recurrence, why);
}

static void add_category(struct ical_event *event, const char *category)
{
    SCOPED(text_wipe) struct text joined = {.limit = ICAL_LINE_MAX};

    if (event->categories) text_addf(&joined, "%s, ", event->categories);
    text_add(&joined, category);
    free(event->categories);
    event->categories = text_take(&joined);
}

static enum rc take_value(void *with, icalproperty *property, struct fault *why)
{
    struct ical *ical = with;
    struct ical_event *event = current_event(ical);

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
        event->cancelled |= icalproperty_get_status(property) == ICAL_STATUS_CANCELLED;
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
        return take_time(ical, property, &event->start, why);
    case ICAL_DTEND_PROPERTY:
        return take_time(ical, property, &event->end, why);
    case ICAL_DURATION_PROPERTY:
        return take_duration(property, &event->lasts, why);
    case ICAL_EXDATE_PROPERTY:
        return add_time(ical, property, &event->exdates, &event->exdate_n, why);
    case ICAL_RDATE_PROPERTY:
        return add_time(ical, property, &event->rdates, &event->rdate_n, why);
    case ICAL_RECURRENCEID_PROPERTY:
        return take_recurrence(ical, property, why);
    default:
        return RC_OK;
    }
}

/* What is read of an event. The others (attendees, HTML, alarms) are passed by unread. */
static const struct {
    const char *name;
    enum { ONCE, MANY, DATES } times; /* of what stands in it once, the first counts */
} properties[] = {
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

/* Reads the current line as a property `name` of the current event. */
static void read_property(struct ical *ical, const struct ical_lines *lines, const char *name)
{
    struct ical_event *event = current_event(ical);
    struct fault why = {0}, told;

    if (lines->line.n > ICAL_LINE_MAX)
        IGNORE(fault_set(&why, RC_INVALID, "longer than %zu bytes", ICAL_LINE_MAX));
    else /* what is wrong stands in `why` */
        IGNORE(ical_property_each(text_string(&lines->line), take_value, ical, &why));
    if (!why.text[0]) return;
    IGNORE(fault_set(&told, RC_INVALID, "%s at line %d: %.400s", name, lines->number, why.text));
    set_wrong(event, told.text);
}

void ical_event_line(struct ical *ical, const struct ical_lines *lines, unsigned *seen)
{
    struct ical_event *event = current_event(ical);

    /* Many programs write "LOCATION:" where there is none; libical takes that for an error. */
    if (!*ical_line_value(lines)) return;
    if (ical_line_is(lines, "RRULE")) {
        if (event->rrule) set_wrong(event, "it has two rules (RRULE); one can be followed");
        if (!event->rrule) event->rrule = mem_copy_string(ical_line_value(lines));
        return;
    }
    /* As Americans spell it; libical only knows CANCELLED, and the family would be reminded of it. */
    if (ical_line_is(lines, "STATUS") && strcasecmp(ical_line_value(lines), "CANCELED") == 0)
        event->cancelled = true;
    if (ical_line_is(lines, "EXRULE"))
        set_wrong(event, "it has an EXRULE, which is no longer a part of calendars; write EXDATE");
    for (unsigned i = 0; i < COUNT(properties); i++) {
        if (!ical_line_is(lines, properties[i].name)) continue;
        if (properties[i].times == ONCE && (*seen & 1U << i)) return;
        if (properties[i].times == DATES && event->wrong) return;
        *seen |= 1U << i;
        read_property(ical, lines, properties[i].name);
        return;
    }
}

void ical_event_end(struct ical *ical)
{
    struct ical_event *event = current_event(ical);

    if (!event->uid) set_wrong(event, "it has no UID, by which it would be known again");
    if (event->start.clock == ICAL_NONE) set_wrong(event, "it has no DTSTART");
    if (event->recurrence.clock != ICAL_NONE && event->rrule)
        set_wrong(event, "it has a rule (RRULE) and changes one of a row (RECURRENCE-ID)");
}
