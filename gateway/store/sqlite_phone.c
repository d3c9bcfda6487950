/* Phones: found by the hash of their number, and whether they may be written to. */
#include "gateway/store/sqlite_store.h"

enum rc phone_find(struct sqlite *db, const char *number, int64_t *phone_id, int64_t *family_id,
                   struct fault *why)
{
    static const char SELECT_PHONE[] = "SELECT id, family_id FROM phone WHERE number_hash = ?1";
    struct hash hash = hash_string(db, SEAL_NUMBER, number);
    SCOPED(rows_close) struct rows rows = sqlite_query(db, SELECT_PHONE, BIND(as_hash(&hash)));

    *phone_id = *family_id = 0;
    if (rows_next(&rows)) {
        *phone_id = take_int(&rows);
        *family_id = take_int(&rows);
    }
    return rows_end(&rows, why);
}

enum rc phone_load(struct sqlite *db, int64_t phone_id, struct phone *out, struct fault *why)
{
    static const char SELECT_PHONE[] =
        "SELECT number, discretion, safe_from_min, safe_till_min, stopped, stop_pending,"
        " consent_asked FROM phone WHERE id = ?1";
    SCOPED(rows_close) struct rows rows = sqlite_query(db, SELECT_PHONE, BIND(as_int(phone_id)));

    if (!rows_next(&rows)) {
        TRY(rows_end(&rows, why));
        return fault_set(why, RC_MISSING, "phone %lld is not in the store", (long long)phone_id);
    }
    out->id = phone_id;
    free(out->number);
    TRY(take_sealed(&rows, (struct seal_row){SEAL_PHONE_NUMBER, phone_id}, &out->number, why));
    out->discretion = (enum discretion)take_int(&rows);
    out->safe_from_min = (int)take_int(&rows);
    out->safe_till_min = (int)take_int(&rows);
    out->stopped = take_bool(&rows);
    out->stop_pending = take_bool(&rows);
    out->consent_asked = take_bool(&rows);
    return rows_end(&rows, why);
}

enum rc message_withdraw(struct sqlite *db, int64_t message_id, enum skip reason, struct fault *why)
{
    struct message_place from, to;

    TRY(message_place_load(db, message_id, &from, why));
    to = from;
    to.state = MESSAGE_SKIPPED;
    to.skip = reason;
    return message_move(db, &from, &to, 0, why);
}

struct ids {
    int64_t *at;
    size_t n;
};

static void ids_clear(struct ids *ids)
{
    free(ids->at);
}

enum rc phone_withdraw(struct sqlite *db, int64_t phone_id, enum skip reason, struct fault *why)
{
    static const char SELECT_QUEUED[] =
        "SELECT message.id FROM message JOIN phone ON phone.id = ?1"
        " WHERE message.family_id = phone.family_id"
        " AND message.phone_id = ?1"
        " AND message.state = 0"
        " AND message.kind IN (0, 1, 2)" /* KIND_CHECKIN, KIND_REMINDER, KIND_NUDGE */
        " ORDER BY message.id";
    SCOPED(ids_clear) struct ids ids = {0};
    SCOPED(rows_close) struct rows rows = sqlite_query(db, SELECT_QUEUED, BIND(as_int(phone_id)));

    static_assert(KIND_CHECKIN == 0 && KIND_REMINDER == 1 && KIND_NUDGE == 2,
                  "as in the statement");
    while (rows_next(&rows)) {
        ids.at = mem_grow(ids.at, ids.n + 1, sizeof(*ids.at));
        ids.at[ids.n++] = take_int(&rows);
    }
    TRY(rows_end(&rows, why));
    for (size_t i = 0; i < ids.n; i++)
        TRY(message_withdraw(db, ids.at[i], reason, why));
    return RC_OK;
}

enum rc phone_set_consent(struct sqlite *db, const struct consent *consent, usec now,
                          struct fault *why)
{
    static const char INSERT_CONSENT[] =
        "INSERT INTO consent (phone_id, member_id, act, how, at) VALUES (?1, ?2, ?3, ?4, ?5)";
    static const char UPDATE_PHONE[] =
        "UPDATE phone SET stopped = ifnull(?2, stopped), stop_pending = ?3,"
        " consent_asked = ?4 WHERE id = ?1";
    static const struct {
        bool sets_stopped, stopped, pending;
    } acts[] = {
        [CONSENT_GIVEN] = {true,  false, false},
        [CONSENT_STOPPED] = {true,  true,  false},
        [CONSENT_STOP_PENDING] = {false, false, true },
        [CONSENT_STOP_LIFTED] = {false, false, false},
        [CONSENT_ASKED] = {false, false, true },
    };
    struct value stopped = {.type = VALUE_NULL};

    if (acts[consent->act].sets_stopped) stopped = as_int(acts[consent->act].stopped);
    TRY(sqlite_run(db, UPDATE_PHONE,
                   BIND(as_int(consent->phone_id), stopped, as_int(acts[consent->act].pending),
                        as_int(consent->act == CONSENT_ASKED)),
                   why));
    if (sqlite_changed(db) == 0) {
        return fault_set(why, RC_MISSING, "phone %lld is not in the store",
                         (long long)consent->phone_id);
    }
    TRY(sqlite_run(db, INSERT_CONSENT,
                   BIND(as_int(consent->phone_id), as_id(consent->member_id), as_int(consent->act),
                        as_string(consent->how ? consent->how : ""), as_int(now)),
                   why));
    if (consent->act == CONSENT_STOPPED)
        return phone_withdraw(db, consent->phone_id, SKIP_STOPPED, why);
    return RC_OK;
}

enum rc phone_stop(struct sqlite *db, int64_t phone_id, usec now, struct fault *why)
{
    static const char SELECT_STOPPED[] = "SELECT stopped FROM phone WHERE id = ?1";
    static const char INSERT_NOTE[] =
        "INSERT INTO note (name, value) VALUES ('stop:' || ?1, ?2) ON CONFLICT (name) DO NOTHING";
    struct consent stop = {.phone_id = phone_id, .act = CONSENT_STOPPED, .how = "provider"};
    int64_t stopped;

    if (!phone_id) return RC_OK;
    TRY(sqlite_number(db, SELECT_STOPPED, BIND(as_int(phone_id)), &stopped, why));
    if (stopped) return RC_OK;
    TRY(sqlite_run(db, INSERT_NOTE, BIND(as_int(phone_id), as_int(now)), why));
    return phone_set_consent(db, &stop, now, why);
}

enum rc phone_looked(struct sqlite *db, int64_t phone_id, struct fault *why)
{
    static const char DELETE_NOTE[] = "DELETE FROM note WHERE name = 'stop:' || ?1";

    if (!phone_id) return RC_OK;
    TRY(sqlite_run(db, DELETE_NOTE, BIND(as_int(phone_id)), why));
    if (sqlite_changed(db) == 1) return RC_OK;
    return fault_set(why, RC_TAKEN, "somebody looked at the stop of phone %lld already",
                     (long long)phone_id);
}

enum rc sqlite_provider_stops(struct store *store, size_t limit, struct provider_stops *out,
                              struct fault *why)
{
    static const char SELECT_STOPS[] = "SELECT phone.id, phone.family_id, value FROM note"
                                       " JOIN phone ON phone.id = CAST(substr(name, 6) AS INTEGER)"
                                       " WHERE" NOTE_IS_STOP " ORDER BY value, phone.id LIMIT ?1";
    SCOPED(provider_stops_clear) struct provider_stops stops = {0};
    SCOPED(sqlite_read_end) struct sqlite *db = NULL;
    SCOPED(rows_close) struct rows rows = {0};

    TRY(sqlite_read(store, &db, why));
    rows = sqlite_query(db, SELECT_STOPS, BIND(as_int((int64_t)limit)));
    while (rows_next(&rows)) {
        stops.at = mem_grow(stops.at, stops.n + 1, sizeof(*stops.at));
        stops.at[stops.n] = (struct provider_stop){.phone_id = take_int(&rows)};
        stops.at[stops.n].family_id = take_int(&rows);
        stops.at[stops.n++].at = take_int(&rows);
    }
    TRY(rows_end(&rows, why));
    hand_over(out, &stops, sizeof(stops));
    return RC_OK;
}

struct consent_write {
    const struct consent *consent;
    usec now;
};

static enum rc write_consent(struct sqlite *db, void *with, struct fault *why)
{
    const struct consent_write *write = with;

    return phone_set_consent(db, write->consent, write->now, why);
}

enum rc sqlite_consent_record(struct store *store, const struct consent *consent, usec now,
                              struct fault *why)
{
    struct consent_write write = {.consent = consent, .now = now};

    return sqlite_write(store, write_consent, &write, why);
}
