/* Answers to an offer: one of the starts that a person put before the family, or none of them. */
#include "gateway/dialogue/heard.h"
#include "gateway/dialogue/moved.h"

bool is_offer(const struct question *question)
{
    return question->kind == KIND_REMINDER && question->step &&
           strcmp(question->step, QUESTION_OFFERS) == 0;
}

static const struct appointment *appointment_of(const struct heard *heard,
                                                const struct question *question)
{
    const struct appointments *all = &heard->hearing->conversation->appointments;

    for (size_t i = 0; i < all->n; i++)
        if (all->at[i].id == question->appointment_id) return &all->at[i];
    return NULL;
}

/* Which start a text chooses, from 1; 0: none of them; -1: it is not about them. */
static int choice_of(const char *said)
{
    char digits[KEYWORD_DIGITS_SPACE];

    if (!keyword_digits(said, digits) || digits[1] != '\0') return -1;
    return digits[0] - '0' <= APPOINTMENT_SLOTS ? digits[0] - '0' : -1;
}

bool heard_fits_slots(const struct heard *heard, const struct question *question)
{
    const struct appointment *of = appointment_of(heard, question);
    int choice = choice_of(heard->hearing->text->text);

    if (choice > 0) return of && of->slots[choice - 1] > 0;
    return choice == 0 || heard->keyword == KEYWORD_NO || heard->keyword == KEYWORD_OTHER_TIME ||
           heard->reading.intent == INTENT_DECLINE || heard->reading.intent == INTENT_RESCHEDULE;
}

void heard_tell(struct heard *heard, int64_t appointment_id, usec starts_at,
                struct new_message *message)
{
    usec now = heard->hearing->now;
    struct new_question *question = decision_ask(heard->out);

    question->kind = KIND_REMINDER;
    question->family_id = heard->to.family_id;
    question->member_id = heard->to.member_id;
    question->phone_id = heard->to.phone->id;
    question->enrolment_id = heard->hearing->conversation->family.enrolment.id;
    question->appointment_id = appointment_id;
    question->starts_at = starts_at;
    question->due_at = now;
    question->window_till = starts_at;
    if (message)
        message->question = (int)heard->out->changes.question_n - 1;
    else
        question->asked_at = now;
}

/* The confirmation is a text that tells of the new time, so a later move corrects it. */
static void choose(struct heard *heard, const struct appointment *of, usec starts_at)
{
    const struct hearing *hearing = heard->hearing;
    struct variables variables = {.at = starts_at};
    struct moved_choice choice = {starts_at, heard->to.member_id};
    struct new_message *message;

    moved_choose(heard->out, hearing->config, &hearing->conversation->family, of, &choice,
                 hearing->now);
    message = heard_say(heard, KIND_ANSWER, "slot-chosen", &variables);
    heard_tell(heard, of->id, starts_at, message);
}

void heard_slot(struct heard *heard)
{
    const struct appointment *of = appointment_of(heard, heard->question);
    int choice = choice_of(heard->hearing->text->text);
    usec starts_at = choice > 0 && of ? of->slots[choice - 1] : 0, now = heard->hearing->now;
    bool ahead = of && of->starts_at > now;

    heard->intent = choice > 0 ? INTENT_CONFIRM : INTENT_RESCHEDULE;
    heard_close_question(heard, QUESTION_ANSWERED);
    if (ahead && starts_at > now && !(of->slots_taken >> (choice - 1) & 1U)) {
        choose(heard, of, starts_at);
        return;
    }
    /* Gone meanwhile, or none of them suits: a person finds another time. */
    heard->verdict.contact = true;
    if (ahead) {
        heard->out->changes.appointment_id = of->id;
        heard->out->changes.appointment_starts_at = of->starts_at;
        heard->out->changes.appointment_state = APPOINTMENT_RESCHEDULE;
    }
    heard_say(heard, KIND_ANSWER, choice > 0 ? "slot-gone" : "reschedule-asked", NULL);
}
