#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "gateway/learn/found.h"
#include "gateway/store/store.h"

static void one_in_five_is_kept_apart_and_always_the_same(void **state)
{
    static char text[] = "tekst", language[] = "ar";
    struct labelled_reply at[12];
    struct labelled_replies replies = {at, COUNT(at)};
    SCOPED(found_clear) struct found all = {0};
    SCOPED(found_clear) struct found fewer = {0};
    (void)state;

    for (size_t i = 0; i < COUNT(at); i++)
        at[i] = (struct labelled_reply){.id = (int64_t)i + 1,
                                        .text = text,
                                        .language = language,
                                        .intent = (enum intent)(i % INTENT_N),
                                        .appointment = i == 4,
                                        .levels[DOMAIN_WORK] = LEVEL_WATCH};
    found_divide(&replies, &all);
    assert_int_equal(all.apart_n, 2);
    assert_int_equal(all.taught_n, 10);
    assert_int_equal(all.apart[0].context, CONTEXT_APPOINTMENT); /* id 5 */
    assert_int_equal(all.apart[0].intent, 4);
    assert_int_equal(all.apart[0].levels[DOMAIN_WORK], LEVEL_WATCH);
    assert_string_equal(all.apart[0].text, "tekst");
    replies.at++; /* one is gone */
    replies.n--;
    found_divide(&replies, &fewer);
    assert_int_equal(fewer.apart_n, 2);
    assert_int_equal(fewer.apart[0].intent, 4);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_in_five_is_kept_apart_and_always_the_same),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
