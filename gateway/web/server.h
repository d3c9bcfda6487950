#ifndef GATEWAY_WEB_SERVER_H
#define GATEWAY_WEB_SERVER_H
/* Server: HTTP in. One loop thread that never blocks, and a few workers for pages.
 *
 * Webhooks (/in/, /report/, /ussd/) are handed over on the loop thread and answered from anywhere;
 * every other path is a page, which a worker may take its time for. Requests that two readers could
 * understand differently (repeated Content-Length, Content-Length beside Transfer-Encoding) are
 * refused and their connection closed. TLS is for the proxy in front. */
#include "providers/http.h"

/* Ends a webhook; exactly once, from any thread; takes the contents of `answer`. */
typedef void server_answer(void *ticket, struct http_response *answer);

/* Takes one webhook; must not block. `request` lives until the answer. */
typedef void server_webhook(void *with, const struct http_request *request, server_answer *answer,
                            void *ticket);

/* Writes one page. Runs on a worker, several at once. The zeroed `response` becomes 500 where `status`
 * stays 0. Of a HEAD request `method` is "GET" and the body is not sent. */
typedef void server_page(void *with, const struct http_request *request,
                         struct http_response *response);

struct server_options {
    const char *listen; /* "127.0.0.1:8080", "[::1]:8080"; port 0: any that is free */
    server_webhook *webhook;
    server_page *page;
    void *with; /* for both */
};

#define SERVER_WEBHOOK_BYTES ((size_t)256 << 10) /* body of a webhook; past it 413 */
#define SERVER_FORM_BYTES    ((size_t)64 << 10)  /* body of a page's request; past it 413 */
#define SERVER_UPLOAD_BYTES                                                                        \
    ((size_t)2200 << 10) /* where a calendar may come: 2 MB and a form around it */
#define SERVER_HEADER_BYTES  ((size_t)16 << 10) /* request line and headers; past it 431 */
#define SERVER_CONNECTIONS   1024
#define SERVER_IDLE_S        15 /* a silent connection is closed */
#define SERVER_PAGE_WORKERS  2
#define SERVER_PAGES_WAITING 64 /* past it 503 */

struct server;

/* `request->url` is path and query as they came, undecoded (providers/form.h reads it). RC_INVALID: `listen` cannot
 * be read; RC_TAKEN: somebody listens there already. */
enum rc server_open(const struct server_options *options, struct server **out,
                    struct fault *why) NEEDS_CHECK;
int server_port(const struct server *server);
/* Takes no more connections, answers what is in flight, then stops. NULL is fine. */
void server_close(struct server *server);

#endif
