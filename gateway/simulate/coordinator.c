/* The simulated coordinator: what is done with enrolments. What was imagined before it was saved is what the
 * simulation holds the gateway to. */
#include "gateway/enrolment/enrolment.h"
#include "gateway/simulate/sim.h"

static struct sim_stay *current(struct sim_family *family)
{
    return &family->stays[family->stay_n - 1];
}

static enum rc plan_anew(struct sim *sim, struct sim_family *family, struct fault *why)
{
    struct sim_stay *stay = current(family);

    family_plan_clear(&stay->planning);
    if (plan_of(&sim->config, &stay->enrolled, &stay->planning)) return RC_OK;
    return fault_set(why, RC_INVALID, "family %lld has no plan", (long long)family->id);
}

enum rc sim_stay_begin(struct sim *sim, struct sim_family *family, struct fault *why)
{
    struct sim_stay *stay = &family->stays[family->stay_n];

    assert(family->stay_n < SIM_STAYS_MAX);
    *stay = (struct sim_stay){.from = sim->now};
    TRY(store_family_load(sim->store, family->id, &stay->enrolled, why));
    family->stay_n++;
    family->paused_from = family->ended_from = 0;
    return plan_anew(sim, family, why);
}

bool sim_stay_learn(struct sim *sim, struct sim_family *family)
{
    SCOPED(family_clear) struct family loaded = {0};
    struct family *enrolled = &current(family)->enrolled;

    if (store_family_load(sim->store, family->id, &loaded, NULL) != RC_OK) return false;
    for (size_t i = 0; i < enrolled->member_n; i++)
        enrolled->members[i].best = loaded.members[i].best;
    return plan_anew(sim, family, NULL) == RC_OK;
}

bool sim_rests(const struct sim *sim, const struct sim_family *family)
{
    return family->paused_from &&
           zone_day(sim->config.municipality.zone, sim_gateway_now(sim)) < family->paused_till_day;
}

/* ---- What is wanted ----------------------------------------------------------------------------- */

/* A date `least` to `most` days from now. */
static const char *some_day(struct sim *sim, struct text *out, uint64_t least, uint64_t most)
{
    struct local local = day_local(zone_day(sim->config.municipality.zone, sim_gateway_now(sim)) +
                                   (int32_t)(least + dice_below(&sim->dice, most - least)));

    text_reset(out);
    text_addf(out, "%04d-%02d-%02d", local.year, local.month, local.day);
    return text_string(out);
}

static enum rc want_rest(struct sim *sim, const struct acting *by, struct decided *out)
{
    SCOPED(text_clear) struct text till = {0};

    if (by->family->enrolment.state == ENROLMENT_PAUSED) return decide_resume(by, out, NULL);
    some_day(sim, &till, 1, 30);
    return decide_pause(by, dice_once_in(&sim->dice, 3) ? NULL : text_string(&till), out, NULL);
}

static enum rc want_rhythm(struct sim *sim, const struct acting *by, struct decided *out)
{
    static const char *const rhythms[] = {"FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO,TH",
                                          "elke 2 weken op dinsdag tussen 10:00 en 12:00",
                                          "every month on the first Monday"};
    struct rhythm_wish wish = {.rhythm = rhythms[dice_below(&sim->dice, COUNT(rhythms))],
                               .own = dice_once_in(&sim->dice, 4)};
    int from_hour = 8 + (int)dice_below(&sim->dice, 11);

    if (dice_once_in(&sim->dice, 2)) {
        wish.from_min = from_hour * 60;
        wish.till_min = wish.from_min + 90;
    }
    if (dice_once_in(&sim->dice, 3)) wish.rhythm = NULL;
    if (dice_once_in(&sim->dice, 2)) wish.phase = "this";
    return decide_rhythm(by, &wish, out, NULL);
}

static enum rc want_own_days(struct sim *sim, const struct acting *by, struct decided *out)
{
    static const char *const acts[] = {"skip", "later", "earlier"};
    const struct enrolment *enrolment = &by->family->enrolment;
    SCOPED(text_clear) struct text from = {0};
    SCOPED(text_clear) struct text till = {0};

    if (enrolment->own_day_n > 0 && dice_once_in(&sim->dice, 2)) {
        struct local local =
            day_local(enrolment->own_days[dice_below(&sim->dice, enrolment->own_day_n)].from_day);

        text_addf(&from, "%04d-%02d-%02d", local.year, local.month, local.day);
        return decide_own_days_end(by, text_string(&from), out, NULL);
    }
    return decide_own_days(by, some_day(sim, &from, 1, 8), some_day(sim, &till, 8, 20),
                           acts[dice_below(&sim->dice, COUNT(acts))], out, NULL);
}

static enum rc want_something(struct sim *sim, const struct acting *by, bool may_reenter,
                              struct decided *out)
{
    static const struct enrolment_wish same = {0};
    bool ended = by->family->enrolment.state == ENROLMENT_ENDED;
    const char *other = strcmp(by->family->manager, sim->config.staff[0].login) == 0
                            ? sim->config.staff[1].login
                            : sim->config.staff[0].login;

    if (ended || dice_once_in(&sim->dice, 12))
        return may_reenter ? decide_reenter(by, &same, out, NULL) : RC_INVALID;
    switch (dice_below(&sim->dice, 8)) {
    case 0:
        return dice_once_in(&sim->dice, 3)
                   ? decide_end(by, "moved", dice_once_in(&sim->dice, 2), out, NULL)
                   : RC_INVALID;
    case 1:
        return decide_extend(by, dice_once_in(&sim->dice, 2) ? NULL : "last",
                             1 + (int)dice_below(&sim->dice, 3), out, NULL);
    case 2:
        return decide_handover(by, &(struct handover_wish){.manager = other}, out, NULL);
    case 3:
    case 4:
        return want_rhythm(sim, by, out);
    case 5:
    case 6:
        return want_own_days(sim, by, out);
    default:
        return want_rest(sim, by, out);
    }
}

/* ---- What is agreed ----------------------------------------------------------------------------- */

/* What was agreed holds from now on. */
static enum rc note(struct sim *sim, struct sim_family *family, const struct decided *decided,
                    struct fault *why)
{
    struct sim_stay *stay = current(family);

    if (decided->act.word == WORD_REENTERED) {
        if (!stay->till) stay->till = sim->now;
        return sim_stay_begin(sim, family, why);
    }
    decided_imagine(decided, &stay->enrolled);
    if (decided->act.word == WORD_ENDED) stay->till = family->ended_from = sim->now;
    if (decided->act.word == WORD_RESUMED) family->paused_from = 0;
    if (decided->act.word == WORD_PAUSED) {
        family->paused_from = sim->now;
        family->paused_till_day = stay->enrolled.enrolment.paused_till_day;
    }
    return plan_anew(sim, family, why);
}

enum rc sim_coordinate(struct sim *sim, struct sim_family *family, struct fault *why)
{
    SCOPED(family_clear) struct family loaded = {0};
    SCOPED(decided_clear) struct decided decided = {0};
    struct acting by = {
        .config = &sim->config, .family = &loaded, .who = "simulate", .now = sim_gateway_now(sim)};
    enum rc rc;

    TRY(store_family_load(sim->store, family->id, &loaded, why));
    if (want_something(sim, &by, family->stay_n < SIM_STAYS_MAX, &decided) != RC_OK) return RC_OK;
    rc = decided_do(sim->store, &decided, by.now, why);
    if (rc == RC_TAKEN) return RC_OK; /* own days that begin on the same day */
    return rc == RC_OK ? note(sim, family, &decided, why) : rc;
}
