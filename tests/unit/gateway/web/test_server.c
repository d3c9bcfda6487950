/* The server, called over real sockets. */
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cmocka.h>

#include "gateway/base/clock.h"
#include "gateway/web/server.h"

#define TICKETS_MAX 512

/* A gateway of a few lines: webhooks are answered at once, or kept until they are released. */
struct world {
    struct server *server;
    bool hold; /* webhooks wait for `release` */
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct {
        server_answer *answer;
        void *ticket;
    } held[TICKETS_MAX];
    size_t held_n;
    bool pages_wait;
    atomic_int pages, webhooks;
    char url[1024], body[1024], header[256]; /* of the last request */
    size_t body_n;
    const char *method;
};

static void note(struct world *world, const struct http_request *request)
{
    const char *header = http_header_find(&request->headers, "X-Note");

    pthread_mutex_lock(&world->lock);
    snprintf(world->url, sizeof(world->url), "%s", text_string(&request->url));
    snprintf(world->body, sizeof(world->body), "%s", text_string(&request->body));
    snprintf(world->header, sizeof(world->header), "%s", header ? header : "");
    world->body_n = request->body.n;
    world->method = request->method;
    pthread_mutex_unlock(&world->lock);
}

static void webhook(void *with, const struct http_request *request, server_answer *answer,
                    void *ticket)
{
    struct world *world = with;
    struct http_response response = {.status = 200};

    note(world, request);
    atomic_fetch_add(&world->webhooks, 1);
    if (!world->hold) {
        text_add(&response.body, "noted");
        answer(ticket, &response);
        http_response_clear(&response);
        return;
    }
    pthread_mutex_lock(&world->lock);
    assert(world->held_n < TICKETS_MAX);
    world->held[world->held_n].answer = answer;
    world->held[world->held_n++].ticket = ticket;
    pthread_cond_broadcast(&world->changed);
    pthread_mutex_unlock(&world->lock);
}

static void page(void *with, const struct http_request *request, struct http_response *response)
{
    struct world *world = with;

    note(world, request);
    atomic_fetch_add(&world->pages, 1);
    pthread_mutex_lock(&world->lock);
    while (world->pages_wait)
        pthread_cond_wait(&world->changed, &world->lock);
    pthread_mutex_unlock(&world->lock);
    if (strcmp(text_string(&request->url), "/nothing") == 0) return;
    response->status = strcmp(text_string(&request->url), "/away") == 0 ? 303 : 200;
    http_header_add(&response->headers, "Location", "/");
    http_header_add(&response->headers, "X-Bad", "a\r\nX-Worse: b");
    text_add(&response->body, "a page");
}

static struct world *world_new(void)
{
    struct world *world = mem_new(1, sizeof(*world));
    const struct server_options options = {"127.0.0.1:0", webhook, page, world};
    struct fault why;

    pthread_mutex_init(&world->lock, NULL);
    pthread_cond_init(&world->changed, NULL);
    if (server_open(&options, &world->server, &why) != RC_OK) fail_msg("%s", why.text);
    return world;
}

static void world_free(struct world *world)
{
    server_close(world->server);
    pthread_cond_destroy(&world->changed);
    pthread_mutex_destroy(&world->lock);
    free(world);
}

/* Answers everything that waits, once `n` are there. */
static void release(struct world *world, size_t n)
{
    pthread_mutex_lock(&world->lock);
    while (world->held_n < n)
        pthread_cond_wait(&world->changed, &world->lock);
    for (size_t i = 0; i < world->held_n; i++) {
        struct http_response response = {.status = 200};

        world->held[i].answer(world->held[i].ticket, &response);
    }
    world->held_n = 0;
    pthread_mutex_unlock(&world->lock);
}

static int dial(const struct world *world)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)server_port(world->server))};
    struct timeval limit = {.tv_sec = 20};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
    if (connect(fd, (struct sockaddr *)&address, sizeof(address)) < 0)
        fail_msg("connect: %s", strerror(errno));
    return fd;
}

static void say(int fd, const char *bytes, size_t n)
{
    while (n > 0) {
        ssize_t sent = send(fd, bytes, n, MSG_NOSIGNAL);

        if (sent <= 0) return; /* hung up: the answer tells */
        bytes += sent;
        n -= (size_t)sent;
    }
}

/* Reads one answer into `out` (emptied first); false: none came. */
static bool hear(int fd, struct text *out)
{
    size_t whole = 0;

    text_reset(out);
    while (whole == 0 || out->n < whole) {
        char block[4096];
        const char *end, *length;
        ssize_t n = recv(fd, block, sizeof(block), 0);

        if (n <= 0) return false;
        text_add_bytes(out, block, (size_t)n);
        end = strstr(out->at, "\r\n\r\n");
        length = strcasestr(out->at, "Content-Length:");
        if (end)
            whole = (size_t)(end - out->at) + 4 + (length ? strtoul(length + 15, NULL, 10) : 0);
    }
    return true;
}

static int status_of(const struct text *answer)
{
    return answer->n > 12 ? (int)strtol(answer->at + 9, NULL, 10) : 0;
}

/* One request on a connection of its own; its status, 0 where none came. */
static int ask(const struct world *world, const char *bytes, size_t n, struct text *answer)
{
    int fd = dial(world), status;

    say(fd, bytes, n);
    status = hear(fd, answer) ? status_of(answer) : 0;
    close(fd);
    return status;
}

static void requests_reach_those_who_answer_them(void **state)
{
    struct world *world = world_new();
    SCOPED(text_clear) struct text answer = {0};
    static const char hook[] = "POST /in/cm%2Dnl/s?m=%41+b HTTP/1.1\r\nHost: a\r\nX-Note: kept\r\n"
                               "Content-Length: 5\r\n\r\nhallo";
    static const char get[] = "GET /families?q=1 HTTP/1.1\r\nHost: a\r\n\r\n";
    static const char head[] = "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n";
    (void)state;

    assert_int_equal(ask(world, hook, sizeof(hook) - 1, &answer), 200);
    assert_string_equal(world->url, "/in/cm%2Dnl/s?m=%41+b"); /* as it came */
    assert_string_equal(world->body, "hallo");
    assert_string_equal(world->header, "kept");
    assert_string_equal(world->method, "POST");
    assert_non_null(strstr(answer.at, "\r\n\r\nnoted"));
    assert_int_equal(ask(world, get, sizeof(get) - 1, &answer), 200);
    assert_string_equal(world->url, "/families?q=1");
    assert_non_null(strstr(answer.at, "\r\n\r\na page"));
    assert_null(strstr(answer.at, "X-Worse")); /* no line end gets into a header */
    assert_int_equal(atomic_load(&world->pages), 1);
    assert_int_equal(atomic_load(&world->webhooks), 1);
    {
        int fd = dial(world);
        char bytes[4096] = "";
        size_t n = 0;

        say(fd, head, sizeof(head) - 1);
        shutdown(fd, SHUT_WR);
        for (ssize_t got = 1; got > 0 && n < sizeof(bytes) - 1; n += (size_t)(got > 0 ? got : 0))
            got = recv(fd, bytes + n, sizeof(bytes) - 1 - n, 0);
        assert_non_null(strstr(bytes, "200 OK"));
        assert_null(strstr(bytes, "a page"));
        close(fd);
    }
    world_free(world);
}

static void every_bad_request_gets_its_status_and_a_closed_door(void **state)
{
    static const struct {
        const char *name, *bytes;
        int status;
    } cases[] = {
        {"two lengths",
         "POST /in/x HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 0\r\n\r\nhallo", 400},
        {"length and chunks",
         "POST /in/x HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"
         "0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n",                                    400},
        {"chunks and length",
         "POST /in/x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n"
         "0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n",                                    400},
        {"another coding",
         "POST /in/x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"
         "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n",                                             400},
        {"a blank before the colon",
         "POST /in/x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n"
         "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n",                                             400},
        {"no host",                  "GET / HTTP/1.1\r\n\r\n",                                    400},
        {"a method that we lack",    "TRACE / HTTP/1.1\r\nHost: a\r\n\r\n",                       501},
        {"a length beyond all",
         "POST /in/x HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999\r\n\r\n",                 413},
    };
    struct world *world = world_new();
    SCOPED(text_clear) struct text answer = {0};
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        int fd = dial(world);

        say(fd, cases[i].bytes, strlen(cases[i].bytes));
        if (!hear(fd, &answer) || status_of(&answer) != cases[i].status)
            fail_msg("%s: %d", cases[i].name, status_of(&answer));
        if (hear(fd, &answer)) fail_msg("%s: a second answer", cases[i].name);
        close(fd);
    }
    assert_int_equal(atomic_load(&world->pages), 0);
    assert_int_equal(atomic_load(&world->webhooks), 0);
    world_free(world);
}

static void bodies_end_at_their_limit(void **state)
{
    static const struct {
        const char *path;
        size_t body_n;
        bool chunked;
        int status;
    } cases[] = {
        {"/in/x",  SERVER_WEBHOOK_BYTES,     false, 200},
        {"/in/x",  SERVER_WEBHOOK_BYTES + 1, false, 413},
        {"/in/x",  SERVER_WEBHOOK_BYTES + 1, true,  413},
        {"/in/x",  (size_t)10 << 20,         false, 413},
        {"/in/x",  (size_t)10 << 20,         true,  413},
        {"/login", SERVER_FORM_BYTES,        false, 200},
        {"/login", SERVER_FORM_BYTES + 1,    false, 413},
    };
    struct world *world = world_new();
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        SCOPED(text_clear) struct text request = {.limit = (size_t)16 << 20};
        SCOPED(text_clear) struct text answer = {0};
        int status;

        text_addf(&request, "POST %s HTTP/1.1\r\nHost: a\r\n", cases[i].path);
        if (cases[i].chunked)
            text_addf(&request, "Transfer-Encoding: chunked\r\n\r\n%zx\r\n", cases[i].body_n);
        else
            text_addf(&request, "Content-Length: %zu\r\n\r\n", cases[i].body_n);
        for (size_t n = 0; n < cases[i].body_n; n++)
            text_add_char(&request, (char)(n % 7 ? 'x' : '\xFF')); /* which is no UTF-8 */
        if (cases[i].chunked) text_add(&request, "\r\n0\r\n\r\n");
        status = ask(world, request.at, request.n, &answer);
        if (status != cases[i].status)
            fail_msg("%s %zu: %d", cases[i].path, cases[i].body_n, status);
        if (status == 200) assert_int_equal(world->body_n, cases[i].body_n);
    }
    world_free(world);
}

static void a_page_that_says_nothing_is_an_error_of_ours(void **state)
{
    struct world *world = world_new();
    SCOPED(text_clear) struct text answer = {0};
    static const char nothing[] = "GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n";
    static const char away[] = "GET /away HTTP/1.1\r\nHost: a\r\n\r\n";
    (void)state;

    assert_int_equal(ask(world, nothing, sizeof(nothing) - 1, &answer), 500);
    assert_int_equal(ask(world, away, sizeof(away) - 1, &answer), 303);
    assert_non_null(strstr(answer.at, "Location: /\r\n"));
    world_free(world);
}

/* `n` webhooks that become durable in the same moment, again and again; gives the time it took. */
static usec run_at_once(struct world *world, size_t n, int rounds)
{
    static const char hook[] = "POST /in/x HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhallo";
    SCOPED(text_clear) struct text answer = {0};
    int connections[TICKETS_MAX];
    usec before;

    for (size_t i = 0; i < n; i++)
        connections[i] = dial(world);
    before = clock_monotonic();
    for (int round = 0; round < rounds; round++) {
        for (size_t i = 0; i < n; i++)
            say(connections[i], hook, sizeof(hook) - 1);
        if (world->hold) release(world, n);
        for (size_t i = 0; i < n; i++) {
            if (!hear(connections[i], &answer)) fail_msg("connection %zu hears nothing", i);
            assert_int_equal(status_of(&answer), 200);
        }
    }
    before = clock_monotonic() - before;
    for (size_t i = 0; i < n; i++)
        close(connections[i]);
    return before;
}

static void nothing_stalls_when_128_or_256_are_ready_at_once(void **state)
{
    static const size_t counts[] = {1, 127, 128, 129, 255, 256, 257, 512};
    struct world *world = world_new();
    (void)state;

    for (size_t i = 0; i < COUNT(counts); i++) {
        for (int hold = 0; hold < 2; hold++) {
            usec took;

            world->hold = hold;
            /* The stall costs at least a second for each round; ten rounds take some milliseconds. */
            took = run_at_once(world, counts[i], 10);
            if (took > 5 * USEC_SEC)
                fail_msg("%zu at once: %lld ms", counts[i], (long long)(took / USEC_MS));
        }
    }
    world_free(world);
}

/* How many of these have something to read, once at least `want` have or the time is over. */
static size_t count_heard(const int *connections, size_t n, size_t want)
{
    struct pollfd ready[TICKETS_MAX];
    usec until = clock_monotonic() + 20 * USEC_SEC;
    size_t heard = 0;

    for (size_t i = 0; i < n; i++)
        ready[i] = (struct pollfd){.fd = connections[i], .events = POLLIN};
    while (heard < want && clock_monotonic() < until) {
        heard = 0;
        poll(ready, n, 10);
        for (size_t i = 0; i < n; i++)
            heard += ready[i].revents != 0;
    }
    return heard;
}

static void pages_beyond_the_queue_are_told_to_come_back(void **state)
{
    enum { BEYOND = 20, MANY = SERVER_PAGE_WORKERS + SERVER_PAGES_WAITING + BEYOND };
    static const char get[] = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    static const char hook[] = "POST /in/x HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx";
    struct world *world = world_new();
    SCOPED(text_clear) struct text answer = {0};
    int connections[MANY], busy = 0;
    (void)state;

    world->pages_wait = true;
    for (int i = 0; i < MANY; i++) {
        connections[i] = dial(world);
        say(connections[i], get, sizeof(get) - 1);
        while (i < SERVER_PAGE_WORKERS && atomic_load(&world->pages) <= i)
            usleep(1000); /* until a worker has it */
    }
    assert_int_equal(count_heard(connections, MANY, BEYOND), BEYOND);
    /* A webhook is not in their way. */
    assert_int_equal(ask(world, hook, sizeof(hook) - 1, &answer), 200);
    pthread_mutex_lock(&world->lock);
    world->pages_wait = false;
    pthread_cond_broadcast(&world->changed);
    pthread_mutex_unlock(&world->lock);
    for (size_t i = 0; i < MANY; i++) {
        assert_true(hear(connections[i], &answer));
        busy += status_of(&answer) == 503;
        close(connections[i]);
    }
    assert_int_equal(busy, BEYOND);
    world_free(world);
}

static void *close_server(void *with)
{
    struct world *world = with;

    server_close(world->server);
    world->server = NULL;
    return NULL;
}

static void a_stop_answers_what_is_in_flight(void **state)
{
    static const char hook[] = "POST /in/x HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhallo";
    struct world *world = world_new();
    SCOPED(text_clear) struct text answer = {0};
    int connections[40];
    pthread_t stopper;
    (void)state;

    world->hold = true;
    for (size_t i = 0; i < COUNT(connections); i++) {
        connections[i] = dial(world);
        say(connections[i], hook, sizeof(hook) - 1);
    }
    pthread_mutex_lock(&world->lock);
    while (world->held_n < COUNT(connections))
        pthread_cond_wait(&world->changed, &world->lock);
    pthread_mutex_unlock(&world->lock);
    assert_int_equal(pthread_create(&stopper, NULL, close_server, world), 0);
    usleep(50000); /* time to begin stopping */
    release(world, COUNT(connections));
    for (size_t i = 0; i < COUNT(connections); i++) {
        assert_true(hear(connections[i], &answer));
        assert_int_equal(status_of(&answer), 200);
        close(connections[i]);
    }
    pthread_join(stopper, NULL);
    world_free(world);
}

static void an_address_in_use_is_said_to_be_so(void **state)
{
    struct world *world = world_new();
    char listen[32];
    struct server_options options = {listen, webhook, page, world};
    struct server *second = NULL;
    struct fault why = {""};
    (void)state;

    snprintf(listen, sizeof(listen), "127.0.0.1:%d", server_port(world->server));
    assert_int_equal(server_open(&options, &second, &why), RC_TAKEN);
    assert_non_null(strstr(why.text, listen));
    options.listen = "nowhere";
    assert_int_equal(server_open(&options, &second, &why), RC_INVALID);
    assert_null(second);
    world_free(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(requests_reach_those_who_answer_them),
        cmocka_unit_test(every_bad_request_gets_its_status_and_a_closed_door),
        cmocka_unit_test(bodies_end_at_their_limit),
        cmocka_unit_test(a_page_that_says_nothing_is_an_error_of_ours),
        cmocka_unit_test(nothing_stalls_when_128_or_256_are_ready_at_once),
        cmocka_unit_test(pages_beyond_the_queue_are_told_to_come_back),
        cmocka_unit_test(a_stop_answers_what_is_in_flight),
        cmocka_unit_test(an_address_in_use_is_said_to_be_so),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
