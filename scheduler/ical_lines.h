#ifndef SCHEDULER_ICAL_LINES_H
#define SCHEDULER_ICAL_LINES_H
/* Ical_lines: the content lines of a calendar file, unfolded (RFC 5545, 3.1).
 *
 * Takes CRLF and LF, a byte order mark, empty lines, folds inside a UTF-8 character, and lines that
 * were broken without the blank that marks a fold, as some mail programs leave them. */
#include "gateway/base/text.h"

struct ical_lines {
    const char *at, *end;
    int next_number;
    int number;       /* of the current line, from 1, where it begins */
    struct text line; /* unfolded, without its end */
};

void ical_lines_init(struct ical_lines *lines, const void *bytes, size_t n);
void ical_lines_clear(struct ical_lines *lines);

/* Goes to the next line. RC_MISSING: there is none. RC_INVALID: it is not UTF-8. */
enum rc ical_lines_next(struct ical_lines *lines, struct fault *why) NEEDS_CHECK;

/* Whether the line is the property `name`, in capitals, with or without parameters. */
bool ical_line_is(const struct ical_lines *lines, const char *name);
/* The value of a property that has no use for parameters: all behind the first colon outside quotes. */
const char *ical_line_value(const struct ical_lines *lines);

#endif
