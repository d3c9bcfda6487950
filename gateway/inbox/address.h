#ifndef GATEWAY_INBOX_ADDRESS_H
#define GATEWAY_INBOX_ADDRESS_H
/* Address: what the path of a webhook names. Pure; reads hostile bytes. */
#include "gateway/base/text.h"

struct address {
    struct text route, secret; /* decoded; secret empty where the path has none */
    bool is_ussd;
};

/* Reads "/in/<route>[/<secret>]", "/report/…" or "/ussd/…[/<what the provider appends>]", up to "?" or "#".
 * False: it is no such path. */
bool address_read(const char *url, size_t n, struct address *out);
void address_clear(struct address *address);

#endif
