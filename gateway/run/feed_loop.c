/* Feed_loop: the thread that looks at the calendars of staff. */
#include "gateway/agenda/feed.h"
#include "gateway/base/log.h"
#include "gateway/run/loops.h"

/* It looks at least this often, so that it is seen to turn. */
#define LOOK_EVERY (20 * USEC_SEC)

/* A calendar that cannot be read is no trouble of the gateway, which goes on and stays ready: the log hears of it once,
 * /metrics counts it and the console tells it. */
static enum rc look_at(struct gateway *gateway, const struct feed_reader *reader,
                       const struct staff *staff, usec now, struct fault *why)
{
    bool news = false;
    enum rc rc = feed_take(reader, staff, now, &news, why);

    atomic_store(&gateway->turned_at[LOOP_FEEDS], clock_monotonic());
    if (rc == RC_BROKEN) return rc;
    if (rc != RC_OK && news)
        log_line(LOG_WARNING, "calendar.fault", "of %s: %s", staff->login, why->text);
    if (rc == RC_OK && news)
        log_line(LOG_INFO, "calendar.well", "of %s: is read again", staff->login);
    bell_ring(&gateway->bells[LOOP_PLAN]); /* there may be reminders to plan */
    return RC_OK;
}

static enum rc turn(struct gateway *gateway, const struct feed_reader *reader, usec *next_at,
                    struct fault *why)
{
    const struct config *config = gateway->options.config;

    *next_at = USEC_NEVER;
    for (size_t i = 0; i < config->staff_n && !atomic_load(&gateway->stopping); i++) {
        usec now = clock_now(gateway->options.clock), due;

        TRY(feed_due(reader, &config->staff[i], &due, why));
        if (due <= now) {
            TRY(look_at(gateway, reader, &config->staff[i], now, why));
            due = now + config->calendar_every;
        }
        if (due < *next_at) *next_at = due;
    }
    return RC_OK;
}

void *loop_feeds(void *with)
{
    struct gateway *gateway = with;
    const struct feed_reader reader = {.store = gateway->options.store,
                                       .config = gateway->options.config,
                                       .wire = gateway->feed_wire,
                                       .give_up = &gateway->stopping};

    while (!atomic_load(&gateway->stopping)) {
        struct fault why;
        usec next_at, now;
        enum rc rc = turn(gateway, &reader, &next_at, &why);

        atomic_store(&gateway->turned_at[LOOP_FEEDS], clock_monotonic());
        if (rc != RC_OK) atomic_fetch_add(&gateway->faults[LOOP_FEEDS], 1);
        gateway_note(&gateway->trouble[LOOP_FEEDS], loop_names[LOOP_FEEDS], rc, &why);
        now = clock_now(gateway->options.clock);
        bell_wait(&gateway->bells[LOOP_FEEDS],
                  rc == RC_OK && next_at - now < LOOK_EVERY ? next_at - now : LOOK_EVERY);
    }
    return NULL;
}

bool feeds_wanted(const struct config *config)
{
    for (size_t i = 0; i < config->staff_n; i++)
        if (config->staff[i].calendar[0]) return true;
    return false;
}
