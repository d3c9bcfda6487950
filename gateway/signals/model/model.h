#ifndef GATEWAY_SIGNALS_MODEL_MODEL_H
#define GATEWAY_SIGNALS_MODEL_MODEL_H
/* Model: a table of what each feature of a reply speaks for, learnt from the labelled replies.
 *
 * Linear: the weights of a reply's features are added up for each question; above zero it leans to yes.
 * Constant once read; any number of threads may use it. Made by train.h. */
#include "gateway/signals/model/features.h"

/* The questions, in the order of the table: each intent; "level n or higher" of the whole reply and of
 * each domain; is it ordinary text, of nobody's family; is it Moroccan Arabic. */
enum {
    QUESTION_INTENT = 0,
    QUESTION_ANY = QUESTION_INTENT + INTENT_N,
    QUESTION_ORDINARY = QUESTION_ANY + DOMAIN_N * LEVEL_CRISIS,
    QUESTION_MOROCCAN,
    MODEL_QUESTIONS,
    MODEL_COLUMNS = 64, /* a row is one line of the processor's cache */
};
static_assert(MODEL_QUESTIONS <= MODEL_COLUMNS, "a row holds an answer to each question");

/* "`level` or higher" in that domain; DOMAIN_GENERAL: in any. */
static inline size_t model_question(enum domain domain, enum level level)
{
    return QUESTION_ANY + (size_t)domain * LEVEL_CRISIS + (size_t)level - 1;
}

struct reply_model;

/* Reads a table that model_write made; the bytes may go afterwards. RC_INVALID: it is none, or of another
 * version. */
enum rc model_read(const char *bytes, size_t n, struct reply_model **out,
                   struct fault *why) NEEDS_CHECK;
void model_free(struct reply_model *model);

/* Did the replies that it learnt from have this feature often enough to learn what it means? */
bool model_knows(const struct reply_model *model, uint32_t feature);

/* The features of one reply that the model has a row for; looked up once, asked more than once. */
struct known {
    struct known_group {
        struct known_feature {
            uint32_t row;
            uint16_t from, till; /* words, as of the feature */
        } at[FEATURES_MAX];
        size_t n;
        float each; /* what one of them counts */
    } groups[GROUP_N];
};

void model_look(const struct reply_model *model, const struct features *features,
                struct known *out);

/* How far it leans to yes, for each question: the logarithm of the odds. */
struct opinion {
    float lean[MODEL_QUESTIONS];
};

void model_ask(const struct reply_model *model, const struct known *known, struct opinion *out);

/* How much each word spoke for the answer to one question; `out` has one for each of `token_n` words. A
 * feature of two words counts half for each. */
void model_explain(const struct reply_model *model, const struct known *known, size_t question,
                   float *out, size_t token_n);

/* What a model is made of, before it is packed. */
struct model_row {
    uint32_t feature;
    float weights[MODEL_QUESTIONS];
};

struct model_parts {
    struct model_row *rows;
    size_t row_n;
    float bias[MODEL_QUESTIONS];
};

/* Packs: one byte a weight, each question with a scale of its own. */
void model_write(const struct model_parts *parts, struct text *out);

#endif
