/* Posts replies to a gateway's webhook, as a provider would, and measures until each is answered 200:
 * many connections that are kept, one request on each at a time. With --ussd each connection is a phone that
 * dials, goes through a menu, says something and dials again. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "gateway/base/clock.h"
#include "gateway/base/text.h"

#define CONNECTIONS_MAX 1000
#define ANSWER_MAX      8192
#define QUIET_MAX       (20 * USEC_SEC) /* nothing heard for so long: the gateway hangs */

struct connection {
    int fd;
    usec since;
    long session; /* of USSD */
    size_t step;
    char answer[ANSWER_MAX];
    size_t answer_n;
};

struct load {
    const char *path;
    int port;
    long connection_n, message_n, sender_n;
    const char *to;
    bool ussd;
    long session_n;
    struct connection *connections;
    long started, finished, refused;
    usec *took; /* of each answered 200 */
    long took_n;
    uint64_t run; /* makes references of this run its own */
    int epoll;
    struct text request, body;
};

static void write_text(struct load *load, long i)
{
    text_addf(&load->body,
              "{\"events\":[{\"type\":\"inbound\",\"from\":\"+316%08ld\",\"to\":\"%s\","
              "\"text\":\"%ld\",\"reference\":\"%llx-%ld\"}]}",
              10000000 + i % load->sender_n, load->to, 1 + i % 5, (unsigned long long)load->run, i);
}

/* Dials, looks at the languages, goes back, twice, and says something. */
static void write_step(struct load *load, struct connection *connection)
{
    static const char *const steps[] = {"", "2", "0", "2", "0", "best druk deze week"};

    if (connection->step == 0) connection->session = ++load->session_n;
    text_addf(&load->body,
              "{\"events\":[{\"type\":\"ussd\",\"from\":\"+316%08ld\",\"session\":\"%llx-%ld\","
              "\"input\":\"%s\"}]}",
              10000000 + connection->session % load->sender_n, (unsigned long long)load->run,
              connection->session, steps[connection->step]);
    connection->step = (connection->step + 1) % COUNT(steps);
}

static bool post(struct load *load, struct connection *connection)
{
    long i = load->started++;
    struct text *body = &load->body, *request = &load->request;

    text_reset(body);
    if (load->ussd)
        write_step(load, connection);
    else
        write_text(load, i);
    text_reset(request);
    text_addf(request,
              "POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
              "Content-Length: %zu\r\n\r\n%s",
              load->path, body->n, body->at);
    connection->since = clock_monotonic();
    connection->answer_n = 0;
    return send(connection->fd, request->at, request->n, MSG_NOSIGNAL) == (ssize_t)request->n;
}

static bool dial(struct load *load, struct connection *connection)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)load->port)};
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = connection};
    int one = 1;

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connection->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    setsockopt(connection->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
    return connect(connection->fd, (struct sockaddr *)&address, sizeof(address)) == 0 &&
           epoll_ctl(load->epoll, EPOLL_CTL_ADD, connection->fd, &event) == 0;
}

/* The status of a whole answer, 0 where it is not whole yet, -1 where the connection is gone. */
static int hear(struct connection *connection)
{
    ssize_t n = recv(connection->fd, connection->answer + connection->answer_n,
                     ANSWER_MAX - 1 - connection->answer_n, MSG_DONTWAIT);
    const char *end, *length;
    size_t whole;

    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return 0;
    if (n <= 0) return -1;
    connection->answer_n += (size_t)n;
    connection->answer[connection->answer_n] = '\0';
    end = strstr(connection->answer, "\r\n\r\n");
    if (!end) return 0;
    length = strcasestr(connection->answer, "\r\nContent-Length:");
    whole = (size_t)(end - connection->answer) + 4;
    if (length) whole += strtoul(length + 17, NULL, 10);
    return connection->answer_n < whole ? 0 : (int)strtol(connection->answer + 9, NULL, 10);
}

/* Hears what came, and posts the next. False: the gateway hung up. */
static bool go_on(struct load *load, struct connection *connection)
{
    int status = hear(connection);

    if (status <= 0) return status == 0;
    load->finished++;
    if (status == 200)
        load->took[load->took_n++] = clock_monotonic() - connection->since;
    else
        load->refused++;
    return load->started >= load->message_n || post(load, connection);
}

static bool run(struct load *load)
{
    struct epoll_event ready[256];

    for (long i = 0; i < load->connection_n; i++)
        if (!dial(load, &load->connections[i])) return false;
    for (long i = 0; i < load->connection_n && load->started < load->message_n; i++)
        if (!post(load, &load->connections[i])) return false;
    while (load->finished < load->message_n) {
        int n = epoll_wait(load->epoll, ready, COUNT(ready), (int)(QUIET_MAX / USEC_MS));

        if (n <= 0) return false;
        for (int i = 0; i < n; i++)
            if (!go_on(load, ready[i].data.ptr)) return false;
    }
    return true;
}

static int compare(const void *one, const void *other)
{
    usec a = *(const usec *)one, b = *(const usec *)other;

    return a < b ? -1 : a > b;
}

static double ms(usec span)
{
    return (double)span / (double)USEC_MS;
}

static void print_result(struct load *load, usec took)
{
    long n = load->took_n;

    qsort(load->took, (size_t)n, sizeof(*load->took), compare);
    printf(
        "%s: %.0f/s durable, p50 %.2f ms, p99 %.2f ms, worst %.2f ms (%ld, %ld at once, %ld refused)\n",
        load->ussd ? "ussd steps" : "inbound", (double)n * (double)USEC_SEC / (double)took,
        ms(n ? load->took[n / 2] : 0), ms(n ? load->took[n * 99 / 100] : 0),
        ms(n ? load->took[n - 1] : 0), n, load->connection_n, load->refused);
}

static bool set_option(struct load *load, const char *name, const char *value)
{
    long number = strtol(value, NULL, 10);

    if (strcmp(name, "--port") == 0)
        load->port = (int)number;
    else if (strcmp(name, "--path") == 0)
        load->path = value;
    else if (strcmp(name, "--ussd") == 0)
        load->ussd = strcmp(value, "yes") == 0;
    else if (strcmp(name, "--to") == 0)
        load->to = value;
    else if (strcmp(name, "--connections") == 0)
        load->connection_n = number;
    else if (strcmp(name, "--messages") == 0)
        load->message_n = number;
    else if (strcmp(name, "--senders") == 0)
        load->sender_n = number;
    else
        return false;
    return true;
}

int main(int argc, char **argv)
{
    struct load load = {.path = "/in/sandbox",
                        .connection_n = 64,
                        .message_n = 100000,
                        .sender_n = 10000,
                        .to = "+3197010200300"};
    struct clock clock = clock_real();
    bool good = argc % 2 == 1;
    usec before;

    for (int i = 1; good && i + 1 < argc; i += 2)
        good = set_option(&load, argv[i], argv[i + 1]);
    if (!good || load.port <= 0 || load.connection_n < 1 || load.connection_n > CONNECTIONS_MAX ||
        load.message_n < 1 || load.sender_n < 1) {
        fputs(
            "bench_load --port N [--path /in/ROUTE/SECRET] [--to NUMBER] [--connections 1..1000]\n"
            "           [--messages N] [--senders N] [--ussd yes]\n",
            stderr);
        return 2;
    }
    load.run = (uint64_t)clock_now(&clock);
    load.connections = mem_new((size_t)load.connection_n, sizeof(*load.connections));
    load.took = mem_new((size_t)load.message_n, sizeof(*load.took));
    load.epoll = epoll_create1(EPOLL_CLOEXEC);
    before = clock_monotonic();
    good = run(&load);
    print_result(&load, clock_monotonic() - before);
    if (!good) fprintf(stderr, "bench_load: cut after %ld answers\n", load.finished);
    for (long i = 0; i < load.connection_n; i++)
        close(load.connections[i].fd);
    close(load.epoll);
    free(load.connections);
    free(load.took);
    text_clear(&load.request);
    text_clear(&load.body);
    return good && load.refused == 0 ? 0 : 1;
}
