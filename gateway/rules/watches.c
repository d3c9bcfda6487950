/* Many watches make a relapse: worries in one domain of the plan that add up over weeks, and fade. */
#include <math.h>

#include "gateway/rules/rules.h"

/* So many days are named; the sum counts them all. */
#define DAYS_NAMED_MAX 10

/* What a worry still counts after this time: 1 on its day, half after each half-life. */
static double left_of(const struct rules *rules, usec age)
{
    return exp2(-(double)(age > 0 ? age : 0) / (double)rules->watches.half_life);
}

struct ruling rule_watches(const struct rules *rules, const struct watches *watches, usec now)
{
    struct ruling ruling = {.rule = RULE_WATCHES};
    size_t named = watches->n < DAYS_NAMED_MAX ? watches->n : DAYS_NAMED_MAX;
    double sum = 0;

    if (!rules->watches.on) return ruling;
    for (size_t i = 0; i < watches->n; i++)
        sum += left_of(rules, now - watches->at[i]);
    if (sum * 10 < rules->watches.sum_tenths - 1e-6) return ruling;
    ruling.level = LEVEL_RELAPSE;
    figures_number(&ruling.figures, (int64_t)watches->n);
    for (size_t i = named; i-- > 0;)
        if (i + 1 == named)
            figures_day(&ruling.figures, watches->at[i]);
        else
            figures_and_day(&ruling.figures, watches->at[i]);
    return ruling;
}

static void add_day(struct watches *watches, const struct zone *zone, usec at)
{
    size_t n = watches->n;

    if (n == WATCHES_MAX) return;
    if (n > 0 && zone_day(zone, watches->at[n - 1]) == zone_day(zone, at)) return;
    watches->at[watches->n++] = at;
}

bool is_worry(enum signal_source source)
{
    return source != SOURCE_SEVERAL && source != SOURCE_DELIVERY;
}

void watches_of(const struct config *config, const struct past *past, enum domain domain, usec now,
                struct watches *out)
{
    const struct zone *zone = config->municipality.zone;

    *out = (struct watches){0};
    add_day(out, zone, now);
    for (size_t i = 0; i < past->signal_n; i++) {
        const struct past_signal *signal = &past->signals[i];

        if (signal->domain != domain || !signal->in_plan) continue;
        if (signal->level >= LEVEL_RELAPSE) return;
        if (signal->level == LEVEL_WATCH && is_worry(signal->source))
            add_day(out, zone, signal->at);
    }
}
