#ifndef GATEWAY_SIGNALS_ROWS_H
#define GATEWAY_SIGNALS_ROWS_H
/* Rows: the lines of config/lexicon/, cut into columns and not yet understood. */
#include "gateway/base/data.h"

enum column { COLUMN_CONCEPT, COLUMN_LEVEL, COLUMN_KIND, COLUMN_VARIETY, COLUMN_FORMS, COLUMN_N };

struct row {
    const char *path;
    size_t line;
    char *columns[COLUMN_N];
};

struct rows {
    struct row *at;
    size_t n, space;
    char **kept; /* the bytes that the columns point into */
    size_t kept_n, kept_space;
};

/* Reads every file of lexicon/, in order of name. Comments and empty lines are left out. RC_MISSING:
 * there is no row at all. */
enum rc rows_read(const struct data *data, struct rows *out, struct fault *why) NEEDS_CHECK;
void rows_clear(struct rows *rows);

/* RC_INVALID with "FILE:LINE: what: which". */
enum rc row_fault(const struct row *row, struct fault *why, const char *what, const char *which);

/* A whole number up to `max`. */
bool row_number(const char *text, unsigned max, unsigned *out);
bool row_begins(const struct row *row, const char *prefix);

#endif
