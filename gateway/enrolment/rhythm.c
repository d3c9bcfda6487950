/* Another rhythm or other hours for one family, and back to what the programme says. */
#include "gateway/enrolment/deciding.h"
#include "scheduler/rhythm_words.h"

/* The hours must leave a minute in which a family may be written to. */
static enum rc check_window(const struct config *config, const struct plan_change *change,
                            struct fault *why)
{
    const struct phase hours = {.from_min = change->from_min, .till_min = change->till_min};
    const struct quiet_hours *quiet = &config->quiet;

    if (change->from_min == change->till_min) return RC_OK;
    if (change->from_min < 0 || change->from_min > change->till_min || change->till_min > 24 * 60)
        return fault_set(why, RC_INVALID, "till: expected a time after from, on the same day");
    if (phase_open_min(&hours, quiet) > 0) return RC_OK;
    return fault_set(why, RC_INVALID,
                     "from, till: they lie in quiet hours, expected a time outside "
                     "%02d:%02d-%02d:%02d",
                     quiet->from_min / 60, quiet->from_min % 60, quiet->till_min / 60,
                     quiet->till_min % 60);
}

/* Words, or a rule; the hours beside it go before those that the words say. */
static enum rc read_rhythm(const struct rhythm_wish *wish, struct decided *out,
                           struct plan_change *change, struct fault *why)
{
    SCOPED(text_clear) struct text rule = {0};
    struct rhythm_line line = {0};
    struct fault wrong = {0};

    if (!wish->rhythm) {
        if (change->from_min != change->till_min) return RC_OK;
        return fault_set(why, RC_INVALID,
                         "rhythm: expected one, or hours (from and till), or \"own\": true");
    }
    if (rhythm_line_read(wish->rhythm, &line, &wrong) != RC_OK)
        return fault_set(why, RC_INVALID, "rhythm: %s", wrong.text);
    rhythm_write(&line.rhythm, &rule);
    out->rhythm = text_take(&rule);
    if (change->from_min != change->till_min) return RC_OK;
    change->from_min = line.from_min;
    change->till_min = line.till_min;
    return RC_OK;
}

/* Every phase gets its own back by name, since a change that says nothing changes nothing. */
static void give_back(const struct programme *programme, int first, int last, struct decided *out,
                      int32_t since_day)
{
    for (int i = first; i <= last; i++) {
        const struct phase *phase = &programme->phases[i];

        out->changes[out->act.change_n++] = (struct plan_change){.since_day = since_day,
                                                                 .phase = i,
                                                                 .rhythm = phase->rhythm,
                                                                 .from_min = phase->from_min,
                                                                 .till_min = phase->till_min};
    }
}

static void tell(const struct plan_change *change, const char *phase, struct text *out)
{
    text_add(out, phase);
    if (change->rhythm[0]) text_addf(out, "%s%s", out->n ? " " : "", change->rhythm);
    if (change->from_min == change->till_min) return;
    text_addf(out, "%s%02d:%02d-%02d:%02d", out->n ? " " : "", change->from_min / 60,
              change->from_min % 60, change->till_min / 60, change->till_min % 60);
}

/* Which phases it is about: one, or with `*last` the last one, all from the present one on. */
static enum rc which_phases(const struct acting *by, const struct plan *plan, const char *name,
                            int *first, int *last, struct fault *why)
{
    struct plan_phase present;

    TRY(act_present_phase(by, plan, &present, why));
    *first = present.index;
    *last = (int)plan->programme->phase_n - 1;
    if (!name || !*name) return RC_OK;
    if (strcmp(name, "this") != 0) TRY(act_find_phase(plan->programme, name, first, why));
    *last = *first;
    if (*first >= present.index) return RC_OK;
    return fault_set(why, RC_INVALID, "phase: %s is over", name);
}

enum rc decide_rhythm(const struct acting *by, const struct rhythm_wish *wish, struct decided *out,
                      struct fault *why)
{
    static char as_it_is[] = "";
    SCOPED(family_plan_clear) struct family_plan plan = {0};
    struct plan_change change = {
        .since_day = act_since_day(by), .from_min = wish->from_min, .till_min = wish->till_min};
    int first, last;

    TRY(act_begin(by, WORD_RHYTHM, out, why));
    TRY(act_need_plan(by, &plan, why));
    TRY(which_phases(by, &plan.plan, wish->phase, &first, &last, why));
    if (by->family->enrolment.change_n + (size_t)(last - first) >= ENROLMENT_CHANGES_MAX ||
        last - first >= ENROLMENT_PHASES_MAX)
        return fault_set(why, RC_INVALID, "rhythm: this enrolment was changed %d times already",
                         ENROLMENT_CHANGES_MAX);
    if (wish->own) {
        give_back(plan.plan.programme, first, last, out, change.since_day);
        text_add(&out->detail, "own");
        return RC_OK;
    }
    TRY(read_rhythm(wish, out, &change, why));
    TRY(check_window(by->config, &change, why));
    change.phase = wish->phase && *wish->phase ? first : -1;
    change.rhythm = out->rhythm ? out->rhythm : as_it_is;
    tell(&change, change.phase < 0 ? "" : plan.plan.programme->phases[first].name, &out->detail);
    out->changes[0] = change;
    out->act.change_n = 1;
    return RC_OK;
}
