#ifndef GATEWAY_SIGNALS_NORMALISE_H
#define GATEWAY_SIGNALS_NORMALISE_H
/* Normalise: a text as it came -> tokens that can be compared.
 *
 * Compatibility forms, case, accents, short vowels, tatweel, the forms of alef, hamza, ya and
 * ta-marbuta, digits of every script, drawn-out letters and invisible controls are evened out; a
 * picture is a token of its own. Each token keeps its place in the text as it came, counted in code
 * points (a byte that is no UTF-8 is one). The same function prepares the words of the lexicon, so
 * that both sides meet. Pure; any bytes are fine. */
#include "gateway/base/base.h"

#define TOKEN_FORM_MAX                                                                             \
    56                 /* bytes of a form with its NUL; longer words are compared by their start */
#define TOKEN_MAX 8192 /* tokens of one text; what comes behind is not read, see `cut` */

enum script {
    SCRIPT_NONE,
    SCRIPT_LATIN,
    SCRIPT_ARABIC,
    SCRIPT_DIGITS,
    SCRIPT_PICTURE,
    SCRIPT_OTHER
};

/* What stands between a token and the one before it. */
enum pause { PAUSE_NONE, PAUSE_CLAUSE, PAUSE_SENTENCE };

struct token {
    char form[TOKEN_FORM_MAX];
    uint8_t form_bytes;
    enum script script;
    enum pause pause;
    char joint;      /* the ASCII sign that glues it to the token before ("7/10"), or NUL */
    bool elongated;  /* a letter was repeated three times or more; the form keeps two */
    bool asked;      /* a question mark follows */
    uint32_t at;     /* code points */
    uint32_t length; /* code points */
};

struct tokens {
    struct token *at;
    size_t n, space;
    bool cut;     /* there was more than TOKEN_MAX */
    bool damaged; /* bytes that are no UTF-8 */
};

void tokens_read(struct tokens *tokens, const char *text, size_t n);
void tokens_clear(struct tokens *tokens);

/* Puts one more token before `index` by cutting the first `code_points` off it: "makaynch" becomes "ma"
 * and "kaynch". `bytes` is how long the first part is in the form. */
void tokens_split(struct tokens *tokens, size_t index, size_t bytes, size_t code_points);

/* The character in `length` bytes of valid UTF-8 (see utf8_length). */
uint32_t form_character(const char *at, size_t length);

/* The form with every run of one letter made single: what "heeeeel" and "heel" share. */
size_t form_collapse(const char *form, size_t n, char out[TOKEN_FORM_MAX]);

#endif
