#ifndef TESTS_STORE_FIXTURE_H
#define TESTS_STORE_FIXTURE_H
/* A store to test with: a folder of its own, a family or two, and short words for what every test does.
 *
 * Whatever is tested here is a promise of store.h, so that another backend can be run through the same
 * tests: only fixture_open knows which one it is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "gateway/store/store.h"

#define NOW ((usec)1775118600 * USEC_SEC) /* 2026-04-02 08:30 UTC */

struct fixture {
    char folder[64];
    char *path;
    unsigned char master_key[32];
    struct dice dice;
    struct store_options options;
    struct store *store;
    struct fault why;                       /* of the last call */
    int64_t family_id, member_id, phone_id; /* of fixture_family */
    char number[24];
};

/* For cmocka's setup and teardown; `*state` is a struct fixture. */
int fixture_setup(void **state);        /* with a writer thread */
int fixture_setup_inline(void **state); /* without */
int fixture_teardown(void **state);

enum rc fixture_try_open(struct fixture *fixture, struct fault *why);
void fixture_reopen(struct fixture *fixture);
char *fixture_path(const struct fixture *fixture, const char *name); /* of a file in the folder */

/* A family with one member, named after its number. */
int64_t fixture_family(struct fixture *fixture, const char *number);
int64_t fixture_enrol(struct fixture *fixture, int64_t family_id);
/* What a test hands over, to be changed before it does. */
struct new_message fixture_message(const struct fixture *fixture, enum kind kind, usec due_at);
struct new_question fixture_question(const struct fixture *fixture, usec due_at);
/* Puts a text to the family's phone into the outbox. */
void fixture_send(struct fixture *fixture, enum kind kind, usec due_at);
/* The same with a question, whose id is not told: it is the newest of the phone. */
void fixture_ask(struct fixture *fixture, usec due_at);
/* Claims all that is due, of the route "main" or of another. */
struct outbox_messages fixture_claim(struct fixture *fixture, usec now);
struct outbox_messages fixture_claim_of(struct fixture *fixture, const char *route, usec now);
void fixture_record(struct fixture *fixture, int64_t id, enum message_state state, usec now);
void fixture_arrive(struct fixture *fixture, const char *from, const char *text,
                    const char *reference, usec at);
void fixture_report(struct fixture *fixture, const char *client_id, const char *reference,
                    enum delivery state, usec at);
/* The balance must hold; the caller clears it. */
struct balance fixture_balance(struct fixture *fixture);
void fixture_check_books(struct fixture *fixture); /* the same, looking no further */
/* To the family's phone; the caller clears them. */
struct messages fixture_messages(struct fixture *fixture);
/* The only one, without its strings. */
struct message_row fixture_only_message(struct fixture *fixture);

/* Fails the test, with the sentence of the fault, unless the call gave this code; every refusal has a
 * sentence. `call` writes its fault to `&fixture->why`. */
void fixture_expect(struct fixture *fixture, enum rc wanted, enum rc got, const char *call,
                    const char *file, int line);
#define must(call)          fixture_expect(fixture, RC_OK, (call), #call, __FILE__, __LINE__)
#define must_be(code, call) fixture_expect(fixture, (code), (call), #call, __FILE__, __LINE__)

#endif
