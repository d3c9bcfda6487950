/* Regular helpers who report on a family: who has a code, a new one, an end to it. */
#include "gateway/web/pages.h"
#include "gateway/web/view.h"

static const struct report_code *code_of(const struct report_codes *codes, const char *helper)
{
    for (size_t i = 0; i < codes->n; i++)
        if (strcmp(codes->at[i].helper, helper) == 0) return &codes->at[i];
    return NULL;
}

enum rc view_add_helpers(json_t *to, const struct visit *visit, const struct family *family,
                         struct fault *why)
{
    const struct config *config = visit_config(visit);
    SCOPED(report_codes_clear) struct report_codes codes = {0};
    json_t *reporting = json_array(), *others = json_array();

    json_object_set_new(to, "reporting", reporting);
    json_object_set_new(to, "helpers", others);
    TRY(store_report_code_list(visit_store(visit), family->id, &codes, why));
    for (size_t i = 0; i < codes.n; i++)
        json_array_append_new(reporting,
                              json_pack("{s:I, s:s, s:o}", "id", (json_int_t)codes.at[i].id, "code",
                                        codes.at[i].code, "name",
                                        json_text(visit_staff_name(visit, codes.at[i].helper))));
    for (size_t i = 0; i < config->staff_n; i++) {
        const struct staff *staff = &config->staff[i];

        if (staff->role != ROLE_HELPER || code_of(&codes, staff->login)) continue;
        json_array_append_new(others, json_pack("{s:o, s:o}", "login", json_text(staff->login),
                                                "name", json_text(staff->name)));
    }
    json_object_set_new(to, "reporting_n", json_boolean(json_array_size(reporting) > 0));
    json_object_set_new(to, "helpers_n", json_boolean(json_array_size(others) > 0));
    return RC_OK;
}

static void go_back(struct visit *visit, int64_t family_id)
{
    char path[48];

    snprintf(path, sizeof(path), "/families/%lld", (long long)family_id);
    visit_go(visit, path, "saved");
}

enum rc report_code_add(struct visit *visit, struct fault *why)
{
    SCOPED(family_clear) struct family family = {0};
    const struct staff *helper = config_staff(visit_config(visit), visit_field(visit, "helper"));

    TRY(access_load_family(visit, visit->id, &family, why));
    if (!helper || helper->role != ROLE_HELPER)
        return fault_set(why, RC_INVALID, "helper: nobody of that role");
    TRY(store_report_code_add(visit_store(visit), family.id, helper->login, visit->staff->login,
                              visit->now, why));
    go_back(visit, family.id);
    return RC_OK;
}

enum rc report_code_end(struct visit *visit, struct fault *why)
{
    SCOPED(family_clear) struct family family = {0};

    TRY(access_load_family(visit, visit->id, &family, why));
    TRY(store_report_code_end(visit_store(visit), family.id, visit_number(visit, "code"),
                              visit->staff->login, visit->now, why));
    go_back(visit, family.id);
    return RC_OK;
}
