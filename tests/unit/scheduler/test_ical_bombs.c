/* Calendars that were made, or have gone wrong, so as to take for ever. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "ical_world.h"

/* Milliseconds in the program; with sanitizers, beside other work, some more. */
#define PATIENCE (4 * USEC_SEC)

static void add_often(struct text *file, const char *piece, size_t bytes)
{
    while (file->n + strlen(piece) < bytes)
        text_add(file, piece);
}

/* Reads and expands; what was said goes to `why`, be it of the file or of its first wrong event. */
static size_t light(const struct text *file, struct fault *why)
{
    SCOPED(ical_clear) struct ical ical = {0};
    SCOPED(ical_instances_clear) struct ical_instances instances = {0};
    SCOPED(ical_world_clear) struct ical_world world = ical_world_new("Europe/Amsterdam");
    struct ical_window window = {utc("2027-01-01T00:00:00Z"), utc("2027-07-01T00:00:00Z")};
    usec begun = clock_monotonic();

    if (ical_read(text_string(file), file->n, &ical, why) == RC_OK)
        IGNORE(ical_expand(&ical, &world.zones, &window, &instances, why)); /* told in `why` */
    for (size_t i = 0; i < ical.event_n && !why->text[0]; i++)
        if (ical.events[i].wrong) snprintf(why->text, sizeof why->text, "%s", ical.events[i].wrong);
    if (clock_monotonic() - begun > PATIENCE) fail_msg("took too long: %s", why->text);
    return instances.n;
}

static void a_bomb_is_refused_at_once_and_in_words(void **state)
{
    static const struct {
        const char *name, *head, *piece, *tail, *told;
        size_t bytes;
    } cases[] = {
        {"too large",        "BEGIN:VCALENDAR\r\n",                                                        "X-A:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n",
         "END:VCALENDAR\r\n",                                                                                                                                                                     "larger than 2 MB",          ICAL_BYTES_MAX + 100},
        {"many events",      "BEGIN:VCALENDAR\r\n",                                                        "BEGIN:VEVENT\r\nEND:VEVENT\r\n",
         "END:VCALENDAR\r\n",                                                                                                                                                                     "more than 3000 events",     ICAL_BYTES_MAX - 100},
        {"many parts",       "BEGIN:VCALENDAR\r\n",                                                        "BEGIN:VJOURNAL\r\nEND:VJOURNAL\r\n",
         "END:VCALENDAR\r\n",                                                                                                                                                                     "more than 10000 parts",     ICAL_BYTES_MAX - 100},
        {"nesting",          "",                                                                           "BEGIN:VCALENDAR\r\n",                          "",                                    "inside 8 others",           ICAL_BYTES_MAX      },
        {"many RDATEs",      "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\r\nDTSTART:20270101T100000Z\r\n",
         "RDATE:20270102T100000Z\r\n",                                                                                                                     "END:VEVENT\r\nEND:VCALENDAR\r\n",     "more than 400 dates",
         ICAL_BYTES_MAX - 100                                                                                                                                                                                                                      },
        {"a line of RDATEs",
         "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\r\nDTSTART:20270101T100000Z\r\nRDATE:20270101T100000Z",
         ",20270102T100000Z",                                                                                                                              "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n", "longer than 65536 bytes",
         ICAL_BYTES_MAX - 100                                                                                                                                                                                                                      },
        {"a huge summary",
         "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\r\nDTSTART:20270101T100000Z\r\nSUMMARY:",               "aaaaaaaaaaaaaaaaaaaaaaaaa",                    "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
         "SUMMARY at line 5: longer",                                                                                                                                                                                          ICAL_BYTES_MAX - 100},
        {"daily events",     "BEGIN:VCALENDAR\r\n",
         "BEGIN:VEVENT\r\nUID:a1\r\nDTSTART:20270101T100000Z\r\nRRULE:FREQ=DAILY\r\nEND:VEVENT\r\n"
         "BEGIN:VEVENT\r\nUID:a2\r\nDTSTART:20270101T100000Z\r\nRRULE:FREQ=DAILY\r\nEND:VEVENT\r\n"
         "BEGIN:VEVENT\r\nUID:a3\r\nDTSTART:20270101T100000Z\r\nRRULE:FREQ=DAILY\r\nEND:VEVENT\r\n"
         "BEGIN:VEVENT\r\nUID:a4\r\nDTSTART:20270101T100000Z\r\nRRULE:FREQ=DAILY\r\nEND:VEVENT\r\n"
         "BEGIN:VEVENT\r\nUID:a5\r\nDTSTART:20270101T100000Z\r\nRRULE:FREQ=DAILY\r\nEND:VEVENT\r\n"
         "BEGIN:VEVENT\r\nUID:a6\r\nDTSTART:20270101T100000Z\r\nRRULE:FREQ=DAILY\r\nEND:VEVENT\r\n",                                                       "END:VCALENDAR\r\n",
         "with the rule of the event at line 27 the file gives more than 1000 "
         "appointments between 2027-01-01 and 2027-07-01",                                                                                                                                                                     700                 },
        {"many zones",       "BEGIN:VCALENDAR\r\nBEGIN:VTIMEZONE\r\nTZID:a\r\n",
         "BEGIN:STANDARD\r\nEND:STANDARD\r\n",                                                                                                             "END:VTIMEZONE\r\nEND:VCALENDAR\r\n",
         "more than 1000 changes",                                                                                                                                                                                             ICAL_BYTES_MAX - 100},
        {"no line ends",     "BEGIN:VCALENDAR\r\n",                                                        "A",                                            "",                                    "BEGIN:VCALENDAR at line 1",
         ICAL_BYTES_MAX - 100                                                                                                                                                                                                                      },
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        SCOPED(text_clear) struct text file = {.limit = ICAL_BYTES_MAX * 2};
        struct fault why = {0};

        text_add(&file, cases[i].head);
        add_often(&file, cases[i].piece, cases[i].bytes);
        text_add(&file, cases[i].tail);
        light(&file, &why);
        if (!strstr(why.text, cases[i].told)) fail_msg("%s: %s", cases[i].name, why.text);
    }
}

static void a_rule_from_long_ago_costs_only_its_window(void **state)
{
    SCOPED(text_clear) struct text file = {0};
    struct fault why = {0};
    (void)state;

    text_add(&file, "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\r\nDTSTART:16010101T100000Z\r\n"
                    "RRULE:FREQ=DAILY\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n");
    assert_int_equal(light(&file, &why), 181);
}

static void counting_since_1601_ends_when_it_has_cost_enough(void **state)
{
    SCOPED(text_clear) struct text file = {0};
    struct fault why = {0};
    (void)state;

    text_add(&file, "BEGIN:VCALENDAR\r\n");
    for (int i = 0; i < 100; i++)
        text_addf(&file,
                  "BEGIN:VEVENT\r\nUID:%d\r\nDTSTART:16010101T100000Z\r\n"
                  "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;BYYEARDAY=1;COUNT=9\r\nEND:VEVENT\r\n",
                  i);
    text_add(&file, "END:VCALENDAR\r\n");
    assert_int_equal(light(&file, &why), 0);
    assert_non_null(strstr(why.text, "takes too long"));
}

static void a_described_zone_costs_no_more_than_the_rest(void **state)
{
    SCOPED(text_clear) struct text file = {0};
    struct fault why = {0};
    (void)state;

    text_add(&file, "BEGIN:VCALENDAR\r\nBEGIN:VTIMEZONE\r\nTZID:Ours\r\n");
    for (int i = 0; i < 900; i++)
        text_add(&file, "BEGIN:STANDARD\r\nDTSTART:16010101T000000\r\nTZOFFSETTO:+0100\r\n"
                        "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30\r\nEND:STANDARD\r\n");
    text_add(&file, "END:VTIMEZONE\r\n");
    for (int i = 0; i < 900; i++)
        text_addf(&file,
                  "BEGIN:VEVENT\r\nUID:%d\r\nDTSTART;TZID=Ours:20270101T100000\r\nEND:VEVENT\r\n",
                  i);
    text_add(&file, "END:VCALENDAR\r\n");
    light(&file, &why);
    assert_non_null(strstr(why.text, "takes too long"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bomb_is_refused_at_once_and_in_words),
        cmocka_unit_test(a_rule_from_long_ago_costs_only_its_window),
        cmocka_unit_test(counting_since_1601_ends_when_it_has_cost_enough),
        cmocka_unit_test(a_described_zone_costs_no_more_than_the_rest),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
