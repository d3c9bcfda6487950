#ifndef PROVIDERS_JWT_H
#define PROVIDERS_JWT_H
/* Jwt: a JSON Web Token in its compact form (RFC 7515, RFC 7519), as far as providers use it: HMAC to
 * prove a webhook, RS256 to log in.
 *
 * The reader chooses the algorithms, never the token: "none", and everything that is not asked for, is
 * refused, and nothing of the claims is read before the signature was right. */
#include <jansson.h>

#include "gateway/base/text.h"

/* A longer one is refused unread; providers' are a tenth of it. */
#define JWT_BYTES_MAX 8192

enum jwt_algorithm {
    JWT_HS256 = 1 << 0,
    JWT_HS384 = 1 << 1,
    JWT_HS512 = 1 << 2,
};

struct jwt_key {
    const void *at; /* raw bytes */
    size_t n;
    unsigned algorithms; /* enum jwt_algorithm, those accepted */
};

/* Reads the claims, an object, of a token that `key` signed; the caller frees them (json_free).
 * RC_DENIED: not exactly three parts of strict base64url, another algorithm, critical extensions, a
 * wrong signature, claims that are no object or name one twice. Says nothing about time. */
enum rc jwt_read(const char *token, const struct jwt_key *key, json_t **claims,
                 struct fault *why) NEEDS_CHECK;

/* RC_DENIED where `exp` has passed or `nbf` or `iat` is still to come, by more than `tolerance`, or one
 * of them is no number. What is not there is not checked: see jwt_moment_at. */
enum rc jwt_check_times(json_t *claims, usec now, usec tolerance, struct fault *why) NEEDS_CHECK;
/* A claim in seconds since 1970. False: it is not there, or no such number. */
bool jwt_moment_at(json_t *claims, const char *name, usec *out);

/* Adds a token over `claims`, the exact bytes of a JSON object, signed with an RSA key of at least 2048
 * bits in PEM, without a password. RC_INVALID: it is not that; nothing was added. */
enum rc text_add_jwt_rs256(struct text *text, const struct text *claims, const char *private_key,
                           struct fault *why) NEEDS_CHECK;

#endif
