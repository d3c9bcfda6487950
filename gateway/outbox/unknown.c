/* The unknown outcome: asked, waited for, and sent again at most once; what is urgent at once, and now and then as long
 * as it is of use. */
#include "gateway/outbox/lane.h"

/* A provider that can be asked gets this long to have it on its books. */
#define LOOKUP_AFTER (2 * USEC_SEC)
#define LOOKUP_EVERY (10 * USEC_MIN)
/* The longest wait for a report. */
#define REPORT_WITHIN (2 * USEC_HOUR)
/* Danger that is in doubt a second time goes once more after so long, then after ever longer. */
#define URGENT_AGAIN_AFTER (10 * USEC_MIN)

static bool can_ask(const struct lane *lane)
{
    return lane->route && lane->route->provider->lookup != NULL;
}

/* Danger does not wait at first; later for as long again as it has been on its way, so that a provider which takes
 * everything and says nothing sends a handful. */
static usec urgent_patience_ends(const struct outbox_message *message)
{
    usec since = message->sent_at - message->due_at;

    if (message->resends == 0) return message->sent_at;
    return message->sent_at + (since > URGENT_AGAIN_AFTER ? since : URGENT_AGAIN_AFTER);
}

/* When waiting ends: half of what was left of its window when it was sent, at most two hours. */
static usec patience_ends(const struct outbox_message *message)
{
    usec half = (message->expires_at - message->sent_at) / 2;

    if (is_urgent(message)) return urgent_patience_ends(message);
    if (half < 0) half = 0;
    return message->sent_at + (half < REPORT_WITHIN ? half : REPORT_WITHIN);
}

/* Whether waiting may bring a report, or is all that can be done before it is sent once more. */
static bool may_wait(const struct lane *lane, const struct outbox_message *message)
{
    return is_urgent(message) || (lane->route && lane->route->reports);
}

usec unknown_check_at(const struct lane *lane, const struct outbox_message *message, usec now)
{
    usec end = patience_ends(message);
    usec wait = LOOKUP_AFTER + (now - message->sent_at) / 2;
    usec again;

    if (!can_ask(lane)) return may_wait(lane, message) && end > now ? end : now;
    /* Ask soon, then ever more seldom: half as long again as it has waited. */
    again = now + (wait < LOOKUP_EVERY ? wait : LOOKUP_EVERY);
    return again < end || end <= now ? again : end;
}

static bool may_resend(const struct outbox_message *message, usec now)
{
    return (message->resends == 0 || is_urgent(message)) && now < message->expires_at;
}

static void settle(struct lane *lane, const struct outbox_message *message, usec now)
{
    struct outbox_record record = {
        .id = message->id, .state = MESSAGE_UNKNOWN, .due_at = USEC_NEVER, .error = "no-word"};

    if (may_resend(message, now)) {
        record.state = MESSAGE_QUEUED;
        record.resend = message->resends == 0; /* the store takes one as such, and no more */
        record.due_at = now;
        if (is_urgent(message)) record.route = lane_after(lane, message, now);
    }
    batch_add(&lane->outbox->filling, &record);
}

void unknown_await_report(struct lane *lane, const struct outbox_message *message, usec now)
{
    usec end = patience_ends(message);

    if (now >= end || !may_wait(lane, message)) {
        settle(lane, message, now);
        return;
    }
    batch_add(&lane->outbox->filling,
              &(struct outbox_record){.id = message->id, .state = MESSAGE_UNKNOWN, .due_at = end});
}

bool unknown_resolve(struct lane *lane, struct outbox_message *message, usec now)
{
    if (is_urgent(message) && message->resends == 0) {
        settle(lane, message, now);
        return true;
    }
    /* Also when its time is over: the gateway may have been down for all of it. */
    if (can_ask(lane)) return flight_start(lane, message, true, now);
    unknown_await_report(lane, message, now);
    return true;
}

void unknown_no_word(struct lane *lane, const struct outbox_message *message, bool heard,
                     const char *error, usec now)
{
    bool over = now >= patience_ends(message);

    /* A provider that cannot be reached now could not be sent to either, and one that is too busy has not told: it
     * is asked later. */
    if (over && (heard || now >= message->expires_at)) {
        settle(lane, message, now);
        return;
    }
    batch_add(&lane->outbox->filling,
              &(struct outbox_record){.id = message->id,
                                      .state = MESSAGE_UNKNOWN,
                                      .due_at = unknown_check_at(lane, message, now),
                                      .error = error});
}
