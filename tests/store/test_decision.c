#include "tests/store/fixture.h"

static struct questions questions_of(struct fixture *fixture)
{
    struct questions questions = {0};

    must(store_question_list(fixture->store, fixture->family_id, 0, &questions, &fixture->why));
    return questions;
}

static void a_decision_happens_whole_or_not_at_all(void **state)
{
    struct fixture *fixture = *state;
    struct new_question question;
    struct new_message message;
    struct new_reply reply = {.text = "ja", .from = "+31612345678", .arrived_at = NOW};
    struct alert_step nowhere = {.id = 999, .next_at = NOW};
    struct changes changes = {.questions = &question,
                              .question_n = 1,
                              .messages = &message,
                              .message_n = 1,
                              .reply = &reply,
                              .alert_step = &nowhere,
                              .appointment_state = -1};
    SCOPED(questions_clear) struct questions questions = {0};
    SCOPED(messages_clear) struct messages messages = {0};
    SCOPED(balance_clear) struct balance balance = {0};
    SCOPED(inbox_texts_clear) struct inbox_texts texts = {0};

    fixture_family(fixture, "+31612345678");
    fixture_arrive(fixture, "+31612345678", "ja", "ref-1", NOW);
    must(store_inbox_next(fixture->store, NOW, 1, &texts, &fixture->why));
    question = fixture_question(fixture, NOW);
    message = fixture_message(fixture, KIND_CHECKIN, NOW);
    message.question = 0;
    changes.inbox_id = texts.at[0].id;
    must_be(RC_MISSING, store_apply(fixture->store, &changes, NOW, &fixture->why));
    questions = questions_of(fixture);
    messages = fixture_messages(fixture);
    balance = fixture_balance(fixture);
    assert_int_equal(questions.n, 0);
    assert_int_equal(messages.n, 0);
    assert_int_equal(balance.replies, 0);
    assert_int_equal(balance.waiting, 1);
    changes.alert_step = NULL;
    must(store_apply(fixture->store, &changes, NOW, &fixture->why));
}

static void a_plan_moves_the_cursor_once(void **state)
{
    struct fixture *fixture = *state;
    struct new_question question;
    struct changes changes = {.questions = &question,
                              .question_n = 1,
                              .next_was = NOW,
                              .planned_at = NOW,
                              .planned_member = 1,
                              .next_at = NOW + 7 * USEC_DAY,
                              .appointment_state = -1};
    SCOPED(family_clear) struct family family = {0};

    changes.enrolment_id = fixture_enrol(fixture, fixture_family(fixture, "+31612345678"));
    question = fixture_question(fixture, NOW);
    must(store_apply(fixture->store, &changes, NOW, &fixture->why));
    must_be(RC_TAKEN, store_apply(fixture->store, &changes, NOW, &fixture->why));
    /* Also when the cursor is where it was thought to be: the same plan twice is one too many. */
    changes.cursor_was = NOW;
    changes.next_was = NOW + 7 * USEC_DAY;
    must_be(RC_TAKEN, store_apply(fixture->store, &changes, NOW, &fixture->why));
    must(store_family_load(fixture->store, fixture->family_id, &family, &fixture->why));
    assert_int_equal(family.enrolment.planned_at, NOW);
    assert_int_equal(family.enrolment.planned_member, 1);
    assert_int_equal(family.enrolment.next_at, NOW + 7 * USEC_DAY);
}

static void a_member_is_asked_at_most_once_a_moment(void **state)
{
    struct fixture *fixture = *state;
    struct new_question question;
    struct changes changes = {.questions = &question, .question_n = 1, .appointment_state = -1};

    fixture_family(fixture, "+31612345678");
    question = fixture_question(fixture, NOW);
    must(store_apply(fixture->store, &changes, NOW, &fixture->why));
    must_be(RC_TAKEN, store_apply(fixture->store, &changes, NOW, &fixture->why));
}

static void nothing_is_planned_after_the_end(void **state)
{
    struct fixture *fixture = *state;
    struct changes changes = {
        .next_was = NOW, .planned_at = NOW, .next_at = USEC_NEVER, .appointment_state = -1};

    changes.enrolment_id = fixture_enrol(fixture, fixture_family(fixture, "+31612345678"));
    must(store_enrolment_act(fixture->store,
                             &(struct enrolment_act){.enrolment_id = changes.enrolment_id,
                                                     .word = WORD_ENDED,
                                                     .who = "noor",
                                                     .reason = "klaar"},
                             NOW, &fixture->why));
    must_be(RC_TAKEN, store_apply(fixture->store, &changes, NOW, &fixture->why));
}

static void answer(struct fixture *fixture, int64_t question_id, enum question_state to, int score,
                   usec now)
{
    struct question_change change = {
        .id = question_id, .state = to, .score = score, .nudge_at = USEC_NEVER};
    struct changes changes = {.answers = &change, .answer_n = 1, .appointment_state = -1};

    must(store_apply(fixture->store, &changes, now, &fixture->why));
}

static void a_late_answer_repairs_and_a_second_keeps_the_first_moment(void **state)
{
    struct fixture *fixture = *state;
    SCOPED(questions_clear) struct questions asked = {0};
    SCOPED(questions_clear) struct questions after = {0};

    fixture_family(fixture, "+31612345678");
    fixture_ask(fixture, NOW);
    asked = questions_of(fixture);
    answer(fixture, asked.at[0].id, QUESTION_SILENT, 0, NOW + USEC_DAY);
    answer(fixture, asked.at[0].id, QUESTION_ANSWERED, 2, NOW + 3 * USEC_DAY);
    answer(fixture, asked.at[0].id, QUESTION_ANSWERED, 4, NOW + 4 * USEC_DAY);
    after = questions_of(fixture);
    assert_int_equal(after.at[0].state, QUESTION_ANSWERED);
    assert_int_equal(after.at[0].score, 4);
    assert_int_equal(after.at[0].answered_at, NOW + 3 * USEC_DAY);
}

static void silence_is_counted_up_to_the_last_answer(void **state)
{
    struct fixture *fixture = *state;
    static const struct {
        enum question_state state;
        size_t want; /* in silence at the end, after it */
    } cases[] = {
        {QUESTION_SILENT,   1},
        {QUESTION_SILENT,   2},
        {QUESTION_SKIPPED,  2},
        {QUESTION_OPEN,     2},
        {QUESTION_EXPIRED,  2},
        {QUESTION_ANSWERED, 0},
        {QUESTION_SILENT,   1},
    };
    usec due = NOW;

    fixture_family(fixture, "+31612345678");
    for (size_t i = 0; i < COUNT(cases); i++, due += USEC_DAY) {
        SCOPED(questions_clear) struct questions questions = {0};
        struct habit habit;
        size_t run = 0;

        fixture_ask(fixture, due);
        questions = questions_of(fixture);
        if (cases[i].state != QUESTION_OPEN)
            answer(fixture, questions.at[i].id, cases[i].state, 0, due + USEC_HOUR);
        must(store_habit_load(fixture->store, fixture->member_id, &habit, &fixture->why));
        while (run < habit.n && !habit.answered[run])
            run++;
        if (run != cases[i].want) fail_msg("case %zu: %zu", i, run);
    }
}

static void silence_is_due_while_a_question_is_open(void **state)
{
    struct fixture *fixture = *state;
    SCOPED(questions_clear) struct questions early = {0};
    SCOPED(questions_clear) struct questions due = {0};
    SCOPED(questions_clear) struct questions after = {0};
    usec next;

    fixture_family(fixture, "+31612345678");
    fixture_ask(fixture, NOW);
    must(store_next_due(fixture->store, &next, &fixture->why));
    assert_int_equal(next, NOW + USEC_DAY);
    must(store_silence_due(fixture->store, NOW + USEC_DAY - 1, 10, &early, &fixture->why));
    assert_int_equal(early.n, 0);
    must(store_silence_due(fixture->store, NOW + USEC_DAY, 10, &due, &fixture->why));
    assert_int_equal(due.n, 1);
    answer(fixture, due.at[0].id, QUESTION_ANSWERED, 3, NOW + USEC_HOUR);
    must(store_silence_due(fixture->store, NOW + USEC_DAY, 10, &after, &fixture->why));
    assert_int_equal(after.n, 0);
}

static void a_question_learns_what_became_of_its_message(void **state)
{
    struct fixture *fixture = *state;
    static const struct {
        enum message_state message;
        enum skip skip;
        enum question_state want;
        bool asked;
    } cases[] = {
        {MESSAGE_SENT,    SKIP_NONE,    QUESTION_OPEN,      true },
        {MESSAGE_EXPIRED, SKIP_NONE,    QUESTION_EXPIRED,   false},
        {MESSAGE_FAILED,  SKIP_NONE,    QUESTION_EXPIRED,   false},
        {MESSAGE_SKIPPED, SKIP_PAUSED,  QUESTION_SKIPPED,   false},
        {MESSAGE_SKIPPED, SKIP_STOPPED, QUESTION_WITHDRAWN, false},
        {MESSAGE_UNKNOWN, SKIP_NONE,    QUESTION_OPEN,      false},
    };
    usec now = NOW;

    fixture_family(fixture, "+31612345678");
    for (size_t i = 0; i < COUNT(cases); i++, now += USEC_MIN) {
        SCOPED(outbox_messages_clear) struct outbox_messages claimed = {0};
        SCOPED(questions_clear) struct questions questions = {0};
        struct outbox_record record = {.state = cases[i].message,
                                       .skip = cases[i].skip,
                                       .due_at = USEC_NEVER,
                                       .attempted = cases[i].skip == SKIP_NONE};

        fixture_ask(fixture, now);
        claimed = fixture_claim(fixture, now);
        record.id = claimed.at[0].id;
        must(store_outbox_record(fixture->store, &record, 1, now, &fixture->why));
        questions = questions_of(fixture);
        if (questions.at[i].state != cases[i].want) fail_msg("case %zu", i);
        assert_int_equal(questions.at[i].asked_at, cases[i].asked ? now : 0);
    }
    fixture_check_books(fixture);
}

static void withdrawing_takes_what_is_automatic_and_queued(void **state)
{
    struct fixture *fixture = *state;
    static const enum kind kinds[] = {KIND_CHECKIN, KIND_REMINDER, KIND_NUDGE,
                                      KIND_ANSWER,  KIND_CALLBACK, KIND_CRISIS};
    struct changes withdraw = {.withdraw_reason = SKIP_WITHDRAWN, .appointment_state = -1};
    struct new_message thanks;
    SCOPED(outbox_messages_clear) struct outbox_messages claimed = {0};

    fixture_family(fixture, "+31612345678");
    for (size_t i = 0; i < COUNT(kinds); i++)
        fixture_send(fixture, kinds[i], NOW);
    withdraw.withdraw_phone_id = fixture->phone_id;
    thanks = fixture_message(fixture, KIND_CHECKIN, NOW); /* of the same decision: it stays */
    withdraw.messages = &thanks;
    withdraw.message_n = 1;
    must(store_apply(fixture->store, &withdraw, NOW, &fixture->why));
    claimed = fixture_claim(fixture, NOW);
    assert_int_equal(claimed.n, 4);
    {
        SCOPED(balance_clear) struct balance balance = fixture_balance(fixture);

        assert_int_equal(balance.kinds[KIND_CHECKIN].skipped[SKIP_WITHDRAWN], 1);
        assert_int_equal(balance.kinds[KIND_NUDGE].skipped[SKIP_WITHDRAWN], 1);
    }
}

static void what_is_skipped_from_the_start_is_in_the_books(void **state)
{
    struct fixture *fixture = *state;
    struct new_message message;
    struct changes changes = {.messages = &message, .message_n = 1, .appointment_state = -1};
    SCOPED(outbox_messages_clear) struct outbox_messages claimed = {0};
    SCOPED(balance_clear) struct balance balance = {0};

    fixture_family(fixture, "+31612345678");
    message = fixture_message(fixture, KIND_CHECKIN, NOW);
    message.skip = SKIP_DOWN;
    must(store_apply(fixture->store, &changes, NOW, &fixture->why));
    claimed = fixture_claim(fixture, NOW);
    assert_int_equal(claimed.n, 0);
    balance = fixture_balance(fixture);
    assert_int_equal(balance.kinds[KIND_CHECKIN].planned, 1);
    assert_int_equal(balance.kinds[KIND_CHECKIN].skipped[SKIP_DOWN], 1);
}

/* One reply with one signal. */
static void reply_with(struct fixture *fixture, enum domain domain, enum level level, int score,
                       usec at)
{
    struct new_reply reply = {.text = "tekst",
                              .from = fixture->number,
                              .family_id = fixture->family_id,
                              .member_id = fixture->member_id,
                              .phone_id = fixture->phone_id,
                              .language = "nl",
                              .score = score,
                              .arrived_at = at};
    struct new_signal signal = {.family_id = fixture->family_id,
                                .domain = domain,
                                .level = level,
                                .confidence_percent = 80,
                                .evidence = "schulden\nslaan",
                                .rule = RULE_SCORE_DROP,
                                .figures = "4 2",
                                .in_plan = true};
    struct changes changes = {
        .reply = &reply, .signals = &signal, .signal_n = 1, .appointment_state = -1};

    must(store_apply(fixture->store, &changes, at, &fixture->why));
}

static struct conversation conversation_at(struct fixture *fixture, usec now)
{
    struct conversation conversation = {0};

    must(store_conversation_load(fixture->store, fixture->number, now, &conversation,
                                 &fixture->why));
    return conversation;
}

static void a_conversation_remembers_what_the_dialogue_must_know(void **state)
{
    struct fixture *fixture = *state;
    static const struct {
        usec after;
        size_t scores, signals;
    } cases[] = {
        {USEC_DAY,            1, 2},
        {PAST_BACK,           1, 2},
        {PAST_BACK + 1,       0, 1},
        {PAST_BACK + USEC_MS, 0, 0},
    };

    fixture_enrol(fixture, fixture_family(fixture, "+31612345678"));
    fixture_ask(fixture, NOW);
    fixture_ask(fixture, NOW + USEC_HOUR);
    fixture_ask(fixture, NOW + 400 * USEC_DAY); /* not asked yet */
    reply_with(fixture, DOMAIN_VIOLENCE, LEVEL_RELAPSE, 2, NOW);
    reply_with(fixture, DOMAIN_FINANCE, LEVEL_WATCH, 0, NOW + 1);
    for (size_t i = 0; i < COUNT(cases); i++) {
        SCOPED(conversation_clear)
        struct conversation conversation = conversation_at(fixture, NOW + cases[i].after);

        assert_int_equal(conversation.phone.id, fixture->phone_id);
        assert_int_equal(conversation.family.id, fixture->family_id);
        assert_int_equal(conversation.questions.n, 2);
        assert_int_equal(conversation.questions.at[0].due_at, NOW + USEC_HOUR);
        assert_int_equal(conversation.past.score_n, cases[i].scores);
        assert_int_equal(conversation.past.signal_n, cases[i].signals);
        assert_int_equal(conversation.crisis_reply_at, 0);
    }
}

static void a_past_has_scores_and_signals_newest_first(void **state)
{
    struct fixture *fixture = *state;
    SCOPED(past_clear) struct past past = {0};
    const struct past_signal *newest;

    fixture_enrol(fixture, fixture_family(fixture, "+31612345678"));
    reply_with(fixture, DOMAIN_VIOLENCE, LEVEL_RELAPSE, 2, NOW);
    reply_with(fixture, DOMAIN_FINANCE, LEVEL_WATCH, 4, NOW + 1);
    must(store_past_load(fixture->store, fixture->family_id, NOW + 2, &past, &fixture->why));
    assert_int_equal(past.score_n, 2);
    assert_int_equal(past.scores[0].score, 4);
    assert_int_equal(past.scores[0].member_id, fixture->member_id);
    assert_int_equal(past.scores[0].at, NOW + 1);
    assert_int_equal(past.scores[1].score, 2);
    newest = &past.signals[0];
    assert_int_equal(newest->domain, DOMAIN_FINANCE);
    assert_int_equal(newest->level, LEVEL_WATCH);
    assert_int_equal(newest->rule, RULE_SCORE_DROP);
    assert_int_equal(newest->member_id, fixture->member_id);
    assert_true(newest->in_plan);
}

static void what_a_person_found_counts_in_the_past(void **state)
{
    struct fixture *fixture = *state;
    SCOPED(replies_clear) struct replies replies = {0};
    SCOPED(past_clear) struct past past = {0};
    struct new_verdict verdict = {.word = VERDICT_WRONG, .who = "sam"};

    fixture_enrol(fixture, fixture_family(fixture, "+31612345678"));
    reply_with(fixture, DOMAIN_FINANCE, LEVEL_RELAPSE, 0, NOW);
    must(store_reply_list(fixture->store, fixture->family_id, 0, &replies, &fixture->why));
    verdict.reply_id = replies.at[0].id;
    must(store_verdict_add(fixture->store, &verdict, NOW + 1, &fixture->why));
    must(store_past_load(fixture->store, fixture->family_id, NOW + 2, &past, &fixture->why));
    assert_int_equal(past.signal_n, 0); /* nothing was there */
}

static void a_crisis_reply_is_remembered_by_number_also_of_a_stranger(void **state)
{
    struct fixture *fixture = *state;
    struct changes changes = {
        .crisis_reply = true, .crisis_number = "+31687654321", .appointment_state = -1};
    SCOPED(conversation_clear) struct conversation conversation = {0};

    must(store_apply(fixture->store, &changes, NOW, &fixture->why));
    must(store_apply(fixture->store, &changes, NOW + 5, &fixture->why));
    must(store_conversation_load(fixture->store, "+31687654321", NOW + 9, &conversation,
                                 &fixture->why));
    assert_int_equal(conversation.phone.id, 0);
    assert_int_equal(conversation.family.id, 0);
    assert_int_equal(conversation.crisis_reply_at, NOW + 5);
}

static void replies_are_matched_or_not_and_always_add_up(void **state)
{
    struct fixture *fixture = *state;
    struct new_reply reply = {.text = "hallo", .from = "+31687654321", .arrived_at = NOW};
    struct changes changes = {.reply = &reply, .appointment_state = -1};
    SCOPED(questions_clear) struct questions questions = {0};
    SCOPED(balance_clear) struct balance balance = {0};

    must(store_apply(fixture->store, &changes, NOW, &fixture->why)); /* a stranger's */
    fixture_family(fixture, "+31612345678");
    fixture_ask(fixture, NOW);
    questions = questions_of(fixture);
    reply.family_id = fixture->family_id;
    must(store_apply(fixture->store, &changes, NOW, &fixture->why));
    reply.question_id = questions.at[0].id;
    must(store_apply(fixture->store, &changes, NOW, &fixture->why));
    balance = fixture_balance(fixture);
    assert_int_equal(balance.replies, 3);
    assert_int_equal(balance.matched, 1);
    assert_int_equal(balance.unmatched, 2);
    assert_int_equal(balance.strangers, 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup_inline, fixture_teardown)

int main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST(a_decision_happens_whole_or_not_at_all),
        TEST(a_plan_moves_the_cursor_once),
        TEST(a_member_is_asked_at_most_once_a_moment),
        TEST(nothing_is_planned_after_the_end),
        TEST(a_late_answer_repairs_and_a_second_keeps_the_first_moment),
        TEST(silence_is_counted_up_to_the_last_answer),
        TEST(silence_is_due_while_a_question_is_open),
        TEST(a_question_learns_what_became_of_its_message),
        TEST(withdrawing_takes_what_is_automatic_and_queued),
        TEST(what_is_skipped_from_the_start_is_in_the_books),
        TEST(a_conversation_remembers_what_the_dialogue_must_know),
        TEST(a_past_has_scores_and_signals_newest_first),
        TEST(what_a_person_found_counts_in_the_past),
        TEST(a_crisis_reply_is_remembered_by_number_also_of_a_stranger),
        TEST(replies_are_matched_or_not_and_always_add_up),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
