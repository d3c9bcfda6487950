#ifndef PROVIDERS_PHONE_H
#define PROVIDERS_PHONE_H
/* Phone: one spelling for every way in which people and providers write a number.
 *
 * Numbers are kept and compared in E.164 ("+31612345678"). What a provider sends may also be a word
 * ("Info") or a short code ("7711"): that is no number, and no mistake. Pure; safe from every thread. */
#include "gateway/base/text.h"

/* "+", 15 digits and a NUL. */
#define PHONE_SPACE 17

/* Reads national (06…), international (+31…, 0031…, 31…, a blank or "%2B" where the plus was) and
 * Arabic-Indic writing, with blanks, dashes, dots and brackets anywhere. Numbers of the Netherlands must
 * be of a known form; those of other countries only of a possible length, since lists of foreign ranges
 * grow old. False: not a number, `out` untouched. */
bool phone_normalise(const char *written, char out[PHONE_SPACE]);

/* Whether two writings are the same number; words and short codes are compared as they stand. */
bool phone_equal(const char *one, const char *other);

/* As most providers want it: what is no number stays as it is. Borrowed. */
const char *phone_without_plus(const char *e164);

/* As people write it: "06 1234 5678" for a Dutch mobile, "020 123 4567", "+212 612-345678". What is no
 * number is added as it stands. */
void text_add_phone(struct text *text, const char *e164);

/* False only where the numbering plan says that no text arrives there: a landline, an information line. A
 * number that the library does not know yet may well be a new mobile. */
bool phone_takes_texts(const char *e164);

/* The country of a number as ISO 3166 writes it, "NL". False: it has none, `out` untouched. */
bool phone_country(const char *e164, char out[3]);
/* Whether a country of that code has numbers. */
bool phone_is_country(const char *code);

#endif
