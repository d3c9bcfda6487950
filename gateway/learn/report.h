#ifndef GATEWAY_LEARN_REPORT_H
#define GATEWAY_LEARN_REPORT_H
/* Report: how often people found that the machine had read rightly.
 *
 * Made of counts alone: no name, number or text of a family goes in, so none comes out. Verdicts are given
 * mostly on what raised an alert, so this tells precision; of what the machine misses it shows only what
 * people happened to report, which is no recall. Pure. */
#include <jansson.h>

#include "gateway/learn/interval.h"
#include "gateway/store/store.h"

#define REPORT_LANGUAGES (LANGUAGE_N + 1) /* and `und`, which is also what is of no reply */
#define REPORT_LEVELS    (LEVEL_CRISIS + 1)
#define REPORT_SOURCES   8

struct found_language {
    struct share right;      /* domain and level both, of what was read in replies */
    struct share uncertain;  /* of all replies */
    int64_t missed;          /* signals that people reported as missed */
    int64_t confirmed_empty; /* replies without a signal, and rightly so */
};

struct found_report {
    struct share right;                   /* of all that was judged, from every source */
    struct share coverage;                /* judged, of all signals */
    struct share domains[DOMAIN_N];       /* read as this domain: is it that, at any level? */
    struct share levels[REPORT_LEVELS];   /* read as this level: is it that, in any domain? */
    struct share calls;                   /* read as 2 or 3: is it 2 or 3? */
    struct share sources[REPORT_SOURCES]; /* by enum signal_source: domain and level both */
    struct found_language languages[REPORT_LANGUAGES];
    int64_t confusion[REPORT_LEVELS][REPORT_LEVELS]; /* read, found; read as 0: missed */
    int64_t missed;
    int64_t alerts, closed, unjudged; /* of the closed ones, those without a verdict */
};

/* Domains, levels and languages are about replies; what scores, silence and the rest gave is in `sources`. */
void report_make(const struct found_counts *counts, struct found_report *out);

/* A place in `languages`, and back: "nl", …, "und". */
size_t report_language(const char *name);
const char *report_language_name(size_t place);
const char *report_source_name(size_t source);

/* For programs; shares as {"n","of","share","low","high"}. */
json_t *report_json(const struct found_report *report);
/* For people, as plain lines; `since` is the day that was asked for, or NULL. */
void report_print(const struct found_report *report, const char *since, struct text *out);

#endif
