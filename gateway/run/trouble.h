#ifndef GATEWAY_RUN_TROUBLE_H
#define GATEWAY_RUN_TROUBLE_H
/* Trouble: what went wrong the last time, so that /readyz can say it, and the log says it once and not
 * a thousand times a second on the disk that is full. */
#include <pthread.h>

#include "gateway/base/base.h"

/* Trouble that stays the same is told again after this long. */
#define TROUBLE_TOLD_EVERY USEC_MIN

struct trouble {
    pthread_mutex_t lock;
    struct fault why; /* empty: all is well */
    usec came_at, told_at;
};

void trouble_init(struct trouble *trouble);
void trouble_clear(struct trouble *trouble);

/* It went wrong, `now` by the monotonic clock. True: this is news, tell it. From any thread, as all below. */
bool trouble_came(struct trouble *trouble, const struct fault *why, usec now);
/* It went well. True: there was trouble until now, tell that it is over. */
bool trouble_over(struct trouble *trouble);
/* False: there is none, or none since `since`. */
bool trouble_read(struct trouble *trouble, usec since, struct fault *out);

#endif
