/* A family's enrolment as JSON: how it stands, and what a coordinator does with it. */
#include "gateway/enrolment/enrolment.h"
#include "gateway/web/access.h"
#include "gateway/web/api.h"
#include "gateway/web/api_json.h"
#include "gateway/web/pages.h"
#include "providers/json.h"
#include "scheduler/rhythm_words.h"

/* ---- How it stands ------------------------------------------------------------------------------ */

static json_t *write_end_day(int32_t day)
{
    return day == INT32_MAX ? json_null() : api_write_day(day);
}

static json_t *write_words(const struct rhythm_line *line, enum language language)
{
    SCOPED(text_clear) struct text words = {0};

    rhythm_line_show(line, language, &words);
    return json_text(text_string(&words));
}

static json_t *write_held(const struct rhythm_held *held)
{
    struct rhythm_line line = {.from_min = held->from_min, .till_min = held->till_min};
    json_t *json =
        json_pack("{s:s, s:o, s:o}", "rule", held->rhythm, "from",
                  api_write_minutes(held->from_min), "till", api_write_minutes(held->till_min));

    if (rhythm_read(held->rhythm, &line.rhythm, NULL) != RC_OK) return json;
    json_object_set_new(json, "nl", write_words(&line, LANGUAGE_NL));
    json_object_set_new(json, "en", write_words(&line, LANGUAGE_AR)); /* all but Dutch is English */
    return json;
}

static const char *phase_name(const struct programme *programme, int index)
{
    return programme && index >= 0 && (size_t)index < programme->phase_n
               ? programme->phases[index].name
               : NULL;
}

static json_t *write_changes(const struct programme *programme, const struct enrolment *enrolment)
{
    json_t *list = json_array();

    for (size_t i = 0; i < enrolment->change_n; i++) {
        const struct plan_change *change = &enrolment->changes[i];
        bool hours = change->from_min != change->till_min;

        json_array_append_new(
            list,
            json_pack("{s:o, s:s?, s:s?, s:o, s:o, s:i}", "since", api_write_day(change->since_day),
                      "phase", phase_name(programme, change->phase), "rhythm",
                      change->rhythm[0] ? change->rhythm : NULL, "from",
                      hours ? api_write_minutes(change->from_min) : json_null(), "till",
                      hours ? api_write_minutes(change->till_min) : json_null(), "weeks",
                      change->extra_weeks));
    }
    return list;
}

static json_t *write_own_days(const struct enrolment *enrolment)
{
    json_t *list = json_array();

    for (size_t i = 0; i < enrolment->own_day_n; i++) {
        const struct own_days *days = &enrolment->own_days[i];

        if (own_days_end(days) <= days->from_day) continue;
        json_array_append_new(
            list, json_pack("{s:o, s:o, s:s}", "from", api_write_day(days->from_day), "till",
                            api_write_day(own_days_end(days)), "act", day_act_name(days->act)));
    }
    return list;
}

static json_t *write_next(const struct visit *visit, const struct family *family,
                          const struct standing *standing)
{
    json_t *list = json_array();

    for (size_t i = 0; i < standing->next_n; i++) {
        const struct planned *planned = &standing->next[i];
        struct local local = zone_local(visit_zone(visit), planned->due_at);
        char moment[40];

        snprintf(moment, sizeof(moment), "%04d-%02d-%02dT%02d:%02d", local.year, local.month,
                 local.day, local.hour, local.minute);
        json_array_append_new(
            list, json_pack("{s:s, s:o, s:I, s:s, s:s}", "local", moment, "at",
                            api_write_moment(planned->due_at), "member",
                            (json_int_t)plan_member_of(family, planned->member)->id, "phase",
                            planned->phase->name, "script", planned->phase->script));
    }
    return list;
}

static json_t *write_phase(const struct programme *programme, const struct plan_phase *phase)
{
    const char *name = phase_name(programme, phase->index);

    if (!name) return json_null();
    return json_pack("{s:s, s:o, s:o}", "name", name, "since", api_write_day(phase->first_day),
                     "till", write_end_day(phase->end_day));
}

static json_t *write_standing(const struct visit *visit, const struct family *family)
{
    static const char *const tasks[] = {
        [END_NOT_YET] = NULL, [END_SOON] = "soon", [END_OVER] = "over"};
    const struct enrolment *enrolment = &family->enrolment;
    const struct programme *programme = config_programme(visit_config(visit), enrolment->programme);
    bool paused = enrolment->state == ENROLMENT_PAUSED;
    struct standing standing;

    standing_of(visit_config(visit), family, visit->now, &standing);
    return json_pack(
        "{s:I, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:s?, s:s?, s:o, s:b, s:o, s:o, s:o, s:o}", "id",
        (json_int_t)enrolment->id, "programme", enrolment->programme, "state",
        api_enrolment_state(enrolment->state), "paused_till",
        paused ? write_end_day(enrolment->paused_till_day) : json_null(), "start_day",
        api_write_day(enrolment->start_day), "domains", api_write_domains(enrolment->domains),
        "phase", write_phase(programme, &standing.phase), "ends", write_end_day(standing.end_day),
        "ended_by_plan", tasks[standing.task], "outcome",
        enrolment->outcome ? ending_name(enrolment->outcome) : NULL, "previous",
        enrolment->previous_id ? json_integer(enrolment->previous_id) : json_null(), "learns",
        (int)enrolment->learns, "rhythm",
        standing.planned ? write_held(&standing.held) : json_null(), "changes",
        write_changes(programme, enrolment), "own_days", write_own_days(enrolment), "next",
        write_next(visit, family, &standing));
}

static enum rc write_log(const struct visit *visit, int64_t family_id, json_t **out,
                         struct fault *why)
{
    SCOPED(enrolment_log_clear) struct enrolment_log log = {0};

    TRY(store_enrolment_log(visit_store(visit), family_id, &log, why));
    *out = json_array();
    for (size_t i = 0; i < log.n; i++) {
        const struct enrolment_event *event = &log.at[i];

        json_array_append_new(
            *out,
            json_pack("{s:I, s:o, s:s, s:o, s:o, s:o}", "enrolment",
                      (json_int_t)event->enrolment_id, "at", api_write_moment(event->at), "what",
                      enrolment_word_name(event->word), "who", json_text(event->who), "detail",
                      json_text(event->detail), "reason", json_text(event->reason)));
    }
    return RC_OK;
}

static enum rc need_enrolment(const struct family *family, struct fault *why)
{
    return family->enrolment.id ? RC_OK
                                : fault_set(why, RC_MISSING, "the family is in no programme");
}

enum rc api_enrolment_show(struct visit *visit, struct fault *why)
{
    SCOPED(family_clear) struct family family = {0};
    json_t *history, *json;

    TRY(access_load_family(visit, visit->id, &family, why));
    TRY(need_enrolment(&family, why));
    TRY(write_log(visit, family.id, &history, why));
    json = write_standing(visit, &family);
    json_object_set_new(json, "history", history);
    visit_json(visit, 200, json);
    return RC_OK;
}

/* ---- Reading ------------------------------------------------------------------------------------ */

/* NULL: not there, or null. */
static enum rc read_string(const json_t *body, const char *name, const char **out,
                           struct fault *why)
{
    const json_t *value = json_object_get(body, name);

    *out = NULL;
    if (!value || json_is_null(value)) return RC_OK;
    *out = json_string_value(value);
    return *out ? RC_OK : fault_set(why, RC_INVALID, "%s: expected a string", name);
}

static enum rc read_bool(const json_t *body, const char *name, bool fallback, bool *out,
                         struct fault *why)
{
    const json_t *value = json_object_get(body, name);

    *out = fallback;
    if (!value || json_is_null(value)) return RC_OK;
    *out = json_is_true(value);
    return json_is_boolean(value) ? RC_OK
                                  : fault_set(why, RC_INVALID, "%s: expected true or false", name);
}

static enum rc read_wish(const json_t *body, struct enrolment_wish *out, struct fault *why)
{
    TRY(read_string(body, "programme", &out->programme, why));
    TRY(read_string(body, "start_day", &out->start_day, why));
    TRY(read_string(body, "phase", &out->phase, why));
    if (json_object_get(body, "domains")) TRY(api_read_domains(body, &out->domains, why));
    return RC_OK;
}

enum rc api_enrol(struct visit *visit, struct fault *why)
{
    SCOPED(json_free) json_t *body = NULL;
    SCOPED(family_clear) struct family family = {0};
    struct enrolment_wish wish = {0};
    struct enrolment enrolment = {0};
    enum rc rc;

    TRY(access_load_family(visit, visit->id, &family, why));
    TRY(api_read_body(visit, &body, why));
    TRY(read_wish(body, &wish, why));
    TRY(enrolment_read(visit_config(visit), &wish, visit->now, &enrolment, why));
    rc = store_enrol(visit_store(visit), family.id, &enrolment, visit->staff->login, visit->now,
                     why);
    free(enrolment.programme);
    if (rc == RC_OK) visit_json(visit, 201, json_pack("{s:I}", "id", (json_int_t)enrolment.id));
    return rc;
}

/* ---- Acts --------------------------------------------------------------------------------------- */

typedef enum rc act_reader(const struct acting *by, const json_t *body, struct decided *out,
                           struct fault *why);

static enum rc read_pause(const struct acting *by, const json_t *body, struct decided *out,
                          struct fault *why)
{
    const char *till;

    TRY(read_string(body, "till", &till, why));
    return decide_pause(by, till, out, why);
}

static enum rc read_resume(const struct acting *by, const json_t *body, struct decided *out,
                           struct fault *why)
{
    (void)body;
    return decide_resume(by, out, why);
}

static enum rc read_learning(const struct acting *by, const json_t *body, struct decided *out,
                             struct fault *why)
{
    const json_t *learns = json_object_get(body, "learns");

    if (!json_is_boolean(learns))
        return fault_set(why, RC_INVALID, "learns: expected true or false");
    return decide_learning(by, json_is_true(learns), out, why);
}

static enum rc read_extend(const struct acting *by, const json_t *body, struct decided *out,
                           struct fault *why)
{
    json_int_t weeks = json_integer_value(json_object_get(body, "weeks"));
    const char *phase;

    TRY(read_string(body, "phase", &phase, why));
    if (weeks < 0 || weeks > ENROLMENT_WEEKS_MAX) weeks = 0;
    return decide_extend(by, phase, (int)weeks, out, why);
}

static enum rc read_rhythm(const struct acting *by, const json_t *body, struct decided *out,
                           struct fault *why)
{
    struct rhythm_wish wish = {0};

    TRY(read_string(body, "rhythm", &wish.rhythm, why));
    TRY(api_read_minutes(body, "from", &wish.from_min, why));
    TRY(api_read_minutes(body, "till", &wish.till_min, why));
    TRY(read_string(body, "phase", &wish.phase, why));
    TRY(read_bool(body, "own", false, &wish.own, why));
    return decide_rhythm(by, &wish, out, why);
}

static enum rc read_days(const struct acting *by, const json_t *body, struct decided *out,
                         struct fault *why)
{
    const char *from, *till, *act;
    bool remove;

    TRY(read_string(body, "from", &from, why));
    TRY(read_string(body, "till", &till, why));
    TRY(read_string(body, "act", &act, why));
    TRY(read_bool(body, "remove", false, &remove, why));
    return remove ? decide_own_days_end(by, from, out, why)
                  : decide_own_days(by, from, till, act ? act : "skip", out, why);
}

static enum rc read_end(const struct acting *by, const json_t *body, struct decided *out,
                        struct fault *why)
{
    const char *outcome;
    bool tell;

    TRY(read_string(body, "outcome", &outcome, why));
    TRY(read_bool(body, "tell", false, &tell, why));
    return decide_end(by, outcome, tell, out, why);
}

static enum rc read_reenter(const struct acting *by, const json_t *body, struct decided *out,
                            struct fault *why)
{
    struct enrolment_wish wish = {0};

    TRY(read_wish(body, &wish, why));
    return decide_reenter(by, &wish, out, why);
}

static enum rc read_handover(const struct acting *by, const json_t *body, struct decided *out,
                             struct fault *why)
{
    struct handover_wish wish = {0};

    TRY(read_string(body, "manager", &wish.manager, why));
    TRY(read_string(body, "municipality", &wish.municipality, why));
    TRY(read_string(body, "consent", &wish.consent, why));
    return decide_handover(by, &wish, out, why);
}

static const struct {
    const char *name;
    act_reader *read;
} acts[] = {
    {"days",     read_days    },
    {"end",      read_end     },
    {"extend",   read_extend  },
    {"handover", read_handover},
    {"learning", read_learning},
    {"pause",    read_pause   },
    {"reenter",  read_reenter },
    {"resume",   read_resume  },
    {"rhythm",   read_rhythm  },
};

static act_reader *find_act(const char *name)
{
    for (size_t i = 0; i < COUNT(acts); i++)
        if (strcmp(acts[i].name, name) == 0) return acts[i].read;
    return NULL;
}

/* Does it, or with "preview" only imagines it; either way the answer is how the enrolment stands then. */
static enum rc finish(struct visit *visit, struct family *family, struct decided *decided,
                      bool preview, struct fault *why)
{
    if (preview) {
        decided_imagine(decided, family);
    } else {
        int64_t id = family->id;

        TRY(decided_do(visit_store(visit), decided, visit->now, why));
        family_clear(family);
        TRY(store_family_load(visit_store(visit), id, family, why));
    }
    visit_json(visit, 200, write_standing(visit, family));
    return RC_OK;
}

enum rc api_enrolment(struct visit *visit, struct fault *why)
{
    SCOPED(json_free) json_t *body = NULL;
    SCOPED(family_clear) struct family family = {0};
    SCOPED(decided_clear) struct decided decided = {0};
    act_reader *read = find_act(visit->word);
    struct acting by = {.config = visit_config(visit),
                        .family = &family,
                        .who = visit->staff->login,
                        .now = visit->now};
    bool preview;

    if (!read)
        return fault_set(why, RC_MISSING,
                         "expected …/enrolment/pause, /resume, /extend, /rhythm, /days, /end, "
                         "/reenter, /handover or /learning");
    TRY(access_load_family(visit, visit->id, &family, why));
    TRY(api_read_body(visit, &body, why));
    TRY(read_string(body, "reason", &by.reason, why));
    TRY(read_bool(body, "preview", false, &preview, why));
    TRY(read(&by, body, &decided, why));
    return finish(visit, &family, &decided, preview, why);
}
