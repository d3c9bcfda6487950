#ifndef GATEWAY_WEB_CHART_H
#define GATEWAY_WEB_CHART_H
/* Chart: scores and signals of one family over weeks, as SVG drawn here.
 *
 * A level is told by shape as well as by colour: diamond, triangle, octagon. The picture carries a title
 * and a description; the page shows the same as a table. */
#include "gateway/base/words.h"
#include "gateway/web/phrases.h"

enum mark_kind {
    MARK_SCORE,  /* `value` 1 to 5, `who` gave it */
    MARK_SIGNAL, /* `value` is an enum level, 1 to 3 */
    MARK_WORDS,  /* a check-in that was answered without a score */
    MARK_SILENT, /* … that nobody answered */
};

struct mark {
    usec at;
    enum mark_kind kind;
    int value;
    enum domain domain; /* of a signal */
    int who;            /* of a score: 0 to CHART_WHO_MAX - 1 */
};

/* Each who has a line and a sign of an own form; a family with more who answer shares the last. */
#define CHART_WHO_MAX 3

#define CHART_WEEKS_MIN 6
#define CHART_WEEKS_MAX 26

/* Adds the picture of `marks` (oldest first) from `from` to `till`, for a page in `phrases`. */
void chart_add(struct text *out, const struct phrases *phrases, const struct zone *zone, usec from,
               usec till, const struct mark *marks, size_t n);

/* Adds one sign as it stands in the chart, for the legend. */
void chart_add_sign(struct text *out, const struct mark *mark);

#endif
