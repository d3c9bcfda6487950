#include "scheduler/best_time.h"

#include "scheduler/phase_days.h"

#define DAY_MIN 1440

static int local_minute(const struct zone *zone, usec at)
{
    struct local local = zone_local(zone, at);

    return local.hour * 60 + local.minute;
}

static int by_number(const void *one, const void *other)
{
    return *(const int *)one - *(const int *)other;
}

/* The day is cut where it is empty for longest, so that 23:50 and 0:10 are neighbours. */
static int middle(int *minutes, int n)
{
    int first = 0, widest = -1;

    qsort(minutes, (size_t)n, sizeof(*minutes), by_number);
    for (int i = 0; i < n; i++) {
        int before = i ? minutes[i - 1] : minutes[n - 1] - DAY_MIN;

        if (minutes[i] - before <= widest) continue;
        widest = minutes[i] - before;
        first = i;
    }
    return minutes[(first + (n - 1) / 2) % n];
}

int best_minute(const struct zone *zone, const struct answered *answers, size_t n)
{
    int minutes[BEST_ANSWERS_MAX], used = 0;

    for (size_t i = 0; i < n && used < BEST_ANSWERS_MAX; i++) {
        bool quick = answers[i].answered_at - answers[i].asked_at <= BEST_QUICK;

        minutes[used++] = local_minute(zone, quick ? answers[i].asked_at : answers[i].answered_at);
    }
    return used < BEST_ANSWERS_MIN ? -1 : middle(minutes, used);
}

/* Outside the window it is the end that is nearer on the clock. */
static int clip(int minute, struct window window)
{
    int last = window.till_min - 1;
    int to_first = (window.from_min - minute + DAY_MIN) % DAY_MIN;
    int to_last = (minute - last + DAY_MIN) % DAY_MIN;

    if (minute >= window.from_min && minute <= last) return minute;
    return to_first < to_last ? window.from_min : last;
}

static int learned_on(const struct plan *plan, int32_t day, int member)
{
    const struct best_time *best = plan->best ? &plan->best[member - 1] : NULL;

    if (!best) return -1;
    return day >= best->from_day ? best->minute : best->before;
}

/* At which minute the member is asked on that day: as learned, else as spread. -1: not at all. */
static int used_on(const struct plan *plan, struct window window, int32_t day, int member)
{
    struct planned planned = {.member = member};
    int minute = learned_on(plan, day, member);

    if (minute >= 0) return minute;
    return moment_find(plan, window, day, &planned) ? local_minute(plan->zone, planned.due_at) : -1;
}

bool best_time_learn(const struct plan *plan, int member, int32_t today,
                     const struct answered *answers, size_t n, struct best_time *out)
{
    int minute = best_minute(plan->zone, answers, n), used;
    struct plan_phase phase;
    struct window window;

    if (minute < 0 || !plan_phase_on(plan, today + 1, &phase)) return false;
    window = phase_window(plan, phase.index, today + 1);
    minute = clip(minute, window);
    used = used_on(plan, window, today + 1, member);
    if (used < 0 || abs(minute - used) < BEST_DIFFERS_MIN) return false;
    *out = (struct best_time){
        .from_day = today + 1, .minute = minute, .before = learned_on(plan, today, member)};
    return true;
}
