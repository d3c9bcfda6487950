/* USSD: what was typed, once; the steps of a session, each taken once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/store/fixture.h"

#define NUMBER "+31612345678"

static void type(struct fixture *fixture, const char *text, const char *reference, usec at)
{
    struct arrival arrival = {.route = "main",
                              .type = EVENT_USSD,
                              .from = NUMBER,
                              .session = "s",
                              .text = text,
                              .reference = reference,
                              .arrived_at = at};

    must(store_inbox_record(fixture->store, &arrival, 1, &fixture->why));
}

static struct dial load(struct fixture *fixture, const char *session, usec now)
{
    struct dial dial = {0};

    must(store_dial_load(fixture->store, "main", session, NUMBER, now, &dial, &fixture->why));
    return dial;
}

static enum rc take(struct fixture *fixture, const struct dial *dial, const char *session,
                    enum dial_place place, usec now)
{
    char text[] = "Kies een cijfer";
    struct new_step step = {.route = "main",
                            .session = session,
                            .number = NUMBER,
                            .family_id = dial->conversation.family.id,
                            .phone_id = dial->conversation.phone.id,
                            .session_now = dial->session,
                            .question = -1};
    struct changes changes = {.appointment_state = -1, .inbox_id = dial->input.id, .step = &step};

    step.session_now.text = text;
    step.session_now.place = place;
    return store_apply(fixture->store, &changes, now, &fixture->why);
}

static void what_is_typed_waits_once_for_who_answers_and_then_for_who_handles(void **state)
{
    struct fixture *fixture = *state;
    SCOPED(dial_clear) struct dial dial = {0};
    SCOPED(inbox_texts_clear) struct inbox_texts texts = {0};

    fixture_family(fixture, NUMBER);
    type(fixture, "1", "", NOW);
    must(store_inbox_next(fixture->store, NOW + USSD_WAIT - 1, 10, &texts, &fixture->why));
    assert_int_equal(texts.n, 0);
    inbox_texts_clear(&texts);
    must(store_inbox_next(fixture->store, NOW + USSD_WAIT, 10, &texts, &fixture->why));
    assert_int_equal(texts.n, 1);
    type(fixture, "1", "", NOW + USSD_REPEAT_WITHIN / 2); /* the same request */
    type(fixture, "2", "", NOW + USSD_REPEAT_WITHIN / 2);
    type(fixture, "1", "", NOW + USSD_REPEAT_WITHIN / 2 + 1); /* not what was typed last */
    type(fixture, "1", "", NOW + 2 * USSD_REPEAT_WITHIN);
    type(fixture, "1*1", "3", NOW + 9 * USEC_SEC);
    type(fixture, "1*1", "3", NOW + USEC_HOUR); /* the same step, however late */
    assert_int_equal(fixture_balance(fixture).arrived, 5);
    assert_int_equal(fixture_balance(fixture).duplicates, 2);
    dial = load(fixture, "s", NOW);
    assert_string_equal(dial.input.text, "1");
    assert_string_equal(dial.input.session, "s");
}

static void a_step_is_taken_once_and_a_key_is_in_the_books(void **state)
{
    struct fixture *fixture = *state;
    SCOPED(dial_clear) struct dial dial = {0};
    SCOPED(dial_clear) struct dial after = {0};

    fixture_family(fixture, NUMBER);
    dial = load(fixture, "s", NOW);
    assert_int_equal(dial.session.id, 0);
    must(take(fixture, &dial, "s", DIAL_MENU, NOW));
    must_be(RC_TAKEN, take(fixture, &dial, "s", DIAL_STOP, NOW)); /* it is there by now */
    type(fixture, "4", "", NOW);
    dial_clear(&dial);
    dial = load(fixture, "s", NOW);
    assert_int_equal(dial.session.place, DIAL_MENU);
    assert_string_equal(dial.session.text, "Kies een cijfer");
    must(take(fixture, &dial, "s", DIAL_LANGUAGE, NOW));
    must_be(RC_TAKEN, take(fixture, &dial, "s", DIAL_STOP, NOW));
    after = load(fixture, "s", NOW);
    assert_int_equal(after.session.place, DIAL_LANGUAGE);
    assert_int_equal(after.input.id, 0);
    assert_int_equal(fixture_balance(fixture).keys, 1);
}

static void the_last_session_that_broke_off_is_known_for_an_hour_and_kept_for_a_day(void **state)
{
    static const struct {
        enum dial_place place;
        usec later;
        bool known;
    } cases[] = {
        {DIAL_LANGUAGE, USEC_HOUR - 1, true },
        {DIAL_LANGUAGE, USEC_HOUR + 1, false},
        {DIAL_OVER,     USEC_MIN,      false},
    };
    struct fixture *fixture = *state;

    fixture_family(fixture, NUMBER);
    for (size_t i = 0; i < COUNT(cases); i++) {
        usec at = NOW + (usec)i * USEC_DAY;
        SCOPED(dial_clear) struct dial first = {0};
        SCOPED(dial_clear) struct dial second = {0};

        first = load(fixture, "s", at);
        assert_int_equal(first.session.id, 0);
        must(take(fixture, &first, "s", cases[i].place, at));
        second = load(fixture, "t", at + cases[i].later);
        if ((second.before.id != 0) != cases[i].known) fail_msg("case %zu", i);
        must(store_tidy(fixture->store, at + USEC_DAY + 1, &fixture->why));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            what_is_typed_waits_once_for_who_answers_and_then_for_who_handles, fixture_setup,
            fixture_teardown),
        cmocka_unit_test_setup_teardown(a_step_is_taken_once_and_a_key_is_in_the_books,
                                        fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(
            the_last_session_that_broke_off_is_known_for_an_hour_and_kept_for_a_day, fixture_setup,
            fixture_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
