/* How often, and when, silence is nudged. */
#include "gateway/steps/check_in.h"
#include "tests/unit/gateway/steps/asked.h"

#define WEEKLY "FREQ=WEEKLY;BYDAY=TU"
/* A Thursday, after 9 days: one check-in and the next. */
#define TWO_CHECK_INS (10 * USEC_DAY)

static const struct {
    const char *name, *rhythm, *nudges;
    size_t wanted; /* about the first two check-ins, of a week each */
} cases[] = {
    {"as often as said: not at all",                  WEEKLY,       "nudges_max = 0;",                         0},
    {"once",                                          WEEKLY,       "nudge_after_hours = 24; nudges_max = 1;", 2},
    {"twice",                                         WEEKLY,       "nudge_after_hours = 24; nudges_max = 2;", 4},
    {"no time: no nudge",                             WEEKLY,       "nudge_after_hours = 0; nudges_max = 2;",  0},
    {"the second would come after the next check-in", WEEKLY,
     "nudge_after_hours = 100; nudges_max = 2;",                                                               1},
    {"the first would come with the next check-in",   WEEKLY,
     "nudge_after_hours = 168; nudges_max = 2;",                                                               0},
    {"asked again before any nudge",                  "FREQ=DAILY", "nudge_after_hours = 24; nudges_max = 2;", 0},
};

/* Nothing that is looked at again and again is nudged more often. */
static void look_again(struct fixture *fixture)
{
    for (int i = 0; i < 5; i++) {
        struct step_done done;
        struct fault why;

        assert_int_equal(step_watch(&fixture->world, fixture->now, 100, &done, &why), RC_OK);
    }
}

static void silence_is_nudged_as_often_as_the_programme_says(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct fixture *fixture = asked_new(cases[i].rhythm, cases[i].nudges);
        usec end = FIXTURE_NOW + TWO_CHECK_INS + 2 * USEC_DAY;
        struct sent sent;

        asked_family(fixture, 0, 0);
        for (usec at = FIXTURE_NOW; at < end; at += 5 * USEC_HOUR) {
            fixture_run_until(fixture, at);
            look_again(fixture);
        }
        sent = sent_of(fixture, KIND_NUDGE);
        if (sent.n != cases[i].wanted) fail_msg("%s: %zu nudges", cases[i].name, sent.n);
        fixture_free(fixture);
    }
}

static void the_second_nudge_keeps_its_distance(void **state)
{
    struct fixture *fixture = asked_new(WEEKLY, "nudge_after_hours = 30; nudges_max = 2;");
    struct sent asked, nudged;

    (void)state;
    asked_family(fixture, 0, 0);
    fixture_run_until(fixture, FIXTURE_NOW + 7 * USEC_DAY);
    asked = sent_of(fixture, KIND_CHECKIN);
    nudged = sent_of(fixture, KIND_NUDGE);
    assert_int_equal(asked.n, 1);
    assert_int_equal(nudged.n, 2);
    /* Wednesday in the afternoon, and Thursday at night: so Friday at eight. */
    assert_int_equal(nudged.at[0], asked.at[0] + 30 * USEC_HOUR);
    assert_int_equal(nudged.at[1], FIXTURE_NOW + 4 * USEC_DAY - 2 * USEC_HOUR);
    fixture_free(fixture);
}

static void a_nudge_waits_for_the_phone_s_safe_hours(void **state)
{
    struct fixture *fixture = asked_new(WEEKLY, "nudge_after_hours = 8; nudges_max = 1;");
    struct sent nudged;

    (void)state;
    asked_family(fixture, 9 * 60 + 30, 15 * 60);
    fixture_run_until(fixture, FIXTURE_NOW + 6 * USEC_DAY);
    nudged = sent_of(fixture, KIND_NUDGE);
    assert_int_equal(nudged.n, 1);
    assert_int_equal(nudged.at[0], FIXTURE_NOW + 2 * USEC_DAY - USEC_HOUR / 2);
    fixture_free(fixture);
}

static void who_answered_is_not_nudged(void **state)
{
    struct fixture *fixture = asked_new(WEEKLY, "nudge_after_hours = 24; nudges_max = 2;");

    (void)state;
    asked_family(fixture, 0, 0);
    fixture_run_until(fixture, FIXTURE_NOW + USEC_DAY + 3 * USEC_HOUR);
    fixture_text(fixture, PETRA, "4");
    fixture_run_until(fixture, FIXTURE_NOW + 7 * USEC_DAY);
    assert_int_equal(sent_of(fixture, KIND_NUDGE).n, 0);
    fixture_free(fixture);
}

/* What was decided about a silence that an answer has ended meanwhile changes nothing. */
static void an_answer_is_not_undone_by_a_look_that_came_first(void **state)
{
    struct fixture *fixture = asked_new(WEEKLY, "nudge_after_hours = 24; nudges_max = 2;");
    SCOPED(questions_clear) struct questions due = {0};
    SCOPED(questions_clear) struct questions after = {0};
    struct question_change change = {.state = QUESTION_OPEN, .nudge_at = USEC_NEVER};
    struct changes changes = {.answers = &change, .answer_n = 1, .appointment_state = -1};
    struct fault why;

    (void)state;
    asked_family(fixture, 0, 0);
    fixture_run_until(fixture, FIXTURE_NOW + USEC_DAY + 3 * USEC_HOUR);
    assert_int_equal(store_silence_due(fixture->store, fixture->now + USEC_DAY, 9, &due, NULL),
                     RC_OK);
    assert_int_equal(due.n, 1);
    change.id = due.at[0].id;
    change.nudge_at_was = due.at[0].nudge_at;
    fixture_text(fixture, PETRA, "4");
    assert_int_equal(store_apply(fixture->store, &changes, fixture->now, &why), RC_TAKEN);
    assert_int_equal(store_question_list(fixture->store, due.at[0].family_id, 0, &after, NULL),
                     RC_OK);
    assert_int_equal(after.at[0].state, QUESTION_ANSWERED);
    fixture_free(fixture);
}

/* Asks Petra on Wednesday at eleven, which the plan does not know of, as after a doubt that was none. */
static void ask_beside_the_plan(struct fixture *fixture)
{
    SCOPED(questions_clear) struct questions due = {0};
    SCOPED(family_clear) struct family family = {0};
    SCOPED(decision_clear) struct decision decision;
    usec wednesday = FIXTURE_NOW + 2 * USEC_DAY + USEC_HOUR;
    struct planned planned = {
        .due_at = wednesday,
        .window_till = wednesday + USEC_HOUR,
        .member = 1,
        .phase = config_programme(fixture->config, "test")->phases,
    };

    fixture_run_until(fixture, wednesday);
    assert_int_equal(store_silence_due(fixture->store, fixture->now + 9 * USEC_DAY, 9, &due, NULL),
                     RC_OK);
    assert_int_equal(due.n, 1);
    assert_int_equal(store_family_load(fixture->store, due.at[0].family_id, &family, NULL), RC_OK);
    decision_init(&decision);
    check_in_add(fixture->config, &family, &planned, 0, wednesday, &decision);
    assert_int_equal(store_apply(fixture->store, decision_changes(&decision), wednesday, NULL),
                     RC_OK);
}

static void only_the_check_in_that_was_asked_last_is_nudged(void **state)
{
    struct fixture *fixture = asked_new(WEEKLY, "nudge_after_hours = 48; nudges_max = 1;");
    struct sent asked, nudged;

    (void)state;
    asked_family(fixture, 0, 0);
    ask_beside_the_plan(fixture);
    fixture_run_until(fixture, FIXTURE_NOW + 7 * USEC_DAY);
    asked = sent_of(fixture, KIND_CHECKIN);
    nudged = sent_of(fixture, KIND_NUDGE);
    assert_int_equal(asked.n, 2);
    assert_int_equal(nudged.n, 1);
    assert_int_equal(nudged.at[0], asked.at[1] + 48 * USEC_HOUR);
    fixture_free(fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(silence_is_nudged_as_often_as_the_programme_says),
        cmocka_unit_test(the_second_nudge_keeps_its_distance),
        cmocka_unit_test(a_nudge_waits_for_the_phone_s_safe_hours),
        cmocka_unit_test(who_answered_is_not_nudged),
        cmocka_unit_test(an_answer_is_not_undone_by_a_look_that_came_first),
        cmocka_unit_test(only_the_check_in_that_was_asked_last_is_nudged),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
