/* The reader: one lexicon, and the way of a text through it. */
#include "gateway/signals/decide.h"
#include "gateway/signals/intent.h"

struct reader {
    struct lexicon *lexicon;
};

enum rc reader_new(const struct data *data, struct reader **out, struct fault *why)
{
    struct lexicon *lexicon = NULL;

    TRY(lexicon_new(data, &lexicon, why));
    *out = mem_new(1, sizeof(**out));
    (*out)->lexicon = lexicon;
    return RC_OK;
}

void reader_free(struct reader *reader)
{
    if (!reader) return;
    lexicon_free(reader->lexicon);
    free(reader);
}

void reader_read(const struct reader *reader, enum context context, const char *text, size_t n,
                 struct reading *out)
{
    SCOPED(recognised_clear) struct recognised recognised = {0};
    SCOPED(matches_clear) struct matches matches = {0};
    SCOPED(room_clear) struct room room = {0};
    SCOPED(findings_clear) struct findings findings = {0};

    *out = (struct reading){0};
    recognise(reader->lexicon, text, n, &recognised);
    match_all(&recognised, &matches);
    room_init(&room, &recognised, &matches);
    findings_read(&room, &findings);
    out->language = recognised.language;
    decide(&room, &findings, out);
    out->intent = intent_read(&room, context, out->signal_n > 0 || reader_score(text, n) > 0);
}

void evidence_bytes(const char *text, size_t n, const struct evidence *evidence, size_t *at,
                    size_t *length)
{
    size_t from = n, till = n, count = 0;

    for (size_t i = 0; i < n; count++) {
        size_t bytes = utf8_length(text + i, n - i);

        if (count == evidence->at) from = i;
        if (count == evidence->at + evidence->length) {
            till = i;
            break;
        }
        i += bytes ? bytes : 1;
    }
    *at = from;
    *length = till - from;
}
