#ifndef GATEWAY_STEPS_APPOINTMENTS_H
#define GATEWAY_STEPS_APPOINTMENTS_H
/* Appointments: what came of them is looked at once. Only steps/ includes this. */
#include "gateway/steps/steps.h"

enum rc watch_appointments(struct world *world, usec now, size_t limit, struct step_done *out,
                           struct fault *why) NEEDS_CHECK;

#endif
