/* Routes: what they carried and cost, and who switched them. */
#include "gateway/store/sqlite_store.h"

enum rc route_spend(struct sqlite *db, const struct message_place *sent, struct fault *why)
{
    static const char ADD_MONTH[] =
        "INSERT INTO route_month (route, month, messages, segments, micros)"
        " VALUES (?1," MONTH_OF(
            "?2") ", 1, ?3, ?4)"
                  " ON CONFLICT (route, month) DO UPDATE SET messages = messages + 1,"
                  " segments = segments + ?3, micros = micros + ?4";

    if (!sent->route[0]) return RC_OK; /* mail */
    return sqlite_run(db, ADD_MONTH,
                      BIND(as_string(sent->route), as_int(sent->sent_at), as_int(sent->segments),
                           as_int(sent->segments * sent->segment_micros)),
                      why);
}

enum rc route_months_compare(struct sqlite *db, struct text *out, struct fault *why)
{
    /* The rows are added by day first: a month is dear to tell, and is the same for all of a day. */
    static const char SELECT_DIFFERENCES[] =
        "SELECT route, month, sum(messages), sum(segments), sum(micros) FROM ("
        " SELECT route, month, messages, segments, micros FROM route_month"
        " UNION ALL SELECT route," MONTH_OF(
            "max(sent_at)") ", -count(*), -sum(segments),"
                            "  -sum(segments * segment_micros) FROM message WHERE state = 2 AND route <> ''"
                            "  GROUP BY route, sent_at / 86400000000)"
                            " GROUP BY 1, 2 HAVING sum(messages) <> 0 OR sum(segments) <> 0 OR sum(micros) <> 0";
    SCOPED(rows_close) struct rows rows = sqlite_query(db, SELECT_DIFFERENCES, BIND_NONE);

    while (rows_next(&rows)) {
        const char *route = take_string(&rows);
        long long month = take_int(&rows), messages = take_int(&rows), segments = take_int(&rows);

        text_addf(
            out,
            "route %s, %lld: the books say %lld messages, %lld segments and %lld millionths of "
            "a euro more than the rows\n",
            route, month, messages, segments, (long long)take_int(&rows));
    }
    return rows_end(&rows, why);
}

/* ---- Switches ---- */

struct route_turn {
    const char *route, *who;
    bool off;
    usec now;
};

static enum rc is_off(struct sqlite *db, const char *route, bool *out, struct fault *why)
{
    static const char SELECT_LAST[] =
        "SELECT off FROM route_switch WHERE route = ?1 ORDER BY id DESC LIMIT 1";
    SCOPED(rows_close) struct rows rows = sqlite_query(db, SELECT_LAST, BIND(as_string(route)));

    *out = rows_next(&rows) && take_bool(&rows);
    return rows_end(&rows, why);
}

static enum rc write_switch(struct sqlite *db, void *with, struct fault *why)
{
    static const char INSERT_SWITCH[] =
        "INSERT INTO route_switch (route, off, who, at) VALUES (?1, ?2, ?3, ?4)";
    /* What waited for nothing but the switch is looked at again. */
    static const char WAKE_QUEUED[] =
        "UPDATE message SET wake_at = ?2"
        " WHERE state = 0 AND route = ?1 AND wake_at > ?2 AND due_at <= ?2";
    const struct route_turn *turn = with;
    bool off;

    TRY(is_off(db, turn->route, &off, why));
    if (off == turn->off) return RC_OK;
    TRY(sqlite_run(
        db, INSERT_SWITCH,
        BIND(as_string(turn->route), as_int(turn->off), as_string(turn->who), as_int(turn->now)),
        why));
    return turn->off
               ? RC_OK
               : sqlite_run(db, WAKE_QUEUED, BIND(as_string(turn->route), as_int(turn->now)), why);
}

enum rc sqlite_route_switch(struct store *store, const char *route, bool off, const char *who,
                            usec now, struct fault *why)
{
    struct route_turn turn = {.route = route, .who = who, .off = off, .now = now};

    return sqlite_write(store, write_switch, &turn, why);
}

enum rc sqlite_route_switches(struct store *store, struct route_switches *out, struct fault *why)
{
    static const char SELECT_SWITCHES[] =
        "SELECT route, off, who, at FROM route_switch"
        " WHERE id IN (SELECT max(id) FROM route_switch GROUP BY route) ORDER BY route";
    SCOPED(route_switches_clear) struct route_switches switches = {0};
    SCOPED(sqlite_read_end) struct sqlite *db = NULL;
    SCOPED(rows_close) struct rows rows = {0};
    struct route_switch *last;

    TRY(sqlite_read(store, &db, why));
    rows = sqlite_query(db, SELECT_SWITCHES, BIND_NONE);
    while (rows_next(&rows)) {
        switches.at = mem_grow(switches.at, switches.n + 1, sizeof(*switches.at));
        last = &switches.at[switches.n++];
        last->route = take_copy(&rows); /* columns are read in their order */
        last->off = take_bool(&rows);
        last->who = take_copy(&rows);
        last->at = take_int(&rows);
    }
    TRY(rows_end(&rows, why));
    hand_over(out, &switches, sizeof(switches));
    return RC_OK;
}
