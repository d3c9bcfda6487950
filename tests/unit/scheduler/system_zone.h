#ifndef TESTS_UNIT_SCHEDULER_SYSTEM_ZONE_H
#define TESTS_UNIT_SCHEDULER_SYSTEM_ZONE_H
/* Zones for tests: from the system's zone folder, as the program reads them. */
#include "gateway/base/data.h"
#include "scheduler/zone.h"

static inline struct zone *system_zone(const char *name)
{
    SCOPED(text_clear) struct text path = {0};
    SCOPED(text_clear) struct text bytes = {0};
    struct zone *zone = NULL;
    struct fault why = {0};

    text_addf(&path, "/usr/share/zoneinfo/%s", name);
    if (file_read(text_string(&path), 1 << 20, &bytes, &why) != RC_OK ||
        zone_new(bytes.at, bytes.n, &zone, &why) != RC_OK) {
        fprintf(stderr, "%s: %s\n", name, why.text);
        abort();
    }
    return zone;
}

#endif
