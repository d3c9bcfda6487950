/* Between rows and sealed values: ids, keys and hashes. */
#include <sodium.h>

#include "gateway/store/sqlite_store.h"

int64_t new_id(struct sqlite *db, enum table table)
{
    return ++db->store->last_id[table];
}

/* A nonce is used once; many are drawn at a time, since a draw may be a system call. */
static const unsigned char *next_nonce(struct sqlite_store *store)
{
    if (store->nonces_left == 0) {
        store->dice->fill(store->dice, store->nonces, sizeof(store->nonces));
        store->nonces_left = NONCES_N;
    }
    store->nonces_left--;
    return store->nonces + store->nonces_left * SEAL_NONCE_BYTES;
}

static enum rc family_key(struct sqlite *db, int64_t family_id, struct seal_key *out,
                          struct fault *why)
{
    static const char SELECT_KEY_ID[] = "SELECT key_id FROM family WHERE id = ?1";
    struct sqlite_store *store = db->store;
    int64_t key_id = KEYRING_MUNICIPALITY;

    if (family_id != 0 && family_id == store->last_key_family) {
        *out = store->last_key;
        return RC_OK;
    }
    if (family_id != 0)
        TRY(sqlite_number(db, SELECT_KEY_ID, BIND(as_int(family_id)), &key_id, why));
    TRY(keyring_find(store->keyring, (uint32_t)key_id, out, why));
    if (family_id != 0) {
        store->last_key = *out;
        store->last_key_family = family_id;
    }
    return RC_OK;
}

enum rc seal_bytes(struct sqlite *db, int64_t family_id, struct seal_row row, const void *bytes,
                   size_t n, struct sealed *out, struct fault *why)
{
    struct seal_key key;

    assert(db == &db->store->writer);
    if (n >= TEXT_LIMIT_DEFAULT)
        return fault_set(why, RC_INVALID, "%zu bytes are more than the store keeps in one value",
                         n);
    TRY(family_key(db, family_id, &key, why));
    seal(&key, next_nonce(db->store), row, bytes, n, out);
    return RC_OK;
}

enum rc seal_string(struct sqlite *db, int64_t family_id, struct seal_row row, const char *string,
                    struct sealed *out, struct fault *why)
{
    return seal_bytes(db, family_id, row, string ? string : "", string ? strlen(string) : 0, out,
                      why);
}

enum rc take_sealed_text(struct rows *rows, struct seal_row row, struct text *out,
                         struct fault *why)
{
    struct seal_key key;
    const void *at;
    size_t n;

    at = take_bytes(rows, &n);
    if (!at) return RC_OK;
    TRY(keyring_find(rows->sqlite->store->keyring, seal_key_id(at, n), &key, why));
    if (!unseal(&key, row, at, n, out)) {
        return fault_set(
            why, RC_BROKEN,
            "a sealed value (place %d, row %lld) does not open: the database is damaged",
            (int)row.place, (long long)row.id);
    }
    return RC_OK;
}

enum rc take_sealed(struct rows *rows, struct seal_row row, char **out, struct fault *why)
{
    struct text text = {0};
    enum rc rc = take_sealed_text(rows, row, &text, why);

    *out = text_take(&text);
    return rc;
}

struct hash hash_string(const struct sqlite *db, enum seal_use use, const char *string)
{
    struct hash hash;

    seal_hash(&db->store->store.index, use, string, strlen(string), hash.bytes);
    return hash;
}
