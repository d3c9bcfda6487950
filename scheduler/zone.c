#include "scheduler/zone.h"

#include "scheduler/tz_rule.h"

#define DAY_S INT64_C(86400)
/* Every moment that a usec can hold lies within these seconds. */
#define SECONDS_MAX (INT64_MAX / USEC_SEC)
#define SECONDS_MIN (-SECONDS_MAX)

/* RFC 8536, 3.2: the offset of a local time type is more than -25 and less than 26 hours. */
#define OFFSET_MIN (-25 * 3600 + 1)
#define OFFSET_MAX (26 * 3600 - 1)
#define HEADER_N   44

struct zone {
    int64_t *changes; /* seconds since 1970 UTC, ascending */
    int *offsets;     /* after the change of the same place */
    size_t change_n;
    int first_offset_s; /* before the first change */
    bool has_rule;
    struct tz_rule rule; /* from the last change on */
};

/* The six counts of a header (RFC 8536, 3.1) and how wide its times are. */
struct block {
    uint32_t isut_n, isstd_n, leap_n, time_n, type_n, char_n;
    size_t time_bytes;
};

static uint32_t read_u32(const unsigned char *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static int64_t read_time(const unsigned char *at, size_t bytes)
{
    uint64_t high = read_u32(at);

    if (bytes == 4) return (int32_t)high;
    return (int64_t)(high << 32 | read_u32(at + 4));
}

static uint64_t block_bytes(const struct block *block)
{
    return (uint64_t)block->time_n * (block->time_bytes + 1) + (uint64_t)block->type_n * 6 +
           block->char_n + (uint64_t)block->leap_n * (block->time_bytes + 4) + block->isstd_n +
           block->isut_n;
}

/* Reads the header at `at` and checks that its block fits into the `n` bytes from there. */
static enum rc read_header(const unsigned char *at, size_t n, size_t time_bytes, struct block *out,
                           struct fault *why)
{
    if (n < HEADER_N || memcmp(at, "TZif", 4) != 0)
        return fault_set(why, RC_INVALID, "zone file: not a TZif file");
    *out = (struct block){
        .isut_n = read_u32(at + 20),
        .isstd_n = read_u32(at + 24),
        .leap_n = read_u32(at + 28),
        .time_n = read_u32(at + 32),
        .type_n = read_u32(at + 36),
        .char_n = read_u32(at + 40),
        .time_bytes = time_bytes,
    };
    if (block_bytes(out) > n - HEADER_N)
        return fault_set(why, RC_INVALID, "zone file: cut short, its tables are not whole");
    return RC_OK;
}

static enum rc check_header(const struct block *block, struct fault *why)
{
    if (block->type_n == 0 || block->type_n > 256 || block->char_n == 0)
        return fault_set(why, RC_INVALID, "zone file: no local time type, or more than 256");
    if ((block->isut_n != 0 && block->isut_n != block->type_n) ||
        (block->isstd_n != 0 && block->isstd_n != block->type_n))
        return fault_set(why, RC_INVALID, "zone file: its counts contradict each other");
    if (block->leap_n != 0)
        return fault_set(why, RC_INVALID,
                         "zone file: counts leap seconds; use the file that is not under right/");
    return RC_OK;
}

static enum rc read_offset(const unsigned char *type, const struct block *block, int *out,
                           struct fault *why)
{
    int32_t offset = (int32_t)read_u32(type);

    if (offset < OFFSET_MIN || offset > OFFSET_MAX || type[4] > 1 || type[5] >= block->char_n)
        return fault_set(why, RC_INVALID, "zone file: a local time type makes no sense");
    *out = offset;
    return RC_OK;
}

static enum rc read_block(const unsigned char *at, const struct block *block, struct zone *zone,
                          struct fault *why)
{
    const unsigned char *indexes = at + block->time_n * block->time_bytes;
    const unsigned char *types = indexes + block->time_n;
    int offsets[256] = {0};

    for (size_t i = 0; i < block->type_n; i++)
        TRY(read_offset(types + i * 6, block, &offsets[i], why));
    zone->first_offset_s = offsets[0];
    zone->changes = mem_new(block->time_n, sizeof(*zone->changes));
    zone->offsets = mem_new(block->time_n, sizeof(*zone->offsets));
    for (size_t i = 0; i < block->time_n; i++) {
        int64_t change = read_time(at + i * block->time_bytes, block->time_bytes);

        if (i > 0 && change <= zone->changes[i - 1])
            return fault_set(why, RC_INVALID, "zone file: its changes are not in order of time");
        if (indexes[i] >= block->type_n)
            return fault_set(why, RC_INVALID, "zone file: a change to a time that is not there");
        zone->changes[i] = change;
        zone->offsets[i] = offsets[indexes[i]];
        zone->change_n = i + 1;
    }
    return RC_OK;
}

/* "\n" rule "\n"; an empty rule means that the last change holds for ever. */
static enum rc read_footer(const unsigned char *at, size_t n, struct zone *zone, struct fault *why)
{
    const unsigned char *end = n > 1 ? memchr(at + 1, '\n', n - 1) : NULL;
    int64_t last = zone->change_n ? zone->changes[zone->change_n - 1] : 0;

    if (!end || at[0] != '\n')
        return fault_set(why, RC_INVALID, "zone file: cut short, its footer is not whole");
    if (end == at + 1) return RC_OK;
    if (!tz_rule_read((const char *)at + 1, (size_t)(end - at - 1), &zone->rule))
        return fault_set(why, RC_INVALID, "zone file: the rule in its footer cannot be read");
    if (zone->change_n && last > SECONDS_MIN && last < SECONDS_MAX &&
        tz_rule_stretch(&zone->rule, last).offset_s != zone->offsets[zone->change_n - 1])
        return fault_set(why, RC_INVALID, "zone file: its footer contradicts its last change");
    zone->has_rule = true;
    return RC_OK;
}

/* Version 1 has one block of 32-bit times; later ones repeat it with 64 bits and add the footer. */
static enum rc read_file(const unsigned char *at, size_t n, struct zone *zone, struct fault *why)
{
    struct block block = {0};
    size_t skip;

    TRY(read_header(at, n, 4, &block, why));
    if (at[4] == '\0') {
        TRY(check_header(&block, why));
        return read_block(at + HEADER_N, &block, zone, why);
    }
    if (at[4] < '2') return fault_set(why, RC_INVALID, "zone file: of no version that exists");
    skip = HEADER_N + (size_t)block_bytes(&block);
    at += skip;
    n -= skip;
    TRY(read_header(at, n, 8, &block, why));
    TRY(check_header(&block, why));
    TRY(read_block(at + HEADER_N, &block, zone, why));
    skip = HEADER_N + (size_t)block_bytes(&block);
    return read_footer(at + skip, n - skip, zone, why);
}

void zone_free(struct zone *zone)
{
    if (!zone) return;
    free(zone->changes);
    free(zone->offsets);
    free(zone);
}

void zone_freep(struct zone **zone)
{
    zone_free(*zone);
    *zone = NULL;
}

enum rc zone_new(const void *bytes, size_t n, struct zone **out, struct fault *why)
{
    SCOPED(zone_freep) struct zone *zone = mem_new(1, sizeof(*zone));

    TRY(read_file(bytes, n, zone, why));
    *out = zone;
    zone = NULL;
    return RC_OK;
}

/* How many changes come at or before `at`. */
static size_t changes_until(const struct zone *zone, int64_t at)
{
    size_t low = 0, high = zone->change_n;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (zone->changes[middle] <= at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static struct tz_stretch stretch_at(const struct zone *zone, int64_t at)
{
    size_t after = changes_until(zone, at);
    struct tz_stretch stretch = {INT64_MIN, INT64_MAX, zone->first_offset_s};

    if (after == zone->change_n && zone->has_rule) stretch = tz_rule_stretch(&zone->rule, at);
    if (after > 0) {
        int64_t from = zone->changes[after - 1];

        if (stretch.from < from) stretch.from = from;
        if (after < zone->change_n || !zone->has_rule) stretch.offset_s = zone->offsets[after - 1];
    }
    if (after < zone->change_n) stretch.till = zone->changes[after];
    return stretch;
}

static int64_t seconds_of(usec at)
{
    return at / USEC_SEC - (at % USEC_SEC < 0);
}

static usec usec_of(int64_t seconds)
{
    return seconds <= SECONDS_MIN   ? INT64_MIN
           : seconds >= SECONDS_MAX ? USEC_NEVER
                                    : seconds * USEC_SEC;
}

struct zone_stretch zone_stretch(const struct zone *zone, usec at)
{
    struct tz_stretch stretch = stretch_at(zone, seconds_of(at));

    return (struct zone_stretch){
        .from = usec_of(stretch.from),
        .till = usec_of(stretch.till),
        .offset_s = stretch.offset_s,
    };
}

struct local zone_local(const struct zone *zone, usec at)
{
    int64_t seconds = seconds_of(at);
    int64_t on_wall = seconds + stretch_at(zone, seconds).offset_s;
    int64_t day = on_wall / DAY_S - (on_wall % DAY_S < 0);
    int of_day = (int)(on_wall - day * DAY_S);
    struct local local = day_local((int32_t)day);

    local.hour = of_day / 3600;
    local.minute = of_day / 60 % 60;
    local.second = of_day % 60;
    return local;
}

/* Walks forward from a stretch that surely lies before the time: the first stretch in which it
 * comes is its first coming; if a stretch begins after it, the clock jumped over it. */
usec zone_usec(const struct zone *zone, struct local local)
{
    int64_t on_wall = (int64_t)day_of(local.year, local.month, 1) * DAY_S +
                      ((int64_t)local.day - 1) * DAY_S + (int64_t)local.hour * 3600 +
                      (int64_t)local.minute * 60 + local.second;
    struct tz_stretch stretch;
    int64_t at;

    if (on_wall < SECONDS_MIN + 2 * DAY_S) return INT64_MIN;
    if (on_wall > SECONDS_MAX - 2 * DAY_S) return USEC_NEVER;
    stretch = stretch_at(zone, on_wall - OFFSET_MAX);
    while (on_wall - stretch.offset_s >= stretch.till)
        stretch = stretch_at(zone, stretch.till);
    at = on_wall - stretch.offset_s;
    return (at < stretch.from ? stretch.from : at) * USEC_SEC;
}

int32_t zone_day(const struct zone *zone, usec at)
{
    struct local local = zone_local(zone, at);

    return day_of(local.year, local.month, local.day);
}

usec zone_day_start(const struct zone *zone, int32_t day)
{
    return zone_usec(zone, day_local(day));
}
