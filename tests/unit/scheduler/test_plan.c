#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/base/clock.h"
#include "scheduler/plan.h"
#include "system_zone.h"

#define HM(hour, minute) ((hour)*60 + (minute))

static const struct quiet_hours night = {HM(21, 0), HM(8, 0)};

static int32_t date(const char *string)
{
    int32_t day;

    if (!day_read(string, &day)) fail_msg("no date: %s", string);
    return day;
}

/* A phase of the tests: "FREQ=DAILY" for `weeks` between ten and noon. */
static struct phase phase_of(const char *name, int weeks, const char *rhythm, enum asks asks)
{
    return (struct phase){
        .name = mem_copy_string(name),
        .weeks = weeks,
        .rhythm = mem_copy_string(rhythm),
        .from_min = HM(10, 0),
        .till_min = HM(12, 0),
        .asks = asks,
        .script = mem_copy_string("check-in"),
    };
}

struct fixture {
    struct phase phases[3];
    struct programme programme;
    struct zone *zone;
    struct plan plan;
};

static void fixture_clear(struct fixture *fixture)
{
    for (size_t i = 0; i < COUNT(fixture->phases); i++) {
        free(fixture->phases[i].name);
        free(fixture->phases[i].rhythm);
        free(fixture->phases[i].script);
    }
    zone_free(fixture->zone);
}

/* Two members from Monday 18 January 2027 in Amsterdam, in up to three phases. */
static void fixture_init(struct fixture *fixture, size_t phase_n)
{
    fixture->programme = (struct programme){.phases = fixture->phases, .phase_n = phase_n};
    fixture->zone = system_zone("Europe/Amsterdam");
    fixture->plan = (struct plan){
        .programme = &fixture->programme,
        .zone = fixture->zone,
        .quiet = night,
        .start_day = date("2027-01-18"),
        .member_n = 2,
        .seed = 5,
    };
}

static size_t plan_all(const struct plan *plan, struct plan_cursor cursor, struct planned *out,
                       size_t max)
{
    size_t n = 0;

    while (n < max && plan_next(plan, cursor, &out[n])) {
        cursor = (struct plan_cursor){out[n].due_at, out[n].member};
        n++;
    }
    return n;
}

static void phases_follow_each_other_and_the_programme_ends(void **state)
{
    static const struct {
        const char *day, *phase;
        int member;
    } want[] = {
        {"2027-01-19", "close",  1},
        {"2027-01-26", "close",  1},
        {"2027-02-02", "fading", 1},
        {"2027-02-16", "fading", 2},
        {"2027-03-02", "fading", 1},
        {"2027-03-16", "after",  1},
        {"2027-03-16", "after",  2},
    };
    SCOPED(fixture_clear) struct fixture f = {0};
    struct planned got[20];
    (void)state;

    f.phases[0] = phase_of("close", 2, "FREQ=WEEKLY;BYDAY=TU", ASKS_FIRST);
    f.phases[1] = phase_of("fading", 5, "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", ASKS_IN_TURN);
    f.phases[2] = phase_of("after", 3, "FREQ=MONTHLY;BYDAY=3TU", ASKS_EACH);
    fixture_init(&f, 3);
    assert_int_equal(plan_all(&f.plan, (struct plan_cursor){0}, got, COUNT(got)), COUNT(want));
    for (size_t i = 0; i < COUNT(want); i++) {
        int32_t day = zone_day(f.zone, got[i].due_at);
        int member = want[i].member;

        /* Each of the two has an own moment; who comes first is the seed's. */
        if (i >= 5) member = got[i].member;
        if (day != date(want[i].day) || strcmp(got[i].phase->name, want[i].phase) != 0 ||
            got[i].member != member)
            fail_msg("%zu: %s, member %d", i, got[i].phase->name, got[i].member);
    }
    assert_int_equal(got[5].member + got[6].member, 3);
    assert_int_equal(plan_end_day(&f.plan), date("2027-01-18") + 10 * 7);
}

static void the_last_phase_may_go_on_for_ever(void **state)
{
    SCOPED(fixture_clear) struct fixture f = {0};
    struct planned planned;
    struct plan_cursor late = {0};
    (void)state;

    f.phases[0] = phase_of("close", 2, "FREQ=WEEKLY", ASKS_FIRST);
    f.phases[1] = phase_of("after", 0, "FREQ=WEEKLY;INTERVAL=3;BYDAY=FR", ASKS_IN_TURN);
    fixture_init(&f, 2);
    late.at = zone_day_start(f.zone, date("2077-06-01"));
    assert_int_equal(plan_end_day(&f.plan), INT32_MAX);
    assert_true(plan_next(&f.plan, late, &planned));
    assert_int_equal(day_weekday(zone_day(f.zone, planned.due_at)), 5);
    assert_true(planned.due_at < late.at + 21 * USEC_DAY);
}

static void a_member_is_asked_at_a_steady_time_with_room_behind_it(void **state)
{
    SCOPED(fixture_clear) struct fixture f = {0};
    (void)state;

    f.phases[0] = phase_of("close", 52, "FREQ=WEEKLY", ASKS_FIRST);
    fixture_init(&f, 1);
    for (uint64_t seed = 0; seed < 50; seed++) {
        struct planned got[52];
        struct local first;

        f.plan.seed = seed;
        assert_int_equal(plan_all(&f.plan, (struct plan_cursor){0}, got, COUNT(got)), 52);
        first = zone_local(f.zone, got[0].due_at);
        for (size_t i = 0; i < 52; i++) {
            struct local local = zone_local(f.zone, got[i].due_at);
            struct local till = zone_local(f.zone, got[i].window_till);

            assert_int_equal(local.hour, first.hour);
            assert_int_equal(local.minute, first.minute);
            assert_true(local.hour * 60 + local.minute < HM(11, 30));
            assert_int_equal(till.hour * 60 + till.minute, HM(12, 0));
        }
    }
}

static void a_city_is_spread_over_the_window(void **state)
{
    SCOPED(fixture_clear) struct fixture f = {0};
    int in_ten_minutes[9] = {0};
    (void)state;

    f.phases[0] = phase_of("close", 1, "FREQ=WEEKLY", ASKS_FIRST);
    fixture_init(&f, 1);
    for (uint64_t seed = 0; seed < 9000; seed++) {
        struct planned planned;
        usec ten;

        f.plan.seed = seed;
        assert_true(plan_next(&f.plan, (struct plan_cursor){0}, &planned));
        ten = zone_day_start(f.zone, f.plan.start_day) + 10 * USEC_HOUR;
        in_ten_minutes[(planned.due_at - ten) / (10 * USEC_MIN)]++;
    }
    for (size_t i = 0; i < COUNT(in_ten_minutes); i++)
        if (in_ten_minutes[i] < 850 || in_ten_minutes[i] > 1150)
            fail_msg("%d in the ten minutes %zu", in_ten_minutes[i], i);
}

static void quiet_hours_cut_the_window(void **state)
{
    static const struct {
        const char *what;
        struct quiet_hours quiet;
        int open_min, from_min, till_min; /* what is left of 10:00 to 12:00 */
    } cases[] = {
        {"none",           {0, 0},                   120, HM(10, 0),  HM(12, 0)    },
        {"night",          {HM(21, 0), HM(8, 0)},    120, HM(10, 0),  HM(12, 0)    },
        {"a late morning", {HM(21, 0), HM(10, 30)},  90,  HM(10, 30), HM(12, 0)    },
        {"an early noon",  {HM(11, 30), HM(14, 0)},  90,  HM(10, 0),  HM(11, 30)   },
        {"both",           {HM(11, 30), HM(10, 30)}, 60,  HM(10, 30), HM(11, 30)   },
        {"a break",        {HM(10, 15), HM(11, 45)}, 30,  HM(10, 0),  HM(12, 0)    },
        {"all of it",      {HM(9, 0), HM(12, 0)},    0,   0,     0  },
        {"all but it",             {HM(12, 0), HM(10, 0)},                                120,  HM(10, 0),  HM(12,      0)},
    };
    SCOPED(fixture_clear) struct fixture f = {0};
    (void)state;

    f.phases[0] = phase_of("close", 1, "FREQ=WEEKLY", ASKS_FIRST);
    fixture_init(&f, 1);
    for (size_t i = 0; i < COUNT(cases); i++) {
        f.plan.quiet = cases[i].quiet;
        if (phase_open_min(&f.phases[0], &f.plan.quiet) != cases[i].open_min)
            fail_msg("%s: %d minutes", cases[i].what, phase_open_min(&f.phases[0], &f.plan.quiet));
        for (f.plan.seed = 0; f.plan.seed < 100; f.plan.seed++) {
            struct planned planned;
            struct local due, till;

            assert_int_equal(plan_next(&f.plan, (struct plan_cursor){0}, &planned),
                             cases[i].open_min > 0);
            if (cases[i].open_min == 0) continue;
            due = zone_local(f.zone, planned.due_at);
            till = zone_local(f.zone, planned.window_till);
            assert_true(due.hour * 60 + due.minute >= cases[i].from_min);
            assert_int_equal(till.hour * 60 + till.minute, cases[i].till_min);
            assert_false(quiet_hours_cover(&f.plan.quiet, f.zone, planned.due_at));
        }
    }
}

/* Night windows, which only a jump makes difficult. */
struct jump {
    const char *what, *day;
    int from_min, till_min;
    const char *due_from, *due_till, *window_till; /* UTC; NULL: not asked that day */
    struct quiet_hours quiet;
};

/* Whatever its own moment in the window, it is asked within it. */
static void keeps_its_window(struct plan *plan, const struct jump *jump)
{
    for (plan->seed = 0; plan->seed < 50; plan->seed++) {
        struct planned planned;
        usec from = 0, till = 0, window_till = 0;

        if (plan_next(plan, (struct plan_cursor){0}, &planned) != (jump->due_from != NULL))
            fail_msg("%s: asked or not", jump->what);
        if (!jump->due_from) continue;
        assert_true(clock_read(jump->due_from, &from));
        assert_true(clock_read(jump->due_till, &till));
        if (planned.due_at < from || planned.due_at > till)
            fail_msg("%s: %lld s off", jump->what, (long long)((planned.due_at - from) / USEC_SEC));
        assert_true(planned.window_till > planned.due_at);
        if (jump->window_till && clock_read(jump->window_till, &window_till) &&
            planned.window_till != window_till)
            fail_msg("%s: its end", jump->what);
    }
}

static void a_window_in_the_night_of_the_jump_is_kept(void **state)
{
    static const struct jump cases[] = {
        {"skipped in part, its rest is left",
         "2027-03-28", HM(2, 30),
         HM(3, 30),
         "2027-03-28T01:00:00Z", "2027-03-28T01:15:00Z",
         "2027-03-28T01:30:00Z", {0}                  },
        {"skipped whole, it moves along",
         "2027-03-28", HM(2, 0),
         HM(2, 40),
         "2027-03-28T01:00:00Z", "2027-03-28T01:00:00Z",
         NULL,                   {0}                  },
        {"moved into quiet",
         "2027-03-28", HM(2, 0),
         HM(2, 40),
         NULL,                   NULL,
         NULL,                   {HM(3, 0), HM(8, 0)} },
        {"skipped in part, and quiet follows",
         "2027-03-28", HM(2, 0),
         HM(3, 30),
         "2027-03-28T01:10:00Z", "2027-03-28T01:20:00Z",
         "2027-03-28T01:30:00Z", {HM(3, 0), HM(3, 10)}},
        {"moved until quiet",
         "2027-03-28", HM(2, 0),
         HM(3, 0),
         "2027-03-28T01:00:00Z", "2027-03-28T01:00:00Z",
         "2027-03-28T01:05:00Z", {HM(3, 5), HM(8, 0)} },
        {"doubled, its first coming",
         "2027-10-31", HM(2, 0),
         HM(3, 0),
         "2027-10-31T00:00:00Z", "2027-10-31T00:45:00Z",
         "2027-10-31T02:00:00Z", {0}                  },
        {"doubled at its end",
         "2027-10-31", HM(1, 30),
         HM(2, 30),
         "2027-10-30T23:30:00Z", "2027-10-31T00:15:00Z",
         "2027-10-31T00:30:00Z", {0}                  },
    };
    SCOPED(fixture_clear) struct fixture f = {0};
    (void)state;

    f.phases[0] = phase_of("night", 1, "FREQ=WEEKLY", ASKS_FIRST);
    fixture_init(&f, 1);
    for (size_t i = 0; i < COUNT(cases); i++) {
        f.plan.start_day = date(cases[i].day);
        f.plan.quiet = cases[i].quiet;
        f.phases[0].from_min = cases[i].from_min;
        f.phases[0].till_min = cases[i].till_min;
        keeps_its_window(&f.plan, &cases[i]);
    }
}

static void members_whose_moments_fall_together_are_asked_in_order(void **state)
{
    SCOPED(fixture_clear) struct fixture f = {0};
    struct planned got[4];
    (void)state;

    f.phases[0] = phase_of("night", 1, "FREQ=WEEKLY", ASKS_EACH);
    fixture_init(&f, 1);
    f.plan.quiet = (struct quiet_hours){0};
    f.plan.start_day = date("2027-03-28");
    f.plan.member_n = 3;
    f.phases[0].from_min = HM(2, 0);
    f.phases[0].till_min = HM(2, 40);
    assert_int_equal(plan_all(&f.plan, (struct plan_cursor){0}, got, COUNT(got)), 3);
    for (int i = 0; i < 3; i++) {
        assert_true(got[i].due_at == got[0].due_at);
        assert_int_equal(got[i].member, i + 1);
    }
}

static void a_day_that_the_zone_left_out_is_not_asked_about(void **state)
{
    SCOPED(fixture_clear) struct fixture f = {0};
    struct planned got[10];
    (void)state;

    f.phases[0] = phase_of("daily", 1, "FREQ=DAILY", ASKS_FIRST);
    fixture_init(&f, 1);
    zone_free(f.zone);
    f.plan.zone = f.zone = system_zone("Pacific/Apia");
    f.plan.start_day = date("2011-12-28");
    assert_int_equal(plan_all(&f.plan, (struct plan_cursor){0}, got, COUNT(got)), 6);
    assert_int_equal(zone_day(f.zone, got[1].due_at), date("2011-12-29"));
    assert_int_equal(zone_day(f.zone, got[2].due_at), date("2011-12-31"));
}

static void the_cursor_is_passed_strictly(void **state)
{
    SCOPED(fixture_clear) struct fixture f = {0};
    struct planned got[2], next;
    (void)state;

    f.phases[0] = phase_of("close", 1, "FREQ=WEEKLY", ASKS_EACH);
    fixture_init(&f, 1);
    assert_int_equal(plan_all(&f.plan, (struct plan_cursor){0}, got, COUNT(got)), 2);
    assert_true(plan_next(&f.plan, (struct plan_cursor){got[0].due_at, got[0].member - 1}, &next));
    assert_int_equal(next.member, got[0].member);
    assert_true(plan_next(&f.plan, (struct plan_cursor){got[0].due_at - 1, 99}, &next));
    assert_int_equal(next.member, got[0].member);
    assert_true(plan_next(&f.plan, (struct plan_cursor){got[0].due_at, got[0].member}, &next));
    assert_int_equal(next.member, got[1].member);
    assert_false(plan_next(&f.plan, (struct plan_cursor){got[1].due_at, got[1].member}, &next));
    assert_true(plan_next(&f.plan, (struct plan_cursor){INT64_MIN, 0}, &next));
    assert_false(plan_next(&f.plan, (struct plan_cursor){USEC_NEVER, 0}, &next));
}

static void extreme_plans_end(void **state)
{
    SCOPED(fixture_clear) struct fixture f = {0};
    struct planned planned;
    (void)state;

    f.phases[0] = phase_of("long", INT32_MAX, "FREQ=WEEKLY", ASKS_FIRST);
    f.phases[1] = phase_of("never", 0, "FREQ=WEEKLY", ASKS_FIRST);
    fixture_init(&f, 2);
    assert_int_equal(plan_end_day(&f.plan), INT32_MAX);
    f.plan.start_day = INT32_MAX - 10;
    assert_false(plan_next(&f.plan, (struct plan_cursor){USEC_NEVER, 0}, &planned));
    f.programme.phase_n = 0;
    assert_int_equal(plan_end_day(&f.plan), f.plan.start_day);
    assert_false(plan_next(&f.plan, (struct plan_cursor){0}, &planned));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(phases_follow_each_other_and_the_programme_ends),
        cmocka_unit_test(the_last_phase_may_go_on_for_ever),
        cmocka_unit_test(a_member_is_asked_at_a_steady_time_with_room_behind_it),
        cmocka_unit_test(a_city_is_spread_over_the_window),
        cmocka_unit_test(quiet_hours_cut_the_window),
        cmocka_unit_test(a_window_in_the_night_of_the_jump_is_kept),
        cmocka_unit_test(members_whose_moments_fall_together_are_asked_in_order),
        cmocka_unit_test(a_day_that_the_zone_left_out_is_not_asked_about),
        cmocka_unit_test(the_cursor_is_passed_strictly),
        cmocka_unit_test(extreme_plans_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
