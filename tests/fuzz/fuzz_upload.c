/* Forms with a file: the first line is the boundary, the rest the body. */
#include "tests/fuzz/fuzz.h"

#include <string.h>

#include "gateway/web/upload.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    SCOPED(http_request_clear) struct http_request request = {.method = "POST"};
    SCOPED(form_clear) struct form form = {0};
    SCOPED(text_clear) struct text file = {0}, type = {0};
    const uint8_t *end = n ? memchr(bytes, '\n', n) : NULL;
    size_t first = end ? (size_t)(end - bytes) : 0;

    text_add(&type, "multipart/form-data; boundary=");
    text_add_bytes(&type, bytes, first);
    http_header_add(&request.headers, "Content-Type", text_string(&type));
    if (end) text_add_bytes(&request.body, end + 1, n - first - 1);
    upload_read(&request, &form, &file);
    assert(file.n <= n && form.n <= 50);
    return 0;
}
