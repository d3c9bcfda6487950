#ifndef PROVIDERS_TWILIO_SIGNATURE_H
#define PROVIDERS_TWILIO_SIGNATURE_H
/* Twilio_signature: the fields of a Twilio webhook, and whether Twilio wrote them.
 *
 * There is no time in the signature: a replay is recognised by its message id, by the store. */
#include "providers/form.h"
#include "providers/http.h"

/* The form of a POST (or the top of its JSON), or the query of a GET. */
void twilio_read_fields(const struct http_request *request, struct form *out);

/* RC_DENIED: no signature, or not one that `token` makes. */
enum rc twilio_check_signature(const struct http_request *request, const struct form *form,
                               const char *token, struct fault *why) NEEDS_CHECK;

#endif
