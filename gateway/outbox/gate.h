#ifndef GATEWAY_OUTBOX_GATE_H
#define GATEWAY_OUTBOX_GATE_H
/* Gate: the last look at a claimed message before the wire. Pure. */
#include "config/config.h"
#include "gateway/store/store.h"

enum gate { GATE_SEND, GATE_SKIP, GATE_EXPIRE, GATE_DEFER };

struct gate_verdict {
    enum gate gate;
    enum skip skip; /* with GATE_SKIP */
    usec due_at;    /* with GATE_DEFER: the first moment at which it may go */
};

/* Danger passes every gate; answers to a family's own message pass quiet hours; what we ask of our own
 * accord must be wanted, in its window, outside quiet hours and inside the phone's safe hours. Whatever is
 * neither danger nor a confirmation goes only while the member got fewer than `texts_a_week_max` in the week
 * before. */
#define GATE_WEEK (7 * USEC_DAY)
struct gate_verdict gate_check(const struct config *config, const struct outbox_message *message,
                               usec now);

/* The hours in which a phone is safe; equal: at any. */
struct safe_hours {
    int from_min, till_min;
};

/* The first moment at or after `now` that is neither quiet nor outside the phone's safe hours; USEC_NEVER: there is
 * none. */
usec gate_decent_moment(const struct config *config, struct safe_hours safe, usec now);

#endif
