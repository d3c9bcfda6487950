/* The reader: lexicon, glossary and model, and the way of a text through them. */
#include "gateway/signals/reader.h"

#include "gateway/signals/decide.h"
#include "gateway/signals/model/model.h"
#include "gateway/signals/score.h"

struct reader {
    struct lexicon *lexicon;
    struct glossary *glossary;
    struct reply_model *model; /* NULL: untaught */
};

enum rc reader_new_untaught(const struct data *data, struct reader **out, struct fault *why)
{
    struct reader *reader = mem_new(1, sizeof(*reader));
    enum rc rc = lexicon_new(data, &reader->lexicon, why);

    if (rc == RC_OK) rc = glossary_new(data, &reader->glossary, why);
    if (rc != RC_OK) {
        reader_free(reader);
        return rc;
    }
    *out = reader;
    return RC_OK;
}

enum rc reader_teach(struct reader *reader, const char *packed, size_t n, struct fault *why)
{
    struct reply_model *model = NULL;

    TRY(model_read(packed, n, &model, why));
    model_free(reader->model);
    reader->model = model;
    return RC_OK;
}

void reader_free(struct reader *reader)
{
    if (!reader) return;
    lexicon_free(reader->lexicon);
    glossary_free(reader->glossary);
    model_free(reader->model);
    free(reader);
}

/* A text on its way. */
struct way {
    struct recognised recognised;
    struct matches matches;
    struct room room;
    struct findings findings;
    struct features features;
    struct known known;
    bool scored;
};

static void way_clear(struct way *way)
{
    findings_clear(&way->findings);
    room_clear(&way->room);
    matches_clear(&way->matches);
    recognised_clear(&way->recognised);
}

static void walk(const struct reader *reader, enum context context, const char *text, size_t n,
                 struct way *way)
{
    struct senses senses;

    tokens_read(&way->recognised.tokens, text, n);
    way->scored = tokens_score(&way->recognised.tokens) > 0;
    recognise(reader->lexicon, &way->recognised);
    match_all(&way->recognised, &way->matches);
    room_init(&way->room, &way->recognised, &way->matches);
    findings_read(&way->room, &way->findings);
    glossary_read(reader->glossary, &way->recognised, &senses);
    features_read(&way->room, &way->findings, &senses, context, &way->features);
}

static void way_init(struct way *way)
{
    way->recognised = (struct recognised){0};
    way->matches = (struct matches){0};
    way->room = (struct room){0};
    way->findings = (struct findings){0};
}

void reader_features(const struct reader *reader, enum context context, const char *text, size_t n,
                     struct features *out)
{
    SCOPED(way_clear) struct way way;

    way_init(&way);
    walk(reader, context, text, n, &way);
    *out = way.features;
}

void reader_read(const struct reader *reader, enum context context, const char *text, size_t n,
                 struct reading *out)
{
    SCOPED(way_clear) struct way way;

    assert(reader->model);
    way_init(&way);
    walk(reader, context, text, n, &way);
    model_look(reader->model, &way.features, &way.known);
    *out = (struct reading){0};
    decide(&(struct considered){.room = &way.room,
                                .findings = &way.findings,
                                .known = &way.known,
                                .model = reader->model,
                                .context = context,
                                .scored = way.scored},
           out);
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
