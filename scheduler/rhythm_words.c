/* What the words mean: they become the parts of a rule, which is then read like any other. */
#include "scheduler/rhythm_words.h"

#include <strings.h>

#include "scheduler/plan.h"
#include "scheduler/rhythm_phrase.h"

#define LINE_BYTES_MAX 4000

static enum rc use_weekdays(struct phrase *phrase, const struct list *list, struct fault *why)
{
    struct rhythm *rhythm = &phrase->line.rhythm;
    bool of_year = rhythm->frequency == YEARLY && !rhythm->months;

    for (size_t i = 0; i < list->n; i++) {
        const struct item *item = &list->items[i];

        if (item->number == 0 && !item->every && !rhythm->week_number_n &&
            (rhythm->frequency == MONTHLY || rhythm->frequency == YEARLY))
            return fault_set(why, RC_INVALID,
                             "say which of those weekdays, for example \"every month on the "
                             "first Monday\" or \"elke maand op de eerste maandag\", or \"every "
                             "week on Monday\" or \"elke week op maandag\"");
        if (item->number != 0 && (rhythm->frequency == DAILY || rhythm->frequency == WEEKLY))
            return fault_set(why, RC_INVALID,
                             "a first or second weekday is one of a month, for example "
                             "\"every month on the first Monday\" or \"elke maand op de eerste "
                             "maandag\"");
        if (item->number != 0 && of_year != (list->of == YEARLY))
            return fault_set(why, RC_INVALID,
                             "say of what it is the first or second weekday, for example "
                             "\"every year on the first Monday of March\" or \"elk jaar op de "
                             "eerste maandag van het jaar\"");
        rhythm->weekdays[i].ordinal = item->number;
        rhythm->weekdays[i].weekday = item->weekday;
    }
    rhythm->weekday_n = list->n;
    return RC_OK;
}

static enum rc use_month_days(struct phrase *phrase, const struct list *list, struct fault *why)
{
    struct rhythm *rhythm = &phrase->line.rhythm;

    if (rhythm->frequency == WEEKLY ||
        (rhythm->frequency == YEARLY && !rhythm->months && !list->of))
        return fault_set(why, RC_INVALID,
                         "say of what it is that day, for example \"every month on the "
                         "15th\" or \"elke maand op de 15e\", or \"every year on 15 March\" or "
                         "\"elk jaar op 15 maart\"");
    for (size_t i = 0; i < list->n; i++) {
        int number = list->items[i].number;

        if (number > 31 || number < -31)
            return fault_set(why, RC_INVALID, "no month has a day %d", abs(number));
        if (number > 0)
            rhythm->month_days |= 1U << number;
        else
            rhythm->month_days_from_end |= 1U << -number;
    }
    return RC_OK;
}

static enum rc use_year_days(struct phrase *phrase, const struct list *list, struct fault *why)
{
    struct rhythm *rhythm = &phrase->line.rhythm;

    if (list->of != YEARLY)
        return fault_set(why, RC_INVALID,
                         "a numbered day is one of the year, expected for example \"every "
                         "year on day 100 of the year\" or \"elk jaar op dag 100 van het jaar\"");
    for (size_t i = 0; i < list->n; i++)
        rhythm->year_days[i] = list->items[i].number;
    rhythm->year_day_n = list->n;
    return RC_OK;
}

/* "1 March and 15 March" are days and months, and a rule has every such day in every such month. */
static enum rc use_dates(struct phrase *phrase, struct list *list, struct fault *why)
{
    struct rhythm *rhythm = &phrase->line.rhythm;
    uint32_t days_in[13] = {0};
    int month = 0;

    for (size_t i = list->n; i > 0; i--) {
        const struct item *item = &list->items[i - 1];

        if (item->month) month = item->month;
        if (month == 0 || item->number < 1 || item->number > 31)
            return fault_set(why, RC_INVALID, "expected dates such as \"3 March\" or \"3 maart\"");
        days_in[month] |= 1U << item->number;
        rhythm->months |= 1U << month;
        rhythm->month_days |= 1U << item->number;
    }
    for (month = 1; month <= 12; month++)
        if ((rhythm->months & 1U << month) && days_in[month] != rhythm->month_days)
            return fault_set(why, RC_INVALID,
                             "one rhythm has the same days in each of its months, such as "
                             "\"every year on 1 March and 1 September\" or \"elk jaar op 1 maart "
                             "en 1 september\"");
    return RC_OK;
}

static bool has_dates(const struct list *list)
{
    for (size_t i = 0; i < list->n; i++)
        if (list->items[i].month) return true;
    return false;
}

/* What one "on …" comes to, once it is known how often and in which months. */
static enum rc use_list(struct phrase *phrase, struct list *list, struct fault *why)
{
    const struct rhythm *rhythm = &phrase->line.rhythm;
    bool weekdays = list->items[0].kind == ITEM_WEEKDAY, of_year = list->of == YEARLY;

    for (size_t i = 0; i < list->n; i++) {
        if (list->items[i].kind == ITEM_YEAR_DAY) of_year = true;
        if ((list->items[i].kind == ITEM_WEEKDAY) != weekdays)
            return fault_set(why, RC_INVALID,
                             "weekdays and other days do not make one rhythm; write two "
                             "phases, or \"only on\" or \"alleen op\" before the second");
    }
    if (weekdays  ? rhythm->weekday_n > 0
        : of_year ? rhythm->year_day_n > 0
                  : rhythm->month_days || rhythm->month_days_from_end)
        return fault_set(why, RC_INVALID,
                         "\"only on\" the same kind of days, expected one list of them");
    if (weekdays) return use_weekdays(phrase, list, why);
    if (of_year) return use_year_days(phrase, list, why);
    return has_dates(list) ? use_dates(phrase, list, why) : use_month_days(phrase, list, why);
}

/* Where no days are named the rhythm goes on as its first day, which may be said. */
static enum rc check_same(const struct phrase *phrase, struct fault *why)
{
    static const struct {
        enum frequency frequency, same;
        bool months;
    } fits[] = {
        {WEEKLY,  WEEKLY,  false},
        {MONTHLY, MONTHLY, false},
        {YEARLY,  DAILY,   false},
        {YEARLY,  MONTHLY, true },
    };
    const struct rhythm *rhythm = &phrase->line.rhythm;

    if (!phrase->same) return RC_OK;
    for (size_t i = 0; i < COUNT(fits) && phrase->list_n == 0; i++)
        if (fits[i].frequency == rhythm->frequency && fits[i].same == phrase->same &&
            (fits[i].frequency != YEARLY || fits[i].months == (rhythm->months != 0)))
            return RC_OK;
    return fault_set(why, RC_INVALID,
                     "the same day of what? expected \"every week on the same day of the "
                     "week\", \"every month on the same day of the month\" or \"every year on the "
                     "same date\"");
}

static enum rc read_words(const char *words, struct rhythm_line *out, struct fault *why)
{
    struct phrase phrase;

    TRY(rhythm_phrase_read(words, &phrase, why));
    if (phrase.line.rhythm.interval < 1 || phrase.line.rhythm.interval > RHYTHM_GAP_DAYS)
        return fault_set(why, RC_INVALID,
                         "every %d? expected a number from 1 to %d, such as \"every 2 "
                         "weeks\" or \"elke 2 weken\"",
                         phrase.line.rhythm.interval, RHYTHM_GAP_DAYS);
    /* Dates first: they say in which months the other days lie. */
    for (int dates = 1; dates >= 0; dates--)
        for (size_t i = 0; i < phrase.list_n; i++)
            if (has_dates(&phrase.lists[i]) == dates) TRY(use_list(&phrase, &phrase.lists[i], why));
    TRY(check_same(&phrase, why));
    *out = phrase.line;
    return RC_OK;
}

enum rc rhythm_line_read(const char *line, struct rhythm_line *out, struct fault *why)
{
    static const char head[] = "RRULE:"; /* as a calendar file writes it */
    SCOPED(text_clear) struct text rule = {0};
    struct rhythm_line read = {0};

    if (strlen(line) > LINE_BYTES_MAX)
        return fault_set(why, RC_INVALID, "longer than %d characters", LINE_BYTES_MAX);
    if (strchr(line, '=')) {
        text_add(&rule, line + (strncasecmp(line, head, strlen(head)) == 0 ? strlen(head) : 0));
    } else {
        TRY(read_words(line, &read, why));
        rhythm_write(&read.rhythm, &rule);
    }
    TRY(rhythm_check(text_string(&rule), why));
    TRY(rhythm_read(text_string(&rule), &read.rhythm, why));
    *out = read;
    return RC_OK;
}

void rhythm_show(const char *rule, int from_min, int till_min, enum language language,
                 struct text *out)
{
    struct rhythm_line line = {.from_min = from_min,
                               .till_min = from_min < till_min ? till_min : 0};

    if (rhythm_read(rule, &line.rhythm, NULL) == RC_OK)
        rhythm_line_show(&line, language, out);
    else
        text_add(out, rule);
}
