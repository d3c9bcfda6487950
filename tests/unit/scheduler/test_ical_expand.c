#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "ical_world.h"

#define EVENT(lines)              "BEGIN:VEVENT\r\nUID:a\r\n" lines "END:VEVENT\r\n"
#define ZONE_NAMED(name, offsets) "BEGIN:VTIMEZONE\r\nTZID:" name "\r\n" offsets "END:VTIMEZONE\r\n"
#define LIKE_AMSTERDAM                                                                             \
    "BEGIN:STANDARD\r\nDTSTART:16010101T030000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\n"      \
    "RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10\r\nEND:STANDARD\r\n"                       \
    "BEGIN:DAYLIGHT\r\nDTSTART:16010101T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\n"      \
    "RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3\r\nEND:DAYLIGHT\r\n"
#define TWO_HOURS                                                                                  \
    "BEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0200\r\n"      \
    "END:STANDARD\r\n"

/* When the events of a file start, in 2027, with blanks between; or what is wrong with the first. */
static void starts_of(const char *lines, struct text *out)
{
    SCOPED(text_clear) struct text file = {0};
    SCOPED(ical_clear) struct ical ical = {0};
    SCOPED(ical_instances_clear) struct ical_instances instances = {0};
    SCOPED(ical_world_clear) struct ical_world world = ical_world_new("Europe/Amsterdam");
    struct ical_window window = {utc("2027-01-01T00:00:00Z"), utc("2028-01-01T00:00:00Z")};
    struct fault why = {0};

    text_addf(&file, "BEGIN:VCALENDAR\r\n%sEND:VCALENDAR\r\n", lines);
    if (ical_read(file.at, file.n, &ical, &why) != RC_OK) fail_msg("%s", why.text);
    if (ical_expand(&ical, &world.zones, &window, &instances, &why) != RC_OK)
        text_add(out, why.text);
    for (size_t i = 0; i < instances.n; i++) {
        char start[32];

        clock_write(instances.at[i].start_at, start);
        start[16] = '\0';
        text_addf(out, "%s%s%s", i ? " " : "", instances.at[i].cancelled ? "-" : "", start + 5);
    }
    for (size_t i = 0; i < ical.event_n && !instances.n; i++)
        if (ical.events[i].wrong) text_add(out, ical.events[i].wrong);
}

struct expand_case {
    const char *name, *lines, *want;
};

static void check(const struct expand_case *cases, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        SCOPED(text_clear) struct text got = {0};

        starts_of(cases[i].lines, &got);
        if (!strstr(text_string(&got), cases[i].want) || (!*cases[i].want && got.n))
            fail_msg("%s: %s, expected %s", cases[i].name, text_string(&got), cases[i].want);
    }
}

static void a_time_is_on_the_clock_that_the_file_means(void **state)
{
    static const struct expand_case cases[] = {
        {"floating",                                                       EVENT("DTSTART:20270701T100000\r\n"),                                       "07-01T08:00"},
        {"UTC",                                                            EVENT("DTSTART:20270701T100000Z\r\n"),                                      "07-01T10:00"},
        {"IANA",                                                           EVENT("DTSTART;TZID=Africa/Casablanca:20270701T100000\r\n"),                "07-01T09:00"},
        {"prefix",
         EVENT("DTSTART;TZID=/freeassociation.sourceforge.net/Europe/Lisbon:"
               "20270701T100000\r\n"),
         "07-01T09:00"},
        {"longer prefix",
         EVENT("DTSTART;TZID=/mozilla.org/20050126_1/Europe/Lisbon:"
               "20270701T100000\r\n"),
         "07-01T09:00"},
        {"three parts",                                                    EVENT("DTSTART;TZID=/x.org/America/Argentina/Ushuaia:20270701T100000\r\n"),
         "07-01T13:00"},
        {"Windows",                                                        EVENT("DTSTART;TZID=W. Europe Standard Time:20270701T100000\r\n"),
         "07-01T08:00"},
        {"Windows quoted",                                                 EVENT("DTSTART;TZID=\"Romance Standard Time\":20270701T100000\r\n"),
         "07-01T08:00"},
        {"Windows abroad",                                                 EVENT("DTSTART;TZID=Morocco Standard Time:20270701T100000\r\n"),
         "07-01T09:00"},
        {"UTC of Teams",                                                   EVENT("DTSTART;TZID=tzone://Microsoft/Utc:20270701T100000\r\n"),
         "07-01T10:00"},
        {"place noted",
         ZONE_NAMED("Ours",                                                                                                                            "X-LIC-LOCATION:Europe/Lisbon\r\n")
             EVENT("DTSTART;TZID=Ours:20270701T100000\r\n"),
         "07-01T09:00"},
        {"like here",
         EVENT("DTSTART;TZID=Mitteleuropäische Zeit:20270701T100000\r\n")
             ZONE_NAMED("Mitteleuropäische Zeit",                                                                                                                                LIKE_AMSTERDAM),
         "07-01T08:00"},
        {"like here now",
         EVENT("DTSTART;TZID=Ours:20270701T100000\r\n") ZONE_NAMED("Ours",                                                                                                                              TWO_HOURS),
         "07-01T08:00"},
        {"not like here",
         EVENT("DTSTART;TZID=Ours:20270101T100000\r\n") ZONE_NAMED("Ours",                                                                                                                                TWO_HOURS),
         "\"Ours\" is not known, and what the file says about it is not the time here"},
        {"as calendar",
         "X-WR-TIMEZONE:Africa/Maputo\r\n" EVENT("DTSTART;TZID=Ours:20270101T100000\r\n")
             ZONE_NAMED("Ours",TWO_HOURS),
         "01-01T08:00"},
        {"unknown",                                                    EVENT("DTSTART;TZID=Ours:20270101T100000\r\n"),                                                                                                                        "\"Ours\" is not known"},
        {"whole day",                                                                EVENT("DTSTART;VALUE=DATE:20270701\r\n"),                                                                                                                                  "06-30T22:00"},
    };
    (void)state;

    check(cases, COUNT(cases));
}

static void a_clock_that_changes_loses_and_doubles_nothing(void **state)
{
    static const struct expand_case cases[] = {
        {"spring",          EVENT("DTSTART:20270328T023000\r\n"),                             "03-28T01:00"},
        {"autumn",          EVENT("DTSTART:20271031T023000\r\n"),                             "10-31T00:30"},
        {"daily in spring", EVENT("DTSTART:20270327T023000\r\nRRULE:FREQ=DAILY;COUNT=3\r\n"),
         "03-27T01:30 03-28T01:00 03-29T00:30"                                                             },
        {"daily in autumn", EVENT("DTSTART:20271030T023000\r\nRRULE:FREQ=DAILY;COUNT=3\r\n"),
         "10-30T00:30 10-31T00:30 11-01T01:30"                                                             },
    };
    (void)state;

    check(cases, COUNT(cases));
}

static void rules_begin_and_end_where_they_say(void **state)
{
    static const struct expand_case cases[] = {
        {"count from before",     EVENT("DTSTART:20261225T100000Z\r\nRRULE:FREQ=WEEKLY;COUNT=3\r\n"),
         "01-01T10:00 01-08T10:00"},
        {"until UTC",
         EVENT("DTSTART:20270104T100000\r\nRRULE:FREQ=WEEKLY;UNTIL=20270111T090000Z\r\n"),
         "01-04T09:00 01-11T09:00"},
        {"until a moment before",
         EVENT("DTSTART:20270104T100000\r\nRRULE:FREQ=WEEKLY;UNTIL=20270111T085959Z\r\n"),
         "01-04T09:00"            },
        {"until a day",           EVENT("DTSTART:20270104T100000Z\r\nRRULE:FREQ=WEEKLY;UNTIL=20270111\r\n"),
         "01-04T10:00 01-11T10:00"},
        {"a first not in it",
         EVENT("DTSTART:20270105T100000Z\r\nRRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=2\r\n"),
         "01-05T10:00 01-11T10:00"},
        {"hourly",                EVENT("DTSTART:20270105T100000Z\r\nRRULE:FREQ=HOURLY\r\n"),
         "FREQ, expected DAILY"   },
        {"by place",
         EVENT("DTSTART:20270105T100000Z\r\nRRULE:FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=1\r\n"),
         "BYSETPOS is not allowed"},
        {"no count",              EVENT("DTSTART:20270105T100000Z\r\nRRULE:FREQ=DAILY;COUNT=0\r\n"),
         "COUNT, expected"        },
        {"bad until",             EVENT("DTSTART:20270105T100000Z\r\nRRULE:FREQ=DAILY;UNTIL=soon\r\n"),
         "UNTIL, expected"        },
    };
    (void)state;

    check(cases, COUNT(cases));
}

static void single_times_are_left_out_added_and_moved(void **state)
{
    static const struct expand_case cases[] = {
        {"left out on its clock",
         EVENT("DTSTART;TZID=Europe/Lisbon:20270104T100000\r\nRRULE:FREQ=DAILY;COUNT=2\r\n"
               "EXDATE;TZID=Europe/Lisbon:20270105T100000\r\n"),
         "01-04T10:00"                                                                                                           },
        {"in UTC",
         EVENT("DTSTART:20270104T100000\r\nRRULE:FREQ=DAILY;COUNT=2\r\n"
               "EXDATE:20270105T090000Z\r\n"),
         "01-04T09:00"                                                                                                           },
        {"without its zone",
         EVENT("DTSTART;TZID=Europe/Lisbon:20270104T100000\r\nRRULE:FREQ=DAILY;COUNT=2\r\n"
               "EXDATE:20270105T100000\r\n"),
         "01-04T10:00"                                                                                                           },
        {"the day",
         EVENT("DTSTART:20270104T100000\r\nRRULE:FREQ=DAILY;COUNT=2\r\n"
               "EXDATE;VALUE=DATE:20270105\r\n"),
         "01-04T09:00"                                                                                                           },
        {"the first",
         EVENT("DTSTART:20270104T100000\r\nRRULE:FREQ=DAILY;COUNT=2\r\n"
               "EXDATE:20270104T100000\r\n"),
         "01-05T09:00"                                                                                                           },
        {"added",                 EVENT("DTSTART:20270104T100000Z\r\nRDATE:20270109T100000Z,20270104T100000Z\r\n"),
         "01-04T10:00 01-09T10:00"                                                                                               },
        {"as a period",
         EVENT("DTSTART:20270104T100000Z\r\nRDATE;VALUE=PERIOD:20270109T100000Z/PT1H\r\n"),
         "01-04T10:00 01-09T10:00"                                                                                               },
        {"moved",
         EVENT("DTSTART:20270104T100000Z\r\nRRULE:FREQ=DAILY;COUNT=3\r\n")
             EVENT("RECURRENCE-ID:20270105T100000Z\r\nDTSTART:20270107T120000Z\r\n"),
         "01-07T12:00 01-04T10:00 01-06T10:00"                                                                                   },
        {"moved by its day",
         EVENT("DTSTART:20270104T100000Z\r\nRRULE:FREQ=DAILY;COUNT=2\r\n")
             EVENT("RECURRENCE-ID;VALUE=DATE:20270105\r\nDTSTART:20270107T120000Z\r\n"),
         "01-07T12:00 01-04T10:00"                                                                                               },
        {"moved twice",
         EVENT("SEQUENCE:2\r\nRECURRENCE-ID:20270105T100000Z\r\nDTSTART:20270108T120000Z\r\n")
             EVENT("SEQUENCE:1\r\nRECURRENCE-ID:20270105T100000Z\r\nDTSTART:20270107T120000Z\r\n"),
         "01-08T12:00"                                                                                                           },
        {"an empty rule",         EVENT("DTSTART:20270104T100000Z\r\nRRULE:\r\n"),                                  "01-04T10:00"},
        {"cancelled with one l",  EVENT("STATUS:CANCELED\r\nDTSTART:20270104T100000Z\r\n"),
         "-01-04T10:00"                                                                                                          },
        {"one UID for two",
         EVENT("SEQUENCE:0\r\nDTSTART:20270104T100000Z\r\n")
             EVENT("SEQUENCE:0\r\nDTSTART:20270105T100000Z\r\n"),
         "01-05T10:00"                                                                                                           },
        {"cancelled",
         EVENT("DTSTART:20270104T100000Z\r\nRRULE:FREQ=DAILY;COUNT=2\r\n") EVENT(
             "RECURRENCE-ID:20270105T100000Z\r\nDTSTART:20270105T100000Z\r\nSTATUS:CANCELLED\r\n"),
         "-01-05T10:00 01-04T10:00"                                                                                              },
        {"a row cancelled",
         EVENT("DTSTART:20270104T100000Z\r\nRRULE:FREQ=DAILY;COUNT=2\r\nSTATUS:CANCELLED\r\n"),
         "-01-04T10:00 -01-05T10:00"                                                                                             },
        {"moved into the window",
         EVENT("RECURRENCE-ID:20251230T100000Z\r\nDTSTART:20270107T120000Z\r\n"),                                   "01-07T12:00"},
        {"ends first",            EVENT("DTSTART:20270104T100000Z\r\nDTEND:20270104T090000Z\r\n"),
         "ends before it begins"                                                                                                 },
        {"outside",               EVENT("DTSTART:20280104T100000Z\r\n"),                                            ""           },
    };
    (void)state;

    check(cases, COUNT(cases));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_time_is_on_the_clock_that_the_file_means),
        cmocka_unit_test(a_clock_that_changes_loses_and_doubles_nothing),
        cmocka_unit_test(rules_begin_and_end_where_they_say),
        cmocka_unit_test(single_times_are_left_out_added_and_moved),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
