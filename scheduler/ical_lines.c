#include "scheduler/ical_lines.h"

void ical_lines_init(struct ical_lines *lines, const void *bytes, size_t n)
{
    const char *at = bytes;

    *lines = (struct ical_lines){.at = at, .end = at + n, .next_number = 1};
    lines->line.limit = n + 1;
    if (n >= 3 && memcmp(at, "\xEF\xBB\xBF", 3) == 0) lines->at += 3;
}

void ical_lines_clear(struct ical_lines *lines)
{
    text_wipe(&lines->line);
}

/* Whether a line begins here: a name, then a colon or a parameter. */
static bool begins_line(const char *at, const char *end)
{
    const char *name = at;

    while (at < end && ((*at >= 'A' && *at <= 'Z') || (*at >= 'a' && *at <= 'z') ||
                        (*at >= '0' && *at <= '9') || *at == '-' || *at == '_' || *at == '.'))
        at++;
    return at > name && at < end && (*at == ':' || *at == ';');
}

/* Adds what is left of the row of bytes that a line end closes. */
static void add_row(struct ical_lines *lines)
{
    const char *feed = memchr(lines->at, '\n', (size_t)(lines->end - lines->at));
    const char *end = feed ? feed : lines->end;
    const char *next = feed ? feed + 1 : lines->end;

    while (end > lines->at && end[-1] == '\r')
        end--;
    text_add_bytes(&lines->line, lines->at, (size_t)(end - lines->at));
    lines->at = next;
    lines->next_number++;
}

static bool is_utf8(const char *at, size_t n)
{
    for (size_t length; n > 0; at += length, n -= length) {
        length = utf8_length(at, n);
        if (length == 0 || *at == '\0') return false;
    }
    return true;
}

enum rc ical_lines_next(struct ical_lines *lines, struct fault *why)
{
    text_reset(&lines->line);
    while (lines->line.n == 0) {
        if (lines->at == lines->end) return RC_MISSING;
        lines->number = lines->next_number;
        add_row(lines);
    }
    while (lines->at < lines->end && !begins_line(lines->at, lines->end)) {
        if (*lines->at == ' ' || *lines->at == '\t') lines->at++;
        add_row(lines);
    }
    if (is_utf8(lines->line.at, lines->line.n)) return RC_OK;
    return fault_set(why, RC_INVALID,
                     "calendar: line %d is not UTF-8; save the calendar as UTF-8 and send it again",
                     lines->number);
}

bool ical_line_is(const struct ical_lines *lines, const char *name)
{
    size_t n = strlen(name);

    return lines->line.n > n && strncasecmp(lines->line.at, name, n) == 0 &&
           (lines->line.at[n] == ':' || lines->line.at[n] == ';');
}

const char *ical_line_value(const struct ical_lines *lines)
{
    bool quoted = false;
    const char *at = text_string(&lines->line);

    for (; *at; at++) {
        if (*at == '"') quoted = !quoted;
        if (*at == ':' && !quoted) return at + 1;
    }
    return at;
}
