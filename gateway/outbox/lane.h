#ifndef GATEWAY_OUTBOX_LANE_H
#define GATEWAY_OUTBOX_LANE_H
/* Lane: one route's way out, and the requests in flight on it. Only outbox/ includes this. */
#include <pthread.h>
#include <stdatomic.h>

#include "gateway/outbox/batch.h"
#include "gateway/outbox/outbox.h"
#include "gateway/routes/routes.h"

/* One request on the wire; its place in the array is the tag. */
struct flight {
    bool used;
    bool lookup; /* asks what became of the message instead of sending it */
    struct lane *lane;
    struct outbox_message message;
};

/* What a lane may claim. */
enum lane_mode {
    LANE_FREE,   /* everything: it leaves here, or goes where it can */
    LANE_PROBE,  /* one, to see whether the provider is back */
    LANE_URGENT, /* the provider is away and there is no other: danger tries all the same */
    LANE_SHUT,   /* nothing */
};

struct lane {
    struct outbox *outbox;
    const struct route *route; /* NULL: mail */
    size_t inflight, inflight_max;
    double tokens; /* requests that the rate allows now */
    usec tokens_at;
    usec next_at; /* when to claim again */
    enum lane_mode mode;
    bool off; /* somebody switched the route off */
    struct breaker breaker;
    char trouble[ROUTE_TROUBLE_SPACE]; /* what opened it; "" while closed */

    struct outbox_messages backlog; /* claimed, not started: from `backlog_at` on */
    size_t backlog_at;

    struct outbox_messages claimed; /* written by the store's thread until claim_ready */
    bool claiming;
    atomic_bool claim_ready;
    enum rc claim_rc;
    struct fault claim_why;
};

struct outbox {
    struct outbox_options options;
    struct lane *lanes;
    size_t lane_n;
    struct route_state *states; /* room for a view of the routes */
    usec switches_at;           /* when the switches are read again */
    pthread_mutex_t lock;       /* of what other threads are told … */
    struct route_status *told;  /* … one a route */
    struct flight *flights;
    size_t flight_n, flight_at;
    struct exchange *landing; /* room for answers on their way in */
    struct batch filling, writing;
    bool write_under_way;
    bool write_owed; /* the last try to write failed */
    atomic_bool write_ready;
    enum rc write_rc;
    struct fault write_why;
    atomic_bool nudged;
    bool draining;
};

/* Starts the request of a message, to send it or to look it up. False: no room on the wire now. */
bool flight_start(struct lane *lane, struct outbox_message *message, bool lookup, usec now);

/* Reads the answer and adds what follows from it to the batch. */
void flight_land(struct outbox *outbox, struct flight *flight, const struct exchange *exchange,
                 usec now);

/* What to do with a message of unknown outcome. False: no room on the wire now. */
bool unknown_resolve(struct lane *lane, struct outbox_message *message, usec now);
/* Nobody can be asked about it: waits for its report as long as that may take, if there will be one. */
void unknown_await_report(struct lane *lane, const struct outbox_message *message, usec now);
/* The look-up brought no word about it, or (not `heard`) found nobody who could be asked now. */
void unknown_no_word(struct lane *lane, const struct outbox_message *message, bool heard,
                     const char *error, usec now);
/* When to look at it again after a try at `now` whose outcome is unknown. */
usec unknown_check_at(const struct lane *lane, const struct outbox_message *message, usec now);

/* Claims what is due, if it is time to. */
void lane_claim(struct lane *lane, usec now);
/* Takes over what the store has claimed for this lane. */
enum rc lane_take_claim(struct lane *lane, usec now, struct fault *why) NEEDS_CHECK;
/* Sends what was claimed, as far as there is room on the wire; returns how much it has done. */
size_t lane_start(struct lane *lane, usec now);
/* When the lane wants its next turn, if nothing wakes the wire before. */
usec lane_next(const struct lane *lane, usec now);
/* Gives back what was claimed and never started. */
void lane_release(struct lane *lane);

/* Name of the route that should try next, or NULL. */
const char *lane_after(const struct lane *lane, const struct outbox_message *message, usec now);
/* Records a message as waiting for another try, elsewhere after the third one here, or at once where this
 * provider is away or the message is urgent. */
void lane_retry(struct lane *lane, const struct outbox_message *message, usec wait_for, usec now,
                const char *error);

/* Pages and crisis replies: in doubt sent again. */
bool is_urgent(const struct outbox_message *message);

#endif
