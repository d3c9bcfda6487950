#ifndef GATEWAY_CLI_PROVIDER_JSON_H
#define GATEWAY_CLI_PROVIDER_JSON_H
/* Provider_json: the shapes of `vangnet provider`, read from JSON and written as JSON.
 *
 * Every reader says which member is wrong. Strings of a message and a screen are borrowed from the
 * JSON; the rest is copied. */
#include <jansson.h>

#include "providers/provider.h"

enum rc object_from_json(json_t *in, const char *name, struct fault *why) NEEDS_CHECK;
/* The machine's clock where it is not given. */
enum rc now_from_json(json_t *in, usec *out, struct fault *why) NEEDS_CHECK;
/* Strings that are missing are "", apart from callback_url and reference (NULL). */
enum rc message_from_json(json_t *in, struct message *out, struct fault *why) NEEDS_CHECK;
enum rc credentials_from_json(json_t *in, struct credentials *out, struct fault *why) NEEDS_CHECK;
enum rc request_from_json(json_t *in, struct http_request *out, struct fault *why) NEEDS_CHECK;
enum rc response_from_json(json_t *in, struct http_response *out, struct fault *why) NEEDS_CHECK;
enum rc screen_from_json(json_t *in, struct ussd_screen *out, struct fault *why) NEEDS_CHECK;

void text_add_provider(struct text *out, const struct provider *provider);
void text_add_request(struct text *out, const struct http_request *request);
void text_add_result(struct text *out, const struct result *result);
void text_add_event(struct text *out, const struct event *event);
void text_add_receipt(struct text *out, const struct receipt *receipt);

#endif
