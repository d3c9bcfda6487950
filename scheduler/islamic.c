#include "scheduler/islamic.h"

#include <unicode/ucal.h>

#include "scheduler/zone.h"

/* As ICU counts months. */
enum month { RAMADAN = 8, SHAWWAL = 9, DHU_AL_HIJJA = 11 };

#define DAY_MS 86400000.0
/* Every date below is asked for at noon UTC. */
#define NOON_HOUR 12

static void close_calendar(UCalendar **calendar)
{
    if (*calendar) ucal_close(*calendar);
}

static int32_t day_in(UCalendar *calendar, int year, enum month month, int day, UErrorCode *error)
{
    ucal_clear(calendar);
    ucal_setDateTime(calendar, year, (int32_t)month, day, NOON_HOUR, 0, 0, error);
    return (int32_t)(ucal_getMillis(calendar, error) / DAY_MS);
}

/* The Islamic year on the first day of a Gregorian one. */
static int year_on(UCalendar *calendar, int gregorian, UErrorCode *error)
{
    ucal_setMillis(calendar, day_of(gregorian, 1, 1) * DAY_MS + DAY_MS / 2, error);
    return ucal_get(calendar, UCAL_YEAR, error);
}

enum rc islamic_years(int first, int last, struct islamic_year **out, size_t *n, struct fault *why)
{
    static const UChar utc[] = {'U', 'T', 'C', 0};
    UErrorCode error = U_ZERO_ERROR;
    SCOPED(close_calendar)
    UCalendar *calendar =
        ucal_open(utc, -1, "@calendar=islamic-umalqura", UCAL_TRADITIONAL, &error);
    SCOPED(mem_free) struct islamic_year *years = NULL;
    size_t year_n;
    int from;

    if (U_FAILURE(error) || strcmp(ucal_getType(calendar, &error), "islamic-umalqura") != 0)
        return fault_set(why, RC_BROKEN, "ICU lacks the calendar islamic-umalqura");
    from = year_on(calendar, first, &error);
    year_n = (size_t)(year_on(calendar, last + 1, &error) - from) + 1;
    if (U_FAILURE(error))
        return fault_set(why, RC_BROKEN, "ICU, islamic-umalqura: %s", u_errorName(error));
    years = mem_new(year_n, sizeof(*years));
    for (size_t i = 0; i < year_n; i++) {
        int year = from + (int)i;

        years[i] = (struct islamic_year){
            .year = year,
            .ramadan = day_in(calendar, year, RAMADAN, 1, &error),
            .eid_al_fitr = day_in(calendar, year, SHAWWAL, 1, &error),
            .eid_al_adha = day_in(calendar, year, DHU_AL_HIJJA, 10, &error),
        };
    }
    if (U_FAILURE(error))
        return fault_set(why, RC_BROKEN, "ICU, islamic-umalqura: %s", u_errorName(error));
    *out = years;
    *n = year_n;
    years = NULL;
    return RC_OK;
}
