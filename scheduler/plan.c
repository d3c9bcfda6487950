#include "scheduler/plan.h"

#include "scheduler/phase_days.h"
#include "scheduler/special_days.h"

/* How far a check-in is moved at the most. */
#define MOVE_DAYS_MAX 7

int32_t own_days_end(const struct own_days *days)
{
    return days->ended_day && days->ended_day < days->till_day ? days->ended_day : days->till_day;
}

/* The last that cover `day`, as it was known on the day `known`; NULL: none. */
static const struct own_days *own_days_on(const struct plan *plan, int32_t day, int32_t known)
{
    const struct own_days *on = NULL;

    for (size_t i = 0; i < plan->own_day_n && plan->own_days[i].from_day <= day; i++) {
        const struct own_days *days = &plan->own_days[i];
        int32_t till_day = known >= days->ended_day ? own_days_end(days) : days->till_day;

        if (days->since_day <= known && day < till_day) on = days;
    }
    return on;
}

/* What the day does; `own` are the family's own days there, or NULL. */
static enum day_act act_on(const struct plan *plan, int32_t day, const struct own_days *own)
{
    const struct special_day *special = special_day(plan->special, day);

    if (own) return own->act;
    return special ? special->act : DAY_AS_USUAL;
}

static bool takes(const struct plan *plan, int32_t day, const struct own_days *own)
{
    enum day_act act = act_on(plan, day, own);

    return (act == DAY_AS_USUAL || act == DAY_WINDOW) && special_is_working(plan->special, day) &&
           zone_day(plan->zone, zone_day_start(plan->zone, day)) == day;
}

/* Where a day of the rhythm comes by what was known on the day `known`, and not before that day. False: nowhere. */
static bool find_place(const struct plan *plan, const struct plan_phase *phase,
                       const struct rhythm_day *of, int32_t known, int32_t *out)
{
    enum day_act act = act_on(plan, of->day, own_days_on(plan, of->day, known));
    int32_t first_day = known > of->since_day ? known : of->since_day;
    int direction = act == DAY_EARLIER ? -1 : 1;

    *out = of->day;
    if (act == DAY_AS_USUAL || act == DAY_WINDOW) return of->day >= known;
    if (act == DAY_SKIP) return false;
    for (int way = 0; way < 2; way++, direction = -direction) {
        for (int i = 1; i <= MOVE_DAYS_MAX; i++) {
            *out = of->day + direction * i;
            if (*out >= phase->end_day) break;
            if (*out >= first_day && takes(plan, *out, own_days_on(plan, *out, known))) return true;
        }
    }
    return false;
}

/* When own days that matter to `day` were next made or ended, after `known`; INT32_MAX: never. */
static int32_t next_news(const struct plan *plan, int32_t day, int32_t known)
{
    int32_t news = INT32_MAX;

    for (size_t i = 0; i < plan->own_day_n; i++) {
        const struct own_days *days = &plan->own_days[i];

        if (days->from_day > day + MOVE_DAYS_MAX || days->till_day < day - MOVE_DAYS_MAX) continue;
        if (days->since_day > known && days->since_day < news) news = days->since_day;
        if (days->ended_day > known && days->ended_day < news) news = days->ended_day;
    }
    return news;
}

/* The day on which a day of the rhythm is asked: where the plan, as it was known by then, first put it. So nothing
 * that was asked is asked again, whatever own days are made or ended later. False: on none. */
static bool find_day(const struct plan *plan, const struct plan_phase *phase,
                     const struct rhythm_day *of, int32_t *out)
{
    int32_t known = INT32_MIN;

    for (;;) {
        int32_t news = next_news(plan, of->day, known);

        if (find_place(plan, phase, of, known, out) && *out < news) return true;
        if (news == INT32_MAX) return false;
        known = news;
    }
}

static struct window window_on(const struct plan *plan, const struct plan_phase *phase, int32_t day)
{
    const struct special_day *special = special_day(plan->special, day);
    struct window window = phase_window(plan, phase->index, day);

    if (!special || special->act != DAY_WINDOW || own_days_on(plan, day, day)) return window;
    return window_narrow(window, (struct window){special->from_min, special->till_min},
                         &plan->quiet);
}

/* Of those who share the member's phone, it is the member's turn. */
static bool has_phone(const struct plan *plan, int member, int64_t turn)
{
    const int *phones = plan->phones;
    int before = 0, sharing = 0;

    if (!phones || phones[member - 1] == 0) return true;
    for (int i = 0; i < plan->member_n; i++) {
        if (phones[i] != phones[member - 1]) continue;
        sharing++;
        before += i < member - 1;
    }
    assert(sharing > 0);
    return turn % sharing == before;
}

static bool is_asked(const struct plan *plan, enum asks asks, int member, int64_t turn)
{
    switch (asks) {
    case ASKS_FIRST:
        return member == 1;
    case ASKS_EACH:
        return has_phone(plan, member, turn);
    case ASKS_IN_TURN:
        return turn % plan->member_n == member - 1;
    }
    return false;
}

static bool is_phone_shared(const struct plan *plan)
{
    for (int i = 1; plan->phones && i < plan->member_n; i++)
        for (int j = 0; j < i; j++)
            if (plan->phones[i] != 0 && plan->phones[i] == plan->phones[j]) return true;
    return false;
}

static bool takes_turns(const struct plan *plan, enum asks asks)
{
    return (asks == ASKS_IN_TURN && plan->member_n > 1) ||
           (asks == ASKS_EACH && is_phone_shared(plan));
}

static bool comes_after(const struct planned *planned, struct plan_cursor cursor)
{
    return planned->due_at > cursor.at ||
           (planned->due_at == cursor.at && planned->member > cursor.member);
}

/* The first check-in after `cursor` on `day`. */
static bool plan_day(const struct plan *plan, const struct plan_phase *phase, int32_t day,
                     int64_t turn, struct plan_cursor cursor, struct planned *out)
{
    const struct phase *of = &plan->programme->phases[phase->index];
    struct window window = window_on(plan, phase, day);
    bool found = false;

    for (int member = 1; member <= plan->member_n; member++) {
        struct planned planned = {.member = member, .phase = of};

        if (!is_asked(plan, of->asks, member, turn) || !moment_find(plan, window, day, &planned) ||
            !comes_after(&planned, cursor) || (found && planned.due_at >= out->due_at))
            continue;
        *out = planned;
        found = true;
    }
    return found;
}

/* The first check-in after `cursor` in the phase. What is moved may come from a week before `cursor`, or
 * from a week after the first one found. Of the days of the rhythm that come to one day the first counts,
 * also where that one is past. */
static bool plan_phase(const struct plan *plan, const struct plan_phase *phase,
                       struct plan_cursor cursor, int32_t cursor_day, struct planned *out)
{
    int32_t moved = plan->special || plan->own_day_n > 0 ? MOVE_DAYS_MAX : 0;
    int32_t found_day = INT32_MAX;
    bool is_cursor_day_done = false;
    struct rhythm_walk walk;
    struct rhythm_day of;
    int32_t day;

    rhythm_walk_init(&walk, plan, phase,
                     takes_turns(plan, plan->programme->phases[phase->index].asks),
                     cursor_day - moved);
    while (rhythm_walk_next(&walk, &of)) {
        if (!find_day(plan, phase, &of, &day) || day < cursor_day || day >= found_day) continue;
        if (day == cursor_day && is_cursor_day_done) continue;
        is_cursor_day_done |= day == cursor_day;
        if (!plan_day(plan, phase, day, of.turn, cursor, out)) continue;
        found_day = day;
        if (walk.till_day > day + moved) walk.till_day = day + moved + 1;
    }
    return found_day < INT32_MAX;
}

bool plan_next(const struct plan *plan, struct plan_cursor cursor, struct planned *out)
{
    int32_t cursor_day = zone_day(plan->zone, cursor.at);
    struct plan_phase phase = phase_before_first(plan);

    assert(plan->member_n >= 1);
    while (phase_next(plan, &phase))
        if (phase.end_day > cursor_day && plan_phase(plan, &phase, cursor, cursor_day, out))
            return true;
    return false;
}

bool plan_next_on_phone(const struct plan *plan, int32_t day, int member, usec till,
                        struct planned *out)
{
    struct plan_cursor cursor = {zone_day_start(plan->zone, day + 1) - 1, plan->member_n};
    const int *phones = plan->phones;

    while (plan_next(plan, cursor, out) && out->due_at <= till) {
        if (out->member == member) return true;
        if (phones && phones[member - 1] && phones[out->member - 1] == phones[member - 1])
            return true;
        cursor = (struct plan_cursor){out->due_at, out->member};
    }
    return false;
}

bool plan_moment(const struct plan *plan, int32_t day, int member, struct planned *out)
{
    struct planned planned = {.member = member};
    struct plan_phase phase;

    if (!plan_phase_on(plan, day, &phase) || !takes(plan, day, own_days_on(plan, day, day)))
        return false;
    planned.phase = &plan->programme->phases[phase.index];
    if (!moment_find(plan, window_on(plan, &phase, day), day, &planned)) return false;
    *out = planned;
    return true;
}
