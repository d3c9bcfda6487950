#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/base/data.h"
#include "scheduler/plan.h"
#include "scheduler/rhythm.h"

static struct rhythm rhythm_of(const char *string)
{
    struct rhythm rhythm;
    struct fault why = {0};

    if (rhythm_read(string, &rhythm, &why) != RC_OK) fail_msg("%s: %s", string, why.text);
    return rhythm;
}

static void a_rhythm_names_its_days(void **state)
{
    /* From Monday 18 January 2027. */
    static const struct {
        const char *rhythm;
        int after[5]; /* days after the first; -1: no more within ten years */
    } cases[] = {
        {"FREQ=DAILY",                              {0, 1, 2, 3, 4}            },
        {"FREQ=DAILY;INTERVAL=3",                   {0, 3, 6, 9, 12}           },
        {"FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR",         {0, 1, 2, 3, 4}            },
        {"FREQ=WEEKLY",                             {0, 7, 14, 21, 28}         },
        {"FREQ=WEEKLY;BYDAY=TU",                    {1, 8, 15, 22, 29}         },
        {"FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH",      {1, 3, 15, 17, 29}         },
        {"FREQ=WEEKLY;INTERVAL=2;BYDAY=SU",         {6, 20, 34, 48, 62}        },
        {"FREQ=WEEKLY;INTERVAL=2;BYDAY=SU;WKST=SU", {13, 27, 41, 55, 69}       },
        {"FREQ=MONTHLY",                            {0, 31, 59, 90, 120}       },
        {"FREQ=MONTHLY;BYDAY=1TU",                  {15, 43, 78, 106, 134}     },
        {"FREQ=MONTHLY;BYDAY=-1FR",                 {11, 39, 67, 102, 130}     },
        {"FREQ=MONTHLY;BYMONTHDAY=31",              {13, 72, 133, 194, 225}    },
        {"FREQ=MONTHLY;BYMONTHDAY=-1",              {13, 41, 72, 102, 133}     },
        {"FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=1",    {73, 164, 256, 348, 439}   },
        {"FREQ=YEARLY",                             {0, 365, 731, 1096, 1461}  },
        {"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",     {407, 1868, 3329, -1, -1}  },
        {"FREQ=YEARLY;BYMONTHDAY=1",                {14, 42, 73, 103, 134}     },
        {"FREQ=DAILY;BYMONTHDAY=-1",                {13, 41, 72, 102, 133}     },
        {"FREQ=YEARLY;BYDAY=20MO",                  {119, 483, 847, 1218, 1582}},
        {"FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO",        {119, 483, 847, 1211, 1575}},
        {"FREQ=YEARLY;BYWEEKNO=1,-1;BYDAY=MO",      {343, 350, 707, 714, 1071} },
    };
    int32_t first = day_of(2027, 1, 18);
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct rhythm rhythm = rhythm_of(cases[i].rhythm);
        int32_t day = first;

        for (size_t k = 0; k < 5; k++, day++) {
            bool found = rhythm_next(&rhythm, first, day, first + 10 * 366, &day);

            if (found ? day - first != cases[i].after[k] : cases[i].after[k] != -1)
                fail_msg("%s: the %zuth is day %d", cases[i].rhythm, k + 1, day - first);
        }
        assert_int_equal(rhythm_count(&rhythm, first, first + cases[i].after[2]), 2);
    }
}

static void days_stay_within_the_phase(void **state)
{
    struct rhythm rhythm = rhythm_of("FREQ=DAILY");
    int32_t first = day_of(2027, 1, 18), day;
    (void)state;

    assert_true(rhythm_next(&rhythm, first, first - 5, first + 1, &day));
    assert_int_equal(day, first);
    assert_false(rhythm_next(&rhythm, first, first - 5, first, &day));
    assert_false(rhythm_next(&rhythm, first, first + 3, first + 3, &day));
    assert_false(rhythm_names(&rhythm, first, first - 1));
    assert_true(rhythm_names(&rhythm, first, first));
    assert_int_equal(rhythm_count(&rhythm, first, first + 7), 7);
}

/* Lines of START, RULE and its first days, made with python-dateutil 2.9.0: see the file's head. */
static void days_agree_with_another_implementation(void **state)
{
    SCOPED(text_clear) struct text rules = {0};
    struct fault why = {0};
    char *rest, *line;
    int n = 0;
    (void)state;

    assert_int_equal(file_read(RULES_FILE, 1 << 20, &rules, &why), RC_OK);
    rest = rules.at;
    while ((line = strsep(&rest, "\n")) != NULL) {
        char *start = strsep(&line, "\t"), *rule = strsep(&line, "\t"), *want;
        struct rhythm rhythm;
        int32_t first, day;

        if (!rule || *start == '#') continue;
        rhythm = rhythm_of(rule);
        assert_true(day_read(start, &first));
        for (day = first; (want = strsep(&line, " ")) != NULL; day++) {
            int32_t want_day;

            assert_true(day_read(want, &want_day));
            if (!rhythm_next(&rhythm, first, day, first + 6 * 366, &day) || day != want_day)
                fail_msg("%s from %s: not %s", rule, start, want);
        }
        n++;
    }
    assert_int_equal(n, 300);
}

static void good_rhythms_pass(void **state)
{
    static const char *const good[] = {
        "FREQ=DAILY",
        "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR",
        "FREQ=DAILY;BYMONTHDAY=1,15,-1",
        "FREQ=WEEKLY",
        "INTERVAL=2;FREQ=WEEKLY;BYDAY=TU,SU;WKST=MO",
        "FREQ=WEEKLY;INTERVAL=26",
        "FREQ=MONTHLY;BYDAY=2TU",
        "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=31",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
        "FREQ=YEARLY;BYWEEKNO=10,30;BYDAY=MO",
        "FREQ=YEARLY;BYYEARDAY=-1,100",
    };
    (void)state;

    for (size_t i = 0; i < COUNT(good); i++) {
        struct fault why = {0};

        if (rhythm_check(good[i], &why) != RC_OK) fail_msg("%s: %s", good[i], why.text);
    }
}

static void a_bad_rhythm_is_refused_with_what_is_wrong(void **state)
{
    static const struct {
        const char *rhythm, *says;
    } cases[] = {
        {"",                                    "NAME=VALUE"          },
        {"every week",                          "NAME=VALUE"          },
        {"FREQ=DAILY;",                         "NAME=VALUE"          },
        {"FREQ=DAILY;;BYDAY=MO",                "NAME=VALUE"          },
        {"FREQ=",                               "NAME=VALUE"          },
        {"=DAILY",                              "NAME=VALUE"          },
        {"BYDAY=MO",                            "no FREQ"             },
        {"FREQ=HOURLY",                         "expected DAILY"      },
        {"FREQ=FORTNIGHTLY",                    "expected DAILY"      },
        {"FREQ=DAILY;FREQ=WEEKLY",              "twice"               },
        {"FREQ=DAILY;COUNT=10",                 "COUNT is not allowed"},
        {"FREQ=DAILY;UNTIL=20270101",           "UNTIL is not allowed"},
        {"FREQ=DAILY;BYHOUR=10",                "leave it out"        },
        {"FREQ=DAILY;BYMINUTE=10",              "leave it out"        },
        {"FREQ=DAILY;BYSECOND=10",              "leave it out"        },
        {"FREQ=MONTHLY;BYDAY=MO;BYSETPOS=1",    "BYDAY=1MO"           },
        {"RSCALE=HEBREW;FREQ=DAILY",            "Gregorian"           },
        {"FREQ=DAILY;SKIP=FORWARD",             "Gregorian"           },
        {"FREQ=DAILY;BYDAYS=MO",                "no part \"BYDAYS\""  },
        {"freq=daily",                          "no part \"freq\""    },
        {"FREQ=DAILY;INTERVAL=0",               "INTERVAL"            },
        {"FREQ=DAILY;INTERVAL=-1",              "INTERVAL"            },
        {"FREQ=DAILY;INTERVAL=1,2",             "one number"          },
        {"FREQ=DAILY;INTERVAL=99999999999",     "INTERVAL"            },
        {"FREQ=DAILY;INTERVAL=2x",              "INTERVAL"            },
        {"FREQ=WEEKLY;BYDAY=DI",                "BYDAY"               },
        {"FREQ=WEEKLY;BYDAY=MO,",               "BYDAY"               },
        {"FREQ=WEEKLY;BYDAY=MO TU",             "BYDAY"               },
        {"FREQ=WEEKLY;BYDAY=2TU",               "MONTHLY or YEARLY"   },
        {"FREQ=MONTHLY;BYDAY=0TU",              "BYDAY"               },
        {"FREQ=MONTHLY;BYDAY=6TU",              "more than 5"         },
        {"FREQ=YEARLY;BYWEEKNO=3",              "needs a BYDAY"       },
        {"FREQ=YEARLY;BYMONTH=3;BYDAY=6TU",     "more than 5"         },
        {"FREQ=YEARLY;BYWEEKNO=3;BYDAY=2TU",    "BYWEEKNO"            },
        {"FREQ=WEEKLY;BYMONTHDAY=3",            "does not go with"    },
        {"FREQ=MONTHLY;BYYEARDAY=3",            "does not go with"    },
        {"FREQ=MONTHLY;BYWEEKNO=3",             "does not go with"    },
        {"FREQ=MONTHLY;BYMONTHDAY=32",          "from 1 to 31"        },
        {"FREQ=MONTHLY;BYMONTH=-1",             "BYMONTH"             },
        {"FREQ=WEEKLY;WKST=2",                  "WKST"                },
        {"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "5 years"             },
        {"FREQ=YEARLY;INTERVAL=6",              "5 years"             },
        {"FREQ=DAILY;INTERVAL=7;BYDAY=MO",      "begins on 1 January" },
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct fault why = {0};

        if (rhythm_check(cases[i].rhythm, &why) != RC_INVALID || !strstr(why.text, cases[i].says))
            fail_msg("%s: %s", cases[i].rhythm, why.text);
    }
}

static void a_rhythm_longer_than_any_good_one_is_refused(void **state)
{
    char rhythm[600] = "FREQ=YEARLY;BYYEARDAY=1";
    struct fault why = {0};
    (void)state;

    for (size_t n = strlen(rhythm); n + 3 < sizeof(rhythm); n += 2)
        memcpy(rhythm + n, ",1", 3);
    assert_int_equal(rhythm_check(rhythm, &why), RC_INVALID);
    assert_non_null(strstr(why.text, "500 characters"));
    rhythm[200] = '\0';
    assert_int_equal(rhythm_check(rhythm, &why), RC_INVALID);
    assert_non_null(strstr(why.text, "32 numbers"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_rhythm_names_its_days),
        cmocka_unit_test(days_stay_within_the_phase),
        cmocka_unit_test(days_agree_with_another_implementation),
        cmocka_unit_test(good_rhythms_pass),
        cmocka_unit_test(a_bad_rhythm_is_refused_with_what_is_wrong),
        cmocka_unit_test(a_rhythm_longer_than_any_good_one_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
