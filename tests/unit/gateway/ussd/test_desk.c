/* The desk over a store that stalls: an answer within a second, and nothing in it that may turn out untrue. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <pthread.h>

#include "gateway/store/store_ops.h"
#include "gateway/ussd/ussd.h"
#include "tests/fixture/fixture.h"

#define PETRA "+31612345601"

enum stall { STALL_RECORD, STALL_LOAD, STALL_APPLY, STALL_N };

/* A store in front of the real one, whose calls of one kind do not go on until they are let. */
struct slow_store {
    struct store base; /* first */
    struct store *real;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool stalled[STALL_N];
    bool full; /* writes fail instead */
};

/* A write that waits on a thread of its own, as it would on the writer's. */
struct slow_write {
    struct slow_store *slow;
    enum stall stall;
    struct arrival arrival;
    const struct changes *changes;
    usec now;
    store_done *done;
    void *with;
};

static void wait_for(struct slow_store *slow, enum stall stall)
{
    pthread_mutex_lock(&slow->lock);
    while (slow->stalled[stall])
        pthread_cond_wait(&slow->changed, &slow->lock);
    pthread_mutex_unlock(&slow->lock);
}

static void set_stalled(struct slow_store *slow, enum stall stall, bool stalled)
{
    pthread_mutex_lock(&slow->lock);
    slow->stalled[stall] = stalled;
    pthread_cond_broadcast(&slow->changed);
    pthread_mutex_unlock(&slow->lock);
}

static void *write_slowly(void *with)
{
    struct slow_write *write = with;
    struct fault why = {0};
    enum rc rc;

    wait_for(write->slow, write->stall);
    if (write->slow->full)
        rc = fault_set(&why, RC_BROKEN, "the disk is full");
    else if (write->changes)
        rc = store_apply(write->slow->real, write->changes, write->now, &why);
    else
        rc = store_inbox_record(write->slow->real, &write->arrival, 1, &why);
    write->done(write->with, rc, &why);
    free(write);
    return NULL;
}

static void start_write(struct slow_write write)
{
    struct slow_write *copy = mem_new(1, sizeof(*copy));
    pthread_t thread;

    *copy = write;
    assert_int_equal(pthread_create(&thread, NULL, write_slowly, copy), 0);
    pthread_detach(thread);
}

static void slow_record_later(struct store *store, const struct arrival *arrivals, size_t n,
                              store_done *done, void *with)
{
    assert_int_equal(n, 1);
    start_write((struct slow_write){.slow = (struct slow_store *)store,
                                    .stall = STALL_RECORD,
                                    .arrival = arrivals[0], /* lives as long as its call */
                                    .done = done,
                                    .with = with});
}

static void slow_apply_later(struct store *store, const struct changes *changes, usec now,
                             store_done *done, void *with)
{
    start_write((struct slow_write){.slow = (struct slow_store *)store,
                                    .stall = STALL_APPLY,
                                    .changes = changes,
                                    .now = now,
                                    .done = done,
                                    .with = with});
}

static enum rc slow_dial_load(struct store *store, const char *route, const char *session,
                              const char *number, usec now, struct dial *out, struct fault *why)
{
    struct slow_store *slow = (struct slow_store *)store;

    wait_for(slow, STALL_LOAD);
    return store_dial_load(slow->real, route, session, number, now, out, why);
}

static const struct store_ops slow_ops = {.inbox_record_later = slow_record_later,
                                          .apply_later = slow_apply_later,
                                          .dial_load = slow_dial_load};

/* ---- One desk ---- */

struct office {
    struct fixture *fixture;
    struct slow_store slow;
    struct world world;
    struct clock clock;
    struct desk *desk;
};

static usec real_now(struct clock *clock)
{
    (void)clock;
    return FIXTURE_NOW + clock_monotonic(); /* runs on, so that keys typed twice are two */
}

static void handled(void *with, bool calls, enum rc rc, const struct fault *why)
{
    (void)with;
    (void)calls;
    (void)rc;
    (void)why;
}

static struct office *office_new(enum language language)
{
    struct office *office = mem_new(1, sizeof(*office));
    struct fault why;

    office->fixture = fixture_new("");
    fixture_family(office->fixture, PETRA, language);
    office->slow.base.ops = &slow_ops;
    office->slow.real = office->fixture->store;
    pthread_mutex_init(&office->slow.lock, NULL);
    pthread_cond_init(&office->slow.changed, NULL);
    office->world = office->fixture->world;
    office->world.store = &office->slow.base;
    office->clock.now = real_now;
    office->fixture->inbox.inside = true;
    assert_int_equal(desk_new(&(struct desk_options){.world = &office->world,
                                                     .inbox = &office->fixture->inbox,
                                                     .clock = &office->clock,
                                                     .handled = handled},
                              &office->desk, &why),
                     RC_OK);
    return office;
}

static void office_free(struct office *office)
{
    for (int i = 0; i < STALL_N; i++)
        set_stalled(&office->slow, (enum stall)i, false);
    desk_free(office->desk);
    pthread_mutex_destroy(&office->slow.lock);
    pthread_cond_destroy(&office->slow.changed);
    fixture_free(office->fixture);
    free(office);
}

struct heard {
    pthread_mutex_t lock;
    pthread_cond_t came;
    int answers;
    struct text body;
};

static void hear(void *with, struct http_response *answer)
{
    struct heard *heard = with;

    pthread_mutex_lock(&heard->lock);
    heard->answers++;
    text_reset(&heard->body);
    text_add_bytes(&heard->body, text_string(&answer->body), answer->body.n);
    pthread_cond_signal(&heard->came);
    pthread_mutex_unlock(&heard->lock);
}

/* Types, and gives the screen that answers. A machine that does much else at once gets some time on top. */
static void step(struct office *office, const char *session, const char *typed, struct text *out)
{
    SCOPED(http_request_clear) struct http_request request = {.method = "POST"};
    struct heard heard = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0, {0}};
    usec began = clock_monotonic();

    text_add(&request.url, "/ussd/sandbox");
    text_addf(&request.body,
              "{\"events\":[{\"type\":\"ussd\",\"session\":\"%s\",\"from\":\"" PETRA
              "\",\"input\":\"%s\"}]}",
              session, typed);
    desk_receive(office->desk, &request, hear, &heard);
    pthread_mutex_lock(&heard.lock);
    while (heard.answers == 0)
        pthread_cond_wait(&heard.came, &heard.lock);
    pthread_mutex_unlock(&heard.lock);
    assert_int_equal(heard.answers, 1);
    if (clock_monotonic() - began > USSD_ANSWER_WITHIN + 3 * USEC_SEC)
        fail_msg("a screen came late");
    text_reset(out);
    text_add_bytes(out, text_string(&heard.body), heard.body.n);
    text_wipe(&heard.body);
}

static void shows(const struct text *screen, const char *part)
{
    if (!strstr(text_string(screen), part)) fail_msg("no \"%s\" in %s", part, text_string(screen));
}

static size_t replies_of(struct office *office, const char *text)
{
    SCOPED(replies_clear) struct replies replies = {0};
    size_t n = 0;

    assert_int_equal(store_reply_unread(office->fixture->store, NULL, 100, &replies, NULL), RC_OK);
    for (size_t i = 0; i < replies.n; i++)
        n += strcmp(replies.at[i].text, text) == 0;
    return n;
}

/* The handle step takes what nobody answered. */
static void after(struct office *office)
{
    struct step_done done;

    office->fixture->now = real_now(NULL) + 10 * USEC_SEC;
    assert_int_equal(step_handle(&office->fixture->world, office->fixture->now, 10, &done, NULL),
                     RC_OK);
}

static void a_store_that_is_well_answers_with_the_menu(void **state)
{
    struct office *office = office_new(LANGUAGE_NL);
    SCOPED(text_wipe) struct text screen = {0};

    (void)state;
    step(office, "s", "", &screen);
    shows(&screen, "1 Bel mij");
    step(office, "s", "1", &screen);
    shows(&screen, "\"end\":true");
    assert_int_equal(replies_of(office, "Bel mij"), 1);
    office_free(office);
}

static void what_is_not_on_disk_in_time_is_not_said_to_be(void **state)
{
    struct office *office = office_new(LANGUAGE_NL);
    SCOPED(text_wipe) struct text screen = {0};

    (void)state;
    step(office, "s", "", &screen);
    set_stalled(&office->slow, STALL_RECORD, true);
    step(office, "s", "het gaat niet goed met ons", &screen);
    shows(&screen, "weten niet of je antwoord is aangekomen");
    assert_null(strstr(text_string(&screen), "112"));
    step(office, "t", "hij slaat me nu", &screen);
    shows(&screen, "weten niet of je bericht is aangekomen. Is er nu gevaar? Bel 112");
    set_stalled(&office->slow, STALL_RECORD, false);
    desk_free(office->desk); /* until all is written */
    office->desk = NULL;
    after(office); /* one of a phone at a time */
    after(office);
    assert_int_equal(replies_of(office, "het gaat niet goed met ons"), 1);
    assert_int_equal(replies_of(office, "hij slaat me nu"), 1);
    office_free(office);
}

static void what_is_on_disk_and_undecided_is_promised_and_done_after(void **state)
{
    struct office *office = office_new(LANGUAGE_NL);
    SCOPED(text_wipe) struct text screen = {0};

    (void)state;
    step(office, "s", "", &screen);
    set_stalled(&office->slow, STALL_LOAD, true);
    step(office, "s", "1", &screen);
    shows(&screen, "je bericht is binnen");
    shows(&screen, "\"end\":true");
    step(office, "t", "hij slaat me nu", &screen);
    shows(&screen, "Je bericht is binnen");
    shows(&screen, "112");
    step(office, "u", "", &screen);
    shows(&screen, "Probeer het over een paar minuten nog eens");
    set_stalled(&office->slow, STALL_LOAD, false);
    desk_free(office->desk);
    office->desk = NULL;
    after(office);
    after(office);
    assert_int_equal(replies_of(office, "Bel mij"), 1);
    assert_int_equal(replies_of(office, "hij slaat me nu"), 1);
    office_free(office);
}

static void what_is_decided_is_shown_though_the_disk_is_slow(void **state)
{
    struct office *office = office_new(LANGUAGE_NL);
    SCOPED(text_wipe) struct text screen = {0};

    (void)state;
    step(office, "s", "", &screen);
    set_stalled(&office->slow, STALL_APPLY, true);
    step(office, "s", "1", &screen);
    shows(&screen, "Iemand belt je");
    set_stalled(&office->slow, STALL_APPLY, false);
    desk_free(office->desk);
    office->desk = NULL;
    after(office);
    assert_int_equal(replies_of(office, "Bel mij"), 1);
    office_free(office);
}

static void a_full_disk_is_told_and_loses_nothing_that_was_kept(void **state)
{
    struct office *office = office_new(LANGUAGE_NL);
    SCOPED(text_wipe) struct text screen = {0};

    (void)state;
    step(office, "s", "", &screen);
    office->slow.full = true;
    step(office, "s", "1", &screen);
    shows(&screen, "weten niet of je antwoord is aangekomen");
    office->slow.full = false;
    step(office, "s", "1", &screen); /* typed again: nothing was there, so it is no repetition */
    shows(&screen, "Iemand belt je");
    assert_int_equal(replies_of(office, "Bel mij"), 1);
    office_free(office);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_store_that_is_well_answers_with_the_menu),
        cmocka_unit_test(what_is_not_on_disk_in_time_is_not_said_to_be),
        cmocka_unit_test(what_is_on_disk_and_undecided_is_promised_and_done_after),
        cmocka_unit_test(what_is_decided_is_shown_though_the_disk_is_slow),
        cmocka_unit_test(a_full_disk_is_told_and_loses_nothing_that_was_kept),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
