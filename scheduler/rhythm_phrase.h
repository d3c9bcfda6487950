#ifndef SCHEDULER_RHYTHM_PHRASE_H
#define SCHEDULER_RHYTHM_PHRASE_H
/* What a line of words says, before it is known what it means: "the 15th" is a day of the month, the
 * year or March by what else stands there. Inside scheduler/ only. */
#include "scheduler/rhythm_words.h"

/* How many "on …" a line may have: days of the week, of the month and of the year. */
#define LISTS_MAX 3

enum item_kind {
    ITEM_WEEKDAY,  /* "Tuesday", "the second Tuesday" */
    ITEM_DAY,      /* "the 15th", "the last day": of the month or the year */
    ITEM_YEAR_DAY, /* "day 100" */
};

struct item {
    enum item_kind kind;
    bool every; /* "every Monday" */
    bool bare;  /* "first", of what is said behind it */
    int number; /* of the day, or the ordinal of the weekday; 0: none */
    int weekday;
    int month; /* of "3 March" */
};

struct list {
    size_t n;
    struct item items[RHYTHM_LIST_MAX];
    enum frequency of; /* "of the month", "of the year"; 0: nothing said */
};

struct phrase {
    struct rhythm_line line; /* all but the days */
    struct list lists[LISTS_MAX];
    size_t list_n;
    enum frequency same; /* "the same day of the month"; DAILY: "the same date" */
};

/* RC_INVALID: a word that is not known, or at a place where it says nothing. */
enum rc rhythm_phrase_read(const char *words, struct phrase *out, struct fault *why) NEEDS_CHECK;

#endif
