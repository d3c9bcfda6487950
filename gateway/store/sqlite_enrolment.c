/* What planning works from: enrolments and appointments that are due. */
#include "gateway/store/sqlite_store.h"

static enum rc write_appointment(struct sqlite *db, void *with, struct fault *why)
{
    static const char INSERT_APPOINTMENT[] =
        "INSERT INTO appointment (id, family_id, member_id, starts_at, state, reminded, next_at,"
        " look_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    struct appointment *appointment = with;

    appointment->id = new_id(db, TABLE_APPOINTMENT);
    return sqlite_run(db, INSERT_APPOINTMENT,
                      BIND(as_int(appointment->id), as_int(appointment->family_id),
                           as_id(appointment->member_id), as_int(appointment->starts_at),
                           as_int(appointment->state), as_int(appointment->reminded),
                           as_int(appointment->next_at),
                           as_int(appointment->starts_at + APPOINTMENT_LOOK_AFTER)),
                      why);
}

enum rc sqlite_appointment_add(struct store *store, struct appointment *appointment, usec now,
                               struct fault *why)
{
    (void)now; /* when it was noted is not kept yet */
    return sqlite_write(store, write_appointment, appointment, why);
}

#define APPOINTMENT_COLUMNS                                                                        \
    "id, family_id, member_id, starts_at, state, reminded, next_at, attendance"

static enum rc take_appointments(struct rows *rows, struct appointments *out, struct fault *why)
{
    SCOPED(appointments_clear) struct appointments appointments = {0};

    while (rows_next(rows)) {
        struct appointment *appointment;

        appointments.at = mem_grow(appointments.at, appointments.n + 1, sizeof(*appointments.at));
        appointment = &appointments.at[appointments.n++];
        appointment->id = take_int(rows);
        appointment->family_id = take_int(rows);
        appointment->member_id = take_int(rows);
        appointment->starts_at = take_int(rows);
        appointment->state = (enum appointment_state)take_int(rows);
        appointment->reminded = (int)take_int(rows);
        appointment->next_at = take_int(rows);
        appointment->attendance = (enum attendance)take_int(rows);
    }
    TRY(rows_end(rows, why));
    hand_over(out, &appointments, sizeof(appointments));
    return RC_OK;
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

enum rc sqlite_plan_due(struct store *store, usec now, size_t limit, struct families *out,
                        struct fault *why)
{
    /* A paused one is planned too: what is not asked goes into the books with its reason. */
    static const char SELECT_DUE[] =
        "SELECT family_id FROM enrolment"
        " WHERE state <> 2 AND next_at <= ?1 AND next_at < 9223372036854775807"
        " ORDER BY next_at, id LIMIT ?2";
    SCOPED(sqlite_read_end) struct sqlite *db = NULL;
    SCOPED(rows_close) struct rows rows = {0};

    TRY(sqlite_read(store, &db, why));
    rows = sqlite_query(db, SELECT_DUE, BIND(as_int(now), as_int((int64_t)limit)));
    return families_load(db, &rows, out, why);
}
