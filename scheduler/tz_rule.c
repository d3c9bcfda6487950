#include "scheduler/tz_rule.h"

#include "scheduler/zone.h"

#define HOUR_S 3600
#define DAY_S  86400

struct reader {
    const char *at, *end;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool take(struct reader *reader, char c)
{
    if (reader->at == reader->end || *reader->at != c) return false;
    reader->at++;
    return true;
}

static bool read_number(struct reader *reader, int low, int high, int *out)
{
    int number = 0, digits = 0;

    for (; reader->at < reader->end && is_digit(*reader->at); reader->at++) {
        if (++digits > 3) return false;
        number = number * 10 + (*reader->at - '0');
    }
    if (digits == 0 || number < low || number > high) return false;
    *out = number;
    return true;
}

/* Three letters or more, or anything of letters, digits and signs between < and >. */
static bool skip_name(struct reader *reader)
{
    bool quoted = take(reader, '<');
    const char *from = reader->at;
    ptrdiff_t n;

    while (reader->at < reader->end &&
           (is_letter(*reader->at) ||
            (quoted && (is_digit(*reader->at) || *reader->at == '+' || *reader->at == '-'))))
        reader->at++;
    n = reader->at - from;
    return n >= 3 && (!quoted || take(reader, '>'));
}

/* [+-]hh[:mm[:ss]] */
static bool read_time(struct reader *reader, int hours_max, int *out)
{
    int sign = 1, hours, minutes = 0, seconds = 0;

    if (take(reader, '-'))
        sign = -1;
    else
        take(reader, '+');
    if (!read_number(reader, 0, hours_max, &hours)) return false;
    if (take(reader, ':')) {
        if (!read_number(reader, 0, 59, &minutes)) return false;
        if (take(reader, ':') && !read_number(reader, 0, 59, &seconds)) return false;
    }
    *out = sign * (hours * HOUR_S + minutes * 60 + seconds);
    return true;
}

static bool read_month_week_day(struct reader *reader, struct tz_date *out)
{
    out->kind = TZ_DATE_MONTH_WEEK_DAY;
    return read_number(reader, 1, 12, &out->month) && take(reader, '.') &&
           read_number(reader, 1, 5, &out->week) && take(reader, '.') &&
           read_number(reader, 0, 6, &out->weekday);
}

/* A date and its time, which is 02:00 where none is given. */
static bool read_date(struct reader *reader, struct tz_date *out)
{
    bool read;

    *out = (struct tz_date){.at_s = 2 * HOUR_S};
    if (take(reader, 'M')) {
        read = read_month_week_day(reader, out);
    } else if (take(reader, 'J')) {
        out->kind = TZ_DATE_JULIAN;
        read = read_number(reader, 1, 365, &out->day);
    } else {
        out->kind = TZ_DATE_DAY;
        read = read_number(reader, 0, 365, &out->day);
    }
    if (!read) return false;
    return !take(reader, '/') || read_time(reader, 167, &out->at_s);
}

static bool starts_time(const struct reader *reader)
{
    return reader->at < reader->end &&
           (is_digit(*reader->at) || *reader->at == '+' || *reader->at == '-');
}

/* Offsets in the string count west of Greenwich, ours east. */
static bool read_summer(struct reader *reader, struct tz_rule *rule)
{
    rule->has_summer = true;
    if (!skip_name(reader)) return false;
    rule->summer_s = rule->standard_s + HOUR_S;
    if (starts_time(reader)) {
        if (!read_time(reader, 24, &rule->summer_s)) return false;
        rule->summer_s = -rule->summer_s;
    }
    return take(reader, ',') && read_date(reader, &rule->summer_from) && take(reader, ',') &&
           read_date(reader, &rule->summer_till);
}

bool tz_rule_read(const char *string, size_t n, struct tz_rule *out)
{
    struct reader reader = {.at = string, .end = string + n};
    struct tz_rule rule = {0};

    if (!skip_name(&reader) || !read_time(&reader, 24, &rule.standard_s)) return false;
    rule.standard_s = -rule.standard_s;
    if (reader.at < reader.end && !read_summer(&reader, &rule)) return false;
    if (reader.at != reader.end) return false;
    *out = rule;
    return true;
}

static bool is_leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int32_t month_week_day(const struct tz_date *date, int year)
{
    int32_t first = day_of(year, date->month, 1);
    int32_t next = day_of(year, date->month + 1, 1);
    int32_t day = first + (date->weekday - day_weekday(first) % 7 + 7) % 7 + (date->week - 1) * 7;

    return day < next ? day : day - 7; /* week 5 is the last there is */
}

/* The moment of the change in `year`; `offset_s` is what holds before it. */
static int64_t change_at(const struct tz_date *date, int year, int offset_s)
{
    int32_t day = day_of(year, 1, 1);

    switch (date->kind) {
    case TZ_DATE_MONTH_WEEK_DAY:
        day = month_week_day(date, year);
        break;
    case TZ_DATE_JULIAN:
        day += date->day - 1 + (is_leap(year) && date->day > 59);
        break;
    case TZ_DATE_DAY:
        day += date->day;
        break;
    }
    return (int64_t)day * DAY_S + date->at_s - offset_s;
}

struct tz_stretch tz_rule_stretch(const struct tz_rule *rule, int64_t at)
{
    struct tz_stretch stretch = {INT64_MIN, INT64_MAX, rule->standard_s};
    int year;

    if (!rule->has_summer) return stretch;
    /* A change may lie a week into the year beside its own, so two years each way are looked at. */
    year = day_local((int32_t)(at / DAY_S)).year;
    for (int y = year - 2; y <= year + 2; y++) {
        int64_t summer = change_at(&rule->summer_from, y, rule->standard_s);
        int64_t winter = change_at(&rule->summer_till, y, rule->summer_s);

        /* Summer wins a tie: so a rule says that it lasts all year. */
        if (winter <= at && winter > stretch.from) {
            stretch.from = winter;
            stretch.offset_s = rule->standard_s;
        }
        if (summer <= at && summer >= stretch.from) {
            stretch.from = summer;
            stretch.offset_s = rule->summer_s;
        }
        if (winter > at && winter < stretch.till) stretch.till = winter;
        if (summer > at && summer < stretch.till) stretch.till = summer;
    }
    return stretch;
}
