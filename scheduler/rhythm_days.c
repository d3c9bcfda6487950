#include "scheduler/rhythm.h"

#include "scheduler/zone.h"

struct day {
    int32_t number;
    int year, month, day;
    int weekday; /* 1 Monday … 7 Sunday */
};

static struct day day_full(int32_t number)
{
    struct local date = day_local(number);

    return (struct day){number, date.year, date.month, date.day, day_weekday(number)};
}

/* Days in its month or its year before and after a day. */
struct around {
    int before, after;
};

static struct around around_in_month(const struct day *day)
{
    int32_t end = day_of(day->year, day->month + 1, 1);

    return (struct around){day->day - 1, end - 1 - day->number};
}

static struct around around_in_year(const struct day *day)
{
    int32_t begin = day_of(day->year, 1, 1), end = day_of(day->year + 1, 1, 1);

    return (struct around){day->number - begin, end - 1 - day->number};
}

/* The day on which the week of `day` began. */
static int32_t week_begin(int32_t day, int week_start)
{
    return day - (day_weekday(day) - week_start + 7) % 7;
}

/* Whether the day lies in one of the days, weeks, months or years that INTERVAL counts. */
static bool is_in_turn(const struct rhythm *rhythm, const struct day *first, const struct day *day)
{
    switch (rhythm->frequency) {
    case DAILY:
        return (day->number - first->number) % rhythm->interval == 0;
    case WEEKLY:
        return (week_begin(day->number, rhythm->week_start) -
                week_begin(first->number, rhythm->week_start)) /
                   7 % rhythm->interval ==
               0;
    case MONTHLY:
        return ((day->year - first->year) * 12 + day->month - first->month) % rhythm->interval == 0;
    case YEARLY:
        return (day->year - first->year) % rhythm->interval == 0;
    }
    return false;
}

/* Where nothing else is said, the rhythm goes on as its first day. */
static bool is_like_first(const struct rhythm *rhythm, const struct day *first,
                          const struct day *day)
{
    if (rhythm->weekday_n || rhythm->year_day_n || rhythm->month_days ||
        rhythm->month_days_from_end)
        return true;
    switch (rhythm->frequency) {
    case DAILY:
        return true;
    case WEEKLY:
        return day->weekday == first->weekday;
    case MONTHLY:
        return day->day == first->day;
    case YEARLY:
        return day->day == first->day && (rhythm->months || day->month == first->month);
    }
    return false;
}

static bool has_number(const int *numbers, size_t n, int from_start, int from_end)
{
    for (size_t i = 0; i < n; i++)
        if (numbers[i] == from_start || numbers[i] == -from_end) return true;
    return false;
}

static bool is_month_day(const struct rhythm *rhythm, const struct day *day)
{
    if (rhythm->month_days >> day->day & 1) return true;
    return rhythm->month_days_from_end >> (around_in_month(day).after + 1) & 1;
}

/* A number counts such weekdays within the month, or within the year in a yearly rhythm that names no
 * months. */
static bool is_numbered(const struct rhythm *rhythm, const struct day *day, int ordinal)
{
    struct around around =
        rhythm->frequency == YEARLY && !rhythm->months ? around_in_year(day) : around_in_month(day);

    return ordinal == around.before / 7 + 1 || ordinal == -(around.after / 7 + 1);
}

static bool is_weekday(const struct rhythm *rhythm, const struct day *day)
{
    for (size_t i = 0; i < rhythm->weekday_n; i++)
        if (rhythm->weekdays[i].weekday == day->weekday &&
            (rhythm->weekdays[i].ordinal == 0 ||
             is_numbered(rhythm, day, rhythm->weekdays[i].ordinal)))
            return true;
    return false;
}

static bool is_year_day(const struct rhythm *rhythm, const struct day *day)
{
    struct around around = around_in_year(day);

    return has_number(rhythm->year_days, rhythm->year_day_n, around.before + 1, around.after + 1);
}

/* The first day of week 1: the first with at least four days in that year (RFC 5545, 3.3.10). */
static int32_t first_week(const struct rhythm *rhythm, int year)
{
    return week_begin(day_of(year, 1, 4), rhythm->week_start);
}

static bool is_week_number(const struct rhythm *rhythm, const struct day *day)
{
    int year = day->year;
    int32_t begin, end;

    if (day->number < first_week(rhythm, year))
        year--;
    else if (day->number >= first_week(rhythm, year + 1))
        year++;
    begin = first_week(rhythm, year);
    end = first_week(rhythm, year + 1);
    return has_number(rhythm->week_numbers, rhythm->week_number_n, (day->number - begin) / 7 + 1,
                      (end - 1 - day->number) / 7 + 1);
}

/* The cheap questions come first. */
static bool names(const struct rhythm *rhythm, const struct day *first, const struct day *day)
{
    if (rhythm->months && !(rhythm->months >> day->month & 1)) return false;
    if (!is_like_first(rhythm, first, day) || !is_in_turn(rhythm, first, day)) return false;
    if (rhythm->weekday_n && !is_weekday(rhythm, day)) return false;
    if ((rhythm->month_days || rhythm->month_days_from_end) && !is_month_day(rhythm, day))
        return false;
    if (rhythm->year_day_n && !is_year_day(rhythm, day)) return false;
    return !rhythm->week_number_n || is_week_number(rhythm, day);
}

bool rhythm_names(const struct rhythm *rhythm, int32_t first_day, int32_t day)
{
    struct day first = day_full(first_day), full = day_full(day);

    return day >= first_day && names(rhythm, &first, &full);
}

bool rhythm_next(const struct rhythm *rhythm, int32_t first_day, int32_t from_day, int32_t till_day,
                 int32_t *out)
{
    struct day first = day_full(first_day);

    for (int32_t day = from_day < first_day ? first_day : from_day; day < till_day; day++) {
        struct day full = day_full(day);

        if (!names(rhythm, &first, &full)) continue;
        *out = day;
        return true;
    }
    return false;
}

int64_t rhythm_count(const struct rhythm *rhythm, int32_t first_day, int32_t day)
{
    int64_t count = 0;
    int32_t next = first_day;

    for (; rhythm_next(rhythm, first_day, next, day, &next); next++)
        count++;
    return count;
}
