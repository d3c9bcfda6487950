/* USSD sessions: what the next screen is made of, and the step that leads to it. */
#include "gateway/store/sqlite_store.h"

/* Who dials again within this time is led on where the last session broke off. */
#define RESUME_WITHIN USEC_HOUR

#define SESSION_COLUMNS "id, member_id, question_id, place, language, keys, page, steps, text"

static void session_name(const char *route, const char *session, struct text *out)
{
    text_add_bytes(out, route, strlen(route) + 1); /* with its NUL, so they do not run together */
    text_add(out, session);
}

int64_t ussd_short_hash(const struct sqlite *db, const char *route, const char *session)
{
    SCOPED(text_wipe) struct text name = {0};
    int64_t hash;

    session_name(route, session, &name);
    hash = (int64_t)seal_short_hash(&db->store->store.index, SEAL_USSD, name.at, name.n);
    return hash ? hash : 1;
}

static struct hash session_hash(const struct sqlite *db, const char *route, const char *session)
{
    SCOPED(text_wipe) struct text name = {0};
    struct hash hash;

    session_name(route, session, &name);
    seal_hash(&db->store->store.index, SEAL_USSD, name.at, name.n, hash.bytes);
    return hash;
}

enum rc ussd_typed_before(struct sqlite *db, const struct arrival *arrival, int64_t seen, bool *out,
                          struct fault *why)
{
    static const char SELECT_STEP[] =
        "SELECT EXISTS (SELECT 1 FROM inbox WHERE session_hash = ?1 AND session_hash <> 0"
        " AND seen_hash = ?2)";
    static const char SELECT_LAST[] =
        "SELECT EXISTS (SELECT 1 FROM (SELECT seen_hash, arrived_at FROM inbox"
        "  WHERE session_hash = ?1 AND session_hash <> 0 ORDER BY id DESC LIMIT 1)"
        " WHERE seen_hash = ?2 AND arrived_at > ?3)";
    int64_t hash = ussd_short_hash(db, arrival->route, arrival->session), found;
    usec since = arrival->arrived_at - USSD_REPEAT_WITHIN;

    if (arrival->reference[0])
        TRY(sqlite_number(db, SELECT_STEP, BIND(as_int(hash), as_int(seen)), &found, why));
    else
        TRY(sqlite_number(db, SELECT_LAST, BIND(as_int(hash), as_int(seen), as_int(since)), &found,
                          why));
    *out = found != 0;
    return RC_OK;
}

/* ---- What is known ---- */

static enum rc take_session(struct rows *rows, struct ussd_session *out, struct fault *why)
{
    if (!rows_next(rows)) return rows_end(rows, why);
    out->id = take_int(rows);
    out->member_id = take_int(rows);
    out->question_id = take_int(rows);
    out->place = (enum dial_place)take_int(rows);
    out->language = (enum language)take_int(rows);
    out->keys = (unsigned)take_int(rows);
    out->page = (int)take_int(rows);
    out->steps = (int)take_int(rows);
    TRY(take_sealed(rows, (struct seal_row){SEAL_USSD_TEXT, out->id}, &out->text, why));
    return rows_end(rows, why);
}

static enum rc load_session(struct sqlite *db, const char *route, const char *session,
                            struct ussd_session *out, struct fault *why)
{
    static const char SELECT_SESSION[] =
        "SELECT " SESSION_COLUMNS " FROM ussd_session WHERE session_hash = ?1";
    struct hash hash = session_hash(db, route, session);
    SCOPED(rows_close) struct rows rows = sqlite_query(db, SELECT_SESSION, BIND(as_hash(&hash)));

    return take_session(&rows, out, why);
}

/* The phone's last other session, unless it came to its end. */
static enum rc load_before(struct sqlite *db, const char *number, int64_t but, usec now,
                           struct ussd_session *out, struct fault *why)
{
    static const char SELECT_BEFORE[] =
        "SELECT " SESSION_COLUMNS " FROM (SELECT * FROM ussd_session"
        "  WHERE number_hash = ?1 AND at >= ?2 AND id <> ?3 ORDER BY at DESC, id DESC LIMIT 1)"
        " WHERE place <> 0";
    struct hash hash = hash_string(db, SEAL_NUMBER, number);
    SCOPED(rows_close)
    struct rows rows = sqlite_query(db, SELECT_BEFORE,
                                    BIND(as_hash(&hash), as_int(now - RESUME_WITHIN), as_int(but)));

    static_assert(DIAL_OVER == 0, "as in the statement");
    return take_session(&rows, out, why);
}

static enum rc load_input(struct sqlite *db, const char *route, const char *session,
                          struct inbox_text *out, struct fault *why)
{
    static const char SELECT_WAITING[] =
        "SELECT ifnull(min(id), 0) FROM inbox WHERE session_hash = ?1 AND session_hash <> 0"
        " AND handled_at = 0";
    SCOPED(text_wipe) struct text text = {0};
    int64_t hash = ussd_short_hash(db, route, session);

    TRY(sqlite_number(db, SELECT_WAITING, BIND(as_int(hash)), &out->id, why));
    if (out->id == 0) return RC_OK;
    TRY(inbox_row_read(db, out->id, out, &text, why));
    out->text = text_take(&text);
    return RC_OK;
}

static enum rc load_questions(struct sqlite *db, struct dial *dial, struct fault *why)
{
    const struct ussd_session *of = dial->session.id ? &dial->session : &dial->before;

    if (of->question_id) TRY(question_load(db, of->question_id, &dial->question, why));
    if (!dial->question.follows) return RC_OK;
    return question_load(db, dial->question.follows, &dial->follows, why);
}

enum rc sqlite_dial_load(struct store *store, const char *route, const char *session,
                         const char *number, usec now, struct dial *out, struct fault *why)
{
    SCOPED(dial_clear) struct dial dial = {0};
    SCOPED(sqlite_read_end) struct sqlite *db = NULL;

    TRY(sqlite_read(store, &db, why));
    TRY(load_session(db, route, session, &dial.session, why));
    TRY(load_input(db, route, session, &dial.input, why));
    TRY(conversation_load(db, number, now, &dial.conversation, why));
    TRY(load_before(db, number, dial.session.id, now, &dial.before, why));
    TRY(load_questions(db, &dial, why));
    if (dial.conversation.family.id)
        TRY(appointment_next(db, &dial.conversation, now, &dial.appointment, why));
    hand_over(out, &dial, sizeof(dial));
    return RC_OK;
}

/* ---- The step ---- */

static enum rc add_session(struct sqlite *db, const struct new_step *step, int64_t question_id,
                           usec now, struct fault *why)
{
    static const char INSERT_SESSION[] =
        "INSERT INTO ussd_session (id, session_hash, number_hash, family_id, phone_id, member_id,"
        " question_id, place, language, keys, page, steps, text, at)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, 1, ?12, ?13)"
        " ON CONFLICT (session_hash) DO NOTHING";
    const struct ussd_session *session = &step->session_now;
    struct hash hash = session_hash(db, step->route, step->session);
    struct hash number = hash_string(db, SEAL_NUMBER, step->number);
    SCOPED(sealed_clear) struct sealed text = {0};
    int64_t id = new_id(db, TABLE_USSD_SESSION);

    TRY(seal_string(db, step->family_id, (struct seal_row){SEAL_USSD_TEXT, id}, session->text,
                    &text, why));
    return sqlite_run(db, INSERT_SESSION,
                      BIND(as_int(id), as_hash(&hash), as_hash(&number), as_id(step->family_id),
                           as_id(step->phone_id), as_id(session->member_id), as_id(question_id),
                           as_int(session->place), as_int(session->language), as_int(session->keys),
                           as_int(session->page), as_sealed(&text), as_int(now)),
                      why);
}

static enum rc move_session(struct sqlite *db, const struct new_step *step, int64_t question_id,
                            usec now, struct fault *why)
{
    static const char UPDATE_SESSION[] =
        "UPDATE ussd_session SET member_id = ?3, question_id = ?4, place = ?5, language = ?6,"
        " keys = ?7, page = ?8, steps = ?2 + 1, text = ?9, at = ?10 WHERE id = ?1 AND steps = ?2";
    const struct ussd_session *session = &step->session_now;
    SCOPED(sealed_clear) struct sealed text = {0};

    TRY(seal_string(db, step->family_id, (struct seal_row){SEAL_USSD_TEXT, session->id},
                    session->text, &text, why));
    return sqlite_run(db, UPDATE_SESSION,
                      BIND(as_int(session->id), as_int(session->steps), as_id(session->member_id),
                           as_id(question_id), as_int(session->place), as_int(session->language),
                           as_int(session->keys), as_int(session->page), as_sealed(&text),
                           as_int(now)),
                      why);
}

enum rc ussd_step_apply(struct sqlite *db, const struct new_step *step, int64_t question_id,
                        usec now, struct fault *why)
{
    int64_t asks = question_id ? question_id : step->session_now.question_id;

    if (step->session_now.id == 0)
        TRY(add_session(db, step, asks, now, why));
    else
        TRY(move_session(db, step, asks, now, why));
    if (sqlite_changed(db) == 1) return RC_OK;
    return fault_set(why, RC_TAKEN, "the step of this USSD session was taken already");
}
