/* Enrolment: how the family's place in its programme stands, and what a coordinator does with it. What will come of
 * an act is shown first; it is done when that page is confirmed. */
#include "gateway/web/enrolment_words.h"
#include "gateway/web/pages.h"
#include "gateway/web/preview.h"
#include "gateway/web/standing.h"

#define REASON_MAX 300

/* ---- How it stands ------------------------------------------------------------------------------ */

static enum rc add_history(json_t *values, const struct visit *visit, const struct family *family,
                           struct fault *why)
{
    SCOPED(enrolment_log_clear) struct enrolment_log log = {0};
    json_t *list = json_array();

    json_object_set_new(values, "history", list);
    TRY(store_enrolment_log(visit_store(visit), family->id, &log, why));
    for (size_t i = log.n; i-- > 0;) {
        const struct enrolment_event *event = &log.at[i];

        json_array_append_new(
            list,
            json_pack("{s:o, s:s, s:o, s:s, s:o}", "at", visit_say(visit, event->at, MOMENT_LONG),
                      "word", deed_name(visit, event->word, event->detail), "detail",
                      deed_word(visit, event->word, event->detail), "who",
                      visit_staff_name(visit, event->who), "reason", json_text(event->reason)));
    }
    return RC_OK;
}

/* ---- The forms ---------------------------------------------------------------------------------- */

static void add_choices(json_t *values, const struct visit *visit, const struct family *family)
{
    const struct config *config = visit_config(visit);
    const struct programme *programme =
        config_programme(visit_config(visit), family->enrolment.programme);
    json_t *phases = json_array(), *outcomes = json_array(), *managers = json_array();

    for (size_t i = 0; programme && i < programme->phase_n; i++)
        json_array_append_new(phases, json_pack("{s:s, s:o}", "value", programme->phases[i].name,
                                                "word", standing_phase(visit, family, (int)i)));
    for (enum ending ending = ENDING_INDEPENDENT; ending <= ENDING_OTHER; ending++)
        json_array_append_new(outcomes,
                              json_pack("{s:s, s:s}", "value", ending_name(ending), "word",
                                        phrase_of(visit->phrases, "outcome", ending_name(ending))));
    for (size_t i = 0; i < config->staff_n; i++)
        if (config->staff[i].role == ROLE_FAMILY_MANAGER &&
            strcmp(config->staff[i].login, family->manager) != 0)
            json_array_append_new(managers, json_pack("{s:s, s:s}", "value", config->staff[i].login,
                                                      "word", config->staff[i].name));
    json_object_set_new(values, "phases", phases);
    json_object_set_new(values, "outcomes", outcomes);
    json_object_set_new(values, "managers", managers);
}

static json_t *values_of(const struct visit *visit, const struct family *family)
{
    json_t *values = json_object();
    bool ended = family->enrolment.state == ENROLMENT_ENDED;

    view_add_head(values, visit, family);
    json_object_set_new(values, "running", json_boolean(!ended));
    json_object_set_new(values, "paused",
                        json_boolean(family->enrolment.state == ENROLMENT_PAUSED));
    standing_add(values, visit, family);
    return values;
}

/* What was filled in and could not be done: it stays, in a form that is open, under what was wrong with it. */
static void add_mistake(json_t *values, const struct visit *visit, const char *wrong,
                        const char *fault)
{
    const char *act = visit_field(visit, "act");
    bool away = strcmp(act, "handover") == 0 && visit_field(visit, "municipality")[0];
    json_t *typed = json_object();

    for (size_t i = 0; i < visit->form.n; i++)
        json_object_set_new(typed, text_string(&visit->form.at[i].name),
                            json_text(text_string(&visit->form.at[i].value)));
    json_object_set_new(values, "typed", typed);
    json_object_set_new(values, "wrong", json_string(phrase(visit->phrases, wrong)));
    json_object_set_new(values, "fault", json_text(fault));
    json_object_set_new(values, "open", json_pack("{s:b}", away ? "away" : act, 1));
}

/* The page; with `wrong`, the name of a phrase, what became of the form that came. */
static enum rc show(struct visit *visit, const struct family *family, const char *wrong,
                    struct fault *why)
{
    json_t *values = values_of(visit, family);
    enum rc rc;

    add_choices(values, visit, family);
    if (wrong) add_mistake(values, visit, wrong, why->text);
    rc = add_history(values, visit, family, why);
    if (rc == RC_OK)
        return visit_page(visit, wrong ? 400 : 200, "enrolment",
                          phrase(visit->phrases, "enrolment"), values, why);
    json_decref(values);
    return rc;
}

enum rc enrolment_show(struct visit *visit, struct fault *why)
{
    SCOPED(family_clear) struct family family = {0};

    TRY(access_load_family(visit, visit->id, &family, why));
    if (!family.enrolment.id) return fault_set(why, RC_MISSING, "the family is in no programme");
    return show(visit, &family, NULL, why);
}

/* ---- Acts --------------------------------------------------------------------------------------- */

/* A field of the form; NULL where it is empty. */
static const char *said(const struct visit *visit, const char *name)
{
    const char *value = visit_field(visit, name);

    return *value ? value : NULL;
}

typedef enum rc form_reader(const struct visit *visit, const struct acting *by, struct decided *out,
                            struct fault *why);

static enum rc read_pause(const struct visit *visit, const struct acting *by, struct decided *out,
                          struct fault *why)
{
    return decide_pause(by, said(visit, "till"), out, why);
}

static enum rc read_resume(const struct visit *visit, const struct acting *by, struct decided *out,
                           struct fault *why)
{
    (void)visit;
    return decide_resume(by, out, why);
}

static enum rc read_extend(const struct visit *visit, const struct acting *by, struct decided *out,
                           struct fault *why)
{
    int64_t weeks = visit_number(visit, "weeks");

    if (weeks < 0 || weeks > ENROLMENT_WEEKS_MAX) weeks = 0;
    return decide_extend(by, said(visit, "phase"), (int)weeks, out, why);
}

static enum rc read_rhythm(const struct visit *visit, const struct acting *by, struct decided *out,
                           struct fault *why)
{
    const struct rhythm_wish wish = {.rhythm = said(visit, "rhythm"),
                                     .phase = said(visit, "phase"),
                                     .own = said(visit, "own") != NULL};

    return decide_rhythm(by, &wish, out, why);
}

static enum rc read_days(const struct visit *visit, const struct acting *by, struct decided *out,
                         struct fault *why)
{
    return decide_own_days(by, said(visit, "from"), said(visit, "till"), said(visit, "how"), out,
                           why);
}

static enum rc read_days_end(const struct visit *visit, const struct acting *by,
                             struct decided *out, struct fault *why)
{
    return decide_own_days_end(by, said(visit, "from"), out, why);
}

static enum rc read_learning(const struct visit *visit, const struct acting *by,
                             struct decided *out, struct fault *why)
{
    return decide_learning(by, strcmp(visit_field(visit, "learns"), "on") == 0, out, why);
}

static enum rc read_end(const struct visit *visit, const struct acting *by, struct decided *out,
                        struct fault *why)
{
    return decide_end(by, said(visit, "outcome"), said(visit, "tell") != NULL, out, why);
}

static enum rc read_reenter(const struct visit *visit, const struct acting *by, struct decided *out,
                            struct fault *why)
{
    const struct enrolment_wish wish = {.phase = said(visit, "phase")};

    return decide_reenter(by, &wish, out, why);
}

static enum rc read_handover(const struct visit *visit, const struct acting *by,
                             struct decided *out, struct fault *why)
{
    const struct handover_wish wish = {.manager = said(visit, "manager"),
                                       .municipality = said(visit, "municipality"),
                                       .consent = said(visit, "consent")};

    return decide_handover(by, &wish, out, why);
}

/* Each act, and the phrase that says what was wrong with it. */
static const struct form_act {
    const char *name;
    form_reader *read;
    const char *wrong;
} acts[] = {
    {"days",     read_days,     "wrong_days"    },
    {"days-end", read_days_end, "wrong_days_end"},
    {"end",      read_end,      "wrong_act"     },
    {"extend",   read_extend,   "wrong_extend"  },
    {"handover", read_handover, "wrong_handover"},
    {"learning", read_learning, "wrong_act"     },
    {"pause",    read_pause,    "wrong_pause"   },
    {"reenter",  read_reenter,  "wrong_act"     },
    {"resume",   read_resume,   "wrong_act"     },
    {"rhythm",   read_rhythm,   "wrong_rhythm"  },
};

static const struct form_act *find_act(const char *name)
{
    for (size_t i = 0; i < COUNT(acts); i++)
        if (strcmp(acts[i].name, name) == 0) return &acts[i];
    return NULL;
}

/* What was filled in goes along to the page that asks whether it is so. */
static json_t *fields_of(const struct visit *visit)
{
    json_t *list = json_array();

    for (size_t i = 0; i < visit->form.n; i++) {
        const struct form_field *field = &visit->form.at[i];

        if (strcmp(text_string(&field->name), "csrf") != 0)
            json_array_append_new(list, json_pack("{s:o, s:o}", "name",
                                                  json_text(text_string(&field->name)), "value",
                                                  json_text(text_string(&field->value))));
    }
    return list;
}

static enum rc ask_sure(struct visit *visit, struct family *family, const struct decided *decided,
                        struct fault *why)
{
    json_t *values;

    decided_imagine(decided, family);
    values = values_of(visit, family);
    json_object_set_new(
        values, "act",
        json_string(deed_name(visit, decided->act.word, text_string(&decided->detail))));
    json_object_set_new(values, "detail",
                        deed_word(visit, decided->act.word, text_string(&decided->detail)));
    json_object_set_new(values, "handover",
                        json_boolean(decided->act.word == WORD_MANAGER ||
                                     decided->act.outcome == ENDING_HANDED_OVER));
    json_object_set_new(values, "asks_consent", json_boolean(decided->act.asks_consent));
    json_object_set_new(values, "fields", fields_of(visit));
    preview_add_coming(values, visit, family);
    return visit_page(visit, 200, "enrolment_sure", phrase(visit->phrases, "enrolment"), values,
                      why);
}

enum rc enrolment_change(struct visit *visit, struct fault *why)
{
    SCOPED(family_clear) struct family family = {0};
    SCOPED(decided_clear) struct decided decided = {0};
    SCOPED(text_wipe) struct text reason = {0};
    const struct form_act *act = find_act(visit_field(visit, "act"));
    const char *written = visit_field(visit, "reason");
    struct acting by = {.config = visit_config(visit),
                        .family = &family,
                        .who = visit->staff->login,
                        .now = visit->now};
    char path[64];
    enum rc rc;

    if (!act) return fault_set(why, RC_INVALID, "act: there is none of that name");
    TRY(access_load_family(visit, visit->id, &family, why));
    snprintf(path, sizeof(path), "/families/%lld/enrolment", (long long)family.id);
    text_add_utf8(&reason, written, strnlen(written, REASON_MAX));
    by.reason = text_string(&reason);
    rc = act->read(visit, &by, &decided, why);
    if (rc == RC_OK && !said(visit, "sure")) return ask_sure(visit, &family, &decided, why);
    if (rc == RC_OK) rc = decided_do(visit_store(visit), &decided, visit->now, why);
    if (rc == RC_BROKEN) return rc;
    if (rc != RC_OK) return show(visit, &family, act->wrong, why);
    visit_go(visit, path, "saved");
    return RC_OK;
}
