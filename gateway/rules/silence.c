/* Silence: check-ins that nobody answered. Never scored as "fine". */
#include "gateway/rules/rules.h"

struct ruling rule_silence(const struct rules *rules, int run, bool trouble_before)
{
    struct ruling ruling = {.rule = RULE_SILENCE};

    if (!rules->silence.on) return ruling;
    if (run >= rules->silence.shown) ruling.level = LEVEL_WATCH;
    if (run >= rules->silence.calls || trouble_before) ruling.level = LEVEL_RELAPSE;
    figures_number(&ruling.figures, run);
    return ruling;
}

bool trouble_before(const struct past *past, usec now, usec within)
{
    for (size_t i = 0; i < past->signal_n; i++) {
        const struct past_signal *signal = &past->signals[i];

        /* What somebody said: silence alone is no trouble before. */
        if (signal->at >= now - within && signal->level >= LEVEL_RELAPSE &&
            signal->source <= SOURCE_SCORE)
            return true;
    }
    return false;
}

bool violence_before(const struct past *past, usec now, usec within)
{
    for (size_t i = 0; i < past->signal_n; i++)
        if (past->signals[i].at >= now - within && past->signals[i].domain == DOMAIN_VIOLENCE)
            return true;
    return false;
}
