#include "tests/store/fixture.h"

/* Raises (or joins) an alert by one reply with one signal; gives the newest alert. */
static int64_t raise_alert(struct fixture *fixture, enum level level, enum domain domain, usec at)
{
    struct new_reply reply = {.text = "tekst",
                              .from = fixture->number,
                              .family_id = fixture->family_id,
                              .phone_id = fixture->phone_id,
                              .arrived_at = at - 5 * USEC_SEC};
    struct new_signal signal = {.family_id = fixture->family_id,
                                .domain = domain,
                                .level = level,
                                .confidence_percent = 90,
                                .evidence = "huur",
                                .in_plan = true};
    struct new_alert alert = {.family_id = fixture->family_id,
                              .level = level,
                              .day_start = NOW - USEC_HOUR,
                              .deadline_at = at + USEC_DAY,
                              .next_at = at,
                              .owner = "noor"};
    struct changes changes = {.reply = &reply,
                              .signals = &signal,
                              .signal_n = 1,
                              .alert = &alert,
                              .appointment_state = -1};
    SCOPED(alerts_clear) struct alerts alerts = {0};
    int64_t newest = 0;

    must(store_apply(fixture->store, &changes, at, &fixture->why));
    must(store_alert_list(fixture->store, NULL, true, &alerts, &fixture->why));
    for (size_t i = 0; i < alerts.n; i++)
        if (alerts.at[i].id > newest) newest = alerts.at[i].id;
    return newest;
}

static struct alert load(struct fixture *fixture, int64_t id)
{
    struct alert alert = {0};

    must(store_alert_load(fixture->store, id, &alert, &fixture->why));
    return alert;
}

static void the_relapses_of_a_day_join_one_alert_and_every_crisis_opens_its_own(void **state)
{
    struct fixture *fixture = *state;
    SCOPED(alert_clear) struct alert joined = {0};
    SCOPED(replies_clear) struct replies replies = {0};
    int64_t first, crisis, other;

    fixture_family(fixture, "+31612345678");
    first = raise_alert(fixture, LEVEL_RELAPSE, DOMAIN_FINANCE, NOW);
    assert_int_equal(raise_alert(fixture, LEVEL_RELAPSE, DOMAIN_HOUSING, NOW + 1), first);
    crisis = raise_alert(fixture, LEVEL_CRISIS, DOMAIN_VIOLENCE, NOW + 2);
    assert_int_not_equal(crisis, first);
    assert_int_not_equal(raise_alert(fixture, LEVEL_CRISIS, DOMAIN_VIOLENCE, NOW + 3), crisis);

    joined = load(fixture, first);
    assert_int_equal(joined.domains, 1u << DOMAIN_FINANCE | 1u << DOMAIN_HOUSING);
    assert_int_equal(joined.happened_at, NOW - 5 * USEC_SEC);
    assert_string_equal(joined.family_name, "Gezin");
    assert_string_equal(joined.owner, "noor");
    must(store_reply_of_alert(fixture->store, first, &replies, &fixture->why));
    assert_int_equal(replies.n, 2);
    assert_int_equal(replies.at[0].signals[0].alert_id, first);

    fixture_family(fixture, "+31687654321");
    other = raise_alert(fixture, LEVEL_RELAPSE, DOMAIN_FINANCE, NOW + 4);
    assert_int_not_equal(other, first);
}

static void a_closed_alert_or_one_of_another_day_is_not_joined(void **state)
{
    struct fixture *fixture = *state;
    int64_t first, second;

    fixture_family(fixture, "+31612345678");
    first = raise_alert(fixture, LEVEL_RELAPSE, DOMAIN_FINANCE, NOW - 2 * USEC_HOUR);
    second = raise_alert(fixture, LEVEL_RELAPSE, DOMAIN_FINANCE, NOW);
    assert_int_not_equal(first, second);
    must(store_alert_take(fixture->store, second, "noor", "console", USEC_NEVER, NULL, NOW,
                          &fixture->why));
    assert_int_equal(raise_alert(fixture, LEVEL_RELAPSE, DOMAIN_FINANCE, NOW + 1), second);
    must(store_alert_close(fixture->store, second, "noor", "right", "", NOW, &fixture->why));
    assert_int_not_equal(raise_alert(fixture, LEVEL_RELAPSE, DOMAIN_FINANCE, NOW + 2), second);
}

static void an_alert_goes_from_open_to_taken_to_closed_and_only_so(void **state)
{
    struct fixture *fixture = *state;
    SCOPED(alert_clear) struct alert closed = {0};
    int64_t id;

    fixture_family(fixture, "+31612345678");
    id = raise_alert(fixture, LEVEL_CRISIS, DOMAIN_VIOLENCE, NOW);
    must_be(RC_INVALID, store_alert_contact(fixture->store, id, "noor", "", NOW, &fixture->why));
    must_be(RC_INVALID,
            store_alert_close(fixture->store, id, "noor", "right", "", NOW, &fixture->why));
    must_be(RC_MISSING, store_alert_take(fixture->store, 99, "noor", "sms", USEC_NEVER, NULL, NOW,
                                         &fixture->why));
    must(
        store_alert_take(fixture->store, id, "noor", "sms", NOW + 9, NULL, NOW + 2, &fixture->why));
    must_be(RC_TAKEN, store_alert_take(fixture->store, id, "sam", "sms", NOW + 9, NULL, NOW + 3,
                                       &fixture->why));
    must(store_alert_contact(fixture->store, id, "noor", "gebeld, niet thuis", NOW + 4,
                             &fixture->why));
    must_be(RC_INVALID,
            store_alert_close(fixture->store, id, "noor", "dunno", "", NOW, &fixture->why));
    must(store_alert_close(fixture->store, id, "noor", "too-high", "viel mee", NOW + 5,
                           &fixture->why));
    must_be(RC_INVALID,
            store_alert_close(fixture->store, id, "noor", "right", "", NOW, &fixture->why));
    must_be(RC_INVALID, store_alert_contact(fixture->store, id, "noor", "", NOW, &fixture->why));
    must_be(RC_TAKEN, store_alert_take(fixture->store, id, "sam", "sms", NOW + 9, NULL, NOW + 6,
                                       &fixture->why));
    closed = load(fixture, id);
    assert_int_equal(closed.state, ALERT_CLOSED);
    assert_string_equal(closed.taken_by, "noor");
    assert_int_equal(closed.taken_at, NOW + 2);
    assert_int_equal(closed.contact_at, NOW + 4);
    assert_int_equal(closed.closed_at, NOW + 5);
    assert_string_equal(closed.outcome, "too-high");
    assert_string_equal(closed.note, "viel mee");
    assert_false(closed.family_told);
}

static size_t due_at(struct fixture *fixture, usec now)
{
    SCOPED(alerts_clear) struct alerts due = {0};

    must(store_alerts_due(fixture->store, now, 10, &due, &fixture->why));
    return due.n;
}

static void a_taken_alert_is_due_again_until_there_was_contact(void **state)
{
    struct fixture *fixture = *state;
    struct alert_step reopen = {.step = 1, .next_at = NOW + USEC_HOUR, .reopen = true};
    struct changes changes = {.alert_step = &reopen, .appointment_state = -1};
    SCOPED(alert_clear) struct alert reopened = {0};
    int64_t id;

    fixture_family(fixture, "+31612345678");
    id = reopen.id = raise_alert(fixture, LEVEL_CRISIS, DOMAIN_VIOLENCE, NOW);
    assert_int_equal(due_at(fixture, NOW - 1), 0);
    assert_int_equal(due_at(fixture, NOW), 1);
    must(store_alert_take(fixture->store, id, "noor", "sms", NOW + USEC_MIN, NULL, NOW,
                          &fixture->why));
    assert_int_equal(due_at(fixture, NOW + USEC_MIN - 1), 0);
    assert_int_equal(due_at(fixture, NOW + USEC_MIN), 1);
    must(store_apply(fixture->store, &changes, NOW + USEC_MIN, &fixture->why));
    reopened = load(fixture, id);
    assert_int_equal(reopened.state, ALERT_OPEN);
    assert_string_equal(reopened.taken_by, "");
    must(store_alert_take(fixture->store, id, "sam", "sms", NOW + USEC_DAY, NULL, NOW,
                          &fixture->why));
    must(store_alert_contact(fixture->store, id, "sam", "", NOW, &fixture->why));
    assert_int_equal(due_at(fixture, NOW + 300 * USEC_DAY), 0);
}

static void who_takes_it_may_tell_the_family(void **state)
{
    struct fixture *fixture = *state;
    struct new_message told;
    struct callback callback = {&told, NOW + USEC_HOUR, NOW + 3 * USEC_HOUR};
    SCOPED(outbox_messages_clear) struct outbox_messages claimed = {0};
    SCOPED(alert_clear) struct alert alert = {0};
    int64_t id;

    fixture_family(fixture, "+31612345678");
    id = raise_alert(fixture, LEVEL_RELAPSE, DOMAIN_FINANCE, NOW);
    told = fixture_message(fixture, KIND_CALLBACK, NOW);
    must(store_alert_take(fixture->store, id, "noor", "console", USEC_NEVER, &callback, NOW,
                          &fixture->why));
    claimed = fixture_claim(fixture, NOW);
    assert_int_equal(claimed.n, 1);
    assert_int_equal(claimed.at[0].alert_id, id);
    alert = load(fixture, id);
    assert_true(alert.family_told);
    assert_int_equal(alert.callback_from, callback.from_at);
    assert_int_equal(alert.callback_till, callback.till_at);
}

static void each_sees_what_waits_for_them_and_what_they_took(void **state)
{
    struct fixture *fixture = *state;
    SCOPED(alerts_clear) struct alerts noor = {0}, sam = {0};
    int64_t open, taken;

    fixture_family(fixture, "+31612345678");
    open = raise_alert(fixture, LEVEL_CRISIS, DOMAIN_VIOLENCE, NOW);
    taken = raise_alert(fixture, LEVEL_CRISIS, DOMAIN_VIOLENCE, NOW);
    must(store_alert_take(fixture->store, taken, "sam", "sms", USEC_NEVER, NULL, NOW,
                          &fixture->why));
    must(store_alert_held(fixture->store, "noor", &noor, &fixture->why));
    assert_int_equal(noor.n, 1);
    assert_int_equal(noor.at[0].id, open);
    must(store_alert_held(fixture->store, "sam", &sam, &fixture->why));
    assert_int_equal(sam.n, 1);
    assert_int_equal(sam.at[0].id, taken);
}

static void page(struct fixture *fixture, int64_t alert_id, const char *staff, const char *code,
                 const char *token)
{
    struct new_page new_page = {.alert_id = alert_id, .staff = staff, .code = code, .token = token};
    struct changes changes = {.pages = &new_page, .page_n = 1, .appointment_state = -1};

    must(store_apply(fixture->store, &changes, NOW, &fixture->why));
}

static void a_page_is_found_by_its_code_or_its_link(void **state)
{
    struct fixture *fixture = *state;
    int64_t first, second, found;
    char *staff = NULL;

    fixture_family(fixture, "+31612345678");
    first = raise_alert(fixture, LEVEL_CRISIS, DOMAIN_VIOLENCE, NOW);
    page(fixture, first, "noor", "41", "token-1");
    must(store_page_by_code(fixture->store, "noor", "", &found, &fixture->why));
    assert_int_equal(found, first);
    second = raise_alert(fixture, LEVEL_CRISIS, DOMAIN_VIOLENCE, NOW);
    page(fixture, second, "noor", "42", "token-2");
    page(fixture, second, "noor", "43", "token-3"); /* paged again */
    must_be(RC_INVALID, store_page_by_code(fixture->store, "noor", "", &found, &fixture->why));
    must(store_page_by_code(fixture->store, "noor", "41", &found, &fixture->why));
    assert_int_equal(found, first);
    must(store_page_by_code(fixture->store, "noor", "43", &found, &fixture->why));
    assert_int_equal(found, second);
    must_be(RC_MISSING, store_page_by_code(fixture->store, "noor", "44", &found, &fixture->why));
    must_be(RC_MISSING, store_page_by_code(fixture->store, "sam", "41", &found, &fixture->why));
    must(store_alert_take(fixture->store, first, "noor", "sms", USEC_NEVER, NULL, NOW,
                          &fixture->why));
    must_be(RC_MISSING, store_page_by_code(fixture->store, "noor", "41", &found, &fixture->why));
    must(store_page_by_token(fixture->store, "token-1", &found, &staff, &fixture->why));
    assert_int_equal(found, first);
    assert_string_equal(staff, "noor");
    free(staff);
    must_be(RC_MISSING,
            store_page_by_token(fixture->store, "token-9", &found, &staff, &fixture->why));
}

static void the_log_tells_all_that_happened_in_order(void **state)
{
    struct fixture *fixture = *state;
    static const char *const wanted[][3] = {
        {"opened",   "",     ""              },
        {"paged",    "",     "noor"          },
        {"note",     "",     "nobody-on-duty"},
        {"taken",    "noor", "sms"           },
        {"reopened", "",     ""              },
        {"taken",    "sam",  "console"       },
        {"contact",  "sam",  "gesproken"     },
        {"closed",   "sam",  "right"         },
    };
    struct alert_step step = {.step = 1, .next_at = NOW, .note = "nobody-on-duty"};
    struct alert_step reopen = {.step = 1, .next_at = NOW, .reopen = true};
    struct changes changes = {.alert_step = &step, .appointment_state = -1};
    SCOPED(alert_log_clear) struct alert_log log = {0};
    int64_t id;

    fixture_family(fixture, "+31612345678");
    id = step.id = reopen.id = raise_alert(fixture, LEVEL_CRISIS, DOMAIN_VIOLENCE, NOW);
    page(fixture, id, "noor", "41", "token-1");
    must(store_apply(fixture->store, &changes, NOW, &fixture->why));
    must(store_alert_take(fixture->store, id, "noor", "sms", USEC_NEVER, NULL, NOW, &fixture->why));
    changes.alert_step = &reopen;
    must(store_apply(fixture->store, &changes, NOW, &fixture->why));
    must(store_alert_take(fixture->store, id, "sam", "console", USEC_NEVER, NULL, NOW,
                          &fixture->why));
    must(store_alert_contact(fixture->store, id, "sam", "gesproken", NOW, &fixture->why));
    must(store_alert_close(fixture->store, id, "sam", "right", "klopte", NOW, &fixture->why));
    must(store_alert_log(fixture->store, id, &log, &fixture->why));
    assert_int_equal(log.n, COUNT(wanted));
    for (size_t i = 0; i < COUNT(wanted); i++) {
        assert_string_equal(log.at[i].what, wanted[i][0]);
        assert_string_equal(log.at[i].who, wanted[i][1]);
        assert_string_equal(log.at[i].detail, wanted[i][2]);
    }
}

static void a_strangers_crisis_has_an_alert_without_a_family(void **state)
{
    struct fixture *fixture = *state;
    struct new_reply reply = {.text = "help", .from = "+31687654321", .arrived_at = NOW};
    struct new_signal signal = {
        .domain = DOMAIN_VIOLENCE, .level = LEVEL_CRISIS, .evidence = "help", .in_plan = true};
    struct new_alert alert = {
        .level = LEVEL_CRISIS, .deadline_at = NOW + 1, .next_at = NOW, .owner = ""};
    struct new_page new_page = {.staff = "noor", .code = "41", .token = "token-1"};
    struct new_message pages[] = {
        {.kind = KIND_PAGE,
         .staff = "noor",
         .to = "+31611111111",
         .text = "Nieuw bericht",
         .route = "main",
         .due_at = NOW,
         .expires_at = NOW + 1,
         .question = -1}
    };
    struct changes changes = {.reply = &reply,
                              .signals = &signal,
                              .signal_n = 1,
                              .alert = &alert,
                              .pages = &new_page,
                              .page_n = 1,
                              .messages = pages,
                              .message_n = 1,
                              .appointment_state = -1};
    SCOPED(alerts_clear) struct alerts alerts = {0};
    SCOPED(outbox_messages_clear) struct outbox_messages claimed = {0};
    int64_t found;

    must(store_apply(fixture->store, &changes, NOW, &fixture->why));
    must(store_alert_list(fixture->store, NULL, false, &alerts, &fixture->why));
    assert_int_equal(alerts.n, 1);
    assert_int_equal(alerts.at[0].family_id, 0);
    assert_string_equal(alerts.at[0].family_name, "");
    must(store_page_by_code(fixture->store, "noor", "41", &found, &fixture->why));
    assert_int_equal(found, alerts.at[0].id);
    claimed = fixture_claim(fixture, NOW);
    assert_int_equal(claimed.at[0].alert_id, alerts.at[0].id);
}

static void alerts_are_listed_by_urgency_and_owner(void **state)
{
    struct fixture *fixture = *state;
    SCOPED(alerts_clear) struct alerts all = {0};
    SCOPED(alerts_clear) struct alerts noor = {0};
    SCOPED(alerts_clear) struct alerts sam = {0};
    SCOPED(alerts_clear) struct alerts closed = {0};
    int64_t relapse, late, early;

    fixture_family(fixture, "+31612345678");
    relapse = raise_alert(fixture, LEVEL_RELAPSE, DOMAIN_FINANCE, NOW);
    late = raise_alert(fixture, LEVEL_CRISIS, DOMAIN_VIOLENCE, NOW + 2);
    early = raise_alert(fixture, LEVEL_CRISIS, DOMAIN_VIOLENCE, NOW + 1);
    must(store_alert_list(fixture->store, NULL, false, &all, &fixture->why));
    assert_int_equal(all.n, 3);
    assert_int_equal(all.at[0].id, early);
    assert_int_equal(all.at[1].id, late);
    assert_int_equal(all.at[2].id, relapse);
    must(store_alert_list(fixture->store, "noor", false, &noor, &fixture->why));
    assert_int_equal(noor.n, 3);
    must(store_alert_list(fixture->store, "sam", true, &sam, &fixture->why));
    assert_int_equal(sam.n, 0);
    must(store_alert_take(fixture->store, early, "noor", "sms", USEC_NEVER, NULL, NOW,
                          &fixture->why));
    must(store_alert_close(fixture->store, early, "noor", "right", "", NOW, &fixture->why));
    must(store_alert_list(fixture->store, "noor", true, &closed, &fixture->why));
    assert_int_equal(closed.n, 3);
    assert_int_equal(closed.at[2].id, early);
}

static void health_measures_the_time_to_a_human(void **state)
{
    struct fixture *fixture = *state;
    SCOPED(health_clear) struct health health = {0};

    fixture_family(fixture, "+31612345678");
    for (int i = 1; i <= 10; i++) {
        int64_t id = raise_alert(fixture, LEVEL_CRISIS, DOMAIN_VIOLENCE, NOW);

        must(store_alert_take(fixture->store, id, "noor", "sms", USEC_NEVER, NULL,
                              NOW - 5 * USEC_SEC + i * USEC_MIN, &fixture->why));
    }
    raise_alert(fixture, LEVEL_RELAPSE, DOMAIN_FINANCE, NOW);
    must(store_health(fixture->store, NOW + USEC_HOUR, &health, &fixture->why));
    assert_int_equal(health.taken_n, 10);
    assert_int_equal(health.to_human_median, 5 * USEC_MIN);
    assert_int_equal(health.to_human_p90, 9 * USEC_MIN);
    assert_int_equal(health.to_human_worst, 10 * USEC_MIN);
    assert_int_equal(health.alerts_taken[LEVEL_CRISIS], 10);
    assert_int_equal(health.alerts_open[LEVEL_RELAPSE], 1);
    assert_int_equal(health.unread, 11);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup_inline, fixture_teardown)

int main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST(the_relapses_of_a_day_join_one_alert_and_every_crisis_opens_its_own),
        TEST(a_closed_alert_or_one_of_another_day_is_not_joined),
        TEST(an_alert_goes_from_open_to_taken_to_closed_and_only_so),
        TEST(a_taken_alert_is_due_again_until_there_was_contact),
        TEST(who_takes_it_may_tell_the_family),
        TEST(each_sees_what_waits_for_them_and_what_they_took),
        TEST(a_page_is_found_by_its_code_or_its_link),
        TEST(the_log_tells_all_that_happened_in_order),
        TEST(a_strangers_crisis_has_an_alert_without_a_family),
        TEST(alerts_are_listed_by_urgency_and_owner),
        TEST(health_measures_the_time_to_a_human),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
