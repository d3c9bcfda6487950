#ifndef GATEWAY_BASE_DATA_H
#define GATEWAY_BASE_DATA_H
/* Data: the files that ship with the program (defaults, texts, lexicon, console assets).
 *
 * They are linked in as read-only bytes, so nothing depends on the working directory; `--data DIR`
 * reads a folder of the same layout instead. Paths are as in config/ ("texts/nl.cfg") and, for the
 * console, as in gateway/web/ with "web/" in front. */
#include "gateway/base/text.h"

struct data {
    const char *dir; /* NULL: the files that are linked in */
};

/* One linked-in file; `bytes` ends with a NUL that is not counted. */
struct data_file {
    const char *path;
    const char *bytes;
    size_t n;
};

/* Reads a whole file into `out` (emptied first). RC_MISSING: there is none. */
enum rc data_read(const struct data *data, const char *path, struct text *out,
                  struct fault *why) NEEDS_CHECK;

/* Calls `each` with the path of every file that starts with `prefix` and ends with `suffix`, in order
 * of name. */
enum rc data_list(const struct data *data, const char *prefix, const char *suffix,
                  enum rc (*each)(void *with, const char *path, struct fault *why), void *with,
                  struct fault *why) NEEDS_CHECK;

/* Reads any file of the disk, at most `limit` bytes (RC_INVALID past it). */
enum rc file_read(const char *path, size_t limit, struct text *out, struct fault *why) NEEDS_CHECK;

#endif
