#include "scheduler/rhythm.h"

#include <libical/ical.h>

#include "scheduler/plan.h"

/* A rhythm must come round at least this often. */
#define RHYTHM_GAP_DAYS (5 * 366)
#define RHYTHM_CHARS    500

enum frequency { DAILY = 1, WEEKLY = 2, MONTHLY = 4, YEARLY = 8, ALL = 15 };

static const struct {
    const char *name;
    enum frequency frequency;
} frequencies[] = {
    {"DAILY",   DAILY  },
    {"WEEKLY",  WEEKLY },
    {"MONTHLY", MONTHLY},
    {"YEARLY",  YEARLY },
};

/* Parts that are lists of numbers, and where RFC 5545, 3.3.10 allows them. */
static const struct number_part {
    const char *name;
    int most;
    bool from_end; /* -1 is the last */
    unsigned with; /* of enum frequency */
} number_parts[] = {
    {"INTERVAL",   RHYTHM_GAP_DAYS, false, ALL                     },
    {"BYMONTH",    12,              false, ALL                     },
    {"BYMONTHDAY", 31,              true,  DAILY | MONTHLY | YEARLY},
    {"BYYEARDAY",  366,             true,  YEARLY                  },
    {"BYWEEKNO",   53,              true,  YEARLY                  },
};

static const struct {
    const char *name, *reason;
} refused_parts[] = {
    {"COUNT",    "the length of the phase ends the rhythm"                    },
    {"UNTIL",    "the length of the phase ends the rhythm"                    },
    {"BYHOUR",   "the window of the phase says at what time a family is asked"},
    {"BYMINUTE", "the window of the phase says at what time a family is asked"},
    {"BYSECOND", "the window of the phase says at what time a family is asked"},
    {"BYSETPOS", "name the days themselves, for example BYDAY=1MO"            },
    {"RSCALE",   "rhythms follow the Gregorian calendar"                      },
    {"SKIP",     "rhythms follow the Gregorian calendar"                      },
};

static const char *const weekdays[] = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"};

/* A run of characters inside the rhythm. */
struct span {
    const char *at;
    int n;
};

/* What has been read of a rhythm so far. */
struct reading {
    unsigned frequency; /* 0: not yet */
    unsigned with;      /* the frequencies that its number parts all go with */
    int ordinal;        /* the greatest number in BYDAY, 2 for 2TU or -2TU; 0: none */
    bool week_numbers;
};

static bool is_word(struct span span, const char *word)
{
    return (size_t)span.n == strlen(word) && memcmp(span.at, word, (size_t)span.n) == 0;
}

/* Takes what comes before `separator`, and steps over it. False: nothing is left. */
static bool take_until(struct span *rest, char separator, struct span *out)
{
    const char *end;

    if (!rest->at) return false;
    end = memchr(rest->at, separator, (size_t)rest->n);
    *out = (struct span){rest->at, end ? (int)(end - rest->at) : rest->n};
    if (end)
        *rest = (struct span){end + 1, rest->n - out->n - 1};
    else
        *rest = (struct span){NULL, 0};
    return true;
}

/* A number with an optional sign in front of the rest of `span`, which is stepped over. */
static bool take_number(struct span *span, int *out)
{
    bool negative = span->n > 0 && *span->at == '-';
    int digits = 0;

    *out = 0;
    if (span->n > 0 && (*span->at == '-' || *span->at == '+')) {
        span->at++;
        span->n--;
    }
    for (; span->n > 0 && *span->at >= '0' && *span->at <= '9' && digits < 5; digits++) {
        *out = *out * 10 + (*span->at - '0');
        span->at++;
        span->n--;
    }
    if (negative) *out = -*out;
    return digits > 0;
}

static bool is_weekday(struct span span)
{
    for (size_t i = 0; i < COUNT(weekdays); i++)
        if (is_word(span, weekdays[i])) return true;
    return false;
}

static enum rc check_frequency(struct span value, struct reading *reading, struct fault *why)
{
    for (size_t i = 0; i < COUNT(frequencies); i++)
        if (is_word(value, frequencies[i].name)) reading->frequency = frequencies[i].frequency;
    if (reading->frequency) return RC_OK;
    return fault_set(why, RC_INVALID,
                     "rhythm: FREQ=%.*s, expected DAILY, WEEKLY, MONTHLY or YEARLY (a family is "
                     "asked once a day at the most)",
                     value.n, value.at);
}

static enum rc check_numbers(const struct number_part *part, struct span value,
                             struct reading *reading, struct fault *why)
{
    bool single = part == &number_parts[0];
    struct span item;
    int number;

    while (take_until(&value, single ? '\0' : ',', &item)) {
        if (!take_number(&item, &number) || item.n > 0 || number == 0 || number > part->most ||
            number < (part->from_end ? -part->most : 1))
            return fault_set(why, RC_INVALID, "rhythm: %s, expected %s from 1 to %d%s", part->name,
                             single ? "one number" : "numbers", part->most,
                             part->from_end ? ", or negative from the end" : "");
    }
    reading->with &= part->with;
    if (strcmp(part->name, "BYWEEKNO") == 0) reading->week_numbers = true;
    return RC_OK;
}

static enum rc check_weekdays(struct span value, struct reading *reading, struct fault *why)
{
    struct span item;
    int number;

    while (take_until(&value, ',', &item)) {
        bool numbered = take_number(&item, &number);

        if (!is_weekday(item) || (numbered && (number == 0 || number > 53 || number < -53)))
            return fault_set(why, RC_INVALID,
                             "rhythm: BYDAY, expected MO, TU, WE, TH, FR, SA or SU with a comma "
                             "between, or 2TU for the second Tuesday and -1FR for the last Friday");
        if (numbered && abs(number) > reading->ordinal) reading->ordinal = abs(number);
    }
    return RC_OK;
}

static enum rc check_unknown(struct span name, struct fault *why)
{
    for (size_t i = 0; i < COUNT(refused_parts); i++)
        if (is_word(name, refused_parts[i].name))
            return fault_set(why, RC_INVALID, "rhythm: %s is not allowed: %s",
                             refused_parts[i].name, refused_parts[i].reason);
    return fault_set(why, RC_INVALID,
                     "rhythm: there is no part \"%.*s\"; expected FREQ, INTERVAL, BYDAY, BYMONTH, "
                     "BYMONTHDAY, BYYEARDAY, BYWEEKNO or WKST",
                     name.n > 20 ? 20 : name.n, name.at);
}

static enum rc check_part(struct span name, struct span value, struct reading *reading,
                          struct fault *why)
{
    if (is_word(name, "FREQ")) return check_frequency(value, reading, why);
    if (is_word(name, "BYDAY")) return check_weekdays(value, reading, why);
    if (is_word(name, "WKST")) {
        if (is_weekday(value)) return RC_OK;
        return fault_set(why, RC_INVALID, "rhythm: WKST, expected a weekday such as MO");
    }
    for (size_t i = 0; i < COUNT(number_parts); i++)
        if (is_word(name, number_parts[i].name))
            return check_numbers(&number_parts[i], value, reading, why);
    return check_unknown(name, why);
}

/* Whether "NAME=" stands at the head of a part of `rest`. */
static bool comes_again(struct span rest, struct span name)
{
    struct span part, head;

    while (take_until(&rest, ';', &part))
        if (take_until(&part, '=', &head) && head.n == name.n &&
            memcmp(head.at, name.at, (size_t)name.n) == 0)
            return true;
    return false;
}

static enum rc check_parts(const char *rhythm, struct reading *reading, struct fault *why)
{
    struct span rest = {rhythm, (int)strlen(rhythm)};
    struct span part, name;

    while (take_until(&rest, ';', &part)) {
        if (!take_until(&part, '=', &name) || !part.at || part.n == 0 || name.n == 0)
            return fault_set(why, RC_INVALID,
                             "rhythm: expected parts as NAME=VALUE with ; between, for example "
                             "FREQ=WEEKLY;BYDAY=TU");
        if (comes_again(rest, name))
            return fault_set(why, RC_INVALID, "rhythm: %.*s stands in it twice",
                             name.n > 20 ? 20 : name.n, name.at);
        TRY(check_part(name, part, reading, why));
    }
    return RC_OK;
}

static enum rc check_together(const struct reading *reading, struct fault *why)
{
    if (!reading->frequency)
        return fault_set(why, RC_INVALID,
                         "rhythm: no FREQ; say how often, for example FREQ=WEEKLY;BYDAY=TU");
    if (!(reading->with & reading->frequency))
        return fault_set(why, RC_INVALID,
                         "rhythm: parts that do not go together (BYMONTHDAY does not go with "
                         "WEEKLY; BYYEARDAY and BYWEEKNO go with YEARLY only)");
    if (reading->ordinal > 0 &&
        (!(reading->frequency & (MONTHLY | YEARLY)) || reading->week_numbers))
        return fault_set(
            why, RC_INVALID,
            "rhythm: a number in BYDAY, such as 2TU, goes with MONTHLY or YEARLY only, "
            "and not with BYWEEKNO");
    if (reading->ordinal > 5 && reading->frequency == MONTHLY)
        return fault_set(why, RC_INVALID, "rhythm: no month has a weekday more than 5 times");
    return RC_OK;
}

static struct icaltimetype ical_date(int32_t day)
{
    struct local local = day_local(day);

    return (struct icaltimetype){
        .year = local.year, .month = local.month, .day = local.day, .is_date = 1};
}

static struct icalrecurrencetype read_rule(const char *rhythm)
{
    struct icalrecurrencetype rule = icalrecurrencetype_from_string(rhythm);

    if (rule.rscale || rule.count != 0 || rule.freq < ICAL_DAILY_RECURRENCE)
        rule.freq = ICAL_NO_RECURRENCE;
    free(rule.rscale);
    rule.rscale = NULL;
    return rule;
}

/* After how many days the rule does the same again: days and weeks do, months and years do not. 0:
 * never. */
static int cycle_days(const struct icalrecurrencetype *rule)
{
    if (rule->freq != ICAL_DAILY_RECURRENCE && rule->freq != ICAL_WEEKLY_RECURRENCE) return 0;
    if (rule->by_month[0] != ICAL_RECURRENCE_ARRAY_MAX ||
        rule->by_month_day[0] != ICAL_RECURRENCE_ARRAY_MAX)
        return 0;
    return 7 * rule->interval;
}

static void begin_rule(struct rhythm_days *days, struct icalrecurrencetype *rule, int32_t first_day,
                       int32_t from_day, int32_t till_day)
{
    int cycle = cycle_days(rule);

    *days = (struct rhythm_days){
        .from_day = from_day < first_day ? first_day : from_day,
        .till_day = till_day,
    };
    if (rule->freq == ICAL_NO_RECURRENCE || days->from_day >= till_day) return;
    if (cycle > 0) first_day += (int32_t)(((int64_t)days->from_day - first_day) / cycle * cycle);
    rule->until = ical_date(till_day - 1);
    days->iterator = icalrecur_iterator_new(*rule, ical_date(first_day));
    if (days->iterator && days->from_day > first_day)
        icalrecur_iterator_set_start(days->iterator, ical_date(days->from_day));
}

void rhythm_begin(struct rhythm_days *days, const char *rhythm, int32_t first_day, int32_t from_day,
                  int32_t till_day)
{
    struct icalrecurrencetype rule = read_rule(rhythm);

    begin_rule(days, &rule, first_day, from_day, till_day);
}

bool rhythm_next(struct rhythm_days *days, int32_t *out)
{
    struct icaltimetype next;
    int32_t day;

    if (!days->iterator) return false;
    do {
        next = icalrecur_iterator_next(days->iterator);
        if (icaltime_is_null_time(next)) return false;
        day = day_of(next.year, next.month, next.day);
    } while (day < days->from_day);
    if (day >= days->till_day) return false;
    *out = day;
    return true;
}

void rhythm_clear(struct rhythm_days *days)
{
    if (!days) return;
    if (days->iterator) icalrecur_iterator_free(days->iterator);
    *days = (struct rhythm_days){0};
}

static int64_t count_rule(struct icalrecurrencetype *rule, int32_t first_day, int32_t day)
{
    SCOPED(rhythm_clear) struct rhythm_days days = {0};
    int64_t count = 0;
    int32_t ignored;

    begin_rule(&days, rule, first_day, first_day, day);
    while (rhythm_next(&days, &ignored))
        count++;
    return count;
}

int64_t rhythm_count(const char *rhythm, int32_t first_day, int32_t day)
{
    struct icalrecurrencetype rule = read_rule(rhythm);
    int cycle = cycle_days(&rule);
    int64_t cycles = cycle > 0 && day > first_day ? ((int64_t)day - first_day) / cycle : 0;
    int64_t count = 0;

    if (cycles > 0) count = cycles * count_rule(&rule, first_day, first_day + cycle);
    return count + count_rule(&rule, first_day + (int32_t)(cycles * cycle), day);
}

/* Whether a phase that begins on `first_day` is asked twice within the longest gap allowed. */
static bool comes_round(const char *rhythm, int32_t first_day)
{
    SCOPED(rhythm_clear) struct rhythm_days days = {0};
    int32_t first, second;

    rhythm_begin(&days, rhythm, first_day, first_day, first_day + 2 * RHYTHM_GAP_DAYS);
    return rhythm_next(&days, &first) && first - first_day <= RHYTHM_GAP_DAYS &&
           rhythm_next(&days, &second) && second - first <= RHYTHM_GAP_DAYS;
}

/* Some rhythms come round or not depending on the day they begin (DAILY;INTERVAL=7;BYDAY=MO), so
 * each weekday of each month is tried. */
static enum rc check_possible(const char *rhythm, struct fault *why)
{
    for (int month = 1; month <= 12; month++)
        for (int day = 1; day <= 7; day++)
            if (!comes_round(rhythm, day_of(2027, month, day)))
                return fault_set(why, RC_INVALID,
                                 "rhythm: a phase that begins on day %d of month %d would not be "
                                 "asked for 5 years; ask more often",
                                 day, month);
    return RC_OK;
}

enum rc rhythm_check(const char *rhythm, struct fault *why)
{
    struct reading reading = {.with = ALL};

    if (!rhythm || !*rhythm)
        return fault_set(why, RC_INVALID,
                         "rhythm: empty; say how often, for example FREQ=WEEKLY;BYDAY=TU");
    if (strlen(rhythm) > RHYTHM_CHARS)
        return fault_set(why, RC_INVALID, "rhythm: longer than %d characters", RHYTHM_CHARS);
    TRY(check_parts(rhythm, &reading, why));
    TRY(check_together(&reading, why));
    return check_possible(rhythm, why);
}
