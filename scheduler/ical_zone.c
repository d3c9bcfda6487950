#include "scheduler/ical_zone.h"

#include <strings.h>
#include <unicode/ucal.h>

#include "scheduler/ical_rule.h"

/* How far back the last change of a clock by rule is looked for. */
#define ONSET_DAYS (2 * 366)

#define WINDOWS_NAME_MAX 64
#define ZONE_NAME_MAX    128

bool ical_zone_place(struct ical *ical, const char *name, size_t *out)
{
    for (size_t i = 0; i < ical->zone_n; i++)
        if (strcmp(ical->zones[i].name, name) == 0) {
            *out = i;
            return true;
        }
    if (ical->zone_n == ICAL_ZONES_MAX) return false;
    ical->zones = mem_grow(ical->zones, ical->zone_n + 1, sizeof *ical->zones);
    ical->zones[ical->zone_n] = (struct ical_zone){.name = mem_copy_string(name)};
    *out = ical->zone_n++;
    return true;
}

void ical_zone_clear(struct ical_zone *zone)
{
    for (size_t i = 0; i < zone->onset_n; i++) {
        free(zone->onsets[i].rrule);
        free(zone->onsets[i].rdates);
    }
    free(zone->onsets);
    free(zone->name);
    free(zone->location);
}

/* "W. Europe Standard Time", as Outlook and Exchange write it, by ICU's copy of the CLDR table. */
static const struct zone *find_windows(const struct ical_zones *zones, const char *name)
{
    UChar windows[WINDOWS_NAME_MAX], iana[WINDOWS_NAME_MAX];
    char plain[WINDOWS_NAME_MAX];
    UErrorCode status = U_ZERO_ERROR;
    size_t n = strlen(name);
    int32_t got;

    if (n >= WINDOWS_NAME_MAX) return NULL;
    for (size_t i = 0; i < n; i++) {
        if ((unsigned char)name[i] >= 0x80) return NULL;
        windows[i] = (UChar)name[i];
    }
    got = ucal_getTimeZoneIDForWindowsID(windows, (int32_t)n, NULL, iana, WINDOWS_NAME_MAX - 1,
                                         &status);
    if (U_FAILURE(status) || got <= 0 || got >= WINDOWS_NAME_MAX) return NULL;
    for (int32_t i = 0; i < got; i++)
        plain[i] = (char)iana[i];
    plain[got] = '\0';
    return zones->find(zones->with, plain);
}

/* The name itself, or what stands behind a prefix: "/freeassociation.sourceforge.net/Europe/Amsterdam",
 * "/mozilla.org/20050126_1/Europe/Amsterdam". */
static const struct zone *find_name(const struct ical_zones *zones, const char *name)
{
    const struct zone *found = NULL;

    if (strlen(name) > ZONE_NAME_MAX) return NULL;
    for (const char *at = name; at && *at && !found; at = strchr(at, '/')) {
        if (*at == '/') at++;
        if (at == name || strchr(at, '/')) found = zones->find(zones->with, at);
    }
    return found ? found : find_windows(zones, name);
}

/* Teams and Exchange have a name of their own for it: "tzone://Microsoft/Utc". */
static bool is_utc(const char *name)
{
    const char *slash = strrchr(name, '/');

    return slash && strcasecmp(slash + 1, "utc") == 0;
}

static const struct zone *find_zone(struct ical_zone *zone, const struct ical_zones *zones)
{
    if (!zone->looked)
        zone->found =
            is_utc(zone->name) ? zones->find(zones->with, "UTC") : find_name(zones, zone->name);
    if (!zone->looked && !zone->found && zone->location)
        zone->found = find_name(zones, zone->location);
    zone->looked = true;
    return zone->found;
}

static int64_t local_seconds(struct local local)
{
    return (int64_t)day_of(local.year, local.month, local.day) * 86400 +
           (int64_t)local.hour * 3600 + (int64_t)local.minute * 60 + local.second;
}

/* The last time, on the clock before it, that this change came at or before `at`; INT64_MIN: never. */
static int64_t last_onset(const struct ical_onset *onset, int64_t at, int64_t *effort)
{
    int64_t start = local_seconds(onset->start), last = start <= at ? start : INT64_MIN;
    int32_t first_day = day_of(onset->start.year, onset->start.month, onset->start.day);
    int64_t of_day = start - (int64_t)first_day * 86400;
    struct ical_rule rule;
    int32_t day = (int32_t)((at - of_day) / 86400);

    *effort -= 1 + (int64_t)onset->rdate_n;
    for (size_t i = 0; i < onset->rdate_n; i++) {
        int64_t listed = local_seconds(onset->rdates[i]);

        if (listed <= at && listed > last) last = listed;
    }
    if (!onset->rrule || last == INT64_MIN || ical_rule_read(onset->rrule, &rule, NULL) != RC_OK ||
        rule.count)
        return last;
    if (rule.until.clock != ICAL_NONE && local_seconds(rule.until.local) / 86400 < day)
        day = (int32_t)(local_seconds(rule.until.local) / 86400);
    for (int32_t end = day - ONSET_DAYS; day > end && day >= first_day; day--, (*effort)--)
        if (rhythm_names(&rule.rhythm, first_day, day))
            return (int64_t)day * 86400 + of_day > last ? (int64_t)day * 86400 + of_day : last;
    return last;
}

/* What the description says that the clock is ahead of UTC by at a local time. False: it says nothing. */
static bool described_offset(const struct ical_zone *zone, struct local local, int64_t *effort,
                             int *out)
{
    int64_t at = local_seconds(local), last = INT64_MIN, first = INT64_MAX;

    for (size_t i = 0; i < zone->onset_n; i++) {
        const struct ical_onset *onset = &zone->onsets[i];
        int64_t came = last_onset(onset, at, effort);

        if (came == INT64_MIN && last == INT64_MIN && local_seconds(onset->start) < first) {
            first = local_seconds(onset->start);
            *out = onset->offset_from_s;
        }
        if (came > last) {
            last = came;
            *out = onset->offset_to_s;
        }
    }
    return zone->onset_n > 0;
}

static bool agrees(const struct zone *zone, struct local local, int offset_s, usec *out)
{
    usec at = zone_usec(zone, local);

    if (zone_stretch(zone, at).offset_s != offset_s) return false;
    *out = at;
    return true;
}

/* A zone that only its own description knows: ours or the calendar's, where they agree with it. */
static enum rc described_usec(struct ical *ical, const struct ical_zones *zones,
                              const struct ical_time *time, int64_t *effort, usec *out,
                              struct fault *why)
{
    const struct ical_zone *zone = &ical->zones[time->zone];
    const struct zone *calendar = ical->zone_name ? find_name(zones, ical->zone_name) : NULL;
    int offset_s = 0;

    if (!described_offset(zone, time->local, effort, &offset_s))
        return fault_set(why, RC_INVALID,
                         "the time zone \"%.60s\" is not known and not described in the file; "
                         "expected a name such as Europe/Amsterdam",
                         zone->name);
    if (agrees(zones->home, time->local, offset_s, out) ||
        (calendar && agrees(calendar, time->local, offset_s, out)))
        return RC_OK;
    return fault_set(why, RC_INVALID,
                     "the time zone \"%.60s\" is not known, and what the file says about it is not "
                     "the time here; expected a name such as Europe/Amsterdam",
                     zone->name);
}

enum rc ical_time_usec(struct ical *ical, const struct ical_zones *zones,
                       const struct ical_time *time, int64_t *effort, usec *out, struct fault *why)
{
    assert(time->clock != ICAL_NONE);
    if (time->clock == ICAL_UTC) {
        *out = local_seconds(time->local) * USEC_SEC;
        return RC_OK;
    }
    if (time->clock == ICAL_ZONED) {
        const struct zone *found = find_zone(&ical->zones[time->zone], zones);

        if (!found) return described_usec(ical, zones, time, effort, out, why);
        *out = zone_usec(found, time->local);
        return RC_OK;
    }
    *out = zone_usec(zones->home, time->local);
    return RC_OK;
}
