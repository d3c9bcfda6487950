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
