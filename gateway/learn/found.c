#include "gateway/learn/found.h"

#include "gateway/store/store.h"

void found_clear(struct found *found)
{
    if (!found) return;
    free(found->taught);
    free(found->apart);
    *found = (struct found){0};
}

static struct labelled labelled_of(const struct labelled_reply *reply)
{
    struct labelled labelled = {.id = "",
                                .language = reply->language,
                                .kind = "",
                                .text = reply->text,
                                .context =
                                    reply->appointment ? CONTEXT_APPOINTMENT : CONTEXT_CHECKIN,
                                .intent = reply->intent};

    memcpy(labelled.levels, reply->levels, sizeof(labelled.levels));
    return labelled;
}

void found_divide(const struct labelled_replies *replies, struct found *out)
{
    *out = (struct found){.taught = mem_new(replies->n + 1, sizeof(*out->taught)),
                          .apart = mem_new(replies->n + 1, sizeof(*out->apart))};
    for (size_t i = 0; i < replies->n; i++) {
        struct labelled labelled = labelled_of(&replies->at[i]);

        if (replies->at[i].id % FOUND_APART == 0)
            out->apart[out->apart_n++] = labelled;
        else
            out->taught[out->taught_n++] = labelled;
    }
}
