#ifndef GATEWAY_ENROLMENT_DECIDING_H
#define GATEWAY_ENROLMENT_DECIDING_H
/* Deciding: what the acts share. Inside gateway/enrolment only. */
#include "config/guess.h"
#include "gateway/enrolment/enrolment.h"

/* A sound act of this word; RC_MISSING: the family is in no programme. RC_INVALID: it has ended. */
enum rc act_begin(const struct acting *by, enum enrolment_word word, struct decided *out,
                  struct fault *why) NEEDS_CHECK;

int32_t act_today(const struct acting *by);
/* The first day that nothing was asked on: from it on a change counts. */
int32_t act_since_day(const struct acting *by);

/* A day from `least` on, at most ENROLMENT_DAYS_AHEAD_MAX after today. `field` names it in the fault. */
enum rc act_read_day(const struct acting *by, const char *field, const char *string, int32_t least,
                     int32_t *out, struct fault *why) NEEDS_CHECK;
/* Adds "2027-01-18". */
void act_add_day(struct text *out, int32_t day);

/* The phase of the programme by its name; `phase` is the field. */
enum rc act_find_phase(const struct programme *programme, const char *name, int *out,
                       struct fault *why) NEEDS_CHECK;
/* The phase that the family is in, the first one before it begins. RC_INVALID: the programme is over. */
enum rc act_present_phase(const struct acting *by, const struct plan *plan, struct plan_phase *out,
                          struct fault *why) NEEDS_CHECK;
/* RC_INVALID: nothing can be planned. */
enum rc act_need_plan(const struct acting *by, struct family_plan *out,
                      struct fault *why) NEEDS_CHECK;

#endif
