/* A reply of any bytes is read: at most one signal a domain, with words that lie in the text. */
#include "tests/fuzz/fuzz.h"

#include "gateway/signals/signals.h"

static struct reader *reader;

static void check_signal(const struct signal *signal, const char *text, size_t n)
{
    size_t count = utf8_count(text, n);

    assert(signal->domain > DOMAIN_GENERAL && signal->domain < DOMAIN_N);
    assert(signal->level >= LEVEL_WATCH && signal->level <= LEVEL_CRISIS);
    assert(signal->confidence > 0 && signal->confidence <= 1);
    assert(signal->evidence_n > 0 && signal->evidence_n <= EVIDENCE_MAX);
    for (size_t i = 0; i < signal->evidence_n; i++) {
        size_t at, length;

        assert(signal->evidence[i].at + signal->evidence[i].length <= count);
        evidence_bytes(text, n, &signal->evidence[i], &at, &length);
        assert(length > 0 && at + length <= n);
    }
}

/* The leading signal stands first and none is above it; the others are in order of domain. */
static void check_place(const struct reading *reading, size_t i)
{
    const struct signal *signal = &reading->signals[i], *lead = &reading->signals[0];

    if (i == 0) return;
    assert(signal->domain != lead->domain && signal->level <= lead->level);
    assert(i == 1 || signal->domain > reading->signals[i - 1].domain);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    const char *text = (const char *)bytes;
    const struct data data = {0};
    struct reading reading;
    int score = reader_score(text, n);

    assert(score >= 0 && score <= 5);
    if (!reader) {
        enum rc rc = reader_new(&data, &reader, NULL);

        assert(rc == RC_OK);
    }
    for (enum context context = CONTEXT_CHECKIN; context <= CONTEXT_APPOINTMENT; context++) {
        reader_read(reader, context, text, n, &reading);
        assert(reading.intent < INTENT_N);
        assert(reading.signal_n < DOMAIN_N);
        for (size_t i = 0; i < reading.signal_n; i++) {
            check_signal(&reading.signals[i], text, n);
            check_place(&reading, i);
        }
    }
    return 0;
}
