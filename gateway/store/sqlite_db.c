#include "gateway/store/sqlite_db.h"

/* A writer of another process (a backup being copied in, a person with a tool) may hold the file for a
 * moment. */
#define BUSY_WAIT_MS 5000

enum rc sqlite_fault(const struct sqlite *sqlite, struct fault *why)
{
    int code = sqlite3_extended_errcode(sqlite->handle);

    switch (code & 0xFF) {
    case SQLITE_FULL:
        return fault_set(why, RC_BROKEN,
                         "the disk of the database is full: make room; nothing was half done");
    case SQLITE_IOERR:
        return fault_set(why, RC_BROKEN,
                         "the disk of the database fails (SQLite %d): look at its room and health",
                         code);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return fault_set(why, RC_BROKEN,
                         "the database is damaged (SQLite %d): restore the last backup", code);
    case SQLITE_READONLY:
        return fault_set(why, RC_BROKEN, "the database may not be written: check its permissions");
    case SQLITE_CONSTRAINT:
        if (code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY)
            return fault_set(why, RC_TAKEN, "it is in the store already");
        if (code == SQLITE_CONSTRAINT_FOREIGNKEY)
            return fault_set(why, RC_MISSING, "it refers to something that is not in the store");
        return fault_set(why, RC_INVALID, "the store refuses a value: %s",
                         sqlite3_errmsg(sqlite->handle));
    default:
        return fault_set(why, RC_BROKEN, "the database fails: %s (SQLite %d)",
                         sqlite3_errmsg(sqlite->handle), code);
    }
}

enum rc sqlite_connect(struct sqlite *sqlite, const char *path, int flags, struct fault *why)
{
    int status = sqlite3_open_v2(path, &sqlite->handle, flags | SQLITE_OPEN_NOMUTEX, NULL);

    if (status != SQLITE_OK) {
        enum rc rc =
            fault_set(why, RC_BROKEN, "%s: cannot be opened: %s", path, sqlite3_errstr(status));
        sqlite_disconnect(sqlite);
        return rc;
    }
    sqlite3_extended_result_codes(sqlite->handle, 1);
    sqlite3_busy_timeout(sqlite->handle, BUSY_WAIT_MS);
    return RC_OK;
}

void sqlite_disconnect(struct sqlite *sqlite)
{
    for (size_t i = 0; i < STATEMENTS_MAX; i++)
        sqlite3_finalize(sqlite->statements[i].prepared);
    sqlite3_close(sqlite->handle);
    *sqlite = (struct sqlite){0};
}

/* Finds the statement by the address of its text, or prepares it. NULL: SQLite says why. */
static sqlite3_stmt *prepare(struct sqlite *sqlite, const char *sql)
{
    size_t i = ((uintptr_t)sql >> 3) * 0x9E3779B97F4A7C15u >> 56;
    struct statement *statement;

    static_assert(STATEMENTS_MAX == 256, "the hash above gives 8 bits");
    for (statement = &sqlite->statements[i]; statement->sql && statement->sql != sql;
         statement = &sqlite->statements[i])
        i = (i + 1) % STATEMENTS_MAX;
    if (statement->prepared) {
        assert(!sqlite3_stmt_busy(statement->prepared));
        return statement->prepared;
    }
    if (sqlite3_prepare_v3(sqlite->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement->prepared,
                           NULL) != SQLITE_OK)
        return NULL;
    statement->sql = sql;
    return statement->prepared;
}

static int bind(sqlite3_stmt *prepared, int place, const struct value *value)
{
    switch (value->type) {
    case VALUE_NULL:
        return sqlite3_bind_null(prepared, place);
    case VALUE_INTEGER:
        return sqlite3_bind_int64(prepared, place, value->integer);
    case VALUE_STRING:
        return sqlite3_bind_text64(prepared, place, value->at, value->n, SQLITE_STATIC,
                                   SQLITE_UTF8);
    case VALUE_BYTES:
        return sqlite3_bind_blob64(prepared, place, value->at, value->n, SQLITE_STATIC);
    }
    return SQLITE_MISUSE;
}

struct rows sqlite_query(struct sqlite *sqlite, const char *sql, struct values values)
{
    struct rows rows = {.sqlite = sqlite, .prepared = prepare(sqlite, sql)};

    if (!rows.prepared) {
        rows.status = sqlite3_errcode(sqlite->handle);
        return rows;
    }
    assert((int)values.n == sqlite3_bind_parameter_count(rows.prepared));
    for (size_t i = 0; i < values.n && rows.status == SQLITE_OK; i++)
        rows.status = bind(rows.prepared, (int)i + 1, &values.at[i]);
    return rows;
}

bool rows_next(struct rows *rows)
{
    if (!rows->prepared || (rows->status != SQLITE_OK && rows->status != SQLITE_ROW)) return false;
    rows->column = 0;
    rows->status = sqlite3_step(rows->prepared);
    return rows->status == SQLITE_ROW;
}

enum rc rows_end(struct rows *rows, struct fault *why)
{
    enum rc rc = RC_OK;

    if (rows->status != SQLITE_OK && rows->status != SQLITE_ROW && rows->status != SQLITE_DONE)
        rc = sqlite_fault(rows->sqlite, why);
    rows_close(rows);
    return rc;
}

void rows_close(struct rows *rows)
{
    if (rows->prepared) sqlite3_reset(rows->prepared);
    rows->prepared = NULL;
}

enum rc sqlite_run(struct sqlite *sqlite, const char *sql, struct values values, struct fault *why)
{
    SCOPED(rows_close) struct rows rows = sqlite_query(sqlite, sql, values);

    while (rows_next(&rows))
        continue;
    return rows_end(&rows, why);
}

int64_t sqlite_changed(const struct sqlite *sqlite)
{
    return sqlite3_changes64(sqlite->handle);
}

int64_t take_int(struct rows *rows)
{
    return sqlite3_column_int64(rows->prepared, rows->column++);
}

bool take_bool(struct rows *rows)
{
    return take_int(rows) != 0;
}

const char *take_string(struct rows *rows)
{
    const unsigned char *at = sqlite3_column_text(rows->prepared, rows->column++);

    return at ? (const char *)at : "";
}

const void *take_bytes(struct rows *rows, size_t *n)
{
    const void *at = sqlite3_column_blob(rows->prepared, rows->column);

    *n = (size_t)sqlite3_column_bytes(rows->prepared, rows->column++);
    return at;
}

char *take_copy(struct rows *rows)
{
    return mem_copy_string(take_string(rows));
}

enum rc sqlite_number(struct sqlite *sqlite, const char *sql, struct values values, int64_t *out,
                      struct fault *why)
{
    SCOPED(rows_close) struct rows rows = sqlite_query(sqlite, sql, values);

    if (rows_next(&rows)) {
        *out = take_int(&rows);
        return rows_end(&rows, why);
    }
    TRY(rows_end(&rows, why));
    return fault_set(why, RC_MISSING, "there is no such thing in the store");
}
