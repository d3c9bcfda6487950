/* The loop: libmicrohttpd on our thread.
 *
 * Its own epoll thread waits a second time, with the full time-out, whenever exactly as many events were
 * ready as its array holds (128, or a multiple), before it handles the first ones; 128 busy connections
 * then make 100 requests a second. Here it is only ever asked not to wait at all, and we wait. */
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "gateway/base/clock.h"
#include "gateway/web/ticket.h"

#define BACKLOG 4096
/* What libmicrohttpd may use for a connection's headers, in and out. */
#define CONNECTION_MEMORY (SERVER_HEADER_BYTES + ((size_t)16 << 10))
#define WAIT_MAX_MS       1000
/* How long a stop waits for requests that are half in and answers that are half out. */
#define STOP_WAIT (5 * USEC_SEC)

/* ---- The loop -------------------------------------------------------------------------------- */

/* Lets libmicrohttpd go on with every request that was answered meanwhile. */
static void resume_answered(struct server *server)
{
    struct ticket *ticket;
    uint64_t count;

    IGNORE(read(server->wake, &count, sizeof(count)) < 0); /* empty: woken by a request */
    pthread_mutex_lock(&server->lock);
    ticket = server->answered;
    server->answered = NULL;
    pthread_mutex_unlock(&server->lock);
    while (ticket) {
        struct ticket *next = ticket->next;

        ticket->state = TICKET_ANSWERED;
        server->handed--;
        MHD_resume_connection(ticket->connection);
        ticket = next;
    }
}

static int wait_ms(const struct server *server)
{
    MHD_UNSIGNED_LONG_LONG wanted;

    if (MHD_get_timeout(server->daemon, &wanted) != MHD_YES || wanted > WAIT_MAX_MS)
        return WAIT_MAX_MS;
    return (int)wanted;
}

static void stop_listening(struct server *server)
{
    MHD_quiesce_daemon(server->daemon);
    close(server->listener);
    server->listener = -1;
    server->quiet = true;
}

static void *loop(void *with)
{
    struct server *server = with;
    int epoll = MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
    struct pollfd ready[] = {
        {.fd = epoll,        .events = POLLIN},
        {.fd = server->wake, .events = POLLIN}
    };
    usec stop_at = USEC_NEVER;

    /* What was handed over is always waited for: a webhook that became durable must be told so. */
    while (!server->quiet || server->handed > 0 ||
           (server->tickets > 0 && clock_monotonic() < stop_at)) {
        IGNORE(poll(ready, COUNT(ready), wait_ms(server)) < 0); /* interrupted: one turn early */
        resume_answered(server);
        MHD_run(server->daemon);
        if (atomic_load(&server->stopping) && !server->quiet) {
            stop_listening(server);
            stop_at = clock_monotonic() + STOP_WAIT;
        }
    }
    return NULL;
}

/* ---- Opening --------------------------------------------------------------------------------- */

static enum rc find_address(const char *listen, struct addrinfo **out, struct fault *why)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE};
    SCOPED(text_clear) struct text host = {0};
    SCOPED(text_clear) struct text port = {0};
    int failed;

    if (!rules_read_listen(listen, &host, &port))
        return fault_set(why, RC_INVALID,
                         "listen: \"%s\" is no address and port such as 127.0.0.1:8080", listen);
    failed = getaddrinfo(host.n ? text_string(&host) : NULL, text_string(&port), &hints, out);
    if (failed)
        return fault_set(why, RC_INVALID, "listen: \"%s\": %s", listen, gai_strerror(failed));
    return RC_OK;
}

static int port_of(int fd)
{
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
    } address = {0};
    socklen_t n = sizeof(address);

    if (getsockname(fd, &address.any, &n) < 0) return 0;
    return ntohs(address.any.sa_family == AF_INET6 ? address.v6.sin6_port : address.v4.sin_port);
}

static enum rc open_listener(struct server *server, const char *where, struct fault *why)
{
    struct addrinfo *address = NULL;
    int one = 1, failed;

    TRY(find_address(where, &address, why));
    assert(address);
    server->listener = socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (server->listener >= 0)
        setsockopt(server->listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
    failed = server->listener < 0 ||
             bind(server->listener, address->ai_addr, address->ai_addrlen) < 0 ||
             listen(server->listener, BACKLOG) < 0;
    freeaddrinfo(address);
    if (failed)
        return fault_set(why, errno == EADDRINUSE ? RC_TAKEN : RC_INVALID, "listen: \"%s\": %s",
                         where, strerror(errno));
    server->port = port_of(server->listener);
    return RC_OK;
}

/* Keeps "%41" as it came: signatures are made over the URL as the provider wrote it. */
static size_t leave_escaped(void *with, struct MHD_Connection *connection, char *url)
{
    (void)with;
    (void)connection;
    return strlen(url);
}

static enum MHD_Result allow_all(void *with, const struct sockaddr *address, socklen_t n)
{
    (void)with;
    (void)address;
    (void)n;
    return MHD_YES;
}

static enum rc start(struct server *server, struct fault *why)
{
    server->daemon = MHD_start_daemon(
        MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ITC, 0, allow_all, NULL, ticket_handle,
        server, MHD_OPTION_LISTEN_SOCKET, server->listener, MHD_OPTION_URI_LOG_CALLBACK, ticket_new,
        server, MHD_OPTION_NOTIFY_COMPLETED, ticket_free, server, MHD_OPTION_UNESCAPE_CALLBACK,
        leave_escaped, NULL, MHD_OPTION_CONNECTION_LIMIT, (unsigned)SERVER_CONNECTIONS,
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)SERVER_IDLE_S, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        CONNECTION_MEMORY, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_END);
    if (!server->daemon) return fault_set(why, RC_BROKEN, "the HTTP server does not start");
    server->workers = workers_new(SERVER_PAGE_WORKERS, SERVER_PAGES_WAITING, ticket_work, server);
    if (!server->workers) return fault_set(why, RC_BROKEN, "no threads for the pages");
    if (pthread_create(&server->thread, NULL, loop, server) != 0)
        return fault_set(why, RC_BROKEN, "no thread for the HTTP server");
    server->running = true;
    return RC_OK;
}

enum rc server_open(const struct server_options *options, struct server **out, struct fault *why)
{
    struct server *server = mem_new(1, sizeof(*server));
    enum rc rc;

    server->options = *options;
    server->options.listen = NULL; /* not kept */
    server->listener = -1;
    pthread_mutex_init(&server->lock, NULL);
    server->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    rc = server->wake < 0 ? fault_set(why, RC_BROKEN, "no event descriptor: %s", strerror(errno))
                          : open_listener(server, options->listen, why);
    if (rc == RC_OK) rc = start(server, why);
    if (rc != RC_OK) {
        server_close(server);
        return rc;
    }
    *out = server;
    return RC_OK;
}

int server_port(const struct server *server)
{
    return server->port;
}

void server_close(struct server *server)
{
    uint64_t one = 1;

    if (!server) return;
    if (server->running) {
        atomic_store(&server->stopping, true);
        IGNORE(write(server->wake, &one, sizeof(one)) < 0); /* full: it is awake already */
        pthread_join(server->thread, NULL);
    }
    workers_free(server->workers);
    if (server->daemon) MHD_stop_daemon(server->daemon);
    if (server->listener >= 0) close(server->listener);
    if (server->wake >= 0) close(server->wake);
    pthread_mutex_destroy(&server->lock);
    free(server);
}
