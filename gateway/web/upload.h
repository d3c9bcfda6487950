#ifndef GATEWAY_WEB_UPLOAD_H
#define GATEWAY_WEB_UPLOAD_H
/* Upload: a form with a file in it, multipart/form-data (RFC 7578). */
#include "providers/form.h"
#include "providers/http.h"

bool upload_is(const struct http_request *request);
/* Adds the fields to `form`, and to `file` the bytes of the first part that has a file name. What is damaged
 * ends the reading. */
void upload_read(const struct http_request *request, struct form *form, struct text *file);

#endif
