/* Twenty years of check-ins in every kind of zone, checked one by one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/base/dice.h"
#include "scheduler/plan.h"
#include "scheduler/rhythm.h"
#include "system_zone.h"

#define HM(hour, minute) ((hour)*60 + (minute))
#define YEARS            20

static const char *const zones[] = {
    "Europe/Amsterdam", "Africa/Casablanca",   "Asia/Damascus", "Asia/Baghdad",
    "America/New_York", "Australia/Lord_Howe", "UTC",           "Pacific/Apia",
};

static const char *const rhythms[] = {
    "FREQ=DAILY",
    "FREQ=WEEKLY;BYDAY=TU,SU",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU",
    "FREQ=MONTHLY;BYMONTHDAY=-1",
    "FREQ=MONTHLY;BYDAY=1MO,3SU",
};

/* By day, around every hour at which a clock changes, and cut by the quiet of the night. */
static const struct {
    int from_min, till_min;
    struct quiet_hours quiet;
} windows[] = {
    {HM(10, 0),  HM(12, 0),  {HM(21, 0), HM(8, 0)}  },
    {HM(8,  0),  HM(21, 0),  {HM(12, 0), HM(13, 30)}},
    {HM(0,  0),  HM(24, 0),  {HM(21, 0), HM(8, 0)}  },
    {HM(0,  0),  HM(24, 0),  {0, 0}                 },
    {HM(0,  0),  HM(0,  30), {0, 0}                 },
    {HM(1,  30), HM(2,  30), {0, 0}                 },
    {HM(2,  0),  HM(3,  0),  {HM(3, 0), HM(2, 0)}   },
    {HM(2,  15), HM(3,  45), {HM(3, 0), HM(3, 15)}  },
    {HM(23, 30), HM(24, 0),  {0, 0}                 },
};

static int minute_of(struct local local)
{
    return local.hour * 60 + local.minute;
}

/* A check-in outside its window is right only where the clock jumped over its minute. */
static bool was_skipped(const struct zone *zone, usec at)
{
    struct zone_stretch stretch = zone_stretch(zone, at);

    return stretch.from == at && zone_stretch(zone, at - 1).offset_s < stretch.offset_s;
}

static void check_one(const struct plan *plan, const struct planned *planned)
{
    int minute = minute_of(zone_local(plan->zone, planned->due_at));
    int32_t day = zone_day(plan->zone, planned->due_at);
    struct rhythm rhythm;

    assert_int_equal(rhythm_read(planned->phase->rhythm, &rhythm, NULL), RC_OK);
    assert_true(rhythm_names(&rhythm, plan->start_day, day));
    assert_false(quiet_hours_cover(&plan->quiet, plan->zone, planned->due_at));
    assert_true(planned->window_till > planned->due_at);
    assert_false(quiet_hours_cover(&plan->quiet, plan->zone, planned->window_till - 1));
    if (minute < planned->phase->from_min || minute >= planned->phase->till_min)
        assert_true(was_skipped(plan->zone, planned->due_at));
    else
        assert_true(minute_of(zone_local(plan->zone, planned->window_till - 1)) <
                    planned->phase->till_min);
}

/* How many days of the rhythm there are on which the window leaves anything outside quiet. */
static int days_to_ask(const struct plan *plan, int32_t till_day)
{
    const struct phase *phase = &plan->programme->phases[0];
    struct rhythm rhythm;
    int n = 0;

    assert_int_equal(rhythm_read(phase->rhythm, &rhythm, NULL), RC_OK);
    for (int32_t day = plan->start_day; day < till_day; day++) {
        usec noon = zone_day_start(plan->zone, day);

        if (rhythm_names(&rhythm, plan->start_day, day) && zone_day(plan->zone, noon) == day) n++;
    }
    return n;
}

/* How often the clock jumps forward during the plan. */
static int jumps(const struct plan *plan)
{
    usec end = zone_day_start(plan->zone, plan_end_day(plan));
    struct zone_stretch stretch, next;
    int n = 0;

    stretch = zone_stretch(plan->zone, zone_day_start(plan->zone, plan->start_day));
    for (; stretch.till < end; stretch = next) {
        next = zone_stretch(plan->zone, stretch.till);
        n += next.offset_s > stretch.offset_s;
    }
    return n;
}

/* Walks the whole plan; every so often it is asked again from the cursor before, and from the middle
 * of nowhere. Returns how many check-ins there were. */
static int walk(const struct plan *plan, struct dice *dice)
{
    struct plan_cursor cursor = {0};
    struct planned planned, last = {0};
    int n = 0;

    for (; plan_next(plan, cursor, &planned); n++) {
        check_one(plan, &planned);
        assert_true(planned.due_at > last.due_at ||
                    (planned.due_at == last.due_at && planned.member > last.member));
        if (n > 0 && dice_once_in(dice, 8)) {
            usec between = planned.due_at - last.due_at;
            struct plan_cursor inside = {last.due_at, last.member};
            struct planned again;

            if (between > 1) inside.at += (usec)dice_below(dice, (uint64_t)between);
            assert_true(plan_next(plan, inside, &again));
            assert_true(again.due_at == planned.due_at && again.member == planned.member);
        }
        last = planned;
        cursor = (struct plan_cursor){planned.due_at, planned.member};
    }
    return n;
}

static void no_check_in_is_outside_its_window_missing_or_double(void **state)
{
    struct dice dice = dice_seeded(11);
    (void)state;

    for (size_t z = 0; z < COUNT(zones); z++) {
        SCOPED(zone_freep) struct zone *zone = system_zone(zones[z]);

        for (size_t w = 0; w < COUNT(windows); w++) {
            for (size_t r = 0; r < COUNT(rhythms); r++) {
                SCOPED(mem_free) char *rhythm = mem_copy_string(rhythms[r]);
                struct phase phase = {
                    .weeks = YEARS * 52,
                    .rhythm = rhythm,
                    .from_min = windows[w].from_min,
                    .till_min = windows[w].till_min,
                    .asks = (enum asks)(r % 3),
                };
                struct programme programme = {.phases = &phase, .phase_n = 1};
                struct plan plan = {
                    .programme = &programme,
                    .zone = zone,
                    .quiet = windows[w].quiet,
                    .start_day = day_of(2007, 3, 1 + (int)w),
                    .member_n = 1 + (int)(w % 2),
                    .seed = z * 100 + w,
                };
                int asked = phase.asks == ASKS_EACH ? plan.member_n : 1;
                int want = asked * days_to_ask(&plan, plan_end_day(&plan));
                int got = walk(&plan, &dice);

                /* Window 6 is all there is between quiet and quiet: where it is skipped, nothing is
                 * left. */
                if (got > want || got < want - (w == 6 ? asked * jumps(&plan) : 0))
                    fail_msg("%s, window %zu, %s: %d instead of %d", zones[z], w, rhythms[r], got,
                             want);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_check_in_is_outside_its_window_missing_or_double),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
