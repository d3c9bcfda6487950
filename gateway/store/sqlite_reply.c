/* Replies and signals as a person reads them. */
#include "gateway/store/sqlite_store.h"

#define REPLY_COLUMNS                                                                              \
    "reply.id, reply.family_id, reply.member_id, phone_id, question_id, text, sender,"             \
    " reply.language, intent, uncertain, score, arrived_at, read_at, read_by, channel,"            \
    " family.name, member.name"
#define REPLY_FROM                                                                                 \
    " FROM reply LEFT JOIN family ON family.id = reply.family_id"                                  \
    " LEFT JOIN member ON member.id = reply.member_id"
#define SIGNAL_COLUMNS                                                                             \
    "id," SIGNAL_DOMAIN "," SIGNAL_LEVEL ", confidence_percent, evidence, source," SIGNAL_IN_PLAN  \
    ", at, reply_id, alert_id, rule, figures, found_level IS NOT NULL, domain, level"

static enum rc take_signals(struct rows *rows, struct signal_row **out, size_t *n,
                            struct fault *why)
{
    while (rows_next(rows)) {
        struct signal_row *signal;
        int64_t id = take_int(rows);

        *out = mem_grow(*out, *n + 1, sizeof(**out));
        signal = &(*out)[(*n)++];
        *signal = (struct signal_row){.id = id, .domain = (enum domain)take_int(rows)};
        signal->level = (enum level)take_int(rows);
        signal->confidence_percent = (int)take_int(rows);
        TRY(take_sealed(rows, (struct seal_row){SEAL_SIGNAL_EVIDENCE, id}, &signal->evidence, why));
        signal->source = (enum signal_source)take_int(rows);
        signal->in_plan = take_bool(rows);
        signal->at = take_int(rows);
        signal->reply_id = take_int(rows);
        signal->alert_id = take_int(rows);
        signal->rule = (enum rule_kind)take_int(rows);
        TRY(take_sealed(rows, (struct seal_row){SEAL_SIGNAL_FIGURES, id}, &signal->figures, why));
        signal->judged = take_bool(rows);
        signal->machine_domain = (enum domain)take_int(rows);
        signal->machine_level = (enum level)take_int(rows);
    }
    return rows_end(rows, why);
}

static enum rc load_signals(struct sqlite *db, struct reply_row *reply, struct fault *why)
{
    static const char SELECT_SIGNALS[] = "SELECT " SIGNAL_COLUMNS " FROM signal"
                                         " WHERE reply_id = ?1 ORDER BY signal.level DESC, id";
    SCOPED(rows_close) struct rows rows = sqlite_query(db, SELECT_SIGNALS, BIND(as_int(reply->id)));

    return take_signals(&rows, &reply->signals, &reply->signal_n, why);
}

static enum rc take_reply(struct rows *rows, struct reply_row *reply, struct fault *why)
{
    reply->id = take_int(rows);
    reply->family_id = take_int(rows);
    reply->member_id = take_int(rows);
    reply->phone_id = take_int(rows);
    reply->question_id = take_int(rows);
    TRY(take_sealed(rows, (struct seal_row){SEAL_REPLY_TEXT, reply->id}, &reply->text, why));
    TRY(take_sealed(rows, (struct seal_row){SEAL_REPLY_SENDER, reply->id}, &reply->from, why));
    reply->language = take_copy(rows);
    reply->intent = (enum intent)take_int(rows);
    reply->uncertain = take_bool(rows);
    reply->score = (int)take_int(rows);
    reply->arrived_at = take_int(rows);
    reply->read_at = take_int(rows);
    reply->read_by = take_copy(rows);
    reply->channel = (enum channel)take_int(rows);
    TRY(take_sealed(rows, (struct seal_row){SEAL_FAMILY_NAME, reply->family_id},
                    &reply->family_name, why));
    TRY(take_sealed(rows, (struct seal_row){SEAL_MEMBER_NAME, reply->member_id},
                    &reply->member_name, why));
    return load_signals(rows->sqlite, reply, why);
}

static enum rc read_replies(struct store *store, const char *sql, struct values values,
                            struct replies *out, struct fault *why)
{
    SCOPED(replies_clear) struct replies replies = {0};
    SCOPED(sqlite_read_end) struct sqlite *db = NULL;
    SCOPED(rows_close) struct rows rows = {0};

    TRY(sqlite_read(store, &db, why));
    rows = sqlite_query(db, sql, values);
    while (rows_next(&rows)) {
        replies.at = mem_grow(replies.at, replies.n + 1, sizeof(*replies.at));
        replies.at[replies.n] = (struct reply_row){0};
        TRY(take_reply(&rows, &replies.at[replies.n++], why));
    }
    TRY(rows_end(&rows, why));
    hand_over(out, &replies, sizeof(replies));
    return RC_OK;
}

enum rc sqlite_reply_unread(struct store *store, const char *manager, size_t limit,
                            struct replies *out, struct fault *why)
{
    static const char SELECT_UNREAD[] =
        "SELECT " REPLY_COLUMNS REPLY_FROM
        " WHERE read_at = 0 AND (?1 IS NULL OR family.manager = ?1)"
        " ORDER BY level DESC, uncertain DESC, arrived_at, reply.id LIMIT ?2";

    return read_replies(store, SELECT_UNREAD, BIND(as_string(manager), as_int((int64_t)limit)), out,
                        why);
}

enum rc sqlite_reply_list(struct store *store, int64_t family_id, usec since, struct replies *out,
                          struct fault *why)
{
    static const char SELECT_OF_FAMILY[] =
        "SELECT " REPLY_COLUMNS REPLY_FROM " WHERE reply.family_id = ?1 AND arrived_at >= ?2"
        " ORDER BY arrived_at DESC, reply.id DESC";

    return read_replies(store, SELECT_OF_FAMILY, BIND(as_int(family_id), as_int(since)), out, why);
}

enum rc sqlite_reply_of_alert(struct store *store, int64_t alert_id, struct replies *out,
                              struct fault *why)
{
    static const char SELECT_OF_ALERT[] =
        "SELECT " REPLY_COLUMNS REPLY_FROM " WHERE alert_id = ?1 ORDER BY arrived_at, reply.id";

    return read_replies(store, SELECT_OF_ALERT, BIND(as_int(alert_id)), out, why);
}

enum rc sqlite_reply_strangers(struct store *store, size_t limit, struct replies *out,
                               struct fault *why)
{
    static const char SELECT_STRANGERS[] =
        "SELECT " REPLY_COLUMNS REPLY_FROM " WHERE reply.family_id IS NULL"
        " ORDER BY arrived_at DESC, reply.id DESC LIMIT ?1";

    return read_replies(store, SELECT_STRANGERS, BIND(as_int((int64_t)limit)), out, why);
}

enum rc sqlite_reply_load(struct store *store, int64_t id, struct replies *out, struct fault *why)
{
    static const char SELECT_REPLY[] = "SELECT " REPLY_COLUMNS REPLY_FROM " WHERE reply.id = ?1";
    SCOPED(replies_clear) struct replies replies = {0};

    TRY(read_replies(store, SELECT_REPLY, BIND(as_int(id)), &replies, why));
    if (replies.n == 0)
        return fault_set(why, RC_MISSING, "reply %lld is not in the store", (long long)id);
    hand_over(out, &replies, sizeof(replies));
    return RC_OK;
}

struct reply_read {
    int64_t id;
    const char *who;
    usec now;
};

static enum rc write_reply_read(struct sqlite *db, void *with, struct fault *why)
{
    /* The first who read it stays. */
    static const char SET_READ[] =
        "UPDATE reply SET read_at = CASE read_at WHEN 0 THEN ?2 ELSE read_at END,"
        " read_by = CASE read_at WHEN 0 THEN ?3 ELSE read_by END WHERE id = ?1";
    const struct reply_read *read = with;

    TRY(sqlite_run(db, SET_READ, BIND(as_int(read->id), as_int(read->now), as_string(read->who)),
                   why));
    if (sqlite_changed(db) == 1) return RC_OK;
    return fault_set(why, RC_MISSING, "reply %lld is not in the store", (long long)read->id);
}

enum rc sqlite_reply_read(struct store *store, int64_t id, const char *who, usec now,
                          struct fault *why)
{
    struct reply_read read = {.id = id, .who = who, .now = now};

    return sqlite_write(store, write_reply_read, &read, why);
}

enum rc sqlite_signal_list(struct store *store, int64_t family_id, usec since,
                           struct signal_row **out, size_t *n, struct fault *why)
{
    static const char SELECT_OF_FAMILY[] = "SELECT " SIGNAL_COLUMNS " FROM signal"
                                           " WHERE family_id = ?1 AND at >= ?2 ORDER BY at, id";
    SCOPED(sqlite_read_end) struct sqlite *db = NULL;
    SCOPED(rows_close) struct rows rows = {0};
    struct signal_row *signals = NULL;
    size_t signal_n = 0;
    enum rc rc;

    TRY(sqlite_read(store, &db, why));
    rows = sqlite_query(db, SELECT_OF_FAMILY, BIND(as_int(family_id), as_int(since)));
    rc = take_signals(&rows, &signals, &signal_n, why);
    if (rc != RC_OK) {
        signals_free(signals, signal_n);
        return rc;
    }
    *out = signals;
    *n = signal_n;
    return RC_OK;
}
