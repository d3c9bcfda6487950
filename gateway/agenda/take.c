/* Take: a calendar file becomes appointments. */
#include "gateway/agenda/taking.h"

/* A zone of the system that a file named. */
struct named_zone {
    char *name;
    struct zone *zone; /* NULL: there is none of that name */
};

struct zone_shelf {
    struct named_zone *at;
    size_t n;
};

static const struct zone *find_zone(void *with, const char *name)
{
    struct zone_shelf *shelf = with;
    struct named_zone *named;

    for (size_t i = 0; i < shelf->n; i++)
        if (strcmp(shelf->at[i].name, name) == 0) return shelf->at[i].zone;
    shelf->at = mem_grow(shelf->at, shelf->n + 1, sizeof(*shelf->at));
    named = &shelf->at[shelf->n++];
    *named = (struct named_zone){.name = mem_copy_string(name)};
    /* A name that the system does not have may still be described in the file. */
    IGNORE(zone_load(name, &named->zone, NULL));
    return named->zone;
}

static enum rc expand(struct taking *taking, struct fault *why)
{
    struct zone_shelf shelf = {0};
    struct ical_zones zones = {taking->config->municipality.zone, find_zone, &shelf};
    struct ical_window window = {taking->now, taking->now + AGENDA_AHEAD};
    enum rc rc = ical_expand(&taking->ical, &zones, &window, &taking->instances, why);

    for (size_t i = 0; i < shelf.n; i++) {
        free(shelf.at[i].name);
        zone_free(shelf.at[i].zone);
    }
    free(shelf.at);
    return rc;
}

static enum rc take(struct taking *taking, const struct text *file, struct fault *why)
{
    TRY(ical_read(text_string(file), file->n, &taking->ical, why));
    TRY(taking_choose(taking, why));
    TRY(expand(taking, why));
    TRY(taking_hold(taking, why));
    for (size_t i = 0; i < taking->ical.event_n; i++)
        if (!taking->ical.events[i].left_out && taking->ical.events[i].wrong)
            taking_trouble(taking, &taking->ical.events[i], taking->ical.events[i].wrong);
    return taking_drop_gone(taking, why);
}

enum rc agenda_take(struct store *store, const struct config *config,
                    const struct agenda_source *source, const struct text *file, usec now,
                    struct agenda_report *out, struct fault *why)
{
    SCOPED(taking_clear)
    struct taking taking = {.store = store, .config = config, .source = source, .now = now};

    TRY(take(&taking, file, why));
    *out = taking.report;
    taking.report = (struct agenda_report){0};
    return RC_OK;
}
