#ifndef GATEWAY_CLI_PLACE_H
#define GATEWAY_CLI_PLACE_H
/* Place: a folder of its own for a municipality that exists only while a command runs. */
#include "gateway/base/data.h"

struct place {
    char dir[64];
    struct text config, store, key; /* paths */
};

/* Makes a folder with the demonstration's configuration, a fresh master key and room for a store; it
 * listens on 127.0.0.1:`port`. */
enum rc place_make(struct place *place, const struct data *data, const char *port,
                   struct fault *why) NEEDS_CHECK;
/* Removes it all. For SCOPED. */
void place_clear(struct place *place);

#endif
