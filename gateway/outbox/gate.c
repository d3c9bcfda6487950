#include "gateway/outbox/gate.h"

/* What a kind of message must ask before it goes. */
enum asks_for {
    ASKS_WANTED = 1 << 0, /* the phone did not stop */
    ASKS_ACTIVE = 1 << 1, /* the enrolment is neither paused nor ended */
    ASKS_OPEN = 1 << 2,   /* its question is not answered yet */
    ASKS_DECENT = 1 << 3, /* quiet hours and safe hours */
};

static const unsigned gates[KIND_N] = {
    [KIND_CHECKIN] = ASKS_WANTED | ASKS_ACTIVE | ASKS_OPEN | ASKS_DECENT,
    [KIND_REMINDER] = ASKS_WANTED | ASKS_ACTIVE | ASKS_DECENT,
    [KIND_NUDGE] = ASKS_WANTED | ASKS_ACTIVE | ASKS_OPEN | ASKS_DECENT,
    [KIND_FOLLOW_UP] = ASKS_WANTED,
    [KIND_ANSWER] = ASKS_WANTED,
    [KIND_CONFIRMATION] = 0,
    [KIND_CRISIS] = 0,
    [KIND_CALLBACK] = ASKS_WANTED,
    [KIND_PAGE] = 0,
    [KIND_NOTICE] = ASKS_WANTED | ASKS_DECENT,
};

/* How much of a week's texts a kind may use up, in tenths, so that nudges give way first, then check-ins, then
 * reminders and other questions; the last is left for an answer to them. 0: it neither counts nor waits. */
static const int shares[KIND_N] = {
    [KIND_CHECKIN] = 8,   [KIND_REMINDER] = 9, [KIND_NUDGE] = 6,
    [KIND_FOLLOW_UP] = 9, [KIND_ANSWER] = 10,
};

/* Also of what is sent again: nobody knows whether it left, and others may have come meanwhile. */
static bool is_enough(const struct config *config, const struct outbox_message *message)
{
    int share = shares[message->kind], max = config->texts_a_week_max;

    if (share == 0 || max == 0) return false;
    return message->texts_before >= (max * share + 9) / 10;
}

static enum skip reason_to_skip(const struct outbox_message *message, unsigned asks)
{
    if (message->outdated) return SKIP_WITHDRAWN;
    if ((asks & ASKS_WANTED) && message->stopped) return SKIP_STOPPED;
    if ((asks & ASKS_WANTED) && message->stop_pending) return SKIP_STOP_PENDING;
    if ((asks & ASKS_ACTIVE) && message->ended) return SKIP_ENDED;
    if ((asks & ASKS_ACTIVE) && message->paused) return SKIP_PAUSED;
    if ((asks & ASKS_OPEN) && message->answered) return SKIP_ANSWERED;
    return SKIP_NONE;
}

/* Two windows a day: after a few tries either a moment is found or they leave no room. */
usec gate_decent_moment(const struct config *config, struct safe_hours safe, usec now)
{
    struct quiet_hours unsafe = {.from_min = safe.till_min, .till_min = safe.from_min};
    const struct zone *zone = config->municipality.zone;
    usec at = now;

    for (int tries = 0; tries < 4; tries++) {
        usec later =
            quiet_hours_release(&unsafe, zone, quiet_hours_release(&config->quiet, zone, at));

        if (later == at) return at;
        at = later;
    }
    return USEC_NEVER;
}

struct gate_verdict gate_check(const struct config *config, const struct outbox_message *message,
                               usec now)
{
    struct safe_hours safe = {message->safe_from_min, message->safe_till_min};
    unsigned asks = gates[message->kind];
    enum skip skip = reason_to_skip(message, asks);
    usec at;

    if (skip != SKIP_NONE) return (struct gate_verdict){.gate = GATE_SKIP, .skip = skip};
    if (now >= message->expires_at) return (struct gate_verdict){.gate = GATE_EXPIRE};
    at = asks & ASKS_DECENT ? gate_decent_moment(config, safe, now) : now;
    if (at >= message->expires_at) return (struct gate_verdict){.gate = GATE_EXPIRE};
    if (at > now) return (struct gate_verdict){.gate = GATE_DEFER, .due_at = at};
    if (is_enough(config, message))
        return (struct gate_verdict){.gate = GATE_SKIP, .skip = SKIP_ENOUGH};
    return (struct gate_verdict){.gate = GATE_SEND};
}
