/* The promises about alerts: who is paged when, who took it, and that silence closes nothing. */
#include "gateway/simulate/sim.h"

/* The first page of a level 3 leaves within this time of the reply; elsewhere it is the slack. */
#define PAGE_WITHIN USEC_MIN
/* A level 2 waits for the manager's own hours: over a long weekend at most. */
#define RELAPSE_WITHIN (4 * USEC_DAY)
/* A reply that could not leave for so long says nothing any more. */
#define REPLY_VALID_FOR (4 * USEC_HOUR)
/* With a crisis open it is looked at this often, otherwise when something stirred. */
#define LOOK_EVERY (USEC_MIN / 2)

/* Whether everybody whom the last rung pages was paged. */
static bool everyone_paged(const struct sim *sim, const struct sim_alert *alert)
{
    for (size_t i = 0; i < sim->config.staff_n && i < SIM_STAFF_MAX; i++) {
        enum role role = sim->config.staff[i].role;

        if (role != ROLE_FAMILY_MANAGER && role != ROLE_COORDINATOR && role != ROLE_PROCESS_MANAGER)
            continue;
        if (alert->sms_at[i] < alert->pages_from) return false;
    }
    return true;
}

static bool paged_on_both(const struct sim_alert *alert)
{
    for (size_t i = 0; i < SIM_STAFF_MAX; i++)
        if (alert->sms_at[i] >= alert->pages_from && alert->mail_at[i] >= alert->pages_from)
            return true;
    return false;
}

static usec rung_wait(const struct sim *sim)
{
    return sim->config.alerts.ladder[0].wait_for;
}

static bool timed_calm(const struct sim *sim, usec since)
{
    return sim_calm(sim, since) && sim->clock_until <= since;
}

static void check_open_crisis(struct sim *sim, const struct sim_alert *alert)
{
    usec waits = sim->now - alert->opened_at;
    usec last = alert->paged_at > alert->opened_at ? alert->paged_at : alert->opened_at;
    usec climbed = (usec)(sim->config.alerts.ladder_n - 1) * rung_wait(sim);
    long long id = alert->id;

    if (waits > PAGE_WITHIN && !paged_on_both(alert) && timed_calm(sim, alert->opened_at))
        sim_broken(sim, "nobody was paged about alert %lld on two channels within a minute", id);
    if (sim->now - last > rung_wait(sim) + PAGE_WITHIN && timed_calm(sim, last))
        sim_broken(sim, "alert %lld is open and nobody was paged for %lld minutes", id,
                   (long long)((sim->now - last) / USEC_MIN));
    if (waits > climbed + PAGE_WITHIN && timed_calm(sim, alert->opened_at) &&
        !everyone_paged(sim, alert))
        sim_broken(sim, "alert %lld did not climb to everyone", id);
}

static void check_taken(struct sim *sim, const struct sim_alert *alert, bool contacted)
{
    long long id = alert->id;

    if (!alert->code_written) sim_broken(sim, "alert %lld was taken, but by nobody", id);
    if (alert->level == LEVEL_CRISIS && !contacted &&
        sim->now - alert->taken_at > sim->config.alerts.contact_within + PAGE_WITHIN &&
        timed_calm(sim, alert->taken_at))
        sim_broken(sim, "alert %lld was taken, nobody called, and it did not open again", id);
}

/* Whoever took it tries to reach the family, sometimes too late. */
static void plan_contact(struct sim *sim, const struct sim_alert *alert)
{
    sim_happen(
        sim, (struct happening){.at = sim->now + (usec)(1 + dice_below(&sim->dice, 24)) * USEC_MIN,
                                .kind = HAPPENING_CONTACT,
                                .alert = alert->id});
}

/* When the gateway opened it, as far as two looks allow, whatever its clock did since. */
static usec opened_at(const struct sim *sim, const struct alert *row)
{
    usec at = row->opened_at - sim->skew;

    if (at < sim->alerts_looked_at) return sim->alerts_looked_at;
    return at < sim->now ? at : sim->now;
}

static void note_state(struct sim *sim, struct sim_alert *alert, const struct alert *row)
{
    if (alert->id == 0) {
        alert->id = row->id;
        alert->family_id = row->family_id;
        alert->level = row->level;
        alert->first_at = sim->now;
        alert->opened_at = alert->pages_from = opened_at(sim, row);
    } else if (alert->state == ALERT_TAKEN && row->state == ALERT_OPEN) {
        alert->opened_at = sim->now;
        alert->pages_from = sim->alerts_looked_at;
        alert->code_written = alert->contacted = false;
    }
    if (row->state == ALERT_TAKEN && row->taken_at != alert->taken_mark) {
        alert->taken_at = sim->now;
        alert->taken_mark = row->taken_at;
        if (alert->level == LEVEL_CRISIS) plan_contact(sim, alert);
    }
    alert->state = row->state;
}

static void check_alert(struct sim *sim, const struct alert *row)
{
    struct sim_alert *alert = sim_alert_of(sim, row->id);
    usec since;

    note_state(sim, alert, row);
    since = alert->opened_at > sim->woke_at ? alert->opened_at : sim->woke_at;
    switch (row->state) {
    case ALERT_OPEN:
        if (row->level == LEVEL_CRISIS)
            check_open_crisis(sim, alert);
        else if (!alert->paged_at && sim->now - since > RELAPSE_WITHIN)
            sim_broken(sim, "nobody was paged about alert %lld for days", (long long)row->id);
        break;
    case ALERT_TAKEN:
        check_taken(sim, alert, row->contact_at > 0);
        break;
    case ALERT_CLOSED:
        break;
    }
}

/* ---- Danger and trouble are heard --------------------------------------------------------------- */

static int64_t family_id_of(const struct sim *sim, const struct sim_phone *phone)
{
    return phone->family >= 0 ? sim->families[phone->family].id : 0;
}

/* Whether an alert of the family stands that was open then or since. */
static bool is_raised(const struct sim *sim, const struct sim_phone *phone, enum level level,
                      usec since)
{
    for (size_t i = 0; i < sim->alert_space; i++) {
        const struct sim_alert *alert = &sim->alerts[i];

        if (alert->id && alert->family_id == family_id_of(sim, phone) && alert->level >= level &&
            (alert->first_at >= since || (level < LEVEL_CRISIS && alert->state != ALERT_CLOSED)))
            return true;
    }
    return false;
}

/* One emergency number in ten minutes, and an alert for every text. A clock that jumped excuses nothing. */
static void check_crisis(struct sim *sim, struct sim_phone *phone, bool at_end)
{
    usec since = phone->crisis_at > sim->troubled_until ? phone->crisis_at : sim->troubled_until;
    long long family = family_id_of(sim, phone);

    if (phone->crisis_at == 0 || (!at_end && sim->now - since < PAGE_WITHIN)) return;
    if (phone->replied_at + 10 * USEC_MIN <= phone->crisis_from &&
        since - phone->crisis_at < REPLY_VALID_FOR)
        sim_broken(sim, "a crisis of family %lld got no emergency number", family);
    if (!is_raised(sim, phone, LEVEL_CRISIS, phone->crisis_from))
        sim_broken(sim, "a crisis of family %lld opened no alert", family);
    phone->crisis_at = 0;
}

static void check_low(struct sim *sim, struct sim_phone *phone)
{
    usec since = phone->low_at > sim->troubled_until ? phone->low_at : sim->troubled_until;

    if (phone->low_at == 0 || sim->now - since < PAGE_WITHIN) return;
    if (!is_raised(sim, phone, LEVEL_RELAPSE, phone->low_at))
        sim_broken(sim, "a score of 1 of family %lld opened no alert",
                   (long long)family_id_of(sim, phone));
    phone->low_at = 0;
}

/* Every alert that is not open was closed by a person. */
static enum rc check_closed(struct sim *sim, struct fault *why)
{
    int64_t crises = 0;

    for (size_t i = 0; i < sim->alert_space; i++) {
        SCOPED(alert_clear) struct alert row = {0};
        struct sim_alert *alert = &sim->alerts[i];

        if (alert->id && alert->level == LEVEL_CRISIS) crises++;
        if (alert->id == 0 || alert->closed) continue;
        TRY(store_alert_load(sim->store, alert->id, &row, why));
        if (row.state == ALERT_CLOSED)
            sim_broken(sim, "alert %lld was closed, but by nobody", (long long)alert->id);
    }
    if (crises != sim->crises_accepted)
        sim_broken(sim, "%lld texts told of danger, %lld alerts were opened",
                   (long long)sim->crises_accepted, (long long)crises);
    return RC_OK;
}

enum rc sim_check_alerts(struct sim *sim, bool all, struct fault *why)
{
    SCOPED(alerts_clear) struct alerts alerts = {0};

    if (!all && !sim->alerts_stirred && sim->now - sim->alerts_looked_at < LOOK_EVERY) return RC_OK;
    sim->alerts_stirred = false;
    TRY(store_alert_list(sim->store, NULL, false, &alerts, why));
    for (size_t i = 0; i < alerts.n; i++)
        check_alert(sim, &alerts.at[i]);
    sim->alerts_looked_at = sim->now;
    for (size_t i = 0; i < sim->phone_n; i++) {
        check_crisis(sim, &sim->phones[i], sim->now >= sim->end_at);
        check_low(sim, &sim->phones[i]);
    }
    return all ? check_closed(sim, why) : RC_OK;
}
