#ifndef GATEWAY_SIGNALS_SCORE_H
#define GATEWAY_SIGNALS_SCORE_H
/* Score: what reader_score tells, of a text that is cut into tokens already. */
#include "gateway/signals/normalise.h"

int tokens_score(const struct tokens *tokens);

#endif
