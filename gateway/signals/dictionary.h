#ifndef GATEWAY_SIGNALS_DICTIONARY_H
#define GATEWAY_SIGNALS_DICTIONARY_H
/* Dictionary: names and their numbers, while the lexicon is read. */
#include "gateway/base/base.h"

struct dictionary {
    struct dictionary_entry {
        char *name;
        uint32_t number;
    } * entries;
    size_t n, space; /* space is a power of two */
};

void dictionary_clear(struct dictionary *dictionary);
/* False: the name is not there. */
bool dictionary_find(const struct dictionary *dictionary, const char *name, uint32_t *out);
/* The name must be new. */
void dictionary_add(struct dictionary *dictionary, const char *name, uint32_t number);

#endif
