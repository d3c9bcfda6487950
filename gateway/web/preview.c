#include "gateway/web/preview.h"

#include "gateway/enrolment/enrolment.h"
#include "gateway/web/months.h"

/* A spread that is nobody's own. */
#define EXAMPLE_SEED 1

const char *preview_read(const struct visit *visit, const char *programme, const char *start,
                         struct preview *out)
{
    int32_t today = zone_day(visit_zone(visit), visit->now);

    *out = (struct preview){.programme = config_programme(visit_config(visit), programme),
                            .member_n = 1};
    if (!out->programme) return "wrong_programme";
    if (!day_read(start, &out->start_day)) return "wrong_day";
    if (out->start_day < today) return "wrong_day_past";
    if (out->start_day > today + ENROLMENT_DAYS_AHEAD_MAX) return "wrong_day_far";
    return NULL;
}

void preview_add_calendar(json_t *to, const struct visit *visit, const struct preview *preview)
{
    const struct config *config = visit_config(visit);
    const struct plan plan = {
        .programme = preview->programme,
        .zone = config->municipality.zone,
        .quiet = config->quiet,
        .special = config->special,
        .start_day = preview->start_day,
        .member_n = preview->member_n,
        .seed = EXAMPLE_SEED,
    };
    const struct months months = {.phrases = visit->phrases,
                                  .plan = &plan,
                                  .names = preview->names[0] ? preview->names : NULL,
                                  .months_max = MONTHS_MAX};

    json_object_set_new(to, "calendar", months_json(&months, preview->start_day));
}

json_t *preview_date(const struct visit *visit, int days_on)
{
    struct local local = day_local(zone_day(visit_zone(visit), visit->now) + days_on);
    char date[32];

    snprintf(date, sizeof(date), "%04d-%02d-%02d", local.year, local.month, local.day);
    return json_string(date);
}
