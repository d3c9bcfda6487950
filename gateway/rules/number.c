/* The number: whether it still reaches the family. A provider's report is a hint, so a person asks. */
#include "gateway/rules/rules.h"

struct ruling rule_number_failed(const struct rules *rules, const struct reach *reach, usec *since)
{
    struct ruling ruling = {.rule = RULE_NUMBER_FAILED};
    size_t n = 0;

    while (n < reach->text_n && reach->texts[n].failed)
        n++;
    if (!rules->number_failed.on || n < (size_t)rules->number_failed.texts) return ruling;
    *since = reach->texts[n - 1].at;
    ruling.level = LEVEL_WATCH;
    figures_number(&ruling.figures, (int64_t)n);
    figures_day(&ruling.figures, *since);
    return ruling;
}

struct ruling rule_number_silent(const struct rules *rules, const struct reach *reach, usec now,
                                 usec *since)
{
    struct ruling ruling = {.rule = RULE_NUMBER_SILENT};
    usec from;
    size_t n = 0;

    while (n < reach->text_n && reach->texts[n].at > reach->heard_at)
        n++;
    if (!rules->number_silent.on || n < (size_t)rules->number_silent.texts) return ruling;
    from = reach->heard_at ? reach->heard_at : reach->texts[n - 1].at;
    if (now - from < rules->number_silent.days) return ruling;
    *since = from;
    ruling.level = LEVEL_WATCH;
    figures_number(&ruling.figures, (now - from) / USEC_DAY);
    figures_number(&ruling.figures, (int64_t)n);
    return ruling;
}

static bool is_unreported(const struct config *config, const struct reach_text *text)
{
    const struct route *route = config_route(config, text->route);

    return route && route->reports && !text->failed && !text->arrived;
}

struct ruling rule_number_unreported(const struct config *config, const struct reach *reach,
                                     usec now, usec *since)
{
    struct ruling ruling = {.rule = RULE_NUMBER_UNREPORTED};
    size_t from = 0, till;

    /* Those that are still on their way say nothing yet. */
    while (from < reach->text_n && is_unreported(config, &reach->texts[from]) &&
           now - reach->texts[from].at < config->rules.number_unreported.hours)
        from++;
    till = from;
    while (till < reach->text_n && is_unreported(config, &reach->texts[till]))
        till++;
    if (!config->rules.number_unreported.on || till == from) return ruling;
    *since = reach->texts[till - 1].at;
    ruling.level = LEVEL_WATCH;
    figures_number(&ruling.figures, (int64_t)(till - from));
    figures_day(&ruling.figures, *since);
    return ruling;
}

struct ruling rule_number_wrong(const struct rules *rules)
{
    return (struct ruling){.rule = RULE_NUMBER_WRONG,
                           .level = rules->number_wrong.on ? LEVEL_WATCH : LEVEL_STABLE};
}
