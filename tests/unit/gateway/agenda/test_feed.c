/* Feeds on a wire that answers as a server would: changed, unchanged, elsewhere, broken. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "desk.h"
#include "gateway/agenda/feed.h"

#define ADDRESS "https://agenda.example.nl/geheim/sanne.ics"

/* One answer of the server, and what must have been asked. */
struct answer {
    enum wire_end end;
    int status;
    const char *location, *body; /* NULL: none; "VN" as in desk_write */
    const char *whole;           /* instead of a calendar with `body`; NULL: none */
    const char *url, *condition; /* asked for, and with which If-None-Match; NULL: none */
};

struct server_wire {
    struct wire wire;
    const struct desk_of_sanne *desk;
    const struct answer *answers;
    size_t answer_n, asked;
    bool waits;
};

static bool start(struct wire *wire, uint64_t tag, const struct http_request *request,
                  usec timeout_for)
{
    struct server_wire *server = (struct server_wire *)wire;
    const struct answer *answer = &server->answers[server->asked];
    const char *condition = http_header_find(&request->headers, "If-None-Match");
    (void)tag;

    assert_true(server->asked < server->answer_n && timeout_for > 0);
    assert_string_equal(text_string(&request->url), answer->url);
    assert_string_equal(condition ? condition : "", answer->condition ? answer->condition : "");
    server->waits = true;
    return true;
}

static size_t take(struct wire *wire, struct exchange *out, size_t max)
{
    struct server_wire *server = (struct server_wire *)wire;
    const struct answer *answer = &server->answers[server->asked];

    if (!server->waits || max == 0) return 0;
    server->waits = false;
    server->asked++;
    *out = (struct exchange){.end = answer->end, .response.status = answer->status};
    snprintf(out->error, sizeof(out->error), "%s", answer->end == WIRE_ANSWERED ? "" : "cut");
    if (answer->location) http_header_add(&out->response.headers, "Location", answer->location);
    http_header_add(&out->response.headers, "ETag", "\"v1\"");
    if (answer->whole) text_add(&out->response.body, answer->whole);
    if (answer->body) desk_write(server->desk, answer->body, &out->response.body);
    return 1;
}

static void run(struct wire *wire, usec wait_for)
{
    (void)wire;
    (void)wait_for;
}

/* A turn in which the server gives these answers. */
static enum rc turn(struct desk_of_sanne *desk, const struct answer *answers, size_t n, bool *news)
{
    struct server_wire server = {
        .wire = {start, take, run, NULL, NULL},
          .desk = desk, .answers = answers, .answer_n = n
    };
    struct staff sanne = *config_staff(desk->fixture->config, "sanne");
    atomic_bool give_up = false;
    struct feed_reader reader = {desk->fixture->store, desk->fixture->config, &server.wire,
                                 &give_up};
    char address[] = ADDRESS;
    enum rc rc;

    sanne.calendar = address;
    rc = feed_take(&reader, &sanne, desk->fixture->now, news, &desk->why);
    assert_int_equal(server.asked, n);
    assert_null(strstr(desk->why.text, "geheim"));
    return rc;
}

static size_t on(const struct desk_of_sanne *desk)
{
    SCOPED(appointments_clear) struct appointments list = {0};
    size_t n = 0;

    desk_appointments(desk, &list);
    for (size_t i = 0; i < list.n; i++)
        n += list.at[i].state != APPOINTMENT_CANCELLED;
    return n;
}

#define TWO                                                                                        \
    EVENT("UID:a\r\nSUMMARY:VN\r\nDTSTART:20270107T100000\r\n")                                    \
    EVENT("UID:b\r\nSUMMARY:VN\r\nDTSTART:20270108T100000\r\n")
#define OTHER EVENT("UID:c\r\nDTSTART:20270108T100000\r\n")
/* Of a family, every day for ever, eight times over. */
#define DAILY(uid)                                                                                 \
    EVENT("UID:" uid "\r\nSUMMARY:VN\r\nDTSTART:20270101T100000\r\nRRULE:FREQ=DAILY\r\n")
#define BOMB DAILY("1") DAILY("2") DAILY("3") DAILY("4") DAILY("5") DAILY("6") DAILY("7") DAILY("8")
/* Not bare braces: clang-format 14 crashes on rows of different length. */
#define ANSWER(...)                                                                                \
    {                                                                                              \
        __VA_ARGS__                                                                                \
    }
#define WELL ADDRESS, .end = WIRE_ANSWERED, .status = 200
#define ON   .end = WIRE_ANSWERED, .status = 302

static const struct answer all[] = {ANSWER(.url = WELL, .body = TWO)};

static void a_feed_is_asked_whether_it_changed(void **state)
{
    static const struct answer same[] = {
        ANSWER(.end = WIRE_ANSWERED, .status = 304, .url = ADDRESS, .condition = "\"v1\"")};
    static const struct answer less[] = {ANSWER(.url = WELL, .body = OTHER, .condition = "\"v1\"")};
    struct desk_of_sanne desk = desk_open("");
    bool news;
    (void)state;

    assert_int_equal(turn(&desk, all, 1, &news), RC_OK);
    assert_int_equal(on(&desk), 2);
    desk.fixture->now += USEC_HOUR;
    assert_int_equal(turn(&desk, same, 1, &news), RC_OK);
    assert_int_equal(on(&desk), 2);
    assert_int_equal(turn(&desk, less, 1, &news), RC_OK);
    assert_int_equal(on(&desk), 0);
    desk_close(&desk);
}

static void what_did_not_change_is_read_anew_after_some_hours(void **state)
{
    struct desk_of_sanne desk = desk_open("");
    bool news;
    (void)state;

    assert_int_equal(turn(&desk, all, 1, &news), RC_OK);
    desk.fixture->now += 7 * USEC_HOUR;
    assert_int_equal(turn(&desk, all, 1, &news), RC_OK);
    desk_close(&desk);
}

/* What the console and /metrics are told after a turn. */
static void expect_standing(const struct desk_of_sanne *desk, enum calendar_trouble trouble,
                            usec read_at)
{
    SCOPED(calendar_clear) struct calendar calendar = {0};

    assert_int_equal(store_calendar_load(desk->fixture->store, "sanne", &calendar, NULL), RC_OK);
    assert_string_equal(calendar_trouble_name(calendar.trouble), calendar_trouble_name(trouble));
    assert_int_equal(calendar.read_at, read_at);
    if (calendar_fails(trouble)) assert_string_equal(calendar.fault, desk->why.text);
    if (trouble == CALENDAR_WELL) assert_string_equal(calendar.fault, "");
}

static void a_feed_that_fails_cancels_nothing_and_is_told_once(void **state)
{
    static const struct {
        const char *told;
        enum rc rc;
        enum calendar_trouble trouble;
        struct answer answer;
    } cases[] = {
        ANSWER("no whole answer (cut)", RC_AGAIN, CALENDAR_NO_ANSWER,
               ANSWER(.end = WIRE_CUT, .url = ADDRESS)),
        ANSWER("answers 500", RC_AGAIN, CALENDAR_SERVER,
               ANSWER(.end = WIRE_ANSWERED, .status = 500, .url = ADDRESS, .body = OTHER)),
        ANSWER("answers 404", RC_AGAIN, CALENDAR_REFUSED,
               ANSWER(.end = WIRE_ANSWERED, .status = 404, .url = ADDRESS)),
        ANSWER("the file is empty", RC_INVALID, CALENDAR_NO_CALENDAR, ANSWER(.url = WELL)),
        ANSWER("expected BEGIN:VCALENDAR", RC_INVALID, CALENDAR_NO_CALENDAR,
               ANSWER(.url = WELL, .whole = "<!doctype html><title>Log in</title>")),
        ANSWER("ends something", RC_INVALID, CALENDAR_UNREADABLE,
               ANSWER(.url = WELL, .body = "BEGIN:VEVENT\r\n")),
        ANSWER("more than 1000", RC_INVALID, CALENDAR_UNREADABLE,
               ANSWER(.url = WELL, .body = BOMB)),
        ANSWER("without https", RC_INVALID, CALENDAR_ELSEWHERE,
               ANSWER(ON, .url = ADDRESS, .location = "http://agenda.example.nl/geheim")),
        ANSWER("without https", RC_INVALID, CALENDAR_ELSEWHERE, ANSWER(ON, .url = ADDRESS)),
    };
    struct desk_of_sanne desk = desk_open("");
    usec read_at = desk.fixture->now;
    bool news;
    (void)state;

    assert_int_equal(turn(&desk, all, 1, &news), RC_OK);
    assert_false(news);
    expect_standing(&desk, CALENDAR_WELL, read_at);
    for (size_t i = 0; i < COUNT(cases); i++) {
        desk.fixture->now += 2 * USEC_HOUR;
        if (i == 0) desk.fixture->now += 5 * USEC_HOUR;
        assert_int_equal(turn(&desk, &cases[i].answer, 1, &news), cases[i].rc);
        if (!strstr(desk.why.text, cases[i].told)) fail_msg("%zu: %s", i, desk.why.text);
        assert_int_equal(news, i + 1 < COUNT(cases));
        expect_standing(&desk, cases[i].trouble, read_at);
        assert_int_equal(on(&desk), 2);
    }
    assert_int_equal(turn(&desk, all, 1, &news), RC_OK);
    assert_true(news);
    expect_standing(&desk, CALENDAR_WELL, desk.fixture->now);
    desk_close(&desk);
}

static void events_that_cannot_be_are_told_without_the_feed_failing(void **state)
{
    static const struct answer some[] = {
        ANSWER(.url = WELL, .body = TWO EVENT("UID:w\r\nSUMMARY:VN\r\nDTSTART:20270108\r\n"))};
    struct desk_of_sanne desk = desk_open("");
    bool news;
    (void)state;

    assert_int_equal(turn(&desk, some, 1, &news), RC_OK);
    assert_int_equal(on(&desk), 2);
    expect_standing(&desk, CALENDAR_EVENTS, desk.fixture->now);
    desk_close(&desk);
}

static void the_feeds_of_all_staff_are_counted(void **state)
{
    static const struct answer none[] = {
        ANSWER(.end = WIRE_ANSWERED, .status = 404, .url = ADDRESS)};
    struct desk_of_sanne desk = desk_open("");
    struct store *store = desk.fixture->store;
    struct config config = *desk.fixture->config;
    char address[] = ADDRESS;
    struct staff staff[2] = {config.staff[0], config.staff[1]};
    usec read_at = desk.fixture->now;
    struct feed_counts counts;
    bool news;
    (void)state;

    config.staff = staff;
    config.staff_n = 2;
    assert_int_equal(feed_count(store, &config, &counts, NULL), RC_OK);
    assert_int_equal(counts.n, 0);
    staff[0].calendar = address;
    assert_int_equal(turn(&desk, all, 1, &news), RC_OK);
    assert_int_equal(feed_count(store, &config, &counts, NULL), RC_OK);
    assert_int_equal(counts.failing, 0);
    assert_int_equal(counts.read_at, read_at);
    desk.fixture->now += 7 * USEC_HOUR;
    assert_int_equal(turn(&desk, none, 1, &news), RC_AGAIN);
    assert_int_equal(feed_count(store, &config, &counts, NULL), RC_OK);
    assert_int_equal(counts.failing, 1);
    assert_int_equal(counts.read_at, read_at);
    staff[1].calendar = address; /* at which nobody has looked yet */
    assert_int_equal(feed_count(store, &config, &counts, NULL), RC_OK);
    assert_int_equal(counts.n, 2);
    assert_int_equal(counts.read_at, 0);
    desk_close(&desk);
}

static void a_feed_is_followed_three_times_and_no_further(void **state)
{
    static const struct answer good[] = {
        ANSWER(ON, .url = ADDRESS, .location = "/b"),
        ANSWER(ON, .url = "https://agenda.example.nl/b",
               .location = "https://other.example.nl:8443/c?d"),
        ANSWER(ON, .url = "https://other.example.nl:8443/c?d", .location = "/e"),
        ANSWER(.end = WIRE_ANSWERED, .status = 200, .url = "https://other.example.nl:8443/e",
               .body = TWO),
    };
    static const struct answer circle[] = {ANSWER(ON, .url = ADDRESS, .location = ADDRESS),
                                           ANSWER(ON, .url = ADDRESS, .location = ADDRESS),
                                           ANSWER(ON, .url = ADDRESS, .location = ADDRESS),
                                           ANSWER(ON, .url = ADDRESS, .location = ADDRESS)};
    struct desk_of_sanne desk = desk_open("");
    bool news;
    (void)state;

    assert_int_equal(turn(&desk, good, COUNT(good), &news), RC_OK);
    assert_int_equal(on(&desk), 2);
    desk.fixture->now += 7 * USEC_HOUR;
    assert_int_equal(turn(&desk, circle, COUNT(circle), &news), RC_INVALID);
    assert_int_equal(on(&desk), 2);
    desk_close(&desk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_feed_is_asked_whether_it_changed),
        cmocka_unit_test(what_did_not_change_is_read_anew_after_some_hours),
        cmocka_unit_test(a_feed_that_fails_cancels_nothing_and_is_told_once),
        cmocka_unit_test(events_that_cannot_be_are_told_without_the_feed_failing),
        cmocka_unit_test(the_feeds_of_all_staff_are_counted),
        cmocka_unit_test(a_feed_is_followed_three_times_and_no_further),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
