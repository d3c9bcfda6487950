/* What one family's plan differs in from its programme, and the days that are special. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "scheduler/plan.h"
#include "scheduler/special_days.h"
#include "system_zone.h"

#define HM(hour, minute) ((hour)*60 + (minute))

static int32_t date(const char *string)
{
    int32_t day;

    if (!day_read(string, &day)) fail_msg("no date: %s", string);
    return day;
}

/* Four weeks on Tuesdays, then eight every other Tuesday, from Monday 4 January 2027; ten to noon. */
struct fixture {
    struct phase phases[2];
    struct programme programme;
    struct zone *zone;
    struct special_days *special;
    struct plan plan;
};

static void fixture_clear(struct fixture *fixture)
{
    for (size_t i = 0; i < COUNT(fixture->phases); i++)
        free(fixture->phases[i].rhythm);
    zone_free(fixture->zone);
    special_days_free(fixture->special);
}

static void fixture_init(struct fixture *fixture)
{
    static const char *const rhythms[] = {"FREQ=WEEKLY;BYDAY=TU",
                                          "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"};

    for (int i = 0; i < 2; i++)
        fixture->phases[i] = (struct phase){.weeks = 4 + 4 * i,
                                            .rhythm = mem_copy_string(rhythms[i]),
                                            .from_min = HM(10, 0),
                                            .till_min = HM(12, 0)};
    fixture->programme = (struct programme){.phases = fixture->phases, .phase_n = 2};
    fixture->zone = system_zone("Europe/Amsterdam");
    fixture->plan = (struct plan){
        .programme = &fixture->programme,
        .zone = fixture->zone,
        .quiet = {HM(21, 0), HM(8, 0)},
        .start_day = date("2027-01-04"),
        .member_n = 1,
    };
}

static char spring[] = "rule";

/* One rule; Saturday and Sunday are no working days. */
static void fixture_special(struct fixture *fixture, struct special_rule *rule)
{
    struct special_rules rules = {.rules = rule, .rule_n = 1, .working_days = 0x1F};

    special_days_free(fixture->special);
    assert_int_equal(special_days_new(&rules, &fixture->special, NULL), RC_OK);
    fixture->plan.special = fixture->special;
}

/* All check-ins from `cursor_day` on: "01-05 01-12", with the hour where `show_hour`, and who where there is
 * more than one member. */
static const char *plan_says(const struct plan *plan, bool show_hour, struct text *says)
{
    struct plan_cursor cursor = {0};
    struct planned planned;

    text_clear(says);
    for (int i = 0; i < 40 && plan_next(plan, cursor, &planned); i++) {
        struct local local = zone_local(plan->zone, planned.due_at);

        text_addf(says, "%s%02d-%02d", i > 0 ? " " : "", local.month, local.day);
        if (show_hour) text_addf(says, "T%02d", local.hour);
        if (plan->member_n > 1) text_addf(says, "/%d", planned.member);
        cursor = (struct plan_cursor){planned.due_at, planned.member};
    }
    return text_string(says);
}

static void a_family_may_begin_in_a_later_phase(void **state)
{
    SCOPED(fixture_clear) struct fixture f = {0};
    SCOPED(text_clear) struct text says = {0};
    struct plan_phase phase;
    (void)state;

    fixture_init(&f);
    assert_string_equal(plan_says(&f.plan, false, &says),
                        "01-05 01-12 01-19 01-26 02-02 02-16 03-02 03-16");
    assert_true(plan_phase_on(&f.plan, date("2027-02-01"), &phase));
    assert_int_equal(phase.index, 1);
    assert_int_equal(phase.first_day, date("2027-02-01"));
    assert_int_equal(phase.end_day, date("2027-03-29"));
    assert_false(plan_phase_on(&f.plan, date("2027-01-03"), &phase));
    assert_false(plan_phase_on(&f.plan, date("2027-03-29"), &phase));
    f.plan.first_phase = 1;
    assert_string_equal(plan_says(&f.plan, false, &says), "01-05 01-19 02-02 02-16");
    assert_int_equal(plan_end_day(&f.plan), date("2027-03-01"));
    assert_true(plan_phase_on(&f.plan, date("2027-01-04"), &phase));
    assert_int_equal(phase.index, 1);
    f.plan.first_phase = 2;
    assert_string_equal(plan_says(&f.plan, false, &says), "");
}

static char same[] = "", friday[] = "FREQ=WEEKLY;BYDAY=FR", tuesday[] = "FREQ=WEEKLY;BYDAY=TU",
            fortnight[] = "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR";

/* Days are counted from the start. */
static const struct {
    const char *what, *want;
    struct plan_change changes[2];
} changed[] = {
    {"this phase only",
     "01-05 01-15 01-22 01-29 02-02 02-16 03-02 03-16",                         {{8, 0, friday, 0, 0, 0}, {99, 0, same, 0, 0, 0}}    },
    {"later phases too, there from their first day",
     "01-05 01-15 01-29 02-05 02-19 03-05 03-19",                               {{8, -1, fortnight, 0, 0, 0}, {99, 0, same, 0, 0, 0}}},
    {"a phase to come",
     "01-05 01-12 01-19 01-26 02-05 02-12 02-19 02-26 03-05 03-12 03-19 03-26", {{8, 1, friday, 0, 0, 0}, {99, 0, same, 0, 0, 0}}    },
    {"the last one counts",
     "01-05 01-15 01-22 01-26 02-02 02-09 02-16 02-23 03-02 03-09 03-16 03-23", {{8, 0, friday, 0, 0, 0}, {22, -1, tuesday, 0, 0, 0}}},
    {"a phase is longer",
     "01-05 01-12 01-19 01-26 02-02 02-09 02-16 02-23 03-02 03-16 03-30 04-13", {{8, 0, same, 0, 0, 2}, {42, 0, same, 0, 0, 2}}      },
    {"but not one that is over",
     "01-05 01-12 01-19 01-26 02-02 02-16 03-02 03-16",                         {{8, -1, same, 0, 0, 2}, {29, 0, same, 0, 0, 2}}     },
};

static void a_change_counts_from_its_day(void **state)
{
    SCOPED(fixture_clear) struct fixture f = {0};
    SCOPED(text_clear) struct text says = {0};
    (void)state;

    fixture_init(&f);
    for (size_t i = 0; i < COUNT(changed); i++) {
        struct plan_change changes[2] = {changed[i].changes[0], changed[i].changes[1]};

        changes[0].since_day += f.plan.start_day;
        changes[1].since_day += f.plan.start_day;
        f.plan.changes = changes;
        f.plan.change_n = 2;
        if (strcmp(plan_says(&f.plan, false, &says), changed[i].want) != 0)
            fail_msg("%s: %s", changed[i].what, text_string(&says));
    }
}

static void another_window_leaves_the_rhythm_as_it_is(void **state)
{
    SCOPED(fixture_clear) struct fixture f = {0};
    SCOPED(text_clear) struct text says = {0};
    struct plan_change change = {date("2027-02-10"), 1, same, HM(15, 0), HM(16, 0), 0};
    (void)state;

    fixture_init(&f);
    f.plan.first_phase = 1;
    f.plan.start_day = date("2027-02-01");
    f.phases[1].from_min = HM(11, 0);
    f.plan.changes = &change;
    f.plan.change_n = 1;
    assert_string_equal(plan_says(&f.plan, true, &says), "02-02T11 02-16T15 03-02T15 03-16T15");
}

static void the_learned_minute_counts_where_it_lies_in_the_window(void **state)
{
    static const struct {
        int minute, from_min, till_min, due_min;
    } cases[] = {
        {HM(11, 20), HM(10, 0),  HM(12, 0), HM(11, 20)},
        {HM(11, 55), HM(10, 0),  HM(12, 0), HM(11, 44)}, /* a quarter of an hour is left */
        {HM(11, 55), HM(11, 40), HM(12, 0), HM(11, 49)}, /* half of a short one */
        {HM(10, 0),  HM(10, 0),  HM(10, 1), HM(10, 0) },
        {HM(20, 30), HM(20, 0),  HM(22, 0), HM(20, 30)},
        {HM(8,  10), HM(7,  0),  HM(9,  0), HM(8,  10)},
    };
    SCOPED(fixture_clear) struct fixture f = {0};
    struct best_time best = {.before = -1};
    struct planned first, planned;
    (void)state;

    fixture_init(&f);
    best.from_day = f.plan.start_day + 7;
    f.plan.best = &best;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct local local;

        best.minute = cases[i].minute;
        f.phases[0].from_min = cases[i].from_min;
        f.phases[0].till_min = cases[i].till_min;
        for (f.plan.seed = 0; f.plan.seed < 20; f.plan.seed++) {
            assert_true(plan_next(&f.plan, (struct plan_cursor){0}, &first));
            assert_true(plan_next(&f.plan, (struct plan_cursor){first.due_at, 1}, &planned));
            local = zone_local(f.zone, planned.due_at);
            assert_int_equal(local.hour * 60 + local.minute, cases[i].due_min);
        }
    }
    /* Outside the window, and before its day, it is as if nothing were learned. */
    assert_true(planned.due_at - first.due_at != 7 * USEC_DAY);
    best.minute = HM(9, 0);
    f.phases[0].from_min = HM(10, 0);
    f.phases[0].till_min = HM(12, 0);
    assert_true(plan_next(&f.plan, (struct plan_cursor){0}, &first));
    assert_true(plan_next(&f.plan, (struct plan_cursor){first.due_at, 1}, &planned));
    assert_true(planned.due_at - first.due_at == 7 * USEC_DAY);
    best.before = HM(10, 30);
    assert_true(plan_next(&f.plan, (struct plan_cursor){0}, &first));
    assert_int_equal(zone_local(f.zone, first.due_at).minute, 30);
}

static void who_share_a_phone_are_asked_in_turn(void **state)
{
    static const int phones[] = {7, 0, 7, 9, 7, 0};
    SCOPED(fixture_clear) struct fixture f = {0};
    struct plan_cursor cursor = {0};
    struct planned planned;
    unsigned on_day[4] = {0};
    (void)state;

    fixture_init(&f);
    f.phases[0].asks = ASKS_EACH;
    f.plan.member_n = COUNT(phones);
    f.plan.phones = phones;
    for (int i = 0; i < 4 * 4; i++) {
        assert_true(plan_next(&f.plan, cursor, &planned));
        on_day[(zone_day(f.zone, planned.due_at) - f.plan.start_day) / 7] |= 1U << planned.member;
        cursor = (struct plan_cursor){planned.due_at, planned.member};
    }
    assert_int_equal(on_day[0], 1 << 2 | 1 << 4 | 1 << 6 | 1 << 1);
    assert_int_equal(on_day[1], 1 << 2 | 1 << 4 | 1 << 6 | 1 << 3);
    assert_int_equal(on_day[2], 1 << 2 | 1 << 4 | 1 << 6 | 1 << 5);
    assert_int_equal(on_day[3], on_day[0]);
}

/* Days are counted from the start. */
static const struct {
    const char *what, *want;
    enum day_act special; /* on 2027-01-19 and 20 */
    struct own_days own[2];
} own_cases[] = {
    {"skipped",                                     "01-05 01-12 01-26",       DAY_SKIP,     {{0}}                      },
    {"later",                                       "01-05 01-12 01-21 01-26", DAY_LATER,    {{0}}                      },
    {"earlier",                                     "01-05 01-12 01-18 01-26", DAY_EARLIER,  {{0}}                      },
    {"at another hour",                             "01-05 01-12 01-19 01-26", DAY_WINDOW,   {{0}}                      },
    {"skipped for this family",                     "01-05 01-12 01-26",       DAY_LATER,    {{14, 20, 0, DAY_SKIP, 0}} },
    {"as usual in this family",
     "01-05 01-12 01-19 01-26",                                                DAY_SKIP,
     {{15, 16, 0, DAY_AS_USUAL, 0}}                                                                                     },
    {"the inner one",
     "01-05 01-12 01-21 01-26",                                                DAY_SKIP,
     {{8, 21, 0, DAY_AS_USUAL, 0}, {15, 17, 0, DAY_LATER, 0}}                                                           },
    {"two that come to one day",                    "01-05 01-12 01-26",       DAY_AS_USUAL, {{15, 22, 0, DAY_LATER, 0}}},
    {"back where the phase is over",
     "01-05 01-12 01-19 01-25",                                                DAY_AS_USUAL,
     {{22, 28, 0, DAY_LATER, 0}}                                                                                        },
    {"not before it was made",
     "01-05 01-13 01-19 01-26",                                                DAY_AS_USUAL,
     {{8, 9, 8, DAY_EARLIER, 0}}                                                                                        },
    {"not back over own days that were made later",
     "01-05 01-12 01-21 01-26",                                                DAY_EARLIER,
     {{14, 15, 14, DAY_SKIP, 0}}                                                                                        },
    {"in vain",
     "01-05 01-12 01-18",                                                      DAY_AS_USUAL,
     {{10, 28, 0, DAY_EARLIER, 0}, {14, 15, 0, DAY_AS_USUAL, 0}}                                                        },
    {"taken back before it came",
     "01-05 01-12 01-19 01-26",                                                DAY_AS_USUAL,
     {{15, 16, 0, DAY_EARLIER, 14}}                                                                                     },
    {"taken back after it came, and not again",
     "01-05 01-12 01-18 01-26",                                                DAY_AS_USUAL,
     {{15, 16, 0, DAY_EARLIER, 15}}                                                                                     },
    {"nor what came back where the phase is over",
     "01-05 01-12 01-19 01-25",                                                DAY_AS_USUAL,
     {{22, 28, 0, DAY_LATER, 22}}                                                                                       },
    {"nor where other days were free again",
     "01-05 01-12 01-15 01-26",                                                DAY_EARLIER,
     {{13, 15, 0, DAY_SKIP, 14}}                                                                                        },
    {"moved by what is ended while it is moved",
     "01-05 01-12 01-22 01-26",                                                DAY_AS_USUAL,
     {{15, 20, 0, DAY_LATER, 18}}                                                                                       },
};

static void own_days_go_before_special_days(void **state)
{
    SCOPED(fixture_clear) struct fixture f = {0};
    SCOPED(text_clear) struct text says = {0};
    struct day_range range;
    (void)state;

    fixture_init(&f);
    f.programme.phase_n = 1;
    range = (struct day_range){f.plan.start_day + 15, f.plan.start_day + 17};
    for (size_t i = 0; i < COUNT(own_cases); i++) {
        struct special_rule rule = {.name = spring,
                                    .act = own_cases[i].special,
                                    .ranges = &range,
                                    .range_n = 1,
                                    .from_min = HM(14, 0),
                                    .till_min = HM(16, 0)};
        struct own_days own[2] = {own_cases[i].own[0], own_cases[i].own[1]};
        fixture_special(&f, &rule);
        f.plan.own_days = own;
        f.plan.own_day_n = own[1].till_day ? 2 : own[0].till_day ? 1 : 0;
        for (int j = 0; j < 2; j++) {
            own[j].from_day += f.plan.start_day;
            own[j].till_day += f.plan.start_day;
            own[j].since_day += f.plan.start_day;
            if (own[j].ended_day) own[j].ended_day += f.plan.start_day;
        }
        if (strcmp(plan_says(&f.plan, false, &says), own_cases[i].want) != 0)
            fail_msg("%s: %s", own_cases[i].what, text_string(&says));
    }
}

static void a_holiday_moves_to_a_working_day(void **state)
{
    static const struct {
        enum day_act act;
        const char *want;
    } cases[] = {
        {DAY_LATER,   "03-19 03-30 04-02 04-09"},
        {DAY_EARLIER, "03-19 03-25 04-02 04-09"},
        {DAY_SKIP,    "03-19 04-02 04-09"      },
    };
    SCOPED(fixture_clear) struct fixture f = {0};
    SCOPED(text_clear) struct text says = {0};
    (void)state;

    fixture_init(&f);
    f.programme.phase_n = 1;
    f.plan.start_day = date("2027-03-15");
    free(f.phases[0].rhythm);
    f.phases[0].rhythm = mem_copy_string(friday);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct special_rule rule = {.name = spring,
                                    .kind = SPECIAL_HOLIDAYS,
                                    .act = cases[i].act,
                                    .holidays = HOLIDAYS_PUBLIC};

        fixture_special(&f, &rule);
        assert_string_equal(plan_says(&f.plan, false, &says), cases[i].want);
    }
}

static void another_window_of_a_day_is_kept_in_common_with_the_phase(void **state)
{
    static const struct {
        int from_min, till_min;
        int want_from_min, want_till_min;
    } cases[] = {
        {HM(11, 0),  HM(16, 0), HM(11, 0),  HM(12, 0)},
        {HM(9,  0),  HM(16, 0), HM(10, 0),  HM(12, 0)},
        {HM(14, 0),  HM(16, 0), HM(14, 0),  HM(16, 0)},
        {HM(11, 50), HM(16, 0), HM(11, 50), HM(16, 0)}, /* ten minutes are too few */
    };
    SCOPED(fixture_clear) struct fixture f = {0};
    struct planned planned;
    (void)state;

    fixture_init(&f);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct special_rule rule = {.kind = SPECIAL_WEEKDAYS,
                                    .name = spring,
                                    .act = DAY_WINDOW,
                                    .weekdays = 2,
                                    .from_min = cases[i].from_min,
                                    .till_min = cases[i].till_min};
        struct local till;
        fixture_special(&f, &rule);
        for (f.plan.seed = 0; f.plan.seed < 20; f.plan.seed++) {
            assert_true(plan_next(&f.plan, (struct plan_cursor){0}, &planned));
            till = zone_local(f.zone, planned.window_till);
            assert_int_equal(till.hour * 60 + till.minute, cases[i].want_till_min);
            assert_true(planned.due_at >= zone_day_start(f.zone, f.plan.start_day + 1) +
                                              cases[i].want_from_min * USEC_MIN);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_family_may_begin_in_a_later_phase),
        cmocka_unit_test(a_change_counts_from_its_day),
        cmocka_unit_test(another_window_leaves_the_rhythm_as_it_is),
        cmocka_unit_test(the_learned_minute_counts_where_it_lies_in_the_window),
        cmocka_unit_test(who_share_a_phone_are_asked_in_turn),
        cmocka_unit_test(own_days_go_before_special_days),
        cmocka_unit_test(a_holiday_moves_to_a_working_day),
        cmocka_unit_test(another_window_of_a_day_is_kept_in_common_with_the_phase),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
