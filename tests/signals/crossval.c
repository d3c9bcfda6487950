/* Leaves whole writers out, learns from the others, and prints how well the reader does on those left out: so
 * it cannot know an author by the hand.
 * Usage: signals_crossval FOLDS PERCENT FILE ...
 * A file is a writer's; one of ordinary sentences, without intents, is only learnt from. PERCENT of the other
 * writers are learnt from: 100, or less for a learning curve. */
#include "gateway/signals/model/train.h"
#include "gateway/signals/reader.h"
#include "tests/signals/figures.h"

#define MODEL_BYTES_MAX ((size_t)256 << 20)

struct trial {
    struct corpus corpus;
    struct reader *reader;
    struct example *examples;
    size_t folds, percent;
    struct measured measured;
};

static enum rc prepare(struct trial *trial, char **files, struct fault *why)
{
    struct features *features = mem_new(1, sizeof(*features));

    for (; *files; files++)
        TRY(corpus_add(&trial->corpus, *files, why));
    TRY(reader_new_untaught(&(struct data){0}, &trial->reader, why));
    trial->examples = mem_new(trial->corpus.n, sizeof(*trial->examples));
    for (size_t i = 0; i < trial->corpus.n; i++) {
        const struct labelled *labelled = &trial->corpus.at[i];

        reader_features(trial->reader, labelled->context, labelled->text, strlen(labelled->text),
                        features);
        example_init(&trial->examples[i], labelled, features);
    }
    free(features);
    return RC_OK;
}

/* Every third, fifth, ... writer of those that are not left out, spread over the varieties. */
static bool is_taught(const struct trial *trial, size_t writer, size_t fold)
{
    return writer % trial->folds != fold && writer * 37 % 100 < trial->percent;
}

static enum rc learn(struct trial *trial, size_t fold, struct fault *why)
{
    SCOPED(text_clear) struct text packed = {.limit = MODEL_BYTES_MAX};
    SCOPED(mem_free) struct example *taught = mem_new(trial->corpus.n, sizeof(*taught));
    size_t n = 0;

    for (size_t i = 0; i < trial->corpus.n; i++)
        if (is_taught(trial, trial->corpus.at[i].writer, fold)) taught[n++] = trial->examples[i];
    model_train(taught, n, &packed);
    fprintf(stderr, "fold %zu: learnt from %zu replies, %zu bytes\n", fold, n, packed.n);
    return reader_teach(trial->reader, packed.at, packed.n, why);
}

static void examine(struct trial *trial, size_t fold)
{
    for (size_t i = 0; i < trial->corpus.n; i++) {
        const struct labelled *labelled = &trial->corpus.at[i];
        struct reading reading;

        if (labelled->writer % trial->folds != fold || labelled_is_ordinary(labelled)) continue;
        reader_read(trial->reader, labelled->context, labelled->text, strlen(labelled->text),
                    &reading);
        measured_add(&trial->measured, labelled, &reading);
    }
}

static void trial_clear(struct trial *trial)
{
    for (size_t i = 0; trial->examples && i < trial->corpus.n; i++)
        example_clear(&trial->examples[i]);
    free(trial->examples);
    reader_free(trial->reader);
    corpus_clear(&trial->corpus);
}

int main(int argc, char **argv)
{
    SCOPED(trial_clear) struct trial trial = {0};
    struct fault why = {0};
    enum rc rc;

    if (argc < 4) return 2;
    trial.folds = strtoul(argv[1], NULL, 10);
    trial.percent = strtoul(argv[2], NULL, 10);
    if (trial.folds < 2 || trial.percent < 1) return 2;
    rc = prepare(&trial, argv + 3, &why);
    for (size_t fold = 0; fold < trial.folds && rc == RC_OK; fold++) {
        rc = learn(&trial, fold, &why);
        if (rc == RC_OK) examine(&trial, fold);
    }
    if (rc != RC_OK) {
        fprintf(stderr, "%s\n", why.text);
        return 1;
    }
    for (enum language language = 0; language < LANGUAGE_N; language++)
        if (trial.measured.languages[language].replies > 0)
            figures_print(language_name(language), &trial.measured.languages[language]);
    figures_print("all", &trial.measured.all);
    return 0;
}
