/* The outbox and its routes: broken, switched off, out of hours, and what that costs. */
#include "tests/unit/gateway/outbox/desk.h"

#define FIRST                                                                                      \
    "{ name = \"first\"; provider = \"sandbox\"; sender = \"7701\"; cost = \"0.075\"; "            \
    "credentials = { base_url = \"http://first.test\"; }; "
#define SECOND                                                                                     \
    "{ name = \"second\"; provider = \"sandbox\"; sender = \"7702\"; cost = \"0.09\"; "            \
    "credentials = { base_url = \"http://second.test\"; }; "
#define ALONE    "routes = (" FIRST "});"
#define FALLBACK "routes = (" FIRST "fallback = \"second\"; }, " SECOND "});"
#define TWO      "routes = (" FIRST "}, " SECOND "});"
#define DAYLIGHT "routes = (" FIRST "hours = \"mon-fri 08:00-18:00\"; });"

static const struct answer taken = {WIRE_ANSWERED, 200, "{\"id\":\"x1\",\"status\":\"accepted\"}"};
static const struct answer away = {WIRE_NEVER_SENT, 0, ""};
static const struct answer no_credit = {
    WIRE_ANSWERED, 402, "{\"status\":\"unauthorised\",\"error\":{\"code\":\"credit\"}}"};

static enum breaker_state breaker_of(struct desk *desk, size_t route)
{
    struct route_status status;

    outbox_route_status(desk->outbox, route, &status);
    return status.breaker;
}

static void switch_route(struct desk *desk, const char *route, bool off)
{
    struct fault why;

    if (store_route_switch(desk->fixture->store, route, off, "noor", desk->fixture->now, &why))
        fail_msg("%s", why.text);
    outbox_nudge(desk->outbox);
}

static void queue_many(struct desk *desk, enum kind kind, int n)
{
    for (int i = 0; i < n; i++)
        queue(desk, kind);
}

static void an_outage_opens_the_breaker_and_a_probe_closes_it(void **state)
{
    struct desk desk;
    size_t tries;

    (void)state;
    desk_open(&desk, FALLBACK, &away, 1);
    desk.scripted.second = &taken;
    queue_many(&desk, KIND_ANSWER, 10);
    live(&desk, 4 * USEC_SEC);
    assert_int_equal(breaker_of(&desk, 0), BREAKER_OPEN);
    assert_int_equal(desk.scripted.seconds, 10); /* none waited for its third try */
    tries = desk.scripted.posts;
    queue_many(&desk, KIND_ANSWER, 10);
    live(&desk, USEC_SEC);
    assert_int_equal(desk.scripted.posts, tries);
    assert_int_equal(desk.scripted.seconds, 20);

    live(&desk, USEC_MIN);
    queue_many(&desk, KIND_ANSWER, 10); /* one of them is the probe, which fails */
    live(&desk, USEC_SEC);
    assert_int_equal(desk.scripted.posts, tries + 1);
    assert_int_equal(desk.scripted.seconds, 30);
    assert_int_equal(breaker_of(&desk, 0), BREAKER_OPEN);

    desk.scripted.answers = &taken;
    live(&desk, USEC_MIN);
    queue_many(&desk, KIND_ANSWER, 10); /* and now it does not */
    live(&desk, USEC_SEC);
    assert_int_equal(breaker_of(&desk, 0), BREAKER_CLOSED);
    queue_many(&desk, KIND_ANSWER, 10);
    live(&desk, USEC_SEC);
    assert_true(desk.scripted.posts >= tries + 1 + 1 + 10);
    assert_int_equal(books_of(&desk, KIND_ANSWER).sent, 50);
    desk_close(&desk);
}

static void without_another_way_only_danger_tries_while_it_is_broken(void **state)
{
    struct desk desk;
    size_t tries;

    (void)state;
    desk_open(&desk, ALONE, &away, 1);
    queue_many(&desk, KIND_CHECKIN, 20);
    live(&desk, USEC_HOUR);
    assert_int_equal(breaker_of(&desk, 0), BREAKER_OPEN);
    assert_in_range(desk.scripted.posts, 20, 40); /* all at once, then probes */
    while (breaker_of(&desk, 0) != BREAKER_OPEN)
        live(&desk, USEC_SEC);
    tries = desk.scripted.posts;
    queue(&desk, KIND_CRISIS);
    live(&desk, USEC_SEC);
    assert_int_equal(desk.scripted.posts, tries + 1);
    live(&desk, 10 * USEC_SEC);
    assert_in_range(desk.scripted.posts, tries + 3, tries + 15);
    desk.scripted.answers = &taken;
    live(&desk, 10 * USEC_SEC);
    assert_int_equal(books_of(&desk, KIND_CRISIS).sent, 1);
    assert_int_equal(breaker_of(&desk, 0), BREAKER_CLOSED); /* that was proof enough */
    live(&desk, 10 * USEC_MIN);
    assert_int_equal(books_of(&desk, KIND_CHECKIN).sent, 20);
    desk_close(&desk);
}

static void danger_leaves_by_a_route_that_is_no_fallback(void **state)
{
    struct desk desk;

    (void)state;
    desk_open(&desk, TWO, &no_credit, 1);
    desk.scripted.second = &taken;
    queue(&desk, KIND_ANSWER);
    live(&desk, USEC_SEC);
    assert_int_equal(breaker_of(&desk, 0), BREAKER_OPEN); /* at the first word of it */
    queue(&desk, KIND_PAGE);
    queue(&desk, KIND_CRISIS);
    live(&desk, USEC_SEC);
    assert_int_equal(desk.scripted.posts, 1);
    assert_int_equal(desk.scripted.seconds, 2);
    assert_int_equal(books_of(&desk, KIND_ANSWER).open, 1);
    desk_close(&desk);
}

static void a_route_that_is_switched_off_sends_nothing_where_another_can(void **state)
{
    struct desk desk;

    (void)state;
    desk_open(&desk, FALLBACK, &taken, 1);
    desk.scripted.second = &taken;
    switch_route(&desk, "first", true);
    queue_many(&desk, KIND_ANSWER, 3);
    queue(&desk, KIND_CRISIS);
    live(&desk, USEC_SEC);
    assert_int_equal(desk.scripted.posts, 0);
    assert_int_equal(desk.scripted.seconds, 4);
    switch_route(&desk, "first", false);
    queue_many(&desk, KIND_ANSWER, 3);
    live(&desk, USEC_SEC);
    assert_int_equal(desk.scripted.posts, 3);
    desk_close(&desk);
}

static void without_another_way_a_switch_holds_all_but_danger(void **state)
{
    struct desk desk;

    (void)state;
    desk_open(&desk, ALONE, &taken, 1);
    switch_route(&desk, "first", true);
    queue(&desk, KIND_ANSWER);
    queue(&desk, KIND_CRISIS);
    live(&desk, USEC_HOUR);
    assert_int_equal(desk.scripted.posts, 1);
    assert_int_equal(books_of(&desk, KIND_CRISIS).sent, 1);
    switch_route(&desk, "first", false);
    live(&desk, USEC_SEC);
    assert_int_equal(books_of(&desk, KIND_ANSWER).sent, 1);
    switch_route(&desk, "first", true);
    queue(&desk, KIND_ANSWER);
    live(&desk, 7 * USEC_HOUR); /* past its window */
    assert_int_equal(books_of(&desk, KIND_ANSWER).expired, 1);
    switch_route(&desk, "first", false);
    live(&desk, USEC_HOUR);
    assert_int_equal(desk.scripted.posts, 2);
    desk_close(&desk);
}

static void a_mail_server_that_is_away_is_tried_on_and_on(void **state)
{
    struct desk desk;
    size_t tries;

    (void)state;
    desk_open(&desk, ALONE, &away, 1);
    queue_mail(&desk);
    live(&desk, 10 * USEC_MIN);
    tries = desk.scripted.mails;
    live(&desk, USEC_MIN);
    assert_in_range(desk.scripted.mails, tries + 15, tries + 60);
    desk.scripted.answers = &taken;
    live(&desk, 5 * USEC_SEC);
    assert_int_equal(books_of(&desk, KIND_PAGE).sent, 1);
    desk_close(&desk);
}

/* The first moment of the fixture is a Monday, 10:00. */
static void outside_its_hours_a_route_carries_only_danger(void **state)
{
    struct desk desk;

    (void)state;
    desk_open(&desk, DAYLIGHT, &taken, 1);
    desk.fixture->now += 20 * USEC_HOUR; /* Tuesday, 06:00 */
    queue(&desk, KIND_ANSWER);
    queue(&desk, KIND_PAGE);
    live(&desk, 2 * USEC_HOUR - USEC_SEC);
    assert_int_equal(desk.scripted.posts, 1);
    assert_int_equal(books_of(&desk, KIND_PAGE).sent, 1);
    live(&desk, USEC_SEC);
    assert_int_equal(desk.scripted.posts, 2);
    desk_close(&desk);
}

static int64_t month_of(struct desk *desk, const char *route)
{
    SCOPED(health_clear) struct health health = {0};

    assert_int_equal(store_health(desk->fixture->store, desk->fixture->now, &health, NULL), RC_OK);
    for (size_t i = 0; i < health.route_n; i++)
        if (strcmp(health.routes[i].route, route) == 0) return health.routes[i].month_micros;
    return 0;
}

static void a_text_costs_what_the_route_that_carried_it_costs(void **state)
{
    struct desk desk;

    (void)state;
    desk_open(&desk, FALLBACK, &taken, 1);
    desk.scripted.second = &taken;
    queue_many(&desk, KIND_ANSWER, 3);
    live(&desk, USEC_SEC);
    switch_route(&desk, "first", true);
    queue_many(&desk, KIND_ANSWER, 2);
    live(&desk, USEC_SEC);
    assert_int_equal(month_of(&desk, "first"), 3 * 75000);
    assert_int_equal(month_of(&desk, "second"), 2 * 90000);
    desk_close(&desk);
}

static void the_provider_hears_how_long_the_text_is_still_worth_sending(void **state)
{
    struct desk desk;

    (void)state;
    desk_open(&desk, ALONE, &away, 1);
    queue(&desk, KIND_ANSWER); /* for six hours */
    turn(&desk);
    assert_non_null(strstr(text_string(&desk.scripted.said), "\"validity_s\":21600}"));
    live(&desk, USEC_HOUR);
    desk.scripted.answers = &taken;
    desk.fixture->now = FIXTURE_NOW + 2 * USEC_HOUR;
    live(&desk, 0);
    assert_int_equal(books_of(&desk, KIND_ANSWER).sent, 1);
    assert_non_null(strstr(text_string(&desk.scripted.said), "\"validity_s\":14400}"));
    desk_close(&desk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_outage_opens_the_breaker_and_a_probe_closes_it),
        cmocka_unit_test(without_another_way_only_danger_tries_while_it_is_broken),
        cmocka_unit_test(danger_leaves_by_a_route_that_is_no_fallback),
        cmocka_unit_test(a_route_that_is_switched_off_sends_nothing_where_another_can),
        cmocka_unit_test(without_another_way_a_switch_holds_all_but_danger),
        cmocka_unit_test(a_mail_server_that_is_away_is_tried_on_and_on),
        cmocka_unit_test(outside_its_hours_a_route_carries_only_danger),
        cmocka_unit_test(a_text_costs_what_the_route_that_carried_it_costs),
        cmocka_unit_test(the_provider_hears_how_long_the_text_is_still_worth_sending),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
