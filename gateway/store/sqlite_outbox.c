/* The outbox: claimed under a lease, then recorded. The hottest path of the store, so a claim or a
 * record of many messages is one write with few statements a message. */
#include "gateway/store/sqlite_store.h"

#define URGENCY_N 3

struct outbox_claim {
    struct outbox_ask ask;
    struct outbox_messages claimed;
    int64_t *unreadable; /* damaged, or their key is gone */
    size_t unreadable_n;
};

/* The facts beside the message, as they are at the claim. The last enrolment of the family counts. Who is asked to
 * agree gets that question, a notice. */
#define CLAIM_COLUMNS                                                                               \
    "m.id, m.kind, m.channel, m.state, m.family_id, m.member_id, m.phone_id, m.alert_id, m.due_at," \
    " m.expires_at, m.sent_at, m.attempts, m.resends, m.reported, m.reference_n, m.question_id,"    \
    " m.language, c.sent_to, c.text, p.number, p.stopped,"                                          \
    " p.stop_pending AND NOT (p.consent_asked AND m.kind = 9), p.safe_from_min, p.safe_till_min,"   \
    " (SELECT e.state FROM enrolment e WHERE e.family_id = m.family_id ORDER BY e.id DESC LIMIT 1)"
#define CLAIM_JOINS                                                                                \
    " JOIN message_content c ON c.message_id = m.id LEFT JOIN phone p ON p.id = m.phone_id"

/* What a claim needs beside what it gives back. */
struct claim_row {
    enum message_state state;
    int reference_n;
    int64_t question_id;
    bool unreadable;
};

static enum rc take_address(struct rows *rows, struct outbox_message *message, struct fault *why)
{
    SCOPED(text_wipe) struct text to = {0};
    SCOPED(text_wipe) struct text number = {0};

    TRY(take_sealed_text(rows, (struct seal_row){SEAL_MESSAGE_TO, message->id}, &to, why));
    TRY(take_sealed(rows, (struct seal_row){SEAL_MESSAGE_TEXT, message->id}, &message->text, why));
    TRY(take_sealed_text(rows, (struct seal_row){SEAL_PHONE_NUMBER, message->phone_id}, &number,
                         why));
    message->to = text_take(to.at ? &to : &number);
    return RC_OK;
}

static void take_claimed(struct rows *rows, const char *route, struct outbox_message *message,
                         struct claim_row *row)
{
    int64_t enrolment_state;

    message->id = take_int(rows);
    message->kind = (enum kind)take_int(rows);
    message->channel = (enum channel)take_int(rows);
    row->state = (enum message_state)take_int(rows);
    message->family_id = take_int(rows);
    message->member_id = take_int(rows);
    message->phone_id = take_int(rows);
    message->alert_id = take_int(rows);
    message->due_at = take_int(rows);
    message->expires_at = take_int(rows);
    message->sent_at = take_int(rows);
    message->attempts = (int)take_int(rows);
    message->resends = (int)take_int(rows);
    message->reported = take_bool(rows);
    row->reference_n = (int)take_int(rows);
    row->question_id = take_int(rows);
    message->language = (enum language)take_int(rows);
    row->unreadable = take_address(rows, message, NULL) != RC_OK;
    if (row->unreadable) return;
    message->stopped = take_bool(rows);
    message->stop_pending = take_bool(rows);
    message->safe_from_min = (int)take_int(rows);
    message->safe_till_min = (int)take_int(rows);
    enrolment_state = take_int(rows);
    message->paused = enrolment_state == ENROLMENT_PAUSED;
    message->ended = enrolment_state == ENROLMENT_ENDED;
    message->was = row->state == MESSAGE_QUEUED ? MESSAGE_QUEUED : MESSAGE_UNKNOWN;
    message->route = mem_copy_string(route);
}

/* The first reference that the provider gave, for a look-up. */
static enum rc load_reference(struct sqlite *db, struct outbox_message *message, int reference_n,
                              struct fault *why)
{
    static const char SELECT_REFERENCE[] =
        "SELECT reference FROM reference WHERE message_id = ?1 ORDER BY old, reference LIMIT 1";
    SCOPED(rows_close) struct rows rows = {0};

    if (reference_n < 0 || (reference_n == 0 && !message->reported)) {
        message->reference = mem_copy_string(reference_n < 0 ? message->public_id : "");
        return RC_OK;
    }
    rows = sqlite_query(db, SELECT_REFERENCE, BIND(as_int(message->id)));
    message->reference = mem_copy_string(rows_next(&rows) ? take_string(&rows) : "");
    return rows_end(&rows, why);
}

/* How things stand with what the message asks. */
static enum rc load_question(struct sqlite *db, struct outbox_message *message, int64_t question_id,
                             struct fault *why)
{
    static const char SELECT_STATE[] = "SELECT state FROM question WHERE id = ?1";
    int64_t state;

    if (!question_id) return RC_OK;
    TRY(sqlite_number(db, SELECT_STATE, BIND(as_int(question_id)), &state, why));
    message->answered = state == QUESTION_ANSWERED;
    return appointment_outdated(db, question_id, &message->outdated, why);
}

static void clear_last(struct outbox_messages *claimed)
{
    struct outbox_message *last = &claimed->at[--claimed->n];
    struct outbox_messages one = {.at = mem_copy(last, sizeof(*last)), .n = 1};

    outbox_messages_clear(&one);
}

static enum rc add_claimed(struct rows *rows, struct outbox_claim *claim, struct fault *why)
{
    struct outbox_messages *claimed = &claim->claimed;
    struct outbox_message *message = &claimed->at[claimed->n];
    struct sqlite *db = rows->sqlite;
    struct claim_row row = {0};

    *message = (struct outbox_message){0};
    take_claimed(rows, claim->ask.route, message, &row);
    claimed->n++; /* from here on the whole is cleared as one */
    if (row.unreadable) {
        claim->unreadable[claim->unreadable_n++] = message->id;
        clear_last(claimed);
        return RC_OK;
    }
    store_public_id(&db->store->store, message->id, message->public_id);
    TRY(load_reference(db, message, row.reference_n, why));
    TRY(load_question(db, message, row.question_id, why));
    if (row.state == MESSAGE_QUEUED) {
        message->sent_at = claim->ask.now; /* as mark_claimed writes it */
        book_add(db, BOOK_OPEN, message->kind, -1);
        book_add(db, BOOK_OPEN_SENT, message->kind, 1);
    } else if (row.state == MESSAGE_SENDING) {
        book_add(db, BOOK_OPEN_SENT, message->kind, -1);
        book_add(db, BOOK_UNKNOWN, message->kind, 1);
    }
    return RC_OK;
}

static enum rc claim_queued(struct sqlite *db, struct outbox_claim *claim, int urgency,
                            struct fault *why)
{
    static const char SELECT_QUEUED[] =
        "SELECT " CLAIM_COLUMNS " FROM message m INDEXED BY message_queued" CLAIM_JOINS
        " WHERE m.state = 0 AND m.route = ?1 AND m.urgency = ?2 AND m.wake_at <= ?3"
        " ORDER BY m.wake_at LIMIT ?4";
    SCOPED(rows_close)
    struct rows rows =
        sqlite_query(db, SELECT_QUEUED,
                     BIND(as_string(claim->ask.route), as_int(urgency), as_int(claim->ask.now),
                          as_int((int64_t)(claim->ask.limit - claim->claimed.n))));

    while (rows_next(&rows))
        TRY(add_claimed(&rows, claim, why));
    return rows_end(&rows, why);
}

/* Those whose lease ran out, or which were to be looked at now. */
static enum rc claim_held(struct sqlite *db, struct outbox_claim *claim, struct fault *why)
{
    static const char SELECT_HELD[] =
        "SELECT " CLAIM_COLUMNS " FROM message m INDEXED BY message_held" CLAIM_JOINS
        " WHERE m.state IN (1, 3) AND m.route = ?1 AND m.wake_at <= ?2"
        " ORDER BY m.wake_at LIMIT ?3";
    SCOPED(rows_close)
    struct rows rows = sqlite_query(db, SELECT_HELD,
                                    BIND(as_string(claim->ask.route), as_int(claim->ask.now),
                                         as_int((int64_t)(claim->ask.limit - claim->claimed.n))));

    while (rows_next(&rows))
        TRY(add_claimed(&rows, claim, why));
    return rows_end(&rows, why);
}

/* What a member got, or may have got, besides this one. Texts of a family are found by when they were made,
 * and none waits longer than QUEUED_FOR_MAX; an index by member would cost every message two writes. */
#define QUEUED_FOR_MAX USEC_DAY
static enum rc count_texts(struct sqlite *db, const struct outbox_ask *ask,
                           struct outbox_message *message, struct fault *why)
{
    static const char COUNT_TEXTS[] =
        "SELECT count(*) FROM message INDEXED BY message_family"
        " WHERE family_id = ?1 AND made_at > ?2 AND member_id = ?3 AND kind <= 4 AND id <> ?4"
        " AND (state IN (1, 2, 3) OR resends > 0)"
        " AND (sent_at > ?5 OR sent_at = 0)"; /* 0: a late report knew that it had left */
    int64_t n = 0;

    static_assert(KIND_ANSWER == 4, "as in the statement");
    if (!ask->count_from || message->was != MESSAGE_QUEUED || message->kind > KIND_ANSWER)
        return RC_OK;
    TRY(sqlite_number(db, COUNT_TEXTS,
                      BIND(as_int(message->family_id), as_int(ask->count_from - QUEUED_FOR_MAX),
                           as_int(message->member_id), as_int(message->id),
                           as_int(ask->count_from)),
                      &n, why));
    message->texts_before = (int)n;
    return RC_OK;
}

/* One after the other, so that of two to the same member the second is told of the first. */
static enum rc mark_claimed(struct sqlite *db, const struct outbox_claim *claim, struct fault *why)
{
    /* When a crash hides whether it left, the moment of the claim is the best there is. One whose
     * lease ran out is unknown from here on, and stays so until somebody records what became of it. */
    static const char SET_SENDING[] =
        "UPDATE message SET state = CASE state WHEN 0 THEN 1 ELSE 3 END, wake_at = ?2,"
        " sent_at = CASE state WHEN 0 THEN ?3 ELSE sent_at END,"
        " segment_micros = CASE state WHEN 0 THEN ?4 ELSE segment_micros END WHERE id = ?1";

    for (size_t i = 0; i < claim->claimed.n; i++) {
        TRY(count_texts(db, &claim->ask, &claim->claimed.at[i], why));
        TRY(sqlite_run(db, SET_SENDING,
                       BIND(as_int(claim->claimed.at[i].id), as_int(claim->ask.lease_until),
                            as_int(claim->ask.now), as_int(claim->ask.segment_micros)),
                       why));
    }
    return RC_OK;
}

/* One that cannot be read must not keep the others from being sent: it has failed, and says why. */
static enum rc fail_unreadable(struct sqlite *db, const struct outbox_claim *claim,
                               struct fault *why)
{
    static const char SET_ERROR[] = "UPDATE message SET error = 'unreadable' WHERE id = ?1";

    for (size_t i = 0; i < claim->unreadable_n; i++) {
        struct message_place from = {0}, to;

        TRY(message_place_load(db, claim->unreadable[i], &from, why));
        to = from;
        to.state = MESSAGE_FAILED;
        TRY(message_move(db, &from, &to, claim->ask.now, why));
        TRY(sqlite_run(db, SET_ERROR, BIND(as_int(from.id)), why));
    }
    return RC_OK;
}

static enum rc write_claim(struct sqlite *db, void *with, struct fault *why)
{
    struct outbox_claim *claim = with;

    static_assert(MESSAGE_QUEUED == 0 && MESSAGE_SENDING == 1 && MESSAGE_UNKNOWN == 3,
                  "as in the statements");
    claim->claimed.at = mem_new(claim->ask.limit, sizeof(*claim->claimed.at));
    claim->unreadable = mem_new(claim->ask.limit * (URGENCY_N + 1), sizeof(*claim->unreadable));
    TRY(claim_queued(db, claim, 0, why));
    TRY(claim_held(db, claim, why));
    for (int urgency = 1; urgency < URGENCY_N && !claim->ask.urgent_only; urgency++)
        TRY(claim_queued(db, claim, urgency, why));
    TRY(mark_claimed(db, claim, why));
    return fail_unreadable(db, claim, why);
}

enum rc sqlite_outbox_claim(struct store *store, const struct outbox_ask *ask,
                            struct outbox_messages *out, struct fault *why)
{
    struct outbox_claim claim = {.ask = *ask};
    enum rc rc = sqlite_write(store, write_claim, &claim, why);

    free(claim.unreadable);
    if (rc == RC_OK)
        *out = claim.claimed;
    else
        outbox_messages_clear(&claim.claimed);
    return rc;
}

struct outbox_claim_later {
    struct outbox_claim claim;
    char *route;
    struct outbox_messages *out;
    store_done *done;
    void *with;
};

static void claim_done(void *with, enum rc rc, const struct fault *why)
{
    struct outbox_claim_later *later = with;

    if (rc == RC_OK)
        *later->out = later->claim.claimed;
    else
        outbox_messages_clear(&later->claim.claimed);
    later->done(later->with, rc, why);
    free(later->claim.unreadable);
    free(later->route);
    free(later);
}

void sqlite_outbox_claim_later(struct store *store, const struct outbox_ask *ask,
                               struct outbox_messages *out, store_done *done, void *with)
{
    struct outbox_claim_later *later = mem_new(1, sizeof(*later));

    *later = (struct outbox_claim_later){
        .claim = {.ask = *ask},
        .route = mem_copy_string(ask->route),
        .out = out,
        .done = done,
        .with = with,
    };
    later->claim.ask.route = later->route;
    sqlite_write_later(store, write_claim, &later->claim, claim_done, later);
}

/* ---- What became of them ---- */

/* The place that a record asks for. A report may have settled the message meanwhile, and the record of
 * somebody whose lease ran out may come after another's: "it was sent" is believed from anyone, the
 * rest only where the message is still claimed. */
static struct message_place place_after(const struct message_place *from,
                                        const struct outbox_record *record, usec now)
{
    bool held = from->state == MESSAGE_SENDING || from->state == MESSAGE_UNKNOWN;
    struct message_place to = *from;

    if (record->attempted && record->state != MESSAGE_SENT) to.attempts++;
    if (record->state == MESSAGE_SENT || (held && from->reported)) {
        if (from->state == MESSAGE_SENT) return to;
        to.state = MESSAGE_SENT;
        to.skip = SKIP_NONE;
        if (record->attempted) to.sent_at = now;
    } else if (held) {
        to.state = record->state;
        to.skip = record->state == MESSAGE_SKIPPED ? record->skip : SKIP_NONE;
        if (record->resend && from->resends) to.state = MESSAGE_UNKNOWN; /* once, and no more */
        if (record->resend) to.resends = 1;
        /* The wire was never touched: there is no try that a report could be about. Of one whose claim ran out nobody
         * knows. */
        if (from->state == MESSAGE_SENDING && to.attempts == 0 && to.resends == 0) to.sent_at = 0;
    }
    return to;
}

/* What else changes beside the place. */
static enum rc record_rest(struct sqlite *db, const struct outbox_record *record,
                           const struct message_place *from, const struct message_place *to,
                           usec now, struct fault *why)
{
    static const char UPDATE_WAKE[] =
        "UPDATE message SET wake_at = ?2, route = ifnull(?3, route) WHERE id = ?1";
    static const char UPDATE_ERROR[] = "UPDATE message SET error = ?2 WHERE id = ?1";
    bool waits = to->state == MESSAGE_QUEUED || to->state == MESSAGE_UNKNOWN;
    usec wake_at = to->state == record->state ? record->due_at : USEC_NEVER;

    if (waits && from->state != MESSAGE_QUEUED) {
        TRY(sqlite_run(db, UPDATE_WAKE,
                       BIND(as_int(record->id), as_int(wake_at), as_string(record->route)), why));
    }
    if (to->state == MESSAGE_QUEUED && from->state != MESSAGE_QUEUED)
        TRY(report_forget_parts(db, to->id, why));
    if (record->error && record->error[0]) {
        TRY(sqlite_run(db, UPDATE_ERROR, BIND(as_int(record->id), as_string(record->error)), why));
    }
    return record->opt_out ? phone_stop(db, from->phone_id, now, why) : RC_OK;
}

static enum rc record_one(struct sqlite *db, const struct outbox_record *record, usec now,
                          struct fault *why)
{
    struct message_place from, to;

    TRY(message_place_load(db, record->id, &from, why));
    to = place_after(&from, record, now);
    if (record->state == MESSAGE_SENT && record->delivery != DELIVERY_NONE)
        report_settle(&to, record->delivery);
    if (record->reference_n > 0 || from.reported)
        TRY(report_references(db, &to, record->references, record->reference_n, now, why));
    TRY(message_move(db, &from, &to, now, why));
    return record_rest(db, record, &from, &to, now, why);
}

struct outbox_records {
    const struct outbox_record *at;
    size_t n;
    usec now;
    store_done *done;
    void *with;
};

static enum rc write_records(struct sqlite *db, void *with, struct fault *why)
{
    const struct outbox_records *records = with;

    for (size_t i = 0; i < records->n; i++)
        TRY(record_one(db, &records->at[i], records->now, why));
    return RC_OK;
}

enum rc sqlite_outbox_record(struct store *store, const struct outbox_record *records, size_t n,
                             usec now, struct fault *why)
{
    struct outbox_records all = {.at = records, .n = n, .now = now};

    return sqlite_write(store, write_records, &all, why);
}

static void records_done(void *with, enum rc rc, const struct fault *why)
{
    struct outbox_records *records = with;

    records->done(records->with, rc, why);
    free(records);
}

void sqlite_outbox_record_later(struct store *store, const struct outbox_record *records, size_t n,
                                usec now, store_done *done, void *with)
{
    struct outbox_records *all = mem_new(1, sizeof(*all));

    *all = (struct outbox_records){.at = records, .n = n, .now = now, .done = done, .with = with};
    sqlite_write_later(store, write_records, all, records_done, all);
}

enum rc sqlite_outbox_next(struct store *store, const char *route, bool urgent_only, usec *out,
                           struct fault *why)
{
    static const char SELECT_NEXT_URGENT[] =
        "SELECT min(next) FROM ("
        " SELECT min(wake_at) AS next FROM message WHERE state = 0 AND route = ?1 AND urgency = 0"
        " UNION ALL SELECT min(wake_at) FROM message WHERE state IN (1, 3) AND route = ?1"
        " UNION ALL SELECT 9223372036854775807)";
    static const char SELECT_NEXT[] =
        "SELECT min(next) FROM ("
        " SELECT min(wake_at) AS next FROM message WHERE state = 0 AND route = ?1 AND urgency = 0"
        " UNION ALL SELECT min(wake_at) FROM message"
        "  WHERE state = 0 AND route = ?1 AND urgency = 1"
        " UNION ALL SELECT min(wake_at) FROM message"
        "  WHERE state = 0 AND route = ?1 AND urgency = 2"
        " UNION ALL SELECT min(wake_at) FROM message WHERE state IN (1, 3) AND route = ?1"
        " UNION ALL SELECT 9223372036854775807)";
    SCOPED(sqlite_read_end) struct sqlite *db = NULL;

    TRY(sqlite_read(store, &db, why));
    return sqlite_number(db, urgent_only ? SELECT_NEXT_URGENT : SELECT_NEXT, BIND(as_string(route)),
                         out, why);
}

struct outbox_release {
    const int64_t *ids;
    size_t n;
};

/* One that was to be looked up stays unknown, and is looked up by the next who claims it. */
static enum rc release_one(struct sqlite *db, int64_t id, struct fault *why)
{
    static const char SET_DUE[] = "UPDATE message SET wake_at = 0 WHERE id = ?1";
    struct message_place from = {0}, to;

    TRY(message_place_load(db, id, &from, why));
    if (from.state != MESSAGE_SENDING && from.state != MESSAGE_UNKNOWN) return RC_OK;
    to = from;
    if (from.state == MESSAGE_SENDING && !from.reported) {
        to.state = MESSAGE_QUEUED;
        if (to.attempts == 0 && to.resends == 0) to.sent_at = 0;
    }
    TRY(message_move(db, &from, &to, 0, why));
    return sqlite_run(db, SET_DUE, BIND(as_int(id)), why);
}

static enum rc write_release(struct sqlite *db, void *with, struct fault *why)
{
    const struct outbox_release *release = with;

    for (size_t i = 0; i < release->n; i++)
        TRY(release_one(db, release->ids[i], why));
    return RC_OK;
}

enum rc sqlite_outbox_release(struct store *store, const int64_t *ids, size_t n, struct fault *why)
{
    struct outbox_release release = {.ids = ids, .n = n};

    return sqlite_write(store, write_release, &release, why);
}
