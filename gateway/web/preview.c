#include "gateway/web/preview.h"

#include "gateway/enrolment/enrolment.h"
#include "gateway/web/months.h"

/* A spread that is nobody's own. */
#define EXAMPLE_SEED 1
/* So far ahead one looks who changes a programme that runs. */
#define COMING_MONTHS 6

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

/* How many months from `from_day` on show a family's own days and pause whole; COMING_MONTHS at least. */
static int months_to_show(const struct months *shown, int32_t from_day)
{
    const struct plan *plan = shown->plan;
    int32_t last = shown->rest_till_day < INT32_MAX ? shown->rest_till_day : 0;
    struct local from = day_local(from_day), till;
    int n;

    for (size_t i = 0; i < plan->own_day_n; i++)
        if (own_days_end(&plan->own_days[i]) > last) last = own_days_end(&plan->own_days[i]);
    till = day_local(last > from_day ? last : from_day);
    n = (till.year - from.year) * 12 + till.month - from.month + 2;
    if (n < COMING_MONTHS) return COMING_MONTHS;
    return n < MONTHS_MAX ? n : MONTHS_MAX;
}

void preview_add_coming(json_t *to, const struct visit *visit, const struct family *family)
{
    const struct enrolment *enrolment = &family->enrolment;
    int32_t today = zone_day(visit_zone(visit), visit->now), from_day;
    const char *names[PREVIEW_MEMBERS_MAX];
    SCOPED(family_plan_clear) struct family_plan plan = {0};
    struct months shown = {.phrases = visit->phrases, .plan = &plan.plan, .from_at = visit->now};

    if (enrolment->state == ENROLMENT_ENDED || !plan_of(visit_config(visit), family, &plan)) return;
    if (plan.plan.member_n <= PREVIEW_MEMBERS_MAX) shown.names = names;
    for (int i = 0; shown.names && i < plan.plan.member_n; i++)
        names[i] = plan_member_of(family, i + 1)->name;
    if (enrolment->state == ENROLMENT_PAUSED) {
        shown.rest_from_day = today;
        shown.rest_till_day = enrolment->paused_till_day;
    }
    from_day = plan.plan.start_day > today ? plan.plan.start_day : today;
    shown.months_max = months_to_show(&shown, from_day);
    json_object_set_new(to, "calendar", months_json(&shown, from_day));
}

json_t *preview_date(const struct visit *visit, int days_on)
{
    struct local local = day_local(zone_day(visit_zone(visit), visit->now) + days_on);
    char date[32];

    snprintf(date, sizeof(date), "%04d-%02d-%02d", local.year, local.month, local.day);
    return json_string(date);
}
