#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/base/clock.h"
#include "scheduler/best_time.h"
#include "system_zone.h"

#define HM(hour, minute) ((hour)*60 + (minute))
#define NOT              (-1)

/* When something was asked and answered, in local minutes of as many days. */
struct habit {
    int asked, answered;
};

/* Minutes of questions on as many days, and of their answers. */
static const struct {
    const char *name, *asked, *answered;
    int wanted;
} cases[] = {
    {"too few",                               "600 600 600 600",          "700 700 700 700",          NOT },
    {"slow answers speak for when they came", "600 600 600 600 600",      "700 701 702 703 704",      702 },
    {"quick ones for when was asked",         "600 601 602 603 604",      "601 610 620 663 664",      602 },
    {"an hour is still quick",                "600 600 600 600 600",      "660 660 660 661 661",      600 },
    {"one odd day counts for little",         "600 600 600 600 600",      "700 700 1400 700 700",     700 },
    {"around midnight",                       "1300 1300 1300 1300 1300", "1430 1435 1439 1445 1450", 1439},
    {"of six the earlier of the middle",      "600 600 600 600 600 600",  "700 710 720 730 740 750",  720 },
};

static size_t read_habits(const char *asked, const char *answered, struct habit *out)
{
    size_t n = 0;

    for (; *asked; n++) {
        char *rest;

        out[n].asked = (int)strtol(asked, &rest, 10);
        asked = rest;
        out[n].answered = (int)strtol(answered, &rest, 10);
        answered = rest;
    }
    return n;
}

static void make(const struct zone *zone, const struct habit *habits, size_t n, int32_t day,
                 struct answered *out)
{
    for (size_t i = 0; i < n; i++) {
        usec start = zone_day_start(zone, day - (int32_t)i);

        out[i] = (struct answered){.asked_at = start + habits[i].asked * USEC_MIN,
                                   .answered_at = start + habits[i].answered * USEC_MIN};
    }
}

static void the_minute_in_the_middle_counts(void **state)
{
    struct zone *zone = system_zone("Europe/Amsterdam");
    int32_t day;

    (void)state;
    assert_true(day_read("2027-02-10", &day));
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct answered answers[BEST_ANSWERS_MAX];
        struct habit habits[BEST_ANSWERS_MAX];
        size_t n = read_habits(cases[i].asked, cases[i].answered, habits);
        int got;

        make(zone, habits, n, day, answers);
        got = best_minute(zone, answers, n);

        if (got != cases[i].wanted) fail_msg("%s: %d", cases[i].name, got);
    }
    zone_free(zone);
}

static void only_the_last_answers_count(void **state)
{
    struct zone *zone = system_zone("Europe/Amsterdam");
    struct answered answers[100];
    int32_t day;

    (void)state;
    assert_true(day_read("2027-02-10", &day));
    for (int i = 0; i < 100; i++) {
        struct habit habit = {600, i < BEST_ANSWERS_MAX ? 700 : 800};

        make(zone, &habit, 1, day - i, &answers[i]);
    }
    assert_int_equal(best_minute(zone, answers, 100), 700);
    zone_free(zone);
}

static char weekly[] = "FREQ=WEEKLY;BYDAY=TU", none[] = "";

struct town {
    struct phase phase;
    struct programme programme;
    struct zone *zone;
    struct best_time best;
    struct plan plan;
    int32_t today;
};

/* One member, in the second year of weekly questions between ten and noon. */
static void town_init(struct town *town)
{
    *town = (struct town){
        .phase = {.name = none,
                  .rhythm = weekly,
                  .from_min = HM(10, 0),
                  .till_min = HM(12, 0),
                  .script = none},
        .zone = system_zone("Europe/Amsterdam"),
        .best = {.minute = NOT,          .before = NOT},
    };
    town->programme = (struct programme){.phases = &town->phase, .phase_n = 1};
    assert_true(day_read("2027-02-10", &town->today));
    town->plan = (struct plan){
        .programme = &town->programme,
        .zone = town->zone,
        .quiet = {HM(21, 0), HM(8, 0)},
        .start_day = town->today - 400,
        .member_n = 1,
        .best = &town->best,
        .seed = 3
    };
}

static const struct {
    const char *name;
    int answered;                 /* five times, hours after the question */
    int planned_day;              /* of the last check-in; days from today, as from_day is */
    int from_day, minute, before; /* as used */
    int learned, instead_of;      /* NOT: nothing */
} learned[] = {
    {"in the window",                  700,  0,  0,  610, NOT, 700, 610},
    {"after it",                       1080, 0,  0,  610, NOT, 719, 610},
    {"before it, by the clock",        360,  0,  0,  660, NOT, 600, 660},
    {"a quarter of an hour off",       685,  0,  0,  670, NOT, 685, 670},
    {"less than that",                 684,  0,  0,  670, NOT, NOT, NOT},
    {"as learned this morning",        700,  0,  1,  700, 610, NOT, NOT},
    {"this morning it was another",    700,  0,  1,  660, 610, 700, 610},
    {"twice since the last check-in",  700,  -7, -2, 660, 610, 700, 610},
    {"what the last check-in came by", 700,  -7, -7, 660, 610, 700, 660},
};

static void it_is_learned_for_tomorrow_and_does_not_creep(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(learned); i++) {
        struct habit habits[5];
        struct answered answers[5];
        struct best_time got = {.minute = NOT};
        struct learning learning = {.answers = answers, .n = 5};
        struct town town;
        bool new;

        town_init(&town);
        learning.today = town.today;
        town.best = (struct best_time){.from_day = town.today + learned[i].from_day,
                                       .minute = learned[i].minute,
                                       .before = learned[i].before};
        for (int day = 0; day < 5; day++)
            habits[day] = (struct habit){HM(4, 0), learned[i].answered};
        make(town.zone, habits, 5, town.today, answers);
        learning.planned_day = town.today + learned[i].planned_day;
        new = best_time_learn(&town.plan, 1, &learning, &got);
        if (new != (learned[i].learned != NOT) || got.minute != learned[i].learned)
            fail_msg("%s: %d", learned[i].name, got.minute);
        if (new) {
            assert_int_equal(got.from_day, town.today + 1);
            assert_int_equal(got.before, learned[i].instead_of);
        }
        zone_free(town.zone);
    }
}

/* A family that reads its phone at 11:40 is soon asked around then, and stays there. */
static void a_family_is_asked_when_it_answers(void **state)
{
    struct town town;
    struct answered answers[60];
    struct plan_cursor cursor = {0};
    struct planned planned;
    size_t n = 0;
    int moves = 0;

    (void)state;
    town_init(&town);
    cursor.at = zone_day_start(town.zone, town.today);
    while (n < COUNT(answers) && plan_next(&town.plan, cursor, &planned)) {
        int32_t day = zone_day(town.zone, planned.due_at);
        usec reads_at = zone_day_start(town.zone, day) + (HM(11, 40) + (int)(n % 5)) * USEC_MIN;
        struct learning learning;
        struct best_time better;

        assert_true(planned.due_at < planned.window_till);
        memmove(answers + 1, answers, n * sizeof(*answers));
        answers[0] = (struct answered){
            planned.due_at, reads_at > planned.due_at ? reads_at : planned.due_at + 2 * USEC_MIN};
        n++;
        learning = (struct learning){.today = day, .planned_day = day, .answers = answers, .n = n};
        if (best_time_learn(&town.plan, 1, &learning, &better)) {
            town.best = better;
            moves++;
        }
        cursor = (struct plan_cursor){planned.due_at, planned.member};
        if (n > 30) {
            usec minute = (planned.due_at - zone_day_start(town.zone, day)) / USEC_MIN;

            assert_in_range(minute, HM(11, 25), HM(11, 50));
        }
    }
    assert_int_equal(n, COUNT(answers));
    assert_in_range(moves, 1, 2);
    zone_free(town.zone);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_minute_in_the_middle_counts),
        cmocka_unit_test(only_the_last_answers_count),
        cmocka_unit_test(it_is_learned_for_tomorrow_and_does_not_creep),
        cmocka_unit_test(a_family_is_asked_when_it_answers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
