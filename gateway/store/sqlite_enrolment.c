/* Enrolments and appointments: what planning works from. */
#include "gateway/store/sqlite_store.h"

struct enrol {
    int64_t family_id;
    struct enrolment *enrolment;
    const char *who;
    usec now;
};

static enum rc add_event(struct sqlite *db, int64_t enrolment_id, int64_t family_id,
                         enum enrolment_state state, const char *who, const char *reason, usec now,
                         struct fault *why)
{
    static const char INSERT_EVENT[] =
        "INSERT INTO enrolment_event (id, enrolment_id, at, state, who, reason)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    SCOPED(sealed_clear) struct sealed sealed = {0};
    int64_t id = new_id(db, TABLE_ENROLMENT_EVENT);

    TRY(seal_string(db, family_id, (struct seal_row){SEAL_ENROLMENT_REASON, id}, reason, &sealed,
                    why));
    return sqlite_run(db, INSERT_EVENT,
                      BIND(as_int(id), as_int(enrolment_id), as_int(now), as_int(state),
                           as_string(who ? who : ""), as_sealed(&sealed)),
                      why);
}

static enum rc write_enrol(struct sqlite *db, void *with, struct fault *why)
{
    static const char SELECT_CURRENT[] =
        "SELECT count(*) FROM enrolment WHERE family_id = ?1 AND state <> 2";
    static const char INSERT_ENROLMENT[] =
        "INSERT INTO enrolment (id, family_id, programme, start_day, domains, state, planned_at,"
        " planned_member, next_at, created_at, first_phase, previous_id, learns)"
        " VALUES (?1, ?2, ?3, ?4, ?5, 0, ?6, ?7, ?8, ?9, ?10, ?11, 1)";
    struct enrol *enrol = with;
    struct enrolment *enrolment = enrol->enrolment;
    int64_t current;

    if (enrolment->domains == 0)
        return fault_set(why, RC_INVALID, "an enrolment names at least one domain");
    TRY(sqlite_number(db, SELECT_CURRENT, BIND(as_int(enrol->family_id)), &current, why));
    if (current > 0) {
        return fault_set(why, RC_TAKEN, "family %lld is in a programme already: end that one first",
                         (long long)enrol->family_id);
    }
    enrolment->id = new_id(db, TABLE_ENROLMENT);
    enrolment->learns = true;
    TRY(sqlite_run(db, INSERT_ENROLMENT,
                   BIND(as_int(enrolment->id), as_int(enrol->family_id),
                        as_string(enrolment->programme), as_int(enrolment->start_day),
                        as_int(enrolment->domains), as_int(enrolment->planned_at),
                        as_int(enrolment->planned_member), as_int(enrolment->next_at),
                        as_int(enrol->now), as_int(enrolment->first_phase),
                        as_id(enrolment->previous_id)),
                   why));
    return add_event(db, enrolment->id, enrol->family_id, ENROLMENT_ACTIVE, enrol->who, "",
                     enrol->now, why);
}

enum rc sqlite_enrol(struct store *store, int64_t family_id, struct enrolment *enrolment,
                     const char *who, usec now, struct fault *why)
{
    struct enrol enrol = {.family_id = family_id, .enrolment = enrolment, .who = who, .now = now};

    return sqlite_write(store, write_enrol, &enrol, why);
}

struct enrolment_change {
    int64_t id;
    enum enrolment_state state;
    const char *reason, *who;
    usec now;
};

static enum rc write_enrolment_change(struct sqlite *db, void *with, struct fault *why)
{
    static const char SELECT_STATE[] = "SELECT state FROM enrolment WHERE id = ?1";
    static const char SELECT_FAMILY[] = "SELECT family_id FROM enrolment WHERE id = ?1";
    static const char UPDATE_STATE[] = "UPDATE enrolment SET state = ?2 WHERE id = ?1";
    const struct enrolment_change *change = with;
    int64_t state, family_id;

    TRY(sqlite_number(db, SELECT_STATE, BIND(as_int(change->id)), &state, why));
    TRY(sqlite_number(db, SELECT_FAMILY, BIND(as_int(change->id)), &family_id, why));
    if (state == ENROLMENT_ENDED)
        return fault_set(why, RC_INVALID, "enrolment %lld has ended; enrol the family anew",
                         (long long)change->id);
    TRY(sqlite_run(db, UPDATE_STATE, BIND(as_int(change->id), as_int(change->state)), why));
    return add_event(db, change->id, family_id, change->state, change->who, change->reason,
                     change->now, why);
}

enum rc sqlite_enrolment_change(struct store *store, int64_t enrolment_id,
                                enum enrolment_state state, const char *reason, const char *who,
                                usec now, struct fault *why)
{
    struct enrolment_change change = {
        .id = enrolment_id, .state = state, .reason = reason, .who = who, .now = now};

    return sqlite_write(store, write_enrolment_change, &change, why);
}

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
