#include "gateway/signals/dictionary.h"

void dictionary_clear(struct dictionary *dictionary)
{
    if (!dictionary) return;
    for (size_t i = 0; i < dictionary->space; i++)
        free(dictionary->entries[i].name);
    free(dictionary->entries);
    *dictionary = (struct dictionary){0};
}

/* The slot of the name, or the empty one where it belongs. */
static size_t slot_of(const struct dictionary *dictionary, const char *name)
{
    uint64_t hash = 14695981039346656037u;
    size_t slot;

    for (const char *c = name; *c; c++)
        hash = (hash ^ (unsigned char)*c) * 1099511628211u;
    slot = hash & (dictionary->space - 1);
    while (dictionary->entries[slot].name && strcmp(dictionary->entries[slot].name, name) != 0)
        slot = (slot + 1) & (dictionary->space - 1);
    return slot;
}

bool dictionary_find(const struct dictionary *dictionary, const char *name, uint32_t *out)
{
    size_t slot;

    if (dictionary->n == 0) return false;
    slot = slot_of(dictionary, name);
    if (!dictionary->entries[slot].name) return false;
    *out = dictionary->entries[slot].number;
    return true;
}

static void widen(struct dictionary *dictionary)
{
    struct dictionary wide = {.n = dictionary->n,
                              .space = dictionary->space ? dictionary->space * 2 : 1024};

    wide.entries = mem_new(wide.space, sizeof(*wide.entries));
    for (size_t i = 0; i < dictionary->space; i++)
        if (dictionary->entries[i].name)
            wide.entries[slot_of(&wide, dictionary->entries[i].name)] = dictionary->entries[i];
    free(dictionary->entries);
    *dictionary = wide;
}

void dictionary_add(struct dictionary *dictionary, const char *name, uint32_t number)
{
    if (dictionary->n * 2 >= dictionary->space) widen(dictionary);
    dictionary->entries[slot_of(dictionary, name)] =
        (struct dictionary_entry){mem_copy_string(name), number};
    dictionary->n++;
}
