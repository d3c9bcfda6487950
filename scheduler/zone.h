#ifndef SCHEDULER_ZONE_H
#define SCHEDULER_ZONE_H
/* Zone: between UTC and the wall clock, from the bytes of a TZif file (RFC 8536).
 *
 * The caller reads the file; nothing here touches the disk or the clock. The footer's rule (POSIX TZ
 * string) carries on where the table ends. */
#include "gateway/base/base.h"

struct zone;

/* A stretch of time in which the clock does not change. */
struct zone_stretch {
    usec from, till; /* till exclusive; INT64_MIN and USEC_NEVER where there is no end */
    int offset_s;    /* local time is UTC plus this */
};

/* A moment on a wall clock, proleptic Gregorian. */
struct local {
    int year, month, day; /* month and day from 1 */
    int hour, minute, second;
};

/* RC_INVALID: not a TZif file, cut short, contradicting itself, or counting leap seconds (the files
 * under right/). Nothing is kept of `bytes`. */
enum rc zone_new(const void *bytes, size_t n, struct zone **out, struct fault *why) NEEDS_CHECK;
void zone_free(struct zone *zone);
void zone_freep(struct zone **zone);

struct zone_stretch zone_stretch(const struct zone *zone, usec at);
struct local zone_local(const struct zone *zone, usec at);
/* A time that the spring jump skips is the first moment after the jump; one that comes twice in autumn
 * is its first coming. Fields out of range carry over (minute 90 is half past the next hour). */
usec zone_usec(const struct zone *zone, struct local local);

/* Days since 1970-01-01 of a date, and back (time fields 0). */
int32_t day_of(int year, int month, int day);
struct local day_local(int32_t day);
/* 1 Monday … 7 Sunday. */
int day_weekday(int32_t day);
/* The local date of a moment, and the first moment of a local date; of a date that the zone left out
 * (Apia, 2011-12-30), the first moment after it. */
int32_t zone_day(const struct zone *zone, usec at);
usec zone_day_start(const struct zone *zone, int32_t day);

/* "2027-01-18": false if it is no date. */
bool day_read(const char *string, int32_t *out);

#endif
