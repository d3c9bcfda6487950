#ifndef PROVIDERS_FIELDS_H
#define PROVIDERS_FIELDS_H
/* Fields: what a flat webhook says, whichever way the account is set to send it: the query of a GET, a
 * form, or the top of a JSON object. */
#include "providers/form.h"
#include "providers/http.h"

/* True of anything but a GET. */
bool fields_are_posted(const struct http_request *request);

/* Adds them in their order. Of JSON only strings, integers, true and false are fields. */
void fields_read(const struct http_request *request, struct form *out);

#endif
