/* What waits in the inbox: the oldest whole text of each sender, parts put together. */
#include "gateway/store/sqlite_store.h"

#define PARTS_MAX 255
/* Texts of which not all parts are there yet are looked at this often in one call; the rest waits for
 * the next one, so that nobody hides the others by sending halves. */
#define HALVES_MAX 1000

/* A row that may be the next of its sender. */
struct candidate {
    int64_t id, sender_hash, whole_hash;
};

/* The rows that are read together as one text, in order of part. */
struct part_rows {
    struct {
        int64_t id, part;
    } at[PARTS_MAX];
    size_t n;
    int64_t whole; /* how many the text has */
};

struct inbox_next {
    usec now;
    struct inbox_texts texts;
    size_t limit, halves;
    int64_t *senders;          /* of the texts so far: open addressing, `space` places */
    size_t space;              /* a power of two */
    struct part_rows *joining; /* of each text */
};

static void inbox_next_clear(struct inbox_next *next)
{
    inbox_texts_clear(&next->texts);
    free(next->senders);
    free(next->joining);
}

/* Only when something waits, since a turn in which nothing does should cost nothing. */
static void make_room(struct inbox_next *next)
{
    next->space = 16;
    while (next->space < next->limit * 2)
        next->space *= 2;
    next->senders = mem_new(next->space, sizeof(*next->senders));
    next->texts.at = mem_new(next->limit, sizeof(*next->texts.at));
    next->joining = mem_new(next->limit, sizeof(*next->joining));
}

/* The place of a sender among those taken; free (0) where it is not. */
static int64_t *sender_place(const struct inbox_next *next, int64_t sender_hash)
{
    size_t i = (uint64_t)sender_hash & (next->space - 1);

    while (next->senders[i] != 0 && next->senders[i] != sender_hash)
        i = (i + 1) & (next->space - 1);
    return &next->senders[i];
}

/* ---- Parts ---- */

static bool part_rows_hold(const struct part_rows *rows, int64_t id)
{
    for (size_t i = 0; i < rows->n; i++)
        if (rows->at[i].id == id) return true;
    return false;
}

/* The rows of the text that a part belongs to, in order; `*ready` if it need not wait any more. A text
 * that was joined before a crash is joined anew. */
static enum rc load_parts(struct sqlite *db, const struct candidate *candidate, usec now,
                          struct part_rows *out, bool *ready, struct fault *why)
{
    static const char SELECT_PARTS[] =
        "SELECT id, part, parts, arrived_at FROM inbox INDEXED BY inbox_parts"
        " WHERE handled_at = 0 AND whole_hash <> 0 AND whole_hash = ?1 ORDER BY part, id LIMIT ?2";
    SCOPED(rows_close)
    struct rows rows =
        sqlite_query(db, SELECT_PARTS, BIND(as_int(candidate->whole_hash), as_int(PARTS_MAX)));
    usec first_at = USEC_NEVER, last_at = 0;
    int64_t different = 0;

    out->n = 0;
    while (rows_next(&rows)) {
        int64_t id = take_int(&rows), part = take_int(&rows);
        usec arrived_at;

        out->whole = take_int(&rows);
        arrived_at = take_int(&rows);
        if (arrived_at < first_at) first_at = arrived_at;
        if (arrived_at > last_at) last_at = arrived_at;
        different += out->n == 0 || part != out->at[out->n - 1].part;
        out->at[out->n].id = id;
        out->at[out->n++].part = part;
    }
    *ready =
        different >= out->whole || last_at <= now - PARTS_WAIT || first_at <= now - PARTS_WAIT_MAX;
    return rows_end(&rows, why);
}

/* Marks the parts that were read together, so that one that comes later is not taken for handled. */
static enum rc write_joined(struct sqlite *db, void *with, struct fault *why)
{
    static const char SET_JOINED[] = "UPDATE inbox SET joined_id = ?2 WHERE id = ?1";
    const struct inbox_next *next = with;

    for (size_t i = 0; i < next->texts.n; i++) {
        for (size_t part = 0; part < next->joining[i].n; part++) {
            TRY(sqlite_run(db, SET_JOINED,
                           BIND(as_int(next->joining[i].at[part].id), as_int(next->texts.at[i].id)),
                           why));
        }
    }
    return RC_OK;
}

/* ---- One text ---- */

/* The fields of a content, each with its NUL. The last is missing in rows that were written before there
 * was USSD. */
#define CONTENT_FIELDS 4
static enum rc split_content(const struct text *content, const char *fields[static CONTENT_FIELDS],
                             struct fault *why)
{
    const char *at = text_string(content), *end = at + content->n;

    for (int i = 0; i < CONTENT_FIELDS && (i < 3 || at < end); i++) {
        const char *stop = at < end ? memchr(at, '\0', (size_t)(end - at)) : NULL;

        if (!stop) return fault_set(why, RC_BROKEN, "a text of the inbox is damaged");
        fields[i] = at;
        at = stop + 1;
    }
    return RC_OK;
}

enum rc inbox_row_read(struct sqlite *db, int64_t id, struct inbox_text *out, struct text *text,
                       struct fault *why)
{
    static const char SELECT_TEXT[] =
        "SELECT route, phone_id, family_id, arrived_at, content FROM inbox WHERE id = ?1";
    SCOPED(rows_close) struct rows rows = sqlite_query(db, SELECT_TEXT, BIND(as_int(id)));
    SCOPED(text_wipe) struct text content = {0};
    SCOPED(mem_free) char *route = NULL;
    const char *fields[CONTENT_FIELDS] = {"", "", "", ""};
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
        out->session = mem_copy_string(fields[3]);
        out->arrived_at = arrived_at;
    }
    if (arrived_at < out->arrived_at) out->arrived_at = arrived_at;
    return rows_end(&rows, why);
}

/* Says that something is missing here. */
static void add_gap(struct text *text, bool at_end)
{
    text_addf(text, "%s[…]%s", text->n ? " " : "", at_end ? "" : " ");
}

/* Reads the parts in order, each once, and marks where some are missing. A second text for the same part
 * belongs to another whole that happens to have the same reference: its row is taken out, to wait. */
static enum rc read_parts(struct sqlite *db, struct part_rows *parts, struct inbox_text *out,
                          struct text *text, struct fault *why)
{
    int64_t first = parts->at[0].part == 0 ? 0 : 1, expected = first;
    size_t kept = 0, last_from = 0; /* where the part before begins in `text` */

    for (size_t i = 0; i < parts->n; i++) {
        SCOPED(text_wipe) struct text one = {0};
        int64_t part = parts->at[i].part;
        bool again = part < expected;

        TRY(inbox_row_read(db, parts->at[i].id, out, &one, why));
        if (again && (one.n != text->n - last_from ||
                      memcmp(text_string(&one), text_string(text) + last_from, one.n) != 0))
            continue;
        if (part > expected) add_gap(text, false);
        if (!again) {
            last_from = text->n;
            text_add_bytes(text, text_string(&one), one.n);
            expected = part + 1;
        }
        parts->at[kept++] = parts->at[i];
    }
    if (expected < first + parts->whole) add_gap(text, true);
    parts->n = kept;
    return RC_OK;
}

/* Whether the candidate is whole; the rows that it consists of, where it has parts. */
static enum rc look_at_parts(struct sqlite *db, struct inbox_next *next,
                             const struct candidate *candidate, struct part_rows *parts,
                             bool *ready, struct fault *why)
{
    parts->n = 0;
    *ready = true;
    if (!candidate->whole_hash) return RC_OK;
    *ready = false;
    if (next->halves >= HALVES_MAX) return RC_OK;
    TRY(load_parts(db, candidate, next->now, parts, ready, why));
    if (!*ready) next->halves++;
    /* More parts than a text can have: each for itself. */
    if (!*ready || !part_rows_hold(parts, candidate->id)) parts->n = 0;
    return RC_OK;
}

static enum rc read_text(struct sqlite *db, const struct candidate *candidate,
                         struct part_rows *parts, struct inbox_text *out, struct fault *why)
{
    SCOPED(text_wipe) struct text text = {0};

    out->id = candidate->id;
    if (parts->n)
        TRY(read_parts(db, parts, out, &text, why));
    else
        TRY(inbox_row_read(db, candidate->id, out, &text, why));
    out->text = text_take(&text);
    return RC_OK;
}

/* Somebody may be about to answer the session that it was typed in. */
static bool is_in_hand(const struct inbox_text *text, usec now)
{
    return text->session[0] && text->arrived_at <= now && now - text->arrived_at < USSD_WAIT;
}

/* Takes the candidate if it is whole. One that cannot be read (damaged, or its key is gone) must not
 * keep everybody else's from being handled: it stays behind, where health shows it waiting. */
static enum rc take_candidate(struct sqlite *db, struct inbox_next *next,
                              const struct candidate *candidate, struct fault *why)
{
    struct part_rows *parts = &next->joining[next->texts.n];
    struct inbox_texts one = {.at = mem_new(1, sizeof(*one.at)), .n = 1};
    bool ready = false;
    enum rc rc = look_at_parts(db, next, candidate, parts, &ready, why);

    if (rc == RC_OK && ready && read_text(db, candidate, parts, one.at, why) == RC_OK &&
        !is_in_hand(one.at, next->now)) {
        *sender_place(next, candidate->sender_hash) = candidate->sender_hash;
        hand_over(&next->texts.at[next->texts.n++], one.at, sizeof(*one.at));
    } else {
        parts->n = 0;
    }
    inbox_texts_clear(&one);
    return rc;
}

/* The index alone tells whose row it is, so a sender with very many costs little. */
static enum rc take_ready(struct sqlite *db, struct inbox_next *next, struct fault *why)
{
    static const char SELECT_WAITING[] =
        "SELECT id, sender_hash, whole_hash FROM inbox INDEXED BY inbox_waiting"
        " WHERE handled_at = 0 ORDER BY id";
    SCOPED(rows_close) struct rows rows = sqlite_query(db, SELECT_WAITING, BIND_NONE);

    while (next->texts.n < next->limit && rows_next(&rows)) {
        struct candidate candidate = {.id = take_int(&rows)};

        candidate.sender_hash = take_int(&rows);
        candidate.whole_hash = take_int(&rows);
        if (!next->senders) make_room(next);
        if (*sender_place(next, candidate.sender_hash)) continue;
        TRY(take_candidate(db, next, &candidate, why));
    }
    return rows_end(&rows, why);
}

static bool has_parts(const struct inbox_next *next)
{
    for (size_t i = 0; i < next->texts.n; i++)
        if (next->joining[i].n) return true;
    return false;
}

static enum rc read_next(struct store *store, struct inbox_next *next, struct fault *why)
{
    SCOPED(sqlite_read_end) struct sqlite *db = NULL;

    TRY(sqlite_read(store, &db, why));
    return take_ready(db, next, why);
}

enum rc sqlite_inbox_next(struct store *store, usec now, size_t limit, struct inbox_texts *out,
                          struct fault *why)
{
    SCOPED(inbox_next_clear) struct inbox_next next = {.now = now, .limit = limit};

    TRY(read_next(store, &next, why));
    if (has_parts(&next)) TRY(sqlite_write(store, write_joined, &next, why));
    hand_over(out, &next.texts, sizeof(next.texts));
    return RC_OK;
}
