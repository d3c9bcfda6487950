/* Findings: how well does the computer read? For the coordinator and the auditor; counts alone. */
#include "gateway/learn/report.h"
#include "gateway/web/pages.h"
#include "gateway/web/view.h"

static void add_row(json_t *rows, const char *word, const struct share *share)
{
    SCOPED(text_clear) struct text of = {0}, value = {0}, interval = {0};

    if (!share->of) return;
    text_addf(&of, "%lld / %lld", (long long)share->n, (long long)share->of);
    text_addf(&value, "%.0f %%", 100 * share_value(share));
    text_addf(&interval, "%.0f – %.0f %%", 100 * share->low, 100 * share->high);
    json_array_append_new(rows, json_pack("{s:o, s:o, s:o, s:o}", "word", json_text(word), "of",
                                          json_text(text_string(&of)), "share",
                                          json_text(text_string(&value)), "interval",
                                          json_text(text_string(&interval))));
}

static void add_table(json_t *tables, const struct visit *visit, const char *name, const char *of,
                      json_t *rows)
{
    if (json_array_size(rows) == 0) {
        json_decref(rows);
        return;
    }
    json_array_append_new(tables, json_pack("{s:s, s:s, s:s, s:o}", "id", name, "title",
                                            phrase(visit->phrases, name), "of_word",
                                            phrase(visit->phrases, of), "rows", rows));
}

static json_t *languages_of(const struct visit *visit, const struct found_report *report,
                            bool uncertain)
{
    json_t *rows = json_array();

    for (size_t i = 0; i < REPORT_LANGUAGES; i++)
        add_row(rows,
                i < LANGUAGE_N ? phrase_of(visit->phrases, "language", report_language_name(i))
                               : phrase(visit->phrases, "findings_unknown"),
                uncertain ? &report->languages[i].uncertain : &report->languages[i].right);
    return rows;
}

static json_t *levels_of(const struct visit *visit, const struct found_report *report)
{
    json_t *rows = json_array();
    char name[4];

    for (int level = LEVEL_WATCH; level <= LEVEL_CRISIS; level++) {
        snprintf(name, sizeof(name), "%d", level & 3);
        add_row(rows, phrase_of(visit->phrases, "level", name), &report->levels[level]);
    }
    add_row(rows, phrase(visit->phrases, "findings_calls"), &report->calls);
    return rows;
}

static json_t *tables_of(const struct visit *visit, const struct found_report *report)
{
    json_t *tables = json_array(), *domains = json_array(), *sources = json_array();

    add_row(sources, phrase(visit->phrases, "findings_all"), &report->right);
    for (size_t i = 0; i < REPORT_SOURCES; i++)
        if (*report_source_name(i))
            add_row(sources, phrase_of(visit->phrases, "source", report_source_name(i)),
                    &report->sources[i]);
    for (int domain = DOMAIN_GENERAL + 1; domain < DOMAIN_N; domain++)
        add_row(domains, phrase_of(visit->phrases, "domain", domain_name((enum domain)domain)),
                &report->domains[domain]);
    add_table(tables, visit, "findings_by_source", "findings_of", sources);
    add_table(tables, visit, "findings_by_level", "findings_of", levels_of(visit, report));
    add_table(tables, visit, "findings_by_language", "findings_of",
              languages_of(visit, report, false));
    add_table(tables, visit, "findings_by_domain", "findings_of", domains);
    add_table(tables, visit, "findings_uncertain", "findings_of_replies",
              languages_of(visit, report, true));
    return tables;
}

static json_t *summary_of(const struct visit *visit, const struct found_report *report)
{
    const int64_t numbers[] = {report->coverage.of, report->coverage.n, report->closed,
                               report->unjudged, report->missed};
    char words[COUNT(numbers)][24];

    for (size_t i = 0; i < COUNT(numbers); i++)
        snprintf(words[i], sizeof(words[i]), "%lld", (long long)numbers[i]);
    return phrase_json(visit->phrases, "findings_summary", words[0], words[1], words[2], words[3],
                       words[4], NULL);
}

enum rc findings_show(struct visit *visit, struct fault *why)
{
    SCOPED(found_counts_clear) struct found_counts counts = {0};
    struct found_report report;
    json_t *values;

    TRY(store_verdict_counts(visit_store(visit), 0, &counts, why));
    report_make(&counts, &report);
    values = json_pack("{s:o, s:o, s:b}", "summary", summary_of(visit, &report), "tables",
                       tables_of(visit, &report), "none", report.coverage.n == 0);
    return visit_page(visit, 200, "findings", phrase(visit->phrases, "findings"), values, why);
}
