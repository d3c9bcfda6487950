#ifndef SCHEDULER_ICAL_PROPERTY_H
#define SCHEDULER_ICAL_PROPERTY_H
/* Ical_property: one line of a calendar file, as libical reads it.
 *
 * libical is given one line at a time, so that what it cannot read has a line number and nothing that it
 * does about the whole (its own zones, rules and errors) can matter. */
#include <libical/ical.h>

#include "scheduler/ical.h"

/* Calls `each` for every value of the line. RC_INVALID: libical cannot read it. */
enum rc ical_property_each(const char *line,
                           enum rc (*each)(void *with, icalproperty *property, struct fault *why),
                           void *with, struct fault *why) NEEDS_CHECK;

/* The text of a property, without its escapes; "" where it holds none. Borrowed. */
const char *ical_property_text(icalproperty *property);
/* The value of a parameter; NULL: there is none. Borrowed. */
const char *ical_property_parameter(icalproperty *property, icalparameter_kind kind);
/* False: it holds no time, or one that is in no calendar, or before 1601 or after 2200. The zone is left
 * to the caller. */
bool ical_property_time(icalproperty *property, struct ical_time *out);
bool ical_time_take(struct icaltimetype time, struct ical_time *out);

#endif
