/* The ledger of questions: what was asked, whether and how it was answered. */
#include "gateway/store/sqlite_store.h"

#define CONVERSATION_QUESTIONS_MAX 20

enum rc question_add(struct sqlite *db, const struct new_question *question, int64_t *id,
                     struct fault *why)
{
    static const char INSERT_QUESTION[] =
        "INSERT INTO question (id, kind, family_id, member_id, phone_id, enrolment_id,"
        " appointment_id, follows, script, step, due_at, window_till, asked_at, state, skip, score,"
        " answered_at, nudges, nudge_at, channel, starts_at)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?16, ?13, ?14, 0, 0, 0, ?15,"
        " ?17, ?18)";

    *id = new_id(db, TABLE_QUESTION);
    return sqlite_run(
        db, INSERT_QUESTION,
        BIND(as_int(*id), as_int(question->kind), as_int(question->family_id),
             as_id(question->member_id), as_id(question->phone_id), as_id(question->enrolment_id),
             as_id(question->appointment_id), as_id(question->follows),
             as_string(question->script ? question->script : ""),
             as_string(question->step ? question->step : ""), as_int(question->due_at),
             as_int(question->window_till), as_int(question->state),
             as_int(question->state == QUESTION_OPEN ? SKIP_NONE : question->skip),
             as_int(question->nudge_at), as_int(question->asked_at),
             as_int(question->asked_at ? CHANNEL_USSD : CHANNEL_SMS), as_int(question->starts_at)),
        why);
}

enum rc question_change(struct sqlite *db, const struct question_change *change, usec now,
                        struct fault *why)
{
    /* A later answer than the first keeps the first moment; it repairs, it does not restart. */
    static const char UPDATE_QUESTION[] =
        "UPDATE question SET state = ?2, score = ?3, nudges = ?4, nudge_at = ?5,"
        " skip = CASE WHEN state = ?2 THEN skip ELSE 0 END,"
        " answered_at = CASE WHEN ?2 <> 1 THEN 0 WHEN answered_at > 0 THEN answered_at ELSE ?6 END"
        " WHERE id = ?1 AND (?7 = 0 OR nudge_at = ?7)";

    static_assert(QUESTION_ANSWERED == 1, "as in the statement");
    TRY(sqlite_run(db, UPDATE_QUESTION,
                   BIND(as_int(change->id), as_int(change->state), as_int(change->score),
                        as_int(change->nudges), as_int(change->nudge_at), as_int(now),
                        as_int(change->nudge_at_was)),
                   why));
    if (sqlite_changed(db) == 1) return RC_OK;
    if (change->nudge_at_was)
        return fault_set(why, RC_TAKEN, "question %lld was answered or looked at meanwhile",
                         (long long)change->id);
    return fault_set(why, RC_MISSING, "question %lld is not in the store", (long long)change->id);
}

static void take_one(struct rows *rows, struct question *question)
{
    question->id = take_int(rows);
    question->kind = (enum kind)take_int(rows);
    question->family_id = take_int(rows);
    question->member_id = take_int(rows);
    question->phone_id = take_int(rows);
    question->enrolment_id = take_int(rows);
    question->appointment_id = take_int(rows);
    question->follows = take_int(rows);
    question->script = take_copy(rows);
    question->step = take_copy(rows);
    question->due_at = take_int(rows);
    question->window_till = take_int(rows);
    question->asked_at = take_int(rows);
    question->state = (enum question_state)take_int(rows);
    question->score = (int)take_int(rows);
    question->answered_at = take_int(rows);
    question->nudges = (int)take_int(rows);
    question->nudge_at = take_int(rows);
    question->starts_at = take_int(rows);
}

enum rc question_take(struct rows *rows, struct questions *out, struct fault *why)
{
    SCOPED(questions_clear) struct questions questions = {0};

    while (rows_next(rows)) {
        questions.at = mem_grow(questions.at, questions.n + 1, sizeof(*questions.at));
        take_one(rows, &questions.at[questions.n++]);
    }
    TRY(rows_end(rows, why));
    hand_over(out, &questions, sizeof(questions));
    return RC_OK;
}

enum rc question_load(struct sqlite *db, int64_t id, struct question *out, struct fault *why)
{
    static const char SELECT_QUESTION[] = "SELECT " QUESTION_COLUMNS " FROM question WHERE id = ?1";
    SCOPED(rows_close) struct rows rows = sqlite_query(db, SELECT_QUESTION, BIND(as_int(id)));

    if (rows_next(&rows)) take_one(&rows, out);
    return rows_end(&rows, why);
}

enum rc sqlite_silence_due(struct store *store, usec now, size_t limit, struct questions *out,
                           struct fault *why)
{
    static const char SELECT_SILENT[] =
        "SELECT " QUESTION_COLUMNS " FROM question"
        " WHERE state IN (0, 4) AND nudge_at <= ?1 AND nudge_at < 9223372036854775807"
        " ORDER BY nudge_at, id LIMIT ?2";
    SCOPED(sqlite_read_end) struct sqlite *db = NULL;
    SCOPED(rows_close) struct rows rows = {0};

    TRY(sqlite_read(store, &db, why));
    rows = sqlite_query(db, SELECT_SILENT, BIND(as_int(now), as_int((int64_t)limit)));
    return question_take(&rows, out, why);
}

enum rc sqlite_question_list(struct store *store, int64_t family_id, usec since,
                             struct questions *out, struct fault *why)
{
    static const char SELECT_OF_FAMILY[] =
        "SELECT " QUESTION_COLUMNS " FROM question WHERE family_id = ?1 AND due_at >= ?2"
        " ORDER BY due_at, id";
    SCOPED(sqlite_read_end) struct sqlite *db = NULL;
    SCOPED(rows_close) struct rows rows = {0};

    TRY(sqlite_read(store, &db, why));
    rows = sqlite_query(db, SELECT_OF_FAMILY, BIND(as_int(family_id), as_int(since)));
    return question_take(&rows, out, why);
}

enum rc sqlite_habit_load(struct store *store, int64_t member_id, struct habit *out,
                          struct fault *why)
{
    static const char SELECT_CHECKINS[] =
        "SELECT state FROM question WHERE member_id = ?1 AND kind = 0 AND state IN (1, 2)"
        " ORDER BY due_at DESC LIMIT ?2";
    SCOPED(sqlite_read_end) struct sqlite *db = NULL;
    SCOPED(rows_close) struct rows rows = {0};
    struct habit habit = {0};

    TRY(sqlite_read(store, &db, why));
    rows = sqlite_query(db, SELECT_CHECKINS, BIND(as_int(member_id), as_int(HABIT_MAX)));
    while (rows_next(&rows))
        habit.answered[habit.n++] = take_int(&rows) == QUESTION_ANSWERED;
    TRY(rows_end(&rows, why));
    *out = habit;
    return RC_OK;
}

enum rc sqlite_next_due(struct store *store, usec *out, struct fault *why)
{
    static const char SELECT_NEXT[] =
        "SELECT min(next) FROM ("
        " SELECT min(next_at) AS next FROM enrolment WHERE state <> 2"
        " UNION ALL SELECT min(next_at) FROM appointment WHERE state NOT IN (2, 4)"
        " UNION ALL SELECT min(look_at) FROM appointment WHERE look_at < 9223372036854775807"
        " UNION ALL SELECT min(nudge_at) FROM question"
        "  WHERE state IN (0, 4) AND nudge_at < 9223372036854775807"
        " UNION ALL SELECT min(next_at) FROM alert WHERE state < 2"
        " UNION ALL SELECT min(value) FROM note WHERE" NOTE_IS_STOP
        " UNION ALL SELECT 9223372036854775807)";
    SCOPED(sqlite_read_end) struct sqlite *db = NULL;

    TRY(sqlite_read(store, &db, why));
    return sqlite_number(db, SELECT_NEXT, BIND_NONE, out, why);
}

/* ---- What the dialogue must know ---- */

/* When a nudge about the question left, or may have: from then on it is what was asked last. */
#define LAST_NUDGE                                                                                 \
    "ifnull((SELECT max(message.sent_at) FROM message WHERE"                                       \
    " message.family_id = question.family_id AND message.made_at >= question.due_at"               \
    " AND message.question_id = question.id AND message.kind = 2"                                  \
    " AND (message.state IN (1, 2, 3) OR message.resends > 0)), 0)"

static enum rc load_known(struct sqlite *db, int64_t phone_id, int64_t family_id, usec now,
                          struct conversation *out, struct fault *why)
{
    /* What was asked is open, also where the clock has jumped back behind it. Of an appointment only what may have
     * left is answered: "yes" to the old time does not mean the new one, of which the text still waits. */
    static const char SELECT_UNANSWERED[] =
        "SELECT * FROM (SELECT " QUESTION_COLUMNS " FROM question WHERE phone_id = ?1"
        " AND state IN (0, 2) AND (due_at <= ?2 OR asked_at > 0)"
        " AND (appointment_id IS NULL OR" APPOINTMENT_WAS_TOLD ")"
        " ORDER BY due_at DESC, id DESC LIMIT ?3) AS question"
        " ORDER BY CASE nudges WHEN 0 THEN due_at ELSE max(due_at, " LAST_NUDGE
        ") END DESC, id DESC";
    SCOPED(rows_close) struct rows rows = {0};

    static_assert(KIND_NUDGE == 2, "as in the statement");
    TRY(phone_load(db, phone_id, &out->phone, why));
    TRY(family_load(db, family_id, &out->family, why));
    rows = sqlite_query(db, SELECT_UNANSWERED,
                        BIND(as_int(phone_id), as_int(now), as_int(CONVERSATION_QUESTIONS_MAX)));
    TRY(question_take(&rows, &out->questions, why));
    TRY(appointments_asked(db, phone_id, family_id, &out->appointments, why));
    return past_load(db, family_id, now, &out->past, why);
}

static enum rc load_crisis_mark(struct sqlite *db, const char *number, usec *out, struct fault *why)
{
    static const char SELECT_MARK[] =
        "SELECT ifnull((SELECT at FROM crisis_mark WHERE number_hash = ?1), 0)";
    struct hash hash = hash_string(db, SEAL_NUMBER, number);

    return sqlite_number(db, SELECT_MARK, BIND(as_hash(&hash)), out, why);
}

enum rc conversation_load(struct sqlite *db, const char *number, usec now, struct conversation *out,
                          struct fault *why)
{
    int64_t phone_id, family_id;

    TRY(phone_find(db, number, &phone_id, &family_id, why));
    if (phone_id) TRY(load_known(db, phone_id, family_id, now, out, why));
    return load_crisis_mark(db, number, &out->crisis_reply_at, why);
}

enum rc sqlite_conversation_load(struct store *store, const char *number, usec now,
                                 struct conversation *out, struct fault *why)
{
    SCOPED(conversation_clear) struct conversation conversation = {0};
    SCOPED(sqlite_read_end) struct sqlite *db = NULL;

    TRY(sqlite_read(store, &db, why));
    TRY(conversation_load(db, number, now, &conversation, why));
    hand_over(out, &conversation, sizeof(conversation));
    return RC_OK;
}
