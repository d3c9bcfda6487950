#include "gateway/store/sqlite_schema.h"

#include "gateway/base/data.h"

struct migration {
    struct sqlite *sqlite;
    int64_t version; /* of the database */
    int64_t last;    /* of this program */
};

/* The number in front of a migration's name. */
static int64_t number_of(const char *path)
{
    const char *name = strrchr(path, '/');

    return strtol(name ? name + 1 : path, NULL, 10);
}

static enum rc note_last(void *with, const char *path, struct fault *why)
{
    struct migration *migration = with;

    (void)why;
    assert(number_of(path) == migration->last + 1);
    migration->last = number_of(path);
    return RC_OK;
}

static enum rc apply(void *with, const char *path, struct fault *why)
{
    struct migration *migration = with;
    static const struct data linked = {0};
    SCOPED(text_clear) struct text sql = {0};
    SCOPED(text_clear) struct text all = {0};
    int64_t number = number_of(path);

    if (number <= migration->version) return RC_OK;
    TRY(data_read(&linked, path, &sql, why));
    text_add(&all, "BEGIN IMMEDIATE;\n");
    text_add_bytes(&all, text_string(&sql), sql.n);
    /* A pragma takes no bound value; the number is our own. */
    text_addf(&all, "\nPRAGMA user_version = %lld;\nCOMMIT;\n", (long long)number);
    if (sqlite3_exec(migration->sqlite->handle, text_string(&all), NULL, NULL, NULL) != SQLITE_OK) {
        enum rc rc = sqlite_fault(migration->sqlite, why);

        sqlite3_exec(migration->sqlite->handle, "ROLLBACK", NULL, NULL, NULL);
        return rc;
    }
    return RC_OK;
}

static enum rc load(struct sqlite *sqlite, struct migration *out, struct fault *why)
{
    static const char USER_VERSION[] = "PRAGMA user_version";
    static const struct data linked = {0};

    *out = (struct migration){.sqlite = sqlite};
    TRY(sqlite_number(sqlite, USER_VERSION, BIND_NONE, &out->version, why));
    TRY(data_list(&linked, "store/schema/", ".sql", note_last, out, why));
    assert(out->last > 0);
    if (out->version <= out->last) return RC_OK;
    return fault_set(why, RC_INVALID,
                     "the database has schema %lld, this program knows %lld: use the newer program",
                     (long long)out->version, (long long)out->last);
}

enum rc sqlite_migrate(struct sqlite *sqlite, struct fault *why)
{
    static const struct data linked = {0};
    struct migration migration;

    TRY(load(sqlite, &migration, why));
    return data_list(&linked, "store/schema/", ".sql", apply, &migration, why);
}

enum rc sqlite_schema_check(struct sqlite *sqlite, struct fault *why)
{
    struct migration migration;

    TRY(load(sqlite, &migration, why));
    if (migration.version == migration.last) return RC_OK;
    return fault_set(
        why, RC_INVALID,
        "the database has an older schema: start the gateway once to bring it up to date");
}
