/* The balance: the rows counted anew, beside the running books. */
#include "gateway/store/sqlite_store.h"

static const char *book_name(int book)
{
    static const char *const names[BOOK_N] = {
        [BOOK_PLANNED] = "planned",
        [BOOK_OPEN] = "open",
        [BOOK_EXPIRED] = "expired",
        [BOOK_DELIVERED] = "delivered",
        [BOOK_FAILED] = "failed",
        [BOOK_EXPIRED_SENT] = "expired after sending",
        [BOOK_UNKNOWN] = "unknown",
        [BOOK_OPEN_SENT] = "sent and open",
        [BOOK_ARRIVED] = "arrived",
        [BOOK_DUPLICATE] = "duplicates",
        [BOOK_HANDLED] = "handled",
        [BOOK_MATCHED] = "matched",
        [BOOK_UNMATCHED] = "unmatched",
        [BOOK_STRANGER] = "strangers",
        [BOOK_STAFF_REPLY] = "staff replies",
        [BOOK_KEY] = "keys",
    };

    if (!names[book]) return skip_name((enum skip)(book - BOOK_SKIPPED));
    return names[book];
}

/* Row by row: to have them grouped the database sorts them all, which takes four times as long. */
static enum rc count_messages(struct sqlite *db, struct books *counted, struct fault *why)
{
    static const char SELECT_MESSAGES[] = "SELECT kind, state, skip, delivery FROM message";
    SCOPED(rows_close) struct rows rows = sqlite_query(db, SELECT_MESSAGES, BIND_NONE);

    while (rows_next(&rows)) {
        int64_t kind = take_int(&rows);
        enum message_state state = (enum message_state)take_int(&rows);
        enum skip skip = (enum skip)take_int(&rows);
        enum delivery delivery = (enum delivery)take_int(&rows);

        counted->n[book_of(state, delivery, skip)][kind]++;
        counted->n[BOOK_PLANNED][kind]++;
    }
    return rows_end(&rows, why);
}

static enum rc count_texts(struct sqlite *db, struct books *counted, struct fault *why)
{
    static const char COUNT_INBOX[] = "SELECT count(*) FROM inbox";
    static const char COUNT_HANDLED[] = "SELECT count(*) FROM inbox WHERE handled_at > 0";
    static const char COUNT_MATCHED[] = "SELECT count(*) FROM reply WHERE question_id IS NOT NULL";
    static const char COUNT_UNMATCHED[] = "SELECT count(*) FROM reply WHERE question_id IS NULL";
    static const char COUNT_STRANGERS[] = "SELECT count(*) FROM reply WHERE family_id IS NULL";
    static const struct {
        enum book book;
        const char *sql;
    } counts[] = {
        {BOOK_ARRIVED,   COUNT_INBOX    },
        {BOOK_HANDLED,   COUNT_HANDLED  },
        {BOOK_MATCHED,   COUNT_MATCHED  },
        {BOOK_UNMATCHED, COUNT_UNMATCHED},
        {BOOK_STRANGER,  COUNT_STRANGERS},
    };

    for (size_t i = 0; i < COUNT(counts); i++) {
        TRY(sqlite_number(db, counts[i].sql, BIND_NONE, &counted->n[counts[i].book][0], why));
    }
    return RC_OK;
}

static enum rc load_books(struct sqlite *db, struct books *kept, struct fault *why)
{
    static const char SELECT_TALLY[] = "SELECT book, kind, n FROM tally";
    SCOPED(rows_close) struct rows rows = sqlite_query(db, SELECT_TALLY, BIND_NONE);

    while (rows_next(&rows)) {
        int64_t book = take_int(&rows), kind = take_int(&rows);

        if (book <= BOOK_NONE || book >= BOOK_N || kind < 0 || kind >= KIND_N)
            return fault_set(why, RC_BROKEN, "the running books hold a page that is unknown");
        kept->n[book][kind] = take_int(&rows);
    }
    return rows_end(&rows, why);
}

/* Books whose rows are not kept, so that there is nothing to count. */
static bool only_kept(int book)
{
    return book == BOOK_DUPLICATE || book == BOOK_STAFF_REPLY || book == BOOK_KEY;
}

static void compare(const struct books *counted, const struct books *kept, struct text *out)
{
    for (int book = BOOK_NONE + 1; book < BOOK_N; book++) {
        for (int kind = 0; kind < KIND_N; kind++) {
            bool of_messages = book < BOOK_ARRIVED || (book >= BOOK_SKIPPED && book < BOOK_KEY);

            if (only_kept(book) || counted->n[book][kind] == kept->n[book][kind]) continue;
            text_addf(out, "%s%s%s: %lld rows, the books say %lld\n",
                      of_messages ? kind_name((enum kind)kind) : "texts", of_messages ? " " : ", ",
                      book_name(book), (long long)counted->n[book][kind],
                      (long long)kept->n[book][kind]);
        }
    }
}

/* A question was asked if, and only if, a message that asks it was sent, or it stood on a screen. */
static enum rc compare_questions(struct sqlite *db, struct text *out, struct fault *why)
{
    static const char COUNT_ASKED[] = "SELECT count(*) FROM question"
                                      " WHERE asked_at > 0 AND channel = 0";
    static const char COUNT_SENT[] = "SELECT count(DISTINCT question_id) FROM message"
                                     " WHERE state = 2 AND kind <> 2 AND question_id IS NOT NULL";
    int64_t asked, sent;

    TRY(sqlite_number(db, COUNT_ASKED, BIND_NONE, &asked, why));
    TRY(sqlite_number(db, COUNT_SENT, BIND_NONE, &sent, why));
    if (asked != sent) {
        text_addf(out, "questions: %lld were asked, their messages say %lld\n", (long long)asked,
                  (long long)sent);
    }
    return RC_OK;
}

static struct tally tally_of(const struct books *counted, int kind)
{
    struct tally tally = {
        .planned = counted->n[BOOK_PLANNED][kind],
        .expired = counted->n[BOOK_EXPIRED][kind],
        .open = counted->n[BOOK_OPEN][kind],
        .delivered = counted->n[BOOK_DELIVERED][kind],
        .failed = counted->n[BOOK_FAILED][kind],
        .expired_sent = counted->n[BOOK_EXPIRED_SENT][kind],
        .unknown = counted->n[BOOK_UNKNOWN][kind],
        .open_sent = counted->n[BOOK_OPEN_SENT][kind],
    };

    for (int skip = 0; skip < SKIP_N; skip++)
        tally.skipped[skip] = counted->n[BOOK_SKIPPED + skip][kind];
    tally.sent =
        tally.delivered + tally.failed + tally.expired_sent + tally.unknown + tally.open_sent;
    return tally;
}

enum rc sqlite_balance(struct store *store, struct balance *out, struct fault *why)
{
    SCOPED(sqlite_read_end) struct sqlite *db = NULL;
    SCOPED(text_clear) struct text imbalance = {0};
    struct books counted = {0}, kept = {0};

    TRY(sqlite_read(store, &db, why));
    TRY(count_messages(db, &counted, why));
    TRY(count_texts(db, &counted, why));
    TRY(load_books(db, &kept, why));
    compare(&counted, &kept, &imbalance);
    TRY(compare_questions(db, &imbalance, why));
    TRY(route_months_compare(db, &imbalance, why));

    *out = (struct balance){
        .arrived = counted.n[BOOK_ARRIVED][0],
        .duplicates = kept.n[BOOK_DUPLICATE][0],
        .handled = counted.n[BOOK_HANDLED][0],
        .waiting = counted.n[BOOK_ARRIVED][0] - counted.n[BOOK_HANDLED][0],
        .replies = counted.n[BOOK_MATCHED][0] + counted.n[BOOK_UNMATCHED][0],
        .matched = counted.n[BOOK_MATCHED][0],
        .unmatched = counted.n[BOOK_UNMATCHED][0],
        .staff_replies = kept.n[BOOK_STAFF_REPLY][0],
        .keys = kept.n[BOOK_KEY][0],
        .strangers = counted.n[BOOK_STRANGER][0],
        .balances = imbalance.n == 0,
        .imbalance = imbalance,
    };
    imbalance = (struct text){0};
    for (int kind = 0; kind < KIND_N; kind++)
        out->kinds[kind] = tally_of(&counted, kind);
    return RC_OK;
}
