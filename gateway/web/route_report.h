#ifndef GATEWAY_WEB_ROUTE_REPORT_H
#define GATEWAY_WEB_ROUTE_REPORT_H
/* Route_report: what is known of each route, put together from configuration, outbox and store. */
#include "gateway/outbox/outbox.h"
#include "gateway/web/visit.h"

struct route_report {
    const char *name;          /* "": mail */
    const struct route *route; /* NULL: mail, or one that the configuration lost */
    const struct route_health *health;
    const struct route_switch *last; /* NULL: it was never switched */
    struct route_status status;
    int budget_percent; /* -1: it has none */
};

struct route_reports {
    struct route_report *at;
    size_t n;
    struct route_switches switches; /* which they point into */
};

/* The routes of the configuration in their order, then what else `health` knows; borrows from it. */
enum rc route_reports_load(const struct visit *visit, const struct health *health,
                           struct route_reports *out, struct fault *why) NEEDS_CHECK;
void route_reports_clear(struct route_reports *reports);

#endif
