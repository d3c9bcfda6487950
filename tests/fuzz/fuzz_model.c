/* A packed model of any bytes is refused with a sentence, or asked: every answer is then a number. */
#include "tests/fuzz/fuzz.h"

#include <math.h>

#include "gateway/signals/model/model.h"

#define WORDS 16

/* Features that the model may know, since they are cut from its own bytes, and their words. */
static void fill_features(const uint8_t *bytes, size_t n, struct features *out)
{
    for (enum feature_group group = 0; group < GROUP_N; group++) {
        size_t count = 0;

        for (size_t i = group; i + 8 <= n && count < FEATURES_MAX; i += 4) {
            struct feature *feature = &out->groups[group].at[count++];

            memcpy(&feature->hash, bytes + i, 4);
            memcpy(&feature->from, bytes + i + 4, 2);
            memcpy(&feature->till, bytes + i + 6, 2);
        }
        out->groups[group].n = count;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    static struct features features;
    static struct known known;
    struct reply_model *model = NULL;
    struct fault why = {0};
    struct opinion opinion;
    float words[WORDS];
    enum rc rc = model_read((const char *)bytes, n, &model, &why);

    assert(rc == RC_OK || rc == RC_INVALID);
    assert((rc == RC_OK) == (model != NULL) && (rc == RC_OK) == (why.text[0] == '\0'));
    if (rc != RC_OK) return 0;
    fill_features(bytes, n, &features);
    model_look(model, &features, &known);
    model_ask(model, &known, &opinion);
    for (size_t question = 0; question < MODEL_QUESTIONS; question++) {
        assert(isfinite(opinion.lean[question]));
        model_explain(model, &known, question, words, WORDS);
        for (size_t i = 0; i < WORDS; i++)
            assert(isfinite(words[i]));
    }
    model_free(model);
    return 0;
}
