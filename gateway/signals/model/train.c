#include "gateway/signals/model/train.h"

#include <linear.h>
#include <math.h>

/* What fewer replies say tells who wrote them, not what they mean. */
#define REPLIES_MIN 3
/* How closely the replies are followed; chosen by cross-validation over writers. */
#define COST    2.0
#define EPSILON 1.0 /* ends there: closer costs three times as long and changes no figure */
/* A rare answer counts more, but not without end. */
#define RARE_WEIGHT_MAX 6.0
#define WEIGHT_MIN      0.05F
/* liblinear shuffles with rand(), which in glibc draws from random(): the same order each time. */
#define SEED 1

static int compare_weighed(const void *a, const void *b)
{
    uint32_t x = ((const struct weighed *)a)->feature, y = ((const struct weighed *)b)->feature;

    return x < y ? -1 : x > y;
}

void example_init(struct example *example, const struct labelled *labelled,
                  const struct features *features)
{
    size_t n = 0, kept = 0;

    for (enum feature_group group = 0; group < GROUP_N; group++)
        n += features->groups[group].n;
    *example = (struct example){labelled, mem_new(n + 1, sizeof(*example->features)), 0};
    n = 0;
    for (enum feature_group group = 0; group < GROUP_N; group++)
        for (size_t i = 0; i < features->groups[group].n; i++)
            example->features[n++] = (struct weighed){features->groups[group].at[i].hash,
                                                      features_value(features, group)};
    qsort(example->features, n, sizeof(*example->features), compare_weighed);
    for (size_t i = 0; i < n; i++) {
        if (kept && example->features[kept - 1].feature == example->features[i].feature)
            example->features[kept - 1].value += example->features[i].value;
        else
            example->features[kept++] = example->features[i];
    }
    example->n = kept;
}

void example_clear(struct example *example)
{
    if (!example) return;
    free(example->features);
    *example = (struct example){0};
}

struct lesson {
    const struct example *examples;
    uint32_t *index; /* every feature that is learnt, in order; its number is its place */
    size_t index_n;
    struct feature_node *nodes;
    struct feature_node **rows; /* one a reply */
    size_t n;
    struct problem problem; /* of the question that is learnt now */
};

static int compare_features(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return x < y ? -1 : x > y;
}

static size_t count_features(const struct example *examples, size_t n)
{
    size_t all = 0;

    for (size_t i = 0; i < n; i++)
        all += examples[i].n;
    return all;
}

/* What only ordinary text has says nothing of families, and would double the table. */
static void index_features(struct lesson *lesson)
{
    size_t n = lesson->n, all_n = 0, kept = 0;
    uint32_t *all = mem_new(count_features(lesson->examples, n) + 1, sizeof(*all));

    for (size_t i = 0; i < n; i++) {
        const struct example *example = &lesson->examples[i];

        if (labelled_is_ordinary(example->labelled)) continue;
        for (size_t k = 0; k < example->n; k++)
            all[all_n++] = example->features[k].feature;
    }
    qsort(all, all_n, sizeof(*all), compare_features);
    for (size_t i = 0, run; i < all_n; i += run) {
        for (run = 1; i + run < all_n && all[i + run] == all[i]; run++)
            continue;
        if (run >= REPLIES_MIN) all[kept++] = all[i];
    }
    lesson->index = all;
    lesson->index_n = kept;
}

/* The reply's row: its known features in order, the bias and the end. */
static size_t add_row(const struct lesson *lesson, const struct example *example,
                      struct feature_node *out)
{
    size_t n = 0;

    for (size_t i = 0; i < example->n; i++) {
        const uint32_t *found = bsearch(&example->features[i].feature, lesson->index,
                                        lesson->index_n, sizeof(*found), compare_features);

        if (found)
            out[n++] = (struct feature_node){(int)(found - lesson->index) + 1,
                                             (double)example->features[i].value};
    }
    out[n++] = (struct feature_node){(int)lesson->index_n + 1, 1};
    out[n++] = (struct feature_node){-1, 0};
    return n;
}

static void make_rows(struct lesson *lesson)
{
    size_t n = lesson->n, used = 0;

    lesson->nodes = mem_new(count_features(lesson->examples, n) + 2 * n, sizeof(*lesson->nodes));
    lesson->rows = mem_new(n, sizeof(struct feature_node *));
    for (size_t i = 0; i < n; i++) {
        lesson->rows[i] = lesson->nodes + used;
        used += add_row(lesson, &lesson->examples[i], lesson->rows[i]);
    }
    lesson->problem = (struct problem){.n = (int)lesson->index_n + 1,
                                       .bias = 1,
                                       .x = mem_new(n, sizeof(struct feature_node *)),
                                       .y = mem_new(n, sizeof(*lesson->problem.y))};
}

static void lesson_clear(struct lesson *lesson)
{
    free(lesson->index);
    free(lesson->nodes);
    free(lesson->rows);
    free(lesson->problem.x);
    free(lesson->problem.y);
}

static bool is_asked(const struct labelled *labelled, size_t question)
{
    return question >= QUESTION_ANY || !labelled_is_ordinary(labelled);
}

static bool is_yes(const struct labelled *labelled, size_t question)
{
    size_t domain, level;

    if (question == QUESTION_ORDINARY) return labelled_is_ordinary(labelled);
    if (question == QUESTION_MOROCCAN) return strncmp(labelled->language, "ary", 3) == 0;
    if (question < QUESTION_ANY) return labelled->intent == (enum intent)question;
    domain = (question - QUESTION_ANY) / LEVEL_CRISIS;
    level = (question - QUESTION_ANY) % LEVEL_CRISIS + 1;
    return labelled->levels[domain] >= level;
}

static void say_nothing(const char *line)
{
    (void)line;
}

/* Copies the weights of one question into its column; liblinear speaks for the label it met first. */
static void take_weights(const struct model *learnt, size_t question, struct model_parts *parts)
{
    double sign = learnt->label[0] == 1 ? 1 : -1;
    size_t n = parts->row_n;

    for (size_t i = 0; i < n; i++)
        parts->rows[i].weights[question] = (float)(sign * learnt->w[i]);
    parts->bias[question] = (float)(sign * learnt->w[n]);
}

/* Makes the problem of one question; returns how many replies say yes. */
static int pose(struct lesson *lesson, size_t question)
{
    struct problem *problem = &lesson->problem;
    int yes = 0;

    problem->l = 0;
    for (size_t i = 0; i < lesson->n; i++) {
        const struct labelled *labelled = lesson->examples[i].labelled;
        bool is = is_yes(labelled, question);

        if (!is_asked(labelled, question)) continue;
        problem->x[problem->l] = lesson->rows[i];
        problem->y[problem->l++] = is ? 1 : -1;
        yes += is;
    }
    return yes;
}

/* Only dual solvers: the primal ones call whichever BLAS is installed, so their sums differ. */
static void learn(struct lesson *lesson, size_t question, struct model_parts *parts)
{
    int labels[] = {1, -1};
    double weights[] = {1, 1};
    struct parameter parameter = {.solver_type = L2R_LR_DUAL,
                                  .C = COST,
                                  .eps = EPSILON,
                                  .nr_weight = 2,
                                  .weight_label = labels,
                                  .weight = weights};
    struct model *learnt;
    int yes = pose(lesson, question);

    if (yes == 0 || yes == lesson->problem.l) {
        parts->bias[question] = yes ? 10 : -10;
        return;
    }
    weights[0] = fmin(RARE_WEIGHT_MAX, sqrt((double)(lesson->problem.l - yes) / yes));
    srandom(SEED);
    learnt = train(&lesson->problem, &parameter);
    take_weights(learnt, question, parts);
    free_and_destroy_model(&learnt);
}

/* A row whose weights are all small tells nothing and only takes room. */
static void prune(struct model_parts *parts)
{
    size_t kept = 0;

    for (size_t i = 0; i < parts->row_n; i++) {
        float most = 0;

        for (size_t k = 0; k < MODEL_QUESTIONS; k++)
            most = fmaxf(most, fabsf(parts->rows[i].weights[k]));
        if (most >= WEIGHT_MIN) parts->rows[kept++] = parts->rows[i];
    }
    parts->row_n = kept;
}

void model_train(const struct example *examples, size_t n, struct text *out)
{
    SCOPED(lesson_clear) struct lesson lesson = {.examples = examples, .n = n};
    struct model_parts parts = {0};

    index_features(&lesson);
    make_rows(&lesson);
    parts.row_n = lesson.index_n;
    parts.rows = mem_new(parts.row_n + 1, sizeof(*parts.rows));
    for (size_t i = 0; i < parts.row_n; i++)
        parts.rows[i].feature = lesson.index[i];
    set_print_string_function(say_nothing);
    for (size_t question = 0; question < MODEL_QUESTIONS; question++)
        learn(&lesson, question, &parts);
    prune(&parts);
    model_write(&parts, out);
    free(parts.rows);
}
