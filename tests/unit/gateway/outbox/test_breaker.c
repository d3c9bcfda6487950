#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/outbox/breaker.h"

#define NOW ((usec)1775118600 * USEC_SEC)

static void fail_times(struct breaker *breaker, int n, usec now)
{
    for (int i = 0; i < n; i++)
        breaker_failed(breaker, now);
}

static void it_opens_after_failures_in_a_row_and_not_before(void **state)
{
    struct breaker breaker = {0};
    (void)state;

    fail_times(&breaker, BREAKER_FAILURES - 1, NOW);
    breaker_worked(&breaker);
    fail_times(&breaker, BREAKER_FAILURES - 1, NOW);
    breaker_throttled(&breaker, NOW); /* says nothing against it */
    assert_int_equal(breaker.state, BREAKER_CLOSED);
    breaker_failed(&breaker, NOW);
    assert_int_equal(breaker.state, BREAKER_OPEN);
    assert_int_equal(breaker.until, NOW + BREAKER_FIRST);
}

static void what_was_under_way_when_it_opened_does_not_lengthen_it(void **state)
{
    struct breaker breaker = {0};
    (void)state;

    fail_times(&breaker, 100, NOW);
    assert_int_equal(breaker.until, NOW + BREAKER_FIRST);
    breaker_worked(&breaker); /* and an answer in order closes it */
    assert_int_equal(breaker.state, BREAKER_CLOSED);
}

static void one_probe_is_let_through_and_decides(void **state)
{
    struct breaker breaker = {0};
    usec now = NOW;
    (void)state;

    fail_times(&breaker, BREAKER_FAILURES, now);
    assert_false(breaker_may_probe(&breaker, now));
    breaker_sent(&breaker, now); /* a crisis reply that could not wait is no probe */
    assert_int_equal(breaker.state, BREAKER_OPEN);
    for (usec wait = BREAKER_FIRST; wait < BREAKER_MAX; wait *= 2) {
        now = breaker.until;
        assert_true(breaker_may_probe(&breaker, now));
        breaker_sent(&breaker, now);
        assert_int_equal(breaker.state, BREAKER_PROBING);
        assert_false(breaker_may_probe(&breaker, now));
        breaker_failed(&breaker, now);
        assert_int_equal(breaker.state, BREAKER_OPEN);
        assert_int_equal(breaker.until - now, 2 * wait < BREAKER_MAX ? 2 * wait : BREAKER_MAX);
    }
    now = breaker.until;
    breaker_sent(&breaker, now);
    breaker_throttled(&breaker, now);
    assert_int_equal(breaker.until, now + BREAKER_MAX);
    breaker_sent(&breaker, breaker.until);
    breaker_worked(&breaker);
    assert_int_equal(breaker.state, BREAKER_CLOSED);
    fail_times(&breaker, BREAKER_FAILURES, now);
    assert_int_equal(breaker.until, now + BREAKER_FIRST); /* the past is forgotten */
}

static void a_refused_account_opens_it_at_once_and_for_long(void **state)
{
    struct breaker breaker = {0};
    (void)state;

    breaker_refused(&breaker, NOW);
    assert_int_equal(breaker.state, BREAKER_OPEN);
    assert_int_equal(breaker.until, NOW + BREAKER_MAX);
    breaker_sent(&breaker, breaker.until);
    breaker_refused(&breaker, NOW + BREAKER_MAX);
    assert_int_equal(breaker.until, NOW + 2 * BREAKER_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_opens_after_failures_in_a_row_and_not_before),
        cmocka_unit_test(what_was_under_way_when_it_opened_does_not_lengthen_it),
        cmocka_unit_test(one_probe_is_let_through_and_decides),
        cmocka_unit_test(a_refused_account_opens_it_at_once_and_for_long),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
