#ifndef GATEWAY_STEPS_REMINDERS_H
#define GATEWAY_STEPS_REMINDERS_H
/* Reminders: the half of `plan` that is about appointments. Only steps/ includes this. */
#include "gateway/steps/steps.h"

/* Adds what it did to `out`. */
enum rc plan_reminders(struct world *world, usec now, size_t limit, struct step_done *out,
                       struct fault *why) NEEDS_CHECK;

#endif
