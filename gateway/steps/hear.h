#ifndef GATEWAY_STEPS_HEAR_H
#define GATEWAY_STEPS_HEAR_H
/* Hear: what a text and the step of a USSD session have in common. Only steps/ includes this. */
#include "gateway/dialogue/dialogue.h"
#include "gateway/steps/steps.h"

/* Opens the alert that the verdict calls for. */
void hear_raise(struct world *world, const struct family *family, const struct verdict *verdict,
                usec now, struct decision *decision);

/* What was typed in a USSD session that nobody looks at any more: what is to be said is sent as SMS.
 * Decides nothing where it was handled meanwhile. */
enum rc hear_late(struct world *world, const struct inbox_text *text, usec now,
                  struct decision *decision, struct fault *why) NEEDS_CHECK;

#endif
