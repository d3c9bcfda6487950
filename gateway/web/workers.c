#include "gateway/web/workers.h"

#include <pthread.h>

struct workers {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    pthread_t *threads;
    size_t thread_n;
    void **queue; /* ring */
    size_t first, n, max;
    bool stopping;
    void (*work)(void *with, void *what);
    void *with;
};

/* NULL: stopping, and nothing is left. */
static void *next(struct workers *workers)
{
    void *what = NULL;

    pthread_mutex_lock(&workers->lock);
    while (workers->n == 0 && !workers->stopping)
        pthread_cond_wait(&workers->changed, &workers->lock);
    if (workers->n > 0) {
        what = workers->queue[workers->first];
        workers->first = (workers->first + 1) % workers->max;
        workers->n--;
    }
    pthread_mutex_unlock(&workers->lock);
    return what;
}

static void *run(void *with)
{
    struct workers *workers = with;

    for (void *what = next(workers); what; what = next(workers))
        workers->work(workers->with, what);
    return NULL;
}

bool workers_add(struct workers *workers, void *what)
{
    bool added;

    assert(what);
    pthread_mutex_lock(&workers->lock);
    added = workers->n < workers->max;
    if (added) {
        workers->queue[(workers->first + workers->n) % workers->max] = what;
        workers->n++;
        pthread_cond_signal(&workers->changed);
    }
    pthread_mutex_unlock(&workers->lock);
    return added;
}

struct workers *workers_new(size_t threads, size_t waiting_max,
                            void (*work)(void *with, void *what), void *with)
{
    struct workers *workers = mem_new(1, sizeof(*workers));

    assert(threads > 0 && waiting_max > 0);
    pthread_mutex_init(&workers->lock, NULL);
    pthread_cond_init(&workers->changed, NULL);
    workers->threads = mem_new(threads, sizeof(*workers->threads));
    workers->queue = mem_new(waiting_max, sizeof(*workers->queue));
    workers->max = waiting_max;
    workers->work = work;
    workers->with = with;
    while (workers->thread_n < threads &&
           pthread_create(&workers->threads[workers->thread_n], NULL, run, workers) == 0) {
        workers->thread_n++;
    }
    if (workers->thread_n == threads) return workers;
    workers_free(workers);
    return NULL;
}

void workers_free(struct workers *workers)
{
    if (!workers) return;
    pthread_mutex_lock(&workers->lock);
    workers->stopping = true;
    pthread_cond_broadcast(&workers->changed);
    pthread_mutex_unlock(&workers->lock);
    for (size_t i = 0; i < workers->thread_n; i++)
        pthread_join(workers->threads[i], NULL);
    pthread_cond_destroy(&workers->changed);
    pthread_mutex_destroy(&workers->lock);
    free(workers->threads);
    free(workers->queue);
    free(workers);
}
