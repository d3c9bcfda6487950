#ifndef SCHEDULER_ICAL_ZONE_H
#define SCHEDULER_ICAL_ZONE_H
/* Ical_zone: which zone of the system a calendar file means.
 *
 * By its IANA name, also behind a prefix; by the name that Windows has for it; by the place that is
 * noted beside its description; else one that agrees with the description at the moment in question. */
#include "scheduler/ical.h"

/* When the clock of a described zone changes: once, by a rule, or on listed days. */
struct ical_onset {
    struct local start; /* on the clock before it */
    int offset_from_s, offset_to_s;
    char *rrule; /* NULL: none */
    struct local *rdates;
    size_t rdate_n;
};

struct ical_zone {
    char *name;     /* TZID */
    char *location; /* X-LIC-LOCATION */
    struct ical_onset *onsets;
    size_t onset_n;
    bool looked;
    const struct zone *found; /* NULL once looked for: by its description only */
};

/* The place of the zone of that name among the file's; a new one where there is none. False: there are
 * too many. */
bool ical_zone_place(struct ical *ical, const char *name, size_t *out);
void ical_zone_clear(struct ical_zone *zone);

/* The moment of a time; of a whole day its first, in the municipality's zone. `effort` counts down the
 * days that were looked at. RC_INVALID: nobody knows the zone, or its description agrees with none. */
enum rc ical_time_usec(struct ical *ical, const struct ical_zones *zones,
                       const struct ical_time *time, int64_t *effort, usec *out,
                       struct fault *why) NEEDS_CHECK;

#endif
