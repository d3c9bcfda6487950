/* Calendars of staff: how their own feed stands, and the token of the one they read here. */
#include "gateway/store/sqlite_store.h"

struct token_write {
    const char *staff, *token;
};

static enum rc write_token(struct sqlite *db, void *with, struct fault *why)
{
    static const char SET_TOKEN[] = "INSERT INTO calendar (staff, token_hash) VALUES (?1, ?2)"
                                    " ON CONFLICT (staff) DO UPDATE SET token_hash = ?2";
    const struct token_write *write = with;
    struct hash hash = hash_string(db, SEAL_TOKEN, write->token);

    return sqlite_run(db, SET_TOKEN, BIND(as_string(write->staff), as_hash(&hash)), why);
}

enum rc sqlite_calendar_token(struct store *store, const char *staff, const char *token,
                              struct fault *why)
{
    struct token_write write = {.staff = staff, .token = token};

    return sqlite_write(store, write_token, &write, why);
}

enum rc sqlite_calendar_staff(struct store *store, const char *token, char **staff,
                              struct fault *why)
{
    static const char SELECT_STAFF[] = "SELECT staff FROM calendar WHERE token_hash = ?1";
    SCOPED(sqlite_read_end) struct sqlite *db = NULL;
    SCOPED(rows_close) struct rows rows = {0};
    struct hash hash;

    TRY(sqlite_read(store, &db, why));
    hash = hash_string(db, SEAL_TOKEN, token);
    rows = sqlite_query(db, SELECT_STAFF, BIND(as_hash(&hash)));
    if (!rows_next(&rows)) {
        TRY(rows_end(&rows, why));
        return fault_set(why, RC_MISSING, "there is no calendar at this address");
    }
    *staff = take_copy(&rows);
    return rows_end(&rows, why);
}

static enum rc write_calendar(struct sqlite *db, void *with, struct fault *why)
{
    static const char KEEP[] =
        "INSERT INTO calendar (staff, looked_at, taken_at, etag, modified, fault, trouble, read_at)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"
        " ON CONFLICT (staff) DO UPDATE SET looked_at = ?2, taken_at = ?3, etag = ?4,"
        " modified = ?5, fault = ?6, trouble = ?7, read_at = ?8";
    const struct calendar *calendar = with;

    return sqlite_run(db, KEEP,
                      BIND(as_string(calendar->staff), as_int(calendar->looked_at),
                           as_int(calendar->taken_at), as_string(calendar->etag),
                           as_string(calendar->modified), as_string(calendar->fault),
                           as_int(calendar->trouble), as_int(calendar->read_at)),
                      why);
}

enum rc sqlite_calendar_keep(struct store *store, const struct calendar *calendar,
                             struct fault *why)
{
    struct calendar copy = *calendar;

    return sqlite_write(store, write_calendar, &copy, why);
}

enum rc sqlite_calendar_load(struct store *store, const char *staff, struct calendar *out,
                             struct fault *why)
{
    static const char SELECT_CALENDAR[] =
        "SELECT token_hash IS NOT NULL, looked_at, taken_at, etag, modified, fault, trouble,"
        " read_at FROM calendar"
        " WHERE staff = ?1";
    SCOPED(calendar_clear) struct calendar calendar = {.staff = mem_copy_string(staff)};
    SCOPED(sqlite_read_end) struct sqlite *db = NULL;
    SCOPED(rows_close) struct rows rows = {0};

    TRY(sqlite_read(store, &db, why));
    rows = sqlite_query(db, SELECT_CALENDAR, BIND(as_string(staff)));
    if (rows_next(&rows)) {
        calendar.has_token = take_int(&rows) != 0;
        calendar.looked_at = take_int(&rows);
        calendar.taken_at = take_int(&rows);
        calendar.etag = take_copy(&rows);
        calendar.modified = take_copy(&rows);
        calendar.fault = take_copy(&rows);
        calendar.trouble = (enum calendar_trouble)take_int(&rows);
        calendar.read_at = take_int(&rows);
    } else {
        calendar.etag = mem_copy_string("");
        calendar.modified = mem_copy_string("");
        calendar.fault = mem_copy_string("");
    }
    TRY(rows_end(&rows, why));
    hand_over(out, &calendar, sizeof(calendar));
    return RC_OK;
}
