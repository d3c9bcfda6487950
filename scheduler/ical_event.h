#ifndef SCHEDULER_ICAL_EVENT_H
#define SCHEDULER_ICAL_EVENT_H
/* Ical_event: what the lines of a VEVENT say. Inside scheduler/ only. */
#include "scheduler/ical.h"
#include "scheduler/ical_lines.h"

/* Reads the current line into the last event. `seen` begins as 0: a bit for each property that stood in it. What is
 * wrong becomes the event's. */
void ical_event_line(struct ical *ical, const struct ical_lines *lines, unsigned *seen);
/* What the last event lacks, or has too much of, now that its lines are read. */
void ical_event_end(struct ical *ical);

#endif
