#include "providers/fields.h"

#include "providers/json.h"

bool fields_are_posted(const struct http_request *request)
{
    return !request->method || strcmp(request->method, "GET") != 0;
}

static void read_json(const struct text *body, struct form *out)
{
    SCOPED(json_free) json_t *json = json_read(body);
    const char *name;
    json_t *value;

    json_object_foreach(json, name, value)
    {
        SCOPED(text_wipe) struct text string = {0};

        if (json_is_boolean(value))
            form_add(out, name, json_is_true(value) ? "true" : "false");
        else if (json_add_to(&string, value))
            form_add(out, name, text_string(&string));
    }
}

/* Whatever Content-Type says: a form cannot begin with a brace, since that would be escaped. */
static bool is_object(const struct text *body)
{
    const char *at = text_string(body);

    if (strncmp(at, "\xEF\xBB\xBF", 3) == 0) at += 3;
    return at[strspn(at, " \t\r\n")] == '{';
}

void fields_read(const struct http_request *request, struct form *out)
{
    const struct text *body = &request->body;

    if (!fields_are_posted(request))
        form_read_query(out, text_string(&request->url));
    else if (is_object(body))
        read_json(body, out);
    else if (body->n)
        form_read(out, body->at, body->n);
}
