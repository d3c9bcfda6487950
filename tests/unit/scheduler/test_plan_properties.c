/* Thousands of plans in twenty years and four zones, held against an oracle that goes through the days one by
 * one, while changes, own days and learned minutes come in the middle. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/base/dice.h"
#include "plan_oracle.h"
#include "scheduler/best_time.h"
#include "system_zone.h"

#define DAY_MIN     (24 * 60)
#define PLANS       2000 /* of half a year to two, anywhere in the twenty */
#define LONG_PLANS  20   /* of all twenty */
#define YEARS       20
#define FIRST_YEAR  2010
#define PHASES_MAX  4
#define MEMBERS_MAX 4
#define CHANGES_MAX 8
/* What moves over the end of the oracle's days is not looked at. */
#define MARGIN_DAYS 8

static const char *const zone_names[] = {"Europe/Amsterdam", "Africa/Casablanca", "Asia/Damascus",
                                         "UTC"};

/* The first leaves everything as it is. */
static const char *const rules[] = {
    "",
    "FREQ=DAILY",
    "FREQ=DAILY;INTERVAL=3",
    "FREQ=WEEKLY",
    "FREQ=WEEKLY;BYDAY=TU,FR",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO",
    "FREQ=WEEKLY;INTERVAL=3;BYDAY=SA,SU",
    "FREQ=MONTHLY;BYMONTHDAY=31",
    "FREQ=MONTHLY;BYMONTHDAY=-1,1",
    "FREQ=MONTHLY;BYDAY=1MO,-1FR",
    "FREQ=MONTHLY;INTERVAL=2",
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
    "FREQ=YEARLY;BYMONTH=12,1;BYMONTHDAY=24,25,26,31,1",
};

/* By day, around every hour at which a clock changes, and into the quiet of night and noon. */
static const struct {
    int from_min, till_min;
} windows[] = {
    {600,  720    },
    {780,  900    },
    {480,  1260   },
    {570,  580    },
    {1140, 1290   },
    {0,    DAY_MIN},
    {0,    30     },
    {90,   150    },
    {120,  180    },
    {1410, DAY_MIN},
};

#define WINDOWS_BY_DAY 5 /* the first, of which quiet always leaves something */

static const struct quiet_hours quiets[] = {
    {1260, 480},
    {0,    0  },
    {720,  810},
    {1320, 420}
};

static char spring[] = "rule";

/* One random family, and what its plan borrows. */
struct world {
    struct dice dice;
    uint64_t seed;
    char *rules[COUNT(rules)];
    struct zone *zones[COUNT(zone_names)];
    struct phase phases[PHASES_MAX];
    struct programme programme;
    struct plan_change changes[CHANGES_MAX];
    struct own_days own_days[CHANGES_MAX];
    struct best_time best[MEMBERS_MAX];
    int phones[MEMBERS_MAX];
    struct special_days *special;
    struct plan plan;
    struct oracle oracle, before;
    int32_t
        disturbed_on; /* the day on which something changed last; of it not everything need follow */
};

static void world_clear(struct world *world)
{
    for (size_t i = 0; i < COUNT(rules); i++)
        free(world->rules[i]);
    for (size_t i = 0; i < COUNT(zone_names); i++)
        zone_free(world->zones[i]);
    special_days_free(world->special);
    oracle_clear(&world->oracle);
    oracle_clear(&world->before);
}

static void world_init(struct world *world)
{
    for (size_t i = 0; i < COUNT(rules); i++)
        world->rules[i] = mem_copy_string(rules[i]);
    for (size_t i = 0; i < COUNT(zone_names); i++)
        world->zones[i] = system_zone(zone_names[i]);
}

static int roll(struct world *world, size_t bound)
{
    return (int)dice_below(&world->dice, bound);
}

/* Ends the test. */
static void broken(const struct world *world, int32_t day, const char *what)
{
    struct local local = day_local(day);

    fail_msg("seed %llu, %s: %04d-%02d-%02d %s", (unsigned long long)world->seed,
             zone_names[world->seed % COUNT(zone_names)], local.year, local.month, local.day, what);
}

/* Special days of every kind and act. */
static void roll_special(struct world *world)
{
    struct day_range range = {world->plan.start_day + 40,
                              world->plan.start_day + 40 + 3 * roll(world, 8)};
    struct special_rule all[] = {
        {.kind = SPECIAL_HOLIDAYS, .holidays = HOLIDAYS_PUBLIC},
        {.kind = SPECIAL_RANGES,                        .ranges = &range, .range_n = 1},
        {.kind = SPECIAL_EID_AL_FITR,.feast_days = 3},
        {.kind = SPECIAL_WEEKDAYS,                        .weekdays = 1U << roll(world, 7)},
        {.kind = SPECIAL_RAMADAN                        },
    };
    struct special_rules special = {
        .rules = all, .rule_n = COUNT(all), .working_days = roll(world, 2) ? 0x1F : 0x7F};

    for (size_t i = 0; i < COUNT(all); i++) {
        size_t window = (size_t)roll(world, WINDOWS_BY_DAY);

        all[i].name = spring;
        all[i].act = (enum day_act)roll(world, 5);
        all[i].from_min = windows[window].from_min;
        all[i].till_min = windows[window].till_min;
    }
    special_days_free(world->special);
    assert_int_equal(special_days_new(&special, &world->special, NULL), RC_OK);
}

static void roll_phases(struct world *world, bool is_long)
{
    size_t n = 1 + (size_t)roll(world, PHASES_MAX);

    for (size_t i = 0; i < n; i++) {
        size_t window = (size_t)roll(world, is_long ? WINDOWS_BY_DAY : COUNT(windows));
        struct phase *phase = &world->phases[i];

        *phase = (struct phase){
            .weeks = 1 + roll(world, is_long ? 120 : 40),
            .rhythm = world->rules[1 + roll(world, COUNT(rules) - 1)],
            .from_min = windows[window].from_min,
            .till_min = windows[window].till_min,
            .asks = (enum asks)roll(world, 3),
        };
    }
    /* To count the turns of twenty years takes long, and is done as for two. */
    if (is_long || roll(world, 3) == 0) world->phases[n - 1].weeks = 0;
    if (is_long && world->phases[n - 1].asks == ASKS_IN_TURN)
        world->phases[n - 1].asks = ASKS_FIRST;
    world->programme = (struct programme){.phases = world->phases, .phase_n = n};
}

static void roll_plan(struct world *world, bool is_long)
{
    world->dice = dice_seeded(world->seed);
    roll_phases(world, is_long);
    world->plan = (struct plan){
        .programme = &world->programme,
        .zone = world->zones[world->seed % COUNT(zone_names)],
        .quiet = quiets[roll(world, COUNT(quiets))],
        .start_day =
            day_of(FIRST_YEAR, 1, 1 + (is_long ? 0 : roll(world, (size_t)(YEARS - 2) * 365))),
        .first_phase = roll(world, world->programme.phase_n),
        .changes = world->changes,
        .own_days = world->own_days,
        .member_n = 1 + roll(world, MEMBERS_MAX),
        .best = world->best,
        .phones = !is_long && roll(world, 2) ? world->phones : NULL,
        .seed = world->seed,
    };
    for (int i = 0; i < MEMBERS_MAX; i++) {
        world->best[i] = (struct best_time){0, -1, -1};
        world->phones[i] = roll(world, 3);
    }
    if (roll(world, 4) > 0) {
        roll_special(world);
        world->plan.special = world->special;
    }
    world->disturbed_on = INT32_MIN;
}

static void add_change(struct world *world, int32_t today)
{
    size_t at = world->plan.change_n, window = (size_t)roll(world, COUNT(windows));
    struct plan_change change = {
        .since_day = today + 1 + roll(world, 40),
        .phase = roll(world, world->programme.phase_n + 1) - 1,
        .rhythm = world->rules[roll(world, COUNT(rules))],
    };

    if (at == CHANGES_MAX) return;
    if (roll(world, 2)) {
        change.from_min = windows[window].from_min;
        change.till_min = windows[window].till_min;
    }
    if (change.phase >= 0 && roll(world, 2)) change.extra_weeks = roll(world, 6);
    for (; at > 0 && world->changes[at - 1].since_day > change.since_day; at--)
        world->changes[at] = world->changes[at - 1];
    world->changes[at] = change;
    world->plan.change_n++;
}

static void add_own_days(struct world *world, int32_t today)
{
    static const enum day_act acts[] = {DAY_AS_USUAL, DAY_SKIP, DAY_EARLIER, DAY_LATER};
    size_t at = world->plan.own_day_n;
    bool is_near = roll(world, 2);
    struct own_days days = {.from_day = today + 1 + roll(world, is_near ? 4 : 30),
                            .since_day = today + 1,
                            .act = acts[roll(world, COUNT(acts))]};

    if (at == CHANGES_MAX) return;
    days.till_day = days.from_day + 1 + roll(world, is_near ? 3 : 20);
    for (; at > 0 && world->own_days[at - 1].from_day > days.from_day; at--)
        world->own_days[at] = world->own_days[at - 1];
    world->own_days[at] = days;
    world->plan.own_day_n++;
}

static void end_own_days(struct world *world, int32_t today)
{
    struct own_days *days;

    if (world->plan.own_day_n == 0) return;
    days = &world->own_days[roll(world, world->plan.own_day_n)];
    if (days->ended_day == 0 && days->since_day <= today) days->ended_day = today + 1;
}

/* Once or more often since the last check-in, up to `today`. */
static void learn(struct world *world, int32_t today, int32_t last_day)
{
    struct best_time *best = &world->best[roll(world, MEMBERS_MAX)];
    int32_t day = today - roll(world, (size_t)(today - last_day) + 1);

    for (; day <= today; day += 1 + roll(world, 3)) {
        int minute = roll(world, DAY_MIN + 200) - 200;

        *best = best_time_from(best, minute < 0 ? -1 : minute, day, last_day);
    }
}

/* What comes on `today` counts from tomorrow: of the past nothing is missing by it. */
static void disturb(struct world *world, int32_t today, int32_t last_day)
{
    int what = roll(world, 4);

    oracle_clear(&world->before);
    world->before = world->oracle;
    world->oracle = (struct oracle){0};
    if (what == 0) add_change(world, today);
    if (what == 1) add_own_days(world, today);
    if (what == 2) learn(world, today, last_day);
    if (what == 3) end_own_days(world, today);
    oracle_init(&world->oracle, &world->plan, world->before.n);
    assert(world->oracle.days && world->before.days);
    for (int i = 0; i <= today - world->oracle.first_day; i++)
        if (world->oracle.days[i].asked_of >= 0 && world->before.days[i].asked_of < 0)
            broken(world, world->oracle.first_day + i,
                   "was never asked, by a change that came later");
    world->disturbed_on = today;
}

/* On such days a window in the night may be skipped. */
static bool has_jump(const struct zone *zone, int32_t day)
{
    return zone_stretch(zone, zone_day_start(zone, day)).till < zone_day_start(zone, day + 1);
}

static bool was_skipped(const struct zone *zone, usec at)
{
    struct zone_stretch stretch = zone_stretch(zone, at);

    return stretch.from == at && zone_stretch(zone, at - 1).offset_s < stretch.offset_s;
}

/* On all the days from `from` up to `till` nobody is missing; on `from` those in `seen` were asked. */
static void nobody_is_missing(struct world *world, int from, int till, unsigned seen)
{
    const struct oracle *oracle = &world->oracle;
    bool open[DAY_MIN];

    for (int i = from < 0 ? 0 : from; i < till; i++, seen = 0) {
        int32_t day = oracle->first_day + i;

        if (oracle->days[i].asked_of < 0 || day == world->disturbed_on) continue;
        if (oracle_minutes(oracle, &world->plan, i, open) == 0) continue;
        for (int member = 1; member <= world->plan.member_n; member++)
            if (oracle_asks(oracle, &world->plan, i, member) && !(seen >> member & 1) &&
                !(has_jump(world->plan.zone, day) && oracle->days[i].from_min < 240))
                broken(world, day, "somebody is missing");
    }
}

static void its_minute_is_right(struct world *world, int i, const struct planned *planned)
{
    const struct plan *plan = &world->plan;
    struct local local = zone_local(plan->zone, planned->due_at);
    const struct best_time *best = &plan->best[planned->member - 1];
    int32_t day = world->oracle.first_day + i;
    int learned = day >= best->from_day ? best->minute : best->before;
    int minute = local.hour * 60 + local.minute, left = 0;
    bool open[DAY_MIN];

    (void)oracle_minutes(&world->oracle, plan, i, open);
    if (!open[minute] && !was_skipped(plan->zone, planned->due_at))
        broken(world, day, "outside its window");
    if (quiet_hours_cover(&plan->quiet, plan->zone, planned->due_at))
        broken(world, day, "in quiet");
    if (planned->window_till <= planned->due_at) broken(world, day, "over before it began");
    if (learned < 0 || !open[learned] || has_jump(plan->zone, day)) return;
    for (int of_day = learned; of_day < DAY_MIN; of_day++)
        left += open[of_day];
    if (minute != learned && (left > 30 || minute > learned))
        broken(world, day, "not at the best time");
}

/* From any moment since the last check-in the next one is the same. */
static void a_restart_gives_the_same(struct world *world, struct plan_cursor cursor,
                                     const struct planned *planned)
{
    usec between = planned->due_at - cursor.at;
    struct planned again;

    if (between > 1) cursor.at += (usec)dice_below(&world->dice, (uint64_t)between);
    if (!plan_next(&world->plan, cursor, &again) || again.due_at != planned->due_at ||
        again.member != planned->member || again.window_till != planned->window_till)
        broken(world, zone_day(world->plan.zone, planned->due_at), "another after a restart");
}

/* Some of the days until the next check-in. */
static int days_free(struct world *world, struct plan_cursor cursor, int last)
{
    struct planned next;
    int till = last;

    if (plan_next(&world->plan, cursor, &next))
        till = zone_day(world->plan.zone, next.due_at) - world->plan.start_day;
    if (till > world->oracle.n - MARGIN_DAYS) till = world->oracle.n - MARGIN_DAYS;
    return till > last ? roll(world, (size_t)(till - last)) : 0;
}

/* Returns how many check-ins there were. */
static int walk(struct world *world, int days)
{
    struct plan_cursor cursor = {.at = zone_day_start(world->plan.zone, world->plan.start_day) - 1};
    struct planned planned;
    int n = 0, last = -1;
    unsigned seen = 0;

    for (; plan_next(&world->plan, cursor, &planned); n++) {
        assert(world->oracle.days);
        int i = zone_day(world->plan.zone, planned.due_at) - world->plan.start_day;

        if (i >= days) break;
        if (i < last || planned.due_at < cursor.at)
            broken(world, world->plan.start_day + i, "back in time");
        if (i > last) {
            nobody_is_missing(world, last, i, seen);
            seen = 0;
        }
        if (seen >> planned.member & 1) broken(world, world->plan.start_day + i, "asked twice");
        if (world->oracle.days[i].asked_of < 0 ||
            !oracle_asks(&world->oracle, &world->plan, i, planned.member))
            broken(world, world->plan.start_day + i, "asked who should not be");
        its_minute_is_right(world, i, &planned);
        if (roll(world, 8) == 0) a_restart_gives_the_same(world, cursor, &planned);
        seen |= 1U << planned.member;
        last = i;
        cursor = (struct plan_cursor){planned.due_at, planned.member};
        if (roll(world, 12) == 0)
            disturb(world, world->plan.start_day + i + days_free(world, cursor, i),
                    world->plan.start_day + i);
    }
    nobody_is_missing(world, last, days, seen);
    return n;
}

/* Returns how many check-ins there were. */
static int try_plan(struct world *world, uint64_t seed, int days)
{
    bool is_long = days > 2 * 366;

    world->seed = seed;
    roll_plan(world, is_long);
    oracle_init(&world->oracle, &world->plan, days + MARGIN_DAYS);
    return walk(world, days);
}

static void nothing_is_outside_its_window_missing_or_double(void **state)
{
    SCOPED(world_clear) struct world world = {0};
    long n = 0;
    (void)state;

    world_init(&world);
    for (uint64_t seed = 0; seed < PLANS; seed++)
        n += try_plan(&world, seed, 180 + (int)(seed % 550));
    for (uint64_t seed = PLANS; seed < PLANS + LONG_PLANS; seed++)
        n += try_plan(&world, seed, YEARS * 365);
    print_message("%ld check-ins of the plans with the seeds 0 to %d\n", n, PLANS + LONG_PLANS - 1);
    assert_true(n > 50000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_outside_its_window_missing_or_double),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
