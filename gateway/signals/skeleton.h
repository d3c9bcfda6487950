#ifndef GATEWAY_SIGNALS_SKELETON_H
#define GATEWAY_SIGNALS_SKELETON_H
/* Skeleton: what the many spellings of one Moroccan word have in common.
 *
 * Darija has no fixed spelling, least of all in Latin letters and digits. The sound of a word writes
 * each sound in one way ("mezyan" and "mzyan" are mzian); its bones leave the vowels out too (mzn), and
 * there the Arabic letters (مزيان) meet the Latin ones. Bones of fewer than three consonants say too
 * little to be compared. Pure; forms come from normalise. */
#include "gateway/signals/normalise.h"

#define BONES_MIN 3

/* Each writes a NUL-terminated ASCII string of at most TOKEN_FORM_MAX - 1 bytes and returns its length. */
size_t sound_of_latin(const char *form, size_t n, char out[TOKEN_FORM_MAX]);
size_t sound_of_arabic(const char *form, size_t n, char out[TOKEN_FORM_MAX]);
size_t bones_of_sound(const char *sound, size_t n, char out[TOKEN_FORM_MAX]);

/* The words that are left when grammar is taken off: conjunction, article, preposition and person in
 * front; negation, object, person and number behind. */
#define STEMS_MAX 64

struct stems {
    struct {
        uint8_t from, n; /* bytes of the form or sound */
    } at[STEMS_MAX];
    size_t n;
};

/* PLAIN: conjunction, preposition, article, "not" and object only. */
enum affixes { AFFIXES_PLAIN, AFFIXES_ALL };

void stems_of_arabic(const char *form, size_t n, enum affixes affixes, struct stems *out);
void stems_of_sound(const char *sound, size_t n, enum affixes affixes, struct stems *out);

#endif
