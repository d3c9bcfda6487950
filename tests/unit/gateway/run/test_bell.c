#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/base/clock.h"
#include "gateway/run/bell.h"

static void a_bell_that_was_rung_before_is_heard_at_once(void **state)
{
    struct bell bell;
    usec before;

    (void)state;
    bell_init(&bell);
    bell_ring(&bell);
    before = clock_monotonic();
    bell_wait(&bell, USEC_HOUR);
    assert_true(clock_monotonic() - before < USEC_MIN);
    bell_wait(&bell, USEC_MS); /* it was heard once, so this one ends by itself */
    bell_clear(&bell);
}

static void *ring(void *with)
{
    bell_ring(with);
    return NULL;
}

static void a_bell_wakes_another_thread(void **state)
{
    struct bell bell;
    pthread_t thread;

    (void)state;
    bell_init(&bell);
    assert_int_equal(pthread_create(&thread, NULL, ring, &bell), 0);
    bell_wait(&bell, USEC_HOUR);
    pthread_join(thread, NULL);
    bell_clear(&bell);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bell_that_was_rung_before_is_heard_at_once),
        cmocka_unit_test(a_bell_wakes_another_thread),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
