#ifndef GATEWAY_BASE_DICE_H
#define GATEWAY_BASE_DICE_H
/* Dice: chance, handed down like the clock, so that one seed is one history.
 *
 * `serve` uses the system's random bytes, `simulate` a seeded stream (ChaCha20). Not for two threads
 * at once. */
#include "gateway/base/base.h"

struct dice {
    void (*fill)(struct dice *dice, void *out, size_t n);
    uint64_t seed, drawn; /* of the seeded ones */
};

struct dice dice_system(void);
struct dice dice_seeded(uint64_t seed);

/* 0 to `bound`-1, every value alike; `bound` above 0. */
uint64_t dice_below(struct dice *dice, uint64_t bound);
/* True once in `n` times. */
bool dice_once_in(struct dice *dice, uint64_t n);

#endif
