#ifndef GATEWAY_DIALOGUE_WORDING_H
#define GATEWAY_DIALOGUE_WORDING_H
/* Wording: a text of the configuration with its variables filled in, in the language of who reads it. */
#include "config/config.h"

/* What may stand in braces; NULL where the text at hand has no use for it. */
struct variables {
    const char *manager; /* first name that signs */
    const char *member;
    const char *initial; /* of who is meant on a shared phone */
    const char *code;
    const char *url;
    usec at; /* {day} and {time}, local; 0: none */
    const char *place;
    const usec *slots; /* {slots}: so many starts, a line each with its number */
    size_t slot_n;
    usec was;           /* {was}: a day too, of the start before */
    int from, till;     /* {from} and {till}: hours */
    enum digits digits; /* of who reads it, in dates and times */
};

/* Adds the text `name` in `language` to `out`. A variable that was not given becomes nothing; that is a
 * bug of the caller, since the configuration checks which variables a text may have. */
void wording_fill(const struct config *config, const char *name, enum language language,
                  const struct variables *variables, struct text *out);

/* The same for a USSD screen: the text "ussd-`name`" where the language has one, else `name`. */
void wording_fill_screen(const struct config *config, const char *name, enum language language,
                         const struct variables *variables, struct text *out);

/* Adds a date as people of that language write it ("donderdag 26 november"), from the lists `weekdays`
 * (Monday first) and `months` of the texts, and a time of day ("10.30", "10:30"). */
void wording_add_day(const struct config *config, enum language language, enum digits digits,
                     usec at, struct text *out);
void wording_add_time(const struct config *config, enum language language, enum digits digits,
                      usec at, struct text *out);
/* Both, as short as a choice on a small screen must be. */
void wording_add_slot(const struct config *config, enum language language, enum digits digits,
                      usec at, struct text *out);

#endif
