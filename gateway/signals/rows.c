#include "gateway/signals/rows.h"

struct reading_rows {
    const struct data *data;
    struct rows *rows;
};

void rows_clear(struct rows *rows)
{
    if (!rows) return;
    for (size_t i = 0; i < rows->kept_n; i++)
        free(rows->kept[i]);
    free(rows->kept);
    free(rows->at);
    *rows = (struct rows){0};
}

enum rc row_fault(const struct row *row, struct fault *why, const char *what, const char *which)
{
    return fault_set(why, RC_INVALID, "%s:%zu: %s: %s", row->path, row->line, what, which);
}

bool row_number(const char *text, unsigned max, unsigned *out)
{
    unsigned number = 0;

    for (const char *c = text; *c; c++) {
        if (*c < '0' || *c > '9') return false;
        number = number * 10 + (unsigned)(*c - '0');
        if (number > max) return false;
    }
    *out = number;
    return *text != '\0';
}

bool row_begins(const struct row *row, const char *prefix)
{
    return strncmp(row->columns[COLUMN_CONCEPT], prefix, strlen(prefix)) == 0;
}

static char *keep_bytes(struct rows *rows, char *bytes)
{
    if (rows->kept_n == rows->kept_space) {
        rows->kept_space = rows->kept_space ? rows->kept_space * 2 : 32;
        rows->kept = mem_grow(rows->kept, rows->kept_space, sizeof(*rows->kept));
    }
    rows->kept[rows->kept_n++] = bytes;
    return bytes;
}

static enum rc add_row(struct rows *rows, const char *path, size_t line, char *at,
                       struct fault *why)
{
    struct row row = {.path = path, .line = line};

    for (size_t i = 0; i < COLUMN_N; i++) {
        row.columns[i] = at;
        at = at ? strchr(at, '\t') : NULL;
        if (at) *at++ = '\0';
        if (!at && i + 1 < COLUMN_N)
            return row_fault(&row, why, "five columns, set apart by tabs, are expected",
                             row.columns[0]);
    }
    if (at) return row_fault(&row, why, "a sixth column", at);
    if (rows->n == rows->space) {
        rows->space = rows->space ? rows->space * 2 : 1024;
        rows->at = mem_grow(rows->at, rows->space, sizeof(*rows->at));
    }
    rows->at[rows->n++] = row;
    return RC_OK;
}

static enum rc read_file(void *with, const char *path, struct fault *why)
{
    struct reading_rows *reading = with;
    SCOPED(text_clear) struct text text = {.limit = (size_t)8 << 20};
    const char *kept_path;
    char *at, *end;

    TRY(data_read(reading->data, path, &text, why));
    kept_path = keep_bytes(reading->rows, mem_copy_string(path));
    at = keep_bytes(reading->rows, text_take(&text));
    for (size_t line = 1; at; at = end, line++) {
        end = strchr(at, '\n');
        if (end) *end++ = '\0';
        if (*at == '\0' || *at == '#') continue;
        TRY(add_row(reading->rows, kept_path, line, at, why));
    }
    return RC_OK;
}

enum rc rows_read(const struct data *data, struct rows *out, struct fault *why)
{
    struct reading_rows reading = {data, out};

    TRY(data_list(data, "lexicon/", ".tsv", read_file, &reading, why));
    if (out->n == 0) return fault_set(why, RC_MISSING, "lexicon/: no .tsv file with a row in it");
    return RC_OK;
}
