#include "gateway/web/phrases.h"

#include <stdarg.h>

enum rc phrases_load(const struct data *data, const char *language, struct phrases *out,
                     struct fault *why)
{
    SCOPED(text_clear) struct text path = {0}, source = {0};
    json_error_t error;
    json_t *words;

    text_addf(&path, "web/pages/words.%s.json", language);
    TRY(data_read(data, text_string(&path), &source, why));
    words = json_loadb(text_string(&source), source.n, JSON_REJECT_DUPLICATES, &error);
    if (!json_is_object(words)) {
        json_decref(words);
        return fault_set(why, RC_INVALID, "%s:%d: no JSON object: %s", text_string(&path),
                         error.line, error.text);
    }
    *out = (struct phrases){words, language};
    return RC_OK;
}

void phrases_clear(struct phrases *phrases)
{
    json_decref(phrases->words);
    *phrases = (struct phrases){0};
}

const char *phrase(const struct phrases *phrases, const char *name)
{
    const char *found = json_string_value(json_object_get(phrases->words, name));

    return found ? found : name;
}

const char *phrase_of(const struct phrases *phrases, const char *prefix, const char *name)
{
    const char *found;
    char key[64];

    snprintf(key, sizeof(key), "%s_%s", prefix, name);
    found = json_string_value(json_object_get(phrases->words, key));
    return found ? found : name;
}

#define FILLS_MAX 9

static void fill(struct text *out, const char *format, const char *const *with, size_t n)
{
    while (*format) {
        size_t i = (size_t)(unsigned char)format[1] - '1';

        if (format[0] == '{' && i < n && format[2] == '}') {
            text_add(out, with[i]);
            format += 3;
        } else {
            text_add_char(out, *format++);
        }
    }
}

static void fill_from(const struct phrases *phrases, struct text *out, const char *name,
                      va_list args)
{
    const char *with[FILLS_MAX], *next;
    size_t n = 0;

    while (n < FILLS_MAX && (next = va_arg(args, const char *)) != NULL)
        with[n++] = next;
    fill(out, phrase(phrases, name), with, n);
}

void phrase_add(const struct phrases *phrases, struct text *out, const char *name, ...)
{
    va_list args;

    va_start(args, name);
    fill_from(phrases, out, name, args);
    va_end(args);
}

json_t *phrase_json(const struct phrases *phrases, const char *name, ...)
{
    SCOPED(text_wipe) struct text out = {0};
    va_list args;

    va_start(args, name);
    fill_from(phrases, &out, name, args);
    va_end(args);
    return json_text(text_string(&out));
}

/* Largest first; the singular is used for exactly one. */
static const struct {
    usec unit;
    const char *one, *many;
} spans[] = {
    {14 * USEC_DAY, NULL,          NULL          }, /* from two weeks on in weeks */
    {USEC_DAY,      "span_day",    "span_days"   },
    {USEC_HOUR,     "span_hour",   "span_hours"  },
    {USEC_MIN,      "span_minute", "span_minutes"},
};

void phrase_add_span(const struct phrases *phrases, struct text *out, usec span)
{
    char n[24];

    if (span >= spans[0].unit) {
        snprintf(n, sizeof(n), "%lld", (long long)(span / (7 * USEC_DAY)));
        phrase_add(phrases, out, "span_weeks", n, NULL);
        return;
    }
    for (size_t i = 1; i < COUNT(spans); i++) {
        if (span < spans[i].unit) continue;
        snprintf(n, sizeof(n), "%lld", (long long)(span / spans[i].unit));
        phrase_add(phrases, out, span / spans[i].unit == 1 ? spans[i].one : spans[i].many, n, NULL);
        return;
    }
    phrase_add(phrases, out, "span_now", NULL);
}

json_t *phrase_span(const struct phrases *phrases, usec span)
{
    SCOPED(text_clear) struct text out = {0};

    phrase_add_span(phrases, &out, span);
    return json_text(text_string(&out));
}

/* The `n`-th (from 0) of the blank-separated words of a phrase. */
static void pick_word(const struct phrases *phrases, const char *name, int n, char out[static 32])
{
    const char *at = phrase(phrases, name);

    while (n-- > 0 && *at)
        at += strcspn(at, " "), at += strspn(at, " ");
    snprintf(out, 32, "%.*s", (int)strcspn(at, " "), at);
}

void phrase_add_nth(const struct phrases *phrases, struct text *out, const char *name, int n)
{
    char word[32];

    pick_word(phrases, name, n - 1, word);
    text_add(out, word);
}

struct spoken {
    char day[32], number[24], month[32], clock[32];
};

static struct spoken speak(const struct phrases *phrases, struct local local, bool shortly)
{
    struct spoken spoken;
    SCOPED(text_clear) struct text clock = {0};
    char hour[24], minute[24];

    pick_word(phrases, shortly ? "days_short" : "days",
              day_weekday(day_of(local.year, local.month, local.day)) - 1, spoken.day);
    pick_word(phrases, shortly ? "months_short" : "months", local.month - 1, spoken.month);
    snprintf(spoken.number, sizeof(spoken.number), "%d", local.day);
    snprintf(hour, sizeof(hour), "%d", local.hour);
    snprintf(minute, sizeof(minute), "%02d", local.minute);
    phrase_add(phrases, &clock, "clock", hour, minute, NULL);
    snprintf(spoken.clock, sizeof(spoken.clock), "%s", text_string(&clock));
    return spoken;
}

void phrase_add_moment(const struct phrases *phrases, struct text *out, const struct zone *zone,
                       usec at, enum moment form, usec now)
{
    struct spoken said = speak(phrases, zone_local(zone, at), form == MOMENT_SHORT);
    bool today = zone_day(zone, at) == zone_day(zone, now);

    switch (form) {
    case MOMENT_LONG:
        phrase_add(phrases, out, "moment", said.day, said.number, said.month, said.clock, NULL);
        return;
    case MOMENT_SHORT:
        phrase_add(phrases, out, today ? "moment_today" : "moment_short", said.day, said.number,
                   said.month, said.clock, NULL);
        return;
    case MOMENT_DAY:
        phrase_add(phrases, out, "date", said.day, said.number, said.month, NULL);
        return;
    case MOMENT_TIME:
        text_add(out, said.clock);
        return;
    }
}

json_t *phrase_moment(const struct phrases *phrases, const struct zone *zone, usec at,
                      enum moment form, usec now)
{
    SCOPED(text_clear) struct text out = {0};

    phrase_add_moment(phrases, &out, zone, at, form, now);
    return json_text(text_string(&out));
}

void text_add_clock(struct text *out, int minutes)
{
    text_addf(out, "%02d:%02d", minutes / 60, minutes % 60);
}

/* One or two digits; where they end, or NULL. */
static const char *read_two_digits(const char *at, int *out)
{
    int digits = 0;

    for (*out = 0; digits < 2 && at[digits] >= '0' && at[digits] <= '9'; digits++)
        *out = 10 * *out + (at[digits] - '0');
    return digits ? at + digits : NULL;
}

bool pair_read(const char *string, char between, int *first, int *second)
{
    const char *at = read_two_digits(string, first);

    if (!at || *at != between) return false;
    at = read_two_digits(at + 1, second);
    return at && !*at;
}

bool time_read(const char *string, int *minutes)
{
    int hour, minute;

    if (!pair_read(string, ':', &hour, &minute) || hour > 23 || minute > 59) return false;
    *minutes = hour * 60 + minute;
    return true;
}

json_t *json_text(const char *string)
{
    SCOPED(text_wipe) struct text safe = {0};

    text_add_utf8(&safe, string, strlen(string));
    return json_stringn(text_string(&safe), safe.n);
}
