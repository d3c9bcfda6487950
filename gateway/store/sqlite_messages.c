/* Messages as the console shows them. */
#include "gateway/store/sqlite_store.h"

#define MESSAGE_COLUMNS                                                                            \
    "m.id, m.family_id, m.member_id, m.phone_id, m.kind, m.channel, m.staff, c.sent_to, c.text,"   \
    " p.number, m.route, m.error, m.language, m.segments, m.attempts, m.state, m.skip,"            \
    " m.delivery, m.due_at, m.expires_at, m.sent_at, m.made_at, m.question_id"
#define MESSAGE_FROM                                                                               \
    " FROM message m LEFT JOIN message_content c ON c.message_id = m.id"                           \
    " LEFT JOIN phone p ON p.id = m.phone_id"

static enum rc take_content(struct rows *rows, struct message_row *message, struct fault *why)
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

static enum rc take_message(struct rows *rows, struct message_row *message, struct fault *why)
{
    message->id = take_int(rows);
    message->family_id = take_int(rows);
    message->member_id = take_int(rows);
    message->phone_id = take_int(rows);
    message->kind = (enum kind)take_int(rows);
    message->channel = (enum channel)take_int(rows);
    message->staff = take_copy(rows);
    TRY(take_content(rows, message, why));
    message->route = take_copy(rows);
    message->error = take_copy(rows);
    message->language = (enum language)take_int(rows);
    message->segments = (int)take_int(rows);
    message->attempts = (int)take_int(rows);
    message->state = (enum message_state)take_int(rows);
    message->skip = (enum skip)take_int(rows);
    message->delivery = (enum delivery)take_int(rows);
    message->due_at = take_int(rows);
    message->expires_at = take_int(rows);
    message->sent_at = take_int(rows);
    message->made_at = take_int(rows);
    message->question_id = take_int(rows);
    return RC_OK;
}

static enum rc read_messages(struct store *store, const char *sql, struct values values,
                             struct messages *out, struct fault *why)
{
    SCOPED(messages_clear) struct messages messages = {0};
    SCOPED(sqlite_read_end) struct sqlite *db = NULL;
    SCOPED(rows_close) struct rows rows = {0};

    TRY(sqlite_read(store, &db, why));
    rows = sqlite_query(db, sql, values);
    while (rows_next(&rows)) {
        messages.at = mem_grow(messages.at, messages.n + 1, sizeof(*messages.at));
        messages.at[messages.n] = (struct message_row){0};
        TRY(take_message(&rows, &messages.at[messages.n++], why));
    }
    TRY(rows_end(&rows, why));
    hand_over(out, &messages, sizeof(messages));
    return RC_OK;
}

enum rc sqlite_message_of_family(struct store *store, int64_t family_id, usec since,
                                 struct messages *out, struct fault *why)
{
    static const char SELECT_OF_FAMILY[] =
        "SELECT " MESSAGE_COLUMNS MESSAGE_FROM " WHERE m.family_id = ?1 AND m.made_at >= ?2"
        " ORDER BY m.made_at, m.id";

    return read_messages(store, SELECT_OF_FAMILY, BIND(as_int(family_id), as_int(since)), out, why);
}

enum rc sqlite_message_of_phone(struct store *store, int64_t phone_id, usec since,
                                struct messages *out, struct fault *why)
{
    static const char SELECT_OF_PHONE[] =
        "SELECT " MESSAGE_COLUMNS MESSAGE_FROM
        " WHERE m.family_id = (SELECT family_id FROM phone WHERE id = ?1)"
        " AND m.phone_id = ?1 AND m.made_at >= ?2 ORDER BY m.made_at, m.id";

    return read_messages(store, SELECT_OF_PHONE, BIND(as_int(phone_id), as_int(since)), out, why);
}

enum rc sqlite_message_of_staff(struct store *store, const char *staff, usec since,
                                struct messages *out, struct fault *why)
{
    static const char SELECT_OF_STAFF[] =
        "SELECT " MESSAGE_COLUMNS MESSAGE_FROM " WHERE m.staff = ?1 AND m.made_at >= ?2"
        " ORDER BY m.made_at, m.id";

    return read_messages(store, SELECT_OF_STAFF, BIND(as_string(staff), as_int(since)), out, why);
}
