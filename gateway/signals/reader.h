#ifndef GATEWAY_SIGNALS_READER_H
#define GATEWAY_SIGNALS_READER_H
/* Reader, from the inside: for whoever trains a model or measures one. */
#include "gateway/signals/model/features.h"

/* A reader that has not learnt yet: it makes features, and must not be asked to read. */
enum rc reader_new_untaught(const struct data *data, struct reader **out,
                            struct fault *why) NEEDS_CHECK;

/* Gives it a packed model in place of what it had; the bytes may go afterwards. RC_INVALID: no model of this
 * version. Not while others read with it. */
enum rc reader_teach(struct reader *reader, const char *packed, size_t n,
                     struct fault *why) NEEDS_CHECK;

/* What the model is shown of a reply. */
void reader_features(const struct reader *reader, enum context context, const char *text, size_t n,
                     struct features *out);

#endif
