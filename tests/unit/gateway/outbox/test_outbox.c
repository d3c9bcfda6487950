/* The outbox against a wire that answers as it is told. */
#include "tests/unit/gateway/outbox/desk.h"

/* A second route behind the first, one that says nothing about its messages, one with a speed limit. */
#define ROUTES                                                                                            \
    "routes = ("                                                                                          \
    " { name = \"first\"; provider = \"sandbox\"; sender = \"+3197010200300\"; fallback = \"second\"; }," \
    " { name = \"second\"; provider = \"sandbox\"; sender = \"+3197010200300\"; } );"

static const struct answer taken = {WIRE_ANSWERED, 200, "{\"id\":\"x1\",\"status\":\"accepted\"}"};
static const struct answer dunno = {WIRE_ANSWERED, 200, "{\"state\":\"unknown\"}"};

static void a_taken_message_leaves_once(void **state)
{
    struct desk desk;

    (void)state;
    desk_open(&desk, "", &taken, 1);
    queue(&desk, KIND_ANSWER);
    live(&desk, USEC_DAY);
    assert_int_equal(desk.scripted.posts, 1);
    assert_int_equal(books_of(&desk, KIND_ANSWER).sent, 1);
    desk_close(&desk);
}

static void a_refused_message_is_failed_and_not_tried_again(void **state)
{
    static const struct answer answers[] = {
        {WIRE_ANSWERED, 200, "{\"status\":\"rejected\",\"error\":{\"code\":\"bad-number\"}}"}
    };
    struct desk desk;

    (void)state;
    desk_open(&desk, "", answers, 1);
    queue(&desk, KIND_ANSWER);
    live(&desk, USEC_DAY);
    assert_int_equal(desk.scripted.posts, 1);
    assert_int_equal(books_of(&desk, KIND_ANSWER).failed, 1);
    desk_close(&desk);
}

static void
a_provider_that_is_away_is_tried_with_growing_pauses_until_the_window_closes(void **state)
{
    static const struct answer answers[] = {
        {WIRE_NEVER_SENT, 0, ""}
    };
    struct desk desk;

    (void)state;
    desk_open(&desk, "", answers, 1);
    queue(&desk, KIND_ANSWER);
    live(&desk, 7 * USEC_HOUR);
    assert_in_range(desk.scripted.posts, 20, 100);
    assert_int_equal(books_of(&desk, KIND_ANSWER).expired, 1);
    desk_close(&desk);
}

static void after_three_tries_the_fallback_gets_its_turn(void **state)
{
    const struct answer answers[] = {
        {WIRE_NEVER_SENT, 0, ""},
        {WIRE_NEVER_SENT, 0, ""},
        {WIRE_NEVER_SENT, 0, ""},
        taken
    };
    struct desk desk;
    SCOPED(health_clear) struct health health = {0};

    (void)state;
    desk_open(&desk, ROUTES, answers, COUNT(answers));
    queue(&desk, KIND_ANSWER);
    live(&desk, USEC_HOUR);
    assert_int_equal(desk.scripted.posts, 4);
    assert_int_equal(books_of(&desk, KIND_ANSWER).sent, 1);
    assert_int_equal(store_health(desk.fixture->store, desk.fixture->now, &health, NULL), RC_OK);
    for (size_t i = 0; i < health.route_n; i++)
        assert_int_equal(health.routes[i].sent_hour, strcmp(health.routes[i].route, "second") == 0);
    desk_close(&desk);
}

static void a_lost_answer_is_looked_up_and_nothing_is_sent_twice(void **state)
{
    static const struct answer answers[] = {
        {WIRE_CUT,      0,   ""                                       },
        {WIRE_ANSWERED, 200, "{\"id\":\"x1\",\"state\":\"delivered\"}"}
    };
    struct desk desk;

    (void)state;
    desk_open(&desk, "", answers, COUNT(answers));
    queue(&desk, KIND_ANSWER);
    live(&desk, USEC_DAY);
    assert_int_equal(desk.scripted.posts, 1);
    assert_true(desk.scripted.lookups >= 1);
    assert_int_equal(books_of(&desk, KIND_ANSWER).delivered, 1);
    desk_close(&desk);
}

static void what_never_arrived_is_sent_for_the_first_time(void **state)
{
    const struct answer answers[] = {
        {WIRE_CUT,      0,   ""                      },
        {WIRE_ANSWERED, 200, "{\"state\":\"absent\"}"},
        taken
    };
    struct desk desk;

    (void)state;
    desk_open(&desk, "", answers, COUNT(answers));
    queue(&desk, KIND_ANSWER);
    live(&desk, USEC_DAY);
    assert_int_equal(desk.scripted.posts, 2);
    assert_int_equal(books_of(&desk, KIND_ANSWER).sent, 1);
    desk_close(&desk);
}

static void without_any_word_it_waits_and_is_sent_again_once(void **state)
{
    static const struct answer answers[] = {
        {WIRE_CUT, 0, ""}
    };
    struct desk desk;

    (void)state;
    desk_open(&desk, "", answers, 1);
    queue(&desk, KIND_ANSWER);
    live(&desk, USEC_HOUR);
    assert_int_equal(desk.scripted.posts, 1); /* two hours at most, half its window */
    live(&desk, USEC_DAY);
    assert_int_equal(desk.scripted.posts, 2);
    assert_int_equal(books_of(&desk, KIND_ANSWER).unknown, 1);
    desk_close(&desk);
}

static void a_provider_that_never_knows_gets_it_twice_and_no_more(void **state)
{
    static const struct answer cut[] = {
        {WIRE_CUT, 0, ""}
    };
    struct desk desk;

    (void)state;
    desk_open(&desk, "", cut, 1);
    desk.scripted.lookup = &dunno;
    queue(&desk, KIND_ANSWER);
    live(&desk, USEC_DAY);
    assert_int_equal(desk.scripted.posts, 2);
    desk_close(&desk);
}

static void a_look_up_that_may_come_later_is_no_word_and_is_tried_again(void **state)
{
    static const struct answer cut = {WIRE_CUT, 0, ""};
    static const struct answer later[] = {
        {WIRE_ANSWERED, 429, "{\"status\":\"throttled\"}"},
        {WIRE_ANSWERED, 503, "<html>"                    }
    };
    static const struct answer known = {WIRE_ANSWERED, 200,
                                        "{\"id\":\"x1\",\"state\":\"delivered\"}"};

    (void)state;
    for (size_t i = 0; i < COUNT(later); i++) {
        struct desk desk;

        desk_open(&desk, "", &cut, 1);
        desk.scripted.lookup = &later[i];
        queue(&desk, KIND_ANSWER);
        live(&desk, 4 * USEC_HOUR);
        desk.scripted.lookup = &known;
        live(&desk, 11 * USEC_MIN);
        assert_int_equal(desk.scripted.posts, 1);
        assert_int_equal(books_of(&desk, KIND_ANSWER).delivered, 1);
        desk_close(&desk);
    }
}

static void what_may_have_left_does_not_expire_but_stays_unknown(void **state)
{
    static const struct answer answers[] = {
        {WIRE_CUT,        0, ""},
        {WIRE_NEVER_SENT, 0, ""}
    };
    struct desk desk;

    (void)state;
    desk_open(&desk, "", answers, COUNT(answers));
    desk.scripted.lookup = &dunno;
    queue(&desk, KIND_ANSWER);
    live(&desk, 7 * USEC_HOUR);
    assert_true(desk.scripted.posts > 1);
    assert_int_equal(books_of(&desk, KIND_ANSWER).unknown, 1);
    desk_close(&desk);
}

static void danger_in_doubt_twice_is_asked_about(void **state)
{
    const struct answer answers[] = {
        {WIRE_CUT,      0,   ""                      },
        {WIRE_CUT,      0,   ""                      },
        {WIRE_ANSWERED, 200, "{\"state\":\"absent\"}"},
        taken
    };
    struct desk desk;

    (void)state;
    desk_open(&desk, "", answers, COUNT(answers));
    queue(&desk, KIND_CRISIS);
    live(&desk, 2 * USEC_MIN);
    assert_int_equal(desk.scripted.lookups, 1);
    assert_int_equal(desk.scripted.posts, 3);
    assert_int_equal(books_of(&desk, KIND_CRISIS).sent, 1);
    desk_close(&desk);
}

static void danger_that_stays_in_doubt_goes_out_ever_more_seldom(void **state)
{
    static const struct answer cut = {WIRE_CUT, 0, ""};
    struct desk desk;

    (void)state;
    desk_open(&desk, "", &cut, 1);
    desk.scripted.lookup = &dunno;
    queue(&desk, KIND_CRISIS);
    live(&desk, 9 * USEC_MIN);
    assert_int_equal(desk.scripted.posts, 2);
    live(&desk, 2 * USEC_MIN);
    assert_int_equal(desk.scripted.posts, 3);
    live(&desk, 6 * USEC_HOUR);
    assert_in_range(desk.scripted.posts, 6, 9);
    assert_int_equal(books_of(&desk, KIND_CRISIS).unknown, 1);
    desk_close(&desk);
}

static void a_page_in_doubt_goes_out_again_at_once_by_the_other_route(void **state)
{
    const struct answer answers[] = {
        {WIRE_CUT, 0, ""},
        taken
    };
    struct desk desk;

    (void)state;
    desk_open(&desk, ROUTES, answers, COUNT(answers));
    queue(&desk, KIND_PAGE);
    live(&desk, USEC_SEC);
    assert_int_equal(desk.scripted.posts, 2);
    desk_close(&desk);
}

static void a_refused_account_stops_the_route_and_burns_no_messages(void **state)
{
    static const struct answer answers[] = {
        {WIRE_ANSWERED, 401, "{\"status\":\"unauthorised\",\"error\":{\"code\":\"key\"}}"}
    };
    struct desk desk;
    struct route_status status;

    (void)state;
    desk_open(&desk, "", answers, 1);
    for (int i = 0; i < 20; i++)
        queue(&desk, KIND_ANSWER);
    live(&desk, USEC_MIN);
    assert_int_equal(books_of(&desk, KIND_ANSWER).failed, 0);
    outbox_route_status(desk.outbox, 0, &status);
    assert_int_equal(status.breaker, BREAKER_OPEN);
    assert_non_null(strstr(status.trouble, "key"));
    desk.scripted.posts = 0;
    live(&desk, 12 * USEC_MIN);
    assert_in_range(desk.scripted.posts, 1, 3); /* a probe now and then */
    desk_close(&desk);
}

static void an_html_page_is_no_answer_and_so_unknown(void **state)
{
    static const struct answer answers[] = {
        {WIRE_ANSWERED, 200, "<html><body>Welcome to our new portal</body></html>"},
        {WIRE_ANSWERED, 404, "<html>"                                             }
    };
    struct desk desk;

    (void)state;
    desk_open(&desk, "", answers, COUNT(answers));
    queue(&desk, KIND_ANSWER);
    live(&desk, USEC_HOUR);
    assert_int_equal(desk.scripted.posts, 1);
    assert_int_equal(books_of(&desk, KIND_ANSWER).delivered, 0);
    desk_close(&desk);
}

static void a_route_is_not_driven_faster_than_its_rate(void **state)
{
    struct desk desk;

    (void)state;
    desk_open(&desk,
              "routes = ( { name = \"slow\"; provider = \"sandbox\"; sender = \"+3197010200300\";"
              " rate_per_s = 2; } );",
              &taken, 1);
    for (int i = 0; i < 20; i++)
        queue(&desk, KIND_ANSWER);
    live(&desk, 4 * USEC_SEC);
    assert_in_range(desk.scripted.posts, 7, 10);
    live(&desk, USEC_MIN);
    assert_int_equal(desk.scripted.posts, 20);
    desk_close(&desk);
}

/* As a process does that dies before it knows what became of it. */
static void claim_and_die(struct desk *desk)
{
    struct outbox_messages claimed = {0};

    assert_int_equal(
        store_outbox_claim(desk->fixture->store,
                           &(struct outbox_ask){.route = desk->fixture->config->routes[0].name,
                                                .now = desk->fixture->now,
                                                .lease_until = desk->fixture->now + USEC_MIN,
                                                .limit = 10},
                           &claimed, NULL),
        RC_OK);
    outbox_messages_clear(&claimed);
}

static void what_a_dead_process_may_have_sent_is_waited_for_as_long(void **state)
{
    struct desk desk;

    (void)state;
    desk_open(&desk, "", &taken, 1);
    desk.scripted.lookup = &dunno;
    queue(&desk, KIND_ANSWER);
    claim_and_die(&desk);
    live(&desk, USEC_HOUR);
    assert_true(desk.scripted.lookups > 1);
    assert_int_equal(desk.scripted.posts, 0);
    live(&desk, 2 * USEC_HOUR);
    assert_int_equal(desk.scripted.posts, 1);
    desk_close(&desk);
}

static void a_process_that_died_with_a_claim_leaves_it_unknown_not_lost(void **state)
{
    static const struct answer answers[] = {
        {WIRE_ANSWERED, 200, "{\"id\":\"x\",\"state\":\"delivered\"}"}
    };
    struct desk desk;

    (void)state;
    desk_open(&desk, "", answers, 1);
    queue(&desk, KIND_ANSWER);
    claim_and_die(&desk);
    live(&desk, 10 * USEC_MIN);
    assert_int_equal(desk.scripted.posts, 0);
    assert_int_equal(desk.scripted.lookups, 1);
    assert_int_equal(books_of(&desk, KIND_ANSWER).delivered, 1);
    desk_close(&desk);
}

/* The provider said yes while the disk was full, for longer than the lease. */
static void what_a_full_disk_kept_from_the_books_is_not_sent_again(void **state)
{
    static const struct answer answers[] = {
        {WIRE_ANSWERED, 200, "{\"id\":\"a\",\"status\":\"accepted\"}"},
    };
    struct desk desk;
    struct outbox_turn done;

    (void)state;
    desk_open(&desk, "", answers, COUNT(answers));
    queue(&desk, KIND_ANSWER);
    while (desk.scripted.posts == 0)
        assert_int_equal(outbox_take_turn(desk.outbox, desk.fixture->now, &done, NULL), RC_OK);
    store_fill_disk(desk.fixture->store, true);
    for (int i = 0; i < 5; i++) /* whether the store refuses is not what is asked here */
        IGNORE(outbox_take_turn(desk.outbox, desk.fixture->now, &done, NULL));
    desk.fixture->now += 20 * USEC_MIN;
    store_fill_disk(desk.fixture->store, false);
    for (int i = 0; i < 5; i++)
        IGNORE(outbox_take_turn(desk.outbox, desk.fixture->now, &done, NULL));
    desk.fixture->now += 3 * USEC_HOUR;
    turn(&desk);
    assert_int_equal(desk.scripted.posts, 1);
    assert_int_equal(desk.scripted.lookups, 0);
    desk_close(&desk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_taken_message_leaves_once),
        cmocka_unit_test(a_refused_message_is_failed_and_not_tried_again),
        cmocka_unit_test(
            a_provider_that_is_away_is_tried_with_growing_pauses_until_the_window_closes),
        cmocka_unit_test(after_three_tries_the_fallback_gets_its_turn),
        cmocka_unit_test(a_lost_answer_is_looked_up_and_nothing_is_sent_twice),
        cmocka_unit_test(what_never_arrived_is_sent_for_the_first_time),
        cmocka_unit_test(without_any_word_it_waits_and_is_sent_again_once),
        cmocka_unit_test(a_provider_that_never_knows_gets_it_twice_and_no_more),
        cmocka_unit_test(a_look_up_that_may_come_later_is_no_word_and_is_tried_again),
        cmocka_unit_test(what_may_have_left_does_not_expire_but_stays_unknown),
        cmocka_unit_test(danger_in_doubt_twice_is_asked_about),
        cmocka_unit_test(danger_that_stays_in_doubt_goes_out_ever_more_seldom),
        cmocka_unit_test(a_page_in_doubt_goes_out_again_at_once_by_the_other_route),
        cmocka_unit_test(a_refused_account_stops_the_route_and_burns_no_messages),
        cmocka_unit_test(an_html_page_is_no_answer_and_so_unknown),
        cmocka_unit_test(a_route_is_not_driven_faster_than_its_rate),
        cmocka_unit_test(what_a_dead_process_may_have_sent_is_waited_for_as_long),
        cmocka_unit_test(a_process_that_died_with_a_claim_leaves_it_unknown_not_lost),
        cmocka_unit_test(what_a_full_disk_kept_from_the_books_is_not_sent_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
