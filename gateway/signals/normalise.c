#include "gateway/signals/normalise.h"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/utf16.h>

#include "gateway/base/text.h"

/* What one character of the text is to the reader. */
enum sort {
    SORT_SPACE,
    SORT_PAUSE,
    SORT_SIGN,
    SORT_LETTER,
    SORT_DIGIT,
    SORT_PICTURE,
    SORT_NOTHING
};

struct letter {
    UChar32 c;
    uint32_t times; /* in a row */
};

/* The token that is being put together. */
struct scan {
    struct tokens *tokens;
    struct token *open; /* NULL between tokens */
    struct letter last;
    enum pause pause;
    size_t dots;
    char joint;
    bool blank; /* a blank stands between the last token and here */
    const UNormalizer2 *fold;
};

static bool is_arabic(UChar32 c)
{
    return (c >= 0x0600 && c <= 0x06FF) || (c >= 0x0750 && c <= 0x077F);
}

static bool is_picture(UChar32 c)
{
    if (c < 0x2190) return false;
    return u_hasBinaryProperty(c, UCHAR_EXTENDED_PICTOGRAPHIC) || (c >= 0x1F1E6 && c <= 0x1F1FF);
}

static bool is_skin_tone(UChar32 c)
{
    return c >= 0x1F3FB && c <= 0x1F3FF;
}

/* Letters that look or sound alike on a phone's keyboard become one. Persian and Kurdish keyboards
 * give their own kaf and ya; Moroccans write gaf in three ways, Iraqis write cheh for a soft kaf. */
static UChar32 even_arabic(UChar32 c)
{
    switch (c) {
    case 0x0671:
        return 0x0627;
    case 0x0649:
    case 0x06CC:
    case 0x06D2:
        return 0x064A;
    case 0x0629:
    case 0x06C1:
    case 0x06C0:
    case 0x06BE:
    case 0x06D5:
        return 0x0647;
    case 0x06A9:
    case 0x06AF:
    case 0x06AD:
    case 0x0763:
    case 0x06A8:
    case 0x0686:
        return 0x0643;
    case 0x067E:
        return 0x0628;
    case 0x06A4:
    case 0x06A5:
        return 0x0641;
    case 0x0698:
        return 0x0632;
    case 0x0621: /* hamza alone: dropped */
    case 0x0640: /* tatweel */
        return 0;
    default:
        return c;
    }
}

static enum sort sort_of_ascii(UChar32 c)
{
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) return SORT_LETTER;
    if (c >= '0' && c <= '9') return SORT_DIGIT;
    if (c == '\n' || c == '.' || c == '!' || c == '?' || c == ',' || c == ';' || c == ':' ||
        c == '(' || c == ')')
        return SORT_PAUSE;
    if (c <= ' ' || c == 0x7F) return SORT_SPACE;
    return SORT_SIGN;
}

static enum sort sort_of(UChar32 c)
{
    if (c < 0x80) return sort_of_ascii(c);
    if (is_skin_tone(c)) return SORT_NOTHING;
    if (is_picture(c)) return SORT_PICTURE;
    if (u_charDigitValue(c) >= 0) return SORT_DIGIT;
    if (c == 0x060C || c == 0x061B || c == 0x061F || c == 0x06D4 || c == 0x2026 || c == 0x2013 ||
        c == 0x2014 || c == 0x2028 || c == 0x2029 || c == 0x0085)
        return SORT_PAUSE;
    if (u_isalpha(c)) return SORT_LETTER;
    if (u_isUWhiteSpace(c)) return SORT_SPACE;
    if (u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT)) return SORT_NOTHING;
    if (U_MASK(u_charType(c)) & (U_GC_M_MASK | U_GC_CF_MASK)) return SORT_NOTHING;
    return SORT_SIGN;
}

static enum script script_of(UChar32 c)
{
    if (is_arabic(c)) return SCRIPT_ARABIC;
    if (c < 0x250 || (c >= 0x1E00 && c <= 0x1EFF)) return SCRIPT_LATIN;
    return SCRIPT_OTHER;
}

static void close_token(struct scan *scan)
{
    scan->open = NULL;
    scan->last = (struct letter){0};
}

static void open_token(struct scan *scan, enum script script, size_t at)
{
    struct tokens *tokens = scan->tokens;

    close_token(scan);
    if (scan->blank) scan->joint = '\0';
    if (tokens->n == TOKEN_MAX) {
        tokens->cut = true;
        return;
    }
    if (tokens->n == tokens->space) {
        tokens->space = tokens->space ? tokens->space * 2 : 48;
        tokens->at = mem_grow(tokens->at, tokens->space, sizeof(*tokens->at));
    }
    scan->open = &tokens->at[tokens->n++];
    *scan->open = (struct token){.script = script,
                                 .at = (uint32_t)at,
                                 .pause = tokens->n > 1 ? scan->pause : PAUSE_NONE,
                                 .joint = scan->joint};
    scan->pause = PAUSE_NONE;
    scan->joint = '\0';
    scan->dots = 0;
    scan->blank = false;
}

/* Writes one character; returns its bytes. */
static size_t encode(UChar32 c, char out[4])
{
    uint32_t code = (uint32_t)c;
    size_t n = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    static const uint8_t heads[] = {0, 0, 0xC0, 0xE0, 0xF0};

    for (size_t i = n; i-- > 1; code >>= 6)
        out[i] = (char)(0x80 | (code & 0x3F));
    out[0] = (char)(heads[n] | code);
    return n;
}

/* Adds one folded character to the open token. The third and later of a run is left out, and so is
 * what does not fit. */
static void put(struct scan *scan, UChar32 c)
{
    struct token *token = scan->open;
    char bytes[4];
    size_t n;

    scan->last = (struct letter){c, c == scan->last.c ? scan->last.times + 1 : 1};
    if (scan->last.times >= 3 && (c > '9' || c < '0')) {
        token->elongated = true;
        return;
    }
    n = encode(c, bytes);
    if (token->form_bytes + n >= TOKEN_FORM_MAX) return;
    memcpy(token->form + token->form_bytes, bytes, n);
    token->form_bytes = (uint8_t)(token->form_bytes + n);
}

/* The folded characters of one: casefolded, decomposed, marks dropped. Returns how many. */
static size_t fold(const UNormalizer2 *how, UChar32 c, UChar32 out[8])
{
    UErrorCode error = U_ZERO_ERROR;
    UChar parts[32];
    int32_t parts_n = unorm2_getDecomposition(how, c, parts, (int32_t)COUNT(parts), &error);
    size_t n = 0;

    if (parts_n < 0 || U_FAILURE(error)) {
        parts_n = 0;
        U16_APPEND_UNSAFE(parts, parts_n, c);
    }
    for (int32_t i = 0; i < parts_n && n < 8;) {
        UChar32 part;

        U16_NEXT(parts, i, parts_n, part);
        if (U_MASK(u_charType(part)) & U_GC_M_MASK) continue;
        part = even_arabic(part);
        if (part && u_isalnum(part)) out[n++] = part;
    }
    return n;
}

static bool continues(const struct scan *scan, enum script script)
{
    if (!scan->open || scan->blank || scan->joint || scan->pause != PAUSE_NONE) return false;
    if (scan->open->script == script) return true;
    /* Arabizi writes digits for letters: "3ayt", "7sen"; a digit in an Arabic word is a number. */
    if (scan->open->script == SCRIPT_LATIN && script == SCRIPT_DIGITS) return true;
    return scan->open->script == SCRIPT_DIGITS && script == SCRIPT_LATIN;
}

static void add_letter(struct scan *scan, UChar32 c, size_t at)
{
    UChar32 folded[8];
    size_t n = 1;
    enum script script;

    if (c < 0x80)
        folded[0] = c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
    else
        n = fold(scan->fold, c, folded);
    if (n == 0) return; /* a hamza or tatweel: belongs to the word around it */
    script = script_of(folded[0]);
    if (!continues(scan, script)) open_token(scan, script, at);
    if (!scan->open) return;
    if (script == SCRIPT_LATIN) scan->open->script = SCRIPT_LATIN;
    for (size_t i = 0; i < n; i++)
        put(scan, folded[i]);
    scan->open->length = (uint32_t)(at + 1 - scan->open->at);
}

static void add_digit(struct scan *scan, UChar32 c, size_t at)
{
    if (!continues(scan, SCRIPT_DIGITS)) open_token(scan, SCRIPT_DIGITS, at);
    if (!scan->open) return;
    put(scan, (c < 0x80 ? c - '0' : u_charDigitValue(c)) + '0');
    scan->open->length = (uint32_t)(at + 1 - scan->open->at);
}

/* A run of the same picture is one token: five hearts mean what one does. */
static void add_picture(struct scan *scan, UChar32 c, size_t at)
{
    if (!scan->open || scan->open->script != SCRIPT_PICTURE || scan->last.c != c) {
        open_token(scan, SCRIPT_PICTURE, at);
        if (!scan->open) return;
        put(scan, c);
    }
    scan->open->length = (uint32_t)(at + 1 - scan->open->at);
}

static void raise_pause(struct scan *scan, enum pause pause)
{
    if (pause > scan->pause) scan->pause = pause;
}

static void add_pause(struct scan *scan, UChar32 c)
{
    if (scan->open && (c == '?' || c == 0x061F)) scan->open->asked = true;
    if (c == '.') {
        /* "een.. twee" is a pause for breath, not the end of a sentence. */
        if (++scan->dots > 1 && scan->pause == PAUSE_SENTENCE) scan->pause = PAUSE_CLAUSE;
        if (scan->dots == 1) raise_pause(scan, PAUSE_SENTENCE);
    } else if (c == '\n' || c == '!' || c == '?' || c == 0x061F || c == 0x06D4 || c == 0x2028 ||
               c == 0x2029 || c == 0x0085) {
        raise_pause(scan, PAUSE_SENTENCE);
    } else {
        raise_pause(scan, PAUSE_CLAUSE);
    }
    if (c < 0x80 && !scan->blank) scan->joint = (char)c;
}

/* "m'n" and "foto's" are one word; "ex-man" is two; "- " sets apart. */
static void add_sign(struct scan *scan, UChar32 c, UChar32 next)
{
    if ((c == '\'' || c == 0x2019 || c == 0x2018 || c == '`') && !scan->blank) return;
    if (c == '-' && (scan->blank || next == ' ')) raise_pause(scan, PAUSE_CLAUSE);
    if (c < 0x80 && !scan->blank) scan->joint = (char)c;
    if (c >= 0x80) scan->blank = true;
}

/* Typed faces become the pictures that mean the same. Returns the code points it took, or 0. */
static size_t read_face(const char *at, size_t n, UChar32 *out)
{
    static const struct {
        const char *face;
        UChar32 picture;
    } faces[] = {
        {":'(", 0x1F622},
        {":-)", 0x1F642},
        {":-(", 0x1F641},
        {";-)", 0x1F609},
        {":)",  0x1F642},
        {":(",  0x1F641},
        {";)",  0x1F609},
        {"<3",  0x2764 },
        {":d",  0x1F604},
        {":D",  0x1F604},
        {":/",  0x1F615},
        {"=)",  0x1F642},
        {"=(",  0x1F641},
    };

    for (size_t i = 0; i < COUNT(faces); i++) {
        size_t face_n;

        if (*at != *faces[i].face) continue;
        face_n = strlen(faces[i].face);
        if (n < face_n || memcmp(at, faces[i].face, face_n) != 0) continue;
        if (n > face_n && u_isalnum((unsigned char)at[face_n])) continue;
        *out = faces[i].picture;
        return face_n;
    }
    return 0;
}

static void add(struct scan *scan, UChar32 c, UChar32 next, size_t at)
{
    switch (sort_of(c)) {
    case SORT_SPACE:
        scan->blank = true;
        break;
    case SORT_PAUSE:
        add_pause(scan, c);
        break;
    case SORT_SIGN:
        add_sign(scan, c, next);
        break;
    case SORT_LETTER:
        add_letter(scan, c, at);
        break;
    case SORT_DIGIT:
        add_digit(scan, c, at);
        break;
    case SORT_PICTURE:
        add_picture(scan, c, at);
        break;
    case SORT_NOTHING:
        break;
    }
}

static const UNormalizer2 *fold_instance(void)
{
    UErrorCode error = U_ZERO_ERROR;
    const UNormalizer2 *how = unorm2_getNFKCCasefoldInstance(&error);

    assert(U_SUCCESS(error)); /* built into ICU's own data */
    return how;
}

uint32_t form_character(const char *at, size_t length)
{
    static const uint8_t masks[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    uint32_t code = (uint8_t)*at & masks[length];

    for (size_t i = 1; i < length; i++)
        code = code << 6 | ((uint8_t)at[i] & 0x3F);
    return code;
}

/* A typed face at `at`; returns the bytes it took, all of them ASCII, or 0. */
static size_t add_face(struct scan *scan, const char *text, size_t n, size_t at)
{
    UChar32 picture;
    size_t face_n =
        (unsigned char)*text < 0x80 && !u_isalnum(*text) ? read_face(text, n, &picture) : 0;

    if (face_n == 0) return 0;
    add_picture(scan, picture, at);
    if (scan->open) scan->open->length = (uint32_t)(at + face_n - scan->open->at);
    return face_n;
}

void tokens_read(struct tokens *tokens, const char *text, size_t n)
{
    struct scan scan = {.tokens = tokens, .fold = fold_instance()};

    tokens->n = 0;
    tokens->cut = tokens->damaged = false;
    for (size_t i = 0, at = 0; i < n;) {
        size_t length = utf8_length(text + i, n - i);
        size_t face_n = length == 1 ? add_face(&scan, text + i, n - i, at) : 0;

        if (face_n) {
            at += face_n;
            i += face_n;
            continue;
        }
        if (length == 0) {
            tokens->damaged = scan.blank = true;
        } else {
            UChar32 c = (UChar32)form_character(text + i, length);

            add(&scan, c, i + length < n ? (unsigned char)text[i + length] : ' ', at);
        }
        i += length ? length : 1;
        at++;
    }
}

void tokens_clear(struct tokens *tokens)
{
    if (!tokens) return;
    if (tokens->at) explicit_bzero(tokens->at, tokens->space * sizeof(*tokens->at));
    free(tokens->at);
    *tokens = (struct tokens){0};
}

void tokens_split(struct tokens *tokens, size_t index, size_t bytes, size_t code_points)
{
    struct token *first, *rest;

    assert(index < tokens->n && bytes < tokens->at[index].form_bytes);
    if (tokens->n == TOKEN_MAX || code_points >= tokens->at[index].length) return;
    if (tokens->n == tokens->space) {
        tokens->space *= 2;
        tokens->at = mem_grow(tokens->at, tokens->space, sizeof(*tokens->at));
    }
    memmove(&tokens->at[index + 1], &tokens->at[index], (tokens->n - index) * sizeof(*tokens->at));
    tokens->n++;
    first = &tokens->at[index];
    rest = first + 1;
    memmove(rest->form, rest->form + bytes, sizeof(rest->form) - bytes);
    rest->form_bytes = (uint8_t)(rest->form_bytes - bytes);
    rest->at += (uint32_t)code_points;
    rest->length -= (uint32_t)code_points;
    rest->pause = PAUSE_NONE;
    rest->joint = '\0';
    memset(first->form + bytes, 0, sizeof(first->form) - bytes);
    first->form_bytes = (uint8_t)bytes;
    first->length = (uint32_t)code_points;
    first->asked = false;
}

size_t form_collapse(const char *form, size_t n, char out[TOKEN_FORM_MAX])
{
    size_t made = 0, last = 0, last_n = 0;

    assert(n < TOKEN_FORM_MAX);
    for (size_t i = 0; i < n;) {
        size_t length = utf8_length(form + i, n - i);

        if (length == 0) length = 1;
        if (length != last_n || memcmp(form + i, out + last, length) != 0) {
            memcpy(out + made, form + i, length);
            last = made;
            last_n = length;
            made += length;
        }
        i += length;
    }
    out[made] = '\0';
    return made;
}
