/* Calendars of staff: what goes in and comes out, for every backend. */
#include "gateway/store/store_ops.h"

void calendar_clear(struct calendar *calendar)
{
    if (!calendar) return;
    free(calendar->staff);
    free(calendar->etag);
    free(calendar->modified);
    free(calendar->fault);
    *calendar = (struct calendar){0};
}

enum rc store_calendar_token(struct store *store, const char *staff, const char *token,
                             struct fault *why)
{
    assert(staff && staff[0]);
    assert(token && token[0]);
    return store->ops->calendar_token(store, staff, token, why);
}

enum rc store_calendar_staff(struct store *store, const char *token, char **staff,
                             struct fault *why)
{
    assert(token);
    assert(staff);
    return store->ops->calendar_staff(store, token, staff, why);
}

enum rc store_calendar_keep(struct store *store, const struct calendar *calendar, struct fault *why)
{
    assert(calendar && calendar->staff[0]);
    assert(calendar->etag && calendar->modified && calendar->fault);
    return store->ops->calendar_keep(store, calendar, why);
}

enum rc store_calendar_load(struct store *store, const char *staff, struct calendar *out,
                            struct fault *why)
{
    assert(staff && staff[0]);
    assert(out);
    return store->ops->calendar_load(store, staff, out, why);
}
