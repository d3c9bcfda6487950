/* Keep: the house in order, what is learned, and the books looked at. */
#include "gateway/steps/best.h"
#include "gateway/steps/steps.h"

#define KEEP_EVERY USEC_HOUR

enum rc step_keep(struct world *world, usec now, struct step_done *out, struct fault *why)
{
    SCOPED(balance_clear) struct balance balance = {0};
    int64_t last = 0;

    *out = (struct step_done){.next_at = now + KEEP_EVERY};
    TRY(learn_best(world, now, &out->n, why));
    if (store_note_read(world->store, "kept_at", &last, NULL) == RC_OK && now >= last &&
        now - last < KEEP_EVERY) {
        out->next_at = out->n ? now : last + KEEP_EVERY;
        return RC_OK;
    }
    TRY(store_tidy(world->store, now, why));
    TRY(store_note_write(world->store, "kept_at", now, why));
    out->n = 1;
    TRY(store_balance(world->store, &balance, why));
    if (!balance.balances)
        return fault_set(why, RC_INVALID, "the books do not balance: %s",
                         text_string(&balance.imbalance));
    return RC_OK;
}
