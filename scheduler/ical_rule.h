#ifndef SCHEDULER_ICAL_RULE_H
#define SCHEDULER_ICAL_RULE_H
/* Ical_rule: a recurrence rule of a calendar file: a rhythm that may end by itself. */
#include "scheduler/ical.h"
#include "scheduler/rhythm.h"

struct ical_rule {
    struct rhythm rhythm;
    int count;              /* 0: not said */
    struct ical_time until; /* the last moment or day, inclusive; UTC, floating or a date */
};

/* RC_INVALID: it cannot be followed. */
enum rc ical_rule_read(const char *string, struct ical_rule *out, struct fault *why) NEEDS_CHECK;

#endif
