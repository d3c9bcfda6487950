/* Merge: what the operator's file replaces, by name. */
#include "config/schema.h"

static void *thing_at(const struct merge *merge, size_t i)
{
    return (char *)merge->things + i * merge->size;
}

static const char *name_at(const struct merge *merge, size_t i)
{
    return *(char **)(void *)((char *)thing_at(merge, i) + merge->name_at);
}

/* Whether a later one of the same name takes the place of thing `i`. */
static bool is_replaced(struct reading *reading, const struct merge *merge, size_t i)
{
    const char *name = name_at(merge, i);

    for (size_t j = i + 1; name[0] && j < *merge->n; j++) {
        const char *other = name_at(merge, j);

        if (strcmp(other, name) != 0) continue;
        if (i < merge->shipped_n && j >= merge->shipped_n) return true;
        mistake(reading, spot_string(reading, other),
                "\"%s\" is the name of two %s, expected one each", name, merge->what);
    }
    return false;
}

void schema_merge(struct reading *reading, const struct merge *merge)
{
    size_t kept = 0, n = *merge->n;

    for (size_t i = 0; i < n; i++) {
        if (is_replaced(reading, merge, i)) {
            merge->clear(thing_at(merge, i));
            continue;
        }
        if (kept != i) memcpy(thing_at(merge, kept), thing_at(merge, i), merge->size);
        kept++;
    }
    *merge->n = kept;
}
