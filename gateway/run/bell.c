#include "gateway/run/bell.h"

#include "gateway/base/clock.h"

void bell_init(struct bell *bell)
{
    pthread_condattr_t attributes;

    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&bell->heard, &attributes);
    pthread_condattr_destroy(&attributes);
    pthread_mutex_init(&bell->lock, NULL);
    bell->rung = false;
}

void bell_clear(struct bell *bell)
{
    pthread_cond_destroy(&bell->heard);
    pthread_mutex_destroy(&bell->lock);
}

void bell_ring(struct bell *bell)
{
    pthread_mutex_lock(&bell->lock);
    bell->rung = true;
    pthread_cond_signal(&bell->heard);
    pthread_mutex_unlock(&bell->lock);
}

void bell_wait(struct bell *bell, usec wait_for)
{
    usec until = clock_monotonic() + wait_for;
    struct timespec at = {.tv_sec = (time_t)(until / USEC_SEC),
                          .tv_nsec = (long)(until % USEC_SEC) * 1000};

    pthread_mutex_lock(&bell->lock);
    while (!bell->rung && pthread_cond_timedwait(&bell->heard, &bell->lock, &at) == 0)
        continue;
    bell->rung = false;
    pthread_mutex_unlock(&bell->lock);
}
