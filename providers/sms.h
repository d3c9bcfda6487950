#ifndef PROVIDERS_SMS_H
#define PROVIDERS_SMS_H
/* Sms: how a text is cut into billed segments (GSM 03.38 / 3GPP TS 23.038 and 23.040).
 *
 * A text whose every character is in the GSM 7-bit alphabet takes 160 units, or 153 in each of several
 * segments; any other takes 70 or 67 UTF-16 units. A character that takes two units (€ in one, an emoji
 * in the other) is never cut in half. Bytes that are not UTF-8 count as U+FFFD. */
#include "gateway/base/text.h"

#define SMS_STRANGERS_MAX 8

enum sms_encoding { SMS_GSM7, SMS_UCS2 };

struct sms_size {
    enum sms_encoding encoding;
    size_t units;    /* septets or UTF-16 units */
    size_t segments; /* an empty text is still one */
};

struct sms_size sms_measure(const char *text, size_t n);

/* Writes `text` with the GSM alphabet only, where look-alikes serve (ë -> e, curly quotes, dashes, …),
 * into `out`. False: it holds a letter of another script or a sign that nothing stands in for. */
bool sms_fold(const char *text, size_t n, struct text *out);

/* The same, only if it makes the text cheaper. For a person to choose: nothing is rewritten unasked. */
bool sms_suggest(const char *text, size_t n, struct text *out);

/* Adds what keeps `text` out of the GSM alphabet and what may stand in for it, for the person who wrote
 * it: `"ë" (write e), "👍"`. Each once, in the order of the text; after SMS_STRANGERS_MAX of them only
 * "…". Nothing where all of it is in the alphabet. */
void sms_add_strangers(struct text *out, const char *text, size_t n);

const char *sms_encoding_name(enum sms_encoding encoding);

#endif
