/* The outbox against a wire that answers as it is told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/fixture/fixture.h"

#define PETRA "+31612345601"
/* A second route behind the first, one that says nothing about its messages, one with a speed limit. */
#define ROUTES                                                                                            \
    "routes = ("                                                                                          \
    " { name = \"first\"; provider = \"sandbox\"; sender = \"+3197010200300\"; fallback = \"second\"; }," \
    " { name = \"second\"; provider = \"sandbox\"; sender = \"+3197010200300\"; } );"

struct answer {
    enum wire_end end;
    int status;
    const char *body;
};

/* Remembers what left, and gives the answers in order; the last one again and again. */
struct scripted {
    struct wire wire; /* first */
    const struct answer *answers;
    size_t answer_n, used;
    const struct answer *lookup; /* answers every question; NULL: they take their turn */
    struct exchange ready[64];
    size_t ready_n;
    size_t posts, lookups, mails;
};

static bool scripted_start(struct wire *wire, uint64_t tag, const struct http_request *request,
                           usec timeout_for)
{
    struct scripted *scripted = (struct scripted *)wire;
    bool asks = scripted->lookup && strcmp(request->method, "GET") == 0;
    const struct answer *answer = asks ? scripted->lookup : &scripted->answers[scripted->used];
    struct exchange *ready = &scripted->ready[scripted->ready_n++];

    (void)timeout_for;
    assert_true(scripted->ready_n < COUNT(scripted->ready));
    if (!asks && scripted->used + 1 < scripted->answer_n) scripted->used++;
    if (strcmp(request->method, "MAIL") == 0)
        scripted->mails++;
    else if (strcmp(request->method, "GET") == 0)
        scripted->lookups++;
    else
        scripted->posts++;
    *ready =
        (struct exchange){.tag = tag, .end = answer->end, .response = {.status = answer->status}};
    text_add(&ready->response.body, answer->body);
    return true;
}

static size_t scripted_take(struct wire *wire, struct exchange *out, size_t max)
{
    struct scripted *scripted = (struct scripted *)wire;
    size_t n = scripted->ready_n < max ? scripted->ready_n : max;

    memcpy(out, scripted->ready, n * sizeof(*out));
    memmove(scripted->ready, scripted->ready + n, (scripted->ready_n - n) * sizeof(*out));
    scripted->ready_n -= n;
    return n;
}

static void scripted_run(struct wire *wire, usec wait_for)
{
    (void)wire;
    (void)wait_for;
}

static void scripted_nothing(struct wire *wire)
{
    (void)wire;
}

struct desk {
    struct fixture *fixture;
    struct scripted scripted;
    struct outbox *outbox;
};

static void desk_open(struct desk *desk, const char *routes, const struct answer *answers, size_t n)
{
    struct outbox_options options = {.poll_for = USEC_NEVER};

    *desk = (struct desk){.fixture = fixture_new(routes)};
    desk->scripted = (struct scripted){
        .wire = {.start = scripted_start,
                 .take = scripted_take,
                 .run = scripted_run,
                 .wake = scripted_nothing,
                 .free = scripted_nothing},
        .answers = answers,
        .answer_n = n
    };
    options.store = desk->fixture->store;
    options.config = desk->fixture->config;
    options.wire = &desk->scripted.wire;
    options.dice = &desk->fixture->dice;
    desk->outbox = outbox_new(&options);
}

static void desk_close(struct desk *desk)
{
    outbox_free(desk->outbox);
    fixture_free(desk->fixture);
}

/* One message of that kind to Petra, valid for six hours. */
static void queue(struct desk *desk, enum kind kind)
{
    usec now = desk->fixture->now;
    struct new_message message = {.kind = kind,
                                  .to = PETRA,
                                  .text = "Hoe gaat het?",
                                  .route = desk->fixture->config->routes[0].name,
                                  .segments = 1,
                                  .due_at = now,
                                  .expires_at = now + 6 * USEC_HOUR,
                                  .question = -1};
    struct changes changes = {.appointment_state = -1, .messages = &message, .message_n = 1};
    struct fault why;

    if (kind == KIND_PAGE) message.staff = "sanne";
    if (store_apply(desk->fixture->store, &changes, now, &why) != RC_OK) fail_msg("%s", why.text);
}

/* Turns until nothing is left to do at this moment; returns when the next one is. */
static usec turn(struct desk *desk)
{
    struct outbox_turn turn;
    struct fault why;

    do
        if (outbox_take_turn(desk->outbox, desk->fixture->now, &turn, &why) != RC_OK)
            fail_msg("%s", why.text);
    while (turn.writing || turn.sent > 0 || turn.recorded > 0 ||
           turn.next_at <= desk->fixture->now);
    return turn.next_at;
}

/* Lives `span` long, from one due moment to the next. */
static void live(struct desk *desk, usec span)
{
    usec until = desk->fixture->now + span;
    usec next = turn(desk);

    while (next <= until) {
        desk->fixture->now = next;
        outbox_nudge(desk->outbox);
        next = turn(desk);
    }
    desk->fixture->now = until;
}

static struct tally books_of(struct desk *desk, enum kind kind)
{
    SCOPED(balance_clear) struct balance books = {0};

    assert_int_equal(store_balance(desk->fixture->store, &books, NULL), RC_OK);
    if (!books.balances) fail_msg("%s", text_string(&books.imbalance));
    return books.kinds[kind];
}

static const struct answer taken = {WIRE_ANSWERED, 200, "{\"id\":\"x1\",\"status\":\"accepted\"}"};

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
    static const struct answer dunno = {WIRE_ANSWERED, 200, "{\"state\":\"unknown\"}"};
    struct desk desk;

    (void)state;
    desk_open(&desk, "", cut, 1);
    desk.scripted.lookup = &dunno;
    queue(&desk, KIND_ANSWER);
    live(&desk, USEC_DAY);
    assert_int_equal(desk.scripted.posts, 2);
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

    (void)state;
    desk_open(&desk, "", answers, 1);
    for (int i = 0; i < 20; i++)
        queue(&desk, KIND_ANSWER);
    live(&desk, USEC_MIN);
    assert_int_equal(books_of(&desk, KIND_ANSWER).failed, 0);
    assert_true(outbox_route_trouble(desk.outbox, 0)[0] != '\0');
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

static void a_process_that_died_with_a_claim_leaves_it_unknown_not_lost(void **state)
{
    static const struct answer answers[] = {
        {WIRE_ANSWERED, 200, "{\"id\":\"x\",\"state\":\"delivered\"}"}
    };
    struct outbox_messages claimed = {0};
    struct desk desk;

    (void)state;
    desk_open(&desk, "", answers, 1);
    queue(&desk, KIND_ANSWER);
    assert_int_equal(
        store_outbox_claim(desk.fixture->store,
                           &(struct outbox_ask){.route = desk.fixture->config->routes[0].name,
                                                .now = desk.fixture->now,
                                                .lease_until = desk.fixture->now + USEC_MIN,
                                                .limit = 10},
                           &claimed, NULL),
        RC_OK);
    outbox_messages_clear(&claimed);
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
        cmocka_unit_test(a_page_in_doubt_goes_out_again_at_once_by_the_other_route),
        cmocka_unit_test(a_refused_account_stops_the_route_and_burns_no_messages),
        cmocka_unit_test(an_html_page_is_no_answer_and_so_unknown),
        cmocka_unit_test(a_route_is_not_driven_faster_than_its_rate),
        cmocka_unit_test(a_process_that_died_with_a_claim_leaves_it_unknown_not_lost),
        cmocka_unit_test(what_a_full_disk_kept_from_the_books_is_not_sent_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
