#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sodium.h>

#include "gateway/web/guard.h"

#define START (1000 * USEC_SEC)

static struct staff noor(void)
{
    struct staff staff = {.login = mem_copy_string("noor")};

    staff.password_hash = mem_new(1, crypto_pwhash_STRBYTES);
    assert_int_equal(crypto_pwhash_str(staff.password_hash, "goed", 4, crypto_pwhash_OPSLIMIT_MIN,
                                       crypto_pwhash_MEMLIMIT_MIN),
                     0);
    return staff;
}

static void staff_free(struct staff *staff)
{
    free(staff->login);
    free(staff->password_hash);
}

static void only_the_right_password_of_somebody_with_one_is_taken(void **state)
{
    struct staff with = noor(),
                 without = {.login = mem_copy_string("x"), .password_hash = mem_copy_string("")};
    struct guard *guard = guard_new();
    char long_one[GUARD_PASSWORD_MAX + 2];
    (void)state;

    memset(long_one, 'a', sizeof(long_one) - 1);
    long_one[sizeof(long_one) - 1] = '\0';
    assert_int_equal(guard_check(guard, "noor", &with, "goed", START), RC_OK);
    assert_int_equal(guard_check(guard, "noor", &with, "Goed", START), RC_DENIED);
    assert_int_equal(guard_check(guard, "noor", &with, "", START), RC_DENIED);
    assert_int_equal(guard_check(guard, "noor", &with, long_one, START), RC_DENIED);
    assert_int_equal(guard_check(guard, "x", &without, "", START), RC_DENIED);
    assert_int_equal(guard_check(guard, "nobody", NULL, "nobody", START), RC_DENIED);
    guard_free(guard);
    staff_free(&with);
    staff_free(&without);
}

static void five_wrong_guesses_make_one_name_wait_a_minute_and_no_other(void **state)
{
    struct staff staff = noor();
    struct guard *guard = guard_new();
    (void)state;

    for (int i = 0; i < GUARD_WRONG_MAX; i++)
        assert_int_equal(guard_check(guard, "noor", &staff, "fout", START), RC_DENIED);
    assert_int_equal(guard_check(guard, "noor", &staff, "goed", START), RC_AGAIN);
    assert_int_equal(guard_check(guard, "karim", &staff, "goed", START), RC_OK);
    assert_int_equal(guard_check(guard, "noor", &staff, "goed", START + GUARD_WAIT - 1), RC_AGAIN);
    assert_int_equal(guard_check(guard, "noor", &staff, "goed", START + GUARD_WAIT), RC_OK);
    /* From then on the count starts anew. */
    assert_int_equal(guard_check(guard, "noor", &staff, "fout", START + GUARD_WAIT), RC_DENIED);
    guard_free(guard);
    staff_free(&staff);
}

static void guessing_under_many_names_makes_everybody_wait(void **state)
{
    struct staff staff = noor();
    struct guard *guard = guard_new();
    char name[16];
    (void)state;

    for (int i = 0; i < GUARD_WRONG_ALL_MAX; i++) {
        snprintf(name, sizeof(name), "name%d", i);
        assert_int_equal(guard_check(guard, name, &staff, "fout", START), RC_DENIED);
    }
    assert_int_equal(guard_check(guard, "noor", &staff, "goed", START), RC_AGAIN);
    assert_int_equal(guard_check(guard, "noor", &staff, "goed", START + USEC_MIN), RC_OK);
    guard_free(guard);
    staff_free(&staff);
}

static void a_right_password_is_remembered_only_until_it_changes(void **state)
{
    struct staff staff = noor();
    struct guard *guard = guard_new();
    (void)state;

    assert_int_equal(guard_check(guard, "noor", &staff, "goed", START), RC_OK);
    for (int i = 0; i < GUARD_WRONG_MAX; i++)
        assert_int_equal(guard_check(guard, "noor", &staff, "fout", START), RC_DENIED);
    /* Somebody else's guesses do not lock out who is at work. */
    assert_int_equal(guard_check(guard, "noor", &staff, "goed", START), RC_OK);
    free(staff.password_hash);
    staff.password_hash = mem_copy_string("");
    assert_int_equal(guard_check(guard, "noor", &staff, "goed", START + GUARD_WAIT), RC_DENIED);
    guard_free(guard);
    staff_free(&staff);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_the_right_password_of_somebody_with_one_is_taken),
        cmocka_unit_test(five_wrong_guesses_make_one_name_wait_a_minute_and_no_other),
        cmocka_unit_test(guessing_under_many_names_makes_everybody_wait),
        cmocka_unit_test(a_right_password_is_remembered_only_until_it_changes),
    };
    return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
