/* Handle: every text that came in, once, in order, one sender at a time. */
#include "gateway/alerts/alerts.h"
#include "gateway/dialogue/dialogue.h"
#include "gateway/steps/steps.h"

static enum rc hear(struct world *world, const struct inbox_text *text, usec now,
                    struct decision *decision, struct fault *why)
{
    SCOPED(conversation_clear) struct conversation conversation = {0};
    struct hearing hearing = {.config = world->config,
                              .reader = world->reader,
                              .text = text,
                              .conversation = &conversation,
                              .now = now};
    struct verdict verdict;
    enum level level;

    TRY(store_conversation_load(world->store, text->from, now, &conversation, why));
    verdict = dialogue_hear(&hearing, decision);
    level = verdict.level < LEVEL_RELAPSE && verdict.contact ? LEVEL_RELAPSE : verdict.level;
    if (level >= LEVEL_RELAPSE) {
        decision->alert = alerts_raise(world->config, &conversation.family, level, now);
        decision->changes.alert = &decision->alert;
    }
    return store_apply(world->store, decision_changes(decision), now, why);
}

static enum rc handle_one(struct world *world, const struct inbox_text *text, usec now,
                          struct fault *why)
{
    SCOPED(decision_clear) struct decision decision;
    const struct staff *staff = roster_by_phone(world->config, text->from);
    enum rc rc;

    decision_init(&decision);
    if (staff) {
        TRY(alerts_staff_text(world->store, world->config, staff, text, now, &decision, why));
        rc = store_apply(world->store, decision_changes(&decision), now, why);
    } else {
        rc = hear(world, text, now, &decision, why);
    }
    return rc == RC_TAKEN ? RC_OK : rc; /* handled before */
}

enum rc step_handle(struct world *world, usec now, size_t limit, struct step_done *out,
                    struct fault *why)
{
    SCOPED(inbox_texts_clear) struct inbox_texts texts = {0};

    *out = (struct step_done){.next_at = USEC_NEVER};
    TRY(store_inbox_next(world->store, now, limit, &texts, why));
    for (size_t i = 0; i < texts.n; i++) {
        TRY(handle_one(world, &texts.at[i], now, why));
        out->n++;
        out->next_at = now;
    }
    if (out->n > 0) outbox_nudge(world->outbox);
    return RC_OK;
}
