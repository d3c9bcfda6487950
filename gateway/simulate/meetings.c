/* The simulated appointments: made, moved, called off, with other times on offer. What was agreed on behind the
 * desk, and what families were told, is written down here. */
#include "gateway/appointments/appointments.h"
#include "gateway/dialogue/wording.h"
#include "gateway/simulate/sim.h"

/* A start lies three hours to ten days and a bit ahead. */
#define SOONEST_MIN 180U
#define SPREAD_MIN  14400U

static usec some_start(struct sim *sim)
{
    return sim_gateway_now(sim) +
           (usec)(SOONEST_MIN + dice_below(&sim->dice, SPREAD_MIN)) * USEC_MIN;
}

enum rc sim_meet(struct sim *sim, struct sim_family *family, struct fault *why)
{
    struct appointment appointment = {.family_id = family->id, .member_id = family->members[0]};
    struct sim_meeting *meeting;

    appointment.starts_at = some_start(sim);
    TRY(appointments_add(sim->store, &sim->config, &appointment, sim_gateway_now(sim), why));
    sim->meetings = mem_grow(sim->meetings, sim->meeting_n + 1, sizeof(*sim->meetings));
    meeting = &sim->meetings[sim->meeting_n++];
    *meeting = (struct sim_meeting){
        .id = appointment.id, .family_id = family->id, .starts_at = appointment.starts_at};
    return RC_OK;
}

static struct sim_meeting *meeting_of(struct sim *sim, int64_t id)
{
    for (size_t i = 0; i < sim->meeting_n; i++)
        if (sim->meetings[i].id == id) return &sim->meetings[i];
    return NULL;
}

static bool was_offered(const struct sim_meeting *meeting, usec starts_at)
{
    for (size_t i = 0; i < APPOINTMENT_SLOTS; i++)
        if (meeting->slots[i] == starts_at) return true;
    return false;
}

/* Nobody but staff moves an appointment, or a family to a time that it was offered. */
static void agree(struct sim *sim, const struct appointment *row)
{
    struct sim_meeting *meeting = meeting_of(sim, row->id);
    bool cancelled = row->state == APPOINTMENT_CANCELLED;

    if (meeting && row->starts_at != meeting->starts_at && was_offered(meeting, row->starts_at)) {
        meeting->starts_at = row->starts_at;
        meeting->told_at = 0; /* the answer says it, where it may still be sent */
        memset(meeting->slots, 0, sizeof(meeting->slots));
        sim->report->slots_chosen++;
    }
    if (!meeting || row->starts_at != meeting->starts_at || cancelled != meeting->cancelled)
        sim_broken(sim, "appointment %lld is not as it was agreed", (long long)row->id);
}

static enum rc agree_all(struct sim *sim, int64_t family_id, struct fault *why)
{
    SCOPED(appointments_clear) struct appointments all = {0};

    TRY(store_appointment_list(sim->store, family_id, &all, why));
    for (size_t i = 0; i < all.n; i++)
        agree(sim, &all.at[i]);
    return RC_OK;
}

/* ---- Behind the desk -------------------------------------------------------------------------- */

/* Whoever was told a time that does not hold any more is corrected by the same act. */
static enum rc check_corrected(struct sim *sim, const struct sim_meeting *meeting,
                               struct fault *why)
{
    SCOPED(messages_clear) struct messages messages = {0};
    usec now = sim_gateway_now(sim);

    if (meeting->told_at == 0 || (!meeting->cancelled && meeting->told_at == meeting->starts_at))
        return RC_OK;
    TRY(store_message_of_family(sim->store, meeting->family_id, now - 1, &messages, why));
    for (size_t i = 0; i < messages.n; i++) {
        if (messages.at[i].kind != KIND_NOTICE || messages.at[i].made_at != now) continue;
        sim->report->corrections++;
        return RC_OK;
    }
    sim_broken(sim, "appointment %lld: a time that does not hold was told and not corrected",
               (long long)meeting->id);
    return RC_OK;
}

static enum rc call_off(struct sim *sim, struct sim_meeting *meeting, struct fault *why)
{
    TRY(appointments_cancel(sim->store, &sim->config, meeting->family_id, meeting->id,
                            sim_gateway_now(sim), why));
    meeting->cancelled = true;
    return check_corrected(sim, meeting, why);
}

static enum rc move(struct sim *sim, struct sim_meeting *meeting, struct fault *why)
{
    struct appointment_wish wish = {
        .family_id = meeting->family_id, .id = meeting->id, .starts_at = some_start(sim)};

    TRY(appointments_move(sim->store, &sim->config, &wish, sim_gateway_now(sim), why));
    meeting->starts_at = wish.starts_at;
    memset(meeting->slots, 0, sizeof(meeting->slots));
    return check_corrected(sim, meeting, why);
}

static enum rc offer(struct sim *sim, struct sim_meeting *meeting, struct fault *why)
{
    usec slots[APPOINTMENT_SLOTS] = {0};

    for (size_t i = 0; i < 1 + dice_below(&sim->dice, APPOINTMENT_SLOTS); i++) {
        slots[i] = some_start(sim) + (usec)i;
        if (slots[i] == meeting->starts_at) slots[i] += USEC_SEC; /* another than it has */
    }
    TRY(appointments_offer(sim->store, &sim->config, meeting->family_id, meeting->id, slots,
                           sim_gateway_now(sim), why));
    memcpy(meeting->slots, slots, sizeof(slots));
    return RC_OK;
}

enum rc sim_change_meeting(struct sim *sim, struct sim_family *family, struct fault *why)
{
    struct sim_meeting *meeting = NULL;

    TRY(agree_all(sim, family->id, why));
    for (size_t i = 0; i < sim->meeting_n; i++)
        if (sim->meetings[i].family_id == family->id && !sim->meetings[i].cancelled &&
            sim->meetings[i].starts_at > sim_gateway_now(sim))
            meeting = &sim->meetings[i];
    if (!meeting) return RC_OK;
    switch (dice_below(&sim->dice, 3)) {
    case 0:
        return call_off(sim, meeting, why);
    case 1:
        return move(sim, meeting, why);
    default:
        return offer(sim, meeting, why);
    }
}

/* ---- At the provider -------------------------------------------------------------------------- */

/* Whether what the text tells holds at this moment; then the family knows it. */
static bool holds(struct sim *sim, const struct message_row *row, const struct question *question)
{
    struct sim_meeting *meeting = meeting_of(sim, question->appointment_id);
    SCOPED(text_clear) struct text time = {0};

    if (!meeting || meeting->cancelled || question->starts_at != meeting->starts_at) return false;
    if (strcmp(question->step, QUESTION_OFFERS) == 0) return true;
    wording_add_time(&sim->config, row->language, DIGITS_USUAL, meeting->starts_at, &time);
    if (!strstr(row->text, text_string(&time))) return false;
    meeting->told_at = meeting->starts_at;
    return true;
}

void sim_check_reminder(struct sim *sim, const struct message_row *row)
{
    SCOPED(questions_clear) struct questions questions = {0};

    /* Dead at this moment: what it knew cannot be asked. */
    if (agree_all(sim, row->family_id, NULL) != RC_OK ||
        store_question_list(sim->store, row->family_id, row->due_at, &questions, NULL) != RC_OK)
        return;
    /* That an appointment is called off asks nothing. */
    for (size_t i = 0; i < questions.n; i++)
        if (questions.at[i].id == row->question_id && !holds(sim, row, &questions.at[i]))
            sim_broken(sim, "message %lld tells of an appointment that was moved or called off",
                       (long long)row->id);
}
