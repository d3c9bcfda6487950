/* Two observers: members of one family who are asked in the same days and tell very different things. */
#include "gateway/rules/rules.h"

struct ruling rule_observers_score(const struct rules *rules, const struct observation *mine,
                                   const struct observation *other)
{
    struct ruling ruling = {.rule = RULE_OBSERVERS_SCORE};

    if (!rules->observers_score.on || mine->score == 0 || other->score == 0) return ruling;
    if (abs(mine->score - other->score) >= rules->observers_score.points)
        ruling.level = LEVEL_WATCH;
    figures_number(&ruling.figures, other->score);
    figures_number(&ruling.figures, mine->score);
    return ruling;
}

/* Whether `one` told of trouble while `other` gives a good score. */
static bool is_apart(const struct rules *rules, const struct observation *one,
                     const struct observation *other)
{
    return one->level >= LEVEL_RELAPSE && other->score >= rules->observers_told.well;
}

struct ruling rule_observers_told(const struct rules *rules, const struct observation *mine,
                                  const struct observation *other)
{
    struct ruling ruling = {.rule = RULE_OBSERVERS_TOLD};
    bool i_told = is_apart(rules, mine, other);

    if (!rules->observers_told.on || (!i_told && !is_apart(rules, other, mine))) return ruling;
    ruling.level = LEVEL_WATCH;
    figures_number(&ruling.figures, i_told ? mine->level : other->level);
    figures_number(&ruling.figures, i_told ? other->score : mine->score);
    return ruling;
}

struct observation observation_of(const struct config *config, const struct past *past,
                                  int64_t member_id, enum domain domain, usec now, usec within)
{
    struct observation observation = {0};
    struct scores scores;

    scores_of(config, past, member_id, domain, &scores);
    if (scores.n > 0 && scores.at[scores.n - 1].at >= now - within)
        observation.score = scores.at[scores.n - 1].score;
    for (size_t i = 0; i < past->signal_n; i++) {
        const struct past_signal *signal = &past->signals[i];

        if (signal->member_id == member_id && signal->in_plan && signal->source <= SOURCE_SCORE &&
            signal->at >= now - within && signal->level > observation.level)
            observation.level = signal->level;
    }
    return observation;
}
