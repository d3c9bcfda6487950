#ifndef CONFIG_NETWORKS_H
#define CONFIG_NETWORKS_H
/* Networks: which addresses may speak. Pure.
 *
 * An IPv4 address is the same as its IPv6 form (::ffff:192.0.2.1), so a socket that hears both needs no
 * second list. */
#include "gateway/base/base.h"

#define NETWORKS_MAX       32
#define NETWORK_TEXT_SPACE 64

struct network {
    unsigned char at[16]; /* IPv4 behind ::ffff: */
    int bits;             /* of `at` that count */
};

struct networks {
    struct network at[NETWORKS_MAX];
    size_t n;
};

/* "185.3.0.0/16", "2001:db8::/32", or one address. False: it is none, or has bits behind its length. */
bool network_read(const char *written, struct network *out);
/* False also for what is no address. */
bool networks_hold(const struct networks *networks, const char *address);

#endif
