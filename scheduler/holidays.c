#include "scheduler/holidays.h"

#include "scheduler/zone.h"

/* By the date, or by days from Easter. */
static const struct {
    const char *name;
    int month, day; /* month 0: `day` is counted from Easter Sunday */
} holidays[HOLIDAY_N] = {
    [HOLIDAY_NEW_YEAR] = {"new_year",             1,  1 },
    [HOLIDAY_GOOD_FRIDAY] = {"good_friday",          0,  -2},
    [HOLIDAY_EASTER] = {"easter",               0,  0 },
    [HOLIDAY_EASTER_MONDAY] = {"easter_monday",        0,  1 },
    [HOLIDAY_KINGS_DAY] = {"kings_day",            4,  27},
    [HOLIDAY_LIBERATION_DAY] = {"liberation_day",       5,  5 },
    [HOLIDAY_ASCENSION_DAY] = {"ascension_day",        0,  39},
    [HOLIDAY_WHIT_SUNDAY] = {"whit_sunday",          0,  49},
    [HOLIDAY_WHIT_MONDAY] = {"whit_monday",          0,  50},
    [HOLIDAY_CHRISTMAS_EVE] = {"christmas_eve",        12, 24},
    [HOLIDAY_CHRISTMAS_DAY] = {"christmas_day",        12, 25},
    [HOLIDAY_SECOND_CHRISTMAS_DAY] = {"second_christmas_day", 12, 26},
    [HOLIDAY_NEW_YEARS_EVE] = {"new_years_eve",        12, 31},
};

const char *holiday_name(size_t holiday)
{
    return holiday < HOLIDAY_N ? holidays[holiday].name : NULL;
}

/* The Gregorian Easter of the nameless correspondent of Nature, 20 April 1876, with its letters. Source: J. Meeus,
 * "Astronomical Algorithms", 1991, chapter 8. */
static int32_t easter_day(int year)
{
    int a = year % 19, b = year / 100, c = year % 100;
    int d = b / 4, e = b % 4;
    int f = (b + 8) / 25;
    int g = (b - f + 1) / 3;
    int h = (19 * a + b - d - g + 15) % 30;
    int i = c / 4, k = c % 4;
    int l = (32 + 2 * e + 2 * i - h - k) % 7;
    int m = (a + 11 * h + 22 * l) / 451;
    int of_march = h + l - 7 * m + 22;

    return day_of(year, 3, of_march);
}

int32_t holiday_day(enum holiday holiday, int year)
{
    int32_t day;

    if (holidays[holiday].month == 0) return easter_day(year) + holidays[holiday].day;
    day = day_of(year, holidays[holiday].month, holidays[holiday].day);
    /* Celebrated on the Saturday where it is a Sunday. */
    if (holiday == HOLIDAY_KINGS_DAY && day_weekday(day) == 7) day--;
    return day;
}
