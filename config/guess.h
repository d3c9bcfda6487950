#ifndef CONFIG_GUESS_H
#define CONFIG_GUESS_H
/* Guess: the word that was probably meant, for faults about names that do not exist. */
#include "gateway/base/base.h"

struct guess {
    const char *wrong;
    const char *best; /* NULL: nothing is near */
    unsigned distance;
    char said[96];
};

struct guess guess_new(const char *wrong);
void guess_try(struct guess *guess, const char *candidate);
/* `; did you mean "x"?`, or "". Borrowed from the guess. */
const char *guess_say(struct guess *guess);

#endif
