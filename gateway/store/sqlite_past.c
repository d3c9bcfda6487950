/* What is known of a family's last months: what the rules beside text look at. */
#include "gateway/store/sqlite_store.h"

/* More than a year of daily questions, and a bound where somebody texts without end. */
#define PAST_SCORES_MAX  400
#define PAST_SIGNALS_MAX 400

static enum rc load_scores(struct sqlite *db, int64_t family_id, usec since, struct past *out,
                           struct fault *why)
{
    static const char SELECT_SCORES[] =
        "SELECT reply.member_id, reply.score, arrived_at, ifnull(script, ''), ifnull(step, '')"
        " FROM reply LEFT JOIN question ON question.id = reply.question_id"
        " WHERE reply.family_id = ?1 AND reply.score > 0 AND arrived_at >= ?2"
        " ORDER BY arrived_at DESC, reply.id DESC LIMIT ?3";
    SCOPED(rows_close)
    struct rows rows = sqlite_query(
        db, SELECT_SCORES, BIND(as_int(family_id), as_int(since), as_int(PAST_SCORES_MAX)));

    while (rows_next(&rows)) {
        struct past_score *score;

        out->scores = mem_grow(out->scores, out->score_n + 1, sizeof(*out->scores));
        score = &out->scores[out->score_n++];
        *score = (struct past_score){.member_id = take_int(&rows)};
        score->score = (int)take_int(&rows);
        score->at = take_int(&rows);
        score->script = take_copy(&rows);
        score->step = take_copy(&rows);
    }
    return rows_end(&rows, why);
}

static enum rc load_signals(struct sqlite *db, int64_t family_id, usec since, struct past *out,
                            struct fault *why)
{
    static const char SELECT_SIGNALS[] =
        "SELECT reply.member_id," SIGNAL_DOMAIN "," SIGNAL_LEVEL ", source, rule," SIGNAL_IN_PLAN
        ", at FROM signal LEFT JOIN reply ON reply.id = signal.reply_id"
        " WHERE signal.family_id = ?1 AND at >= ?2 AND" SIGNAL_LEVEL "> 0"
        " ORDER BY at DESC, signal.id DESC LIMIT ?3";
    SCOPED(rows_close)
    struct rows rows = sqlite_query(
        db, SELECT_SIGNALS, BIND(as_int(family_id), as_int(since), as_int(PAST_SIGNALS_MAX)));

    while (rows_next(&rows)) {
        struct past_signal *signal;

        out->signals = mem_grow(out->signals, out->signal_n + 1, sizeof(*out->signals));
        signal = &out->signals[out->signal_n++];
        *signal = (struct past_signal){.member_id = take_int(&rows)};
        signal->domain = (enum domain)take_int(&rows);
        signal->level = (enum level)take_int(&rows);
        signal->source = (enum signal_source)take_int(&rows);
        signal->rule = (enum rule_kind)take_int(&rows);
        signal->in_plan = take_bool(&rows);
        signal->at = take_int(&rows);
    }
    return rows_end(&rows, why);
}

enum rc past_load(struct sqlite *db, int64_t family_id, usec now, struct past *out,
                  struct fault *why)
{
    SCOPED(past_clear) struct past past = {0};

    TRY(load_scores(db, family_id, now - PAST_BACK, &past, why));
    TRY(load_signals(db, family_id, now - PAST_BACK, &past, why));
    hand_over(out, &past, sizeof(past));
    return RC_OK;
}

enum rc sqlite_past_load(struct store *store, int64_t family_id, usec now, struct past *out,
                         struct fault *why)
{
    SCOPED(sqlite_read_end) struct sqlite *db = NULL;

    TRY(sqlite_read(store, &db, why));
    return past_load(db, family_id, now, out, why);
}
