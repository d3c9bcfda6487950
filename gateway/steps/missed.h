#ifndef GATEWAY_STEPS_MISSED_H
#define GATEWAY_STEPS_MISSED_H
/* Missed: a check-in whose window passed before it was asked is asked on another day, once, if there is room for it
 * (scheduler/make_up.h). Only steps/ includes this. */
#include "gateway/steps/steps.h"

/* `out` is what follows from a check-in that expired: it is asked now, looked at again when it may be, or never. */
enum rc look_at_missed(struct world *world, const struct question *question, usec now,
                       struct decision *out, struct fault *why) NEEDS_CHECK;

#endif
