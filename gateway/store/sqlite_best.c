/* When members answer, and at which minute they are asked best. */
#include "gateway/store/sqlite_store.h"

static enum rc load_answers(struct sqlite *db, struct answerer *answerer, struct fault *why)
{
    static const char SELECT_ANSWERS[] =
        "SELECT asked_at, answered_at FROM question INDEXED BY question_once"
        " WHERE member_id = ?1 AND kind = 0 AND state = 1 AND asked_at > 0"
        " ORDER BY due_at DESC LIMIT ?2";
    SCOPED(rows_close)
    struct rows rows = sqlite_query(db, SELECT_ANSWERS,
                                    BIND(as_int(answerer->member_id), as_int(BEST_ANSWERS_MAX)));

    while (rows_next(&rows)) {
        struct answered *answered = &answerer->answers[answerer->n++];

        answered->asked_at = take_int(&rows);
        answered->answered_at = take_int(&rows);
    }
    return rows_end(&rows, why);
}

enum rc sqlite_answerers(struct store *store, usec since, usec till, size_t limit,
                         struct answerers *out, struct fault *why)
{
    static const char SELECT_ANSWERERS[] =
        "SELECT family_id, member_id, answered_at FROM question INDEXED BY question_answered"
        " WHERE kind = 0 AND state = 1 AND answered_at > ?1 AND answered_at <= ?2"
        " AND member_id IS NOT NULL ORDER BY answered_at LIMIT ?3";
    SCOPED(answerers_clear) struct answerers answerers = {.at = mem_new(limit, sizeof(*out->at))};
    SCOPED(sqlite_read_end) struct sqlite *db = NULL;
    SCOPED(rows_close) struct rows rows = {0};

    TRY(sqlite_read(store, &db, why));
    rows = sqlite_query(db, SELECT_ANSWERERS,
                        BIND(as_int(since), as_int(till), as_int((int64_t)limit)));
    while (rows_next(&rows)) {
        struct answerer *answerer = &answerers.at[answerers.n++];

        answerer->family_id = take_int(&rows);
        answerer->member_id = take_int(&rows);
        answerer->answered_at = take_int(&rows);
        TRY(load_answers(db, answerer, why));
    }
    TRY(rows_end(&rows, why));
    hand_over(out, &answerers, sizeof(answerers));
    return RC_OK;
}

struct best_learn {
    const struct new_best *bests;
    size_t n;
    usec learned_at;
};

static enum rc write_best(struct sqlite *db, void *with, struct fault *why)
{
    static const char SET_BEST[] = "UPDATE member SET best_from_day = ?2, best_minute = ?3,"
                                   " best_before = ?4 WHERE id = ?1";
    static const char SET_LEARNED[] = "INSERT INTO note (name, value) VALUES ('learned_at', ?1)"
                                      " ON CONFLICT (name) DO UPDATE SET value = ?1";
    const struct best_learn *learn = with;

    for (size_t i = 0; i < learn->n; i++) {
        const struct best_time *best = &learn->bests[i].best;

        TRY(sqlite_run(db, SET_BEST,
                       BIND(as_int(learn->bests[i].member_id), as_int(best->from_day),
                            as_int(best->minute), as_int(best->before)),
                       why));
    }
    return sqlite_run(db, SET_LEARNED, BIND(as_int(learn->learned_at)), why);
}

enum rc sqlite_best_learn(struct store *store, const struct new_best *bests, size_t n,
                          usec learned_at, struct fault *why)
{
    struct best_learn learn = {.bests = bests, .n = n, .learned_at = learned_at};

    return sqlite_write(store, write_best, &learn, why);
}
