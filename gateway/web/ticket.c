#include "gateway/web/ticket.h"

#include <netdb.h>
#include <netinet/in.h>
#include <unistd.h>

#include "gateway/base/clock.h"

/* A body beyond its limit is read and forgotten up to here, so that its sender can still hear 413. */
#define DRAIN_BYTES ((uint64_t)16 << 20)
/* A request must be in by then, however slowly it drips. */
#define READ_WITHIN (60 * USEC_SEC)

void *ticket_new(void *with, const char *url, struct MHD_Connection *connection)
{
    struct ticket *ticket = mem_new(1, sizeof(*ticket));

    ticket->server = with;
    ticket->connection = connection;
    ticket->since = clock_monotonic();
    text_add(&ticket->request.url, url);
    ticket->server->tickets++;
    return ticket;
}

void ticket_free(void *with, struct MHD_Connection *connection, void **pointer,
                 enum MHD_RequestTerminationCode why)
{
    struct server *server = with;
    struct ticket *ticket = *pointer;

    (void)connection;
    (void)why;
    if (!ticket) return;
    assert(ticket->state != TICKET_HANDED);
    text_wipe(&ticket->request.body);
    http_request_clear(&ticket->request);
    http_response_clear(&ticket->response);
    free(ticket);
    *pointer = NULL;
    server->tickets--;
}

/* ---- Answering ------------------------------------------------------------------------------- */

static struct MHD_Response *new_response(struct http_response *from)
{
    size_t n = from->body.n;

    if (n == 0) return MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);
    return MHD_create_response_from_buffer(n, text_take(&from->body), MHD_RESPMEM_MUST_FREE);
}

static enum MHD_Result respond(struct ticket *ticket)
{
    struct http_response *from = &ticket->response;
    struct MHD_Response *response;
    enum MHD_Result queued;
    bool valid = from->status >= 200 && from->status <= 599;

    if (!valid || text_over(&from->body)) {
        http_response_clear(from);
        from->status = 500;
    }
    response = new_response(from);
    if (!response) return MHD_NO;
    for (size_t i = 0; i < from->headers.n; i++)
        IGNORE(MHD_add_response_header(response, from->headers.at[i].name,
                                       from->headers.at[i].value) == MHD_NO); /* not a header */
    if (atomic_load(&ticket->server->stopping))
        IGNORE(MHD_add_response_header(response, "Connection", "close") == MHD_NO);
    queued = MHD_queue_response(ticket->connection, (unsigned)from->status, response);
    MHD_destroy_response(response);
    return queued;
}

/* Refuses without having read the body, so nothing more can be read from this connection. */
static enum MHD_Result refuse(struct ticket *ticket, int status)
{
    ticket->state = TICKET_ANSWERED;
    ticket->response.status = status;
    http_header_add(&ticket->response.headers, "Connection", "close");
    return respond(ticket);
}

void ticket_answered(struct ticket *ticket)
{
    struct server *server = ticket->server;
    uint64_t one = 1;
    bool first;

    pthread_mutex_lock(&server->lock);
    first = !server->answered;
    ticket->next = server->answered;
    server->answered = ticket;
    pthread_mutex_unlock(&server->lock);
    if (first) IGNORE(write(server->wake, &one, sizeof(one)) < 0); /* full: it is awake already */
}

static void answer_webhook(void *with, struct http_response *answer)
{
    struct ticket *ticket = with;

    ticket->response = *answer;
    *answer = (struct http_response){0};
    ticket_answered(ticket);
}

void ticket_work(void *with, void *what)
{
    struct server *server = with;
    struct ticket *ticket = what;

    server->options.page(server->options.with, &ticket->request, &ticket->response);
    ticket_answered(ticket);
}

/* ---- Reading --------------------------------------------------------------------------------- */

static enum MHD_Result add_header(void *with, enum MHD_ValueKind kind, const char *name,
                                  const char *value)
{
    (void)kind;
    http_header_add(with, name, value ? value : "");
    return MHD_YES;
}

static void note_peer(struct ticket *ticket)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(ticket->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    char *peer = ticket->request.peer;

    if (!info || getnameinfo(info->client_addr,
                             info->client_addr->sa_family == AF_INET6 ? sizeof(struct sockaddr_in6)
                                                                      : sizeof(struct sockaddr_in),
                             peer, HTTP_PEER_SPACE, NULL, 0, NI_NUMERICHOST) != 0)
        peer[0] = '\0';
}

static enum MHD_Result begin(struct ticket *ticket, const char *method, const char *version)
{
    struct http_request *request = &ticket->request;
    int status;

    MHD_get_connection_values(ticket->connection, MHD_HEADER_KIND, add_header, &request->headers);
    status = rules_check(method, version, &request->headers, &ticket->shape);
    if (status) return refuse(ticket, status);
    request->method = ticket->shape.method;
    note_peer(ticket);
    ticket->body_max = rules_body_max(text_string(&request->url));
    request->body.limit = ticket->body_max;
    if (ticket->shape.body_bytes > ticket->body_max &&
        (ticket->shape.expects || ticket->shape.body_bytes > DRAIN_BYTES)) {
        return refuse(ticket, 413);
    }
    ticket->state = TICKET_READING;
    return MHD_YES;
}

static enum MHD_Result read_body(struct ticket *ticket, const char *upload, size_t *upload_n)
{
    ticket->body_n += *upload_n;
    text_add_bytes(&ticket->request.body, upload, *upload_n); /* remembers when it is over */
    *upload_n = 0;
    if (ticket->body_n > DRAIN_BYTES) return MHD_NO;
    return clock_monotonic() - ticket->since < READ_WITHIN ? MHD_YES : MHD_NO;
}

/* Hands the request over; from the suspension on, somebody else may answer at any moment. */
static enum MHD_Result hand_over(struct ticket *ticket)
{
    struct server *server = ticket->server;

    if (ticket->body_n > ticket->body_max) return refuse(ticket, 413);
    ticket->state = TICKET_HANDED;
    server->handed++;
    MHD_suspend_connection(ticket->connection);
    if (rules_is_webhook(text_string(&ticket->request.url))) {
        server->options.webhook(server->options.with, &ticket->request, answer_webhook, ticket);
    } else if (!workers_add(server->workers, ticket)) {
        ticket->response.status = 503;
        http_header_add(&ticket->response.headers, "Retry-After", "1");
        ticket_answered(ticket);
    }
    return MHD_YES;
}

enum MHD_Result ticket_handle(void *with, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *upload,
                              size_t *upload_n, void **pointer)
{
    struct ticket *ticket = *pointer;

    (void)with;
    (void)connection;
    (void)url;
    switch (ticket->state) {
    case TICKET_NEW:
        return begin(ticket, method, version);
    case TICKET_READING:
        return *upload_n ? read_body(ticket, upload, upload_n) : hand_over(ticket);
    case TICKET_HANDED:
        return MHD_YES; /* suspended: nobody calls */
    case TICKET_ANSWERED:
        return respond(ticket);
    }
    return MHD_NO;
}
