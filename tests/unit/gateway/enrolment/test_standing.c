/* How an enrolment stands, and what its steps and its end ask of people. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/enrolment/enrolment.h"
#include "tests/fixture/fixture.h"

static char oosterhout[] = "oosterhout";
static struct member members[] = {
    {.id = 1, .asked = true, .best = {.minute = -1, .before = -1}}
};

/* Seventeen weeks from 4 January: until 3 May 2027. */
static struct family family_in(enum enrolment_state state)
{
    return (struct family){
        .id = 1,
        .members = members,
        .member_n = 1,
        .enrolment = {.id = 12,
                      .programme = oosterhout,
                      .start_day = day_of(2027, 1, 4),
                      .state = state,
                      .paused_till_day = INT32_MAX}
    };
}

static const struct {
    const char *name;
    enum enrolment_state state;
    int days;
    int phase;
    enum end_task task;
    size_t next_n;
} cases[] = {
    {"it begins tomorrow",         ENROLMENT_ACTIVE, -1,  -1, END_NOT_YET, NEXT_MAX},
    {"the first day",              ENROLMENT_ACTIVE, 0,   0,  END_NOT_YET, NEXT_MAX},
    {"the second phase",           ENROLMENT_ACTIVE, 28,  1,  END_NOT_YET, NEXT_MAX},
    {"fifteen days before",        ENROLMENT_ACTIVE, 104, 1,  END_NOT_YET, 2       },
    {"two weeks before",           ENROLMENT_ACTIVE, 105, 1,  END_SOON,    2       },
    {"the last day",               ENROLMENT_ACTIVE, 118, 1,  END_SOON,    0       },
    {"it is over, nobody said so", ENROLMENT_ACTIVE, 119, -1, END_OVER,    0       },
    {"over while it was paused",   ENROLMENT_PAUSED, 119, -1, END_OVER,    0       },
    {"somebody ended it",          ENROLMENT_ENDED,  119, -1, END_NOT_YET, 0       },
    {"nothing while it rests",     ENROLMENT_PAUSED, 10,  0,  END_NOT_YET, 0       },
};

static void the_end_is_announced_two_weeks_before_and_never_comes_in_silence(void **state)
{
    struct fixture *fixture = fixture_new("");

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct family family = family_in(cases[i].state);
        struct standing got;

        standing_of(fixture->config, &family, FIXTURE_NOW + cases[i].days * USEC_DAY, &got);
        assert_int_equal(got.end_day, day_of(2027, 5, 3));
        if (got.phase.index != cases[i].phase || got.task != cases[i].task ||
            got.next_n != cases[i].next_n)
            fail_msg("%s: phase %d, task %d, %zu to come", cases[i].name, got.phase.index,
                     (int)got.task, got.next_n);
    }
    fixture_free(fixture);
}

static void after_a_pause_with_a_date_the_next_check_in_is_known(void **state)
{
    struct fixture *fixture = fixture_new("");
    struct family family = family_in(ENROLMENT_PAUSED);
    struct standing got;

    (void)state;
    family.enrolment.paused_till_day = day_of(2027, 1, 14);
    standing_of(fixture->config, &family, FIXTURE_NOW, &got);
    assert_int_equal(got.next_n, NEXT_MAX);
    assert_int_equal(zone_day(fixture->config->municipality.zone, got.next[0].due_at),
                     day_of(2027, 1, 20));
    fixture_free(fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_end_is_announced_two_weeks_before_and_never_comes_in_silence),
        cmocka_unit_test(after_a_pause_with_a_date_the_next_check_in_is_known),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
