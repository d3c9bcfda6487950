#include "scheduler/plan.h"

#include "scheduler/rhythm.h"

/* How far ahead the next check-in of a phase without end is looked for: twice what rhythm_check asks,
 * since 29 February may stay away for 8 years. */
#define LOOK_DAYS (10 * 366)

/* A window on the wall clock without its quiet minutes. */
struct open_hours {
    struct {
        int from_min, till_min;
    } parts[2];
    int n;
};

static void add_part(struct open_hours *open, int from_min, int till_min)
{
    if (from_min >= till_min) return;
    open->parts[open->n].from_min = from_min;
    open->parts[open->n].till_min = till_min;
    open->n++;
}

static int least(int a, int b)
{
    return a < b ? a : b;
}

static int most(int a, int b)
{
    return a > b ? a : b;
}

static struct open_hours open_hours(const struct phase *phase, const struct quiet_hours *quiet)
{
    struct open_hours open = {0};

    if (quiet->from_min == quiet->till_min) {
        add_part(&open, phase->from_min, phase->till_min);
    } else if (quiet->from_min > quiet->till_min) {
        add_part(&open, most(phase->from_min, quiet->till_min),
                 least(phase->till_min, quiet->from_min));
    } else {
        add_part(&open, phase->from_min, least(phase->till_min, quiet->from_min));
        add_part(&open, most(phase->from_min, quiet->till_min), phase->till_min);
    }
    return open;
}

static int open_min(const struct open_hours *open)
{
    int minutes = 0;

    for (int i = 0; i < open->n; i++)
        minutes += open->parts[i].till_min - open->parts[i].from_min;
    return minutes;
}

int phase_open_min(const struct phase *phase, const struct quiet_hours *quiet)
{
    struct open_hours open = open_hours(phase, quiet);

    return open_min(&open);
}

/* 32 bits that look random, the same for every check-in of this member in this enrolment (SplitMix64:
 * Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014). */
static uint64_t member_spread(uint64_t seed, int member)
{
    uint64_t z = seed + (uint64_t)member * 0x9E3779B97F4A7C15;

    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    return (z ^ (z >> 31)) >> 32;
}

/* The member's second of the day: in the first three quarters of what is open, so that the outbox has
 * the rest to send it in. */
static int steady_second(const struct open_hours *open, uint64_t seed, int member)
{
    uint64_t room = (uint64_t)open_min(open) * 45;
    int after = (int)(member_spread(seed, member) * room >> 32);
    int first = (open->parts[0].till_min - open->parts[0].from_min) * 60;

    if (after < first) return open->parts[0].from_min * 60 + after;
    return open->parts[1].from_min * 60 + after - first;
}

static usec wall_usec(const struct zone *zone, int32_t day, int second)
{
    struct local local = day_local(day);

    local.second = second;
    return zone_usec(zone, local);
}

/* All of the window was skipped, so it begins when the jump is over: not into quiet, nor into the next
 * day. */
static usec moved_till(const struct plan *plan, int32_t day, usec due_at, usec length)
{
    struct local local = zone_local(plan->zone, due_at);
    usec quiet_for = plan->quiet.from_min * USEC_MIN -
                     (local.hour * USEC_HOUR + local.minute * USEC_MIN + local.second * USEC_SEC);
    usec till = due_at + length;
    usec day_till = zone_day_start(plan->zone, day + 1);

    if (plan->quiet.from_min != plan->quiet.till_min && quiet_for > 0 && till > due_at + quiet_for)
        till = due_at + quiet_for;
    return till > day_till ? day_till : till;
}

/* The jump of the clock skipped the member's second and `due_at` is what came instead. False: that is
 * another day, or quiet. */
static bool plan_skipped(const struct plan *plan, int32_t day, usec length, struct planned *out)
{
    usec released = quiet_hours_release(&plan->quiet, plan->zone, out->due_at);

    if (zone_day(plan->zone, out->due_at) != day) return false;
    if (released < out->window_till) {
        out->due_at = released;
        return true;
    }
    if (released != out->due_at) return false;
    out->window_till = moved_till(plan, day, out->due_at, length);
    return true;
}

static bool plan_member(const struct plan *plan, const struct open_hours *open, int32_t day,
                        struct planned *out)
{
    int second = steady_second(open, plan->seed, out->member);
    int till_s = open->parts[open->n - 1].till_min * 60;
    struct local local;

    out->due_at = wall_usec(plan->zone, day, second);
    out->window_till = wall_usec(plan->zone, day, till_s);
    local = zone_local(plan->zone, out->due_at);
    if (local.hour * 3600 + local.minute * 60 + local.second == second &&
        day_of(local.year, local.month, local.day) == day)
        return true;
    return plan_skipped(plan, day, (till_s - second) * USEC_SEC, out);
}

static bool comes_after(const struct planned *planned, struct plan_cursor cursor)
{
    return planned->due_at > cursor.at ||
           (planned->due_at == cursor.at && planned->member > cursor.member);
}

/* The first check-in after `cursor` on `day`; `turn` counts the rhythm's days before it. */
static bool plan_day(const struct plan *plan, const struct phase *phase, int32_t day, int64_t turn,
                     struct plan_cursor cursor, struct planned *out)
{
    struct open_hours open = open_hours(phase, &plan->quiet);
    int first = 1, last = phase->asks == ASKS_EACH ? plan->member_n : 1;
    bool found = false;

    if (phase->asks == ASKS_IN_TURN) first = last = (int)(turn % plan->member_n) + 1;
    for (int member = first; member <= last; member++) {
        struct planned planned = {.member = member, .phase = phase};

        if (!plan_member(plan, &open, day, &planned) || !comes_after(&planned, cursor)) continue;
        if (found && planned.due_at >= out->due_at) continue;
        *out = planned;
        found = true;
    }
    return found;
}

/* The days that a phase has and those of them that are still to come. */
struct stretch_of_days {
    int32_t first_day, from_day, till_day;
};

/* The first check-in after `cursor` in the phase. */
static bool plan_phase(const struct plan *plan, const struct phase *phase,
                       struct stretch_of_days days, struct plan_cursor cursor, struct planned *out)
{
    struct rhythm rhythm;
    int64_t turn = 0;
    int32_t day = days.from_day;

    if (rhythm_read(phase->rhythm, &rhythm, NULL) != RC_OK ||
        phase_open_min(phase, &plan->quiet) == 0)
        return false;
    if (phase->asks == ASKS_IN_TURN && plan->member_n > 1)
        turn = rhythm_count(&rhythm, days.first_day, day);
    for (; rhythm_next(&rhythm, days.first_day, day, days.till_day, &day); day++, turn++)
        if (plan_day(plan, phase, day, turn, cursor, out)) return true;
    return false;
}

/* The first day after a phase that begins on `day`. */
static int32_t phase_end_day(const struct phase *phase, int32_t day)
{
    int64_t end = (int64_t)day + (int64_t)phase->weeks * 7;

    return phase->weeks <= 0 || end > INT32_MAX ? INT32_MAX : (int32_t)end;
}

bool plan_next(const struct plan *plan, struct plan_cursor cursor, struct planned *out)
{
    int32_t cursor_day = zone_day(plan->zone, cursor.at);
    int32_t first_day = plan->start_day;

    assert(plan->member_n >= 1);
    for (size_t i = 0; i < plan->programme->phase_n && first_day < INT32_MAX; i++) {
        const struct phase *phase = &plan->programme->phases[i];
        int32_t end_day = phase_end_day(phase, first_day);
        struct stretch_of_days days = {first_day, most(first_day, cursor_day), end_day};

        if (end_day == INT32_MAX && days.from_day < INT32_MAX - LOOK_DAYS)
            days.till_day = days.from_day + LOOK_DAYS;
        if (days.from_day < days.till_day && plan_phase(plan, phase, days, cursor, out))
            return true;
        first_day = end_day;
    }
    return false;
}

int32_t plan_end_day(const struct plan *plan)
{
    int32_t day = plan->start_day;

    for (size_t i = 0; i < plan->programme->phase_n && day < INT32_MAX; i++)
        day = phase_end_day(&plan->programme->phases[i], day);
    return day;
}
