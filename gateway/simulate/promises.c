/* The promises of the design, as far as they can be broken so far. Each is checked where it would break:
 * at the provider, at the phones, in the books. */
#include "gateway/simulate/sim.h"

/* The first page of a level 3 leaves within this time of the reply. */
#define PAGE_WITHIN         USEC_MIN
#define CRISIS_REPLY_WITHIN USEC_MIN
/* One crisis reply a number in ten minutes. */
#define CRISIS_REPLY_EVERY (10 * USEC_MIN)

static bool is_urgent(enum kind kind)
{
    return kind == KIND_CRISIS || kind == KIND_PAGE;
}

static bool is_of_our_own_accord(enum kind kind)
{
    return kind == KIND_CHECKIN || kind == KIND_REMINDER || kind == KIND_NUDGE;
}

static const struct sim_phone *phone_of(const struct sim *sim, const char *number)
{
    for (size_t i = 0; i < sim->phone_n; i++)
        if (strcmp(sim->phones[i].number, number) == 0) return &sim->phones[i];
    return NULL;
}

static void count(struct sim *sim, enum kind kind)
{
    struct simulate_report *report = sim->report;

    switch (kind) {
    case KIND_CHECKIN:
        report->check_ins++;
        break;
    case KIND_REMINDER:
        report->reminders++;
        break;
    case KIND_NUDGE:
        report->nudges++;
        break;
    case KIND_CRISIS:
        report->crisis_replies++;
        break;
    case KIND_FOLLOW_UP:
    case KIND_ANSWER:
    case KIND_CONFIRMATION:
    case KIND_CALLBACK:
        report->answers++;
        break;
    case KIND_PAGE:
    case KIND_N:
        break;
    }
}

void sim_check_carried(struct sim *sim, int64_t id, struct carried *carried)
{
    const struct config *config = sim->options.config;
    const struct sim_phone *phone = phone_of(sim, carried->to);

    if (!carried->known) return;
    if (carried->received == 1) count(sim, carried->kind);
    if (carried->received > 1) {
        sim->report->resent++;
        /* This provider can be asked, so nothing but an urgent message may come twice. */
        if (!is_urgent(carried->kind) || carried->received > 3)
            sim_broken(sim, "message %lld (%s) reached the provider %d times", (long long)id,
                       kind_name(carried->kind), carried->received);
    }
    if (!is_of_our_own_accord(carried->kind)) return;
    if (quiet_hours_cover(&config->quiet, config->municipality.zone, sim_gateway_now(sim)))
        sim_broken(sim, "message %lld (%s) left in quiet hours", (long long)id,
                   kind_name(carried->kind));
    if (phone && phone->stopped_at > 0 && sim->now > phone->stopped_at + USEC_SEC)
        sim_broken(sim, "message %lld (%s) left after STOP", (long long)id,
                   kind_name(carried->kind));
}

/* Delivery only moves forward. */
static void check_delivery(struct sim *sim, const struct message_row *row)
{
    struct carried *carried;

    if ((size_t)row->id >= sim->carried_space) return;
    carried = &sim->carried[row->id];
    if (row->delivery < carried->seen)
        sim_broken(sim, "message %lld went back from %s to %s", (long long)row->id,
                   delivery_name(carried->seen), delivery_name(row->delivery));
    carried->seen = row->delivery;
}

static enum rc check_phone(struct sim *sim, struct sim_phone *phone, struct fault *why)
{
    SCOPED(messages_clear) struct messages messages = {0};
    SCOPED(family_clear) struct family family = {0};

    TRY(store_message_of_phone(sim->store, phone->phone_id, sim->now - 3 * USEC_DAY, &messages,
                               why));
    for (size_t i = 0; i < messages.n; i++)
        check_delivery(sim, &messages.at[i]);
    TRY(store_family_load(sim->store, phone->family_id, &family, why));
    if (!family.members[0].phone.stopped)
        phone->stopped_at = 0;
    else if (phone->stopped_at == 0)
        phone->stopped_at = sim->now;
    return RC_OK;
}

/* Whether the provider's and the store's troubles excuse a delay now. */
static bool is_troubled(const struct sim *sim)
{
    return sim->options.faults & ~(1U << FAULT_REPORT_LATE | 1U << FAULT_REPORT_DOUBLED |
                                   1U << FAULT_REPORT_LOST | 1U << FAULT_STAFF_ABSENT);
}

/* Danger is answered and somebody is paged, at once unless the faults hold it up, and always at last. */
static enum rc check_crisis(struct sim *sim, struct sim_phone *phone, bool at_end,
                            struct fault *why)
{
    SCOPED(alerts_clear) struct alerts alerts = {0};
    bool replied, raised = false;

    if (phone->crisis_at == 0) return RC_OK;
    if (!at_end && sim->now - phone->crisis_at < (is_troubled(sim) ? USEC_DAY : PAGE_WITHIN))
        return RC_OK;
    replied = phone->crisis_replied_at + CRISIS_REPLY_EVERY > phone->crisis_at;
    TRY(store_alert_list(sim->store, NULL, true, &alerts, why));
    for (size_t i = 0; i < alerts.n; i++)
        if (alerts.at[i].family_id == phone->family_id && alerts.at[i].level == LEVEL_CRISIS &&
            (alerts.at[i].step > 0 || alerts.at[i].state != ALERT_OPEN))
            raised = true;
    if (!replied)
        sim_broken(sim, "a crisis of family %lld got no emergency number",
                   (long long)phone->family_id);
    if (!raised)
        sim_broken(sim, "a crisis of family %lld paged nobody", (long long)phone->family_id);
    phone->crisis_at = 0;
    return RC_OK;
}

static enum rc check_books(struct sim *sim, bool at_end, struct fault *why)
{
    SCOPED(balance_clear) struct balance books = {0};

    TRY(store_balance(sim->store, &books, why));
    if (!books.balances)
        sim_broken(sim, "the books do not balance: %s", text_string(&books.imbalance));
    if (books.arrived != sim->texts_accepted)
        sim_broken(sim, "%lld texts were answered 200, %lld are in the books",
                   (long long)sim->texts_accepted, (long long)books.arrived);
    if (at_end && books.waiting != 0)
        sim_broken(sim, "%lld texts were never handled", (long long)books.waiting);
    if (books.replies + books.staff_replies != books.handled)
        sim_broken(sim, "%lld texts handled, %lld replies kept", (long long)books.handled,
                   (long long)(books.replies + books.staff_replies));
    return RC_OK;
}

enum rc sim_check(struct sim *sim, bool at_end, struct fault *why)
{
    for (size_t i = 0; i < sim->phone_n; i++) {
        TRY(check_phone(sim, &sim->phones[i], why));
        TRY(check_crisis(sim, &sim->phones[i], at_end, why));
    }
    return check_books(sim, at_end, why);
}
