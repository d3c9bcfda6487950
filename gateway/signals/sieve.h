#ifndef GATEWAY_SIGNALS_SIEVE_H
#define GATEWAY_SIGNALS_SIEVE_H
/* Sieve: whether a hash can be in a table at all.
 *
 * Most of what is looked for is not there. A few bits for each hash stay in the processor's cache where
 * the table itself does not, so that most look-ups end here. A hash that is there always passes. */
#include "gateway/base/base.h"

struct sieve {
    uint64_t *bits; /* NULL: everything passes */
    size_t mask;    /* how many bits there are, less one */
};

/* Makes room for `n` hashes. */
void sieve_init(struct sieve *sieve, size_t n);
void sieve_clear(struct sieve *sieve);

/* The upper half of the hash counts, since the lower one chooses the place in the table. */
void sieve_add(struct sieve *sieve, uint64_t hash);

static inline bool sieve_passes(const struct sieve *sieve, uint64_t hash)
{
    size_t bit = (hash >> 32) & sieve->mask;

    return !sieve->bits || (sieve->bits[bit / 64] >> bit % 64 & 1);
}

#endif
