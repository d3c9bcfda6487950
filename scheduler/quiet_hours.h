#ifndef SCHEDULER_QUIET_HOURS_H
#define SCHEDULER_QUIET_HOURS_H
/* Quiet hours: when a family is left in peace.
 *
 * A window is local wall time and may cross midnight (21:00 to 08:00). Pure: no clock, no I/O.
 * Crisis messages and answers to a family's own message do not ask here. */
#include "gateway/base/base.h"

struct zone;

struct quiet_hours {
    int from_min; /* minutes after local midnight, 0 to 1439 */
    int till_min; /* exclusive; equal to from_min: never quiet */
};

bool quiet_hours_cover(const struct quiet_hours *hours, const struct zone *zone, usec at);

/* The first moment at or after `at` when a message may go. A minute that the summer-time jump skips
 * counts as the first minute after the jump. */
usec quiet_hours_release(const struct quiet_hours *hours, const struct zone *zone, usec at);

/* When the quiet that covers `at` began. */
usec quiet_hours_begun(const struct quiet_hours *hours, const struct zone *zone, usec at);

/* Weekly hours of a person: days and a window that does not cross midnight. */
struct week_hours {
    unsigned days; /* bit 0 Monday … bit 6 Sunday; 0: never */
    int from_min, till_min;
};

bool week_hours_cover(const struct week_hours *hours, const struct zone *zone, usec at);
/* The first moment at or after `at` inside the hours; USEC_NEVER without days. */
usec week_hours_next(const struct week_hours *hours, const struct zone *zone, usec at);

#endif
