#ifndef SCHEDULER_RHYTHM_WORDS_H
#define SCHEDULER_RHYTHM_WORDS_H
/* Rhythm words: a rhythm as people write and read it, in Dutch and in English.
 *
 *   elke week op dinsdag tussen 10:00 en 12:00     every week on Tuesday between 10:00 and 12:00
 *   elke 2 weken op maandag en donderdag           every 2 weeks on Monday and Thursday
 *   elke maand op de eerste maandag                every month on the first Monday
 *   elke maand op de 15e en de laatste dag         every month on the 15th and the last day
 *   elk jaar op 3 maart                            every year on 3 March
 *   elke week op dinsdag, alleen in mei            every week on Tuesday, only in May
 *
 * So: how often, on which days, where it must be in which weeks or months only, and the window. What
 * is shown is always read again as the same rule, in both languages, whatever the rule. Many more ways
 * of writing are read (dagelijks, om de week, iedere twee weken, fortnightly, every other Tuesday, elke
 * laatste vrijdag van de maand); what people mean different things by is refused with what to write. */
#include "gateway/base/text.h"
#include "gateway/base/words.h"
#include "scheduler/rhythm.h"

/* A rhythm and, in words, its window. */
struct rhythm_line {
    struct rhythm rhythm;
    int from_min, till_min; /* both 0: the line has none */
};

/* Reads words, or an RRULE. RC_INVALID: it is neither, or rhythm_check refuses it. */
enum rc rhythm_line_read(const char *line, struct rhythm_line *out, struct fault *why) NEEDS_CHECK;

/* Adds it in words, without a capital or full stop: in Dutch for LANGUAGE_NL, else in English. */
void rhythm_line_show(const struct rhythm_line *line, enum language language, struct text *out);

/* The same for a rule as a phase has it, with its window (both alike: without). A rule that cannot be
 * read is shown as it stands. */
void rhythm_show(const char *rule, int from_min, int till_min, enum language language,
                 struct text *out);

#endif
