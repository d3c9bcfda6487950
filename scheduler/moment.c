#include "scheduler/moment.h"

/* What the outbox needs to send in. */
#define SEND_MIN 15

/* A window on the wall clock without its quiet minutes. */
struct open_hours {
    struct window parts[2];
    int n;
};

static int least(int a, int b)
{
    return a < b ? a : b;
}

static int most(int a, int b)
{
    return a > b ? a : b;
}

static void add_part(struct open_hours *open, int from_min, int till_min)
{
    if (from_min < till_min) open->parts[open->n++] = (struct window){from_min, till_min};
}

static struct open_hours open_hours(struct window window, const struct quiet_hours *quiet)
{
    struct open_hours open = {0};

    if (quiet->from_min == quiet->till_min) {
        add_part(&open, window.from_min, window.till_min);
    } else if (quiet->from_min > quiet->till_min) {
        add_part(&open, most(window.from_min, quiet->till_min),
                 least(window.till_min, quiet->from_min));
    } else {
        add_part(&open, window.from_min, least(window.till_min, quiet->from_min));
        add_part(&open, most(window.from_min, quiet->till_min), window.till_min);
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

int window_open_min(struct window window, const struct quiet_hours *quiet)
{
    struct open_hours open = open_hours(window, quiet);

    return open_min(&open);
}

int phase_open_min(const struct phase *phase, const struct quiet_hours *quiet)
{
    return window_open_min((struct window){phase->from_min, phase->till_min}, quiet);
}

struct window window_narrow(struct window window, struct window by, const struct quiet_hours *quiet)
{
    struct window both = {most(window.from_min, by.from_min), least(window.till_min, by.till_min)};

    return window_open_min(both, quiet) < SEND_MIN ? by : both;
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

/* The member's share of so many seconds. */
static int spread_over(uint64_t spread, int seconds)
{
    return (int)(spread * (uint64_t)seconds >> 32);
}

int learned_minute(const struct plan *plan, int32_t day, int member)
{
    const struct best_time *best = plan->best ? &plan->best[member - 1] : NULL;

    if (!best) return -1;
    return day >= best->from_day ? best->minute : best->before;
}

/* How many open seconds come before `minute`; -1: it is not open. */
static int open_before(const struct open_hours *open, int minute)
{
    int before = 0;

    for (int i = 0; i < open->n; i++) {
        const struct window *part = &open->parts[i];

        if (minute >= part->from_min && minute < part->till_min)
            return before + (minute - part->from_min) * 60;
        before += (part->till_min - part->from_min) * 60;
    }
    return -1;
}

/* After how many open seconds the member is asked. What is learned counts as long as there is time left to
 * send; else it is in the first three quarters, so that the outbox has the rest to send it in. */
static int steady_after(const struct plan *plan, const struct open_hours *open, int32_t day,
                        int member)
{
    uint64_t spread = member_spread(plan->seed, member);
    int room = open_min(open) * 60;
    int learned = open_before(open, learned_minute(plan, day, member));
    int last = most(room - SEND_MIN * 60, room / 2);

    if (learned < 0) return spread_over(spread, room / 4 * 3);
    return least(learned, most(last - 60, 0)) + spread_over(spread, least(last, 60));
}

static int second_after(const struct open_hours *open, int after)
{
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
static bool find_after_jump(const struct plan *plan, int32_t day, usec length,
                            struct planned *planned)
{
    usec released = quiet_hours_release(&plan->quiet, plan->zone, planned->due_at);

    if (zone_day(plan->zone, planned->due_at) != day) return false;
    if (released < planned->window_till) {
        planned->due_at = released;
        return true;
    }
    if (released != planned->due_at) return false;
    planned->window_till = moved_till(plan, day, planned->due_at, length);
    return true;
}

bool moment_find(const struct plan *plan, struct window window, int32_t day,
                 struct planned *planned)
{
    struct open_hours open = open_hours(window, &plan->quiet);
    struct local local;
    int second, till_s;

    if (open.n == 0) return false;
    second = second_after(&open, steady_after(plan, &open, day, planned->member));
    till_s = open.parts[open.n - 1].till_min * 60;
    planned->due_at = wall_usec(plan->zone, day, second);
    planned->window_till = wall_usec(plan->zone, day, till_s);
    local = zone_local(plan->zone, planned->due_at);
    if (local.hour * 3600 + local.minute * 60 + local.second == second &&
        day_of(local.year, local.month, local.day) == day)
        return true;
    return find_after_jump(plan, day, (till_s - second) * USEC_SEC, planned);
}
