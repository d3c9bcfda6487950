#include "tests/bench/usage.h"

#include <sys/resource.h>

#include "gateway/base/clock.h"

struct usage usage_now(void)
{
    struct usage usage = {.at = clock_monotonic()};
    struct rusage used;

    if (getrusage(RUSAGE_SELF, &used) < 0) return usage;
    usage.cpu = (used.ru_utime.tv_sec + used.ru_stime.tv_sec) * USEC_SEC + used.ru_utime.tv_usec +
                used.ru_stime.tv_usec;
    return usage;
}

double usage_rate(const struct usage *before, const struct usage *after, size_t n)
{
    usec span = after->at - before->at;

    return span > 0 ? (double)n * (double)USEC_SEC / (double)span : 0;
}

double usage_each(const struct usage *before, const struct usage *after, size_t n)
{
    return n > 0 ? (double)(after->cpu - before->cpu) / (double)n : 0;
}

double usage_memory_mb(void)
{
    struct rusage used;

    return getrusage(RUSAGE_SELF, &used) < 0 ? 0 : (double)used.ru_maxrss / 1024;
}
