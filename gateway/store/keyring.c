#include "gateway/store/keyring.h"

#include <pthread.h>
#include <sodium.h>
#include <unistd.h>

#include "gateway/store/sqlite_file.h"

/* Keys made at a time, since each sync costs as much as a hundred of them. */
#define KEYS_AHEAD 32

/* The keys in memory: open addressing by id, at most half full. */
struct cache {
    struct seal_key *at;
    size_t space, n;
};

struct keyring {
    pthread_mutex_t lock;
    struct sqlite sqlite;
    struct dice *dice;
    struct seal_key master;
    struct cache cache;
    uint32_t next_id, made_id; /* the next to hand out, and the last that is on disk */
};

static const char SYNC[] = "PRAGMA synchronous = FULL";
static const char NO_SYNC[] = "PRAGMA synchronous = OFF";
static const char BEGIN[] = "BEGIN IMMEDIATE";
static const char COMMIT[] = "COMMIT";
static const char ROLLBACK[] = "ROLLBACK";

static struct seal_key *cache_place(const struct cache *cache, uint32_t id)
{
    size_t i = (size_t)id * 2654435761u & (cache->space - 1);

    while (cache->at[i].id != 0 && cache->at[i].id != id)
        i = (i + 1) & (cache->space - 1);
    return &cache->at[i];
}

static void cache_clear(struct cache *cache)
{
    if (cache->at) sodium_memzero(cache->at, cache->space * sizeof(*cache->at));
    free(cache->at);
    *cache = (struct cache){0};
}

static void cache_add(struct cache *cache, const struct seal_key *key)
{
    if (cache->n * 2 >= cache->space) {
        struct cache bigger = {.space = cache->space ? cache->space * 2 : 64, .n = cache->n};

        bigger.at = mem_new(bigger.space, sizeof(*bigger.at));
        for (size_t i = 0; i < cache->space; i++)
            if (cache->at[i].id) *cache_place(&bigger, cache->at[i].id) = cache->at[i];
        cache_clear(cache);
        *cache = bigger;
    }
    if (cache_place(cache, key->id)->id == 0) cache->n++;
    *cache_place(cache, key->id) = *key;
}

/* The master key's own subkey wraps; id 1 stands in front of what it wraps. */
static struct seal_key master_init(const unsigned char *master_key)
{
    struct seal_key master = {.id = 1};

    crypto_kdf_derive_from_key(master.bytes, sizeof(master.bytes), 1, "vangnetm", master_key);
    return master;
}

static struct seal_row key_row(uint32_t id)
{
    return (struct seal_row){.place = SEAL_KEY, .id = id};
}

/* Draws a key and writes it, wrapped. */
static enum rc add_key(struct sqlite *sqlite, const struct seal_key *master, struct dice *dice,
                       uint32_t id, struct seal_key *out, struct fault *why)
{
    static const char INSERT_KEY[] = "INSERT INTO data_key (id, wrapped) VALUES (?1, ?2)";
    SCOPED(sealed_clear) struct sealed wrapped = {0};
    unsigned char nonce[SEAL_NONCE_BYTES];
    struct seal_key key = {.id = id};

    dice->fill(dice, key.bytes, sizeof(key.bytes));
    dice->fill(dice, nonce, sizeof(nonce));
    seal(master, nonce, key_row(id), key.bytes, sizeof(key.bytes), &wrapped);
    TRY(sqlite_run(sqlite, INSERT_KEY, BIND(as_int(id), as_sealed(&wrapped)), why));
    *out = key;
    return RC_OK;
}

/* The tables and the first two keys, in one transaction. */
static enum rc fill_new(struct sqlite *sqlite, const struct keyring_options *options,
                        const unsigned char *store_hash, struct fault *why)
{
    static const char IDENTITY[] =
        "CREATE TABLE identity (store_hash BLOB NOT NULL CHECK (length(store_hash) = 16)) STRICT";
    static const char KEYS[] =
        "CREATE TABLE data_key (id INTEGER PRIMARY KEY, wrapped BLOB NOT NULL) STRICT";
    static const char INSERT_IDENTITY[] = "INSERT INTO identity VALUES (?1)";
    struct seal_key master = master_init(options->master_key), key = {0};

    TRY(sqlite_run(sqlite, BEGIN, BIND_NONE, why));
    TRY(sqlite_run(sqlite, IDENTITY, BIND_NONE, why));
    TRY(sqlite_run(sqlite, KEYS, BIND_NONE, why));
    TRY(sqlite_run(sqlite, INSERT_IDENTITY, BIND(as_bytes(store_hash, SEAL_HASH_BYTES)), why));
    TRY(add_key(sqlite, &master, options->dice, KEYRING_MUNICIPALITY, &key, why));
    TRY(add_key(sqlite, &master, options->dice, KEYRING_INDEX, &key, why));
    return sqlite_run(sqlite, COMMIT, BIND_NONE, why);
}

enum rc keyring_create(const struct keyring_options *options,
                       const unsigned char store_hash[static SEAL_HASH_BYTES], struct fault *why)
{
    static const char APPLICATION[] = "PRAGMA application_id = 1449619051"; /* SQLITE_FILE_KEYS */
    SCOPED(sqlite_disconnect) struct sqlite sqlite = {0};

    static_assert(SQLITE_FILE_KEYS == 1449619051, "as in the statement");
    TRY(sqlite_file_new(options->path, why));
    TRY(sqlite_connect(&sqlite, options->path, SQLITE_OPEN_READWRITE, why));
    TRY(sqlite_run(&sqlite, options->unsynced ? NO_SYNC : SYNC, BIND_NONE, why));
    TRY(sqlite_run(&sqlite, APPLICATION, BIND_NONE, why));
    return fill_new(&sqlite, options, store_hash, why);
}

static enum rc check_identity(struct keyring *keyring, const char *path,
                              const unsigned char *store_hash, struct fault *why)
{
    static const char SELECT_IDENTITY[] = "SELECT store_hash FROM identity";
    SCOPED(rows_close)
    struct rows rows = sqlite_query(&keyring->sqlite, SELECT_IDENTITY, BIND_NONE);
    const void *hash;
    size_t n;

    if (rows_next(&rows) && (hash = take_bytes(&rows, &n)) && n == SEAL_HASH_BYTES &&
        memcmp(hash, store_hash, n) == 0)
        return RC_OK;
    return fault_set(why, RC_INVALID,
                     "%s: belongs to another database: put the key store of this one there", path);
}

/* Reads and unwraps a key from the file. */
static enum rc load(struct keyring *keyring, uint32_t id, struct seal_key *out, struct fault *why)
{
    static const char SELECT_KEY[] = "SELECT wrapped FROM data_key WHERE id = ?1";
    SCOPED(rows_close)
    struct rows rows = sqlite_query(&keyring->sqlite, SELECT_KEY, BIND(as_int(id)));
    SCOPED(text_wipe) struct text plain = {0};
    struct seal_key key = {.id = id};
    const void *wrapped;
    size_t n;

    if (!rows_next(&rows)) {
        TRY(rows_end(&rows, why));
        return fault_set(why, RC_MISSING, "key %u is not in the key store", id);
    }
    wrapped = take_bytes(&rows, &n);
    if (!unseal(&keyring->master, key_row(id), wrapped, n, &plain) || plain.n != sizeof(key.bytes))
        return fault_set(why, RC_INVALID,
                         "the key store is sealed under another master key: configure that one");
    memcpy(key.bytes, plain.at, sizeof(key.bytes));
    cache_add(&keyring->cache, &key);
    *out = key;
    return RC_OK;
}

/* The two keys that must be there, and the last one that was made. */
static enum rc load_first(struct keyring *keyring, struct fault *why)
{
    static const char SELECT_LAST[] = "SELECT max(id) FROM data_key";
    struct seal_key key;
    int64_t last;

    TRY(load(keyring, KEYRING_MUNICIPALITY, &key, why));
    TRY(load(keyring, KEYRING_INDEX, &key, why));
    TRY(sqlite_number(&keyring->sqlite, SELECT_LAST, BIND_NONE, &last, why));
    if (last >= UINT32_MAX - KEYS_AHEAD) return fault_set(why, RC_BROKEN, "the key store is full");
    keyring->made_id = (uint32_t)last;
    keyring->next_id = keyring->made_id + 1;
    return RC_OK;
}

static enum rc open_keyring(struct keyring *keyring, const struct keyring_options *options,
                            const unsigned char *store_hash, struct fault *why)
{
    TRY(sqlite_file_check(options->path, SQLITE_FILE_KEYS, why));
    TRY(sqlite_connect(&keyring->sqlite, options->path,
                       options->read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE, why));
    TRY(sqlite_run(&keyring->sqlite, options->unsynced ? NO_SYNC : SYNC, BIND_NONE, why));
    TRY(check_identity(keyring, options->path, store_hash, why));
    return load_first(keyring, why);
}

enum rc keyring_open(const struct keyring_options *options,
                     const unsigned char store_hash[static SEAL_HASH_BYTES], struct keyring **out,
                     struct fault *why)
{
    struct keyring *keyring = mem_new(1, sizeof(*keyring));
    enum rc rc;

    pthread_mutex_init(&keyring->lock, NULL);
    keyring->dice = options->dice;
    keyring->master = master_init(options->master_key);
    rc = open_keyring(keyring, options, store_hash, why);
    if (rc == RC_OK)
        *out = keyring;
    else
        keyring_close(keyring);
    return rc;
}

void keyring_close(struct keyring *keyring)
{
    if (!keyring) return;
    sqlite_disconnect(&keyring->sqlite);
    cache_clear(&keyring->cache);
    sodium_memzero(&keyring->master, sizeof(keyring->master));
    pthread_mutex_destroy(&keyring->lock);
    free(keyring);
}

/* Makes the next keys and syncs them. */
static enum rc make_keys(struct keyring *keyring, struct fault *why)
{
    struct seal_key key;

    TRY(sqlite_run(&keyring->sqlite, BEGIN, BIND_NONE, why));
    for (uint32_t id = keyring->made_id + 1; id <= keyring->made_id + KEYS_AHEAD; id++)
        TRY(add_key(&keyring->sqlite, &keyring->master, keyring->dice, id, &key, why));
    TRY(sqlite_run(&keyring->sqlite, COMMIT, BIND_NONE, why));
    keyring->made_id += KEYS_AHEAD;
    return RC_OK;
}

static enum rc add(struct keyring *keyring, struct seal_key *out, struct fault *why)
{
    enum rc rc;

    if (keyring->next_id > keyring->made_id) {
        rc = make_keys(keyring, why);
        /* A full disk may have ended the transaction already. */
        if (rc != RC_OK) IGNORE(sqlite_run(&keyring->sqlite, ROLLBACK, BIND_NONE, NULL));
        if (rc != RC_OK) return rc;
    }
    TRY(load(keyring, keyring->next_id, out, why));
    keyring->next_id++;
    return RC_OK;
}

void keyring_used(struct keyring *keyring, uint32_t last)
{
    if (last < KEYRING_INDEX) last = KEYRING_INDEX;
    if (last < keyring->made_id) keyring->next_id = last + 1;
}

enum rc keyring_add(struct keyring *keyring, struct seal_key *out, struct fault *why)
{
    enum rc rc;

    pthread_mutex_lock(&keyring->lock);
    rc = add(keyring, out, why);
    pthread_mutex_unlock(&keyring->lock);
    return rc;
}

enum rc keyring_find(struct keyring *keyring, uint32_t id, struct seal_key *out, struct fault *why)
{
    enum rc rc = RC_OK;

    if (id == 0) return fault_set(why, RC_MISSING, "a value names no key");
    pthread_mutex_lock(&keyring->lock);
    if (keyring->cache.n > 0 && cache_place(&keyring->cache, id)->id == id)
        *out = *cache_place(&keyring->cache, id);
    else
        rc = load(keyring, id, out, why);
    pthread_mutex_unlock(&keyring->lock);
    return rc;
}

enum rc keyring_backup(struct keyring *keyring, const char *path, struct fault *why)
{
    enum rc rc;

    pthread_mutex_lock(&keyring->lock);
    rc = sqlite_file_copy(&keyring->sqlite, path, why);
    pthread_mutex_unlock(&keyring->lock);
    return rc;
}
