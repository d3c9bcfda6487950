#include "gateway/learn/interval.h"

#include <math.h>

#define Z 1.959963984540054 /* of the normal distribution, 95 % two-sided */

struct share share_of(int64_t n, int64_t of)
{
    struct share share = {.n = n, .of = of, .low = 0, .high = 1};
    double p, total = (double)of, centre, half;

    assert(n >= 0 && n <= of);
    if (of == 0) return share;
    p = (double)n / total;
    centre = p + Z * Z / (2 * total);
    half = Z * sqrt(p * (1 - p) / total + Z * Z / (4 * total * total));
    share.low = n == 0 ? 0 : (centre - half) / (1 + Z * Z / total);
    share.high = n == of ? 1 : (centre + half) / (1 + Z * Z / total);
    return share;
}

double share_value(const struct share *share)
{
    return share->of ? (double)share->n / (double)share->of : 0;
}
