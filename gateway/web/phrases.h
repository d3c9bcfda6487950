#ifndef GATEWAY_WEB_PHRASES_H
#define GATEWAY_WEB_PHRASES_H
/* Phrases: the words of the console in one language, and moments and spans as people say them.
 *
 * The words are web/pages/words.<language>.json; a phrase has {1} to {9} where something is filled in.
 * Constant once loaded, so every thread may read it. */
#include <jansson.h>

#include "gateway/base/data.h"
#include "scheduler/zone.h"

struct phrases {
    json_t *words;
    const char *language; /* "nl" or "en": a constant */
};

/* RC_MISSING, RC_INVALID: the file of that language is not there or no flat JSON object. */
enum rc phrases_load(const struct data *data, const char *language, struct phrases *out,
                     struct fault *why) NEEDS_CHECK;
void phrases_clear(struct phrases *phrases);

/* The phrase of that name; the name itself where there is none, so that a bug shows and nothing falls. */
const char *phrase(const struct phrases *phrases, const char *name);
/* The phrase `prefix` "_" `name`: a word for one value of an enum; `name` itself, the same pointer, where there is
 * none. */
const char *phrase_of(const struct phrases *phrases, const char *prefix, const char *name);

/* Adds the `n`-th (from 1) of the words of a phrase, such as "months". */
void phrase_add_nth(const struct phrases *phrases, struct text *out, const char *name, int n);

/* Adds a phrase with up to nine strings filled in; ends with NULL. */
void phrase_add(const struct phrases *phrases, struct text *out, const char *name, ...)
    __attribute__((sentinel));
/* The same as a JSON string. */
json_t *phrase_json(const struct phrases *phrases, const char *name, ...) __attribute__((sentinel));

/* "4 minuten", "3 uur", "2 dagen": rounded down, one unit. */
void phrase_add_span(const struct phrases *phrases, struct text *out, usec span);
json_t *phrase_span(const struct phrases *phrases, usec span);

/* A moment on the municipality's wall clock. */
enum moment {
    MOMENT_LONG,  /* "dinsdag 3 maart, 10.30 uur" */
    MOMENT_SHORT, /* "10.30 uur" today, else "di 3 mrt, 10.30 uur" */
    MOMENT_DAY,   /* "dinsdag 3 maart" */
    MOMENT_TIME,  /* "10.30" */
};
void phrase_add_moment(const struct phrases *phrases, struct text *out, const struct zone *zone,
                       usec at, enum moment form, usec now);
json_t *phrase_moment(const struct phrases *phrases, const struct zone *zone, usec at,
                      enum moment form, usec now);
/* "09:30" of minutes after midnight, as <input type=time> wants it. */
void text_add_clock(struct text *out, int minutes);
/* Two numbers of one or two digits with a sign between them, and nothing else. */
bool pair_read(const char *string, char between, int *first, int *second);
/* And back: "9:30" too. */
bool time_read(const char *string, int *minutes);

/* A JSON string of any bytes; what is no UTF-8 becomes U+FFFD. */
json_t *json_text(const char *string);

#endif
