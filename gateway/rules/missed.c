/* Appointments that came to nothing: missed, declined, a reminder without an answer. */
#include "gateway/rules/rules.h"

enum fate { FATE_UNKNOWN, FATE_KEPT, FATE_MISSED, FATE_DECLINED, FATE_UNANSWERED };

static enum fate fate_of(const struct appointment *appointment, usec now)
{
    if (appointment->attendance == ATTENDANCE_CAME) return FATE_KEPT;
    if (appointment->attendance == ATTENDANCE_MISSED) return FATE_MISSED;
    if (appointment->state == APPOINTMENT_DECLINED) return FATE_DECLINED;
    if (now < appointment->starts_at + APPOINTMENT_LOOK_AFTER) return FATE_UNKNOWN;
    if (appointment->state == APPOINTMENT_CONFIRMED) return FATE_KEPT;
    return appointment->state == APPOINTMENT_OPEN && appointment->told_at > 0 ? FATE_UNANSWERED
                                                                              : FATE_UNKNOWN;
}

/* How many of each fate there are in the row; `without` is left out of it, NULL: none. */
static void count_fates(const struct appointments *all, const struct appointment *newest,
                        const struct appointment *without, usec now,
                        int out[static FATE_UNANSWERED + 1])
{
    memset(out, 0, (FATE_UNANSWERED + 1) * sizeof(*out));
    for (size_t i = all->n; i-- > 0 && out[FATE_KEPT] == 0;) {
        const struct appointment *one = &all->at[i];

        if (one->member_id == newest->member_id && (!without || one->id != without->id))
            out[fate_of(one, now)]++;
    }
}

static enum level level_of(const struct rules *rules, const int fates[static FATE_UNANSWERED + 1])
{
    int points = 2 * fates[FATE_MISSED] + fates[FATE_DECLINED] + fates[FATE_UNANSWERED];

    if (points >= rules->appointments.calls) return LEVEL_RELAPSE;
    return points >= rules->appointments.shown ? LEVEL_WATCH : LEVEL_STABLE;
}

struct ruling rule_appointments(const struct rules *rules, const struct appointments *all,
                                const struct appointment *newest, usec now)
{
    struct ruling ruling = {.rule = RULE_APPOINTMENTS};
    int with[FATE_UNANSWERED + 1], without[FATE_UNANSWERED + 1];

    if (!rules->appointments.on) return ruling;
    count_fates(all, newest, NULL, now, with);
    count_fates(all, newest, newest, now, without);
    if (level_of(rules, with) <= level_of(rules, without)) return ruling;
    ruling.level = level_of(rules, with);
    figures_number(&ruling.figures, with[FATE_MISSED]);
    figures_number(&ruling.figures, with[FATE_DECLINED]);
    figures_number(&ruling.figures, with[FATE_UNANSWERED]);
    return ruling;
}
