#include "scheduler/ical.h"

static int32_t day_at(const struct ical_time *time)
{
    return day_of(time->local.year, time->local.month, time->local.day);
}

/* RC_MISSING: it was cancelled. */
static enum rc days_of(const struct ical_event *event, struct ical_days *out, struct fault *why)
{
    if (event->wrong)
        return fault_set(why, RC_INVALID, "calendar: the event at line %d: %.400s", event->line,
                         event->wrong);
    if (event->cancelled) return RC_MISSING;
    if (event->start.clock != ICAL_DATE || event->rrule || event->rdate_n)
        return fault_set(why, RC_INVALID,
                         "calendar: the event at line %d %s; expected whole days, each run of them "
                         "written out",
                         event->line,
                         event->start.clock == ICAL_DATE ? "repeats itself" : "has a time of day");
    out->from_day = day_at(&event->start);
    out->till_day = out->from_day + 1;
    if (event->lasts) out->till_day = out->from_day + (int32_t)(event->lasts / USEC_DAY);
    if (event->end.clock != ICAL_NONE) out->till_day = day_at(&event->end);
    if (out->till_day > out->from_day) return RC_OK;
    return fault_set(why, RC_INVALID,
                     "calendar: the event at line %d ends before it begins (DTEND is the day after "
                     "the last)",
                     event->line);
}

static int compare_days(const void *left, const void *right)
{
    const struct ical_days *a = left, *b = right;

    if (a->from_day != b->from_day) return a->from_day < b->from_day ? -1 : 1;
    return a->till_day < b->till_day ? -1 : a->till_day > b->till_day;
}

enum rc ical_days_read(const void *bytes, size_t n, struct ical_days **out, size_t *out_n,
                       struct fault *why)
{
    SCOPED(ical_clear) struct ical ical = {0};
    SCOPED(mem_free) struct ical_days *days = NULL;
    size_t day_n = 0;

    TRY(ical_read(bytes, n, &ical, why));
    days = mem_new(ical.event_n + 1, sizeof *days);
    for (size_t i = 0; i < ical.event_n; i++) {
        enum rc rc = days_of(&ical.events[i], &days[day_n], why);

        if (rc != RC_OK && rc != RC_MISSING) return rc;
        day_n += rc == RC_OK;
    }
    if (day_n) qsort(days, day_n, sizeof *days, compare_days);
    *out = days;
    *out_n = day_n;
    days = NULL;
    return RC_OK;
}
