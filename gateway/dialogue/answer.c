/* Answers to the questions of a script: scores, choices, free text. */
#include "gateway/dialogue/heard.h"

/* How long a follow-up question waits for its answer. */
#define FOLLOW_UP_FOR USEC_DAY

static const char *digit_string(struct decision *out, int digit)
{
    char string[2] = {(char)('0' + digit), '\0'};

    return decision_keep_string(out, string);
}

static void signal_of_score(struct heard *heard)
{
    const struct hearing *hearing = heard->hearing;
    struct scores scores;
    struct ruling ruling;

    scores_of(hearing->config, &hearing->conversation->past, heard->to.member_id,
              heard->step->domain, &scores);
    scores_add(&scores, heard->score, hearing->now);
    ruling = rule_scores(&hearing->config->rules, &scores);
    heard_ruling(heard, &ruling, heard->step->domain, SOURCE_SCORE,
                 digit_string(heard->out, heard->score));
}

/* The follow-up names the domain of the score before it. */
static void signal_of_choice(struct heard *heard)
{
    const struct hearing *hearing = heard->hearing;
    struct scores scores;
    struct ruling ruling;

    scores_of_last(hearing->config, &hearing->conversation->past, heard->to.member_id, &scores);
    ruling = rule_follow_up(&hearing->config->rules, &scores);
    for (size_t i = 0; i < heard->step->choice_n; i++) {
        const struct choice *choice = &heard->step->choices[i];

        if (choice->digit == heard->digit && choice->domain != DOMAIN_GENERAL)
            heard_ruling(heard, &ruling, choice->domain, SOURCE_SCORE,
                         digit_string(heard->out, heard->digit));
    }
}

static const struct rule *rule_of(const struct script_step *step, int score)
{
    const struct rule *any = NULL;

    for (size_t i = 0; i < step->rule_n; i++) {
        if (score > 0 && (step->rules[i].scores >> score & 1U)) return &step->rules[i];
        if (step->rules[i].scores == 0 && !any) any = &step->rules[i];
    }
    return any;
}

static void ask_next(struct heard *heard, const struct script_step *next)
{
    usec now = heard->hearing->now;
    struct new_question *question = decision_ask(heard->out);
    struct new_message *message;

    question->kind = KIND_FOLLOW_UP;
    question->family_id = heard->to.family_id;
    question->member_id = heard->to.member_id;
    question->phone_id = heard->to.phone->id;
    question->enrolment_id = heard->question->enrolment_id;
    question->follows = heard->question->id;
    question->script = decision_keep_string(heard->out, heard->question->script);
    question->step = next->name;
    question->due_at = now;
    question->window_till = now + FOLLOW_UP_FOR;
    message = heard_say(heard, KIND_FOLLOW_UP, next->text, NULL);
    if (message)
        message->question = (int)heard->out->changes.question_n - 1;
    else
        question->asked_at = now;
}

/* Automatic texts rest while a stop is in force or waits for a person. */
static bool rests(const struct heard *heard)
{
    const struct phone *phone = &heard->hearing->conversation->phone;

    return heard->crisis || phone->stopped || phone->stop_pending;
}

static void follow_rule(struct heard *heard, const struct rule *rule)
{
    const struct script *script = config_script(heard->hearing->config, heard->question->script);
    const struct script_step *next = rule->go[0] ? script_step_find(script, rule->go) : NULL;

    if (rests(heard)) return;
    if (next)
        ask_next(heard, next);
    else if (rule->say[0])
        heard_say(heard, KIND_ANSWER, rule->say, NULL);
}

/* Something that is neither a score nor a sentence: asked once more, then left to a person. */
static bool ask_again(struct heard *heard)
{
    if (heard->intent != INTENT_UNCLEAR || heard->step->expects != EXPECTS_SCORE ||
        heard->question->state != QUESTION_OPEN || heard->question->nudges > 0 || rests(heard))
        return false;
    decision_answer(heard->out, &(struct question_change){.id = heard->question->id,
                                                          .state = QUESTION_OPEN,
                                                          .nudges = 1,
                                                          .nudge_at = heard->question->nudge_at});
    heard_say(heard, KIND_ANSWER, "score-again", NULL);
    return true;
}

void heard_answer(struct heard *heard)
{
    const struct rule *rule;

    /* Without a question nothing is said back: a person reads it, and two machines that answer each
     * other would never end. */
    if (!heard->question || !heard->step || ask_again(heard)) return;
    if (heard->score > 0) signal_of_score(heard);
    if (heard->step->expects == EXPECTS_CHOICE && heard->digit > 0) signal_of_choice(heard);
    heard_close_question(heard, QUESTION_ANSWERED);
    rule = rule_of(heard->step, heard->score);
    if (rule) follow_rule(heard, rule);
}
