#ifndef GATEWAY_STORE_SQLITE_DB_H
#define GATEWAY_STORE_SQLITE_DB_H
/* One connection to SQLite: statements prepared once, values bound by type, rows read in order.
 *
 * A statement is a `static const char` array above its function; its address is its name in the cache,
 * so it is never made at run time. */
#include <sqlite3.h>

#include "gateway/base/text.h"
#include "gateway/store/seal.h"

#define STATEMENTS_MAX 256 /* per connection; a power of two, well above what the files hold */

struct sqlite_store;

struct statement {
    const char *sql;
    sqlite3_stmt *prepared;
};

/* Valid as {0}: closed. Used by one thread at a time. */
struct sqlite {
    sqlite3 *handle;
    struct sqlite_store *store; /* whose connection it is; NULL for a key store's */
    struct statement statements[STATEMENTS_MAX];
};

/* `flags` are SQLITE_OPEN_*. The file must be there. */
enum rc sqlite_connect(struct sqlite *sqlite, const char *path, int flags,
                       struct fault *why) NEEDS_CHECK;
void sqlite_disconnect(struct sqlite *sqlite);

/* The sentence for what SQLite's last call said; a constraint is RC_INVALID, or RC_TAKEN where a key is
 * there already, or RC_MISSING where a row refers to nothing; the rest is RC_BROKEN. */
enum rc sqlite_fault(const struct sqlite *sqlite, struct fault *why);

enum value_type { VALUE_NULL, VALUE_INTEGER, VALUE_STRING, VALUE_BYTES };

/* A value to bind; what it points at must live as long as the rows are read. */
struct value {
    enum value_type type;
    int64_t integer;
    const void *at;
    size_t n;
};

static inline struct value as_int(int64_t integer)
{
    return (struct value){.type = VALUE_INTEGER, .integer = integer};
}

/* The id of another row; 0 is NULL. */
static inline struct value as_id(int64_t id)
{
    return id ? as_int(id) : (struct value){.type = VALUE_NULL};
}

/* NULL is NULL. */
static inline struct value as_string(const char *string)
{
    if (!string) return (struct value){.type = VALUE_NULL};
    return (struct value){.type = VALUE_STRING, .at = string, .n = strlen(string)};
}

static inline struct value as_bytes(const void *at, size_t n)
{
    return (struct value){.type = VALUE_BYTES, .at = at, .n = n};
}

/* Nothing sealed is NULL. */
static inline struct value as_sealed(const struct sealed *sealed)
{
    if (!sealed->at) return (struct value){.type = VALUE_NULL};
    return as_bytes(sealed->at, sealed->n);
}

struct values {
    const struct value *at;
    size_t n;
};

/* BIND(as_int(1), as_string("x")): for ?1, ?2, … */
#define BIND(...)                                                                                  \
    ((struct values){(const struct value[]){__VA_ARGS__},                                          \
                     COUNT(((const struct value[]){__VA_ARGS__}))})
#define BIND_NONE ((struct values){NULL, 0})

/* Runs a statement that gives no rows. */
enum rc sqlite_run(struct sqlite *sqlite, const char *sql, struct values values,
                   struct fault *why) NEEDS_CHECK;
/* Rows that the last statement changed. */
int64_t sqlite_changed(const struct sqlite *sqlite);

/* Moves a finished result to its caller; what stays behind is empty, so clearing it does nothing. */
static inline void hand_over(void *to, void *from, size_t bytes)
{
    memcpy(to, from, bytes);
    memset(from, 0, bytes);
}

/* The rows of a statement: `while (rows_next(&rows)) …; return rows_end(&rows, why);`. Columns are read
 * in order with the take_ functions, each once; what they point at lives until the next row. */
struct rows {
    struct sqlite *sqlite;
    sqlite3_stmt *prepared; /* NULL: preparing or binding failed, or closed */
    int column;
    int status; /* of SQLite's last call */
};

struct rows sqlite_query(struct sqlite *sqlite, const char *sql, struct values values);
bool rows_next(struct rows *rows);
/* RC_OK where the rows came to their end, or the reader stopped early. */
enum rc rows_end(struct rows *rows, struct fault *why) NEEDS_CHECK;
/* For SCOPED. */
void rows_close(struct rows *rows);

int64_t take_int(struct rows *rows); /* NULL: 0 */
bool take_bool(struct rows *rows);
const char *take_string(struct rows *rows);           /* NULL: "" */
const void *take_bytes(struct rows *rows, size_t *n); /* NULL: NULL and 0 */
char *take_copy(struct rows *rows);                   /* NULL: ""; the caller frees it */

/* One number of one row. RC_MISSING: no row. */
enum rc sqlite_number(struct sqlite *sqlite, const char *sql, struct values values, int64_t *out,
                      struct fault *why) NEEDS_CHECK;

#endif
