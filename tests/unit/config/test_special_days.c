#include "scheduler/special_days.h"

#include "tests/unit/config/fixture.h"

/* NULL: nothing is special about the day. */
static const char *name_of(const struct config *config, const char *string)
{
    const struct special_day *special;
    int32_t day;

    assert_true(day_read(string, &day));
    special = special_day(config->special, day);
    return special ? special->name : NULL;
}

static void the_shipped_rules_are_those_of_a_dutch_office(void **state)
{
    static const struct {
        const char *day, *name;
        enum day_act act;
    } cases[] = {
        {"2027-03-26", "good_friday",   DAY_LATER },
        {"2027-03-29", "easter_monday", DAY_LATER },
        {"2027-04-27", "kings_day",     DAY_LATER },
        {"2027-02-08", "ramadan",       DAY_WINDOW},
        {"2027-03-09", "eid_al_fitr",   DAY_LATER },
        {"2026-05-27", "eid_al_adha",   DAY_LATER },
    };
    struct loaded loaded = load_with_key("");
    int32_t day;
    (void)state;

    if (loaded.rc != RC_OK) fail_msg("%s", text_string(&loaded.mistakes.lines));
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_true(day_read(cases[i].day, &day));
        assert_non_null(special_day(loaded.config->special, day));
        assert_string_equal(name_of(loaded.config, cases[i].day), cases[i].name);
        assert_int_equal(special_day(loaded.config->special, day)->act, cases[i].act);
    }
    assert_null(name_of(loaded.config, "2027-05-05"));
    assert_true(day_read("2027-03-27", &day));
    assert_false(special_is_working(loaded.config->special, day));
    assert_true(special_is_working(loaded.config->special, day + 2));
    loaded_clear(&loaded);
}

static void a_municipality_says_which_days_are_special(void **state)
{
    struct loaded loaded =
        load_with_key("special_days = ("
                      "{ days = \"liberation_day\"; every_liberation_day = true; act = \"skip\"; },"
                      "{ name = \"Voorjaarsvakantie\"; act = \"skip\";"
                      "  days = (\"2027-02-20 - 2027-02-28\", \"2028-02-26\"); },"
                      "{ days = [\"2027-07-01\"]; act = \"usual\"; },"
                      "{ days = \"sat,sun\"; act = \"later\"; },"
                      "{ days = \"eid_al_fitr\"; act = \"earlier\"; feast_days = 3; });"
                      "working_days = \"mon-thu\"; islamic_correction_days = -1;"
                      "islamic_corrections = ({ year = 1448; days = 1; });");
    const struct config *config = loaded.config;
    (void)state;

    if (loaded.rc != RC_OK) fail_msg("%s", text_string(&loaded.mistakes.lines));
    assert_string_equal(name_of(config, "2027-05-05"), "liberation_day");
    assert_string_equal(name_of(config, "2027-02-20"), "Voorjaarsvakantie");
    assert_string_equal(name_of(config, "2027-02-28"), "Voorjaarsvakantie");
    assert_null(name_of(config, "2027-03-01"));
    assert_string_equal(name_of(config, "2028-02-26"), "Voorjaarsvakantie");
    assert_string_equal(name_of(config, "2027-07-01"), "dates");
    assert_string_equal(name_of(config, "2027-04-24"), "sat,sun");
    assert_null(name_of(config, "2027-04-27"));
    /* Of 1448 a day later than 9 March 2027, of 1449 a day earlier than 26 February 2028. */
    assert_null(name_of(config, "2027-03-09"));
    assert_string_equal(name_of(config, "2027-03-12"), "eid_al_fitr");
    assert_string_equal(name_of(config, "2028-02-25"), "eid_al_fitr");
    assert_true(special_is_working(config->special, 0)); /* a Thursday */
    assert_false(special_is_working(config->special, 1));
    loaded_clear(&loaded);
}

#define RULE(rule) "special_days = ({ " rule " });"

static const struct {
    const char *text, *want;
} refused[] = {
    {RULE("days = \"public_holiday\"; act = \"later\";"),                      "did you mean \"public_holidays\"?"     },
    {RULE("days = \"kingsday\"; act = \"later\";"),                            "did you mean \"kings_day\"?"           },
    {RULE("days = \"sat,zon\"; act = \"later\";"),                             "\"sat,zon\" is unknown"                },
    {RULE("days = \"\"; act = \"later\";"),                                    "\"\" is unknown"                       },
    {RULE("days = 5; act = \"later\";"),                                       "expected a text in quotes"             },
    {RULE("act = \"later\";"),                                                 "special_days[1].days: is missing"      },
    {RULE("days = \"weekend\";"),                                              "special_days[1].act: is missing"       },
    {RULE("days = \"weekend\"; act = \"late\";"),                              "did you mean \"later\"?"               },
    {RULE("days = (\"2027-02-29\"); act = \"skip\";"),
     "special_days[1].days[1]: \"2027-02-29\" cannot be read, expected a date"                                         },
    {RULE("days = (\"2027-02-20 - 2027-02-19\"); act = \"skip\";"),            "cannot be read"                        },
    {RULE("days = (\"2027-02-20-2027-02-21\"); act = \"skip\";"),              "cannot be read"                        },
    {RULE("days = (\"2027-02-20 - \"); act = \"skip\";"),                      "cannot be read"                        },
    {RULE("days = \"nowhere.ics\"; act = \"skip\";"),                          "special_days[1].days: /tmp/nowhere.ics"},
    {RULE("days = \"/dev/null.ics\"; act = \"skip\";"),                        "special_days[1].days: /dev/null.ics"   },
    {RULE("days = (); act = \"skip\";"),                                       "has 0 dates, expected 1 to 500"        },
    {RULE("days = \"ramadan\"; act = \"window\";"),                            "act = \"window\" without a window"     },
    {RULE("days = \"ramadan\"; act = \"skip\"; between = \"10:00-12:00\";"),
     "has a window that nothing uses"                                                                                  },
    {RULE("days = \"ramadan\"; act = \"window\"; between = \"12:00-10:00\";"),
     "between: cannot be read"                                                                                         },
    {RULE("days = \"ramadan\"; act = \"window\"; between = \"21:30-23:00\";"),
     "special_days[1].days: its window lies in quiet hours, expected one with minutes outside 21:00-08:00"             },
    {RULE("days = \"eid_al_adha\"; act = \"later\"; feast_days = 8;"),         "is 8, expected 1 to 7"                 },
    {"working_days = \"mon-\";",                                               "working_days: cannot be read"          },
    {"islamic_correction_days = 3;",                                           "is 3, expected -2 to 2"                },
    {"islamic_corrections = ({ year = 2027; days = 1; });",                    "is 2027, expected 1440 to 1530"        },
};

static void a_rule_of_days_that_cannot_be_is_refused(void **state)
{
    (void)state;

    for (size_t i = 0; i < COUNT(refused); i++) {
        struct loaded loaded = load_with_key(refused[i].text);
        const char *told = text_string(&loaded.mistakes.lines);

        if (loaded.mistakes.n != 1 || !strstr(told, refused[i].want))
            fail_msg("%s\n%s", refused[i].text, told);
        loaded_clear(&loaded);
    }
}

static void days_that_are_past_are_warned_of(void **state)
{
    struct loaded loaded =
        load_with_key(RULE("days = (\"2026-02-14 - 2026-02-22\"); act = \"skip\";"));
    (void)state;

    assert_int_equal(loaded.rc, RC_OK);
    assert_non_null(strstr(text_string(&loaded.mistakes.warnings), "all of these days are past"));
    loaded_clear(&loaded);
}

/* As a school's holidays are published, with the summer of next year. */
static const char calendar[] = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Vangnet//Test//NL\r\n"
                               "BEGIN:VEVENT\r\nUID:1@example.nl\r\nDTSTAMP:20261122T120000Z\r\n"
                               "DTSTART;VALUE=DATE:20270710\r\nDTEND;VALUE=DATE:20270823\r\n"
                               "SUMMARY:Zomervakantie\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

static void days_may_stand_in_a_calendar_beside_the_configuration(void **state)
{
    (void)state;

    for (int named = 0; named < 2; named++) {
        char path[] = "/tmp/vangnet-school-XXXXXX.ics";
        int file = mkstemps(path, (int)strlen(".ics"));
        SCOPED(text_clear) struct text text = {0};
        SCOPED(mem_free)
        char *name = mem_copy(path + strlen("/tmp/"), strlen("vangnet-school-XXXXXX"));
        struct loaded loaded;

        assert_int_equal(write(file, calendar, strlen(calendar)), strlen(calendar));
        close(file);
        /* The configuration of a test lies in /tmp too. */
        text_addf(&text, RULE("%s days = \"%s\"; act = \"skip\";"),
                  named ? "name = \"Zomer\";" : "", named ? path : path + strlen("/tmp/"));
        loaded = load_with_key(text_string(&text));
        unlink(path);
        if (loaded.rc != RC_OK) fail_msg("%s", text_string(&loaded.mistakes.lines));
        assert_null(name_of(loaded.config, "2027-07-09"));
        assert_string_equal(name_of(loaded.config, "2027-07-10"), named ? "Zomer" : name);
        assert_string_equal(name_of(loaded.config, "2027-08-22"), named ? "Zomer" : name);
        assert_null(name_of(loaded.config, "2027-08-23"));
        loaded_clear(&loaded);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_shipped_rules_are_those_of_a_dutch_office),
        cmocka_unit_test(a_municipality_says_which_days_are_special),
        cmocka_unit_test(a_rule_of_days_that_cannot_be_is_refused),
        cmocka_unit_test(days_may_stand_in_a_calendar_beside_the_configuration),
        cmocka_unit_test(days_that_are_past_are_warned_of),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
