/* The sending half alone: store, outbox and wire, until the queue of the configuration is empty. */
#include <stdio.h>

#include "config/config.h"
#include "gateway/base/clock.h"
#include "gateway/outbox/outbox.h"
#include "tests/bench/usage.h"

#define WAIT_MAX (100 * USEC_MS)

struct run {
    struct config *config;
    struct store *store;
    struct wire *wire;
    struct outbox *outbox;
    struct dice dice;
    size_t sent, recorded;
};

static void run_clear(struct run *run)
{
    outbox_free(run->outbox);
    if (run->wire) run->wire->free(run->wire);
    store_close(run->store);
    config_free(run->config);
}

static enum rc open_run(struct run *run, const char *path, usec now, struct fault *why)
{
    SCOPED(mistakes_clear) struct mistakes mistakes = {0};
    struct data data = {0};
    struct store_options store = {.dice = &run->dice};
    struct outbox_options outbox = {.dice = &run->dice, .poll_for = USEC_SEC};

    if (config_load(&data, path, now, &run->config, &mistakes) != RC_OK)
        return fault_set(why, RC_INVALID, "%s", text_string(&mistakes.lines));
    store.path = run->config->store;
    store.master_key = run->config->master_key;
    TRY(store_open(&store, &run->store, why));
    TRY(wire_curl_new((size_t)run->config->routes[0].inflight_max + 8, &run->wire, why));
    outbox.store = run->store;
    outbox.config = run->config;
    outbox.wire = run->wire;
    run->outbox = outbox_new(&outbox);
    return RC_OK;
}

/* Until nothing is due, in flight or being recorded. */
static enum rc empty_queue(struct run *run, struct clock *clock, struct fault *why)
{
    struct outbox_turn turn = {.busy = true};

    for (bool idle = false; !idle;) {
        usec now = clock_now(clock);

        TRY(outbox_take_turn(run->outbox, now, &turn, why));
        run->sent += turn.sent;
        run->recorded += turn.recorded;
        idle = !turn.busy && turn.next_at > now;
        if (idle || turn.next_at <= now) continue;
        outbox_wait(run->outbox, turn.next_at - now < WAIT_MAX ? turn.next_at - now : WAIT_MAX);
    }
    return RC_OK;
}

int main(int argc, char **argv)
{
    struct clock clock = clock_real();
    SCOPED(run_clear) struct run run = {.dice = dice_system()};
    struct fault why = {""};
    struct usage before, after;
    enum rc rc;

    if (argc != 2) {
        fputs("bench_outbox CONFIG\n", stderr);
        return 2;
    }
    rc = open_run(&run, argv[1], clock_now(&clock), &why);
    before = usage_now();
    if (rc == RC_OK) rc = empty_queue(&run, &clock, &why);
    after = usage_now();
    if (rc != RC_OK) {
        fprintf(stderr, "bench_outbox: %s\n", why.text);
        return 1;
    }
    printf(
        "outbox: %.0f messages/s durable, %.1f us of CPU each (%zu sent, %zu recorded, %.1f MB)\n",
        usage_rate(&before, &after, run.recorded), usage_each(&before, &after, run.recorded),
        run.sent, run.recorded, usage_memory_mb());
    return 0;
}
