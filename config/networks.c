#include "config/networks.h"

#include <arpa/inet.h>

#define V4_BITS 32
#define V6_BITS 128

/* Reads the address in front of the slash; `own_bits` is how many its family has. */
static bool read_address(const char *written, size_t n, struct network *out, int *own_bits)
{
    char address[NETWORK_TEXT_SPACE];

    if (n >= sizeof(address)) return false;
    memcpy(address, written, n);
    address[n] = '\0';
    *own_bits = V6_BITS;
    if (inet_pton(AF_INET6, address, out->at) == 1) return true;
    *own_bits = V4_BITS;
    memcpy(out->at, "\0\0\0\0\0\0\0\0\0\0\xFF\xFF", 12);
    return inet_pton(AF_INET, address, out->at + 12) == 1;
}

static bool read_bits(const char *written, int most, int *out)
{
    size_t n = strlen(written);

    if (n < 1 || n > 3 || written[strspn(written, "0123456789")] != '\0') return false;
    *out = 0;
    for (; *written; written++)
        *out = 10 * *out + (*written - '0');
    return *out <= most;
}

static bool same_bits(const unsigned char *one, const unsigned char *other, int bits)
{
    unsigned char mask = (unsigned char)(0xFF00 >> bits % 8);

    if (memcmp(one, other, (size_t)bits / 8) != 0) return false;
    return bits % 8 == 0 || ((one[bits / 8] ^ other[bits / 8]) & mask) == 0;
}

/* A network as people mean it has nothing behind its length: 185.3.1.0/16 is more likely a slip. */
static bool ends_at_length(const struct network *network)
{
    for (int bit = network->bits; bit < V6_BITS; bit++)
        if (network->at[bit / 8] & (0x80 >> bit % 8)) return false;
    return true;
}

bool network_read(const char *written, struct network *out)
{
    const char *slash = strchr(written, '/');
    struct network network = {0};
    int own_bits, bits;

    if (!read_address(written, slash ? (size_t)(slash - written) : strlen(written), &network,
                      &own_bits))
        return false;
    bits = own_bits;
    if (slash && !read_bits(slash + 1, own_bits, &bits)) return false;
    network.bits = V6_BITS - own_bits + bits;
    if (!ends_at_length(&network)) return false;
    *out = network;
    return true;
}

bool networks_hold(const struct networks *networks, const char *address)
{
    struct network one;

    if (strchr(address, '/') || !network_read(address, &one)) return false;
    for (size_t i = 0; i < networks->n; i++)
        if (same_bits(networks->at[i].at, one.at, networks->at[i].bits)) return true;
    return false;
}
