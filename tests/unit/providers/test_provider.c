#include "tests/unit/providers/cases.h"

#include "providers/provider.h"

static void receivers_are_numbers_and_senders_may_be_words(void **state)
{
    static const struct {
        const char *to, *from, *refused;
    } cases[] = {
        {"+31612345601",      "+3197010200300",         NULL      },
        {"31612345601",       "7711",                   NULL      },
        {"+1234567",          "A",                      NULL      },
        {"+123456789012345",  "123456789012345",        NULL      },
        {"+31612345601",      "Gezinshulp!",            NULL      },
        {"+31612345601",      "ëëëëëëëëëëë", NULL      },
        {"+123456",           "7711",                   "receiver"},
        {"+1234567890123456", "7711",                   "receiver"},
        {"+3161234560a",      "7711",                   "receiver"},
        {"",                  "7711",                   "receiver"},
        {"+",                 "7711",                   "receiver"},
        {"+31612345601",      "",                       "sender"  },
        {"+31612345601",      "+",                      "sender"  },
        {"+31612345601",      "Gezinshulp!!",           "sender"  },
        {"+31612345601",      "1234567890123456",       "sender"  },
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct message message = {.to = cases[i].to, .from = cases[i].from};
        struct fault why = {0};
        enum rc rc = message_check_numbers(&message, "a provider", &why);

        assert_int_equal(rc, cases[i].refused ? RC_INVALID : RC_OK);
        if (cases[i].refused) assert_non_null(strstr(why.text, cases[i].refused));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(receivers_are_numbers_and_senders_may_be_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
