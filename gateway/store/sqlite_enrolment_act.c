/* What people do with an enrolment, each with the event that tells of it. */
#include "gateway/store/sqlite_store.h"

/* One act in the making. */
struct acting {
    const struct enrolment_act *act;
    int64_t family_id;
    enum enrolment_state state; /* as it was, then as it is */
    usec now;
};

static enum rc add_event(struct sqlite *db, int64_t enrolment_id, const struct acting *acting,
                         enum enrolment_word word, struct fault *why)
{
    static const char INSERT_EVENT[] =
        "INSERT INTO enrolment_event (id, enrolment_id, at, state, who, reason, word, detail)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    const struct enrolment_act *act = acting->act;
    SCOPED(sealed_clear) struct sealed reason = {0};
    int64_t id = new_id(db, TABLE_ENROLMENT_EVENT);

    TRY(seal_string(db, acting->family_id, (struct seal_row){SEAL_ENROLMENT_REASON, id},
                    act->reason ? act->reason : "", &reason, why));
    return sqlite_run(db, INSERT_EVENT,
                      BIND(as_int(id), as_int(enrolment_id), as_int(acting->now),
                           as_int(acting->state), as_string(act->who), as_sealed(&reason),
                           as_int(word), as_string(act->detail ? act->detail : "")),
                      why);
}

/* ---- Enrolling -------------------------------------------------------------------------------- */

static enum rc add_enrolment(struct sqlite *db, struct enrolment *enrolment, struct acting *acting,
                             enum enrolment_word word, struct fault *why)
{
    static const char SELECT_CURRENT[] =
        "SELECT count(*) FROM enrolment WHERE family_id = ?1 AND state <> 2";
    static const char INSERT_ENROLMENT[] =
        "INSERT INTO enrolment (id, family_id, programme, start_day, domains, state, planned_at,"
        " planned_member, next_at, created_at, first_phase, previous_id, learns)"
        " VALUES (?1, ?2, ?3, ?4, ?5, 0, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";
    int64_t current;

    if (enrolment->domains == 0)
        return fault_set(why, RC_INVALID, "an enrolment names at least one domain");
    TRY(sqlite_number(db, SELECT_CURRENT, BIND(as_int(acting->family_id)), &current, why));
    if (current > 0) {
        return fault_set(why, RC_TAKEN, "family %lld is in a programme already: end that one first",
                         (long long)acting->family_id);
    }
    enrolment->id = new_id(db, TABLE_ENROLMENT);
    TRY(sqlite_run(db, INSERT_ENROLMENT,
                   BIND(as_int(enrolment->id), as_int(acting->family_id),
                        as_string(enrolment->programme), as_int(enrolment->start_day),
                        as_int(enrolment->domains), as_int(enrolment->planned_at),
                        as_int(enrolment->planned_member), as_int(enrolment->next_at),
                        as_int(acting->now), as_int(enrolment->first_phase),
                        as_id(enrolment->previous_id), as_int(enrolment->learns)),
                   why));
    acting->state = ENROLMENT_ACTIVE;
    return add_event(db, enrolment->id, acting, word, why);
}

struct enrol {
    struct enrolment *enrolment;
    struct acting acting;
};

static enum rc write_enrol(struct sqlite *db, void *with, struct fault *why)
{
    struct enrol *enrol = with;

    return add_enrolment(db, enrol->enrolment, &enrol->acting, WORD_ENROLLED, why);
}

enum rc sqlite_enrol(struct store *store, int64_t family_id, struct enrolment *enrolment,
                     const char *who, usec now, struct fault *why)
{
    struct enrolment_act act = {.who = who};
    struct enrol enrol = {
        .enrolment = enrolment, .acting = {.act = &act, .family_id = family_id, .now = now}
    };

    enrolment->learns = true;
    return sqlite_write(store, write_enrol, &enrol, why);
}

/* ---- What an act does ------------------------------------------------------------------------- */

static enum rc set_state(struct sqlite *db, struct acting *acting, enum enrolment_state state,
                         struct fault *why)
{
    static const char SET_STATE[] =
        "UPDATE enrolment SET state = ?2, paused_till_day = ?3, outcome = ?4 WHERE id = ?1";
    const struct enrolment_act *act = acting->act;

    acting->state = state;
    return sqlite_run(db, SET_STATE,
                      BIND(as_int(act->enrolment_id), as_int(state),
                           as_int(act->paused_till_day ? act->paused_till_day : INT32_MAX),
                           as_int(state == ENROLMENT_ENDED ? act->outcome : ENDING_NONE)),
                      why);
}

static enum rc add_changes(struct sqlite *db, const struct acting *acting, struct fault *why)
{
    static const char INSERT_CHANGE[] =
        "INSERT INTO enrolment_change (enrolment_id, since_day, phase, rhythm, from_min, till_min,"
        " extra_weeks, who, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    const struct enrolment_act *act = acting->act;

    for (size_t i = 0; i < act->change_n; i++) {
        const struct plan_change *change = &act->changes[i];

        TRY(sqlite_run(db, INSERT_CHANGE,
                       BIND(as_int(act->enrolment_id), as_int(change->since_day),
                            as_int(change->phase), as_string(change->rhythm),
                            as_int(change->from_min), as_int(change->till_min),
                            as_int(change->extra_weeks), as_string(act->who), as_int(acting->now)),
                       why));
    }
    return RC_OK;
}

static enum rc add_own_days(struct sqlite *db, const struct enrolment_act *act, struct fault *why)
{
    static const char INSERT_DAYS[] =
        "INSERT INTO own_days (enrolment_id, from_day, till_day, act, since_day, ended_day)"
        " SELECT ?1, ?2, ?3, ?4, ?5, 0 WHERE NOT EXISTS (SELECT 1 FROM own_days"
        " WHERE enrolment_id = ?1 AND from_day = ?2 AND (ended_day = 0 OR since_day = ?5))";

    TRY(sqlite_run(db, INSERT_DAYS,
                   BIND(as_int(act->enrolment_id), as_int(act->days.from_day),
                        as_int(act->days.till_day), as_int(act->days.act),
                        as_int(act->days.since_day)),
                   why));
    if (sqlite_changed(db) == 1) return RC_OK;
    return fault_set(why, RC_TAKEN, "from: other own days of this family begin on that day");
}

static enum rc end_own_days(struct sqlite *db, const struct enrolment_act *act, struct fault *why)
{
    /* Those that do not hold yet have moved nothing. */
    static const char DELETE_DAYS[] =
        "DELETE FROM own_days WHERE enrolment_id = ?1 AND from_day = ?2 AND since_day >= ?3";
    static const char END_DAYS[] =
        "UPDATE own_days SET ended_day = ?3 WHERE enrolment_id = ?1 AND from_day = ?2"
        " AND ended_day = 0 AND till_day > ?3";
    struct values values =
        BIND(as_int(act->enrolment_id), as_int(act->days.from_day), as_int(act->days.ended_day));

    TRY(sqlite_run(db, DELETE_DAYS, values, why));
    if (sqlite_changed(db) == 1) return RC_OK;
    TRY(sqlite_run(db, END_DAYS, values, why));
    if (sqlite_changed(db) == 1) return RC_OK;
    return fault_set(why, RC_MISSING,
                     "from: no own days of this family that are not over begin on "
                     "that day");
}

static enum rc set_learning(struct sqlite *db, const struct enrolment_act *act, struct fault *why)
{
    static const char SET_LEARNS[] = "UPDATE enrolment SET learns = ?2 WHERE id = ?1";

    return sqlite_run(db, SET_LEARNS, BIND(as_int(act->enrolment_id), as_int(act->learns)), why);
}

/* Ends it, unless it has ended, and enrols anew. */
static enum rc enter_again(struct sqlite *db, struct acting *acting, struct fault *why)
{
    static const char SELECT_NEXT[] = "SELECT count(*) FROM enrolment WHERE previous_id = ?1";
    const struct enrolment_act *act = acting->act;
    int64_t followers;

    TRY(sqlite_number(db, SELECT_NEXT, BIND(as_int(act->enrolment_id)), &followers, why));
    if (followers > 0)
        return fault_set(why, RC_TAKEN, "another enrolment follows on this one already");
    if (acting->state != ENROLMENT_ENDED) {
        TRY(set_state(db, acting, ENROLMENT_ENDED, why));
        TRY(add_event(db, act->enrolment_id, acting, WORD_ENDED, why));
    }
    act->next->previous_id = act->enrolment_id;
    return add_enrolment(db, act->next, acting, WORD_REENTERED, why);
}

struct ids {
    int64_t at[1000];
    size_t n;
};

/* A thousand at most. */
static enum rc find_ids(struct sqlite *db, const char *select, int64_t family_id, struct ids *out,
                        struct fault *why)
{
    SCOPED(rows_close)
    struct rows rows = sqlite_query(db, select, BIND(as_int(family_id)));

    out->n = 0;
    while (out->n < COUNT(out->at) && rows_next(&rows))
        out->at[out->n++] = take_int(&rows);
    return rows_end(&rows, why);
}

/* The family and what is open of it; who has taken an alert keeps it. */
static enum rc change_manager(struct sqlite *db, const struct acting *acting, struct fault *why)
{
    static const char SET_MANAGER[] = "UPDATE family SET manager = ?2 WHERE id = ?1";
    static const char SELECT_OPEN[] =
        "SELECT id FROM alert WHERE family_id = ?1 AND state < 2 ORDER BY id LIMIT 1000";
    static const char SET_OWNER[] = "UPDATE alert SET owner = ?2 WHERE id = ?1";
    const char *manager = acting->act->manager;
    struct ids alerts;

    TRY(sqlite_run(db, SET_MANAGER, BIND(as_int(acting->family_id), as_string(manager)), why));
    TRY(find_ids(db, SELECT_OPEN, acting->family_id, &alerts, why));
    for (size_t i = 0; i < alerts.n; i++) {
        TRY(sqlite_run(db, SET_OWNER, BIND(as_int(alerts.at[i]), as_string(manager)), why));
        TRY(alert_event_add(db, alerts.at[i], acting->family_id, acting->act->who, "note", manager,
                            acting->now, why));
    }
    return RC_OK;
}

static enum rc do_word(struct sqlite *db, struct acting *acting, struct fault *why)
{
    switch (acting->act->word) {
    case WORD_PAUSED:
        return set_state(db, acting, ENROLMENT_PAUSED, why);
    case WORD_RESUMED:
        return set_state(db, acting, ENROLMENT_ACTIVE, why);
    case WORD_ENDED:
        return set_state(db, acting, ENROLMENT_ENDED, why);
    case WORD_EXTENDED:
    case WORD_RHYTHM:
        return add_changes(db, acting, why);
    case WORD_OWN_DAYS:
        return add_own_days(db, acting->act, why);
    case WORD_OWN_DAYS_ENDED:
        return end_own_days(db, acting->act, why);
    case WORD_LEARNING:
        return set_learning(db, acting->act, why);
    case WORD_REENTERED:
        return enter_again(db, acting, why);
    case WORD_MANAGER:
        return change_manager(db, acting, why);
    case WORD_ENROLLED:
    case WORD_SUMMARY:
    case WORD_N:
        break;
    }
    return RC_OK;
}

static enum rc load_acting(struct sqlite *db, struct acting *acting, struct fault *why)
{
    static const char SELECT_ENROLMENT[] = "SELECT family_id, state FROM enrolment WHERE id = ?1";
    const struct enrolment_act *act = acting->act;
    long long id = act->enrolment_id;
    SCOPED(rows_close) struct rows rows = sqlite_query(db, SELECT_ENROLMENT, BIND(as_int(id)));

    if (!rows_next(&rows)) {
        TRY(rows_end(&rows, why));
        return fault_set(why, RC_MISSING, "enrolment %lld is not in the store", id);
    }
    acting->family_id = take_int(&rows);
    acting->state = (enum enrolment_state)take_int(&rows);
    if (acting->state == ENROLMENT_ENDED && act->word != WORD_MANAGER &&
        act->word != WORD_SUMMARY && act->word != WORD_REENTERED)
        return fault_set(why, RC_INVALID, "enrolment %lld has ended; enrol the family anew", id);
    return rows_end(&rows, why);
}

/* Who said stop is not asked. */
static enum rc ask_consent(struct sqlite *db, const struct acting *acting, struct fault *why)
{
    static const char SELECT_PHONES[] =
        "SELECT DISTINCT phone.id FROM phone JOIN phone_use ON phone_id = phone.id"
        " WHERE family_id = ?1 AND till_at IS NULL AND stopped = 0 AND stop_pending = 0 LIMIT 1000";
    struct ids phones;

    if (!acting->act->asks_consent) return RC_OK;
    TRY(find_ids(db, SELECT_PHONES, acting->family_id, &phones, why));
    for (size_t i = 0; i < phones.n; i++) {
        const struct consent asked = {
            .phone_id = phones.at[i], .act = CONSENT_ASKED, .how = "handover"};

        TRY(phone_set_consent(db, &asked, acting->now, why));
    }
    return RC_OK;
}

enum rc enrolment_act(struct sqlite *db, const struct enrolment_act *act, usec now,
                      struct fault *why)
{
    static const char LOOK_AGAIN[] = "UPDATE enrolment SET next_at = ?2 WHERE id = ?1";
    struct acting acting = {.act = act, .now = now};

    TRY(load_acting(db, &acting, why));
    TRY(do_word(db, &acting, why));
    TRY(ask_consent(db, &acting, why));
    if (act->word != WORD_REENTERED) TRY(add_event(db, act->enrolment_id, &acting, act->word, why));
    for (size_t i = 0; i < act->message_n; i++)
        TRY(message_add(db, &act->messages[i], 0, 0, now, why));
    return sqlite_run(db, LOOK_AGAIN, BIND(as_int(act->enrolment_id), as_int(now)), why);
}

struct act_job {
    const struct enrolment_act *act;
    usec now;
};

static enum rc write_act(struct sqlite *db, void *with, struct fault *why)
{
    const struct act_job *job = with;

    return enrolment_act(db, job->act, job->now, why);
}

enum rc sqlite_enrolment_act(struct store *store, const struct enrolment_act *act, usec now,
                             struct fault *why)
{
    struct act_job job = {.act = act, .now = now};

    return sqlite_write(store, write_act, &job, why);
}

/* ---- What was done ---------------------------------------------------------------------------- */

enum rc sqlite_enrolment_log(struct store *store, int64_t family_id, struct enrolment_log *out,
                             struct fault *why)
{
    static const char SELECT_EVENTS[] =
        "SELECT event.id, enrolment_id, at, word, who, detail, reason FROM enrolment_event AS event"
        " JOIN enrolment ON enrolment.id = enrolment_id WHERE family_id = ?1 ORDER BY event.id";
    SCOPED(enrolment_log_clear) struct enrolment_log log = {0};
    SCOPED(sqlite_read_end) struct sqlite *db = NULL;
    SCOPED(rows_close) struct rows rows = {0};

    TRY(sqlite_read(store, &db, why));
    rows = sqlite_query(db, SELECT_EVENTS, BIND(as_int(family_id)));
    while (rows_next(&rows)) {
        int64_t id = take_int(&rows);
        struct enrolment_event *event;

        log.at = mem_grow(log.at, log.n + 1, sizeof(*log.at));
        event = &log.at[log.n++];
        *event = (struct enrolment_event){.enrolment_id = take_int(&rows)};
        event->at = take_int(&rows);
        event->word = (enum enrolment_word)take_int(&rows);
        event->who = take_copy(&rows);
        event->detail = take_copy(&rows);
        TRY(take_sealed(&rows, (struct seal_row){SEAL_ENROLMENT_REASON, id}, &event->reason, why));
    }
    TRY(rows_end(&rows, why));
    hand_over(out, &log, sizeof(log));
    return RC_OK;
}
