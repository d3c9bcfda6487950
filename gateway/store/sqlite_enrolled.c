/* The enrolment of a family as it is loaded: with all in which its plan differs from the programme. */
#include "gateway/store/sqlite_store.h"

static enum rc load_changes(struct sqlite *db, struct enrolment *enrolment, struct fault *why)
{
    static const char SELECT_CHANGES[] =
        "SELECT since_day, phase, rhythm, from_min, till_min, extra_weeks FROM enrolment_change"
        " WHERE enrolment_id = ?1 ORDER BY since_day, id";
    SCOPED(rows_close)
    struct rows rows = sqlite_query(db, SELECT_CHANGES, BIND(as_int(enrolment->id)));

    while (rows_next(&rows)) {
        struct plan_change *change;

        enrolment->changes = mem_grow(enrolment->changes, enrolment->change_n + 1, sizeof(*change));
        change = &enrolment->changes[enrolment->change_n++];
        change->since_day = (int32_t)take_int(&rows);
        change->phase = (int)take_int(&rows);
        change->rhythm = take_copy(&rows);
        change->from_min = (int)take_int(&rows);
        change->till_min = (int)take_int(&rows);
        change->extra_weeks = (int)take_int(&rows);
    }
    return rows_end(&rows, why);
}

static enum rc load_own_days(struct sqlite *db, struct enrolment *enrolment, struct fault *why)
{
    static const char SELECT_OWN_DAYS[] =
        "SELECT from_day, till_day, since_day, act, ended_day FROM own_days WHERE enrolment_id = ?1"
        " ORDER BY from_day, since_day";
    SCOPED(rows_close)
    struct rows rows = sqlite_query(db, SELECT_OWN_DAYS, BIND(as_int(enrolment->id)));

    while (rows_next(&rows)) {
        struct own_days *days;

        enrolment->own_days =
            mem_grow(enrolment->own_days, enrolment->own_day_n + 1, sizeof(*days));
        days = &enrolment->own_days[enrolment->own_day_n++];
        days->from_day = (int32_t)take_int(&rows);
        days->till_day = (int32_t)take_int(&rows);
        days->since_day = (int32_t)take_int(&rows);
        days->act = (enum day_act)take_int(&rows);
        days->ended_day = (int32_t)take_int(&rows);
    }
    return rows_end(&rows, why);
}

enum rc enrolment_load(struct sqlite *db, int64_t family_id, struct enrolment *out,
                       struct fault *why)
{
    static const char SELECT_ENROLMENT[] =
        "SELECT id, programme, start_day, first_phase, domains, state, paused_till_day, outcome,"
        " previous_id, learns, planned_at, planned_member, next_at"
        " FROM enrolment WHERE family_id = ?1 ORDER BY id DESC LIMIT 1";
    SCOPED(rows_close)
    struct rows rows = sqlite_query(db, SELECT_ENROLMENT, BIND(as_int(family_id)));

    if (!rows_next(&rows)) {
        out->programme = mem_copy_string("");
        return rows_end(&rows, why);
    }
    out->id = take_int(&rows);
    out->programme = take_copy(&rows);
    out->start_day = (int32_t)take_int(&rows);
    out->first_phase = (int)take_int(&rows);
    out->domains = (unsigned)take_int(&rows);
    out->state = (enum enrolment_state)take_int(&rows);
    out->paused_till_day = (int32_t)take_int(&rows);
    out->outcome = (enum ending)take_int(&rows);
    out->previous_id = take_int(&rows);
    out->learns = take_bool(&rows);
    out->planned_at = take_int(&rows);
    out->planned_member = (int)take_int(&rows);
    out->next_at = take_int(&rows);
    TRY(rows_end(&rows, why));
    TRY(load_changes(db, out, why));
    return load_own_days(db, out, why);
}
