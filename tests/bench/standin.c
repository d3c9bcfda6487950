#include "tests/bench/standin.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdatomic.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "gateway/base/clock.h"

#define READY_MAX      256
#define REQUEST_MAX    ((size_t)1 << 20)
#define CONNECTION_MAX 4096

struct connection {
    int fd; /* -1: free */
    struct text in, out;
    size_t out_sent;
    usec answer_at; /* 0: nothing is held back; else no further request is read before it */
    bool blocked, closing;
};

struct standin {
    int listener, epoll, wake;
    atomic_bool stopped;
    standin_handle *handle;
    void *with;
    struct standin_answer answer;
    struct connection connections[CONNECTION_MAX];
    size_t connection_n; /* in use so far */
    size_t held_n;       /* may be too high, never too low */
};

static void hang_up(struct connection *connection)
{
    close(connection->fd);
    connection->fd = -1;
    text_reset(&connection->in);
    text_reset(&connection->out);
    connection->out_sent = 0;
    connection->answer_at = 0;
    connection->blocked = connection->closing = false;
}

static void write_out(struct connection *connection)
{
    struct text *out = &connection->out;

    if (connection->answer_at) return;
    while (connection->out_sent < out->n) {
        ssize_t n = send(connection->fd, out->at + connection->out_sent,
                         out->n - connection->out_sent, MSG_NOSIGNAL | MSG_DONTWAIT);

        if (n < 0 && errno == EINTR) continue;
        if (n < 0 && errno == EAGAIN) { /* rare: answers are small and readers are fast */
            connection->blocked = true;
            return;
        }
        if (n < 0) {
            connection->closing = true;
            break;
        }
        connection->out_sent += (size_t)n;
    }
    text_reset(out);
    connection->out_sent = 0;
    connection->blocked = false;
    if (connection->closing) hang_up(connection);
}

void standin_header(const char *head, const char *name, struct text *out)
{
    size_t n = strlen(name);

    text_reset(out);
    for (const char *line = head; line && *line; line = strchr(line, '\n')) {
        if (*line == '\n') line++;
        if (strncasecmp(line, name, n) != 0 || line[n] != ':') continue;
        line += n + 1;
        line += strspn(line, " \t");
        text_add_bytes(out, line, strcspn(line, "\r\n"));
        return;
    }
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

static void add_decoded(struct text *out, const char *at, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (at[i] == '%' && i + 2 < n && hex_digit(at[i + 1]) >= 0 && hex_digit(at[i + 2]) >= 0) {
            unsigned char byte = (unsigned char)(hex_digit(at[i + 1]) * 16 + hex_digit(at[i + 2]));

            text_add_bytes(out, &byte, 1);
            i += 2;
        } else {
            text_add_char(out, (char)(at[i] == '+' ? ' ' : at[i]));
        }
    }
}

bool standin_field(const char *form, const char *name, struct text *out)
{
    size_t n = strlen(name);

    text_reset(out);
    while (form && *form) {
        size_t length = strcspn(form, "&");

        if (length > n && strncmp(form, name, n) == 0 && form[n] == '=') {
            add_decoded(out, form + n + 1, length - n - 1);
            return true;
        }
        form += length + (form[length] == '&');
    }
    return false;
}

static void add_answer(struct standin *standin, struct connection *connection)
{
    struct standin_answer *answer = &standin->answer;

    text_addf(&connection->out,
              "HTTP/1.1 %d Told\r\nContent-Type: %s\r\nContent-Length: %zu\r\n%s\r\n",
              answer->status, answer->type ? answer->type : "application/json", answer->body.n,
              answer->close ? "Connection: close\r\n" : "");
    text_add_bytes(&connection->out, text_string(&answer->body), answer->body.n);
    connection->closing = answer->close;
    if (answer->delay) {
        connection->answer_at = clock_monotonic() + answer->delay;
        standin->held_n++;
    }
}

/* Cuts the request line and hands the request over. `head_n` counts the blank line. */
static void serve(struct standin *standin, struct connection *connection, size_t head_n,
                  size_t body_n)
{
    char *at = connection->in.at, *path = strchr(at, ' '), *version, *head, kept;
    struct text body = standin->answer.body;
    struct standin_request request;

    kept = at[head_n + body_n];
    at[head_n + body_n] = '\0';
    head = strstr(at, "\r\n");
    version = path ? strchr(path + 1, ' ') : NULL;
    if (!head || !version || version > head) {
        connection->closing = true;
        return;
    }
    *path = *version = '\0';
    request = (struct standin_request){at, path + 1, head + 2, at + head_n, body_n};
    text_reset(&body);
    standin->answer = (struct standin_answer){.status = 200, .body = body};
    standin->handle(standin->with, &request, &standin->answer);
    at[head_n + body_n] = kept;
    if (standin->answer.drop)
        connection->closing = true;
    else
        add_answer(standin, connection);
}

/* Serves every whole request that is there. */
static void serve_all(struct standin *standin, struct connection *connection)
{
    struct text *in = &connection->in;
    SCOPED(text_clear) struct text length = {0};

    while (in->n && !connection->answer_at && !connection->closing) {
        char *end = memmem(in->at, in->n, "\r\n\r\n", 4);
        size_t head_n, body_n, left;

        if (!end) break;
        head_n = (size_t)(end - in->at) + 4;
        standin_header(strchr(in->at, '\n'), "Content-Length", &length);
        body_n = (size_t)strtoull(text_string(&length), NULL, 10);
        if (body_n > REQUEST_MAX) connection->closing = true;
        if (body_n > REQUEST_MAX || in->n - head_n < body_n) break;
        serve(standin, connection, head_n, body_n);
        left = in->n - head_n - body_n;
        memmove(in->at, in->at + head_n + body_n, left + 1);
        in->n = left;
    }
    if (in->n >= REQUEST_MAX) connection->closing = true;
    write_out(connection);
    if (connection->fd >= 0 && connection->blocked) standin->held_n++;
}

static void read_in(struct standin *standin, struct connection *connection)
{
    char block[1 << 14];
    ssize_t n = recv(connection->fd, block, sizeof(block), MSG_DONTWAIT);

    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (n <= 0) {
        hang_up(connection);
        return;
    }
    text_add_bytes(&connection->in, block, (size_t)n);
    serve_all(standin, connection);
}

static void accept_all(struct standin *standin)
{
    int fd, one = 1;

    while ((fd = accept4(standin->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
        struct epoll_event event = {.events = EPOLLIN};
        size_t i = 0;

        while (i < standin->connection_n && standin->connections[i].fd >= 0)
            i++;
        if (i == CONNECTION_MAX) {
            close(fd);
            return;
        }
        if (i == standin->connection_n) standin->connection_n++;
        standin->connections[i].fd = fd;
        standin->connections[i].in.limit = 2 * REQUEST_MAX;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
        event.data.ptr = &standin->connections[i];
        if (epoll_ctl(standin->epoll, EPOLL_CTL_ADD, fd, &event) < 0)
            hang_up(&standin->connections[i]);
    }
}

/* Writes what was held back until now, or found no room; gives the wait until the next. */
static usec release_held(struct standin *standin)
{
    usec now = clock_monotonic(), next = USEC_SEC;

    if (standin->held_n == 0) return next;
    standin->held_n = 0;
    for (size_t i = 0; i < standin->connection_n; i++) {
        struct connection *connection = &standin->connections[i];

        if (connection->fd < 0) continue;
        if (connection->answer_at && connection->answer_at <= now) {
            connection->answer_at = 0;
            serve_all(standin, connection);
        } else if (connection->blocked) {
            write_out(connection);
        }
        if (connection->fd < 0 || (!connection->answer_at && !connection->blocked)) continue;
        standin->held_n++;
        if (connection->blocked) next = USEC_MS;
        if (connection->answer_at && connection->answer_at - now < next)
            next = connection->answer_at - now;
    }
    return next;
}

void standin_run(struct standin *standin)
{
    struct epoll_event ready[READY_MAX];

    while (!atomic_load(&standin->stopped)) {
        usec wait_for = release_held(standin);
        int n = epoll_wait(standin->epoll, ready, READY_MAX, (int)(wait_for / USEC_MS) + 1);

        for (int i = 0; i < n; i++) {
            struct connection *connection = ready[i].data.ptr;

            if (ready[i].data.ptr == standin)
                accept_all(standin);
            else if (connection && connection->fd >= 0)
                read_in(standin, connection);
        }
    }
}

void standin_stop(struct standin *standin)
{
    uint64_t one = 1;

    atomic_store(&standin->stopped, true);
    IGNORE(write(standin->wake, &one, sizeof(one)) < 0); /* full: it is awake already */
}

int standin_port(const struct standin *standin)
{
    struct sockaddr_in address = {0};
    socklen_t n = sizeof(address);

    if (getsockname(standin->listener, (struct sockaddr *)&address, &n) < 0) return -1;
    return ntohs(address.sin_port);
}

struct standin *standin_open(int port, standin_handle *handle, void *with)
{
    struct standin *standin = mem_new(1, sizeof(*standin));
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    struct epoll_event event = {.events = EPOLLIN};
    int one = 1;

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    for (size_t i = 0; i < CONNECTION_MAX; i++)
        standin->connections[i].fd = -1;
    standin->handle = handle;
    standin->with = with;
    standin->listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    standin->epoll = epoll_create1(EPOLL_CLOEXEC);
    standin->wake = eventfd(0, EFD_CLOEXEC);
    setsockopt(standin->listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
    event.data.ptr = standin;
    if (bind(standin->listener, (struct sockaddr *)&address, sizeof(address)) < 0 ||
        listen(standin->listener, 4096) < 0 ||
        epoll_ctl(standin->epoll, EPOLL_CTL_ADD, standin->listener, &event) < 0) {
        standin_close(standin);
        return NULL;
    }
    event.data.ptr = NULL;
    epoll_ctl(standin->epoll, EPOLL_CTL_ADD, standin->wake, &event);
    return standin;
}

void standin_close(struct standin *standin)
{
    if (!standin) return;
    for (size_t i = 0; i < standin->connection_n; i++) {
        if (standin->connections[i].fd >= 0) hang_up(&standin->connections[i]);
        text_clear(&standin->connections[i].in);
        text_clear(&standin->connections[i].out);
    }
    text_clear(&standin->answer.body);
    close(standin->listener);
    close(standin->epoll);
    close(standin->wake);
    free(standin);
}
