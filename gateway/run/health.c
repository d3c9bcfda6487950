/* Health: what machines ask. No personal data: counts, moments and names of routes only. */
#include "gateway/agenda/feed.h"
#include "gateway/run/loops.h"

static void plain(struct http_response *response, int status, const char *type)
{
    response->status = status;
    http_header_add(&response->headers, "Content-Type", type);
    http_header_add(&response->headers, "Cache-Control", "no-store");
}

/* The name of a loop that is stuck, or NULL. */
static const char *stuck_loop(const struct gateway *gateway)
{
    usec now = clock_monotonic();

    for (int i = 0; i < LOOP_N; i++)
        if (gateway->running[i] && now - atomic_load(&gateway->turned_at[i]) > LOOP_STUCK_AFTER)
            return loop_names[i];
    return NULL;
}

/* Why nobody should rely on this gateway now; false: it works. */
static bool not_ready(struct gateway *gateway, struct fault *why)
{
    SCOPED(health_clear) struct health health = {0};
    const char *stuck = stuck_loop(gateway);

    if (stuck) {
        IGNORE(fault_set(why, RC_BROKEN, "the %s loop does not turn", stuck)); /* the words count */
        return true;
    }
    for (int i = 0; i < LOOP_N; i++)
        if (trouble_read(&gateway->trouble[i], 0, why)) return true;
    if (trouble_read(&gateway->webhook_trouble, clock_monotonic() - WEBHOOK_TROUBLE_LASTS, why) ||
        trouble_read(&gateway->ussd_trouble, clock_monotonic() - WEBHOOK_TROUBLE_LASTS, why))
        return true;
    return store_health(gateway->options.store, clock_now(gateway->options.clock), &health, why) !=
           RC_OK;
}

static void answer_ready(struct gateway *gateway, struct http_response *response)
{
    struct fault why = {0};

    if (!not_ready(gateway, &why)) {
        plain(response, 200, "application/json");
        text_add(&response->body, "{\"ready\":true}\n");
        return;
    }
    plain(response, 503, "application/json");
    text_add(&response->body, "{\"ready\":false,\"why\":");
    text_add_json(&response->body, why.text, strlen(why.text));
    text_add(&response->body, "}\n");
}

static void metric(struct text *out, const char *name, const char *type, const char *help)
{
    text_addf(out, "# HELP vangnet_%s %s\n# TYPE vangnet_%s %s\n", name, help, name, type);
}

static double seconds_since(usec at, usec now)
{
    return at > 0 && now > at ? (double)(now - at) / USEC_SEC : 0;
}

static void route_metrics(const struct health *health, usec now, struct text *out)
{
    static const char *const names[] = {"queued", "due", "sending", "unknown"};

    metric(out, "outbox_messages", "gauge", "Messages by route and place.");
    for (size_t i = 0; i < health->route_n; i++) {
        const struct route_health *route = &health->routes[i];
        const int64_t values[] = {route->queued, route->due, route->sending, route->unknown};

        for (size_t k = 0; k < COUNT(names); k++)
            text_addf(out, "vangnet_outbox_messages{route=\"%s\",state=\"%s\"} %lld\n",
                      route->route[0] ? route->route : "mail", names[k], (long long)values[k]);
    }
    metric(out, "outbox_oldest_due_seconds", "gauge", "Longest that a due message waits.");
    for (size_t i = 0; i < health->route_n; i++)
        text_addf(out, "vangnet_outbox_oldest_due_seconds{route=\"%s\"} %.0f\n",
                  health->routes[i].route[0] ? health->routes[i].route : "mail",
                  seconds_since(health->routes[i].oldest_due_at, now));
}

static const struct route_health *health_of(const struct health *health, const char *route)
{
    static const struct route_health idle = {0};

    for (size_t i = 0; i < health->route_n; i++)
        if (strcmp(health->routes[i].route, route) == 0) return &health->routes[i];
    return &idle;
}

static void add_euros(struct text *out, const char *name, const char *route, int64_t micros)
{
    text_addf(out, "vangnet_%s{route=\"%s\"} %lld.%06lld\n", name, route,
              (long long)(micros / EURO_MICROS), (long long)(micros % EURO_MICROS));
}

/* Of every route of the configuration, also one that has nothing to do. */
static void carrier_metrics(struct gateway *gateway, const struct health *health, struct text *out)
{
    const struct config *config = gateway->options.config;
    struct route_status status;

    metric(out, "route_on", "gauge", "0: somebody switched the route off.");
    for (size_t i = 0; i < config->route_n; i++) {
        outbox_route_status(gateway->outbox, i, &status);
        text_addf(out, "vangnet_route_on{route=\"%s\"} %d\n", config->routes[i].name, !status.off);
    }
    metric(out, "route_broken", "gauge",
           "1: the provider is away or refuses, its breaker is open.");
    for (size_t i = 0; i < config->route_n; i++) {
        outbox_route_status(gateway->outbox, i, &status);
        text_addf(out, "vangnet_route_broken{route=\"%s\"} %d\n", config->routes[i].name,
                  status.breaker != BREAKER_CLOSED);
    }
    metric(out, "route_month_segments", "gauge", "Segments sent in this month of UTC.");
    for (size_t i = 0; i < config->route_n; i++)
        text_addf(out, "vangnet_route_month_segments{route=\"%s\"} %lld\n", config->routes[i].name,
                  (long long)health_of(health, config->routes[i].name)->month_segments);
    metric(out, "route_month_euros", "gauge", "What they cost.");
    for (size_t i = 0; i < config->route_n; i++)
        add_euros(out, "route_month_euros", config->routes[i].name,
                  health_of(health, config->routes[i].name)->month_micros);
    metric(out, "route_budget_euros", "gauge", "What they may cost in a month; 0: not said.");
    for (size_t i = 0; i < config->route_n; i++)
        add_euros(out, "route_budget_euros", config->routes[i].name,
                  config->routes[i].budget_micros);
}

static void alert_metrics(const struct health *health, struct text *out)
{
    metric(out, "alerts_open", "gauge", "Alerts that nobody has taken, by level.");
    for (int level = LEVEL_RELAPSE; level <= LEVEL_CRISIS; level++)
        text_addf(out, "vangnet_alerts_open{level=\"%d\"} %lld\n", level,
                  (long long)health->alerts_open[level]);
    metric(out, "time_to_human_seconds", "gauge", "From a reply to a person, over 90 days.");
    text_addf(out, "vangnet_time_to_human_seconds{quantile=\"0.5\"} %.0f\n",
              (double)health->to_human_median / USEC_SEC);
    text_addf(out, "vangnet_time_to_human_seconds{quantile=\"0.9\"} %.0f\n",
              (double)health->to_human_p90 / USEC_SEC);
    text_addf(out, "vangnet_time_to_human_seconds{quantile=\"1\"} %.0f\n",
              (double)health->to_human_worst / USEC_SEC);
}

static void own_metrics(struct gateway *gateway, const struct health *health, usec now,
                        struct text *out)
{
    metric(out, "inbox_waiting", "gauge", "Texts that came in and are not handled yet.");
    text_addf(out, "vangnet_inbox_waiting %lld\n", (long long)health->inbox_waiting);
    metric(out, "inbox_oldest_seconds", "gauge", "How long the oldest of them waits.");
    text_addf(out, "vangnet_inbox_oldest_seconds %.0f\n",
              seconds_since(health->oldest_inbox_at, now));
    metric(out, "replies_unread", "gauge", "Replies that no person has read yet.");
    text_addf(out, "vangnet_replies_unread %lld\n", (long long)health->unread);
    metric(out, "webhooks_total", "counter", "Webhook requests since the start.");
    text_addf(out, "vangnet_webhooks_total %lu\n", atomic_load(&gateway->webhooks));
    metric(out, "loop_faults_total", "counter", "Turns of a loop that failed since the start.");
    for (int i = 0; i < LOOP_N; i++)
        text_addf(out, "vangnet_loop_faults_total{loop=\"%s\"} %lu\n", loop_names[i],
                  atomic_load(&gateway->faults[i]));
    metric(out, "loop_idle_seconds", "gauge", "How long ago a loop turned.");
    for (int i = 0; i < LOOP_N; i++)
        if (gateway->running[i])
            text_addf(out, "vangnet_loop_idle_seconds{loop=\"%s\"} %.1f\n", loop_names[i],
                      seconds_since(atomic_load(&gateway->turned_at[i]), clock_monotonic()));
    metric(out, "database_bytes", "gauge", "Size of the database.");
    text_addf(out, "vangnet_database_bytes %lld\n", (long long)health->database_bytes);
}

static void feed_metrics(const struct feed_counts *feeds, usec now, struct text *out)
{
    if (feeds->n == 0) return;
    metric(out, "calendar_feeds", "gauge", "Calendars of staff that are looked at.");
    text_addf(out, "vangnet_calendar_feeds %zu\n", feeds->n);
    metric(out, "calendar_feeds_failing", "gauge", "Those that could not be read the last time.");
    text_addf(out, "vangnet_calendar_feeds_failing %zu\n", feeds->failing);
    metric(out, "calendar_oldest_read_seconds", "gauge",
           "How long ago the one that waits longest was read.");
    if (feeds->read_at)
        text_addf(out, "vangnet_calendar_oldest_read_seconds %.0f\n",
                  seconds_since(feeds->read_at, now));
    else
        text_add(out, "vangnet_calendar_oldest_read_seconds +Inf\n");
}

static void answer_metrics(struct gateway *gateway, struct http_response *response)
{
    SCOPED(health_clear) struct health health = {0};
    usec now = clock_now(gateway->options.clock);
    struct store *store = gateway->options.store;
    struct feed_counts feeds;
    struct fault why;

    if (store_health(store, now, &health, &why) != RC_OK ||
        feed_count(store, gateway->options.config, &feeds, &why) != RC_OK) {
        plain(response, 503, "text/plain; charset=utf-8");
        text_addf(&response->body, "%s\n", why.text);
        return;
    }
    plain(response, 200, "text/plain; version=0.0.4; charset=utf-8");
    route_metrics(&health, now, &response->body);
    carrier_metrics(gateway, &health, &response->body);
    alert_metrics(&health, &response->body);
    own_metrics(gateway, &health, now, &response->body);
    feed_metrics(&feeds, now, &response->body);
}

bool health_answer(struct gateway *gateway, const char *path, struct http_response *response)
{
    size_t n = strcspn(path, "?");

    if (n == 8 && strncmp(path, "/healthz", n) == 0) {
        plain(response, 200, "application/json");
        text_add(&response->body, "{\"alive\":true}\n");
    } else if (n == 7 && strncmp(path, "/readyz", n) == 0) {
        answer_ready(gateway, response);
    } else if (n == 8 && strncmp(path, "/metrics", n) == 0) {
        answer_metrics(gateway, response);
    } else {
        return false;
    }
    return true;
}
