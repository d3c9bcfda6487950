#include "gateway/web/upload.h"

#include <strings.h>

#define TYPE         "multipart/form-data"
#define BOUNDARY_MAX 70 /* RFC 2046, 5.1.1 */
#define PARTS_MAX    50

/* A run of the body. */
struct run {
    const char *at;
    size_t n;
};

/* Takes what comes before `mark`, and steps over both. False: it does not come. */
static bool take_until(struct run *rest, const struct text *mark, struct run *out)
{
    const char *found = rest->n ? memmem(rest->at, rest->n, mark->at, mark->n) : NULL;

    if (!found) return false;
    *out = (struct run){rest->at, (size_t)(found - rest->at)};
    rest->at = found + mark->n;
    rest->n -= out->n + mark->n;
    return true;
}

bool upload_is(const struct http_request *request)
{
    const char *type = http_header_find(&request->headers, "Content-Type");

    return type && strncasecmp(type, TYPE, strlen(TYPE)) == 0;
}

static bool find_boundary(const struct http_request *request, struct text *out)
{
    const char *at = strcasestr(http_header_find(&request->headers, "Content-Type"), "boundary=");
    size_t n;

    if (!at) return false;
    at += strlen("boundary=");
    n = *at == '"' ? strcspn(++at, "\"") : strcspn(at, "; \t");
    if (n == 0 || n > BOUNDARY_MAX) return false;
    text_add(out, "\r\n--");
    text_add_bytes(out, at, n);
    return true;
}

/* The value of `name="…"` in the head of a part. False: it has none. */
static bool find_quoted(const struct run *head, const char *name, struct text *out)
{
    SCOPED(text_clear) struct text mark = {0};
    const char *at, *end;

    text_addf(&mark, "%s=\"", name);
    at = memmem(head->at, head->n, mark.at, mark.n);
    /* "filename=" ends like "name=": a blank or a semicolon stands in front of the one that is meant. */
    if (!at || at == head->at || !strchr(" ;\t", at[-1])) return false;
    at += mark.n;
    end = memchr(at, '"', head->n - (size_t)(at - head->at));
    if (!end) return false;
    text_add_bytes(out, at, (size_t)(end - at));
    return true;
}

static void add_part(const struct run *head, const struct run *body, struct form *form,
                     struct text *file)
{
    SCOPED(text_wipe) struct text name = {0}, value = {0};

    if (find_quoted(head, "filename", &value)) {
        if (file->n == 0) text_add_bytes(file, body->at, body->n);
        return;
    }
    if (!find_quoted(head, "name", &name)) return;
    text_add_bytes(&value, body->at, body->n);
    form_add(form, text_string(&name), text_string(&value));
}

void upload_read(const struct http_request *request, struct form *form, struct text *file)
{
    SCOPED(text_clear) struct text boundary = {0}, blank = {0};
    struct run rest = {request->body.at, request->body.n}, part, head;

    if (!find_boundary(request, &boundary)) return;
    text_add(&blank, "\r\n\r\n");
    /* The first boundary has no line end in front of it. */
    if (rest.n < boundary.n || memcmp(rest.at, boundary.at + 2, boundary.n - 2) != 0) return;
    rest.at += boundary.n - 2;
    rest.n -= boundary.n - 2;
    for (int i = 0; i < PARTS_MAX && take_until(&rest, &boundary, &part); i++)
        if (take_until(&part, &blank, &head)) add_part(&head, &part, form, file);
}
