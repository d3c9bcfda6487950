#include "gateway/learn/report.h"

static const char *const sources[REPORT_SOURCES] = {
    [SOURCE_REPLY] = "reply",       [SOURCE_SCORE] = "score",     [SOURCE_SILENCE] = "silence",
    [SOURCE_DELIVERY] = "delivery", [SOURCE_SEVERAL] = "several", [SOURCE_HELPER] = "helper",
};

const char *report_source_name(size_t source)
{
    assert(source < REPORT_SOURCES);
    return sources[source] ? sources[source] : "";
}

size_t report_language(const char *name)
{
    enum language language;

    return language_find(name, &language) ? (size_t)language : LANGUAGE_N;
}

const char *report_language_name(size_t place)
{
    assert(place < REPORT_LANGUAGES);
    return place < LANGUAGE_N ? language_name((enum language)place) : "und";
}

static void add(struct share *share, int64_t n, bool right)
{
    share->of += n;
    if (right) share->n += n;
}

/* What was read in a reply; what was missed in it has no reading to be right or wrong. */
static void add_reply_signal(struct found_report *report, const struct found_count *count)
{
    bool same_domain = count->found_domain == count->machine_domain;
    bool same_level = count->found_level == count->machine_level;
    struct found_language *language = &report->languages[report_language(count->language)];

    report->confusion[count->machine_level][count->found_level] += count->n;
    if (count->machine_level == LEVEL_STABLE) {
        if (count->found_level == LEVEL_STABLE) return;
        report->missed += count->n;
        language->missed += count->n;
        return;
    }
    add(&report->domains[count->machine_domain], count->n, same_domain && count->found_level > 0);
    add(&report->levels[count->machine_level], count->n, same_level);
    if (count->machine_level >= LEVEL_RELAPSE)
        add(&report->calls, count->n, count->found_level >= LEVEL_RELAPSE);
    add(&language->right, count->n, same_domain && same_level);
}

static void add_signal(struct found_report *report, const struct found_count *count)
{
    bool right =
        count->found_domain == count->machine_domain && count->found_level == count->machine_level;

    if (count->machine_level > LEVEL_STABLE) {
        add(&report->coverage, count->n, count->judged);
        if (count->judged) {
            add(&report->right, count->n, right);
            if ((size_t)count->source < REPORT_SOURCES)
                add(&report->sources[count->source], count->n, right);
        }
    }
    if (count->judged && count->source == SOURCE_REPLY) add_reply_signal(report, count);
}

/* Puts the intervals round what was counted. */
static void finish(struct share *shares, size_t n)
{
    for (size_t i = 0; i < n; i++)
        shares[i] = share_of(shares[i].n, shares[i].of);
}

void report_make(const struct found_counts *counts, struct found_report *out)
{
    struct found_report report = {
        .alerts = counts->alerts, .closed = counts->closed, .unjudged = counts->unjudged};

    for (size_t i = 0; i < counts->signal_n; i++)
        add_signal(&report, &counts->signals[i]);
    for (size_t i = 0; i < counts->reply_n; i++) {
        const struct read_count *count = &counts->replies[i];
        struct found_language *language = &report.languages[report_language(count->language)];

        language->uncertain.of += count->replies;
        language->uncertain.n += count->uncertain;
        language->confirmed_empty += count->confirmed_empty;
    }
    finish(&report.right, 1);
    finish(&report.coverage, 1);
    finish(&report.calls, 1);
    finish(report.domains, DOMAIN_N);
    finish(report.levels, REPORT_LEVELS);
    finish(report.sources, REPORT_SOURCES);
    for (size_t i = 0; i < REPORT_LANGUAGES; i++) {
        finish(&report.languages[i].right, 1);
        finish(&report.languages[i].uncertain, 1);
    }
    *out = report;
}
