/* The ladder: whom to page next about an alert that nobody has taken. */
#include "gateway/alerts/alerts.h"

/* A relapse that nobody took by its deadline goes a rung up once a day. */
static const enum rung relapse_rungs[] = {RUNG_ON_DUTY, RUNG_COORDINATOR, RUNG_PROCESS_MANAGER};

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

/* The manager's own hours count for a relapse: the manager is paged in person, on duty or not. */
static void climb_relapse(const struct config *config, struct dice *dice, const struct alert *alert,
                          usec now, struct decision *out)
{
    struct alert_step *step = &out->alert_step;
    size_t last = COUNT(relapse_rungs) - 1;
    enum rung rung = relapse_rungs[(size_t)step->step < last ? (size_t)step->step : last];
    const struct staff *owner = config_staff(config, alert->owner);
    bool first = step->step == 0 && owner;

    step->next_at =
        step->step == 0 && alert->deadline_at > now ? alert->deadline_at : now + USEC_DAY;
    step->step++;
    if (first && decision_page(out, config, dice, alert, owner, now)) return;
    if (first) rung = RUNG_COORDINATOR;
    if (page_rung(config, dice, alert, rung, now, out) == 0) step->note = "nobody-reachable";
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
        alert.deadline_at = alert.next_at + config->alerts.relapse_within;
    }
    return alert;
}
