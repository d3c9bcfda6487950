#ifndef GATEWAY_STEPS_BEST_H
#define GATEWAY_STEPS_BEST_H
/* Best: once a day, from what was answered the day before, at which minute members are asked from tomorrow on. Only
 * steps/ includes this. */
#include "gateway/steps/steps.h"

/* Adds to `n` what it did; above 0 there may be more. */
enum rc learn_best(struct world *world, usec now, size_t *n, struct fault *why) NEEDS_CHECK;

#endif
