#include "providers/form.h"

#include <ctype.h>

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    c = (char)tolower((unsigned char)c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static void add_decoded(struct text *out, const char *bytes, size_t n)
{
    out->limit = n + 1;
    for (size_t i = 0; i < n; i++) {
        int high = bytes[i] == '%' && i + 2 < n ? hex_digit(bytes[i + 1]) : -1;
        int low = high >= 0 ? hex_digit(bytes[i + 2]) : -1;

        if (low >= 0) {
            unsigned char byte = (unsigned char)(high << 4 | low);

            text_add_bytes(out, &byte, 1);
            i += 2;
        } else if (bytes[i] == '+') {
            text_add_char(out, ' ');
        } else {
            text_add_char(out, bytes[i]);
        }
    }
}

static struct form_field *add_empty(struct form *form)
{
    form->at = mem_grow(form->at, form->n + 1, sizeof(*form->at));
    form->at[form->n] = (struct form_field){0};
    return &form->at[form->n++];
}

void form_read(struct form *form, const char *bytes, size_t n)
{
    const char *end = bytes + n;

    while (bytes < end && form->n < FORM_FIELDS_MAX) {
        const char *stop = memchr(bytes, '&', (size_t)(end - bytes));
        const char *equals;
        struct form_field *field;

        if (!stop) stop = end;
        if (stop > bytes) {
            equals = memchr(bytes, '=', (size_t)(stop - bytes));
            field = add_empty(form);
            add_decoded(&field->name, bytes, (size_t)((equals ? equals : stop) - bytes));
            if (equals) add_decoded(&field->value, equals + 1, (size_t)(stop - equals - 1));
        }
        bytes = stop + 1;
    }
}

void form_read_query(struct form *form, const char *url)
{
    size_t path_bytes = strcspn(url, "?#");

    if (url[path_bytes] != '?') return;
    url += path_bytes + 1;
    form_read(form, url, strcspn(url, "#"));
}

void form_add(struct form *form, const char *name, const char *value)
{
    struct form_field *field;

    if (form->n >= FORM_FIELDS_MAX) return;
    field = add_empty(form);
    text_add(&field->name, name);
    text_add(&field->value, value);
}

const struct text *form_find(const struct form *form, const char *name)
{
    for (size_t i = 0; i < form->n; i++)
        if (strcmp(text_string(&form->at[i].name), name) == 0) return &form->at[i].value;
    return NULL;
}

const char *form_string(const struct form *form, const char *name)
{
    const struct text *value = form_find(form, name);

    return value && value->n ? text_string(value) : NULL;
}

void form_add_to(struct text *text, const struct text *value)
{
    for (size_t i = 0; value && i < value->n;) {
        size_t run = strnlen(value->at + i, value->n - i);

        text_add_utf8(text, value->at + i, run);
        i += run;
        if (i < value->n) text_add_utf8(text, "\xFF", 1), i++; /* the NUL */
    }
}

static int by_name(const void *one, const void *other)
{
    const struct form_field *a = *(const struct form_field *const *)one;
    const struct form_field *b = *(const struct form_field *const *)other;
    int order = strcmp(text_string(&a->name), text_string(&b->name));

    /* Order of arrival within a name, since qsort promises none. */
    return order ? order : (a > b) - (a < b);
}

const struct form_field **form_new_sorted(const struct form *form)
{
    const struct form_field **order = mem_new(form->n + 1, sizeof(const struct form_field *));

    for (size_t i = 0; i < form->n; i++)
        order[i] = &form->at[i];
    qsort(order, form->n, sizeof(const struct form_field *), by_name);
    return order;
}

void form_clear(struct form *form)
{
    if (!form) return;
    for (size_t i = 0; i < form->n; i++) {
        text_wipe(&form->at[i].name);
        text_wipe(&form->at[i].value);
    }
    free(form->at);
    *form = (struct form){0};
}

void text_add_field(struct text *text, const char *name, const char *value)
{
    if (text->n && text->at[text->n - 1] != '?') text_add_char(text, '&');
    text_add_url(text, name, strlen(name));
    text_add_char(text, '=');
    text_add_url(text, value, strlen(value));
}
