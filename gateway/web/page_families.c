/* Families: which there are, and how the coordinator adds one. */
#include "gateway/web/pages.h"
#include "gateway/web/preview.h"
#include "gateway/web/tasks.h"
#include "providers/phone.h"

#define FORM_MEMBERS 3

/* ---- The list ---- */

static bool stop_waits(const struct family *family)
{
    for (size_t i = 0; i < family->member_n; i++)
        if (family->members[i].phone.stop_pending) return true;
    return false;
}

/* "2 taken", null where none is due. */
static json_t *due_word(const struct visit *visit, const struct family *family)
{
    json_t *tasks = json_object();
    size_t n = tasks_add(tasks, visit, family);
    char number[24];

    json_decref(tasks);
    snprintf(number, sizeof(number), "%zu", n);
    if (n == 0) return json_null();
    return phrase_json(visit->phrases, n == 1 ? "tasks_due_one" : "tasks_due_n", number, NULL);
}

static json_t *row_of(const struct visit *visit, const struct family *family)
{
    json_t *row = json_object();

    json_object_set_new(row, "id", json_integer(family->id));
    json_object_set_new(row, "name", json_text(family->name));
    json_object_set_new(row, "programme", view_programme(visit, &family->enrolment));
    json_object_set_new(row, "phase", view_phase(visit, family));
    json_object_set_new(row, "manager", json_text(visit_staff_name(visit, family->manager)));
    json_object_set_new(row, "state", json_string(view_enrolment_state(visit, &family->enrolment)));
    json_object_set_new(
        row, "active",
        json_boolean(family->enrolment.id && family->enrolment.state == ENROLMENT_ACTIVE));
    json_object_set_new(row, "due", due_word(visit, family));
    json_object_set_new(row, "stop", json_boolean(stop_waits(family)));
    return row;
}

enum rc families_show(struct visit *visit, struct fault *why)
{
    SCOPED(families_clear) struct families families = {0};
    json_t *values, *list;

    TRY(access_families(visit, &families, why));
    list = json_array();
    for (size_t i = 0; i < families.n; i++)
        json_array_append_new(list, row_of(visit, &families.at[i]));
    values = json_pack("{s:o, s:b, s:b, s:b}", "families", list, "families_n", families.n > 0,
                       "may_add", access_manages(visit), "strangers_link", access_manages(visit));
    return visit_page(visit, 200, "families", phrase(visit->phrases, "families"), values, why);
}

/* ---- Adding one ---- */

/* One choice of a select box. */
static json_t *choice(const char *value, const char *word, const char *chosen)
{
    return json_pack("{s:s, s:o, s:b}", "value", value, "word", json_text(word), "selected",
                     strcmp(value, chosen) == 0);
}

static json_t *managers_of(const struct visit *visit)
{
    const struct config *config = visit_config(visit);
    json_t *managers = json_array();

    for (size_t i = 0; i < config->staff_n; i++)
        if (config->staff[i].role == ROLE_FAMILY_MANAGER)
            json_array_append_new(managers, choice(config->staff[i].login, config->staff[i].name,
                                                   visit_field(visit, "manager")));
    return managers;
}

/* The field `name` of the n-th member, as it was typed. */
static const char *member_field(const struct visit *visit, const char *name, int n)
{
    char numbered[24];

    snprintf(numbered, sizeof(numbered), "%s%d", name, n);
    return visit_field(visit, numbered);
}

static const char *const discretions[] = {"neutral", "code-phrase", "open"};

static json_t *member_fields(const struct visit *visit, int n)
{
    bool fresh = visit->form.n == 0;
    json_t *member = json_object(), *languages = json_array(), *careful = json_array();

    for (int language = 0; language < LANGUAGE_N; language++) {
        const char *name = language_name((enum language)language);
        json_array_append_new(languages, choice(name, phrase_of(visit->phrases, "language", name),
                                                member_field(visit, "language", n)));
    }
    for (size_t i = 0; i < COUNT(discretions); i++)
        json_array_append_new(
            careful, choice(discretions[i], phrase_of(visit->phrases, "discretion", discretions[i]),
                            member_field(visit, "discretion", n)));
    json_object_set_new(member, "n", json_integer(n));
    json_object_set_new(member, "optional", json_boolean(n > 1));
    json_object_set_new(member, "fold", json_boolean(n > 1 && !*member_field(visit, "name", n)));
    json_object_set_new(member, "name", json_text(member_field(visit, "name", n)));
    json_object_set_new(member, "phone", json_text(member_field(visit, "phone", n)));
    json_object_set_new(member, "from", json_text(member_field(visit, "from", n)));
    json_object_set_new(member, "till", json_text(member_field(visit, "till", n)));
    json_object_set_new(member, "asked",
                        json_boolean(fresh ? n == 1 : *member_field(visit, "asked", n) != '\0'));
    json_object_set_new(member, "consent",
                        json_boolean(*member_field(visit, "consent", n) != '\0'));
    json_object_set_new(member, "languages", languages);
    json_object_set_new(member, "digits", view_digits(visit, member_field(visit, "digits", n)));
    json_object_set_new(member, "discretions", careful);
    return member;
}

/* The check-ins to come of what was typed so far; nothing of it is saved. The name of a phrase that tells what is
 * wrong, or NULL. */
static const char *add_preview(json_t *values, const struct visit *visit)
{
    struct preview preview;
    const char *wrong =
        preview_read(visit, visit_field(visit, "programme"), visit_field(visit, "start"), &preview);
    int n = 0;

    if (wrong) return wrong;
    for (int i = 1; i <= FORM_MEMBERS; i++)
        if (*member_field(visit, "name", i) && *member_field(visit, "asked", i))
            preview.names[n++] = member_field(visit, "name", i);
    if (n) preview.member_n = n;
    preview_add_calendar(values, visit, &preview);
    return NULL;
}

static enum rc show_form(struct visit *visit, int status, const char *error, struct fault *why)
{
    json_t *values = json_object(), *members = json_array();

    if (*visit_field(visit, "preview")) error = add_preview(values, visit);
    for (int n = 1; n <= FORM_MEMBERS; n++)
        json_array_append_new(members, member_fields(visit, n));
    json_object_set_new(values, "members", members);
    json_object_set_new(values, "name", json_text(visit_field(visit, "name")));
    json_object_set_new(values, "managers", managers_of(visit));
    json_object_set_new(values, "allows113",
                        json_boolean(*visit_field(visit, "allows113") != '\0'));
    json_object_set_new(values, "error",
                        error ? json_string(phrase(visit->phrases, error)) : json_null());
    view_add_enrol_fields(values, visit, "/families", "family_save");
    return visit_page(visit, status, "family_new", phrase(visit->phrases, "family_add"), values,
                      why);
}

enum rc families_new(struct visit *visit, struct fault *why)
{
    return show_form(visit, 200, NULL, why);
}

/* Why this member cannot be taken as typed: the name of a phrase, or NULL. */
static const char *read_member(const struct visit *visit, int n, struct member *out)
{
    const char *written = member_field(visit, "phone", n);
    const char *careful = member_field(visit, "discretion", n);
    const char *from = member_field(visit, "from", n), *till = member_field(visit, "till", n);
    char number[PHONE_SPACE];

    out->name = mem_copy_string(member_field(visit, "name", n));
    out->asked = *member_field(visit, "asked", n) != '\0';
    out->phone.number = mem_copy_string("");
    if (!language_find(member_field(visit, "language", n), &out->language)) return "wrong_language";
    IGNORE(digits_find(member_field(visit, "digits", n), &out->digits)); /* else the usual ones */
    for (size_t i = 0; i < COUNT(discretions); i++)
        if (strcmp(careful, discretions[i]) == 0) out->phone.discretion = (enum discretion)i;
    if ((*from && !time_read(from, &out->phone.safe_from_min)) ||
        (*till && !time_read(till, &out->phone.safe_till_min)))
        return "wrong_hours";
    if (!*written) return out->asked ? "wrong_phone" : NULL;
    if (!phone_normalise(written, number)) return "wrong_phone";
    free(out->phone.number);
    out->phone.number = mem_copy_string(number);
    if (out->asked && !phone_takes_texts(number)) return "no_mobile";
    if (out->asked && !*member_field(visit, "consent", n)) return "no_consent";
    return NULL;
}

static const char *read_family(const struct visit *visit, struct family *out)
{
    const struct staff *manager = config_staff(visit_config(visit), visit_field(visit, "manager"));

    out->name = mem_copy_string(visit_field(visit, "name"));
    out->manager = mem_copy_string(visit_field(visit, "manager"));
    out->enrolment.programme = mem_copy_string("");
    out->allows_113 = *visit_field(visit, "allows113") != '\0';
    out->members = mem_new(FORM_MEMBERS, sizeof(*out->members));
    if (!out->name[0]) return "wrong_name";
    if (!manager || manager->role != ROLE_FAMILY_MANAGER) return "wrong_manager";
    for (int n = 1; n <= FORM_MEMBERS; n++) {
        const char *wrong;

        if (!*member_field(visit, "name", n)) continue;
        wrong = read_member(visit, n, &out->members[out->member_n++]);
        if (wrong) return wrong;
    }
    return out->member_n ? NULL : "wrong_members";
}

static enum rc record_consents(const struct visit *visit, const struct family *family,
                               struct fault *why)
{
    size_t i = 0;

    for (int n = 1; n <= FORM_MEMBERS; n++) {
        struct consent consent = {.act = CONSENT_GIVEN, .how = "talk"};

        if (!*member_field(visit, "name", n)) continue;
        consent.member_id = family->members[i].id;
        consent.phone_id = family->members[i++].phone.id;
        if (consent.phone_id && *member_field(visit, "consent", n))
            TRY(store_consent_record(visit_store(visit), &consent, visit->now, why));
    }
    return RC_OK;
}

enum rc families_add(struct visit *visit, struct fault *why)
{
    SCOPED(family_clear) struct family family = {0};
    struct enrolment enrolment = {0};
    const char *wrong;
    char path[40];
    enum rc rc;

    if (*visit_field(visit, "preview")) return show_form(visit, 200, NULL, why);
    wrong = read_family(visit, &family);
    if (!wrong) wrong = view_read_enrolment(visit, &enrolment);
    if (wrong) {
        free(enrolment.programme);
        return show_form(visit, 400, wrong, why);
    }
    rc = store_family_add(visit_store(visit), &family, visit->now, why);
    if (rc == RC_OK) rc = record_consents(visit, &family, why);
    if (rc == RC_OK)
        rc = store_enrol(visit_store(visit), family.id, &enrolment, visit->staff->login, visit->now,
                         why);
    free(enrolment.programme);
    if (rc == RC_TAKEN) return show_form(visit, 409, "phone_taken", why);
    if (rc != RC_OK) return rc;
    snprintf(path, sizeof(path), "/families/%lld", (long long)family.id);
    visit_go(visit, path, "family_saved");
    return RC_OK;
}
