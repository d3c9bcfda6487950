#ifndef GATEWAY_WEB_STANDING_H
#define GATEWAY_WEB_STANDING_H
/* Standing: how a family's place in its programme stands, for enrolment_standing.html. */
#include "gateway/enrolment/enrolment.h"
#include "gateway/web/view.h"

void standing_add(json_t *values, const struct visit *visit, const struct family *family);

/* A phase of the family's programme by its index; null where there is none. */
json_t *standing_phase(const struct visit *visit, const struct family *family, int index);

#endif
