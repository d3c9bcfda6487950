/* The grammar of a line: how often, then days, weeks, months and the window in any order. */
#include "scheduler/rhythm_phrase.h"

#include "scheduler/rhythm_lexicon.h"

#define DAYS_MAX 366 /* of a year */

struct reader {
    const struct token *next;
    struct phrase phrase;
};

static bool is_next(const struct reader *reader, enum token_kind kind)
{
    return reader->next->kind == kind;
}

/* Steps over a token of that kind; its value goes into `value`, which may be NULL. */
static bool take(struct reader *reader, enum token_kind kind, int *value)
{
    if (!is_next(reader, kind)) return false;
    if (value) *value = reader->next->value;
    reader->next++;
    return true;
}

static enum rc confused(const struct reader *reader, const char *expected, struct fault *why)
{
    const struct token *token = reader->next;

    if (token->kind == TOKEN_END)
        return fault_set(why, RC_INVALID,
                         "it ends too early, expected %s; for example " RHYTHM_EXAMPLE, expected);
    return fault_set(why, RC_INVALID,
                     "\"%.*s\" does not fit there, expected %s; for example " RHYTHM_EXAMPLE,
                     (int)token->n, token->at, expected);
}

static void set_often(struct reader *reader, int interval, int unit)
{
    reader->phrase.line.rhythm.interval = interval;
    reader->phrase.line.rhythm.frequency = (enum frequency)unit;
}

static enum rc read_months(struct reader *reader, struct fault *why)
{
    int month;

    if (!is_next(reader, TOKEN_MONTH)) return confused(reader, "a month", why);
    while (take(reader, TOKEN_MONTH, &month)) {
        reader->phrase.line.rhythm.months |= 1U << month;
        /* A comma may also end them. */
        if ((is_next(reader, TOKEN_AND) || is_next(reader, TOKEN_COMMA)) &&
            reader->next[1].kind == TOKEN_MONTH)
            reader->next++;
    }
    return RC_OK;
}

/* "of the month", "of the year", "of March". */
static enum rc read_of(struct reader *reader, enum frequency *of, struct fault *why)
{
    int unit;

    reader->next++;
    if (is_next(reader, TOKEN_MONTH)) return read_months(reader, why);
    if (!take(reader, TOKEN_THE, NULL)) take(reader, TOKEN_EVERY, NULL);
    if (!take(reader, TOKEN_UNIT, &unit)) return confused(reader, "month or year", why);
    *of = (enum frequency)unit;
    return RC_OK;
}

/* "first", "15th", "last", "second-to-last", "op een na laatste"; from the end it is negative. False: none. */
static bool take_ordinal(struct reader *reader, int *out)
{
    const struct token *token = reader->next;

    if (token[0].kind == TOKEN_LAST) {
        *out = -1;
        reader->next += 1;
    } else if (token[0].kind == TOKEN_ON && token[1].kind == TOKEN_NUMBER &&
               token[2].kind == TOKEN_AFTER && token[3].kind == TOKEN_LAST) {
        *out = -token[1].value - 1;
        reader->next += 4;
    } else if (token[0].kind == TOKEN_ORDINAL && token[1].kind == TOKEN_TO &&
               token[2].kind == TOKEN_LAST) {
        *out = -token[0].value;
        reader->next += 3;
    } else if (token[0].kind == TOKEN_ORDINAL) {
        *out = token[0].value;
        reader->next += 1;
    } else {
        return false;
    }
    return true;
}

static enum rc add_item(struct list *list, struct item item, struct fault *why)
{
    if (list->n == RHYTHM_LIST_MAX)
        return fault_set(why, RC_INVALID, "more than %d days", RHYTHM_LIST_MAX);
    if (item.number > DAYS_MAX || item.number < -DAYS_MAX ||
        (item.number == 0 && item.weekday == 0))
        return fault_set(why, RC_INVALID, "a day with the number %d, expected 1 to %d", item.number,
                         DAYS_MAX);
    list->items[list->n++] = item;
    return RC_OK;
}

static enum rc add_weekdays(struct list *list, struct item item, int from_to, struct fault *why)
{
    for (item.weekday = from_to / 16; item.weekday <= from_to % 16; item.weekday++)
        TRY(add_item(list, item, why));
    return RC_OK;
}

/* "The first and third Monday": of what came before it is the weekday too. */
static void share_weekday(struct list *list, int weekday)
{
    for (size_t i = list->n; i > 0 && list->items[i - 1].bare; i--) {
        list->items[i - 1].kind = ITEM_WEEKDAY;
        list->items[i - 1].weekday = weekday;
    }
}

/* "the second Tuesday", "the last day", "the 15th", "3 March", "March 3rd". */
static enum rc read_numbered(struct reader *reader, struct list *list, struct fault *why)
{
    const struct token *token = reader->next;
    struct item item = {.kind = ITEM_DAY};
    bool month_first = take(reader, TOKEN_MONTH, &item.month);

    if (!take_ordinal(reader, &item.number) && !take(reader, TOKEN_NUMBER, &item.number))
        return confused(reader, "a day", why);
    if (month_first || take(reader, TOKEN_MONTH, &item.month)) return add_item(list, item, why);
    if (item.number != 0 && take(reader, TOKEN_WEEKDAY, &item.weekday)) {
        item.kind = ITEM_WEEKDAY;
        share_weekday(list, item.weekday);
    } else if (is_next(reader, TOKEN_UNIT) && reader->next->value == DAILY) {
        reader->next++;
    } else {
        /* "The 1st and the third Monday" may be meant otherwise. */
        item.bare = *token->at < '0' || *token->at > '9';
    }
    return add_item(list, item, why);
}

static enum rc read_item(struct reader *reader, struct list *list, struct fault *why)
{
    struct item item = {.kind = ITEM_WEEKDAY};
    int from_to;

    if (!is_next(reader, TOKEN_ON) || reader->next[1].kind != TOKEN_NUMBER ||
        reader->next[2].kind != TOKEN_AFTER)
        take(reader, TOKEN_ON, NULL);
    item.every = take(reader, TOKEN_EVERY, NULL);
    take(reader, TOKEN_THE, NULL);
    if (take(reader, TOKEN_WEEKDAY, &item.weekday)) return add_item(list, item, why);
    if (take(reader, TOKEN_WEEKDAYS, &from_to)) return add_weekdays(list, item, from_to, why);
    if (is_next(reader, TOKEN_UNIT) && reader->next->value == DAILY &&
        reader->next[1].kind == TOKEN_NUMBER) {
        item = (struct item){.kind = ITEM_YEAR_DAY, .number = reader->next[1].value};
        reader->next += 2;
        return add_item(list, item, why);
    }
    return read_numbered(reader, list, why);
}

/* Whether a day comes behind "and" or a comma, rather than "only", a window or the end. */
static bool list_goes_on(struct reader *reader)
{
    const struct token *behind;

    if (!is_next(reader, TOKEN_AND) && !is_next(reader, TOKEN_COMMA)) return false;
    behind = reader->next + 1;
    if (behind->kind == TOKEN_AND) behind++;
    switch (behind->kind) {
    case TOKEN_WEEKDAY:
    case TOKEN_WEEKDAYS:
    case TOKEN_EVERY:
    case TOKEN_THE:
    case TOKEN_ON:
    case TOKEN_ORDINAL:
    case TOKEN_NUMBER:
    case TOKEN_LAST:
    case TOKEN_MONTH:
    case TOKEN_UNIT:
        reader->next = behind;
        return true;
    default:
        return false;
    }
}

static enum rc read_list(struct reader *reader, struct fault *why)
{
    struct list *list = &reader->phrase.lists[reader->phrase.list_n];

    if (reader->phrase.list_n == LISTS_MAX) return confused(reader, "no more days", why);
    reader->phrase.list_n++;
    do {
        TRY(read_item(reader, list, why));
    } while (list_goes_on(reader));
    /* A "van" with a time behind it begins the window. */
    if (!is_next(reader, TOKEN_OF) || reader->next[1].kind == TOKEN_TIME ||
        reader->next[1].kind == TOKEN_NUMBER)
        return RC_OK;
    TRY(read_of(reader, &list->of, why));
    if (!list->of || list->of == MONTHLY || list->of == YEARLY) return RC_OK;
    reader->next--;
    return confused(reader, "month or year", why);
}

/* "the same day of the month", "the same date". */
static enum rc read_same(struct reader *reader, struct fault *why)
{
    reader->phrase.same = DAILY;
    if (take(reader, TOKEN_DATE, NULL)) return RC_OK;
    if (!take(reader, TOKEN_UNIT, NULL)) return confused(reader, "date or day", why);
    if (!is_next(reader, TOKEN_OF)) return confused(reader, "of which week or month", why);
    return read_of(reader, &reader->phrase.same, why);
}

/* "week 10, week 20 and the last week". */
static enum rc read_weeks(struct reader *reader, struct fault *why)
{
    struct rhythm *rhythm = &reader->phrase.line.rhythm;
    enum frequency of = YEARLY;

    do {
        int number, unit;
        bool from_end;

        take(reader, TOKEN_AND, NULL);
        take(reader, TOKEN_THE, NULL);
        from_end = take_ordinal(reader, &number);
        if (!take(reader, TOKEN_UNIT, &unit) || unit != WEEKLY ||
            (!from_end && !take(reader, TOKEN_NUMBER, &number)))
            return confused(reader, "a week and its number", why);
        if (rhythm->week_number_n == RHYTHM_LIST_MAX)
            return fault_set(why, RC_INVALID, "more than %d weeks", RHYTHM_LIST_MAX);
        rhythm->week_numbers[rhythm->week_number_n++] = number;
    } while (is_next(reader, TOKEN_AND) ||
             (is_next(reader, TOKEN_COMMA) && reader->next[1].kind != TOKEN_ONLY &&
              take(reader, TOKEN_COMMA, NULL)));
    if (is_next(reader, TOKEN_OF)) TRY(read_of(reader, &of, why));
    if (of == YEARLY) return RC_OK;
    reader->next--;
    return confused(reader, "year", why);
}

static enum rc read_in(struct reader *reader, struct fault *why)
{
    const struct token *inside = reader->next + (reader->next->kind == TOKEN_THE);

    if (inside->kind == TOKEN_WEEKDAYS) return read_list(reader, why);
    if (inside->kind == TOKEN_MONTH) return read_months(reader, why);
    return read_weeks(reader, why);
}

/* "with weeks that begin on Sunday". */
static enum rc read_week_start(struct reader *reader, struct fault *why)
{
    if (take(reader, TOKEN_UNIT, NULL) && take(reader, TOKEN_THAT, NULL) &&
        take(reader, TOKEN_BEGIN, NULL) && take(reader, TOKEN_ON, NULL) &&
        take(reader, TOKEN_WEEKDAY, &reader->phrase.line.rhythm.week_start))
        return RC_OK;
    return confused(reader, "\"weeks that begin on\" and a weekday", why);
}

/* "10:00", "10.00 uur", "10". */
static enum rc read_time(struct reader *reader, int *out, struct fault *why)
{
    int hour;

    if (take(reader, TOKEN_NUMBER, &hour) && hour <= 24)
        *out = hour * 60;
    else if (!take(reader, TOKEN_TIME, out))
        return confused(reader, "a time such as 10:00", why);
    take(reader, TOKEN_HOUR, NULL);
    return RC_OK;
}

static enum rc read_window(struct reader *reader, struct fault *why)
{
    struct rhythm_line *line = &reader->phrase.line;

    if (line->till_min > 0) return confused(reader, "one window", why);
    TRY(read_time(reader, &line->from_min, why));
    if (!take(reader, TOKEN_AND, NULL)) take(reader, TOKEN_TO, NULL);
    TRY(read_time(reader, &line->till_min, why));
    if (line->from_min < line->till_min) return RC_OK;
    return fault_set(why, RC_INVALID,
                     "the window ends before it begins, expected two times of one day such "
                     "as \"between 10:00 and 12:00\" or \"tussen 10:00 en 12:00\"");
}

/* "10:00-12:00", "10-12": no day is a number without a word before it. */
static bool window_is_next(const struct reader *reader)
{
    return is_next(reader, TOKEN_TIME) ||
           (is_next(reader, TOKEN_NUMBER) &&
            (reader->next[1].kind == TOKEN_NUMBER || reader->next[1].kind == TOKEN_TIME));
}

static enum rc read_clause(struct reader *reader, struct fault *why)
{
    bool only;

    take(reader, TOKEN_COMMA, NULL);
    take(reader, TOKEN_BUT, NULL);
    only = take(reader, TOKEN_ONLY, NULL);
    if (take(reader, TOKEN_IN, NULL)) return read_in(reader, why);
    if (take(reader, TOKEN_WITH, NULL)) return read_week_start(reader, why);
    if (take(reader, TOKEN_BETWEEN, NULL) || take(reader, TOKEN_OF, NULL) || window_is_next(reader))
        return read_window(reader, why);
    for (const struct token *token = reader->next;
         token->kind == TOKEN_ON || token->kind == TOKEN_THE; token++)
        if (token[1].kind == TOKEN_SAME) {
            reader->next = token + 2;
            return read_same(reader, why);
        }
    if (is_next(reader, TOKEN_SKIP))
        return confused(reader, "a window such as \"tussen 10:00 en 12:00\"", why);
    /* Two lists are the days in both, which nobody means by "and". */
    if (reader->phrase.list_n > 0 && !only)
        return confused(reader, "\"only on\" or \"alleen op\"", why);
    return read_list(reader, why);
}

/* "once a week", "een keer in de twee weken". */
static enum rc read_once(struct reader *reader, struct fault *why)
{
    int interval = 1, unit;

    while (take(reader, TOKEN_A, NULL) || take(reader, TOKEN_IN, NULL) ||
           take(reader, TOKEN_THE, NULL) || take(reader, TOKEN_EVERY, NULL))
        continue;
    if (take(reader, TOKEN_OTHER, NULL))
        interval = 2;
    else
        take(reader, TOKEN_NUMBER, &interval);
    if (!take(reader, TOKEN_UNIT, &unit)) return confused(reader, "day, week, month or year", why);
    set_often(reader, interval, unit);
    return RC_OK;
}

/* "every Tuesday", "every last day of the month". */
static enum rc read_every_day(struct reader *reader, int interval, struct fault *why)
{
    const struct list *list = &reader->phrase.lists[0];

    TRY(read_list(reader, why));
    if (list->of || list->items[0].number != 0) {
        bool unsure = !list->of && list->items[0].number != 1 && list->items[0].number != -1;

        /* "Every second Tuesday" is another word for every other one. */
        if (unsure && !reader->phrase.line.rhythm.months && !list->items[0].month)
            return confused(reader, "\"of the month\" behind such a day", why);
        if (reader->phrase.line.rhythm.months || list->items[0].month)
            set_often(reader, interval, YEARLY);
        else
            set_often(reader, interval, list->of ? (int)list->of : MONTHLY);
        return RC_OK;
    }
    set_often(reader, interval, WEEKLY);
    return RC_OK;
}

static enum rc read_every(struct reader *reader, struct fault *why)
{
    int interval = 1, unit;
    const struct token *token = reader->next;

    if (take(reader, TOKEN_OTHER, NULL))
        interval = 2;
    else if (token[0].kind == TOKEN_NUMBER)
        take(reader, TOKEN_NUMBER, &interval);
    else if (token[0].kind == TOKEN_ORDINAL && token[1].kind == TOKEN_UNIT &&
             token[2].kind != TOKEN_OF)
        take(reader, TOKEN_ORDINAL, &interval);
    if (take(reader, TOKEN_OFTEN, &unit)) {
        set_often(reader, interval * (unit / 16), unit % 16);
        return RC_OK;
    }
    if (!take(reader, TOKEN_UNIT, &unit)) return read_every_day(reader, interval, why);
    set_often(reader, interval, unit);
    return RC_OK;
}

/* "om de week", "om de drie weken". */
static enum rc read_skip(struct reader *reader, struct fault *why)
{
    int interval = 2, unit;

    take(reader, TOKEN_THE, NULL);
    take(reader, TOKEN_NUMBER, &interval);
    if (!take(reader, TOKEN_UNIT, &unit)) return confused(reader, "dag, week, maand of jaar", why);
    set_often(reader, interval, unit);
    return RC_OK;
}

static enum rc read_head(struct reader *reader, struct fault *why)
{
    int often, times = 1;

    if (take(reader, TOKEN_OFTEN, &often)) {
        set_often(reader, often / 16, often % 16);
        return RC_OK;
    }
    if (take(reader, TOKEN_EVERY, NULL)) return read_every(reader, why);
    if (take(reader, TOKEN_SKIP, NULL)) return read_skip(reader, why);
    if (take(reader, TOKEN_ONCE, NULL)) return read_once(reader, why);
    if (is_next(reader, TOKEN_TWICE) || is_next(reader, TOKEN_UNSURE)) times = 2;
    if (reader->next[1].kind == TOKEN_TIMES && take(reader, TOKEN_NUMBER, &times))
        reader->next++;
    else if (times == 1)
        return confused(reader, "how often at its head", why);
    if (times == 1) return read_once(reader, why);
    return fault_set(why, RC_INVALID,
                     "say on which days, for example \"every week on Monday and "
                     "Thursday\" or \"elke week op maandag en donderdag\", or \"every 2 weeks on "
                     "Monday\" or \"elke 2 weken op maandag\"");
}

enum rc rhythm_phrase_read(const char *words, struct phrase *out, struct fault *why)
{
    struct token tokens[TOKENS_MAX];
    struct reader reader = {.next = tokens, .phrase.line.rhythm.week_start = 1};

    TRY(rhythm_tokens(words, tokens, why));
    TRY(read_head(&reader, why));
    while (!is_next(&reader, TOKEN_END))
        TRY(read_clause(&reader, why));
    *out = reader.phrase;
    return RC_OK;
}
