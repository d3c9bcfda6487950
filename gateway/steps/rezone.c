#include "gateway/steps/rezone.h"

#define AT_ONCE_MAX 200
/* More than any municipality has. */
#define TURNS_MAX 100000

static usec same_local(const struct zone *from, const struct zone *to, usec at)
{
    return zone_usec(to, zone_local(from, at)) + at % USEC_SEC;
}

static enum rc rezone_some(struct store *store, const struct zone *from, const struct zone *to,
                           usec now, size_t *n, struct fault *why)
{
    SCOPED(families_clear) struct families families = {0};
    const struct changes *all[AT_ONCE_MAX];
    struct changes changes[AT_ONCE_MAX];

    TRY(store_plan_due(store, PLAN_ANEW, AT_ONCE_MAX, &families, why));
    for (size_t i = 0; i < families.n; i++) {
        const struct enrolment *enrolment = &families.at[i].enrolment;

        changes[i] = (struct changes){
            .enrolment_id = enrolment->id,
            .cursor_was = enrolment->planned_at,
            .next_was = enrolment->next_at,
            .planned_at = same_local(from, to, enrolment->planned_at),
            .planned_member = enrolment->planned_member,
            .next_at = now,
            .appointment_state = -1,
        };
        all[i] = &changes[i];
    }
    *n = families.n;
    return families.n ? store_apply_each(store, all, families.n, now, why) : RC_OK;
}

enum rc rezone(struct store *store, const struct zone *from, const struct zone *to, usec now,
               struct fault *why)
{
    size_t n = 1;

    TRY(store_plan_anew(store, why));
    for (int i = 0; i < TURNS_MAX && n > 0; i++)
        TRY(rezone_some(store, from, to, now, &n, why));
    return RC_OK;
}
