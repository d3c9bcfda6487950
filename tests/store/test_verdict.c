#include "tests/store/fixture.h"

static const struct new_verdict NOBODY = {.who = "noor"};

/* A reply of the fixture's family with these signals (level 0: none), and an alert where `raise`. */
static int64_t reply(struct fixture *fixture, enum level finance, enum level school, bool raise)
{
    struct new_reply reply = {.text = "tekst",
                              .from = fixture->number,
                              .family_id = fixture->family_id,
                              .member_id = fixture->member_id,
                              .phone_id = fixture->phone_id,
                              .language = "ary-Latn",
                              .intent = INTENT_ANSWER,
                              .arrived_at = NOW};
    struct new_signal signals[] = {
        {.domain = DOMAIN_FINANCE, .level = finance, .evidence = "huur",    .in_plan = true},
        {.domain = DOMAIN_SCHOOL,                        .level = school,                  .evidence = "les"},
    };
    struct new_alert alert = {
        .family_id = fixture->family_id, .level = finance, .next_at = NOW, .owner = "noor"};
    struct changes changes = {.reply = &reply,
                              .signals = finance ? signals : &signals[1],
                              .signal_n = (size_t)(finance > 0) + (school > 0),
                              .alert = raise ? &alert : NULL,
                              .appointment_state = -1};
    SCOPED(replies_clear) struct replies replies = {0};

    signals[0].family_id = signals[1].family_id = fixture->family_id;
    must(store_apply(fixture->store, &changes, NOW, &fixture->why));
    must(store_reply_list(fixture->store, fixture->family_id, 0, &replies, &fixture->why));
    return replies.at[0].id;
}

static struct replies load(struct fixture *fixture)
{
    struct replies replies = {0};

    must(store_reply_list(fixture->store, fixture->family_id, 0, &replies, &fixture->why));
    return replies;
}

static enum rc judge(struct fixture *fixture, int64_t reply_id, enum verdict_word word,
                     enum domain domain, enum level level)
{
    struct new_verdict verdict = NOBODY;

    verdict.reply_id = reply_id;
    verdict.word = word;
    verdict.domain = domain;
    verdict.level = level;
    return store_verdict_add(fixture->store, &verdict, NOW + 1, &fixture->why);
}

static void a_verdict_counts_and_the_machines_reading_stays(void **state)
{
    struct fixture *fixture = *state;
    static const struct {
        enum verdict_word word;
        enum domain domain;
        enum level level;
        enum domain want_domain;
        enum level want_level;
    } cases[] = {
        {VERDICT_RIGHT,    0,              0,           DOMAIN_FINANCE, LEVEL_RELAPSE},
        {VERDICT_WRONG,    0,              0,           DOMAIN_FINANCE, LEVEL_STABLE },
        {VERDICT_TOO_HIGH, 0,              LEVEL_WATCH, DOMAIN_FINANCE, LEVEL_WATCH  },
        {VERDICT_TOO_LOW,  0,              0,           DOMAIN_FINANCE, LEVEL_CRISIS },
        {VERDICT_DOMAIN,   DOMAIN_HOUSING, 0,           DOMAIN_HOUSING, LEVEL_RELAPSE},
        {VERDICT_DOMAIN,   DOMAIN_WORK,    LEVEL_WATCH, DOMAIN_WORK,    LEVEL_WATCH  },
    };

    fixture_family(fixture, "+31612345678");
    for (size_t i = 0; i < COUNT(cases); i++) {
        int64_t id = reply(fixture, LEVEL_RELAPSE, LEVEL_STABLE, false);
        SCOPED(replies_clear) struct replies replies = {0};
        const struct signal_row *signal;

        must(judge(fixture, id, cases[i].word, cases[i].domain, cases[i].level));
        replies = load(fixture);
        signal = &replies.at[0].signals[0];
        if (!signal->judged || signal->domain != cases[i].want_domain ||
            signal->level != cases[i].want_level)
            fail_msg("%s: %d at level %d", verdict_name(cases[i].word), (int)signal->domain,
                     (int)signal->level);
        assert_int_equal(signal->machine_domain, DOMAIN_FINANCE);
        assert_int_equal(signal->machine_level, LEVEL_RELAPSE);
        assert_string_equal(replies.at[0].read_by, "noor");
    }
}

static void a_verdict_that_makes_no_sense_is_refused(void **state)
{
    struct fixture *fixture = *state;
    static const struct {
        enum level finance, school;
        enum verdict_word word;
        enum domain domain;
        enum level level;
        enum rc want;
    } cases[] = {
        {0, 0, VERDICT_WRONG,    0,              0, RC_INVALID},
        {0, 0, VERDICT_TOO_HIGH, 0,              1, RC_INVALID},
        {2, 0, VERDICT_TOO_HIGH, 0,              2, RC_INVALID},
        {1, 0, VERDICT_TOO_HIGH, 0,              0, RC_INVALID}, /* that is wrong */
        {3, 0, VERDICT_TOO_LOW,  0,              0, RC_INVALID},
        {2, 0, VERDICT_TOO_LOW,  0,              1, RC_INVALID},
        {2, 0, VERDICT_DOMAIN,   DOMAIN_FINANCE, 0, RC_INVALID},
        {2, 0, VERDICT_DOMAIN,   DOMAIN_GENERAL, 0, RC_INVALID},
        {2, 2, VERDICT_DOMAIN,   DOMAIN_WORK,    0, RC_INVALID}, /* which of the two? */
        {2, 1, VERDICT_DOMAIN,   DOMAIN_WORK,    0, RC_OK     },
        {2, 0, VERDICT_MISSED,   DOMAIN_FINANCE, 1, RC_TAKEN  },
        {2, 0, VERDICT_MISSED,   DOMAIN_GENERAL, 1, RC_INVALID},
        {2, 0, VERDICT_MISSED,   DOMAIN_WORK,    0, RC_INVALID},
    };

    fixture_family(fixture, "+31612345678");
    for (size_t i = 0; i < COUNT(cases); i++) {
        int64_t id = reply(fixture, cases[i].finance, cases[i].school, false);
        enum rc got = judge(fixture, id, cases[i].word, cases[i].domain, cases[i].level);

        if (got != cases[i].want) fail_msg("case %zu: %d, %s", i, (int)got, fixture->why.text);
    }
    must_be(RC_MISSING, judge(fixture, 9999, VERDICT_RIGHT, 0, 0));
}

static void what_was_missed_becomes_a_signal_of_its_own(void **state)
{
    struct fixture *fixture = *state;
    SCOPED(replies_clear) struct replies replies = {0};
    SCOPED(replies_clear) struct replies after = {0};
    int64_t id;

    fixture_family(fixture, "+31612345678");
    fixture_enrol(fixture, fixture->family_id);
    id = reply(fixture, LEVEL_STABLE, LEVEL_STABLE, false);
    must(judge(fixture, id, VERDICT_MISSED, DOMAIN_FINANCE, LEVEL_WATCH));
    must(judge(fixture, id, VERDICT_MISSED, DOMAIN_WORK, LEVEL_RELAPSE));
    must(judge(fixture, id, VERDICT_MISSED, DOMAIN_FINANCE, LEVEL_RELAPSE)); /* second thoughts */
    replies = load(fixture);
    assert_int_equal(replies.at[0].signal_n, 2);
    assert_int_equal(replies.at[0].signals[0].domain, DOMAIN_FINANCE);
    assert_int_equal(replies.at[0].signals[0].level, LEVEL_RELAPSE);
    assert_int_equal(replies.at[0].signals[0].machine_level, LEVEL_STABLE);
    assert_true(replies.at[0].signals[0].in_plan);
    assert_false(replies.at[0].signals[1].in_plan);
    must(judge(fixture, id, VERDICT_RIGHT, 0, 0)); /* the machine was right after all */
    after = load(fixture);
    assert_int_equal(after.at[0].signals[0].level, LEVEL_STABLE);
    assert_int_equal(after.at[0].signals[1].level, LEVEL_STABLE);
}

static void the_plan_is_asked_again_about_what_was_found(void **state)
{
    struct fixture *fixture = *state;
    SCOPED(replies_clear) struct replies moved = {0};
    SCOPED(replies_clear) struct replies crisis = {0};
    int64_t id;

    fixture_family(fixture, "+31612345678");
    fixture_enrol(fixture, fixture->family_id);
    id = reply(fixture, LEVEL_RELAPSE, LEVEL_STABLE, false);
    must(judge(fixture, id, VERDICT_DOMAIN, DOMAIN_WORK, 0));
    moved = load(fixture);
    assert_false(moved.at[0].signals[0].in_plan);
    must(judge(fixture, id, VERDICT_DOMAIN, DOMAIN_WORK, LEVEL_CRISIS));
    crisis = load(fixture);
    assert_true(crisis.at[0].signals[0].in_plan);
}

static int64_t the_alert(struct fixture *fixture)
{
    SCOPED(alerts_clear) struct alerts alerts = {0};
    int64_t id;

    must(store_alert_list(fixture->store, NULL, false, &alerts, &fixture->why));
    id = alerts.at[0].id;
    must(store_alert_take(fixture->store, id, "noor", "sms", USEC_NEVER, NULL, NOW, &fixture->why));
    return id;
}

static void closing_an_alert_judges_its_signals_in_the_same_breath(void **state)
{
    struct fixture *fixture = *state;
    struct new_verdict verdict = NOBODY;
    SCOPED(replies_clear) struct replies replies = {0};
    SCOPED(replies_clear) struct replies later = {0};
    SCOPED(alert_clear) struct alert alert = {0};

    fixture_family(fixture, "+31612345678");
    reply(fixture, LEVEL_RELAPSE, LEVEL_WATCH, true);
    verdict.alert_id = the_alert(fixture);
    verdict.word = VERDICT_TOO_HIGH;
    verdict.level = LEVEL_RELAPSE;
    verdict.note = "viel mee";
    must_be(RC_INVALID, store_alert_close_with(fixture->store, &verdict, NOW + 1, &fixture->why));
    must(store_alert_load(fixture->store, verdict.alert_id, &alert, &fixture->why));
    assert_int_equal(alert.state, ALERT_TAKEN); /* all of it or nothing */
    verdict.level = LEVEL_WATCH;
    must(store_alert_close_with(fixture->store, &verdict, NOW + 1, &fixture->why));
    replies = load(fixture);
    assert_int_equal(replies.at[0].signals[0].level, LEVEL_WATCH);
    assert_true(replies.at[0].signals[0].judged);
    assert_false(replies.at[0].signals[1].judged); /* nothing was said about the lower one */
    verdict.word = VERDICT_WRONG;
    must(store_verdict_add(fixture->store, &verdict, NOW + 2, &fixture->why));
    later = load(fixture);
    assert_int_equal(later.at[0].signals[0].level, LEVEL_STABLE);
    assert_int_equal(later.at[0].signals[1].level, LEVEL_STABLE);
}

static void every_verdict_is_kept_with_who_and_when(void **state)
{
    struct fixture *fixture = *state;
    struct new_verdict verdict = {.word = VERDICT_WRONG, .who = "sam", .note = "grapje"};
    SCOPED(verdicts_clear) struct verdicts verdicts = {0};

    fixture_family(fixture, "+31612345678");
    verdict.reply_id = reply(fixture, LEVEL_RELAPSE, LEVEL_STABLE, false);
    must(judge(fixture, verdict.reply_id, VERDICT_RIGHT, 0, 0));
    must(store_verdict_add(fixture->store, &verdict, NOW + 9, &fixture->why));
    must(store_verdict_list(fixture->store, verdict.reply_id, 0, &verdicts, &fixture->why));
    assert_int_equal(verdicts.n, 2);
    assert_int_equal(verdicts.at[0].word, VERDICT_RIGHT);
    assert_string_equal(verdicts.at[0].who, "noor");
    assert_int_equal(verdicts.at[0].level, LEVEL_RELAPSE);
    assert_int_equal(verdicts.at[1].word, VERDICT_WRONG);
    assert_string_equal(verdicts.at[1].who, "sam");
    assert_string_equal(verdicts.at[1].note, "grapje");
    assert_int_equal(verdicts.at[1].at, NOW + 9);
    assert_int_equal(verdicts.at[1].level, LEVEL_STABLE);
}

static void the_rules_look_at_what_was_found(void **state)
{
    struct fixture *fixture = *state;
    SCOPED(past_clear) struct past before = {0};
    SCOPED(past_clear) struct past after = {0};
    int64_t id;

    fixture_family(fixture, "+31612345678");
    id = reply(fixture, LEVEL_RELAPSE, LEVEL_STABLE, false);
    must(judge(fixture, id, VERDICT_DOMAIN, DOMAIN_VIOLENCE, LEVEL_CRISIS));
    must(store_past_load(fixture->store, fixture->family_id, NOW + 2, &before, &fixture->why));
    assert_int_equal(before.signal_n, 1);
    assert_int_equal(before.signals[0].domain, DOMAIN_VIOLENCE);
    assert_int_equal(before.signals[0].level, LEVEL_CRISIS);
    must(judge(fixture, id, VERDICT_WRONG, 0, 0));
    must(store_past_load(fixture->store, fixture->family_id, NOW + 2, &after, &fixture->why));
    assert_int_equal(after.signal_n, 0);
}

static void counts_tell_how_signals_were_read_and_found(void **state)
{
    struct fixture *fixture = *state;
    SCOPED(found_counts_clear) struct found_counts counts = {0};
    SCOPED(found_counts_clear) struct found_counts none = {0};

    fixture_family(fixture, "+31612345678");
    must(judge(fixture, reply(fixture, 2, 0, false), VERDICT_RIGHT, 0, 0));
    must(judge(fixture, reply(fixture, 2, 0, false), VERDICT_RIGHT, 0, 0));
    must(judge(fixture, reply(fixture, 2, 0, false), VERDICT_TOO_LOW, 0, 3));
    must(judge(fixture, reply(fixture, 0, 0, false), VERDICT_MISSED, DOMAIN_WORK, 2));
    must(judge(fixture, reply(fixture, 0, 0, false), VERDICT_RIGHT, 0, 0));
    reply(fixture, 2, 0, true); /* nobody said yet */
    must(store_verdict_counts(fixture->store, NOW, &counts, &fixture->why));
    assert_int_equal(counts.signal_n, 4);
    assert_int_equal(counts.signals[0].n, 1);
    assert_false(counts.signals[0].judged);
    assert_int_equal(counts.signals[1].n, 2);
    assert_int_equal(counts.signals[1].found_level, LEVEL_RELAPSE);
    assert_int_equal(counts.signals[2].found_level, LEVEL_CRISIS);
    assert_int_equal(counts.signals[3].machine_level, LEVEL_STABLE);
    assert_int_equal(counts.signals[3].machine_domain, DOMAIN_WORK);
    assert_string_equal(counts.signals[3].language, "ary-Latn");
    assert_int_equal(counts.reply_n, 1);
    assert_int_equal(counts.replies[0].replies, 6);
    assert_int_equal(counts.replies[0].confirmed_empty, 1);
    assert_int_equal(counts.alerts, 1);
    assert_int_equal(counts.closed, 0);
    must(store_alert_close(fixture->store, the_alert(fixture), "noor", "right", "", NOW + 1,
                           &fixture->why));
    must(store_verdict_counts(fixture->store, NOW + 1, &none, &fixture->why));
    assert_int_equal(none.signal_n + none.reply_n, 0);
}

static void a_reply_can_be_learnt_from_once_all_of_it_is_judged(void **state)
{
    struct fixture *fixture = *state;
    SCOPED(labelled_replies_clear) struct labelled_replies labelled = {0};
    SCOPED(labelled_replies_clear) struct labelled_replies newest = {0};
    int64_t half, whole, empty, missed;

    fixture_family(fixture, "+31612345678");
    reply(fixture, 2, 1, false); /* nobody said anything */
    half = reply(fixture, 2, 1, false);
    must(judge(fixture, half, VERDICT_TOO_HIGH, 0, 1)); /* only of the higher one */
    whole = reply(fixture, 2, 1, false);
    must(judge(fixture, whole, VERDICT_RIGHT, 0, 0));
    must(judge(fixture, whole, VERDICT_DOMAIN, DOMAIN_WORK, 3));
    empty = reply(fixture, 2, 0, false);
    must(judge(fixture, empty, VERDICT_WRONG, 0, 0));
    missed = reply(fixture, 0, 0, false);
    must(judge(fixture, missed, VERDICT_MISSED, DOMAIN_HEALTH, 2));
    must(store_labelled_list(fixture->store, 10, &labelled, &fixture->why));
    assert_int_equal(labelled.n, 3);
    assert_int_equal(labelled.at[0].id, whole);
    assert_string_equal(labelled.at[0].text, "tekst");
    assert_string_equal(labelled.at[0].language, "ary-Latn");
    assert_int_equal(labelled.at[0].intent, INTENT_ANSWER);
    assert_false(labelled.at[0].appointment);
    assert_int_equal(labelled.at[0].levels[DOMAIN_FINANCE], LEVEL_STABLE);
    assert_int_equal(labelled.at[0].levels[DOMAIN_WORK], LEVEL_CRISIS);
    assert_int_equal(labelled.at[0].levels[DOMAIN_SCHOOL], LEVEL_WATCH);
    assert_int_equal(labelled.at[0].levels[DOMAIN_GENERAL], LEVEL_CRISIS);
    assert_int_equal(labelled.at[1].levels[DOMAIN_GENERAL], LEVEL_STABLE);
    assert_int_equal(labelled.at[2].levels[DOMAIN_HEALTH], LEVEL_RELAPSE);
    must(store_labelled_list(fixture->store, 1, &newest, &fixture->why));
    assert_int_equal(newest.n, 1);
    assert_int_equal(newest.at[0].id, missed);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup_inline, fixture_teardown)

int main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST(a_verdict_counts_and_the_machines_reading_stays),
        TEST(a_verdict_that_makes_no_sense_is_refused),
        TEST(what_was_missed_becomes_a_signal_of_its_own),
        TEST(the_plan_is_asked_again_about_what_was_found),
        TEST(closing_an_alert_judges_its_signals_in_the_same_breath),
        TEST(every_verdict_is_kept_with_who_and_when),
        TEST(the_rules_look_at_what_was_found),
        TEST(a_reply_can_be_learnt_from_once_all_of_it_is_judged),
        TEST(counts_tell_how_signals_were_read_and_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
