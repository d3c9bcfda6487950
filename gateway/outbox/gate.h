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
 * accord must be wanted, in its window, outside quiet hours and inside the phone's safe hours. */
struct gate_verdict gate_check(const struct config *config, const struct outbox_message *message,
                               usec now);

#endif
