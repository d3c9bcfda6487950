#include "gateway/web/api.h"

#include <sodium.h>

#include "gateway/web/access.h"
#include "gateway/web/api_json.h"
#include "gateway/web/because.h"
#include "gateway/web/pages.h"
#include "gateway/web/verdicts.h"
#include "providers/json.h"

#define BASIC_MAX 400

/* ---- Who and whether ---- */

enum rc api_log_in(struct visit *visit, struct fault *why)
{
    const char *header = http_header_find(&visit->request->headers, "Authorization");
    char both[BASIC_MAX + 1], *colon;
    const struct staff *staff;
    size_t n = 0;
    enum rc rc;

    if (!header || strncasecmp(header, "Basic ", 6) != 0)
        return fault_set(why, RC_DENIED, "no credentials");
    if (sodium_base642bin((unsigned char *)both, BASIC_MAX, header + 6, strlen(header + 6), " ", &n,
                          NULL, sodium_base64_VARIANT_ORIGINAL) != 0)
        return fault_set(why, RC_DENIED, "Authorization: no base64");
    both[n] = '\0';
    colon = strchr(both, ':');
    if (!colon) return fault_set(why, RC_DENIED, "Authorization: expected name:password");
    *colon = '\0';
    staff = config_staff(visit_config(visit), both);
    rc = guard_check(visit->console->guard, both, staff, colon + 1, clock_monotonic());
    sodium_memzero(both, sizeof(both));
    if (rc == RC_OK) visit->staff = staff;
    if (rc == RC_AGAIN) return fault_set(why, rc, "too many guesses; wait a minute");
    return rc == RC_OK ? rc : fault_set(why, rc, "this name and password do not belong together");
}

enum rc api_check_token(struct visit *visit, const char *type, struct fault *why)
{
    const char *said = http_header_find(&visit->request->headers, "Content-Type");

    if (!said || strncasecmp(said, type, strlen(type)) != 0)
        return fault_set(why, RC_DENIED, "Content-Type: expected %s", type);
    if (visit->session[0]) return visit_check_csrf(visit, visit->session, why);
    return RC_OK;
}

static const char *code_name(enum rc code)
{
    static const char *const names[] = {
        [RC_OK] = "ok",           [RC_AGAIN] = "again", [RC_INVALID] = "invalid",
        [RC_MISSING] = "missing", [RC_TAKEN] = "taken", [RC_DENIED] = "denied",
        [RC_BROKEN] = "broken"};

    return names[code];
}

void api_error(struct visit *visit, int status, enum rc code, const char *message)
{
    visit_json(visit, status,
               json_pack("{s:{s:s, s:o}}", "error", "code", code_name(code), "message",
                         json_text(message)));
}

enum rc api_read_body(const struct visit *visit, json_t **out, struct fault *why)
{
    const struct text *body = &visit->request->body;
    json_error_t error;
    json_t *json;

    if (body->n == 0) {
        *out = json_object();
        return RC_OK;
    }
    json = json_loadb(text_string(body), body->n, JSON_REJECT_DUPLICATES, &error);
    if (!json) return fault_set(why, RC_INVALID, "body, line %d: %s", error.line, error.text);
    if (!json_is_object(json)) {
        json_decref(json);
        return fault_set(why, RC_INVALID, "body: expected a JSON object");
    }
    *out = json;
    return RC_OK;
}

/* ---- Families ---- */

enum rc api_families(struct visit *visit, struct fault *why)
{
    SCOPED(families_clear) struct families families = {0};
    json_t *list;

    TRY(access_families(visit, &families, why));
    list = json_array();
    for (size_t i = 0; i < families.n; i++)
        json_array_append_new(list, api_write_family(&families.at[i]));
    visit_json(visit, 200, json_pack("{s:o}", "families", list));
    return RC_OK;
}

enum rc api_family(struct visit *visit, struct fault *why)
{
    SCOPED(family_clear) struct family family = {0};

    TRY(access_load_family(visit, visit->id, &family, why));
    visit_json(visit, 200, api_write_family(&family));
    return RC_OK;
}

static enum rc record_consents(const struct visit *visit, const struct family *family,
                               const bool *given, struct fault *why)
{
    for (size_t i = 0; i < family->member_n; i++) {
        const struct consent consent = {.phone_id = family->members[i].phone.id,
                                        .member_id = family->members[i].id,
                                        .act = CONSENT_GIVEN,
                                        .how = "api"};

        if (given[i] && consent.phone_id)
            TRY(store_consent_record(visit_store(visit), &consent, visit->now, why));
    }
    return RC_OK;
}

enum rc api_member_change(struct visit *visit, struct fault *why)
{
    SCOPED(json_free) json_t *body = NULL;
    SCOPED(family_clear) struct family family = {0};
    enum digits digits = DIGITS_N;

    TRY(access_load_family(visit, visit->id, &family, why));
    if (strcmp(visit->word, "digits") != 0)
        return fault_set(why, RC_MISSING, "expected …/members/ID/digits");
    TRY(api_read_body(visit, &body, why));
    TRY(api_read_digits(body, &digits, why));
    if (digits == DIGITS_N)
        return fault_set(why, RC_INVALID, "digits: expected usual, european or arabic");
    TRY(store_member_digits(visit_store(visit), family.id, visit->part_id, digits, why));
    return api_family(visit, why);
}

enum rc api_family_add(struct visit *visit, struct fault *why)
{
    SCOPED(json_free) json_t *body = NULL;
    SCOPED(family_clear) struct family family = {0};
    bool given[API_MEMBERS_MAX] = {false};

    TRY(api_read_body(visit, &body, why));
    TRY(api_read_family(visit_config(visit), body, &family, given, why));
    TRY(store_family_add(visit_store(visit), &family, visit->now, why));
    TRY(record_consents(visit, &family, given, why));
    visit_json(visit, 201, api_write_family(&family));
    return RC_OK;
}

/* ---- Alerts ---- */

/* One alert, with why the rules raised it for whoever may read it. */
static enum rc add_alert(json_t *list, const struct visit *visit, const struct alert *alert,
                         enum sight sight, struct fault *why)
{
    json_t *because = NULL, *json;

    if (sight == SIGHT_FULL) TRY(because_alert(visit, alert, false, &because, why));
    json = api_write_alert(alert, sight == SIGHT_FULL);
    if (because) json_object_set_new(json, "because", because);
    json_array_append_new(list, json);
    return RC_OK;
}

enum rc api_alerts(struct visit *visit, struct fault *why)
{
    SCOPED(seen_alerts_clear) struct seen_alerts seen = {0};
    enum rc rc = RC_OK;
    json_t *list;

    TRY(access_alerts(visit, form_string(&visit->query, "closed") != NULL, &seen, why));
    list = json_array();
    for (size_t i = 0; i < seen.alerts.n && rc == RC_OK; i++)
        rc = add_alert(list, visit, &seen.alerts.at[i], seen.sights[i], why);
    if (rc == RC_OK) visit_json(visit, 200, json_pack("{s:O}", "alerts", list));
    json_decref(list);
    return rc;
}

enum rc api_alert_take(struct visit *visit, struct fault *why)
{
    SCOPED(json_free) json_t *body = NULL;
    SCOPED(alert_clear) struct alert alert = {0};
    struct callback_wish wish = {0};
    enum sight sight;

    TRY(access_load_alert(visit, visit->id, &alert, &sight, why));
    TRY(api_read_body(visit, &body, why));
    TRY(api_read_wish(body, &wish, why));
    TRY(alerts_take(visit_store(visit), visit_config(visit), alert.id, visit->staff->login, "api",
                    &wish, visit->now, why));
    visit_json(visit, 200, json_object());
    return RC_OK;
}

enum rc api_alert_close(struct visit *visit, struct fault *why)
{
    SCOPED(json_free) json_t *body = NULL;
    SCOPED(alert_clear) struct alert alert = {0};
    struct new_verdict verdict = {.alert_id = visit->id, .who = visit->staff->login};
    enum sight sight;

    TRY(access_load_alert(visit, visit->id, &alert, &sight, why));
    if (sight != SIGHT_FULL) return fault_set(why, RC_DENIED, "only the outline is yours");
    TRY(api_read_body(visit, &body, why));
    TRY(verdicts_read_json(body, "outcome", &verdict, why));
    TRY(store_alert_close_with(visit_store(visit), &verdict, visit->now, why));
    visit_json(visit, 200, json_object());
    return RC_OK;
}

enum rc api_balance(struct visit *visit, struct fault *why)
{
    SCOPED(balance_clear) struct balance balance = {0};

    TRY(store_balance(visit_store(visit), &balance, why));
    visit_json(visit, 200, api_write_balance(&balance));
    return RC_OK;
}
