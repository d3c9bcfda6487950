#ifndef GATEWAY_DIALOGUE_HEARD_H
#define GATEWAY_DIALOGUE_HEARD_H
/* Heard: one text as it is understood, while dialogue works on it. Only dialogue/ includes this. */
#include "gateway/dialogue/dialogue.h"
#include "gateway/rules/rules.h"

enum act {
    ACT_ANSWER,
    ACT_APPOINTMENT,
    ACT_CONTACT,
    ACT_INFO,
    ACT_WRONG_NUMBER,
    ACT_STOP_SENTENCE,
    ACT_START,
    ACT_STOP,
};

struct heard {
    const struct hearing *hearing;
    struct decision *out;
    struct addressee to;
    enum keyword_kind keyword;
    struct reading reading;
    enum intent intent;              /* the reading's, or what the keyword says */
    int score;                       /* 1 to 5 where the question takes one, else 0 */
    int digit;                       /* a bare digit 1 to 9, else 0 */
    bool crisis;                     /* a level 3 is in it */
    const struct question *question; /* the one that this text answers, or NULL */
    const struct script_step *step;  /* of that question, or NULL */
    struct verdict verdict;
};

/* Reads the text and finds the question that it answers: by phone, time and shape. */
void heard_init(struct heard *heard, const struct hearing *hearing, struct decision *out);

enum act heard_act(const struct heard *heard);

/* Adds a signal of this sender and says whether it counts for the family. */
void heard_signal(struct heard *heard, const struct new_signal *signal);
/* The same of what a rule says, where it says something; `evidence` of the text may be "". */
void heard_ruling(struct heard *heard, const struct ruling *ruling, enum domain domain,
                  enum signal_source source, const char *evidence);

/* A text may answer a question that was asked at most this long ago. */
#define ANSWER_WITHIN (14 * USEC_DAY)

/* Adds one text to the sender, now. NULL: it stands on the screen. */
struct new_message *heard_say(struct heard *heard, enum kind kind, const char *name,
                              const struct variables *variables);

void heard_close_question(struct heard *heard, enum question_state state);

/* The kinds of answer: to a script's question, to a reminder, to an offer of other times. */
void heard_answer(struct heard *heard);
void heard_appointment(struct heard *heard);
void heard_slot(struct heard *heard);

/* Whether a question offers other times, and a text has the shape of an answer to it. */
bool is_offer(const struct question *question);
bool heard_fits_slots(const struct heard *heard, const struct question *question);
/* Writes down that the sender was told of this start, by `message` or, where that is NULL, on the screen. */
void heard_tell(struct heard *heard, int64_t appointment_id, usec starts_at,
                struct new_message *message);

#endif
