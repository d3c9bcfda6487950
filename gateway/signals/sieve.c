#include "gateway/signals/sieve.h"

/* One hash in sixteen that is not there passes all the same. */
#define BITS_EACH 16

void sieve_init(struct sieve *sieve, size_t n)
{
    size_t bits = 64;

    while (bits < n * BITS_EACH)
        bits *= 2;
    *sieve = (struct sieve){mem_new(bits / 64, sizeof(*sieve->bits)), bits - 1};
}

void sieve_clear(struct sieve *sieve)
{
    if (!sieve) return;
    free(sieve->bits);
    *sieve = (struct sieve){0};
}

void sieve_add(struct sieve *sieve, uint64_t hash)
{
    size_t bit = (hash >> 32) & sieve->mask;

    sieve->bits[bit / 64] |= UINT64_C(1) << bit % 64;
}
