/* Hand-over: one page about a family for who takes it over, to go through together and to print. */
#include "gateway/web/handover.h"
#include "gateway/web/pages.h"
#include "gateway/web/standing.h"
#include "gateway/web/tasks.h"

/* ---- Who is asked -------------------------------------------------------------------------------- */

/* With `anew` the new one asks those who agreed here. */
static json_t *consent_word(const struct visit *visit, const struct phone *phone, bool anew)
{
    const char *consent = handover_consent(phone);

    if (anew && strcmp(consent, "agreed") == 0) consent = "asked-anew";
    return json_string(phrase_of(visit->phrases, "handover_consent", consent));
}

static void add_members(json_t *values, const struct visit *visit, const struct family *family)
{
    const char *consent = form_string(&visit->query, "consent");
    bool anew = consent && strcmp(consent, "anew") == 0;
    json_t *members = view_members(visit, family);

    for (size_t i = 0; i < family->member_n; i++)
        json_object_set_new(json_array_get(members, i), "consent",
                            consent_word(visit, &family->members[i].phone, anew));
    json_object_set_new(values, "members", members);
}

/* ---- What is open -------------------------------------------------------------------------------- */

/* A call that the family was told of and that nobody made yet. */
static void add_promise(json_t *calls, const struct visit *visit, const struct alert *alert)
{
    if (alert->state != ALERT_TAKEN || !alert->callback_from || alert->contact_at) return;
    json_array_append_new(calls,
                          json_pack("{s:o, s:o, s:o}", "from",
                                    visit_say(visit, alert->callback_from, MOMENT_LONG), "till",
                                    visit_say(visit, alert->callback_till, MOMENT_TIME), "who",
                                    json_text(visit_staff_name(visit, alert->taken_by))));
}

static json_t *alert_json(const struct visit *visit, const struct alert *alert)
{
    bool taken = alert->state == ALERT_TAKEN;
    json_t *one = json_object();

    view_add_level(one, visit, alert->level);
    json_object_set_new(one, "domains", view_domains(visit, alert->domains));
    json_object_set_new(one, "at", visit_say(visit, alert->opened_at, MOMENT_LONG));
    json_object_set_new(one, "taken_by",
                        taken ? json_text(visit_staff_name(visit, alert->taken_by)) : json_null());
    return one;
}

static enum rc add_alerts(json_t *values, const struct visit *visit, const struct family *family,
                          struct fault *why)
{
    SCOPED(seen_alerts_clear) struct seen_alerts seen = {0};
    json_t *alerts = json_array(), *calls = json_array();

    json_object_set_new(values, "alerts", alerts);
    json_object_set_new(values, "calls", calls);
    TRY(access_alerts(visit, false, &seen, why));
    for (size_t i = 0; i < seen.alerts.n; i++) {
        const struct alert *alert = &seen.alerts.at[i];

        if (alert->family_id != family->id) continue;
        json_array_append_new(alerts, alert_json(visit, alert));
        add_promise(calls, visit, alert);
    }
    json_object_set_new(values, "alerts_n", json_boolean(json_array_size(alerts) > 0));
    json_object_set_new(values, "calls_n", json_boolean(json_array_size(calls) > 0));
    return RC_OK;
}

/* Those to come; view_add_appointments also has those that are just past. */
static enum rc add_appointments(json_t *values, const struct visit *visit,
                                const struct family *family, struct fault *why)
{
    json_t *all = json_object(), *coming = json_array(), *one;
    enum rc rc = view_add_appointments(all, visit, family, why);
    size_t i;

    json_array_foreach(json_object_get(all, "appointments"), i, one)
    {
        if (json_is_true(json_object_get(one, "can_change"))) json_array_append(coming, one);
    }
    json_decref(all);
    json_object_set_new(values, "appointments_n", json_boolean(json_array_size(coming) > 0));
    json_object_set_new(values, "appointments", coming);
    return rc;
}

static enum rc add_counts(json_t *values, const struct visit *visit, const struct family *family,
                          struct fault *why)
{
    SCOPED(questions_clear) struct questions questions = {0};
    struct handover_counts counts;
    char numbers[3][24];

    TRY(store_question_list(visit_store(visit), family->id, family->created_at, &questions, why));
    counts = handover_count(&questions);
    snprintf(numbers[0], sizeof(numbers[0]), "%lld", (long long)counts.asked);
    snprintf(numbers[1], sizeof(numbers[1]), "%lld", (long long)counts.answered);
    snprintf(numbers[2], sizeof(numbers[2]), "%lld", (long long)counts.silent);
    json_object_set_new(
        values, "counts",
        phrase_json(visit->phrases, "handover_counts", numbers[0], numbers[1], numbers[2], NULL));
    return RC_OK;
}

/* ---- The page ------------------------------------------------------------------------------------ */

static enum rc fill(json_t *values, const struct visit *visit, const struct family *family,
                    struct fault *why)
{
    view_add_head(values, visit, family);
    json_object_set_new(values, "made_at", visit_say(visit, visit->now, MOMENT_LONG));
    json_object_set_new(values, "made_by", json_text(visit->staff->name));
    json_object_set_new(values, "domains", view_domains(visit, family->enrolment.domains));
    add_members(values, visit, family);
    standing_add(values, visit, family);
    tasks_add_hand_over(values, visit, family);
    TRY(add_alerts(values, visit, family, why));
    TRY(add_appointments(values, visit, family, why));
    return add_counts(values, visit, family, why);
}

enum rc handover_show(struct visit *visit, struct fault *why)
{
    SCOPED(family_clear) struct family family = {0};
    json_t *values;
    enum rc rc;

    TRY(access_load_family(visit, visit->id, &family, why));
    TRY(handover_note_look(visit, &family, why));
    values = json_object();
    rc = fill(values, visit, &family, why);
    if (rc == RC_OK)
        return visit_page(visit, 200, "handover", phrase(visit->phrases, "handover"), values, why);
    json_decref(values);
    return rc;
}
