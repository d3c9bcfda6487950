#include "gateway/run/trouble.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const struct fault full = {"the disk is full"};
static const struct fault broken = {"the disk is broken"};

static void trouble_is_told_once_and_again_a_minute_later(void **state)
{
    struct trouble trouble;
    usec now = USEC_HOUR;

    (void)state;
    trouble_init(&trouble);
    assert_true(trouble_came(&trouble, &full, now));
    for (int i = 0; i < 1000; i++)
        assert_false(trouble_came(&trouble, &full, now + i * USEC_MS));
    assert_true(trouble_came(&trouble, &full, now + TROUBLE_TOLD_EVERY));
    assert_true(trouble_came(&trouble, &broken, now + TROUBLE_TOLD_EVERY)); /* another one */
    trouble_clear(&trouble);
}

static void the_end_of_trouble_is_told_once(void **state)
{
    struct trouble trouble;

    (void)state;
    trouble_init(&trouble);
    assert_false(trouble_over(&trouble));
    assert_true(trouble_came(&trouble, &full, USEC_HOUR));
    assert_true(trouble_over(&trouble));
    assert_false(trouble_over(&trouble));
    assert_true(trouble_came(&trouble, &full, USEC_HOUR + USEC_SEC)); /* it came back: news */
    trouble_clear(&trouble);
}

static void trouble_can_be_read_until_it_is_over_or_long_ago(void **state)
{
    struct trouble trouble;
    struct fault why = {0};

    (void)state;
    trouble_init(&trouble);
    assert_false(trouble_read(&trouble, 0, &why));
    assert_true(trouble_came(&trouble, &full, USEC_HOUR));
    assert_true(trouble_read(&trouble, 0, &why));
    assert_string_equal(why.text, full.text);
    assert_false(trouble_read(&trouble, USEC_HOUR + 1, &why));
    assert_true(trouble_over(&trouble));
    assert_false(trouble_read(&trouble, 0, &why));
    trouble_clear(&trouble);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(trouble_is_told_once_and_again_a_minute_later),
        cmocka_unit_test(the_end_of_trouble_is_told_once),
        cmocka_unit_test(trouble_can_be_read_until_it_is_over_or_long_ago),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
