/* Programmes: which there are, in words and as a picture, and what one would send, before anything is saved. */
#include "gateway/web/pages.h"
#include "gateway/web/preview.h"
#include "gateway/web/programme_words.h"
#include "gateway/web/timeline.h"

static int asked_at_most(const struct programme *programme)
{
    for (size_t i = 0; i < programme->phase_n; i++)
        if (programme->phases[i].asks != ASKS_FIRST) return 2;
    return 1;
}

/* A programme with its picture, as it runs from today on without special days. */
static json_t *shown_programme(const struct visit *visit, const struct programme *programme)
{
    const struct config *config = visit_config(visit);
    struct plan plan = {.programme = programme,
                        .zone = config->municipality.zone,
                        .quiet = config->quiet,
                        .start_day = zone_day(visit_zone(visit), visit->now),
                        .member_n = asked_at_most(programme)};
    SCOPED(text_clear) struct text picture = {0};
    json_t *values = programme_json(visit->phrases, config, programme);

    timeline_add(&picture, visit->phrases, &plan, NULL);
    json_object_set_new(values, "picture", json_text(text_string(&picture)));
    return values;
}

enum rc programmes_show(struct visit *visit, struct fault *why)
{
    const struct config *config = visit_config(visit);
    json_t *list = json_array();

    for (size_t i = 0; i < config->programme_n; i++)
        json_array_append_new(list, shown_programme(visit, &config->programmes[i]));
    return visit_page(visit, 200, "programmes", phrase(visit->phrases, "programmes"),
                      json_pack("{s:o}", "programmes", list), why);
}

/* A field of the query; "" where it is not there. */
static const char *asked(const struct visit *visit, const char *name)
{
    const char *value = form_string(&visit->query, name);

    return value ? value : "";
}

enum rc programme_show(struct visit *visit, struct fault *why)
{
    const struct programme *programme = config_programme(visit_config(visit), visit->word);
    const char *start = asked(visit, "start"), *members = asked(visit, "members");
    const char *wrong = NULL;
    struct preview preview;
    json_t *values;

    if (!programme) return fault_set(why, RC_MISSING, "there is no such programme");
    values = json_object();
    json_object_set_new(values, "programme", shown_programme(visit, programme));
    json_object_set_new(values, "two", json_boolean(strcmp(members, "2") == 0));
    json_object_set_new(values, "start_day",
                        *start ? json_text(start) : preview_date(visit, PREVIEW_FROM_DAYS));
    if (*start) {
        wrong = preview_read(visit, programme->name, start, &preview);
        if (strcmp(members, "2") == 0) preview.member_n = 2;
        if (!wrong) preview_add_calendar(values, visit, &preview);
    }
    json_object_set_new(values, "error",
                        wrong ? json_string(phrase(visit->phrases, wrong)) : json_null());
    return visit_page(visit, wrong ? 400 : 200, "programme",
                      programme_title(visit->phrases, programme), values, why);
}
