/* For whom a text on a shared phone is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/dialogue/decision.h"
#include "providers/sms.h"
#include "tests/fixture/fixture.h"

/* Up to three members; a phone of 0 is none. */
static const struct {
    const char *title, *names[3];
    int64_t phones[3];
    bool asked[3];
    const char *initials[3], *plain[3];
} families[] = {
    {"two letters of the alphabet",
     {"Fatima", "Omar"},
     {1, 1},
     {true, true},
     {"F", "O"},
     {"F", "O"}                                                                                                          },
    {"both begin alike",
     {"fatima", "Faisal"},
     {1, 1},
     {true, true},
     {"Fat", "Fai"},
     {"Fat", "Fai"}                                                                                                      },
    {"alike in one letter",                {"Hassan", "Hind"},       {1, 1}, {true, true}, {"Ha", "Hi"},   {"Ha", "Hi"}  },
    {"only those on the same phone count",
     {"Hassan", "Omar", "Hind"},
     {1, 1, 2},
     {true, true, true},
     {"H", "O", ""},
     {"H", "O", ""}                                                                                                      },
    {"who is not asked does not count",
     {"Hassan", "Hind"},
     {1, 1},
     {true, false},
     {"", ""},
     {"", ""}                                                                                                            },
    {"no phone at all",                    {"Hassan", "Hind"},       {0, 0}, {true, true}, {"", ""},       {"", ""}      },
    {"Arabic letters",                     {"فاطمة", "عمر"}, {1, 1}, {true, true}, {"ف", "ع"},   {"F", "M"}    },
    {"accents",                            {"Şule", "Émile"},      {1, 1}, {true, true}, {"Ş", "É"},   {"S", "E"}    },
    {"a sign before the name",             {"'t Anna", "(Bert)"},    {1, 1}, {true, true}, {"T", "B"},     {"T", "B"}    },
    {"the same name",                      {"Anna", "Anna"},         {1, 1}, {true, true}, {"Ann", "Ann"}, {"Ann", "Ann"}},
};

static size_t make(size_t row, struct member members[static 3])
{
    size_t n = 0;

    for (; n < 3 && families[row].names[n]; n++)
        members[n] = (struct member){.id = (int64_t)n + 1,
                                     .name = mem_copy_string(families[row].names[n]),
                                     .asked = families[row].asked[n],
                                     .phone.id = families[row].phones[n]};
    return n;
}

static void a_member_is_told_by_as_few_letters_as_will_do(void **state)
{
    (void)state;
    for (size_t row = 0; row < COUNT(families); row++) {
        struct member members[3];
        struct family family = {.members = members, .member_n = make(row, members)};

        for (size_t i = 0; i < family.member_n; i++) {
            struct whose whose = whose_of(&family, &members[i]);

            if (strcmp(whose.initial, families[row].initials[i]) != 0 ||
                strcmp(whose.plain, families[row].plain[i]) != 0)
                fail_msg("%s: \"%s\", \"%s\"", families[row].title, whose.initial, whose.plain);
        }
        for (size_t i = 0; i < family.member_n; i++)
            free(members[i].name);
    }
}

static const struct {
    const char *name, *whose, *plain;
    enum language language;
    enum kind kind;
    const char *wanted; /* beginning of the text */
    enum sms_encoding encoding;
} said[] = {
    {"a check-in",                     "F",  "F", LANGUAGE_NL,       KIND_CHECKIN, "Voor F: Hoe ging het",  SMS_GSM7},
    {"nobody shares the phone",        "",   "",  LANGUAGE_NL,       KIND_CHECKIN, "Hoe ging het",          SMS_GSM7},
    {"what answers a text needs none", "F",  "F", LANGUAGE_NL,       KIND_ANSWER,  "Hoe ging het",
     SMS_GSM7                                                                                                       },
    {"a letter that GSM lacks",        "Ş", "S", LANGUAGE_NL,       KIND_NUDGE,   "Voor S: Hoe ging het",
     SMS_GSM7                                                                                                       },
    {"one that it has",                "É", "E", LANGUAGE_NL,       KIND_NUDGE,   "Voor É: Hoe ging het", SMS_GSM7},
    {"Arabic in Latin letters",        "ف", "F", LANGUAGE_ARY_LATN, KIND_CHECKIN, "Message l F: Kif",
     SMS_GSM7                                                                                                       },
    {"Arabic",                         "ف", "F", LANGUAGE_AR,       KIND_CHECKIN, "إلى ف: كيف",     SMS_UCS2},
};

static void a_text_says_it_and_costs_no_more(void **state)
{
    struct fixture *fixture = fixture_new("");

    (void)state;
    for (size_t i = 0; i < COUNT(said); i++) {
        SCOPED(decision_clear) struct decision decision;
        struct addressee to = {.number = "+31612345601", .language = said[i].language};
        const struct new_message *message;

        snprintf(to.whose.initial, WHOSE_SPACE, "%s", said[i].whose);
        snprintf(to.whose.plain, WHOSE_SPACE, "%s", said[i].plain);
        decision_init(&decision);
        message = decision_say(&decision, fixture->config, &to, said[i].kind, "score", NULL,
                               fixture->now, fixture->now + 1);
        if (strncmp(message->text, said[i].wanted, strlen(said[i].wanted)) != 0 ||
            sms_measure(message->text, strlen(message->text)).encoding != said[i].encoding)
            fail_msg("%s: %s", said[i].name, message->text);
    }
    fixture_free(fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_member_is_told_by_as_few_letters_as_will_do),
        cmocka_unit_test(a_text_says_it_and_costs_no_more),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
