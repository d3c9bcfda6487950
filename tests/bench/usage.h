#ifndef TESTS_BENCH_USAGE_H
#define TESTS_BENCH_USAGE_H
/* Usage: what a bench took of the machine. */
#include "gateway/base/base.h"

struct usage {
    usec at, cpu; /* monotonic; of the whole process */
};

struct usage usage_now(void);
/* Things a second, and microseconds of CPU for each. */
double usage_rate(const struct usage *before, const struct usage *after, size_t n);
double usage_each(const struct usage *before, const struct usage *after, size_t n);
/* The most memory that this process has used. */
double usage_memory_mb(void);

#endif
