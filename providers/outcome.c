#include "providers/outcome.h"

#include <ctype.h>
#include <strings.h>

#define CODE_NUMBER_MAX     99999
#define CODE_BYTES_MAX      48
#define DIGITS_IN_A_ROW_MAX 5
#define RETRY_AFTER_MAX     USEC_DAY

/* Source: docs/providers.md, "HTTP status". */
static const struct {
    int status;
    enum outcome outcome;
    bool maybe_sent;
} statuses[] = {
    {400, OUTCOME_REJECTED,     false},
    {401, OUTCOME_UNAUTHORISED, false},
    {402, OUTCOME_UNAUTHORISED, false},
    {403, OUTCOME_UNAUTHORISED, false},
    {404, OUTCOME_REJECTED,     false},
    {405, OUTCOME_REJECTED,     false},
    {408, OUTCOME_RETRY,        false},
    {409, OUTCOME_REJECTED,     false},
    {413, OUTCOME_REJECTED,     false},
    {415, OUTCOME_REJECTED,     false},
    {422, OUTCOME_REJECTED,     false},
    {425, OUTCOME_RETRY,        false},
    {429, OUTCOME_THROTTLED,    false},
    {500, OUTCOME_RETRY,        true },
    {502, OUTCOME_RETRY,        true },
    {503, OUTCOME_RETRY,        false},
    {504, OUTCOME_RETRY,        true },
};

const struct code_meaning *code_find(const struct code_meaning *table, size_t n, int64_t code)
{
    for (size_t i = 0; i < n; i++)
        if (table[i].code == code) return &table[i];
    return NULL;
}

enum delivery word_state_find(const struct word_state *table, size_t n, const char *word)
{
    for (size_t i = 0; i < n; i++)
        if (strcasecmp(table[i].word, word) == 0) return table[i].state;
    return DELIVERY_UNKNOWN;
}

usec retry_after_read(const struct http_response *response, usec now)
{
    const char *value = http_header_find(&response->headers, "Retry-After");
    struct tm date = {0};
    const char *rest;
    usec span;

    if (!value) return 0;
    if (isdigit((unsigned char)*value)) {
        char *end;
        unsigned long long seconds = strtoull(value, &end, 10);

        if (*end) return 0;
        return seconds > RETRY_AFTER_MAX / USEC_SEC ? RETRY_AFTER_MAX : (usec)seconds * USEC_SEC;
    }
    rest = strptime(value, "%a, %d %b %Y %H:%M:%S GMT", &date);
    if (!rest || *rest) return 0;
    span = (usec)timegm(&date) * USEC_SEC - now;
    if (span <= 0) return 0;
    return span > RETRY_AFTER_MAX ? RETRY_AFTER_MAX : span;
}

void result_from_status(struct result *result, const struct http_response *response, usec now)
{
    result->outcome = OUTCOME_UNKNOWN;
    result->maybe_sent = true;
    result->retry_after = retry_after_read(response, now);
    for (size_t i = 0; i < COUNT(statuses); i++) {
        if (statuses[i].status != response->status) continue;
        result->outcome = statuses[i].outcome;
        result->maybe_sent = statuses[i].maybe_sent;
    }
    text_reset(&result->reason);
    if (response->status == 0)
        text_add(&result->reason, "no answer");
    else
        text_addf(&result->reason, "HTTP %d", response->status);
    if (response->status >= 200 && response->status < 300)
        text_add(&result->reason, ": the answer cannot be read");
}

void result_accept(struct result *result, const char *reference)
{
    result->outcome = OUTCOME_ACCEPTED;
    result->maybe_sent = false;
    text_reset(&result->reason);
    result_add_reference(result, reference);
}

void result_from_code(struct result *result, const struct code_meaning *meaning)
{
    result->outcome = meaning->outcome;
    result->maybe_sent = meaning->maybe_sent;
    result->opt_out = meaning->opt_out;
    text_reset(&result->reason);
    text_addf(&result->reason, "%d: %s", meaning->code, meaning->words);
}

void result_name_code(struct result *result, int64_t code)
{
    SCOPED(text_clear) struct text reason = {0};

    if (code < 1 || code > CODE_NUMBER_MAX) return;
    text_addf(&reason, "%d: not a code that we know; ", (int)code);
    text_add(&reason, text_string(&result->reason));
    text_reset(&result->reason);
    text_add(&result->reason, text_string(&reason));
}

void event_set_gone(struct event *event)
{
    event->state = DELIVERY_UNKNOWN;
    text_add(&event->error, "404: the message was deleted at the provider");
}

void result_name_word(struct result *result, const char *word)
{
    SCOPED(text_clear) struct text reason = {0};

    if (!word || !text_add_code(&reason, word)) return;
    text_addf(&reason, ": %s", text_string(&result->reason));
    text_reset(&result->reason);
    text_add(&result->reason, text_string(&reason));
}

bool text_add_code(struct text *text, const char *word)
{
    size_t n = 0, digits = 0;

    while (n < CODE_BYTES_MAX &&
           (isalnum((unsigned char)word[n]) || (word[n] && strchr("_-.", word[n])))) {
        digits = isdigit((unsigned char)word[n]) ? digits + 1 : 0;
        if (digits > DIGITS_IN_A_ROW_MAX) return false;
        n++;
    }
    text_add_bytes(text, word, n);
    return n > 0;
}
