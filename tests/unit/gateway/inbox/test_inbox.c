/* Webhooks, from the path to a row that is on disk. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <unistd.h>

#include <cmocka.h>

#include "gateway/inbox/inbox.h"

#define NOW ((usec)1775118600 * USEC_SEC) /* 2026-04-02T08:30:00Z */

/* Three routes: one with a secret, one that signs, one with neither. */
struct world {
    char folder[32], path[64];
    struct config config;
    struct route routes[3];
    struct store *store;
    struct dice dice;
    struct inbox inbox;
};

static char *word(const char *string)
{
    return mem_copy_string(string);
}

static void world_open(struct world *world, bool inline_writer)
{
    static const unsigned char key[32] = {1};
    struct store_options options = {.path = world->path,
                                    .master_key = key,
                                    .dice = &world->dice,
                                    .inline_writer = inline_writer,
                                    .unsynced = true};
    struct fault why;

    if (store_open(&options, &world->store, &why) != RC_OK) fail_msg("%s", why.text);
    world->inbox = (struct inbox){.config = &world->config, .store = world->store};
}

static struct world *world_new(bool inline_writer)
{
    static const char *const names[] = {"safe", "signed", "open"};
    struct world *world = mem_new(1, sizeof(*world));

    snprintf(world->folder, sizeof(world->folder), "/tmp/vangnet-inbox-XXXXXX");
    assert_non_null(mkdtemp(world->folder));
    snprintf(world->path, sizeof(world->path), "%s/store", world->folder);
    for (size_t i = 0; i < COUNT(names); i++) {
        world->routes[i] = (struct route){.name = word(names[i]),
                                          .provider = provider_find("sandbox"),
                                          .sender = word("+3197010200300"),
                                          .secret = word(i == 0 ? "s3cret" : ""),
                                          .fallback = word("")};
    }
    credentials_add(&world->routes[1].credentials, "webhook_secret", "key");
    world->config.public_url = word("https://sms.example.nl");
    world->config.routes = world->routes;
    world->config.route_n = COUNT(names);
    world->dice = dice_seeded(1);
    world_open(world, inline_writer);
    return world;
}

static void world_free(struct world *world)
{
    static const char *const files[] = {"store",      "store-wal",      "store-shm",
                                        "store.keys", "store.keys-wal", "store.keys-shm",
                                        "store.lock"};
    char path[64];

    store_close(world->store);
    for (size_t i = 0; i < COUNT(world->routes); i++) {
        free(world->routes[i].name);
        free(world->routes[i].sender);
        free(world->routes[i].secret);
        free(world->routes[i].fallback);
        credentials_clear(&world->routes[i].credentials);
    }
    free(world->config.public_url);
    for (size_t i = 0; i < COUNT(files); i++) {
        snprintf(path, sizeof(path), "%s/%s", world->folder, files[i]);
        unlink(path);
    }
    rmdir(world->folder);
    free(world);
}

static int receive(struct world *world, const char *method, const char *url, const char *body)
{
    SCOPED(http_request_clear) struct http_request request = {.method = method};
    struct http_response answer = {0};
    int status;

    text_add(&request.url, url);
    text_add(&request.body, body);
    inbox_receive(&world->inbox, &request, NOW, &answer);
    status = answer.status;
    http_response_clear(&answer);
    return status;
}

/* How many texts wait; the first one's sender and text. */
static size_t waiting(struct world *world, struct inbox_texts *texts)
{
    struct fault why;

    inbox_texts_clear(texts);
    if (store_inbox_next(world->store, NOW + USEC_HOUR, 100, texts, &why) != RC_OK)
        fail_msg("%s", why.text);
    return texts->n;
}

#define TEXT(from, text, reference)                                                                \
    "{\"events\":[{\"type\":\"inbound\",\"from\":\"" from "\",\"to\":\"0970 10200300\","           \
    "\"text\":\"" text "\",\"reference\":\"" reference "\"}]}"
#define REPORT "{\"events\":[{\"type\":\"report\",\"reference\":\"r\",\"state\":\"delivered\"}]}"

static void every_webhook_gets_its_status(void **state)
{
    static const struct {
        const char *name, *method, *url, *body;
        int status;
        size_t kept;
    } cases[] = {
        {"a text",             "POST",              "/in/safe/s3cret",                                      TEXT("+31612345601",                                                                            "3","a"),                                                                              200, 1},
        {"on the other path",                   "POST",                                      "/report/safe/s3cret",                                                                          TEXT("+31612345602",                                                                                                                                                "3","b"),200,
         2},
        {"the same once more",                "POST",                                "/in/safe/s3cret",                                                                                                 TEXT("+31612345601",                                                                                                                                                                                               "3","a"),200, 2},
        {"a report", "POST",                 "/report/safe/s3cret",REPORT,200,2},
        {"no such route",              "POST","/in/nobody/s3cret",                                                                          TEXT("+31612345603",                                                                                                                                                                                                                                                                                                      "3",                                                                                                                                                                                                                                                                                                              "c"),                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                              404, 2},
        {"no route", "POST",      "/in/",TEXT("+31612345603","3","c"),404, 2},
        {"USSD",                    "POST",                              "/ussd/safe/s3cret",                                                                              TEXT("+31612345603",                                                                                                                                                                 "3","c"),                                                                                                                                                                                                    404, 2},
        {"no secret",                 "POST",                                   "/in/safe",                                                                                         TEXT("+31612345603",                                                                                                                                                                                  "3","c"),                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                     403, 2},
        {"another secret",                 "POST",                                "/in/safe/s3creT",                                                                                   TEXT("+31612345603",                "3","c"),403, 2},
        {"half a secret",          "POST","/in/safe/s3",TEXT("+31612345603","3","c"),403, 2},
        {"a secret too many",     "POST",  "/in/open/x",        TEXT("+31612345603", "3","c"),404, 2},
        {"not signed",                   "POST",                                      "/in/signed",                                                                              TEXT("+31612345603",                                                                                                                                                             "3","c"), 401, 2},
        {"a report from anybody",                "POST",                                "/report/open",                                                                                     REPORT,                                                                                                                                                                                   403,                                                                                                                                                                             2                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                       },
        {"a text from anybody", "POST",                 "/in/open",                                                            TEXT("+31612345603",                                                                                                                                                       "3",                                                                                                                                                                        "c"),                                                                                                                                                                                                                                                                                                                                   200, 3},
        {"another method","DELETE","/in/open",TEXT("+31612345604","3","d"),405, 3},
        {"no JSON",                    "POST",                 "/in/open",                                                  "<html>",                                                                                                   400,3},
        {"nothing at all",                    "POST",                   "/in/open",                                                                   "",                                                                                                                                       400,3},
        {"no events",                 "POST",                                   "/in/open",                                                                                         "{\"events\":[]}",                                                                                                                                                                        200,3},
    };
    struct world *world = world_new(true);
    struct inbox_texts texts = {0};
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        int status = receive(world, cases[i].method, cases[i].url, cases[i].body);
        size_t kept = waiting(world, &texts);

        if (status != cases[i].status || kept != cases[i].kept)
            fail_msg("%s: status %d, %zu texts", cases[i].name, status, kept);
    }
    inbox_texts_clear(&texts);
    world_free(world);
}

static void a_body_beyond_its_limit_is_refused(void **state)
{
    struct world *world = world_new(true);
    SCOPED(text_clear) struct text body = {0};
    (void)state;

    while (body.n <= INBOX_BODY_MAX)
        text_add(&body, "0123456789abcdef");
    assert_int_equal(receive(world, "POST", "/in/open", text_string(&body)), 413);
    world_free(world);
}

static void what_was_answered_is_there_after_a_restart(void **state)
{
    struct world *world = world_new(false);
    struct inbox_texts texts = {0};
    (void)state;

    assert_int_equal(receive(world, "POST", "/in/open",
                             TEXT("0612345601",
                                  "Het gaat \xC3\xA9"
                                  "cht",
                                  "a")),
                     200);
    store_close(world->store);
    world_open(world, false);
    assert_int_equal(waiting(world, &texts), 1);
    assert_string_equal(texts.at[0].from, "+31612345601"); /* one spelling for every number */
    assert_string_equal(texts.at[0].text, "Het gaat \xC3\xA9"
                                          "cht");
    assert_string_equal(texts.at[0].route, "open");
    inbox_texts_clear(&texts);
    world_free(world);
}

static void bytes_that_are_no_text_lose_nothing_else(void **state)
{
    struct world *world = world_new(true);
    struct inbox_texts texts = {0};
    (void)state;

    assert_int_equal(
        receive(world, "POST", "/in/open", TEXT("Info", "help \xFF\xC3( \\u0000 me", "a")), 200);
    assert_int_equal(waiting(world, &texts), 1);
    assert_string_equal(texts.at[0].from, "Info");
    assert_non_null(strstr(texts.at[0].text, "help "));
    assert_non_null(strstr(texts.at[0].text, " me"));
    assert_int_equal(utf8_count(texts.at[0].text, strlen(texts.at[0].text)),
                     strlen("help ??. ? me"));
    inbox_texts_clear(&texts);
    world_free(world);
}

static void what_cannot_be_a_part_waits_for_no_other(void **state)
{
    static const struct {
        const char *part;
        size_t waiting;
    } cases[] = {
        {"\"part\":1,\"parts\":2",          0},
        {"\"part\":0,\"parts\":2",          0},
        {"\"part\":2,\"parts\":255",        0},
        {"\"part\":0,\"parts\":0",          1},
        {"\"part\":1,\"parts\":1",          1},
        {"\"part\":3,\"parts\":2",          1},
        {"\"part\":1,\"parts\":-2",         1},
        {"\"part\":1,\"parts\":256",        1},
        {"\"part\":1,\"parts\":2147483648", 1},
        {"\"part\":\"1\",\"parts\":\"x\"",  1},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct world *world = world_new(true);
        SCOPED(inbox_texts_clear) struct inbox_texts texts = {0};
        SCOPED(text_clear) struct text body = {0};
        struct fault why;

        text_addf(&body,
                  "{\"events\":[{\"type\":\"inbound\",\"from\":\"+31612345601\",\"text\":\"help\","
                  "\"reference\":\"a\",\"concat_reference\":\"7\",%s}]}",
                  cases[i].part);
        assert_int_equal(receive(world, "POST", "/in/open", text_string(&body)), 200);
        assert_int_equal(store_inbox_next(world->store, NOW, 100, &texts, &why), RC_OK);
        if (texts.n != cases[i].waiting) fail_msg("%s: %zu", cases[i].part, texts.n);
        assert_int_equal(waiting(world, &texts), 1);
        world_free(world);
    }
}

static void a_store_that_fails_is_told_as_try_again(void **state)
{
    struct world *world = world_new(true);
    (void)state;

    store_die_at(world->store, 1);
    assert_int_equal(receive(world, "POST", "/in/open", TEXT("+31612345601", "3", "a")), 503);
    world_free(world);
}

static void the_sandbox_inside_needs_no_secret(void **state)
{
    struct world *world = world_new(true);
    (void)state;

    world->inbox.inside = true;
    assert_int_equal(receive(world, "POST", "/report/open", REPORT), 200);
    world_free(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_webhook_gets_its_status),
        cmocka_unit_test(a_body_beyond_its_limit_is_refused),
        cmocka_unit_test(what_was_answered_is_there_after_a_restart),
        cmocka_unit_test(bytes_that_are_no_text_lose_nothing_else),
        cmocka_unit_test(what_cannot_be_a_part_waits_for_no_other),
        cmocka_unit_test(a_store_that_fails_is_told_as_try_again),
        cmocka_unit_test(the_sandbox_inside_needs_no_secret),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
