/* The unknown outcome: asked, waited for, and sent again at most once. */
#include "gateway/outbox/lane.h"

/* A provider that can be asked gets this long to have it on its books. */
#define LOOKUP_AFTER (2 * USEC_SEC)
/* The longest wait for a report. */
#define REPORT_WITHIN (2 * USEC_HOUR)

static bool can_ask(const struct lane *lane)
{
    return lane->route && lane->route->provider->lookup != NULL;
}

/* When waiting ends: half of what was left of its window when it was sent, at most two hours. */
static usec patience_ends(const struct outbox_message *message)
{
    usec half = (message->expires_at - message->sent_at) / 2;

    if (half < 0) half = 0;
    return message->sent_at + (half < REPORT_WITHIN ? half : REPORT_WITHIN);
}

usec unknown_check_at(const struct lane *lane, const struct outbox_message *message, usec now)
{
    usec end = patience_ends(message);
    usec again;

    if (!can_ask(lane)) return lane->route && lane->route->reports && end > now ? end : now;
    /* Ask soon, then ever more seldom: as long again as it has waited. */
    again = now + LOOKUP_AFTER + (now - message->sent_at) / 2;
    return again < end || end <= now ? again : end;
}

static bool may_resend(const struct outbox_message *message, usec now)
{
    return message->resends == 0 && now < message->expires_at;
}

static void settle(struct lane *lane, const struct outbox_message *message, usec now)
{
    bool resend = may_resend(message, now);

    batch_add(&lane->outbox->filling,
              &(struct outbox_record){.id = message->id,
                                      .state = resend ? MESSAGE_QUEUED : MESSAGE_UNKNOWN,
                                      .resend = resend,
                                      .due_at = resend ? now : USEC_NEVER,
                                      .error = "no-word"});
}

void unknown_await_report(struct lane *lane, const struct outbox_message *message, usec now)
{
    usec end = patience_ends(message);

    if (now >= end || !lane->route || !lane->route->reports) {
        settle(lane, message, now);
        return;
    }
    batch_add(&lane->outbox->filling,
              &(struct outbox_record){.id = message->id, .state = MESSAGE_UNKNOWN, .due_at = end});
}

bool unknown_resolve(struct lane *lane, struct outbox_message *message, usec now)
{
    if (is_urgent(message)) {
        settle(lane, message, now);
        return true;
    }
    /* Also when its time is over: the gateway may have been down for all of it. */
    if (can_ask(lane)) return flight_start(lane, message, true, now);
    unknown_await_report(lane, message, now);
    return true;
}

void unknown_no_word(struct lane *lane, const struct outbox_message *message, bool reached,
                     const char *error, usec now)
{
    bool over = now >= patience_ends(message);

    /* A provider that cannot be reached now could not be sent to either: it is asked later. */
    if (over && (reached || now >= message->expires_at)) {
        settle(lane, message, now);
        return;
    }
    batch_add(&lane->outbox->filling,
              &(struct outbox_record){.id = message->id,
                                      .state = MESSAGE_UNKNOWN,
                                      .due_at = unknown_check_at(lane, message, now),
                                      .error = error});
}
