/* A report, for programs and for people. */
#include "gateway/learn/report.h"

static json_t *write_share(const struct share *share)
{
    return json_pack("{s:I, s:I, s:o, s:f, s:f}", "n", (json_int_t)share->n, "of",
                     (json_int_t)share->of, "share",
                     share->of ? json_real(share_value(share)) : json_null(), "low", share->low,
                     "high", share->high);
}

static json_t *write_levels(const struct found_report *report)
{
    json_t *levels = json_object();
    char name[4];

    for (int level = LEVEL_WATCH; level <= LEVEL_CRISIS; level++) {
        snprintf(name, sizeof(name), "%d", level);
        json_object_set_new(levels, name, write_share(&report->levels[level]));
    }
    json_object_set_new(levels, "2 or 3", write_share(&report->calls));
    return levels;
}

static json_t *write_languages(const struct found_report *report)
{
    json_t *languages = json_object();

    for (size_t i = 0; i < REPORT_LANGUAGES; i++) {
        const struct found_language *language = &report->languages[i];

        json_object_set_new(
            languages, report_language_name(i),
            json_pack("{s:o, s:o, s:I, s:I}", "right", write_share(&language->right), "uncertain",
                      write_share(&language->uncertain), "missed", (json_int_t)language->missed,
                      "confirmed_empty", (json_int_t)language->confirmed_empty));
    }
    return languages;
}

static json_t *write_confusion(const struct found_report *report)
{
    json_t *rows = json_array();

    for (int read = 0; read < REPORT_LEVELS; read++) {
        json_t *row = json_array();

        for (int found = 0; found < REPORT_LEVELS; found++)
            json_array_append_new(row, json_integer(report->confusion[read][found]));
        json_array_append_new(rows, row);
    }
    return rows;
}

json_t *report_json(const struct found_report *report)
{
    json_t *domains = json_object(), *sources = json_object();

    for (int domain = DOMAIN_GENERAL + 1; domain < DOMAIN_N; domain++)
        json_object_set_new(domains, domain_name((enum domain)domain),
                            write_share(&report->domains[domain]));
    for (size_t i = 0; i < REPORT_SOURCES; i++)
        if (*report_source_name(i))
            json_object_set_new(sources, report_source_name(i), write_share(&report->sources[i]));
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:I, s:{s:I, s:I, s:I}}", "right",
                     write_share(&report->right), "coverage", write_share(&report->coverage),
                     "domains", domains, "levels", write_levels(report), "languages",
                     write_languages(report), "sources", sources, "level_read_by_level_found",
                     write_confusion(report), "missed", (json_int_t)report->missed, "alerts", "all",
                     (json_int_t)report->alerts, "closed", (json_int_t)report->closed, "unjudged",
                     (json_int_t)report->unjudged);
}

/* ---- For people ---- */

static void print_share(struct text *out, const char *name, const struct share *share)
{
    if (share->of)
        text_addf(out, "  %-14s %6lld of %6lld   %.2f   (%.2f to %.2f)\n", name,
                  (long long)share->n, (long long)share->of, share_value(share), share->low,
                  share->high);
}

static void print_head(struct text *out, const char *title)
{
    text_addf(out, "\n%s\n", title);
}

static void print_levels(const struct found_report *report, struct text *out)
{
    static const char *const names[REPORT_LEVELS] = {"", "1 watch", "2 relapse", "3 crisis"};

    print_head(out, "Replies, by the level that was read: found to be that level");
    for (int level = LEVEL_WATCH; level <= LEVEL_CRISIS; level++)
        print_share(out, names[level], &report->levels[level]);
    print_share(out, "2 or 3", &report->calls);
}

static void print_confusion(const struct found_report *report, struct text *out)
{
    print_head(out, "Replies, level read (down) and level found (across)");
    text_addf(out, "  %-14s %6d %6d %6d %6d\n", "", 0, 1, 2, 3);
    for (int read = 0; read < REPORT_LEVELS; read++) {
        text_addf(out, "  %d %-12s", read, read ? "" : "missed");
        for (int found = 0; found < REPORT_LEVELS; found++)
            text_addf(out, " %6lld", (long long)report->confusion[read][found]);
        text_add(out, "\n");
    }
}

static void print_summary(const struct found_report *report, const char *since, struct text *out)
{
    text_addf(out, "Signals%s%s: %lld, of which %lld have a verdict.\n", since ? " since " : "",
              since ? since : "", (long long)report->coverage.of, (long long)report->coverage.n);
    text_addf(out, "Alerts: %lld, closed %lld, of those without a verdict %lld.\n",
              (long long)report->alerts, (long long)report->closed, (long long)report->unjudged);
    text_addf(out, "Missed by the reader, as far as people said: %lld.\n",
              (long long)report->missed);
}

void report_print(const struct found_report *report, const char *since, struct text *out)
{
    print_summary(report, since, out);
    print_head(out, "Found right, of what has a verdict: domain and level   (95 % interval)");
    print_share(out, "all", &report->right);
    for (size_t i = 0; i < REPORT_SOURCES; i++)
        print_share(out, report_source_name(i), &report->sources[i]);
    print_head(out, "Replies, by language: domain and level right");
    for (size_t i = 0; i < REPORT_LANGUAGES; i++)
        print_share(out, report_language_name(i), &report->languages[i].right);
    print_head(out, "Replies, by the domain that was read: found to be about that");
    for (int domain = DOMAIN_GENERAL + 1; domain < DOMAIN_N; domain++)
        print_share(out, domain_name((enum domain)domain), &report->domains[domain]);
    print_levels(report, out);
    print_confusion(report, out);
    print_head(out, "Marked uncertain, of all replies");
    for (size_t i = 0; i < REPORT_LANGUAGES; i++)
        print_share(out, report_language_name(i), &report->languages[i].uncertain);
    print_head(out, "Replies without a signal, and a person says so too; and signals missed");
    for (size_t i = 0; i < REPORT_LANGUAGES; i++)
        if (report->languages[i].confirmed_empty || report->languages[i].missed)
            text_addf(out, "  %-14s %6lld    missed %6lld\n", report_language_name(i),
                      (long long)report->languages[i].confirmed_empty,
                      (long long)report->languages[i].missed);
}
