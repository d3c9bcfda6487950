#ifndef PROVIDERS_ADAPTERS_TWILIO_SIGNATURE_H
#define PROVIDERS_ADAPTERS_TWILIO_SIGNATURE_H
/* Twilio_signature: whether Twilio wrote a webhook.
 *
 * There is no time in the signature: a replay is recognised by its message id, by the store. */
#include "providers/form.h"
#include "providers/http.h"

/* `form`: what fields_read made of the request. RC_DENIED: no signature, or not one that `token` makes. */
enum rc twilio_check_signature(const struct http_request *request, const struct form *form,
                               const char *token, struct fault *why) NEEDS_CHECK;

#endif
