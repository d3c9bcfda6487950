#ifndef PROVIDERS_SCREEN_H
#define PROVIDERS_SCREEN_H
/* Screen: a text laid out over USSD screens, which hold 160 octets: 182 septets where every character is
 * in the GSM alphabet, else 80 UTF-16 units at the most (3GPP TS 23.038, 5). Networks differ, so the
 * limits are a setting of the route.
 *
 * A page ends at a line end if that leaves it half full, so that a choice stays on one screen, else at a
 * blank; what is blank around the cut is dropped, and nothing else ever is. A word that is longer than a
 * screen is cut: between Arabic letters that do not join, else between characters as people see them
 * (marks, families of emoji), and only within one of these if it alone is longer than a screen.
 *
 * A screen that ends the session cannot be turned: send every page but the last as one that goes on.
 * Pure; digits that were typed are read by keyword_digits (gateway/dialogue/dialogue.h). */
#include "gateway/base/text.h"

#define SCREEN_GSM_UNITS  182
#define SCREEN_UCS2_UNITS 70 /* what every network is known to carry */

struct screen_limits {
    size_t gsm_units, ucs2_units; /* 0: the ones above */
};

/* Borrowed. Lines of navigation are in the family's language; NULL: none. Room for them is kept. */
struct screen {
    struct screen_limits limits;
    const char *text;
    const char *more;     /* "9 verder": on every page but the last */
    const char *previous; /* "8 vorige": on every page but the first */
    const char *footer;   /* "0 terug\n00 begin": on every page */
};

/* At least 1; 0: the lines of navigation leave no room for a character. */
size_t screen_pages(const struct screen *screen);
/* Adds the page of that number, from 0. False, and nothing added: there is no such page. */
bool screen_page(const struct screen *screen, size_t number, struct text *out);

#endif
