/* Lane: what is claimed of one route's queue, and by which route each message leaves. */
#include "gateway/outbox/lane.h"

#include "gateway/outbox/gate.h"

/* A claim outlives the longest exchange by far; a crash leaves it this long before it is looked at. */
#define LEASE_FOR     (90 * USEC_SEC)
#define BACKOFF_FIRST (2 * USEC_SEC)
#define BACKOFF_MAX   (10 * USEC_MIN)
/* Tries on one route before the fallback gets its turn. */
#define TRIES_PER_ROUTE 3
/* A probe is on the wire: its answer is waited for at least this long. */
#define PROBE_WAIT USEC_SEC

bool is_urgent(const struct outbox_message *message)
{
    return message->kind == KIND_CRISIS || message->kind == KIND_PAGE;
}

/* ---- Where a message goes -------------------------------------------------------------------- */

static bool is_broken(const struct lane *lane)
{
    return lane->breaker.state != BREAKER_CLOSED;
}

/* The routes as they are now. The next ordinary message of a lane that is due for one is its probe. */
static struct route_view view_for(const struct lane *lane, bool urgent, usec now)
{
    struct outbox *outbox = lane->outbox;

    for (size_t i = 0; i < outbox->options.config->route_n; i++) {
        const struct lane *one = &outbox->lanes[i];
        bool probe = one == lane && !urgent && breaker_may_probe(&one->breaker, now);

        outbox->states[i] = (struct route_state){
            .off = one->off, .broken = is_broken(one) && !probe, .until = one->breaker.until};
    }
    return (struct route_view){outbox->options.config, outbox->states, now};
}

static struct route_wish wish_of(const struct outbox_message *message)
{
    return (struct route_wish){.language = message->language,
                               .to = message->to,
                               .family_id = message->family_id,
                               .urgent = is_urgent(message)};
}

const char *lane_after(const struct lane *lane, const struct outbox_message *message, usec now)
{
    struct route_wish wish = wish_of(message);
    struct route_view view;
    const struct route *next;

    if (!lane->route) return NULL;
    view = view_for(lane, wish.urgent, now);
    next = route_after(&view, lane->route, &wish);
    return next ? next->name : NULL;
}

/* Sends it, hands it to another route, or puts it off. False: no room on the wire. */
static bool leave(struct lane *lane, struct outbox_message *message, usec now)
{
    struct route_wish wish = wish_of(message);
    struct outbox_record record = {.id = message->id, .state = MESSAGE_QUEUED, .due_at = now};
    struct route_view view = view_for(lane, wish.urgent, now);
    struct route_choice choice = {.route = lane->route};

    if (lane->route) choice = route_choose(&view, lane->route, &wish);
    if (choice.route == lane->route) return flight_start(lane, message, false, now);
    if (choice.route) {
        record.route = choice.route->name;
    } else {
        record.due_at = choice.until > now + PROBE_WAIT ? choice.until : now + PROBE_WAIT;
        if (record.due_at > message->expires_at) record.due_at = message->expires_at;
    }
    batch_add(&lane->outbox->filling, &record);
    return true;
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
    struct outbox_record record = {.id = message->id,
                                   .state = MESSAGE_QUEUED,
                                   .attempted = true,
                                   .due_at = now,
                                   .error = error};
    bool turn =
        is_urgent(message) || is_broken(lane) || (message->attempts + 1) % TRIES_PER_ROUTE == 0;

    if (turn) record.route = lane_after(lane, message, now);
    if (!record.route) {
        usec wait = backoff(lane->outbox->options.dice, is_urgent(message) ? 0 : message->attempts);

        record.due_at = now + (wait_for > wait ? wait_for : wait);
    }
    batch_add(&lane->outbox->filling, &record);
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
        return leave(lane, message, now);
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
    /* What may have left was neither skipped nor expired: nobody will know. */
    if (message->resends > 0 && record.state != MESSAGE_QUEUED) record.state = MESSAGE_UNKNOWN;
    batch_add(&lane->outbox->filling, &record);
    return true;
}

/* ---- What is claimed ------------------------------------------------------------------------- */

/* Somewhere its ordinary messages can go meanwhile. */
static bool has_detour(const struct lane *lane)
{
    const struct outbox *outbox = lane->outbox;
    const struct config *config = outbox->options.config;
    const struct route *route = lane->route;

    for (size_t i = 0; route && i < config->route_n; i++) {
        const struct lane *one = &outbox->lanes[route - config->routes];

        if (!one->off && !is_broken(one)) return true;
        route = route->fallback[0] ? config_route(config, route->fallback) : NULL;
    }
    return false;
}

static enum lane_mode mode_of(const struct lane *lane, usec now)
{
    bool may_probe = breaker_may_probe(&lane->breaker, now) && lane->inflight == 0;

    /* What a route that is off holds is claimed as ever: it goes elsewhere, or waits for the switch. */
    if (!is_broken(lane) || lane->off || has_detour(lane)) return LANE_FREE;
    if (may_probe) return LANE_PROBE;
    return lane->route ? LANE_URGENT : LANE_SHUT;
}

static void note_mode(struct lane *lane, usec now)
{
    enum lane_mode mode = mode_of(lane, now);

    if (mode != lane->mode) lane->next_at = now; /* it rested for other reasons */
    lane->mode = mode;
}

/* Only what is sent here counts against the rate, not what goes elsewhere. */
static bool is_rated(const struct lane *lane)
{
    return lane->route && lane->route->rate_per_s > 0 && !is_broken(lane) && !lane->off;
}

static const char *lane_name(const struct lane *lane)
{
    return lane->route ? lane->route->name : "";
}

size_t lane_start(struct lane *lane, usec now)
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
    double rate = is_rated(lane) ? lane->route->rate_per_s : 0;
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
 * than the rate allows. */
static size_t claim_limit(struct lane *lane, usec now)
{
    size_t limit = lane->inflight_max;

    if (lane->mode == LANE_SHUT) return 0;
    if (lane->mode == LANE_PROBE) return 1;
    refill(lane, now);
    return (double)limit > lane->tokens ? (size_t)lane->tokens : limit;
}

/* Outcomes that the store would not take yet. Until it has them, a lease that ran out says nothing: the
 * message may long have been taken. */
static bool owes_outcomes(struct outbox *outbox)
{
    return outbox->write_owed || (outbox->write_under_way && atomic_load(&outbox->write_ready) &&
                                  outbox->write_rc != RC_OK);
}

void lane_claim(struct lane *lane, usec now)
{
    bool counts = lane->route && lane->outbox->options.config->texts_a_week_max > 0;
    size_t limit;

    note_mode(lane, now);
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
                             .urgent_only = lane->mode == LANE_URGENT,
                             .count_from = counts ? now - GATE_WEEK : 0,
                             .segment_micros = lane->route ? lane->route->cost_micros : 0},
        &lane->claimed, claim_done, lane);
}

/* An empty queue is left alone until its next message is due, or it is nudged. */
static enum rc rest_lane(struct lane *lane, usec now, struct fault *why)
{
    usec poll_for = lane->outbox->options.poll_for;

    TRY(store_outbox_next(lane->outbox->options.store, lane_name(lane), lane->mode == LANE_URGENT,
                          &lane->next_at, why));
    if (poll_for != USEC_NEVER && lane->next_at > now + poll_for) lane->next_at = now + poll_for;
    return RC_OK;
}

enum rc lane_take_claim(struct lane *lane, usec now, struct fault *why)
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
    if (is_rated(lane)) lane->tokens -= (double)lane->backlog.n;
    return lane->backlog.n == 0 ? rest_lane(lane, now, why) : RC_OK;
}

usec lane_next(const struct lane *lane, usec now)
{
    usec until = lane->breaker.until, next;

    if (lane->claiming || lane->outbox->draining || owes_outcomes(lane->outbox))
        return USEC_NEVER; /* woken */
    if (lane->backlog.n > 0 || lane->inflight >= lane->inflight_max)
        return lane->inflight > 0 ? USEC_NEVER : now;
    if (is_rated(lane) && lane->tokens < 1 && lane->next_at <= now)
        return now + USEC_SEC / lane->route->rate_per_s + 1;
    next = lane->next_at > now ? lane->next_at : now;
    if (lane->mode == LANE_SHUT) next = USEC_NEVER;
    /* A probe may come before that; where one is on the wire its answer wakes us. */
    return is_broken(lane) && until > now && until < next ? until : next;
}

void lane_release(struct lane *lane)
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
