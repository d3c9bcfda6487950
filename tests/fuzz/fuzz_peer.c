/* The header in which a proxy says who asked, of any bytes, as one header and as two. */
#include "tests/fuzz/fuzz.h"

#include "gateway/inbox/peer.h"

static void ask(const char *peer, const char *first, const char *second,
                char out[static HTTP_PEER_SPACE])
{
    static char name[] = "X-Forwarded-For";
    SCOPED(http_request_clear) struct http_request request = {0};
    struct config config = {.proxy_header = name, .trusted_proxies = {.n = 1}};

    assert(network_read("10.0.0.0/8", &config.trusted_proxies.at[0]));
    snprintf(request.peer, sizeof(request.peer), "%s", peer);
    http_header_add(&request.headers, name, first);
    http_header_add(&request.headers, name, second);
    peer_of(&config, &request, out);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    SCOPED(mem_free) char *value = mem_copy(bytes, n);
    char out[HTTP_PEER_SPACE];

    if (memchr(value, '\0', n)) return 0; /* a header holds none */
    ask("192.0.2.7", value, value, out);
    assert(strcmp(out, "192.0.2.7") == 0); /* whatever a stranger writes */
    ask("10.0.0.1", value, "192.0.2.7", out);
    assert(strcmp(out, "192.0.2.7") == 0); /* nor what stands in front of the proxy's word */
    ask("10.0.0.1", "192.0.2.7", value, out);
    assert(memchr(out, '\0', sizeof(out)) && !strchr(out, ','));
    return 0;
}
