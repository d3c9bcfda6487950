#include "tests/unit/providers/cases.h"

#include "providers/signature.h"

/* Sources: FIPS 180-4 ("abc"), RFC 2202 and RFC 4231, case 2. */
static void digests_are_those_of_the_standards(void **state)
{
    static const char what[] = "what do ya want for nothing?";
    struct digest digest;
    SCOPED(text_clear) struct text hex = {0};
    (void)state;

    digest = digest_of(DIGEST_SHA256, "abc", 3);
    text_add_hex(&hex, digest.at, digest.n);
    digest = digest_hmac(DIGEST_SHA1, "Jefe", what, strlen(what));
    text_add_char(&hex, '\n');
    text_add_hex(&hex, digest.at, digest.n);
    digest = digest_hmac(DIGEST_SHA256, "Jefe", what, strlen(what));
    text_add_char(&hex, '\n');
    text_add_hex(&hex, digest.at, digest.n);
    assert_string_equal(text_string(&hex),
                        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\n"
                        "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79\n"
                        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

static void base64_goes_there_and_back_and_refuses_the_rest(void **state)
{
    static const struct {
        const char *base64, *bytes; /* NULL: refused */
    } cases[] = {
        {"",         ""    },
        {"Zg==",     "f"   },
        {"Zm9v",     "foo" },
        {"Zm9vYg==", "foob"},
        {"Zm9vYg",   NULL  },
        {"Zm9v!",    NULL  },
        {"Zm 9v",    NULL  },
        {"====",     NULL  },
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        SCOPED(text_clear) struct text bytes = {0};
        SCOPED(text_clear) struct text again = {0};
        bool good = text_add_from_base64(&bytes, cases[i].base64, strlen(cases[i].base64));

        if (good != (cases[i].bytes != NULL)) fail_msg("%s", cases[i].base64);
        if (!good) continue;
        assert_string_equal(text_string(&bytes), cases[i].bytes);
        text_add_base64(&again, text_string(&bytes), bytes.n);
        assert_string_equal(text_string(&again), cases[i].base64);
    }
}

static void only_the_same_signature_is_equal(void **state)
{
    SCOPED(text_clear) struct text want = {0};
    (void)state;

    text_add(&want, "abcd");
    assert_true(signature_equal(&want, "abcd"));
    assert_false(signature_equal(&want, "abce"));
    assert_false(signature_equal(&want, "abc"));
    assert_false(signature_equal(&want, "abcde"));
    assert_false(signature_equal(&want, ""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(digests_are_those_of_the_standards),
        cmocka_unit_test(base64_goes_there_and_back_and_refuses_the_rest),
        cmocka_unit_test(only_the_same_signature_is_equal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
