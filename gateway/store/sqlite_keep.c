/* Keeping: what is thrown away, what is copied, and small named values. */
#include <unistd.h>

#include "gateway/store/sqlite_file.h"
#include "gateway/store/sqlite_store.h"

#define ORPHANS_KEPT (3 * USEC_DAY)
#define CRISIS_KEPT  (30 * USEC_DAY)
#define USSD_KEPT    USEC_DAY

static enum rc write_tidy(struct sqlite *db, void *with, struct fault *why)
{
    static const char DELETE_SESSIONS[] = "DELETE FROM session WHERE expires_at <= ?1";
    static const char DELETE_ORPHANS[] = "DELETE FROM orphan_report WHERE arrived_at < ?1";
    static const char DELETE_MARKS[] = "DELETE FROM crisis_mark WHERE at < ?1";
    static const char DELETE_USSD[] = "DELETE FROM ussd_session WHERE at < ?1";
    usec now = *(const usec *)with;

    TRY(sqlite_run(db, DELETE_SESSIONS, BIND(as_int(now)), why));
    TRY(sqlite_run(db, DELETE_ORPHANS, BIND(as_int(now - ORPHANS_KEPT)), why));
    TRY(sqlite_run(db, DELETE_USSD, BIND(as_int(now - USSD_KEPT)), why));
    return sqlite_run(db, DELETE_MARKS, BIND(as_int(now - CRISIS_KEPT)), why);
}

enum rc sqlite_tidy(struct store *store, usec now, struct fault *why)
{
    return sqlite_write(store, write_tidy, &now, why);
}

static enum rc copy_database(struct store *store, const char *path, struct fault *why)
{
    SCOPED(sqlite_read_end) struct sqlite *db = NULL;

    TRY(sqlite_read(store, &db, why));
    return sqlite_file_copy(db, path, why);
}

enum rc sqlite_backup(struct store *store, const char *path, bool keys, struct fault *why)
{
    enum rc rc;

    TRY(sqlite_file_new(path, why));
    rc = keys ? keyring_backup(sqlite_store(store)->keyring, path, why)
              : copy_database(store, path, why);
    if (rc == RC_OK) rc = sqlite_file_sync_folder(path, why);
    if (rc != RC_OK) unlink(path); /* half a backup is worse than none */
    return rc;
}

struct note {
    const char *name;
    int64_t value;
};

static enum rc write_note(struct sqlite *db, void *with, struct fault *why)
{
    static const char SET_NOTE[] = "INSERT INTO note (name, value) VALUES (?1, ?2)"
                                   " ON CONFLICT (name) DO UPDATE SET value = ?2";
    const struct note *note = with;

    return sqlite_run(db, SET_NOTE, BIND(as_string(note->name), as_int(note->value)), why);
}

enum rc sqlite_note_write(struct store *store, const char *name, int64_t value, struct fault *why)
{
    struct note note = {.name = name, .value = value};

    return sqlite_write(store, write_note, &note, why);
}

enum rc sqlite_note_read(struct store *store, const char *name, int64_t *value, struct fault *why)
{
    static const char SELECT_NOTE[] = "SELECT value FROM note WHERE name = ?1";
    SCOPED(sqlite_read_end) struct sqlite *db = NULL;
    enum rc rc;

    TRY(sqlite_read(store, &db, why));
    rc = sqlite_number(db, SELECT_NOTE, BIND(as_string(name)), value, why);
    if (rc == RC_MISSING) return fault_set(why, RC_MISSING, "note %s was never written", name);
    return rc;
}
