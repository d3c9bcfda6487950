#ifndef GATEWAY_DIALOGUE_WHOSE_H
#define GATEWAY_DIALOGUE_WHOSE_H
/* Whose: for whom a text is, of several who are asked on one phone, said as discreetly as can be: by the first letter
 * of the name, in its own script. Where two begin alike it is two letters, or three. Pure. */
#include "gateway/store/store.h"

#define WHOSE_SPACE 16

struct whose {
    char
        initial[WHOSE_SPACE]; /* "": nobody else is asked on that phone, and nothing need be said */
    char plain[WHOSE_SPACE];  /* in Latin letters without accents, for a text in the GSM alphabet */
};

struct whose whose_of(const struct family *family, const struct member *member);

#endif
