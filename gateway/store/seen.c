#include "gateway/store/seen.h"

#define SEEN_FORGOTTEN INT64_MIN
#define SPACE_FIRST    ((size_t)1 << 10)

static_assert((SEEN_N & (SEEN_N - 1)) == 0, "a power of two");

/* Its place, or the free one where it would be. The hash is keyed, so its low bits are as good as any. */
static struct seen_entry *place_of(const struct seen_table *table, uint64_t hash)
{
    size_t i = hash & (table->space - 1);

    while (table->at[i].hash != 0 && table->at[i].hash != hash)
        i = (i + 1) & (table->space - 1);
    return &table->at[i];
}

static struct seen_entry *find(const struct seen *seen, uint64_t hash)
{
    const struct seen_table *tables[] = {&seen->now, &seen->before};

    for (size_t i = 0; i < COUNT(tables); i++) {
        struct seen_entry *entry = tables[i]->space ? place_of(tables[i], hash) : NULL;

        if (entry && entry->hash == hash) return entry;
    }
    return NULL;
}

static void grow(struct seen_table *table)
{
    struct seen_table bigger = {.space = table->space ? table->space * 2 : SPACE_FIRST,
                                .n = table->n};

    bigger.at = mem_new(bigger.space, sizeof(*bigger.at));
    for (size_t i = 0; i < table->space; i++)
        if (table->at[i].hash) *place_of(&bigger, table->at[i].hash) = table->at[i];
    free(table->at);
    *table = bigger;
}

static void add(struct seen *seen, uint64_t hash, usec at)
{
    if (seen->now.n >= SEEN_N) {
        free(seen->before.at);
        seen->before = seen->now;
        seen->now = (struct seen_table){0};
    }
    if (seen->now.n * 2 >= seen->now.space) grow(&seen->now);
    *place_of(&seen->now, hash) = (struct seen_entry){.hash = hash, .at = at};
    seen->now.n++;
}

static void remember_undo(struct seen *seen, uint64_t hash, usec at)
{
    if (seen->undo_n == seen->undo_space) {
        seen->undo_space = seen->undo_space ? seen->undo_space * 2 : 64;
        seen->undo = mem_grow(seen->undo, seen->undo_space, sizeof(*seen->undo));
    }
    seen->undo[seen->undo_n++] = (struct seen_entry){.hash = hash, .at = at};
}

void seen_clear(struct seen *seen)
{
    free(seen->now.at);
    free(seen->before.at);
    free(seen->undo);
    *seen = (struct seen){0};
}

bool seen_note(struct seen *seen, uint64_t hash, usec at, usec again_after)
{
    struct seen_entry *entry;
    bool known;

    if (hash == 0) hash = 1; /* 0 marks a free place */
    entry = find(seen, hash);
    known = entry && entry->at != SEEN_FORGOTTEN;
    /* A clock that was set back counts like one that went on. */
    if (known && again_after == USEC_NEVER) return false;
    if (known && entry->at - at < again_after && at - entry->at < again_after) return false;
    remember_undo(seen, hash, entry ? entry->at : SEEN_FORGOTTEN);
    if (entry)
        entry->at = at;
    else
        add(seen, hash, at);
    return true;
}

size_t seen_mark(const struct seen *seen)
{
    return seen->undo_n;
}

void seen_take_back(struct seen *seen, size_t mark)
{
    while (seen->undo_n > mark) {
        const struct seen_entry *undo = &seen->undo[--seen->undo_n];
        struct seen_entry *entry = find(seen, undo->hash);

        if (entry) entry->at = undo->at;
    }
}

void seen_keep(struct seen *seen)
{
    seen->undo_n = 0;
}
