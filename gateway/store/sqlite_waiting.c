/* What waits in the inbox: the oldest whole text of each sender, parts put together. */
#include "gateway/store/sqlite_store.h"

/* Rows looked at in order of arrival before the rest is looked up sender by sender, so that one who
 * floods the inbox does not hide the others. */
#define LOOK_AHEAD 1000
#define PARTS_MAX  255

/* One row that may be the next of its sender. */
struct waiting {
    int64_t id, sender_hash, whole_hash;
    int parts;
    usec arrived_at;
};

struct waiting_list {
    struct waiting *at;
    size_t n;
};

static void waiting_list_clear(struct waiting_list *list)
{
    free(list->at);
}

#define WAITING_COLUMNS "id, sender_hash, whole_hash, parts, arrived_at"
#define IS_WAITING      "handled_at = 0 AND (joined_id IS NULL OR joined_id = id)"

static void waiting_add(struct waiting_list *list, struct rows *rows)
{
    struct waiting *waiting;

    list->at = mem_grow(list->at, list->n + 1, sizeof(*list->at));
    waiting = &list->at[list->n++];
    waiting->id = take_int(rows);
    waiting->sender_hash = take_int(rows);
    waiting->whole_hash = take_int(rows);
    waiting->parts = (int)take_int(rows);
    waiting->arrived_at = take_int(rows);
}

static enum rc list_oldest(struct sqlite *db, struct waiting_list *out, struct fault *why)
{
    static const char SELECT_OLDEST[] =
        "SELECT " WAITING_COLUMNS " FROM inbox INDEXED BY inbox_waiting WHERE " IS_WAITING
        " ORDER BY id LIMIT ?1";
    SCOPED(rows_close) struct rows rows = sqlite_query(db, SELECT_OLDEST, BIND(as_int(LOOK_AHEAD)));

    while (rows_next(&rows))
        waiting_add(out, &rows);
    return rows_end(&rows, why);
}

/* The first rows of each sender, by jumping through the index from one to the next. */
static enum rc list_by_sender(struct sqlite *db, size_t limit, struct waiting_list *out,
                              struct fault *why)
{
    static const char SELECT_FIRST[] =
        "SELECT " WAITING_COLUMNS " FROM inbox INDEXED BY inbox_sender WHERE " IS_WAITING
        " ORDER BY sender_hash, id LIMIT 1";
    static const char SELECT_NEXT[] =
        "SELECT " WAITING_COLUMNS " FROM inbox INDEXED BY inbox_sender WHERE " IS_WAITING
        " AND sender_hash > ?1 ORDER BY sender_hash, id LIMIT 1";

    for (size_t found = 0; found < limit; found++) {
        SCOPED(rows_close) struct rows rows = {0};

        if (found == 0)
            rows = sqlite_query(db, SELECT_FIRST, BIND_NONE);
        else
            rows = sqlite_query(db, SELECT_NEXT, BIND(as_int(out->at[out->n - 1].sender_hash)));
        if (!rows_next(&rows)) return rows_end(&rows, why);
        waiting_add(out, &rows);
    }
    return RC_OK;
}

/* ---- Parts ---- */

struct part_row {
    int64_t id;
    int part;
};

struct part_rows {
    struct part_row at[PARTS_MAX];
    size_t n, different;
};

static enum rc load_parts(struct sqlite *db, const struct waiting *first, struct part_rows *out,
                          struct fault *why)
{
    static const char SELECT_PARTS[] =
        "SELECT id, part FROM inbox INDEXED BY inbox_sender"
        " WHERE handled_at = 0 AND sender_hash = ?1 AND whole_hash = ?2"
        " AND (joined_id IS NULL OR joined_id = ?3) ORDER BY part, id LIMIT ?4";
    SCOPED(rows_close)
    struct rows rows = sqlite_query(db, SELECT_PARTS,
                                    BIND(as_int(first->sender_hash), as_int(first->whole_hash),
                                         as_int(first->id), as_int(PARTS_MAX)));

    *out = (struct part_rows){0};
    while (rows_next(&rows)) {
        struct part_row *row = &out->at[out->n];

        row->id = take_int(&rows);
        row->part = (int)take_int(&rows);
        if (out->n == 0 || row->part != row[-1].part) out->different++;
        out->n++;
    }
    return rows_end(&rows, why);
}

static bool is_ready(const struct waiting *waiting, const struct part_rows *parts, usec now)
{
    return waiting->whole_hash == 0 || parts->different >= (size_t)waiting->parts ||
           waiting->arrived_at + PARTS_WAIT <= now;
}

/* Marks the parts that were read together, so that one that comes later is not taken for handled. */
static enum rc join_parts(struct sqlite *db, int64_t id, const struct part_rows *parts,
                          struct fault *why)
{
    static const char SET_JOINED[] = "UPDATE inbox SET joined_id = ?2 WHERE id = ?1";

    for (size_t i = 0; i < parts->n; i++)
        TRY(sqlite_run(db, SET_JOINED, BIND(as_int(parts->at[i].id), as_int(id)), why));
    return RC_OK;
}

/* ---- One text ---- */

/* The three fields of a content, each with its NUL. */
static enum rc split_content(const struct text *content, const char *fields[static 3],
                             struct fault *why)
{
    const char *at = text_string(content), *end = at + content->n;

    for (int i = 0; i < 3; i++) {
        const char *stop = at < end ? memchr(at, '\0', (size_t)(end - at)) : NULL;

        if (!stop) return fault_set(why, RC_BROKEN, "a text of the inbox is damaged");
        fields[i] = at;
        at = stop + 1;
    }
    return RC_OK;
}

/* Adds one row's text to `text`; the first row gives the rest. */
static enum rc read_row(struct sqlite *db, int64_t id, struct inbox_text *out, struct text *text,
                        struct fault *why)
{
    static const char SELECT_TEXT[] =
        "SELECT route, phone_id, family_id, arrived_at, content FROM inbox WHERE id = ?1";
    SCOPED(rows_close) struct rows rows = sqlite_query(db, SELECT_TEXT, BIND(as_int(id)));
    SCOPED(text_wipe) struct text content = {0};
    SCOPED(mem_free) char *route = NULL;
    const char *fields[3];
    usec arrived_at;

    if (!rows_next(&rows)) return rows_end(&rows, why);
    route = take_copy(&rows);
    out->phone_id = take_int(&rows);
    out->family_id = take_int(&rows);
    arrived_at = take_int(&rows);
    TRY(take_sealed_text(&rows, (struct seal_row){SEAL_INBOX_CONTENT, id}, &content, why));
    TRY(split_content(&content, fields, why));
    text_add(text, fields[2]);
    if (!out->route) {
        out->route = mem_copy_string(route);
        out->from = mem_copy_string(fields[0]);
        out->to = mem_copy_string(fields[1]);
        out->arrived_at = arrived_at;
    }
    if (arrived_at < out->arrived_at) out->arrived_at = arrived_at;
    return rows_end(&rows, why);
}

static enum rc read_text(struct sqlite *db, const struct waiting *waiting,
                         const struct part_rows *parts, struct inbox_text *out, struct fault *why)
{
    SCOPED(text_wipe) struct text text = {0};
    int last = -1;

    out->id = waiting->id;
    if (waiting->whole_hash == 0) {
        TRY(read_row(db, waiting->id, out, &text, why));
    } else {
        TRY(join_parts(db, waiting->id, parts, why));
        for (size_t i = 0; i < parts->n; i++) {
            if (parts->at[i].part == last) continue; /* the same part twice says nothing new */
            last = parts->at[i].part;
            TRY(read_row(db, parts->at[i].id, out, &text, why));
        }
    }
    out->text = text_take(&text);
    return RC_OK;
}

/* ---- The next of each sender ---- */

struct inbox_next {
    usec now;
    size_t limit;
    struct inbox_texts texts;
};

static bool has_sender(const int64_t *senders, size_t n, int64_t sender)
{
    while (n > 0)
        if (senders[--n] == sender) return true;
    return false;
}

static enum rc take_ready(struct sqlite *db, const struct waiting_list *list,
                          struct inbox_next *next, struct fault *why)
{
    SCOPED(mem_free) int64_t *senders = mem_new(next->limit, sizeof(*senders));
    struct inbox_texts *texts = &next->texts;

    for (size_t i = 0; i < list->n && texts->n < next->limit; i++) {
        const struct waiting *waiting = &list->at[i];
        struct part_rows parts = {0};

        if (has_sender(senders, texts->n, waiting->sender_hash)) continue;
        if (waiting->whole_hash) TRY(load_parts(db, waiting, &parts, why));
        if (!is_ready(waiting, &parts, next->now)) continue;
        senders[texts->n] = waiting->sender_hash;
        texts->at[texts->n] = (struct inbox_text){0};
        TRY(read_text(db, waiting, &parts, &texts->at[texts->n++], why));
    }
    return RC_OK;
}

static int by_id(const void *a, const void *b)
{
    const struct waiting *x = a, *y = b;

    return x->id < y->id ? -1 : x->id > y->id;
}

static enum rc write_next(struct sqlite *db, void *with, struct fault *why)
{
    struct inbox_next *next = with;
    SCOPED(waiting_list_clear) struct waiting_list list = {0};

    next->texts.at = mem_new(next->limit, sizeof(*next->texts.at));
    TRY(list_oldest(db, &list, why));
    if (list.n == LOOK_AHEAD) {
        TRY(list_by_sender(db, next->limit, &list, why));
        qsort(list.at, list.n, sizeof(*list.at), by_id);
    }
    return take_ready(db, &list, next, why);
}

enum rc sqlite_inbox_next(struct store *store, usec now, size_t limit, struct inbox_texts *out,
                          struct fault *why)
{
    struct inbox_next next = {.now = now, .limit = limit};
    enum rc rc = sqlite_write(store, write_next, &next, why);

    if (rc == RC_OK)
        *out = next.texts;
    else
        inbox_texts_clear(&next.texts);
    return rc;
}
