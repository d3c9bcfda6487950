/* Numbers as anyone may write them. */
#include "tests/fuzz/fuzz.h"

#include "providers/phone.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    SCOPED(mem_free) char *written = mem_copy(bytes, n);
    SCOPED(text_clear) struct text shown = {0};
    char number[PHONE_SPACE], again[PHONE_SPACE];

    text_add_phone(&shown, written);
    IGNORE(phone_takes_texts(written)); /* only that it comes back */
    if (!phone_normalise(written, number)) return 0;
    assert(number[0] == '+' && strspn(number + 1, "0123456789") == strlen(number + 1));
    /* What it was made into must be a number too, and the same one. */
    assert(phone_normalise(number, again) && strcmp(number, again) == 0);
    assert(phone_equal(written, number));
    text_reset(&shown);
    text_add_phone(&shown, number);
    assert(phone_normalise(text_string(&shown), again) && strcmp(number, again) == 0);
    return 0;
}
