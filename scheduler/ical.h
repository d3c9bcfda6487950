#ifndef SCHEDULER_ICAL_H
#define SCHEDULER_ICAL_H
/* Ical: the events of a calendar file (iCalendar, RFC 5545), and when they happen.
 *
 * libical reads the single properties; lines, limits, zones and recurrence are ours. A file may hold
 * a whole life: what is wrong with one event is said of that event, and the others are read on. No
 * sentence about it quotes the file, save the name of a zone. Pure: no clock, no I/O. */
#include "scheduler/zone.h"

#define ICAL_BYTES_MAX      ((size_t)2 << 20)
#define ICAL_COMPONENTS_MAX 10000 /* of every kind; a busy calendar has some thousands in 2 MB */
#define ICAL_EVENTS_MAX     3000
#define ICAL_LINE_MAX       ((size_t)64 << 10) /* bytes of a property that is read */
#define ICAL_DEPTH_MAX      8
#define ICAL_DATES_MAX      400  /* EXDATE and RDATE of one event; libical drops those past 500 */
#define ICAL_INSTANCES_MAX  1000 /* of one file */
#define ICAL_ZONES_MAX      100

enum ical_clock {
    ICAL_NONE, /* there is no such time */
    ICAL_FLOATING,
    ICAL_UTC,
    ICAL_ZONED,
    ICAL_DATE, /* a whole day */
};

/* A time as a file writes it. */
struct ical_time {
    enum ical_clock clock;
    struct local local;
    size_t zone; /* ICAL_ZONED: which of the file's */
};

struct ical_event {
    int line; /* of its BEGIN, from 1 */
    char *uid;
    int sequence;
    usec modified_at; /* LAST-MODIFIED, else DTSTAMP; 0: not said */
    bool cancelled;   /* STATUS:CANCELLED, or all the file is METHOD:CANCEL */
    char *summary, *description, *location, *categories; /* NULL: not said */
    struct ical_time start, end;
    usec lasts; /* DURATION; 0: not said */
    char *rrule;
    struct ical_time *exdates, *rdates;
    size_t exdate_n, rdate_n;
    struct ical_time recurrence; /* RECURRENCE-ID: it stands for that one instance of the rule */
    char *wrong;                 /* why it cannot happen; NULL: nothing is wrong */
    bool left_out;               /* set by the caller: ical_expand passes it by */
};

struct ical_zone;

struct ical {
    char *zone_name; /* X-WR-TIMEZONE */
    struct ical_event *events;
    size_t event_n;
    struct ical_zone *zones; /* every TZID, named or described */
    size_t zone_n;
};

/* Reads a file. RC_INVALID: it is no calendar, too large, cut short or not UTF-8, or it answers an
 * invitation. */
enum rc ical_read(const void *bytes, size_t n, struct ical *out, struct fault *why) NEEDS_CHECK;
void ical_clear(struct ical *ical);

/* Where zones come from. */
struct ical_zones {
    const struct zone *home; /* the municipality's: floating times are its */
    /* The system's zone of that IANA name, kept by the caller for as long as the file; NULL: none. */
    const struct zone *(*find)(void *with, const char *name);
    void *with;
};

struct ical_window {
    usec from, till; /* till exclusive */
};

/* One time that an event happens. UID and `original_at` are its identity. */
struct ical_instance {
    const struct ical_event *event; /* what describes it: an override where there is one */
    const struct ical_event *rule;  /* the event that recurs; NULL: none, or not in this file */
    usec original_at;               /* where the rule has it; 0: it does not recur */
    usec start_at, end_at;
    bool cancelled;
};

struct ical_instances {
    struct ical_instance *at; /* by event, not by time */
    size_t n;
};

/* What of the file starts, or by its rule would have started, inside the window, `left_out` aside. An
 * event that cannot be placed in time becomes `wrong`. A time that the spring jump skips is the first moment
 * after it, one that comes twice in autumn its first coming. RC_INVALID: more than ICAL_INSTANCES_MAX,
 * or rules that take too long to follow. Borrows from `ical`. */
enum rc ical_expand(struct ical *ical, const struct ical_zones *zones,
                    const struct ical_window *window, struct ical_instances *out,
                    struct fault *why) NEEDS_CHECK;
void ical_instances_clear(struct ical_instances *instances);

/* A run of whole days. */
struct ical_days {
    int32_t from_day, till_day; /* till exclusive */
};

/* The whole-day events of a file, such as school holidays, by day. The caller frees `out`. RC_INVALID:
 * the file or one of its events cannot be read, repeats itself by a rule, or has a time of day. */
enum rc ical_days_read(const void *bytes, size_t n, struct ical_days **out, size_t *out_n,
                       struct fault *why) NEEDS_CHECK;

#endif
