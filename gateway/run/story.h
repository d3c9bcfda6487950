#ifndef GATEWAY_RUN_STORY_H
#define GATEWAY_RUN_STORY_H
/* Story: who lives in the demonstration's municipality, and what they answer.
 *
 * Read from demo/story.tsv. A family's members answer the questions of a week with the lines of that week,
 * the staff of the past took their alerts and read their replies; what came last is left for whoever tries
 * the demonstration. */
#include "gateway/inbox/inbox.h"
#include "gateway/steps/steps.h"

struct story;

/* RC_INVALID names the line. */
enum rc story_read(const struct data *data, struct story **out, struct fault *why) NEEDS_CHECK;
void story_free(struct story *story);

/* How many weeks before today the first family starts. */
int story_weeks(const struct story *story);

/* `today` is when the demonstration opens; until `staff_until` the staff work by themselves. */
void story_begin(struct story *story, usec today, usec staff_until);
/* Adds the families whose first day has come to the store. */
enum rc story_add_families(struct story *story, struct world *world, usec now,
                           struct fault *why) NEEDS_CHECK;

/* Everything that somebody in the story does at `now`; how much it was. */
size_t story_play(struct story *story, struct world *world, const struct inbox *inbox, usec now);
/* When somebody does something next. */
usec story_next(const struct story *story);

#endif
