#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "gateway/learn/report.h"
#include "providers/json.h"

static struct found_count found(const char *language, enum domain read_domain,
                                enum level read_level, enum domain domain, enum level level,
                                int64_t n)
{
    struct found_count count = {.source = SOURCE_REPLY,
                                .machine_domain = read_domain,
                                .machine_level = read_level,
                                .found_domain = domain,
                                .found_level = level,
                                .judged = true,
                                .n = n};

    snprintf(count.language, sizeof(count.language), "%s", language);
    return count;
}

static struct read_count replies[] = {
    {.language = "nl", .replies = 20, .uncertain = 2, .confirmed_empty = 4},
    {.language = "zz",                .replies = 5,              .uncertain = 5},
};
static void make(struct found_report *report)
{
    struct found_count signals[] = {
        found("nl", DOMAIN_FINANCE, 2, DOMAIN_FINANCE, 2, 6), /* right */
        found("nl", DOMAIN_FINANCE, 2, DOMAIN_FINANCE, 1, 2), /* too high */
        found("nl", DOMAIN_FINANCE, 2, DOMAIN_FINANCE, 0, 1), /* wrong */
        found("ar", DOMAIN_FINANCE, 2, DOMAIN_HOUSING, 2, 1), /* about something else */
        found("ar", DOMAIN_MENTAL, 3, DOMAIN_MENTAL, 3, 4),
        found("xx", DOMAIN_WORK, 1, DOMAIN_WORK, 3, 1),     /* too low */
        found("ar", DOMAIN_MENTAL, 0, DOMAIN_MENTAL, 3, 2), /* missed */
        found("ar", DOMAIN_MENTAL, 0, DOMAIN_MENTAL, 0, 5), /* missed, taken back */
        found("nl", DOMAIN_WORK, 1, 0, 0, 3),               /* nobody said yet */
        found("", DOMAIN_GENERAL, 2, DOMAIN_GENERAL, 0, 1),
        found("", DOMAIN_GENERAL, 2, DOMAIN_GENERAL, 2, 3),
    };
    struct found_counts counts = {.signals = signals,
                                  .signal_n = COUNT(signals),
                                  .replies = replies,
                                  .reply_n = COUNT(replies),
                                  .alerts = 9,
                                  .closed = 7,
                                  .unjudged = 3};

    signals[8].judged = false;
    signals[9].source = signals[10].source = SOURCE_SILENCE;
    report_make(&counts, report);
}

static void assert_share(const char *what, struct share share, int64_t n, int64_t of)
{
    if (share.n != n || share.of != of)
        fail_msg("%s: %lld of %lld", what, (long long)share.n, (long long)share.of);
}

static void every_share_counts_what_its_name_says(void **state)
{
    struct found_report report;
    (void)state;

    make(&report);
    assert_share("all", report.right, 6 + 4 + 3, 15 + 4);
    assert_share("coverage", report.coverage, 19, 22);
    assert_share("finance", report.domains[DOMAIN_FINANCE], 8, 10);
    assert_share("housing", report.domains[DOMAIN_HOUSING], 0, 0);
    assert_share("work", report.domains[DOMAIN_WORK], 1, 1);
    assert_share("level 1", report.levels[1], 0, 1);
    assert_share("level 2", report.levels[2], 7, 10);
    assert_share("level 3", report.levels[3], 4, 4);
    assert_share("2 or 3", report.calls, 11, 14);
    assert_share("nl", report.languages[report_language("nl")].right, 6, 9);
    assert_share("ar", report.languages[report_language("ar")].right, 4, 5);
    assert_share("und", report.languages[report_language("und")].right, 0, 1);
    assert_share("und uncertain", report.languages[report_language("und")].uncertain, 5, 5);
    assert_share("silence", report.sources[SOURCE_SILENCE], 3, 4);
    assert_int_equal(report.missed, 2);
    assert_int_equal(report.languages[report_language("ar")].missed, 2);
    assert_int_equal(report.confusion[0][3], 2);
    assert_int_equal(report.confusion[2][1], 2);
    assert_int_equal(report.languages[report_language("nl")].confirmed_empty, 4);
}

static void a_store_without_verdicts_gives_a_report_of_nothing(void **state)
{
    static const struct found_counts none = {0};
    struct found_report report;
    SCOPED(text_clear) struct text text = {0};
    (void)state;

    report_make(&none, &report);
    report_print(&report, NULL, &text);
    assert_non_null(strstr(text_string(&text), "Signals: 0, of which 0 have a verdict."));
    assert_null(strstr(text_string(&text), "nan"));
}

static void people_and_programs_get_the_same_figures(void **state)
{
    struct found_report report;
    SCOPED(text_clear) struct text text = {0};
    SCOPED(json_free) json_t *json = NULL;
    const json_t *finance;
    (void)state;

    make(&report);
    report_print(&report, "2026-01-01", &text);
    assert_non_null(strstr(text_string(&text), "Signals since 2026-01-01: 22, of which 19 "));
    assert_non_null(
        strstr(text_string(&text), "finance             8 of     10   0.80   (0.49 to 0.94)"));
    assert_non_null(strstr(text_string(&text), "closed 7, of those without a verdict 3"));
    json = report_json(&report);
    finance = json_object_get(json_object_get(json, "domains"), "finance");
    assert_int_equal(json_integer_value(json_object_get(finance, "n")), 8);
    assert_int_equal(json_integer_value(json_object_get(finance, "of")), 10);
    assert_true(json_is_null(
        json_object_get(json_object_get(json_object_get(json, "domains"), "school"), "share")));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_share_counts_what_its_name_says),
        cmocka_unit_test(a_store_without_verdicts_gives_a_report_of_nothing),
        cmocka_unit_test(people_and_programs_get_the_same_figures),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
