#ifndef PROVIDERS_SIGNATURE_H
#define PROVIDERS_SIGNATURE_H
/* Signature: the hashes and spellings with which providers sign webhooks.
 *
 * Digests are raw bytes; how they are written (hex, base64) is a second step, since every provider does
 * it differently. Nothing here is for our own secrets: those use libsodium. */
#include "gateway/base/text.h"

#define DIGEST_BYTES_MAX 64

enum digest_kind { DIGEST_MD5, DIGEST_SHA1, DIGEST_SHA256, DIGEST_SHA384, DIGEST_SHA512 };

struct digest {
    unsigned char at[DIGEST_BYTES_MAX];
    size_t n;
};

struct digest digest_of(enum digest_kind kind, const void *bytes, size_t n);
struct digest digest_hmac(enum digest_kind kind, const void *key, size_t key_n, const void *bytes,
                          size_t n);
/* Whether `hex`, in either case, writes this digest; takes as long whatever the digits are. */
bool digest_is_hex(const struct digest *digest, const char *hex);

/* Lower case. */
void text_add_hex(struct text *text, const void *bytes, size_t n);
/* With padding, the standard alphabet. */
void text_add_base64(struct text *text, const void *bytes, size_t n);
/* Strict: standard alphabet, whole groups, padding. False, and nothing kept: not base64. */
bool text_add_from_base64(struct text *text, const char *base64, size_t n);
/* The same in the alphabet for URLs, without padding (RFC 7515, 2). */
void text_add_base64url(struct text *text, const void *bytes, size_t n);
bool text_add_from_base64url(struct text *text, const char *base64, size_t n);

/* Whether a moment in seconds since 1970, digits alone, is at most `past` ago and at most `ahead` to
 * come. */
bool signature_is_recent(const char *seconds, usec now, usec past, usec ahead);

/* Takes as long whatever the bytes are; only the length may show. */
bool signature_equal(const struct text *want, const char *got);

#endif
