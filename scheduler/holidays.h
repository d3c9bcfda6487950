#ifndef SCHEDULER_HOLIDAYS_H
#define SCHEDULER_HOLIDAYS_H
/* Holidays: the Dutch days of every year, by rule. */
#include "gateway/base/base.h"

enum holiday {
    HOLIDAY_NEW_YEAR,
    HOLIDAY_GOOD_FRIDAY,
    HOLIDAY_EASTER,
    HOLIDAY_EASTER_MONDAY,
    HOLIDAY_KINGS_DAY,
    HOLIDAY_LIBERATION_DAY,
    HOLIDAY_ASCENSION_DAY,
    HOLIDAY_WHIT_SUNDAY,
    HOLIDAY_WHIT_MONDAY,
    HOLIDAY_CHRISTMAS_EVE,
    HOLIDAY_CHRISTMAS_DAY,
    HOLIDAY_SECOND_CHRISTMAS_DAY,
    HOLIDAY_NEW_YEARS_EVE,
    HOLIDAY_N
};

/* Sets have a bit for each holiday. The public ones are those of the Algemene termijnenwet, article 3, with
 * Good Friday, which it treats alike, and the two Sundays. Source: wetten.overheid.nl/BWBR0002448, read
 * 2026-11-22. */
#define HOLIDAYS_PUBLIC                                                                            \
    (((1U << HOLIDAY_N) - 1) & ~(1U << HOLIDAY_CHRISTMAS_EVE | 1U << HOLIDAY_NEW_YEARS_EVE))
#define HOLIDAYS_CHRISTMAS                                                                         \
    (1U << HOLIDAY_CHRISTMAS_EVE | 1U << HOLIDAY_CHRISTMAS_DAY | 1U << HOLIDAY_SECOND_CHRISTMAS_DAY)

/* "kings_day"; NULL: `holiday` is none. */
const char *holiday_name(size_t holiday);

/* In a Gregorian year, as the rules are since 2014. */
int32_t holiday_day(enum holiday holiday, int year);

#endif
