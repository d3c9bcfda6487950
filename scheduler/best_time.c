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

/* At which minute the member is asked on that day: as learned, else as spread. -1: not at all. */
static int used_on(const struct plan *plan, struct window window, int32_t day, int member)
{
    struct planned planned = {.member = member};
    int minute = learned_minute(plan, day, member);

    if (minute >= 0) return minute;
    return moment_find(plan, window, day, &planned) ? local_minute(plan->zone, planned.due_at) : -1;
}

struct best_time best_time_from(const struct best_time *was, int minute, int32_t today,
                                int32_t planned_day)
{
    return (struct best_time){
        .from_day = (planned_day > today ? planned_day : today) + 1,
        .minute = minute,
        .before = planned_day >= was->from_day ? was->minute : was->before,
    };
}

bool best_time_learn(const struct plan *plan, int member, const struct learning *learning,
                     struct best_time *out)
{
    int minute = best_minute(plan->zone, learning->answers, learning->n), used;
    int32_t tomorrow = learning->today + 1;
    struct plan_phase phase;
    struct window window;

    assert(plan->best);
    if (minute < 0 || !plan_phase_on(plan, tomorrow, &phase)) return false;
    window = phase_window(plan, phase.index, tomorrow);
    minute = clip(minute, window);
    used = used_on(plan, window, tomorrow, member);
    if (used < 0 || abs(minute - used) < BEST_DIFFERS_MIN) return false;
    *out = best_time_from(&plan->best[member - 1], minute, learning->today, learning->planned_day);
    return true;
}
