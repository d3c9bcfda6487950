#ifndef GATEWAY_STORE_SEEN_H
#define GATEWAY_STORE_SEEN_H
/* Seen: the hashes of the last texts that came in, in memory, so that a webhook that comes twice is
 * recognised without an index on the disk (each text would touch a page of its own there).
 *
 * What is noted inside a transaction can be taken back with it. Remembers at least the last SEEN_N
 * texts and at most twice as many; the store loads them again from its rows when it opens. One thread. */
#include "gateway/base/base.h"

#define SEEN_N ((size_t)1 << 19)

struct seen_entry {
    uint64_t hash; /* 0: free */
    usec at;       /* SEEN_FORGOTTEN: taken back */
};

/* Open addressing, at most half full. */
struct seen_table {
    struct seen_entry *at;
    size_t space, n;
};

/* Valid as {0}. */
struct seen {
    struct seen_table now, before; /* a full one becomes `before`, and what was that is forgotten */
    struct seen_entry *undo;       /* of the running transaction, oldest first */
    size_t undo_n, undo_space;
};

void seen_clear(struct seen *seen);

/* Notes it and says true; false: it is known, and was last noted less than `again_after` (a span) from
 * `at`. */
bool seen_note(struct seen *seen, uint64_t hash, usec at, usec again_after);

/* Where a transaction or a part of it begins; take back all since then; keep all. */
size_t seen_mark(const struct seen *seen);
void seen_take_back(struct seen *seen, size_t mark);
void seen_keep(struct seen *seen);

#endif
