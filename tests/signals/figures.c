#include "tests/signals/figures.h"

void figures_print(const char *name, const struct figures *figures)
{
    double n = (double)figures->replies;

    printf("%-13s %4lld replies  crisis R %.3f P %.3f  level 2+ R %.3f P %.3f  domain F1 %.3f  "
           "intent %.3f  language %.3f  uncertain %.3f  crises unseen %lld\n",
           name, (long long)figures->replies, hits_recall(&figures->crisis),
           hits_precision(&figures->crisis), hits_recall(&figures->calls),
           hits_precision(&figures->calls), figures_domain_f1(figures),
           (double)figures->intents / n, (double)figures->varieties / n,
           (double)figures->uncertain / n, (long long)figures->unseen);
}
