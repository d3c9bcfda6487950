#include "config/scan.h"

#include <ctype.h>

#define DEPTH_MAX      12
#define DIGITS_MAX     9 /* every number of nine digits fits into 32 bits */
#define HEX_DIGITS_MAX 8

/* One bracket that is open: its key, and for a list or array the place in it. */
struct open {
    char key[48];
    char bracket;
    int index;
};

struct scanner {
    struct reading *reading;
    const char *at, *end;
    int line;
    char key[48]; /* the last name seen */
    struct open opened[DEPTH_MAX];
    size_t depth;
    struct scan *out;
};

static bool is_name_start(char c)
{
    return isalpha((unsigned char)c) || c == '*';
}

static bool is_name(char c)
{
    return isalnum((unsigned char)c) || c == '*' || c == '-' || c == '_';
}

/* As spot_setting writes it. */
static struct spot spot_here(const struct scanner *scanner)
{
    struct spot spot = spot_file(scanner->reading, scanner->line);
    SCOPED(text_clear) struct text path = {.limit = sizeof(spot.key) - 1};

    for (size_t i = 0; i < scanner->depth; i++) {
        const struct open *open = &scanner->opened[i];

        if (open->key[0]) text_addf(&path, "%s%s", path.n ? "." : "", open->key);
        if (open->bracket != '{') text_addf(&path, "[%d]", open->index);
    }
    if (scanner->key[0]) text_addf(&path, "%s%s", path.n ? "." : "", scanner->key);
    memcpy(spot.key, text_string(&path), path.n + 1);
    return spot;
}

static bool refuse(const struct scanner *scanner, int line, const char *what)
{
    mistake(scanner->reading, spot_file(scanner->reading, line), "%s", what);
    return false;
}

static void take_newlines(struct scanner *scanner, const char *till)
{
    for (; scanner->at < till; scanner->at++)
        scanner->line += *scanner->at == '\n';
}

static bool skip_text(struct scanner *scanner)
{
    const char *at = scanner->at + 1;
    int from = scanner->line;

    while (at < scanner->end && *at != '"')
        at += *at == '\\' && at + 1 < scanner->end ? 2 : 1;
    if (at >= scanner->end)
        return refuse(scanner, from,
                      "a text begins here and never ends, expected a closing quote (\")");
    take_newlines(scanner, at + 1);
    if (scanner->line != from && !scanner->out->long_text_line) scanner->out->long_text_line = from;
    return true;
}

static bool skip_block_comment(struct scanner *scanner)
{
    const char *close = memmem(scanner->at + 2, (size_t)(scanner->end - scanner->at) - 2, "*/", 2);

    if (!close)
        return refuse(scanner, scanner->line, "a comment begins here and never ends, expected */");
    take_newlines(scanner, close + 2);
    return true;
}

static void skip_line(struct scanner *scanner)
{
    while (scanner->at < scanner->end && *scanner->at != '\n')
        scanner->at++;
}

static void take_name(struct scanner *scanner)
{
    const char *from = scanner->at;
    size_t n;

    while (scanner->at < scanner->end && is_name(*scanner->at))
        scanner->at++;
    n = (size_t)(scanner->at - from);
    if (n >= sizeof(scanner->key)) n = sizeof(scanner->key) - 1;
    memcpy(scanner->key, from, n);
    scanner->key[n] = '\0';
}

/* Reads one number and notes it if 32 bits could not hold it. */
static void take_number(struct scanner *scanner)
{
    const char *at = scanner->at;
    size_t digits, digits_max = DIGITS_MAX;
    bool whole;

    if (*at == '+' || *at == '-') at++;
    if (at + 1 < scanner->end && at[0] == '0' && (at[1] == 'x' || at[1] == 'X')) {
        at += 2;
        digits_max = HEX_DIGITS_MAX;
    }
    for (digits = 0; at < scanner->end && isxdigit((unsigned char)*at); at++)
        digits++;
    whole = at >= scanner->end || (*at != '.' && *at != '+' && *at != '-');
    if (whole && digits > digits_max) {
        mistake(
            scanner->reading, spot_here(scanner),
            "a bare number of %zu digits, expected at most %zu; phone numbers, codes and larger "
            "numbers stand in quotes",
            digits, digits_max);
    }
    while (at < scanner->end && (isalnum((unsigned char)*at) || *at == '.'))
        at++;
    scanner->at = at > scanner->at ? at : scanner->at + 1;
}

static bool open_bracket(struct scanner *scanner)
{
    struct open *open;

    if (scanner->depth == DEPTH_MAX)
        return refuse(scanner, scanner->line, "brackets within brackets, too deep to be meant");
    open = &scanner->opened[scanner->depth++];
    *open = (struct open){.bracket = *scanner->at, .index = 1};
    memcpy(open->key, scanner->key, sizeof(open->key));
    scanner->key[0] = '\0';
    scanner->at++;
    return true;
}

/* A bracket that fits none is left to libconfig. */
static void take_mark(struct scanner *scanner)
{
    char c = *scanner->at++;

    if (strchr("})]", c)) {
        if (scanner->depth) scanner->depth--;
        scanner->key[0] = '\0';
    } else if (c == ',' && scanner->depth) {
        scanner->opened[scanner->depth - 1].index++;
    }
    scanner->line += c == '\n';
}

/* Takes one token. False: no use going on. */
static bool take_token(struct scanner *scanner)
{
    char c = *scanner->at, next = '\0';

    if (scanner->at + 1 < scanner->end) next = scanner->at[1];
    if (c == '\0')
        return refuse(scanner, scanner->line, "a byte of value 0, expected a file of text (UTF-8)");
    if (c == '"') return skip_text(scanner);
    if (c == '/' && next == '*') return skip_block_comment(scanner);
    if (c == '@')
        return refuse(scanner, scanner->line,
                      "@include is not read here, expected everything in one file; secrets can "
                      "stand in files of their own: \"file:/path\"");
    if (strchr("{([", c)) return open_bracket(scanner);
    if (c == '#' || (c == '/' && next == '/'))
        skip_line(scanner);
    else if (is_name_start(c))
        take_name(scanner);
    else if (isdigit((unsigned char)c) || c == '+' || c == '-')
        take_number(scanner);
    else
        take_mark(scanner);
    return true;
}

static bool is_utf8(struct scanner *scanner)
{
    int line = 1;

    for (const char *at = scanner->at; at < scanner->end;) {
        size_t length = utf8_length(at, (size_t)(scanner->end - at));

        if (!length)
            return refuse(scanner, line,
                          "bytes that are not UTF-8, expected a file saved as UTF-8");
        line += *at == '\n';
        at += length;
    }
    return true;
}

bool scan_file(struct reading *reading, const char *bytes, size_t n, struct scan *out)
{
    struct scanner scanner = {
        .reading = reading, .at = bytes, .end = bytes + n, .line = 1, .out = out};
    bool fine;

    *out = (struct scan){0};
    if (!is_utf8(&scanner)) return false;
    reading->scanning = true;
    do {
        fine = scanner.at == scanner.end || take_token(&scanner);
    } while (fine && scanner.at < scanner.end);
    reading->scanning = false;
    out->last_line = scanner.line;
    return fine;
}

void scan_key_on_line(const char *bytes, size_t n, int line, char *name, size_t space)
{
    const char *at = bytes, *end = bytes + n;
    size_t length = 0;

    for (int here = 1; here < line && at < end; at++)
        here += *at == '\n';
    while (at < end && (*at == ' ' || *at == '\t' || *at == '{' || *at == '('))
        at++;
    while (at + length < end && length + 1 < space && is_name(at[length]))
        length++;
    memcpy(name, at, length);
    name[length] = '\0';
}
