#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/web/chart.h"
#include "tests/unit/gateway/web/drawn.h"

/* Monday 4 January 2027, 10:00 in Amsterdam. */
#define NOW   ((usec)1799053200 * USEC_SEC)
#define WEEKS (7 * USEC_DAY)

static struct drawn draw(const char *language, const struct mark *marks, size_t n)
{
    struct drawn drawn = drawn_begin(language);

    chart_add(&drawn.svg, &drawn.phrases, drawn.config->municipality.zone, NOW - 8 * WEEKS, NOW,
              marks, n);
    return drawn;
}

static const struct mark history[] = {
    {NOW - 7 * WEEKS, MARK_SCORE,  4,             DOMAIN_GENERAL,  0},
    {NOW - 6 * WEEKS, MARK_WORDS,  0,             DOMAIN_GENERAL,  0},
    {NOW - 5 * WEEKS, MARK_SILENT, 0,             DOMAIN_GENERAL,  0},
    {NOW - 4 * WEEKS, MARK_SCORE,  1,             DOMAIN_GENERAL,  0},
    {NOW - 4 * WEEKS, MARK_SIGNAL, LEVEL_WATCH,   DOMAIN_SCHOOL,   0},
    {NOW - 3 * WEEKS, MARK_SIGNAL, LEVEL_RELAPSE, DOMAIN_FINANCE,  0},
    {NOW - 3 * WEEKS, MARK_SIGNAL, LEVEL_CRISIS,  DOMAIN_VIOLENCE, 0},
};

static void every_mark_is_drawn_once_and_each_level_has_its_own_shape(void **state)
{
    struct drawn drawn = draw("nl", history, COUNT(history));
    (void)state;

    assert_int_equal(drawn_times(&drawn, "class=\"c-score\""), 2);
    assert_int_equal(drawn_times(&drawn, "class=\"c-line c-who-0\""), 1);
    assert_int_equal(drawn_times(&drawn, "class=\"c-words\""), 1);
    assert_int_equal(drawn_times(&drawn, "class=\"c-silent\""), 1);
    assert_int_equal(drawn_times(&drawn, "<path class=\"c-1\""), 1); /* diamond */
    assert_int_equal(drawn_times(&drawn, "<path class=\"c-2\""), 1); /* triangle */
    assert_int_equal(drawn_times(&drawn, "<path class=\"c-3\""), 1); /* octagon */
    assert_int_equal(drawn_times(&drawn, "style="), 0);              /* the page forbids it */
    drawn_clear(&drawn);
}

static void each_who_answers_has_an_own_line_and_sign(void **state)
{
    static const struct mark both[] = {
        {NOW - 6 * WEEKS, MARK_SCORE, 4, DOMAIN_GENERAL, 0},
        {NOW - 5 * WEEKS, MARK_SCORE, 2, DOMAIN_GENERAL, 1},
        {NOW - 4 * WEEKS, MARK_SCORE, 4, DOMAIN_GENERAL, 0},
        {NOW - 3 * WEEKS, MARK_SCORE, 1, DOMAIN_GENERAL, 2},
    };
    struct drawn drawn = draw("nl", both, COUNT(both));
    (void)state;

    assert_int_equal(drawn_times(&drawn, "class=\"c-line c-who-"), 3);
    assert_int_equal(drawn_times(&drawn, "<circle class=\"c-score\""), 2);
    assert_int_equal(drawn_times(&drawn, "<path class=\"c-score\""), 1);
    assert_int_equal(drawn_times(&drawn, "<circle class=\"c-score c-full\""), 1);
    drawn_clear(&drawn);
}

static void the_picture_is_told_in_words_too(void **state)
{
    struct drawn drawn = draw("nl", history, COUNT(history));
    (void)state;

    assert_int_equal(drawn_times(&drawn, "role=\"img\""), 1);
    assert_int_equal(drawn_times(&drawn, "van de laatste 8 weken"), 1);
    assert_int_equal(drawn_times(&drawn, "heel goed: 4, 1."), 1);
    assert_int_equal(drawn_times(&drawn, "geweld en veiligheid (Crisis)"), 1);
    assert_int_equal(drawn_times(&drawn, "Antwoord in woorden: 1. Zonder antwoord: 1."), 1);
    drawn_clear(&drawn);
    drawn = draw("en", NULL, 0);
    assert_int_equal(drawn_times(&drawn, "Signals: none."), 1);
    assert_int_equal(drawn_times(&drawn, "c-line"), 0);
    drawn_clear(&drawn);
}

static void what_lies_outside_the_weeks_stays_inside_the_picture(void **state)
{
    static const struct mark far[] = {
        {NOW - 90 * WEEKS, MARK_SCORE, 5, DOMAIN_GENERAL, 0},
        {NOW + 90 * WEEKS, MARK_SCORE, 5, DOMAIN_GENERAL, 0},
    };
    struct drawn drawn = draw("nl", far, COUNT(far));
    const char *at = text_string(&drawn.svg);
    long width = strtol(strstr(at, "viewBox=\"0 0 ") + strlen("viewBox=\"0 0 "), NULL, 10);
    (void)state;

    while ((at = strstr(at, "cx=\"")) != NULL) {
        long x = strtol(at += 4, NULL, 10);
        if (x < 0 || x > width) fail_msg("%ld of %ld", x, width);
    }
    drawn_clear(&drawn);
}

static void signals_of_one_day_stand_beside_each_other(void **state)
{
    static const struct mark same[] = {
        {NOW - 4 * WEEKS, MARK_SIGNAL, LEVEL_WATCH, DOMAIN_SCHOOL,  0},
        {NOW - 4 * WEEKS, MARK_SIGNAL, LEVEL_WATCH, DOMAIN_FINANCE, 0},
    };
    struct drawn drawn = draw("nl", same, COUNT(same));
    const char *one = strstr(text_string(&drawn.svg), "class=\"c-1\" d=\"M");
    const char *two = strstr(one + 1, "class=\"c-1\" d=\"M");
    (void)state;

    assert_true(strtol(two + strlen("class=\"c-1\" d=\"M"), NULL, 10) -
                    strtol(one + strlen("class=\"c-1\" d=\"M"), NULL, 10) >=
                12);
    drawn_clear(&drawn);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_mark_is_drawn_once_and_each_level_has_its_own_shape),
        cmocka_unit_test(each_who_answers_has_an_own_line_and_sign),
        cmocka_unit_test(the_picture_is_told_in_words_too),
        cmocka_unit_test(what_lies_outside_the_weeks_stays_inside_the_picture),
        cmocka_unit_test(signals_of_one_day_stand_beside_each_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
