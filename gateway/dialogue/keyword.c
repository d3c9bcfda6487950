/* Reply words: STOP and its like, in every language whatever language the family has. */
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#include "gateway/dialogue/dialogue.h"

/* Longer than any reply word; a longer text is none. */
#define WORD_MAX       64
#define WORD_BYTES_MAX 256

/* Letters and digits only, folded, marks dropped; emoji stay. False: too long, or not UTF-8. */
static bool fold(const char *text, UChar out[static WORD_MAX], int32_t *n)
{
    UErrorCode error = U_ZERO_ERROR;
    UChar wide[WORD_MAX], parts[2 * WORD_MAX];
    const UNormalizer2 *nfkd = unorm2_getNFKDInstance(&error);
    int32_t length = 0, kept = 0;

    u_strFromUTF8(wide, WORD_MAX, &length, text, -1, &error);
    length = unorm2_normalize(nfkd, wide, length, parts, COUNT(parts), &error);
    length = u_strFoldCase(parts, COUNT(parts), parts, length, U_FOLD_CASE_DEFAULT, &error);
    if (U_FAILURE(error)) return false;
    for (int32_t i = 0; i < length;) {
        UChar32 c;

        U16_NEXT(parts, i, length, c);
        if (u_charType(c) == U_NON_SPACING_MARK || u_isUWhiteSpace(c) || u_ispunct(c) ||
            u_charType(c) == U_FORMAT_CHAR || c == 0x0640 /* tatweel */)
            continue;
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

    if (strlen(text) > WORD_BYTES_MAX || !fold(text, said, &said_n)) return KEYWORD_NONE;
    for (size_t i = 0; i < config->keyword_n; i++)
        if (fold(config->keywords[i].word, word, &word_n) && word_n == said_n &&
            u_memcmp(said, word, said_n) == 0)
            return config->keywords[i].kind;
    return KEYWORD_NONE;
}

int keyword_digit(const char *text)
{
    UChar said[WORD_MAX];
    int32_t n, value;

    if (strlen(text) > WORD_BYTES_MAX || !fold(text, said, &n) || n != 1) return 0;
    value = u_charDigitValue(said[0]);
    return value > 0 ? value : 0;
}
