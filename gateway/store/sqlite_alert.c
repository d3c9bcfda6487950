/* Alerts: opened or joined, taken, followed up, closed, and the log of all that. */
#include "gateway/store/sqlite_store.h"

#define ALERTS_CLOSED_SHOWN 100

enum rc alert_event_add(struct sqlite *db, int64_t alert_id, int64_t family_id, const char *who,
                        const char *what, const char *detail, usec now, struct fault *why)
{
    static const char INSERT_EVENT[] =
        "INSERT INTO alert_event (id, alert_id, at, who, what, detail)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    SCOPED(sealed_clear) struct sealed sealed = {0};
    int64_t id = new_id(db, TABLE_ALERT_EVENT);

    TRY(seal_string(db, family_id, (struct seal_row){SEAL_EVENT_DETAIL, id}, detail, &sealed, why));
    return sqlite_run(db, INSERT_EVENT,
                      BIND(as_int(id), as_int(alert_id), as_int(now), as_string(who),
                           as_string(what), as_sealed(&sealed)),
                      why);
}

static unsigned domains_of(const struct changes *changes)
{
    unsigned domains = 0;

    for (size_t i = 0; i < changes->signal_n; i++)
        if (changes->signals[i].in_plan) domains |= 1u << changes->signals[i].domain;
    return domains;
}

/* The open level-2 alert of the family's day; 0: there is none. */
static enum rc find_to_join(struct sqlite *db, const struct new_alert *alert, int64_t *id,
                            struct fault *why)
{
    static const char SELECT_OPEN[] =
        "SELECT ifnull((SELECT id FROM alert WHERE family_id = ?1 AND level = 2 AND state < 2"
        " AND opened_at >= ?2 ORDER BY id DESC LIMIT 1), 0)";

    *id = 0;
    if (alert->level != LEVEL_RELAPSE || !alert->family_id) return RC_OK;
    return sqlite_number(db, SELECT_OPEN, BIND(as_int(alert->family_id), as_int(alert->day_start)),
                         id, why);
}

static enum rc insert_alert(struct sqlite *db, const struct changes *changes, usec now, int64_t *id,
                            struct fault *why)
{
    static const char INSERT_ALERT[] =
        "INSERT INTO alert (id, family_id, level, state, domains, owner, happened_at, opened_at,"
        " deadline_at, next_at, step, taken_at, taken_by, contact_at, closed_at, outcome, note,"
        " family_told) VALUES (?1, ?2, ?3, 0, ?4, ?5, ?6, ?7, ?8, ?9, 0, 0, '', 0, 0, '', NULL, 0)";
    const struct new_alert *alert = changes->alert;

    *id = new_id(db, TABLE_ALERT);
    return sqlite_run(db, INSERT_ALERT,
                      BIND(as_int(*id), as_id(alert->family_id), as_int(alert->level),
                           as_int(domains_of(changes)), as_string(alert->owner ? alert->owner : ""),
                           as_int(changes->reply ? changes->reply->arrived_at : now), as_int(now),
                           as_int(alert->deadline_at), as_int(alert->next_at)),
                      why);
}

enum rc alert_open(struct sqlite *db, const struct changes *changes, usec now, int64_t *id,
                   struct fault *why)
{
    static const char ADD_DOMAINS[] = "UPDATE alert SET domains = domains | ?2 WHERE id = ?1";
    int64_t family_id = changes->alert->family_id;

    TRY(find_to_join(db, changes->alert, id, why));
    if (*id) {
        TRY(sqlite_run(db, ADD_DOMAINS, BIND(as_int(*id), as_int(domains_of(changes))), why));
        return alert_event_add(db, *id, family_id, "", "joined", "", now, why);
    }
    TRY(insert_alert(db, changes, now, id, why));
    return alert_event_add(db, *id, family_id, "", "opened", "", now, why);
}

/* What a change must know of an alert first. */
struct standing {
    int64_t family_id;
    enum alert_state state;
};

static enum rc load_standing(struct sqlite *db, int64_t id, struct standing *out, struct fault *why)
{
    static const char SELECT_STANDING[] = "SELECT family_id, state FROM alert WHERE id = ?1";
    SCOPED(rows_close) struct rows rows = sqlite_query(db, SELECT_STANDING, BIND(as_int(id)));

    if (!rows_next(&rows)) {
        TRY(rows_end(&rows, why));
        return fault_set(why, RC_MISSING, "alert %lld is not in the store", (long long)id);
    }
    out->family_id = take_int(&rows);
    out->state = (enum alert_state)take_int(&rows);
    return rows_end(&rows, why);
}

enum rc alert_step_apply(struct sqlite *db, const struct alert_step *step, usec now,
                         struct fault *why)
{
    static const char SET_STEP[] =
        "UPDATE alert SET step = ?2, next_at = ?3 WHERE id = ?1 AND state < 2";
    static const char REOPEN[] =
        "UPDATE alert SET state = 0, taken_at = 0, taken_by = '', contact_at = 0 WHERE id = ?1"
        " AND state = 1";
    struct standing standing = {0};

    TRY(load_standing(db, step->id, &standing, why));
    TRY(sqlite_run(db, SET_STEP, BIND(as_int(step->id), as_int(step->step), as_int(step->next_at)),
                   why));
    if (step->reopen && standing.state == ALERT_TAKEN) {
        TRY(sqlite_run(db, REOPEN, BIND(as_int(step->id)), why));
        TRY(alert_event_add(db, step->id, standing.family_id, "", "reopened", "", now, why));
    }
    if (!step->note) return RC_OK;
    return alert_event_add(db, step->id, standing.family_id, "", "note", step->note, now, why);
}

enum rc page_add(struct sqlite *db, const struct new_page *page, int64_t alert_id, usec now,
                 struct fault *why)
{
    static const char INSERT_PAGE[] =
        "INSERT INTO page (alert_id, staff, code, token_hash, at) VALUES (?1, ?2, ?3, ?4, ?5)";
    struct value token = {.type = VALUE_NULL};
    struct standing standing = {0};
    struct hash hash;

    TRY(load_standing(db, alert_id, &standing, why));
    if (page->token && page->token[0]) {
        hash = hash_string(db, SEAL_TOKEN, page->token);
        token = as_hash(&hash);
    }
    TRY(sqlite_run(db, INSERT_PAGE,
                   BIND(as_int(alert_id), as_string(page->staff),
                        as_string(page->code ? page->code : ""), token, as_int(now)),
                   why));
    return alert_event_add(db, alert_id, standing.family_id, "", "paged", page->staff, now, why);
}

/* ---- What a person does with it ---- */

struct alert_act {
    int64_t id;
    const char *who, *how, *note;
    const struct callback *callback;
    usec contact_by, now;
};

static enum rc write_take(struct sqlite *db, void *with, struct fault *why)
{
    static const char SET_TAKEN[] =
        "UPDATE alert SET state = 1, taken_at = ?2, taken_by = ?3, next_at = ?5,"
        " family_told = max(family_told, ?4) WHERE id = ?1 AND state = 0";
    static const char SET_CALLBACK[] =
        "UPDATE alert SET callback_from = ?2, callback_till = ?3 WHERE id = ?1";
    const struct alert_act *act = with;
    struct standing standing = {0};

    TRY(load_standing(db, act->id, &standing, why));
    if (standing.state != ALERT_OPEN)
        return fault_set(why, RC_TAKEN, "alert %lld was taken already", (long long)act->id);
    TRY(sqlite_run(db, SET_TAKEN,
                   BIND(as_int(act->id), as_int(act->now), as_string(act->who),
                        as_int(act->callback != NULL), as_int(act->contact_by)),
                   why));
    TRY(alert_event_add(db, act->id, standing.family_id, act->who, "taken", act->how, act->now,
                        why));
    if (!act->callback) return RC_OK;
    TRY(sqlite_run(
        db, SET_CALLBACK,
        BIND(as_int(act->id), as_int(act->callback->from_at), as_int(act->callback->till_at)),
        why));
    TRY(message_add(db, act->callback->told, act->callback->told->question_id, act->id, act->now,
                    why));
    return alert_event_add(db, act->id, standing.family_id, act->who, "told", "", act->now, why);
}

enum rc sqlite_alert_take(struct store *store, int64_t id, const char *who, const char *how,
                          usec contact_by, const struct callback *callback, usec now,
                          struct fault *why)
{
    struct alert_act act = {.id = id,
                            .who = who,
                            .how = how,
                            .callback = callback,
                            .contact_by = contact_by,
                            .now = now};

    return sqlite_write(store, write_take, &act, why);
}

static enum rc write_contact(struct sqlite *db, void *with, struct fault *why)
{
    static const char SET_CONTACT[] =
        "UPDATE alert SET contact_at = CASE contact_at WHEN 0 THEN ?2 ELSE contact_at END,"
        " next_at = 9223372036854775807 WHERE id = ?1";
    const struct alert_act *act = with;
    struct standing standing = {0};

    TRY(load_standing(db, act->id, &standing, why));
    if (standing.state != ALERT_TAKEN) {
        return fault_set(why, RC_INVALID, "alert %lld is %s; take it first", (long long)act->id,
                         standing.state == ALERT_OPEN ? "not taken by anybody" : "closed");
    }
    TRY(sqlite_run(db, SET_CONTACT, BIND(as_int(act->id), as_int(act->now)), why));
    return alert_event_add(db, act->id, standing.family_id, act->who, "contact", act->note,
                           act->now, why);
}

enum rc sqlite_alert_contact(struct store *store, int64_t id, const char *who, const char *note,
                             usec now, struct fault *why)
{
    struct alert_act act = {.id = id, .who = who, .note = note, .now = now};

    return sqlite_write(store, write_contact, &act, why);
}

static enum rc close_alert(struct sqlite *db, const struct new_verdict *verdict, usec now,
                           struct fault *why)
{
    static const char SET_CLOSED[] =
        "UPDATE alert SET state = 2, closed_at = ?2, outcome = ?3, note = ?4,"
        " next_at = 9223372036854775807 WHERE id = ?1";
    const char *outcome = verdict_name(verdict->word);
    SCOPED(sealed_clear) struct sealed note = {0};
    struct standing standing = {0};

    TRY(load_standing(db, verdict->alert_id, &standing, why));
    if (standing.state != ALERT_TAKEN) {
        return fault_set(why, RC_INVALID, "alert %lld is %s", (long long)verdict->alert_id,
                         standing.state == ALERT_OPEN ? "not taken by anybody; take it first"
                                                      : "closed already");
    }
    TRY(seal_string(db, standing.family_id, (struct seal_row){SEAL_ALERT_NOTE, verdict->alert_id},
                    verdict->note, &note, why));
    TRY(sqlite_run(
        db, SET_CLOSED,
        BIND(as_int(verdict->alert_id), as_int(now), as_string(outcome), as_sealed(&note)), why));
    return alert_event_add(db, verdict->alert_id, standing.family_id, verdict->who, "closed",
                           outcome, now, why);
}

struct closing {
    const struct new_verdict *verdict;
    usec now;
};

static enum rc write_close(struct sqlite *db, void *with, struct fault *why)
{
    const struct closing *closing = with;
    struct new_verdict verdict = *closing->verdict;

    TRY(close_alert(db, &verdict, closing->now, why));
    verdict.note = NULL; /* the alert has it */
    return verdict_add(db, &verdict, closing->now, why);
}

enum rc sqlite_alert_close(struct store *store, const struct new_verdict *verdict, usec now,
                           struct fault *why)
{
    struct closing closing = {.verdict = verdict, .now = now};

    return sqlite_write(store, write_close, &closing, why);
}

/* ---- Reading ---- */

#define ALERT_COLUMNS                                                                                  \
    "alert.id, alert.family_id, level, alert.state, domains, owner, happened_at, opened_at,"           \
    " deadline_at, next_at, step, taken_at, contact_at, closed_at, taken_by, outcome, note,"           \
    " family_told, callback_from, callback_till, family.name, ifnull((SELECT programme FROM enrolment" \
    " WHERE enrolment.family_id = alert.family_id ORDER BY enrolment.id DESC LIMIT 1), '')"
#define ALERT_FROM " FROM alert LEFT JOIN family ON family.id = alert.family_id"

static enum rc take_alert(struct rows *rows, struct alert *alert, struct fault *why)
{
    alert->id = take_int(rows);
    alert->family_id = take_int(rows);
    alert->level = (enum level)take_int(rows);
    alert->state = (enum alert_state)take_int(rows);
    alert->domains = (unsigned)take_int(rows);
    alert->owner = take_copy(rows);
    alert->happened_at = take_int(rows);
    alert->opened_at = take_int(rows);
    alert->deadline_at = take_int(rows);
    alert->next_at = take_int(rows);
    alert->step = (int)take_int(rows);
    alert->taken_at = take_int(rows);
    alert->contact_at = take_int(rows);
    alert->closed_at = take_int(rows);
    alert->taken_by = take_copy(rows);
    alert->outcome = take_copy(rows);
    TRY(take_sealed(rows, (struct seal_row){SEAL_ALERT_NOTE, alert->id}, &alert->note, why));
    alert->family_told = take_bool(rows);
    alert->callback_from = take_int(rows);
    alert->callback_till = take_int(rows);
    TRY(take_sealed(rows, (struct seal_row){SEAL_FAMILY_NAME, alert->family_id},
                    &alert->family_name, why));
    alert->programme = take_copy(rows);
    return RC_OK;
}

/* Appends the rows. */
static enum rc take_alerts(struct rows *rows, struct alerts *alerts, struct fault *why)
{
    while (rows_next(rows)) {
        alerts->at = mem_grow(alerts->at, alerts->n + 1, sizeof(*alerts->at));
        alerts->at[alerts->n] = (struct alert){0};
        TRY(take_alert(rows, &alerts->at[alerts->n++], why));
    }
    return rows_end(rows, why);
}

enum rc sqlite_alert_load(struct store *store, int64_t id, struct alert *out, struct fault *why)
{
    static const char SELECT_ALERT[] = "SELECT " ALERT_COLUMNS ALERT_FROM " WHERE alert.id = ?1";
    SCOPED(alerts_clear) struct alerts alerts = {0};
    SCOPED(sqlite_read_end) struct sqlite *db = NULL;
    SCOPED(rows_close) struct rows rows = {0};

    TRY(sqlite_read(store, &db, why));
    rows = sqlite_query(db, SELECT_ALERT, BIND(as_int(id)));
    TRY(take_alerts(&rows, &alerts, why));
    if (alerts.n == 0)
        return fault_set(why, RC_MISSING, "alert %lld is not in the store", (long long)id);
    *out = alerts.at[0];
    alerts.n = 0;
    return RC_OK;
}

enum rc sqlite_alerts_due(struct store *store, usec now, size_t limit, struct alerts *out,
                          struct fault *why)
{
    static const char SELECT_DUE[] =
        "SELECT " ALERT_COLUMNS ALERT_FROM
        " WHERE alert.state < 2 AND next_at <= ?1 AND next_at < 9223372036854775807"
        " ORDER BY level DESC, next_at, alert.id LIMIT ?2";
    SCOPED(alerts_clear) struct alerts alerts = {0};
    SCOPED(sqlite_read_end) struct sqlite *db = NULL;
    SCOPED(rows_close) struct rows rows = {0};

    TRY(sqlite_read(store, &db, why));
    rows = sqlite_query(db, SELECT_DUE, BIND(as_int(now), as_int((int64_t)limit)));
    TRY(take_alerts(&rows, &alerts, why));
    hand_over(out, &alerts, sizeof(alerts));
    return RC_OK;
}

enum rc sqlite_alert_held(struct store *store, const char *staff, struct alerts *out,
                          struct fault *why)
{
    static const char SELECT_HELD[] =
        "SELECT " ALERT_COLUMNS ALERT_FROM " WHERE alert.state < 2"
        " AND CASE alert.state WHEN 0 THEN owner ELSE taken_by END = ?1 ORDER BY alert.id";
    SCOPED(alerts_clear) struct alerts alerts = {0};
    SCOPED(sqlite_read_end) struct sqlite *db = NULL;
    SCOPED(rows_close) struct rows rows = {0};

    TRY(sqlite_read(store, &db, why));
    rows = sqlite_query(db, SELECT_HELD, BIND(as_string(staff)));
    TRY(take_alerts(&rows, &alerts, why));
    hand_over(out, &alerts, sizeof(alerts));
    return RC_OK;
}

enum rc sqlite_alert_list(struct store *store, const char *owner, bool closed, struct alerts *out,
                          struct fault *why)
{
    static const char SELECT_OPEN[] =
        "SELECT " ALERT_COLUMNS ALERT_FROM " WHERE alert.state < 2 AND (?1 IS NULL OR owner = ?1)"
        " ORDER BY level DESC, happened_at, alert.id";
    static const char SELECT_CLOSED[] =
        "SELECT " ALERT_COLUMNS ALERT_FROM " WHERE alert.state = 2 AND (?1 IS NULL OR owner = ?1)"
        " ORDER BY closed_at DESC, alert.id DESC LIMIT ?2";
    SCOPED(alerts_clear) struct alerts alerts = {0};
    SCOPED(sqlite_read_end) struct sqlite *db = NULL;
    SCOPED(rows_close) struct rows open_rows = {0};
    SCOPED(rows_close) struct rows closed_rows = {0};

    TRY(sqlite_read(store, &db, why));
    open_rows = sqlite_query(db, SELECT_OPEN, BIND(as_string(owner)));
    TRY(take_alerts(&open_rows, &alerts, why));
    if (closed) {
        closed_rows =
            sqlite_query(db, SELECT_CLOSED, BIND(as_string(owner), as_int(ALERTS_CLOSED_SHOWN)));
        TRY(take_alerts(&closed_rows, &alerts, why));
    }
    hand_over(out, &alerts, sizeof(alerts));
    return RC_OK;
}

enum rc sqlite_alert_log(struct store *store, int64_t id, struct alert_log *out, struct fault *why)
{
    static const char SELECT_EVENTS[] =
        "SELECT id, at, who, what, detail FROM alert_event WHERE alert_id = ?1 ORDER BY id";
    SCOPED(alert_log_clear) struct alert_log log = {0};
    SCOPED(sqlite_read_end) struct sqlite *db = NULL;
    SCOPED(rows_close) struct rows rows = {0};

    TRY(sqlite_read(store, &db, why));
    rows = sqlite_query(db, SELECT_EVENTS, BIND(as_int(id)));
    while (rows_next(&rows)) {
        struct alert_event *event;
        int64_t event_id = take_int(&rows);

        log.at = mem_grow(log.at, log.n + 1, sizeof(*log.at));
        event = &log.at[log.n++];
        *event = (struct alert_event){.at = take_int(&rows)};
        event->who = take_copy(&rows);
        event->what = take_copy(&rows);
        TRY(take_sealed(&rows, (struct seal_row){SEAL_EVENT_DETAIL, event_id}, &event->detail,
                        why));
    }
    TRY(rows_end(&rows, why));
    hand_over(out, &log, sizeof(log));
    return RC_OK;
}
