#include "providers/sms.h"
#include "tests/unit/config/fixture.h"

static const char *const for_families[] = {
    "opt-in",
    "score",
    "score-again",
    "score-hello",
    "score-since",
    "score-since-hello",
    "tell",
    "tell-hello",
    "about",
    "offer",
    "thanks-good",
    "thanks",
    "heard",
    "nudge",
    "nudge-tell",
    "reminder-days",
    "reminder-hours",
    "reminder-days-place",
    "appointment-moved",
    "appointment-cancelled",
    "appointment-slots",
    "slot-chosen",
    "slot-gone",
    "confirmed",
    "declined",
    "reschedule-asked",
    "call-asked",
    "stop-confirm",
    "stop-paused",
    "start-confirm",
    "wrong-number",
    "info",
    "callback",
    "callback-soon",
    "callback-tomorrow",
    "aftercare-end",
    "crisis-duty",
    "crisis-nobody",
    "crisis-nobody-gp",
    "crisis-113",
    "weekdays",
    "months",
};
static const char *const for_staff[] = {
    "page",           "page-urgent", "page-mail",       "page-nobody",
    "report-how",     "staff-look",  "staff-look-mail", "report-kept",
    "report-unknown", "staff-how",   "staff-taken",     "staff-too-late"};

static struct loaded load_defaults(void)
{
    struct loaded loaded = {0};
    struct data data = {0};

    loaded.rc = config_load(&data, NULL, TODAY, &loaded.config, &loaded.mistakes);
    if (loaded.rc != RC_OK) fail_msg("%s", text_string(&loaded.mistakes.lines));
    return loaded;
}

static const struct wording *find_own(const struct config *config, const char *name,
                                      enum language language)
{
    for (size_t i = 0; i < config->wording_n; i++)
        if (config->wordings[i].language == language && strcmp(config->wordings[i].name, name) == 0)
            return &config->wordings[i];
    return NULL;
}

static void every_text_is_there_in_every_language_with_its_author(void **state)
{
    struct loaded loaded = load_defaults();
    (void)state;

    for (enum language language = LANGUAGE_NL; language < LANGUAGE_N; language++) {
        for (size_t i = 0; i < COUNT(for_families); i++) {
            const struct wording *wording = find_own(loaded.config, for_families[i], language);

            if (!wording || !wording->author[0])
                fail_msg("%s in %s", for_families[i], language_name(language));
        }
    }
    for (size_t i = 0; i < COUNT(for_staff); i++) {
        assert_non_null(find_own(loaded.config, for_staff[i], LANGUAGE_NL));
        /* Staff reads Dutch whatever language a family has. */
        assert_string_equal(config_wording(loaded.config, for_staff[i], LANGUAGE_AR),
                            config_wording(loaded.config, for_staff[i], LANGUAGE_NL));
    }
    assert_null(config_wording(loaded.config, "no-such-text", LANGUAGE_NL));
    loaded_clear(&loaded);
}

static void latin_texts_fit_the_gsm_alphabet_and_arabic_ones_their_script(void **state)
{
    struct loaded loaded = load_defaults();
    (void)state;

    for (size_t i = 0; i < loaded.config->wording_n; i++) {
        const struct wording *wording = &loaded.config->wordings[i];
        struct sms_size size = sms_measure(wording->text, strlen(wording->text));
        bool arabic = language_is_rtl(wording->language);

        /* Braces are in the GSM alphabet; page-mail is no SMS. */
        if ((size.encoding == SMS_UCS2) != arabic)
            fail_msg("%s in %s", wording->name, language_name(wording->language));
    }
    loaded_clear(&loaded);
}

static void a_crisis_text_names_112_and_113_only_where_it_may(void **state)
{
    struct loaded loaded = load_defaults();
    (void)state;

    for (size_t i = 0; i < loaded.config->wording_n; i++) {
        const struct wording *wording = &loaded.config->wordings[i];
        const char *name = wording->name + (strncmp(wording->name, "ussd-", 5) == 0 ? 5 : 0);
        bool crisis = strstr(name, "crisis") != NULL;
        bool suicide = strcmp(name, "crisis-113") == 0;

        assert_int_equal(strstr(wording->text, "112") != NULL, crisis);
        assert_int_equal(strstr(wording->text, "113") != NULL, suicide);
        assert_null(strstr(wording->text, "0800-2000"));
        assert_int_equal(strstr(wording->text, "{gp}") != NULL,
                         strcmp(name, "crisis-nobody-gp") == 0);
    }
    loaded_clear(&loaded);
}

static void a_municipality_replaces_one_text_in_one_language(void **state)
{
    struct loaded loaded = load_with_key(
        "texts = { nl = { thanks = \"Bedankt! {manager}\";\n"
        "  heard = { text = \"Gelezen.\"; author = \"Team Noord\"; approved_by = \"Noor\"; }; }; };\n");
    const struct wording *heard;
    (void)state;

    if (loaded.rc != RC_OK) fail_msg("%s", text_string(&loaded.mistakes.lines));
    heard = find_own(loaded.config, "heard", LANGUAGE_NL);
    assert_string_equal(config_wording(loaded.config, "thanks", LANGUAGE_NL), "Bedankt! {manager}");
    assert_string_equal(heard->text, "Gelezen.");
    assert_string_equal(heard->author, "Team Noord");
    assert_string_equal(heard->approved_by, "Noor");
    assert_non_null(strstr(config_wording(loaded.config, "thanks", LANGUAGE_ARY_LATN), "Choukran"));
    loaded_clear(&loaded);
}

static void a_text_that_may_not_leave_is_refused(void **state)
{
    static const struct {
        const char *text, *want; /* of the one mistake; NULL: none */
    } cases[] = {
        {"nl = { thanks = \"Dank je wel! {manager}\"; }",                               NULL                       },
        {"nl = { thanks = \"Dank je {naam}\"; }",                                       "{naam} cannot be filled"  },
        {"nl = { thanks = \"Dank je {time}\"; }",                                       "{time} cannot be filled"  },
        {"nl = { thanks = \"Dank je {manager\"; }",                                     "brace without its fellow" },
        {"nl = { thanks = \"Dank je manager}\"; }",                                     "brace without its fellow" },
        {"nl = { thanks = \"\"; }",                                                     "is empty"                 },
        {"nl = { thanks = \"Dank je. Hoe gaat het op school?\"; }",                     "\"school\" stands in"     },
        {"nl = { thanks = \"Dank je. Hoe gaat het met de schulden?\"; }",               "\"schuld\" stands in"     },
        {"nl = { thanks = \"Dank je wel voor alles wat je nu hebt gezegd. School\"; }", NULL                       },
        {"nl = { thanks = \"Bel 0800-2000.\"; }",                                       "0800-2000 may not stand"  },
        {"nl = { thanks = \"Bel 113 of 0800-0113.\"; }",                                "113 may not stand"        },
        {"nl = { thanks = \"Bel ons op 0612345678.\"; }",                               "0612345678 may not stand" },
        {"nl = { thanks = \"Kijk op https://example.nl\"; }",                           "holds a link"             },
        {"nl = { crisis-duty = \"Automatisch antwoord. Iemand belt.\"; }",              "does not name 112"        },
        {"nl = { crisis-duty = \"Automatisch antwoord van {manager}. Bel 112\"; }",
         "{manager} cannot be filled"                                                                              },
        {"ar = { thanks = \"شكرا لكم ٣\"; }",                                   "holds Arabic digits"      },
        {"ar = { thanks = \"والمدرسة؟\"; }",                                   "\"مدرسة\" stands in" },
        {"ar = { thanks = \"كيف الأولاد؟\"; }",                              "\"أولاد\" stands in" },
        {"nl = { weekdays = \"ma di wo\"; }",                                           "holds 3 words, expected 7"},
        {"nl = { about = \"Waar gaat het over? 1 2 3 4 5\"; }",                         "the digit 6"              },
        {"nl = { thank = \"x\"; }",                                                     "did you mean \"thanks\"?" },
        {"de = { thanks = \"x\"; }",                                                    "is no language"           },
        {"nl = { thanks = 5; }",                                                        "expected a text in quotes"},
        {"nl = { thanks = { txt = \"x\"; text = \"Dank\"; }; }",                        "did you mean \"text\"?"   },
        {"nl = { thanks = { author = \"x\"; }; }",                                      "is missing"               },
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        SCOPED(text_clear) struct text config = {0};
        struct loaded loaded;
        const char *lines;

        text_addf(&config, "texts = { %s; };\n", cases[i].text);
        loaded = load_with_key(text_string(&config));
        lines = text_string(&loaded.mistakes.lines);
        if (cases[i].want ? !strstr(lines, cases[i].want) : loaded.rc != RC_OK)
            fail_msg("%s\n%s", cases[i].text, lines);
        loaded_clear(&loaded);
    }
}

static void a_long_text_is_warned_of_until_a_second_person_approves(void **state)
{
    static const char long_text[] =
        "Dank je wel voor je bericht, ik lees het vandaag nog helemaal zelf en dan bel ik je terug "
        "zodra ik tijd heb, dat kan even duren want er zijn meer mensen die mij iets vragen, maar "
        "ik vergeet je niet en kom er echt op terug, dat beloof ik je, en als ik het toch vergeet "
        "dan mag je mij altijd nog een keer iets sturen, want daar ben ik voor";
    (void)state;

    for (int approved = 0; approved < 2; approved++) {
        SCOPED(text_clear) struct text config = {0};
        struct loaded loaded;
        bool warned;

        text_addf(&config, "texts = { nl = { thanks = { text = \"%s\"; %s }; }; };\n", long_text,
                  approved ? "approved_by = \"Noor\";" : "");
        loaded = load_with_key(text_string(&config));
        assert_int_equal(loaded.rc, RC_OK);
        warned = strstr(text_string(&loaded.mistakes.warnings), "takes 3 SMS segments") != NULL;
        assert_int_equal(warned, !approved);
        loaded_clear(&loaded);
    }
}

static void a_dear_letter_is_warned_of_unless_it_is_written_plainly_anyway(void **state)
{
    static const struct {
        const char *text, *want; /* NULL: no warning */
    } cases[] = {
        {"nl = { thanks = \"Dank je, {manager} leest het. Heeft u België of coördinatie gezegd, dan ook.\"; }",
         "takes 2 SMS segments, and 1 without letters that SMS lacks: \"ë\" (write e)"                               },
        {"nl = { thanks = \"Dank je, {manager} leest het in België.\"; }",                                       NULL},
        {"ar = { thanks = \"شكرا لك على رسالتك. سأقرأها اليوم بنفسي. إذا كان الأمر لا يحتمل الانتظار، "
         "فاتصل بي من فضلك في أي وقت\"; }",                                          NULL},
    };
    (void)state;

    for (size_t i = 0; i < 2 * COUNT(cases); i++) {
        SCOPED(text_clear) struct text config = {0};
        const char *want = i % 2 ? NULL : cases[i / 2].want;
        struct loaded loaded;
        const char *warnings;

        text_addf(&config, "gsm_spelling = %s;\ntexts = { %s; };\n", i % 2 ? "true" : "false",
                  cases[i / 2].text);
        loaded = load_with_key(text_string(&config));
        warnings = text_string(&loaded.mistakes.warnings);
        if (want ? !strstr(warnings, want) : strstr(warnings, "without letters") != NULL)
            fail_msg("%s\n%s", text_string(&config), warnings);
        loaded_clear(&loaded);
    }
}

static void numbers_that_nobody_called_for_half_a_year_are_warned_of(void **state)
{
    struct data data = {0};
    struct loaded loaded = {0};
    (void)state;

    loaded.rc = config_load(&data, NULL, TODAY + 185 * USEC_DAY, &loaded.config, &loaded.mistakes);
    assert_int_equal(loaded.rc, RC_OK);
    assert_non_null(strstr(text_string(&loaded.mistakes.warnings),
                           "numbers.cfg:11: numbers[2].number: was last called"));
    loaded_clear(&loaded);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_text_is_there_in_every_language_with_its_author),
        cmocka_unit_test(latin_texts_fit_the_gsm_alphabet_and_arabic_ones_their_script),
        cmocka_unit_test(a_crisis_text_names_112_and_113_only_where_it_may),
        cmocka_unit_test(a_municipality_replaces_one_text_in_one_language),
        cmocka_unit_test(a_text_that_may_not_leave_is_refused),
        cmocka_unit_test(a_long_text_is_warned_of_until_a_second_person_approves),
        cmocka_unit_test(a_dear_letter_is_warned_of_unless_it_is_written_plainly_anyway),
        cmocka_unit_test(numbers_that_nobody_called_for_half_a_year_are_warned_of),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
