/* The sentences of the rules, as they stand on a family's page. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/web/phrases.h"
#include "tests/unit/gateway/web/browser.h"

/* A signal of a rule that no reply carries. */
static void notice(struct office *office, int64_t family_id, enum rule_kind rule,
                   const char *figures)
{
    struct new_signal signal = {.family_id = family_id,
                                .level = LEVEL_WATCH,
                                .evidence = "",
                                .source = SOURCE_SEVERAL,
                                .rule = rule,
                                .figures = figures,
                                .in_plan = true};
    struct changes changes = {.signals = &signal, .signal_n = 1, .appointment_state = -1};

    assert_int_equal(
        store_apply(office->fixture->store, &changes, office->fixture->now - USEC_HOUR, NULL),
        RC_OK);
}

static void a_sentence_names_its_figures_lists_and_days(void **state)
{
    struct office *office = office_new(true);
    struct browser sanne = browser_as(office, "sanne");
    int64_t family = fixture_family(office->fixture, PETRA, LANGUAGE_NL);
    char url[64], days[80];
    (void)state;

    snprintf(days, sizeof(days), "2 @%lld,@%lld", (long long)(FIXTURE_NOW - 7 * USEC_DAY),
             (long long)FIXTURE_NOW);
    notice(office, family, RULE_SCORE_DROP, "4 2");
    notice(office, family, RULE_SCORE_SLIDE, "2 5,4,3,2");
    notice(office, family, RULE_WATCHES, days);
    assert_int_equal(browser_get(&sanne, url_of(url, "/families/#", family)), 200);
    assert_true(browser_sees(&sanne, "Het cijfer daalde van 4 naar 2."));
    assert_true(browser_sees(&sanne, "De cijfers zijn gezakt naar 2: 5, 4, 3, 2."));
    assert_true(browser_sees(&sanne, "2 dagen met zorgen op dit leefgebied: maandag 28 december, "
                                     "maandag 4 januari."));
    browser_clear(&sanne);
    office_free(office);
}

static void figures_that_are_none_of_ours_leave_a_sentence_with_gaps(void **state)
{
    struct office *office = office_new(true);
    struct browser sanne = browser_as(office, "sanne");
    int64_t family = fixture_family(office->fixture, PETRA, LANGUAGE_NL);
    char url[64];
    (void)state;

    notice(office, family, RULE_SCORE_DROP, "<b>4</b>");
    notice(office, family, RULE_SCORE_LOW, "1 2 3 4 5 6 7");
    assert_int_equal(browser_get(&sanne, url_of(url, "/families/#", family)), 200);
    assert_true(browser_sees(&sanne, "Het cijfer daalde van  naar ."));
    assert_true(browser_sees(&sanne, "Het cijfer was 1."));
    browser_clear(&sanne);
    office_free(office);
}

static void every_rule_has_its_sentence_in_both_languages(void **state)
{
    static const char *const languages[] = {"nl", "en"};
    struct data data = {0};
    (void)state;

    for (size_t i = 0; i < COUNT(languages); i++) {
        SCOPED(phrases_clear) struct phrases phrases = {0};

        assert_int_equal(phrases_load(&data, languages[i], &phrases, NULL), RC_OK);
        for (int rule = RULE_NONE + 1; rule < RULE_KIND_N; rule++) {
            char name[48];

            snprintf(name, sizeof(name), "rule_%s", rule_name((enum rule_kind)rule));
            if (strcmp(phrase(&phrases, name), name) == 0)
                fail_msg("%s has no %s", languages[i], name);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sentence_names_its_figures_lists_and_days),
        cmocka_unit_test(figures_that_are_none_of_ours_leave_a_sentence_with_gaps),
        cmocka_unit_test(every_rule_has_its_sentence_in_both_languages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
