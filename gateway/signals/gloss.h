#ifndef GATEWAY_SIGNALS_GLOSS_H
#define GATEWAY_SIGNALS_GLOSS_H
/* Gloss: a reply word by word in telegraphic English, in the order of its words.
 *
 * "heeft hij me niet geslagen" and "ma drebnich" become the same few senses, so that what the model learns
 * from one variety it knows in all four. The files explain themselves (config/gloss/). No translation: it is
 * made for counting, never shown. Constant once made. */
#include "gateway/base/data.h"
#include "gateway/signals/recognise.h"

/* Senses of one text; what comes behind is left out, a reply of this length is for a person anyway. */
#define SENSES_MAX 256

struct sense {
    uint32_t name;    /* a hash: hit, neighbour, not */
    uint32_t kind;    /* what it is one of, where the files say so (strike), else its name */
    uint16_t token;   /* the first of the words that say it */
    uint16_t token_n; /* how many they are */
};

struct senses {
    struct sense at[SENSES_MAX];
    size_t n;
};

struct glossary;

/* Reads `gloss/` in `data`. RC_INVALID names the file and the line, RC_MISSING: there is none. */
enum rc glossary_new(const struct data *data, struct glossary **out, struct fault *why) NEEDS_CHECK;
void glossary_free(struct glossary *glossary);

void glossary_read(const struct glossary *glossary, const struct recognised *recognised,
                   struct senses *out);

#endif
