#ifndef PROVIDERS_FORM_H
#define PROVIDERS_FORM_H
/* Form: application/x-www-form-urlencoded, in a body or behind the "?" of a URL.
 *
 * A field may occur twice, be empty, or hold any byte; order is kept, since signatures depend on it. */
#include "gateway/base/text.h"

/* More fields than this are not read: no provider sends a tenth of them. */
#define FORM_FIELDS_MAX 500

struct form_field {
    struct text name, value; /* decoded */
};

struct form {
    struct form_field *at;
    size_t n;
};

/* Adds the fields of `bytes` ("a=1&b=2"): "+" is a blank, a "%" without two hex digits is itself. */
void form_read(struct form *form, const char *bytes, size_t n);
/* The same for the query of a URL, up to its "#"; nothing where it has none. */
void form_read_query(struct form *form, const char *url);
void form_add(struct form *form, const char *name, const char *value);
/* The first of that name, or NULL. Borrowed. */
const struct text *form_find(const struct form *form, const char *name);
/* Its value as a string, or NULL where it is missing or empty. Borrowed. */
const char *form_string(const struct form *form, const char *name);
/* Adds a value as text: a NUL and each byte that is not UTF-8 become U+FFFD. NULL adds nothing. */
void form_add_to(struct text *text, const struct text *value);
/* The fields in bytewise order of their names, those of one name as they came. The caller frees it. */
const struct form_field **form_new_sorted(const struct form *form);
void form_clear(struct form *form);

/* Adds `name=value`, escaped, with "&" in front unless it is the first (the text is empty or ends
 * with "?"). */
void text_add_field(struct text *text, const char *name, const char *value);

#endif
