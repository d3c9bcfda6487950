#include "tests/store/fixture.h"

#include <dirent.h>
#include <sodium.h>
#include <unistd.h>

void fixture_expect(struct fixture *fixture, enum rc wanted, enum rc got, const char *call,
                    const char *file, int line)
{
    if (got != wanted) {
        print_error("%s: rc %d, not %d: %s\n", call, (int)got, (int)wanted, fixture->why.text);
        _fail(file, line);
    }
    if (wanted != RC_OK && fixture->why.text[0] == '\0') {
        print_error("%s: refused without a word\n", call);
        _fail(file, line);
    }
    fixture->why = (struct fault){0};
}

static struct fixture *fixture_new(bool inline_writer)
{
    struct fixture *fixture = mem_new(1, sizeof(*fixture));

    assert_true(sodium_init() >= 0);
    snprintf(fixture->folder, sizeof(fixture->folder), "/tmp/vangnet-store-XXXXXX");
    assert_non_null(mkdtemp(fixture->folder));
    fixture->path = fixture_path(fixture, "store.db");
    memset(fixture->master_key, 7, sizeof(fixture->master_key));
    fixture->dice = inline_writer ? dice_seeded(1) : dice_system();
    fixture->options = (struct store_options){.path = fixture->path,
                                              .master_key = fixture->master_key,
                                              .dice = &fixture->dice,
                                              .inline_writer = inline_writer,
                                              .unsynced = inline_writer};
    must(fixture_try_open(fixture, &fixture->why));
    return fixture;
}

int fixture_setup(void **state)
{
    *state = fixture_new(false);
    return 0;
}

int fixture_setup_inline(void **state)
{
    *state = fixture_new(true);
    return 0;
}

int fixture_teardown(void **state)
{
    struct fixture *fixture = *state;
    struct dirent *entry;
    DIR *folder;

    store_close(fixture->store);
    folder = opendir(fixture->folder);
    while (folder && (entry = readdir(folder)) != NULL) {
        char *path = fixture_path(fixture, entry->d_name);

        if (entry->d_name[0] != '.') unlink(path);
        free(path);
    }
    if (folder) closedir(folder);
    rmdir(fixture->folder);
    free(fixture->path);
    free(fixture);
    return 0;
}

char *fixture_path(const struct fixture *fixture, const char *name)
{
    struct text path = {0};

    text_addf(&path, "%s/%s", fixture->folder, name);
    return text_take(&path);
}

enum rc fixture_try_open(struct fixture *fixture, struct fault *why)
{
    return store_open(&fixture->options, &fixture->store, why);
}

void fixture_reopen(struct fixture *fixture)
{
    store_close(fixture->store);
    fixture->store = NULL;
    must(fixture_try_open(fixture, &fixture->why));
}

int64_t fixture_family(struct fixture *fixture, const char *number)
{
    char name[] = "Gezin", manager[] = "noor", first[] = "Amal";
    struct text copy = {0};
    struct member member = {.name = first,
                            .language = LANGUAGE_NL,
                            .asked = true,
                            .phone = {.discretion = DISCRETION_NEUTRAL}};
    struct family family = {.name = name, .manager = manager, .members = &member, .member_n = 1};

    text_add(&copy, number);
    member.phone.number = copy.at;
    must(store_family_add(fixture->store, &family, NOW, &fixture->why));
    fixture->family_id = family.id;
    fixture->member_id = member.id;
    fixture->phone_id = member.phone.id;
    snprintf(fixture->number, sizeof(fixture->number), "%s", number);
    text_clear(&copy);
    return family.id;
}

int64_t fixture_enrol(struct fixture *fixture, int64_t family_id)
{
    char programme[] = "standard";
    struct enrolment enrolment = {.programme = programme,
                                  .start_day = 20545,
                                  .domains = 1u << DOMAIN_FINANCE,
                                  .next_at = NOW};

    must(store_enrol(fixture->store, family_id, &enrolment, "noor", NOW, &fixture->why));
    return enrolment.id;
}

struct new_message fixture_message(const struct fixture *fixture, enum kind kind, usec due_at)
{
    return (struct new_message){.kind = kind,
                                .family_id = fixture->family_id,
                                .member_id = fixture->member_id,
                                .phone_id = fixture->phone_id,
                                .text = "Hoe gaat het thuis?",
                                .route = "main",
                                .segments = 1,
                                .due_at = due_at,
                                .expires_at = due_at + USEC_DAY,
                                .question = -1};
}

struct new_question fixture_question(const struct fixture *fixture, usec due_at)
{
    return (struct new_question){.kind = KIND_CHECKIN,
                                 .family_id = fixture->family_id,
                                 .member_id = fixture->member_id,
                                 .phone_id = fixture->phone_id,
                                 .script = "checkin",
                                 .step = "score",
                                 .due_at = due_at,
                                 .window_till = due_at + 6 * USEC_HOUR,
                                 .nudge_at = due_at + USEC_DAY};
}

void fixture_send(struct fixture *fixture, enum kind kind, usec due_at)
{
    struct new_message message = fixture_message(fixture, kind, due_at);
    struct changes changes = {.messages = &message, .message_n = 1, .appointment_state = -1};

    must(store_apply(fixture->store, &changes, NOW, &fixture->why));
}

void fixture_ask(struct fixture *fixture, usec due_at)
{
    struct new_question question = fixture_question(fixture, due_at);
    struct new_message message = fixture_message(fixture, KIND_CHECKIN, due_at);
    struct changes changes = {.questions = &question,
                              .question_n = 1,
                              .messages = &message,
                              .message_n = 1,
                              .appointment_state = -1};

    message.question = 0;
    must(store_apply(fixture->store, &changes, NOW, &fixture->why));
}

struct outbox_messages fixture_claim_of(struct fixture *fixture, const char *route, usec now)
{
    struct outbox_ask ask = {
        .route = route, .now = now, .lease_until = now + USEC_MIN, .limit = 100};
    struct outbox_messages claimed = {0};

    must(store_outbox_claim(fixture->store, &ask, &claimed, &fixture->why));
    return claimed;
}

struct outbox_messages fixture_claim(struct fixture *fixture, usec now)
{
    return fixture_claim_of(fixture, "main", now);
}

void fixture_record(struct fixture *fixture, int64_t id, enum message_state state, usec now)
{
    struct outbox_record record = {
        .id = id, .state = state, .due_at = now + USEC_HOUR, .attempted = true};

    must(store_outbox_record(fixture->store, &record, 1, now, &fixture->why));
}

void fixture_arrive(struct fixture *fixture, const char *from, const char *text,
                    const char *reference, usec at)
{
    struct arrival arrival = {.route = "main",
                              .type = EVENT_INBOUND,
                              .from = from,
                              .to = "+3197010240000",
                              .text = text,
                              .reference = reference,
                              .arrived_at = at};

    must(store_inbox_record(fixture->store, &arrival, 1, &fixture->why));
}

void fixture_report(struct fixture *fixture, const char *client_id, const char *reference,
                    enum delivery state, usec at)
{
    struct arrival arrival = {.route = "main",
                              .type = EVENT_REPORT,
                              .client_id = client_id,
                              .reference = reference,
                              .state = state,
                              .arrived_at = at};

    must(store_inbox_record(fixture->store, &arrival, 1, &fixture->why));
}

struct balance fixture_balance(struct fixture *fixture)
{
    struct balance balance;

    must(store_balance(fixture->store, &balance, &fixture->why));
    if (!balance.balances) fail_msg("%s", text_string(&balance.imbalance));
    return balance;
}

void fixture_check_books(struct fixture *fixture)
{
    struct balance balance = fixture_balance(fixture);

    balance_clear(&balance);
}

struct messages fixture_messages(struct fixture *fixture)
{
    struct messages messages = {0};

    must(store_message_of_phone(fixture->store, fixture->phone_id, 0, &messages, &fixture->why));
    return messages;
}

struct message_row fixture_only_message(struct fixture *fixture)
{
    SCOPED(messages_clear) struct messages messages = fixture_messages(fixture);
    struct message_row row;

    assert_int_equal(messages.n, 1);
    row = messages.at[0];
    row.staff = row.to = row.text = row.route = row.error = NULL;
    return row;
}
