/* The readers: a few connections, each of which sees one moment while it is lent out. */
#include "gateway/store/sqlite_store.h"

static const char BEGIN_READ[] = "BEGIN";
static const char END_READ[] = "COMMIT";

static struct sqlite *claim_reader(struct sqlite_store *store)
{
    size_t i = 0;

    pthread_mutex_lock(&store->reader_lock);
    for (;;) {
        for (i = 0; i < READERS_N && store->reader_busy[i]; i++)
            continue;
        if (i < READERS_N) break;
        pthread_cond_wait(&store->reader_free, &store->reader_lock);
    }
    store->reader_busy[i] = true;
    pthread_mutex_unlock(&store->reader_lock);
    return &store->readers[i];
}

static void release_reader(struct sqlite *db)
{
    struct sqlite_store *store = db->store;

    pthread_mutex_lock(&store->reader_lock);
    store->reader_busy[db - store->readers] = false;
    pthread_cond_signal(&store->reader_free);
    pthread_mutex_unlock(&store->reader_lock);
}

/* With an inline writer there is one connection, and one who uses it at a time. */
static struct sqlite *claim_writer(struct sqlite_store *store)
{
    pthread_mutex_lock(&store->turn);
    return &store->writer;
}

enum rc sqlite_read(struct store *base, struct sqlite **out, struct fault *why)
{
    struct sqlite_store *store = sqlite_store(base);
    struct sqlite *db;
    enum rc rc;

    if (store->dead) return fault_set(why, RC_BROKEN, "the store died, as it was told to");
    db = store->inline_writer ? claim_writer(store) : claim_reader(store);
    *out = db;
    rc = sqlite_run(db, BEGIN_READ, BIND_NONE, why);
    if (rc != RC_OK) sqlite_read_end(out);
    return rc;
}

void sqlite_read_end(struct sqlite **db)
{
    struct sqlite *ending = *db;

    if (!ending) return;
    *db = NULL;
    /* It changed nothing, so there is nothing that could fail to be kept. */
    IGNORE(sqlite_run(ending, END_READ, BIND_NONE, NULL));
    if (ending->store->inline_writer)
        pthread_mutex_unlock(&ending->store->turn);
    else
        release_reader(ending);
}
