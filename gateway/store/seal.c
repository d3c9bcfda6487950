#include "gateway/store/seal.h"

#include <sodium.h>

#define NONCE_AT  4
#define CIPHER_AT (NONCE_AT + SEAL_NONCE_BYTES)
#define ROW_BYTES 9

static_assert(SEAL_KEY_BYTES == crypto_aead_xchacha20poly1305_ietf_KEYBYTES, "key");
static_assert(SEAL_NONCE_BYTES == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES, "nonce");
static_assert(SEAL_EXTRA_BYTES == CIPHER_AT + crypto_aead_xchacha20poly1305_ietf_ABYTES, "tag");
static_assert(SEAL_HASH_BYTES >= crypto_generichash_BYTES_MIN, "hash");
static_assert(SEAL_KEY_BYTES == crypto_kdf_KEYBYTES, "index key");

void seal_write_u32(unsigned char *at, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        at[i] = (unsigned char)(value >> (24 - 8 * i));
}

void seal_write_u64(unsigned char *at, uint64_t value)
{
    for (int i = 0; i < 8; i++)
        at[i] = (unsigned char)(value >> (56 - 8 * i));
}

uint64_t seal_read_u64(const unsigned char *at)
{
    uint64_t value = 0;

    for (int i = 0; i < 8; i++)
        value = value << 8 | at[i];
    return value;
}

static void write_row(struct seal_row row, unsigned char out[static ROW_BYTES])
{
    out[0] = (unsigned char)row.place;
    seal_write_u64(out + 1, (uint64_t)row.id);
}

void sealed_clear(struct sealed *sealed)
{
    if (!sealed) return;
    free(sealed->at);
    *sealed = (struct sealed){0};
}

void seal(const struct seal_key *key, const unsigned char nonce[static SEAL_NONCE_BYTES],
          struct seal_row row, const void *plain, size_t n, struct sealed *out)
{
    unsigned char about[ROW_BYTES];

    assert(key->id > 0);
    sealed_clear(out);
    out->n = n + SEAL_EXTRA_BYTES;
    out->at = mem_grow(NULL, out->n, 1);
    write_row(row, about);
    seal_write_u32(out->at, key->id);
    memcpy(out->at + NONCE_AT, nonce, SEAL_NONCE_BYTES);
    crypto_aead_xchacha20poly1305_ietf_encrypt(out->at + CIPHER_AT, NULL, plain, n, about,
                                               sizeof(about), NULL, nonce, key->bytes);
}

uint32_t seal_key_id(const void *sealed, size_t n)
{
    const unsigned char *at = sealed;

    if (n < SEAL_EXTRA_BYTES) return 0;
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

bool unseal(const struct seal_key *key, struct seal_row row, const void *sealed, size_t n,
            struct text *out)
{
    const unsigned char *at = sealed;
    unsigned char about[ROW_BYTES];
    unsigned char *plain;
    bool opened;

    if (n < SEAL_EXTRA_BYTES || seal_key_id(sealed, n) != key->id) return false;
    write_row(row, about);
    plain = mem_new(n - SEAL_EXTRA_BYTES, 1);
    opened = crypto_aead_xchacha20poly1305_ietf_decrypt(plain, NULL, NULL, at + CIPHER_AT,
                                                        n - CIPHER_AT, about, sizeof(about),
                                                        at + NONCE_AT, key->bytes) == 0;
    if (opened) text_add_bytes(out, plain, n - SEAL_EXTRA_BYTES);
    sodium_memzero(plain, n - SEAL_EXTRA_BYTES);
    free(plain);
    return opened;
}

void seal_index_init(struct seal_index *index, const unsigned char key[static SEAL_KEY_BYTES])
{
    static const char context[crypto_kdf_CONTEXTBYTES + 1] = "vangnet1";

    for (unsigned use = SEAL_NUMBER; use < SEAL_USE_END; use++)
        crypto_kdf_derive_from_key(index->keys[use], SEAL_KEY_BYTES, use, context, key);
}

void seal_hash(const struct seal_index *index, enum seal_use use, const void *bytes, size_t n,
               unsigned char out[static SEAL_HASH_BYTES])
{
    crypto_generichash(out, SEAL_HASH_BYTES, bytes, n, index->keys[use], SEAL_KEY_BYTES);
}

uint64_t seal_short_hash(const struct seal_index *index, enum seal_use use, const void *bytes,
                         size_t n)
{
    unsigned char hash[crypto_shorthash_BYTES];

    crypto_shorthash(hash, bytes, n, index->keys[use]);
    return seal_read_u64(hash);
}
