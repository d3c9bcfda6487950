#ifndef SCHEDULER_RHYTHM_LEXICON_H
#define SCHEDULER_RHYTHM_LEXICON_H
/* The words of rhythms, in the two languages of the console, and a line cut into them. Inside
 * scheduler/ only.
 *
 * They are in a table here and not among the texts, since they are a grammar and nobody's wording: the
 * reader hangs on each of them. */
#include "gateway/base/words.h"

enum token_kind {
    TOKEN_END,
    TOKEN_COMMA,
    TOKEN_NUMBER,   /* "2", "two" */
    TOKEN_ORDINAL,  /* "15th", "first" */
    TOKEN_TIME,     /* "10:00": minutes of the day */
    TOKEN_UNIT,     /* "week": an enum frequency */
    TOKEN_OFTEN,    /* "fortnightly": 16 for each unit between, and the unit */
    TOKEN_WEEKDAY,  /* 1 Monday … 7 Sunday */
    TOKEN_WEEKDAYS, /* "weekend": 16 times the first, and the last */
    TOKEN_MONTH,
    TOKEN_EVERY,
    TOKEN_OTHER, /* "every other week" */
    TOKEN_SKIP,  /* the "om" of "om de week" */
    TOKEN_ONCE,
    TOKEN_TWICE,
    TOKEN_TIMES,
    TOKEN_UNSURE, /* "biweekly": people mean different things by it */
    TOKEN_A,
    TOKEN_THE,
    TOKEN_ON,
    TOKEN_IN,
    TOKEN_OF,
    TOKEN_AND,
    TOKEN_TO,
    TOKEN_AFTER, /* the "na" of "op een na laatste" */
    TOKEN_LAST,
    TOKEN_SAME,
    TOKEN_DATE,
    TOKEN_BUT,
    TOKEN_ONLY,
    TOKEN_WITH,
    TOKEN_THAT,
    TOKEN_BEGIN,
    TOKEN_BETWEEN,
    TOKEN_HOUR,
};

struct token {
    enum token_kind kind;
    int value;
    const char *at; /* in the line */
    size_t n;
};

/* What a refusal shows: how often, a day and a window. */
#define RHYTHM_EXAMPLE                                                                             \
    "\"every week on Tuesday between 10:00 and 12:00\" or "                                        \
    "\"elke week op dinsdag tussen 10:00 en 12:00\""

/* More than the words of any rule of 500 characters have. */
#define TOKENS_MAX 1000

/* Cuts `line` into tokens and puts a TOKEN_END behind. RC_INVALID: a word that is in neither language. */
enum rc rhythm_tokens(const char *line, struct token out[static TOKENS_MAX],
                      struct fault *why) NEEDS_CHECK;

/* The word for it, as it is shown; LANGUAGE_NL, else English. */
const char *rhythm_word(enum language language, enum token_kind kind, int value);

#endif
