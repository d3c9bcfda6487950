#include "providers/screen.h"

#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "providers/sms.h"

/* Of UTF-8. */
#define BYTES_PER_UNIT_MAX 3

struct page {
    const struct screen *screen;
    const char *from, *till;
    bool is_first, is_last;
};

/* U+FFFD where the bytes are not UTF-8. `n` is what is left, and not 0. */
static UChar32 character_at(const char *at, size_t n)
{
    const uint8_t *bytes = (const uint8_t *)at;
    size_t i = 0;
    UChar32 c;

    if (utf8_length(at, n) == 0) return 0xFFFD;
    U8_NEXT_UNSAFE(bytes, i, c);
    return c;
}

/* No other: a blank with a mark upon it is a character, and one that does not break is none. */
static bool is_blank(const char *at)
{
    if (!*at || !strchr(" \t\r\n", *at)) return false;
    return !at[1] || !(U_GET_GC_MASK(character_at(at + 1, strnlen(at + 1, 4))) & U_GC_M_MASK);
}

static const char *skip_blanks(const char *at)
{
    while (is_blank(at))
        at++;
    return at;
}

static void add_line(struct text *out, const char *line)
{
    if (!line || !*line) return;
    if (out->n) text_add_char(out, '\n');
    text_add(out, line);
}

static void add_page(const struct page *page, struct text *out)
{
    text_add_utf8(out, page->from, (size_t)(page->till - page->from));
    if (!page->is_last) add_line(out, page->screen->more);
    if (!page->is_first) add_line(out, page->screen->previous);
    add_line(out, page->screen->footer);
}

/* Makes the page end there if it then fits. */
static bool end_at(struct page *page, const char *till, bool is_last)
{
    const struct screen_limits *limits = &page->screen->limits;
    size_t gsm_units = limits->gsm_units ? limits->gsm_units : SCREEN_GSM_UNITS;
    size_t ucs2_units = limits->ucs2_units ? limits->ucs2_units : SCREEN_UCS2_UNITS;
    size_t bytes_max = BYTES_PER_UNIT_MAX * (gsm_units > ucs2_units ? gsm_units : ucs2_units);
    struct page longer = *page;
    SCOPED(text_wipe) struct text whole = {0};
    struct sms_size size;

    if ((size_t)(till - page->from) > bytes_max) return false; /* without counting a long rest */
    longer.till = till;
    longer.is_last = is_last;
    add_page(&longer, &whole);
    size = sms_measure(text_string(&whole), whole.n);
    if (size.units > (size.encoding == SMS_GSM7 ? gsm_units : ucs2_units)) return false;
    *page = longer;
    return true;
}

static int joining_type(const char *at, size_t n)
{
    return u_getIntPropertyValue(character_at(at, n), UCHAR_JOINING_TYPE);
}

/* Do the letters around a cut in the word join? Marks upon the one before are passed over. */
static bool joins(const char *word, size_t cut, size_t n)
{
    int after = joining_type(word + cut, n - cut), before = U_JT_TRANSPARENT;

    for (size_t i = cut; i > 0 && before == U_JT_TRANSPARENT;) {
        do
            i--;
        while (i > 0 && U8_IS_TRAIL(word[i]));
        before = joining_type(word + i, n - i);
    }
    return (before == U_JT_DUAL_JOINING || before == U_JT_JOIN_CAUSING) &&
           (after == U_JT_DUAL_JOINING || after == U_JT_JOIN_CAUSING ||
            after == U_JT_RIGHT_JOINING);
}

static void close_breaks(UBreakIterator **breaks)
{
    ubrk_close(*breaks);
}

/* The next place after `cut` where the word may be cut, at the latest its end. */
static size_t next_cut(const char *word, size_t cut, size_t n, UBreakIterator *breaks)
{
    size_t length = utf8_length(word + cut, n - cut);
    int32_t next = breaks ? ubrk_following(breaks, (int32_t)cut) : UBRK_DONE;

    if (next != UBRK_DONE) return (size_t)next;
    return cut + (length ? length : 1);
}

/* Ends the page within the word at its start, as late as it may. False: no such part of it fits. */
static bool cut_word(struct page *page, size_t n, UBreakIterator *breaks, bool may_part)
{
    bool did = false;

    for (size_t cut = 0; cut < n;) {
        cut = next_cut(page->from, cut, n, breaks);
        if (!may_part && cut < n && joins(page->from, cut, n)) continue;
        if (!end_at(page, page->from + cut, false)) break;
        did = true;
    }
    return did;
}

/* The same in the best way there is. */
static bool cut_well(struct page *page, size_t n)
{
    UErrorCode error = U_ZERO_ERROR;
    UText utext = UTEXT_INITIALIZER;
    SCOPED(close_breaks) UBreakIterator *breaks = ubrk_open(UBRK_CHARACTER, "", NULL, 0, &error);
    bool did;

    utext_openUTF8(&utext, page->from, (int64_t)n, &error);
    ubrk_setUText(breaks, &utext, &error);
    did = U_SUCCESS(error) && (cut_word(page, n, breaks, false) || cut_word(page, n, breaks, true));
    utext_close(&utext);
    return did || cut_word(page, n, NULL, true);
}

/* Ends the page where it begins. False: there is no room for a character. */
static bool lay_out(struct page *page)
{
    const char *line_end = NULL, *at = page->from, *text_end = at + strlen(at);
    bool did = false;

    while (text_end > at && strchr(" \t\r\n", text_end[-1]))
        text_end--;
    if (end_at(page, text_end, true)) return true;
    while (at < text_end) {
        const char *next;

        while (*at && !is_blank(at))
            at++;
        if (!end_at(page, at, false)) break;
        did = true;
        next = skip_blanks(at);
        if (memchr(at, '\n', (size_t)(next - at))) line_end = at;
        at = next;
    }
    if (!did) did = cut_well(page, (size_t)(at - page->from));
    if (line_end && 2 * (line_end - page->from) >= page->till - page->from) page->till = line_end;
    return did;
}

/* Lays out the next page, from {0} the first. False: there is none, or it has no room. */
static bool turn(struct page *page, const struct screen *screen)
{
    bool is_first = !page->screen;

    if (!is_first && page->is_last) return false;
    *page = (struct page){
        .screen = screen,
        .from = skip_blanks(is_first ? screen->text : page->till),
        .is_first = is_first,
    };
    return lay_out(page);
}

size_t screen_pages(const struct screen *screen)
{
    struct page page = {0};
    size_t n = 0;

    while (turn(&page, screen))
        n++;
    return page.is_last ? n : 0;
}

bool screen_page(const struct screen *screen, size_t number, struct text *out)
{
    struct page page = {0};

    for (size_t i = 0; i <= number; i++)
        if (!turn(&page, screen)) return false;
    add_page(&page, out);
    return true;
}
