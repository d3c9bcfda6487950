#include "gateway/signals/gloss_table.h"

void gloss_table_clear(struct gloss_table *table)
{
    if (!table) return;
    free(table->slots);
    sieve_clear(&table->sieve);
    free(table->senses);
    free(table->names);
    *table = (struct gloss_table){0};
}

/* FNV-1a, and in the end a stir, since the low bits choose the slot. */
uint64_t gloss_key_longer(uint64_t key, const char *form, size_t n)
{
    for (size_t i = 0; i < n; i++)
        key = (key ^ (unsigned char)form[i]) * 1099511628211u;
    return key ^ key >> 32;
}

uint64_t gloss_key(unsigned shelf, const char *form, size_t n)
{
    return gloss_key_longer((14695981039346656037u ^ shelf) * 1099511628211u, form, n);
}

/* The slot of the key, or the empty one where it belongs. */
static size_t slot_of(const struct gloss_slot *slots, size_t space, uint64_t key)
{
    size_t slot = key & (space - 1);

    while (slots[slot].key && slots[slot].key != key)
        slot = (slot + 1) & (space - 1);
    return slot;
}

const struct gloss *gloss_table_find(const struct gloss_table *table, uint64_t key)
{
    const struct gloss_slot *slot;

    if (table->space == 0) return NULL; /* nothing was filed */
    if (!sieve_passes(&table->sieve, key)) return NULL;
    slot = &table->slots[slot_of(table->slots, table->space, key)];
    return slot->key ? &slot->gloss : NULL;
}

static void widen(struct gloss_table *table)
{
    size_t space = table->space ? table->space * 2 : (size_t)1 << 16;
    struct gloss_slot *slots = mem_new(space, sizeof(*slots));

    for (size_t i = 0; i < table->space; i++)
        if (table->slots[i].key)
            slots[slot_of(slots, space, table->slots[i].key)] = table->slots[i];
    free(table->slots);
    table->slots = slots;
    table->space = space;
}

void gloss_table_add(struct gloss_table *table, uint64_t key, struct gloss gloss)
{
    struct gloss_slot *slot;

    assert(!table->sieve.bits);
    if (table->slot_n * 2 >= table->space) widen(table);
    slot = &table->slots[slot_of(table->slots, table->space, key)];
    if (slot->key) return;
    *slot = (struct gloss_slot){key, gloss};
    table->slot_n++;
}

void gloss_table_finish(struct gloss_table *table)
{
    sieve_init(&table->sieve, table->slot_n);
    for (size_t i = 0; i < table->space; i++)
        if (table->slots[i].key) sieve_add(&table->sieve, table->slots[i].key);
}

uint32_t gloss_table_keep(struct gloss_table *table, const uint16_t *senses, size_t n)
{
    size_t at = table->sense_n;

    if (at + n > table->sense_space) {
        table->sense_space = 2 * (at + n) + 4096;
        table->senses = mem_grow(table->senses, table->sense_space, sizeof(*table->senses));
    }
    for (size_t i = 0; i < n; i++)
        table->senses[table->sense_n++] = senses[i];
    return (uint32_t)at;
}

/* Names lie in the same slots, under a shelf of their own. */
#define SHELF_NAME 99

uint16_t gloss_table_name(struct gloss_table *table, const char *name, size_t n)
{
    uint64_t key = gloss_key(SHELF_NAME, name, n);
    const struct gloss *found = gloss_table_find(table, key);
    uint32_t hash = (uint32_t)(key ^ key >> 32);

    if (found) return (uint16_t)found->at;
    if (table->name_n == table->name_space) {
        table->name_space = table->name_space ? table->name_space * 2 : 1024;
        table->names = mem_grow(table->names, table->name_space, sizeof(*table->names));
    }
    table->names[table->name_n] = (struct gloss_name){hash, hash};
    gloss_table_add(table, key, (struct gloss){(uint32_t)table->name_n, 0});
    return (uint16_t)table->name_n++;
}
