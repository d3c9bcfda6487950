#include "gateway/steps/numbers.h"

#include "gateway/alerts/alerts.h"
#include "gateway/rules/rules.h"

/* Where the round of today is: when it began, and the last phone that it came to; 0: it is done. */
#define NOTE_BEGAN "numbers_at"
#define NOTE_AFTER "numbers_after"

static enum rc read_note(struct world *world, const char *name, int64_t *out, struct fault *why)
{
    enum rc rc = store_note_read(world->store, name, out, why);

    if (rc != RC_MISSING) return rc;
    *out = 0;
    return RC_OK;
}

static bool was_told(const struct past *past, enum rule_kind rule, usec since)
{
    for (size_t i = 0; i < past->signal_n; i++)
        if (past->signals[i].rule == rule && past->signals[i].at >= since) return true;
    return false;
}

/* What is to be said of one number: the first rule that speaks and was not heard yet. `asks`: a person has to
 * ask the family. */
static struct ruling look(struct world *world, const struct reach *reach, const struct past *past,
                          usec now, bool *asks)
{
    usec since = 0;
    struct ruling ruling = rule_number_failed(&world->config->rules, reach, &since);

    *asks = true;
    if (ruling.level > LEVEL_STABLE && !was_told(past, ruling.rule, since)) return ruling;
    ruling = rule_number_silent(&world->config->rules, reach, now, &since);
    if (ruling.level > LEVEL_STABLE && !was_told(past, ruling.rule, since)) return ruling;
    *asks = false;
    ruling = rule_number_unreported(world->config, reach, now, &since);
    if (ruling.level > LEVEL_STABLE && !was_told(past, ruling.rule, since)) return ruling;
    return (struct ruling){0};
}

static enum rc tell(struct world *world, int64_t family_id, const struct ruling *ruling, bool asks,
                    usec now, struct fault *why)
{
    SCOPED(decision_clear) struct decision decision;
    SCOPED(family_clear) struct family family = {0};

    decision_init(&decision);
    TRY(store_family_load(world->store, family_id, &family, why));
    decision_ruling(&decision, &family, ruling, DOMAIN_GENERAL, SOURCE_DELIVERY);
    if (asks) {
        decision.alert = alerts_raise(world->config, &family, LEVEL_RELAPSE, now);
        decision.changes.alert = &decision.alert;
    }
    return store_apply(world->store, decision_changes(&decision), now, why);
}

static enum rc look_at_number(struct world *world, const struct reach *reach, usec now,
                              struct fault *why)
{
    SCOPED(past_clear) struct past past = {0};
    struct ruling ruling;
    bool asks;

    /* Most have nothing to tell: only then the past is asked. */
    ruling = look(world, reach, &past, now, &asks);
    if (ruling.level == LEVEL_STABLE) return RC_OK;
    TRY(store_past_load(world->store, reach->family_id, now, &past, why));
    ruling = look(world, reach, &past, now, &asks);
    if (ruling.level == LEVEL_STABLE) return RC_OK;
    return tell(world, reach->family_id, &ruling, asks, now, why);
}

/* Where the round goes on; `due` is false until a new one begins, a day after the last. */
static enum rc take_place(struct world *world, usec now, bool *due, int64_t *after,
                          struct fault *why)
{
    int64_t began = 0;

    TRY(read_note(world, NOTE_BEGAN, &began, why));
    TRY(read_note(world, NOTE_AFTER, after, why));
    *due = *after > 0 || now < began || now - began >= USEC_DAY;
    if (!*due || *after > 0) return RC_OK;
    return store_note_write(world->store, NOTE_BEGAN, now, why);
}

enum rc watch_numbers(struct world *world, usec now, size_t limit, struct step_done *out,
                      struct fault *why)
{
    SCOPED(reaches_clear) struct reaches reaches = {0};
    struct reach_ask ask = {.limit = limit, .texts = REACH_TEXTS_MAX};
    bool due;

    TRY(take_place(world, now, &due, &ask.after, why));
    if (!due) return RC_OK;
    TRY(store_reach_list(world->store, &ask, &reaches, why));
    for (size_t i = 0; i < reaches.n; i++)
        TRY(look_at_number(world, &reaches.at[i], now, why));
    out->n += reaches.n;
    /* Written last: after a crash some are looked at again, and what was told is not told again. */
    return store_note_write(world->store, NOTE_AFTER,
                            reaches.n < limit ? 0 : reaches.at[reaches.n - 1].phone_id, why);
}
