#ifndef GATEWAY_STEPS_SILENCE_H
#define GATEWAY_STEPS_SILENCE_H
/* Silence: questions that nobody answered are nudged, as often as the programme says, and then are a fact that the
 * rules weigh. A nudge keeps to the question's week and to the time before the next check-in, and waits in quiet
 * hours. Check-ins that could not be asked at all come here too. Only steps/ includes this. */
#include "gateway/steps/steps.h"

/* Adds what it did to `out`. */
enum rc watch_silence(struct world *world, usec now, size_t limit, struct step_done *out,
                      struct fault *why) NEEDS_CHECK;

#endif
