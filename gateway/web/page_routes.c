/* Routes: switching one off and on, from the page and for other programs. */
#include "gateway/base/log.h"
#include "gateway/web/api.h"
#include "gateway/web/api_json.h"
#include "gateway/web/pages.h"
#include "gateway/web/route_report.h"
#include "providers/json.h"

/* Written down before anything follows from it; the outbox looks when it is nudged. */
static enum rc turn(const struct visit *visit, const char *route, bool off, struct fault *why)
{
    const struct route *known = config_route(visit_config(visit), route);

    if (!known) return fault_set(why, RC_MISSING, "there is no route of that name");
    if (!route_sends(known))
        return fault_set(why, RC_INVALID, "no text leaves by that route, so there is no switch");
    TRY(store_route_switch(visit_store(visit), route, off, visit->staff->login, visit->now, why));
    log_line(LOG_WARNING, "route.switch", "route %s: switched %s by %s", route, off ? "off" : "on",
             visit->staff->login);
    return RC_OK;
}

enum rc routes_switch(struct visit *visit, struct fault *why)
{
    const char *to = visit_field(visit, "to");
    bool off = strcmp(to, "off") == 0;

    if (!off && strcmp(to, "on") != 0) return fault_set(why, RC_INVALID, "to: expected on or off");
    TRY(turn(visit, visit->word, off, why));
    visit_go(visit, "/queue", off ? "route_is_off" : "route_is_on");
    return RC_OK;
}

enum rc api_routes(struct visit *visit, struct fault *why)
{
    SCOPED(health_clear) struct health health = {0};
    SCOPED(route_reports_clear) struct route_reports reports = {0};
    json_t *list;

    TRY(store_health(visit_store(visit), visit->now, &health, why));
    TRY(route_reports_load(visit, &health, &reports, why));
    list = json_array();
    for (size_t i = 0; i < reports.n; i++)
        if (reports.at[i].route) json_array_append_new(list, api_write_route(&reports.at[i]));
    visit_json(visit, 200, json_pack("{s:o}", "routes", list));
    return RC_OK;
}

enum rc api_route_switch(struct visit *visit, struct fault *why)
{
    SCOPED(json_free) json_t *body = NULL;
    const json_t *on;

    TRY(api_read_body(visit, &body, why));
    on = json_object_get(body, "on");
    if (!json_is_boolean(on)) return fault_set(why, RC_INVALID, "on: expected true or false");
    TRY(turn(visit, visit->word, json_is_false(on), why));
    visit_json(visit, 200, json_object());
    return RC_OK;
}
