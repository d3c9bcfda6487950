#include "gateway/signals/sieve.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define HASHES 5000

/* Spread over all 64 bits, as the hashes of words are. */
static uint64_t hash_of(uint64_t i)
{
    return (i + 1) * 0x9E3779B97F4A7C15u;
}

static void what_was_added_passes(void **state)
{
    SCOPED(sieve_clear) struct sieve sieve = {0};
    (void)state;

    sieve_init(&sieve, HASHES);
    for (uint64_t i = 0; i < HASHES; i++)
        sieve_add(&sieve, hash_of(i));
    for (uint64_t i = 0; i < HASHES; i++)
        assert_true(sieve_passes(&sieve, hash_of(i)));
}

static void most_of_the_rest_does_not_pass(void **state)
{
    SCOPED(sieve_clear) struct sieve sieve = {0};
    size_t passed = 0;
    (void)state;

    sieve_init(&sieve, HASHES);
    for (uint64_t i = 0; i < HASHES; i++)
        sieve_add(&sieve, hash_of(i));
    for (uint64_t i = HASHES; i < 2 * (uint64_t)HASHES; i++)
        passed += sieve_passes(&sieve, hash_of(i));
    assert_true(passed < HASHES / 8);
}

static void a_sieve_that_was_never_made_lets_all_pass(void **state)
{
    struct sieve sieve = {0};
    (void)state;

    assert_true(sieve_passes(&sieve, hash_of(1)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_added_passes),
        cmocka_unit_test(most_of_the_rest_does_not_pass),
        cmocka_unit_test(a_sieve_that_was_never_made_lets_all_pass),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
