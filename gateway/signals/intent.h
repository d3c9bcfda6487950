#ifndef GATEWAY_SIGNALS_INTENT_H
#define GATEWAY_SIGNALS_INTENT_H
/* Intent: what the sender wants with this reply. */
#include "gateway/signals/scope.h"

/* `telling`: the reply carries a signal or a score, so it tells something whatever its form. */
enum intent intent_read(const struct room *room, enum context context, bool telling);

#endif
