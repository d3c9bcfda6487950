/* Answers to a reminder: comes, does not come, wants another time. */
#include "gateway/dialogue/heard.h"

void heard_appointment(struct heard *heard)
{
    static const struct {
        enum intent intent;
        enum appointment_state state;
        const char *say;
    } answers[] = {
        {INTENT_CONFIRM,    APPOINTMENT_CONFIRMED,  "confirmed"       },
        {INTENT_DECLINE,    APPOINTMENT_DECLINED,   "declined"        },
        {INTENT_RESCHEDULE, APPOINTMENT_RESCHEDULE, "reschedule-asked"},
    };

    const struct hearing *hearing = heard->hearing;
    struct ruling ruling;

    if (is_offer(heard->question)) {
        heard_slot(heard);
        return;
    }
    for (size_t i = 0; i < COUNT(answers); i++) {
        if (answers[i].intent != heard->intent) continue;
        heard->out->changes.appointment_id = heard->question->appointment_id;
        heard->out->changes.appointment_starts_at = heard->question->starts_at;
        heard->out->changes.appointment_state = (int)answers[i].state;
        /* Who does not come or wants another time needs a person to find one. */
        if (answers[i].state != APPOINTMENT_CONFIRMED) heard->verdict.contact = true;
        if (!heard->crisis) heard_say(heard, KIND_ANSWER, answers[i].say, NULL);
    }
    if (heard->intent == INTENT_DECLINE) {
        ruling = rule_decline(&hearing->config->rules, &hearing->conversation->past, hearing->now);
        heard_ruling(heard, &ruling, DOMAIN_GENERAL, SOURCE_SEVERAL, "");
    }
    heard_close_question(heard, QUESTION_ANSWERED);
    /* Seen on the screen without a reminder before it. */
    if (hearing->on_screen && heard->question->id == 0)
        heard_tell(heard, heard->question->appointment_id, heard->question->starts_at, NULL);
}
