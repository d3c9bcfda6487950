#include "tests/unit/providers/cases.h"

#include "gateway/base/clock.h"
#include "providers/outcome.h"

static void every_status_has_one_meaning(void **state)
{
    static const struct {
        int status;
        enum outcome want;
        bool maybe_sent;
    } cases[] = {
        {0,   OUTCOME_UNKNOWN,      true },
        {200, OUTCOME_UNKNOWN,      true },
        {302, OUTCOME_UNKNOWN,      true },
        {400, OUTCOME_REJECTED,     false},
        {401, OUTCOME_UNAUTHORISED, false},
        {402, OUTCOME_UNAUTHORISED, false},
        {403, OUTCOME_UNAUTHORISED, false},
        {408, OUTCOME_RETRY,        false},
        {422, OUTCOME_REJECTED,     false},
        {429, OUTCOME_THROTTLED,    false},
        {500, OUTCOME_RETRY,        true },
        {502, OUTCOME_RETRY,        true },
        {503, OUTCOME_RETRY,        false},
        {504, OUTCOME_RETRY,        true },
        {522, OUTCOME_UNKNOWN,      true },
        {599, OUTCOME_UNKNOWN,      true },
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        SCOPED(result_clear) struct result got = {0};
        struct http_response response = {.status = cases[i].status};

        result_from_status(&got, &response, 0);
        if (got.outcome != cases[i].want || got.maybe_sent != cases[i].maybe_sent)
            fail_msg("%d: %s %d", cases[i].status, outcome_name(got.outcome), got.maybe_sent);
        assert_true(got.reason.n > 0);
    }
}

static void retry_after_is_read_in_both_forms_and_bounded(void **state)
{
    static const struct {
        const char *value;
        usec want;
    } cases[] = {
        {"7",                             7 * USEC_SEC },
        {"0",                             0            },
        {"99999999999999999999999",       USEC_DAY     },
        {"7 seconds",                     0            },
        {"soon",                          0            },
        {"Thu, 02 Apr 2026 08:30:20 GMT", 20 * USEC_SEC},
        {"Thu, 02 Apr 2026 08:29:00 GMT", 0            },
        {"Thu, 02 Apr 2027 08:29:00 GMT", USEC_DAY     },
    };
    usec now = 0;
    (void)state;

    assert_true(clock_read("2026-04-02T08:30:00Z", &now));
    for (size_t i = 0; i < COUNT(cases); i++) {
        SCOPED(http_response_clear) struct http_response response = {.status = 429};

        http_header_add(&response.headers, "retry-after", cases[i].value);
        if (retry_after_read(&response, now) != cases[i].want) fail_msg("%s", cases[i].value);
    }
}

static void a_code_is_kept_and_a_number_or_a_sentence_is_not(void **state)
{
    static const struct {
        const char *word, *want;
    } cases[] = {
        {"spam_filter",  "spam_filter"},
        {"E1001",        "E1001"      },
        {"21610 to +31", "21610"      },
        {"31612345678",  ""           },
        {"x31612345678", ""           },
        {"+31612345678", ""           },
        {"",             ""           },
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        SCOPED(text_clear) struct text got = {0};

        assert_int_equal(text_add_code(&got, cases[i].word), *cases[i].want != '\0');
        assert_string_equal(text_string(&got), cases[i].want);
    }
}

static void a_word_goes_in_front_of_the_reason_if_it_can_be_a_code(void **state)
{
    static const struct {
        const char *word, *want;
    } cases[] = {
        {"E404",            "E404: HTTP 404"},
        {"E404 of a kind",  "E404: HTTP 404"},
        {NULL,              "HTTP 404"      },
        {"",                "HTTP 404"      },
        {"to 0612345678",   "to: HTTP 404"  },
        {"31612345678 off", "HTTP 404"      },
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        SCOPED(result_clear) struct result got = {0};

        result_from_status(&got, &(struct http_response){.status = 404}, 0);
        result_name_word(&got, cases[i].word);
        assert_string_equal(text_string(&got.reason), cases[i].want);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_word_goes_in_front_of_the_reason_if_it_can_be_a_code),
        cmocka_unit_test(every_status_has_one_meaning),
        cmocka_unit_test(retry_after_is_read_in_both_forms_and_bounded),
        cmocka_unit_test(a_code_is_kept_and_a_number_or_a_sentence_is_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
