/* First, since its declarations use a name that base/banned.h poisons. */
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "providers/signature.h"

#include <sodium.h>

static const EVP_MD *method(enum digest_kind kind)
{
    switch (kind) {
    case DIGEST_MD5:
        return EVP_md5();
    case DIGEST_SHA1:
        return EVP_sha1();
    case DIGEST_SHA256:
        return EVP_sha256();
    case DIGEST_SHA384:
        return EVP_sha384();
    case DIGEST_SHA512:
        return EVP_sha512();
    }
    return NULL;
}

struct digest digest_of(enum digest_kind kind, const void *bytes, size_t n)
{
    struct digest digest = {0};
    unsigned written = 0;
    int done = EVP_Digest(bytes, n, digest.at, &written, method(kind), NULL);

    /* A digest that failed must not be compared as if it were one. */
    assert(done == 1 && written > 0);
    digest.n = written;
    return digest;
}

struct digest digest_hmac(enum digest_kind kind, const void *key, size_t key_n, const void *bytes,
                          size_t n)
{
    struct digest digest = {0};
    unsigned written = 0;
    const unsigned char *done = HMAC(method(kind), key, (int)key_n, bytes, n, digest.at, &written);

    assert(done != NULL && written > 0);
    digest.n = written;
    return digest;
}

void text_add_hex(struct text *text, const void *bytes, size_t n)
{
    static const char digits[] = "0123456789abcdef";
    const unsigned char *at = bytes;

    for (size_t i = 0; i < n; i++) {
        text_add_char(text, digits[at[i] >> 4]);
        text_add_char(text, digits[at[i] & 15]);
    }
}

static void add_base64(struct text *text, const void *bytes, size_t n, int variant)
{
    size_t space = sodium_base64_encoded_len(n, variant);
    char *made = mem_new(space, 1);

    sodium_bin2base64(made, space, bytes, n, variant);
    text_add(text, made);
    explicit_bzero(made, space);
    free(made);
}

static bool add_from_base64(struct text *text, const char *base64, size_t n, int variant)
{
    size_t space = n / 4 * 3 + 3, written = 0;
    unsigned char *made = mem_new(space, 1);
    bool good = sodium_base642bin(made, space, base64, n, NULL, &written, NULL, variant) == 0;

    if (good) text_add_bytes(text, made, written);
    explicit_bzero(made, space);
    free(made);
    return good;
}

void text_add_base64(struct text *text, const void *bytes, size_t n)
{
    add_base64(text, bytes, n, sodium_base64_VARIANT_ORIGINAL);
}

bool text_add_from_base64(struct text *text, const char *base64, size_t n)
{
    return add_from_base64(text, base64, n, sodium_base64_VARIANT_ORIGINAL);
}

void text_add_base64url(struct text *text, const void *bytes, size_t n)
{
    add_base64(text, bytes, n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

bool text_add_from_base64url(struct text *text, const char *base64, size_t n)
{
    return add_from_base64(text, base64, n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

bool signature_is_recent(const char *seconds, usec now, usec past, usec ahead)
{
    size_t n = strspn(seconds, "0123456789");
    usec at;

    /* Twelve digits last for thirty thousand years, and fit. */
    if (n == 0 || n > 12 || seconds[n]) return false;
    at = strtoll(seconds, NULL, 10) * USEC_SEC;
    return at >= now - past && at <= now + ahead;
}

bool signature_equal(const struct text *want, const char *got)
{
    return strlen(got) == want->n && sodium_memcmp(text_string(want), got, want->n) == 0;
}

bool digest_is_hex(const struct digest *digest, const char *hex)
{
    SCOPED(text_clear) struct text want = {0};
    SCOPED(text_clear) struct text got = {.limit = (size_t)2 * DIGEST_BYTES_MAX + 1};

    text_add_hex(&want, digest->at, digest->n);
    for (; *hex && !text_over(&got); hex++)
        text_add_char(&got, (char)(*hex >= 'A' && *hex <= 'F' ? *hex - 'A' + 'a' : *hex));
    return signature_equal(&want, text_string(&got));
}
