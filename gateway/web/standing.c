#include "gateway/web/standing.h"

#include "gateway/web/enrolment_words.h"
#include "gateway/web/programme_words.h"

json_t *standing_phase(const struct visit *visit, const struct family *family, int index)
{
    const struct programme *programme =
        config_programme(visit_config(visit), family->enrolment.programme);
    SCOPED(text_clear) struct text name = {0};

    if (!programme || index < 0 || (size_t)index >= programme->phase_n) return json_null();
    phase_add_name(visit->phrases, &name, &programme->phases[index]);
    return json_text(text_string(&name));
}

static json_t *next_of(const struct visit *visit, const struct family *family,
                       const struct standing *standing)
{
    json_t *list = json_array();

    for (size_t i = 0; i < standing->next_n; i++)
        json_array_append_new(
            list,
            json_pack("{s:o, s:o}", "at", visit_say(visit, standing->next[i].due_at, MOMENT_LONG),
                      "who", json_text(plan_member_of(family, standing->next[i].member)->name)));
    return list;
}

/* The day before that one, which is the first that does not count. */
static json_t *last_day(const struct visit *visit, int32_t end_day)
{
    return view_day(visit, end_day == INT32_MAX ? end_day : end_day - 1);
}

static json_t *own_days_of(const struct visit *visit, const struct enrolment *enrolment)
{
    json_t *list = json_array();

    for (size_t i = 0; i < enrolment->own_day_n; i++) {
        const struct own_days *days = &enrolment->own_days[i];
        struct local from = day_local(days->from_day);
        char value[32];

        if (own_days_end(days) <= days->from_day) continue;
        snprintf(value, sizeof(value), "%04d-%02d-%02d", from.year, from.month, from.day);
        json_array_append_new(
            list,
            json_pack("{s:s, s:o, s:o, s:s}", "value", value, "from",
                      view_day(visit, days->from_day), "till", last_day(visit, own_days_end(days)),
                      "act", phrase_of(visit->phrases, "own_days", day_act_name(days->act))));
    }
    return list;
}

/* Who is asked in the present phase; before it begins, in the first. */
static json_t *asks_of(const struct visit *visit, const struct family *family,
                       const struct standing *standing)
{
    const struct programme *programme =
        config_programme(visit_config(visit), family->enrolment.programme);
    int phase = standing->phase.index < 0 ? family->enrolment.first_phase : standing->phase.index;

    if (!standing->planned) return json_null();
    return json_string(phase_asks(visit->phrases, &programme->phases[phase]));
}

static const char *task_of(enum end_task task)
{
    static const char *const phrases[] = {
        [END_NOT_YET] = NULL, [END_SOON] = "ends_soon", [END_OVER] = "ends_over"};

    return phrases[task];
}

void standing_add(json_t *values, const struct visit *visit, const struct family *family)
{
    const struct enrolment *enrolment = &family->enrolment;
    bool paused = enrolment->state == ENROLMENT_PAUSED;
    bool ended = enrolment->state == ENROLMENT_ENDED;
    struct standing standing;
    const char *task;

    standing_of(visit_config(visit), family, visit->now, &standing);
    task = task_of(standing.task);
    json_object_set_new(values, "state", json_string(view_enrolment_state(visit, enrolment)));
    json_object_set_new(values, "programme", view_programme(visit, enrolment));
    json_object_set_new(values, "paused_till",
                        paused ? view_day(visit, enrolment->paused_till_day) : json_null());
    json_object_set_new(values, "phase", standing_phase(visit, family, standing.phase.index));
    json_object_set_new(values, "phase_till",
                        standing.phase.index < 0 ? json_null()
                                                 : last_day(visit, standing.phase.end_day));
    json_object_set_new(values, "ends", ended ? json_null() : last_day(visit, standing.end_day));
    json_object_set_new(values, "ended", json_boolean(ended));
    json_object_set_new(
        values, "outcome",
        ended && enrolment->outcome
            ? json_string(phrase_of(visit->phrases, "outcome", ending_name(enrolment->outcome)))
            : json_null());
    json_object_set_new(values, "task",
                        task ? json_string(phrase(visit->phrases, task)) : json_null());
    json_object_set_new(values, "rhythm",
                        standing.planned
                            ? rhythm_said(visit, standing.held.rhythm, standing.held.from_min,
                                          standing.held.till_min)
                            : json_null());
    json_object_set_new(values, "asks", asks_of(visit, family, &standing));
    json_object_set_new(values, "next", next_of(visit, family, &standing));
    json_object_set_new(values, "next_n", json_boolean(standing.next_n > 0));
    json_object_set_new(values, "own_days", own_days_of(visit, enrolment));
    json_object_set_new(values, "learns", json_boolean(enrolment->learns));
}
