#include "gateway/agenda/family_code.h"

#include <strings.h>

#define DIGITS_MAX 12

static bool is_word(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
           c == '_' || (unsigned char)c >= 0x80;
}

/* How many bytes of a mark outside ASCII that ends a word stand here (a blank that does not break, quotes, dashes, the
 * Arabic comma); 0: none. Outlook writes such blanks around what was pasted. */
static size_t mark_n(const char *at)
{
    const unsigned char *byte = (const unsigned char *)at;

    if (byte[0] == 0xC2 && byte[1] >= 0x80) return 2;
    if (byte[0] == 0xD8 && byte[1] == 0x8C) return 2;
    return byte[0] == 0xE2 && byte[1] == 0x80 && byte[2] >= 0x80 ? 3 : 0;
}

static bool begins_word(const char *text, const char *at)
{
    if (at == text || !is_word(at[-1])) return true;
    return (at - text >= 2 && mark_n(at - 2) == 2) || (at - text >= 3 && mark_n(at - 3) == 3);
}

/* How many bytes a hyphen has, also one that a program made of it: U+2010 to U+2013. */
static size_t hyphen_n(const char *at)
{
    const unsigned char *byte = (const unsigned char *)at;

    if (byte[0] == '-') return 1;
    return mark_n(at) == 3 && byte[2] >= 0x90 && byte[2] <= 0x93 ? 3 : 0;
}

/* Reads digits without a 0 in front; 0: there are none, or too many. */
static int64_t take_number(const char **at)
{
    int64_t number = 0;
    int digits = 0;

    if (**at == '0') return 0;
    for (; **at >= '0' && **at <= '9'; (*at)++)
        if (++digits <= DIGITS_MAX) number = number * 10 + (**at - '0');
    return digits <= DIGITS_MAX ? number : 0;
}

/* The code at `*at`, which is then moved behind it. */
static bool take_code(const char **at, struct family_code *out)
{
    const char *end = *at + 2;
    struct family_code code = {0};

    if (strncasecmp(*at, "vn", 2) != 0 || !hyphen_n(end)) return false;
    end += hyphen_n(end);
    code.family_id = take_number(&end);
    if (!code.family_id) return false;
    if (hyphen_n(end)) {
        int64_t member;

        end += hyphen_n(end);
        member = take_number(&end);
        if (member < 1 || member > 99) return false;
        code.member = (int)member;
    }
    if (is_word(*end) && !mark_n(end)) return false;
    *at = end;
    *out = code;
    return true;
}

/* A code without a member and one with are the same family's; the second says more. */
static bool join(struct family_code *all, const struct family_code *one)
{
    if (!all->family_id) *all = *one;
    if (!all->member) all->member = one->member;
    return all->family_id == one->family_id && (!one->member || all->member == one->member);
}

static bool find_in(const char *text, struct family_code *out)
{
    if (!text) return true;
    for (const char *at = text; *at;) {
        struct family_code code;

        if (!begins_word(text, at) || !take_code(&at, &code))
            at++;
        else if (!join(out, &code))
            return false;
    }
    return true;
}

bool family_code_find(const struct ical_event *event, struct family_code *out)
{
    *out = (struct family_code){0};
    return find_in(event->summary, out) && find_in(event->location, out) &&
           find_in(event->categories, out) && find_in(event->description, out);
}

void family_code_write(int64_t family_id, char out[static FAMILY_CODE_SPACE])
{
    snprintf(out, FAMILY_CODE_SPACE, "vn-%lld", (long long)family_id);
}

void family_code_leave_out(const char *text, struct text *out)
{
    for (const char *at = text; *at;) {
        struct family_code code;
        char c = *at;

        if (begins_word(text, at) && take_code(&at, &code)) continue;
        if (c == '\n' || c == '\r' || c == '\t') c = ' ';
        if (c != ' ' || (out->n && out->at[out->n - 1] != ' ')) text_add_char(out, c);
        at++;
    }
    while (out->n && strchr(" ,;-(", out->at[out->n - 1]))
        out->at[--out->n] = '\0';
}
