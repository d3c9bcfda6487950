#ifndef GATEWAY_INBOX_PEER_H
#define GATEWAY_INBOX_PEER_H
/* Peer: from which address a webhook came, and whether its route takes any from there. Pure; reads hostile
 * bytes. */
#include "config/config.h"

/* Behind reverse proxies of ours the last address in their header that is none of theirs: all before it was
 * written by whoever asked. A header that nobody trusted wrote is not looked at. "" where no sense can be
 * made of it. */
void peer_of(const struct config *config, const struct http_request *request,
             char out[static HTTP_PEER_SPACE]);

/* A route without networks takes webhooks from anywhere. */
bool peer_is_allowed(const struct config *config, const struct route *route,
                     const struct http_request *request);

#endif
