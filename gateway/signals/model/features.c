#include "gateway/signals/model/features.h"

#include <math.h>

#include "gateway/signals/skeleton.h"

#define GRAM_MIN 3
#define GRAM_MAX 4
/* Two kinds of one reply are a feature wherever they stand, up to this many of its senses. */
#define PAIRED_MAX 40
/* Senses that stand this close together are a feature in their order. */
#define NEAR_MAX 4

/* What a feature is made of is stirred into its hash, and first of all what sort it is. */
enum sort {
    SORT_SENSE = 1,
    SORT_KIND,
    SORT_NEXT_SENSE,
    SORT_NEAR_SENSES,
    SORT_NEAR_KINDS,
    SORT_KINDS,
    SORT_GRAM,
    SORT_SOUND_GRAM,
    SORT_PICTURE,
    SORT_CONCEPT,
    SORT_CLAIM,
    SORT_FINDING,
    SORT_FINDING_KIND,
    SORT_ASKING,
    SORT_DOUBTFUL,
    SORT_CONTEXT,
    SORT_REQUEST,
    SORT_ASKED,
};

static uint64_t stir(uint64_t hash, uint64_t number)
{
    hash = (hash ^ number) * 0x9E3779B97F4A7C15u;
    return hash ^ hash >> 29;
}

static uint64_t stir_bytes(uint64_t hash, const char *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        hash = (hash ^ (unsigned char)bytes[i]) * 1099511628211u;
    return stir(hash, n);
}

static uint32_t fold(uint64_t hash)
{
    return (uint32_t)(hash ^ hash >> 32);
}

static void add(struct features *features, enum feature_group group, uint64_t hash, size_t from,
                size_t till)
{
    size_t *n = &features->groups[group].n;

    if (*n == FEATURES_MAX) return;
    features->groups[group].at[(*n)++] =
        (struct feature){fold(hash), (uint16_t)from, (uint16_t)till};
}

/* Every run of 3 to 5 characters of a word, its beginning and end marked. */
static void add_grams(struct features *out, enum sort sort, const char *form, size_t n,
                      size_t token)
{
    char marked[TOKEN_FORM_MAX + 2];
    size_t starts[TOKEN_FORM_MAX + 3], count = 0;

    marked[0] = '<';
    memcpy(marked + 1, form, n);
    marked[n + 1] = '>';
    for (size_t i = 0; i < n + 2; i++)
        if (((unsigned char)marked[i] & 0xC0) != 0x80) starts[count++] = i;
    starts[count] = n + 2;
    for (size_t i = 0; i + GRAM_MIN <= count; i++)
        for (size_t length = GRAM_MIN; length <= GRAM_MAX && i + length <= count; length++)
            add(out, GROUP_LETTERS,
                stir_bytes(sort, marked + starts[i], starts[i + length] - starts[i]), token, token);
}

static bool may_be_darija(const struct recognised *recognised)
{
    return strcmp(recognised->language, "nl") != 0 && strcmp(recognised->language, "ar") != 0;
}

static void add_letters(const struct recognised *recognised, struct features *out)
{
    bool darija = may_be_darija(recognised);
    char sound[TOKEN_FORM_MAX];

    for (size_t i = 0; i < recognised->tokens.n; i++) {
        const struct token *token = &recognised->tokens.at[i];
        size_t n = 0;

        if (token->script == SCRIPT_DIGITS) continue;
        if (token->script == SCRIPT_PICTURE) {
            add(out, GROUP_LETTERS, stir_bytes(SORT_PICTURE, token->form, token->form_bytes), i, i);
            continue;
        }
        if (darija && token->script == SCRIPT_LATIN)
            n = sound_of_latin(token->form, token->form_bytes, sound);
        else if (darija && token->script == SCRIPT_ARABIC)
            n = sound_of_arabic(token->form, token->form_bytes, sound);
        if (n)
            add_grams(out, SORT_SOUND_GRAM, sound, n, i);
        else
            add_grams(out, SORT_GRAM, token->form, token->form_bytes, i);
    }
}

static void add_pair(struct features *out, enum sort sort, uint32_t a, uint32_t b,
                     const struct sense *first, const struct sense *second)
{
    add(out, GROUP_SENSES, stir(stir(sort, a), b), first->token, second->token);
}

/* Each sense and its kind, and with what they stand together: near in this order, or anywhere. */
static void add_senses(const struct senses *senses, struct features *out)
{
    for (size_t i = 0; i < senses->n; i++) {
        const struct sense *one = &senses->at[i];

        add(out, GROUP_SENSES, stir(SORT_SENSE, one->name), one->token, one->token);
        if (one->kind != one->name)
            add(out, GROUP_SENSES, stir(SORT_KIND, one->kind), one->token, one->token);
        for (size_t k = i + 1; k < senses->n; k++) {
            const struct sense *other = &senses->at[k];

            if (k == i + 1) add_pair(out, SORT_NEXT_SENSE, one->name, other->name, one, other);
            if (k <= i + NEAR_MAX) {
                add_pair(out, SORT_NEAR_SENSES, one->name, other->name, one, other);
                add_pair(out, SORT_NEAR_KINDS, one->kind, other->kind, one, other);
            }
            if (k >= PAIRED_MAX) break;
            if (one->kind < other->kind)
                add_pair(out, SORT_KINDS, one->kind, other->kind, one, other);
            else if (one->kind > other->kind)
                add_pair(out, SORT_KINDS, other->kind, one->kind, one, other);
        }
    }
}

/* Does a figure of speech hold this word? Then it does not mean what it says: "uit het veld geslagen". */
static bool is_figurative(const struct room *room, size_t token)
{
    for (size_t i = 0; i < room->matches->n; i++)
        if (!room->dropped[i] && room_concept(room, &room->matches->at[i])->kind == KIND_FIGURE &&
            match_holds(&room->matches->at[i], token))
            return true;
    return false;
}

static void leave_out_figures(const struct room *room, struct senses *senses)
{
    size_t kept = 0;

    for (size_t i = 0; i < senses->n; i++)
        if (!is_figurative(room, senses->at[i].token)) senses->at[kept++] = senses->at[i];
    senses->n = kept;
}

static uint64_t hash_concept(const struct concept *concept)
{
    return stir(stir_bytes(SORT_CONCEPT, concept->name, strlen(concept->name)),
                (uint64_t) concept->kind << 8 | concept->level);
}

uint32_t features_concept(const struct concept *concept)
{
    return fold(hash_concept(concept));
}

static void add_concepts(const struct room *room, const struct findings *findings,
                         enum context context, struct features *out)
{
    for (size_t i = 0; i < room->matches->n; i++) {
        const struct match *match = &room->matches->at[i];
        const struct concept *concept = room_concept(room, match);
        size_t from = match_first(match), till = match_last(match);

        if (room->dropped[i]) continue;
        add(out, GROUP_CONCEPTS, hash_concept(concept), from, till);
        if (concept->kind == KIND_INTENT)
            add(out, GROUP_CONCEPTS,
                stir(stir(stir(SORT_REQUEST, concept->intent), concept->contexts), context), from,
                till);
        if (concept->kind > KIND_HINT) continue;
        /* What the words alone claim, before what stands around them is read. */
        add(out, GROUP_CONCEPTS, stir(SORT_CLAIM, (uint64_t) concept->domain << 8 | concept->level),
            from, till);
    }
    for (size_t i = 0; i < findings->n; i++) {
        const struct finding *finding = &findings->at[i];
        uint64_t what = (uint64_t)finding->concept->domain << 8 | finding->level;
        size_t from = match_first(finding->match), till = match_last(finding->match);

        add(out, GROUP_CONCEPTS, stir(SORT_FINDING, what), from, till);
        add(out, GROUP_CONCEPTS, stir(stir(SORT_FINDING_KIND, what), finding->concept->kind), from,
            till);
    }
    if (findings->asking) add(out, GROUP_CONCEPTS, stir(SORT_ASKING, 0), 0, 0);
    if (findings->doubtful) add(out, GROUP_CONCEPTS, stir(SORT_DOUBTFUL, 0), 0, 0);
}

static void add_shape(const struct recognised *recognised, enum context context,
                      struct features *out)
{
    add(out, GROUP_CONCEPTS, stir(SORT_CONTEXT, context), 0, 0);
    for (size_t i = 0; i < recognised->tokens.n; i++)
        if (recognised->tokens.at[i].asked) {
            add(out, GROUP_CONCEPTS, stir(SORT_ASKED, 0), i, i);
            return;
        }
}

static int compare_features(const void *a, const void *b)
{
    uint32_t x = ((const struct feature *)a)->hash, y = ((const struct feature *)b)->hash;

    return x < y ? -1 : x > y;
}

/* A reply of this many words or more counts each feature once: said a hundred times, "alles goed" is no surer. */
#define REPEATING_MIN 60

static void unify(struct features *features)
{
    for (enum feature_group group = 0; group < GROUP_N; group++) {
        struct feature *at = features->groups[group].at;
        size_t n = features->groups[group].n, kept = 0;

        qsort(at, n, sizeof(*at), compare_features);
        for (size_t i = 0; i < n; i++)
            if (i == 0 || at[i].hash != at[kept - 1].hash) at[kept++] = at[i];
        features->groups[group].n = kept;
    }
}

void features_read(const struct room *room, const struct findings *findings, struct senses *senses,
                   enum context context, struct features *out)
{
    for (enum feature_group group = 0; group < GROUP_N; group++)
        out->groups[group].n = 0;
    leave_out_figures(room, senses);
    add_senses(senses, out);
    add_letters(room->recognised, out);
    add_concepts(room, findings, context, out);
    add_shape(room->recognised, context, out);
    if (room->recognised->tokens.n >= REPEATING_MIN) unify(out);
}

/* How much each group weighs; chosen by cross-validation over writers. */
float features_value(const struct features *features, enum feature_group group)
{
    static const float weights[GROUP_N] = {
        [GROUP_SENSES] = 4.0F, [GROUP_LETTERS] = 2.0F, [GROUP_CONCEPTS] = 1.0F};
    size_t n = features->groups[group].n;

    return n ? weights[group] / sqrtf((float)n) : 0;
}
