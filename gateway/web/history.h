#ifndef GATEWAY_WEB_HISTORY_H
#define GATEWAY_WEB_HISTORY_H
/* History: what went between us and one family since a moment, as a chart and as a timeline. */
#include "gateway/web/view.h"

/* Adds chart (finished SVG, or null where there is nothing yet), legend and chart_rows. A signal outside
 * the plan is not trended, unless it is a crisis. */
enum rc history_add_chart(json_t *values, const struct visit *visit, const struct family *family,
                          usec since, struct fault *why) NEEDS_CHECK;

#define TIMELINE_MAX 300 /* events; older ones are left out */

/* Adds days, each with its events, newest first. */
enum rc history_add_timeline(json_t *values, const struct visit *visit, const struct family *family,
                             usec since, struct fault *why) NEEDS_CHECK;

#endif
