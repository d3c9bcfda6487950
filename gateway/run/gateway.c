#include "gateway/run/gateway.h"

#include "gateway/base/log.h"
#include "gateway/learn/taken.h"
#include "gateway/run/loops.h"

/* How long a clean stop waits for answers that are on the wire. */
#define DRAIN_FOR (10 * USEC_SEC)

struct webhook {
    struct gateway *gateway;
    server_answer *answer;
    void *ticket;
};

static void webhook_answered(void *with, struct http_response *response)
{
    static const struct fault refused = {
        "the store could not keep what came in; it was answered 503"};
    struct webhook *webhook = with;
    bool kept = response->status != 503;

    /* What is refused before it comes to the store tells nothing about the store. */
    if (!kept || response->status < 300)
        gateway_note(&webhook->gateway->webhook_trouble, "webhooks", kept ? RC_OK : RC_BROKEN,
                     &refused);
    bell_ring(&webhook->gateway->bells[LOOP_HANDLE]);
    bell_ring(&webhook->gateway->bells[LOOP_PLAN]); /* the demonstration's only loop */
    webhook->answer(webhook->ticket, response);
    free(webhook);
}

/* A step of a USSD session was handled, or could not be. */
static void ussd_handled(void *with, bool calls, enum rc rc, const struct fault *why)
{
    struct gateway *gateway = with;

    gateway_note(&gateway->ussd_trouble, "ussd", rc, why);
    if (!calls) return;
    bell_ring(&gateway->bells[LOOP_HANDLE]);
    bell_ring(&gateway->bells[LOOP_PLAN]);
}

static void take_webhook(void *with, const struct http_request *request, server_answer *answer,
                         void *ticket)
{
    struct gateway *gateway = with;
    struct webhook *webhook;

    atomic_fetch_add(&gateway->webhooks, 1);
    if (strncmp(text_string(&request->url), "/ussd/", strlen("/ussd/")) == 0) {
        desk_receive(gateway->desk, request, answer, ticket);
        return;
    }
    webhook = mem_new(1, sizeof(*webhook));
    *webhook = (struct webhook){gateway, answer, ticket};
    inbox_receive_later(&gateway->inbox, request, clock_now(gateway->options.clock),
                        webhook_answered, webhook);
}

static void write_page(void *with, const struct http_request *request,
                       struct http_response *response)
{
    struct gateway *gateway = with;

    if (health_answer(gateway, text_string(&request->url), response)) return;
    console_answer(gateway->console, request, response);
    /* A page may have made work: an alert was taken, a family was enrolled. */
    if (strcmp(request->method, "GET") != 0) {
        bell_ring(&gateway->bells[LOOP_PLAN]);
        bell_ring(&gateway->bells[LOOP_FEEDS]);
        outbox_nudge(gateway->outbox);
    }
}

static size_t inflight_of(const struct config *config)
{
    size_t n = 8; /* mail */

    for (size_t i = 0; i < config->route_n; i++)
        n += (size_t)config->routes[i].inflight_max;
    return n;
}

/* The model that was taken in place of the shipped one. One that does not fit (made by another version of this
 * program, damaged) must not keep the gateway from starting: the shipped one reads, and the log says so. */
static void teach_taken(struct gateway *gateway)
{
    SCOPED(taken_model_clear) struct taken_model taken = {0};
    struct fault why;
    char at[32];
    enum rc rc = taken_teach(gateway->options.config->store, gateway->reader, &taken, &why);

    if (rc == RC_MISSING) return;
    if (rc != RC_OK) {
        log_line(LOG_ERROR, "signals.model", "the shipped model reads: %s", why.text);
        return;
    }
    clock_write(taken.at, at);
    log_line(LOG_INFO, "signals.model", "the model taken on %s reads, learnt from %lld verdicts",
             at, (long long)taken.taught_n);
}

static enum rc build_world(struct gateway *gateway, struct fault *why)
{
    const struct gateway_options *options = &gateway->options;
    struct outbox_options outbox = {
        .store = options->store,
        .config = options->config,
        .dice = &gateway->dice,
        /* A virtual clock may not be held up by looking every second. */
        .poll_for = options->demo_clock ? USEC_NEVER : USEC_SEC,
    };

    gateway->dice = dice_system();
    TRY(reader_new(options->data, &gateway->reader, why));
    teach_taken(gateway);
    TRY(wire_curl_new(inflight_of(options->config), &gateway->wire, why));
    gateway->wire = wire_sandbox_new(gateway->wire);
    outbox.wire = gateway->wire;
    gateway->outbox = outbox_new(&outbox);
    gateway->world = (struct world){.store = options->store,
                                    .config = options->config,
                                    .reader = gateway->reader,
                                    .dice = &gateway->dice,
                                    .outbox = gateway->outbox};
    gateway->inbox = (struct inbox){.config = options->config, .store = options->store};
    gateway->inside = gateway->inbox;
    gateway->inside.inside = true;
    gateway->demo = (struct demo){.world = &gateway->world,
                                  .inbox = &gateway->inside,
                                  .wire = gateway->wire,
                                  .clock = options->demo_clock,
                                  .story = options->story};
    return RC_OK;
}

static enum rc open_desk(struct gateway *gateway, struct fault *why)
{
    const struct desk_options options = {.world = &gateway->world,
                                         .inbox = &gateway->inbox,
                                         .clock = gateway->options.clock,
                                         .handled = ussd_handled,
                                         .with = gateway};

    return desk_new(&options, &gateway->desk, why);
}

static enum rc open_web(struct gateway *gateway, struct fault *why)
{
    struct console_options console = {
        .store = gateway->options.store,
        .config = gateway->options.config,
        .data = gateway->options.data,
        .clock = gateway->options.clock,
        .outbox = gateway->outbox,
    };
    struct server_options server = {
        .listen = gateway->options.config->listen,
        .webhook = take_webhook,
        .page = write_page,
        .with = gateway,
    };

    if (gateway->options.demo_clock) {
        console.demo = true;
        console.with = gateway;
        console.advance = demo_advance;
        console.text_in = demo_text_in;
        console.dial = demo_dial;
    }
    TRY(console_new(&console, &gateway->console, why));
    return server_open(&server, &gateway->server, why);
}

static enum rc start_loop(struct gateway *gateway, enum loop loop, void *(*run)(void *),
                          struct fault *why)
{
    atomic_store(&gateway->turned_at[loop], clock_monotonic());
    if (pthread_create(&gateway->threads[loop], NULL, run, gateway) != 0)
        return fault_set(why, RC_BROKEN, "no thread for the %s loop", loop_names[loop]);
    gateway->running[loop] = true;
    return RC_OK;
}

static enum rc start_loops(struct gateway *gateway, struct fault *why)
{
    if (gateway->options.demo_clock) return start_loop(gateway, LOOP_PLAN, loop_demo, why);
    TRY(start_loop(gateway, LOOP_DISPATCH, loop_dispatch, why));
    TRY(start_loop(gateway, LOOP_HANDLE, loop_handle, why));
    TRY(start_loop(gateway, LOOP_PLAN, loop_plan, why));
    if (!feeds_wanted(gateway->options.config)) return RC_OK;
    TRY(wire_curl_new(1, &gateway->feed_wire, why));
    return start_loop(gateway, LOOP_FEEDS, loop_feeds, why);
}

/* Plays the weeks before today, so that the demonstration opens on families with a history. */
static enum rc play_history(struct gateway *gateway, struct fault *why)
{
    struct clock real = clock_real();
    usec today = clock_now(&real);
    struct story *story = gateway->options.story;

    if (!story) return RC_OK;
    story_begin(story, today, today - 2 * USEC_DAY);
    for (usec at = clock_now(gateway->options.clock); at < today; at += USEC_DAY) {
        TRY(story_add_families(story, &gateway->world, at, why));
        TRY(demo_run_until(&gateway->demo, at + USEC_DAY < today ? at + USEC_DAY : today, why));
    }
    return RC_OK;
}

static enum rc start_all(struct gateway *gateway, struct fault *why)
{
    TRY(build_world(gateway, why));
    TRY(play_history(gateway, why));
    TRY(start_loops(gateway, why));
    TRY(open_desk(gateway, why));
    return open_web(gateway, why);
}

enum rc gateway_start(const struct gateway_options *options, struct gateway **out,
                      struct fault *why)
{
    struct gateway *gateway = mem_new(1, sizeof(*gateway));
    enum rc rc;

    gateway->options = *options;
    for (int i = 0; i < LOOP_N; i++)
        bell_init(&gateway->bells[i]), trouble_init(&gateway->trouble[i]);
    trouble_init(&gateway->webhook_trouble);
    trouble_init(&gateway->ussd_trouble);
    route_watch_init(&gateway->routes, options->config);
    pthread_mutex_init(&gateway->turn, NULL);
    rc = start_all(gateway, why);
    if (rc != RC_OK) {
        gateway_stop(gateway);
        return rc;
    }
    *out = gateway;
    return RC_OK;
}

int gateway_port(const struct gateway *gateway)
{
    return server_port(gateway->server);
}

static void end_loops(struct gateway *gateway)
{
    atomic_store(&gateway->stopping, true);
    for (int i = 0; i < LOOP_N; i++) {
        bell_ring(&gateway->bells[i]);
        if (gateway->outbox) outbox_nudge(gateway->outbox);
        if (gateway->running[i]) pthread_join(gateway->threads[i], NULL);
    }
}

/* Answers that are still on the wire are waited for, so that they need not be asked for later. */
static void drain(struct gateway *gateway)
{
    usec until = clock_monotonic() + DRAIN_FOR;
    struct outbox_turn turn = {.busy = true};

    outbox_drain(gateway->outbox);
    while (turn.busy && clock_monotonic() < until) {
        /* A fault here leaves the outcome to the next start, which asks or waits for it. */
        IGNORE(outbox_take_turn(gateway->outbox, clock_now(gateway->options.clock), &turn, NULL));
        if (turn.busy) outbox_wait(gateway->outbox, 50 * USEC_MS);
    }
}

void gateway_stop(struct gateway *gateway)
{
    if (!gateway) return;
    server_close(gateway->server);
    desk_free(gateway->desk);
    end_loops(gateway);
    if (gateway->outbox) drain(gateway);
    outbox_free(gateway->outbox);
    console_free(gateway->console);
    if (gateway->wire) gateway->wire->free(gateway->wire);
    if (gateway->feed_wire) gateway->feed_wire->free(gateway->feed_wire);
    reader_free(gateway->reader);
    for (int i = 0; i < LOOP_N; i++)
        bell_clear(&gateway->bells[i]), trouble_clear(&gateway->trouble[i]);
    trouble_clear(&gateway->webhook_trouble);
    trouble_clear(&gateway->ussd_trouble);
    route_watch_clear(&gateway->routes);
    pthread_mutex_destroy(&gateway->turn);
    free(gateway);
}
