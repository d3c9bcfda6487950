/* Segments and plainer spellings of any bytes. */
#include "tests/fuzz/fuzz.h"

#include "providers/sms.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    SCOPED(text_clear) struct text folded = {0};
    SCOPED(text_clear) struct text suggestion = {0};
    SCOPED(text_clear) struct text strangers = {0};
    const char *text = (const char *)bytes;
    struct sms_size size = sms_measure(text, n);
    size_t single = size.encoding == SMS_GSM7 ? 160 : 70,
           each = size.encoding == SMS_GSM7 ? 153 : 67;

    assert(size.units >= utf8_count(text, n) && size.units <= 2 * n);
    assert((size.segments == 1) == (size.units <= single));
    /* At most one unit of a segment stays empty, where a character of two did not fit. */
    assert(size.segments == 1 || size.units <= size.segments * each);
    assert(size.segments == 1 || size.units > (size.segments - 1) * (each - 1));

    if (sms_fold(text, n, &folded))
        assert(sms_measure(text_string(&folded), folded.n).encoding == SMS_GSM7);
    if (sms_suggest(text, n, &suggestion))
        assert(sms_measure(text_string(&suggestion), suggestion.n).segments < size.segments);
    sms_add_strangers(&strangers, text, n);
    assert((strangers.n == 0) == (size.encoding == SMS_GSM7));
    return 0;
}
