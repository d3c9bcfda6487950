#include "gateway/signals/vocabulary.h"

static void grow(void **array, size_t *space, size_t n, size_t size)
{
    if (n < *space) return;
    *space = *space ? *space * 2 : 256;
    *array = mem_grow(*array, *space, size);
}

void vocabulary_clear(struct vocabulary *vocabulary)
{
    if (!vocabulary) return;
    for (size_t i = 0; i < vocabulary->word_n; i++)
        mem_free(&vocabulary->words[i].form);
    free(vocabulary->words);
    free(vocabulary->entries);
    free(vocabulary->members);
    free(vocabulary->sets);
    free(vocabulary->table);
    sieve_clear(&vocabulary->sieve);
    *vocabulary = (struct vocabulary){0};
}

uint32_t vocabulary_add_word(struct vocabulary *vocabulary, const char *form, uint8_t varieties)
{
    grow((void **)&vocabulary->words, &vocabulary->word_space, vocabulary->word_n,
         sizeof(*vocabulary->words));
    vocabulary->words[vocabulary->word_n] =
        (struct word){.form = mem_copy_string(form), .varieties = varieties};
    return (uint32_t)vocabulary->word_n++;
}

uint32_t vocabulary_add_set(struct vocabulary *vocabulary)
{
    return vocabulary->set_n++;
}

void vocabulary_add_member(struct vocabulary *vocabulary, uint32_t set, uint32_t word)
{
    grow((void **)&vocabulary->members, &vocabulary->member_space, vocabulary->member_n,
         sizeof(*vocabulary->members));
    vocabulary->members[vocabulary->member_n++] = (struct membership){word, set};
}

void vocabulary_include(struct vocabulary *vocabulary, uint32_t whole, uint32_t part)
{
    size_t member_n = vocabulary->member_n;

    for (size_t i = 0; i < member_n; i++)
        if (vocabulary->members[i].set == part)
            vocabulary_add_member(vocabulary, whole, vocabulary->members[i].word);
}

static uint64_t stir(uint64_t hash, uint64_t number)
{
    hash = (hash ^ number) * 0x9E3779B97F4A7C15u;
    return hash ^ hash >> 32;
}

/* Of the kind of key, the length and the bytes, eight at a time: every word is hashed many times over. */
static uint64_t hash_of(enum key key, const char *bytes, size_t n)
{
    uint64_t hash = stir((uint64_t)key + 1, n), part;

    for (; n >= sizeof(part); n -= sizeof(part), bytes += sizeof(part)) {
        memcpy(&part, bytes, sizeof(part));
        hash = stir(hash, part);
    }
    part = 0;
    for (size_t i = 0; i < n; i++)
        part = part << 8 | (unsigned char)bytes[i];
    return stir(hash, part);
}

void vocabulary_add_key(struct vocabulary *vocabulary, enum key key, const char *bytes, size_t n,
                        uint32_t word)
{
    grow((void **)&vocabulary->entries, &vocabulary->entry_space, vocabulary->entry_n,
         sizeof(*vocabulary->entries));
    vocabulary->entries[vocabulary->entry_n++] =
        (struct vocabulary_entry){.hash = hash_of(key, bytes, n), .word = word};
    if (key == KEY_BEGINNING && n < 64) vocabulary->beginning_lengths[n / 32] |= 1u << (n % 32);
}

static int order_entries(const void *a, const void *b)
{
    const struct vocabulary_entry *x = a, *y = b;

    if (x->hash != y->hash) return x->hash < y->hash ? -1 : 1;
    return x->word < y->word ? -1 : x->word > y->word;
}

static int order_members(const void *a, const void *b)
{
    const struct membership *x = a, *y = b;

    if (x->word != y->word) return x->word < y->word ? -1 : 1;
    return x->set < y->set ? -1 : x->set > y->set;
}

static void finish_sets(struct vocabulary *vocabulary)
{
    size_t sets_n = 0;

    if (vocabulary->member_n == 0) return;
    qsort(vocabulary->members, vocabulary->member_n, sizeof(*vocabulary->members), order_members);
    vocabulary->sets = mem_new(vocabulary->member_n, sizeof(*vocabulary->sets));
    for (size_t i = 0; i < vocabulary->member_n; i++) {
        const struct membership *member = &vocabulary->members[i];
        struct word *word = &vocabulary->words[member->word];

        if (i > 0 && order_members(member, member - 1) == 0) continue;
        if (word->sets_n == 0) word->sets_at = (uint32_t)sets_n;
        word->sets_n++;
        vocabulary->sets[sets_n++] = member->set;
    }
}

static void finish_table(struct vocabulary *vocabulary)
{
    size_t size = 1024, kept = 0;

    if (vocabulary->entry_n == 0) return;
    qsort(vocabulary->entries, vocabulary->entry_n, sizeof(*vocabulary->entries), order_entries);
    for (size_t i = 0; i < vocabulary->entry_n; i++)
        if (i == 0 || order_entries(&vocabulary->entries[i], &vocabulary->entries[kept - 1]) != 0)
            vocabulary->entries[kept++] = vocabulary->entries[i];
    vocabulary->entry_n = kept;
    for (size_t i = 0; i < kept; i++)
        vocabulary->entries[i].varieties = vocabulary->words[vocabulary->entries[i].word].varieties;
    while (size < kept * 2)
        size *= 2;
    vocabulary->table = mem_new(size, sizeof(*vocabulary->table));
    vocabulary->table_mask = size - 1;
    sieve_init(&vocabulary->sieve, kept);
    for (size_t i = 0; i < kept; i++) {
        size_t slot = vocabulary->entries[i].hash & vocabulary->table_mask;

        if (i > 0 && vocabulary->entries[i].hash == vocabulary->entries[i - 1].hash) continue;
        while (vocabulary->table[slot])
            slot = (slot + 1) & vocabulary->table_mask;
        sieve_add(&vocabulary->sieve, vocabulary->entries[i].hash);
        vocabulary->table[slot] = (uint32_t)i + 1;
    }
}

void vocabulary_finish(struct vocabulary *vocabulary)
{
    finish_sets(vocabulary);
    finish_table(vocabulary);
}

const struct vocabulary_entry *vocabulary_find(const struct vocabulary *vocabulary, enum key key,
                                               const char *bytes, size_t n, size_t *entries_n)
{
    uint64_t hash = hash_of(key, bytes, n);
    size_t slot = hash & vocabulary->table_mask, first, end;

    *entries_n = 0;
    if (!vocabulary->table || !sieve_passes(&vocabulary->sieve, hash)) return NULL;
    while (vocabulary->table[slot] && vocabulary->entries[vocabulary->table[slot] - 1].hash != hash)
        slot = (slot + 1) & vocabulary->table_mask;
    if (!vocabulary->table[slot]) return NULL;
    first = end = vocabulary->table[slot] - 1;
    while (end < vocabulary->entry_n && vocabulary->entries[end].hash == hash)
        end++;
    *entries_n = end - first;
    return &vocabulary->entries[first];
}

bool vocabulary_has_beginning(const struct vocabulary *vocabulary, size_t n)
{
    return n < 64 && (vocabulary->beginning_lengths[n / 32] >> (n % 32) & 1u);
}
