#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/base/clock.h"
#include "scheduler/make_up.h"
#include "scheduler/special_days.h"
#include "system_zone.h"

#define HM(hour, minute) ((hour)*60 + (minute))

static char weekly[] = "FREQ=WEEKLY;BYDAY=TU", monthly[] = "FREQ=MONTHLY;BYDAY=1TU",
            daily[] = "FREQ=DAILY", none[] = "";

struct town {
    struct phase phase;
    struct programme programme;
    struct zone *zone;
    struct plan plan;
};

/* From Monday 4 January 2027 in Amsterdam, between ten and noon. */
/* NOLINTNEXTLINE(readability-non-const-parameter): the phase keeps it */
static void town_init(struct town *town, char *rhythm, int member_n)
{
    *town = (struct town){
        .phase = {.name = none,
                  .rhythm = rhythm,
                  .from_min = HM(10, 0),
                  .till_min = HM(12, 0),
                  .asks = ASKS_EACH,
                  .script = none},
        .zone = system_zone("Europe/Amsterdam"),
    };
    town->programme = (struct programme){.phases = &town->phase, .phase_n = 1};
    assert_true(day_read("2027-01-04", &town->plan.start_day));
    town->plan.programme = &town->programme;
    town->plan.zone = town->zone;
    town->plan.quiet = (struct quiet_hours){HM(21, 0), HM(8, 0)};
    town->plan.member_n = member_n;
    town->plan.seed = 7;
}

static int32_t date(const char *string)
{
    int32_t day;

    assert_true(day_read(string, &day));
    return day;
}

/* The moment at which the member is asked on a day, whatever the rhythm. */
static usec moment(const struct town *town, const char *day, int member)
{
    struct planned planned;

    assert_true(plan_moment(&town->plan, date(day), member, &planned));
    return planned.due_at;
}

static void assert_made_up(const struct town *town, const char *missed, usec now, const char *day)
{
    struct planned planned;
    bool made = make_up(&town->plan, moment(town, missed, 1), 1, now, &planned);

    if (made != (day != NULL)) fail_msg("%s missed: %s", missed, made ? "made up" : "not made up");
    if (!day) return;
    assert_int_equal(planned.due_at, moment(town, day, 1));
    assert_int_equal(planned.member, 1);
    assert_true(planned.window_till > planned.due_at);
}

static const struct {
    const char *name;
    char *rhythm;
    const char *missed, *back; /* the gateway is back on that day … */
    int hour;                  /* … at this hour */
    const char *wanted;        /* NULL: nothing */
} cases[] = {
    {"back the same afternoon",       weekly,  "2027-01-05", "2027-01-05", 15, "2027-01-06"},
    {"back in the night",             weekly,  "2027-01-05", "2027-01-06", 3,  "2027-01-06"},
    {"back after that day's window",  weekly,  "2027-01-05", "2027-01-06", 13, "2027-01-07"},
    {"the last day with room",        weekly,  "2027-01-05", "2027-01-08", 9,  "2027-01-08"},
    {"the next one is nearer",        weekly,  "2027-01-05", "2027-01-09", 9,  NULL        },
    {"the next one is today",         weekly,  "2027-01-05", "2027-01-12", 9,  NULL        },
    {"the next one was missed too",   weekly,  "2027-01-05", "2027-01-13", 9,  NULL        },
    {"the newest of several weeks",   weekly,  "2027-01-12", "2027-01-13", 9,  "2027-01-13"},
    {"every day has its own",         daily,   "2027-01-05", "2027-01-06", 9,  NULL        },
    {"once a month, two weeks late",  monthly, "2027-01-05", "2027-01-18", 9,  "2027-01-18"},
    {"once a month, past half of it", monthly, "2027-01-05", "2027-01-20", 9,  NULL        },
};

static void a_missed_check_in_is_made_up_where_there_is_room(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct town town;
        usec now;

        town_init(&town, cases[i].rhythm, 1);
        now = zone_day_start(town.zone, date(cases[i].back)) + cases[i].hour * USEC_HOUR;
        print_message("%s\n", cases[i].name);
        assert_made_up(&town, cases[i].missed, now, cases[i].wanted);
        zone_free(town.zone);
    }
}

static void own_days_are_left_in_peace(void **state)
{
    struct town town;
    struct own_days away = {.act = DAY_SKIP};

    (void)state;
    town_init(&town, weekly, 1);
    away.from_day = date("2027-01-06");
    away.till_day = date("2027-01-08");
    town.plan.own_days = &away;
    town.plan.own_day_n = 1;
    assert_made_up(&town, "2027-01-05", zone_day_start(town.zone, date("2027-01-06")),
                   "2027-01-08");
    zone_free(town.zone);
}

static void nothing_is_made_up_after_the_end(void **state)
{
    struct town town;

    (void)state;
    town_init(&town, weekly, 1);
    town.phase.weeks = 2;
    assert_made_up(&town, "2027-01-12", zone_day_start(town.zone, date("2027-01-17")),
                   "2027-01-17");
    assert_made_up(&town, "2027-01-12", zone_day_start(town.zone, date("2027-01-18")), NULL);
    zone_free(town.zone);
}

/* Whatever was missed since, back at any hour of five weeks, no more than one of all is made up. */
static void several_weeks_are_no_burst(void **state)
{
    struct town town;
    usec start, first;
    int made_once = 0;

    (void)state;
    town_init(&town, weekly, 1);
    start = zone_day_start(town.zone, date("2027-01-05"));
    first = moment(&town, "2027-01-05", 1);
    for (usec now = start; now < start + 35 * USEC_DAY; now += USEC_HOUR) {
        int made = 0;

        for (usec missed = first; missed < now; missed += 7 * USEC_DAY) {
            struct planned planned;

            if (!make_up(&town.plan, missed, 1, now, &planned)) continue;
            made++;
            assert_true(planned.due_at >= now && planned.due_at > missed);
        }
        assert_true(made <= 1);
        made_once += made;
    }
    assert_true(made_once > 200);
    zone_free(town.zone);
}

/* Two who share a phone take turns; what one of them missed is not asked beside the other's. */
static void a_shared_phone_is_asked_for_one_at_a_time(void **state)
{
    static const int phones[] = {1, 1};
    struct town town;
    struct planned planned;
    usec now;

    (void)state;
    town_init(&town, weekly, 2);
    town.plan.phones = phones;
    now = zone_day_start(town.zone, date("2027-01-13"));
    assert_false(make_up(&town.plan, moment(&town, "2027-01-05", 1), 1, now, &planned));
    assert_true(make_up(&town.plan, moment(&town, "2027-01-12", 2), 2, now, &planned));
    town.plan.phones = NULL;
    assert_false(make_up(&town.plan, moment(&town, "2027-01-05", 1), 1, now, &planned));
    zone_free(town.zone);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_missed_check_in_is_made_up_where_there_is_room),
        cmocka_unit_test(own_days_are_left_in_peace),
        cmocka_unit_test(nothing_is_made_up_after_the_end),
        cmocka_unit_test(several_weeks_are_no_burst),
        cmocka_unit_test(a_shared_phone_is_asked_for_one_at_a_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
