/* An open question: words are heard and a bare score counts, without anything lost or asked wrongly. */
#include "tests/unit/gateway/steps/asked.h"

#define WEEKLY "FREQ=WEEKLY;BYDAY=WE"

static int64_t family_of(struct fixture *fixture)
{
    SCOPED(conversation_clear) struct conversation talk = {0};

    assert_int_equal(store_conversation_load(fixture->store, PETRA, fixture->now, &talk, NULL),
                     RC_OK);
    return talk.family.id;
}

static void wait_for_check_in(struct fixture *fixture)
{
    size_t asked = fixture_sent(fixture, PETRA, KIND_CHECKIN, "");

    for (int day = 0; day < 8 && fixture_sent(fixture, PETRA, KIND_CHECKIN, "") == asked; day++)
        fixture_run_until(fixture, fixture->now + USEC_DAY);
    assert_int_equal(fixture_sent(fixture, PETRA, KIND_CHECKIN, ""), asked + 1);
}

/* How many check-ins are in this state, with this score. */
static size_t check_ins_of(struct fixture *fixture, enum question_state state, int score)
{
    SCOPED(questions_clear) struct questions questions = {0};
    size_t n = 0;

    assert_int_equal(store_question_list(fixture->store, family_of(fixture), 0, &questions, NULL),
                     RC_OK);
    for (size_t i = 0; i < questions.n; i++)
        n += questions.at[i].kind == KIND_CHECKIN && questions.at[i].state == state &&
             questions.at[i].score == score;
    return n;
}

static void whatever_is_said_is_kept_for_a_person_and_answered(void **state)
{
    static const struct {
        const char *text;
        int score;
        enum kind kind;
        const char *answer;
    } cases[] = {
        {"het gaat goed met ons", 0, KIND_ANSWER,    "lees het zelf"},
        {"hmm",                   0, KIND_ANSWER,    "lees het zelf"},
        {"we zijn nu met zijn 4", 0, KIND_ANSWER,    "lees het zelf"},
        {"7",                     0, KIND_ANSWER,    "lees het zelf"},
        {"ja",                    0, KIND_ANSWER,    "lees het zelf"},
        {"4",                     4, KIND_ANSWER,    "Fijn om te"   },
        {"٥",                    5, KIND_ANSWER,    "Fijn om te"   },
        {"3.",                    3, KIND_ANSWER,    "Stuur BEL"    },
        {"2",                     2, KIND_FOLLOW_UP, "Waar gaat het"},
        {"1",                     1, KIND_FOLLOW_UP, "Waar gaat het"},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct fixture *fixture = asked_by("tell-me", WEEKLY, "nudges_max = 1;");
        SCOPED(replies_clear) struct replies replies = {0};

        asked_family(fixture, 0, 0);
        wait_for_check_in(fixture);
        fixture_text(fixture, PETRA, cases[i].text);
        assert_int_equal(store_reply_list(fixture->store, family_of(fixture), 0, &replies, NULL),
                         RC_OK);
        assert_int_equal(replies.n, 1);
        if (replies.at[0].score != cases[i].score || replies.at[0].read_at != 0 ||
            fixture_sent(fixture, PETRA, cases[i].kind, cases[i].answer) != 1 ||
            check_ins_of(fixture, QUESTION_ANSWERED, cases[i].score) != 1)
            fail_msg("%s: score %d", cases[i].text, replies.at[0].score);
        fixture_free(fixture);
    }
}

static void its_nudge_asks_for_no_number(void **state)
{
    struct fixture *fixture =
        asked_by("tell-me", WEEKLY, "nudge_after_hours = 24; nudges_max = 1;");
    (void)state;

    asked_family(fixture, 0, 0);
    wait_for_check_in(fixture);
    fixture_run_until(fixture, fixture->now + 3 * USEC_DAY);
    assert_int_equal(fixture_sent(fixture, PETRA, KIND_NUDGE, ""), 1);
    assert_int_equal(fixture_sent(fixture, PETRA, KIND_NUDGE, "hoe het gaat"), 1);
    assert_int_equal(fixture_sent(fixture, PETRA, KIND_NUDGE, "cijfer"), 0);
    fixture_free(fixture);
}

/* Words say nothing about the trend, and do not end it; a digit goes on with it. */
static void a_trend_goes_on_over_questions_without_a_score(void **state)
{
    static const char *const said[] = {"5", "4", "alles goed", "gaat wel", "3"};
    struct fixture *fixture = fixture_new(
        "programmes = ( { name = \"test\"; title_nl = \"T\"; nudges_max = 0; phases = (\n"
        "  { name = \"first\"; weeks = 2; rhythm = \"" WEEKLY "\"; between = \"10:00-12:00\";\n"
        "    script = \"how-is-it\"; },\n"
        "  { name = \"then\"; weeks = 0; rhythm = \"" WEEKLY "\"; between = \"10:00-12:00\";\n"
        "    script = \"tell-me\"; } ); } );\n");
    struct signal_row *signals = NULL;
    size_t n = 0, falling = 0;
    (void)state;

    asked_family(fixture, 0, 0);
    for (size_t i = 0; i < COUNT(said); i++) {
        wait_for_check_in(fixture);
        fixture_text(fixture, PETRA, said[i]);
    }
    assert_int_equal(fixture_sent(fixture, PETRA, KIND_CHECKIN, "Schrijf gerust"), 3);
    assert_int_equal(store_signal_list(fixture->store, family_of(fixture), 0, &signals, &n, NULL),
                     RC_OK);
    for (size_t i = 0; i < n; i++) {
        if (signals[i].rule != RULE_SCORE_FALLING) continue;
        falling++;
        assert_string_equal(signals[i].figures, "5,4,3");
    }
    assert_int_equal(falling, 1);
    signals_free(signals, n);
    fixture_free(fixture);
}

/* The last question by score got no answer; who is used to it answers the next one in the same way. */
static void a_digit_answers_the_newest_question_of_two(void **state)
{
    struct fixture *fixture = fixture_new(
        "programmes = ( { name = \"test\"; title_nl = \"T\"; nudges_max = 0; phases = (\n"
        "  { name = \"first\"; weeks = 1; rhythm = \"" WEEKLY "\"; between = \"10:00-12:00\";\n"
        "    script = \"how-is-it\"; },\n"
        "  { name = \"then\"; weeks = 0; rhythm = \"" WEEKLY "\"; between = \"10:00-12:00\";\n"
        "    script = \"tell-me\"; } ); } );\n");
    (void)state;

    asked_family(fixture, 0, 0);
    wait_for_check_in(fixture);
    wait_for_check_in(fixture);
    fixture_text(fixture, PETRA, "4");
    fixture_run_until(fixture, fixture->now + 2 * USEC_DAY);
    assert_int_equal(check_ins_of(fixture, QUESTION_ANSWERED, 4), 1);
    assert_int_equal(check_ins_of(fixture, QUESTION_SILENT, 0), 1);
    fixture_free(fixture);
}

static void yes_is_for_the_reminder_though_an_open_question_came_after_it(void **state)
{
    struct fixture *fixture =
        asked_by("tell-me", WEEKLY, "nudges_max = 0; reminders_hours_before = [48];");
    SCOPED(appointments_clear) struct appointments kept = {0};
    struct appointment appointment = {.starts_at = FIXTURE_NOW + 3 * USEC_DAY};
    SCOPED(conversation_clear) struct conversation talk = {0};
    (void)state;

    asked_family(fixture, 0, 0);
    assert_int_equal(store_conversation_load(fixture->store, PETRA, fixture->now, &talk, NULL),
                     RC_OK);
    appointment.family_id = talk.family.id;
    appointment.member_id = talk.family.members[0].id;
    appointment.next_at = appointment.starts_at - 2 * USEC_DAY;
    assert_int_equal(store_appointment_add(fixture->store, &appointment, fixture->now, NULL),
                     RC_OK);
    wait_for_check_in(fixture);
    assert_int_equal(fixture_sent(fixture, PETRA, KIND_REMINDER, ""), 1);
    fixture_text(fixture, PETRA, "ja");
    assert_int_equal(store_appointment_list(fixture->store, talk.family.id, &kept, NULL), RC_OK);
    assert_int_equal(kept.at[0].state, APPOINTMENT_CONFIRMED);
    assert_int_equal(check_ins_of(fixture, QUESTION_OPEN, 0), 1);
    fixture_text(fixture, PETRA, "het gaat goed met ons");
    assert_int_equal(check_ins_of(fixture, QUESTION_ANSWERED, 0), 1);
    fixture_free(fixture);
}

static void whoever_is_asked_again_and_again_reads_two_texts_in_turn(void **state)
{
    static const struct {
        const char *rhythm;
        int weeks;
    } cases[] = {
        {"FREQ=WEEKLY;BYDAY=WE",            4 },
        {"FREQ=WEEKLY;INTERVAL=2;BYDAY=WE", 8 },
        {"FREQ=WEEKLY;INTERVAL=4;BYDAY=WE", 12},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct fixture *fixture = asked_by("since-last-time", cases[i].rhythm, "nudges_max = 0;");
        size_t asked, one, other;

        asked_family(fixture, 0, 0);
        fixture_run_until(fixture, fixture->now + cases[i].weeks * (7 * USEC_DAY));
        asked = fixture_sent(fixture, PETRA, KIND_CHECKIN, "Stuur een cijfer van 1");
        one = fixture_sent(fixture, PETRA, KIND_CHECKIN, "Hoe ging het sinds de vorige keer?");
        other = fixture_sent(fixture, PETRA, KIND_CHECKIN, "Hoe gaat het de laatste tijd?");
        if (one == 0 || other == 0 || one + other != asked)
            fail_msg("%s: %zu and %zu of %zu", cases[i].rhythm, one, other, asked);
        fixture_free(fixture);
    }
}

static void a_screen_asks_and_hears_the_same(void **state)
{
    static const struct {
        const char *typed, *next;
    } cases[] = {
        {"het gaat wel *", "lees het zelf. Sanne END"},
        {"4",              "Fijn om te horen."       },
        {"1",              "1 geld\n2 wonen"         },
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct fixture *fixture = asked_by("tell-me", WEEKLY, "nudges_max = 0;");
        const char *screen;

        asked_family(fixture, 0, 0);
        wait_for_check_in(fixture);
        screen = fixture_dial(fixture, "s1", PETRA, NULL);
        assert_ptr_equal(strstr(screen, "Hoi! Hoe gaat het?"), screen);
        screen = fixture_dial(fixture, "s1", PETRA, cases[i].typed);
        if (!strstr(screen, cases[i].next)) fail_msg("%s: %s", cases[i].typed, screen);
        fixture_free(fixture);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whatever_is_said_is_kept_for_a_person_and_answered),
        cmocka_unit_test(its_nudge_asks_for_no_number),
        cmocka_unit_test(a_trend_goes_on_over_questions_without_a_score),
        cmocka_unit_test(a_digit_answers_the_newest_question_of_two),
        cmocka_unit_test(yes_is_for_the_reminder_though_an_open_question_came_after_it),
        cmocka_unit_test(whoever_is_asked_again_and_again_reads_two_texts_in_turn),
        cmocka_unit_test(a_screen_asks_and_hears_the_same),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
