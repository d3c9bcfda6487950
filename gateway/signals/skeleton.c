#include "gateway/signals/skeleton.h"

#include "gateway/base/text.h"

/* Sounds that take more than one sign. Capitals stand for the sounds that Latin lacks: S sh, X kh, G gh,
 * E ayn. The longest comes first. */
static const struct {
    char written[4];
    uint8_t n;
    char sound;
} sounds[] = {
    {"tch", 3, 'S'},
    {"ch",  2, 'S'},
    {"sh",  2, 'S'},
    {"kh",  2, 'X'},
    {"gh",  2, 'G'},
    {"dj",  2, 'j'},
    {"th",  2, 't'},
    {"dh",  2, 'd'},
    {"ph",  2, 'f'},
    {"ou",  2, 'u'},
    {"oo",  2, 'u'},
    {"ee",  2, 'i'},
};

static size_t add_sound(char out[TOKEN_FORM_MAX], size_t n, char sound)
{
    if (n + 1 < TOKEN_FORM_MAX) out[n++] = sound;
    return n;
}

/* One sign: a digit that stands for a sound, a letter; NUL for what is not said. */
static char sound_of_sign(char c, char next)
{
    switch (c) {
    case '2':
    case 'e':
        return '\0';
    case '3':
        return 'E';
    case '4':
        return 'G';
    case '5':
        return 'X';
    case '6':
        return 't';
    case '7':
    case '8':
        return 'h';
    case '9':
        return 'q';
    case 'c':
        return next == 'e' || next == 'i' || next == 'y' ? 's' : 'k';
    case 'o':
    case 'w':
        return 'u';
    case 'p':
        return 'b';
    case 'x':
        return 'S';
    case 'y':
        return 'i';
    default:
        return c;
    }
}

/* The row of the sound that is written with the signs at `form`, or COUNT(sounds). */
static size_t find_sound(const char *form)
{
    size_t row = 0;

    while (row < COUNT(sounds) &&
           (form[0] != sounds[row].written[0] || form[1] != sounds[row].written[1] ||
            (sounds[row].n == 3 && form[2] != sounds[row].written[2])))
        row++;
    return row;
}

size_t sound_of_latin(const char *form, size_t n, char out[TOKEN_FORM_MAX])
{
    size_t made = 0;
    char last = '\0';

    for (size_t i = 0; i < n;) {
        size_t row;
        char sound;

        if (form[i] == 'e' && i + 1 == n && i > 1) { /* "chwiye" is chwiya */
            made = add_sound(out, made, 'a');
            break;
        }
        row = find_sound(form + i);
        if (row < COUNT(sounds)) {
            sound = sounds[row].sound;
            i += sounds[row].n;
        } else {
            sound = sound_of_sign(form[i], form[i + 1]);
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
    enum { FIRST = 0x0627 };
    static const char letters[] = {
        [0x0627 - FIRST] = 'a', [0x0628 - FIRST] = 'b', [0x062A - FIRST] = 't',
        [0x062B - FIRST] = 't', [0x062C - FIRST] = 'j', [0x062D - FIRST] = 'h',
        [0x062E - FIRST] = 'X', [0x062F - FIRST] = 'd', [0x0630 - FIRST] = 'd',
        [0x0631 - FIRST] = 'r', [0x0632 - FIRST] = 'z', [0x0633 - FIRST] = 's',
        [0x0634 - FIRST] = 'S', [0x0635 - FIRST] = 's', [0x0636 - FIRST] = 'd',
        [0x0637 - FIRST] = 't', [0x0638 - FIRST] = 'd', [0x0639 - FIRST] = 'E',
        [0x063A - FIRST] = 'G', [0x0641 - FIRST] = 'f', [0x0642 - FIRST] = 'q',
        [0x0643 - FIRST] = 'k', [0x0644 - FIRST] = 'l', [0x0645 - FIRST] = 'm',
        [0x0646 - FIRST] = 'n', [0x0647 - FIRST] = 'h', [0x0648 - FIRST] = 'u',
        [0x064A - FIRST] = 'i',
    };

    if (c < FIRST || c - FIRST >= sizeof(letters)) return '\0';
    return letters[c - FIRST];
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

struct affix {
    char bytes[7];
    uint8_t n;
};

#define AFFIX(text)                                                                                \
    {                                                                                              \
        text, sizeof(text) - 1                                                                     \
    }
#define AFFIXES_END                                                                                \
    {                                                                                              \
        "", 0                                                                                      \
    }

/* One layer of affixes; none at all is always an option and not listed. */
struct layer {
    const struct affix *affixes; /* ends with AFFIXES_END */
};

/* Bytes that must be left: two letters behind a conjunction and for stems, more where a plain word
 * loses an article or an object, since short words are soon another word. */
#define ROOM_MIN_ARABIC     4
#define ROOM_MIN_SOUND      2
#define ROOM_ARTICLE_ARABIC 6
#define ROOM_ARTICLE_SOUND  3
#define ROOM_OBJECT_ARABIC  8
#define ROOM_OBJECT_SOUND   4

static const struct affix arabic_and[] = {AFFIX("و"), AFFIX("ف"), AFFIXES_END};
static const struct affix arabic_article[] = {AFFIX("وال"), AFFIX("بال"), AFFIX("لل"),  AFFIX("ال"),
                                              AFFIX("فال"), AFFIX("عال"), AFFIX("هال"), AFFIX("ب"),
                                              AFFIX("ل"),   AFFIX("ك"),   AFFIX("ف"),   AFFIX("ه"),
                                              AFFIX("د"),   AFFIX("ع"),   AFFIXES_END};
static const struct affix arabic_tense[] = {AFFIX("كا"), AFFIX("غا"), AFFIX("تا"), AFFIX("عم"),
                                            AFFIX("رح"), AFFIX("س"),  AFFIX("ك"),  AFFIX("ب"),
                                            AFFIX("ح"),  AFFIX("د"),  AFFIX("ما"), AFFIXES_END};
static const struct affix arabic_person[] = {AFFIX("ي"), AFFIX("ت"), AFFIX("ن"),
                                             AFFIX("ا"), AFFIX("م"), AFFIXES_END};
static const struct affix arabic_no[] = {AFFIX("ش"), AFFIXES_END};
static const struct affix arabic_object[] = {AFFIX("ني"), AFFIX("نا"), AFFIX("كم"),  AFFIX("كو"),
                                             AFFIX("كن"), AFFIX("ها"), AFFIX("هم"),  AFFIX("هن"),
                                             AFFIX("ك"),  AFFIX("ه"),  AFFIX("ي"),   AFFIX("و"),
                                             AFFIX("لي"), AFFIX("لو"), AFFIX("لها"), AFFIXES_END};
static const struct affix arabic_number[] = {
    AFFIX("وا"), AFFIX("ون"), AFFIX("ين"), AFFIX("ات"), AFFIX("تي"), AFFIX("تو"), AFFIX("تم"),
    AFFIX("ان"), AFFIX("و"),  AFFIX("ت"),  AFFIX("ه"),  AFFIX("ا"),  AFFIX("ي"),  AFFIXES_END};
static const struct layer arabic_before[] = {
    {arabic_and}, {arabic_article}, {arabic_tense}, {arabic_person}};
static const struct layer arabic_behind[] = {{arabic_no}, {arabic_object}, {arabic_number}};

static const struct affix sound_and[] = {AFFIX("u"), AFFIXES_END};
static const struct affix sound_article[] = {AFFIX("fl"), AFFIX("bl"), AFFIX("dl"),  AFFIX("al"),
                                             AFFIX("il"), AFFIX("l"),  AFFIX("f"),   AFFIX("b"),
                                             AFFIX("d"),  AFFIX("li"), AFFIX("had"), AFFIXES_END};
static const struct affix sound_tense[] = {AFFIX("kai"), AFFIX("kat"), AFFIX("kan"), AFFIX("ka"),
                                           AFFIX("ki"),  AFFIX("k"),   AFFIX("tai"), AFFIX("tan"),
                                           AFFIX("ta"),  AFFIX("Gai"), AFFIX("Gat"), AFFIX("Gan"),
                                           AFFIX("Ga"),  AFFIX("Gi"),  AFFIX("ma"),  AFFIXES_END};
static const struct affix sound_person[] = {AFFIX("i"), AFFIX("t"), AFFIX("n"),
                                            AFFIX("a"), AFFIX("m"), AFFIXES_END};
static const struct affix sound_no[] = {AFFIX("S"), AFFIXES_END};
static const struct affix sound_object[] = {
    AFFIX("ni"),  AFFIX("na"), AFFIX("kum"), AFFIX("um"), AFFIX("ha"), AFFIX("hum"), AFFIX("k"),
    AFFIX("uni"), AFFIX("h"),  AFFIX("i"),   AFFIX("u"),  AFFIX("li"), AFFIXES_END};
static const struct affix sound_number[] = {AFFIX("uha"), AFFIX("at"), AFFIX("in"), AFFIX("ti"),
                                            AFFIX("tu"),  AFFIX("iu"), AFFIX("u"),  AFFIX("t"),
                                            AFFIX("a"),   AFFIX("i"),  AFFIXES_END};
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

/* Compared from its end, where affixes differ most. */
static bool is_at(const char *bytes, const struct affix *affix)
{
    for (size_t i = affix->n; i-- > 0;)
        if (bytes[i] != affix->bytes[i]) return false;
    return true;
}

/* Takes each affix of a layer off each stem so far, in front; `telling` is the byte of an affix that most
 * differ in. */
static void take_front(const char *word, const struct layer *layer, size_t room, size_t telling,
                       struct stems *stems)
{
    size_t stems_n = stems->n;

    for (size_t i = 0; i < stems_n; i++) {
        size_t from = stems->at[i].from, n = stems->at[i].n;
        char byte;

        if (n <= room) continue;
        byte = word[from + telling];
        for (const struct affix *affix = layer->affixes; affix->n; affix++)
            if (affix->bytes[telling] == byte && n >= affix->n + room && is_at(word + from, affix))
                add_stem(stems, from + affix->n, n - affix->n);
    }
}

static void take_behind(const char *word, const struct layer *layer, size_t room,
                        struct stems *stems)
{
    size_t stems_n = stems->n;

    for (size_t i = 0; i < stems_n; i++) {
        size_t from = stems->at[i].from, n = stems->at[i].n;
        char last;

        if (n <= room) continue;
        last = word[from + n - 1];
        for (const struct affix *affix = layer->affixes; affix->n; affix++)
            if (affix->bytes[affix->n - 1] == last && n >= affix->n + room &&
                is_at(word + from + n - affix->n, affix))
                add_stem(stems, from, n - affix->n);
    }
}

static void stems_of(const char *word, size_t n, enum affixes affixes, bool arabic,
                     struct stems *out)
{
    const struct layer *before = arabic ? arabic_before : sound_before;
    const struct layer *behind = arabic ? arabic_behind : sound_behind;
    size_t room = arabic ? ROOM_MIN_ARABIC : ROOM_MIN_SOUND;
    size_t telling =
        arabic ? 1 : 0; /* the first byte of an Arabic letter is nearly always the same */

    assert(n < TOKEN_FORM_MAX);
    out->n = 0;
    add_stem(out, 0, n);
    if (affixes == AFFIXES_PLAIN) {
        take_front(word, &before[0], room, telling, out);
        take_front(word, &before[1], arabic ? ROOM_ARTICLE_ARABIC : ROOM_ARTICLE_SOUND, telling,
                   out);
        for (size_t i = 0; i < 2; i++)
            take_behind(word, &behind[i], arabic ? ROOM_OBJECT_ARABIC : ROOM_OBJECT_SOUND, out);
        return;
    }
    for (size_t i = 0; i < COUNT(arabic_before); i++)
        take_front(word, &before[i], room, telling, out);
    for (size_t i = 0; i < COUNT(arabic_behind); i++)
        take_behind(word, &behind[i], room, out);
}

void stems_of_arabic(const char *form, size_t n, enum affixes affixes, struct stems *out)
{
    stems_of(form, n, affixes, true, out);
}

void stems_of_sound(const char *sound, size_t n, enum affixes affixes, struct stems *out)
{
    stems_of(sound, n, affixes, false, out);
}
