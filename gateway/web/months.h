#ifndef GATEWAY_WEB_MONTHS_H
#define GATEWAY_WEB_MONTHS_H
/* Months: the check-ins to come of a plan as months, before anything is saved.
 *
 * Values for the partial months.html: a table a month, so that it reads without script, on a small screen, by a
 * screen reader and on paper. Pure but for the words: nothing of a family is looked up. */
#include "gateway/web/phrases.h"
#include "scheduler/plan.h"

/* Longer than any programme with an end that ships. */
#define MONTHS_MAX 30

struct months {
    const struct phrases *phrases;
    const struct plan *plan;
    const char *const
        *names;     /* of who is asked, in the plan's order; NULL: "gezinslid 1" and so on */
    int months_max; /* at most MONTHS_MAX */
    /* Of a plan that runs: from when on, those before are left out; and the days on which the family rests, none of
     * them asked on. Till exclusive, INT32_MAX: until somebody resumes it. */
    usec from_at;
    int32_t rest_from_day, rest_till_day;
};

/* {"said": how many and the first, "months": […]} from the month of `from_day` to the end of the plan or
 * `months_max` months. */
json_t *months_json(const struct months *shown, int32_t from_day);

#endif
