/* Silence: check-ins that nobody answered. Never scored as "fine". */
#include "gateway/rules/rules.h"

struct rules rules_within(const struct rules *rules, const struct programme *programme,
                          const struct phase *phase)
{
    struct rules within = *rules;
    struct silence silence = {rules->silence.shown, rules->silence.calls};

    if (programme) silence = programme_silence(programme, phase, silence);
    within.silence.shown = silence.shown;
    within.silence.calls = silence.calls;
    return within;
}

struct ruling rule_silence(const struct rules *rules, int run, bool trouble_before)
{
    struct ruling ruling = {.rule = RULE_SILENCE};

    if (!rules->silence.on) return ruling;
    if (run >= rules->silence.shown) ruling.level = LEVEL_WATCH;
    if (run >= rules->silence.calls || trouble_before) ruling.level = LEVEL_RELAPSE;
    figures_number(&ruling.figures, run);
    return ruling;
}

static int run_of(const struct habit *habit)
{
    int run = 0;

    while ((size_t)run < habit->n && !habit->answered[run])
        run++;
    return run;
}

/* The predictive chance of `run` misses in a row. Each miss that came makes the next one likelier. */
static double chance_of(int run, int answered, int n)
{
    double chance = 1;

    for (int i = 0; i < run; i++)
        chance *= (double)(1 + n - answered + i) / (double)(2 + n + i);
    return chance;
}

struct ruling rule_silence_habit(const struct rules *rules, const struct habit *habit)
{
    struct ruling ruling = {.rule = RULE_SILENCE_HABIT};
    int before = run_of(habit), run = before + 1, n = 0, answered = 0;
    double percent;

    static_assert(HABIT_MAX >= CHECK_INS_MAX, "so many are loaded");
    if (!rules->silence_habit.on) return ruling;
    for (size_t i = (size_t)before; i < habit->n && n < rules->silence_habit.check_ins; i++, n++)
        answered += habit->answered[i];
    if (answered == 0) return ruling; /* nothing is usual yet */
    percent = 100 * chance_of(run, answered, n) - 1e-9;
    if (percent <= rules->silence_habit.shown_percent) ruling.level = LEVEL_WATCH;
    if (percent <= rules->silence_habit.calls_percent) ruling.level = LEVEL_RELAPSE;
    figures_number(&ruling.figures, answered);
    figures_number(&ruling.figures, n);
    figures_number(&ruling.figures, run);
    return ruling;
}

struct ruling rule_silences(const struct rules *rules, const struct habit *habit,
                            bool trouble_before)
{
    struct ruling fixed = rule_silence(rules, run_of(habit) + 1, trouble_before);
    struct ruling usual = rule_silence_habit(rules, habit);

    return fixed.level > usual.level ? fixed : usual;
}
