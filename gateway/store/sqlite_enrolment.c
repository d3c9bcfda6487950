/* What planning works from: enrolments that are due. */
#include "gateway/store/sqlite_store.h"

enum rc sqlite_plan_due(struct store *store, usec now, size_t limit, struct families *out,
                        struct fault *why)
{
    /* A paused one is planned too: what is not asked goes into the books with its reason. */
    static const char SELECT_DUE[] =
        "SELECT family_id FROM enrolment"
        " WHERE state <> 2 AND next_at <= ?1 AND next_at < 9223372036854775807"
        " ORDER BY next_at, id LIMIT ?2";
    SCOPED(sqlite_read_end) struct sqlite *db = NULL;
    SCOPED(rows_close) struct rows rows = {0};

    TRY(sqlite_read(store, &db, why));
    rows = sqlite_query(db, SELECT_DUE, BIND(as_int(now), as_int((int64_t)limit)));
    return families_load(db, &rows, out, why);
}

static enum rc write_plan_anew(struct sqlite *db, void *with, struct fault *why)
{
    static const char SET_NEXT[] = "UPDATE enrolment SET next_at = ?1"
                                   " WHERE state <> 2 AND next_at < 9223372036854775807";

    (void)with;
    return sqlite_run(db, SET_NEXT, BIND(as_int(PLAN_ANEW)), why);
}

enum rc sqlite_plan_anew(struct store *store, struct fault *why)
{
    return sqlite_write(store, write_plan_anew, NULL, why);
}
