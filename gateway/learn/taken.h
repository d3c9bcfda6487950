#ifndef GATEWAY_LEARN_TAKEN_H
#define GATEWAY_LEARN_TAKEN_H
/* Taken: the model that a municipality took in place of the shipped one, in a file beside its store.
 *
 * "<store>.model" reads now, "<store>.model.before" is the one that it replaced; without the first the shipped one
 * reads. Each begins with a line that says when it was made and from what, and a sum over the rest. */
#include "gateway/base/text.h"

/* No model comes near it. */
#define TAKEN_BYTES_MAX ((size_t)256 << 20)

struct reader;

struct taken_model {
    usec at;
    int64_t corpus_n, taught_n;
    struct text packed; /* for reader_teach */
};
void taken_model_clear(struct taken_model *taken);

/* RC_MISSING: none was taken. RC_INVALID: the file is damaged, or none of ours. */
enum rc taken_load(const char *store, struct taken_model *out, struct fault *why) NEEDS_CHECK;
/* The same, and gives it to the reader; RC_INVALID also where it was made by another version of this program. */
enum rc taken_teach(const char *store, struct reader *reader, struct taken_model *out,
                    struct fault *why) NEEDS_CHECK;
/* On disk when it returns; the present one becomes the one before. */
enum rc taken_save(const char *store, const struct taken_model *taken,
                   struct fault *why) NEEDS_CHECK;
/* Brings the one before back, or the shipped one. RC_MISSING: the shipped one reads already. */
enum rc taken_restore(const char *store, bool *shipped, struct fault *why) NEEDS_CHECK;

#endif
