#ifndef GATEWAY_STORE_SEAL_H
#define GATEWAY_STORE_SEAL_H
/* Seal: personal data as it lies in the database.
 *
 * XChaCha20-Poly1305 (libsodium). A sealed value is the key's id (4 bytes, big-endian), a random nonce
 * (24), then the ciphertext with its tag (16). The row and column that it belongs to are associated
 * data, so a value moved to another row does not open. Pure: keys and nonces come from the caller. */
#include "gateway/base/text.h"

#define SEAL_KEY_BYTES   32
#define SEAL_NONCE_BYTES 24
#define SEAL_EXTRA_BYTES (4 + SEAL_NONCE_BYTES + 16)
#define SEAL_HASH_BYTES  16

struct seal_key {
    uint32_t id; /* in the key store; 0: none */
    unsigned char bytes[SEAL_KEY_BYTES];
};

/* Columns that hold sealed values. Part of the associated data: add at the end, never renumber. */
enum seal_place {
    SEAL_KEY, /* a key of the key store, under the master key */
    SEAL_FAMILY_NAME,
    SEAL_MEMBER_NAME,
    SEAL_PHONE_NUMBER,
    SEAL_ENROLMENT_REASON,
    SEAL_MESSAGE_TO,
    SEAL_MESSAGE_TEXT,
    SEAL_INBOX_CONTENT,
    SEAL_REPLY_TEXT,
    SEAL_REPLY_SENDER,
    SEAL_SIGNAL_EVIDENCE,
    SEAL_ALERT_NOTE,
    SEAL_EVENT_DETAIL,
    SEAL_USSD_TEXT,
    SEAL_SIGNAL_FIGURES,
    SEAL_VERDICT_NOTE,
    SEAL_APPOINTMENT_PLACE,
};

/* What a sealed value belongs to. */
struct seal_row {
    enum seal_place place;
    int64_t id;
};

/* A value nobody can read, and that does not print. Valid as {0}. */
struct sealed {
    unsigned char *at;
    size_t n;
};
void sealed_clear(struct sealed *sealed);

void seal(const struct seal_key *key, const unsigned char nonce[static SEAL_NONCE_BYTES],
          struct seal_row row, const void *plain, size_t n, struct sealed *out);

/* The id of the key that opens it; 0: too short to be sealed. */
uint32_t seal_key_id(const void *sealed, size_t n);

/* Appends the plain bytes to `out`. False: another key or row, or damaged; `out` is untouched. */
bool unseal(const struct seal_key *key, struct seal_row row, const void *sealed, size_t n,
            struct text *out);

/* What the index key is used for; each use has its own subkey. Never renumber. */
enum seal_use {
    SEAL_NUMBER = 1,
    SEAL_PUBLIC_ID,
    SEAL_SEEN,
    SEAL_TOKEN,
    SEAL_USSD,
    SEAL_UID,
    SEAL_USE_END
};

struct seal_index {
    unsigned char keys[SEAL_USE_END][SEAL_KEY_BYTES];
};

/* Derives the subkeys (crypto_kdf). */
void seal_index_init(struct seal_index *index, const unsigned char key[static SEAL_KEY_BYTES]);
/* A keyed hash, by which a value is found again without being readable. */
void seal_hash(const struct seal_index *index, enum seal_use use, const void *bytes, size_t n,
               unsigned char out[static SEAL_HASH_BYTES]);
/* The short one (SipHash-2-4). */
uint64_t seal_short_hash(const struct seal_index *index, enum seal_use use, const void *bytes,
                         size_t n);

/* Big-endian numbers. */
void seal_write_u32(unsigned char *at, uint32_t value);
void seal_write_u64(unsigned char *at, uint64_t value);
uint64_t seal_read_u64(const unsigned char *at);

#endif
