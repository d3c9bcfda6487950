#ifndef PROVIDERS_BASIC_H
#define PROVIDERS_BASIC_H
/* Basic: HTTP Basic authentication (RFC 7617), of our requests and of a provider's webhooks. */
#include "providers/provider.h"

/* Adds "Authorization: Basic …". */
void basic_add(struct http_headers *headers, const char *user, const char *password);

/* Compares with credentials "webhook_user" and "webhook_password". With either of them set, a webhook
 * with another user or password, or with none, is RC_DENIED; the right ones set `verified`. With none
 * set nothing is asked and `verified` stays as it is. */
enum rc basic_check(const struct http_request *request, const struct credentials *credentials,
                    bool *verified, struct fault *why) NEEDS_CHECK;

#endif
