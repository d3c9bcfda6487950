#ifndef GATEWAY_SIGNALS_DECIDE_H
#define GATEWAY_SIGNALS_DECIDE_H
/* Decide: from findings to at most one signal a domain, how sure it is, and whether a person should
 * read the reply first. */
#include "gateway/signals/findings.h"

/* Fills the signals and `uncertain` of `out`. */
void decide(const struct room *room, const struct findings *findings, struct reading *out);

#endif
