#include "tests/bench/taken.h"

static size_t place_of(const char *id, size_t space)
{
    uint64_t hash = 1469598103934665603U; /* FNV-1a */

    for (; *id; id++)
        hash = (hash ^ (unsigned char)*id) * 1099511628211U;
    return (size_t)hash & (space - 1);
}

/* The entry of `id`, or the free one where it belongs. */
static struct taken_entry *look(const struct taken *taken, const char *id)
{
    size_t i = place_of(id, taken->space);

    while (taken->at[i].id && strcmp(taken->at[i].id, id) != 0)
        i = (i + 1) & (taken->space - 1);
    return &taken->at[i];
}

static void grow(struct taken *taken)
{
    struct taken larger = {.space = taken->space ? taken->space * 2 : 1024};

    larger.at = mem_new(larger.space, sizeof(*larger.at));
    for (size_t i = 0; i < taken->space; i++)
        if (taken->at[i].id) *look(&larger, taken->at[i].id) = taken->at[i];
    free(taken->at);
    taken->at = larger.at;
    taken->space = larger.space;
}

struct taken_entry *taken_add(struct taken *taken, const char *id)
{
    struct taken_entry *entry;

    if (taken->n * 2 >= taken->space) grow(taken);
    entry = look(taken, id);
    if (!entry->id) {
        entry->id = mem_copy_string(id);
        taken->n++;
    }
    entry->times++;
    taken->times++;
    return entry;
}

struct taken_entry *taken_find(const struct taken *taken, const char *id)
{
    struct taken_entry *entry = taken->space ? look(taken, id) : NULL;

    return entry && entry->id ? entry : NULL;
}

void taken_clear(struct taken *taken)
{
    for (size_t i = 0; i < taken->space; i++) {
        free(taken->at[i].id);
        free(taken->at[i].to);
        free(taken->at[i].from);
        free(taken->at[i].text);
    }
    free(taken->at);
    *taken = (struct taken){0};
}
