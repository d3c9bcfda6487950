#ifndef TESTS_UNIT_SCHEDULER_ICAL_WORLD_H
#define TESTS_UNIT_SCHEDULER_ICAL_WORLD_H
/* Ical_world: the system's zones, for calendar files. */
#include "gateway/base/clock.h"
#include "scheduler/ical.h"
#include "system_zone.h"

struct ical_world {
    struct ical_zones zones;
    struct zone *home;
    struct ical_world_zone {
        char name[64];
        struct zone *zone;
    } * kept;
};

#define WORLD_ZONES 20

static inline const struct zone *ical_world_find(void *with, const char *name)
{
    struct ical_world_zone *kept = with;
    SCOPED(text_clear) struct text path = {0}, bytes = {0};
    size_t i = 0;

    for (; i < WORLD_ZONES && kept[i].zone; i++)
        if (strcmp(kept[i].name, name) == 0) return kept[i].zone;
    text_addf(&path, "/usr/share/zoneinfo/%s", name);
    if (i == WORLD_ZONES || strlen(name) >= sizeof kept->name || strchr(name, '.') ||
        file_read(text_string(&path), 1 << 20, &bytes, NULL) != RC_OK ||
        zone_new(bytes.at, bytes.n, &kept[i].zone, NULL) != RC_OK)
        return NULL;
    snprintf(kept[i].name, sizeof kept[i].name, "%s", name);
    return kept[i].zone;
}

static inline struct ical_world ical_world_new(const char *home)
{
    struct ical_world world = {.home = system_zone(home),
                               .kept = mem_new(WORLD_ZONES, sizeof *world.kept)};

    world.zones = (struct ical_zones){world.home, ical_world_find, world.kept};
    return world;
}

static inline void ical_world_clear(struct ical_world *world)
{
    for (size_t i = 0; i < WORLD_ZONES; i++)
        zone_free(world->kept[i].zone);
    free(world->kept);
    zone_free(world->home);
}

static inline usec utc(const char *string)
{
    usec at;

    if (!clock_read(string, &at)) fail_msg("no moment: %s", string);
    return at;
}

#endif
