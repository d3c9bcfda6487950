#ifndef GATEWAY_STEPS_CHECK_IN_H
#define GATEWAY_STEPS_CHECK_IN_H
/* Check_in: one check-in of a plan as question and message, or in the books with the reason why it is not asked. Only
 * steps/ includes this. */
#include "gateway/steps/steps.h"

/* `instead_of` is the question that it makes up for, or 0. */
void check_in_add(const struct config *config, const struct family *family,
                  const struct planned *planned, int64_t instead_of, usec now,
                  struct decision *out);

#endif
