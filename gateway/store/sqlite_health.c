/* Health: what the queue screen, the metrics and the operator's alert look at. */
#include "gateway/store/sqlite_store.h"

#define HUMAN_LOOK_BACK (90 * USEC_DAY)

static struct route_health *route_of(struct health *health, const char *name)
{
    struct route_health *route;

    for (size_t i = 0; i < health->route_n; i++)
        if (strcmp(health->routes[i].route, name) == 0) return &health->routes[i];
    health->routes = mem_grow(health->routes, health->route_n + 1, sizeof(*health->routes));
    route = &health->routes[health->route_n++];
    *route = (struct route_health){
        .route = mem_copy_string(name), .oldest_due_at = 0, .last_error = mem_copy_string("")};
    return route;
}

static enum rc count_waiting(struct sqlite *db, usec now, struct health *out, struct fault *why)
{
    static const char COUNT_WAITING[] =
        "SELECT route, count(*) FILTER (WHERE state = 0),"
        " count(*) FILTER (WHERE state = 0 AND wake_at <= ?1),"
        " count(*) FILTER (WHERE state = 1), count(*) FILTER (WHERE state = 3),"
        " min(wake_at) FILTER (WHERE state = 0 AND wake_at <= ?1)"
        " FROM (SELECT route, state, wake_at FROM message WHERE state = 0"
        "  UNION ALL SELECT route, state, wake_at FROM message WHERE state IN (1, 3))"
        " GROUP BY route";
    SCOPED(rows_close) struct rows rows = sqlite_query(db, COUNT_WAITING, BIND(as_int(now)));

    while (rows_next(&rows)) {
        struct route_health *route = route_of(out, take_string(&rows));

        route->queued = take_int(&rows);
        route->due = take_int(&rows);
        route->sending = take_int(&rows);
        route->unknown = take_int(&rows);
        route->oldest_due_at = take_int(&rows);
    }
    return rows_end(&rows, why);
}

/* The last messages are the last rows, so an hour is read from the end. */
static enum rc count_hour(struct sqlite *db, usec now, struct health *out, struct fault *why)
{
    static const char COUNT_HOUR[] =
        "SELECT route, count(*) FILTER (WHERE state = 2), count(*) FILTER (WHERE state = 6"
        "  OR delivery = 4) FROM message WHERE id > (SELECT max(id) FROM message) - ?2"
        " AND sent_at > ?1 - 3600000000 GROUP BY route";
    static const char SELECT_ERROR[] =
        "SELECT error FROM message WHERE id > (SELECT max(id) FROM message) - ?2 AND route = ?1"
        " AND error <> '' ORDER BY id DESC LIMIT 1";
    static const int64_t last_rows = 200000;
    SCOPED(rows_close)
    struct rows rows = sqlite_query(db, COUNT_HOUR, BIND(as_int(now), as_int(last_rows)));

    while (rows_next(&rows)) {
        struct route_health *route = route_of(out, take_string(&rows));

        route->sent_hour = take_int(&rows);
        route->failed_hour = take_int(&rows);
    }
    TRY(rows_end(&rows, why));
    for (size_t i = 0; i < out->route_n; i++) {
        SCOPED(rows_close)
        struct rows errors = sqlite_query(db, SELECT_ERROR,
                                          BIND(as_string(out->routes[i].route), as_int(last_rows)));

        if (!rows_next(&errors)) continue;
        free(out->routes[i].last_error);
        out->routes[i].last_error = take_copy(&errors);
    }
    return RC_OK;
}

static enum rc count_month(struct sqlite *db, usec now, struct health *out, struct fault *why)
{
    static const char SELECT_MONTH[] =
        "SELECT route, messages, segments, micros FROM route_month WHERE month =" MONTH_OF("?1");
    SCOPED(rows_close) struct rows rows = sqlite_query(db, SELECT_MONTH, BIND(as_int(now)));

    while (rows_next(&rows)) {
        struct route_health *route = route_of(out, take_string(&rows));

        route->month_messages = take_int(&rows);
        route->month_segments = take_int(&rows);
        route->month_micros = take_int(&rows);
    }
    return rows_end(&rows, why);
}

static enum rc count_people(struct sqlite *db, struct health *out, struct fault *why)
{
    static const char COUNT_INBOX[] =
        "SELECT count(*), ifnull(min(arrived_at), 0) FROM inbox WHERE handled_at = 0";
    static const char COUNT_UNREAD[] =
        "SELECT count(*), count(*) FILTER (WHERE family_id IS NULL), ifnull(min(arrived_at), 0)"
        " FROM reply WHERE read_at = 0";
    static const char COUNT_ALERTS[] =
        "SELECT level, state, count(*) FROM alert WHERE state < 2 GROUP BY 1, 2";
    SCOPED(rows_close) struct rows inbox = sqlite_query(db, COUNT_INBOX, BIND_NONE);
    SCOPED(rows_close) struct rows unread = sqlite_query(db, COUNT_UNREAD, BIND_NONE);
    SCOPED(rows_close) struct rows alerts = sqlite_query(db, COUNT_ALERTS, BIND_NONE);

    if (rows_next(&inbox)) {
        out->inbox_waiting = take_int(&inbox);
        out->oldest_inbox_at = take_int(&inbox);
    }
    TRY(rows_end(&inbox, why));
    if (rows_next(&unread)) {
        out->unread = take_int(&unread);
        out->strangers_unread = take_int(&unread);
        out->oldest_unread_at = take_int(&unread);
    }
    TRY(rows_end(&unread, why));
    while (rows_next(&alerts)) {
        int64_t level = take_int(&alerts), state = take_int(&alerts);

        assert(level >= 0 && level <= LEVEL_CRISIS);
        (state == ALERT_OPEN ? out->alerts_open : out->alerts_taken)[level] = take_int(&alerts);
    }
    return rows_end(&alerts, why);
}

/* The time to a human at a place of the sorted row: 0 first, 1 last. */
static enum rc human_at(struct sqlite *db, usec now, double place, const struct health *health,
                        usec *out, struct fault *why)
{
    static const char SELECT_AT[] = "SELECT taken_at - happened_at FROM alert WHERE taken_at > ?1"
                                    " ORDER BY taken_at - happened_at LIMIT 1 OFFSET ?2";
    int64_t skip = (int64_t)(place * (double)(health->taken_n - 1));

    return sqlite_number(db, SELECT_AT, BIND(as_int(now - HUMAN_LOOK_BACK), as_int(skip)), out,
                         why);
}

static enum rc measure_human(struct sqlite *db, usec now, struct health *out, struct fault *why)
{
    static const char COUNT_TAKEN[] = "SELECT count(*) FROM alert WHERE taken_at > ?1";

    TRY(sqlite_number(db, COUNT_TAKEN, BIND(as_int(now - HUMAN_LOOK_BACK)), &out->taken_n, why));
    if (out->taken_n == 0) return RC_OK;
    TRY(human_at(db, now, 0.5, out, &out->to_human_median, why));
    TRY(human_at(db, now, 0.9, out, &out->to_human_p90, why));
    return human_at(db, now, 1, out, &out->to_human_worst, why);
}

enum rc sqlite_health(struct store *store, usec now, struct health *out, struct fault *why)
{
    static const char COUNT_BYTES[] =
        "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()";
    SCOPED(health_clear) struct health health = {0};
    SCOPED(sqlite_read_end) struct sqlite *db = NULL;

    TRY(sqlite_read(store, &db, why));
    TRY(count_waiting(db, now, &health, why));
    TRY(count_month(db, now, &health, why));
    TRY(count_hour(db, now, &health, why));
    TRY(count_people(db, &health, why));
    TRY(measure_human(db, now, &health, why));
    TRY(sqlite_number(db, COUNT_BYTES, BIND_NONE, &health.database_bytes, why));
    hand_over(out, &health, sizeof(health));
    return RC_OK;
}
