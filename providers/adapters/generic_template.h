#ifndef PROVIDERS_ADAPTERS_GENERIC_TEMPLATE_H
#define PROVIDERS_ADAPTERS_GENERIC_TEMPLATE_H
/* Generic_template: a text with places to fill in, as an operator writes it.
 *
 * "{name}" is filled in, escaped for where it stands; "{?name}…{/}" stays only where there is something
 * to fill in, and does not nest. Every other brace is itself, so JSON needs no escaping. */
#include "providers/form.h"
#include "providers/provider.h"

enum escape { ESCAPE_NONE, ESCAPE_HEADER, ESCAPE_JSON, ESCAPE_URL, ESCAPE_XML };

/* What may be filled in: ours first, then the route's credentials. */
struct values {
    struct form own;
    const struct credentials *credentials; /* borrowed */
};

void values_clear(struct values *values);
void values_add(struct values *values, const char *name, const void *bytes, size_t n);

/* Adds `template` with everything filled in; a name that nobody knows is empty. */
void template_add(struct text *out, const char *template, const struct values *values,
                  enum escape escape);
bool template_uses(const char *template, const char *name);
/* RC_INVALID: a name that is not in `values`, or a section that does not end. */
enum rc template_check(const char *template, const struct values *values,
                       struct fault *why) NEEDS_CHECK;

#endif
