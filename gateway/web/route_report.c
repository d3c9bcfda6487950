#include "gateway/web/route_report.h"

#include "gateway/routes/routes.h"

void route_reports_clear(struct route_reports *reports)
{
    free(reports->at);
    route_switches_clear(&reports->switches);
    *reports = (struct route_reports){0};
}

static const struct route_health *health_of(const struct health *health, const char *name)
{
    static const struct route_health idle = {0};

    for (size_t i = 0; i < health->route_n; i++)
        if (strcmp(health->routes[i].route, name) == 0) return &health->routes[i];
    return &idle;
}

static const struct route_switch *last_switch(const struct route_switches *switches,
                                              const char *name)
{
    for (size_t i = 0; i < switches->n; i++)
        if (strcmp(switches->at[i].route, name) == 0) return &switches->at[i];
    return NULL;
}

static struct route_report *add(struct route_reports *reports, const char *name,
                                const struct route_health *health)
{
    struct route_report *report = &reports->at[reports->n++];

    *report = (struct route_report){.name = name,
                                    .health = health,
                                    .last = last_switch(&reports->switches, name),
                                    .budget_percent = -1};
    return report;
}

enum rc route_reports_load(const struct visit *visit, const struct health *health,
                           struct route_reports *out, struct fault *why)
{
    const struct config *config = visit_config(visit);
    struct outbox *outbox = visit->console->options.outbox;

    TRY(store_route_switches(visit_store(visit), &out->switches, why));
    out->at = mem_new(config->route_n + health->route_n, sizeof(*out->at));
    for (size_t i = 0; i < config->route_n; i++) {
        const struct route *route = &config->routes[i];
        struct route_report *report = add(out, route->name, health_of(health, route->name));

        report->route = route;
        report->budget_percent = route_budget_percent(route, report->health->month_micros);
        if (outbox) outbox_route_status(outbox, i, &report->status);
    }
    for (size_t i = 0; i < health->route_n; i++)
        if (!config_route(config, health->routes[i].route))
            add(out, health->routes[i].route, &health->routes[i]);
    return RC_OK;
}
