#ifndef PROVIDERS_ADAPTERS_GENERIC_RULE_H
#define PROVIDERS_ADAPTERS_GENERIC_RULE_H
/* Generic_rule: where something stands in what a provider says, and what it means, as an operator writes
 * it; docs/providers.md, "Generic", has the syntax.
 *
 * A field is "path", "top:path", "query:name", "header:Name" or "body", with "=pattern" where a part of
 * it is meant: "*" is anything, "(*)" the part. A rule is a line, or several of which one must fit, of
 * words that all must hold: "2xx", "field=value,value", "!field=value". */
#include "providers/form.h"
#include "providers/http.h"
#include "providers/json.h"
#include "providers/provider.h"

/* An answer or one event of a webhook. All borrowed. */
struct said {
    int status;                /* of an answer; 0: a webhook */
    json_t *json;              /* of this event, or all of it; NULL: not JSON */
    json_t *top;               /* all of it */
    const struct form *fields; /* of a webhook that is not JSON; NULL: an answer */
    const struct form *query;  /* of a webhook; NULL: an answer */
    const struct http_headers *headers;
    const struct text *body;
};

/* Adds what stands there, as UTF-8. False: nothing. `field` may be NULL. */
bool field_add_to(struct text *out, const char *field, const struct said *said);
/* All places of a JSON path in which "*" stands for every place of an array. Returns how many. */
size_t field_all(json_t *json, const char *path, json_t **out, size_t max);
/* False also where `rule` is NULL. */
bool rule_fits(const char *rule, const struct said *said);

/* RC_INVALID, with a sentence that names no value. `is_answer`: statuses have a meaning there. */
enum rc field_check(const char *field, struct fault *why) NEEDS_CHECK;
enum rc rule_check(const char *rule, bool is_answer, struct fault *why) NEEDS_CHECK;

/* The next of the pieces before `end` that any of `separators` part, but not in 'quotes', which stay: its
 * length, with `*at` moved to its start; 0: there is none. */
size_t piece_next(const char **at, const char *end, const char *separators);

#endif
