#include "gateway/outbox/outbox.h"

#include "gateway/outbox/lane.h"

#define MAIL_INFLIGHT_MAX 4
#define TAKE_MAX          256
/* Another gateway, or the command line, may have switched a route. */
#define SWITCHES_EVERY (5 * USEC_SEC)

struct outbox *outbox_new(const struct outbox_options *options)
{
    struct outbox *outbox = mem_new(1, sizeof(*outbox));
    const struct config *config = options->config;

    outbox->options = *options;
    outbox->lane_n = config->route_n + 1;
    outbox->lanes = mem_new(outbox->lane_n, sizeof(*outbox->lanes));
    for (size_t i = 0; i < outbox->lane_n; i++) {
        struct lane *lane = &outbox->lanes[i];

        lane->outbox = outbox;
        lane->route = i < config->route_n ? &config->routes[i] : NULL;
        lane->inflight_max = lane->route ? (size_t)lane->route->inflight_max : MAIL_INFLIGHT_MAX;
        lane->tokens = 1;
        outbox->flight_n += lane->inflight_max;
    }
    outbox->flights = mem_new(outbox->flight_n, sizeof(*outbox->flights));
    outbox->landing = mem_new(TAKE_MAX, sizeof(*outbox->landing));
    outbox->states = mem_new(outbox->lane_n, sizeof(*outbox->states));
    outbox->told = mem_new(outbox->lane_n, sizeof(*outbox->told));
    pthread_mutex_init(&outbox->lock, NULL);
    return outbox;
}

static void land_all(struct outbox *outbox, usec now)
{
    struct exchange *exchanges = outbox->landing;
    size_t n;

    do {
        n = outbox->options.wire->take(outbox->options.wire, exchanges, TAKE_MAX);
        for (size_t i = 0; i < n; i++) {
            assert(exchanges[i].tag < outbox->flight_n);
            struct flight *flight = &outbox->flights[exchanges[i].tag];

            assert(flight->used);
            flight_land(outbox, flight, &exchanges[i], now);
            exchange_clear(&exchanges[i]);
        }
    } while (n == TAKE_MAX);
}

static void write_done(void *with, enum rc rc, const struct fault *why)
{
    struct outbox *outbox = with;

    outbox->write_rc = rc;
    if (rc != RC_OK) outbox->write_why = *why;
    atomic_store(&outbox->write_ready, true);
    outbox->options.wire->wake(outbox->options.wire);
}

static void submit(struct outbox *outbox, usec now)
{
    outbox->write_under_way = true;
    store_outbox_record_later(outbox->options.store, outbox->writing.records, outbox->writing.n,
                              now, write_done, outbox);
}

/* Hands the outcomes to the store, one batch at a time. A batch that failed is tried again: what happened
 * on the wire must not be forgotten. */
static enum rc write_outcomes(struct outbox *outbox, usec now, size_t *recorded, struct fault *why)
{
    if (outbox->write_under_way) {
        if (!atomic_load(&outbox->write_ready)) return RC_OK;
        atomic_store(&outbox->write_ready, false);
        outbox->write_under_way = false;
        outbox->write_owed = outbox->write_rc != RC_OK;
        if (outbox->write_rc == RC_OK) {
            /* What waits for another try may be another lane's now. */
            if (batch_queues(&outbox->writing)) atomic_store(&outbox->nudged, true);
            batch_reset(&outbox->writing);
        }
    }
    if (outbox->writing.n == 0 && outbox->filling.n > 0) {
        struct batch empty = outbox->writing;

        outbox->writing = outbox->filling;
        outbox->filling = empty;
        *recorded = outbox->writing.n;
    }
    if (outbox->writing.n > 0) {
        struct fault before = outbox->write_why; /* of the last try: the next one may end at once */

        submit(outbox, now);
        if (outbox->write_owed) return fault_set(why, RC_BROKEN, "%s", before.text);
    }
    return RC_OK;
}

static void say_busy(const struct outbox *outbox, struct outbox_turn *out)
{
    out->writing = outbox->write_under_way || outbox->filling.n > 0;
    for (size_t i = 0; i < outbox->lane_n; i++) {
        const struct lane *lane = &outbox->lanes[i];

        out->writing = out->writing || lane->claiming;
        out->busy = out->busy || lane->inflight > 0 || (lane->backlog.n > 0 && !outbox->draining);
    }
    out->busy = out->busy || out->writing;
}

static enum rc read_switches(struct outbox *outbox, usec now, struct fault *why)
{
    SCOPED(route_switches_clear) struct route_switches switches = {0};

    TRY(store_route_switches(outbox->options.store, &switches, why));
    for (size_t i = 0; i < outbox->options.config->route_n; i++) {
        struct lane *lane = &outbox->lanes[i];

        lane->off = false;
        for (size_t k = 0; k < switches.n; k++)
            if (strcmp(switches.at[k].route, lane->route->name) == 0)
                lane->off = switches.at[k].off;
    }
    outbox->switches_at = now + SWITCHES_EVERY;
    return RC_OK;
}

static void tell_status(struct outbox *outbox)
{
    pthread_mutex_lock(&outbox->lock);
    for (size_t i = 0; i < outbox->lane_n; i++) {
        const struct lane *lane = &outbox->lanes[i];
        struct route_status *told = &outbox->told[i];

        told->off = lane->off;
        told->breaker = lane->breaker.state;
        told->probe_at = lane->breaker.until;
        memcpy(told->trouble, lane->trouble, sizeof(told->trouble));
    }
    pthread_mutex_unlock(&outbox->lock);
}

enum rc outbox_take_turn(struct outbox *outbox, usec now, struct outbox_turn *out,
                         struct fault *why)
{
    enum rc rc = RC_OK, failed;
    bool nudged = atomic_exchange(&outbox->nudged, false);

    *out = (struct outbox_turn){.next_at = USEC_NEVER};
    land_all(outbox, now);
    if (nudged || now >= outbox->switches_at) rc = read_switches(outbox, now, why);
    for (size_t i = 0; i < outbox->lane_n; i++) {
        struct lane *lane = &outbox->lanes[i];

        if (nudged) lane->next_at = now;
        failed = lane_take_claim(lane, now, why);
        if (failed != RC_OK) rc = failed;
        if (!outbox->draining) out->sent += lane_start(lane, now);
        lane_claim(lane, now);
    }
    failed = write_outcomes(outbox, now, &out->recorded, why);
    if (failed != RC_OK) rc = failed;
    for (size_t i = 0; i < outbox->lane_n; i++) {
        usec next = atomic_load(&outbox->nudged) ? now : lane_next(&outbox->lanes[i], now);

        if (next < out->next_at) out->next_at = next;
    }
    say_busy(outbox, out);
    tell_status(outbox);
    return rc;
}

void outbox_wait(struct outbox *outbox, usec wait_for)
{
    outbox->options.wire->run(outbox->options.wire, wait_for);
}

void outbox_nudge(struct outbox *outbox)
{
    atomic_store(&outbox->nudged, true);
    outbox->options.wire->wake(outbox->options.wire);
}

void outbox_drain(struct outbox *outbox)
{
    outbox->draining = true;
}

void outbox_route_status(struct outbox *outbox, size_t route, struct route_status *out)
{
    assert(route < outbox->lane_n);
    pthread_mutex_lock(&outbox->lock);
    *out = outbox->told[route];
    pthread_mutex_unlock(&outbox->lock);
}

void outbox_free(struct outbox *outbox)
{
    if (!outbox) return;
    for (size_t i = 0; i < outbox->lane_n; i++) {
        struct lane *lane = &outbox->lanes[i];

        while (lane->claiming && !atomic_load(&lane->claim_ready))
            outbox->options.wire->run(outbox->options.wire, USEC_MS);
        if (lane->claiming && lane->claim_rc == RC_OK) {
            lane->backlog = lane->claimed;
            lane->backlog_at = 0;
        }
        lane_release(lane);
    }
    while (outbox->write_under_way && !atomic_load(&outbox->write_ready))
        outbox->options.wire->run(outbox->options.wire, USEC_MS);
    for (size_t i = 0; i < outbox->flight_n; i++) {
        struct outbox_messages left = {.n = 1};

        if (!outbox->flights[i].used) continue;
        left.at = mem_new(1, sizeof(*left.at));
        left.at[0] = outbox->flights[i].message;
        outbox_messages_clear(&left);
    }
    batch_clear(&outbox->filling);
    batch_clear(&outbox->writing);
    pthread_mutex_destroy(&outbox->lock);
    free(outbox->told);
    free(outbox->states);
    free(outbox->landing);
    free(outbox->flights);
    free(outbox->lanes);
    free(outbox);
}
