#ifndef SCHEDULER_PHASE_DAYS_H
#define SCHEDULER_PHASE_DAYS_H
/* Phase_days: the days that the rhythm of one phase names, with all changes to it, before any of them is
 * moved or skipped. Inside scheduler/ only. */
#include "scheduler/moment.h"
#include "scheduler/rhythm.h"

/* One of those days. */
struct rhythm_day {
    int32_t day;
    int32_t since_day; /* from which its rhythm counts */
    int64_t turn;      /* how many of the phase's days came before; 0 unless they are counted */
};

/* The phase before the first, and the one after `phase`; false: the programme is over. */
struct plan_phase phase_before_first(const struct plan *plan);
bool phase_next(const struct plan *plan, struct plan_phase *phase);

/* Goes through them in order of time. Borrows what it was made of. */
struct rhythm_walk {
    const struct plan *plan;
    struct plan_phase phase;
    bool counts; /* turns, which takes 10 µs for each year that is past */
    int32_t from_day, till_day;
    int32_t next_day;
    struct rhythm rhythm;
    int32_t since_day, end_day; /* in which that rhythm holds */
    int64_t turn;
};

/* From `from_day` on; of a phase without end the days of ten years. */
void rhythm_walk_init(struct rhythm_walk *walk, const struct plan *plan,
                      const struct plan_phase *phase, bool counts, int32_t from_day);
bool rhythm_walk_next(struct rhythm_walk *walk, struct rhythm_day *out);

/* The window of that phase on `day`, with all changes to it. */
struct window phase_window(const struct plan *plan, int phase, int32_t day);

#endif
