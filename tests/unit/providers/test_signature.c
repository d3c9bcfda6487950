#include "tests/unit/providers/cases.h"

#include "providers/signature.h"

static void add_line(struct text *text, const struct digest *digest)
{
    if (text->n) text_add_char(text, '\n');
    text_add_hex(text, digest->at, digest->n);
}

/* Sources: RFC 1321, A.5; FIPS 180-4 (all of "abc"). */
static void digests_are_those_of_the_standards(void **state)
{
    SCOPED(text_clear) struct text hex = {0};
    (void)state;

    for (int kind = DIGEST_MD5; kind <= DIGEST_SHA512; kind++) {
        struct digest digest = digest_of((enum digest_kind)kind, "abc", 3);
        add_line(&hex, &digest);
    }
    assert_string_equal(text_string(&hex),
                        "900150983cd24fb0d6963f7d28e17f72\n"
                        "a9993e364706816aba3e25717850c26c9cd0d89d\n"
                        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\n"
                        "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed"
                        "8086072ba1e7cc2358baeca134c825a7\n"
                        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                        "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");
}

/* Sources: RFC 2202, case 2 of MD5 and SHA-1; RFC 4231, case 2. */
static void hmacs_are_those_of_the_standards(void **state)
{
    static const char what[] = "what do ya want for nothing?";
    SCOPED(text_clear) struct text hex = {0};
    (void)state;

    for (int kind = DIGEST_MD5; kind <= DIGEST_SHA512; kind++) {
        struct digest digest = digest_hmac((enum digest_kind)kind, "Jefe", 4, what, strlen(what));
        add_line(&hex, &digest);
    }
    assert_string_equal(text_string(&hex),
                        "750c783e6ab0b503eaa86e310a5db738\n"
                        "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79\n"
                        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843\n"
                        "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e"
                        "8e2240ca5e69e2c78b3239ecfab21649\n"
                        "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
                        "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737");
}

/* Source: RFC 4231, case 3 (no byte of the key is a character) and 6 (longer than a block); the last
 * holds a NUL and was made with Python's hmac. */
static void a_key_is_any_run_of_bytes(void **state)
{
    static const char larger[] = "Test Using Larger Than Block-Size Key - Hash Key First";
    unsigned char key[131], what[50];
    SCOPED(text_clear) struct text hex = {0};
    struct digest digest;
    (void)state;

    memset(key, 0xaa, sizeof(key));
    memset(what, 0xdd, sizeof(what));
    digest = digest_hmac(DIGEST_SHA256, key, 20, what, sizeof(what));
    add_line(&hex, &digest);
    digest = digest_hmac(DIGEST_SHA256, key, sizeof(key), larger, strlen(larger));
    add_line(&hex, &digest);
    digest = digest_hmac(DIGEST_SHA256, "a\0b", 3, "abc", 3);
    add_line(&hex, &digest);
    assert_string_equal(text_string(&hex),
                        "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe\n"
                        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54\n"
                        "d3389ec63656a83808d35d961741deb3351bb6dcc34fed7e04602d1a8bec61fc");
}

static void a_digest_is_read_in_hex_of_either_case(void **state)
{
    struct digest digest = digest_of(DIGEST_MD5, "abc", 3);
    (void)state;

    assert_true(digest_is_hex(&digest, "900150983cd24fb0d6963f7d28e17f72"));
    assert_true(digest_is_hex(&digest, "900150983CD24FB0D6963F7D28E17F72"));
    assert_false(digest_is_hex(&digest, "900150983cd24fb0d6963f7d28e17f73"));
    assert_false(digest_is_hex(&digest, "900150983cd24fb0d6963f7d28e17f7"));
    assert_false(digest_is_hex(&digest, "900150983cd24fb0d6963f7d28e17f720"));
    assert_false(digest_is_hex(&digest, ""));
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

/* Source: RFC 7515, appendix C, and RFC 4648, 10. */
static void base64url_has_no_padding_and_its_own_alphabet(void **state)
{
    static const char bytes[] = "\x03\xec\xff\xe0\xc1";
    static const char *const refused[] = {"A-z_4ME=", "A+z/4ME",  "A-z_4MF",
                                          "A",        "A-z_ 4ME", "Zg=="};
    SCOPED(text_clear) struct text base64 = {0};
    SCOPED(text_clear) struct text again = {0};
    (void)state;

    text_add_base64url(&base64, bytes, strlen(bytes));
    assert_string_equal(text_string(&base64), "A-z_4ME");
    assert_true(text_add_from_base64url(&again, "A-z_4ME", 7));
    assert_string_equal(text_string(&again), bytes);
    for (size_t i = 0; i < COUNT(refused); i++)
        if (text_add_from_base64url(&again, refused[i], strlen(refused[i])))
            fail_msg("%s was read", refused[i]);
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

/* At second 1000, from 300 seconds ago to 60 to come. */
static void a_moment_is_recent_or_refused(void **state)
{
    static const struct {
        const char *seconds;
        bool recent;
    } cases[] = {
        {"1000",          true },
        {"700",           true },
        {"699",           false},
        {"1060",          true },
        {"1061",          false},
        {"",              false},
        {"-1",            false},
        {"+1000",         false},
        {" 1000",         false},
        {"1000.5",        false},
        {"1e3",           false},
        {"9999999999999", false},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++)
        if (signature_is_recent(cases[i].seconds, 1000 * USEC_SEC, 300 * USEC_SEC, USEC_MIN) !=
            cases[i].recent)
            fail_msg("\"%s\"", cases[i].seconds);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(digests_are_those_of_the_standards),
        cmocka_unit_test(hmacs_are_those_of_the_standards),
        cmocka_unit_test(a_key_is_any_run_of_bytes),
        cmocka_unit_test(a_digest_is_read_in_hex_of_either_case),
        cmocka_unit_test(base64_goes_there_and_back_and_refuses_the_rest),
        cmocka_unit_test(base64url_has_no_padding_and_its_own_alphabet),
        cmocka_unit_test(a_moment_is_recent_or_refused),
        cmocka_unit_test(only_the_same_signature_is_equal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
