#ifndef GATEWAY_RULES_FIGURES_H
#define GATEWAY_RULES_FIGURES_H
/* Figures: what the sentence of a rule names, kept with the signal ("4 2" in "fell from 4 to 2").
 *
 * Fields are separated by blanks and fill {1}, {2} … of the sentence "rule_NAME" of the console's words; a
 * field is a list of numbers and days, joined by commas. Pure. */
#include "gateway/base/base.h"

#define FIGURES_SPACE 256

/* Valid as {0}. What does not fit any more is left out whole: give the newest of a long list first. */
struct figures {
    char string[FIGURES_SPACE];
};

/* Begin the next field with … */
void figures_number(struct figures *figures, int64_t number);
void figures_day(struct figures *figures, usec at);
/* … and go on with it. */
void figures_and_number(struct figures *figures, int64_t number);
void figures_and_day(struct figures *figures, usec at);

struct figure {
    bool begins; /* a field */
    bool is_day; /* `value` is a moment on it */
    int64_t value;
};

/* Reads one and moves `*at` behind it. False: there is none left, or it is not one of ours. */
bool figure_next(const char **at, struct figure *out);

#endif
