#include <ctype.h>

#include "gateway/base/clock.h"
#include "providers/adapters/generic.h"
#include "providers/signature.h"

#define AGE_DEFAULT (5 * USEC_MIN)
/* Unix times of more digits count milliseconds. */
#define SECONDS_DIGITS_MAX 11

static const struct kind {
    const char *name;
    bool is_hashed, has_key;
    enum digest_kind digest;
} kinds[] = {
    {"hmac-sha256", true,  true,  DIGEST_SHA256},
    {"hmac-sha1",   true,  true,  DIGEST_SHA1  },
    {"hmac-sha384", true,  true,  DIGEST_SHA384},
    {"hmac-sha512", true,  true,  DIGEST_SHA512},
    {"hmac-md5",    true,  true,  DIGEST_MD5   },
    {"sha256",      true,  false, DIGEST_SHA256},
    {"sha1",        true,  false, DIGEST_SHA1  },
    {"sha512",      true,  false, DIGEST_SHA512},
    {"md5",         true,  false, DIGEST_MD5   },
    {"plain",       false, false, DIGEST_SHA256},
};

static const struct kind *find_kind(const char *name)
{
    for (size_t i = 0; name && i < COUNT(kinds); i++)
        if (strcmp(kinds[i].name, name) == 0) return &kinds[i];
    return name ? NULL : &kinds[0];
}

bool generic_is_signature_kind(const char *name)
{
    return find_kind(name) != NULL;
}

static void add_raw(struct text *out, const void *bytes, size_t n)
{
    text_add_bytes(out, bytes, n);
}

static const struct encoding {
    const char *name;
    void (*add)(struct text *out, const void *bytes, size_t n);
} encodings[] = {
    {"hex",       text_add_hex      },
    {"base64",    text_add_base64   },
    {"base64url", text_add_base64url},
    {"none",      add_raw           },
};

/* What a hash is written in unless said otherwise is hex; what is no hash is not written anew. */
static const struct encoding *find_encoding(const char *name, const struct kind *kind)
{
    if (!name) return &encodings[kind && !kind->is_hashed ? COUNT(encodings) - 1 : 0];
    for (size_t i = 0; i < COUNT(encodings); i++)
        if (strcmp(encodings[i].name, name) == 0) return &encodings[i];
    return NULL;
}

bool generic_is_encoding(const char *name)
{
    return find_encoding(name, NULL) != NULL;
}

bool generic_needs_key(const struct credentials *credentials)
{
    return find_kind(credentials_find(credentials, "signature_kind"))->has_key;
}

static bool is_hex(const struct credentials *credentials)
{
    const struct kind *kind = find_kind(credentials_find(credentials, "signature_kind"));
    const struct encoding *encoding =
        find_encoding(credentials_find(credentials, "signature_encoding"), kind);

    return encoding && encoding->add == text_add_hex;
}

/* Unix seconds, milliseconds, or an ISO 8601 time in UTC. */
static bool read_time(const char *written, usec *out)
{
    size_t n = strspn(written, "0123456789");
    long long number = strtoll(written, NULL, 10);

    if (n == 0 || written[n]) return clock_read(written, out);
    if (n > 15) return false;
    *out = n > SECONDS_DIGITS_MAX ? number * USEC_MS : number * USEC_SEC;
    return true;
}

static enum rc check_age(const struct credentials *credentials, const char *written, usec now,
                         struct fault *why)
{
    const char *age_s = credentials_find(credentials, "signature_age_s");
    usec age_max = age_s ? strtol(age_s, NULL, 10) * USEC_SEC : AGE_DEFAULT;
    usec at;

    if (!read_time(written, &at) || at < now - age_max || at > now + age_max)
        return fault_set(why, RC_DENIED, "generic: the webhook is older than its signature may be");
    return RC_OK;
}

/* The bytes that the provider signed, and how it wrote what came of them. */
static bool add_wanted(struct text *out, const struct credentials *credentials, const char *url,
                       const struct text *body, const char *at)
{
    const struct kind *kind = find_kind(credentials_find(credentials, "signature_kind"));
    const struct encoding *encoding =
        find_encoding(credentials_find(credentials, "signature_encoding"), kind);
    const char *key = credentials_find(credentials, "signature_key");
    const char *template = credentials_find(credentials, "signature_of");
    SCOPED(values_clear) struct values values = {.credentials = credentials};
    SCOPED(text_wipe) struct text made = {.limit = (size_t)4 << 20};
    struct digest digest;

    if (!kind || !encoding || (kind->has_key && !(key && *key))) return false;
    values_add(&values, "body", text_string(body), body->n);
    values_add(&values, "url", url, strlen(url));
    values_add(&values, "timestamp", at, strlen(at));
    template_add(&made, template ? template : "{body}", &values, ESCAPE_NONE);
    if (text_over(&made)) return false;
    if (!kind->is_hashed) {
        encoding->add(out, text_string(&made), made.n);
        return out->n > 0;
    }
    digest = kind->has_key ? digest_hmac(kind->digest, key, strlen(key), text_string(&made), made.n)
                           : digest_of(kind->digest, text_string(&made), made.n);
    encoding->add(out, digest.at, digest.n);
    return true;
}

enum rc generic_check_signature(const struct credentials *credentials, const char *url,
                                const struct said *said, usec now, struct fault *why)
{
    const char *time_field = credentials_find(credentials, "signature_time");
    SCOPED(text_wipe) struct text got = {0};
    SCOPED(text_clear) struct text at = {0};
    SCOPED(text_wipe) struct text want = {0};

    field_add_to(&got, credentials_find(credentials, "signature"), said);
    field_add_to(&at, time_field, said);
    if (got.n == 0 || (time_field && at.n == 0))
        return fault_set(why, RC_DENIED, "generic: the webhook is not signed");
    if (!add_wanted(&want, credentials, url, said->body, text_string(&at)))
        return fault_set(why, RC_DENIED, "generic: no signature can be made as it is described");
    for (size_t i = 0; is_hex(credentials) && i < got.n; i++)
        got.at[i] = (char)tolower((unsigned char)got.at[i]);
    if (!signature_equal(&want, text_string(&got)))
        return fault_set(why, RC_DENIED, "generic: the signature of the webhook is wrong");
    return time_field ? check_age(credentials, text_string(&at), now, why) : RC_OK;
}
