/* The model that is built from corpus/ and linked in; a folder of data may bring another. */
#include "gateway/signals/reader.h"

#define MODEL_BYTES_MAX ((size_t)256 << 20)

/* See shipped.S, which the build writes. */
extern const char shipped_model[], shipped_model_end[];

static enum rc teach(const struct data *data, struct reader *reader, struct fault *why)
{
    SCOPED(text_clear) struct text bytes = {.limit = MODEL_BYTES_MAX};
    enum rc rc = data->dir ? data_read(data, "reader.model", &bytes, why) : RC_MISSING;

    if (rc == RC_OK) return reader_teach(reader, bytes.at, bytes.n, why);
    if (rc != RC_MISSING) return rc;
    return reader_teach(reader, shipped_model, (size_t)(shipped_model_end - shipped_model), why);
}

enum rc reader_new(const struct data *data, struct reader **out, struct fault *why)
{
    struct reader *reader = NULL;
    enum rc rc;

    TRY(reader_new_untaught(data, &reader, why));
    rc = teach(data, reader, why);
    if (rc != RC_OK) {
        reader_free(reader);
        return rc;
    }
    *out = reader;
    return RC_OK;
}
