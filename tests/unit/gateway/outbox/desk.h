#ifndef TESTS_UNIT_GATEWAY_OUTBOX_DESK_H
#define TESTS_UNIT_GATEWAY_OUTBOX_DESK_H
/* Desk: an outbox whose wire answers as it is told, on a virtual clock. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/fixture/fixture.h"

#define PETRA "+31612345601"

struct answer {
    enum wire_end end;
    int status;
    const char *body;
};

/* Remembers what left, and gives the answers in order; the last one again and again. */
struct scripted {
    struct wire wire; /* first */
    const struct answer *answers;
    size_t answer_n, used;
    const struct answer *lookup; /* answers every question; NULL: they take their turn */
    const struct answer *second; /* answers all that goes to http://second.test; NULL: likewise */
    struct exchange ready[64];
    size_t ready_n;
    size_t posts, lookups, mails, seconds; /* posts: all but those to second */
    struct text said;                      /* body of the last request */
};

struct desk {
    struct fixture *fixture;
    struct scripted scripted;
    struct outbox *outbox;
};

void desk_open(struct desk *desk, const char *routes, const struct answer *answers, size_t n);
void desk_close(struct desk *desk);

/* One message of that kind to Petra, valid for six hours, on the first route. */
void queue(struct desk *desk, enum kind kind);
/* A page to sanne by mail, likewise. */
void queue_mail(struct desk *desk);
/* Turns until nothing is left to do at this moment; returns when the next one is. */
usec turn(struct desk *desk);
/* Lives `span` long, from one due moment to the next. */
void live(struct desk *desk, usec span);
/* The books balance, and say this. */
struct tally books_of(struct desk *desk, enum kind kind);

#endif
