/* Delivery reports: which message they are about, and that its state only moves forward.
 *
 * NONE < SENT < UNKNOWN < EXPIRED < FAILED < DELIVERED is the order of trust. The last three are final,
 * with one way out: proof that it arrived outranks a report that it did not. */
#include "gateway/store/sqlite_store.h"

static bool moves_forward(enum delivery from, enum delivery to)
{
    if (to == DELIVERY_DELIVERED) return from != DELIVERY_DELIVERED;
    return from < DELIVERY_EXPIRED && to > from && to < DELIVERY_ABSENT;
}

/* The parts of a message as far as they are known. */
struct parts {
    int64_t n;
    enum delivery whole; /* delivered when all are, failed or expired when one is */
};

static enum rc load_parts(struct sqlite *db, int64_t message_id, bool old, struct parts *out,
                          struct fault *why)
{
    static const char SELECT_PARTS[] =
        "SELECT count(*), min(delivery), max(CASE WHEN delivery = 5 THEN 0 ELSE delivery END)"
        " FROM reference WHERE message_id = ?1 AND old = ?2";
    SCOPED(rows_close)
    struct rows rows = sqlite_query(db, SELECT_PARTS, BIND(as_int(message_id), as_int(old)));
    enum delivery least = DELIVERY_NONE, worst = DELIVERY_NONE;

    static_assert(DELIVERY_DELIVERED == 5, "as in the statement");
    *out = (struct parts){0};
    if (rows_next(&rows)) {
        out->n = take_int(&rows);
        least = (enum delivery)take_int(&rows);
        worst = (enum delivery)take_int(&rows);
    }
    TRY(rows_end(&rows, why));
    if (worst == DELIVERY_EXPIRED || worst == DELIVERY_FAILED)
        out->whole = worst;
    else if (least == DELIVERY_DELIVERED || least == DELIVERY_UNKNOWN)
        out->whole = least;
    else
        out->whole = DELIVERY_SENT;
    return RC_OK;
}

/* Settles a message that was reported on: whatever we thought, it was sent. */
void report_settle(struct message_place *to, enum delivery delivery)
{
    switch (to->state) {
    case MESSAGE_SENDING:
    case MESSAGE_UNKNOWN:
    case MESSAGE_SENT:
        break;
    case MESSAGE_QUEUED:
    case MESSAGE_SKIPPED:
    case MESSAGE_EXPIRED:
    case MESSAGE_FAILED:
        /* Given up or to be sent again, after a try: only an arrival says that the try was enough. */
        if (delivery != DELIVERY_DELIVERED || to->sent_at == 0) return;
        to->skip = SKIP_NONE;
        break;
    }
    to->state = MESSAGE_SENT;
    to->reported = true;
    if (moves_forward(to->delivery, delivery)) to->delivery = delivery;
}

/* What the parts say of the whole. While it is not known how many there are (the provider may have cut
 * the text otherwise than we counted), it is not delivered; as long as it is claimed, that is for the
 * record, or the end of the lease, to settle. */
static enum rc settle_parts(struct sqlite *db, struct message_place *to, struct fault *why)
{
    struct parts parts;
    bool complete;

    if (to->state == MESSAGE_SENDING) {
        to->reported = true;
        return RC_OK;
    }
    TRY(load_parts(db, to->id, false, &parts, why));
    complete = to->reference_n > 0 || parts.n >= to->segments;
    if (!complete && parts.whole == DELIVERY_DELIVERED)
        report_settle(to, DELIVERY_SENT);
    else
        report_settle(to, parts.whole);
    return RC_OK;
}

/* A part of an earlier try: only an arrival still matters. */
static enum rc settle_old_parts(struct sqlite *db, struct message_place *to, struct fault *why)
{
    struct parts parts;

    TRY(load_parts(db, to->id, true, &parts, why));
    if (parts.whole == DELIVERY_DELIVERED) report_settle(to, DELIVERY_DELIVERED);
    return RC_OK;
}

/* One reference as it is known. */
struct part {
    int64_t message_id; /* 0: nobody's yet */
    enum delivery delivery;
    bool old;
};

static enum rc load_part(struct sqlite *db, const char *route, const char *reference,
                         struct part *out, struct fault *why)
{
    static const char SELECT_PART[] =
        "SELECT message_id, delivery, old FROM reference WHERE route = ?1 AND reference = ?2";
    SCOPED(rows_close)
    struct rows rows = sqlite_query(db, SELECT_PART, BIND(as_string(route), as_string(reference)));

    *out = (struct part){0};
    if (rows_next(&rows)) {
        out->message_id = take_int(&rows);
        out->delivery = (enum delivery)take_int(&rows);
        out->old = take_bool(&rows);
    }
    return rows_end(&rows, why);
}

/* Remembers what was said of one part. */
static enum rc note_part(struct sqlite *db, const struct arrival *report, const struct part *part,
                         struct fault *why)
{
    static const char UPDATE_PART[] =
        "UPDATE reference SET delivery = ?3 WHERE route = ?1 AND reference = ?2";

    if (!moves_forward(part->delivery, report->state)) return RC_OK;
    return sqlite_run(
        db, UPDATE_PART,
        BIND(as_string(report->route), as_string(report->reference), as_int(report->state)), why);
}

static enum rc add_part(struct sqlite *db, const char *route, const char *reference,
                        int64_t message_id, enum delivery delivery, struct fault *why)
{
    /* A provider that gives one id to two messages: the first keeps it. */
    static const char INSERT_PART[] =
        "INSERT INTO reference (route, reference, message_id, delivery, old)"
        " VALUES (?1, ?2, ?3, ?4, 0) ON CONFLICT DO NOTHING";

    return sqlite_run(
        db, INSERT_PART,
        BIND(as_string(route), as_string(reference), as_int(message_id), as_int(delivery)), why);
}

/* Keeps a report until its reference is known; of two the one that counts more. */
static enum rc keep_orphan(struct sqlite *db, const struct arrival *report, struct fault *why)
{
    static const char INSERT_ORPHAN[] =
        "INSERT INTO orphan_report (route, reference, delivery, error, opt_out, arrived_at)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
        " ON CONFLICT (route, reference) DO UPDATE SET"
        " error = CASE WHEN excluded.delivery > delivery THEN excluded.error ELSE error END,"
        " delivery = max(delivery, excluded.delivery), opt_out = max(opt_out, excluded.opt_out)";

    return sqlite_run(db, INSERT_ORPHAN,
                      BIND(as_string(report->route), as_string(report->reference),
                           as_int(report->state), as_string(report->error), as_int(report->opt_out),
                           as_int(report->arrived_at)),
                      why);
}

static enum rc set_error(struct sqlite *db, int64_t id, const char *error, struct fault *why)
{
    static const char UPDATE_ERROR[] = "UPDATE message SET error = ?2 WHERE id = ?1";

    if (error[0] == '\0') return RC_OK;
    return sqlite_run(db, UPDATE_ERROR, BIND(as_int(id), as_string(error)), why);
}

/* `part`: what is known of the reference; NULL: the report is about the whole message. */
static enum rc apply_to(struct sqlite *db, int64_t message_id, const struct arrival *report,
                        const struct part *part, struct fault *why)
{
    struct message_place from, to;

    TRY(message_place_load(db, message_id, &from, why));
    to = from;
    if (!part)
        report_settle(&to, report->state);
    else if (part->old)
        TRY(settle_old_parts(db, &to, why));
    else
        TRY(settle_parts(db, &to, why));
    TRY(message_move(db, &from, &to, report->arrived_at, why));
    if (to.delivery != from.delivery) TRY(set_error(db, message_id, report->error, why));
    return report->opt_out ? phone_stop(db, from.phone_id, report->arrived_at, why) : RC_OK;
}

/* A report that names a reference of the provider, and perhaps our own id too. */
static enum rc apply_part(struct sqlite *db, const struct arrival *report, int64_t client_id,
                          struct fault *why)
{
    struct part part;

    TRY(load_part(db, report->route, report->reference, &part, why));
    if (!part.message_id && !client_id) return keep_orphan(db, report, why);
    if (part.message_id) {
        TRY(note_part(db, report, &part, why));
    } else {
        TRY(add_part(db, report->route, report->reference, client_id, report->state, why));
        part.message_id = client_id;
    }
    return apply_to(db, part.message_id, report, &part, why);
}

/* The message that one of our ids names; 0: not ours, or not there (another database's). */
static enum rc find_own(struct sqlite *db, const char *public_id, int64_t *out, struct fault *why)
{
    static const char SELECT_ID[] = "SELECT ifnull((SELECT id FROM message WHERE id = ?1), 0)";
    struct store *store = &db->store->store;

    *out = 0;
    if (!store_public_id_read(store, public_id, out)) return RC_OK;
    return sqlite_number(db, SELECT_ID, BIND(as_int(*out)), out, why);
}

enum rc report_apply(struct sqlite *db, const struct arrival *report, struct fault *why)
{
    int64_t by_client_id, by_reference;

    if (report->state == DELIVERY_NONE || report->state >= DELIVERY_ABSENT) return RC_OK;
    TRY(find_own(db, report->client_id, &by_client_id, why));
    TRY(find_own(db, report->reference, &by_reference, why));
    if (by_reference) return apply_to(db, by_reference, report, NULL, why);
    if (report->reference[0]) return apply_part(db, report, by_client_id, why);
    if (by_client_id) return apply_to(db, by_client_id, report, NULL, why);
    return RC_OK; /* it names nothing that could ever be found */
}

enum rc report_forget_parts(struct sqlite *db, int64_t message_id, struct fault *why)
{
    static const char SET_OLD[] = "UPDATE reference SET old = 1 WHERE message_id = ?1";
    static const char SET_NONE[] =
        "UPDATE message SET reference_n = 0 WHERE id = ?1 AND reference_n <> 0";

    TRY(sqlite_run(db, SET_OLD, BIND(as_int(message_id)), why));
    return sqlite_run(db, SET_NONE, BIND(as_int(message_id)), why);
}

/* The report that came before the reference, if one did. */
static enum rc take_orphan(struct sqlite *db, const char *route, const char *reference,
                           struct arrival *out, char error[static 128], struct fault *why)
{
    static const char SELECT_ORPHAN[] =
        "SELECT delivery, error, opt_out, arrived_at FROM orphan_report"
        " WHERE route = ?1 AND reference = ?2";
    static const char DELETE_ORPHAN[] =
        "DELETE FROM orphan_report WHERE route = ?1 AND reference = ?2";
    SCOPED(rows_close)
    struct rows rows =
        sqlite_query(db, SELECT_ORPHAN, BIND(as_string(route), as_string(reference)));

    out->state = DELIVERY_NONE;
    if (!rows_next(&rows)) return rows_end(&rows, why);
    out->state = (enum delivery)take_int(&rows);
    snprintf(error, 128, "%s", take_string(&rows));
    out->error = error;
    out->opt_out = take_bool(&rows);
    out->arrived_at = take_int(&rows);
    TRY(rows_end(&rows, why));
    return sqlite_run(db, DELETE_ORPHAN, BIND(as_string(route), as_string(reference)), why);
}

static enum rc add_reference(struct sqlite *db, struct message_place *place, const char *reference,
                             usec now, struct fault *why)
{
    struct arrival orphan = {0};
    char error[128];

    place->reference_n++;
    TRY(take_orphan(db, place->route, reference, &orphan, error, why));
    TRY(add_part(db, place->route, reference, place->id, orphan.state, why));
    if (orphan.state == DELIVERY_NONE) return RC_OK;
    place->reported = true;
    TRY(set_error(db, place->id, orphan.error, why));
    return orphan.opt_out ? phone_stop(db, place->phone_id, now, why) : RC_OK;
}

enum rc report_references(struct sqlite *db, struct message_place *place,
                          const char *const *references, size_t n, usec now, struct fault *why)
{
    struct store *store = &db->store->store;
    int64_t own;

    for (size_t i = 0; i < n; i++) {
        if (!store_public_id_read(store, references[i], &own)) {
            if (place->reference_n < 0) place->reference_n = 0;
            TRY(add_reference(db, place, references[i], now, why));
        } else if (place->reference_n == 0) {
            place->reference_n = -1;
        }
    }
    if (!place->reported || place->reference_n < 0) return RC_OK;
    return settle_parts(db, place, why);
}
