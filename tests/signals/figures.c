#include "tests/signals/figures.h"

static double ratio(size_t part, size_t rest)
{
    return part + rest ? (double)part / (double)(part + rest) : 1.0;
}

double counts_recall(const struct counts *counts)
{
    return ratio(counts->hits, counts->misses);
}

double counts_precision(const struct counts *counts)
{
    return ratio(counts->hits, counts->alarms);
}

static void count(struct counts *counts, bool wanted, bool got)
{
    counts->hits += wanted && got;
    counts->misses += wanted && !got;
    counts->alarms += !wanted && got;
}

static bool tells_of(const struct reading *reading, enum domain domain)
{
    for (size_t i = 0; i < reading->signal_n; i++)
        if (reading->signals[i].domain == domain) return true;
    return false;
}

enum level reading_level(const struct reading *reading)
{
    enum level level = LEVEL_STABLE;

    for (size_t i = 0; i < reading->signal_n; i++)
        if (reading->signals[i].level > level) level = reading->signals[i].level;
    return level;
}

void figures_count(struct figures *figures, const struct labelled *labelled,
                   const struct reading *reading)
{
    enum level wanted = labelled->levels[DOMAIN_GENERAL], got = reading_level(reading);

    for (enum domain domain = DOMAIN_GENERAL + 1; domain < DOMAIN_N; domain++)
        count(&figures->domains, labelled->levels[domain] > 0, tells_of(reading, domain));
    count(&figures->crisis, wanted == LEVEL_CRISIS, got == LEVEL_CRISIS);
    count(&figures->relapse, wanted >= LEVEL_RELAPSE, got >= LEVEL_RELAPSE);
    figures->n++;
    figures->intents += reading->intent == labelled->intent;
    figures->languages += strcmp(reading->language, labelled->language) == 0;
    figures->uncertain += reading->uncertain;
    figures->unseen += wanted == LEVEL_CRISIS && got < LEVEL_RELAPSE && !reading->uncertain;
}

void figures_print(const char *name, const struct figures *figures)
{
    double recall = counts_recall(&figures->domains),
           precision = counts_precision(&figures->domains), n = (double)figures->n;

    printf("%-13s %4zu replies  crisis R %.3f P %.3f  level 2+ R %.3f P %.3f  domain F1 %.3f  "
           "intent %.3f  language %.3f  uncertain %.3f  crises unseen %zu\n",
           name, figures->n, counts_recall(&figures->crisis), counts_precision(&figures->crisis),
           counts_recall(&figures->relapse), counts_precision(&figures->relapse),
           2 * recall * precision / (recall + precision), (double)figures->intents / n,
           (double)figures->languages / n, (double)figures->uncertain / n, figures->unseen);
}
