/* Makes the model that is linked in: build_model CONFIG OUT FILE..., once a build. Always built for speed
 * and without checks, whatever the rest is built for, so that its sums come out the same. */
#include <errno.h>

#include "gateway/signals/model/train.h"
#include "gateway/signals/reader.h"

#define MODEL_BYTES_MAX ((size_t)256 << 20)

/* No file is linked in here: CONFIG is the folder of that name. */
const struct data_file data_files[] = {
    {NULL, NULL, 0}
};
const size_t data_file_n = 0;

static enum rc write_file(const char *path, const struct text *bytes, struct fault *why)
{
    FILE *file = fopen(path, "wbe");
    bool written;

    if (!file) return fault_set(why, RC_BROKEN, "%s: %s", path, strerror(errno));
    written = fwrite(bytes->at, 1, bytes->n, file) == bytes->n;
    if (fclose(file) != 0 || !written)
        return fault_set(why, RC_BROKEN, "%s: cannot be written", path);
    return RC_OK;
}

static enum rc build(const char *config, const char *out, char **files, struct fault *why)
{
    SCOPED(corpus_clear) struct corpus corpus = {0};
    SCOPED(text_clear) struct text packed = {.limit = MODEL_BYTES_MAX};
    struct features *features = mem_new(1, sizeof(*features));
    struct reader *reader = NULL;
    struct example *examples;

    for (; *files; files++)
        TRY(corpus_add(&corpus, *files, why));
    TRY(reader_new_untaught(&(struct data){config}, &reader, why));
    examples = mem_new(corpus.n, sizeof(*examples));
    for (size_t i = 0; i < corpus.n; i++) {
        const struct labelled *labelled = &corpus.at[i];

        reader_features(reader, labelled->context, labelled->text, strlen(labelled->text),
                        features);
        example_init(&examples[i], labelled, features);
    }
    model_train(examples, corpus.n, &packed);
    for (size_t i = 0; i < corpus.n; i++)
        example_clear(&examples[i]);
    free(examples);
    free(features);
    reader_free(reader);
    return write_file(out, &packed, why);
}

int main(int argc, char **argv)
{
    struct fault why = {0};

    if (argc < 4) {
        fprintf(stderr, "usage: build_model CONFIG OUT FILE...\n");
        return 2;
    }
    if (build(argv[1], argv[2], argv + 3, &why) == RC_OK) return 0;
    fprintf(stderr, "build_model: %s\n", why.text);
    return 1;
}
