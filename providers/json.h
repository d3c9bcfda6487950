#ifndef PROVIDERS_JSON_H
#define PROVIDERS_JSON_H
/* Json: reading what others send, without trusting its types.
 *
 * Numbers come as strings and strings as numbers, names in other cases than documented, and a text may
 * hold a byte that is no UTF-8; none of that may lose a reply. Source: docs/providers.md. */
#include <jansson.h>

#include "gateway/base/text.h"

/* Parses an object or array; what is no character (a byte that is not UTF-8, half of a pair of
 * surrogates) is read as U+FFFD, and a byte order mark is passed over. NULL: not JSON. The caller frees
 * it (json_free). */
json_t *json_read(const struct text *body);
/* For SCOPED. */
void json_free(json_t **json);

/* Follows `path`, such as "messages.0.status": names of objects (the exact one first, then without
 * regard to case) and places in arrays. NULL: there is nothing. Borrowed. */
json_t *json_at(json_t *json, const char *path);

/* Adds a string as it is, or an integer in digits. A NUL inside becomes U+FFFD. False, and nothing
 * added: neither of the two, or NULL. */
bool json_add_to(struct text *text, const json_t *value);
/* An integer, or a string that is one. */
bool json_integer_at(json_t *json, const char *path, int64_t *out);
/* True, 1, "true" and "1". */
bool json_true_at(json_t *json, const char *path);
/* The string at `path`, or NULL. Borrowed. */
const char *json_string_at(json_t *json, const char *path);

/* Adds `,"name":"value"` with everything escaped. */
void text_add_member(struct text *text, const char *name, const char *value);

#endif
