/* The inbox: every event of a webhook is on disk before the provider hears 200. */
#include "gateway/store/sqlite_store.h"

/* Whose text it is. */
struct sender {
    int64_t phone_id, family_id;
    uint64_t hash; /* orders one sender's texts */
};

static void add_field(struct text *text, const char *field)
{
    text_add_bytes(text, field,
                   strlen(field) + 1); /* with its NUL, so fields do not run together */
}

/* What makes two arrivals the same one. */
static uint64_t seen_hash(const struct sqlite *db, const struct arrival *arrival)
{
    SCOPED(text_wipe) struct text about = {0};

    add_field(&about, arrival->route);
    if (arrival->type == EVENT_USSD) add_field(&about, arrival->session);
    add_field(&about, arrival->reference);
    if (arrival->reference[0] == '\0') {
        add_field(&about, arrival->from);
        add_field(&about, arrival->to);
        add_field(&about, arrival->text);
        add_field(&about, arrival->concat_reference);
    }
    text_addf(&about, "%d", arrival->part);
    return seal_short_hash(&db->store->store.index, SEAL_SEEN, about.at, about.n);
}

/* Remembers the arrival; false: it was there already. One without a reference may rightly come a second
 * time, later. */
static bool note_seen(struct sqlite *db, const struct arrival *arrival, uint64_t hash)
{
    usec again_after = arrival->reference[0] ? USEC_NEVER : DUPLICATE_WITHIN;

    return seen_note(&db->store->seen, hash, arrival->arrived_at, again_after);
}

/* Which text a part belongs to; 0: it is whole. */
static int64_t whole_hash(const struct sqlite *db, const struct arrival *arrival)
{
    SCOPED(text_wipe) struct text about = {0};
    int64_t hash;

    if (arrival->parts < 2) return 0;
    add_field(&about, arrival->route);
    add_field(&about, arrival->from);
    add_field(&about, arrival->to);
    add_field(&about, arrival->concat_reference);
    text_addf(&about, "%d", arrival->parts);
    hash = (int64_t)seal_short_hash(&db->store->store.index, SEAL_SEEN, about.at, about.n);
    return hash ? hash : 1;
}

/* Stars that are looked at, from the end: a screen takes fewer keys than that. */
#define STARS_MAX 200

/* Where what was typed last begins in the text. */
static enum rc find_newest(struct sqlite *db, const struct arrival *arrival, const char **out,
                           struct fault *why)
{
    const char *text = arrival->text;
    bool known = false;
    int stars = 0;

    for (size_t n = arrival->is_history ? strlen(text) : 0; n > 0 && stars < STARS_MAX; n--) {
        struct arrival step = *arrival;
        char reference[24];

        if (text[n - 1] != '*') continue;
        stars++;
        snprintf(reference, sizeof(reference), "%zu", n - 1);
        step.reference = reference;
        TRY(ussd_typed_before(db, &step, (int64_t)seen_hash(db, &step), &known, why));
        if (!known) continue;
        *out = text + n;
        return RC_OK;
    }
    *out = text;
    return RC_OK;
}

static enum rc insert_text(struct sqlite *db, const struct arrival *arrival,
                           const struct sender *sender, uint64_t seen, struct fault *why)
{
    static const char INSERT_TEXT[] =
        "INSERT INTO inbox (id, route, family_id, phone_id, sender_hash, seen_hash, content,"
        " part, parts, whole_hash, joined_id, arrived_at, handled_at, session_hash)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, NULL, ?11, 0, ?12)";
    SCOPED(sealed_clear) struct sealed sealed = {0};
    SCOPED(text_wipe) struct text content = {0};
    int64_t id = new_id(db, TABLE_INBOX), session_hash = 0;
    const char *newest;

    TRY(find_newest(db, arrival, &newest, why));
    if (arrival->type == EVENT_USSD)
        session_hash = ussd_short_hash(db, arrival->route, arrival->session);
    add_field(&content, arrival->from);
    add_field(&content, arrival->to);
    add_field(&content, newest);
    add_field(&content, arrival->session);
    if (text_over(&content)) return fault_set(why, RC_INVALID, "a text is longer than any text is");
    TRY(seal_bytes(db, sender->family_id, (struct seal_row){SEAL_INBOX_CONTENT, id}, content.at,
                   content.n, &sealed, why));
    book_add(db, BOOK_ARRIVED, KIND_CHECKIN, 1);
    return sqlite_run(db, INSERT_TEXT,
                      BIND(as_int(id), as_string(arrival->route), as_id(sender->family_id),
                           as_id(sender->phone_id), as_int((int64_t)sender->hash),
                           as_int((int64_t)seen), as_sealed(&sealed), as_int(arrival->part),
                           as_int(arrival->parts), as_int(whole_hash(db, arrival)),
                           as_int(arrival->arrived_at), as_int(session_hash)),
                      why);
}

static enum rc record_text(struct sqlite *db, const struct arrival *arrival, struct fault *why)
{
    uint64_t seen = seen_hash(db, arrival);
    struct sender sender;
    bool again = false;

    if (arrival->type == EVENT_USSD)
        TRY(ussd_typed_before(db, arrival, (int64_t)seen, &again, why));
    else
        again = !note_seen(db, arrival, seen);
    if (again) {
        book_add(db, BOOK_DUPLICATE, KIND_CHECKIN, 1);
        return RC_OK;
    }
    TRY(phone_find(db, arrival->from, &sender.phone_id, &sender.family_id, why));
    sender.hash =
        seal_short_hash(&db->store->store.index, SEAL_NUMBER, arrival->from, strlen(arrival->from));
    return insert_text(db, arrival, &sender, seen, why);
}

static enum rc record_opt_out(struct sqlite *db, const struct arrival *arrival, struct fault *why)
{
    int64_t phone_id, family_id;

    TRY(phone_find(db, arrival->from, &phone_id, &family_id, why));
    return phone_stop(db, phone_id, arrival->arrived_at, why);
}

static enum rc record_arrival(struct sqlite *db, const struct arrival *arrival, struct fault *why)
{
    switch (arrival->type) {
    case EVENT_INBOUND:
    case EVENT_USSD:
        return record_text(db, arrival, why);
    case EVENT_REPORT:
        return report_apply(db, arrival, why);
    case EVENT_OPT_OUT:
        return record_opt_out(db, arrival, why);
    }
    return fault_set(why, RC_INVALID, "an event of a kind that the inbox does not know");
}

struct arrivals {
    struct arrival *at; /* followed, in one block, by the strings */
    size_t n;
    store_done *done;
    void *with;
};

static enum rc write_arrivals(struct sqlite *db, void *with, struct fault *why)
{
    const struct arrivals *arrivals = with;

    for (size_t i = 0; i < arrivals->n; i++)
        TRY(record_arrival(db, &arrivals->at[i], why));
    return RC_OK;
}

/* The strings of an arrival, in one order for measuring and copying. */
#define ARRIVAL_STRINGS 9
static void arrival_strings(struct arrival *arrival, const char ***out)
{
    const char **strings[ARRIVAL_STRINGS] = {
        &arrival->route,     &arrival->from,      &arrival->to,    &arrival->text,
        &arrival->reference, &arrival->client_id, &arrival->error, &arrival->concat_reference,
        &arrival->session,
    };

    memcpy(out, strings, sizeof(strings));
}

/* Copies with one allocation; a missing string becomes "". */
static struct arrival *copy_arrivals(const struct arrival *arrivals, size_t n)
{
    const char **strings[ARRIVAL_STRINGS];
    size_t bytes = n * sizeof(*arrivals);
    struct arrival *copy, one;
    char *end;

    for (size_t i = 0; i < n; i++) {
        one = arrivals[i];
        arrival_strings(&one, strings);
        for (size_t s = 0; s < ARRIVAL_STRINGS; s++)
            bytes += *strings[s] ? strlen(*strings[s]) + 1 : 1;
    }
    copy = mem_new(bytes, 1);
    end = (char *)(copy + n);
    for (size_t i = 0; i < n; i++) {
        copy[i] = arrivals[i];
        arrival_strings(&copy[i], strings);
        for (size_t s = 0; s < ARRIVAL_STRINGS; s++) {
            size_t length = *strings[s] ? strlen(*strings[s]) : 0;

            if (length) memcpy(end, *strings[s], length);
            *strings[s] = end;
            end += length + 1; /* mem_new zeroes */
        }
    }
    return copy;
}

static void arrivals_done(void *with, enum rc rc, const struct fault *why)
{
    struct arrivals *arrivals = with;

    arrivals->done(arrivals->with, rc, why);
    free(arrivals->at);
    free(arrivals);
}

void sqlite_inbox_record_later(struct store *store, const struct arrival *arrivals, size_t n,
                               store_done *done, void *with)
{
    struct arrivals *later = mem_new(1, sizeof(*later));

    *later =
        (struct arrivals){.at = copy_arrivals(arrivals, n), .n = n, .done = done, .with = with};
    sqlite_write_later(store, write_arrivals, later, arrivals_done, later);
}

enum rc sqlite_inbox_record(struct store *store, const struct arrival *arrivals, size_t n,
                            struct fault *why)
{
    struct arrivals copied = {.at = copy_arrivals(arrivals, n), .n = n};
    enum rc rc = sqlite_write(store, write_arrivals, &copied, why);

    free(copied.at);
    return rc;
}
