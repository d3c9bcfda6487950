/* The wrappers of store.h for what the rules beside text look at. */
#include "gateway/store/store_ops.h"

enum rc store_past_load(struct store *store, int64_t family_id, usec now, struct past *out,
                        struct fault *why)
{
    assert(family_id > 0);
    assert(now > 0);
    assert(out);
    return store->ops->past_load(store, family_id, now, out, why);
}

enum rc store_provider_stops(struct store *store, size_t limit, struct provider_stops *out,
                             struct fault *why)
{
    assert(limit > 0);
    assert(out);
    return store->ops->provider_stops(store, limit, out, why);
}
