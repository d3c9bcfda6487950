#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "gateway/store/seen.h"

static void what_was_noted_is_known_until_its_span_is_over(void **state)
{
    struct seen seen = {0};
    (void)state;

    assert_true(seen_note(&seen, 5, 100, USEC_NEVER));
    assert_false(seen_note(&seen, 5, 100000, USEC_NEVER));
    assert_true(seen_note(&seen, 0, 100, 50)); /* a hash like any other */
    assert_false(seen_note(&seen, 0, 149, 50));
    assert_true(seen_note(&seen, 0, 150, 50));
    assert_false(seen_note(&seen, 0, 199, 50));
    assert_true(seen_note(&seen, 0, 90, 50)); /* the clock went back */
    seen_clear(&seen);
}

static void what_is_taken_back_was_never_seen(void **state)
{
    struct seen seen = {0};
    size_t mark;
    (void)state;

    assert_true(seen_note(&seen, 1, 100, USEC_NEVER));
    assert_true(seen_note(&seen, 9, 100, 50));
    seen_keep(&seen);
    assert_true(seen_note(&seen, 2, 100, USEC_NEVER));
    mark = seen_mark(&seen);
    assert_true(seen_note(&seen, 3, 100, USEC_NEVER));
    assert_true(seen_note(&seen, 9, 160, 50));
    seen_take_back(&seen, mark);
    assert_true(seen_note(&seen, 9, 155, 50)); /* 160 is forgotten, 100 is not */
    assert_true(seen_note(&seen, 3, 100, USEC_NEVER));
    assert_false(seen_note(&seen, 2, 100, USEC_NEVER));
    seen_take_back(&seen, 0);
    assert_true(seen_note(&seen, 2, 100, USEC_NEVER));
    assert_false(seen_note(&seen, 1, 100, USEC_NEVER));
    seen_clear(&seen);
}

/* Spreads the numbers, as a real hash would. */
static uint64_t hash_of(size_t i)
{
    return (i + 1) * 0x9E3779B97F4A7C15u;
}

static void at_least_the_last_ones_are_remembered_and_the_rest_is_forgotten(void **state)
{
    struct seen seen = {0};
    size_t all = SEEN_N * 2 + SEEN_N / 2;
    (void)state;

    for (size_t i = 0; i < all; i++) {
        assert_true(seen_note(&seen, hash_of(i), 1, USEC_NEVER));
        seen_keep(&seen);
    }
    for (size_t i = all - SEEN_N; i < all; i++)
        assert_false(seen_note(&seen, hash_of(i), 1, USEC_NEVER));
    assert_true(seen.now.space + seen.before.space <= SEEN_N * 4);
    assert_true(seen_note(&seen, hash_of(0), 1, USEC_NEVER));
    seen_clear(&seen);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_noted_is_known_until_its_span_is_over),
        cmocka_unit_test(what_is_taken_back_was_never_seen),
        cmocka_unit_test(at_least_the_last_ones_are_remembered_and_the_rest_is_forgotten),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
