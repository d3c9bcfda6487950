#ifndef PROVIDERS_ADAPTERS_GENERIC_H
#define PROVIDERS_ADAPTERS_GENERIC_H
/* Generic: what the files of that provider do for each other.
 *
 * The description is the route's credentials; its keys are in generic_check.c, their meaning in
 * docs/providers.md, "Generic". The functions that are slots of struct provider keep its promises. */
#include "providers/adapters/generic_rule.h"
#include "providers/adapters/generic_template.h"

enum rc generic_check(const struct credentials *credentials, const char **name,
                      struct fault *why) NEEDS_CHECK;
enum rc generic_render(const struct message *message, const struct credentials *credentials,
                       struct http_request *out, struct fault *why) NEEDS_CHECK;
enum rc generic_lookup(const struct message *message, const struct credentials *credentials,
                       struct http_request *out, struct fault *why) NEEDS_CHECK;
enum rc generic_receive(const struct http_request *request, const struct credentials *credentials,
                        const struct ussd_screen *screen, usec now, struct receipt *out,
                        struct fault *why) NEEDS_CHECK;

/* RC_DENIED: a signature is described, and this webhook has none, another, or one of another time. */
enum rc generic_check_signature(const struct credentials *credentials, const char *url,
                                const struct said *said, usec now, struct fault *why) NEEDS_CHECK;

/* Adds what templates of requests may fill in. */
void generic_add_message(struct values *values, const struct message *message);
/* "POST /path": the method as a constant, with `*rest` at the address; NULL: it is none of ours. */
const char *generic_method(const char *line, const char **rest);
/* What a status word means by the operator's lists; DELIVERY_UNKNOWN where none has it. */
enum delivery generic_state(const struct credentials *credentials, const char *word);

bool generic_is_body_type(const char *name);
bool generic_is_json(const struct credentials *credentials, const char *body);
bool generic_is_signature_kind(const char *name);
bool generic_is_encoding(const char *name);
/* Whether the kind of signature that is described needs signature_key. */
bool generic_needs_key(const struct credentials *credentials);

#endif
