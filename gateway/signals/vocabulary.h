#ifndef GATEWAY_SIGNALS_VOCABULARY_H
#define GATEWAY_SIGNALS_VOCABULARY_H
/* Vocabulary: from a written form to the sets of words it belongs to.
 *
 * A set is what one place of a pattern may hold: a single word, alternatives, or a class of words.
 * Words are filed under keys of several kinds (as written, by sound, by bones, ...). Filled once while
 * the lexicon is read, then constant. Keys are 64-bit hashes: two words that collide would be taken for
 * each other, which for some hundred thousand keys is one chance in a billion. */
#include "gateway/signals/sieve.h"

enum key {
    KEY_WRITTEN,
    KEY_COLLAPSED, /* every run of a letter single */
    KEY_BEGINNING,
    KEY_STEM,
    KEY_SOUND,
    KEY_SOUND_STEM,
    KEY_BONES,
    KEY_BONES_STEM,
    KEY_TYPO, /* one letter left out */
};

enum {
    VARIETY_NL = 1,
    VARIETY_AR = 2,
    VARIETY_ARY_ARAB = 4,
    VARIETY_ARY_LATN = 8,
    VARIETY_ALL = 15
};

struct word {
    const char *form; /* borrowed from the vocabulary */
    uint32_t sets_at; /* into vocabulary.sets, once finished */
    uint16_t sets_n;
    uint8_t varieties;
    uint8_t marks[4]; /* how strongly it tells each variety, 0..9, in the order of the bits */
    uint8_t
        foreign; /* how strongly it tells a language that is not read, 0..9; such a word is unread */
};

struct vocabulary_entry {
    uint64_t hash;
    uint32_t word;
    uint8_t varieties; /* of the word, once finished */
};

struct vocabulary {
    struct word *words;
    size_t word_n, word_space;
    struct vocabulary_entry *entries; /* sorted by hash once finished */
    size_t entry_n, entry_space;
    struct membership {
        uint32_t word, set;
    } * members;
    size_t member_n, member_space;
    uint32_t *sets;
    uint32_t *table; /* hash -> first entry + 1; 0: none */
    size_t table_mask;
    struct sieve sieve; /* of the hashes in the table */
    uint32_t set_n;
    uint32_t beginning_lengths[2]; /* bit n: some KEY_BEGINNING has n bytes */
};

void vocabulary_clear(struct vocabulary *vocabulary);

uint32_t vocabulary_add_word(struct vocabulary *vocabulary, const char *form, uint8_t varieties);
uint32_t vocabulary_add_set(struct vocabulary *vocabulary);
void vocabulary_add_member(struct vocabulary *vocabulary, uint32_t set, uint32_t word);
void vocabulary_add_key(struct vocabulary *vocabulary, enum key key, const char *bytes, size_t n,
                        uint32_t word);
/* Everything that belongs to set `part` belongs to set `whole` too. Before finish. */
void vocabulary_include(struct vocabulary *vocabulary, uint32_t whole, uint32_t part);
void vocabulary_finish(struct vocabulary *vocabulary);

/* The entries under a key: `*n` of them from the returned one; NULL when there is none. */
const struct vocabulary_entry *vocabulary_find(const struct vocabulary *vocabulary, enum key key,
                                               const char *bytes, size_t n, size_t *entries_n);

/* Can a beginning be `n` bytes long? Saves most look-ups. */
bool vocabulary_has_beginning(const struct vocabulary *vocabulary, size_t n);

#endif
