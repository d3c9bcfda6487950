#include "tests/unit/providers/cases.h"

#include "providers/json.h"
#include "providers/jwt.h"
#include "providers/signature.h"

#define HS256 "{\"alg\":\"HS256\",\"typ\":\"JWT\"}"

static const struct jwt_key key = {.at = "key of the test", .n = 15, .algorithms = JWT_HS256};

/* Signed with the key of the test whatever the header says. */
static void add_signed(struct text *token, const char *header, const char *claims)
{
    struct digest digest;

    text_add_base64url(token, header, strlen(header));
    text_add_char(token, '.');
    text_add_base64url(token, claims, strlen(claims));
    digest = digest_hmac(DIGEST_SHA256, key.at, key.n, token->at, token->n);
    text_add_char(token, '.');
    text_add_base64url(token, digest.at, digest.n);
}

/* Source: RFC 7515, A.1: the header and the claims hold line ends, and the key is 64 raw bytes. */
static void the_token_of_the_standard_is_read(void **state)
{
    static const char token[] =
        "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9."
        "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ."
        "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    static const char key64[] =
        "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow";
    SCOPED(text_clear) struct text bytes = {0};
    SCOPED(json_free) json_t *claims = NULL;
    struct jwt_key theirs = {.algorithms = JWT_HS256};
    usec exp;
    (void)state;

    assert_true(text_add_from_base64url(&bytes, key64, strlen(key64)));
    theirs.at = bytes.at;
    theirs.n = bytes.n;
    assert_int_equal(jwt_read(token, &theirs, &claims, NULL), RC_OK);
    assert_string_equal(json_string_at(claims, "iss"), "joe");
    assert_true(jwt_moment_at(claims, "exp", &exp));
    assert_int_equal(exp, 1300819380 * USEC_SEC);
}

static void every_doubtful_token_is_refused(void **state)
{
    static const struct {
        const char *header, *claims, *says;
    } cases[] = {
        {"{\"alg\":\"none\"}",                     "{}",                "algorithm" },
        {"{\"alg\":\"hs256\"}",                    "{}",                "algorithm" },
        {"{\"alg\":\"HS512\"}",                    "{}",                "algorithm" },
        {"{\"alg\":\"RS256\"}",                    "{}",                "algorithm" },
        {"{\"alg\":[\"HS256\"]}",                  "{}",                "algorithm" },
        {"{}",                                     "{}",                "algorithm" },
        {"{\"alg\":\"none\",\"alg\":\"HS256\"}",   "{}",                "header"    },
        {"[\"HS256\"]",                            "{}",                "header"    },
        {"",                                       "{}",                "header"    },
        {"{\"alg\":\"HS256\",\"crit\":[\"exp\"]}", "{}",                "extensions"},
        {HS256,                                    "",                  "claims"    },
        {HS256,                                    "[]",                "claims"    },
        {HS256,                                    "{\"a\":1,\"a\":2}", "claims"    },
        {HS256,                                    "{} {}",             "claims"    },
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        SCOPED(text_clear) struct text token = {0};
        json_t *claims = NULL;
        struct fault why = {0};

        add_signed(&token, cases[i].header, cases[i].claims);
        if (jwt_read(text_string(&token), &key, &claims, &why) != RC_DENIED || claims ||
            !strstr(why.text, cases[i].says))
            fail_msg("%s %s: \"%s\"", cases[i].header, cases[i].claims, why.text);
    }
}

static void a_token_has_three_exact_parts(void **state)
{
    static const struct {
        const char *before, *after;
    } cases[] = {
        {"",  "." },
        {".", ""  },
        {"",  "=" },
        {" ", ""  },
        {"",  "\n"},
        {"",  "%" },
    };
    SCOPED(text_clear) struct text good = {0};
    json_t *claims = NULL;
    (void)state;

    add_signed(&good, HS256, "{}");
    assert_int_equal(jwt_read("", &key, &claims, NULL), RC_DENIED);
    for (size_t i = 0; i < COUNT(cases); i++) {
        SCOPED(text_clear) struct text token = {0};

        text_addf(&token, "%s%s%s", cases[i].before, text_string(&good), cases[i].after);
        if (jwt_read(text_string(&token), &key, &claims, NULL) != RC_DENIED)
            fail_msg("\"%s\" was read", text_string(&token));
    }
    for (size_t i = 0; i < good.n; i++) {
        char was = good.at[i];

        good.at[i] = was == 'A' ? 'B' : 'A';
        if (jwt_read(good.at, &key, &claims, NULL) != RC_DENIED) fail_msg("byte %zu", i);
        good.at[i] = was;
    }
}

static void a_token_past_the_limit_is_not_read(void **state)
{
    SCOPED(text_clear) struct text token = {0};
    json_t *claims = NULL;
    struct fault why = {0};
    (void)state;

    while (token.n <= JWT_BYTES_MAX)
        text_add_char(&token, 'a');
    assert_int_equal(jwt_read(text_string(&token), &key, &claims, &why), RC_DENIED);
    assert_non_null(strstr(why.text, "longer than 8192"));
}

static void times_count_with_the_callers_tolerance(void **state)
{
    static const struct {
        const char *claims;
        bool good; /* at second 1000, give or take 5 */
    } cases[] = {
        {"{}",                            true },
        {"{\"nbf\":1000,\"exp\":1060}",   true },
        {"{\"exp\":996}",                 true },
        {"{\"exp\":995}",                 false},
        {"{\"exp\":995.5}",               true },
        {"{\"nbf\":1005}",                true },
        {"{\"nbf\":1006}",                false},
        {"{\"iat\":1005}",                true },
        {"{\"iat\":1006}",                false},
        {"{\"iat\":0}",                   true },
        {"{\"exp\":\"1060\"}",            false},
        {"{\"exp\":null}",                false},
        {"{\"exp\":9223372036854775807}", false},
        {"{\"exp\":1e300}",               false},
        {"{\"nbf\":-1}",                  false},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        SCOPED(json_free) json_t *claims = json_loads(cases[i].claims, 0, NULL);
        enum rc rc = jwt_check_times(claims, 1000 * USEC_SEC, 5 * USEC_SEC, NULL);

        if (rc != (cases[i].good ? RC_OK : RC_DENIED)) fail_msg("%s", cases[i].claims);
    }
}

/* The example that jwt.io shows for RS256: everybody's key, so nobody's secret. */
static const char private_key[] =
    "-----BEGIN PRIVATE KEY-----\n"
    "MIIEvwIBADANBgkqhkiG9w0BAQEFAASCBKkwggSlAgEAAoIBAQC7VJTUt9Us8cKj\n"
    "MzEfYyjiWA4R4/M2bS1GB4t7NXp98C3SC6dVMvDuictGeurT8jNbvJZHtCSuYEvu\n"
    "NMoSfm76oqFvAp8Gy0iz5sxjZmSnXyCdPEovGhLa0VzMaQ8s+CLOyS56YyCFGeJZ\n"
    "qgtzJ6GR3eqoYSW9b9UMvkBpZODSctWSNGj3P7jRFDO5VoTwCQAWbFnOjDfH5Ulg\n"
    "p2PKSQnSJP3AJLQNFNe7br1XbrhV//eO+t51mIpGSDCUv3E0DDFcWDTH9cXDTTlR\n"
    "ZVEiR2BwpZOOkE/Z0/BVnhZYL71oZV34bKfWjQIt6V/isSMahdsAASACp4ZTGtwi\n"
    "VuNd9tybAgMBAAECggEBAKTmjaS6tkK8BlPXClTQ2vpz/N6uxDeS35mXpqasqskV\n"
    "laAidgg/sWqpjXDbXr93otIMLlWsM+X0CqMDgSXKejLS2jx4GDjI1ZTXg++0AMJ8\n"
    "sJ74pWzVDOfmCEQ/7wXs3+cbnXhKriO8Z036q92Qc1+N87SI38nkGa0ABH9CN83H\n"
    "mQqt4fB7UdHzuIRe/me2PGhIq5ZBzj6h3BpoPGzEP+x3l9YmK8t/1cN0pqI+dQwY\n"
    "dgfGjackLu/2qH80MCF7IyQaseZUOJyKrCLtSD/Iixv/hzDEUPfOCjFDgTpzf3cw\n"
    "ta8+oE4wHCo1iI1/4TlPkwmXx4qSXtmw4aQPz7IDQvECgYEA8KNThCO2gsC2I9PQ\n"
    "DM/8Cw0O983WCDY+oi+7JPiNAJwv5DYBqEZB1QYdj06YD16XlC/HAZMsMku1na2T\n"
    "N0driwenQQWzoev3g2S7gRDoS/FCJSI3jJ+kjgtaA7Qmzlgk1TxODN+G1H91HW7t\n"
    "0l7VnL27IWyYo2qRRK3jzxqUiPUCgYEAx0oQs2reBQGMVZnApD1jeq7n4MvNLcPv\n"
    "t8b/eU9iUv6Y4Mj0Suo/AU8lYZXm8ubbqAlwz2VSVunD2tOplHyMUrtCtObAfVDU\n"
    "AhCndKaA9gApgfb3xw1IKbuQ1u4IF1FJl3VtumfQn//LiH1B3rXhcdyo3/vIttEk\n"
    "48RakUKClU8CgYEAzV7W3COOlDDcQd935DdtKBFRAPRPAlspQUnzMi5eSHMD/ISL\n"
    "DY5IiQHbIH83D4bvXq0X7qQoSBSNP7Dvv3HYuqMhf0DaegrlBuJllFVVq9qPVRnK\n"
    "xt1Il2HgxOBvbhOT+9in1BzA+YJ99UzC85O0Qz06A+CmtHEy4aZ2kj5hHjECgYEA\n"
    "mNS4+A8Fkss8Js1RieK2LniBxMgmYml3pfVLKGnzmng7H2+cwPLhPIzIuwytXywh\n"
    "2bzbsYEfYx3EoEVgMEpPhoarQnYPukrJO4gwE2o5Te6T5mJSZGlQJQj9q4ZB2Dfz\n"
    "et6INsK0oG8XVGXSpQvQh3RUYekCZQkBBFcpqWpbIEsCgYAnM3DQf3FJoSnXaMhr\n"
    "VBIovic5l0xFkEHskAjFTevO86Fsz1C2aSeRKSqGFoOQ0tmJzBEs1R6KqnHInicD\n"
    "TQrKhArgLXX4v3CddjfTRJkFWDbE/CkvKZNOrcf1nhaGCPspRJj2KUkj1Fhl9Cnc\n"
    "dn/RsYEONbwQSjIfMPkvxF+8HQ==\n"
    "-----END PRIVATE KEY-----\n";

static void a_token_for_logging_in_is_the_published_one(void **state)
{
    SCOPED(text_clear) struct text claims = {0};
    SCOPED(text_clear) struct text token = {0};
    (void)state;

    text_add(&claims,
             "{\"sub\":\"1234567890\",\"name\":\"John Doe\",\"admin\":true,\"iat\":1516239022}");
    assert_int_equal(text_add_jwt_rs256(&token, &claims, private_key, NULL), RC_OK);
    assert_string_equal(
        text_string(&token),
        "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9."
        "eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiYWRtaW4iOnRydWUsImlhdCI6MTUxNjIzOTAyMn0."
        "NHVaYe26MbtOYhSKkoKYdFVomg4i8ZJd8_-RU8VNbftc4TSMb4bXP3l3YlNWACwyXPGffz5aXHc6lty1Y2t4SWRqGter"
        "agsVdZufDn5BlnJl9pdR_kdVFUsra2rWKEofkZeIC4yWytE58sMIihvo9H1ScmmVwBcQP6XETqYd0aSHp1gOa9RdUPDv"
        "oXQ5oqygTqVtxaDr6wUFKrKItgBMzWIdNZ6y7O9E0DhEPTbE9rfBo6KTFsHAZnMg4k68CDp2woYIaXbmYTWcvbzIuHO7"
        "_37GT79XdIwkm95QJ7hYC9RiwrV7mesbY4PAahERJawntho0my942XheVLmGwLMBkQ");
}

static void what_is_no_private_key_is_told_and_not_shown(void **state)
{
    static const char *const keys[] = {
        "",
        "geheim",
        "-----BEGIN PRIVATE KEY-----\ngeheim\n-----END PRIVATE KEY-----\n",
        /* Would ask for a password. */
        "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,"
        "00112233445566778899AABBCCDDEEFF\n\nZ2VoZWlt\n-----END RSA PRIVATE KEY-----\n",
    };
    struct text claims = {0};
    (void)state;

    for (size_t i = 0; i < COUNT(keys); i++) {
        SCOPED(text_clear) struct text token = {0};
        struct fault why = {0};

        assert_int_equal(text_add_jwt_rs256(&token, &claims, keys[i], &why), RC_INVALID);
        assert_int_equal(token.n, 0);
        assert_non_null(strstr(why.text, "no RSA key"));
        assert_null(strstr(why.text, "geheim"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_token_of_the_standard_is_read),
        cmocka_unit_test(every_doubtful_token_is_refused),
        cmocka_unit_test(a_token_has_three_exact_parts),
        cmocka_unit_test(a_token_past_the_limit_is_not_read),
        cmocka_unit_test(times_count_with_the_callers_tolerance),
        cmocka_unit_test(a_token_for_logging_in_is_the_published_one),
        cmocka_unit_test(what_is_no_private_key_is_told_and_not_shown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
