/* Appointments: made, moved, cancelled, reminded of, and what came of them. */
#include "gateway/store/sqlite_store.h"

/* ---- Reading ---- */

/* Behind the plain ones, the start of which the family was told last. */
#define APPOINTMENT_COLUMNS                                                                        \
    "id, family_id, member_id, starts_at, ends_at, place, state, attendance, slot_1, slot_2,"      \
    " slot_3, uid_hash, sequence, modified_at, revision, source, reminded, next_at,"               \
    " (SELECT question.starts_at FROM question WHERE question.appointment_id = appointment.id"     \
    " AND question.step <> '" QUESTION_OFFERS "' AND" APPOINTMENT_WAS_TOLD                         \
    " ORDER BY question.id DESC LIMIT 1)"

static enum rc take_one(struct rows *rows, struct appointment *out, struct fault *why)
{
    size_t hash_n;
    const void *hash;

    out->id = take_int(rows);
    out->family_id = take_int(rows);
    out->member_id = take_int(rows);
    out->starts_at = take_int(rows);
    out->ends_at = take_int(rows);
    TRY(take_sealed(rows, (struct seal_row){SEAL_APPOINTMENT_PLACE, out->id}, &out->place, why));
    out->state = (enum appointment_state)take_int(rows);
    out->attendance = (enum attendance)take_int(rows);
    for (size_t i = 0; i < APPOINTMENT_SLOTS; i++)
        out->slots[i] = take_int(rows);
    hash = take_bytes(rows, &hash_n);
    if (hash_n == sizeof(out->uid_hash)) memcpy(out->uid_hash, hash, hash_n);
    out->sequence = (int)take_int(rows);
    out->modified_at = take_int(rows);
    out->revision = (int)take_int(rows);
    out->source = take_copy(rows);
    out->reminded = (int)take_int(rows);
    out->next_at = take_int(rows);
    out->told_at = take_int(rows);
    return RC_OK;
}

static enum rc take_appointments(struct rows *rows, struct appointments *out, struct fault *why)
{
    SCOPED(appointments_clear) struct appointments appointments = {0};

    while (rows_next(rows)) {
        appointments.at = mem_grow(appointments.at, appointments.n + 1, sizeof(*appointments.at));
        appointments.at[appointments.n] = (struct appointment){0};
        TRY(take_one(rows, &appointments.at[appointments.n++], why));
    }
    TRY(rows_end(rows, why));
    hand_over(out, &appointments, sizeof(appointments));
    return RC_OK;
}

/* The only row, or the first. RC_MISSING: there is none. */
static enum rc take_appointment(struct rows *rows, struct appointment *out, struct fault *why)
{
    SCOPED(appointment_clear) struct appointment appointment = {0};

    if (!rows_next(rows)) {
        TRY(rows_end(rows, why));
        return fault_set(why, RC_MISSING, "this family has no such appointment");
    }
    TRY(take_one(rows, &appointment, why));
    TRY(rows_end(rows, why));
    hand_over(out, &appointment, sizeof(appointment));
    return RC_OK;
}

static enum rc load(struct sqlite *db, int64_t family_id, int64_t id, struct appointment *out,
                    struct fault *why)
{
    static const char SELECT_ONE[] =
        "SELECT " APPOINTMENT_COLUMNS " FROM appointment WHERE id = ?1 AND family_id = ?2";
    SCOPED(rows_close)
    struct rows rows = sqlite_query(db, SELECT_ONE, BIND(as_int(id), as_int(family_id)));

    return take_appointment(&rows, out, why);
}

enum rc sqlite_appointment_load(struct store *store, int64_t family_id, int64_t id,
                                struct appointment *out, struct fault *why)
{
    SCOPED(sqlite_read_end) struct sqlite *db = NULL;

    TRY(sqlite_read(store, &db, why));
    return load(db, family_id, id, out, why);
}

enum rc sqlite_appointment_find(struct store *store, int64_t family_id,
                                const unsigned char uid_hash[static UID_HASH_BYTES],
                                struct appointment *out, struct fault *why)
{
    static const char SELECT_BY_UID[] =
        "SELECT " APPOINTMENT_COLUMNS " FROM appointment"
        " WHERE family_id = ?1 AND uid_hash = ?2 ORDER BY id DESC LIMIT 1";
    SCOPED(sqlite_read_end) struct sqlite *db = NULL;
    SCOPED(rows_close) struct rows rows = {0};

    TRY(sqlite_read(store, &db, why));
    rows = sqlite_query(db, SELECT_BY_UID,
                        BIND(as_int(family_id), as_bytes(uid_hash, UID_HASH_BYTES)));
    return take_appointment(&rows, out, why);
}

enum rc sqlite_appointment_list(struct store *store, int64_t family_id, struct appointments *out,
                                struct fault *why)
{
    static const char SELECT_OF_FAMILY[] =
        "SELECT " APPOINTMENT_COLUMNS " FROM appointment WHERE family_id = ?1"
        " ORDER BY starts_at, id";
    SCOPED(sqlite_read_end) struct sqlite *db = NULL;
    SCOPED(rows_close) struct rows rows = {0};

    TRY(sqlite_read(store, &db, why));
    rows = sqlite_query(db, SELECT_OF_FAMILY, BIND(as_int(family_id)));
    return take_appointments(&rows, out, why);
}

enum rc sqlite_appointment_unseen(struct store *store, usec now, size_t limit,
                                  struct appointments *out, struct fault *why)
{
    static const char SELECT_UNSEEN[] =
        "SELECT " APPOINTMENT_COLUMNS " FROM appointment"
        " WHERE look_at <= ?1 AND look_at < 9223372036854775807 ORDER BY look_at, id LIMIT ?2";
    SCOPED(sqlite_read_end) struct sqlite *db = NULL;
    SCOPED(rows_close) struct rows rows = {0};

    TRY(sqlite_read(store, &db, why));
    rows = sqlite_query(db, SELECT_UNSEEN, BIND(as_int(now), as_int((int64_t)limit)));
    return take_appointments(&rows, out, why);
}

enum rc sqlite_reminders_due(struct store *store, usec now, size_t limit, struct appointments *out,
                             struct fault *why)
{
    static const char SELECT_DUE[] =
        "SELECT " APPOINTMENT_COLUMNS " FROM appointment"
        " WHERE state NOT IN (2, 4) AND next_at <= ?1 AND next_at < 9223372036854775807"
        " ORDER BY next_at LIMIT ?2";
    SCOPED(sqlite_read_end) struct sqlite *db = NULL;
    SCOPED(rows_close) struct rows rows = {0};

    TRY(sqlite_read(store, &db, why));
    rows = sqlite_query(db, SELECT_DUE, BIND(as_int(now), as_int((int64_t)limit)));
    return take_appointments(&rows, out, why);
}

/* ---- Slots ---- */

/* An appointment whose end nobody wrote down lasts so long. */
#define USUALLY_LASTS USEC_HOUR

/* Whether the family's manager has another appointment at a start of this one. */
static enum rc is_taken(struct sqlite *db, const struct appointment *of, usec starts_at, bool *out,
                        struct fault *why)
{
    static const char COUNT_OTHERS[] =
        "SELECT count(*) FROM appointment AS other JOIN family ON family.id = other.family_id"
        " WHERE family.manager = (SELECT manager FROM family WHERE id = ?1)"
        " AND other.id <> ?2 AND other.state NOT IN (2, 4) AND other.starts_at < ?4"
        " AND CASE other.ends_at WHEN 0 THEN other.starts_at + ?5 ELSE other.ends_at END > ?3";
    usec lasts = of->ends_at ? of->ends_at - of->starts_at : USUALLY_LASTS;
    int64_t n;

    TRY(sqlite_number(db, COUNT_OTHERS,
                      BIND(as_int(of->family_id), as_int(of->id), as_int(starts_at),
                           as_int(starts_at + lasts), as_int(USUALLY_LASTS)),
                      &n, why));
    *out = n > 0;
    return RC_OK;
}

static enum rc mark_taken(struct sqlite *db, struct appointment *of, struct fault *why)
{
    for (size_t i = 0; i < APPOINTMENT_SLOTS; i++) {
        bool taken = false;

        if (of->slots[i]) TRY(is_taken(db, of, of->slots[i], &taken, why));
        if (taken) of->slots_taken |= 1U << i;
    }
    return RC_OK;
}

enum rc appointments_asked(struct sqlite *db, int64_t phone_id, int64_t family_id,
                           struct appointments *out, struct fault *why)
{
    static const char SELECT_ASKED[] =
        "SELECT " APPOINTMENT_COLUMNS " FROM appointment WHERE family_id = ?2 AND state <> 4"
        " AND (slot_1 > 0 OR id IN (SELECT appointment_id FROM question"
        "  WHERE question.phone_id = ?1 AND question.state IN (0, 2)))";
    SCOPED(rows_close)
    struct rows rows = sqlite_query(db, SELECT_ASKED, BIND(as_int(phone_id), as_int(family_id)));

    TRY(take_appointments(&rows, out, why));
    for (size_t i = 0; i < out->n; i++)
        TRY(mark_taken(db, &out->at[i], why));
    return RC_OK;
}

/* Of the family as a whole, or of a member who uses this phone. One that was declined has to be seen where other
 * times are offered. */
enum rc appointment_next(struct sqlite *db, const struct conversation *conversation, usec now,
                         struct appointment *out, struct fault *why)
{
    static const char SELECT_NEXT[] =
        "SELECT " APPOINTMENT_COLUMNS " FROM appointment"
        " WHERE family_id = ?1 AND starts_at > ?2 AND state <> 4 AND (state <> 2 OR slot_1 > 0)"
        " AND (member_id IS NULL OR member_id IN"
        "  (SELECT member_id FROM phone_use WHERE phone_id = ?3 AND till_at IS NULL))"
        " ORDER BY starts_at, id LIMIT 1";
    SCOPED(rows_close)
    struct rows rows = sqlite_query(
        db, SELECT_NEXT,
        BIND(as_int(conversation->family.id), as_int(now), as_int(conversation->phone.id)));

    static_assert(APPOINTMENT_DECLINED == 2 && APPOINTMENT_CANCELLED == 4, "as in the statement");
    if (rows_next(&rows)) TRY(take_one(&rows, out, why));
    TRY(rows_end(&rows, why));
    return mark_taken(db, out, why);
}

/* ---- Adding ---- */

static bool is_imported(const struct appointment *appointment)
{
    static const unsigned char none[UID_HASH_BYTES] = {0};

    return memcmp(appointment->uid_hash, none, sizeof(none)) != 0;
}

static enum rc seal_place(struct sqlite *db, const struct appointment *appointment,
                          struct sealed *out, struct fault *why)
{
    if (!appointment->place || !appointment->place[0]) return RC_OK;
    return seal_string(db, appointment->family_id,
                       (struct seal_row){SEAL_APPOINTMENT_PLACE, appointment->id},
                       appointment->place, out, why);
}

static enum rc insert(struct sqlite *db, const struct appointment *appointment, struct fault *why)
{
    static const char INSERT_APPOINTMENT[] =
        "INSERT INTO appointment (id, family_id, member_id, starts_at, ends_at, place, state,"
        " uid_hash, sequence, source, reminded, next_at, look_at, modified_at)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)";
    SCOPED(sealed_clear) struct sealed place = {0};
    struct value uid = {.type = VALUE_NULL};

    if (is_imported(appointment)) uid = as_bytes(appointment->uid_hash, UID_HASH_BYTES);
    TRY(seal_place(db, appointment, &place, why));
    return sqlite_run(db, INSERT_APPOINTMENT,
                      BIND(as_int(appointment->id), as_int(appointment->family_id),
                           as_id(appointment->member_id), as_int(appointment->starts_at),
                           as_int(appointment->ends_at), as_sealed(&place),
                           as_int(appointment->state), uid, as_int(appointment->sequence),
                           as_string(appointment->source ? appointment->source : ""),
                           as_int(appointment->reminded), as_int(appointment->next_at),
                           as_int(appointment->starts_at + APPOINTMENT_LOOK_AFTER),
                           as_int(appointment->modified_at)),
                      why);
}

static enum rc write_add(struct sqlite *db, void *with, struct fault *why)
{
    static const char SELECT_SAME[] = "SELECT ifnull((SELECT id FROM appointment"
                                      " WHERE family_id = ?1 AND uid_hash = ?2 AND state <> 4), 0)";
    struct appointment *appointment = with;
    int64_t same = 0;

    static_assert(APPOINTMENT_CANCELLED == 4, "as in the statement");
    if (is_imported(appointment))
        TRY(sqlite_number(
            db, SELECT_SAME,
            BIND(as_int(appointment->family_id), as_bytes(appointment->uid_hash, UID_HASH_BYTES)),
            &same, why));
    appointment->id = same ? same : new_id(db, TABLE_APPOINTMENT);
    return same ? RC_OK : insert(db, appointment, why);
}

enum rc sqlite_appointment_add(struct store *store, struct appointment *appointment, usec now,
                               struct fault *why)
{
    (void)now; /* when it was noted is not kept yet */
    return sqlite_write(store, write_add, appointment, why);
}

/* ---- What came of it ---- */

struct appointment_note {
    const struct appointment *appointment;
    usec now;
};

static enum rc write_note(struct sqlite *db, void *with, struct fault *why)
{
    static const char SET_ATTENDANCE[] =
        "UPDATE appointment SET attendance = ?3, look_at = CASE WHEN ?3 = 2 THEN ?4 ELSE look_at END"
        " WHERE id = ?1 AND family_id = ?2 AND starts_at <= ?4";
    const struct appointment_note *note = with;
    const struct appointment *appointment = note->appointment;

    static_assert(ATTENDANCE_MISSED == 2, "as in the statement");
    TRY(sqlite_run(db, SET_ATTENDANCE,
                   BIND(as_int(appointment->id), as_int(appointment->family_id),
                        as_int(appointment->attendance), as_int(note->now)),
                   why));
    if (sqlite_changed(db) == 1) return RC_OK;
    return fault_set(why, RC_MISSING, "family %lld has no appointment %lld that has begun",
                     (long long)appointment->family_id, (long long)appointment->id);
}

enum rc sqlite_appointment_note(struct store *store, const struct appointment *appointment,
                                usec now, struct fault *why)
{
    struct appointment_note note = {.appointment = appointment, .now = now};

    return sqlite_write(store, write_note, &note, why);
}

/* ---- Moved, cancelled ---- */

enum rc appointment_outdated(struct sqlite *db, int64_t question_id, bool *out, struct fault *why)
{
    static const char COUNT_OUTDATED[] =
        "SELECT count(*) FROM question JOIN appointment ON appointment.id = question.appointment_id"
        " WHERE question.id = ?1 AND (appointment.state = 4"
        " OR appointment.starts_at <> question.starts_at)";
    int64_t n;

    TRY(sqlite_number(db, COUNT_OUTDATED, BIND(as_int(question_id)), &n, why));
    *out = n > 0;
    return RC_OK;
}

static bool is_the_same(const struct appointment *one, const struct appointment *other)
{
    return one->starts_at == other->starts_at && one->state == other->state &&
           one->told_at == other->told_at && one->sequence == other->sequence &&
           memcmp(one->slots, other->slots, sizeof(one->slots)) == 0;
}

static enum rc check_change(struct sqlite *db, const struct changes *changes, usec now,
                            struct fault *why)
{
    const struct appointment *was = changes->appointment_was, *to = changes->appointment_now;
    SCOPED(appointment_clear) struct appointment stands = {0};
    bool taken = false;

    TRY(load(db, to->family_id, to->id, &stands, why));
    if (stands.state == APPOINTMENT_CANCELLED)
        return fault_set(why, RC_INVALID, "this appointment was cancelled: make a new one");
    if (stands.starts_at <= now)
        return fault_set(
            why, RC_INVALID,
            "this appointment has begun: note whether somebody came, or make a new one");
    if (to->starts_at <= now)
        return fault_set(why, RC_INVALID, "the new start of the appointment is past");
    if (changes->appointment_chosen) TRY(is_taken(db, &stands, to->starts_at, &taken, why));
    if (is_the_same(&stands, was) && !taken) return RC_OK;
    return fault_set(why, RC_TAKEN, "appointment %lld was changed meanwhile", (long long)to->id);
}

/* What waits to be sent is skipped; what left, or may have, is not answered any more. `step`: only questions of
 * this step; NULL: all. */
static enum rc withdraw(struct sqlite *db, const struct appointment *of, const char *step,
                        struct fault *why)
{
    static const char SELECT_FIRST_QUEUED[] =
        "SELECT ifnull((SELECT message.id FROM message JOIN question ON question.id = message.question_id"
        " WHERE message.family_id = ?2 AND message.state = 0 AND question.appointment_id = ?1"
        " AND question.step = ifnull(?3, question.step) LIMIT 1), 0)";
    static const char SET_WITHDRAWN[] =
        "UPDATE question SET state = 5, nudge_at = 9223372036854775807"
        " WHERE appointment_id = ?1 AND state IN (0, 2) AND step = ifnull(?2, step)";
    int64_t message_id = 0;

    static_assert(QUESTION_WITHDRAWN == 5, "as in the statement");
    do {
        TRY(sqlite_number(db, SELECT_FIRST_QUEUED,
                          BIND(as_int(of->id), as_int(of->family_id), as_string(step)), &message_id,
                          why));
        if (message_id) TRY(message_withdraw(db, message_id, SKIP_WITHDRAWN, why));
    } while (message_id);
    return sqlite_run(db, SET_WITHDRAWN, BIND(as_int(of->id), as_string(step)), why);
}

static enum rc change(struct sqlite *db, const struct changes *changes, usec now, struct fault *why)
{
    static const char UPDATE_APPOINTMENT[] =
        "UPDATE appointment SET starts_at = ?2, ends_at = ?3, place = ?4, state = ?5, slot_1 = ?6,"
        " slot_2 = ?7, slot_3 = ?8, sequence = ?9, reminded = ?10, next_at = ?11,"
        " modified_at = ?13, member_id = ?14,"
        " look_at = CASE WHEN ?5 = 4 THEN 9223372036854775807 WHEN starts_at = ?2 THEN look_at"
        " ELSE ?2 + ?12 END WHERE id = ?1";
    const struct appointment *was = changes->appointment_was, *to = changes->appointment_now;
    SCOPED(sealed_clear) struct sealed place = {0};

    if (!to) return RC_OK;
    TRY(check_change(db, changes, now, why));
    if (to->starts_at != was->starts_at || to->state == APPOINTMENT_CANCELLED)
        TRY(withdraw(db, to, NULL, why));
    else if (memcmp(to->slots, was->slots, sizeof(to->slots)) != 0)
        TRY(withdraw(db, to, QUESTION_OFFERS, why)); /* the digits stand for other times now */
    TRY(seal_place(db, to, &place, why));
    return sqlite_run(
        db, UPDATE_APPOINTMENT,
        BIND(as_int(to->id), as_int(to->starts_at), as_int(to->ends_at), as_sealed(&place),
             as_int(to->state), as_int(to->slots[0]), as_int(to->slots[1]), as_int(to->slots[2]),
             as_int(to->sequence), as_int(to->reminded), as_int(to->next_at),
             as_int(APPOINTMENT_LOOK_AFTER), as_int(to->modified_at), as_id(to->member_id)),
        why);
}

/* Nothing is said or believed of a start that is not its start any more. */
static enum rc check_start(struct sqlite *db, const struct changes *changes, struct fault *why)
{
    static const char COUNT_SAME[] =
        "SELECT count(*) FROM appointment WHERE id = ?1 AND starts_at = ?2 AND state <> 4";
    int64_t n;

    TRY(sqlite_number(db, COUNT_SAME,
                      BIND(as_int(changes->appointment_id), as_int(changes->appointment_starts_at)),
                      &n, why));
    if (n == 1) return RC_OK;
    return fault_set(why, RC_TAKEN, "appointment %lld was moved or cancelled meanwhile",
                     (long long)changes->appointment_id);
}

static enum rc mark_reminded(struct sqlite *db, const struct changes *changes, struct fault *why)
{
    static const char SET_REMINDED[] =
        "UPDATE appointment SET reminded = ?2, next_at = ?3 WHERE id = ?1 AND reminded = ?2 - 1";

    if (changes->appointment_reminded == 0) return RC_OK;
    TRY(sqlite_run(db, SET_REMINDED,
                   BIND(as_int(changes->appointment_id), as_int(changes->appointment_reminded),
                        as_int(changes->appointment_next_at)),
                   why));
    if (sqlite_changed(db) == 1) return RC_OK;
    return fault_set(why, RC_TAKEN, "appointment %lld was reminded of meanwhile",
                     (long long)changes->appointment_id);
}

enum rc appointment_apply(struct sqlite *db, const struct changes *changes, usec now,
                          struct fault *why)
{
    /* One that is declined is looked at now. */
    static const char SET_STATE[] =
        "UPDATE appointment SET state = ?2,"
        " look_at = CASE WHEN ?2 = 2 THEN ?3 ELSE look_at END WHERE id = ?1";
    static const char SET_SEEN[] =
        "UPDATE appointment SET look_at = 9223372036854775807 WHERE id = ?1";
    int64_t id = changes->appointment_id;

    TRY(change(db, changes, now, why));
    if (!id) return RC_OK;
    if (changes->appointment_seen) TRY(sqlite_run(db, SET_SEEN, BIND(as_int(id)), why));
    if (changes->appointment_reminded == 0 && changes->appointment_state < 0) return RC_OK;
    TRY(check_start(db, changes, why));
    TRY(mark_reminded(db, changes, why));
    if (changes->appointment_state < 0) return RC_OK;
    return sqlite_run(db, SET_STATE,
                      BIND(as_int(id), as_int(changes->appointment_state), as_int(now)), why);
}
