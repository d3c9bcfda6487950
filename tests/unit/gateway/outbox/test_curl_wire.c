/* The real wire against a real server at the other end of a socket. */
#include <arpa/inet.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "gateway/base/clock.h"
#include "gateway/outbox/wire.h"
#include "tests/bench/standin.h"

#define WAIT_MAX (20 * USEC_SEC)

/* A server with a path for each way to go wrong. */
struct server {
    struct standin *standin;
    pthread_t thread;
    atomic_int requests, dropped;
    char last[4096]; /* method, path, header and body of the last request */
};

static void handle(void *with, const struct standin_request *request, struct standin_answer *answer)
{
    struct server *server = with;

    atomic_fetch_add(&server->requests, 1);
    snprintf(server->last, sizeof(server->last), "%s %s\n%s%.*s", request->method, request->path,
             request->head, (int)request->body_n, request->body);
    if (strcmp(request->path, "/drop") == 0) {
        atomic_fetch_add(&server->dropped, 1);
        answer->drop = true;
    } else if (strcmp(request->path, "/slow") == 0) {
        answer->delay = 5 * USEC_SEC;
    } else if (strcmp(request->path, "/away") == 0) {
        answer->status = 302;
    } else if (strcmp(request->path, "/large") == 0) {
        answer->body.limit = (size_t)4 << 20;
        for (int i = 0; i < 20000; i++)
            text_add(&answer->body,
                     "0123456789012345678901234567890123456789012345678901234567890");
    } else {
        text_addf(&answer->body, "heard %zu bytes", request->body_n);
    }
}

static void *serve(void *with)
{
    standin_run(((struct server *)with)->standin);
    return NULL;
}

static struct server *server_new(void)
{
    struct server *server = mem_new(1, sizeof(*server));

    server->standin = standin_open(0, handle, server);
    assert_non_null(server->standin);
    assert_int_equal(pthread_create(&server->thread, NULL, serve, server), 0);
    return server;
}

static void server_free(struct server *server)
{
    standin_stop(server->standin);
    pthread_join(server->thread, NULL);
    standin_close(server->standin);
    free(server);
}

static struct wire *wire_new(size_t inflight_max)
{
    struct fault why;
    struct wire *wire = NULL;

    if (wire_curl_new(inflight_max, &wire, &why) != RC_OK) fail_msg("%s", why.text);
    return wire;
}

static struct http_request request_to(int port, const char *method, const char *path,
                                      const char *body)
{
    struct http_request request = {.method = method};

    text_addf(&request.url, "http://127.0.0.1:%d%s", port, path);
    if (body) text_add(&request.body, body);
    return request;
}

static struct exchange finish(struct wire *wire)
{
    struct exchange exchange = {0};
    usec until = clock_monotonic() + WAIT_MAX;

    while (wire->take(wire, &exchange, 1) == 0) {
        if (clock_monotonic() > until) fail_msg("the wire never finished");
        wire->run(wire, USEC_SEC);
    }
    return exchange;
}

static struct exchange send_one(struct wire *wire, struct http_request *request, usec timeout_for)
{
    assert_true(wire->start(wire, 7, request, timeout_for));
    http_request_clear(request);
    return finish(wire);
}

/* A port on which nobody listens. */
static int dead_port(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t n = sizeof(address);
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &n), 0);
    close(fd);
    return ntohs(address.sin_port);
}

static void a_request_arrives_whole_and_its_answer_comes_back(void **state)
{
    struct server *server = server_new();
    struct wire *wire = wire_new(4);
    struct http_request request = request_to(standin_port(server->standin), "POST", "/in", NULL);
    struct exchange exchange;
    (void)state;

    http_header_add(&request.headers, "Content-Type", "text/plain");
    http_header_add(&request.headers, "X-Empty", "");
    text_add_bytes(&request.body, "Hoe\0gaat", 8);
    exchange = send_one(wire, &request, 5 * USEC_SEC);
    assert_int_equal(exchange.end, WIRE_ANSWERED);
    assert_int_equal(exchange.tag, 7);
    assert_int_equal(exchange.response.status, 200);
    assert_string_equal(text_string(&exchange.response.body), "heard 8 bytes");
    assert_string_equal(http_header_find(&exchange.response.headers, "content-type"),
                        "application/json");
    assert_non_null(strstr(server->last, "POST /in\n"));
    assert_non_null(strstr(server->last, "Content-Type: text/plain\r\n"));
    assert_non_null(strstr(server->last, "X-Empty:"));
    assert_non_null(strstr(server->last, "User-Agent: Vangnet\r\n"));
    assert_null(strstr(server->last, "Expect"));
    exchange_clear(&exchange);
    wire->free(wire);
    server_free(server);
}

static void every_way_to_end_is_told_apart(void **state)
{
    static const struct {
        const char *name, *url; /* %d: the server's port; NULL: nobody listens */
        enum wire_end end;
        int status;
    } cases[] = {
        {"answered",                   "http://127.0.0.1:%d/x",     WIRE_ANSWERED,   200},
        {"a redirect is not followed", "http://127.0.0.1:%d/away",  WIRE_ANSWERED,   302},
        {"cut after reading",          "http://127.0.0.1:%d/drop",  WIRE_CUT,        0  },
        {"no answer in time",          "http://127.0.0.1:%d/slow",  WIRE_CUT,        0  },
        {"an answer beyond the limit", "http://127.0.0.1:%d/large", WIRE_CUT,        0  },
        {"TLS that the other lacks",   "https://127.0.0.1:%d/x",    WIRE_NEVER_SENT, 0  },
        {"nobody listens",             NULL,                        WIRE_NEVER_SENT, 0  },
        {"no such host",               "http://nobody.invalid/%d",  WIRE_NEVER_SENT, 0  },
        {"a scheme that is not HTTP",  "file:///etc/hostname%d",    WIRE_NEVER_SENT, 0  },
        {"a mail address as URL",      "smtp://127.0.0.1:%d",       WIRE_NEVER_SENT, 0  },
        {"a URL with a blank",         "http://127.0.0.1:%d/a b",   WIRE_NEVER_SENT, 0  },
    };
    struct server *server = server_new();
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct wire *wire = wire_new(1);
        struct http_request request = {.method = "POST"};
        struct exchange exchange;
        SCOPED(text_clear) struct text url = {0};
        const char *hole = cases[i].url ? strstr(cases[i].url, "%d") : NULL;

        if (hole)
            text_addf(&url, "%.*s%d%s", (int)(hole - cases[i].url), cases[i].url,
                      standin_port(server->standin), hole + 2);
        else
            text_addf(&url, "http://127.0.0.1:%d/", dead_port());
        text_add(&request.url, text_string(&url));
        text_add(&request.body, "body");
        exchange = send_one(wire, &request, USEC_SEC);
        if (exchange.end != cases[i].end || exchange.response.status != cases[i].status)
            fail_msg("%s: end %d, status %d, %s", cases[i].name, (int)exchange.end,
                     exchange.response.status, exchange.error);
        if (exchange.end != WIRE_ANSWERED) assert_true(*exchange.error != '\0');
        exchange_clear(&exchange);
        wire->free(wire);
    }
    server_free(server);
}

static void a_text_on_a_connection_that_dies_is_not_sent_again_by_the_library(void **state)
{
    static const struct {
        const char *method;
        int dropped; /* how often the server saw it */
    } cases[] = {
        {"POST", 1},
        {"PUT",  1},
        {"GET",  2}, /* a look-up may be repeated: once on a fresh connection */
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct server *server = server_new();
        struct wire *wire = wire_new(1);
        int port = standin_port(server->standin);
        struct http_request first = request_to(port, "POST", "/x", "one");
        struct http_request second =
            request_to(port, cases[i].method, "/drop", *cases[i].method == 'G' ? NULL : "two");
        struct exchange exchange = send_one(wire, &first, 5 * USEC_SEC);

        assert_int_equal(exchange.end, WIRE_ANSWERED);
        exchange_clear(&exchange);
        exchange = send_one(wire, &second, 5 * USEC_SEC);
        assert_int_equal(exchange.end, WIRE_CUT);
        if (atomic_load(&server->dropped) != cases[i].dropped)
            fail_msg("%s: sent %d times", cases[i].method, atomic_load(&server->dropped));
        exchange_clear(&exchange);
        wire->free(wire);
        server_free(server);
    }
}

static void a_line_end_cannot_smuggle_a_header(void **state)
{
    struct server *server = server_new();
    struct wire *wire = wire_new(1);
    struct http_request request = request_to(standin_port(server->standin), "POST", "/x", "x");
    struct exchange exchange;
    (void)state;

    http_header_add(&request.headers, "X-One", "one\r\nX-Two: two");
    exchange = send_one(wire, &request, USEC_SEC);
    assert_int_equal(exchange.end, WIRE_NEVER_SENT);
    assert_int_equal(atomic_load(&server->requests), 0);
    exchange_clear(&exchange);
    wire->free(wire);
    server_free(server);
}

static void many_share_few_places_and_none_is_lost(void **state)
{
    enum { MANY = 2000, PLACES = 50 };
    struct server *server = server_new();
    struct wire *wire = wire_new(PLACES);
    struct http_request request = request_to(standin_port(server->standin), "POST", "/x", "x");
    static bool seen[MANY];
    struct exchange done[PLACES];
    uint64_t started = 0;
    size_t finished = 0;
    usec until = clock_monotonic() + WAIT_MAX;
    (void)state;

    memset(seen, 0, sizeof(seen));
    while (finished < MANY && clock_monotonic() < until) {
        while (started < MANY && wire->start(wire, started, &request, 5 * USEC_SEC))
            started++;
        assert_true(started - finished <= PLACES);
        wire->run(wire, USEC_SEC);
        for (size_t n = wire->take(wire, done, PLACES); n > 0; n--) {
            assert_int_equal(done[n - 1].end, WIRE_ANSWERED);
            assert_false(seen[done[n - 1].tag]);
            seen[done[n - 1].tag] = true;
            exchange_clear(&done[n - 1]);
            finished++;
        }
    }
    assert_int_equal(finished, MANY);
    assert_int_equal(atomic_load(&server->requests), MANY);
    http_request_clear(&request);
    wire->free(wire);
    server_free(server);
}

static void *wake_later(void *with)
{
    struct wire *wire = with;

    wire->wake(wire);
    return NULL;
}

static void a_wake_ends_the_wait(void **state)
{
    struct wire *wire = wire_new(1);
    usec before = clock_monotonic();
    pthread_t thread;
    (void)state;

    assert_int_equal(pthread_create(&thread, NULL, wake_later, wire), 0);
    wire->run(wire, USEC_NEVER);
    assert_true(clock_monotonic() - before < 10 * USEC_SEC);
    pthread_join(thread, NULL);
    wire->free(wire);
}

static void what_is_in_flight_can_be_left(void **state)
{
    struct server *server = server_new();
    struct wire *wire = wire_new(8);
    struct http_request request = request_to(standin_port(server->standin), "POST", "/slow", "x");
    (void)state;

    for (uint64_t i = 0; i < 8; i++)
        assert_true(wire->start(wire, i, &request, 30 * USEC_SEC));
    assert_false(wire->start(wire, 8, &request, 30 * USEC_SEC));
    wire->run(wire, 50 * USEC_MS);
    http_request_clear(&request);
    wire->free(wire);
    server_free(server);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_request_arrives_whole_and_its_answer_comes_back),
        cmocka_unit_test(every_way_to_end_is_told_apart),
        cmocka_unit_test(a_text_on_a_connection_that_dies_is_not_sent_again_by_the_library),
        cmocka_unit_test(a_line_end_cannot_smuggle_a_header),
        cmocka_unit_test(many_share_few_places_and_none_is_lost),
        cmocka_unit_test(a_wake_ends_the_wait),
        cmocka_unit_test(what_is_in_flight_can_be_left),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
