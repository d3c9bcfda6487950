#ifndef GATEWAY_STEPS_NUMBERS_H
#define GATEWAY_STEPS_NUMBERS_H
/* Numbers: once a day each number is looked at, whether it still reaches its family. Only steps/ includes this. */
#include "gateway/steps/steps.h"

/* At most `limit` of them; `out->n` counts those looked at. */
enum rc watch_numbers(struct world *world, usec now, size_t limit, struct step_done *out,
                      struct fault *why) NEEDS_CHECK;

#endif
