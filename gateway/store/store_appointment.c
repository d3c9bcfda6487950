/* What came of appointments: what goes in and comes out, for every backend. */
#include "gateway/store/store_ops.h"

enum rc store_appointment_note(struct store *store, const struct appointment *appointment, usec now,
                               struct fault *why)
{
    assert(appointment && appointment->id > 0 && appointment->family_id > 0);
    return store->ops->appointment_note(store, appointment, now, why);
}

enum rc store_appointment_unseen(struct store *store, usec now, size_t limit,
                                 struct appointments *out, struct fault *why)
{
    assert(limit > 0);
    assert(out);
    return store->ops->appointment_unseen(store, now, limit, out, why);
}
