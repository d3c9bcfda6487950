/* Trends of scores: falling time after time, sinking slowly, slid to a low one.
 *
 * Each looks at the scores up to now and, to speak once, at the same without the newest. */
#include "gateway/rules/rules.h"

/* Two scores so close together are of one moment and have no slope between them. */
#define APART_MIN (USEC_DAY / 2)

static void list_scores(struct figures *figures, const struct scores *scores, size_t from, size_t n)
{
    for (size_t i = from; i < n; i++)
        if (i == from)
            figures_number(figures, scores->at[i].score);
        else
            figures_and_number(figures, scores->at[i].score);
}

/* How many times in a row the score was lower than the one before, at the end of the first `n`. */
static size_t falls_of(const struct scores *scores, size_t n)
{
    size_t falls = 0;

    while (falls + 1 < n && scores->at[n - 1 - falls].score < scores->at[n - 2 - falls].score)
        falls++;
    return falls;
}

struct ruling rule_score_falling(const struct rules *rules, const struct scores *scores)
{
    struct ruling ruling = {.rule = RULE_SCORE_FALLING};
    size_t wanted = (size_t)rules->score_falling.scores;

    if (!rules->score_falling.on || falls_of(scores, scores->n) + 1 != wanted) return ruling;
    ruling.level = LEVEL_WATCH;
    list_scores(&ruling.figures, scores, scores->n - wanted, scores->n);
    return ruling;
}

static int by_size(const void *one, const void *other)
{
    double a = *(const double *)one, b = *(const double *)other;

    return (a > b) - (a < b);
}

/* The median of the slopes between all pairs, in points a microsecond: up to 29 % of the scores may be odd and
 * it still stands. Source: P. K. Sen, "Estimates of the Regression Coefficient Based on Kendall's Tau",
 * JASA 63 (1968). 0: no two are apart. */
static double slope_of(const struct scores *scores, size_t from, size_t till)
{
    double slopes[SCORES_MAX * (SCORES_MAX - 1) / 2];
    size_t n = 0;

    for (size_t i = from; i < till; i++)
        for (size_t j = i + 1; j < till; j++) {
            usec apart = scores->at[j].at - scores->at[i].at;

            if (apart >= APART_MIN)
                slopes[n++] = (double)(scores->at[j].score - scores->at[i].score) / (double)apart;
        }
    if (n == 0) return 0;
    qsort(slopes, n, sizeof(slopes[0]), by_size);
    return (slopes[(n - 1) / 2] + slopes[n / 2]) / 2;
}

/* Where the scores begin that a slope at the end of the first `n` looks at. */
static size_t slope_from(const struct rules *rules, const struct scores *scores, size_t n)
{
    size_t most = (size_t)rules->score_slope.scores, from = n > most ? n - most : 0;

    while (from < n && scores->at[n - 1].at - scores->at[from].at > rules->score_slope.days)
        from++;
    return from;
}

/* Whether the first `n` scores end in a slope that falls far enough. */
static bool sinks(const struct rules *rules, const struct scores *scores, size_t n)
{
    size_t from = slope_from(rules, scores, n);
    double fall;

    if (!rules->score_slope.on || n - from < SLOPE_SCORES_MIN) return false;
    fall = -slope_of(scores, from, n) * (double)(scores->at[n - 1].at - scores->at[from].at);
    return fall * 10 >= rules->score_slope.fall_tenths - 1e-6;
}

struct ruling rule_score_slope(const struct rules *rules, const struct scores *scores)
{
    struct ruling ruling = {.rule = RULE_SCORE_SLOPE};
    size_t n = scores->n;

    if (n == 0 || !sinks(rules, scores, n) || sinks(rules, scores, n - 1)) return ruling;
    ruling.level = LEVEL_WATCH;
    list_scores(&ruling.figures, scores, slope_from(rules, scores, n), n);
    return ruling;
}

/* Whether the first `n` scores end in a low one to which they fell in a row or sank. */
static bool slid(const struct rules *rules, const struct scores *scores, size_t n)
{
    if (n == 0 || scores->at[n - 1].score > rules->score_low.watch_at) return false;
    return falls_of(scores, n) >= (size_t)rules->score_slide.falls || sinks(rules, scores, n);
}

struct ruling rule_score_slide(const struct rules *rules, const struct scores *scores)
{
    struct ruling ruling = {.rule = RULE_SCORE_SLIDE};
    size_t n = scores->n, from;

    if (!rules->score_slide.on || !slid(rules, scores, n) || slid(rules, scores, n - 1))
        return ruling;
    from = sinks(rules, scores, n) ? slope_from(rules, scores, n) : n - 1 - falls_of(scores, n);
    ruling.level = LEVEL_RELAPSE;
    figures_number(&ruling.figures, scores->at[n - 1].score);
    list_scores(&ruling.figures, scores, from, n);
    return ruling;
}
