#ifndef GATEWAY_WEB_ENROLMENT_WORDS_H
#define GATEWAY_WEB_ENROLMENT_WORDS_H
/* Enrolment words: rhythms, and what was done with an enrolment, as people read them. */
#include "gateway/web/visit.h"

/* "elke 2 weken op dinsdag tussen 10:00 en 12:00" of a rule; equal minutes: no hours are named. */
json_t *rhythm_said(const struct visit *visit, const char *rule, int from_min, int till_min);

/* "Pauze": what was done. */
const char *deed_name(const struct visit *visit, enum enrolment_word word, const char *detail);

/* "van Sanne de Boer naar Karim Aydin" of the detail that an act or event carries; null where it says nothing. */
json_t *deed_word(const struct visit *visit, enum enrolment_word word, const char *detail);

#endif
