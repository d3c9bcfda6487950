#include "gateway/base/dice.h"

#include <sodium.h>

static void fill_system(struct dice *dice, void *out, size_t n)
{
    (void)dice;
    randombytes_buf(out, n);
}

struct dice dice_system(void)
{
    return (struct dice){.fill = fill_system};
}

static void fill_seeded(struct dice *dice, void *out, size_t n)
{
    unsigned char key[crypto_stream_chacha20_KEYBYTES] = {0};
    unsigned char nonce[crypto_stream_chacha20_NONCEBYTES] = {0};

    static_assert(sizeof(nonce) == sizeof(uint64_t), "a draw is a nonce");
    memcpy(key, &dice->seed, sizeof(dice->seed));
    memcpy(nonce, &dice->drawn, sizeof(dice->drawn));
    crypto_stream_chacha20(out, n, nonce, key);
    dice->drawn++;
}

struct dice dice_seeded(uint64_t seed)
{
    return (struct dice){.fill = fill_seeded, .seed = seed};
}

uint64_t dice_below(struct dice *dice, uint64_t bound)
{
    uint64_t drawn, last;

    assert(bound > 0);
    last = UINT64_MAX - UINT64_MAX % bound; /* above it the low values would come too often */
    do
        dice->fill(dice, &drawn, sizeof(drawn));
    while (drawn >= last);
    return drawn % bound;
}

bool dice_once_in(struct dice *dice, uint64_t n)
{
    return dice_below(dice, n) == 0;
}
