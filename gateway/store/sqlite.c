/* Opening and closing the SQLite store, and the table of what it can do. */
#include <sodium.h>
#include <unistd.h>

#include "gateway/store/sqlite_file.h"
#include "gateway/store/sqlite_schema.h"
#include "gateway/store/sqlite_store.h"

static struct keyring_options keyring_options(const struct store_options *options, const char *path)
{
    return (struct keyring_options){.path = path,
                                    .master_key = options->master_key,
                                    .dice = options->dice,
                                    .unsynced = options->unsynced,
                                    .read_only = options->read_only};
}

/* ---- A new store ---- */

static enum rc create_database(const char *path, const unsigned char *store_hash, struct fault *why)
{
    static const char APPLICATION[] = "PRAGMA application_id = 1449619060"; /* SQLITE_FILE_STORE */
    static const char SYNC[] = "PRAGMA synchronous = FULL";
    static const char LOG[] = "PRAGMA journal_mode = WAL";
    static const char INSERT_IDENTITY[] = "INSERT INTO identity (one, store_hash) VALUES (1, ?1)";
    SCOPED(sqlite_disconnect) struct sqlite sqlite = {0};

    static_assert(SQLITE_FILE_STORE == 1449619060, "as in the statement");
    TRY(sqlite_file_new(path, why));
    TRY(sqlite_connect(&sqlite, path, SQLITE_OPEN_READWRITE, why));
    TRY(sqlite_run(&sqlite, SYNC, BIND_NONE, why));
    TRY(sqlite_run(&sqlite, APPLICATION, BIND_NONE, why));
    TRY(sqlite_migrate(&sqlite, why));
    TRY(sqlite_run(&sqlite, INSERT_IDENTITY, BIND(as_bytes(store_hash, SEAL_HASH_BYTES)), why));
    return sqlite_run(&sqlite, LOG, BIND_NONE, why);
}

/* The paths of a store: its two files and their names while they are made. */
struct paths {
    const char *database;
    char *keys, *new_database, *new_keys;
};

static struct paths paths_of(const char *database)
{
    return (struct paths){.database = database,
                          .keys = sqlite_file_beside(database, ".keys"),
                          .new_database = sqlite_file_beside(database, ".new"),
                          .new_keys = sqlite_file_beside(database, ".keys.new")};
}

static void paths_clear(struct paths *paths)
{
    free(paths->keys);
    free(paths->new_database);
    free(paths->new_keys);
}

static enum rc give_name(const char *from, const char *to, struct fault *why)
{
    if (rename(from, to) != 0) return fault_set(why, RC_BROKEN, "%s: cannot be given its name", to);
    return sqlite_file_sync_folder(to, why);
}

/* Both files are made whole under other names first; the key store gets its name before the database,
 * so a crash at any moment leaves nothing, or something that `finish_creation` ends. */
static enum rc create(const struct store_options *options, const struct paths *paths,
                      struct fault *why)
{
    struct keyring_options keys = keyring_options(options, paths->new_keys);
    unsigned char store_hash[SEAL_HASH_BYTES];

    unlink(paths->new_database); /* of a creation that never ended */
    unlink(paths->new_keys);
    options->dice->fill(options->dice, store_hash, sizeof(store_hash));
    TRY(create_database(paths->new_database, store_hash, why));
    TRY(keyring_create(&keys, store_hash, why));
    TRY(give_name(paths->new_keys, paths->keys, why));
    return give_name(paths->new_database, paths->database, why);
}

/* One file without the other is never made good by a new one: what is there could not be read. */
static enum rc check_pair(const struct store_options *options, const struct paths *paths,
                          struct fault *why)
{
    bool database = sqlite_file_there(paths->database), keys = sqlite_file_there(paths->keys);

    if (database && !keys)
        return fault_set(
            why, RC_INVALID,
            "%s: its key store %s is missing: restore it, without it nothing can be read",
            paths->database, paths->keys);
    if (database) return RC_OK;
    if (options->read_only)
        return fault_set(why, RC_MISSING, "%s: there is no database", paths->database);
    if (keys && sqlite_file_there(paths->new_database))
        return give_name(paths->new_database, paths->database, why);
    if (keys)
        return fault_set(why, RC_INVALID,
                         "%s: is missing while its key store %s is there: restore the last backup",
                         paths->database, paths->keys);
    return create(options, paths, why);
}

/* ---- Opening ---- */

static enum rc load_identity(struct sqlite *db, unsigned char out[static SEAL_HASH_BYTES],
                             struct fault *why)
{
    static const char SELECT_IDENTITY[] = "SELECT store_hash FROM identity";
    SCOPED(rows_close) struct rows rows = sqlite_query(db, SELECT_IDENTITY, BIND_NONE);
    const void *hash;
    size_t n;

    if (rows_next(&rows) && (hash = take_bytes(&rows, &n)) && n == SEAL_HASH_BYTES) {
        memcpy(out, hash, n);
        return rows_end(&rows, why);
    }
    return fault_set(why, RC_INVALID, "the database has no identity: restore the last backup");
}

static enum rc connect(struct sqlite_store *store, struct sqlite *db, struct fault *why)
{
    static const char SYNC[] = "PRAGMA synchronous = FULL";
    static const char NO_SYNC[] = "PRAGMA synchronous = OFF";
    static const char REFERENCES[] = "PRAGMA foreign_keys = ON";
    static const char CACHE[] = "PRAGMA cache_size = -16384";           /* KiB */
    static const char NO_LOG_LIMIT[] = "PRAGMA wal_autocheckpoint = 0"; /* see shorten_log */

    db->store = store;
    TRY(sqlite_connect(db, store->path,
                       store->read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE, why));
    TRY(sqlite_run(db, store->unsynced ? NO_SYNC : SYNC, BIND_NONE, why));
    TRY(sqlite_run(db, REFERENCES, BIND_NONE, why));
    TRY(sqlite_run(db, CACHE, BIND_NONE, why));
    return sqlite_run(db, NO_LOG_LIMIT, BIND_NONE, why);
}

static enum rc connect_readers(struct sqlite_store *store, struct fault *why)
{
    static const char QUERY_ONLY[] = "PRAGMA query_only = ON";

    if (store->inline_writer) return RC_OK;
    for (size_t i = 0; i < READERS_N; i++) {
        TRY(connect(store, &store->readers[i], why));
        TRY(sqlite_run(&store->readers[i], QUERY_ONLY, BIND_NONE, why));
    }
    return RC_OK;
}

static enum rc load_last_ids(struct sqlite_store *store, struct fault *why)
{
    static const char SELECT_LAST[] =
        "SELECT max(id) FROM family UNION ALL SELECT max(id) FROM member"
        " UNION ALL SELECT max(id) FROM phone UNION ALL SELECT max(id) FROM enrolment"
        " UNION ALL SELECT max(id) FROM enrolment_event UNION ALL SELECT max(id) FROM appointment"
        " UNION ALL SELECT max(id) FROM question UNION ALL SELECT max(id) FROM message"
        " UNION ALL SELECT max(id) FROM inbox UNION ALL SELECT max(id) FROM alert"
        " UNION ALL SELECT max(id) FROM alert_event UNION ALL SELECT max(id) FROM reply"
        " UNION ALL SELECT max(id) FROM signal UNION ALL SELECT max(id) FROM ussd_session"
        " UNION ALL SELECT max(id) FROM verdict";
    SCOPED(rows_close) struct rows rows = sqlite_query(&store->writer, SELECT_LAST, BIND_NONE);
    size_t table = 0;

    for (; table < TABLE_N && rows_next(&rows); table++)
        store->last_id[table] = take_int(&rows);
    TRY(rows_end(&rows, why));
    assert(table == TABLE_N);
    return RC_OK;
}

/* The texts that came last, for duplicates. */
static enum rc load_seen(struct sqlite_store *store, struct fault *why)
{
    static const char SELECT_SEEN[] =
        "SELECT seen_hash, arrived_at FROM inbox WHERE id > ?1 ORDER BY id";
    SCOPED(rows_close)
    struct rows rows = sqlite_query(&store->writer, SELECT_SEEN,
                                    BIND(as_int(store->last_id[TABLE_INBOX] - (int64_t)SEEN_N)));

    while (rows_next(&rows)) {
        uint64_t hash = (uint64_t)take_int(&rows);

        /* A text without a reference may be there twice; its last coming counts. */
        seen_note(&store->seen, hash, take_int(&rows), 0);
        seen_keep(&store->seen);
    }
    return rows_end(&rows, why);
}

static enum rc open_keys(struct sqlite_store *store, const struct store_options *options,
                         const char *path, struct fault *why)
{
    struct keyring_options keys = keyring_options(options, path);
    static const char SELECT_LAST_KEY[] = "SELECT ifnull(max(key_id), 0) FROM family";
    unsigned char store_hash[SEAL_HASH_BYTES];
    struct seal_key index;
    int64_t last;

    TRY(load_identity(&store->writer, store_hash, why));
    TRY(keyring_open(&keys, store_hash, &store->keyring, why));
    TRY(keyring_find(store->keyring, KEYRING_INDEX, &index, why));
    seal_index_init(&store->store.index, index.bytes);
    sodium_memzero(&index, sizeof(index));
    TRY(sqlite_number(&store->writer, SELECT_LAST_KEY, BIND_NONE, &last, why));
    keyring_used(store->keyring, (uint32_t)last);
    return RC_OK;
}

/* Looks at everything before anything is opened for writing, so that what is refused stays as it is. */
static enum rc open_files(struct sqlite_store *store, const struct store_options *options,
                          const struct paths *paths, struct fault *why)
{
    if (!store->read_only) TRY(sqlite_file_lock(store->path, &store->lock_fd, why));
    TRY(check_pair(options, paths, why));
    TRY(sqlite_file_check(store->path, SQLITE_FILE_STORE, why));
    TRY(connect(store, &store->writer, why));
    if (store->read_only) TRY(sqlite_schema_check(&store->writer, why));
    return open_keys(store, options, paths->keys, why);
}

static enum rc open_store(struct sqlite_store *store, const struct store_options *options,
                          const struct paths *paths, struct fault *why)
{
    TRY(open_files(store, options, paths, why));
    if (!store->read_only) TRY(sqlite_migrate(&store->writer, why));
    TRY(load_last_ids(store, why));
    if (!store->read_only) TRY(load_seen(store, why));
    TRY(connect_readers(store, why));
    return sqlite_writer_start(store, why);
}

static void close_store(struct store *base)
{
    struct sqlite_store *store = sqlite_store(base);

    sqlite_writer_stop(store);
    for (size_t i = 0; i < READERS_N; i++) {
        if (store->dead && store->readers[i].handle)
            sqlite3_db_config(store->readers[i].handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
        sqlite_disconnect(&store->readers[i]);
    }
    if (store->dead && store->writer.handle)
        sqlite3_db_config(store->writer.handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    sqlite_disconnect(&store->writer);
    keyring_close(store->keyring);
    seen_clear(&store->seen);
    if (store->lock_fd >= 0) close(store->lock_fd);
    pthread_mutex_destroy(&store->turn);
    pthread_mutex_destroy(&store->lock);
    pthread_mutex_destroy(&store->reader_lock);
    pthread_mutex_destroy(&store->backlog.lock);
    pthread_cond_destroy(&store->arrived);
    pthread_cond_destroy(&store->finished);
    pthread_cond_destroy(&store->room);
    pthread_cond_destroy(&store->reader_free);
    sodium_memzero(&store->store.index, sizeof(store->store.index));
    sodium_memzero(&store->last_key, sizeof(store->last_key));
    free(store->backlog.families);
    free(store->path);
    free(store);
}

static void die_at(struct store *base, uint64_t n)
{
    struct sqlite_store *store = sqlite_store(base);

    pthread_mutex_lock(&store->lock);
    store->die_after = n;
    pthread_mutex_unlock(&store->lock);
}

static void fill_disk(struct store *store, bool full)
{
    sqlite_store(store)->disk_full = full;
}

static const struct store_ops sqlite_ops = {
    .close = close_store,
    .family_add = sqlite_family_add,
    .family_load = sqlite_family_load,
    .member_digits = sqlite_member_digits,
    .family_list = sqlite_family_list,
    .enrol = sqlite_enrol,
    .enrolment_act = sqlite_enrolment_act,
    .enrolment_log = sqlite_enrolment_log,
    .consent_record = sqlite_consent_record,
    .appointment_add = sqlite_appointment_add,
    .appointment_load = sqlite_appointment_load,
    .appointment_find = sqlite_appointment_find,
    .appointment_list = sqlite_appointment_list,
    .outbox_claim = sqlite_outbox_claim,
    .outbox_record = sqlite_outbox_record,
    .outbox_record_later = sqlite_outbox_record_later,
    .outbox_claim_later = sqlite_outbox_claim_later,
    .outbox_next = sqlite_outbox_next,
    .outbox_release = sqlite_outbox_release,
    .route_switch = sqlite_route_switch,
    .route_switches = sqlite_route_switches,
    .inbox_record = sqlite_inbox_record,
    .inbox_record_later = sqlite_inbox_record_later,
    .inbox_next = sqlite_inbox_next,
    .conversation_load = sqlite_conversation_load,
    .past_load = sqlite_past_load,
    .apply = sqlite_apply,
    .apply_each = sqlite_apply_each,
    .apply_later = sqlite_apply_later,
    .dial_load = sqlite_dial_load,
    .plan_due = sqlite_plan_due,
    .plan_anew = sqlite_plan_anew,
    .answerers = sqlite_answerers,
    .best_learn = sqlite_best_learn,
    .reminders_due = sqlite_reminders_due,
    .silence_due = sqlite_silence_due,
    .appointment_note = sqlite_appointment_note,
    .appointment_unseen = sqlite_appointment_unseen,
    .reach_list = sqlite_reach_list,
    .calendar_load = sqlite_calendar_load,
    .calendar_keep = sqlite_calendar_keep,
    .calendar_token = sqlite_calendar_token,
    .calendar_staff = sqlite_calendar_staff,
    .report_code_add = sqlite_report_code_add,
    .report_code_end = sqlite_report_code_end,
    .report_code_list = sqlite_report_code_list,
    .report_code_family = sqlite_report_code_family,
    .habit_load = sqlite_habit_load,
    .provider_stops = sqlite_provider_stops,
    .next_due = sqlite_next_due,
    .alerts_due = sqlite_alerts_due,
    .alert_load = sqlite_alert_load,
    .alert_list = sqlite_alert_list,
    .alert_held = sqlite_alert_held,
    .alert_take = sqlite_alert_take,
    .alert_contact = sqlite_alert_contact,
    .alert_close = sqlite_alert_close,
    .verdict_add = sqlite_verdict_add,
    .verdict_list = sqlite_verdict_list,
    .labelled_list = sqlite_labelled_list,
    .verdict_counts = sqlite_verdict_counts,
    .page_by_code = sqlite_page_by_code,
    .page_by_token = sqlite_page_by_token,
    .alert_log = sqlite_alert_log,
    .reply_unread = sqlite_reply_unread,
    .reply_list = sqlite_reply_list,
    .reply_of_alert = sqlite_reply_of_alert,
    .reply_strangers = sqlite_reply_strangers,
    .reply_load = sqlite_reply_load,
    .reply_read = sqlite_reply_read,
    .signal_list = sqlite_signal_list,
    .question_list = sqlite_question_list,
    .message_of_family = sqlite_message_of_family,
    .message_of_phone = sqlite_message_of_phone,
    .message_of_staff = sqlite_message_of_staff,
    .balance = sqlite_balance,
    .health = sqlite_health,
    .session_add = sqlite_session_add,
    .session_find = sqlite_session_find,
    .session_remove = sqlite_session_remove,
    .tidy = sqlite_tidy,
    .backup = sqlite_backup,
    .note_write = sqlite_note_write,
    .note_read = sqlite_note_read,
    .die_at = die_at,
    .fill_disk = fill_disk,
};

enum rc sqlite_open(const struct store_options *options, struct store **out, struct fault *why)
{
    struct sqlite_store *store = mem_new(1, sizeof(*store));
    SCOPED(paths_clear) struct paths paths = paths_of(options->path);
    enum rc rc;

    store->store.ops = &sqlite_ops;
    store->path = mem_copy_string(options->path);
    store->lock_fd = -1;
    store->read_only = options->read_only;
    store->inline_writer = options->inline_writer;
    store->unsynced = options->unsynced;
    store->dice = options->dice;
    pthread_mutex_init(&store->turn, NULL);
    pthread_mutex_init(&store->lock, NULL);
    pthread_mutex_init(&store->reader_lock, NULL);
    pthread_mutex_init(&store->backlog.lock, NULL);
    pthread_cond_init(&store->arrived, NULL);
    pthread_cond_init(&store->finished, NULL);
    pthread_cond_init(&store->room, NULL);
    pthread_cond_init(&store->reader_free, NULL);
    rc = open_store(store, options, &paths, why);
    if (rc == RC_OK)
        *out = &store->store;
    else
        close_store(&store->store);
    return rc;
}
