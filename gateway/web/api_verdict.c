/* Verdicts for other programs: what was read, what people found of it, and how often that was the same. */
#include "gateway/learn/report.h"
#include "gateway/web/api.h"
#include "gateway/web/api_json.h"
#include "gateway/web/pages.h"
#include "gateway/web/verdicts.h"
#include "providers/json.h"

#define REPLIES_BACK (90 * USEC_DAY)

enum rc api_replies(struct visit *visit, struct fault *why)
{
    SCOPED(family_clear) struct family family = {0};
    SCOPED(replies_clear) struct replies replies = {0};
    json_t *list;

    TRY(access_load_family(visit, visit->id, &family, why));
    TRY(store_reply_list(visit_store(visit), family.id, visit->now - REPLIES_BACK, &replies, why));
    list = json_array();
    for (size_t i = 0; i < replies.n; i++)
        json_array_append_new(list, api_write_reply(&replies.at[i]));
    visit_json(visit, 200, json_pack("{s:o}", "replies", list));
    return RC_OK;
}

enum rc api_verdict_reply(struct visit *visit, struct fault *why)
{
    SCOPED(json_free) json_t *body = NULL;
    SCOPED(replies_clear) struct replies replies = {0};
    struct new_verdict verdict = {.reply_id = visit->id, .who = visit->staff->login};

    TRY(access_load_reply(visit, visit->id, &replies, why));
    TRY(api_read_body(visit, &body, why));
    TRY(verdicts_read_json(body, "verdict", &verdict, why));
    TRY(store_verdict_add(visit_store(visit), &verdict, visit->now, why));
    visit_json(visit, 200, json_object());
    return RC_OK;
}

enum rc api_verdict_alert(struct visit *visit, struct fault *why)
{
    SCOPED(json_free) json_t *body = NULL;
    SCOPED(alert_clear) struct alert alert = {0};
    struct new_verdict verdict = {.alert_id = visit->id, .who = visit->staff->login};
    enum sight sight;

    TRY(access_load_alert(visit, visit->id, &alert, &sight, why));
    if (sight != SIGHT_FULL) return fault_set(why, RC_DENIED, "only the outline is yours");
    TRY(api_read_body(visit, &body, why));
    TRY(verdicts_read_json(body, "verdict", &verdict, why));
    TRY(store_verdict_add(visit_store(visit), &verdict, visit->now, why));
    visit_json(visit, 200, json_object());
    return RC_OK;
}

enum rc api_findings(struct visit *visit, struct fault *why)
{
    SCOPED(found_counts_clear) struct found_counts counts = {0};
    const char *since = form_string(&visit->query, "since");
    struct found_report report;
    usec from = 0;
    int32_t day;

    if (since) {
        if (!day_read(since, &day))
            return fault_set(why, RC_INVALID, "since: expected a date such as 2027-01-18");
        from = zone_day_start(visit_zone(visit), day);
    }
    TRY(store_verdict_counts(visit_store(visit), from < 0 ? 0 : from, &counts, why));
    report_make(&counts, &report);
    visit_json(visit, 200, report_json(&report));
    return RC_OK;
}
