/* The ladder: whom to page next about an alert that nobody has taken. */
#include "gateway/alerts/alerts.h"

/* Where the family's programme has no ladder of its own. */
static const struct relapse_step usual_ladder[] = {
    {ROLE_FAMILY_MANAGER,  USEC_DAY},
    {ROLE_COORDINATOR,     USEC_DAY},
    {ROLE_PROCESS_MANAGER, USEC_DAY},
};

const struct relapse_step *alerts_relapse_ladder(const struct programme *programme, size_t *n)
{
    bool own = programme && programme->ladder_n > 0;

    *n = own ? programme->ladder_n : COUNT(usual_ladder);
    return own ? programme->ladder : usual_ladder;
}

static size_t page_rung(const struct config *config, struct dice *dice, const struct alert *alert,
                        enum rung rung, usec now, struct decision *out)
{
    const struct staff *staff[ROSTER_MAX];
    size_t n = roster_rung(config, rung, alert->owner, now, staff), reached = 0;

    for (size_t i = 0; i < n; i++)
        reached += decision_page(out, config, dice, alert, staff[i], now);
    return reached;
}

/* A crisis: rungs without anybody who can be reached are passed at once, the note says which. */
static void climb_crisis(const struct config *config, struct dice *dice, const struct alert *alert,
                         usec now, struct decision *out)
{
    struct alert_step *step = &out->alert_step;

    for (size_t tried = 0; tried < config->alerts.ladder_n; tried++) {
        const struct ladder_step *rung =
            &config->alerts.ladder[(size_t)step->step % config->alerts.ladder_n];

        step->step++;
        step->next_at = now + rung->wait_for;
        if (page_rung(config, dice, alert, rung->rung, now, out) > 0) return;
        if (rung->rung == RUNG_ON_DUTY) step->note = "nobody-on-duty";
    }
    step->note = "nobody-reachable";
}

/* The manager is paged in person, on duty or not; a stranger's alert goes to who is on duty. */
static size_t page_role(const struct config *config, struct dice *dice, const struct alert *alert,
                        enum role role, usec now, struct decision *out)
{
    const struct staff *owner = config_staff(config, alert->owner);

    if (role == ROLE_COORDINATOR) return page_rung(config, dice, alert, RUNG_COORDINATOR, now, out);
    if (role == ROLE_PROCESS_MANAGER)
        return page_rung(config, dice, alert, RUNG_PROCESS_MANAGER, now, out);
    if (owner) return decision_page(out, config, dice, alert, owner, now);
    return page_rung(config, dice, alert, RUNG_ON_DUTY, now, out);
}

/* A relapse that nobody took in time goes a step up. */
static void climb_relapse(const struct config *config, struct dice *dice, const struct alert *alert,
                          usec now, struct decision *out)
{
    struct alert_step *step = &out->alert_step;
    const struct programme *programme =
        alert->programme ? config_programme(config, alert->programme) : NULL;
    size_t n, at = (size_t)step->step;
    const struct relapse_step *ladder = alerts_relapse_ladder(programme, &n);
    const struct relapse_step *rung = &ladder[at < n ? at : n - 1];

    step->next_at = at == 0 && alert->deadline_at > now ? alert->deadline_at : now + rung->wait_for;
    step->step++;
    if (page_role(config, dice, alert, rung->who, now, out) > 0) return;
    if (rung->who == ROLE_FAMILY_MANAGER &&
        page_rung(config, dice, alert, RUNG_COORDINATOR, now, out) > 0)
        return;
    step->note = "nobody-reachable";
}

void alerts_step(const struct config *config, struct dice *dice, const struct alert *alert,
                 usec now, struct decision *out)
{
    struct alert_step *step = &out->alert_step;

    *step = (struct alert_step){.id = alert->id, .step = alert->step};
    if (alert->state == ALERT_TAKEN) {
        step->reopen = true;
        step->step = 0;
    }
    if (alert->level == LEVEL_CRISIS)
        climb_crisis(config, dice, alert, now, out);
    else
        climb_relapse(config, dice, alert, now, out);
    out->changes.alert_step = step;
}

struct new_alert alerts_raise(const struct config *config, const struct family *family,
                              enum level level, usec now)
{
    const struct zone *zone = config->municipality.zone;
    const char *owner = family->id ? family->manager : "";
    const struct programme *programme =
        family->enrolment.id ? config_programme(config, family->enrolment.programme) : NULL;
    struct new_alert alert = {
        .family_id = family->id,
        .level = level,
        .day_start = zone_day_start(zone, zone_day(zone, now)),
        .owner = owner,
        .next_at = now,
        .deadline_at = now + config->alerts.ladder[0].wait_for,
    };

    if (level < LEVEL_CRISIS) {
        alert.next_at = roster_next_hours(config, owner, now);
        alert.deadline_at =
            alert.next_at + (programme && programme->ladder_n > 0 ? programme->ladder[0].wait_for
                                                                  : config->alerts.relapse_within);
    }
    return alert;
}
