#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/base/data.h"
#include "scheduler/plan.h"
#include "scheduler/rhythm_words.h"

static struct rhythm_line line_of(const char *string)
{
    struct rhythm_line line;
    struct fault why = {0};

    if (rhythm_line_read(string, &line, &why) != RC_OK) fail_msg("%s: %s", string, why.text);
    return line;
}

static void assert_rule(const char *words, const char *rule)
{
    SCOPED(text_clear) struct text got = {0};
    struct rhythm_line line = line_of(words);

    rhythm_write(&line.rhythm, &got);
    if (strcmp(text_string(&got), rule) != 0) fail_msg("%s: %s", words, text_string(&got));
}

static void assert_words(const struct rhythm_line *line, enum language language, const char *words)
{
    SCOPED(text_clear) struct text got = {0};

    rhythm_line_show(line, language, &got);
    if (strcmp(text_string(&got), words) != 0) fail_msg("%s, not %s", text_string(&got), words);
}

static const struct {
    const char *rule, *nl, *en;
} same_cases[] = {
    {"FREQ=DAILY",                                               "elke dag",                                                    "every day"                                                                   },
    {"FREQ=DAILY;INTERVAL=3",                                    "elke 3 dagen",                                                "every 3 days"                                                                },
    {"FREQ=DAILY;BYDAY=MO,FR",                                   "elke dag, alleen op maandag en vrijdag",
     "every day, only on Monday and Friday"                                                                                                                                                                   },
    {"FREQ=DAILY;BYMONTHDAY=1,-1",                               "elke dag, alleen op de 1e en de laatste dag",
     "every day, only on the 1st and the last day"                                                                                                                                                            },
    {"FREQ=WEEKLY",                                              "elke week op dezelfde dag van de week",
     "every week on the same day of the week"                                                                                                                                                                 },
    {"FREQ=WEEKLY;BYDAY=TU",                                     "elke week op dinsdag",                                        "every week on Tuesday"                                                       },
    {"FREQ=WEEKLY;BYDAY=MO,WE,SU",                               "elke week op maandag, woensdag en zondag",
     "every week on Monday, Wednesday and Sunday"                                                                                                                                                             },
    {"FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH",                       "elke 2 weken op maandag en donderdag",
     "every 2 weeks on Monday and Thursday"                                                                                                                                                                   },
    {"FREQ=WEEKLY;INTERVAL=2;BYDAY=SU;WKST=SU",
     "elke 2 weken op zondag met weken die beginnen op zondag",                                                                 "every 2 weeks on Sunday with weeks that begin on Sunday"                     },
    {"FREQ=WEEKLY;BYMONTH=3,5;BYDAY=TU",                         "elke week op dinsdag, alleen in maart en mei",
     "every week on Tuesday, only in March and May"                                                                                                                                                           },
    {"FREQ=MONTHLY",                                             "elke maand op dezelfde dag van de maand",
     "every month on the same day of the month"                                                                                                                                                               },
    {"FREQ=MONTHLY;BYDAY=1MO",                                   "elke maand op de eerste maandag",
     "every month on the first Monday"                                                                                                                                                                        },
    {"FREQ=MONTHLY;BYDAY=1TU,3TU,-1FR",
     "elke maand op de eerste dinsdag, de derde dinsdag en de laatste vrijdag",                                                 "every month on the first Tuesday, the third Tuesday and the last Friday"     },
    {"FREQ=MONTHLY;BYDAY=-2WE",                                  "elke maand op de op een na laatste woensdag",
     "every month on the second-to-last Wednesday"                                                                                                                                                            },
    {"FREQ=MONTHLY;BYDAY=TU",                                    "elke maand op elke dinsdag",                                  "every month on every Tuesday"                                                },
    {"FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=FR",                      "elke maand op elke vrijdag, alleen op de 13e",
     "every month on every Friday, only on the 13th"                                                                                                                                                          },
    {"FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=15",                    "elke 3 maanden op de 15e",
     "every 3 months on the 15th"                                                                                                                                                                             },
    {"FREQ=MONTHLY;BYMONTHDAY=2,22,-8,-1",
     "elke maand op de 2e, de 22e, de op zeven na laatste dag en de laatste dag",                                               "every month on the 2nd, the 22nd, the 8th-to-last day and the last day"      },
    {"FREQ=MONTHLY;BYMONTH=1,2;BYMONTHDAY=1",                    "elke maand op de 1e, alleen in januari en februari",
     "every month on the 1st, only in January and February"                                                                                                                                                   },
    {"FREQ=YEARLY",                                              "elk jaar op dezelfde datum",                                  "every year on the same date"                                                 },
    {"FREQ=YEARLY;BYMONTH=3,9",                                  "elk jaar op dezelfde dag van de maand in maart en september",
     "every year on the same day of the month in March and September"                                                                                                                                         },
    {"FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=3",                       "elk jaar op 3 maart",                                         "every year on 3 March"                                                       },
    {"FREQ=YEARLY;INTERVAL=2;BYMONTH=3,9;BYMONTHDAY=3",          "elke 2 jaar op 3 maart en 3 september",
     "every 2 years on 3 March and 3 September"                                                                                                                                                               },
    {"FREQ=YEARLY;BYMONTH=3,9;BYMONTHDAY=3,-1",
     "elk jaar op de 3e en de laatste dag in maart en september",                                                               "every year on the 3rd and the last day in March and September"               },
    {"FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=1,2,3,4,5,6,7;BYDAY=1MO",
     "elk jaar op de eerste maandag, alleen op 1 maart, 2 maart, 3 maart, 4 maart, 5 maart, 6 "
     "maart en 7 maart",                                                                                                        "every year on the first Monday, only on 1 March, 2 March, 3 March, 4 March, 5 March, 6 "
     "March and 7 March"                                                                                                                                                              },
    {"FREQ=YEARLY;BYMONTHDAY=1",                                 "elk jaar op de 1e van elke maand",
     "every year on the 1st of every month"                                                                                                                                                                   },
    {"FREQ=YEARLY;BYMONTH=3;BYDAY=1MO",                          "elk jaar op de eerste maandag in maart",
     "every year on the first Monday in March"                                                                                                                                                                },
    {"FREQ=YEARLY;BYMONTH=3;BYDAY=MO",                           "elk jaar op elke maandag in maart",
     "every year on every Monday in March"                                                                                                                                                                    },
    {"FREQ=YEARLY;BYDAY=20MO",                                   "elk jaar op de 20e maandag van het jaar",
     "every year on the 20th Monday of the year"                                                                                                                                                              },
    {"FREQ=YEARLY;BYDAY=-20MO",                                  "elk jaar op de op 19 na laatste maandag van het jaar",
     "every year on the 20th-to-last Monday of the year"                                                                                                                                                      },
    {"FREQ=YEARLY;BYYEARDAY=100,-1",                             "elk jaar op dag 100 en de laatste dag van het jaar",
     "every year on day 100 and the last day of the year"                                                                                                                                                     },
    {"FREQ=YEARLY;BYWEEKNO=10,-1;BYDAY=MO,TU",
     "elk jaar op maandag en dinsdag in week 10 en de laatste week",                                                            "every year on Monday and Tuesday in week 10 and the last week"               },
    {"FREQ=YEARLY;BYMONTH=5;BYWEEKNO=20;BYDAY=MO;WKST=SU",
     "elk jaar op maandag in week 20, alleen in mei met weken die beginnen op zondag",                                          "every year on Monday in week 20, only in May with weeks that begin on Sunday"},
};

static void words_and_rules_say_the_same(void **state)
{
    (void)state;

    for (size_t i = 0; i < COUNT(same_cases); i++) {
        struct rhythm_line line = line_of(same_cases[i].rule);

        assert_rule(same_cases[i].rule, same_cases[i].rule);
        assert_rule(same_cases[i].nl, same_cases[i].rule);
        assert_rule(same_cases[i].en, same_cases[i].rule);
        assert_words(&line, LANGUAGE_NL, same_cases[i].nl);
        assert_words(&line, LANGUAGE_N, same_cases[i].en);
    }
}

static void one_rhythm_is_written_in_many_ways(void **state)
{
    static const struct {
        const char *words, *rule;
    } cases[] = {
        {"Every week on Tuesday.",                           "FREQ=WEEKLY;BYDAY=TU"                 },
        {"every Tuesday",                                    "FREQ=WEEKLY;BYDAY=TU"                 },
        {"weekly on Tuesdays",                               "FREQ=WEEKLY;BYDAY=TU"                 },
        {"once a week on Tuesday",                           "FREQ=WEEKLY;BYDAY=TU"                 },
        {"wekelijks op dinsdag",                             "FREQ=WEEKLY;BYDAY=TU"                 },
        {"iedere dinsdag",                                   "FREQ=WEEKLY;BYDAY=TU"                 },
        {"één keer per week op di",                        "FREQ=WEEKLY;BYDAY=TU"                 },
        {"elke week op donderdag en dinsdag en op dinsdag",  "FREQ=WEEKLY;BYDAY=TU,TH"              },
        {"every Monday, Thursday",                           "FREQ=WEEKLY;BYDAY=MO,TH"              },
        {"every other week on Tuesday",                      "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"      },
        {"every other Tuesday",                              "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"      },
        {"every second week on Tuesday",                     "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"      },
        {"fortnightly on Tuesday",                           "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"      },
        {"every fortnight on Tuesday",                       "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"      },
        {"om de week op dinsdag",                            "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"      },
        {"om de twee weken op dinsdag",                      "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"      },
        {"eens in de twee weken op dinsdag",                 "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"      },
        {"iedere twee weken op dinsdag",                     "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"      },
        {"elke tweede week op dinsdag",                      "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"      },
        {"om de drie maanden op de 15de",                    "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=15"},
        {"elk kwartaal op de eerste dag",                    "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=1" },
        {"every quarter on the last day of the month",       "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=-1"},
        {"elke eerste maandag van de maand",                 "FREQ=MONTHLY;BYDAY=1MO"               },
        {"elke maand op de eerste en derde maandag",         "FREQ=MONTHLY;BYDAY=1MO,3MO"           },
        {"every first, second and last Friday of the month", "FREQ=MONTHLY;BYDAY=1FR,2FR,-1FR"      },
        {"every last Friday",                                "FREQ=MONTHLY;BYDAY=-1FR"              },
        {"every second Tuesday of the month",                "FREQ=MONTHLY;BYDAY=2TU"               },
        {"elke laatste dag van de maand",                    "FREQ=MONTHLY;BYMONTHDAY=-1"           },
        {"maandelijks de 15e",                               "FREQ=MONTHLY;BYMONTHDAY=15"           },
        {"elke maand op 15",                                 "FREQ=MONTHLY;BYMONTHDAY=15"           },
        {"every first Monday of March",                      "FREQ=YEARLY;BYMONTH=3;BYDAY=1MO"      },
        {"every year on March 3rd",                          "FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=3"   },
        {"every year on the 3rd of March",                   "FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=3"   },
        {"jaarlijks op 1 en 15 maart",                       "FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=1,15"},
        {"elke werkdag",                                     "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"     },
        {"every weekday",                                    "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"     },
        {"elke week in het weekend",                         "FREQ=WEEKLY;BYDAY=SA,SU"              },
        {"dagelijks",                                        "FREQ=DAILY"                           },
        {"om de dag",                                        "FREQ=DAILY;INTERVAL=2"                },
        {"every week",                                       "FREQ=WEEKLY"                          },
        {"WKST=SU;BYDAY=TH,TU,TU;FREQ=WEEKLY;INTERVAL=1",    "FREQ=WEEKLY;BYDAY=TU,TH"              },
        {"RRULE:FREQ=WEEKLY;BYDAY=TU",                       "FREQ=WEEKLY;BYDAY=TU"                 },
        {"FREQ=MONTHLY;BYDAY=-1FR,+2MO,MO",                  "FREQ=MONTHLY;BYDAY=MO,2MO,-1FR"       },
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++)
        assert_rule(cases[i].words, cases[i].rule);
}

static void the_window_may_stand_in_the_line(void **state)
{
    static const char *const lines[] = {
        "elke week op dinsdag tussen 10:00 en 12:30",
        "every week on Tuesday between 10:00 and 12:30",
        "every Tuesday from 10:00 till 12.30",
        "elke dinsdag van 10.00 uur tot 12.30 uur",
        "elke dinsdag van 10 tot 12:30",
        "every Tuesday 10:00-12:30",
        "elke dinsdag 10-12:30",
        "elke dinsdag, 10:00\u201312:30",
        "every week between 10:00 and 12:30 on Tuesday",
    };
    struct rhythm_line line;
    (void)state;

    for (size_t i = 0; i < COUNT(lines); i++) {
        assert_rule(lines[i], "FREQ=WEEKLY;BYDAY=TU");
        line = line_of(lines[i]);
        assert_words(&line, LANGUAGE_NL, lines[0]);
        assert_words(&line, LANGUAGE_N, lines[1]);
    }
    line = line_of("elke dag tussen 0:00 en 24:00");
    assert_int_equal(line.till_min, 24 * 60);
}

static void a_phase_is_shown_with_its_window(void **state)
{
    SCOPED(text_clear) struct text got = {0};
    (void)state;

    rhythm_show("FREQ=WEEKLY;BYDAY=TU", 600, 725, LANGUAGE_NL, &got);
    text_add(&got, "; ");
    rhythm_show("FREQ=MONTHLY;BYDAY=1MO", 0, 0, LANGUAGE_N, &got);
    assert_string_equal(
        text_string(&got),
        "elke week op dinsdag tussen 10:00 en 12:05; every month on the first Monday");
}

static void what_is_not_understood_is_said_with_an_example(void **state)
{
    static const struct {
        const char *line, *says;
    } cases[] = {
        {"",                                                       "ends too early, expected how often"           },
        {"on Tuesday",                                             "expected how often"                           },
        {"every blue moon",                                        "\"blue\" is not understood; write for example"},
        {"elke weekk",                                             "\"weekk\" is not understood"                  },
        {"twice a week",                                           "say on which days"                            },
        {"twee keer per week",                                     "elke week op maandag en donderdag"            },
        {"3 times a week",                                         "say on which days"                            },
        {"biweekly on Monday",                                     "every 2 weeks on Monday"                      },
        {"every",                                                  "ends too early"                               },
        {"every week on",                                          "ends too early, expected a day"               },
        {"every week on the 15th",                                 "every month on the 15th"                      },
        {"every month on Monday",                                  "every month on the first Monday"              },
        {"elke maand op maandag",                                  "elke maand op de eerste maandag"              },
        {"every week on the first Monday",                         "is one of a month"                            },
        {"every second Tuesday",                                   "of the month"                                 },
        {"every year on the first Monday",                         "of what it is"                                },
        {"every year on the 15th",                                 "every year on 15 March"                       },
        {"every month on the first Monday of the week",            "\"week\" does not fit"                        },
        {"every month on the first Monday of the year",            "of what"                                      },
        {"every month on the 1st and the third Monday",            "do not make one rhythm"                       },
        {"every month on the first day and the third Monday",      "do not make one rhythm"                       },
        {"every month on the 15th and Friday",                     "do not make one rhythm"                       },
        {"every month on the 15th of the month and every Friday",  "\"and\" does not fit"                         },
        {"every month on the 15th of the month, every Friday",     "only on"                                      },
        {"every week on Monday, only on Tuesday",                  "same kind of days"                            },
        {"elke week op maandag of dinsdag",                        "\"dinsdag\" does not fit"                     },
        {"every month on the 40th",                                "no month has a day 40"                        },
        {"every week on the 0th Monday",                           "number 0"                                     },
        {"every month on the 0th",                                 "number 0"                                     },
        {"every year on 30 February",                              "5 years"                                      },
        {"every year on 1 March and 2 April",                      "the same days in each"                        },
        {"every year on 1 March and the 2nd",                      "expected dates"                               },
        {"every week on the same date",                            "same day of what"                             },
        {"every week on Monday, only on the same day of the week", "same day of what"                             },
        {"every 0 weeks",                                          "every 0?"                                     },
        {"every 99999 quarters",                                   "not understood"                               },
        {"every 4000 weeks",                                       "from 1 to 1830"                               },
        {"every 10 years",                                         "5 years"                                      },
        {"every year on Monday in week 3 of the month",            "expected year"                                },
        {"every year in week 3",                                   "BYDAY"                                        },
        {"every day on day 400 of the year",                       "number 400"                                   },
        {"every day at noon",                                      "\"at\""                                       },
        {"elke dag om 10:00",                                      "\"om\" does not fit there, expected a window" },
        {"every day between 12:00 and 10:00",                      "ends before it begins"                        },
        {"every day between 10:00 and 25:00",                      "\"25:00\""                                    },
        {"every day between 10:00 and 11:60",                      "\"11:60\""                                    },
        {"every day between 10:00",                                "expected a time"                              },
        {"every day 10:00-11:00 between 12:00 and 13:00",          "one window"                                   },
        {"every day\nevery week",                                  "one line"                                     },
        {"every \xff",                                             "UTF-8"                                        },
        {"every Tuesday 10am-12pm",                                "between 10:00 and 12:00"                      },
        {"elke maand op 10 12",                                    "only on"                                      },
        {"FREQ=WEEKLY;BYDAY=TU between 10:00 and 12:00",           "BYDAY"                                        },
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct rhythm_line line = {.from_min = 7};
        struct fault why = {0};

        if (rhythm_line_read(cases[i].line, &line, &why) != RC_INVALID ||
            !strstr(why.text, cases[i].says))
            fail_msg("%s: %s", cases[i].line, why.text);
        assert_int_equal(line.from_min, 7);
    }
}

static void a_line_has_its_limits(void **state)
{
    SCOPED(text_clear) struct text line = {0};
    struct rhythm_line read;
    struct fault why;
    (void)state;

    text_add(&line, "every month on the 1st");
    for (int i = 0; i < RHYTHM_LIST_MAX; i++)
        text_add(&line, ", 2");
    assert_int_equal(rhythm_line_read(text_string(&line), &read, &why), RC_INVALID);
    assert_non_null(strstr(why.text, "more than 32 days"));
    for (int i = 0; i < 500; i++)
        text_add(&line, ",2");
    assert_int_equal(rhythm_line_read(text_string(&line), &read, &why), RC_INVALID);
    assert_non_null(strstr(why.text, "more than 999 words"));
    while (line.n < 4001)
        text_add(&line, "e");
    assert_int_equal(rhythm_line_read(text_string(&line), &read, &why), RC_INVALID);
    assert_non_null(strstr(why.text, "longer than 4000"));
}

/* Made at random for another test: they have every part and many together. */
static void what_is_shown_is_read_as_the_same_rule(void **state)
{
    SCOPED(text_clear) struct text rules = {0};
    struct fault why;
    char *rest, *row;
    int n = 0;
    (void)state;

    assert_int_equal(file_read(RULES_FILE, 1 << 20, &rules, &why), RC_OK);
    rest = rules.at;
    while ((row = strsep(&rest, "\n")) != NULL) {
        static const enum language languages[] = {LANGUAGE_NL, LANGUAGE_N};
        SCOPED(text_clear) struct text rule = {0};
        struct rhythm_line line;
        char *start = strsep(&row, "\t"), *string = strsep(&row, "\t");

        if (!string || *start == '#' || rhythm_check(string, &why) != RC_OK) continue;
        line = line_of(string);
        rhythm_write(&line.rhythm, &rule);
        for (size_t i = 0; i < COUNT(languages); i++) {
            SCOPED(text_clear) struct text words = {0};

            rhythm_line_show(&line, languages[i], &words);
            assert_rule(text_string(&words), text_string(&rule));
        }
        n++;
    }
    assert_true(n > 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_and_rules_say_the_same),
        cmocka_unit_test(one_rhythm_is_written_in_many_ways),
        cmocka_unit_test(the_window_may_stand_in_the_line),
        cmocka_unit_test(a_phase_is_shown_with_its_window),
        cmocka_unit_test(what_is_not_understood_is_said_with_an_example),
        cmocka_unit_test(a_line_has_its_limits),
        cmocka_unit_test(what_is_shown_is_read_as_the_same_rule),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
