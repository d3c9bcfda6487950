/* One message: how it comes into the outbox and how it changes its place, with the books and its
 * question. */
#include "gateway/store/sqlite_store.h"

/* 0 goes first. */
static int urgency_of(enum kind kind)
{
    switch (kind) {
    case KIND_CRISIS:
    case KIND_PAGE:
        return 0;
    case KIND_FOLLOW_UP:
    case KIND_ANSWER:
    case KIND_CONFIRMATION:
    case KIND_CALLBACK:
        return 1;
    case KIND_CHECKIN:
    case KIND_REMINDER:
    case KIND_NUDGE:
    case KIND_NOTICE:
    case KIND_N:
        break;
    }
    return 2;
}

static enum rc insert_content(struct sqlite *db, int64_t id, const struct new_message *message,
                              struct fault *why)
{
    static const char INSERT_CONTENT[] =
        "INSERT INTO message_content (message_id, sent_to, text) VALUES (?1, ?2, ?3)";
    SCOPED(sealed_clear) struct sealed to = {0};
    SCOPED(sealed_clear) struct sealed text = {0};

    if (message->to) {
        TRY(seal_string(db, message->family_id, (struct seal_row){SEAL_MESSAGE_TO, id}, message->to,
                        &to, why));
    }
    TRY(seal_string(db, message->family_id, (struct seal_row){SEAL_MESSAGE_TEXT, id}, message->text,
                    &text, why));
    return sqlite_run(db, INSERT_CONTENT, BIND(as_int(id), as_sealed(&to), as_sealed(&text)), why);
}

enum rc message_add(struct sqlite *db, const struct new_message *message, int64_t question_id,
                    int64_t alert_id, usec now, struct fault *why)
{
    static const char INSERT_MESSAGE[] =
        "INSERT INTO message (id, kind, channel, state, skip, delivery, urgency, route, wake_at,"
        " family_id, member_id, phone_id, alert_id, question_id, staff, language, segments, due_at,"
        " expires_at, made_at, sent_at, attempts, resends, reported, reference_n, error)"
        " VALUES (?1, ?2, ?3, ?4, ?5, 0, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?8,"
        " ?17, ?18, 0, 0, 0, 0, 0, '')";
    enum message_state state = message->skip == SKIP_NONE ? MESSAGE_QUEUED : MESSAGE_SKIPPED;
    const char *route = message->channel == CHANNEL_MAIL || !message->route ? "" : message->route;
    int64_t id = new_id(db, TABLE_MESSAGE);

    if (strlen(route) >= ROUTE_SPACE)
        return fault_set(why, RC_INVALID, "the name of route %s is too long", route);
    TRY(sqlite_run(db, INSERT_MESSAGE,
                   BIND(as_int(id), as_int(message->kind), as_int(message->channel), as_int(state),
                        as_int(message->skip), as_int(urgency_of(message->kind)), as_string(route),
                        as_int(message->due_at), as_id(message->family_id),
                        as_id(message->member_id), as_id(message->phone_id), as_id(alert_id),
                        as_id(question_id), as_string(message->staff), as_int(message->language),
                        as_int(message->segments), as_int(message->expires_at), as_int(now)),
                   why));
    book_add(db, BOOK_PLANNED, message->kind, 1);
    book_add(db, book_of(state, DELIVERY_NONE, message->skip), message->kind, 1);
    return insert_content(db, id, message, why);
}

enum rc message_place_load(struct sqlite *db, int64_t id, struct message_place *out,
                           struct fault *why)
{
    static const char SELECT_PLACE[] =
        "SELECT kind, state, skip, delivery, question_id, phone_id, segments, attempts, resends,"
        " reference_n, reported, sent_at, route, segment_micros FROM message WHERE id = ?1";
    SCOPED(rows_close) struct rows rows = sqlite_query(db, SELECT_PLACE, BIND(as_int(id)));

    if (!rows_next(&rows)) {
        TRY(rows_end(&rows, why));
        return fault_set(why, RC_MISSING, "message %lld is not in the store", (long long)id);
    }
    out->id = id;
    out->kind = (enum kind)take_int(&rows);
    out->state = (enum message_state)take_int(&rows);
    out->skip = (enum skip)take_int(&rows);
    out->delivery = (enum delivery)take_int(&rows);
    out->question_id = take_int(&rows);
    out->phone_id = take_int(&rows);
    out->segments = (int)take_int(&rows);
    out->attempts = (int)take_int(&rows);
    out->resends = (int)take_int(&rows);
    out->reference_n = (int)take_int(&rows);
    out->reported = take_bool(&rows);
    out->sent_at = take_int(&rows);
    snprintf(out->route, sizeof(out->route), "%s", take_string(&rows));
    out->segment_micros = take_int(&rows);
    return rows_end(&rows, why);
}

/* What the question learns when the message that asks it leaves, or never will. */
static enum rc tell_question(struct sqlite *db, const struct message_place *to, usec now,
                             struct fault *why)
{
    /* One thought never to have been asked (a late report says otherwise) may still be answered. */
    static const char SET_ASKED[] =
        "UPDATE question SET asked_at = ?2, state = CASE state WHEN 4 THEN 2 ELSE state END"
        " WHERE id = ?1 AND asked_at = 0";
    /* An open question that was never asked is not waited for. */
    static const char SET_NOT_ASKED[] = "UPDATE question SET state = ?2, skip = ?3, nudge_at = ?4"
                                        " WHERE id = ?1 AND state = 0 AND asked_at = 0";
    enum question_state state;
    usec look_at = USEC_NEVER;

    if (!to->question_id || to->kind == KIND_NUDGE) return RC_OK;
    switch (to->state) {
    case MESSAGE_SENT:
        return sqlite_run(db, SET_ASKED, BIND(as_int(to->question_id), as_int(now)), why);
    case MESSAGE_SKIPPED:
        state = to->skip == SKIP_STOPPED || to->skip == SKIP_WITHDRAWN ? QUESTION_WITHDRAWN
                                                                       : QUESTION_SKIPPED;
        return sqlite_run(
            db, SET_NOT_ASKED,
            BIND(as_int(to->question_id), as_int(state), as_int(to->skip), as_int(USEC_NEVER)),
            why);
    case MESSAGE_EXPIRED:
    case MESSAGE_FAILED:
        /* What expired may be made up, unless it may have arrived. */
        if (to->state == MESSAGE_EXPIRED && to->kind == KIND_CHECKIN && to->resends == 0)
            look_at = now;
        return sqlite_run(db, SET_NOT_ASKED,
                          BIND(as_int(to->question_id), as_int(QUESTION_EXPIRED), as_int(SKIP_NONE),
                               as_int(look_at)),
                          why);
    case MESSAGE_QUEUED:
    case MESSAGE_SENDING:
    case MESSAGE_UNKNOWN:
        break;
    }
    return RC_OK;
}

enum rc message_move(struct sqlite *db, const struct message_place *from,
                     const struct message_place *to, usec now, struct fault *why)
{
    static const char UPDATE_PLACE[] =
        "UPDATE message SET state = ?2, skip = ?3, delivery = ?4, attempts = ?5, resends = ?6,"
        " reference_n = ?7, reported = ?8, sent_at = ?9 WHERE id = ?1";
    enum book old = book_of(from->state, from->delivery, from->skip);
    enum book new = book_of(to->state, to->delivery, to->skip);

    assert(from->id == to->id && from->kind == to->kind);
    if (old != new) {
        book_add(db, old, from->kind, -1);
        book_add(db, new, from->kind, 1);
    }
    TRY(sqlite_run(db, UPDATE_PLACE,
                   BIND(as_int(to->id), as_int(to->state), as_int(to->skip), as_int(to->delivery),
                        as_int(to->attempts), as_int(to->resends), as_int(to->reference_n),
                        as_int(to->reported), as_int(to->sent_at)),
                   why));
    if (from->state == to->state) return RC_OK;
    if (to->state == MESSAGE_SENT) TRY(route_spend(db, to, why));
    return tell_question(db, to, now, why);
}
