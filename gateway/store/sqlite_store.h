#ifndef GATEWAY_STORE_SQLITE_STORE_H
#define GATEWAY_STORE_SQLITE_STORE_H
/* The SQLite backend from inside: what its files share.
 *
 * One connection writes, in groups (sqlite_writer.c); a few read snapshots (sqlite_reader.c). A `write`
 * runs on the writer inside its own savepoint; whatever it returns other than RC_OK takes back all that
 * it changed, the books included. */
#include <pthread.h>
#include <stdatomic.h>

#include "gateway/store/keyring.h"
#include "gateway/store/seen.h"
#include "gateway/store/sqlite_db.h"
#include "gateway/store/sqlite_ops.h"
#include "gateway/store/store_ops.h"

#define READERS_N       4
#define NONCES_N        64
#define ROUTE_SPACE     64
#define WRITE_GROUP_MAX 512   /* jobs in one transaction */
#define WRITE_QUEUE_MAX 65536 /* jobs waiting; past it the caller waits */

/* Tables whose ids this process hands out, since a sealed value must know its row before it is there. */
enum table {
    TABLE_FAMILY,
    TABLE_MEMBER,
    TABLE_PHONE,
    TABLE_ENROLMENT,
    TABLE_ENROLMENT_EVENT,
    TABLE_APPOINTMENT,
    TABLE_QUESTION,
    TABLE_MESSAGE,
    TABLE_INBOX,
    TABLE_ALERT,
    TABLE_ALERT_EVENT,
    TABLE_REPLY,
    TABLE_SIGNAL,
    TABLE_USSD_SESSION,
    TABLE_VERDICT,
    TABLE_N,
};

/* The running books (table tally). Kept in the database: never renumber. */
enum book {
    BOOK_NONE,
    BOOK_PLANNED,
    BOOK_OPEN,
    BOOK_EXPIRED,
    BOOK_DELIVERED,
    BOOK_FAILED,
    BOOK_EXPIRED_SENT,
    BOOK_UNKNOWN,
    BOOK_OPEN_SENT,
    BOOK_ARRIVED,
    BOOK_DUPLICATE,
    BOOK_HANDLED,
    BOOK_MATCHED,
    BOOK_UNMATCHED,
    BOOK_STRANGER,
    BOOK_STAFF_REPLY,
    BOOK_SKIPPED, /* + enum skip, of which there may be 16 */
    BOOK_KEY = BOOK_SKIPPED + 16,
    BOOK_N,
};

struct books {
    int64_t n[BOOK_N][KIND_N];
    bool touched;
};

/* Families whose enrolment was due at one moment, in the order of their rows; those before `next` were handed out. It
 * is looked at anew what is due when it is empty, so that nothing hangs on it. */
struct backlog {
    pthread_mutex_t lock;
    int64_t *families;
    size_t n, next;
};

typedef enum rc write_fn(struct sqlite *db, void *with, struct fault *why);

/* One change that waits for its group. */
struct write {
    write_fn *run;
    void *with;
    store_done *done; /* NULL: `store->finished` tells the one who waits */
    void *done_with;
    enum rc rc;
    struct fault why;
    bool finished;
    struct write *next;
};

struct sqlite_store {
    struct store store; /* first: what store.c sees */
    char *path;
    int lock_fd;
    bool read_only, inline_writer, unsynced;
    struct keyring *keyring;
    atomic_bool dead;

    /* The writer's own: only its thread, or in inline mode whoever holds `turn`. */
    struct sqlite writer;
    struct dice *dice;
    unsigned char nonces[NONCES_N * SEAL_NONCE_BYTES];
    size_t nonces_left;
    int64_t last_id[TABLE_N];
    struct seal_key last_key; /* of `last_key_family` */
    int64_t last_key_family;
    struct books group_books, write_books;
    struct seen seen;
    int log_pages;
    pthread_mutex_t turn;

    /* The queue. */
    pthread_mutex_t lock;
    pthread_cond_t arrived, finished, room;
    struct write *first, **last;
    size_t queued;
    bool stopping, has_thread;
    pthread_t thread;
    uint64_t die_after;    /* writes; 0: never */
    atomic_bool disk_full; /* pretended, for simulate */

    /* The readers. */
    struct sqlite readers[READERS_N];
    bool reader_busy[READERS_N];
    pthread_mutex_t reader_lock;
    pthread_cond_t reader_free;

    struct backlog backlog;
};

static inline struct sqlite_store *sqlite_store(struct store *store)
{
    return (struct sqlite_store *)store;
}

/* ---- Writing (sqlite_writer.c) ---- */

enum rc sqlite_writer_start(struct sqlite_store *store, struct fault *why) NEEDS_CHECK;
/* Finishes what is queued. */
void sqlite_writer_stop(struct sqlite_store *store);
/* Returns when it is on disk, or taken back. */
enum rc sqlite_write(struct store *base, write_fn *run, void *with, struct fault *why) NEEDS_CHECK;
/* The same for several, of which only `run` and `with` are set: queued together, so that they share a sync. Each has
 * its own rc and why. */
void sqlite_write_each(struct store *base, struct write *writes, size_t n);
/* Returns at once; `done` is called on the writer's thread. */
void sqlite_write_later(struct store *base, write_fn *run, void *with, store_done *done,
                        void *done_with);

/* ---- Reading (sqlite_reader.c) ---- */

/* A connection that sees one moment, until it is given back. RC_BROKEN: the store is dead. */
enum rc sqlite_read(struct store *base, struct sqlite **out, struct fault *why) NEEDS_CHECK;
/* For SCOPED. */
void sqlite_read_end(struct sqlite **db);

/* ---- Sealing (sqlite_seal.c) ---- */

int64_t new_id(struct sqlite *db, enum table table);
/* Seals a string for its row under the family's key, or the municipality's for family 0. Only on the
 * writer. */
enum rc seal_string(struct sqlite *db, int64_t family_id, struct seal_row row, const char *string,
                    struct sealed *out, struct fault *why) NEEDS_CHECK;
enum rc seal_bytes(struct sqlite *db, int64_t family_id, struct seal_row row, const void *bytes,
                   size_t n, struct sealed *out, struct fault *why) NEEDS_CHECK;
/* Opens the next column; NULL in the column gives "". The caller frees it, whatever is returned. */
enum rc take_sealed(struct rows *rows, struct seal_row row, char **out,
                    struct fault *why) NEEDS_CHECK;
/* The same into a text that may hold NULs. */
enum rc take_sealed_text(struct rows *rows, struct seal_row row, struct text *out,
                         struct fault *why) NEEDS_CHECK;
/* The hash by which a phone number, a token is found again. */
struct hash {
    unsigned char bytes[SEAL_HASH_BYTES];
};
struct hash hash_string(const struct sqlite *db, enum seal_use use, const char *string);
static inline struct value as_hash(const struct hash *hash)
{
    return as_bytes(hash->bytes, sizeof(hash->bytes));
}

/* ---- The books (sqlite_books.c) ---- */

void book_add(struct sqlite *db, enum book book, enum kind kind, int64_t n);
/* The book in which a message of this state is counted. */
enum book book_of(enum message_state state, enum delivery delivery, enum skip skip);
/* Forgets what the running write added, or puts it to the group's. */
void books_drop(struct books *books);
void books_merge(struct books *into, struct books *from);
/* Adds them to the table. */
enum rc books_write(struct sqlite *db, struct books *books, struct fault *why) NEEDS_CHECK;

/* ---- What several subjects need ---- */

/* sqlite_phone.c */
enum rc phone_set_consent(struct sqlite *db, const struct consent *consent, usec now,
                          struct fault *why) NEEDS_CHECK;
/* The provider says that this number wants no more; 0: nobody's, and nothing happens. */
enum rc phone_stop(struct sqlite *db, int64_t phone_id, usec now, struct fault *why) NEEDS_CHECK;
/* Takes one message out of the queue; its question, unless it only nudged, goes with it. */
enum rc message_withdraw(struct sqlite *db, int64_t message_id, enum skip reason,
                         struct fault *why) NEEDS_CHECK;
/* Skips the phone's queued check-ins, reminders and nudges; their questions are withdrawn. */
enum rc phone_withdraw(struct sqlite *db, int64_t phone_id, enum skip reason,
                       struct fault *why) NEEDS_CHECK;
/* RC_OK with id 0: nobody's. */
enum rc phone_find(struct sqlite *db, const char *number, int64_t *phone_id, int64_t *family_id,
                   struct fault *why) NEEDS_CHECK;
/* A note "stop:PHONE" holds when a provider stopped it, until somebody has looked. */
#define NOTE_IS_STOP " name >= 'stop:' AND name < 'stop;'"
enum rc phone_looked(struct sqlite *db, int64_t phone_id, struct fault *why) NEEDS_CHECK;
enum rc phone_load(struct sqlite *db, int64_t phone_id, struct phone *out,
                   struct fault *why) NEEDS_CHECK;

/* sqlite_question.c: by the number of an arrival; `number` unknown leaves ids 0. */
enum rc conversation_load(struct sqlite *db, const char *number, usec now, struct conversation *out,
                          struct fault *why) NEEDS_CHECK;

/* sqlite_waiting.c: adds one row's text to `text`; the first row gives the rest. */
enum rc inbox_row_read(struct sqlite *db, int64_t id, struct inbox_text *out, struct text *text,
                       struct fault *why) NEEDS_CHECK;

/* sqlite_ussd.c */
/* Finds the rows of a session: never 0. */
int64_t ussd_short_hash(const struct sqlite *db, const char *route, const char *session);
/* Whether what was typed is there already: its step of the session or, where steps have no reference, the last
 * thing that was typed, a moment ago. `seen` is its hash. */
enum rc ussd_typed_before(struct sqlite *db, const struct arrival *arrival, int64_t seen, bool *out,
                          struct fault *why) NEEDS_CHECK;
enum rc ussd_step_apply(struct sqlite *db, const struct new_step *step, int64_t question_id,
                        usec now, struct fault *why) NEEDS_CHECK;

/* sqlite_family.c */
/* The families whose ids `rows` give. */
enum rc families_load(struct sqlite *db, struct rows *rows, struct families *out,
                      struct fault *why) NEEDS_CHECK;
enum rc family_load(struct sqlite *db, int64_t id, struct family *out,
                    struct fault *why) NEEDS_CHECK;

/* sqlite_enrolled.c */
/* The family's current or last one; with an id of 0 there is none. `out` may be half made on failure. */
enum rc enrolment_load(struct sqlite *db, int64_t family_id, struct enrolment *out,
                       struct fault *why) NEEDS_CHECK;

/* sqlite_enrolment_act.c: as store_enrolment_act. */
enum rc enrolment_act(struct sqlite *db, const struct enrolment_act *act, usec now,
                      struct fault *why) NEEDS_CHECK;

/* sqlite_message.c */
enum rc message_add(struct sqlite *db, const struct new_message *message, int64_t question_id,
                    int64_t alert_id, usec now, struct fault *why) NEEDS_CHECK;
/* Where a message stands, as read before it is changed. */
struct message_place {
    int64_t id;
    enum kind kind;
    enum message_state state;
    enum skip skip;
    enum delivery delivery;
    int64_t question_id, phone_id;
    int segments, attempts, resends, reference_n;
    int64_t segment_micros;
    bool reported;
    usec sent_at;
    char route[ROUTE_SPACE];
};
/* RC_MISSING: no such message. */
enum rc message_place_load(struct sqlite *db, int64_t id, struct message_place *out,
                           struct fault *why) NEEDS_CHECK;
/* Puts it elsewhere, in the row, in the books and in its question. */
enum rc message_move(struct sqlite *db, const struct message_place *from,
                     const struct message_place *to, usec now, struct fault *why) NEEDS_CHECK;

/* sqlite_route.c */
/* The month of a moment, as 202611. The database makes it, so that books and rows cannot differ in it. */
#define MONTH_OF(moment) " CAST(strftime('%Y%m', " moment " / 1000000, 'unixepoch') AS INTEGER)"
/* Counts what was sent just now for its route and month. */
enum rc route_spend(struct sqlite *db, const struct message_place *sent,
                    struct fault *why) NEEDS_CHECK;
/* Counts the rows anew and adds a line for each month that differs. */
enum rc route_months_compare(struct sqlite *db, struct text *out, struct fault *why) NEEDS_CHECK;

/* sqlite_report.c */
enum rc report_apply(struct sqlite *db, const struct arrival *report,
                     struct fault *why) NEEDS_CHECK;
/* The references that a provider gave a message; reports that came before them are applied. */
enum rc report_references(struct sqlite *db, struct message_place *place,
                          const char *const *references, size_t n, usec now,
                          struct fault *why) NEEDS_CHECK;
/* Settles a message that was reported on, or asked after: whatever we thought, it was sent. */
void report_settle(struct message_place *to, enum delivery delivery);
/* It will be sent again: what is reported on the tries so far only matters if it arrived. */
enum rc report_forget_parts(struct sqlite *db, int64_t message_id, struct fault *why) NEEDS_CHECK;

/* sqlite_alert.c */
enum rc alert_event_add(struct sqlite *db, int64_t alert_id, int64_t family_id, const char *who,
                        const char *what, const char *detail, usec now,
                        struct fault *why) NEEDS_CHECK;
/* Opens or joins; `*id` is the alert. */
enum rc alert_open(struct sqlite *db, const struct changes *changes, usec now, int64_t *id,
                   struct fault *why) NEEDS_CHECK;
enum rc alert_step_apply(struct sqlite *db, const struct alert_step *step, usec now,
                         struct fault *why) NEEDS_CHECK;
enum rc page_add(struct sqlite *db, const struct new_page *page, int64_t alert_id, usec now,
                 struct fault *why) NEEDS_CHECK;

/* sqlite_verdict.c */
/* What counts of a signal: what a person found, else what the machine read. Other queries of
 * the table say it with these. */
#define SIGNAL_DOMAIN  " ifnull(signal.found_domain, signal.domain) "
#define SIGNAL_LEVEL   " ifnull(signal.found_level, signal.level) "
#define SIGNAL_IN_PLAN " ifnull(signal.found_in_plan, signal.in_plan) "
enum rc verdict_add(struct sqlite *db, const struct new_verdict *verdict, usec now,
                    struct fault *why) NEEDS_CHECK;

/* sqlite_question.c */
enum rc question_add(struct sqlite *db, const struct new_question *question, int64_t *id,
                     struct fault *why) NEEDS_CHECK;
enum rc question_change(struct sqlite *db, const struct question_change *change, usec now,
                        struct fault *why) NEEDS_CHECK;
enum rc question_take(struct rows *rows, struct questions *out, struct fault *why) NEEDS_CHECK;
/* RC_OK with id 0: there is none. */
enum rc question_load(struct sqlite *db, int64_t id, struct question *out,
                      struct fault *why) NEEDS_CHECK;

/* Columns of `question` in the order of question_take. */
#define QUESTION_COLUMNS                                                                           \
    "id, kind, family_id, member_id, phone_id, enrolment_id, appointment_id, follows, script, "    \
    "step, due_at, window_till, asked_at, state, score, answered_at, nudges, nudge_at, starts_at"

/* sqlite_appointment.c */
/* Of a question about an appointment: the family has seen what it tells, or may have. */
#define APPOINTMENT_WAS_TOLD                                                                       \
    " (question.asked_at > 0 OR EXISTS (SELECT 1 FROM message WHERE"                               \
    " message.family_id = question.family_id AND message.question_id = question.id"                \
    " AND (message.state IN (1, 2, 3) OR message.resends > 0))) "
/* Of a message of question ?1: it tells of an appointment that was moved or cancelled since. */
enum rc appointment_outdated(struct sqlite *db, int64_t question_id, bool *out,
                             struct fault *why) NEEDS_CHECK;
/* Those that open questions of this phone ask about, and those of the family with an offer of other times. */
enum rc appointments_asked(struct sqlite *db, int64_t phone_id, int64_t family_id,
                           struct appointments *out, struct fault *why) NEEDS_CHECK;
/* The next one that may be seen on a screen of this phone; id 0: none. */
enum rc appointment_next(struct sqlite *db, const struct conversation *conversation, usec now,
                         struct appointment *out, struct fault *why) NEEDS_CHECK;
/* What changes say of appointments. */
enum rc appointment_apply(struct sqlite *db, const struct changes *changes, usec now,
                          struct fault *why) NEEDS_CHECK;

/* sqlite_past.c */
enum rc past_load(struct sqlite *db, int64_t family_id, usec now, struct past *out,
                  struct fault *why) NEEDS_CHECK;

#endif
