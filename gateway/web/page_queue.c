/* Queue: does it run? */
#include "gateway/routes/routes.h"
#include "gateway/web/pages.h"
#include "gateway/web/route_report.h"
#include "gateway/web/view.h"

#define LATE_AFTER  (10 * USEC_MIN) /* a due message that still stands there */
#define INBOX_AFTER (5 * USEC_MIN)
#define HEART_AFTER (15 * USEC_MIN)
#define FEED_AFTER  USEC_HOUR /* a calendar of staff: its server may be away for a moment */

static json_t *span_or(const struct visit *visit, usec since, const char *name, const char *none)
{
    SCOPED(text_clear) struct text span = {0};

    if (!since) return json_string(phrase(visit->phrases, none));
    phrase_add_span(visit->phrases, &span, visit->now - since);
    return phrase_json(visit->phrases, name, text_string(&span), NULL);
}

static const char *route_name(const struct visit *visit, const struct route_report *report)
{
    return report->name[0] ? report->name : phrase(visit->phrases, "route_mail");
}

static bool is_off(const struct route_report *report)
{
    return report->last && report->last->off;
}

/* ---- What is wrong ---- */

static void add_span_problem(json_t *problems, const struct visit *visit, const char *name,
                             const char *what, usec since)
{
    SCOPED(text_clear) struct text span = {0};

    phrase_add_span(visit->phrases, &span, visit->now - since);
    json_array_append_new(problems,
                          what ? phrase_json(visit->phrases, name, what, text_string(&span), NULL)
                               : phrase_json(visit->phrases, name, text_string(&span), NULL));
}

static void add_problem(json_t *problems, const struct visit *visit, const char *name,
                        const struct route_report *report, const char *what)
{
    json_array_append_new(problems,
                          phrase_json(visit->phrases, name, route_name(visit, report), what, NULL));
}

static void add_route_problems(json_t *problems, const struct visit *visit,
                               const struct route_report *report)
{
    const struct route_health *health = report->health;
    char figure[24];

    if (report->status.breaker != BREAKER_CLOSED)
        add_problem(problems, visit, "problem_route", report, report->status.trouble);
    if (is_off(report) && report->route)
        add_problem(problems, visit, "problem_off", report,
                    visit_staff_name(visit, report->last->who));
    if (report->budget_percent >= BUDGET_WARN_PERCENT) {
        snprintf(figure, sizeof(figure), "%d", report->budget_percent);
        add_problem(problems, visit, "problem_budget", report, figure);
    }
    if (health->due && health->oldest_due_at && visit->now - health->oldest_due_at > LATE_AFTER)
        add_span_problem(problems, visit, "problem_late", route_name(visit, report),
                         health->oldest_due_at);
    if (!health->failed_hour) return;
    snprintf(figure, sizeof(figure), "%lld", (long long)health->failed_hour);
    add_problem(problems, visit, "problem_failed", report, figure);
}

static json_t *problems_of(const struct visit *visit, const struct health *health,
                           const struct balance *balance, const struct route_reports *routes,
                           usec heart)
{
    json_t *problems = json_array();

    if (!balance->balances)
        json_array_append_new(problems, json_string(phrase(visit->phrases, "problem_books")));
    if (!roster_on_duty(visit_config(visit), "", visit->now))
        json_array_append_new(problems, json_string(phrase(visit->phrases, "problem_duty")));
    if (heart && visit->now - heart > HEART_AFTER)
        add_span_problem(problems, visit, "problem_heart", NULL, heart);
    if (health->oldest_inbox_at && visit->now - health->oldest_inbox_at > INBOX_AFTER)
        add_span_problem(problems, visit, "problem_inbox", NULL, health->oldest_inbox_at);
    for (size_t i = 0; i < routes->n; i++)
        add_route_problems(problems, visit, &routes->at[i]);
    return problems;
}

/* Calendars of staff that cannot be read: their appointments are not what they think. */
static enum rc add_feed_problems(json_t *problems, const struct visit *visit, struct fault *why)
{
    const struct config *config = visit_config(visit);

    for (size_t i = 0; i < config->staff_n; i++) {
        SCOPED(calendar_clear) struct calendar calendar = {0};
        const struct staff *staff = &config->staff[i];

        if (!staff->calendar[0]) continue;
        TRY(store_calendar_load(visit_store(visit), staff->login, &calendar, why));
        if (!calendar_fails(calendar.trouble) || visit->now - calendar.read_at < FEED_AFTER)
            continue;
        if (calendar.read_at)
            add_span_problem(problems, visit, "problem_feed", staff->name, calendar.read_at);
        else
            json_array_append_new(
                problems, phrase_json(visit->phrases, "problem_feed_never", staff->name, NULL));
    }
    return RC_OK;
}

/* ---- Figures and tables ---- */

static void add_human(json_t *values, const struct visit *visit, const struct health *health)
{
    SCOPED(text_clear) struct text p90 = {0}, worst = {0};
    char n[24];

    if (!health->taken_n) {
        json_object_set_new(values, "median", json_string("–"));
        json_object_set_new(values, "human_more",
                            json_string(phrase(visit->phrases, "to_human_none")));
        return;
    }
    phrase_add_span(visit->phrases, &p90, health->to_human_p90);
    phrase_add_span(visit->phrases, &worst, health->to_human_worst);
    snprintf(n, sizeof(n), "%lld", (long long)health->taken_n);
    json_object_set_new(values, "median", phrase_span(visit->phrases, health->to_human_median));
    json_object_set_new(values, "human_more",
                        phrase_json(visit->phrases, "to_human_more", text_string(&p90),
                                    text_string(&worst), n, NULL));
}

/* "12,34" of euros in millionths, rounded. */
static void write_euros(const struct visit *visit, int64_t micros, char out[static 32])
{
    long long cents = (long long)((micros + EURO_MICROS / 200) / (EURO_MICROS / 100));

    snprintf(out, 32, "%lld%s%02lld", cents / 100, phrase(visit->phrases, "decimal"), cents % 100);
}

static json_t *month_of(const struct visit *visit, const struct route_report *report)
{
    const struct route_health *health = report->health;
    char segments[24], spent[32], budget[32];

    snprintf(segments, sizeof(segments), "%lld", (long long)health->month_segments);
    write_euros(visit, health->month_micros, spent);
    if (report->budget_percent >= 0) {
        write_euros(visit, report->route->budget_micros, budget);
        return phrase_json(visit->phrases, "route_budget", segments, spent, budget, NULL);
    }
    if (health->month_micros)
        return phrase_json(visit->phrases, "route_spent", segments, spent, NULL);
    return phrase_json(visit->phrases, "route_segments", segments, NULL);
}

static json_t *state_of(const struct visit *visit, const struct route_report *report)
{
    SCOPED(text_clear) struct text since = {0};
    const struct zone *zone = visit_zone(visit);
    const char *name = "route_works";

    if (!report->route) {
        name = "route_unknown";
    } else if (is_off(report)) {
        phrase_add_moment(visit->phrases, &since, zone, report->last->at, MOMENT_SHORT, visit->now);
        return phrase_json(visit->phrases, "route_off", visit_staff_name(visit, report->last->who),
                           text_string(&since), NULL);
    } else if (report->status.breaker == BREAKER_PROBING) {
        name = "route_probing";
    } else if (report->status.breaker == BREAKER_OPEN) {
        return phrase_json(visit->phrases, "route_open", report->status.trouble, NULL);
    } else if (!week_hours_cover(&report->route->hours, zone, visit->now)) {
        name = "route_closed_now";
    }
    return json_string(phrase(visit->phrases, name));
}

static json_t *route_row(const struct visit *visit, const struct route_report *report)
{
    const struct route_health *health = report->health;
    json_t *row = json_pack("{s:s, s:o, s:o, s:I, s:I, s:I, s:I, s:I, s:n}", "route",
                            route_name(visit, report), "state", state_of(visit, report), "month",
                            month_of(visit, report), "queued", (json_int_t)health->queued,
                            "sending", (json_int_t)health->sending, "unknown",
                            (json_int_t)health->unknown, "sent", (json_int_t)health->sent_hour,
                            "failed", (json_int_t)health->failed_hour, "oldest");

    if (health->due && health->oldest_due_at && visit->now > health->oldest_due_at)
        json_object_set_new(row, "oldest",
                            phrase_span(visit->phrases, visit->now - health->oldest_due_at));
    json_object_set_new(row, "is_route", json_boolean(report->name[0] != '\0'));
    json_object_set_new(row, "error", json_text(health->last_error ? health->last_error : ""));
    if (report->route && route_sends(report->route) && access_switches(visit)) {
        bool off = is_off(report);

        json_object_set_new(
            row, "switch",
            json_pack("{s:s, s:s}", "to", off ? "on" : "off", "word",
                      phrase(visit->phrases, off ? "route_turn_on" : "route_turn_off")));
    }
    return row;
}

static json_t *rows_of(const struct visit *visit, const struct route_reports *reports)
{
    json_t *rows = json_array();

    for (size_t i = 0; i < reports->n; i++)
        json_array_append_new(rows, route_row(visit, &reports->at[i]));
    return rows;
}

static const char *const columns[] = {"col_planned", "col_sent",      "col_skipped", "col_expired",
                                      "col_open",    "col_delivered", "col_failed",  "col_unknown"};

static json_t *books_of(const struct visit *visit, const struct balance *balance)
{
    json_t *books = json_array();

    for (int kind = 0; kind < KIND_N; kind++) {
        const struct tally *tally = &balance->kinds[kind];
        int64_t skipped = 0, unsure = tally->unknown + tally->open_sent + tally->expired_sent;

        if (!tally->planned) continue;
        for (int skip = 0; skip < SKIP_N; skip++)
            skipped += tally->skipped[skip];
        json_array_append_new(
            books,
            json_pack("{s:s, s:[I, I, I, I, I, I, I, I]}", "kind",
                      phrase_of(visit->phrases, "kind", kind_name((enum kind)kind)), "numbers",
                      (json_int_t)tally->planned, (json_int_t)tally->sent, (json_int_t)skipped,
                      (json_int_t)tally->expired, (json_int_t)tally->open,
                      (json_int_t)tally->delivered, (json_int_t)tally->failed, (json_int_t)unsure));
    }
    return books;
}

static json_t *texts_word(const struct visit *visit, const struct balance *balance)
{
    const int64_t counts[] = {balance->arrived,    balance->handled, balance->waiting,
                              balance->duplicates, balance->matched, balance->unmatched,
                              balance->strangers};
    char said[COUNT(counts)][24];

    for (size_t i = 0; i < COUNT(counts); i++)
        snprintf(said[i], sizeof(said[i]), "%lld", (long long)counts[i]);
    return phrase_json(visit->phrases, "texts_word", said[0], said[1], said[2], said[3], said[4],
                       said[5], said[6], NULL);
}

static void add_books(json_t *values, const struct visit *visit, const struct balance *balance)
{
    json_t *books = books_of(visit, balance), *heads = json_array();

    for (size_t i = 0; i < COUNT(columns); i++)
        json_array_append_new(heads, json_string(phrase(visit->phrases, columns[i])));
    json_object_set_new(values, "books_n", json_boolean(json_array_size(books) > 0));
    json_object_set_new(values, "books", books);
    json_object_set_new(values, "book_columns", heads);
    json_object_set_new(values, "balances", json_boolean(balance->balances));
    json_object_set_new(
        values, "balance_word",
        json_string(phrase(visit->phrases, balance->balances ? "books_right" : "books_wrong")));
    json_object_set_new(values, "imbalance", json_text(text_string(&balance->imbalance)));
    json_object_set_new(values, "texts_word", texts_word(visit, balance));
}

static void add_figures(json_t *values, const struct visit *visit, const struct health *health,
                        usec heart)
{
    long long tenths = (long long)health->database_bytes / 100000;
    char size[32];

    snprintf(size, sizeof(size), "%lld%s%lld", tenths / 10, phrase(visit->phrases, "decimal"),
             tenths % 10);
    add_human(values, visit, health);
    json_object_set_new(values, "inbox_waiting", json_integer(health->inbox_waiting));
    json_object_set_new(values, "inbox_oldest",
                        span_or(visit, health->inbox_waiting ? health->oldest_inbox_at : 0,
                                "oldest_waits", "nothing_waits"));
    json_object_set_new(values, "unread", json_integer(health->unread));
    json_object_set_new(values, "unread_oldest",
                        span_or(visit, health->unread ? health->oldest_unread_at : 0,
                                "oldest_waits", "nothing_waits"));
    json_object_set_new(values, "heartbeat",
                        span_or(visit, heart, "heartbeat_ago", "heartbeat_none"));
    json_object_set_new(values, "heartbeat_more",
                        phrase_json(visit->phrases, "heartbeat_more", size, NULL));
}

static void add_verdict(json_t *values, const struct visit *visit, json_t *problems)
{
    bool well = json_array_size(problems) == 0;

    json_object_set_new(values, "problems", problems);
    json_object_set_new(values, "problems_n", json_boolean(!well));
    json_object_set_new(values, "well", json_boolean(well));
    json_object_set_new(values, "verdict", json_string(well ? "good" : "bad"));
    json_object_set_new(values, "verdict_word",
                        json_string(phrase(visit->phrases, well ? "queue_well" : "queue_bad")));
}

enum rc queue_show(struct visit *visit, struct fault *why)
{
    SCOPED(health_clear) struct health health = {0};
    SCOPED(balance_clear) struct balance balance = {0};
    SCOPED(route_reports_clear) struct route_reports routes = {0};
    int64_t heart = 0;
    json_t *values, *problems;
    enum rc rc;

    TRY(store_health(visit_store(visit), visit->now, &health, why));
    TRY(store_balance(visit_store(visit), &balance, why));
    TRY(route_reports_load(visit, &health, &routes, why));
    rc = store_note_read(visit_store(visit), "kept_at", &heart, why);
    if (rc != RC_OK && rc != RC_MISSING) return rc;
    problems = problems_of(visit, &health, &balance, &routes, heart);
    rc = add_feed_problems(problems, visit, why);
    if (rc != RC_OK) {
        json_decref(problems);
        return rc;
    }
    values = json_object();
    add_verdict(values, visit, problems);
    add_figures(values, visit, &health, heart);
    json_object_set_new(values, "routes", rows_of(visit, &routes));
    json_object_set_new(values, "switches", json_boolean(access_switches(visit)));
    add_books(values, visit, &balance);
    return visit_page(visit, 200, "queue", phrase(visit->phrases, "queue"), values, why);
}
