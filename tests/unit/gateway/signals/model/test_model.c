#include "gateway/signals/model/model.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* Where the parts of a packed model lie. */
enum {
    AT_QUESTIONS = 16,
    AT_ROW_N = 20,
    AT_SLOT_N = 24,
    AT_BIAS = 32,
    AT_SCALE = AT_BIAS + 4 * MODEL_COLUMNS,
    AT_SLOTS = AT_SCALE + 4 * MODEL_COLUMNS,
    SLOT_N = 64, /* of so small a model */
    AT_ROWS = AT_SLOTS + 8 * SLOT_N,
    PACKED_BYTES = AT_ROWS + 3 * MODEL_COLUMNS,
};

/* Two features want the same slot, the last one at that, so that one of them goes round. */
static const uint32_t learnt[] = {63, 127, 1000};

static void pack(struct text *out)
{
    struct model_row rows[COUNT(learnt)] = {0};
    struct model_parts parts = {.rows = rows, .row_n = COUNT(rows)};

    for (size_t i = 0; i < COUNT(rows); i++) {
        rows[i].feature = learnt[i];
        for (size_t k = 0; k < MODEL_QUESTIONS; k++)
            rows[i].weights[k] = (float)(i + 1) * (k % 2 ? 0.5F : -0.25F);
    }
    for (size_t k = 0; k < MODEL_QUESTIONS; k++)
        parts.bias[k] = (float)k / 8;
    model_write(&parts, out);
    assert_int_equal(out->n, PACKED_BYTES);
}

static struct known *look(const struct reply_model *model, const struct features *features)
{
    struct known *known = mem_new(1, sizeof(*known));

    model_look(model, features, known);
    return known;
}

static void ask(const struct reply_model *model, const struct features *features,
                struct opinion *out)
{
    SCOPED(mem_free) struct known *known = look(model, features);

    model_ask(model, known, out);
}

static void explain(const struct reply_model *model, const struct features *features,
                    size_t question, float *out, size_t token_n)
{
    SCOPED(mem_free) struct known *known = look(model, features);

    model_explain(model, known, question, out, token_n);
}

static struct features *features_of(uint32_t hash, uint16_t from, uint16_t till)
{
    struct features *features = mem_new(1, sizeof(*features));

    features->groups[GROUP_CONCEPTS].at[0] = (struct feature){hash, from, till};
    features->groups[GROUP_CONCEPTS].n = 1;
    return features;
}

static struct reply_model *read_packed(const struct text *packed)
{
    struct reply_model *model = NULL;
    struct fault why = {0};

    if (model_read(packed->at, packed->n, &model, &why) != RC_OK) fail_msg("%s", why.text);
    return model;
}

static void what_was_packed_is_answered(void **state)
{
    SCOPED(text_clear) struct text packed = {0};
    struct reply_model *model;
    (void)state;

    pack(&packed);
    model = read_packed(&packed);
    for (size_t i = 0; i < COUNT(learnt); i++) {
        SCOPED(mem_free) struct features *features = features_of(learnt[i], 0, 1);
        struct opinion opinion;
        float words[3];

        ask(model, features, &opinion);
        for (size_t k = 0; k < MODEL_QUESTIONS; k++) {
            float weight = (float)(i + 1) * (k % 2 ? 0.5F : -0.25F);

            /* Half a step of the scale is lost at most. */
            assert_true(fabsf(opinion.lean[k] - (float)k / 8 - weight) < 1.5F / 127 / 2 + 1e-5F);
            explain(model, features, k, words, COUNT(words));
            assert_true(fabsf(words[0] - weight / 2) < 0.01F && words[0] == words[1]);
            assert_true(words[2] == 0);
        }
    }
    model_free(model);
}

static void a_feature_that_nobody_learnt_leaves_the_answer_as_it_is(void **state)
{
    SCOPED(mem_free) struct features *features = features_of(62, 0, 0);
    SCOPED(text_clear) struct text packed = {0};
    struct reply_model *model;
    struct opinion opinion;
    (void)state;

    pack(&packed);
    model = read_packed(&packed);
    for (features->groups[GROUP_CONCEPTS].n = 2; features->groups[GROUP_CONCEPTS].n-- > 0;) {
        ask(model, features, &opinion);
        for (size_t k = 0; k < MODEL_QUESTIONS; k++)
            assert_true(opinion.lean[k] == (float)k / 8);
    }
    model_free(model);
}

/* As many as a group holds, each with the largest weight of all. */
static void a_group_that_is_full_is_added_up_to_its_end(void **state)
{
    SCOPED(mem_free) struct features *features = features_of(learnt[2], 0, 0);
    SCOPED(text_clear) struct text packed = {0};
    struct reply_model *model;
    struct opinion opinion;
    float want;
    (void)state;

    pack(&packed);
    model = read_packed(&packed);
    for (size_t i = 0; i < FEATURES_MAX; i++)
        features->groups[GROUP_CONCEPTS].at[i].hash = learnt[2];
    features->groups[GROUP_CONCEPTS].n = FEATURES_MAX;
    want = features_value(features, GROUP_CONCEPTS) * FEATURES_MAX * 1.5F;
    ask(model, features, &opinion);
    assert_true(fabsf(opinion.lean[1] - 1.0F / 8 - want) < 0.01F);
    assert_true(fabsf(opinion.lean[2] - 2.0F / 8 + want / 2) < 0.01F);
    model_free(model);
}

static void words_past_the_end_are_not_explained(void **state)
{
    SCOPED(mem_free) struct features *features = features_of(learnt[0], 0, 5);
    SCOPED(text_clear) struct text packed = {0};
    struct reply_model *model;
    float words[5];
    (void)state;

    pack(&packed);
    model = read_packed(&packed);
    explain(model, features, 1, words, COUNT(words));
    assert_true(words[0] == 0);
    model_free(model);
}

static void refuse(const char *bytes, size_t n, const char *says, const char *name)
{
    /* A copy of just this length, so that the sanitizer sees a byte read past it. */
    char *copy = mem_new(n ? n : 1, 1);
    struct reply_model *model = NULL;
    struct fault why = {0};

    memcpy(copy, bytes, n);
    if (model_read(copy, n, &model, &why) != RC_INVALID) fail_msg("%s: taken", name);
    if (!strstr(why.text, says)) fail_msg("%s: %s", name, why.text);
    assert_null(model);
    free(copy);
}

static void a_model_that_is_cut_off_anywhere_is_refused(void **state)
{
    SCOPED(text_clear) struct text packed = {0};
    (void)state;

    pack(&packed);
    for (size_t n = 0; n < packed.n; n++)
        refuse(packed.at, n, "cut off", "cut");
    text_add_char(&packed, 'x');
    refuse(packed.at, packed.n, "cut off", "a byte too many");
}

static void a_damaged_model_is_refused(void **state)
{
    static const struct {
        const char *name;
        size_t at;
        uint32_t number;
        const char *says;
    } cases[] = {
        {"the magic",                  0,                     0,                   "no model of this version"},
        {"no questions",               AT_QUESTIONS,          0,                   "no model of this version"},
        {"one question more",          AT_QUESTIONS,          MODEL_QUESTIONS + 1, "no model of this version"},
        {"fewer rows than slots name", AT_ROW_N,              2,                   "cut off"                 },
        {"a row more",                 AT_ROW_N,              4,                   "cut off"                 },
        {"more rows than bytes",       AT_ROW_N,              1000,                "cut off"                 },
        {"rows past half of 32 bits",  AT_ROW_N,              0x40000001,          "cut off"                 },
        {"as many rows as there are",  AT_ROW_N,              UINT32_MAX,          "cut off"                 },
        {"no slots",                   AT_SLOT_N,             0,                   "damaged"                 },
        {"slots that are no power",    AT_SLOT_N,             63,                  "damaged"                 },
        {"too many slots",             AT_SLOT_N,             128,                 "damaged"                 },
        {"a bias that is no number",   AT_BIAS,               0x7FC00000,          "damaged"                 },
        {"a bias without end",         AT_BIAS + 8,           0xFF800000,          "damaged"                 },
        {"a scale without end",        AT_SCALE,              0x7F800000,          "damaged"                 },
        {"a scale that is too large",  AT_SCALE + 252,        0x7F000000,          "damaged"                 },
        {"a slot beyond the rows",     AT_SLOTS + 4,          4,                   "damaged"                 },
        {"a slot far beyond",          AT_SLOTS + 4,          UINT32_MAX,          "damaged"                 },
        {"a slot too many",            AT_SLOTS + 8 * 9 + 4,  1,                   "damaged"                 },
        {"a slot too few",             AT_SLOTS + 8 * 63 + 4, 0,                   "damaged"                 },
    };
    SCOPED(text_clear) struct text packed = {0};
    (void)state;

    pack(&packed);
    for (size_t i = 0; i < COUNT(cases); i++) {
        char damaged[PACKED_BYTES];

        memcpy(damaged, packed.at, sizeof(damaged));
        memcpy(damaged + cases[i].at, &cases[i].number, sizeof(cases[i].number));
        refuse(damaged, sizeof(damaged), cases[i].says, cases[i].name);
    }
}

/* It would be searched without end for a feature that it does not hold. */
static void a_full_table_is_refused(void **state)
{
    SCOPED(text_clear) struct text packed = {0};
    (void)state;

    pack(&packed);
    for (uint32_t i = 0; i < SLOT_N; i++) {
        uint32_t slot[] = {i, i % 3 + 1};

        memcpy(packed.at + AT_SLOTS + i * sizeof(slot), slot, sizeof(slot));
    }
    refuse(packed.at, packed.n, "damaged", "full");
}

static void a_model_of_nothing_has_its_bias_only(void **state)
{
    SCOPED(mem_free) struct features *features = features_of(0, 0, 0);
    SCOPED(text_clear) struct text packed = {0};
    struct model_parts parts = {.bias = {-10}};
    struct reply_model *model;
    struct opinion opinion;
    (void)state;

    model_write(&parts, &packed);
    model = read_packed(&packed);
    ask(model, features, &opinion);
    assert_true(opinion.lean[0] == -10 && opinion.lean[1] == 0);
    model_free(model);
    model_free(NULL);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_packed_is_answered),
        cmocka_unit_test(a_feature_that_nobody_learnt_leaves_the_answer_as_it_is),
        cmocka_unit_test(a_group_that_is_full_is_added_up_to_its_end),
        cmocka_unit_test(words_past_the_end_are_not_explained),
        cmocka_unit_test(a_model_that_is_cut_off_anywhere_is_refused),
        cmocka_unit_test(a_damaged_model_is_refused),
        cmocka_unit_test(a_full_table_is_refused),
        cmocka_unit_test(a_model_of_nothing_has_its_bias_only),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
