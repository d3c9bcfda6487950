/* Dispatch: one turn of the outbox. */
#include "gateway/steps/steps.h"

enum rc step_dispatch(struct world *world, usec now, struct step_done *out, struct fault *why)
{
    struct outbox_turn turn;
    enum rc rc = outbox_take_turn(world->outbox, now, &turn, why);

    *out = (struct step_done){.n = turn.sent + turn.recorded, .next_at = turn.next_at};
    return rc;
}
