#include "gateway/dialogue/heard.h"

/* An answer to the family's own message that could not leave within this time is no answer any more. */
#define ANSWER_VALID_FOR (4 * USEC_HOUR)

static const struct script_step *step_of(const struct config *config,
                                         const struct question *question)
{
    const struct script *script =
        question && question->script ? config_script(config, question->script) : NULL;

    return script ? script_step_find(script, question->step) : NULL;
}

static bool is_appointment_word(const struct heard *heard)
{
    switch (heard->keyword) {
    case KEYWORD_YES:
    case KEYWORD_NO:
    case KEYWORD_OTHER_TIME:
        return true;
    default:
        return heard->reading.intent == INTENT_CONFIRM || heard->reading.intent == INTENT_DECLINE ||
               heard->reading.intent == INTENT_RESCHEDULE;
    }
}

/* Whether the text has the shape of an answer to this question. */
static bool fits(const struct heard *heard, const struct question *question)
{
    const struct script_step *step = step_of(heard->hearing->config, question);

    if (is_offer(question)) return heard_fits_slots(heard, question);
    if (question->kind == KIND_REMINDER) return is_appointment_word(heard);
    if (!step) return false;
    switch (step->expects) {
    case EXPECTS_SCORE:
        return heard->score > 0;
    case EXPECTS_CHOICE:
        for (size_t i = 0; i < step->choice_n; i++)
            if (step->choices[i].digit == heard->digit) return true;
        return false;
    case EXPECTS_TEXT:
        /* A reminder that is open asked for "yes" by name. */
        return (heard->digit == 0 || heard->score > 0) && !is_appointment_word(heard);
    }
    return false;
}

/* Who is used to being asked for a score may give one to an open question too; in a sentence a number counts
 * something else. */
static bool takes_score(const struct heard *heard)
{
    if (!heard->step) return false;
    switch (heard->step->expects) {
    case EXPECTS_SCORE:
        return true;
    case EXPECTS_TEXT:
        return heard->digit > 0;
    case EXPECTS_CHOICE:
        break;
    }
    return false;
}

/* The newest question whose shape fits, else the newest that a sentence can answer. */
static const struct question *match(const struct heard *heard)
{
    const struct questions *open = &heard->hearing->conversation->questions;
    const struct question *any = NULL;

    for (size_t i = 0; i < open->n; i++) {
        const struct question *question = &open->at[i];
        usec asked_at = question->asked_at ? question->asked_at : question->due_at;

        if (heard->hearing->now - asked_at > ANSWER_WITHIN) continue;
        if (fits(heard, question)) return question;
        if (!any && question->kind != KIND_REMINDER) any = question;
    }
    return any;
}

static enum context context_of(const struct hearing *hearing)
{
    const struct questions *open = &hearing->conversation->questions;
    const struct question *question = hearing->about ? hearing->about : open->n ? open->at : NULL;

    return question && question->kind == KIND_REMINDER ? CONTEXT_APPOINTMENT : CONTEXT_CHECKIN;
}

static enum language language_of(const char *name)
{
    enum language language = LANGUAGE_NL;

    IGNORE(language_find(name, &language)); /* und: Dutch */
    return language;
}

static const struct member *member_of(const struct heard *heard)
{
    const struct conversation *conversation = heard->hearing->conversation;
    const struct family *family = &conversation->family;
    int64_t said = heard->hearing->member_id;
    int64_t asked = heard->question ? heard->question->member_id : 0;

    for (size_t i = 0; i < family->member_n; i++)
        if (family->members[i].id == (said ? said : asked)) return &family->members[i];
    for (size_t i = 0; i < family->member_n; i++)
        if (family->members[i].phone.id == conversation->phone.id) return &family->members[i];
    return NULL;
}

static struct addressee sender_of(const struct heard *heard)
{
    const struct conversation *conversation = heard->hearing->conversation;
    const struct member *member = member_of(heard);
    struct addressee to = {.number = heard->hearing->text->from,
                           .language = language_of(heard->reading.language),
                           .route = heard->hearing->text->route};

    if (conversation->phone.id == 0) return to;
    to.phone = &conversation->phone;
    to.family_id = conversation->family.id;
    to.manager = conversation->family.manager;
    if (member) {
        to.member_id = member->id;
        to.language = member->language;
        to.digits = member->digits;
    }
    return to;
}

static enum intent intent_of(const struct heard *heard)
{
    bool reminder = heard->question && heard->question->kind == KIND_REMINDER;

    switch (heard->keyword) {
    case KEYWORD_STOP:
        return INTENT_STOP;
    case KEYWORD_START:
        return INTENT_START;
    case KEYWORD_CALL:
        return INTENT_CONTACT;
    case KEYWORD_INFO:
        return INTENT_INFO;
    case KEYWORD_YES:
        return reminder ? INTENT_CONFIRM : INTENT_ANSWER;
    case KEYWORD_NO:
        return reminder ? INTENT_DECLINE : INTENT_ANSWER;
    case KEYWORD_OTHER_TIME:
        return INTENT_RESCHEDULE;
    case KEYWORD_NONE:
        break;
    }
    return heard->reading.intent;
}

void heard_init(struct heard *heard, const struct hearing *hearing, struct decision *out)
{
    const char *said = hearing->text->text;

    *heard = (struct heard){.hearing = hearing, .out = out};
    heard->keyword = hearing->meant ? hearing->meant : keyword_of(hearing->config, said);
    reader_read(hearing->reader, context_of(hearing), said, strlen(said), &heard->reading);
    heard->score = reader_score(said, strlen(said));
    heard->digit = keyword_digit(said);
    heard->question = hearing->about ? hearing->about : match(heard);
    heard->step = step_of(hearing->config, heard->question);
    if (!takes_score(heard)) heard->score = 0;
    heard->intent = intent_of(heard);
    heard->to = sender_of(heard);
    for (size_t i = 0; i < heard->reading.signal_n; i++)
        if (heard->reading.signals[i].level == LEVEL_CRISIS) heard->crisis = true;
}

enum act heard_act(const struct heard *heard)
{
    if (heard->keyword == KEYWORD_YES && heard->hearing->conversation->phone.consent_asked)
        return ACT_START;
    switch (heard->intent) {
    case INTENT_STOP:
        return heard->keyword == KEYWORD_STOP ? ACT_STOP : ACT_STOP_SENTENCE;
    case INTENT_START:
        /* Only the bare word: a sentence about starting again is for a person to read. */
        return heard->keyword == KEYWORD_START ? ACT_START : ACT_ANSWER;
    case INTENT_CONTACT:
        return ACT_CONTACT;
    case INTENT_INFO:
        return ACT_INFO;
    case INTENT_WRONG_NUMBER:
        return ACT_WRONG_NUMBER;
    case INTENT_CONFIRM:
    case INTENT_DECLINE:
    case INTENT_RESCHEDULE:
        return heard->question && heard->question->kind == KIND_REMINDER ? ACT_APPOINTMENT
                                                                         : ACT_ANSWER;
    case INTENT_UNCLEAR:
    case INTENT_ANSWER:
    case INTENT_LANGUAGE:
    case INTENT_N:
        break;
    }
    return heard->question && is_offer(heard->question) ? ACT_APPOINTMENT : ACT_ANSWER;
}

void heard_signal(struct heard *heard, const struct new_signal *signal)
{
    const struct enrolment *enrolment = &heard->hearing->conversation->family.enrolment;
    struct new_signal own = *signal;

    own.family_id = heard->to.family_id;
    own.in_plan = enrolment_names(enrolment, own.domain, own.level);
    decision_signal(heard->out, &own);
}

void heard_ruling(struct heard *heard, const struct ruling *ruling, enum domain domain,
                  enum signal_source source, const char *evidence)
{
    if (ruling->level == LEVEL_STABLE) return;
    heard_signal(heard, &(struct new_signal){
                            .domain = domain,
                            .level = ruling->level,
                            .confidence_percent = 100,
                            .evidence = evidence,
                            .source = source,
                            .rule = ruling->rule,
                            .figures = decision_keep_string(heard->out, ruling->figures.string),
                        });
}

struct new_message *heard_say(struct heard *heard, enum kind kind, const char *name,
                              const struct variables *variables)
{
    usec now = heard->hearing->now;

    if (heard->hearing->on_screen) {
        decision_show(heard->out, heard->hearing->config, &heard->to, name, variables);
        return NULL;
    }
    return decision_say(heard->out, heard->hearing->config, &heard->to, kind, name, variables, now,
                        now + ANSWER_VALID_FOR);
}

void heard_close_question(struct heard *heard, enum question_state state)
{
    if (!heard->question || !heard->question->id) return;
    decision_answer(heard->out, &(struct question_change){.id = heard->question->id,
                                                          .state = state,
                                                          .score = heard->score,
                                                          .nudges = heard->question->nudges,
                                                          .nudge_at = USEC_NEVER});
}
