#ifndef GATEWAY_AGENDA_FAMILY_CODE_H
#define GATEWAY_AGENDA_FAMILY_CODE_H
/* Family_code: which family an event of somebody's calendar is about.
 *
 * "vn-12" is family 12, "vn-12-2" its second member. It is all that a calendar needs to say of a family, and
 * all that ours says. */
#include "gateway/base/text.h"
#include "scheduler/ical.h"

struct family_code {
    int64_t family_id; /* 0: there is none */
    int member;        /* its place, from 1; 0: not said */
};

/* Looks in summary, location, categories and description. False: there are codes of two families, or of two
 * members of one. */
bool family_code_find(const struct ical_event *event, struct family_code *out);

#define FAMILY_CODE_SPACE 32
void family_code_write(int64_t family_id, char out[static FAMILY_CODE_SPACE]);

/* `text` without the codes in it and the blanks around them. */
void family_code_leave_out(const char *text, struct text *out);

#endif
