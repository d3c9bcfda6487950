#ifndef GATEWAY_SIGNALS_GLOSS_TABLE_H
#define GATEWAY_SIGNALS_GLOSS_TABLE_H
/* Gloss table: from a written form to its senses. Filled while config/gloss/ is read, then constant. */
#include "gateway/signals/sieve.h"

#define GLOSS_WORDS_MAX  5 /* words of a phrase */
#define GLOSS_SENSES_MAX 6

/* A form is filed once for each variety, and Darija also by how it sounds. */
enum shelf {
    SHELF_NL,
    SHELF_AR,
    SHELF_ARY_ARAB,
    SHELF_ARY_LATN,
    SHELF_VARIETIES,
    SHELF_SOUND = SHELF_VARIETIES,
    SHELF_BONES,
    SHELF_PHRASE, /* plus the variety: words with which a phrase begins */
};

struct gloss {
    uint32_t at; /* into gloss_table.senses */
    uint8_t n;
};

struct gloss_table {
    struct gloss_slot {
        uint64_t key; /* 0: empty */
        struct gloss gloss;
    } * slots;
    size_t slot_n, space; /* space is a power of two */
    struct sieve sieve;   /* of the keys in the slots, once finished */
    uint16_t *senses;     /* numbers of names */
    size_t sense_n, sense_space;
    struct gloss_name {
        uint32_t hash, kind;
    } * names;
    size_t name_n, name_space;
};

void gloss_table_clear(struct gloss_table *table);

/* The key of a form; a phrase is made longer word by word. */
uint64_t gloss_key(unsigned shelf, const char *form, size_t n);
uint64_t gloss_key_longer(uint64_t key, const char *form, size_t n);

/* Once, when all is filed: from then on most of what is not there is found out quickly. */
void gloss_table_finish(struct gloss_table *table);

/* NULL: it is not there. */
const struct gloss *gloss_table_find(const struct gloss_table *table, uint64_t key);
/* What was filed first stays. */
void gloss_table_add(struct gloss_table *table, uint64_t key, struct gloss gloss);
/* The number of a name; it gets one where it had none. */
uint16_t gloss_table_name(struct gloss_table *table, const char *name, size_t n);
uint32_t gloss_table_keep(struct gloss_table *table, const uint16_t *senses, size_t n);

#endif
