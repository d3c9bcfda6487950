#include "gateway/outbox/batch.h"

static char *keep(struct batch *batch, char *string)
{
    batch->strings = mem_grow(batch->strings, batch->string_n + 1, sizeof(*batch->strings));
    batch->strings[batch->string_n++] = string;
    return string;
}

/* The array of references is kept as one block: the pointers first, then the strings. */
static const char *const *keep_references(struct batch *batch, const char *const *references,
                                          size_t n)
{
    size_t bytes = n * sizeof(char *);
    char *block, *at;

    for (size_t i = 0; i < n; i++)
        bytes += strlen(references[i]) + 1;
    block = keep(batch, mem_new(bytes, 1));
    at = block + n * sizeof(char *);
    for (size_t i = 0; i < n; i++) {
        size_t length = strlen(references[i]) + 1;

        memcpy(at, references[i], length);
        memcpy(block + i * sizeof(char *), &at, sizeof(at));
        at += length;
    }
    return (const char *const *)(void *)block;
}

void batch_add(struct batch *batch, const struct outbox_record *record)
{
    struct outbox_record *kept;

    if (batch->n == batch->space) {
        batch->space = batch->space ? 2 * batch->space : 64;
        batch->records = mem_grow(batch->records, batch->space, sizeof(*batch->records));
    }
    kept = &batch->records[batch->n++];
    *kept = *record;
    kept->error =
        record->error && record->error[0] ? keep(batch, mem_copy_string(record->error)) : "";
    if (record->reference_n)
        kept->references = keep_references(batch, record->references, record->reference_n);
}

bool batch_queues(const struct batch *batch)
{
    for (size_t i = 0; i < batch->n; i++)
        if (batch->records[i].state == MESSAGE_QUEUED) return true;
    return false;
}

void batch_reset(struct batch *batch)
{
    for (size_t i = 0; i < batch->string_n; i++)
        free(batch->strings[i]);
    batch->string_n = 0;
    batch->n = 0;
}

void batch_clear(struct batch *batch)
{
    batch_reset(batch);
    free(batch->records);
    free(batch->strings);
    *batch = (struct batch){0};
}
