/* Best: what goes in and comes out, for every backend. */
#include "gateway/store/store_ops.h"

void answerers_clear(struct answerers *answerers)
{
    free(answerers->at);
    *answerers = (struct answerers){0};
}

enum rc store_answerers(struct store *store, usec since, usec till, size_t limit,
                        struct answerers *out, struct fault *why)
{
    assert(limit > 0);
    assert(out);
    return store->ops->answerers(store, since, till, limit, out, why);
}

enum rc store_best_learn(struct store *store, const struct new_best *bests, size_t n,
                         usec learned_at, struct fault *why)
{
    assert(bests || n == 0);
    return store->ops->best_learn(store, bests, n, learned_at, why);
}
