#ifndef GATEWAY_STORE_KEYRING_H
#define GATEWAY_STORE_KEYRING_H
/* Keyring: the key store, a small SQLite file beside the database.
 *
 * Each family has its own data key; the municipality has one for what belongs to no family; the index
 * key finds things again by keyed hash and is never rotated. All lie wrapped under the master key, which
 * is in neither file. Erasing a family's row here makes its data unreadable, in old backups too. Keys
 * that were used stay in memory. Safe from every thread. */
#include "gateway/base/dice.h"
#include "gateway/store/seal.h"

#define KEYRING_MUNICIPALITY 1u /* id of that key */
#define KEYRING_INDEX        2u

struct keyring;

struct keyring_options {
    const char *path;
    const unsigned char *master_key;
    struct dice *dice;
    bool unsynced, read_only;
};

/* Makes the file with its first two keys. `store_hash` names the database that it belongs to. */
enum rc keyring_create(const struct keyring_options *options,
                       const unsigned char store_hash[static SEAL_HASH_BYTES],
                       struct fault *why) NEEDS_CHECK;
/* RC_INVALID: damaged, not a key store, of another database, or under another master key. */
enum rc keyring_open(const struct keyring_options *options,
                     const unsigned char store_hash[static SEAL_HASH_BYTES], struct keyring **out,
                     struct fault *why) NEEDS_CHECK;
void keyring_close(struct keyring *keyring);

/* The last data key that the database uses: what was made behind it is free. Once, after opening. */
void keyring_used(struct keyring *keyring, uint32_t last);
/* A new data key; it is on disk before this returns. */
enum rc keyring_add(struct keyring *keyring, struct seal_key *out, struct fault *why) NEEDS_CHECK;
/* RC_MISSING: erased, or never there. */
enum rc keyring_find(struct keyring *keyring, uint32_t id, struct seal_key *out,
                     struct fault *why) NEEDS_CHECK;
/* A consistent copy to `path`, which must be an empty file. */
enum rc keyring_backup(struct keyring *keyring, const char *path, struct fault *why) NEEDS_CHECK;

#endif
