#ifndef GATEWAY_OUTBOX_BATCH_H
#define GATEWAY_OUTBOX_BATCH_H
/* Batch: outcomes on their way to the store, with the strings they point at. Only outbox/ includes it. */
#include "gateway/store/store.h"

struct batch {
    struct outbox_record *records;
    size_t n, space;
    char **strings;
    size_t string_n;
};

/* Adds one; its strings are copied. */
void batch_add(struct batch *batch, const struct outbox_record *record);
/* Whether a message in it is queued again. */
bool batch_queues(const struct batch *batch);
/* Empties it and keeps the memory. */
void batch_reset(struct batch *batch);
void batch_clear(struct batch *batch);

#endif
