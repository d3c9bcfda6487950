#ifndef GATEWAY_WEB_TASKS_H
#define GATEWAY_WEB_TASKS_H
/* Tasks: what staff do for one family and when, as the dates of its plan make them. Nobody ticks them off. */
#include "gateway/web/view.h"

/* Adds `tasks` and whether there are any: those of the last two weeks and to come, in order of day, and last what is
 * done at a hand-over. How many of them are due: a week before their day until a week after it. */
size_t tasks_add(json_t *to, const struct visit *visit, const struct family *family);

/* Adds `hand_over`: what is done at a hand-over, also once the family left. */
void tasks_add_hand_over(json_t *to, const struct visit *visit, const struct family *family);

#endif
