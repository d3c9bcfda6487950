#ifndef TESTS_UNIT_SCHEDULER_PLAN_ORACLE_H
#define TESTS_UNIT_SCHEDULER_PLAN_ORACLE_H
/* Plan_oracle: which days a plan asks on, found slowly: it goes through the days one by one, lets every change
 * happen on its day, and writes down of each day what became of it. */
#include <limits.h>

#include "scheduler/rhythm.h"
#include "scheduler/special_days.h"

#define ORACLE_CHANGES_MAX 16

struct oracle_day {
    int phase; /* -1: none */
    const char *rule;
    int32_t since_day;
    int from_min, till_min;
    bool named;
    int turn;
    int asked_of; /* the place of the first named day that came here; -1: none */
};

struct oracle {
    int32_t first_day;
    int n;
    struct oracle_day *days;
};

static inline int oracle_length(const struct plan *plan, int phase)
{
    int weeks = plan->programme->phases[phase].weeks;

    return weeks ? weeks * 7 : INT_MAX;
}

/* Day after day uses up the phase; on the day after its last it may be made longer. */
static inline void oracle_phases(struct oracle *oracle, const struct plan *plan)
{
    bool used[ORACLE_CHANGES_MAX] = {0};
    int phase = plan->first_phase, left = oracle_length(plan, phase);

    for (int i = 0; i < oracle->n; i++, left--) {
        for (size_t j = 0; left == 0 && j < plan->change_n; j++) {
            const struct plan_change *change = &plan->changes[j];

            if (used[j] || change->phase != phase || change->since_day > oracle->first_day + i)
                continue;
            left = change->extra_weeks * 7;
            used[j] = true;
        }
        if (left == 0 && (size_t)phase + 1 == plan->programme->phase_n) return;
        if (left == 0) left = oracle_length(plan, ++phase);
        oracle->days[i].phase = phase;
    }
}

static inline void oracle_change(struct oracle_day *day, int32_t on,
                                 const struct plan_change *change)
{
    if (change->rhythm[0]) {
        day->rule = change->rhythm;
        day->since_day = on;
    }
    if (change->from_min == change->till_min) return;
    day->from_min = change->from_min;
    day->till_min = change->till_min;
}

/* A day goes on as the one before, unless a phase begins or a change comes. */
static inline void oracle_rules(struct oracle *oracle, const struct plan *plan)
{
    for (int i = 0; i < oracle->n && oracle->days[i].phase >= 0; i++) {
        struct oracle_day *day = &oracle->days[i];
        const struct phase *phase = &plan->programme->phases[day->phase];
        int32_t on = oracle->first_day + i;
        bool begins = i == 0 || day[-1].phase != day->phase;
        int number = day->phase;

        if (begins)
            *day = (struct oracle_day){number,          phase->rhythm, on, phase->from_min,
                                       phase->till_min, false,         0,  -1};
        else
            *day = day[-1];
        for (size_t j = 0; j < plan->change_n; j++) {
            const struct plan_change *change = &plan->changes[j];

            if ((change->phase == -1 || change->phase == number) &&
                (begins ? change->since_day <= on : change->since_day == on))
                oracle_change(day, on, change);
        }
    }
}

static inline void oracle_names(struct oracle *oracle)
{
    struct rhythm rhythm = {0};
    const char *read = NULL;
    int turn = 0;

    for (int i = 0; i < oracle->n && oracle->days[i].phase >= 0; i++) {
        struct oracle_day *day = &oracle->days[i];

        if (day->rule != read && rhythm_read(day->rule, &rhythm, NULL) != RC_OK) abort();
        read = day->rule;
        if (i == 0 || day[-1].phase != day->phase) turn = 0;
        day->named = rhythm_names(&rhythm, day->since_day, oracle->first_day + i);
        day->turn = day->named ? turn++ : 0;
    }
}

/* What is known `today`; NULL: none. */
static inline const struct own_days *oracle_own(const struct plan *plan, int32_t day, int32_t today)
{
    for (size_t i = plan->own_day_n; i-- > 0;) {
        const struct own_days *own = &plan->own_days[i];

        if (today < own->since_day || day < own->from_day || day >= own->till_day) continue;
        if (own->ended_day && today >= own->ended_day && day >= own->ended_day) continue;
        return own;
    }
    return NULL;
}

static inline enum day_act oracle_act(const struct plan *plan, int32_t day,
                                      const struct own_days *own)
{
    const struct special_day *special = special_day(plan->special, day);

    if (own) return own->act;
    return special && special->act != DAY_WINDOW ? special->act : DAY_AS_USUAL;
}

/* The nearest of the seven days on one side of day `i` that takes its check-in and is not past `today`; -1: none. */
static inline int oracle_nearest(const struct oracle *oracle, const struct plan *plan, int i,
                                 int step, int today)
{
    int32_t since_day = oracle->days[i].since_day;

    for (int to = i + step; abs(to - i) <= 7; to += step) {
        int32_t day = oracle->first_day + to;

        if (to < 0 || to >= oracle->n || oracle->days[to].phase != oracle->days[i].phase) return -1;
        if (to < today || day < since_day) continue;
        if (oracle_act(plan, day, oracle_own(plan, day, oracle->first_day + today)) ==
                DAY_AS_USUAL &&
            special_is_working(plan->special, day))
            return to;
    }
    return -1;
}

/* Where the check-in of day `i` comes, as it is known `today`; -1: nowhere. */
static inline int oracle_target(const struct oracle *oracle, const struct plan *plan, int i,
                                int today)
{
    int32_t day = oracle->first_day + i;
    enum day_act act = oracle_act(plan, day, oracle_own(plan, day, oracle->first_day + today));
    int step = act == DAY_EARLIER ? -1 : 1, to;

    if (act == DAY_AS_USUAL) return i;
    if (act == DAY_SKIP) return -1;
    to = oracle_nearest(oracle, plan, i, step, today);
    return to >= 0 ? to : oracle_nearest(oracle, plan, i, -step, today);
}

/* Day after day, every check-in near it that was not asked and would now come today, is asked. */
static inline void oracle_days(struct oracle *oracle, const struct plan *plan)
{
    bool *asked = mem_new((size_t)oracle->n, sizeof(*asked));

    for (int today = 0; today < oracle->n; today++) {
        for (int i = today > 7 ? today - 7 : 0; i <= today + 7 && i < oracle->n; i++) {
            if (!oracle->days[i].named || asked[i] ||
                oracle_target(oracle, plan, i, today) != today)
                continue;
            asked[i] = true;
            if (oracle->days[today].asked_of < 0) oracle->days[today].asked_of = i;
        }
    }
    free(asked);
}

static inline void oracle_clear(struct oracle *oracle)
{
    free(oracle->days);
    *oracle = (struct oracle){0};
}

/* The first `n` days of the plan. */
static inline void oracle_init(struct oracle *oracle, const struct plan *plan, int n)
{
    oracle_clear(oracle);
    *oracle = (struct oracle){plan->start_day, n, mem_new((size_t)n, sizeof(struct oracle_day))};
    for (int i = 0; i < n; i++)
        oracle->days[i] = (struct oracle_day){.phase = -1, .asked_of = -1};
    oracle_phases(oracle, plan);
    oracle_rules(oracle, plan);
    oracle_names(oracle);
    oracle_days(oracle, plan);
}

/* The hours of a day that quiet leaves of a window, a minute each. Returns how many. */
static inline int oracle_open(const struct quiet_hours *quiet, int from_min, int till_min,
                              bool open[24 * 60])
{
    int n = 0;

    for (int minute = 0; minute < 24 * 60; minute++) {
        bool is_quiet = quiet->from_min < quiet->till_min
                            ? minute >= quiet->from_min && minute < quiet->till_min
                            : quiet->from_min > quiet->till_min &&
                                  (minute >= quiet->from_min || minute < quiet->till_min);

        open[minute] = minute >= from_min && minute < till_min && !is_quiet;
        n += open[minute];
    }
    return n;
}

/* The minutes in which the plan may ask on day `i`. Returns how many. */
static inline int oracle_minutes(const struct oracle *oracle, const struct plan *plan, int i,
                                 bool open[24 * 60])
{
    const struct oracle_day *day = &oracle->days[i];
    const struct special_day *special = special_day(plan->special, oracle->first_day + i);
    bool narrow[24 * 60];
    int n = oracle_open(&plan->quiet, day->from_min, day->till_min, open), both = 0;

    if (!special || special->act != DAY_WINDOW ||
        oracle_own(plan, oracle->first_day + i, oracle->first_day + i))
        return n;
    n = oracle_open(&plan->quiet, special->from_min, special->till_min, narrow);
    for (int minute = 0; minute < 24 * 60; minute++)
        both += open[minute] && narrow[minute];
    for (int minute = 0; minute < 24 * 60; minute++)
        open[minute] = narrow[minute] && (both < 15 || open[minute]);
    return both < 15 ? n : both;
}

/* Whether the plan asks that member on day `i`, if it asks at all. */
static inline bool oracle_asks(const struct oracle *oracle, const struct plan *plan, int i,
                               int member)
{
    const struct oracle_day *day = &oracle->days[i];
    int turn = oracle->days[day->asked_of].turn, sharing[16], n = 0;

    switch (plan->programme->phases[day->phase].asks) {
    case ASKS_FIRST:
        return member == 1;
    case ASKS_IN_TURN:
        return turn % plan->member_n + 1 == member;
    case ASKS_EACH:
        break;
    }
    for (int other = 1; other <= plan->member_n; other++)
        if (other == member || (plan->phones && plan->phones[member - 1] &&
                                plan->phones[other - 1] == plan->phones[member - 1]))
            sharing[n++] = other;
    assert(n > 0); /* at least the member */
    return sharing[turn % n] == member;
}

#endif
