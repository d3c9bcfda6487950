#include "gateway/signals/recognise.h"

#include "gateway/signals/language.h"
#include "gateway/signals/skeleton.h"

void recognised_clear(struct recognised *recognised)
{
    if (!recognised) return;
    tokens_clear(&recognised->tokens);
    free(recognised->seen);
    free(recognised->sets);
    free(recognised->candidates);
    *recognised = (struct recognised){0};
}

static void add_candidate(struct recognised *out, uint32_t token, uint32_t word, enum how how)
{
    if (out->candidate_n == out->candidate_space) {
        out->candidate_space = out->candidate_space ? out->candidate_space * 2 : 512;
        out->candidates = mem_grow(out->candidates, out->candidate_space, sizeof(*out->candidates));
    }
    out->candidates[out->candidate_n++] = (struct candidate){token, word, how};
}

/* Adds the words under a key whose variety is among `varieties`. Returns whether there were any. */
static bool look(struct recognised *out, uint32_t token, enum key key, const char *bytes, size_t n,
                 uint8_t varieties, enum how how)
{
    const struct vocabulary *vocabulary = &out->lexicon->vocabulary;
    size_t entries_n;
    const struct vocabulary_entry *entries = vocabulary_find(vocabulary, key, bytes, n, &entries_n);
    bool any = false;

    for (size_t i = 0; i < entries_n; i++) {
        if (!(entries[i].varieties & varieties)) continue;
        __builtin_prefetch(&vocabulary->words[entries[i].word]); /* asked for when all are found */
        add_candidate(out, token, entries[i].word, how);
        any = true;
    }
    return any;
}

/* Lexicon words that are the beginning of this one ("schuld*"). */
static bool look_beginnings(struct recognised *out, uint32_t token, const char *form, size_t n,
                            uint8_t varieties, enum how how)
{
    const struct vocabulary *vocabulary = &out->lexicon->vocabulary;
    bool any = false;

    for (size_t i = 2; i <= n; i++)
        if (vocabulary_has_beginning(vocabulary, i))
            any |= look(out, token, KEY_BEGINNING, form, i, varieties, how);
    return any;
}

/* Do they differ by one letter left out, added, changed, or two that changed places? */
static bool is_one_slip(const char *a, size_t a_n, const char *b, size_t b_n)
{
    size_t front = 0, back = 0, shorter = a_n < b_n ? a_n : b_n;

    while (front < shorter && a[front] == b[front])
        front++;
    while (back < shorter - front && a[a_n - 1 - back] == b[b_n - 1 - back])
        back++;
    a_n -= front + back;
    b_n -= front + back;
    if (a_n <= 1 && b_n <= 1) return true;
    return a_n == 2 && b_n == 2 && a[front] == b[front + 1] && a[front + 1] == b[front];
}

static void look_typo_key(struct recognised *out, uint32_t token, const char *key, size_t n)
{
    const struct token *t = &out->tokens.at[token];
    const struct vocabulary *vocabulary = &out->lexicon->vocabulary;
    size_t entries_n;
    const struct vocabulary_entry *entries =
        vocabulary_find(vocabulary, KEY_TYPO, key, n, &entries_n);

    for (size_t i = 0; i < entries_n; i++) {
        const char *form = vocabulary->words[entries[i].word].form;

        if (form[0] == t->form[0] && is_one_slip(form, strlen(form), t->form, t->form_bytes))
            add_candidate(out, token, entries[i].word, HOW_TYPO);
    }
}

#define TYPO_TOKEN_MIN 6

static void look_typos(struct recognised *out, uint32_t token)
{
    const struct token *t = &out->tokens.at[token];
    char cut[TOKEN_FORM_MAX];
    size_t n = t->form_bytes;

    if (n < TYPO_TOKEN_MIN) return;
    look_typo_key(out, token, t->form, n);
    for (size_t i = 1; i < n; i++) {
        memcpy(cut, t->form, i);
        memcpy(cut + i, t->form + i + 1, n - i - 1);
        look_typo_key(out, token, cut, n - 1);
    }
}

static bool look_dutch(struct recognised *out, uint32_t token)
{
    const struct token *t = &out->tokens.at[token];
    char collapsed[TOKEN_FORM_MAX];
    bool any = look(out, token, KEY_WRITTEN, t->form, t->form_bytes, VARIETY_NL, HOW_DUTCH);

    any |= look_beginnings(out, token, t->form, t->form_bytes, VARIETY_NL, HOW_DUTCH);
    if (!any && t->elongated)
        any = look(out, token, KEY_COLLAPSED, collapsed,
                   form_collapse(t->form, t->form_bytes, collapsed), VARIETY_NL, HOW_DUTCH);
    return any;
}

/* `stems`: of the sound, with all affixes taken off. */
static bool look_sounds(struct recognised *out, uint32_t token, const char *sound, size_t n,
                        const struct stems *stems)
{
    struct stems plain;
    bool any = false;

    stems_of_sound(sound, n, AFFIXES_PLAIN, &plain);
    for (size_t i = 0; i < plain.n; i++)
        any |= look(out, token, KEY_SOUND, sound + plain.at[i].from, plain.at[i].n,
                    VARIETY_ARY_LATN, HOW_SOUND);
    for (size_t i = 0; i < stems->n; i++)
        any |= look(out, token, KEY_SOUND_STEM, sound + stems->at[i].from, stems->at[i].n,
                    VARIETY_ARY_LATN, HOW_SOUND);
    return any;
}

static void look_bones_key(struct recognised *out, uint32_t token, enum key key, const char *sound,
                           size_t n)
{
    char bones[TOKEN_FORM_MAX];
    size_t bones_n = bones_of_sound(sound, n, bones);

    if (bones_n >= BONES_MIN) look(out, token, key, bones, bones_n, VARIETY_ARY_LATN, HOW_BONES);
}

static void look_bones(struct recognised *out, uint32_t token, const char *sound, size_t n,
                       const struct stems *stems)
{
    look_bones_key(out, token, KEY_BONES, sound, n);
    for (size_t i = 0; i < stems->n; i++)
        look_bones_key(out, token, KEY_BONES_STEM, sound + stems->at[i].from, stems->at[i].n);
}

static void look_latin(struct recognised *out, uint32_t token)
{
    const struct token *t = &out->tokens.at[token];
    char sound[TOKEN_FORM_MAX];
    bool dutch = look_dutch(out, token), moroccan;
    struct stems stems;
    size_t n;

    moroccan = look(out, token, KEY_WRITTEN, t->form, t->form_bytes, VARIETY_ARY_LATN, HOW_SPELLED);
    moroccan |= look_beginnings(out, token, t->form, t->form_bytes, VARIETY_ARY_LATN, HOW_SPELLED);
    if (dutch) return; /* a Dutch word is Darija only when it is spelled just so */
    n = sound_of_latin(t->form, t->form_bytes, sound);
    stems_of_sound(sound, n, AFFIXES_ALL, &stems);
    moroccan |= look_sounds(out, token, sound, n, &stems);
    if (moroccan) return;
    look_bones(out, token, sound, n, &stems);
    look_typos(out, token);
}

static void look_arabic(struct recognised *out, uint32_t token)
{
    const uint8_t all = VARIETY_AR | VARIETY_ARY_ARAB;
    const struct token *t = &out->tokens.at[token];
    char buffer[TOKEN_FORM_MAX];
    size_t n = t->form_bytes;
    struct stems stems;
    bool any = false;

    stems_of_arabic(t->form, n, AFFIXES_PLAIN, &stems);
    for (size_t i = 0; i < stems.n; i++) {
        const char *stem = t->form + stems.at[i].from;

        any |= look(out, token, KEY_WRITTEN, stem, stems.at[i].n, all, HOW_ARABIC);
        any |= look_beginnings(out, token, stem, stems.at[i].n, all, HOW_ARABIC);
    }
    if (t->elongated)
        any |= look(out, token, KEY_COLLAPSED, buffer, form_collapse(t->form, n, buffer), all,
                    HOW_ARABIC);
    stems_of_arabic(t->form, n, AFFIXES_ALL, &stems);
    for (size_t i = 0; i < stems.n; i++)
        any |=
            look(out, token, KEY_STEM, t->form + stems.at[i].from, stems.at[i].n, all, HOW_ARABIC);
    if (any) return;
    n = sound_of_arabic(t->form, n, buffer);
    stems_of_sound(buffer, n, AFFIXES_ALL, &stems);
    look_bones(out, token, buffer, n, &stems);
}

static void look_token(struct recognised *out, uint32_t token)
{
    const struct token *t = &out->tokens.at[token];

    switch (t->script) {
    case SCRIPT_LATIN:
        look_latin(out, token);
        break;
    case SCRIPT_ARABIC:
        look_arabic(out, token);
        break;
    case SCRIPT_DIGITS:
        look(out, token, KEY_WRITTEN, "#", 1, VARIETY_ALL, HOW_SIGN);
        look(out, token, KEY_WRITTEN, t->form, t->form_bytes, VARIETY_ALL, HOW_SIGN);
        break;
    case SCRIPT_PICTURE:
        look(out, token, KEY_WRITTEN, t->form, t->form_bytes, VARIETY_ALL, HOW_SIGN);
        break;
    case SCRIPT_NONE:
    case SCRIPT_OTHER:
        break;
    }
}

/* Is the rest of a word, after "ma", a word by itself? Undoes its own candidates. */
static bool is_word(struct recognised *out, uint32_t token, size_t skipped)
{
    struct token *t = &out->tokens.at[token], whole = *t;
    size_t candidate_n = out->candidate_n;
    bool found;

    memmove(t->form, t->form + skipped, sizeof(t->form) - skipped);
    t->form_bytes = (uint8_t)(t->form_bytes - skipped);
    look_token(out, token);
    found = out->candidate_n > candidate_n && !how_is_guess(out->candidates[candidate_n].how);
    out->candidate_n = candidate_n;
    out->tokens.at[token] = whole;
    return found;
}

static bool ends_with(const struct token *token, const char *end)
{
    size_t n = strlen(end);

    return token->form_bytes > n && memcmp(token->form + token->form_bytes - n, end, n) == 0;
}

static bool starts_with(const struct token *token, const char *start)
{
    for (size_t i = 0; start[i]; i++)
        if (token->form[i] != start[i]) return false;
    return true;
}

/* Darija glues its "not" to the word: "makaynch", "ماعنديش". Cuts it off where the whole is no word. */
static bool cut_not(struct recognised *out, uint32_t token)
{
    static const struct {
        const char *start;
        size_t code_points, room; /* bytes that must be left */
    } starts[] = {
        {"ma",     2, 3},
        {"wma",    3, 3},
        {"ما",   2, 6},
        {"وما", 3, 6}
    };
    const struct token *t = &out->tokens.at[token];

    for (size_t i = 0; i < COUNT(starts); i++) {
        size_t n = strlen(starts[i].start);
        bool closed =
            ends_with(t, "ch") || ends_with(t, "sh") || ends_with(t, "x") || ends_with(t, "ش");

        if (!starts_with(t, starts[i].start) || t->form_bytes < n + starts[i].room) continue;
        if (!(closed && t->form_bytes >= n + starts[i].room + 1) && !is_word(out, token, n))
            continue;
        tokens_split(&out->tokens, token, n, starts[i].code_points);
        return true;
    }
    return false;
}

static void look_all(struct recognised *out)
{
    for (uint32_t i = 0; i < out->tokens.n; i++) {
        size_t first = out->candidate_n;
        bool guessed;

        look_token(out, i);
        guessed = out->candidate_n == first || how_is_guess(out->candidates[first].how);
        if (guessed && cut_not(out, i)) {
            out->candidate_n = first;
            look_token(out, i); /* the "not"; the loop goes on with the rest */
        }
    }
}

static int order_numbers(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return x < y ? -1 : x > y;
}

static void add_sets(struct recognised *out, const struct word *word)
{
    while (out->sets_n + word->sets_n > out->sets_space) {
        out->sets_space = out->sets_space ? out->sets_space * 2 : 2048;
        out->sets = mem_grow(out->sets, out->sets_space, sizeof(*out->sets));
    }
    for (size_t i = 0; i < word->sets_n; i++)
        out->sets[out->sets_n++] = out->lexicon->vocabulary.sets[word->sets_at + i];
}

/* Turns the candidates that the variety lets through into the sets that patterns ask for. */
static void settle(struct recognised *out, const struct variety *variety)
{
    size_t next = 0;

    out->seen = mem_new(out->tokens.n, sizeof(*out->seen));
    for (size_t i = 0; i < out->tokens.n; i++) {
        struct seen *seen = &out->seen[i];

        seen->sets_at = (uint32_t)out->sets_n;
        seen->guessed = true;
        for (; next < out->candidate_n && out->candidates[next].token == i; next++) {
            const struct candidate *candidate = &out->candidates[next];

            if (!variety_allows(variety, out, candidate)) continue;
            if (!how_is_guess(candidate->how)) seen->guessed = false;
            seen->word_n++;
            add_sets(out, &out->lexicon->vocabulary.words[candidate->word]);
        }
        seen->sets_n = (uint32_t)out->sets_n - seen->sets_at;
        if (seen->sets_n)
            qsort(out->sets + seen->sets_at, seen->sets_n, sizeof(*out->sets), order_numbers);
        if (out->tokens.at[i].script == SCRIPT_DIGITS || out->tokens.at[i].script == SCRIPT_PICTURE)
            continue;
        out->word_n++;
        out->unknown_n += seen->word_n == 0;
    }
}

void recognise(const struct lexicon *lexicon, struct recognised *out)
{
    struct variety variety;

    out->lexicon = lexicon;
    look_all(out);
    variety = variety_of(out);
    settle(out, &variety);
    out->language = variety.name;
}

bool recognised_has(const struct recognised *recognised, size_t token, uint32_t set)
{
    const struct seen *seen = &recognised->seen[token];

    return seen->sets_n && bsearch(&set, recognised->sets + seen->sets_at, seen->sets_n,
                                   sizeof(*recognised->sets), order_numbers);
}

bool recognised_is(const struct recognised *recognised, size_t token, enum class class)
{
    return recognised_has(recognised, token, recognised->lexicon->classes[class]);
}
