#ifndef PROVIDERS_ADAPTERS_VONAGE_SIGNATURE_H
#define PROVIDERS_ADAPTERS_VONAGE_SIGNATURE_H
/* Vonage_signature: whether Vonage's SMS API wrote a webhook, and when.
 *
 * Source: docs/providers.md, "Vonage SMS". */
#include "providers/form.h"

/* RC_INVALID: not one of the methods below. */
enum rc vonage_check_method(const char *method, struct fault *why) NEEDS_CHECK;
/* `method`: md5hash, md5, sha1, sha256 or sha512; NULL: md5hash. RC_DENIED: not signed, not by this
 * secret, or too old. */
enum rc vonage_check_signature(const struct form *form, const char *secret, const char *method,
                               usec now, struct fault *why) NEEDS_CHECK;

#endif
