#include "gateway/learn/measure.h"

static double ratio(int64_t part, int64_t rest)
{
    return part + rest ? (double)part / (double)(part + rest) : 1;
}

double hits_recall(const struct hits *hits)
{
    return ratio(hits->right, hits->missed);
}

double hits_precision(const struct hits *hits)
{
    return ratio(hits->right, hits->alarms);
}

static void count(struct hits *hits, bool is, bool read)
{
    hits->right += is && read;
    hits->missed += is && !read;
    hits->alarms += !is && read;
}

static enum level level_read(const struct reading *reading, enum domain domain)
{
    enum level level = LEVEL_STABLE;

    for (size_t i = 0; i < reading->signal_n; i++) {
        const struct signal *signal = &reading->signals[i];

        if ((domain == DOMAIN_GENERAL || signal->domain == domain) && signal->level > level)
            level = signal->level;
    }
    return level;
}

void figures_add(struct figures *figures, const struct labelled *labelled,
                 const struct reading *reading)
{
    enum level is = labelled->levels[DOMAIN_GENERAL], read = level_read(reading, DOMAIN_GENERAL);

    figures->replies++;
    figures->intents += reading->intent == labelled->intent;
    figures->varieties += strcmp(reading->language, labelled->language) == 0;
    figures->uncertain += reading->uncertain;
    figures->unseen += is == LEVEL_CRISIS && read < LEVEL_RELAPSE && !reading->uncertain;
    count(&figures->crisis, is == LEVEL_CRISIS, read == LEVEL_CRISIS);
    count(&figures->calls, is >= LEVEL_RELAPSE, read >= LEVEL_RELAPSE);
    for (enum domain domain = DOMAIN_GENERAL + 1; domain < DOMAIN_N; domain++)
        count(&figures->domains, labelled->levels[domain] > 0, level_read(reading, domain) > 0);
}

void measured_add(struct measured *measured, const struct labelled *labelled,
                  const struct reading *reading)
{
    enum language language;

    figures_add(&measured->all, labelled, reading);
    if (language_find(labelled->language, &language))
        figures_add(&measured->languages[language], labelled, reading);
}

/* ---- For people ---- */

static double share(int64_t part, const struct figures *figures)
{
    return figures->replies ? (double)part / (double)figures->replies : 0;
}

double figures_domain_f1(const struct figures *figures)
{
    double recall = hits_recall(&figures->domains), precision = hits_precision(&figures->domains);

    return recall + precision > 0 ? 2 * recall * precision / (recall + precision) : 0;
}

static void print_pair(struct text *out, const char *name, double before, double after)
{
    text_addf(out, "  %-18s %.3f -> %.3f   %+.3f\n", name, before, after, after - before);
}

static void print_figures(struct text *out, const char *name, const struct figures *before,
                          const struct figures *after)
{
    if (!after->replies) return;
    text_addf(out, "%s, %lld replies\n", name, (long long)after->replies);
    print_pair(out, "crisis recall", hits_recall(&before->crisis), hits_recall(&after->crisis));
    print_pair(out, "crisis precision", hits_precision(&before->crisis),
               hits_precision(&after->crisis));
    print_pair(out, "level 2+ recall", hits_recall(&before->calls), hits_recall(&after->calls));
    print_pair(out, "level 2+ precision", hits_precision(&before->calls),
               hits_precision(&after->calls));
    print_pair(out, "domain F1", figures_domain_f1(before), figures_domain_f1(after));
    print_pair(out, "intent", share(before->intents, before), share(after->intents, after));
    print_pair(out, "variety", share(before->varieties, before), share(after->varieties, after));
    print_pair(out, "uncertain", share(before->uncertain, before), share(after->uncertain, after));
}

void measured_print(const struct measured *before, const struct measured *after, struct text *out)
{
    for (enum language language = 0; language < LANGUAGE_N; language++)
        print_figures(out, language_name(language), &before->languages[language],
                      &after->languages[language]);
    print_figures(out, "all", &before->all, &after->all);
}
