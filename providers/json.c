#include "providers/json.h"

#include <strings.h>

#define PATH_NAME_SPACE 64

/* The code of the escape at `at` ("\\u12aB"), or 0. */
static unsigned escaped_unit(const char *at, size_t n)
{
    char digits[5] = {0};
    char *end;
    unsigned long unit;

    if (n < 6 || at[0] != '\\' || at[1] != 'u') return 0;
    memcpy(digits, at + 2, 4);
    unit = strtoul(digits, &end, 16);
    return *end == '\0' && digits[0] != '-' && digits[0] != '+' && digits[0] != ' ' ? (unsigned)unit
                                                                                    : 0;
}

static bool is_high(unsigned unit)
{
    return unit >= 0xD800 && unit <= 0xDBFF;
}

static bool is_low(unsigned unit)
{
    return unit >= 0xDC00 && unit <= 0xDFFF;
}

/* Adds what stands at `at` as a strict reader wants it, and returns how many bytes that was: a surrogate
 * without its other half (an emoji cut in two by the end of a part) is U+FFFD, a control character,
 * which only a string may not hold, a space. */
static size_t add_repaired(struct text *out, const char *at, size_t n)
{
    unsigned unit = escaped_unit(at, n);
    size_t length = 1;

    if (is_high(unit) && is_low(escaped_unit(at + 6, n - 6))) {
        length = 12;
    } else if (is_high(unit) || is_low(unit)) {
        text_add(out, "\\ufffd");
        return 6;
    } else if (*at == '\\' && n > 1 && (unsigned char)at[1] < 0x80) {
        length = 2;
    } else if ((unsigned char)*at < ' ') {
        text_add_char(out, ' ');
        return 1;
    } else {
        length = utf8_length(at, n);
    }
    text_add_utf8(out, at, length ? length : 1);
    return length ? length : 1;
}

static void repair(const struct text *body, struct text *out)
{
    static const char bom[] = "\xEF\xBB\xBF";
    size_t i = body->n >= 3 && memcmp(body->at, bom, 3) == 0 ? 3 : 0;

    while (i < body->n)
        i += add_repaired(out, body->at + i, body->n - i);
}

json_t *json_read(const struct text *body)
{
    SCOPED(text_wipe) struct text repaired = {.limit = body->n * 3 + 1};
    json_t *json = json_loadb(text_string(body), body->n, JSON_ALLOW_NUL, NULL);

    if (json || body->n == 0) return json;
    /* One broken byte must not cost a family its reply. */
    repair(body, &repaired);
    return json_loadb(repaired.at, repaired.n, JSON_ALLOW_NUL, NULL);
}

void json_free(json_t **json)
{
    json_decref(*json);
    *json = NULL;
}

static json_t *member(json_t *object, const char *name)
{
    json_t *exact = json_object_get(object, name);
    const char *key;
    json_t *value;

    if (exact) return exact;
    json_object_foreach(object, key, value) if (strcasecmp(key, name) == 0) return value;
    return NULL;
}

json_t *json_at(json_t *json, const char *path)
{
    while (json && *path) {
        char name[PATH_NAME_SPACE];
        size_t n = strcspn(path, ".");

        assert(n < sizeof(name)); /* paths are ours */
        memcpy(name, path, n);
        name[n] = '\0';
        path += n + (path[n] == '.');
        if (json_is_array(json))
            json = json_array_get(json, strtoul(name, NULL, 10));
        else
            json = member(json, name);
    }
    return json;
}

bool json_add_to(struct text *text, const json_t *value)
{
    const char *at;
    size_t n;

    if (json_is_integer(value)) {
        text_addf(text, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
        return true;
    }
    if (!json_is_string(value)) return false;
    at = json_string_value(value);
    n = json_string_length(value);
    for (size_t i = 0; i < n;) {
        size_t run = strnlen(at + i, n - i);

        text_add_bytes(text, at + i, run);
        i += run;
        if (i < n) text_add(text, "\xEF\xBF\xBD"), i++;
    }
    return true;
}

bool json_integer_at(json_t *json, const char *path, int64_t *out)
{
    const json_t *value = json_at(json, path);
    const char *string = json_string_value(value);
    char *end;
    long long number;

    if (json_is_integer(value)) {
        *out = json_integer_value(value);
        return true;
    }
    if (!string || !*string || strlen(string) > 18) return false;
    number = strtoll(string, &end, 10);
    if (*end) return false;
    *out = number;
    return true;
}

bool json_true_at(json_t *json, const char *path)
{
    const json_t *value = json_at(json, path);
    const char *string = json_string_value(value);

    if (string) return strcasecmp(string, "true") == 0 || strcmp(string, "1") == 0;
    return json_is_true(value) || (json_is_integer(value) && json_integer_value(value) == 1);
}

const char *json_string_at(json_t *json, const char *path)
{
    return json_string_value(json_at(json, path));
}

void text_add_member(struct text *text, const char *name, const char *value)
{
    text_add_char(text, ',');
    text_add_json(text, name, strlen(name));
    text_add_char(text, ':');
    text_add_json(text, value, strlen(value));
}
