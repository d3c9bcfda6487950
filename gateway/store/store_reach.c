/* Reach: what goes in and comes out, for every backend. */
#include "gateway/store/store_ops.h"

enum rc store_reach_list(struct store *store, const struct reach_ask *ask, struct reaches *out,
                         struct fault *why)
{
    assert(ask && ask->limit > 0);
    assert(out);
    return store->ops->reach_list(store, ask, out, why);
}
