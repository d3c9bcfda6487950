#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "gateway/learn/interval.h"

/* Those of R. G. Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17
 * (1998), table I, method 3; 0 and 10 of 10 by hand: z² / (n + z²) = 3.8415 / 13.8415. */
static void the_interval_is_wilsons(void **state)
{
    static const struct {
        int64_t n, of;
        double low, high;
    } cases[] = {
        {81, 263, 0.2553, 0.3662},
        {15, 148, 0.0624, 0.1605},
        {0,  20,  0.0000, 0.1611},
        {1,  29,  0.0061, 0.1718},
        {0,  10,  0.0,    0.2775},
        {10, 10,  0.7225, 1.0   },
        {0,  0,   0.0,    1.0   },
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct share share = share_of(cases[i].n, cases[i].of);

        if (fabs(share.low - cases[i].low) > 1e-4 || fabs(share.high - cases[i].high) > 1e-4)
            fail_msg("%lld of %lld: %.7f to %.7f", (long long)cases[i].n, (long long)cases[i].of,
                     share.low, share.high);
    }
}

static void the_share_lies_within_it(void **state)
{
    (void)state;

    for (int64_t of = 1; of < 60; of++)
        for (int64_t n = 0; n <= of; n++) {
            struct share share = share_of(n, of);
            double value = share_value(&share);

            if (share.low < 0 || share.low > value || value > share.high || share.high > 1)
                fail_msg("%lld of %lld: %f, %f to %f", (long long)n, (long long)of, value,
                         share.low, share.high);
        }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_interval_is_wilsons),
        cmocka_unit_test(the_share_lies_within_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
