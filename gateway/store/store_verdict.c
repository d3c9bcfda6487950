/* Verdicts, as every backend keeps them. */
#include "gateway/store/store_ops.h"

enum rc store_verdict_add(struct store *store, const struct new_verdict *verdict, usec now,
                          struct fault *why)
{
    assert((verdict->reply_id > 0) != (verdict->alert_id > 0));
    assert(verdict->who);
    assert(verdict->word < VERDICT_N);
    assert(verdict->level <= LEVEL_CRISIS);
    assert(now > 0);
    return store->ops->verdict_add(store, verdict, now, why);
}

enum rc store_verdict_list(struct store *store, int64_t reply_id, int64_t alert_id,
                           struct verdicts *out, struct fault *why)
{
    assert(reply_id > 0 || alert_id > 0);
    assert(out);
    return store->ops->verdict_list(store, reply_id, alert_id, out, why);
}

enum rc store_labelled_list(struct store *store, size_t limit, struct labelled_replies *out,
                            struct fault *why)
{
    assert(limit > 0);
    assert(out);
    return store->ops->labelled_list(store, limit, out, why);
}

enum rc store_verdict_counts(struct store *store, usec since, struct found_counts *out,
                             struct fault *why)
{
    assert(since >= 0);
    assert(out);
    return store->ops->verdict_counts(store, since, out, why);
}
