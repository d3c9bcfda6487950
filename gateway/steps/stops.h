#ifndef GATEWAY_STEPS_STOPS_H
#define GATEWAY_STEPS_STOPS_H
/* Stops that a provider kept to itself: nobody wrote to us, yet after violence or trouble a person must look. */
#include "gateway/steps/steps.h"

/* Adds what it did to `out`. */
enum rc watch_stops(struct world *world, usec now, size_t limit, struct step_done *out,
                    struct fault *why) NEEDS_CHECK;

#endif
