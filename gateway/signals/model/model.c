#include "gateway/signals/model/model.h"

#include <math.h>

#define MAGIC "vangnet model 2\n"

/* In front of the table, as the machine that made it writes numbers: it is made where it is used. */
struct header {
    char magic[16];
    uint32_t questions;
    uint32_t row_n;
    uint32_t slot_n; /* a power of two, at least twice row_n */
    uint32_t padding;
    float bias[MODEL_COLUMNS];
    float scale[MODEL_COLUMNS];
};

struct slot {
    uint32_t feature;
    uint32_t row; /* its number + 1; 0: nobody's */
};

struct reply_model {
    struct header header;
    struct slot *slots;
    int8_t (*rows)[MODEL_COLUMNS];
};

static uint32_t slot_count(size_t row_n)
{
    uint32_t n = 64;

    while (n < 2 * row_n)
        n *= 2;
    return n;
}

/* Far beyond what is ever learnt, and so small that no sum of it passes the range of a float. */
#define NUMBER_MAX 1e6F

static bool are_plausible(const float numbers[static MODEL_COLUMNS])
{
    for (size_t i = 0; i < MODEL_COLUMNS; i++)
        if (!(fabsf(numbers[i]) <= NUMBER_MAX))
            return false; /* so written, it holds for a NaN too */
    return true;
}

enum rc model_read(const char *bytes, size_t n, struct reply_model **out, struct fault *why)
{
    struct header header;
    size_t slots_bytes, rows_bytes, taken = 0;

    if (n < sizeof(header))
        return fault_set(why, RC_INVALID, "the model is cut off; build it anew");
    memcpy(&header, bytes, sizeof(header));
    if (memcmp(header.magic, MAGIC, sizeof(header.magic)) != 0 ||
        header.questions != MODEL_QUESTIONS)
        return fault_set(why, RC_INVALID, "this is no model of this version; train it anew");
    /* More rows than bytes for them: asked before their slots are counted, which would never end. */
    if (header.row_n > n / MODEL_COLUMNS)
        return fault_set(why, RC_INVALID, "the model is cut off; build it anew");
    if (header.slot_n != slot_count(header.row_n) || !are_plausible(header.bias) ||
        !are_plausible(header.scale))
        return fault_set(why, RC_INVALID, "the model is damaged; train it anew");
    slots_bytes = header.slot_n * sizeof(struct slot);
    rows_bytes = (size_t)header.row_n * MODEL_COLUMNS;
    if (n != sizeof(header) + slots_bytes + rows_bytes)
        return fault_set(why, RC_INVALID, "the model is cut off; build it anew");
    bytes += sizeof(header);
    for (size_t i = 0; i < header.slot_n; i++) {
        struct slot slot;

        memcpy(&slot, bytes + i * sizeof(slot), sizeof(slot));
        if (slot.row > header.row_n)
            return fault_set(why, RC_INVALID, "the model is damaged; train it anew");
        taken += slot.row > 0;
    }
    if (taken != header.row_n) /* a full table would be searched without end */
        return fault_set(why, RC_INVALID, "the model is damaged; train it anew");
    *out = mem_new(1, sizeof(**out));
    (*out)->header = header;
    (*out)->slots = mem_copy(bytes, slots_bytes);
    (*out)->rows = aligned_alloc(MODEL_COLUMNS, rows_bytes ? rows_bytes : MODEL_COLUMNS);
    if (!(*out)->rows) abort();
    memcpy((*out)->rows, bytes + slots_bytes, rows_bytes);
    return RC_OK;
}

void model_free(struct reply_model *model)
{
    if (!model) return;
    free(model->slots);
    free(model->rows);
    free(model);
}

/* The number of the feature's row + 1; 0: it has none. */
static uint32_t find_row(const struct reply_model *model, uint32_t feature)
{
    uint32_t mask = model->header.slot_n - 1, i = feature & mask;

    while (model->slots[i].row && model->slots[i].feature != feature)
        i = (i + 1) & mask;
    return model->slots[i].row;
}

bool model_knows(const struct reply_model *model, uint32_t feature)
{
    return find_row(model, feature) > 0;
}

/* The table is larger than the processor's cache and hashes fall anywhere in it: all the places of a reply
 * are asked for before the first is needed, since waiting for them one by one takes most of a reading. */
void model_look(const struct reply_model *model, const struct features *features, struct known *out)
{
    for (enum feature_group group = 0; group < GROUP_N; group++)
        for (size_t i = 0; i < features->groups[group].n; i++)
            __builtin_prefetch(
                &model->slots[features->groups[group].at[i].hash & (model->header.slot_n - 1)]);
    for (enum feature_group group = 0; group < GROUP_N; group++) {
        struct known_group *known = &out->groups[group];

        known->n = 0;
        known->each = features_value(features, group);
        for (size_t i = 0; i < features->groups[group].n; i++) {
            const struct feature *feature = &features->groups[group].at[i];
            uint32_t row = find_row(model, feature->hash);

            if (row == 0) continue;
            __builtin_prefetch(model->rows[row - 1]);
            known->at[known->n++] = (struct known_feature){row - 1, feature->from, feature->till};
        }
    }
}

/* So many bytes can be added up in 16 bits, whatever they are. */
#define BLOCK_ROWS (INT16_MAX / -INT8_MIN)

static void add_rows(const struct reply_model *model, const struct known_feature *at, size_t n,
                     int32_t out[MODEL_COLUMNS])
{
    int16_t counts[MODEL_COLUMNS] = {0};

    assert(n <= BLOCK_ROWS);
    for (size_t i = 0; i < n; i++) {
        const int8_t *row = model->rows[at[i].row];

        for (size_t k = 0; k < MODEL_COLUMNS; k++)
            counts[k] = (int16_t)(counts[k] + row[k]);
    }
    for (size_t k = 0; k < MODEL_COLUMNS; k++)
        out[k] += counts[k];
}

void model_ask(const struct reply_model *model, const struct known *known, struct opinion *out)
{
    float sums[MODEL_COLUMNS] = {0};

    for (enum feature_group group = 0; group < GROUP_N; group++) {
        const struct known_group *of = &known->groups[group];
        int32_t counts[MODEL_COLUMNS] = {0};

        for (size_t i = 0; i < of->n; i += BLOCK_ROWS)
            add_rows(model, of->at + i, of->n - i < BLOCK_ROWS ? of->n - i : BLOCK_ROWS, counts);
        for (size_t k = 0; k < MODEL_COLUMNS; k++)
            sums[k] += of->each * (float)counts[k];
    }
    for (size_t k = 0; k < MODEL_QUESTIONS; k++)
        out->lean[k] = model->header.bias[k] + model->header.scale[k] * sums[k];
}

void model_explain(const struct reply_model *model, const struct known *known, size_t question,
                   float *out, size_t token_n)
{
    memset(out, 0, token_n * sizeof(*out));
    for (enum feature_group group = 0; group < GROUP_N; group++) {
        const struct known_group *of = &known->groups[group];
        float each = of->each * model->header.scale[question] / 2;

        for (size_t i = 0; i < of->n; i++) {
            const struct known_feature *feature = &of->at[i];
            float value = each * (float)model->rows[feature->row][question];

            if (feature->from >= token_n || feature->till >= token_n) continue;
            out[feature->from] += value;
            out[feature->till] += value;
        }
    }
}

static void fill_slots(const struct model_parts *parts, struct slot *slots, uint32_t slot_n)
{
    for (size_t i = 0; i < parts->row_n; i++) {
        uint32_t at = parts->rows[i].feature & (slot_n - 1);

        while (slots[at].row)
            at = (at + 1) & (slot_n - 1);
        slots[at] = (struct slot){parts->rows[i].feature, (uint32_t)i + 1};
    }
}

void model_write(const struct model_parts *parts, struct text *out)
{
    struct header header = {.questions = MODEL_QUESTIONS,
                            .row_n = (uint32_t)parts->row_n,
                            .slot_n = slot_count(parts->row_n)};
    SCOPED(mem_free) struct slot *slots = mem_new(header.slot_n, sizeof(*slots));

    memcpy(header.magic, MAGIC, sizeof(header.magic));
    for (size_t k = 0; k < MODEL_QUESTIONS; k++) {
        float most = 0;

        for (size_t i = 0; i < parts->row_n; i++)
            most = fmaxf(most, fabsf(parts->rows[i].weights[k]));
        header.bias[k] = parts->bias[k];
        header.scale[k] = most / INT8_MAX;
    }
    fill_slots(parts, slots, header.slot_n);
    text_add_bytes(out, &header, sizeof(header));
    text_add_bytes(out, slots, header.slot_n * sizeof(*slots));
    for (size_t i = 0; i < parts->row_n; i++) {
        int8_t row[MODEL_COLUMNS] = {0};

        for (size_t k = 0; k < MODEL_QUESTIONS; k++)
            if (header.scale[k] > 0)
                row[k] = (int8_t)lrintf(parts->rows[i].weights[k] / header.scale[k]);
        text_add_bytes(out, row, sizeof(row));
    }
}
