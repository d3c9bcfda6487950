/* What planning works from: enrolments that are due. */
#include "gateway/store/sqlite_store.h"

/* So many that are due are put in the order of their rows at a time, in 2 MB: neighbours share pages, and to read and
 * write these is most of what a city's day costs. Of a longer backlog the oldest go first. */
#define BACKLOG_MAX 262144

static enum rc fill_backlog(struct sqlite *db, struct backlog *backlog, usec now, struct fault *why)
{
    /* A paused one is planned too: what is not asked goes into the books with its reason. */
    static const char SELECT_DUE[] =
        "SELECT family_id FROM (SELECT id, family_id FROM enrolment"
        " WHERE state <> 2 AND next_at <= ?1 AND next_at < 9223372036854775807"
        " ORDER BY next_at, id LIMIT ?2) ORDER BY id";
    SCOPED(rows_close)
    struct rows rows = sqlite_query(db, SELECT_DUE, BIND(as_int(now), as_int(BACKLOG_MAX)));

    backlog->n = backlog->next = 0;
    while (rows_next(&rows)) {
        backlog->families = mem_grow(backlog->families, backlog->n + 1, sizeof(*backlog->families));
        backlog->families[backlog->n++] = take_int(&rows);
    }
    return rows_end(&rows, why);
}

/* The next of the backlog. What was planned or ended since it was made is passed over. */
static enum rc take_due(struct sqlite *db, struct backlog *backlog, usec now, size_t limit,
                        struct families *out, struct fault *why)
{
    while (backlog->next < backlog->n && out->n < limit) {
        struct family *family;

        out->at = mem_grow(out->at, out->n + 1, sizeof(*out->at));
        family = &out->at[out->n];
        TRY(family_load(db, backlog->families[backlog->next++], family, why));
        if (family->enrolment.state != ENROLMENT_ENDED && family->enrolment.next_at <= now)
            out->n++;
        else
            family_clear(family);
    }
    return RC_OK;
}

static enum rc plan_due(struct sqlite *db, struct backlog *backlog, usec now, size_t limit,
                        struct families *out, struct fault *why)
{
    TRY(take_due(db, backlog, now, limit, out, why));
    if (out->n > 0) return RC_OK;
    TRY(fill_backlog(db, backlog, now, why));
    return take_due(db, backlog, now, limit, out, why);
}

enum rc sqlite_plan_due(struct store *base, usec now, size_t limit, struct families *out,
                        struct fault *why)
{
    struct sqlite_store *store = sqlite_store(base);
    SCOPED(families_clear) struct families families = {0};
    SCOPED(sqlite_read_end) struct sqlite *db = NULL;
    enum rc rc;

    TRY(sqlite_read(base, &db, why));
    pthread_mutex_lock(&store->backlog.lock);
    rc = plan_due(db, &store->backlog, now, limit, &families, why);
    pthread_mutex_unlock(&store->backlog.lock);
    if (rc == RC_OK) hand_over(out, &families, sizeof(families));
    return rc;
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
