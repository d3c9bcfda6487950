#ifndef GATEWAY_SIGNALS_CONCEPT_H
#define GATEWAY_SIGNALS_CONCEPT_H
/* Concept: what a row of the lexicon says about its forms, from its first three columns. */
#include "gateway/signals/lexicon.h"
#include "gateway/signals/rows.h"

/* Everything but the name. RC_INVALID names the file and line. */
enum rc concept_read(const struct row *row, struct concept *out, struct fault *why) NEEDS_CHECK;

#endif
