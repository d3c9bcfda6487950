/* Reply words: STOP and its like, in every language whatever language the family has. */
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#include "gateway/dialogue/dialogue.h"

/* Longer than any reply word; a longer text is none. */
#define WORD_MAX       64
#define WORD_BYTES_MAX 256

/* Without accents' and widths' own spellings, and without case. False: too long, or not UTF-8. */
static bool decompose(const char *text, UChar out[static 2 * WORD_MAX], int32_t *n)
{
    UErrorCode error = U_ZERO_ERROR;
    UChar wide[WORD_MAX], parts[2 * WORD_MAX];
    const UNormalizer2 *nfkd = unorm2_getNFKDInstance(&error);

    if (strlen(text) > WORD_BYTES_MAX) return false;
    u_strFromUTF8(wide, WORD_MAX, n, text, -1, &error);
    *n = unorm2_normalize(nfkd, wide, *n, parts, COUNT(parts), &error);
    *n = u_strFoldCase(out, 2 * WORD_MAX, parts, *n, U_FOLD_CASE_DEFAULT, &error);
    return U_SUCCESS(error);
}

/* What a word is the same without. */
static bool is_trimming(UChar32 c)
{
    return u_charType(c) == U_NON_SPACING_MARK || u_isUWhiteSpace(c) || u_ispunct(c) ||
           u_charType(c) == U_FORMAT_CHAR || c == 0x0640 /* tatweel */;
}

/* Letters and digits only, folded, marks dropped; emoji stay. False: too long, or not UTF-8. */
static bool fold(const char *text, UChar out[static WORD_MAX], int32_t *n)
{
    UChar parts[2 * WORD_MAX];
    int32_t length, kept = 0;

    if (!decompose(text, parts, &length)) return false;
    for (int32_t i = 0; i < length;) {
        UChar32 c;

        U16_NEXT(parts, i, length, c);
        if (is_trimming(c)) continue;
        if (kept + 2 > WORD_MAX) return false;
        U16_APPEND_UNSAFE(out, kept, c);
    }
    *n = kept;
    return kept > 0;
}

enum keyword_kind keyword_of(const struct config *config, const char *text)
{
    UChar said[WORD_MAX], word[WORD_MAX];
    int32_t said_n, word_n;

    if (!fold(text, said, &said_n)) return KEYWORD_NONE;
    for (size_t i = 0; i < config->keyword_n; i++)
        if (fold(config->keywords[i].word, word, &word_n) && word_n == said_n &&
            u_memcmp(said, word, said_n) == 0)
            return config->keywords[i].kind;
    return KEYWORD_NONE;
}

bool keyword_digits(const char *text, char out[static KEYWORD_DIGITS_SPACE])
{
    UChar parts[2 * WORD_MAX];
    int32_t from = 0, till;

    if (!decompose(text, parts, &till)) return false;
    while (from < till && is_trimming(parts[from]))
        from++;
    while (till > from && is_trimming(parts[till - 1]))
        till--;
    if (till == from || till - from >= KEYWORD_DIGITS_SPACE) return false;
    for (int32_t i = from; i < till; i++)
        if (u_charDigitValue(parts[i]) < 0) return false;
    for (int32_t i = from; i < till; i++)
        *out++ = (char)('0' + u_charDigitValue(parts[i]));
    *out = '\0';
    return true;
}

int keyword_digit(const char *text)
{
    char digits[KEYWORD_DIGITS_SPACE] = "";

    return keyword_digits(text, digits) && digits[1] == '\0' ? digits[0] - '0' : 0;
}
