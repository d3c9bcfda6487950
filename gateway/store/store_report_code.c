/* Codes of regular helpers: what goes in and comes out, for every backend. */
#include "gateway/store/store_ops.h"

enum rc store_report_code_add(struct store *store, int64_t family_id, const char *helper,
                              const char *who, usec now, struct fault *why)
{
    assert(family_id > 0);
    assert(helper && helper[0]);
    assert(who && who[0]);
    return store->ops->report_code_add(store, family_id, helper, who, now, why);
}

enum rc store_report_code_end(struct store *store, int64_t family_id, int64_t id, const char *who,
                              usec now, struct fault *why)
{
    assert(family_id > 0);
    assert(who && who[0]);
    return store->ops->report_code_end(store, family_id, id, who, now, why);
}

enum rc store_report_code_list(struct store *store, int64_t family_id, struct report_codes *out,
                               struct fault *why)
{
    assert(family_id > 0);
    assert(out);
    return store->ops->report_code_list(store, family_id, out, why);
}

enum rc store_report_code_family(struct store *store, const char *helper, const char *code,
                                 int64_t *out, struct fault *why)
{
    assert(helper && helper[0]);
    assert(code);
    assert(out);
    return store->ops->report_code_family(store, helper, code, out, why);
}
