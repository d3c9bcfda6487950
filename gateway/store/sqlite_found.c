/* Verdicts as they are looked at: one by one, and counted. */
#include "gateway/store/sqlite_store.h"

static enum rc take_verdict(struct rows *rows, struct verdict_row *verdict, struct fault *why)
{
    int64_t id = take_int(rows);

    verdict->word = (enum verdict_word)take_int(rows);
    verdict->signal_id = take_int(rows);
    verdict->reply_id = take_int(rows);
    verdict->alert_id = take_int(rows);
    verdict->domain = (enum domain)take_int(rows);
    verdict->level = (enum level)take_int(rows);
    verdict->at = take_int(rows);
    verdict->who = take_copy(rows);
    return take_sealed(rows, (struct seal_row){SEAL_VERDICT_NOTE, id}, &verdict->note, why);
}

enum rc sqlite_verdict_list(struct store *store, int64_t reply_id, int64_t alert_id,
                            struct verdicts *out, struct fault *why)
{
    /* What came of an outcome of before has an empty note, which was never sealed. */
    static const char SELECT_VERDICTS[] =
        "SELECT id, word, signal_id, reply_id, alert_id, domain, level, at, who,"
        " nullif(note, X'') FROM verdict"
        " WHERE (?1 IS NULL OR reply_id = ?1) AND (?2 IS NULL OR alert_id = ?2) ORDER BY id";
    SCOPED(verdicts_clear) struct verdicts verdicts = {0};
    SCOPED(sqlite_read_end) struct sqlite *db = NULL;
    SCOPED(rows_close) struct rows rows = {0};

    TRY(sqlite_read(store, &db, why));
    rows = sqlite_query(db, SELECT_VERDICTS, BIND(as_id(reply_id), as_id(alert_id)));
    while (rows_next(&rows)) {
        verdicts.at = mem_grow(verdicts.at, verdicts.n + 1, sizeof(*verdicts.at));
        verdicts.at[verdicts.n] = (struct verdict_row){0};
        TRY(take_verdict(&rows, &verdicts.at[verdicts.n++], why));
    }
    TRY(rows_end(&rows, why));
    hand_over(out, &verdicts, sizeof(verdicts));
    return RC_OK;
}

/* ---- What can be learnt from ---- */

static enum rc add_levels(struct sqlite *db, struct labelled_reply *reply, struct fault *why)
{
    static const char SELECT_FOUND[] =
        "SELECT found_domain, max(found_level) FROM signal WHERE reply_id = ?1 AND source = ?2"
        " AND found_level > 0 GROUP BY found_domain";
    SCOPED(rows_close)
    struct rows rows =
        sqlite_query(db, SELECT_FOUND, BIND(as_int(reply->id), as_int(SOURCE_REPLY)));

    while (rows_next(&rows)) {
        enum domain domain = (enum domain)take_int(&rows);
        enum level level = (enum level)take_int(&rows);

        reply->levels[domain] = level;
        if (level > reply->levels[DOMAIN_GENERAL]) reply->levels[DOMAIN_GENERAL] = level;
    }
    return rows_end(&rows, why);
}

static enum rc take_labelled(struct rows *rows, struct labelled_reply *reply, struct fault *why)
{
    reply->id = take_int(rows);
    reply->language = take_copy(rows);
    reply->intent = (enum intent)take_int(rows);
    reply->appointment = take_bool(rows);
    TRY(take_sealed(rows, (struct seal_row){SEAL_REPLY_TEXT, reply->id}, &reply->text, why));
    return add_levels(rows->sqlite, reply, why);
}

enum rc sqlite_labelled_list(struct store *store, size_t limit, struct labelled_replies *out,
                             struct fault *why)
{
    static const char SELECT_LABELLED[] =
        "SELECT id, language, intent, reminder, text FROM ("
        " SELECT reply.id, language, intent, ifnull(question.kind = ?2, 0) AS reminder, text"
        "  FROM reply LEFT JOIN question ON question.id = reply.question_id"
        "  WHERE reply.id IN (SELECT verdict.reply_id FROM verdict"
        "   LEFT JOIN signal ON signal.id = verdict.signal_id"
        "   WHERE verdict.signal_id IS NULL OR signal.source = ?3)"
        "  AND NOT EXISTS (SELECT 1 FROM signal WHERE signal.reply_id = reply.id"
        "   AND signal.source = ?3 AND found_level IS NULL)"
        "  ORDER BY reply.id DESC LIMIT ?1) ORDER BY id";
    SCOPED(labelled_replies_clear) struct labelled_replies replies = {0};
    SCOPED(sqlite_read_end) struct sqlite *db = NULL;
    SCOPED(rows_close) struct rows rows = {0};

    TRY(sqlite_read(store, &db, why));
    rows = sqlite_query(db, SELECT_LABELLED,
                        BIND(as_int((int64_t)limit), as_int(KIND_REMINDER), as_int(SOURCE_REPLY)));
    while (rows_next(&rows)) {
        replies.at = mem_grow(replies.at, replies.n + 1, sizeof(*replies.at));
        replies.at[replies.n] = (struct labelled_reply){0};
        TRY(take_labelled(&rows, &replies.at[replies.n++], why));
    }
    TRY(rows_end(&rows, why));
    hand_over(out, &replies, sizeof(replies));
    return RC_OK;
}

/* ---- Counting ---- */

static enum rc count_signals(struct sqlite *db, usec since, struct found_counts *out,
                             struct fault *why)
{
    static const char COUNT_SIGNALS[] =
        "SELECT source, ifnull(language, ''), domain, signal.level, found_level IS NOT NULL,"
        " found_domain, found_level, count(*) FROM signal LEFT JOIN reply ON reply.id = reply_id"
        " WHERE at >= ?1 GROUP BY 1, 2, 3, 4, 5, 6, 7 ORDER BY 1, 2, 3, 4, 5, 6, 7";
    SCOPED(rows_close)
    struct rows rows = sqlite_query(db, COUNT_SIGNALS, BIND(as_int(since)));

    while (rows_next(&rows)) {
        struct found_count *count;

        out->signals = mem_grow(out->signals, out->signal_n + 1, sizeof(*out->signals));
        count = &out->signals[out->signal_n++];
        *count = (struct found_count){.source = (enum signal_source)take_int(&rows)};
        snprintf(count->language, sizeof(count->language), "%s", take_string(&rows));
        count->machine_domain = (enum domain)take_int(&rows);
        count->machine_level = (enum level)take_int(&rows);
        count->judged = take_bool(&rows);
        count->found_domain = (enum domain)take_int(&rows);
        count->found_level = (enum level)take_int(&rows);
        count->n = take_int(&rows);
    }
    return rows_end(&rows, why);
}

static enum rc count_replies(struct sqlite *db, usec since, struct found_counts *out,
                             struct fault *why)
{
    static const char COUNT_REPLIES[] =
        "SELECT language, count(*), sum(uncertain), sum("
        "  EXISTS (SELECT 1 FROM verdict WHERE reply_id = reply.id AND signal_id IS NULL) AND NOT"
        "  EXISTS (SELECT 1 FROM signal WHERE reply_id = reply.id AND" SIGNAL_LEVEL "> 0))"
        " FROM reply WHERE arrived_at >= ?1 GROUP BY 1 ORDER BY 1";
    SCOPED(rows_close)
    struct rows rows = sqlite_query(db, COUNT_REPLIES, BIND(as_int(since)));

    while (rows_next(&rows)) {
        struct read_count *count;

        out->replies = mem_grow(out->replies, out->reply_n + 1, sizeof(*out->replies));
        count = &out->replies[out->reply_n++];
        *count = (struct read_count){0};
        snprintf(count->language, sizeof(count->language), "%s", take_string(&rows));
        count->replies = take_int(&rows);
        count->uncertain = take_int(&rows);
        count->confirmed_empty = take_int(&rows);
    }
    return rows_end(&rows, why);
}

static enum rc count_alerts(struct sqlite *db, usec since, struct found_counts *out,
                            struct fault *why)
{
    static const char COUNT_ALERTS[] =
        "SELECT count(*), total(state = 2), total(state = 2 AND NOT"
        " EXISTS (SELECT 1 FROM verdict WHERE alert_id = alert.id) AND NOT"
        " EXISTS (SELECT 1 FROM signal WHERE alert_id = alert.id AND found_level IS NOT NULL))"
        " FROM alert WHERE opened_at >= ?1";
    SCOPED(rows_close)
    struct rows rows = sqlite_query(db, COUNT_ALERTS, BIND(as_int(since)));

    if (rows_next(&rows)) {
        out->alerts = take_int(&rows);
        out->closed = take_int(&rows);
        out->unjudged = take_int(&rows);
    }
    return rows_end(&rows, why);
}

enum rc sqlite_verdict_counts(struct store *store, usec since, struct found_counts *out,
                              struct fault *why)
{
    SCOPED(found_counts_clear) struct found_counts counts = {0};
    SCOPED(sqlite_read_end) struct sqlite *db = NULL;

    TRY(sqlite_read(store, &db, why));
    TRY(count_signals(db, since, &counts, why));
    TRY(count_replies(db, since, &counts, why));
    TRY(count_alerts(db, since, &counts, why));
    hand_over(out, &counts, sizeof(counts));
    return RC_OK;
}
