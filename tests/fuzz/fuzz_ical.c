/* Calendar files: whatever is read is inside its limits, and what happens is inside the window. */
#include "tests/fuzz/fuzz.h"

#include "gateway/base/text.h"
#include "scheduler/ical.h"

/* A zone for every name that begins with an E, so that the other ways are tried as well. */
static const struct zone *find(void *with, const char *name)
{
    return name[0] == 'E' ? with : NULL;
}

static void expand(struct ical *ical, const struct zone *home)
{
    SCOPED(ical_instances_clear) struct ical_instances instances = {0};
    struct ical_zones zones = {home, find, (void *)(uintptr_t)home};
    struct ical_window window = {day_of(2026, 11, 22) * USEC_DAY, day_of(2027, 11, 22) * USEC_DAY};
    struct fault why = {0};

    if (ical_expand(ical, &zones, &window, &instances, &why) != RC_OK) assert(why.text[0]);
    assert(instances.n <= ICAL_INSTANCES_MAX);
    for (size_t i = 0; i < instances.n; i++) {
        const struct ical_instance *it = &instances.at[i];

        assert((it->start_at >= window.from && it->start_at < window.till) ||
               (it->original_at >= window.from && it->original_at < window.till));
        assert(it->end_at >= it->start_at && !it->event->wrong && it->event->uid);
        assert(!it->rule || it->original_at || it->rule != it->event);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    SCOPED(text_clear) struct text file = {0};
    SCOPED(zone_freep) struct zone *home = NULL;
    SCOPED(ical_clear) struct ical ical = {0};
    SCOPED(mem_free) struct ical_days *days = NULL;
    char header[44] = "TZif2";
    struct fault why = {0};
    size_t day_n = 0;

    header[39] = header[43] = 1; /* one type, one letter */
    for (int block = 0; block < 2; block++) {
        text_add_bytes(&file, header, sizeof header);
        text_add_bytes(&file, "\0\0\x0E\x10\0\0\0", 7);
    }
    text_add(&file, "\nCET-1CEST,M3.5.0,M10.5.0/3\n");
    if (zone_new(file.at, file.n, &home, &why) != RC_OK) abort();
    if (ical_days_read(bytes, n, &days, &day_n, &why) == RC_OK)
        for (size_t i = 0; i < day_n; i++)
            assert(days[i].till_day > days[i].from_day);
    if (ical_read(bytes, n, &ical, &why) != RC_OK) {
        assert(why.text[0] && !ical.events);
        return 0;
    }
    expand(&ical, home);
    return 0;
}
