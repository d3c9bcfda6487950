/* Pages: which alert a member of staff means by a code or a link. */
#include "gateway/store/sqlite_store.h"

enum rc sqlite_page_by_code(struct store *store, const char *staff, const char *code,
                            int64_t *alert_id, struct fault *why)
{
    /* The latest page with that code; without a code all open ones, two are enough to refuse. */
    static const char SELECT_OPEN[] =
        "SELECT alert_id FROM page JOIN alert ON alert.id = page.alert_id"
        " WHERE page.staff = ?1 AND (?2 = '' OR code = ?2) AND alert.state = 0"
        " GROUP BY alert_id ORDER BY max(page.id) DESC LIMIT 2";
    SCOPED(sqlite_read_end) struct sqlite *db = NULL;
    SCOPED(rows_close) struct rows rows = {0};
    int64_t found = 0;
    bool several;

    TRY(sqlite_read(store, &db, why));
    rows = sqlite_query(db, SELECT_OPEN, BIND(as_string(staff), as_string(code)));
    if (rows_next(&rows)) found = take_int(&rows);
    several = found && rows_next(&rows);
    TRY(rows_end(&rows, why));
    if (!found)
        return fault_set(why, RC_MISSING, "no open alert was paged to %s with that code", staff);
    if (several && code[0] == '\0')
        return fault_set(why, RC_INVALID, "several alerts are open: the code says which one");
    *alert_id = found;
    return RC_OK;
}

enum rc sqlite_page_by_token(struct store *store, const char *token, int64_t *alert_id,
                             char **staff, struct fault *why)
{
    static const char SELECT_PAGE[] = "SELECT alert_id, staff FROM page WHERE token_hash = ?1";
    SCOPED(sqlite_read_end) struct sqlite *db = NULL;
    SCOPED(rows_close) struct rows rows = {0};
    struct hash hash;

    TRY(sqlite_read(store, &db, why));
    hash = hash_string(db, SEAL_TOKEN, token);
    rows = sqlite_query(db, SELECT_PAGE, BIND(as_hash(&hash)));
    if (!rows_next(&rows)) {
        TRY(rows_end(&rows, why));
        return fault_set(why, RC_MISSING, "this link belongs to no page");
    }
    *alert_id = take_int(&rows);
    *staff = take_copy(&rows);
    return rows_end(&rows, why);
}

/* ---- Log-ins ---- */

struct session_write {
    const char *token, *staff;
    usec expires_at;
};

static enum rc write_session(struct sqlite *db, void *with, struct fault *why)
{
    static const char INSERT_SESSION[] =
        "INSERT INTO session (token_hash, staff, expires_at) VALUES (?1, ?2, ?3)";
    const struct session_write *session = with;
    struct hash hash = hash_string(db, SEAL_TOKEN, session->token);

    return sqlite_run(db, INSERT_SESSION,
                      BIND(as_hash(&hash), as_string(session->staff), as_int(session->expires_at)),
                      why);
}

enum rc sqlite_session_add(struct store *store, const char *token, const char *staff,
                           usec expires_at, usec now, struct fault *why)
{
    struct session_write session = {.token = token, .staff = staff, .expires_at = expires_at};

    if (expires_at <= now) return fault_set(why, RC_INVALID, "the session is over already");
    return sqlite_write(store, write_session, &session, why);
}

enum rc sqlite_session_find(struct store *store, const char *token, usec now, char **staff,
                            struct fault *why)
{
    static const char SELECT_SESSION[] =
        "SELECT staff FROM session WHERE token_hash = ?1 AND expires_at > ?2";
    SCOPED(sqlite_read_end) struct sqlite *db = NULL;
    SCOPED(rows_close) struct rows rows = {0};
    struct hash hash;

    TRY(sqlite_read(store, &db, why));
    hash = hash_string(db, SEAL_TOKEN, token);
    rows = sqlite_query(db, SELECT_SESSION, BIND(as_hash(&hash), as_int(now)));
    if (!rows_next(&rows)) {
        TRY(rows_end(&rows, why));
        return fault_set(why, RC_MISSING, "nobody is logged in with this token");
    }
    *staff = take_copy(&rows);
    return rows_end(&rows, why);
}

static enum rc write_session_end(struct sqlite *db, void *with, struct fault *why)
{
    static const char DELETE_SESSION[] = "DELETE FROM session WHERE token_hash = ?1";
    const struct session_write *session = with;
    struct hash hash = hash_string(db, SEAL_TOKEN, session->token);

    return sqlite_run(db, DELETE_SESSION, BIND(as_hash(&hash)), why);
}

enum rc sqlite_session_remove(struct store *store, const char *token, struct fault *why)
{
    struct session_write session = {.token = token};

    return sqlite_write(store, write_session_end, &session, why);
}
