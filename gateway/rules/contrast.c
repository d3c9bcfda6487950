/* Contrast: an answer that does not go with what was told before. Another hand may hold the phone. Nothing is
 * closed by it and no text to the family changes: the perpetrator may read along. */
#include "gateway/rules/rules.h"

/* What somebody said of this family, and that counts for it. */
static bool is_said(const struct past_signal *signal)
{
    return signal->source <= SOURCE_SCORE && signal->in_plan;
}

const struct past_signal *last_alarm(const struct past *past, usec now, usec within)
{
    for (size_t i = 0; i < past->signal_n && past->signals[i].at >= now - within; i++)
        if (is_said(&past->signals[i]) && past->signals[i].level >= LEVEL_RELAPSE)
            return &past->signals[i];
    return NULL;
}

const struct past_signal *last_violence(const struct past *past, usec now, usec within)
{
    for (size_t i = 0; i < past->signal_n && past->signals[i].at >= now - within; i++)
        if (is_said(&past->signals[i]) && past->signals[i].domain == DOMAIN_VIOLENCE)
            return &past->signals[i];
    return NULL;
}

bool rule_is_contrast(enum rule_kind rule)
{
    return rule == RULE_ALL_WELL || rule == RULE_STOP_AFTER_VIOLENCE ||
           rule == RULE_STOP_AFTER_TROUBLE;
}

/* Once an alarm: whoever said it again a week later is no news. */
static bool said_since(const struct past *past, enum rule_kind rule, usec at)
{
    for (size_t i = 0; i < past->signal_n && past->signals[i].at >= at; i++)
        if (past->signals[i].rule == rule) return true;
    return false;
}

struct ruling rule_all_well(const struct rules *rules, const struct past *past, usec now)
{
    struct ruling ruling = {.rule = RULE_ALL_WELL};
    const struct past_signal *alarm;
    bool grave;

    if (!rules->all_well.on) return ruling;
    alarm = last_alarm(past, now, rules->all_well.days);
    if (!alarm || said_since(past, RULE_ALL_WELL, alarm->at)) return ruling;
    grave = alarm->level == LEVEL_CRISIS || alarm->domain == DOMAIN_VIOLENCE;
    ruling.level = grave ? LEVEL_RELAPSE : LEVEL_WATCH;
    figures_day(&ruling.figures, alarm->at);
    return ruling;
}

struct ruling rule_stop(const struct rules *rules, const struct past *past, usec now)
{
    struct ruling ruling = {.rule = RULE_STOP_AFTER_VIOLENCE};
    const struct past_signal *before = NULL;

    if (rules->stop_after_violence.on)
        before = last_violence(past, now, rules->stop_after_violence.days);
    if (!before && rules->stop_after_trouble.on) {
        ruling.rule = RULE_STOP_AFTER_TROUBLE;
        before = last_alarm(past, now, rules->stop_after_trouble.days);
    }
    if (!before) return ruling;
    ruling.level = LEVEL_RELAPSE;
    figures_day(&ruling.figures, before->at);
    return ruling;
}

struct ruling rule_decline(const struct rules *rules, const struct past *past, usec now)
{
    struct rules violence = {.stop_after_violence = rules->stop_after_violence};

    return rule_stop(&violence, past, now);
}
