/* Reach: whether texts to a number arrive, and anybody answers. */
#include "gateway/store/sqlite_store.h"

static enum rc load_phones(struct sqlite *db, const struct reach_ask *ask, struct reaches *out,
                           struct fault *why)
{
    static const char SELECT_PHONES[] =
        "SELECT phone.id, phone.family_id,"
        " ifnull((SELECT max(arrived_at) FROM reply"
        "  WHERE reply.family_id = phone.family_id AND reply.phone_id = phone.id), 0)"
        " FROM phone JOIN enrolment ON enrolment.family_id = phone.family_id AND enrolment.state = 0"
        " WHERE phone.id > ?1 AND stopped = 0 AND stop_pending = 0"
        " AND EXISTS (SELECT 1 FROM phone_use WHERE phone_id = phone.id AND till_at IS NULL)"
        " ORDER BY phone.id LIMIT ?2";
    SCOPED(rows_close)
    struct rows rows =
        sqlite_query(db, SELECT_PHONES, BIND(as_int(ask->after), as_int((int64_t)ask->limit)));

    while (rows_next(&rows)) {
        struct reach *reach;

        out->at = mem_grow(out->at, out->n + 1, sizeof(*out->at));
        reach = &out->at[out->n++];
        *reach = (struct reach){.phone_id = take_int(&rows)};
        reach->family_id = take_int(&rows);
        reach->heard_at = take_int(&rows);
    }
    return rows_end(&rows, why);
}

/* Texts of our own accord and answers alike, once it is known what became of the sending. */
static enum rc load_texts(struct sqlite *db, struct reach *reach, size_t limit, struct fault *why)
{
    static const char SELECT_TEXTS[] =
        "SELECT max(sent_at, due_at), state = 6 OR delivery IN (3, 4), delivery = 5, route"
        " FROM message WHERE family_id = ?1 AND phone_id = ?2 AND channel = 0 AND state IN (2, 6)"
        " ORDER BY made_at DESC, id DESC LIMIT ?3";
    SCOPED(rows_close)
    struct rows rows = sqlite_query(
        db, SELECT_TEXTS,
        BIND(as_int(reach->family_id), as_int(reach->phone_id), as_int((int64_t)limit)));

    static_assert(MESSAGE_SENT == 2 && MESSAGE_FAILED == 6, "as in the statement");
    static_assert(DELIVERY_EXPIRED == 3 && DELIVERY_FAILED == 4 && DELIVERY_DELIVERED == 5,
                  "as in the statement");
    while (rows_next(&rows)) {
        struct reach_text *text;

        reach->texts = mem_grow(reach->texts, reach->text_n + 1, sizeof(*reach->texts));
        text = &reach->texts[reach->text_n++];
        *text = (struct reach_text){.at = take_int(&rows)};
        text->failed = take_bool(&rows);
        text->arrived = take_bool(&rows);
        text->route = take_copy(&rows);
    }
    return rows_end(&rows, why);
}

enum rc sqlite_reach_list(struct store *store, const struct reach_ask *ask, struct reaches *out,
                          struct fault *why)
{
    SCOPED(reaches_clear) struct reaches reaches = {0};
    SCOPED(sqlite_read_end) struct sqlite *db = NULL;

    TRY(sqlite_read(store, &db, why));
    TRY(load_phones(db, ask, &reaches, why));
    for (size_t i = 0; i < reaches.n; i++)
        TRY(load_texts(db, &reaches.at[i], ask->texts, why));
    hand_over(out, &reaches, sizeof(reaches));
    return RC_OK;
}
