#include "gateway/signals/skeleton.h"

#include "gateway/base/text.h"

/* Sounds that take more than one sign, or a digit. Capitals stand for the sounds that Latin lacks: S sh,
 * X kh, G gh, E ayn. The longest comes first. */
static const struct {
    const char *written, *sound;
} sounds[] = {
    {"tch", "S"},
    {"ch",  "S"},
    {"sh",  "S"},
    {"kh",  "X"},
    {"gh",  "G"},
    {"dj",  "j"},
    {"th",  "t"},
    {"dh",  "d"},
    {"ph",  "f"},
    {"ou",  "u"},
    {"oo",  "u"},
    {"ee",  "i"},
    {"5",   "X"},
    {"7",   "h"},
    {"9",   "q"},
    {"3",   "E"},
    {"6",   "t"},
    {"8",   "h"},
    {"2",   "" },
    {"4",   "G"},
    {"x",   "S"},
    {"o",   "u"},
    {"w",   "u"},
    {"y",   "i"},
    {"p",   "b"},
    {"e",   "" },
};

static size_t add_sound(char out[TOKEN_FORM_MAX], size_t n, char sound)
{
    if (n + 1 < TOKEN_FORM_MAX) out[n++] = sound;
    return n;
}

/* A letter that is written as it sounds, and c. */
static char sound_of_rest(char c, char next)
{
    if (c != 'c') return c;
    if (next == 'e' || next == 'i' || next == 'y') return 's';
    return 'k';
}

size_t sound_of_latin(const char *form, size_t n, char out[TOKEN_FORM_MAX])
{
    size_t made = 0;
    char last = '\0';

    for (size_t i = 0; i < n;) {
        size_t row = 0;
        char sound;

        if (form[i] == 'e' && i + 1 == n && i > 1) { /* "chwiye" is chwiya */
            made = add_sound(out, made, 'a');
            break;
        }
        while (row < COUNT(sounds) &&
               strncmp(form + i, sounds[row].written, strlen(sounds[row].written)) != 0)
            row++;
        if (row < COUNT(sounds)) {
            sound = *sounds[row].sound;
            i += strlen(sounds[row].written);
        } else {
            sound = sound_of_rest(form[i], form[i + 1]);
            i++;
        }
        /* "mezzyan" is mzian, but the two d of "hded" are two. */
        if (sound && sound != last) made = add_sound(out, made, sound);
        last = sound;
    }
    out[made] = '\0';
    return made;
}

/* The sound of one letter after normalise, or NUL. */
static char sound_of_letter(uint32_t c)
{
    static const struct {
        uint32_t letter;
        char sound;
    } letters[] = {
        {0x0627, 'a'},
        {0x0628, 'b'},
        {0x062A, 't'},
        {0x062B, 't'},
        {0x062C, 'j'},
        {0x062D, 'h'},
        {0x062E, 'X'},
        {0x062F, 'd'},
        {0x0630, 'd'},
        {0x0631, 'r'},
        {0x0632, 'z'},
        {0x0633, 's'},
        {0x0634, 'S'},
        {0x0635, 's'},
        {0x0636, 'd'},
        {0x0637, 't'},
        {0x0638, 'd'},
        {0x0639, 'E'},
        {0x063A, 'G'},
        {0x0641, 'f'},
        {0x0642, 'q'},
        {0x0643, 'k'},
        {0x0644, 'l'},
        {0x0645, 'm'},
        {0x0646, 'n'},
        {0x0647, 'h'},
        {0x0648, 'u'},
        {0x064A, 'i'},
    };

    for (size_t i = 0; i < COUNT(letters); i++)
        if (letters[i].letter == c) return letters[i].sound;
    return '\0';
}

size_t sound_of_arabic(const char *form, size_t n, char out[TOKEN_FORM_MAX])
{
    size_t made = 0;

    for (size_t i = 0; i < n;) {
        size_t length = utf8_length(form + i, n - i);
        uint32_t c = length ? form_character(form + i, length) : 0;
        char sound = sound_of_letter(c);

        i += length ? length : 1;
        /* The ending ه of a feminine word is said, and in Latin written, as a. */
        if (sound == 'h' && c == 0x0647 && i == n && made > 1) sound = 'a';
        if (sound) made = add_sound(out, made, sound);
    }
    out[made] = '\0';
    return made;
}

size_t bones_of_sound(const char *sound, size_t n, char out[TOKEN_FORM_MAX])
{
    size_t made = 0;

    for (size_t i = 0; i < n; i++) {
        bool vowel = sound[i] == 'a' || sound[i] == 'i' || sound[i] == 'u';

        if (vowel && i > 0) continue;
        made = add_sound(out, made, sound[i]);
    }
    out[made] = '\0';
    return made;
}

/* One layer of affixes; the empty string is always an option and not listed. */
struct layer {
    const char *const *affixes; /* ends with NULL */
};

/* Bytes that must be left: two letters behind a conjunction and for stems, more where a plain word
 * loses an article or an object, since short words are soon another word. */
#define ROOM_MIN_ARABIC     4
#define ROOM_MIN_SOUND      2
#define ROOM_ARTICLE_ARABIC 6
#define ROOM_ARTICLE_SOUND  3
#define ROOM_OBJECT_ARABIC  8
#define ROOM_OBJECT_SOUND   4

static const char *const arabic_and[] = {"و", "ف", NULL};
static const char *const arabic_article[] = {"وال", "بال", "لل", "ال", "فال", "عال", "هال", "ب",
                                             "ل",   "ك",   "ف",  "ه",  "د",   "ع",   NULL};
static const char *const arabic_tense[] = {"كا", "غا", "تا", "عم", "رح", "س",
                                           "ك",  "ب",  "ح",  "د",  "ما", NULL};
static const char *const arabic_person[] = {"ي", "ت", "ن", "ا", "م", NULL};
static const char *const arabic_no[] = {"ش", NULL};
static const char *const arabic_object[] = {"ني", "نا", "كم", "كو", "كن", "ها", "هم",  "هن",
                                            "ك",  "ه",  "ي",  "و",  "لي", "لو", "لها", NULL};
static const char *const arabic_number[] = {"وا", "ون", "ين", "ات", "تي", "تو", "تم",
                                            "ان", "و",  "ت",  "ه",  "ا",  "ي",  NULL};
static const struct layer arabic_before[] = {
    {arabic_and}, {arabic_article}, {arabic_tense}, {arabic_person}};
static const struct layer arabic_behind[] = {{arabic_no}, {arabic_object}, {arabic_number}};

static const char *const sound_and[] = {"u", NULL};
static const char *const sound_article[] = {"fl", "bl", "dl", "al", "il",  "l",
                                            "f",  "b",  "d",  "li", "had", NULL};
static const char *const sound_tense[] = {"kai", "kat", "kan", "ka",  "ki", "k",  "tai", "tan",
                                          "ta",  "Gai", "Gat", "Gan", "Ga", "Gi", "ma",  NULL};
static const char *const sound_person[] = {"i", "t", "n", "a", "m", NULL};
static const char *const sound_no[] = {"S", NULL};
static const char *const sound_object[] = {"ni",  "na", "kum", "um", "ha", "hum", "k",
                                           "uni", "h",  "i",   "u",  "li", NULL};
static const char *const sound_number[] = {"uha", "at", "in", "ti", "tu", "iu",
                                           "u",   "t",  "a",  "i",  NULL};
static const struct layer sound_before[] = {
    {sound_and}, {sound_article}, {sound_tense}, {sound_person}};
static const struct layer sound_behind[] = {{sound_no}, {sound_object}, {sound_number}};

static void add_stem(struct stems *out, size_t from, size_t n)
{
    for (size_t i = 0; i < out->n; i++)
        if (out->at[i].from == from && out->at[i].n == n) return;
    if (out->n == STEMS_MAX) return;
    out->at[out->n].from = (uint8_t)from;
    out->at[out->n].n = (uint8_t)n;
    out->n++;
}

/* Takes each affix of a layer off each stem so far, in front or behind. */
static void take_off(const char *word, const struct layer *layer, bool front, size_t room,
                     struct stems *stems)
{
    size_t stems_n = stems->n;

    for (size_t i = 0; i < stems_n; i++) {
        for (const char *const *affix = layer->affixes; *affix; affix++) {
            size_t from = stems->at[i].from, n = stems->at[i].n, affix_n = strlen(*affix);
            size_t edge = front ? from : from + n - affix_n;

            if (n < affix_n + room || memcmp(word + edge, *affix, affix_n) != 0) continue;
            add_stem(stems, front ? from + affix_n : from, n - affix_n);
        }
    }
}

static void stems_of(const char *word, size_t n, enum affixes affixes, bool arabic,
                     struct stems *out)
{
    const struct layer *before = arabic ? arabic_before : sound_before;
    const struct layer *behind = arabic ? arabic_behind : sound_behind;
    size_t room = arabic ? ROOM_MIN_ARABIC : ROOM_MIN_SOUND;

    assert(n < TOKEN_FORM_MAX);
    out->n = 0;
    add_stem(out, 0, n);
    if (affixes == AFFIXES_PLAIN) {
        take_off(word, &before[0], true, room, out);
        take_off(word, &before[1], true, arabic ? ROOM_ARTICLE_ARABIC : ROOM_ARTICLE_SOUND, out);
        for (size_t i = 0; i < 2; i++)
            take_off(word, &behind[i], false, arabic ? ROOM_OBJECT_ARABIC : ROOM_OBJECT_SOUND, out);
        return;
    }
    for (size_t i = 0; i < COUNT(arabic_before); i++)
        take_off(word, &before[i], true, room, out);
    for (size_t i = 0; i < COUNT(arabic_behind); i++)
        take_off(word, &behind[i], false, room, out);
}

void stems_of_arabic(const char *form, size_t n, enum affixes affixes, struct stems *out)
{
    stems_of(form, n, affixes, true, out);
}

void stems_of_sound(const char *sound, size_t n, enum affixes affixes, struct stems *out)
{
    stems_of(sound, n, affixes, false, out);
}
