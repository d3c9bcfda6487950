#ifndef GATEWAY_WEB_TIMELINE_H
#define GATEWAY_WEB_TIMELINE_H
/* Timeline: a plan as a small picture, drawn here as SVG: a row for each phase with its name, length and rhythm,
 * and a stroke for each check-in, so that one sees the contact fade.
 *
 * The first member's strokes stand above the line, those of the others below. The picture carries a title and a
 * description. Pure: the same plan gives the same bytes. */
#include "gateway/web/phrases.h"
#include "scheduler/plan.h"

/* Of a phase without end at least so much is shown. */
#define TIMELINE_OPEN_WEEKS 26

/* Adds the picture; nothing where no phase is left. `style` is web/assets/timeline.css for a file of its own, NULL
 * on a page that has it already. */
void timeline_add(struct text *out, const struct phrases *phrases, const struct plan *plan,
                  const char *style);

#endif
