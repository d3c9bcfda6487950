/* Rhythm: reading the rule and refusing the ones that no phase can use. */
#include "scheduler/rhythm.h"

#include "scheduler/plan.h"
#include "scheduler/rhythm_lexicon.h"

#define ANY (DAILY | WEEKLY | MONTHLY | YEARLY)

static const struct {
    const char *name;
    enum frequency frequency;
} frequencies[] = {
    {"DAILY",   DAILY  },
    {"WEEKLY",  WEEKLY },
    {"MONTHLY", MONTHLY},
    {"YEARLY",  YEARLY },
};

static const char *const weekdays[] = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"};

static const struct {
    const char *name, *reason;
} refused_parts[] = {
    {"COUNT",    "the length of the phase ends the rhythm"                     },
    {"UNTIL",    "the length of the phase ends the rhythm"                     },
    {"BYHOUR",   "leave it out: a rule names days, their hours stand beside it"},
    {"BYMINUTE", "leave it out: a rule names days, their hours stand beside it"},
    {"BYSECOND", "leave it out: a rule names days, their hours stand beside it"},
    {"BYSETPOS", "name the days themselves, for example BYDAY=1MO"             },
    {"RSCALE",   "rhythms follow the Gregorian calendar"                       },
    {"SKIP",     "rhythms follow the Gregorian calendar"                       },
};

/* A run of characters inside the rule. */
struct span {
    const char *at; /* NULL: nothing is left */
    int n;
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
    *rest = end ? (struct span){end + 1, rest->n - out->n - 1} : (struct span){NULL, 0};
    return true;
}

/* Takes a number with an optional sign. False: there is none at the head of `span`. */
static bool take_number(struct span *span, int *out)
{
    int sign = 1, digits = 0;

    if (span->n > 0 && (*span->at == '-' || *span->at == '+')) {
        sign = *span->at == '-' ? -1 : 1;
        span->at++;
        span->n--;
    }
    *out = 0;
    for (; span->n > 0 && *span->at >= '0' && *span->at <= '9' && digits < 5; digits++) {
        *out = *out * 10 + (*span->at - '0');
        span->at++;
        span->n--;
    }
    *out *= sign;
    return digits > 0;
}

/* 1 Monday … 7 Sunday; 0: no weekday. */
static int find_weekday(struct span span)
{
    for (size_t i = 0; i < COUNT(weekdays); i++)
        if (is_word(span, weekdays[i])) return (int)i + 1;
    return 0;
}

/* Numbers from 1 to `most`, or from the end where `from_end`, with commas between. */
static enum rc read_numbers(const char *name, struct span value, int most, bool from_end,
                            int out[static RHYTHM_LIST_MAX], size_t *n, struct fault *why)
{
    struct span item;

    while (take_until(&value, ',', &item)) {
        int number;

        if (*n == RHYTHM_LIST_MAX)
            return fault_set(why, RC_INVALID, "%s, expected %d numbers at the most", name,
                             RHYTHM_LIST_MAX);
        if (!take_number(&item, &number) || item.n > 0 || number == 0 || number > most ||
            number < (from_end ? -most : 1))
            return fault_set(why, RC_INVALID, "%s, expected numbers from 1 to %d%s", name, most,
                             from_end ? ", or negative from the end" : "");
        out[(*n)++] = number;
    }
    return RC_OK;
}

static enum rc read_frequency(struct span value, struct rhythm *rhythm, struct fault *why)
{
    for (size_t i = 0; i < COUNT(frequencies); i++)
        if (is_word(value, frequencies[i].name)) rhythm->frequency = frequencies[i].frequency;
    if (rhythm->frequency) return RC_OK;
    return fault_set(why, RC_INVALID,
                     "FREQ, expected DAILY, WEEKLY, MONTHLY or YEARLY (a family is asked "
                     "once a day at the most)");
}

static enum rc read_interval(struct span value, struct rhythm *rhythm, struct fault *why)
{
    if (take_number(&value, &rhythm->interval) && value.n == 0 && rhythm->interval >= 1 &&
        rhythm->interval <= RHYTHM_GAP_DAYS)
        return RC_OK;
    return fault_set(why, RC_INVALID,
                     "INTERVAL, expected one number from 1 to %d, and such that it "
                     "comes round in 5 years",
                     RHYTHM_GAP_DAYS);
}

static enum rc read_week_start(struct span value, struct rhythm *rhythm, struct fault *why)
{
    rhythm->week_start = find_weekday(value);
    if (rhythm->week_start) return RC_OK;
    return fault_set(why, RC_INVALID, "WKST, expected a weekday such as MO");
}

static enum rc read_weekdays(struct span value, struct rhythm *rhythm, struct fault *why)
{
    struct span item;

    while (take_until(&value, ',', &item)) {
        int ordinal = 0;
        bool numbered = take_number(&item, &ordinal);
        int weekday = find_weekday(item);

        if (rhythm->weekday_n == RHYTHM_LIST_MAX || weekday == 0 || ordinal > 53 || ordinal < -53 ||
            (numbered && ordinal == 0))
            return fault_set(why, RC_INVALID,
                             "BYDAY, expected MO, TU, WE, TH, FR, SA or SU with a comma "
                             "between, or 2TU for the second Tuesday and -1FR for the last Friday");
        rhythm->weekdays[rhythm->weekday_n].ordinal = ordinal;
        rhythm->weekdays[rhythm->weekday_n].weekday = weekday;
        rhythm->weekday_n++;
    }
    return RC_OK;
}

static enum rc read_months(struct span value, struct rhythm *rhythm, struct fault *why)
{
    int numbers[RHYTHM_LIST_MAX];
    size_t n = 0;

    TRY(read_numbers("BYMONTH", value, 12, false, numbers, &n, why));
    for (size_t i = 0; i < n; i++)
        rhythm->months |= 1U << numbers[i];
    return RC_OK;
}

static enum rc read_month_days(struct span value, struct rhythm *rhythm, struct fault *why)
{
    int numbers[RHYTHM_LIST_MAX];
    size_t n = 0;

    TRY(read_numbers("BYMONTHDAY", value, 31, true, numbers, &n, why));
    for (size_t i = 0; i < n; i++) {
        if (numbers[i] > 0)
            rhythm->month_days |= 1U << numbers[i];
        else
            rhythm->month_days_from_end |= 1U << -numbers[i];
    }
    return RC_OK;
}

static enum rc read_year_days(struct span value, struct rhythm *rhythm, struct fault *why)
{
    return read_numbers("BYYEARDAY", value, 366, true, rhythm->year_days, &rhythm->year_day_n, why);
}

static enum rc read_week_numbers(struct span value, struct rhythm *rhythm, struct fault *why)
{
    return read_numbers("BYWEEKNO", value, 53, true, rhythm->week_numbers, &rhythm->week_number_n,
                        why);
}

/* The parts of a rule, and with which frequencies RFC 5545, 3.3.10 allows them. */
static const struct {
    const char *name;
    enum rc (*read)(struct span value, struct rhythm *rhythm, struct fault *why);
    unsigned with;
} parts[] = {
    {"FREQ",       read_frequency,    ANY                     },
    {"INTERVAL",   read_interval,     ANY                     },
    {"WKST",       read_week_start,   ANY                     },
    {"BYDAY",      read_weekdays,     ANY                     },
    {"BYMONTH",    read_months,       ANY                     },
    {"BYMONTHDAY", read_month_days,   DAILY | MONTHLY | YEARLY},
    {"BYYEARDAY",  read_year_days,    YEARLY                  },
    {"BYWEEKNO",   read_week_numbers, YEARLY                  },
};

static enum rc refuse_part(struct span name, struct fault *why)
{
    for (size_t i = 0; i < COUNT(refused_parts); i++)
        if (is_word(name, refused_parts[i].name))
            return fault_set(why, RC_INVALID, "%s is not allowed: %s", refused_parts[i].name,
                             refused_parts[i].reason);
    return fault_set(why, RC_INVALID,
                     "there is no part \"%.*s\"; expected FREQ, INTERVAL, BYDAY, BYMONTH, "
                     "BYMONTHDAY, BYYEARDAY, BYWEEKNO or WKST",
                     name.n > 20 ? 20 : name.n, name.at);
}

/* Reads every part; `seen` has a bit for each place in `parts`. */
static enum rc read_parts(struct span rest, struct rhythm *rhythm, unsigned *seen,
                          struct fault *why)
{
    struct span value, name;

    while (take_until(&rest, ';', &value)) {
        size_t i = 0;

        if (!take_until(&value, '=', &name) || name.n == 0 || value.n == 0)
            return fault_set(why, RC_INVALID,
                             "expected parts as NAME=VALUE with ; between, for example "
                             "FREQ=WEEKLY;BYDAY=TU");
        while (i < COUNT(parts) && !is_word(name, parts[i].name))
            i++;
        if (i == COUNT(parts)) return refuse_part(name, why);
        if (*seen & 1U << i)
            return fault_set(why, RC_INVALID, "%s stands in it twice", parts[i].name);
        *seen |= 1U << i;
        TRY(parts[i].read(value, rhythm, why));
    }
    return RC_OK;
}

static enum rc check_ordinals(const struct rhythm *rhythm, struct fault *why)
{
    bool counts = rhythm->frequency == MONTHLY || rhythm->frequency == YEARLY;

    for (size_t i = 0; i < rhythm->weekday_n; i++) {
        int ordinal = rhythm->weekdays[i].ordinal;

        if (ordinal != 0 && (!counts || rhythm->week_number_n))
            return fault_set(why, RC_INVALID,
                             "a number in BYDAY, such as 2TU, goes with MONTHLY or YEARLY "
                             "only, and not with BYWEEKNO");
        if ((ordinal > 5 || ordinal < -5) && (rhythm->frequency == MONTHLY || rhythm->months))
            return fault_set(why, RC_INVALID,
                             "BYDAY, no month has a weekday more than 5 times; expected "
                             "1 to 5, or -1 to -5 from the end, as in 2TU and -1FR");
    }
    return RC_OK;
}

static enum rc check_together(const struct rhythm *rhythm, unsigned seen, struct fault *why)
{
    if (!rhythm->frequency)
        return fault_set(why, RC_INVALID,
                         "no FREQ; say how often, for example FREQ=WEEKLY;BYDAY=TU");
    for (size_t i = 0; i < COUNT(parts); i++)
        if ((seen & 1U << i) && !(parts[i].with & rhythm->frequency))
            return fault_set(why, RC_INVALID,
                             "%s does not go with this FREQ; BYMONTHDAY goes with DAILY, "
                             "MONTHLY and YEARLY, BYYEARDAY and BYWEEKNO with YEARLY only",
                             parts[i].name);
    /* What it means without is not agreed on. Source: github.com/libical/libical, issue 794, read
     * 2026-11-22. */
    if (rhythm->week_number_n && !rhythm->weekday_n)
        return fault_set(why, RC_INVALID,
                         "BYWEEKNO needs a BYDAY that says on which day of those weeks");
    return check_ordinals(rhythm, why);
}

/* Whatever counts from the end comes last. */
static int compare_numbers(const void *a, const void *b)
{
    const int *left = a, *right = b;

    if ((*left < 0) != (*right < 0)) return *left < 0 ? 1 : -1;
    return (*left > *right) - (*left < *right);
}

/* Leaves `*n` things of `size`, which begin with their number, in order and each once. */
static void put_in_order(void *things, size_t *n, size_t size,
                         int (*compare)(const void *a, const void *b))
{
    char *at = things;
    size_t kept = 0;

    qsort(things, *n, size, compare);
    for (size_t i = 0; i < *n; i++) {
        if (kept > 0 && compare(at + (kept - 1) * size, at + i * size) == 0) continue;
        memmove(at + kept * size, at + i * size, size);
        kept++;
    }
    *n = kept;
}

static int compare_weekdays(const void *a, const void *b)
{
    int order = compare_numbers(a, b);

    return order ? order : compare_numbers((const int *)a + 1, (const int *)b + 1);
}

/* Two ways of writing a rule become one. */
static void put_all_in_order(struct rhythm *rhythm)
{
    bool asks_week = rhythm->frequency == WEEKLY && rhythm->interval > 1 && rhythm->weekday_n;

    put_in_order(rhythm->weekdays, &rhythm->weekday_n, sizeof(rhythm->weekdays[0]),
                 compare_weekdays);
    put_in_order(rhythm->year_days, &rhythm->year_day_n, sizeof(int), compare_numbers);
    put_in_order(rhythm->week_numbers, &rhythm->week_number_n, sizeof(int), compare_numbers);
    if (!asks_week && !rhythm->week_number_n) rhythm->week_start = 1;
}

enum rc rhythm_read(const char *string, struct rhythm *out, struct fault *why)
{
    struct rhythm rhythm = {.interval = 1, .week_start = 1};
    unsigned seen = 0;

    if (strlen(string) > 500)
        return fault_set(why, RC_INVALID,
                         "longer than 500 characters; name fewer days, or make two "
                         "phases of it");
    TRY(read_parts((struct span){string, (int)strlen(string)}, &rhythm, &seen, why));
    TRY(check_together(&rhythm, seen, why));
    put_all_in_order(&rhythm);
    *out = rhythm;
    return RC_OK;
}

/* Whether a phase that begins on `first_day` is asked twice without a gap that is too long. */
static bool comes_round(const struct rhythm *rhythm, int32_t first_day)
{
    int32_t first, second;

    return rhythm_next(rhythm, first_day, first_day, first_day + RHYTHM_GAP_DAYS, &first) &&
           rhythm_next(rhythm, first_day, first + 1, first + RHYTHM_GAP_DAYS, &second);
}

enum rc rhythm_check(const char *string, struct fault *why)
{
    struct rhythm rhythm;

    TRY(rhythm_read(string, &rhythm, why));
    /* Some come round or not depending on the day they begin (DAILY;INTERVAL=7;BYDAY=MO), so each
     * weekday of each month is tried. */
    for (int month = 1; month <= 12; month++)
        for (int day = 1; day <= 7; day++)
            if (!comes_round(&rhythm, day_of(2027, month, day)))
                return fault_set(why, RC_INVALID,
                                 "a phase that begins on %d %s would not be asked for 5 "
                                 "years; name a day that comes more often",
                                 day, rhythm_word(LANGUAGE_N, TOKEN_MONTH, month));
    return RC_OK;
}
