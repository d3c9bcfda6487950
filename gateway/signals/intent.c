#include "gateway/signals/intent.h"

/* Which of two explicit requests in one reply wins: a call for a person outranks all, and who wants
 * another time has neither confirmed nor declined. */
static int rank_of(enum intent intent)
{
    switch (intent) {
    case INTENT_CONTACT:
        return 9;
    case INTENT_WRONG_NUMBER:
        return 8;
    case INTENT_STOP:
        return 7;
    case INTENT_LANGUAGE:
        return 6;
    case INTENT_START:
        return 5;
    case INTENT_RESCHEDULE:
        return 4;
    case INTENT_CONFIRM:
    case INTENT_DECLINE:
        return 3;
    case INTENT_INFO:
        return 2;
    case INTENT_UNCLEAR:
    case INTENT_ANSWER:
    case INTENT_N:
        break;
    }
    return 0;
}

/* The strongest explicit request; of two equal ones the last said counts. */
static enum intent find_request(const struct room *room, unsigned context, bool *unclear)
{
    enum intent best = INTENT_ANSWER;

    for (size_t i = 0; i < room->matches->n; i++) {
        const struct match *match = &room->matches->at[i];
        const struct concept *concept = room_concept(room, match);

        if (room->dropped[i] || concept->kind != KIND_INTENT || !(concept->contexts & context))
            continue;
        if (room_find(room, match, SCOPE_NEGATION)) continue;
        if (concept->intent == INTENT_UNCLEAR) *unclear = true;
        if (rank_of(concept->intent) >= rank_of(best) && rank_of(concept->intent) > 0)
        best = concept->intent;
    }
    return best;
}

/* A lone number is a score; a long row of digits is not. */
#define SCORE_DIGITS_MAX 2

/* Does anything in it say something that can be read? */
static bool says_something(const struct recognised *recognised)
{
    bool number = false;

    for (size_t i = 0; i < recognised->tokens.n; i++) {
        const struct token *token = &recognised->tokens.at[i];

        if (token->script == SCRIPT_DIGITS)
            number |= token->form_bytes <= SCORE_DIGITS_MAX;
        else if (recognised->seen[i].word_n > 0)
            return true;
    }
    return number && recognised->word_n == 0;
}

enum intent intent_read(const struct room *room, enum context context, bool telling)
{
    bool unclear = false;
    enum intent request =
        find_request(room, context == CONTEXT_APPOINTMENT ? IN_APPOINTMENT : IN_CHECKIN, &unclear);

    if (request != INTENT_ANSWER) return request;
    if (telling) return INTENT_ANSWER;
    return !unclear && says_something(room->recognised) ? INTENT_ANSWER : INTENT_UNCLEAR;
}
