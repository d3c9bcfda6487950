#ifndef TESTS_BENCH_TAKEN_H
#define TESTS_BENCH_TAKEN_H
/* Taken: what the stand-in provider took, by our id, and how often. */
#include "gateway/base/text.h"

struct taken_entry {
    char *id; /* NULL: free */
    uint32_t times;
    char *to, *from, *text; /* only where the provider can be asked by them … */
    usec at;                /* … and when it came */
};

struct taken {
    struct taken_entry *at;
    size_t n, space;
    uint64_t times;
};

/* Counts `id` once more; the entry lives until the next call. */
struct taken_entry *taken_add(struct taken *taken, const char *id);
/* NULL: never taken. */
struct taken_entry *taken_find(const struct taken *taken, const char *id);
void taken_clear(struct taken *taken);

#endif
