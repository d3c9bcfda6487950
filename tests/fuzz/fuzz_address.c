/* The path of a webhook, of any bytes. */
#include "tests/fuzz/fuzz.h"

#include "gateway/inbox/address.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    SCOPED(address_clear) struct address address = {0};
    bool good = address_read((const char *)bytes, n, &address);

    if (!good) return 0;
    /* Both are compared as strings, so neither may hide a NUL. */
    assert(address.route.n > 0 && strlen(text_string(&address.route)) == address.route.n);
    assert(strlen(text_string(&address.secret)) == address.secret.n);
    return 0;
}
