/* The files of the SQLite store: what is refused, what is copied, what nobody can read in them. */
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gateway/base/data.h"
#include "tests/store/fixture.h"

static struct text read_all(const struct fixture *fixture, const char *name)
{
    SCOPED(mem_free) char *path = fixture_path(fixture, name);
    struct text bytes = {0};

    if (file_read(path, (size_t)64 << 20, &bytes, NULL) != RC_OK) text_reset(&bytes);
    return bytes;
}

static void write_all(const struct fixture *fixture, const char *name, const void *bytes, size_t n)
{
    SCOPED(mem_free) char *path = fixture_path(fixture, name);
    FILE *file = fopen(path, "wb");

    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, n, file), n);
    assert_int_equal(fclose(file), 0);
}

static void close_store(struct fixture *fixture)
{
    store_close(fixture->store);
    fixture->store = NULL;
}

/* A few hundred rows, so that the file has pages to damage. */
static void fill(struct fixture *fixture)
{
    fixture_family(fixture, "+31612345678");
    for (int i = 0; i < 100; i++)
        fixture_send(fixture, KIND_ANSWER, NOW);
}

enum damage { CUT_IN_HALF, CUT_TO_NOTHING, TO_TEXT, IN_THE_MIDDLE, OTHER_KIND, DAMAGE_N };

/* The bytes after the damage. */
static struct text damaged(const struct text *bytes, enum damage damage)
{
    struct text out = {.limit = (size_t)64 << 20};

    text_add_bytes(&out, bytes->at, bytes->n);
    switch (damage) {
    case CUT_IN_HALF:
        out.n = bytes->n / 2 / 4096 * 4096;
        break;
    case CUT_TO_NOTHING:
        out.n = 0;
        break;
    case TO_TEXT:
        memset(out.at, 'x', 4096);
        break;
    case IN_THE_MIDDLE: /* the first bytes of every page but the first */
        for (size_t at = 4096; at < out.n; at += 4096)
            memset(out.at + at, 0xA5, 64);
        break;
    case OTHER_KIND:
        memcpy(out.at + 68, "Tool", 4);
        break;
    case DAMAGE_N:
        break;
    }
    return out;
}

static void a_damaged_file_is_refused_and_left_as_it_is(void **state)
{
    struct fixture *fixture = *state;
    static const char *const files[] = {"store.db", "store.db.keys"};

    fill(fixture);
    close_store(fixture);
    for (size_t file = 0; file < COUNT(files); file++) {
        SCOPED(text_clear) struct text whole = read_all(fixture, files[file]);

        for (enum damage damage = CUT_IN_HALF; damage < DAMAGE_N; damage++) {
            SCOPED(text_clear) struct text before = damaged(&whole, damage);
            SCOPED(text_clear) struct text after = {0};

            write_all(fixture, files[file], before.at, before.n);
            must_be(RC_INVALID, fixture_try_open(fixture, &fixture->why));
            after = read_all(fixture, files[file]);
            assert_int_equal(before.n, after.n);
            assert_memory_equal(before.at, text_string(&after), before.n);
        }
        write_all(fixture, files[file], whole.at, whole.n);
        must(fixture_try_open(fixture, &fixture->why));
        close_store(fixture);
    }
}

static void one_file_without_the_other_is_never_replaced(void **state)
{
    struct fixture *fixture = *state;
    static const char *const files[] = {"store.db", "store.db.keys"};
    SCOPED(mem_free) char *aside = fixture_path(fixture, "aside");

    fill(fixture);
    close_store(fixture);
    for (size_t i = 0; i < COUNT(files); i++) {
        SCOPED(mem_free) char *path = fixture_path(fixture, files[i]);

        assert_int_equal(rename(path, aside), 0);
        must_be(RC_INVALID, fixture_try_open(fixture, &fixture->why));
        assert_int_not_equal(access(path, F_OK), 0);
        assert_int_equal(rename(aside, path), 0);
    }
    must(fixture_try_open(fixture, &fixture->why));
}

static void the_key_store_of_another_database_is_refused(void **state)
{
    struct fixture *fixture = *state, *other = NULL;
    SCOPED(text_clear) struct text keys = {0};
    void *other_state = NULL;

    fixture_setup(&other_state); /* with real dice: seeded ones would make the same store */
    other = other_state;
    close_store(other);
    keys = read_all(other, "store.db.keys");
    close_store(fixture);
    write_all(fixture, "store.db.keys", keys.at, keys.n);
    must_be(RC_INVALID, fixture_try_open(fixture, &fixture->why));
    fixture_teardown(&other_state);
}

static void another_master_key_is_refused(void **state)
{
    struct fixture *fixture = *state;

    close_store(fixture);
    fixture->master_key[0] ^= 1;
    must_be(RC_INVALID, fixture_try_open(fixture, &fixture->why));
    fixture->master_key[0] ^= 1;
    must(fixture_try_open(fixture, &fixture->why));
}

static void a_store_has_one_gateway_and_any_number_of_onlookers(void **state)
{
    struct fixture *fixture = *state;
    struct store_options looking = fixture->options;
    struct store *second = NULL;
    SCOPED(family_clear) struct family family = {0};
    SCOPED(balance_clear) struct balance balance = {0};

    fill(fixture);
    must_be(RC_TAKEN, store_open(&fixture->options, &second, &fixture->why));
    looking.read_only = true;
    must(store_open(&looking, &second, &fixture->why));
    must(store_family_load(second, fixture->family_id, &family, &fixture->why));
    assert_string_equal(family.name, "Gezin");
    must(store_balance(second, &balance, &fixture->why));
    assert_int_equal(balance.kinds[KIND_ANSWER].planned, 100);
    must_be(RC_DENIED, store_note_write(second, "x", 1, &fixture->why));
    store_close(second);
    fixture_send(fixture, KIND_ANSWER, NOW);
}

static void looking_at_nothing_makes_nothing(void **state)
{
    struct fixture *fixture = *state;
    SCOPED(mem_free) char *path = fixture_path(fixture, "none.db");
    struct store_options looking = fixture->options;
    struct store *second = NULL;

    looking.read_only = true;
    looking.path = path;
    must_be(RC_MISSING, store_open(&looking, &second, &fixture->why));
    assert_int_not_equal(access(path, F_OK), 0);
}

static void a_newer_schema_is_refused(void **state)
{
    struct fixture *fixture = *state;
    static const unsigned char newer[] = {0, 0, 3, 231};
    int fd;

    close_store(fixture);
    fd = open(fixture->path, O_WRONLY | O_CLOEXEC);
    /* user_version. Source: https://www.sqlite.org/fileformat.html, "The Database Header", read
     * 2026-04-02. */
    assert_int_equal(pwrite(fd, newer, sizeof(newer), 60), sizeof(newer));
    close(fd);
    must_be(RC_INVALID, fixture_try_open(fixture, &fixture->why));
}

static void a_creation_that_was_cut_off_is_ended_or_begun_anew(void **state)
{
    struct fixture *fixture = *state;
    SCOPED(mem_free) char *path = fixture_path(fixture, "store.db");
    SCOPED(mem_free) char *unnamed = fixture_path(fixture, "store.db.new");
    SCOPED(mem_free) char *keys = fixture_path(fixture, "store.db.keys");
    SCOPED(mem_free) char *unnamed_keys = fixture_path(fixture, "store.db.keys.new");

    close_store(fixture);
    assert_int_equal(rename(path, unnamed), 0); /* before the last of the two got its name */
    must(fixture_try_open(fixture, &fixture->why));
    close_store(fixture);
    assert_int_equal(rename(path, unnamed), 0); /* before either did */
    assert_int_equal(rename(keys, unnamed_keys), 0);
    must(fixture_try_open(fixture, &fixture->why));
    fixture_family(fixture, "+31612345678");
}

static void a_backup_is_a_store_of_its_own(void **state)
{
    struct fixture *fixture = *state;
    SCOPED(mem_free) char *database = fixture_path(fixture, "copy.db");
    SCOPED(mem_free) char *keys = fixture_path(fixture, "copy.db.keys");
    struct store_options copy = fixture->options;
    struct store *second = NULL;
    SCOPED(family_clear) struct family family = {0};
    struct stat about;

    fill(fixture);
    must(store_backup(fixture->store, database, false, &fixture->why));
    must(store_backup(fixture->store, keys, true, &fixture->why));
    must_be(RC_TAKEN, store_backup(fixture->store, database, false, &fixture->why));
    must_be(RC_BROKEN, store_backup(fixture->store, "/nowhere/at/all", false, &fixture->why));
    fixture_send(fixture, KIND_ANSWER, NOW); /* after it */
    assert_int_equal(stat(keys, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0600);
    copy.path = database;
    must(store_open(&copy, &second, &fixture->why));
    must(store_family_load(second, fixture->family_id, &family, &fixture->why));
    assert_string_equal(family.members[0].phone.number, "+31612345678");
    {
        SCOPED(balance_clear) struct balance balance = {0};

        must(store_balance(second, &balance, &fixture->why));
        assert_true(balance.balances);
        assert_int_equal(balance.kinds[KIND_ANSWER].planned, 100);
    }
    store_close(second);
}

/* The disk is full where a file may not grow any more. */
static void limit_files(rlim_t bytes)
{
    struct rlimit limit;

    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = bytes;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static void a_disk_that_is_really_full_refuses_and_recovers(void **state)
{
    struct fixture *fixture = *state;
    static char long_text[20000];
    struct fault full = {0};
    int arrived = 0;

    memset(long_text, 'a', sizeof(long_text) - 1);
    signal(SIGXFSZ, SIG_IGN);
    fixture_family(fixture, "+31612345678");
    limit_files(400000);
    for (int i = 0; i < 1000; i++, arrived++) {
        char reference[16];
        struct arrival arrival = {.route = "main",
                                  .type = EVENT_INBOUND,
                                  .from = "+31612345678",
                                  .text = long_text,
                                  .reference = reference,
                                  .arrived_at = NOW};
        enum rc rc;

        snprintf(reference, sizeof(reference), "ref-%d", i);
        rc = store_inbox_record(fixture->store, &arrival, 1, &full);
        if (rc == RC_OK) continue;
        assert_int_equal(rc, RC_BROKEN);
        break;
    }
    assert_in_range(arrived, 1, 999);
    assert_non_null(strstr(full.text, "disk"));
    {
        SCOPED(balance_clear) struct balance balance = fixture_balance(fixture);

        assert_int_equal(balance.arrived, arrived);
    }
    limit_files(RLIM_INFINITY);
    must(store_note_write(fixture->store, "x", 1, &fixture->why));
    fixture_arrive(fixture, "+31612345678", "weer ruimte", "ref-new", NOW);
    fixture_reopen(fixture);
    {
        SCOPED(balance_clear) struct balance balance = fixture_balance(fixture);

        assert_int_equal(balance.arrived, arrived + 1);
    }
}

/* ---- Nothing to read ---- */

#define MARK_NAME   "Zwaluwenberg"
#define MARK_MEMBER "Mevrouw Ooievaarsnest"
#define MARK_NUMBER "+31699887766"
#define MARK_TEXT   "Kruidnagelthee om vier uur"
#define MARK_ARABIC "\xD9\x86\xD8\xAD\xD9\x86 \xD8\xA8\xD8\xAE\xD9\x8A\xD8\xB1"
#define MARK_NOTE   "Sleutelbloem onder de mat"

/* Everything personal goes through every place that keeps it. */
static void live_with_marks(struct fixture *fixture)
{
    char name[] = MARK_NAME, manager[] = "noor", member_name[] = MARK_MEMBER,
         number[] = MARK_NUMBER;
    struct member member = {.name = member_name, .asked = true, .phone = {.number = number}};
    struct family family = {.name = name, .manager = manager, .members = &member, .member_n = 1};
    struct new_reply reply = {.text = MARK_ARABIC, .from = MARK_NUMBER, .arrived_at = NOW};
    struct new_signal signal = {.domain = DOMAIN_FINANCE,
                                .level = LEVEL_CRISIS,
                                .evidence = MARK_ARABIC,
                                .figures = MARK_TEXT};
    struct new_alert alert = {.level = LEVEL_CRISIS, .next_at = NOW, .owner = "noor"};
    struct new_message message = {.kind = KIND_CRISIS,
                                  .to = MARK_NUMBER,
                                  .text = MARK_TEXT,
                                  .route = "main",
                                  .due_at = NOW,
                                  .question = -1};
    struct changes changes = {.reply = &reply,
                              .signals = &signal,
                              .signal_n = 1,
                              .alert = &alert,
                              .messages = &message,
                              .message_n = 1,
                              .crisis_reply = true,
                              .crisis_number = MARK_NUMBER,
                              .appointment_state = -1};
    struct new_verdict verdict = {.word = VERDICT_WRONG, .who = "noor", .note = MARK_NOTE};
    SCOPED(alerts_clear) struct alerts alerts = {0};
    int64_t enrolment_id;

    must(store_family_add(fixture->store, &family, NOW, &fixture->why));
    enrolment_id = fixture_enrol(fixture, family.id);
    must(store_enrolment_act(
        fixture->store,
        &(struct enrolment_act){
            .enrolment_id = enrolment_id, .word = WORD_PAUSED, .who = "noor", .reason = MARK_NOTE},
        NOW, &fixture->why));
    fixture_arrive(fixture, MARK_NUMBER, MARK_TEXT, "ref-1", NOW);
    fixture_arrive(fixture, "+31600000001", MARK_ARABIC, "", NOW);
    reply.family_id = signal.family_id = alert.family_id = message.family_id = family.id;
    must(store_apply(fixture->store, &changes, NOW, &fixture->why));
    reply.family_id = signal.family_id = alert.family_id = message.family_id = 0;
    must(store_apply(fixture->store, &changes, NOW, &fixture->why));
    must(store_alert_list(fixture->store, NULL, false, &alerts, &fixture->why));
    for (size_t i = 0; i < alerts.n; i++) {
        int64_t id = alerts.at[i].id;

        must(store_alert_take(fixture->store, id, "noor", "sms", USEC_NEVER, NULL, NOW,
                              &fixture->why));
        must(store_alert_contact(fixture->store, id, "noor", MARK_NOTE, NOW, &fixture->why));
        must(store_alert_close(fixture->store, id, "noor", "right", MARK_NOTE, NOW, &fixture->why));
        verdict.alert_id = id;
        must(store_verdict_add(fixture->store, &verdict, NOW, &fixture->why));
    }
    must(store_session_add(fixture->store, MARK_NOTE, "noor", NOW + 1, NOW, &fixture->why));
}

static void assert_no_mark(const struct fixture *fixture, const char *name)
{
    static const char *const marks[] = {MARK_NAME,   MARK_MEMBER,    MARK_NUMBER, "99887766",
                                        MARK_TEXT,   "Kruidnagelth", MARK_ARABIC, MARK_NOTE,
                                        "Sleutelbl", "31600000001"};
    SCOPED(text_clear) struct text bytes = read_all(fixture, name);

    if (bytes.n == 0) fail_msg("%s: nothing to look at", name);
    for (size_t i = 0; i < COUNT(marks); i++)
        if (memmem(bytes.at, bytes.n, marks[i], strlen(marks[i])))
            fail_msg("%s can be read: %s", name, marks[i]);
    if (memmem(bytes.at, bytes.n, fixture->master_key, sizeof(fixture->master_key)))
        fail_msg("%s holds the master key", name);
}

static void nothing_personal_can_be_read_in_any_file(void **state)
{
    struct fixture *fixture = *state;
    SCOPED(mem_free) char *copy = fixture_path(fixture, "copy.db");
    SCOPED(mem_free) char *keys = fixture_path(fixture, "copy.keys");

    live_with_marks(fixture);
    must(store_backup(fixture->store, copy, false, &fixture->why));
    must(store_backup(fixture->store, keys, true, &fixture->why));
    assert_no_mark(fixture, "store.db-wal");
    assert_no_mark(fixture, "copy.db");
    assert_no_mark(fixture, "copy.keys");
    assert_no_mark(fixture, "store.db.keys");
    close_store(fixture);
    assert_no_mark(fixture, "store.db");
}

#define INLINE(name)   cmocka_unit_test_setup_teardown(name, fixture_setup_inline, fixture_teardown)
#define THREADED(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
    static const struct CMUnitTest tests[] = {
        INLINE(a_damaged_file_is_refused_and_left_as_it_is),
        INLINE(one_file_without_the_other_is_never_replaced),
        THREADED(the_key_store_of_another_database_is_refused),
        INLINE(another_master_key_is_refused),
        THREADED(a_store_has_one_gateway_and_any_number_of_onlookers),
        INLINE(looking_at_nothing_makes_nothing),
        INLINE(a_newer_schema_is_refused),
        INLINE(a_creation_that_was_cut_off_is_ended_or_begun_anew),
        THREADED(a_backup_is_a_store_of_its_own),
        THREADED(a_disk_that_is_really_full_refuses_and_recovers),
        THREADED(nothing_personal_can_be_read_in_any_file),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
