#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "gateway/learn/measure.h"

static struct labelled labelled(const char *language, enum domain domain, enum level level)
{
    struct labelled reply = {.language = language, .intent = INTENT_ANSWER};

    reply.levels[domain] = level;
    reply.levels[DOMAIN_GENERAL] = level;
    return reply;
}

static struct reading reading(enum domain domain, enum level level, bool uncertain)
{
    struct reading read = {.language = "nl", .intent = INTENT_ANSWER, .uncertain = uncertain};

    if (level == LEVEL_STABLE) return read;
    read.signals[0] = (struct signal){.domain = domain, .level = level};
    read.signal_n = 1;
    return read;
}

static void each_reply_is_counted_as_what_it_is(void **state)
{
    static const struct {
        enum domain is_domain;
        enum level is;
        enum domain read_domain;
        enum level read;
        struct hits crisis, calls, domains;
    } cases[] = {
        {DOMAIN_WORK, 3, DOMAIN_WORK, 3, {1, 0, 0}, {1, 0, 0}, {1, 0, 0}},
        {DOMAIN_WORK, 3, DOMAIN_WORK, 2, {0, 1, 0}, {1, 0, 0}, {1, 0, 0}},
        {DOMAIN_WORK, 2, DOMAIN_WORK, 3, {0, 0, 1}, {1, 0, 0}, {1, 0, 0}},
        {DOMAIN_WORK, 1, DOMAIN_WORK, 1, {0, 0, 0}, {0, 0, 0}, {1, 0, 0}},
        {DOMAIN_WORK, 2, DOMAIN_CARE, 2, {0, 0, 0}, {1, 0, 0}, {0, 1, 1}},
        {DOMAIN_WORK, 0, DOMAIN_CARE, 3, {0, 0, 1}, {0, 0, 1}, {0, 0, 1}},
        {DOMAIN_WORK, 3, DOMAIN_WORK, 0, {0, 1, 0}, {0, 1, 0}, {0, 1, 0}},
        {DOMAIN_WORK, 0, DOMAIN_WORK, 0, {0, 0, 0}, {0, 0, 0}, {0, 0, 0}},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct labelled is = labelled("ar", cases[i].is_domain, cases[i].is);
        struct reading read = reading(cases[i].read_domain, cases[i].read, false);
        struct measured got = {0};

        measured_add(&got, &is, &read);
        if (memcmp(&got.all.crisis, &cases[i].crisis, sizeof(struct hits)) != 0 ||
            memcmp(&got.all.calls, &cases[i].calls, sizeof(struct hits)) != 0 ||
            memcmp(&got.all.domains, &cases[i].domains, sizeof(struct hits)) != 0)
            fail_msg("case %zu", i);
        assert_int_equal(got.languages[LANGUAGE_AR].replies, 1);
        assert_int_equal(got.languages[LANGUAGE_NL].replies, 0);
    }
}

static void a_reply_that_is_only_uncertain_counts_as_missed(void **state)
{
    struct labelled is = labelled("nl", DOMAIN_MENTAL, LEVEL_CRISIS);
    struct reading read = reading(0, 0, true);
    struct measured got = {0};
    (void)state;

    measured_add(&got, &is, &read);
    assert_int_equal(got.all.uncertain, 1);
    assert_true(hits_recall(&got.all.crisis) < 0.001);
    assert_true(hits_precision(&got.all.crisis) > 0.999); /* nothing was claimed */
}

static void the_change_is_printed_by_language(void **state)
{
    struct labelled is = labelled("nl", DOMAIN_MENTAL, LEVEL_CRISIS);
    struct reading blind = reading(0, 0, false), seeing = reading(DOMAIN_MENTAL, 3, false);
    struct measured before = {0}, after = {0};
    SCOPED(text_clear) struct text text = {0};
    (void)state;

    measured_add(&before, &is, &blind);
    measured_add(&after, &is, &seeing);
    measured_print(&before, &after, &text);
    assert_non_null(strstr(text_string(&text), "nl, 1 replies\n"));
    assert_non_null(strstr(text_string(&text), "crisis recall      0.000 -> 1.000   +1.000"));
    assert_null(strstr(text_string(&text), "ary-Latn"));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_reply_is_counted_as_what_it_is),
        cmocka_unit_test(a_reply_that_is_only_uncertain_counts_as_missed),
        cmocka_unit_test(the_change_is_printed_by_language),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
