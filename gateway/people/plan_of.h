#ifndef GATEWAY_PEOPLE_PLAN_OF_H
#define GATEWAY_PEOPLE_PLAN_OF_H
/* Plan_of: the plan by which one family is asked, made of its enrolment and its members.
 *
 * The one place that knows how the two meet, so that what is planned, shown and simulated is the same. Pure: reads
 * only what it is given. */
#include "config/config.h"
#include "gateway/store/store.h"

/* Borrows from the configuration and the family; both must outlive it. Valid as {0}. */
struct family_plan {
    struct plan plan;
    struct best_time *best; /* of those asked; what `plan` points at */
    int *phones;
};
void family_plan_clear(struct family_plan *plan);

/* False: nothing can be planned. The family is in no programme, or in one that the configuration lost, or nobody
 * of it is asked; `out` is empty then. */
bool plan_of(const struct config *config, const struct family *family, struct family_plan *out);

/* The member whom the plan calls by this number, counted from 1 among those who are asked; NULL: there is none. */
const struct member *plan_member_of(const struct family *family, int number);
/* The other way round; 0: that member is not asked. */
int plan_number_of(const struct family *family, int64_t member_id);

#endif
