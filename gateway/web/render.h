#ifndef GATEWAY_WEB_RENDER_H
#define GATEWAY_WEB_RENDER_H
/* Render: a page from a mustache template and JSON values.
 *
 * Templates are web/pages/<name>.html in `data`; {{> name}} draws in another. What {{name}} writes is
 * escaped for HTML; {{{name}}} is not, and only for what another function here wrote. `null`, `false`,
 * an empty string and an empty list are "not there" for {{#name}} and {{^name}}. A name that begins
 * with "w." is a word of the console's language and must exist. */
#include <jansson.h>

#ifdef __cplusplus
extern "C" { /* base is C and does not say so itself */
#endif

#include "gateway/base/data.h"

/* RC_MISSING: no such template, partial or word; RC_INVALID: the template cannot be read. `out` is added
 * to, and untouched on failure. */
enum rc render_page(const struct data *data, const char *name, const json_t *values,
                    struct text *out, struct fault *why) NEEDS_CHECK;

#ifdef __cplusplus
}
#endif
#endif
