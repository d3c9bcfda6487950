#include "gateway/outbox/outbox.h"

#include "gateway/outbox/gate.h"
#include "gateway/outbox/lane.h"

/* A claim outlives the longest exchange by far; a crash leaves it this long before it is looked at. */
#define LEASE_FOR         (90 * USEC_SEC)
#define MAIL_INFLIGHT_MAX 4
#define TAKE_MAX          256
#define BACKOFF_FIRST     (2 * USEC_SEC)
#define BACKOFF_MAX       (10 * USEC_MIN)
/* Tries on one route before the fallback gets its turn. */
#define TRIES_PER_ROUTE 3

bool is_urgent(const struct outbox_message *message)
{
    return message->kind == KIND_CRISIS || message->kind == KIND_PAGE;
}

static const char *lane_name(const struct lane *lane)
{
    return lane->route ? lane->route->name : "";
}

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
    return outbox;
}

/* Doubles with every try, with jitter so that a recovered provider is not met by all at once. */
static usec backoff(struct dice *dice, int attempts)
{
    usec wait = BACKOFF_FIRST;

    for (int i = 0; i < attempts && wait < BACKOFF_MAX; i++)
        wait *= 2;
    if (wait > BACKOFF_MAX) wait = BACKOFF_MAX;
    return wait / 2 + (usec)dice_below(dice, (uint64_t)wait);
}

void lane_retry(struct lane *lane, const struct outbox_message *message, usec wait_for, usec now,
                const char *error)
{
    struct outbox_record record = {
        .id = message->id, .state = MESSAGE_QUEUED, .attempted = true, .error = error};
    bool has_fallback = lane->route && lane->route->fallback[0];
    bool turn =
        is_urgent(message) || lane->trouble[0] || (message->attempts + 1) % TRIES_PER_ROUTE == 0;

    if (has_fallback && turn) {
        record.route = lane->route->fallback;
        record.due_at = now;
    } else {
        usec wait = backoff(lane->outbox->options.dice, is_urgent(message) ? 0 : message->attempts);

        record.due_at = now + (wait_for > wait ? wait_for : wait);
    }
    batch_add(&lane->outbox->filling, &record);
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

/* Decides about one claimed message. False: no room on the wire; it keeps its place. */
static bool admit(struct lane *lane, struct outbox_message *message, usec now)
{
    struct gate_verdict verdict;
    struct outbox_record record = {.id = message->id, .due_at = USEC_NEVER};

    if (message->was == MESSAGE_UNKNOWN) return unknown_resolve(lane, message, now);
    verdict = gate_check(lane->outbox->options.config, message, now);
    switch (verdict.gate) {
    case GATE_SEND:
        return flight_start(lane, message, false, now);
    case GATE_SKIP:
        record.state = MESSAGE_SKIPPED;
        record.skip = verdict.skip;
        break;
    case GATE_EXPIRE:
        record.state = MESSAGE_EXPIRED;
        break;
    case GATE_DEFER:
        record.state = MESSAGE_QUEUED;
        record.due_at = verdict.due_at;
        break;
    }
    batch_add(&lane->outbox->filling, &record);
    return true;
}

static size_t start_backlog(struct lane *lane, usec now)
{
    size_t before = lane->backlog_at;

    while (lane->backlog_at < lane->backlog.n &&
           admit(lane, &lane->backlog.at[lane->backlog_at], now))
        lane->backlog_at++;
    if (lane->backlog_at == lane->backlog.n) {
        size_t started = lane->backlog_at - before;

        outbox_messages_clear(&lane->backlog);
        lane->backlog_at = 0;
        return started;
    }
    return lane->backlog_at - before;
}

static void claim_done(void *with, enum rc rc, const struct fault *why)
{
    struct lane *lane = with;

    lane->claim_rc = rc;
    if (rc != RC_OK) lane->claim_why = *why;
    atomic_store(&lane->claim_ready, true);
    lane->outbox->options.wire->wake(lane->outbox->options.wire);
}

static void refill(struct lane *lane, usec now)
{
    double rate = lane->route ? lane->route->rate_per_s : 0;
    double most = rate / 10 > 1 ? rate / 10 : 1;

    if (rate <= 0) {
        lane->tokens = (double)lane->inflight_max;
        return;
    }
    if (lane->tokens_at > 0 && now > lane->tokens_at)
        lane->tokens += rate * (double)(now - lane->tokens_at) / USEC_SEC;
    if (lane->tokens > most) lane->tokens = most;
    lane->tokens_at = now;
}

/* How many to claim now: a wireful ahead of what flies, so that the store works while the wire does; no more
 * than the rate allows; one as a probe where the provider refused the account a while ago. */
static size_t claim_limit(struct lane *lane, usec now)
{
    size_t limit = lane->inflight_max;

    if (now < lane->stopped_until || (lane->trouble[0] && lane->inflight > 0)) return 0;
    refill(lane, now);
    if ((double)limit > lane->tokens) limit = (size_t)lane->tokens;
    return lane->trouble[0] && limit > 1 ? 1 : limit;
}

/* Outcomes that the store would not take yet. Until it has them, a lease that ran out says nothing: the
 * message may long have been taken. */
static bool owes_outcomes(struct outbox *outbox)
{
    return outbox->write_owed || (outbox->write_under_way && atomic_load(&outbox->write_ready) &&
                                  outbox->write_rc != RC_OK);
}

static void claim(struct lane *lane, usec now)
{
    size_t limit;

    if (owes_outcomes(lane->outbox)) return;
    if (lane->claiming || lane->outbox->draining || lane->backlog.n > 0 || now < lane->next_at)
        return;
    limit = claim_limit(lane, now);
    if (limit == 0) return;
    lane->claiming = true;
    store_outbox_claim_later(
        lane->outbox->options.store,
        &(struct outbox_ask){.route = lane_name(lane),
                             .now = now,
                             .lease_until = now + LEASE_FOR,
                             .limit = limit,
                             .segment_micros = lane->route ? lane->route->cost_micros : 0},
        &lane->claimed, claim_done, lane);
}

/* An empty queue is left alone until its next message is due, or it is nudged. */
static enum rc rest_lane(struct lane *lane, usec now, struct fault *why)
{
    usec poll_for = lane->outbox->options.poll_for;

    TRY(store_outbox_next(lane->outbox->options.store, lane_name(lane), false, &lane->next_at,
                          why));
    if (poll_for != USEC_NEVER && lane->next_at > now + poll_for) lane->next_at = now + poll_for;
    return RC_OK;
}

/* Takes over what the store has claimed for this lane. */
static enum rc take_claim(struct lane *lane, usec now, struct fault *why)
{
    if (!lane->claiming || !atomic_load(&lane->claim_ready)) return RC_OK;
    atomic_store(&lane->claim_ready, false);
    lane->claiming = false;
    if (lane->claim_rc != RC_OK) {
        lane->next_at = now + USEC_SEC;
        return fault_set(why, lane->claim_rc, "%s", lane->claim_why.text);
    }
    lane->backlog = lane->claimed;
    lane->claimed = (struct outbox_messages){0};
    if (lane->route && lane->route->rate_per_s > 0) lane->tokens -= (double)lane->backlog.n;
    return lane->backlog.n == 0 ? rest_lane(lane, now, why) : RC_OK;
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

/* When the lane wants its next turn, if nothing wakes the wire before. */
static usec lane_next(const struct lane *lane, usec now)
{
    if (lane->claiming || lane->outbox->draining || owes_outcomes(lane->outbox))
        return USEC_NEVER; /* woken */
    if (lane->backlog.n > 0 || lane->inflight >= lane->inflight_max)
        return lane->inflight > 0 ? USEC_NEVER : now;
    if (now < lane->stopped_until) return lane->stopped_until;
    if (lane->route && lane->route->rate_per_s > 0 && lane->tokens < 1 && lane->next_at <= now)
        return now + USEC_SEC / lane->route->rate_per_s + 1;
    return lane->next_at > now ? lane->next_at : now;
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

enum rc outbox_take_turn(struct outbox *outbox, usec now, struct outbox_turn *out,
                         struct fault *why)
{
    enum rc rc = RC_OK, failed;
    bool nudged = atomic_exchange(&outbox->nudged, false);

    *out = (struct outbox_turn){.next_at = USEC_NEVER};
    land_all(outbox, now);
    for (size_t i = 0; i < outbox->lane_n; i++) {
        struct lane *lane = &outbox->lanes[i];

        if (nudged) lane->next_at = now;
        failed = take_claim(lane, now, why);
        if (failed != RC_OK) rc = failed;
        if (!outbox->draining) out->sent += start_backlog(lane, now);
        claim(lane, now);
    }
    failed = write_outcomes(outbox, now, &out->recorded, why);
    if (failed != RC_OK) rc = failed;
    for (size_t i = 0; i < outbox->lane_n; i++) {
        usec next = atomic_load(&outbox->nudged) ? now : lane_next(&outbox->lanes[i], now);

        if (next < out->next_at) out->next_at = next;
    }
    say_busy(outbox, out);
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

const char *outbox_route_trouble(const struct outbox *outbox, size_t route)
{
    assert(route < outbox->lane_n);
    return outbox->lanes[route].trouble;
}

/* Gives back what was claimed and never started. */
static void release_backlog(struct lane *lane)
{
    size_t n = lane->backlog.n - lane->backlog_at;
    int64_t *ids = mem_new(n, sizeof(*ids));
    size_t kept = 0;

    for (size_t i = lane->backlog_at; i < lane->backlog.n; i++)
        if (lane->backlog.at[i].was == MESSAGE_QUEUED) ids[kept++] = lane->backlog.at[i].id;
    /* If it fails the lease runs out instead. */
    if (kept) IGNORE(store_outbox_release(lane->outbox->options.store, ids, kept, NULL));
    free(ids);
    outbox_messages_clear(&lane->backlog);
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
        release_backlog(lane);
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
    free(outbox->landing);
    free(outbox->flights);
    free(outbox->lanes);
    free(outbox);
}
