#ifndef GATEWAY_RUN_BELL_H
#define GATEWAY_RUN_BELL_H
/* Bell: wakes a loop that waits for its next moment. */
#include <pthread.h>

#include "gateway/base/base.h"

struct bell {
    pthread_mutex_t lock;
    pthread_cond_t heard;
    bool rung;
};

void bell_init(struct bell *bell);
void bell_clear(struct bell *bell);
/* From any thread. */
void bell_ring(struct bell *bell);
/* Returns when it was rung since the last wait, or after `wait_for` (a span, by the monotonic clock, so
 * that a jump of the wall clock neither hurries nor stalls a loop). */
void bell_wait(struct bell *bell, usec wait_for);

#endif
