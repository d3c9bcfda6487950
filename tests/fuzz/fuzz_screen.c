/* Any text over screens of any size: pages fit, and nothing but blanks is lost between them.
 *
 * The input is two bytes, the limits in septets and in UTF-16 units, and the text behind them. */
#include "tests/fuzz/fuzz.h"

#include "providers/screen.h"
#include "providers/sms.h"

/* Takes what the page shows of the text off it, and the blanks before that. */
static const char *take(const char *rest, const char *page, size_t n)
{
    while (*rest && strchr(" \t\r\n", *rest) && strncmp(rest, page, n) != 0)
        rest++;
    assert(strncmp(rest, page, n) == 0);
    return rest + n;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    static const char more[] = "\n9 verder";
    SCOPED(text_clear) struct text text = {0};
    struct screen screen = {.more = more + 1};
    const char *rest;
    size_t pages;

    if (n < 2 || n > 600) return 0;
    text_add_utf8(&text, (const char *)bytes + 2, strnlen((const char *)bytes + 2, n - 2));
    screen.text = rest = text_string(&text);
    screen.limits = (struct screen_limits){bytes[0], bytes[1]};
    pages = screen_pages(&screen);
    for (size_t i = 0; i < pages; i++) {
        SCOPED(text_clear) struct text page = {0};
        struct sms_size size;

        assert(screen_page(&screen, i, &page));
        size = sms_measure(text_string(&page), page.n);
        if (size.encoding == SMS_GSM7)
            assert(size.units <= (bytes[0] ? bytes[0] : SCREEN_GSM_UNITS));
        else
            assert(size.units <= (bytes[1] ? bytes[1] : SCREEN_UCS2_UNITS));
        rest = take(rest, text_string(&page), page.n - (i + 1 < pages ? strlen(more) : 0));
    }
    assert(pages == 0 || rest[strspn(rest, " \t\r\n")] == '\0');
    assert(pages > 0 || bytes[0] < 20 || bytes[1] < 20);
    return 0;
}
