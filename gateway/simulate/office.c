/* The simulated office: staff who take alerts, or not, and what they do behind their desks. */
#include "gateway/alerts/alerts.h"
#include "gateway/simulate/sim.h"

struct sim_alert *sim_alert_of(struct sim *sim, int64_t id)
{
    if ((size_t)id >= sim->alert_space) {
        size_t space = 2 * (size_t)id + 64;

        sim->alerts = mem_grow(sim->alerts, space, sizeof(*sim->alerts));
        memset(sim->alerts + sim->alert_space, 0,
               (space - sim->alert_space) * sizeof(*sim->alerts));
        sim->alert_space = space;
    }
    return &sim->alerts[id];
}

/* ---- Pages ------------------------------------------------------------------------------------ */

/* The page's code: its only run of four digits. */
static bool find_code(const char *text, char out[static 8])
{
    for (; *text; text++) {
        if (strspn(text, "0123456789") == 4) {
            snprintf(out, 8, "%.4s", text);
            return true;
        }
        text += strspn(text, "0123456789") > 0 ? strspn(text, "0123456789") - 1 : 0;
    }
    return false;
}

/* The alert that a page's link names; 0: none, or the gateway is dead at this moment. */
static int64_t alert_of_link(struct sim *sim, const char *text)
{
    SCOPED(mem_free) char *staff = NULL;
    const char *at = strstr(text, "/a/");
    char token[33];
    int64_t id = 0;

    if (!at) return 0;
    snprintf(token, sizeof(token), "%s", at + 3);
    if (store_page_by_token(sim->store, token, &id, &staff, NULL) != RC_OK) return 0;
    return id;
}

static void paged(struct sim *sim, int64_t alert_id, size_t staff, bool by_mail)
{
    struct sim_alert *alert = sim_alert_of(sim, alert_id);

    if (staff < SIM_STAFF_MAX) (by_mail ? alert->mail_at : alert->sms_at)[staff] = sim->now;
    alert->paged_at = sim->now;
    sim->alerts_stirred = true;
}

void sim_staff_mail(struct sim *sim, const char *address, const char *text)
{
    int64_t alert_id = alert_of_link(sim, text);

    for (size_t i = 0; alert_id && i < sim->config.staff_n; i++)
        if (strcmp(sim->config.staff[i].email, address) == 0) paged(sim, alert_id, i, true);
}

void sim_staff_hear(struct sim *sim, const char *number, const char *text)
{
    int64_t alert_id = alert_of_link(sim, text);
    struct happening meant = {.meaning = MEANS_CODE, .phone = -1, .alert = alert_id};
    char code[8];

    sim->report->pages++;
    for (size_t i = 0; alert_id && i < sim->config.staff_n; i++)
        if (strcmp(sim->config.staff[i].phone, number) == 0) paged(sim, alert_id, i, false);
    if (!alert_id || sim->now < sim->fault_until[FAULT_STAFF_ABSENT] || !find_code(text, code))
        return;
    if (dice_below(&sim->dice, 10) >= 6) return;
    meant.at = sim->now + (usec)(1 + dice_below(&sim->dice, 9)) * USEC_MIN;
    sim_write(sim, &meant, number, code);
}

/* ---- Alerts ----------------------------------------------------------------------------------- */

enum rc sim_contact(struct sim *sim, int64_t alert_id)
{
    SCOPED(alert_clear) struct alert alert = {0};
    enum rc rc;

    rc = store_alert_load(sim->store, alert_id, &alert, NULL);
    if (rc != RC_OK) return rc;
    if (alert.state != ALERT_TAKEN) return RC_OK;
    rc = store_alert_contact(sim->store, alert_id, alert.taken_by, "gebeld", sim_gateway_now(sim),
                             NULL);
    if (rc == RC_OK) sim_alert_of(sim, alert_id)->contacted = true;
    return rc;
}

static enum rc take_in_console(struct sim *sim, const struct alert *alert, struct fault *why)
{
    struct callback_wish wish = {.tell = true, .tomorrow = dice_once_in(&sim->dice, 3)};
    struct sim_alert *known = sim_alert_of(sim, alert->id);

    TRY(alerts_take(sim->store, &sim->config, alert->id, sim->config.staff[0].login, "console",
                    &wish, sim_gateway_now(sim), why));
    known->code_written = true;
    sim->alerts_stirred = true;
    return RC_OK;
}

static enum rc work_on(struct sim *sim, const struct alert *alert, struct fault *why)
{
    struct sim_alert *known = sim_alert_of(sim, alert->id);

    if (alert->state == ALERT_OPEN) {
        if (alert->level < LEVEL_CRISIS && dice_once_in(&sim->dice, 10))
            TRY(take_in_console(sim, alert, why));
    } else if (alert->contact_at == 0) {
        if (alert->level < LEVEL_CRISIS && dice_once_in(&sim->dice, 3))
            TRY(store_alert_contact(sim->store, alert->id, alert->taken_by, "gebeld",
                                    sim_gateway_now(sim), why));
    } else if (dice_once_in(&sim->dice, 6)) {
        TRY(store_alert_close(sim->store, alert->id, alert->taken_by, "right", "",
                              sim_gateway_now(sim), why));
        known->closed = true;
        sim->report->alerts_closed++;
    }
    return RC_OK;
}

static enum rc work_on_alerts(struct sim *sim, struct fault *why)
{
    SCOPED(alerts_clear) struct alerts alerts = {0};

    TRY(store_alert_list(sim->store, NULL, false, &alerts, why));
    for (size_t i = 0; i < alerts.n; i++)
        TRY(work_on(sim, &alerts.at[i], why));
    return RC_OK;
}

/* ---- The rest of the day ---------------------------------------------------------------------- */

static enum rc read_pile(struct sim *sim, struct fault *why)
{
    SCOPED(replies_clear) struct replies unread = {0};

    TRY(store_reply_unread(sim->store, NULL, 50, &unread, why));
    for (size_t i = 0; i < unread.n; i++) {
        if (dice_once_in(&sim->dice, 3)) continue;
        TRY(store_reply_read(sim->store, unread.at[i].id, "simulate", sim_gateway_now(sim), why));
        sim->read_n++;
    }
    return RC_OK;
}

static enum rc decide_stops(struct sim *sim, struct fault *why)
{
    for (size_t i = 0; i < sim->phone_n; i++) {
        struct sim_phone *phone = &sim->phones[i];
        bool lift = dice_once_in(&sim->dice, 2);
        struct consent consent = {.phone_id = phone->phone_id,
                                  .act = lift ? CONSENT_STOP_LIFTED : CONSENT_STOPPED,
                                  .how = "talk"};

        if (!phone->stop_asked || phone->stop_from > sim->now || !dice_once_in(&sim->dice, 30))
            continue;
        TRY(store_consent_record(sim->store, &consent, sim_gateway_now(sim), why));
        phone->stop_asked = false;
        if (lift) phone->stop_from = 0;
    }
    return RC_OK;
}

static enum rc see_a_family(struct sim *sim, struct fault *why)
{
    struct sim_family *family = &sim->families[dice_below(&sim->dice, sim->family_n)];
    uint64_t what = dice_below(&sim->dice, 100);

    if (what < 8) return sim_meet(sim, family, why);
    if (what < 14) return sim_coordinate(sim, family, why);
    if (what < 26) return sim_change_meeting(sim, family, why);
    return RC_OK;
}

/* Every hour or so somebody sits down at the console. */
enum rc sim_office_sweep(struct sim *sim, struct fault *why)
{
    if (sim->now - sim->swept_at < USEC_HOUR) return RC_OK;
    sim->swept_at = sim->now;
    if (dice_once_in(&sim->dice, sim->options.lively ? 10 : 200)) sim_stranger_writes(sim);
    if (sim->now < sim->fault_until[FAULT_STAFF_ABSENT]) return RC_OK;
    TRY(work_on_alerts(sim, why));
    TRY(read_pile(sim, why));
    TRY(decide_stops(sim, why));
    return see_a_family(sim, why);
}
