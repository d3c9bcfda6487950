/* The running books: every change adds here, in its own transaction, what it did to the counts. */
#include "gateway/store/sqlite_store.h"

void book_add(struct sqlite *db, enum book book, enum kind kind, int64_t n)
{
    struct books *books = &db->store->write_books;

    assert(book > BOOK_NONE && book < BOOK_N && kind < KIND_N);
    books->n[book][kind] += n;
    books->touched = true;
}

enum book book_of(enum message_state state, enum delivery delivery, enum skip skip)
{
    static const enum book of_delivery[] = {
        [DELIVERY_NONE] = BOOK_OPEN_SENT,  [DELIVERY_SENT] = BOOK_OPEN_SENT,
        [DELIVERY_UNKNOWN] = BOOK_UNKNOWN, [DELIVERY_EXPIRED] = BOOK_EXPIRED_SENT,
        [DELIVERY_FAILED] = BOOK_FAILED,   [DELIVERY_DELIVERED] = BOOK_DELIVERED,
    };

    switch (state) {
    case MESSAGE_QUEUED:
        return BOOK_OPEN;
    case MESSAGE_SENDING:
        return BOOK_OPEN_SENT;
    case MESSAGE_SENT:
        assert(delivery < COUNT(of_delivery));
        return of_delivery[delivery];
    case MESSAGE_UNKNOWN:
        return BOOK_UNKNOWN;
    case MESSAGE_SKIPPED:
        return (enum book)(BOOK_SKIPPED + (int)skip);
    case MESSAGE_EXPIRED:
        return BOOK_EXPIRED;
    case MESSAGE_FAILED:
        return BOOK_FAILED;
    }
    return BOOK_NONE;
}

void books_drop(struct books *books)
{
    if (books->touched) *books = (struct books){0};
}

void books_merge(struct books *into, struct books *from)
{
    if (!from->touched) return;
    for (size_t book = 0; book < BOOK_N; book++)
        for (size_t kind = 0; kind < KIND_N; kind++)
            into->n[book][kind] += from->n[book][kind];
    into->touched = true;
    books_drop(from);
}

enum rc books_write(struct sqlite *db, struct books *books, struct fault *why)
{
    static const char ADD_TALLY[] = "UPDATE tally SET n = n + ?3 WHERE book = ?1 AND kind = ?2";

    if (!books->touched) return RC_OK;
    for (int book = 0; book < BOOK_N; book++) {
        for (int kind = 0; kind < KIND_N; kind++) {
            if (books->n[book][kind] == 0) continue;
            TRY(sqlite_run(db, ADD_TALLY,
                           BIND(as_int(book), as_int(kind), as_int(books->n[book][kind])), why));
        }
    }
    books_drop(books);
    return RC_OK;
}
