#ifndef GATEWAY_WEB_PROGRAMME_WORDS_H
#define GATEWAY_WEB_PROGRAMME_WORDS_H
/* Programme words: a programme and its phases as people read them, in the language of the console. Pure. */
#include "config/config.h"
#include "gateway/web/phrases.h"

/* In Dutch or English; the Dutch stands for English that is not there. Borrowed. */
const char *sentence_in(const struct phrases *phrases, const struct sentence *sentence);
const char *programme_title(const struct phrases *phrases, const struct programme *programme);

/* "afbouw": the phase's own title, a word of ours, or its name without dashes. */
void phase_add_name(const struct phrases *phrases, struct text *out, const struct phase *phase);
/* "de gezinsleden om de beurt" */
const char *phase_asks(const struct phrases *phrases, const struct phase *phase);
/* "8 weken", "zonder einde" (0). */
void phase_add_weeks(const struct phrases *phrases, struct text *out, int weeks);
/* "elke week op dinsdag"; with its window also "tussen 10:00 en 12:00". */
void phase_add_rhythm(const struct phrases *phrases, struct text *out, const struct phase *phase,
                      bool with_window);

/* All of a programme for the partial programme_facts.html. */
json_t *programme_json(const struct phrases *phrases, const struct config *config,
                       const struct programme *programme);

#endif
