#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/people/plan_of.h"
#include "tests/fixture/fixture.h"

/* Mother and son share a phone, the grandmother is not asked, father has his own and a best time. */
static struct member members[] = {
    {.id = 1,                               .asked = true,   .phone.id = 7,       .best = {.minute = -1, .before = -1}},
    {.id = 2,                                     .asked = false,                                              .phone.id = 9,               .best = {.minute = -1, .before = -1}},
    {.id = 3, .asked = true,                .phone.id = 8,               .best = {.minute = 1100, .before = -1}},
    {.id = 4,                        .asked = true,.phone.id = 7,.best = {.minute = -1, .before = -1}},
    {.id = 5, .asked = true,                  .best = {.minute = -1, .before = -1}          },
};

static struct family family_in(char *programme)
{
    return (struct family){
        .id = 1,
        .members = members,
        .member_n = COUNT(members),
        .enrolment = {.id = 12,
                      .programme = programme,
                      .start_day = day_of(2026, 4, 6),
                      .first_phase = 1,
                      .learns = true}
    };
}

static void a_plan_numbers_those_who_are_asked_and_knows_who_share_a_phone(void **state)
{
    static const int64_t asked[] = {1, 3, 4, 5};
    static const int phones[] = {1, 2, 1, 0};
    struct fixture *fixture = fixture_new("");
    char programme[] = "oosterhout";
    struct family family = family_in(programme);
    SCOPED(family_plan_clear) struct family_plan plan = {0};

    (void)state;
    assert_true(plan_of(fixture->config, &family, &plan));
    assert_int_equal(plan.plan.member_n, COUNT(asked));
    for (int i = 0; i < plan.plan.member_n; i++) {
        assert_int_equal(plan_member_of(&family, i + 1)->id, asked[i]);
        assert_int_equal(plan.plan.phones[i], phones[i]);
    }
    assert_null(plan_member_of(&family, 5));
    assert_int_equal(plan.plan.best[1].minute, 1100);
    assert_int_equal(plan.plan.first_phase, 1);
    assert_int_equal(plan.plan.start_day, family.enrolment.start_day);
    fixture_free(fixture);
}

static void a_family_that_does_not_learn_is_asked_at_its_steady_time(void **state)
{
    struct fixture *fixture = fixture_new("");
    char programme[] = "oosterhout";
    struct family family = family_in(programme);
    SCOPED(family_plan_clear) struct family_plan plan = {0};

    (void)state;
    family.enrolment.learns = false;
    assert_true(plan_of(fixture->config, &family, &plan));
    assert_null(plan.plan.best);
    fixture_free(fixture);
}

static void nothing_is_planned_without_an_enrolment_its_programme_or_somebody_to_ask(void **state)
{
    struct fixture *fixture = fixture_new("");
    char standard[] = "oosterhout", lost[] = "lost";
    struct family cases[] = {family_in(standard), family_in(lost), family_in(standard)};

    (void)state;
    cases[0].enrolment.id = 0;
    cases[2].member_n = 0;
    for (size_t i = 0; i < COUNT(cases); i++) {
        SCOPED(family_plan_clear) struct family_plan plan = {0};

        if (plan_of(fixture->config, &cases[i], &plan)) fail_msg("case %zu", i);
    }
    fixture_free(fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plan_numbers_those_who_are_asked_and_knows_who_share_a_phone),
        cmocka_unit_test(a_family_that_does_not_learn_is_asked_at_its_steady_time),
        cmocka_unit_test(nothing_is_planned_without_an_enrolment_its_programme_or_somebody_to_ask),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
