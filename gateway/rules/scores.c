/* Scores 1 to 5: what the newest says by itself and beside the last, and which scores are whose. */
#include "gateway/rules/rules.h"

static int score_at(const struct scores *scores, size_t back)
{
    return scores->at[scores->n - 1 - back].score;
}

void scores_add(struct scores *scores, int score, usec at)
{
    if (scores->n == SCORES_MAX) {
        memmove(&scores->at[0], &scores->at[1], (SCORES_MAX - 1) * sizeof(scores->at[0]));
        scores->n--;
    }
    scores->at[scores->n].score = score;
    scores->at[scores->n++].at = at;
}

struct ruling rule_score_low(const struct rules *rules, const struct scores *scores)
{
    struct ruling ruling = {.rule = RULE_SCORE_LOW};
    int score = score_at(scores, 0);

    if (!rules->score_low.on) return ruling;
    if (score <= rules->score_low.watch_at) ruling.level = LEVEL_WATCH;
    if (score <= rules->score_low.relapse_at) ruling.level = LEVEL_RELAPSE;
    figures_number(&ruling.figures, score);
    return ruling;
}

struct ruling rule_score_drop(const struct rules *rules, const struct scores *scores)
{
    struct ruling ruling = {.rule = RULE_SCORE_DROP};
    int score = score_at(scores, 0), last;

    if (!rules->score_drop.on || scores->n < 2) return ruling;
    last = score_at(scores, 1);
    if (last - score >= rules->score_drop.by) ruling.level = LEVEL_WATCH;
    figures_number(&ruling.figures, last);
    figures_number(&ruling.figures, score);
    return ruling;
}

struct ruling rule_scores(const struct rules *rules, const struct scores *scores)
{
    /* What tells most comes first: of those alike the first is said. */
    static struct ruling (*const all[])(const struct rules *, const struct scores *) = {
        rule_score_slide, rule_score_falling, rule_score_drop, rule_score_slope, rule_score_low,
    };
    struct ruling highest = {0};

    for (size_t i = 0; scores->n > 0 && i < COUNT(all); i++) {
        struct ruling ruling = all[i](rules, scores);

        if (ruling.level > highest.level) highest = ruling;
    }
    return highest;
}

struct ruling rule_follow_up(const struct rules *rules, const struct scores *scores)
{
    struct ruling ruling = {.rule = RULE_FOLLOW_UP};
    struct ruling scored = rule_scores(rules, scores);

    if (!rules->follow_up.on) return ruling;
    ruling.level = scored.level > LEVEL_WATCH ? scored.level : LEVEL_WATCH;
    return ruling;
}

/* The domain that the question of a score names; `general` where none is named or known any more. */
static enum domain domain_of(const struct config *config, const struct past_score *score)
{
    const struct script *script = config_script(config, score->script);
    const struct script_step *step = script ? script_step_find(script, score->step) : NULL;

    return step ? step->domain : DOMAIN_GENERAL;
}

void scores_of(const struct config *config, const struct past *past, int64_t member_id,
               enum domain domain, struct scores *out)
{
    size_t from = 0, wanted = 0;

    *out = (struct scores){0};
    /* Newest first: stop at SCORES_MAX of them, then go back towards now. */
    for (; from < past->score_n && wanted < SCORES_MAX; from++)
        if (past->scores[from].member_id == member_id &&
            domain_of(config, &past->scores[from]) == domain)
            wanted++;
    while (from-- > 0) {
        const struct past_score *score = &past->scores[from];

        if (score->member_id == member_id && domain_of(config, score) == domain)
            scores_add(out, score->score, score->at);
    }
}

void scores_of_last(const struct config *config, const struct past *past, int64_t member_id,
                    struct scores *out)
{
    enum domain domain = DOMAIN_GENERAL;

    for (size_t i = past->score_n; i-- > 0;)
        if (past->scores[i].member_id == member_id) domain = domain_of(config, &past->scores[i]);
    scores_of(config, past, member_id, domain, out);
}
