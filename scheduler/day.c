/* Days: the proleptic Gregorian calendar as a count of days, without any zone. */
#include "scheduler/zone.h"

/* The calendar repeats every 400 years, which are this many days. */
#define ERA_YEARS 400
#define ERA_DAYS  146097
/* 1970-01-01 counted from 0000-03-01, where a year's leap day comes last. */
#define EPOCH_DAY 719468

static int32_t clamp_day(int64_t day)
{
    return (int32_t)(day < INT32_MIN ? INT32_MIN : day > INT32_MAX ? INT32_MAX : day);
}

int32_t day_of(int year, int month, int day)
{
    int64_t months = (int64_t)year * 12 + month - 3; /* since March of year 0 */
    int64_t y = months / 12 - (months % 12 < 0);
    int64_t m = months - y * 12;
    int64_t era = y / ERA_YEARS - (y % ERA_YEARS < 0);
    int64_t of_era = y - era * ERA_YEARS;
    int64_t days = of_era * 365 + of_era / 4 - of_era / 100 + (153 * m + 2) / 5;

    return clamp_day(era * ERA_DAYS + days + day - 1 - EPOCH_DAY);
}

struct local day_local(int32_t day)
{
    int64_t since = (int64_t)day + EPOCH_DAY;
    int64_t era = since / ERA_DAYS - (since % ERA_DAYS < 0);
    int64_t of_era = since - era * ERA_DAYS;
    int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
    int64_t month = (5 * of_year + 2) / 153; /* 0 is March */

    return (struct local){
        .year = (int)(year + era * ERA_YEARS + (month >= 10)),
        .month = (int)(month < 10 ? month + 3 : month - 9),
        .day = (int)(of_year - (153 * month + 2) / 5 + 1),
    };
}

int day_weekday(int32_t day)
{
    int64_t since_monday = ((int64_t)day + 3) % 7; /* 1970-01-01 was a Thursday */

    return (int)(since_monday < 0 ? since_monday + 7 : since_monday) + 1;
}

static bool read_digits(const char *at, int n, int *out)
{
    *out = 0;
    for (int i = 0; i < n; i++) {
        if (at[i] < '0' || at[i] > '9') return false;
        *out = *out * 10 + (at[i] - '0');
    }
    return true;
}

bool day_read(const char *string, int32_t *out)
{
    struct local back;
    int year, month, day;
    int32_t read;

    if (strlen(string) != strlen("2027-01-18") || string[4] != '-' || string[7] != '-')
        return false;
    if (!read_digits(string, 4, &year) || !read_digits(string + 5, 2, &month) ||
        !read_digits(string + 8, 2, &day))
        return false;
    read = day_of(year, month, day);
    back = day_local(read);
    if (back.year != year || back.month != month || back.day != day) return false;
    *out = read;
    return true;
}
