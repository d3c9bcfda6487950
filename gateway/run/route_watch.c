#include "gateway/run/route_watch.h"

#include "gateway/base/clock.h"
#include "gateway/base/log.h"
#include "gateway/routes/routes.h"

/* Counting an hour's messages is no small matter, and a month's budget is not spent in minutes. */
#define BUDGETS_EVERY (5 * USEC_MIN)

void route_watch_init(struct route_watch *watch, const struct config *config)
{
    *watch = (struct route_watch){.config = config};
    watch->troubles = mem_new(config->route_n, sizeof(*watch->troubles));
    watch->told = mem_new(config->route_n, sizeof(*watch->told));
    for (size_t i = 0; i < config->route_n; i++)
        trouble_init(&watch->troubles[i]);
}

void route_watch_clear(struct route_watch *watch)
{
    for (size_t i = 0; watch->config && i < watch->config->route_n; i++)
        trouble_clear(&watch->troubles[i]);
    free(watch->troubles);
    free(watch->told);
    *watch = (struct route_watch){0};
}

void route_watch_providers(struct route_watch *watch, struct outbox *outbox)
{
    for (size_t i = 0; i < watch->config->route_n; i++) {
        const char *name = watch->config->routes[i].name;
        struct route_status status;
        struct fault why;

        outbox_route_status(outbox, i, &status);
        if (status.breaker == BREAKER_CLOSED) {
            if (trouble_over(&watch->troubles[i]))
                log_line(LOG_INFO, "route.well", "route %s: its provider works again", name);
            continue;
        }
        IGNORE(fault_set(&why, RC_BROKEN, "%s", status.trouble)); /* the words count */
        if (trouble_came(&watch->troubles[i], &why, clock_monotonic()))
            log_line(LOG_ERROR, "route.broken",
                     "route %s: its provider does not answer or refuses: %s", name, why.text);
    }
}

static void look_at_budget(struct route_watch *watch, const struct route_health *health)
{
    const struct route *route = config_route(watch->config, health->route);
    int *told, percent, level;

    if (!route) return;
    told = &watch->told[route - watch->config->routes];
    percent = route_budget_percent(route, health->month_micros);
    level = percent >= 100 ? 100 : percent >= BUDGET_WARN_PERCENT ? BUDGET_WARN_PERCENT : 0;
    if (level > *told)
        log_line(LOG_WARNING, "route.budget",
                 "route %s: %d percent of this month's budget is spent", route->name, percent);
    *told = level; /* less again in a new month */
}

enum rc route_watch_budgets(struct route_watch *watch, struct store *store, usec now,
                            struct fault *why)
{
    SCOPED(health_clear) struct health health = {0};

    if (now < watch->budgets_at) return RC_OK;
    TRY(store_health(store, now, &health, why));
    for (size_t i = 0; i < health.route_n; i++)
        look_at_budget(watch, &health.routes[i]);
    watch->budgets_at = now + BUDGETS_EVERY;
    return RC_OK;
}
