#include "providers/http.h"

#include <strings.h>

void http_header_add(struct http_headers *headers, const char *name, const char *value)
{
    headers->at = mem_grow(headers->at, headers->n + 1, sizeof(*headers->at));
    headers->at[headers->n++] = (struct http_header){
        .name = mem_copy_string(name),
        .value = mem_copy_string(value),
    };
}

void http_header_add_authorization(struct http_headers *headers, const char *scheme,
                                   const char *secret)
{
    SCOPED(text_wipe) struct text value = {0};

    text_addf(&value, "%s %s", scheme, secret);
    http_header_add(headers, "Authorization", text_string(&value));
}

const char *http_header_find(const struct http_headers *headers, const char *name)
{
    for (size_t i = 0; i < headers->n; i++)
        if (strcasecmp(headers->at[i].name, name) == 0) return headers->at[i].value;
    return NULL;
}

void http_headers_clear(struct http_headers *headers)
{
    if (!headers) return;
    for (size_t i = 0; i < headers->n; i++) {
        free(headers->at[i].name);
        /* Authorization and its kind are headers like the others. */
        explicit_bzero(headers->at[i].value, strlen(headers->at[i].value));
        free(headers->at[i].value);
    }
    free(headers->at);
    *headers = (struct http_headers){0};
}

void http_request_clear(struct http_request *request)
{
    if (!request) return;
    text_wipe(&request->url);
    http_headers_clear(&request->headers);
    text_wipe(&request->body);
    request->method = NULL;
}

void http_response_clear(struct http_response *response)
{
    if (!response) return;
    http_headers_clear(&response->headers);
    text_wipe(&response->body);
    response->status = 0;
}
