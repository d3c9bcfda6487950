/* First, since their declarations use a name that base/banned.h poisons. */
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include "providers/jwt.h"

#include "providers/json.h"
#include "providers/signature.h"

#define RS256_HEADER "{\"alg\":\"RS256\",\"typ\":\"JWT\"}"
#define RSA_BITS_MIN 2048
/* The last second of the year 9999. */
#define SECONDS_MAX 253402300799LL

static const struct {
    const char *name; /* exact: "hs256" is another name, RFC 7515, 4.1.1 */
    enum jwt_algorithm algorithm;
    enum digest_kind digest;
} algorithms[] = {
    {"HS256", JWT_HS256, DIGEST_SHA256},
    {"HS384", JWT_HS384, DIGEST_SHA384},
    {"HS512", JWT_HS512, DIGEST_SHA512},
};

/* Three parts between two dots. The first two make up what is signed. */
struct parts {
    const char *header, *claims, *signature;
    size_t header_n, claims_n;
};

static bool split(const char *token, struct parts *out)
{
    const char *first = strchr(token, '.');
    const char *second = first ? strchr(first + 1, '.') : NULL;

    if (!second || strchr(second + 1, '.')) return false;
    *out = (struct parts){
        .header = token,
        .header_n = (size_t)(first - token),
        .claims = first + 1,
        .claims_n = (size_t)(second - first - 1),
        .signature = second + 1,
    };
    return true;
}

/* An object that names nothing twice, or NULL: two readers might take different ones of the two. */
static json_t *read_part(const char *part, size_t n)
{
    SCOPED(text_clear) struct text bytes = {0};
    json_t *json;

    if (!text_add_from_base64url(&bytes, part, n)) return NULL;
    json = json_loadb(text_string(&bytes), bytes.n, JSON_REJECT_DUPLICATES, NULL);
    if (!json_is_object(json)) json_free(&json);
    return json;
}

/* The digest that the header asks for, if it is one of those accepted. */
static bool find_digest(const json_t *header, unsigned accepted, enum digest_kind *out)
{
    const char *name = json_string_value(json_object_get(header, "alg"));

    for (size_t i = 0; name && i < COUNT(algorithms); i++) {
        if (!(algorithms[i].algorithm & accepted) || strcmp(algorithms[i].name, name) != 0)
            continue;
        *out = algorithms[i].digest;
        return true;
    }
    return false;
}

enum rc jwt_read(const char *token, const struct jwt_key *key, json_t **claims, struct fault *why)
{
    SCOPED(json_free) json_t *header = NULL;
    SCOPED(text_clear) struct text want = {0};
    struct parts parts;
    enum digest_kind kind;
    struct digest digest;
    json_t *read;

    assert(key->n > 0); /* anybody can sign with an empty one */
    if (strnlen(token, JWT_BYTES_MAX + 1) > JWT_BYTES_MAX)
        return fault_set(why, RC_DENIED, "the token is longer than %d bytes", JWT_BYTES_MAX);
    if (!split(token, &parts))
        return fault_set(why, RC_DENIED, "the token does not have three parts");
    header = read_part(parts.header, parts.header_n);
    if (!header) return fault_set(why, RC_DENIED, "the token's header cannot be read");
    if (!find_digest(header, key->algorithms, &kind))
        return fault_set(why, RC_DENIED, "the token's algorithm is not one that is accepted");
    if (json_object_get(header, "crit"))
        return fault_set(why, RC_DENIED, "the token asks for extensions that are not known");
    digest = digest_hmac(kind, key->at, key->n, token, (size_t)(parts.signature - token - 1));
    text_add_base64url(&want, digest.at, digest.n);
    if (!signature_equal(&want, parts.signature))
        return fault_set(why, RC_DENIED, "the token's signature is wrong");
    read = read_part(parts.claims, parts.claims_n);
    if (!read) return fault_set(why, RC_DENIED, "the token's claims cannot be read");
    *claims = read;
    return RC_OK;
}

bool jwt_moment_at(json_t *claims, const char *name, usec *out)
{
    const json_t *value = json_object_get(claims, name);
    double seconds = json_number_value(value);

    /* A number, not a string that is one: RFC 7519, 2, "NumericDate". */
    if (!json_is_number(value) || !(seconds >= 0 && seconds <= (double)SECONDS_MAX)) return false;
    *out = json_is_integer(value) ? json_integer_value(value) * USEC_SEC
                                  : (usec)(seconds * (double)USEC_SEC);
    return true;
}

enum rc jwt_check_times(json_t *claims, usec now, usec tolerance, struct fault *why)
{
    static const struct {
        const char *name;
        bool is_end;
    } times[] = {
        {"exp", true },
        {"nbf", false},
        {"iat", false},
    };

    for (size_t i = 0; i < COUNT(times); i++) {
        usec at;

        if (!json_object_get(claims, times[i].name)) continue;
        if (!jwt_moment_at(claims, times[i].name, &at))
            return fault_set(why, RC_DENIED, "the token's %s is no time", times[i].name);
        if (times[i].is_end && now >= at + tolerance)
            return fault_set(why, RC_DENIED, "the token has expired");
        if (!times[i].is_end && at > now + tolerance)
            return fault_set(why, RC_DENIED, "the token is of a time to come (%s)", times[i].name);
    }
    return RC_OK;
}

/* Instead of OpenSSL's own, which asks at the terminal. */
/* NOLINTNEXTLINE(readability-non-const-parameter): OpenSSL prescribes the type */
static int no_password(char *buffer, int size, int writing, void *context)
{
    (void)buffer, (void)size, (void)writing, (void)context;
    return -1;
}

static void pkey_clear(EVP_PKEY **key)
{
    EVP_PKEY_free(*key);
}

static EVP_PKEY *read_private_key(const char *pem)
{
    BIO *bio = BIO_new_mem_buf(pem, -1);
    EVP_PKEY *key = bio ? PEM_read_bio_PrivateKey(bio, NULL, no_password, NULL) : NULL;

    BIO_free(bio);
    ERR_clear_error(); /* nobody else shall find it in this thread */
    return key;
}

static void sign_context_clear(EVP_MD_CTX **context)
{
    EVP_MD_CTX_free(*context);
}

enum rc text_add_jwt_rs256(struct text *text, const struct text *claims, const char *private_key,
                           struct fault *why)
{
    SCOPED(pkey_clear) EVP_PKEY *key = read_private_key(private_key);
    SCOPED(sign_context_clear) EVP_MD_CTX *context = EVP_MD_CTX_new();
    SCOPED(text_clear) struct text input = {0};
    unsigned char signature[1024]; /* of a key of 8192 bits */
    size_t n = sizeof(signature);

    if (!key || EVP_PKEY_get_base_id(key) != EVP_PKEY_RSA || EVP_PKEY_get_bits(key) < RSA_BITS_MIN)
        return fault_set(why, RC_INVALID,
                         "the private key is no RSA key of at least %d bits in PEM without a "
                         "password",
                         RSA_BITS_MIN);
    text_add_base64url(&input, RS256_HEADER, strlen(RS256_HEADER));
    text_add_char(&input, '.');
    text_add_base64url(&input, text_string(claims), claims->n);
    if (!context || EVP_DigestSignInit(context, NULL, EVP_sha256(), NULL, key) != 1 ||
        EVP_DigestSign(context, signature, &n, (const unsigned char *)input.at, input.n) != 1) {
        ERR_clear_error();
        return fault_set(why, RC_INVALID, "the private key cannot sign");
    }
    text_add_bytes(text, input.at, input.n);
    text_add_char(text, '.');
    text_add_base64url(text, signature, n);
    return RC_OK;
}
