#include "tests/bench/reporter.h"

#include <netdb.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "gateway/base/clock.h"

#define TRIES_MAX  200
#define TRY_EVERY  (300 * USEC_MS)
#define WAIT_LIMIT 5

struct webhook {
    struct webhook *next;
    char *host, *port;
    struct text request;
    usec due_at;
    int tries;
};

struct reporter {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct webhook *first, *last;
    bool stopping;
    uint64_t posted, given_up;
    int fd; /* kept open; -1: none */
    char *host, *port;
};

static void free_webhook(struct webhook *webhook)
{
    free(webhook->host);
    free(webhook->port);
    text_clear(&webhook->request);
    free(webhook);
}

static void hang_up(struct reporter *reporter)
{
    if (reporter->fd >= 0) close(reporter->fd);
    reporter->fd = -1;
}

static bool call(struct reporter *reporter, const struct webhook *webhook)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *found = NULL;
    struct timeval limit = {.tv_sec = WAIT_LIMIT};
    int one = 1;

    if (reporter->fd >= 0 && strcmp(reporter->host, webhook->host) == 0 &&
        strcmp(reporter->port, webhook->port) == 0) {
        return true;
    }
    hang_up(reporter);
    if (getaddrinfo(webhook->host, webhook->port, &hints, &found) != 0) return false;
    reporter->fd = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    setsockopt(reporter->fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
    setsockopt(reporter->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
    if (connect(reporter->fd, found->ai_addr, found->ai_addrlen) < 0) hang_up(reporter);
    freeaddrinfo(found);
    free(reporter->host);
    free(reporter->port);
    reporter->host = mem_copy_string(webhook->host);
    reporter->port = mem_copy_string(webhook->port);
    return reporter->fd >= 0;
}

/* Reads one answer; its status, or 0. */
static int read_answer(struct reporter *reporter)
{
    SCOPED(text_clear) struct text answer = {0};
    char block[4096], *end = NULL, *length;
    size_t whole = 0;

    while (!end || answer.n < whole) {
        ssize_t n = recv(reporter->fd, block, sizeof(block), 0);

        if (n <= 0) return 0;
        text_add_bytes(&answer, block, (size_t)n);
        end = end ? end : strstr(answer.at, "\r\n\r\n");
        length = strcasestr(answer.at, "\r\nContent-Length:");
        if (end)
            whole = (size_t)(strstr(answer.at, "\r\n\r\n") - answer.at) + 4 +
                    (length ? strtoul(length + 17, NULL, 10) : 0);
    }
    return strncmp(answer.at, "HTTP/1.", 7) == 0 ? (int)strtol(answer.at + 9, NULL, 10) : 0;
}

static bool post(struct reporter *reporter, const struct webhook *webhook)
{
    int status;

    if (!call(reporter, webhook)) return false;
    if (send(reporter->fd, webhook->request.at, webhook->request.n, MSG_NOSIGNAL) !=
        (ssize_t)webhook->request.n) {
        hang_up(reporter);
        return false;
    }
    status = read_answer(reporter);
    if (status == 0) hang_up(reporter);
    return status >= 200 && status < 300;
}

/* In order of time; most are the latest. */
static void insert(struct reporter *reporter, struct webhook *webhook)
{
    struct webhook **at = &reporter->first;

    if (reporter->last && reporter->last->due_at <= webhook->due_at) at = &reporter->last->next;
    while (*at && (*at)->due_at <= webhook->due_at)
        at = &(*at)->next;
    webhook->next = *at;
    *at = webhook;
    if (!webhook->next) reporter->last = webhook;
    pthread_cond_signal(&reporter->changed);
}

/* The first that is due, taken out; NULL: stopping. Called and returns under the lock. */
static struct webhook *next_due(struct reporter *reporter)
{
    while (!reporter->stopping) {
        struct webhook *webhook = reporter->first;
        usec now = clock_monotonic();
        struct timespec until;

        if (webhook && webhook->due_at <= now) {
            reporter->first = webhook->next;
            if (!reporter->first) reporter->last = NULL;
            return webhook;
        }
        now = webhook ? webhook->due_at : now + USEC_SEC;
        until = (struct timespec){.tv_sec = now / USEC_SEC, .tv_nsec = now % USEC_SEC * 1000};
        pthread_cond_timedwait(&reporter->changed, &reporter->lock, &until);
    }
    return NULL;
}

static void *work(void *with)
{
    struct reporter *reporter = with;
    struct webhook *webhook;

    pthread_mutex_lock(&reporter->lock);
    while ((webhook = next_due(reporter))) {
        bool heard;

        pthread_mutex_unlock(&reporter->lock);
        heard = post(reporter, webhook);
        pthread_mutex_lock(&reporter->lock);
        if (!heard && ++webhook->tries < TRIES_MAX) {
            webhook->due_at = clock_monotonic() + TRY_EVERY;
            insert(reporter, webhook);
            continue;
        }
        *(heard ? &reporter->posted : &reporter->given_up) += 1;
        free_webhook(webhook);
    }
    pthread_mutex_unlock(&reporter->lock);
    return NULL;
}

void reporter_add(struct reporter *reporter, const char *url, const char *type, const char *header,
                  const struct text *body, usec due_at)
{
    struct webhook *webhook;
    const char *host = strstr(url, "://"), *path, *colon;

    if (!host) return;
    host += 3;
    path = strchr(host, '/');
    if (!path) return;
    colon = memchr(host, ':', (size_t)(path - host));
    webhook = mem_new(1, sizeof(*webhook));
    webhook->host = mem_copy(host, (size_t)((colon ? colon : path) - host));
    webhook->port = colon ? mem_copy(colon + 1, (size_t)(path - colon) - 1) : mem_copy_string("80");
    webhook->due_at = due_at;
    text_addf(
        &webhook->request,
        "POST %s HTTP/1.1\r\nHost: %.*s\r\nContent-Type: %s\r\nContent-Length: %zu\r\n%s%s\r\n",
        path, (int)(path - host), host, type, body->n, header ? header : "", header ? "\r\n" : "");
    text_add_bytes(&webhook->request, text_string(body), body->n);
    pthread_mutex_lock(&reporter->lock);
    insert(reporter, webhook);
    pthread_mutex_unlock(&reporter->lock);
}

void reporter_count(struct reporter *reporter, uint64_t *posted, uint64_t *given_up)
{
    pthread_mutex_lock(&reporter->lock);
    *posted = reporter->posted;
    *given_up = reporter->given_up;
    pthread_mutex_unlock(&reporter->lock);
}

struct reporter *reporter_open(void)
{
    struct reporter *reporter = mem_new(1, sizeof(*reporter));
    pthread_condattr_t monotonic;

    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_mutex_init(&reporter->lock, NULL);
    pthread_cond_init(&reporter->changed, &monotonic);
    pthread_condattr_destroy(&monotonic);
    reporter->fd = -1;
    if (pthread_create(&reporter->thread, NULL, work, reporter) != 0) abort();
    return reporter;
}

void reporter_close(struct reporter *reporter)
{
    pthread_mutex_lock(&reporter->lock);
    reporter->stopping = true;
    pthread_cond_signal(&reporter->changed);
    pthread_mutex_unlock(&reporter->lock);
    pthread_join(reporter->thread, NULL);
    while (reporter->first) {
        struct webhook *webhook = reporter->first;

        reporter->first = webhook->next;
        free_webhook(webhook);
    }
    hang_up(reporter);
    free(reporter->host);
    free(reporter->port);
    pthread_cond_destroy(&reporter->changed);
    pthread_mutex_destroy(&reporter->lock);
    free(reporter);
}
