/* Writing: a rhythm as an RRULE. */
#include "scheduler/rhythm.h"

static const char *name_of(enum frequency frequency)
{
    switch (frequency) {
    case DAILY:
        return "DAILY";
    case WEEKLY:
        return "WEEKLY";
    case MONTHLY:
        return "MONTHLY";
    case YEARLY:
        return "YEARLY";
    }
    assert(false && "a rhythm that was read");
    return "";
}

static const char *const weekdays[] = {"", "MO", "TU", "WE", "TH", "FR", "SA", "SU"};

static void write_numbers(const char *name, const int *numbers, size_t n, struct text *out)
{
    for (size_t i = 0; i < n; i++)
        text_addf(out, "%s%d", i == 0 ? name : ",", numbers[i]);
}

static void write_weekdays(const struct rhythm *rhythm, struct text *out)
{
    for (size_t i = 0; i < rhythm->weekday_n; i++) {
        text_add(out, i == 0 ? ";BYDAY=" : ",");
        if (rhythm->weekdays[i].ordinal) text_addf(out, "%d", rhythm->weekdays[i].ordinal);
        text_add(out, weekdays[rhythm->weekdays[i].weekday]);
    }
}

void rhythm_write(const struct rhythm *rhythm, struct text *out)
{
    int months[12], days[RHYTHM_MONTH_DAYS_MAX];

    text_addf(out, "FREQ=%s", name_of(rhythm->frequency));
    if (rhythm->interval != 1) text_addf(out, ";INTERVAL=%d", rhythm->interval);
    write_numbers(";BYMONTH=", months, rhythm_months(rhythm, months), out);
    write_numbers(";BYWEEKNO=", rhythm->week_numbers, rhythm->week_number_n, out);
    write_numbers(";BYYEARDAY=", rhythm->year_days, rhythm->year_day_n, out);
    write_numbers(";BYMONTHDAY=", days, rhythm_month_days(rhythm, days), out);
    write_weekdays(rhythm, out);
    if (rhythm->week_start != 1) text_addf(out, ";WKST=%s", weekdays[rhythm->week_start]);
}

size_t rhythm_month_days(const struct rhythm *rhythm, int out[static RHYTHM_MONTH_DAYS_MAX])
{
    size_t n = 0;

    for (int day = 1; day <= 31; day++)
        if (rhythm->month_days >> day & 1) out[n++] = day;
    for (int day = 31; day >= 1; day--)
        if (rhythm->month_days_from_end >> day & 1) out[n++] = -day;
    return n;
}

size_t rhythm_months(const struct rhythm *rhythm, int out[static 12])
{
    size_t n = 0;

    for (int month = 1; month <= 12; month++)
        if (rhythm->months >> month & 1) out[n++] = month;
    return n;
}
