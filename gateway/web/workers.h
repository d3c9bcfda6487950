#ifndef GATEWAY_WEB_WORKERS_H
#define GATEWAY_WEB_WORKERS_H
/* Workers: a few threads and a short queue of things to do. */
#include "gateway/base/base.h"

struct workers;

/* `work` is called with `with` and what was added, on any of the threads. NULL: no threads. */
struct workers *workers_new(size_t threads, size_t waiting_max,
                            void (*work)(void *with, void *what), void *with);
/* False: the queue is full. */
bool workers_add(struct workers *workers, void *what);
/* Does what is in the queue, then ends the threads. */
void workers_free(struct workers *workers);

#endif
