/* Rest and its end: pauses, own days, learning of best times, longer phases. */
#include "gateway/enrolment/deciding.h"

enum rc decide_pause(const struct acting *by, const char *till, struct decided *out,
                     struct fault *why)
{
    TRY(act_begin(by, WORD_PAUSED, out, why));
    if (!till || !*till) return RC_OK;
    TRY(act_read_day(by, "till", till, act_today(by) + 1, &out->act.paused_till_day, why));
    act_add_day(&out->detail, out->act.paused_till_day);
    return RC_OK;
}

enum rc decide_resume(const struct acting *by, struct decided *out, struct fault *why)
{
    TRY(act_begin(by, WORD_RESUMED, out, why));
    if (by->family->enrolment.state == ENROLMENT_PAUSED) return RC_OK;
    return fault_set(why, RC_INVALID, "the enrolment is not paused");
}

enum rc decide_learning(const struct acting *by, bool learns, struct decided *out,
                        struct fault *why)
{
    TRY(act_begin(by, WORD_LEARNING, out, why));
    out->act.learns = learns;
    text_add(&out->detail, learns ? "on" : "off");
    return RC_OK;
}

/* ---- Own days ----------------------------------------------------------------------------------- */

static const char *const day_acts[] = {
    [DAY_AS_USUAL] = "as-usual", [DAY_SKIP] = "skip",     [DAY_EARLIER] = "earlier",
    [DAY_LATER] = "later",       [DAY_WINDOW] = "window",
};

const char *day_act_name(enum day_act act)
{
    return day_acts[act];
}

static enum rc read_act(const char *name, enum day_act *out, struct fault *why)
{
    for (enum day_act act = DAY_SKIP; name && act <= DAY_LATER; act++) {
        if (strcmp(day_acts[act], name) != 0) continue;
        *out = act;
        return RC_OK;
    }
    return fault_set(why, RC_INVALID, "act: expected skip, earlier or later");
}

enum rc decide_own_days(const struct acting *by, const char *from, const char *till,
                        const char *act, struct decided *out, struct fault *why)
{
    struct own_days *days = &out->act.days;

    TRY(act_begin(by, WORD_OWN_DAYS, out, why));
    if (by->family->enrolment.own_day_n >= ENROLMENT_OWN_DAYS_MAX)
        return fault_set(why, RC_INVALID, "from: this family has %d own days already",
                         ENROLMENT_OWN_DAYS_MAX);
    days->since_day = act_since_day(by);
    TRY(act_read_day(by, "from", from, days->since_day, &days->from_day, why));
    TRY(act_read_day(by, "till", till, days->from_day + 1, &days->till_day, why));
    TRY(read_act(act, &days->act, why));
    act_add_day(&out->detail, days->from_day);
    text_add_char(&out->detail, ' ');
    act_add_day(&out->detail, days->till_day);
    text_addf(&out->detail, " %s", day_act_name(days->act));
    return RC_OK;
}

enum rc decide_own_days_end(const struct acting *by, const char *from, struct decided *out,
                            struct fault *why)
{
    const struct enrolment *enrolment = &by->family->enrolment;
    int32_t day;

    TRY(act_begin(by, WORD_OWN_DAYS_ENDED, out, why));
    if (!from || !day_read(from, &day))
        return fault_set(why, RC_INVALID, "from: expected a date such as 2027-01-18");
    for (size_t i = 0; i < enrolment->own_day_n; i++) {
        const struct own_days *days = &enrolment->own_days[i];

        if (days->from_day != day || days->ended_day) continue;
        if (days->till_day <= act_since_day(by))
            return fault_set(why, RC_INVALID, "from: those days are over");
        out->act.days = *days;
        out->act.days.ended_day = act_since_day(by);
        act_add_day(&out->detail, day);
        return RC_OK;
    }
    return fault_set(why, RC_MISSING, "from: this family has no own days that begin then");
}

/* ---- Longer phases ------------------------------------------------------------------------------ */

static enum rc phase_to_extend(const struct acting *by, const struct plan *plan, const char *name,
                               int *out, struct fault *why)
{
    struct plan_phase present;

    TRY(act_present_phase(by, plan, &present, why));
    *out = present.index;
    if (name && strcmp(name, "last") == 0)
        *out = (int)plan->programme->phase_n - 1;
    else if (name && *name && strcmp(name, "this") != 0)
        TRY(act_find_phase(plan->programme, name, out, why));
    if (*out < present.index || (*out == present.index && act_since_day(by) > present.end_day))
        return fault_set(why, RC_INVALID, "phase: %s is over", plan->programme->phases[*out].name);
    if (plan->programme->phases[*out].weeks == 0)
        return fault_set(why, RC_INVALID, "phase: %s has no end, so it cannot be made longer",
                         plan->programme->phases[*out].name);
    return RC_OK;
}

enum rc decide_extend(const struct acting *by, const char *phase, int weeks, struct decided *out,
                      struct fault *why)
{
    static char as_it_is[] = "";
    SCOPED(family_plan_clear) struct family_plan plan = {0};
    int index;

    TRY(act_begin(by, WORD_EXTENDED, out, why));
    if (weeks < 1 || weeks > ENROLMENT_WEEKS_MAX)
        return fault_set(why, RC_INVALID, "weeks: expected 1 to %d", ENROLMENT_WEEKS_MAX);
    if (by->family->enrolment.change_n >= ENROLMENT_CHANGES_MAX)
        return fault_set(why, RC_INVALID, "weeks: this enrolment was changed %d times already",
                         ENROLMENT_CHANGES_MAX);
    TRY(act_need_plan(by, &plan, why));
    TRY(phase_to_extend(by, &plan.plan, phase, &index, why));
    out->changes[0] = (struct plan_change){
        .since_day = act_since_day(by), .phase = index, .rhythm = as_it_is, .extra_weeks = weeks};
    out->act.change_n = 1;
    text_addf(&out->detail, "%s +%d", plan.plan.programme->phases[index].name, weeks);
    return RC_OK;
}
