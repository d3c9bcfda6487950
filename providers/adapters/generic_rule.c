#include "providers/adapters/generic_rule.h"

#include <ctype.h>
#include <strings.h>

#define FIELD_SPACE     256
#define PATH_NAME_MAX   63
#define VALUE_BYTES_MAX ((size_t)64 << 10)

/* ---- Pieces -------------------------------------------------------------------------------------- */

size_t piece_next(const char **at, const char *end, const char *separators)
{
    bool is_quoted = false;
    const char *stop;

    while (*at < end && strchr(separators, **at))
        ++*at;
    for (stop = *at; stop < end && (is_quoted || !strchr(separators, *stop)); stop++)
        if (*stop == '\'') is_quoted = !is_quoted;
    return (size_t)(stop - *at);
}

/* Copies up to `n` bytes without their quotes. */
static void unquote(char out[FIELD_SPACE], const char *at, size_t n)
{
    size_t used = 0;

    for (size_t i = 0; i < n && used < FIELD_SPACE - 1; i++)
        if (at[i] != '\'') out[used++] = at[i];
    out[used] = '\0';
}

/* ---- Patterns ------------------------------------------------------------------------------------ */

/* How much of a pattern stands for itself before its next "*" or "(*)". */
static size_t plain_length(const char *pattern)
{
    size_t n = strcspn(pattern, "*");

    if (strncmp(pattern, "(*)", 3) == 0) return 0;
    if (n > 0 && pattern[n] && pattern[n - 1] == '(' && pattern[n + 1] == ')') n--;
    return n;
}

/* Where `piece` stands in `value` from `at` on, without regard to case: right there, or behind a star
 * the first place, of the last piece the end. `n` + 1: nowhere. */
static size_t find_piece(const char *value, size_t n, size_t at, const char *piece, size_t piece_n,
                         bool is_behind_star)
{
    bool is_last = piece[piece_n] == '\0';

    if (is_behind_star && is_last && n >= at + piece_n) at = n - piece_n;
    for (; at + piece_n <= n; at++) {
        if (strncasecmp(value + at, piece, piece_n) == 0) return at;
        if (!is_behind_star) break;
    }
    return n + 1;
}

struct span {
    size_t from, till;
};

/* Whether all of `value` is as `pattern` says; what "(*)" stands for goes to `part`, or all of it. */
static bool pattern_fits(const char *pattern, const char *value, size_t n, struct span *part)
{
    bool is_behind_star = false, is_wanted = false;
    size_t at = 0;

    *part = (struct span){0, n};
    while (*pattern) {
        size_t piece_n = plain_length(pattern), found;

        if (piece_n == 0) {
            is_behind_star = true;
            is_wanted = *pattern == '(';
            if (is_wanted) part->from = at;
            pattern += is_wanted ? 3 : 1;
            continue;
        }
        found = find_piece(value, n, at, pattern, piece_n, is_behind_star);
        if (found > n) return false;
        if (is_wanted) part->till = found;
        at = found + piece_n;
        is_behind_star = is_wanted = false;
        pattern += piece_n;
    }
    return is_behind_star || at == n;
}

/* ---- Fields -------------------------------------------------------------------------------------- */

enum source { SOURCE_HERE, SOURCE_TOP, SOURCE_QUERY, SOURCE_HEADER, SOURCE_BODY };

static const struct {
    const char *start;
    enum source source;
} sources[] = {
    {"top:",    SOURCE_TOP   },
    {"query:",  SOURCE_QUERY },
    {"header:", SOURCE_HEADER},
    {"body",    SOURCE_BODY  },
};

/* "header:X-Signature=sha256=(*)", taken apart. */
struct field {
    enum source source;
    char name[FIELD_SPACE];
    char pattern[FIELD_SPACE]; /* "": all of it */
};

static struct field field_read(const char *at, size_t n)
{
    const char *equals = memchr(at, '=', n);
    size_t name_n = equals ? (size_t)(equals - at) : n;
    struct field field = {.source = SOURCE_HERE};

    for (size_t i = 0; i < COUNT(sources); i++) {
        size_t start_n = strlen(sources[i].start);
        bool is_body = sources[i].source == SOURCE_BODY;

        if (name_n < start_n || strncmp(at, sources[i].start, start_n) != 0) continue;
        if (is_body && name_n > start_n) continue; /* "body.text" is a path */
        field.source = sources[i].source;
        unquote(field.name, at + start_n, name_n - start_n);
        if (equals) unquote(field.pattern, equals + 1, n - name_n - 1);
        return field;
    }
    unquote(field.name, at, name_n);
    if (equals) unquote(field.pattern, equals + 1, n - name_n - 1);
    return field;
}

/* A name that is longer than any of a provider's would stop the reader of paths. */
static bool is_path(const char *path)
{
    while (*path) {
        size_t n = strcspn(path, ".");

        if (n == 0 || n > PATH_NAME_MAX) return false;
        path += n + (path[n] == '.');
    }
    return true;
}

/* Replaces the `n` nodes at `nodes` by all that stands in those that are arrays. */
static size_t open_arrays(json_t **nodes, size_t n, size_t max)
{
    json_t **all = mem_new(max, sizeof(json_t *));
    size_t all_n = 0;

    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < json_array_size(nodes[i]) && all_n < max; k++)
            all[all_n++] = json_array_get(nodes[i], k);
    for (size_t i = 0; i < all_n; i++)
        nodes[i] = all[i];
    free(all);
    return all_n;
}

size_t field_all(json_t *json, const char *path, json_t **out, size_t max)
{
    size_t n = json != NULL;

    if (!is_path(path)) return 0;
    out[0] = json;
    while (n > 0 && *path) {
        char name[PATH_NAME_MAX + 1] = {0};
        size_t name_n = strcspn(path, "."), kept = 0;

        memcpy(name, path, name_n);
        path += name_n + (path[name_n] == '.');
        if (strcmp(name, "*") == 0) {
            n = open_arrays(out, n, max);
            continue;
        }
        for (size_t i = 0; i < n; i++) {
            json_t *found = json_at(out[i], name);
            if (found) out[kept++] = found;
        }
        n = kept;
    }
    return n;
}

/* Numbers, true and false too, as JSON writes them. */
static bool add_json(struct text *out, const json_t *value)
{
    if (json_is_boolean(value))
        text_add(out, json_is_true(value) ? "true" : "false");
    else if (json_is_real(value))
        text_addf(out, "%.17g", json_real_value(value));
    else
        return json_add_to(out, value);
    return true;
}

static bool add_path(struct text *out, json_t *json, const char *path)
{
    json_t *first[RECEIPT_EVENTS_MAX];

    return field_all(json, path, first, COUNT(first)) > 0 && add_json(out, first[0]);
}

static bool add_form(struct text *out, const struct form *form, const char *name)
{
    const struct text *value = form ? form_find(form, name) : NULL;

    form_add_to(out, value);
    return value != NULL;
}

static bool add_whole(struct text *out, const struct field *field, const struct said *said)
{
    const char *header;

    switch (field->source) {
    case SOURCE_HERE:
        return said->json ? add_path(out, said->json, field->name)
                          : add_form(out, said->fields, field->name);
    case SOURCE_TOP:
        return add_path(out, said->top, field->name);
    case SOURCE_QUERY:
        return add_form(out, said->query, field->name);
    case SOURCE_HEADER:
        header = http_header_find(said->headers, field->name);
        if (header) text_add_utf8(out, header, strlen(header));
        return header != NULL;
    case SOURCE_BODY:
        form_add_to(out, said->body);
        while (out->n > 0 && isspace((unsigned char)out->at[out->n - 1]))
            out->at[--out->n] = '\0';
        return out->n > 0;
    }
    return false;
}

bool field_add_to(struct text *out, const char *field, const struct said *said)
{
    SCOPED(text_wipe) struct text whole = {.limit = VALUE_BYTES_MAX};
    struct field where;
    struct span part;

    if (!field) return false;
    where = field_read(field, strlen(field));
    if (!add_whole(&whole, &where, said)) return false;
    if (!where.pattern[0]) {
        text_add_bytes(out, text_string(&whole), whole.n);
        return true;
    }
    if (!pattern_fits(where.pattern, text_string(&whole), whole.n, &part)) return false;
    text_add_utf8(out, text_string(&whole) + part.from, part.till - part.from);
    return true;
}

/* ---- Rules --------------------------------------------------------------------------------------- */

/* "202", "2xx" or "400-499"; false: it is none. */
static bool read_statuses(const char *word, size_t n, int *from, int *till)
{
    if (n < 3 || !isdigit((unsigned char)word[0])) return false;
    if (n == 3 && strncasecmp(word + 1, "xx", 2) == 0) {
        *from = (word[0] - '0') * 100;
        *till = *from + 99;
        return true;
    }
    for (size_t i = 0; i < n; i++)
        if (i != 3 && !isdigit((unsigned char)word[i])) return false;
    *from = *till = (int)strtol(word, NULL, 10);
    if (n == 3) return true;
    if (n != 7 || word[3] != '-') return false;
    *from = (word[0] - '0') * 100 + (word[1] - '0') * 10 + (word[2] - '0');
    *till = (int)strtol(word + 4, NULL, 10);
    return *from <= *till;
}

/* One of the values behind "=" fits what stands there; "*" is anything but nothing. */
static bool values_fit(const char *values, size_t n, const struct text *found)
{
    const char *end = values + n, *at = values;
    char pattern[FIELD_SPACE];
    struct span part;
    size_t piece_n;

    for (; (piece_n = piece_next(&at, end, ",")) > 0; at += piece_n) {
        unquote(pattern, at, piece_n);
        if (strcmp(pattern, "*") == 0 && found->n == 0) continue;
        if (pattern_fits(pattern, text_string(found), found->n, &part)) return true;
    }
    return false;
}

static bool is_word(const char *word, size_t n, const char *want)
{
    return n == strlen(want) && strncmp(word, want, n) == 0;
}

static bool word_fits(const char *word, size_t n, const struct said *said)
{
    SCOPED(text_wipe) struct text found = {.limit = VALUE_BYTES_MAX};
    bool is_not = *word == '!';
    const char *equals = memchr(word, '=', n);
    struct field field;
    int from, till;

    if (is_word(word, n, "always")) return true;
    if (read_statuses(word, n, &from, &till)) return said->status >= from && said->status <= till;
    if (!equals) return false; /* "never" too */
    field = field_read(word + is_not, (size_t)(equals - word) - is_not);
    return is_not != (add_whole(&found, &field, said) &&
                      values_fit(equals + 1, n - (size_t)(equals + 1 - word), &found));
}

static bool line_fits(const char *line, size_t n, const struct said *said)
{
    const char *end = line + n, *at = line;
    size_t word_n;

    for (; (word_n = piece_next(&at, end, " \t")) > 0; at += word_n)
        if (!word_fits(at, word_n, said)) return false;
    return true;
}

bool rule_fits(const char *rule, const struct said *said)
{
    const char *at = rule ? rule : "", *end = at + strlen(at);
    size_t n;

    for (; (n = piece_next(&at, end, "\n")) > 0; at += n)
        if (n > strspn(at, " \t") && line_fits(at, n, said)) return true;
    return false;
}

/* ---- Checks -------------------------------------------------------------------------------------- */

static enum rc check_field(const char *at, size_t n, struct fault *why)
{
    struct field field = field_read(at, n);
    bool is_json = field.source == SOURCE_HERE || field.source == SOURCE_TOP;

    if (n >= FIELD_SPACE)
        return fault_set(why, RC_INVALID, "a field is longer than %d characters", FIELD_SPACE - 1);
    if ((is_json && (!field.name[0] || !is_path(field.name))) ||
        (!field.name[0] && field.source != SOURCE_BODY))
        return fault_set(why, RC_INVALID,
                         "expected a field such as messages.0.id, query:m, header:X-Id or body");
    return RC_OK;
}

enum rc field_check(const char *field, struct fault *why)
{
    return check_field(field, strlen(field), why);
}

static enum rc check_word(const char *word, size_t n, bool is_answer, struct fault *why)
{
    const char *equals = memchr(word, '=', n);
    bool is_not = *word == '!';
    int from, till;

    if (is_word(word, n, "always") || is_word(word, n, "never")) return RC_OK;
    if (read_statuses(word, n, &from, &till)) {
        if (is_answer) return RC_OK;
        return fault_set(why, RC_INVALID, "a webhook has no status, expected field=value");
    }
    if (!equals || equals + 1 == word + n)
        return fault_set(why, RC_INVALID,
                         "expected a status such as 202, 2xx or 400-499, or field=value");
    if (n >= FIELD_SPACE)
        return fault_set(why, RC_INVALID, "a word is longer than %d characters", FIELD_SPACE - 1);
    return check_field(word + is_not, (size_t)(equals - word) - is_not, why);
}

enum rc rule_check(const char *rule, bool is_answer, struct fault *why)
{
    const char *at = rule, *end = at + strlen(at);
    size_t quote_n = 0, n;

    for (size_t i = 0; rule[i]; i++)
        quote_n += rule[i] == '\'';
    if (quote_n % 2)
        return fault_set(why, RC_INVALID, "a quote is open, expected 'words with blanks'");
    if (piece_next(&at, end, " \t\n") == 0)
        return fault_set(why, RC_INVALID, "it is empty, expected a rule, or no such key");
    for (; (n = piece_next(&at, end, " \t\n")) > 0; at += n)
        TRY(check_word(at, n, is_answer, why));
    return RC_OK;
}
