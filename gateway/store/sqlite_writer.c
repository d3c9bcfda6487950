/* The writer: what waits is taken as one group, one transaction, one sync.
 *
 * While a group is being synced the next one gathers, so the load itself decides how large a group is. */
#include "gateway/store/sqlite_store.h"

/* Pages in the log after which it is moved into the database, between two groups. */
#define LOG_PAGES_MAX 4000

static const char BEGIN[] = "BEGIN IMMEDIATE";
static const char COMMIT[] = "COMMIT";
static const char ROLLBACK[] = "ROLLBACK";
static const char SAVEPOINT[] = "SAVEPOINT one";
static const char RELEASE[] = "RELEASE one";
static const char ROLLBACK_TO[] = "ROLLBACK TO one";

static enum rc fault_dead(struct fault *why)
{
    return fault_set(why, RC_BROKEN, "the store died, as it was told to");
}

static bool in_transaction(const struct sqlite *db)
{
    return sqlite3_get_autocommit(db->handle) == 0;
}

/* Counts down to the death that simulate asked for. */
static bool dies_now(struct sqlite_store *store)
{
    pthread_mutex_lock(&store->lock);
    if (store->die_after > 0 && --store->die_after == 0) store->dead = true;
    pthread_mutex_unlock(&store->lock);
    return store->dead;
}

/* Runs one write inside the group's transaction. False: the whole group is lost, since SQLite took the
 * transaction back by itself (a full disk), or the store died. */
static bool run_one(struct sqlite_store *store, struct write *write)
{
    struct sqlite *db = &store->writer;
    size_t seen = seen_mark(&store->seen);

    if (dies_now(store)) {
        write->rc = fault_dead(&write->why);
        return false;
    }
    if (store->disk_full) {
        write->rc = fault_set(&write->why, RC_BROKEN,
                              "the disk of the database is full: make room; nothing was half done");
        return true;
    }
    write->rc = sqlite_run(db, SAVEPOINT, BIND_NONE, &write->why);
    if (write->rc == RC_OK) write->rc = write->run(db, write->with, &write->why);
    if (write->rc == RC_OK) write->rc = sqlite_run(db, RELEASE, BIND_NONE, &write->why);
    if (write->rc == RC_OK) {
        books_merge(&store->group_books, &store->write_books);
        return true;
    }
    books_drop(&store->write_books);
    seen_take_back(&store->seen, seen);
    return in_transaction(db) && sqlite_run(db, ROLLBACK_TO, BIND_NONE, NULL) == RC_OK &&
           sqlite_run(db, RELEASE, BIND_NONE, NULL) == RC_OK;
}

/* Whoever was done is told that it was taken back. */
static void fail_group(struct sqlite_store *store, struct write *first, enum rc rc,
                       const struct fault *why)
{
    /* There may be no transaction left; then there is nothing to take back. */
    IGNORE(sqlite_run(&store->writer, ROLLBACK, BIND_NONE, NULL));
    books_drop(&store->group_books);
    seen_take_back(&store->seen, 0);
    store->last_key_family = 0; /* the family may not be there any more */
    for (struct write *write = first; write; write = write->next) {
        if (write->rc != RC_OK) continue;
        write->rc = rc;
        write->why = *why;
    }
}

static bool anything_done(const struct write *first)
{
    for (; first; first = first->next)
        if (first->rc == RC_OK) return true;
    return false;
}

/* One transaction. Every write has its answer afterwards, and what it says is true of the disk. */
static void run_group(struct sqlite_store *store, struct write *first)
{
    struct fault why = {0};
    enum rc rc =
        store->dead ? fault_dead(&why) : sqlite_run(&store->writer, BEGIN, BIND_NONE, &why);

    for (struct write *write = first; write; write = write->next)
        write->rc = RC_OK;
    for (struct write *write = first; write && rc == RC_OK; write = write->next) {
        if (run_one(store, write)) continue;
        rc = RC_BROKEN;
        why = write->why;
    }
    if (rc == RC_OK) rc = books_write(&store->writer, &store->group_books, &why);
    if (rc == RC_OK && anything_done(first))
        rc = sqlite_run(&store->writer, COMMIT, BIND_NONE, &why);
    else if (rc == RC_OK)
        rc = sqlite_run(&store->writer, ROLLBACK, BIND_NONE, &why);
    if (rc != RC_OK) fail_group(store, first, RC_BROKEN, &why);
    seen_keep(&store->seen);
}

/* Moves the log into the database. What hinders it (a reader, a full disk) passes: it is tried again
 * after the next group. */
static void shorten_log(struct sqlite_store *store)
{
    if (store->log_pages < LOG_PAGES_MAX || store->dead) return;
    store->log_pages = 0;
    sqlite3_wal_checkpoint_v2(store->writer.handle, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
}

static int note_log_pages(void *with, sqlite3 *handle, const char *name, int pages)
{
    struct sqlite_store *store = with;

    (void)handle, (void)name;
    store->log_pages = pages;
    return SQLITE_OK;
}

/* Takes what is queued, at most a group; NULL: stopping and nothing left. */
static struct write *take_group(struct sqlite_store *store)
{
    struct write *first, **end;
    size_t n = 0;

    pthread_mutex_lock(&store->lock);
    while (!store->first && !store->stopping)
        pthread_cond_wait(&store->arrived, &store->lock);
    first = store->first;
    for (end = &store->first; *end && n < WRITE_GROUP_MAX; end = &(*end)->next)
        n++;
    store->first = *end;
    *end = NULL;
    if (!store->first) store->last = &store->first;
    store->queued -= n;
    pthread_cond_broadcast(&store->room);
    pthread_mutex_unlock(&store->lock);
    return first;
}

static void answer_group(struct sqlite_store *store, struct write *first)
{
    struct write *waiters = NULL;

    while (first) {
        struct write *write = first;

        first = write->next;
        if (write->done) {
            write->done(write->done_with, write->rc, &write->why);
            free(write);
        } else {
            write->next = waiters;
            waiters = write;
        }
    }
    if (!waiters) return;
    pthread_mutex_lock(&store->lock);
    for (struct write *next; waiters; waiters = next) {
        next = waiters->next;
        waiters->finished = true; /* its memory may go as soon as the lock does */
    }
    pthread_cond_broadcast(&store->finished);
    pthread_mutex_unlock(&store->lock);
}

static void *writer_main(void *with)
{
    struct sqlite_store *store = with;
    struct write *group;

    while ((group = take_group(store)) != NULL) {
        run_group(store, group);
        answer_group(store, group);
        shorten_log(store);
    }
    return NULL;
}

enum rc sqlite_writer_start(struct sqlite_store *store, struct fault *why)
{
    store->last = &store->first;
    sqlite3_wal_hook(store->writer.handle, note_log_pages, store);
    if (store->inline_writer || store->read_only) return RC_OK;
    if (pthread_create(&store->thread, NULL, writer_main, store) != 0)
        return fault_set(why, RC_BROKEN, "no thread for the writer of the store");
    store->has_thread = true;
    return RC_OK;
}

void sqlite_writer_stop(struct sqlite_store *store)
{
    if (!store->has_thread) return;
    pthread_mutex_lock(&store->lock);
    store->stopping = true;
    pthread_cond_signal(&store->arrived);
    pthread_mutex_unlock(&store->lock);
    pthread_join(store->thread, NULL);
    store->has_thread = false;
}

static void enqueue(struct sqlite_store *store, struct write *write)
{
    while (store->queued >= WRITE_QUEUE_MAX)
        pthread_cond_wait(&store->room, &store->lock);
    *store->last = write;
    store->last = &write->next;
    store->queued++;
    pthread_cond_signal(&store->arrived);
}

static void run_inline(struct sqlite_store *store, struct write *write)
{
    if (store->read_only) {
        write->rc = fault_set(&write->why, RC_DENIED, "the store was opened for reading only");
        return;
    }
    pthread_mutex_lock(&store->turn);
    run_group(store, write);
    shorten_log(store);
    pthread_mutex_unlock(&store->turn);
}

void sqlite_write_each(struct store *base, struct write *writes, size_t n)
{
    struct sqlite_store *store = sqlite_store(base);

    if (store->inline_writer || store->read_only) {
        for (size_t i = 0; i < n; i++)
            run_inline(store, &writes[i]);
        return;
    }
    pthread_mutex_lock(&store->lock);
    for (size_t i = 0; i < n; i++)
        enqueue(store, &writes[i]);
    for (size_t i = 0; i < n; i++)
        while (!writes[i].finished)
            pthread_cond_wait(&store->finished, &store->lock);
    pthread_mutex_unlock(&store->lock);
}

enum rc sqlite_write(struct store *base, write_fn *run, void *with, struct fault *why)
{
    struct write write = {.run = run, .with = with};

    sqlite_write_each(base, &write, 1);
    if (write.rc != RC_OK && why) *why = write.why;
    return write.rc;
}

void sqlite_write_later(struct store *base, write_fn *run, void *with, store_done *done,
                        void *done_with)
{
    struct sqlite_store *store = sqlite_store(base);
    struct write *write;

    if (store->inline_writer || store->read_only) {
        struct fault why = {0};
        enum rc rc = sqlite_write(base, run, with, &why);

        done(done_with, rc, &why);
        return;
    }
    write = mem_new(1, sizeof(*write));
    *write = (struct write){.run = run, .with = with, .done = done, .done_with = done_with};
    pthread_mutex_lock(&store->lock);
    enqueue(store, write);
    pthread_mutex_unlock(&store->lock);
}
