#include "tests/unit/config/fixture.h"

#define SAM                                                                                        \
    "{ login = \"sam\"; name = \"Samira el Amrani\"; role = \"family_manager\"; email = \"s@example.nl\"; "
#define JOOST                                                                                      \
    "{ login = \"joost\"; name = \"Joost\"; role = \"coordinator\"; phone = \"+31612345678\"; "
#define CM    "{ name = \"main\"; provider = \"cm\"; sender = \"+3197010200300\"; "
#define SPARE "{ name = \"spare\"; provider = \"twilio\"; sender = \"+3197010200301\"; "
#define OTHER "{ name = \"main\"; provider = \"generic\"; sender = \"+3197010200300\"; "
#define PHASE                                                                                      \
    "{ name = \"p\"; weeks = 4; rhythm = \"FREQ=WEEKLY;BYDAY=TU\"; between = \"10:00-12:00\"; script = \"how-is-it\"; }"
#define RHYTHM(rhythm, more)                                                                                  \
    "programmes = ({ name = \"a\"; title_nl = \"A\"; phases = ({ name = \"p\"; weeks = 1; rhythm = \"" rhythm \
    "\"; " more " script = \"how-is-it\"; }); });"
#define RULES "rules = ({ say = \"heard\"; });"

static const struct {
    const char *text, *want;
} contradictions[] = {
    {"staff = (" SAM "deputy = \"sam\"; });",                                                      "staff[1].deputy: nobody can be the own deputy"                           },
    {"staff = (" SAM "}, " SAM "});",                                                              "staff[2].login: \"sam\" is the login of two people"                      },
    {"duties = ({ hours = \"always\"; staff = \"joost\"; });",
     "duties[1].staff: \"joost\" is no staff"                                                                                                                                },
    {"staff = (" SAM "hours = \"mon-sun 22:00-06:00\"; });",                                       "staff[1].hours: cannot be read"                                          },
    {"staff = ({ name = \"x\"; role = \"auditor\"; });",
     "staff[1].login: is missing from a staff member"                                                                                                                        },
    {"staff = (1);",                                                                               "staff[1]: is a whole number, expected a group"                           },
    {"staff = { };",                                                                               "staff: is a group { … }, expected a list"                              },
    {"routes = (" CM "fallback = \"main\"; });",                                                   "routes[1].fallback: leads back"                                          },
    {"routes = (" CM
     "fallback = \"b\"; }, { name = \"b\"; provider = \"sandbox\"; sender = \"1234\"; "
     "fallback = \"main\"; });",                                                              "routes[1].fallback: leads back"                                          },
    {"routes = (" CM "}, " CM "});",                                                               "routes[2].name: \"main\" is the name of two routes"                      },
    {"routes = ({ name = \"a\"; provider = \"cm\"; });",                                           "routes[1].name: the route has no sender"                                 },
    {"routes = (" CM "credentials = { base_url = \"x\"; }; });",
     "routes[1].credentials.base_url: cannot"                                                                                                                                },
    {"routes = (" OTHER "});",                                                                     "routes[1].name: credential \"send\": it is missing"                      },
    {"routes = (" OTHER "credentials = { send = \"POST https://x\"; accepted = \"2xx x\"; }; });",
     "routes[1].credentials.accepted: credential \"accepted\""                                                                                                               },
    {"routes = (" CM "reports = 1; });",
     "routes[1].reports: is a whole number, expected true or false"                                                                                                          },
    {"routes = (" CM "languages = [\"nl\", \"nll\"]; });",
     "routes[1].languages[2]: \"nll\" cannot be read, expected nl, ar"                                                                                                       },
    {"routes = (" CM "languages = \"nl\"; });",                                                    "routes[1].languages: is a text in quotes"                                },
    {"routes = (" CM "countries = [\"NL\", \"XX\"]; });",
     "routes[1].countries[2]: \"XX\" cannot be read, expected a country"                                                                                                     },
    {"routes = (" CM "networks = (\"185.1.0.0/8\"); });",
     "routes[1].networks[1]: \"185.1.0.0/8\" cannot be read, expected an address or network"                                                                                 },
    {"trusted_proxies = [\"nginx\"];",                                                             "trusted_proxies[1]: \"nginx\" cannot be read"                            },
    {"proxy_header = \"X Real IP\";",                                                              "proxy_header: "                                                          },
    {"routes = (" CM "hours = \"mon-fri 22:00-06:00\"; });",                                       "routes[1].hours: cannot be read"                                         },
    {"routes = (" CM "cost = \"0,075\"; });",                                                      "routes[1].cost: cannot be read"                                          },
    {"routes = (" CM "budget = \"250\"; });",                                                      "routes[1].name: the route has a budget and no cost"                      },
    {"routes = (" CM "share = 101; });",                                                           "routes[1].share: is 101, expected 1 to 100"                              },
    {"routes = (" CM "share = 70; }, " SPARE "share = 20; });",
     "routes[1].name: the shares of the routes for the same languages and countries add up to 90"                                                                            },
    {"routes = (" CM "share = 100; languages = [\"nl\"]; }, " SPARE "share = 30; });",
     "routes[2].name: the shares of the routes for the same languages and countries add up to 30"                                                                            },
    {"routes = (" CM "}, " SPARE "share = 100; });",
     "routes[2].name: the route gets no share, since \"main\" stands before it"                                                                                              },
    {"routes = (" CM "languages = [\"nl\"]; fallback = \"spare\"; }, " SPARE
     "languages = [\"ar\"]; });",                                                             "routes[1].fallback: \"spare\" carries none of the languages or countries"},
    {"mail = { url = \"smtp://mail.example.nl\"; };",                                              "mail.url: mail has a server but no sender"                               },
    {"alerts = { ladder = (); };",                                                                 "alerts.ladder: has 0 parts, expected 1 to 20"                            },
    {"alerts = { ladder = ({ who = \"duty\"; }); };",                                              "did you mean \"on_duty\"?"                                               },
    {"keywords = { stop = [\"JA\"]; };",                                                           "keywords.stop[1]: \"JA\" already has another meaning"                    },
    {"keywords = { stopp = [\"x\"]; };",                                                           "did you mean \"stop\"?"                                                  },
    {"numbers = ({ number = \"112\"; name = \"x\"; checked_on = \"22-11-2026\"; });",
     "numbers[1].checked_on: cannot be read"                                                                                                                                 },
    {"programmes = ({ name = \"a\"; title_nl = \"A\"; phases = (" PHASE "); nudges_max = 3; });",
     "programmes[1].nudges_max: is 3, expected 0 to 2"                                                                                                                       },
    {"programmes = ({ name = \"a\"; title_nl = \"A\"; phases = (); });",                           "phases: has 0 parts"                                                     },
    {"programmes = ({ name = \"a\"; title_nl = \"A\"; phases = (" PHASE
     "); reminders_hours_before = [2, 48]; });",                                              "reminders_hours_before: expected whole hours"                            },
    {"programmes = ({ name = \"a\"; title_nl = \"A\"; phases = ({ name = \"q\"; weeks = 0; rhythm = "
     "\"FREQ=WEEKLY\"; between = \"12:00-10:00\"; script = \"how\"; }, " PHASE "); });",
     "phases[1].name: a phase without end"                                                                                                                                   },
    {"programmes = ({ name = \"a\"; title_nl = \"A\"; phases = ({ name = \"p\"; weeks = 1; rhythm = "
     "\"FREQ=WEEKLY\"; between = \"06:00-07:30\"; script = \"how-is-it\"; }); });",           "phases[1].name: its window lies in quiet hours"                          },
    {"programmes = ({ name = \"a\"; title_nl = \"A\"; phases = ({ name = \"p\"; weeks = 1; rhythm = "
     "\"FREQ=WEEKY\"; between = \"10:00-12:00\"; script = \"how-is-it\"; }); });",            "phases[1].rhythm: "                                                      },
    {RHYTHM("FREQ=WEEKLY;BYDAY=TU;COUNT=3",                                                        "between = \"10:00-12:00\";"),
     "phases[1].rhythm: COUNT is not allowed"},
    {RHYTHM("twee keer per week",                                                                                            ""),                                                                                                                                            "phases[1].rhythm: say on which days"},
    {RHYTHM("elke week op dinsdag",                                                       ""),"phases[1].rhythm: no window"},
    {RHYTHM("elke week op dinsdag tussen 10:00 en 12:00",                                   "between = \"10:00-12:30\";"),
     "phases[1].rhythm: says another window"},
    {RHYTHM("elke week op dinsdag tussen 06:00 en 07:30",                                          ""),
     "phases[1].name: its window lies in quiet hours"},
    {"programmes = ({ name = \"a\"; title_nl = \"A\"; phases = (" PHASE
     "); }, { name = \"a\"; title_nl = \"A\"; "
     "phases = (" PHASE "); });",
     "programmes[2].name: \"a\" is the name of two programmes"                                                                                                                   },
    {"scripts = ({ name = \"s\"; steps = ({ name = \"a\"; text = \"score\"; expects = \"score\"; "
     "rules = ({ go = \"a\"; }); }); });",                                             "steps[1].rules[1].go: \"a\" is no later step"                                                                                                                      },
    {"scripts = ({ name = \"s\"; nudge = \"nugde\"; steps = ({ name = \"a\"; text = \"tell\"; expects = "
     "\"text\"; " RULES " }); });",
     "scripts[1].nudge: \"nugde\" is no text, expected the name of one; did you mean \"nudge\"?"},
    {"scripts = ({ name = \"s\"; steps = ({ name = \"a\"; text = \"about\"; expects = \"choice\"; choices = ({ "
     "digit = 1; domain = \"finance\"; }); rules = ({ scores = [1]; say = \"heard\"; }, { say = \"heard\"; }); }); "
     "});",  "steps[1].name: has rules for scores but its digits are choices"},
    {"scripts = ({ name = \"s\"; steps = ({ name = \"a\"; text = \"scor\"; expects = \"text\"; " RULES
     " }); });",  "steps[1].text: \"scor\" is no text"                                                                                 },
    {"scripts = ({ name = \"s\"; steps = ({ name = \"a\"; text = \"about\"; expects = \"choice\"; " RULES
     " }); });",                           "steps[1].name: expects = \"choice\" and choices belong together"                                                                                                                                               },
    {"scripts = ({ name = \"s\"; steps = ({ name = \"a\"; text = \"score\"; expects = \"score\"; "
     "rules = ({ scores = [1]; say = \"heard\"; }); }); });",                                                       "steps[1].name: free text gets no answer"                                               },
    {"scripts = ({ name = \"s\"; steps = ({ name = \"a\"; text = \"score\"; expects = \"score\"; "
     "rules = ({ scores = [6]; say = \"heard\"; }); }); });", "rules[1].scores: expected scores from 1 to 5"},
    {"store = \"a\\x01b\";","store: holds control characters"                       },
    {"store = \"a\\xFFb\";",                                              "store: holds control characters or bytes that are not UTF-8"                                                                                                                                                                                            },
    {"gsm_spelling = 5000000000;",                                                               "gsm_spelling: a bare number of 10 digits"                                                                                                                 },
};

static void a_rhythm_may_be_in_words(void **state)
{
    static const char *const texts[] = {
        RHYTHM("elke week op dinsdag tussen 10:00 en 12:00", ""),
        RHYTHM("every week on Tuesday", "between = \"10:00-12:00\";"),
        RHYTHM("every Tuesday from 10.00 till 12.00", "between = \"10:00-12:00\";"),
        RHYTHM("FREQ=WEEKLY;BYDAY=TU", "between = \"10:00-12:00\";"),
    };
    (void)state;

    for (size_t i = 0; i < COUNT(texts); i++) {
        struct loaded loaded = load_with_key(texts[i]);
        const struct programme *programme;

        if (loaded.rc != RC_OK) fail_msg("%s", text_string(&loaded.mistakes.lines));
        programme = config_programme(loaded.config, "a");
        assert_ptr_equal(programme, &loaded.config->programmes[loaded.config->programme_shipped_n]);
        assert_string_equal(programme->phases[0].rhythm, "FREQ=WEEKLY;BYDAY=TU");
        assert_int_equal(programme->phases[0].from_min, 600);
        assert_int_equal(programme->phases[0].till_min, 720);
        loaded_clear(&loaded);
    }
}

static void what_refers_to_nothing_or_contradicts_itself_is_refused(void **state)
{
    (void)state;

    for (size_t i = 0; i < COUNT(contradictions); i++) {
        struct loaded loaded = load_with_key(contradictions[i].text);

        if (!strstr(text_string(&loaded.mistakes.lines), contradictions[i].want))
            fail_msg("%s\nwant %s\ngot %s", contradictions[i].text, contradictions[i].want,
                     text_string(&loaded.mistakes.lines));
        loaded_clear(&loaded);
    }
}

static void what_is_allowed_but_unwise_is_warned_of(void **state)
{
    static const struct {
        const char *text, *want;
    } cases[] = {
        {"staff = (" JOOST "});",                                                  "nobody has duty on mon at 00:00"                },
        {"staff = (" SAM "});",                                                    "no staff member is a coordinator"               },
        {"staff = (" SAM "});",                                                    "staff[1].email: no mail leaves without mail.url"},
        {"staff = ({ login = \"a\"; name = \"A\"; role = \"auditor\"; });",
         "has neither phone nor email"                                                                                              },
        {"routes = ();",                                                           "there is no route"                              },
        {"routes = ({ name = \"a\"; provider = \"cm\"; sender = \"Vangnet\"; });",
         "is no number, so families"                                                                                                },
        {"routes = (" CM "});",                                                    "the route has no secret"                        },
        {"routes = (" CM "languages = [\"nl\", \"ar\", \"ary-Arab\"]; });",
         "no route carries ary-Latn to Dutch numbers"                                                                               },
        {"routes = (" CM "countries = [\"BE\"]; });",                              "no route carries nl to Dutch numbers"           },
        {"routes = (" CM "hours = \"mon-fri 08:00-18:00\"; });",
         "no route works on mon at 00:00; alerts and emergency texts leave all the same"                                            },
        {"routes = (" CM "hours = \"mon-sun 00:00-18:00\"; }, " SPARE
         "hours = \"mon-sat 18:00-24:00\"; });",                          "no route works on sun at 18:00"                 },
        {"public_url = \"http://sms.example.nl\";",                                "is not encrypted"                               },
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct loaded loaded = load_with_key(cases[i].text);

        if (loaded.rc != RC_OK || !strstr(text_string(&loaded.mistakes.warnings), cases[i].want))
            fail_msg("%s\nwant %s\ngot %s%s", cases[i].text, cases[i].want,
                     text_string(&loaded.mistakes.lines), text_string(&loaded.mistakes.warnings));
        loaded_clear(&loaded);
    }
}

static void a_whole_municipality_is_read_as_it_is_written(void **state)
{
    struct loaded loaded = load_with_key(
        "staff = (" SAM
        "deputy = \"joost\"; hours = \"mon-fri 08:30-17:30\"; language = \"en\"; }, " JOOST
        "first_name = \"Jo\"; });\n"
        "mail = { url = \"smtp://mail.example.nl:587\"; from = \"v@example.nl\"; };\n"
        "duties = ({ hours = \"mon-sun 17:00-09:00\"; staff = \"joost\"; },\n"
        "  { hours = \"mon-sun 09:00-17:00\"; staff = \"sam\"; });\n"
        "routes = (" CM "secret = \"abc\"; reports = false; rate_per_s = 5; fallback = \"b\"; },\n"
        "  { name = \"b\"; provider = \"sandbox\"; sender = \"1234\"; });\n"
        "alerts = { ladder = ({ who = \"everyone\"; minutes = 2; }); relapse_within_hours = 8; };\n"
        "programmes = ({ name = \"mee\"; title_nl = \"Onze MEE\"; phases = (" PHASE "); });\n"
        "keywords = { stop = [\"basta\"]; };\n");
    const struct config *config = loaded.config;
    const struct staff *sam;
    (void)state;

    if (loaded.rc != RC_OK) fail_msg("%s", text_string(&loaded.mistakes.lines));
    assert_string_equal(text_string(&loaded.mistakes.warnings), "");
    sam = config_staff(config, "sam");
    assert_string_equal(sam->first_name, "Samira");
    assert_string_equal(config_staff(config, "joost")->first_name, "Jo");
    assert_int_equal(sam->language, LANGUAGE_N);
    assert_int_equal(sam->hours.days, 0x1F);
    assert_null(config_staff(config, "nobody"));

    /* The night became an evening and a morning. */
    assert_int_equal(config->duty_n, 3);
    assert_int_equal(config->duties[0].hours.till_min, 24 * 60);
    assert_int_equal(config->duties[2].hours.from_min, 0);
    assert_int_equal(config->duties[2].hours.till_min, 9 * 60);
    assert_string_equal(config->duties[2].staff, "joost");

    assert_false(config_route(config, "main")->reports);
    assert_int_equal(config_route(config, "main")->rate_per_s, 5);
    assert_true(config_route(config, "b")->reports);
    assert_int_equal(config->alerts.ladder_n, 1);
    assert_int_equal(config->alerts.ladder[0].rung, RUNG_EVERYONE);
    assert_int_equal(config->alerts.relapse_within, 8 * USEC_HOUR);
    assert_int_equal(config->alerts.contact_within, 15 * USEC_MIN);

    /* Replaced by name; the other twelve stay. */
    assert_string_equal(config_programme(config, "mee")->title_nl, "Onze MEE");
    assert_int_equal(config->programme_n, 13);
    assert_int_equal(config_programme(config, "mee")->nudges_max, 1);
    assert_string_equal(config->keywords[config->keyword_n - 1].word, "basta");
    assert_int_equal(config->keywords[config->keyword_n - 1].kind, KEYWORD_STOP);
    loaded_clear(&loaded);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_rhythm_may_be_in_words),
        cmocka_unit_test(what_refers_to_nothing_or_contradicts_itself_is_refused),
        cmocka_unit_test(what_is_allowed_but_unwise_is_warned_of),
        cmocka_unit_test(a_whole_municipality_is_read_as_it_is_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
