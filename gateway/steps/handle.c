/* Handle: every text that came in, once, in order, one sender at a time. */
#include "gateway/alerts/alerts.h"
#include "gateway/dialogue/dialogue.h"
#include "gateway/steps/hear.h"

void hear_raise(struct world *world, const struct family *family, const struct verdict *verdict,
                usec now, struct decision *decision)
{
    enum level level =
        verdict->level < LEVEL_RELAPSE && verdict->contact ? LEVEL_RELAPSE : verdict->level;

    if (level < LEVEL_RELAPSE) return;
    decision->alert = alerts_raise(world->config, family, level, now);
    decision->alert.owner = decision_keep_string(decision, decision->alert.owner);
    decision->changes.alert = &decision->alert;
}

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

    TRY(store_conversation_load(world->store, text->from, now, &conversation, why));
    verdict = dialogue_hear(&hearing, decision);
    hear_raise(world, &conversation.family, &verdict, now, decision);
    return RC_OK;
}

/* A report by a regular helper. Whose code is unknown, or missing, is told so; what was written is kept for a
 * person all the same. */
static enum rc hear_report(struct world *world, const struct staff *staff,
                           const struct inbox_text *text, usec now, struct decision *decision,
                           struct fault *why)
{
    SCOPED(family_clear) struct family family = {0};
    SCOPED(past_clear) struct past past = {0};
    struct hearing hearing = {
        .config = world->config, .reader = world->reader, .text = text, .now = now};
    struct report report = {.family = &family, .past = &past, .said = text->text};
    char code[REPORT_CODE_DIGITS + 1];
    bool coded = report_read(text->text, code, &report.said);
    struct verdict verdict;
    int64_t family_id = 0;

    if (coded) TRY(store_report_code_family(world->store, staff->login, code, &family_id, why));
    if (family_id) {
        TRY(store_family_load(world->store, family_id, &family, why));
        TRY(store_past_load(world->store, family_id, now, &past, why));
    }
    verdict = dialogue_report(&hearing, &report, decision);
    hear_raise(world, &family, &verdict, now, decision);
    alerts_answer_staff(decision, world->config, staff, text,
                        family_id ? "report-kept"
                        : coded   ? "report-unknown"
                                  : "report-how",
                        now);
    return RC_OK;
}

static enum rc decide(struct world *world, const struct inbox_text *text, usec now,
                      struct decision *decision, struct fault *why)
{
    const struct staff *staff = roster_by_phone(world->config, text->from);

    if (text->session[0]) return hear_late(world, text, now, decision, why);
    if (staff && staff->role == ROLE_HELPER && world->config->rules.helper.on &&
        !alerts_is_acknowledgement(text->text))
        return hear_report(world, staff, text, now, decision, why);
    if (staff)
        return alerts_staff_text(world->store, world->config, staff, text, now, decision, why);
    return hear(world, text, now, decision, why);
}

/* Each text is of another sender, so they are decided one after the other and written under one sync. */
static enum rc handle_all(struct world *world, const struct inbox_texts *texts, usec now,
                          struct decision *decisions, struct fault *why)
{
    const struct changes **changes = mem_new(texts->n, sizeof(const struct changes *));
    enum rc rc = RC_OK;
    size_t n = 0;

    for (; n < texts->n && rc == RC_OK; n++) {
        decision_init(&decisions[n]);
        rc = decide(world, &texts->at[n], now, &decisions[n], why);
        changes[n] = decision_changes(&decisions[n]);
    }
    if (rc == RC_OK) rc = store_apply_each(world->store, changes, n, now, why);
    for (size_t i = 0; i < n; i++)
        decision_clear(&decisions[i]);
    free(changes);
    return rc;
}

enum rc step_handle(struct world *world, usec now, size_t limit, struct step_done *out,
                    struct fault *why)
{
    SCOPED(inbox_texts_clear) struct inbox_texts texts = {0};
    SCOPED(mem_free) struct decision *decisions = NULL;

    *out = (struct step_done){.next_at = USEC_NEVER};
    TRY(store_inbox_next(world->store, now, limit, &texts, why));
    if (texts.n == 0) return RC_OK;
    decisions = mem_new(texts.n, sizeof(*decisions));
    TRY(handle_all(world, &texts, now, decisions, why));
    *out = (struct step_done){.n = texts.n, .next_at = now};
    outbox_nudge(world->outbox);
    return RC_OK;
}
