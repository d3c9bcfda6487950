/* Rows and books that were changed behind the store's back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <sodium.h>
#include <sqlite3.h>
#include <unistd.h>

#include "gateway/store/store.h"

#define NOW ((usec)1775118600 * USEC_SEC)

struct place {
    char folder[64], path[96];
    struct store_options options;
    unsigned char key[32];
    struct dice dice;
};

static enum rc open_store(struct place *place, struct store **store, struct fault *why)
{
    place->options = (struct store_options){.path = place->path,
                                            .master_key = place->key,
                                            .dice = &place->dice,
                                            .inline_writer = true,
                                            .unsynced = true};
    return store_open(&place->options, store, why);
}

/* A message to a stranger, a reply of one and a text. */
static enum rc live(struct store *store, struct fault *why)
{
    struct new_message message = {.kind = KIND_ANSWER,
                                  .to = "+31612345678",
                                  .text = "Dank",
                                  .route = "main",
                                  .due_at = NOW,
                                  .question = -1};
    struct new_reply reply = {.text = "ja", .from = "+31612345678", .arrived_at = NOW};
    struct changes changes = {
        .messages = &message, .message_n = 1, .reply = &reply, .appointment_state = -1};
    struct arrival arrival = {.route = "main",
                              .type = EVENT_INBOUND,
                              .from = "+31612345678",
                              .text = "ja",
                              .reference = "ref-1",
                              .arrived_at = NOW};

    TRY(store_apply(store, &changes, NOW, why));
    return store_inbox_record(store, &arrival, 1, why);
}

static void tamper(const struct place *place, const char *sql)
{
    sqlite3 *handle = NULL;

    assert_int_equal(sqlite3_open(place->path, &handle), SQLITE_OK);
    assert_int_equal(sqlite3_exec(handle, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(handle);
}

static void books_that_do_not_add_up_are_named(void **state)
{
    static const struct {
        const char *sql, *undo, *want; /* NULL: it balances */
    } cases[] = {
        {"SELECT 1",                                               "SELECT 1",                     NULL                                     },
        {"UPDATE tally SET n = n + 1 WHERE book = 2 AND kind = 4",
         "UPDATE tally SET n = n - 1 WHERE book = 2 AND kind = 4",                                 "answer open: 1 rows, the books say 2"   },
        {"UPDATE message SET state = 5",                           "UPDATE message SET state = 0",
         "answer expired: 1 rows, the books say 0"                                                                                          },
        {"UPDATE tally SET n = 0 WHERE book = 9",
         "UPDATE tally SET n = 1 WHERE book = 9 AND kind = 0",                                     "texts, arrived: 1 rows, the books say 0"},
    };
    struct place *place = *state;
    struct store *store = NULL;
    struct fault why = {0};

    assert_int_equal(open_store(place, &store, &why), RC_OK);
    assert_int_equal(live(store, &why), RC_OK);
    store_close(store);
    for (size_t i = 0; i < COUNT(cases); i++) {
        SCOPED(balance_clear) struct balance balance = {0};

        tamper(place, cases[i].sql);
        assert_int_equal(open_store(place, &store, &why), RC_OK);
        assert_int_equal(store_balance(store, &balance, &why), RC_OK);
        store_close(store);
        tamper(place, cases[i].undo);
        assert_int_equal(balance.balances, cases[i].want == NULL);
        if (cases[i].want && !strstr(text_string(&balance.imbalance), cases[i].want))
            fail_msg("%s", text_string(&balance.imbalance));
    }
}

static void what_cannot_be_read_does_not_hold_up_the_rest(void **state)
{
    struct place *place = *state;
    struct store *store = NULL;
    struct fault why = {0};
    SCOPED(inbox_texts_clear) struct inbox_texts texts = {0};
    SCOPED(outbox_messages_clear) struct outbox_messages claimed = {0};
    SCOPED(balance_clear) struct balance balance = {0};
    struct arrival arrival = {.route = "main",
                              .type = EVENT_INBOUND,
                              .from = "+31612345678",
                              .text = "help",
                              .reference = "ref-2",
                              .arrived_at = NOW};
    struct outbox_ask ask = {.route = "main", .now = NOW, .lease_until = NOW + 1, .limit = 10};

    assert_int_equal(open_store(place, &store, &why), RC_OK);
    assert_int_equal(live(store, &why), RC_OK);
    store_close(store);
    tamper(place, "UPDATE inbox SET content = zeroblob(60)");
    tamper(place, "UPDATE message_content SET text = zeroblob(60)");
    assert_int_equal(open_store(place, &store, &why), RC_OK);
    assert_int_equal(live(store, &why), RC_OK); /* its text is a duplicate */
    assert_int_equal(store_inbox_record(store, &arrival, 1, &why), RC_OK);
    assert_int_equal(store_inbox_next(store, NOW, 10, &texts, &why), RC_OK);
    assert_int_equal(texts.n, 1);
    assert_string_equal(texts.at[0].text, "help");
    assert_int_equal(store_outbox_claim(store, &ask, &claimed, &why), RC_OK);
    assert_int_equal(claimed.n, 1);
    assert_int_equal(store_balance(store, &balance, &why), RC_OK);
    assert_true(balance.balances);
    assert_int_equal(balance.kinds[KIND_ANSWER].failed, 1);
    assert_int_equal(balance.waiting, 2);
    store_close(store);
}

static int make_place(void **state)
{
    struct place *place = mem_new(1, sizeof(*place));

    if (sodium_init() < 0) return 1;
    snprintf(place->folder, sizeof(place->folder), "/tmp/vangnet-balance-XXXXXX");
    if (!mkdtemp(place->folder)) return 1;
    snprintf(place->path, sizeof(place->path), "%s/store.db", place->folder);
    place->dice = dice_seeded(1);
    *state = place;
    return 0;
}

static int remove_place(void **state)
{
    static const char *const files[] = {"", ".keys", ".lock", "-wal", "-shm"};
    struct place *place = *state;

    for (size_t i = 0; i < COUNT(files); i++) {
        char path[112];

        snprintf(path, sizeof(path), "%s%s", place->path, files[i]);
        unlink(path);
    }
    rmdir(place->folder);
    free(place);
    return 0;
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(books_that_do_not_add_up_are_named, make_place,
                                        remove_place),
        cmocka_unit_test_setup_teardown(what_cannot_be_read_does_not_hold_up_the_rest, make_place,
                                        remove_place),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
