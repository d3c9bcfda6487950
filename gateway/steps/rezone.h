#ifndef GATEWAY_STEPS_REZONE_H
#define GATEWAY_STEPS_REZONE_H
/* Rezone: zone data changed, so that a local time is another moment than it was.
 *
 * Plans are made of local days and times, and how far each is done is kept as a moment. Each such moment becomes the
 * one at which the same local time comes now, so that nothing is asked twice and nothing is left out; when the next
 * is due is found anew. */
#include "gateway/steps/steps.h"

/* Of all enrolments, while no step runs. Stopped half-way it leaves the others to step_plan, which asks nobody twice
 * on one day. */
enum rc rezone(struct store *store, const struct zone *from, const struct zone *to, usec now,
               struct fault *why) NEEDS_CHECK;

#endif
