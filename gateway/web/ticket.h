#ifndef GATEWAY_WEB_TICKET_H
#define GATEWAY_WEB_TICKET_H
/* Ticket: one request on its way through the server. Only server.c and ticket.c include this.
 *
 * It belongs to the loop thread, but for the time between hand-over and answer, when whoever answers
 * may write `response` and then calls ticket_answered, once. */
#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>

#include "gateway/web/rules.h"
#include "gateway/web/server.h"
#include "gateway/web/workers.h"

enum ticket_state {
    TICKET_NEW,     /* only the URL is known */
    TICKET_READING, /* the body comes in */
    TICKET_HANDED,  /* somebody works on the answer; the connection is suspended */
    TICKET_ANSWERED,
};

struct ticket {
    struct server *server;
    struct MHD_Connection *connection;
    struct ticket *next; /* among the answered */
    enum ticket_state state;
    struct http_request request;
    struct http_response response;
    struct request_shape shape;
    size_t body_max;
    uint64_t body_n; /* bytes that came, kept or not */
    usec since;      /* monotonic */
};

struct server {
    struct server_options options;
    struct MHD_Daemon *daemon;
    struct workers *workers;
    pthread_t thread;
    bool running; /* the thread is */
    int listener, port;
    int wake;
    atomic_bool stopping;
    bool quiet;     /* stopping, and the listener is closed */
    size_t tickets; /* requests between their first line and the last byte of their answer */
    size_t handed;  /* of these, being worked on */
    pthread_mutex_t lock;
    struct ticket *answered; /* under the lock */
};

/* libmicrohttpd calls these on the loop thread; `with` is the server, `pointer` holds the ticket. */
void *ticket_new(void *with, const char *url, struct MHD_Connection *connection);
enum MHD_Result ticket_handle(void *with, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *upload,
                              size_t *upload_n, void **pointer);
void ticket_free(void *with, struct MHD_Connection *connection, void **pointer,
                 enum MHD_RequestTerminationCode why);

/* Any thread: the answer is in; the loop sends it. */
void ticket_answered(struct ticket *ticket);
/* What a worker does: `with` is the server, `what` the ticket. */
void ticket_work(void *with, void *what);

#endif
