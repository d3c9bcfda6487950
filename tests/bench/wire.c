/* How many requests the wire alone carries, without a store behind it. */
#include <stdio.h>

#include "gateway/outbox/wire.h"
#include "providers/provider.h"
#include "tests/bench/usage.h"

#define TAKE_MAX 256

static bool start_one(struct wire *wire, const struct credentials *credentials, uint64_t i)
{
    struct http_request request = {0};
    char id[PROVIDER_ID_SPACE];
    struct message message = {.id = id, .to = "+31612345601", .from = "Vangnet"};
    struct fault why;
    bool started;

    snprintf(id, sizeof(id), "%032llx", (unsigned long long)i);
    message.text = "Hoe gaat het thuis, 1 tot 5?";
    started = provider_find("sandbox")->render(&message, credentials, &request, &why) == RC_OK &&
              wire->start(wire, i, &request, 30 * USEC_SEC);
    http_request_clear(&request);
    return started;
}

int main(int argc, char **argv)
{
    long port = argc > 1 ? strtol(argv[1], NULL, 10) : 0;
    long inflight = argc > 2 ? strtol(argv[2], NULL, 10) : 100;
    long n = argc > 3 ? strtol(argv[3], NULL, 10) : 100000;
    struct credentials credentials = {0};
    SCOPED(text_clear) struct text base_url = {0};
    struct exchange done[TAKE_MAX];
    struct wire *wire;
    struct fault why;
    long started = 0, finished = 0, good = 0;
    struct usage before, after;

    if (port <= 0 || inflight < 1 || n < 1 ||
        wire_curl_new((size_t)inflight, &wire, &why) != RC_OK) {
        fputs("bench_wire PORT [INFLIGHT [MESSAGES]]\n", stderr);
        return 2;
    }
    text_addf(&base_url, "http://127.0.0.1:%ld", port);
    credentials_add(&credentials, "base_url", text_string(&base_url));
    before = usage_now();
    while (finished < n) {
        while (started < n && started - finished < inflight &&
               start_one(wire, &credentials, (uint64_t)started)) {
            started++;
        }
        wire->run(wire, USEC_SEC);
        for (size_t k = wire->take(wire, done, TAKE_MAX); k > 0; k--) {
            good += done[k - 1].end == WIRE_ANSWERED && done[k - 1].response.status == 201;
            exchange_clear(&done[k - 1]);
            finished++;
        }
    }
    after = usage_now();
    printf("wire: %.0f requests/s, %.1f us of CPU each (%ld of %ld taken, %ld in flight)\n",
           usage_rate(&before, &after, (size_t)n), usage_each(&before, &after, (size_t)n), good, n,
           inflight);
    wire->free(wire);
    credentials_clear(&credentials);
    return good == n ? 0 : 1;
}
