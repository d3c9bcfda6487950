#include "gateway/learn/retrain.h"

#include "gateway/learn/taken.h"
#include "gateway/signals/model/train.h"
#include "gateway/signals/reader.h"

void retrained_clear(struct retrained *retrained)
{
    if (!retrained) return;
    text_clear(&retrained->packed);
    *retrained = (struct retrained){0};
}

/* ---- What is learnt from, and what is measured on ---- */

struct material {
    struct corpus corpus, test;
    const struct found *found;
};

static void material_clear(struct material *material)
{
    corpus_clear(&material->corpus);
    corpus_clear(&material->test);
}

struct gathering {
    const char *folder;
    struct corpus *corpus;
};

static enum rc add_file(void *with, const char *path, struct fault *why)
{
    const struct gathering *gathering = with;
    SCOPED(text_clear) struct text whole = {0};

    text_addf(&whole, "%s/%s", gathering->folder, path);
    return corpus_add(gathering->corpus, text_string(&whole), why);
}

/* The files of each language, in order; `part` is "" or "test/". */
static enum rc gather(const char *folder, const char *part, struct corpus *out, struct fault *why)
{
    struct gathering gathering = {folder, out};

    for (enum language language = 0; language < LANGUAGE_N; language++) {
        SCOPED(text_clear) struct text prefix = {0};
        enum rc rc;

        text_addf(&prefix, "%s%s/", part, language_name(language));
        rc = data_list(&(struct data){folder}, text_string(&prefix), ".tsv", add_file, &gathering,
                       why);
        if (rc != RC_OK && rc != RC_MISSING) return rc; /* a language may be missing */
    }
    if (out->n) return RC_OK;
    return fault_set(why, RC_MISSING, "%s/%s holds no labelled replies", folder, part);
}

/* ---- Learning ---- */

static void add_examples(const struct reader *reader, const struct labelled *labelled, size_t n,
                         struct features *features, struct example *out)
{
    for (size_t i = 0; i < n; i++) {
        reader_features(reader, labelled[i].context, labelled[i].text, strlen(labelled[i].text),
                        features);
        example_init(&out[i], &labelled[i], features);
    }
}

static void learn(const struct reader *reader, const struct material *material, struct text *out)
{
    size_t n = material->corpus.n + material->found->taught_n;
    SCOPED(mem_free) struct example *examples = mem_new(n, sizeof(*examples));
    struct features *features = mem_new(1, sizeof(*features));

    add_examples(reader, material->corpus.at, material->corpus.n, features, examples);
    add_examples(reader, material->found->taught, material->found->taught_n, features,
                 examples + material->corpus.n);
    out->limit = TAKEN_BYTES_MAX;
    model_train(examples, n, out);
    for (size_t i = 0; i < n; i++)
        example_clear(&examples[i]);
    explicit_bzero(features, sizeof(*features));
    free(features);
}

static void measure(const struct reader *reader, const struct labelled *labelled, size_t n,
                    struct measured *out)
{
    for (size_t i = 0; i < n; i++) {
        struct reading reading;

        reader_read(reader, labelled[i].context, labelled[i].text, strlen(labelled[i].text),
                    &reading);
        measured_add(out, &labelled[i], &reading);
    }
}

static enum rc compare(struct reader *reader, const struct material *material,
                       struct retrained *out, struct fault *why)
{
    measure(reader, material->test.at, material->test.n, &out->before);
    measure(reader, material->found->apart, material->found->apart_n, &out->apart_before);
    learn(reader, material, &out->packed);
    TRY(reader_teach(reader, out->packed.at, out->packed.n, why));
    measure(reader, material->test.at, material->test.n, &out->after);
    measure(reader, material->found->apart, material->found->apart_n, &out->apart_after);
    return RC_OK;
}

static void reader_freep(struct reader **reader)
{
    reader_free(*reader);
}

enum rc retrain(const struct data *data, const char *corpus, const struct text *present,
                const struct found *found, struct retrained *out, struct fault *why)
{
    SCOPED(material_clear) struct material material = {.found = found};
    SCOPED(reader_freep) struct reader *reader = NULL;
    SCOPED(retrained_clear) struct retrained made = {0};

    if (found->taught_n == 0)
        return fault_set(why, RC_MISSING,
                         "no reply has a verdict yet on all that was read in it: there is nothing "
                         "to learn from");
    TRY(gather(corpus, "", &material.corpus, why));
    TRY(gather(corpus, "test/", &material.test, why));
    TRY(reader_new(data, &reader, why));
    /* One that does not fit does not read in the gateway either. */
    if (present) IGNORE(reader_teach(reader, present->at, present->n, why));
    made.corpus_n = material.corpus.n;
    made.test_n = material.test.n;
    made.taught_n = found->taught_n;
    made.apart_n = found->apart_n;
    TRY(compare(reader, &material, &made, why));
    *out = made;
    made = (struct retrained){0};
    return RC_OK;
}

enum rc retrain_check(const struct retrained *retrained, struct fault *why)
{
    double before = hits_recall(&retrained->before.all.crisis),
           after = hits_recall(&retrained->after.all.crisis);

    if (after >= before - RETRAIN_CRISIS_LOSS_MAX) return RC_OK;
    return fault_set(why, RC_DENIED,
                     "not taken: of the crises in the test part it finds %.3f, the present model "
                     "%.3f; look at the verdicts on crises first",
                     after, before);
}

void retrain_print(const struct retrained *retrained, struct text *out)
{
    text_addf(out,
              "Learnt from %zu replies of the corpus and %zu with a verdict.\n\n"
              "On the test part of the corpus, which training never sees (present -> new):\n",
              retrained->corpus_n, retrained->taught_n);
    measured_print(&retrained->before, &retrained->after, out);
    if (!retrained->apart_n) return;
    text_addf(out, "\nOn %zu replies with a verdict that were kept apart:\n", retrained->apart_n);
    measured_print(&retrained->apart_before, &retrained->apart_after, out);
}
