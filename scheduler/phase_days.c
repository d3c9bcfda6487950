#include "scheduler/phase_days.h"

/* How far ahead the next check-in of a phase without end is looked for: twice what rhythm_check asks,
 * since 29 February may stay away for 8 years. */
#define LOOK_DAYS (10 * 366)

/* A change that names no phase is for the one in which it begins and for all later ones, so its first day
 * says enough. */
static bool concerns(const struct plan_change *change, int phase)
{
    return change->phase < 0 || change->phase == phase;
}

/* The first day after a phase that begins on `day`. One that is over already cannot be made longer. */
static int32_t phase_end(const struct plan *plan, int phase, int32_t day)
{
    int weeks = plan->programme->phases[phase].weeks;
    int64_t end = (int64_t)day + (int64_t)weeks * 7;

    if (weeks <= 0) return INT32_MAX;
    for (size_t i = 0; i < plan->change_n; i++) {
        const struct plan_change *change = &plan->changes[i];

        if (change->phase == phase && change->extra_weeks > 0 && change->since_day <= end)
            end += (int64_t)change->extra_weeks * 7;
    }
    return end > INT32_MAX ? INT32_MAX : (int32_t)end;
}

struct plan_phase phase_before_first(const struct plan *plan)
{
    assert(plan->first_phase >= 0);
    return (struct plan_phase){.index = plan->first_phase - 1, .end_day = plan->start_day};
}

bool phase_next(const struct plan *plan, struct plan_phase *phase)
{
    int next = phase->index + 1;

    if (phase->end_day == INT32_MAX || (size_t)next >= plan->programme->phase_n) return false;
    *phase = (struct plan_phase){
        .index = next,
        .first_day = phase->end_day,
        .end_day = phase_end(plan, next, phase->end_day),
    };
    return true;
}

bool plan_phase_on(const struct plan *plan, int32_t day, struct plan_phase *out)
{
    struct plan_phase phase = phase_before_first(plan);

    if (day < plan->start_day) return false;
    while (day >= phase.end_day)
        if (!phase_next(plan, &phase)) return false;
    *out = phase;
    return true;
}

int32_t plan_end_day(const struct plan *plan)
{
    struct plan_phase phase = phase_before_first(plan);

    while (phase_next(plan, &phase))
        ;
    return phase.end_day;
}

struct window phase_window(const struct plan *plan, int phase, int32_t day)
{
    const struct phase *of = &plan->programme->phases[phase];
    struct window window = {of->from_min, of->till_min};

    for (size_t i = 0; i < plan->change_n && plan->changes[i].since_day <= day; i++) {
        const struct plan_change *change = &plan->changes[i];

        if (concerns(change, phase) && change->from_min != change->till_min)
            window = (struct window){change->from_min, change->till_min};
    }
    return window;
}

/* The rhythm that holds from `day` on, with the day from which it counts and the one on which another
 * begins. A rhythm that cannot be read has no days. */
static void hold_rhythm(struct rhythm_walk *walk, int32_t day)
{
    const struct plan *plan = walk->plan;
    const char *rule = plan->programme->phases[walk->phase.index].rhythm;

    walk->since_day = walk->phase.first_day;
    walk->end_day = walk->phase.end_day;
    for (size_t i = 0; i < plan->change_n; i++) {
        const struct plan_change *change = &plan->changes[i];

        if (!concerns(change, walk->phase.index) || !change->rhythm[0]) continue;
        if (change->since_day > day) {
            if (change->since_day < walk->end_day) walk->end_day = change->since_day;
            break;
        }
        rule = change->rhythm;
        if (change->since_day > walk->since_day) walk->since_day = change->since_day;
    }
    walk->next_day = day;
    if (rhythm_read(rule, &walk->rhythm, NULL) != RC_OK) walk->next_day = walk->end_day;
}

void rhythm_walk_init(struct rhythm_walk *walk, const struct plan *plan,
                      const struct plan_phase *phase, bool counts, int32_t from_day)
{
    *walk = (struct rhythm_walk){
        .plan = plan,
        .phase = *phase,
        .counts = counts,
        .from_day = from_day < phase->first_day ? phase->first_day : from_day,
        .till_day = phase->end_day,
    };
    if (phase->end_day == INT32_MAX && walk->from_day < INT32_MAX - LOOK_DAYS)
        walk->till_day = walk->from_day + LOOK_DAYS;
    hold_rhythm(walk, counts ? phase->first_day : walk->from_day);
}

bool rhythm_walk_next(struct rhythm_walk *walk, struct rhythm_day *out)
{
    for (;;) {
        int32_t till_day = walk->end_day < walk->till_day ? walk->end_day : walk->till_day;

        if (rhythm_next(&walk->rhythm, walk->since_day, walk->next_day, till_day, &out->day)) {
            out->since_day = walk->since_day;
            out->turn = walk->turn;
            walk->next_day = out->day + 1;
            walk->turn += walk->counts;
            if (out->day >= walk->from_day) return true;
        } else if (till_day == walk->till_day) {
            return false;
        } else {
            hold_rhythm(walk, walk->end_day);
        }
    }
}
