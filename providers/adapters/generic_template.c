#include "providers/adapters/generic_template.h"

#include <ctype.h>

#define NAME_SPACE 64

enum mark { MARK_NONE, MARK_VALUE, MARK_SECTION, MARK_END };

/* "{name}", "{?name}" or "{/}" at some place of a template. */
struct mark_at {
    enum mark mark;
    char name[NAME_SPACE];
    size_t n; /* bytes of the template */
};

static struct mark_at read_mark(const char *at)
{
    struct mark_at found = {0};
    const char *name = at + 1;
    size_t n = 0;

    if (*at != '{') return found;
    if (strncmp(at, "{/}", 3) == 0) return (struct mark_at){.mark = MARK_END, .n = 3};
    found.mark = *name == '?' ? MARK_SECTION : MARK_VALUE;
    if (*name == '?') name++;
    while (islower((unsigned char)name[n]) ||
           (n > 0 && (isdigit((unsigned char)name[n]) || name[n] == '_')))
        n++;
    if (n == 0 || n >= NAME_SPACE || name[n] != '}') return (struct mark_at){0};
    memcpy(found.name, name, n);
    found.n = (size_t)(name - at) + n + 1;
    return found;
}

void values_clear(struct values *values)
{
    if (values) form_clear(&values->own);
}

void values_add(struct values *values, const char *name, const void *bytes, size_t n)
{
    struct form *own = &values->own;

    form_add(own, name, "");
    own->at[own->n - 1].value.limit = n + 1;
    text_add_bytes(&own->at[own->n - 1].value, bytes, n);
}

/* False: nobody knows the name. Borrowed. */
static bool find_value(const struct values *values, const char *name, const char **at, size_t *n)
{
    const struct text *own = form_find(&values->own, name);
    const char *credential = own ? NULL : credentials_find(values->credentials, name);

    *at = own ? text_string(own) : credential ? credential : "";
    *n = own ? own->n : strlen(*at);
    return own || credential;
}

static void add_header(struct text *out, const char *at, size_t n)
{
    for (size_t i = 0; i < n; i++)
        text_add_char(out, iscntrl((unsigned char)at[i]) ? ' ' : at[i]);
}

static void add_escaped(struct text *out, const char *at, size_t n, enum escape escape)
{
    SCOPED(text_wipe) struct text quoted = {.limit = n * 6 + 3};

    switch (escape) {
    case ESCAPE_NONE:
        text_add_bytes(out, at, n);
        return;
    case ESCAPE_HEADER:
        add_header(out, at, n);
        return;
    case ESCAPE_JSON: /* the quotes stand in the template */
        text_add_json(&quoted, at, n);
        text_add_bytes(out, quoted.at + 1, quoted.n - 2);
        return;
    case ESCAPE_URL:
        text_add_url(out, at, n);
        return;
    case ESCAPE_XML:
        text_add_html(out, at);
        return;
    }
}

void template_add(struct text *out, const char *template, const struct values *values,
                  enum escape escape)
{
    bool is_shown = true;
    const char *value;
    size_t n;

    while (*template) {
        struct mark_at mark = read_mark(template);

        switch (mark.mark) {
        case MARK_NONE:
            mark.n = 1 + strcspn(template + 1, "{");
            if (is_shown) text_add_bytes(out, template, mark.n);
            break;
        case MARK_VALUE:
            find_value(values, mark.name, &value, &n);
            if (is_shown) add_escaped(out, value, n, escape);
            break;
        case MARK_SECTION:
            find_value(values, mark.name, &value, &n);
            is_shown = n > 0;
            break;
        case MARK_END:
            is_shown = true;
            break;
        }
        template += mark.n;
    }
}

bool template_uses(const char *template, const char *name)
{
    for (; (template = strchr(template, '{')); template ++)
        if (strcmp(read_mark(template).name, name) == 0) return true;
    return false;
}

enum rc template_check(const char *template, const struct values *values, struct fault *why)
{
    bool is_open = false;
    const char *value;
    size_t n;

    for (; (template = strchr(template, '{')); template ++) {
        struct mark_at mark = read_mark(template);

        if (mark.mark == MARK_NONE) continue;
        if (mark.mark != MARK_END && !find_value(values, mark.name, &value, &n))
            return fault_set(why, RC_INVALID,
                             "nothing fills in {%s}, expected a name of docs/providers.md or "
                             "another credential",
                             mark.name);
        if (mark.mark == MARK_VALUE) continue;
        if (is_open == (mark.mark == MARK_SECTION)) break;
        is_open = !is_open;
    }
    if (template || is_open)
        return fault_set(why, RC_INVALID, "expected each {?…} to end with one {/}");
    return RC_OK;
}
