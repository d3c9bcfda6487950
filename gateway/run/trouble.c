#include "gateway/run/trouble.h"

void trouble_init(struct trouble *trouble)
{
    *trouble = (struct trouble){0};
    pthread_mutex_init(&trouble->lock, NULL);
}

void trouble_clear(struct trouble *trouble)
{
    pthread_mutex_destroy(&trouble->lock);
}

bool trouble_came(struct trouble *trouble, const struct fault *why, usec now)
{
    bool news;

    pthread_mutex_lock(&trouble->lock);
    news =
        strcmp(trouble->why.text, why->text) != 0 || now - trouble->told_at >= TROUBLE_TOLD_EVERY;
    trouble->why = *why;
    trouble->came_at = now;
    if (news) trouble->told_at = now;
    pthread_mutex_unlock(&trouble->lock);
    return news;
}

bool trouble_over(struct trouble *trouble)
{
    bool was;

    pthread_mutex_lock(&trouble->lock);
    was = trouble->why.text[0] != '\0';
    trouble->why.text[0] = '\0';
    pthread_mutex_unlock(&trouble->lock);
    return was;
}

bool trouble_read(struct trouble *trouble, usec since, struct fault *out)
{
    bool is;

    pthread_mutex_lock(&trouble->lock);
    is = trouble->why.text[0] != '\0' && trouble->came_at >= since;
    if (is) *out = trouble->why;
    pthread_mutex_unlock(&trouble->lock);
    return is;
}
