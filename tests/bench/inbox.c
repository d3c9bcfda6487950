/* The receiving half alone: server, inbox and a store that syncs, with nobody handling what came in. Prints
 * its port and serves until SIGTERM. */
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "gateway/base/clock.h"
#include "gateway/inbox/inbox.h"
#include "gateway/web/server.h"

static void receive(void *with, const struct http_request *request, server_answer *answer,
                    void *ticket)
{
    struct clock clock = clock_real();

    inbox_receive_later(with, request, clock_now(&clock), answer, ticket);
}

static void page(void *with, const struct http_request *request, struct http_response *response)
{
    (void)with;
    (void)request;
    response->status = 404;
}

int main(int argc, char **argv)
{
    static const unsigned char key[32] = {1};
    struct route route = {
        .name = (char[]){"sandbox"}, .provider = provider_find("sandbox"), .secret = (char[]){""}};
    struct config config = {.public_url = (char[]){""}, .routes = &route, .route_n = 1};
    struct dice dice = dice_system();
    struct store_options store_options = {.master_key = key, .dice = &dice};
    struct inbox inbox = {.config = &config};
    struct server_options server_options = {"127.0.0.1:0", receive, page, &inbox};
    struct server *server = NULL;
    struct fault why = {""};
    sigset_t ends;
    int heard;

    if (argc != 2) {
        fputs("bench_inbox DATABASE\n", stderr);
        return 2;
    }
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &ends, NULL);
    store_options.path = argv[1];
    if (store_open(&store_options, &inbox.store, &why) != RC_OK ||
        server_open(&server_options, &server, &why) != RC_OK) {
        fprintf(stderr, "bench_inbox: %s\n", why.text);
        return 1;
    }
    printf("%d\n", server_port(server));
    fflush(stdout);
    sigwait(&ends, &heard);
    server_close(server);
    store_close(inbox.store);
    return 0;
}
