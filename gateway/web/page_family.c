/* Family: how has it gone? The chart, the timeline, and what may be changed. */
#include "gateway/agenda/family_code.h"
#include "gateway/web/chart.h"
#include "gateway/web/history.h"
#include "gateway/web/pages.h"
#include "gateway/web/preview.h"
#include "gateway/web/tasks.h"
#include "providers/phone.h"

#define LOOK_BACK ((usec)CHART_WEEKS_MAX * 7 * USEC_DAY)

void view_add_head(json_t *to, const struct visit *visit, const struct family *family)
{
    char code[FAMILY_CODE_SPACE];

    family_code_write(family->id, code);
    json_object_set_new(to, "code", json_string(code));
    json_object_set_new(to, "family", json_text(family->name));
    json_object_set_new(to, "family_id", json_integer(family->id));
    json_object_set_new(to, "manager", json_text(visit_staff_name(visit, family->manager)));
}

json_t *view_members(const struct visit *visit, const struct family *family)
{
    static const char *const discretions[] = {"discretion_neutral", "discretion_code-phrase",
                                              "discretion_open"};
    json_t *members = json_array();

    for (size_t i = 0; i < family->member_n; i++) {
        const struct member *member = &family->members[i];
        const struct phone *phone = &member->phone;
        SCOPED(text_wipe) struct text shown = {0}, from = {0}, till = {0};
        json_t *one = json_object();

        if (phone->id) text_add_phone(&shown, phone->number);
        text_add_clock(&from, phone->safe_from_min);
        text_add_clock(&till, phone->safe_till_min);
        json_object_set_new(one, "id", json_integer(member->id));
        json_object_set_new(one, "name", json_text(member->name));
        json_object_set_new(
            one, "language_word",
            json_string(phrase_of(visit->phrases, "language", language_name(member->language))));
        json_object_set_new(one, "digits",
                            language_is_rtl(member->language)
                                ? view_digits(visit, digits_name(member->digits))
                                : json_null());
        json_object_set_new(one, "digits_n", json_boolean(language_is_rtl(member->language)));
        json_object_set_new(one, "asked", json_boolean(member->asked));
        json_object_set_new(one, "number", json_text(phone->id ? phone->number : ""));
        json_object_set_new(one, "shown", json_text(text_string(&shown)));
        json_object_set_new(one, "discretion",
                            json_string(phrase(visit->phrases, discretions[phone->discretion])));
        json_object_set_new(one, "safe",
                            phone->safe_from_min == phone->safe_till_min
                                ? json_null()
                                : phrase_json(visit->phrases, "safe_hours", text_string(&from),
                                              text_string(&till), NULL));
        json_object_set_new(one, "stopped", json_boolean(phone->id && phone->stopped));
        json_array_append_new(members, one);
    }
    return members;
}

static json_t *stops_of(const struct family *family)
{
    json_t *stops = json_array();

    for (size_t i = 0; i < family->member_n; i++)
        if (family->members[i].phone.stop_pending && !family->members[i].phone.consent_asked)
            json_array_append_new(stops, json_pack("{s:I, s:o}", "member",
                                                   (json_int_t)family->members[i].id, "name",
                                                   json_text(family->members[i].name)));
    return stops;
}

static void add_enrolment(json_t *values, const struct visit *visit, const struct family *family)
{
    const struct enrolment *enrolment = &family->enrolment;
    bool running = enrolment->id && enrolment->state != ENROLMENT_ENDED;
    char action[48];

    json_object_set_new(values, "active",
                        json_boolean(running && enrolment->state == ENROLMENT_ACTIVE));
    json_object_set_new(values, "state", json_string(view_enrolment_state(visit, enrolment)));
    json_object_set_new(values, "programme", view_programme(visit, enrolment));
    json_object_set_new(values, "phase", view_phase(visit, family));
    json_object_set_new(values, "may_manage", json_boolean(access_manages(visit)));
    json_object_set_new(values, "was_enrolled", json_boolean(enrolment->id != 0));
    json_object_set_new(values, "can_enrol", json_boolean(!running));
    json_object_set_new(values, "domains",
                        enrolment->id ? view_domains(visit, enrolment->domains) : json_null());
    json_object_set_new(values, "tomorrow", preview_date(visit, 1));
    snprintf(action, sizeof(action), "/families/%lld/enrol", (long long)family->id);
    view_add_enrol_fields(values, visit, action, "enrol");
    tasks_add(values, visit, family);
}

static enum rc add_open_alert(json_t *values, const struct visit *visit,
                              const struct family *family, struct fault *why)
{
    SCOPED(seen_alerts_clear) struct seen_alerts seen = {0};

    TRY(access_alerts(visit, false, &seen, why));
    for (size_t i = 0; i < seen.alerts.n; i++) {
        const struct alert *alert = &seen.alerts.at[i];
        char level[4];

        if (alert->family_id != family->id || alert->state != ALERT_OPEN) continue;
        snprintf(level, sizeof(level), "%d", (int)alert->level);
        json_object_set_new(
            values, "open_alert",
            json_pack("{s:I, s:o}", "id", (json_int_t)alert->id, "word",
                      phrase_json(visit->phrases, "open_alert",
                                  phrase_of(visit->phrases, "level", level), NULL)));
        return RC_OK;
    }
    return RC_OK;
}

static enum rc fill(json_t *values, const struct visit *visit, const struct family *family,
                    struct fault *why)
{
    view_add_head(values, visit, family);
    json_object_set_new(values, "stops", stops_of(family));
    json_object_set_new(values, "members", view_members(visit, family));
    add_enrolment(values, visit, family);
    TRY(add_open_alert(values, visit, family, why));
    TRY(view_add_appointments(values, visit, family, why));
    TRY(view_add_helpers(values, visit, family, why));
    TRY(history_add_chart(values, visit, family, visit->now - LOOK_BACK, why));
    return history_add_timeline(values, visit, family, visit->now - LOOK_BACK, why);
}

/* The page; with a `preview` also what the programme that was picked would send. */
static enum rc show_family(struct visit *visit, const struct family *family,
                           const struct preview *preview, struct fault *why)
{
    json_t *values = json_object();
    enum rc rc = fill(values, visit, family, why);

    if (rc != RC_OK) {
        json_decref(values);
        return rc;
    }
    if (preview) preview_add_calendar(values, visit, preview);
    return visit_page(visit, 200, "family", phrase(visit->phrases, "families"), values, why);
}

enum rc family_show(struct visit *visit, struct fault *why)
{
    SCOPED(family_clear) struct family family = {0};

    TRY(access_load_family(visit, visit->id, &family, why));
    return show_family(visit, &family, NULL, why);
}

/* ---- What may be changed ---- */

/* What was picked in the form that enrols, for those of the family who are asked; nothing is saved. */
static enum rc preview_family(struct visit *visit, const struct family *family, struct fault *why)
{
    struct preview preview;
    const char *wrong =
        preview_read(visit, visit_field(visit, "programme"), visit_field(visit, "start"), &preview);
    int n = 0;

    if (wrong) {
        view_go_to_family(visit, family->id, wrong);
        return RC_OK;
    }
    for (size_t i = 0; i < family->member_n && n < PREVIEW_MEMBERS_MAX; i++)
        if (family->members[i].asked) preview.names[n++] = family->members[i].name;
    if (n) preview.member_n = n;
    return show_family(visit, family, &preview, why);
}

enum rc family_enrol(struct visit *visit, struct fault *why)
{
    SCOPED(family_clear) struct family family = {0};
    struct enrolment enrolment = {0};
    const char *wrong;
    enum rc rc;

    TRY(access_load_family(visit, visit->id, &family, why));
    if (*visit_field(visit, "preview")) return preview_family(visit, &family, why);
    wrong = view_read_enrolment(visit, &enrolment);
    if (wrong) {
        view_go_to_family(visit, family.id, wrong);
        return RC_OK;
    }
    rc = store_enrol(visit_store(visit), family.id, &enrolment, visit->staff->login, visit->now,
                     why);
    free(enrolment.programme);
    if (rc == RC_OK) view_go_to_family(visit, family.id, "saved");
    return rc;
}

/* A sentence was read as "stop": a person decides what it was. */
/* In which digits a member reads dates and times. */
enum rc family_member(struct visit *visit, struct fault *why)
{
    SCOPED(family_clear) struct family family = {0};
    int64_t id = visit_number(visit, "member");
    enum digits digits;

    TRY(access_load_family(visit, visit->id, &family, why));
    if (!view_member(&family, id))
        return fault_set(why, RC_INVALID, "member: nobody of this family");
    if (!digits_find(visit_field(visit, "digits"), &digits))
        return fault_set(why, RC_INVALID, "digits: expected usual, european or arabic");
    TRY(store_member_digits(visit_store(visit), family.id, id, digits, why));
    view_go_to_family(visit, family.id, "saved");
    return RC_OK;
}

enum rc family_consent(struct visit *visit, struct fault *why)
{
    SCOPED(family_clear) struct family family = {0};
    const char *act = visit_field(visit, "act");
    const struct member *member;
    struct consent consent = {.how = visit->staff->login};

    TRY(access_load_family(visit, visit->id, &family, why));
    member = view_member(&family, visit_number(visit, "member"));
    if (!member || !member->phone.stop_pending)
        return fault_set(why, RC_INVALID, "member: no stop waits there");
    if (strcmp(act, "stop") != 0 && strcmp(act, "lift") != 0)
        return fault_set(why, RC_INVALID, "act: expected stop or lift");
    consent.act = strcmp(act, "stop") == 0 ? CONSENT_STOPPED : CONSENT_STOP_LIFTED;
    consent.phone_id = member->phone.id;
    consent.member_id = member->id;
    TRY(store_consent_record(visit_store(visit), &consent, visit->now, why));
    view_go_to_family(visit, family.id, "saved");
    return RC_OK;
}
