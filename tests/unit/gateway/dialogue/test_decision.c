/* From which route a text leaves and how it is spelled, as it is decided. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/dialogue/decision.h"
#include "tests/fixture/fixture.h"

#define ROUTES                                                                                     \
    "routes = ({ name = \"arabic\"; provider = \"sandbox\"; sender = \"7701\"; "                   \
    "languages = [\"ar\", \"ary-Arab\", \"ary-Latn\"]; },"                                         \
    "{ name = \"home\"; provider = \"sandbox\"; sender = \"7702\"; countries = [\"NL\"]; });\n"

static void a_text_leaves_from_home_and_an_answer_from_where_it_was_asked(void **state)
{
    static const struct {
        const char *name, *number, *spoke_on;
        enum language language;
        enum kind kind;
        const char *want; /* NULL: no route */
    } cases[] = {
        {"home",                        "+31612345601", NULL,     LANGUAGE_NL, KIND_CHECKIN,   "home"  },
        {"home by language",            "+31612345601", NULL,     LANGUAGE_AR, KIND_CHECKIN,   "arabic"},
        {"they wrote to the other",     "+31612345601", "arabic", LANGUAGE_NL, KIND_FOLLOW_UP,
         "arabic"                                                                                      },
        {"a route that is gone",        "+31612345601", "old",    LANGUAGE_NL, KIND_FOLLOW_UP, "home"  },
        {"abroad",                      "+32470123456", NULL,     LANGUAGE_NL, KIND_CHECKIN,   NULL    },
        {"abroad in danger",            "+32470123456", NULL,     LANGUAGE_NL, KIND_CRISIS,    "arabic"},
        {"abroad, where they wrote to", "+32470123456", "home",   LANGUAGE_NL, KIND_ANSWER,    "home"  },
    };
    struct fixture *fixture = fixture_new(ROUTES);
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        SCOPED(decision_clear) struct decision decision;
        struct addressee to = {.family_id = 1,
                               .number = cases[i].number,
                               .language = cases[i].language,
                               .route = cases[i].spoke_on};
        const struct new_message *message;

        decision_init(&decision);
        message = decision_say(&decision, fixture->config, &to, cases[i].kind, "heard", NULL,
                               fixture->now, fixture->now + 1);
        if (!cases[i].want != !message->route ||
            (message->route && strcmp(message->route, cases[i].want) != 0))
            fail_msg("%s: %s", cases[i].name, message->route ? message->route : "none");
        assert_int_equal(message->skip, cases[i].want ? SKIP_NONE : SKIP_NO_ROUTE);
    }
    fixture_free(fixture);
}

static void a_page_leaves_from_the_home_of_the_staff_members_number(void **state)
{
    struct fixture *fixture = fixture_new(ROUTES);
    SCOPED(decision_clear) struct decision decision;
    struct alert alert = {.id = 1, .level = LEVEL_CRISIS};
    (void)state;

    decision_init(&decision);
    assert_true(decision_page(&decision, fixture->config, &fixture->dice, &alert,
                              config_staff(fixture->config, "sanne"), fixture->now));
    assert_string_equal(decision.messages[0].route, "home");
    fixture_free(fixture);
}

#define DUTCH                                                                                      \
    "Dank je wel. In België coördineert een collega de financiën, ik lees dit vandaag en bel terug."
#define PLAIN                                                                                      \
    "Dank je wel. In Belgie coördineert een collega de financien, ik lees dit vandaag en bel terug."
/* Darija in Latin letters and Arabic with a Dutch name in it are left as they are. */
#define LATIN                                                                                      \
    "Chokran bzzaf 3la jawab dyalek, ana ghadi nqrah lyoum o n3eyet lik, Zoë o Daniël hta huma."
#define ARABIC                                                                                     \
    "شكرا لك على رسالتك. سأقرأها اليوم بنفسي مع Zoë. إذا كان الأمر لا يحتمل الانتظار فاتصل بي"

static void check_thanks(const struct config *config, enum language language, const char *want,
                         int segments)
{
    SCOPED(decision_clear) struct decision decision;
    struct addressee to = {.number = "+31612345678", .language = language};
    const struct new_message *message;

    decision_init(&decision);
    message = decision_say(&decision, config, &to, KIND_ANSWER, "thanks", NULL, FIXTURE_NOW,
                           FIXTURE_NOW + USEC_DAY);
    assert_string_equal(message->text, want);
    assert_int_equal(message->segments, segments);
}

static void the_cheap_spelling_is_for_dutch_and_only_if_switched_on(void **state)
{
    static const struct {
        const char *spelling, *want;
        enum language language;
        int segments;
    } cases[] = {
        {"false", DUTCH,  LANGUAGE_NL,       2},
        {"true",  PLAIN,  LANGUAGE_NL,       1},
        {"true",  LATIN,  LANGUAGE_ARY_LATN, 2},
        {"true",  ARABIC, LANGUAGE_AR,       2},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        SCOPED(text_clear) struct text extra = {0};
        struct fixture *fixture;

        text_addf(&extra,
                  "gsm_spelling = %s;\n"
                  "texts = { nl = { thanks = \"" DUTCH "\"; }; ar = { thanks = \"" ARABIC "\"; };\n"
                  "ary-Latn = { thanks = \"" LATIN "\"; }; };\n",
                  cases[i].spelling);
        fixture = fixture_new(text_string(&extra));
        check_thanks(fixture->config, cases[i].language, cases[i].want, cases[i].segments);
        fixture_free(fixture);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_leaves_from_home_and_an_answer_from_where_it_was_asked),
        cmocka_unit_test(a_page_leaves_from_the_home_of_the_staff_members_number),
        cmocka_unit_test(the_cheap_spelling_is_for_dutch_and_only_if_switched_on),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
