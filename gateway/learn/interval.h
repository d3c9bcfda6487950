#ifndef GATEWAY_LEARN_INTERVAL_H
#define GATEWAY_LEARN_INTERVAL_H
/* Interval: a share of few cases, and what it could as well have been. Pure. */
#include "gateway/base/base.h"

struct share {
    int64_t n, of;    /* n of `of` */
    double low, high; /* 95 %; with `of` 0 they are 0 and 1: anything could be true */
};

/* Wilson's score interval, which also holds for few cases and for shares near 0 and 1, where the textbook one
 * gives a width of nothing. Source: E. B. Wilson, "Probable inference", JASA 22 (1927), 209-212. */
struct share share_of(int64_t n, int64_t of);

/* n / of; 0 where there is nothing. */
double share_value(const struct share *share);

#endif
