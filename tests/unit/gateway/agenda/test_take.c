/* Calendars that become appointments: made, moved, gone, back again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "desk.h"
#include "gateway/appointments/appointments.h"
#include "gateway/base/clock.h"

/* What a file does: "made 1, unchanged 2" and the like, with what was wrong behind. */
static void take(struct desk_of_sanne *desk, const char *lines, struct text *out)
{
    static const char *const acts[] = {"made", "moved", "cancelled"};
    SCOPED(text_clear) struct text file = {.limit = (size_t)3 << 20};
    SCOPED(agenda_report_clear) struct agenda_report report = {0};
    int counts[COUNT(acts)] = {0};

    text_reset(out);
    desk_write(desk, lines, &file);
    if (agenda_take(desk->fixture->store, desk->fixture->config, &desk->source, &file,
                    desk->fixture->now, &report, &desk->why) != RC_OK)
        text_addf(out, "refused: %s ", desk->why.text);
    for (size_t i = 0; i < report.item_n; i++)
        counts[report.items[i].act]++;
    for (size_t i = 0; i < COUNT(acts); i++)
        if (counts[i]) text_addf(out, "%s %d ", acts[i], counts[i]);
    if (report.unchanged) text_addf(out, "unchanged %zu ", report.unchanged);
    if (report.ignored) text_addf(out, "ignored %zu ", report.ignored);
    for (size_t i = 0; i < report.trouble_n; i++)
        text_addf(out, "line %d: %s ", report.troubles[i].line, report.troubles[i].text);
}

/* The family's appointments, those that are cancelled in brackets. */
static void stand(const struct desk_of_sanne *desk, struct text *out)
{
    SCOPED(appointments_clear) struct appointments list = {0};

    text_reset(out);
    desk_appointments(desk, &list);
    for (size_t i = 0; i < list.n; i++) {
        bool off = list.at[i].state == APPOINTMENT_CANCELLED;
        char start[32];

        clock_write(list.at[i].starts_at, start);
        start[16] = '\0';
        text_addf(out, "%s%s%s ", off ? "(" : "", start + 5, off ? ")" : "");
    }
}

/* Not bare braces: clang-format 14 crashes on rows of different length. */
#define ACT(...)                                                                                   \
    {                                                                                              \
        __VA_ARGS__                                                                                \
    }
struct act {
    const char *name, *lines, *done, *stands;
};

/* One file after the other. */
static void play(struct desk_of_sanne *desk, const struct act *acts, size_t n)
{
    SCOPED(text_clear) struct text done = {0}, stands = {0};

    for (size_t i = 0; i < n; i++) {
        take(desk, acts[i].lines, &done);
        stand(desk, &stands);
        if (strcmp(text_string(&done), acts[i].done) != 0 ||
            strcmp(text_string(&stands), acts[i].stands) != 0)
            fail_msg("%s: %s; %s", acts[i].name, text_string(&done), text_string(&stands));
    }
}

#define ONE(sequence, start, more)                                                                 \
    EVENT("UID:a@b\r\nSEQUENCE:" sequence "\r\nSUMMARY:Gesprek VN\r\nDTSTART:" start "\r\n" more)

static void the_same_event_is_made_moved_cancelled_and_comes_back(void **state)
{
    static const struct act acts[] = {
        ACT("new", ONE("0", "20270107T100000", "DTEND:20270107T110000\r\n"), "made 1 ",
            "01-07T09:00 "),
        ACT("again", ONE("0", "20270107T100000", "DTEND:20270107T110000\r\n"), "unchanged 1 ",
            "01-07T09:00 "),
        ACT("moved", ONE("1", "20270108T100000", ""), "moved 1 ", "01-08T09:00 "),
        ACT("an older file", ONE("0", "20270107T100000", ""), "unchanged 1 ", "01-08T09:00 "),
        ACT("cancelled", ONE("2", "20270108T100000", "STATUS:CANCELLED\r\n"), "cancelled 1 ",
            "(01-08T09:00) "),
        ACT("still older", ONE("1", "20270108T100000", ""), "unchanged 1 ", "(01-08T09:00) "),
        ACT("back again", ONE("3", "20270109T100000", ""), "made 1 ", "(01-08T09:00) 01-09T09:00 "),
        ACT("into the past", ONE("4", "20270103T100000", ""), "cancelled 1 ",
            "(01-08T09:00) (01-09T09:00) "),
    };
    struct desk_of_sanne desk = desk_open("");
    (void)state;

    play(&desk, acts, COUNT(acts));
    desk_close(&desk);
}

static void a_meeting_that_outlook_calls_off_in_its_title_is_off(void **state)
{
    static const struct act acts[] = {
        ACT("new", ONE("0", "20270107T100000", ""), "made 1 ", "01-07T09:00 "),
        ACT("called off",
            EVENT("UID:a@b\r\nSEQUENCE:1\r\nSUMMARY:Geannuleerd: Gesprek VN\r\n"
                  "DTSTART:20270107T100000\r\nSTATUS:CONFIRMED\r\n"),
            "cancelled 1 ", "(01-07T09:00) "),
        ACT("off before it was known",
            EVENT("UID:c@d\r\nSUMMARY:Canceled: Gesprek VN\r\nDTSTART:20270107T100000\r\n"),
            "unchanged 1 ", "(01-07T09:00) "),
    };
    struct desk_of_sanne desk = desk_open("");
    (void)state;

    play(&desk, acts, COUNT(acts));
    desk_close(&desk);
}

#define STAMPED(sequence, start, stamp) ONE(sequence, start, "LAST-MODIFIED:" stamp "\r\n")

static void a_feed_whose_sequence_went_back_is_followed_by_its_stamp(void **state)
{
    static const struct act acts[] = {
        ACT("new", STAMPED("3", "20270107T100000", "20261201T100000Z"), "made 1 ", "01-07T09:00 "),
        ACT("an older copy", STAMPED("2", "20270108T100000", "20261130T100000Z"), "unchanged 1 ",
            "01-07T09:00 "),
        ACT("without a stamp", ONE("2", "20270108T100000", ""), "unchanged 1 ", "01-07T09:00 "),
        ACT("made anew", STAMPED("0", "20270108T100000", "20261202T100000Z"), "moved 1 ",
            "01-08T09:00 "),
        ACT("and once more", STAMPED("0", "20270108T100000", "20261202T100000Z"), "unchanged 1 ",
            "01-08T09:00 "),
        ACT("moved later", STAMPED("1", "20270109T100000", "20261203T100000Z"), "moved 1 ",
            "01-09T09:00 "),
    };
    struct desk_of_sanne desk = desk_open("");
    (void)state;

    desk.source.feed = true;
    play(&desk, acts, COUNT(acts));
    desk_close(&desk);
}

static void of_two_files_of_one_sequence_the_later_modified_counts(void **state)
{
    static const struct act acts[] = {
        ACT("new", ONE("1", "20270107T100000", "LAST-MODIFIED:20261201T100000Z\r\n"), "made 1 ",
            "01-07T09:00 "),
        ACT("newer", ONE("1", "20270107T110000", "LAST-MODIFIED:20261202T100000Z\r\n"), "moved 1 ",
            "01-07T10:00 "),
        ACT("older", ONE("1", "20270107T100000", "LAST-MODIFIED:20261201T100000Z\r\n"),
            "unchanged 1 ", "01-07T10:00 "),
    };
    struct desk_of_sanne desk = desk_open("");
    (void)state;

    play(&desk, acts, COUNT(acts));
    desk_close(&desk);
}

static void what_was_moved_here_stays_until_the_event_itself_changes(void **state)
{
    static const struct act first[] = {
        ACT("new", ONE("1", "20270107T100000", "LAST-MODIFIED:20261201T100000Z\r\n"), "made 1 ",
            "01-07T09:00 "),
    };
    static const struct act later[] = {
        ACT("again", ONE("1", "20270107T100000", "LAST-MODIFIED:20261201T100000Z\r\n"),
            "unchanged 1 ", "01-08T09:00 "),
        ACT("changed", ONE("1", "20270107T120000", "LAST-MODIFIED:20261202T100000Z\r\n"),
            "moved 1 ", "01-07T11:00 "),
    };
    struct desk_of_sanne desk = desk_open("");
    SCOPED(appointments_clear) struct appointments list = {0};
    struct appointment_wish wish = {.family_id = desk.family_id,
                                    .starts_at = FIXTURE_NOW + 4 * USEC_DAY};
    (void)state;

    play(&desk, first, COUNT(first));
    desk_appointments(&desk, &list);
    wish.id = list.at[0].id;
    assert_int_equal(appointments_move(desk.fixture->store, desk.fixture->config, &wish,
                                       desk.fixture->now, &desk.why),
                     RC_OK);
    play(&desk, later, COUNT(later));
    desk_close(&desk);
}

#define ROW "UID:r@b\r\nSUMMARY:Gesprek VN\r\nDTSTART;TZID=Europe/Amsterdam:20270105T100000\r\n"
#define INSTANCE(day, more)                                                                        \
    EVENT("UID:r@b\r\nSEQUENCE:1\r\nRECURRENCE-ID;TZID=Europe/Amsterdam:202701" day                \
          "T100000\r\n" more)

static void each_of_a_row_is_an_appointment_of_its_own(void **state)
{
    static const struct act acts[] = {
        ACT("new", EVENT(ROW "RRULE:FREQ=WEEKLY;COUNT=3\r\n"), "made 3 ",
            "01-05T09:00 01-12T09:00 01-19T09:00 "),
        ACT("one moved",
            INSTANCE("12", "DTSTART;TZID=Europe/Amsterdam:20270113T100000\r\nSUMMARY:VN\r\n"),
            "moved 1 ", "01-05T09:00 01-13T09:00 01-19T09:00 "),
        ACT("the row, with a change that leaves out the code",
            EVENT(ROW "RRULE:FREQ=WEEKLY;COUNT=3\r\n")
                INSTANCE("12", "DTSTART;TZID=Europe/Amsterdam:20270114T100000\r\n"),
            "moved 1 unchanged 2 ", "01-05T09:00 01-14T09:00 01-19T09:00 "),
        ACT("one left out and one no longer",
            EVENT(ROW "RRULE:FREQ=WEEKLY;COUNT=2\r\n"
                      "EXDATE;TZID=Europe/Amsterdam:20270105T100000\r\n")
                INSTANCE("12", "DTSTART;TZID=Europe/Amsterdam:20270114T100000\r\n"),
            "cancelled 2 unchanged 1 ", "(01-05T09:00) 01-14T09:00 (01-19T09:00) "),
        ACT("another file tells nothing of it", ONE("0", "20270107T100000", ""), "made 1 ",
            "(01-05T09:00) 01-07T09:00 01-14T09:00 (01-19T09:00) "),
    };
    struct desk_of_sanne desk = desk_open("");
    (void)state;

    play(&desk, acts, COUNT(acts));
    desk_close(&desk);
}

#define OTHER EVENT("UID:o@b\r\nSUMMARY:Tandarts\r\nDTSTART:20270120T100000\r\n")

/* So that who forgot to say that it is with one of them alone can say so. */
static void a_member_that_is_put_behind_the_code_later_counts(void **state)
{
    static const struct act acts[] = {
        ACT("of the family", ONE("0", "20270107T100000", ""), "made 1 ", "01-07T09:00 "),
        ACT("of one of them",
            EVENT("UID:a@b\r\nSEQUENCE:1\r\nSUMMARY:Gesprek VN-1\r\nDTSTART:20270107T100000\r\n"),
            "moved 1 ", "01-07T09:00 "),
    };
    struct desk_of_sanne desk = desk_open("");
    SCOPED(appointments_clear) struct appointments before = {0}, after = {0};
    (void)state;

    play(&desk, acts, 1);
    desk_appointments(&desk, &before);
    assert_int_equal(before.at[0].member_id, 0);
    play(&desk, acts + 1, 1);
    desk_appointments(&desk, &after);
    assert_int_equal(after.n, 1);
    assert_true(after.at[0].member_id > 0);
    desk_close(&desk);
}

static void what_a_feed_no_longer_lists_is_cancelled(void **state)
{
    static const struct act acts[] = {
        ACT("new", ONE("0", "20270107T100000", "") OTHER, "made 1 ignored 1 ", "01-07T09:00 "),
        ACT("nothing", "", "", "01-07T09:00 "),
        ACT("cut", "BEGIN:VEVENT\r\nUID:a\r\n",
            "refused: calendar: line 4 ends something that was not begun there; the file is damaged ",
            "01-07T09:00 "),
        ACT("in trouble", EVENT("UID:a@b\r\nSUMMARY:VN\r\nDTSTART:soon\r\n") OTHER,
            "ignored 1 line 2: DTSTART at line 5: it cannot be read ", "01-07T09:00 "),
        ACT("only past", EVENT("UID:p@b\r\nDTSTART:20200120T100000\r\n"), "ignored 1 ",
            "01-07T09:00 "),
        ACT("gone", OTHER, "cancelled 1 ignored 1 ", "(01-07T09:00) "),
    };
    struct desk_of_sanne desk = desk_open("");
    (void)state;

    desk.source.feed = true;
    play(&desk, acts, COUNT(acts));
    desk_close(&desk);
}

static void a_feed_leaves_alone_what_it_did_not_bring(void **state)
{
    static const struct act by_hand = {"uploaded", ONE("0", "20270107T100000", ""), "made 1 ",
                                       "01-07T09:00 "};
    static const struct act feed = {"a feed without it", OTHER, "ignored 1 ", "01-07T09:00 "};
    struct desk_of_sanne desk = desk_open("");
    (void)state;

    play(&desk, &by_hand, 1);
    desk.source.feed = true;
    play(&desk, &feed, 1);
    desk_close(&desk);
}

static void what_cannot_be_an_appointment_is_told_of_its_line(void **state)
{
    static const struct act acts[] = {
        ACT("no code", EVENT("UID:a\r\nSUMMARY:Tandarts\r\nDTSTART:x\r\n"), "ignored 1 ", ""),
        ACT("no such family", EVENT("UID:a\r\nSUMMARY:vn-999\r\nDTSTART:20270107T100000\r\n"),
            "line 2: its code is of no family here, or of somebody else's ", ""),
        ACT("no such member", EVENT("UID:a\r\nSUMMARY:VN-7\r\nDTSTART:20270107T100000\r\n"),
            "line 2: its code names a member that the family does not have ", ""),
        ACT("two families", EVENT("UID:a\r\nSUMMARY:VN vn-999\r\nDTSTART:20270107T100000\r\n"),
            "line 2: it has the codes of two families, or of two members ", ""),
        ACT("no such family, long ago",
            EVENT("UID:a\r\nSUMMARY:vn-999\r\nDTSTART:20200107T100000\r\n"), "", ""),
        ACT("a whole day", EVENT("UID:a\r\nSUMMARY:VN\r\nDTSTART;VALUE=DATE:20270107\r\n"),
            "line 2: it is of whole days; an appointment has a time ", ""),
        ACT("our own",
            EVENT("UID:appointment-3@sms.testdam.example\r\nSUMMARY:VN\r\n"
                  "DTSTART:20270107T100000\r\n"),
            "ignored 1 ", ""),
        ACT("a zone nobody knows",
            EVENT("UID:a\r\nSUMMARY:VN\r\nDTSTART;TZID=Ours:20270107T100000\r\n"),
            "line 2: the time zone \"Ours\" is not known and not described in the file; expected a name "
            "such as Europe/Amsterdam ",
            ""),
        ACT("one UID for two",
            EVENT("UID:t\r\nSUMMARY:VN\r\nDTSTART:20270107T100000\r\n")
                EVENT("UID:t\r\nSUMMARY:VN\r\nDTSTART:20270108T100000\r\n"),
            "made 1 line 2: it has the UID of the event at line 7, and only that one is read ",
            "01-08T09:00 "),
    };
    struct desk_of_sanne desk = desk_open("");
    (void)state;

    play(&desk, acts, COUNT(acts));
    desk_close(&desk);
}

static void nobody_reaches_the_families_of_a_colleague(void **state)
{
    static const struct act act = {"karim", ONE("0", "20270107T100000", ""),
                                   "line 2: its code is of no family here, or of somebody else's ",
                                   ""};
    static const struct act all = {"noor", ONE("0", "20270107T100000", ""), "made 1 ",
                                   "01-07T09:00 "};
    struct desk_of_sanne desk = desk_open("");
    (void)state;

    desk.source = (struct agenda_source){.login = "karim", .manager = "karim"};
    play(&desk, &act, 1);
    desk.source = (struct agenda_source){.login = "noor"};
    play(&desk, &all, 1);
    desk_close(&desk);
}

static void an_appointment_has_its_place_its_end_and_who_it_is_for(void **state)
{
    struct desk_of_sanne desk = desk_open("");
    SCOPED(text_clear) struct text done = {0};
    SCOPED(appointments_clear) struct appointments list = {0};
    (void)state;

    take(&desk,
         EVENT("UID:a\r\nDTSTART:20270107T100000\r\nDURATION:PT45M\r\n"
               "LOCATION:Buurthuis De Brug\\, VN-1\r\n"),
         &done);
    desk_appointments(&desk, &list);
    assert_int_equal(list.n, 1);
    assert_string_equal(list.at[0].place, "Buurthuis De Brug");
    assert_string_equal(list.at[0].source, "file:sanne");
    assert_int_equal(list.at[0].ends_at - list.at[0].starts_at, 45 * USEC_MIN);
    assert_true(list.at[0].member_id > 0 && list.at[0].next_at < USEC_NEVER);
    desk_close(&desk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_event_is_made_moved_cancelled_and_comes_back),
        cmocka_unit_test(a_meeting_that_outlook_calls_off_in_its_title_is_off),
        cmocka_unit_test(a_feed_whose_sequence_went_back_is_followed_by_its_stamp),
        cmocka_unit_test(of_two_files_of_one_sequence_the_later_modified_counts),
        cmocka_unit_test(what_was_moved_here_stays_until_the_event_itself_changes),
        cmocka_unit_test(each_of_a_row_is_an_appointment_of_its_own),
        cmocka_unit_test(a_member_that_is_put_behind_the_code_later_counts),
        cmocka_unit_test(what_a_feed_no_longer_lists_is_cancelled),
        cmocka_unit_test(a_feed_leaves_alone_what_it_did_not_bring),
        cmocka_unit_test(what_cannot_be_an_appointment_is_told_of_its_line),
        cmocka_unit_test(nobody_reaches_the_families_of_a_colleague),
        cmocka_unit_test(an_appointment_has_its_place_its_end_and_who_it_is_for),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
