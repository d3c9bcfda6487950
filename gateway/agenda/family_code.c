#include "gateway/agenda/family_code.h"

#include <strings.h>

#define DIGITS_MAX 12

static bool is_word(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
           c == '_' || (unsigned char)c >= 0x80;
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
    const char *end = *at + 3;
    struct family_code code = {0};

    if (strncasecmp(*at, "vn-", 3) != 0) return false;
    code.family_id = take_number(&end);
    if (!code.family_id) return false;
    if (*end == '-') {
        int64_t member;

        end++;
        member = take_number(&end);
        if (member < 1 || member > 99) return false;
        code.member = (int)member;
    }
    if (is_word(*end)) return false;
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

        if ((at > text && is_word(at[-1])) || !take_code(&at, &code))
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
        bool first = at == text || !is_word(at[-1]);
        char c = *at;

        if (first && take_code(&at, &code)) continue;
        if (c == '\n' || c == '\r' || c == '\t') c = ' ';
        if (c != ' ' || (out->n && out->at[out->n - 1] != ' ')) text_add_char(out, c);
        at++;
    }
    while (out->n && strchr(" ,;-(", out->at[out->n - 1]))
        out->at[--out->n] = '\0';
}
