#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "scheduler/ical.h"

#define EVENT(lines) "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n" lines "END:VEVENT\r\nEND:VCALENDAR\r\n"
#define GOOD         "UID:a\r\nDTSTART:20270118T101500\r\n"

static void what_is_no_calendar_is_refused_in_words(void **state)
{
    static const struct {
        const char *name, *file, *told;
    } cases[] = {
        {"nothing",         "",                                                     "empty"                               },
        {"a page",          "<html>\r\n<body>\r\n</html>\r\n",                      "BEGIN:VCALENDAR at line 1"           },
        {"a card",          "BEGIN:VCARD\r\nEND:VCARD\r\n",                         "BEGIN:VCALENDAR at line 1"           },
        {"cut in an event", "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\r\n",
         "cut short, what line 2 begins"                                                                                  },
        {"cut at the end",  "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VEVENT\r\n",
         "cut short, what line 1 begins"                                                                                  },
        {"crossed",         "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VCALENDAR\r\n",
         "line 3 ends something"                                                                                          },
        {"not UTF-8",       EVENT(GOOD "SUMMARY:caf\xE9\r\n"),                      "line 5 is not UTF-8"                 },
        {"an answer",       "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nEND:VCALENDAR\r\n",
         "line 2 says that it is an answer"                                                                               },
        {"deep",
         "BEGIN:VCALENDAR\r\nBEGIN:A\r\nBEGIN:A\r\nBEGIN:A\r\nBEGIN:A\r\nBEGIN:A\r\nBEGIN:A\r\n"
         "BEGIN:A\r\nBEGIN:A\r\n",                                                  "line 9 begins a part inside 8 others"},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct ical ical = {0};
        struct fault why = {0};

        if (ical_read(cases[i].file, strlen(cases[i].file), &ical, &why) != RC_INVALID ||
            !strstr(why.text, cases[i].told))
            fail_msg("%s: %s", cases[i].name, why.text);
    }
}

static void what_is_wrong_with_an_event_is_said_of_that_event(void **state)
{
    static const struct {
        const char *name, *file, *told;
    } cases[] = {
        {"no UID",          EVENT("DTSTART:20270118T101500\r\n"),                                "no UID"                         },
        {"no start",        EVENT("UID:a\r\n"),                                                  "no DTSTART"                     },
        {"no such day",     EVENT("UID:a\r\nDTSTART:20270230T101500\r\n"),
         "DTSTART at line 4: expected a date"                                                                                     },
        {"no such hour",    EVENT("UID:a\r\nDTSTART:20270118T251500\r\n"),                       "DTSTART at line 4"              },
        {"not a date",      EVENT("UID:a\r\nDTSTART:tomorrow\r\n"),                              "DTSTART at line 4: it cannot be"},
        {"too long ago",    EVENT("UID:a\r\nDTSTART:10010118T101500\r\n"),                       "1601 to 2200"                   },
        {"backwards",       EVENT(GOOD "DURATION:-PT1H\r\n"),                                    "DURATION at line 5"             },
        {"two rules",       EVENT(GOOD "RRULE:FREQ=DAILY\r\nRRULE:FREQ=WEEKLY\r\n"),             "two rules"                      },
        {"EXRULE",          EVENT(GOOD "EXRULE:FREQ=DAILY\r\n"),                                 "EXRULE"                         },
        {"this and future", EVENT(GOOD "RECURRENCE-ID;RANGE=THISANDFUTURE:20270118T101500\r\n"),
         "THISANDFUTURE"                                                                                                          },
        {"rule in a row",   EVENT(GOOD "RRULE:FREQ=DAILY\r\nRECURRENCE-ID:20270118T101500\r\n"),
         "RECURRENCE-ID"                                                                                                          },
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        SCOPED(ical_clear) struct ical ical = {0};
        struct fault why = {0};

        if (ical_read(cases[i].file, strlen(cases[i].file), &ical, &why) != RC_OK)
            fail_msg("%s: %s", cases[i].name, why.text);
        assert_int_equal(ical.event_n, 1);
        if (!ical.events[0].wrong || !strstr(ical.events[0].wrong, cases[i].told))
            fail_msg("%s: %s", cases[i].name, ical.events[0].wrong ? ical.events[0].wrong : "-");
    }
}

static void lines_come_whole_however_they_were_broken(void **state)
{
    static const struct {
        const char *name, *file;
    } cases[] = {
        {"a mark and folds",      "\xEF\xBB\xBF" EVENT(GOOD "SUMMARY:Ge\r\n sprek\r\n\t vn-12\r\n")       },
        {"LF only",               "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nDTSTART:20270118T101500\n"
                    "SUMMARY:Gesprek\n  vn-12\nEND:VEVENT\nEND:VCALENDAR"              },
        {"broken without a fold", EVENT(GOOD "SUMMARY:Gesprek\r\n  vn\r\n-12\r\n\r\n")                    },
        {"in small letters",      "begin:vcalendar\r\nbegin:vevent\r\nuid:a\r\n"
                             "dtstart:20270118T101500\r\nsummary;language=nl:Gesprek vn-12\r\n"
                             "end:vevent\r\nend:vcalendar\r\n"                },
        {"the first of two",      EVENT(GOOD "SUMMARY:Gesprek vn-12\r\nSUMMARY:Iets anders\r\n")          },
        {"an alarm with its own", EVENT(GOOD "BEGIN:VALARM\r\nSUMMARY:Alarm\r\nEND:VALARM\r\n"
                                             "SUMMARY:Gesprek vn-12\r\n")},
        {"empty beside it",       EVENT(GOOD "SUMMARY:\r\nLOCATION:\r\nSUMMARY:Gesprek vn-12\r\n")        },
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        SCOPED(ical_clear) struct ical ical = {0};
        struct fault why = {0};

        if (ical_read(cases[i].file, strlen(cases[i].file), &ical, &why) != RC_OK ||
            ical.event_n != 1 || ical.events[0].wrong || !ical.events[0].summary ||
            strcmp(ical.events[0].summary, "Gesprek vn-12") != 0)
            fail_msg("%s: %s %s", cases[i].name, why.text,
                     ical.event_n && ical.events[0].summary ? ical.events[0].summary : "-");
    }
}

static void a_fold_may_cut_a_letter_in_two(void **state)
{
    static const char file[] = EVENT(GOOD "SUMMARY:caf\xC3\r\n \xA9\r\n");
    SCOPED(ical_clear) struct ical ical = {0};
    (void)state;

    assert_int_equal(ical_read(file, strlen(file), &ical, NULL), RC_OK);
    assert_string_equal(ical.events[0].summary, "café");
}

static void a_cancelled_file_cancels_all_that_is_in_it(void **state)
{
    static const char file[] =
        "BEGIN:VCALENDAR\r\nMETHOD:CANCEL\r\nBEGIN:VEVENT\r\n" GOOD
        "END:VEVENT\r\nEND:VCALENDAR\r\nBEGIN:VCALENDAR\r\n"
        "METHOD:REQUEST\r\nBEGIN:VEVENT\r\n" GOOD "END:VEVENT\r\nEND:VCALENDAR\r\n";
    SCOPED(ical_clear) struct ical ical = {0};
    (void)state;

    assert_int_equal(ical_read(file, strlen(file), &ical, NULL), RC_OK);
    assert_int_equal(ical.event_n, 2);
    assert_true(ical.events[0].cancelled);
    assert_false(ical.events[1].cancelled);
}

static void holidays_with_a_time_or_a_rule_are_refused(void **state)
{
    static const struct {
        const char *file, *told;
    } cases[] = {
        {EVENT(GOOD),                                                                    "has a time of day"           },
        {EVENT("UID:a\r\nDTSTART;VALUE=DATE:20270118\r\nRRULE:FREQ=YEARLY\r\n"),         "repeats itself"              },
        {EVENT("UID:a\r\nDTSTART;VALUE=DATE:20270118\r\nDTEND;VALUE=DATE:20270118\r\n"),
         "ends before it begins"                                                                                       },
        {EVENT("UID:a\r\nDTSTART:x\r\n"),                                                "the event at line 2: DTSTART"},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct ical_days *days = NULL;
        struct fault why = {0};
        size_t n;

        if (ical_days_read(cases[i].file, strlen(cases[i].file), &days, &n, &why) != RC_INVALID ||
            !strstr(why.text, cases[i].told))
            fail_msg("%zu: %s", i, why.text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_no_calendar_is_refused_in_words),
        cmocka_unit_test(what_is_wrong_with_an_event_is_said_of_that_event),
        cmocka_unit_test(lines_come_whole_however_they_were_broken),
        cmocka_unit_test(a_fold_may_cut_a_letter_in_two),
        cmocka_unit_test(a_cancelled_file_cancels_all_that_is_in_it),
        cmocka_unit_test(holidays_with_a_time_or_a_rule_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
