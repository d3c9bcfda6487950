#include "gateway/inbox/peer.h"

#include <strings.h>

static const char blanks[] = " \t";

/* One address of the header, "192.0.2.7", "192.0.2.7:4711" or "[2001:db8::1]:4711". */
static void read_one(const char *item, size_t n, char out[static HTTP_PEER_SPACE])
{
    size_t skip = strspn(item, blanks);
    const char *colon;

    out[0] = '\0';
    if (skip > n) skip = n;
    item += skip;
    n -= skip;
    while (n > 0 && strchr(blanks, item[n - 1]))
        n--;
    if (n > 0 && *item == '[') {
        const char *end = memchr(item, ']', n);

        if (!end) return;
        n = (size_t)(end - ++item);
    } else if ((colon = memchr(item, ':', n)) &&
               !memchr(colon + 1, ':', n - 1 - (size_t)(colon - item))) {
        n = (size_t)(colon - item);
    }
    if (n >= HTTP_PEER_SPACE) return;
    memcpy(out, item, n);
    out[n] = '\0';
}

/* Goes through one header from its end. True: it found who asked, or that nobody can tell. */
static bool read_header(const struct config *config, const char *value,
                        char out[static HTTP_PEER_SPACE])
{
    size_t end = strlen(value);

    for (;;) {
        size_t from = end;

        while (from > 0 && value[from - 1] != ',')
            from--;
        read_one(value + from, end - from, out);
        if (!networks_hold(&config->trusted_proxies, out)) return true;
        if (from == 0) return false;
        end = from - 1;
    }
}

void peer_of(const struct config *config, const struct http_request *request,
             char out[static HTTP_PEER_SPACE])
{
    const struct http_headers *headers = &request->headers;

    memcpy(out, request->peer, HTTP_PEER_SPACE);
    if (!networks_hold(&config->trusted_proxies, out)) return;
    /* A proxy adds behind what came, be it to the header or as a further one. */
    for (size_t i = headers->n; i > 0; i--) {
        if (strcasecmp(headers->at[i - 1].name, config->proxy_header) != 0) continue;
        if (read_header(config, headers->at[i - 1].value, out)) return;
    }
}

bool peer_is_allowed(const struct config *config, const struct route *route,
                     const struct http_request *request)
{
    char peer[HTTP_PEER_SPACE];

    if (route->networks.n == 0) return true;
    peer_of(config, request, peer);
    return networks_hold(&route->networks, peer);
}
