/* Reads the rows of config/lexicon/. Classes of words come first, since patterns name them. */
#include "gateway/signals/lexicon.h"

#include "gateway/signals/concept.h"
#include "gateway/signals/dictionary.h"
#include "gateway/signals/skeleton.h"

#define GAP_WORDS_SHORT 3  /* ".."; "..." is GAP_WORDS_MAX */
#define OPTIONAL_MAX    3  /* [words] of one form */
#define FORM_WORDS      24 /* words of one form, gaps and optional ones included */
#define FORM_BYTES      400

/* What reading needs and the finished lexicon does not. */
struct making {
    struct lexicon *lexicon;
    struct rows rows;
    struct dictionary words, sets, classes, names;
    struct tokens tokens;
};

static void making_clear(struct making *making)
{
    rows_clear(&making->rows);
    dictionary_clear(&making->words);
    dictionary_clear(&making->sets);
    dictionary_clear(&making->classes);
    dictionary_clear(&making->names);
    tokens_clear(&making->tokens);
}

static bool find_varieties(const char *name, uint8_t *out)
{
    static const struct {
        const char *name;
        uint8_t varieties;
    } names[] = {
        {"nl",       VARIETY_NL      },
        {"ar",       VARIETY_AR      },
        {"ary-Arab", VARIETY_ARY_ARAB},
        {"ary-Latn", VARIETY_ARY_LATN},
        {"all",      VARIETY_ALL     },
    };

    for (size_t i = 0; i < COUNT(names); i++) {
        if (strcmp(names[i].name, name) != 0) continue;
        *out = names[i].varieties;
        return true;
    }
    return false;
}

/* Every form with one letter left out, and the form itself, so that one slip of the thumb is found. */
#define TYPO_BYTES_MIN 7

static void add_typo_keys(struct vocabulary *vocabulary, const char *form, size_t n, uint32_t word)
{
    char cut[TOKEN_FORM_MAX];

    vocabulary_add_key(vocabulary, KEY_TYPO, form, n, word);
    for (size_t i = 0; i < n; i++) {
        memcpy(cut, form, i);
        memcpy(cut + i, form + i + 1, n - i - 1);
        vocabulary_add_key(vocabulary, KEY_TYPO, cut, n - 1, word);
    }
}

static void add_sound_keys(struct vocabulary *vocabulary, const char *form, size_t n, char ending,
                           uint32_t word)
{
    char sound[TOKEN_FORM_MAX], bones[TOKEN_FORM_MAX];
    size_t sound_n = sound_of_latin(form, n, sound);
    size_t bones_n = bones_of_sound(sound, sound_n, bones);

    if (ending != '+')
        vocabulary_add_key(vocabulary, KEY_SOUND, sound, sound_n, word);
    else if (sound_n >= BONES_MIN)
        vocabulary_add_key(vocabulary, KEY_SOUND_STEM, sound, sound_n, word);
    if (bones_n >= BONES_MIN)
        vocabulary_add_key(vocabulary, ending == '+' ? KEY_BONES_STEM : KEY_BONES, bones, bones_n,
                           word);
}

static void add_keys(struct vocabulary *vocabulary, const struct token *token, char ending,
                     uint8_t varieties, uint32_t word)
{
    char collapsed[TOKEN_FORM_MAX];
    const char *form = token->form;
    size_t n = token->form_bytes;

    if (token->script == SCRIPT_LATIN && varieties == VARIETY_ARY_LATN && ending != '*') {
        vocabulary_add_key(vocabulary, KEY_WRITTEN, form, n, word);
        return; /* by sound later, see add_all_sounds */
    }
    if (ending == '*') {
        vocabulary_add_key(vocabulary, KEY_BEGINNING, form, n, word);
        return;
    }
    vocabulary_add_key(vocabulary, KEY_WRITTEN, form, n, word);
    if (ending == '+') vocabulary_add_key(vocabulary, KEY_STEM, form, n, word);
    vocabulary_add_key(vocabulary, KEY_COLLAPSED, collapsed, form_collapse(form, n, collapsed),
                       word);
    if (token->script == SCRIPT_LATIN && n >= TYPO_BYTES_MIN)
        add_typo_keys(vocabulary, form, n, word);
}

/* The "*" or "+" behind a word, or NUL. */
static char ending_of(const char *literal, size_t n)
{
    if (n > 1 && (literal[n - 1] == '*' || literal[n - 1] == '+')) return literal[n - 1];
    return '\0';
}

/* The word that `literal` writes ("schuld*", "ضرب+", "#"), made if it is new. */
static enum rc find_word(struct making *making, const struct row *row, const char *literal,
                         uint8_t varieties, uint32_t *out, struct fault *why)
{
    struct vocabulary *vocabulary = &making->lexicon->vocabulary;
    size_t n = strlen(literal);
    char ending = ending_of(literal, n);
    char name[FORM_BYTES];

    snprintf(name, sizeof(name), "%d %s", varieties == VARIETY_ARY_LATN, literal);
    if (dictionary_find(&making->words, name, out)) {
        vocabulary->words[*out].varieties |= varieties;
        return RC_OK;
    }
    *out = vocabulary_add_word(vocabulary, literal, varieties);
    dictionary_add(&making->words, name, *out);
    if (strcmp(literal, "#") == 0) {
        vocabulary_add_key(vocabulary, KEY_WRITTEN, "#", 1, *out);
        return RC_OK;
    }
    tokens_read(&making->tokens, literal, ending ? n - 1 : n);
    if (making->tokens.n != 1)
        return row_fault(row, why, "is not one word (leave a blank between words)", literal);
    add_keys(vocabulary, &making->tokens.at[0], ending, varieties, *out);
    return RC_OK;
}

static uint32_t find_class(struct making *making, const char *name)
{
    uint32_t set;

    if (dictionary_find(&making->classes, name, &set)) return set;
    set = vocabulary_add_set(&making->lexicon->vocabulary);
    dictionary_add(&making->classes, name, set);
    return set;
}

/* The set of one place of a pattern: "@class", "word" or "a/b/@class". */
static enum rc find_set(struct making *making, const struct row *row, char *place,
                        uint8_t varieties, uint32_t *out, struct fault *why)
{
    struct vocabulary *vocabulary = &making->lexicon->vocabulary;
    char name[FORM_BYTES + 8];
    char *next;

    if (*place == '@' && !strchr(place, '/')) {
        if (dictionary_find(&making->classes, place + 1, out)) return RC_OK;
        return row_fault(row, why, "no such class in words.* rows", place);
    }
    snprintf(name, sizeof(name), "%d %s", varieties == VARIETY_ARY_LATN, place);
    if (dictionary_find(&making->sets, name, out)) return RC_OK;
    *out = vocabulary_add_set(vocabulary);
    dictionary_add(&making->sets, name, *out);
    for (; place; place = next) {
        uint32_t part;

        next = strchr(place, '/');
        if (next) *next++ = '\0';
        if (*place == '@') {
            if (!dictionary_find(&making->classes, place + 1, &part))
                return row_fault(row, why, "no such class in words.* rows", place);
            vocabulary_include(vocabulary, *out, part);
            continue;
        }
        TRY(find_word(making, row, place, varieties, &part, why));
        vocabulary_add_member(vocabulary, *out, part);
    }
    return RC_OK;
}

/* The words of one form, cut at blanks; "[" and "]" taken off the optional ones. */
struct form {
    char bytes[FORM_BYTES];
    char *words[FORM_WORDS];
    bool optional[FORM_WORDS];
    size_t n, optional_n;
};

static enum rc cut_form(const struct row *row, const char *at, size_t n, struct form *form,
                        struct fault *why)
{
    char *word, *rest = NULL;

    if (n >= FORM_BYTES) return row_fault(row, why, "a form is too long", row->columns[0]);
    *form = (struct form){0};
    memcpy(form->bytes, at, n);
    for (word = strtok_r(form->bytes, " ", &rest); word; word = strtok_r(NULL, " ", &rest)) {
        size_t word_n = strlen(word);
        bool optional = word_n > 2 && word[0] == '[' && word[word_n - 1] == ']';

        if (form->n == FORM_WORDS) return row_fault(row, why, "a form has too many words", word);
        if (optional) {
            word[word_n - 1] = '\0';
            word++;
        }
        form->optional_n += optional;
        form->optional[form->n] = optional;
        form->words[form->n++] = word;
    }
    if (form->n == 0) return row_fault(row, why, "an empty form between bars", row->columns[0]);
    if (form->optional_n > OPTIONAL_MAX)
        return row_fault(row, why, "a form has more than three [optional] words", form->words[0]);
    return RC_OK;
}

/* Particles of Darija are written alone or glued to the next word ("f dar", "fdar"), in Arabic letters
 * always glued; so patterns do without, and a text may hold them anywhere (words.light). */
static bool is_particle(const char *word, uint8_t varieties)
{
    static const char *const particles[] = {"f", "b", "l", "d", "w", "ou"};

    if (varieties != VARIETY_ARY_LATN) return false;
    for (size_t i = 0; i < COUNT(particles); i++)
        if (strcmp(particles[i], word) == 0) return true;
    return false;
}

/* How many words a gap sign lets through; 0: it is no gap sign. */
static uint8_t gap_of(const char *word)
{
    if (strcmp(word, "..") == 0) return GAP_WORDS_SHORT;
    if (strcmp(word, "...") == 0 || strcmp(word, "&") == 0) return GAP_WORDS_MAX;
    return 0;
}

/* One way to leave optional words out: bit i of `left_out` is the i-th optional word. */
static enum rc add_pattern(struct making *making, const struct row *row, const struct form *form,
                           unsigned left_out, uint8_t varieties, uint32_t concept,
                           struct fault *why)
{
    struct pattern pattern = {.concept = concept};
    unsigned optional = 0;
    uint8_t gap = 0;

    for (size_t i = 0; i < form->n; i++) {
        char word[FORM_BYTES];
        uint8_t wide;

        snprintf(word, sizeof(word), "%s", form->words[i]);
        wide = gap_of(word);
        if (form->optional[i] && (left_out >> optional++ & 1u)) continue;
        if (form->n > 1 && is_particle(word, varieties)) continue;
        if (wide) {
            gap = wide;
        } else if (strcmp(word, "^") == 0) {
            pattern.at_start = true;
        } else if (strcmp(word, "$") == 0) {
            pattern.at_end = true;
        } else if (pattern.n == PATTERN_SETS_MAX) {
            return row_fault(row, why, "a form has more than seven words", word);
        } else {
            pattern.gap[pattern.n] = pattern.n ? gap : 0;
            TRY(find_set(making, row, word, varieties, &pattern.sets[pattern.n], why));
            pattern.n++;
            gap = 0;
        }
    }
    if (pattern.n == 0) return row_fault(row, why, "a form without a word", form->words[0]);
    trie_add(&making->lexicon->trie, &pattern);
    return RC_OK;
}

/* Calls `each` for every form of a row. */
static enum rc each_form(struct making *making, const struct row *row, uint32_t number,
                         enum rc (*each)(struct making *, const struct row *, struct form *,
                                         uint8_t, uint32_t, struct fault *),
                         struct fault *why)
{
    const char *at = row->columns[COLUMN_FORMS];
    uint8_t varieties;

    if (!find_varieties(row->columns[COLUMN_VARIETY], &varieties))
        return row_fault(row, why, "variety must be nl, ar, ary-Arab, ary-Latn or all",
                         row->columns[COLUMN_VARIETY]);
    for (;;) {
        size_t n = strcspn(at, "|");
        struct form form = {0};

        TRY(cut_form(row, at, n, &form, why));
        TRY(each(making, row, &form, varieties, number, why));
        if (at[n] == '\0') return RC_OK;
        at += n + 1;
    }
}

/* "A & B": both, in either order, not far apart. Turns the form around its "&". */
static void turn_form(struct form *form, size_t middle)
{
    struct form turned = *form;
    size_t n = 0;

    for (size_t i = middle + 1; i < form->n; i++, n++) {
        turned.words[n] = form->words[i];
        turned.optional[n] = form->optional[i];
    }
    turned.words[n] = form->words[middle];
    turned.optional[n++] = false;
    for (size_t i = 0; i < middle; i++, n++) {
        turned.words[n] = form->words[i];
        turned.optional[n] = form->optional[i];
    }
    memcpy(form->words, turned.words, sizeof(form->words));
    memcpy(form->optional, turned.optional, sizeof(form->optional));
}

static enum rc add_ways(struct making *making, const struct row *row, const struct form *form,
                        uint8_t varieties, uint32_t concept, struct fault *why)
{
    for (unsigned left_out = 0; left_out < 1u << form->optional_n; left_out++)
        TRY(add_pattern(making, row, form, left_out, varieties, concept, why));
    return RC_OK;
}

static enum rc add_patterns(struct making *making, const struct row *row, struct form *form,
                            uint8_t varieties, uint32_t concept, struct fault *why)
{
    TRY(add_ways(making, row, form, varieties, concept, why));
    for (size_t i = 1; i + 1 < form->n; i++) {
        if (strcmp(form->words[i], "&") != 0) continue;
        turn_form(form, i);
        return add_ways(making, row, form, varieties, concept, why);
    }
    return RC_OK;
}

static enum rc add_to_class(struct making *making, const struct row *row, struct form *form,
                            uint8_t varieties, uint32_t set, struct fault *why)
{
    struct vocabulary *vocabulary = &making->lexicon->vocabulary;
    uint32_t part;

    if (form->n != 1) return row_fault(row, why, "a class holds single words", form->words[1]);
    if (*form->words[0] == '@') {
        if (!dictionary_find(&making->classes, form->words[0] + 1, &part))
            return row_fault(row, why, "a class may include only classes above it", form->words[0]);
        vocabulary_include(vocabulary, set, part);
        return RC_OK;
    }
    TRY(find_word(making, row, form->words[0], varieties, &part, why));
    vocabulary_add_member(vocabulary, set, part);
    return RC_OK;
}

/* Words that tell a variety; the level column says how strongly. */
static enum rc add_mark(struct making *making, const struct row *row, struct form *form,
                        uint8_t varieties, uint32_t weight, struct fault *why)
{
    struct vocabulary *vocabulary = &making->lexicon->vocabulary;
    uint32_t word;

    if (form->n != 1) return row_fault(row, why, "a mark is a single word", form->words[1]);
    TRY(find_word(making, row, form->words[0], varieties, &word, why));
    if (strcmp(row->columns[COLUMN_CONCEPT], "language.und") == 0) {
        vocabulary->words[word].foreign = (uint8_t)weight;
        return RC_OK;
    }
    for (unsigned bit = 0; bit < 4; bit++)
        if (varieties >> bit & 1u) vocabulary->words[word].marks[bit] = (uint8_t)weight;
    return RC_OK;
}

/* The name of a row, kept once. */
static const char *keep_name(struct making *making, const char *name)
{
    struct lexicon *lexicon = making->lexicon;
    uint32_t number;

    if (dictionary_find(&making->names, name, &number)) return lexicon->names[number];
    if (lexicon->name_n == lexicon->name_space) {
        lexicon->name_space = lexicon->name_space ? lexicon->name_space * 2 : 256;
        lexicon->names = mem_grow(lexicon->names, lexicon->name_space, sizeof(*lexicon->names));
    }
    lexicon->names[lexicon->name_n] = mem_copy_string(name);
    dictionary_add(&making->names, name, (uint32_t)lexicon->name_n);
    return lexicon->names[lexicon->name_n++];
}

static enum rc add_concept(struct making *making, const struct row *row, struct fault *why)
{
    struct lexicon *lexicon = making->lexicon;
    struct concept concept = {0};

    TRY(concept_read(row, &concept, why));
    concept.name = keep_name(making, row->columns[COLUMN_CONCEPT]);
    if (lexicon->concept_n == lexicon->concept_space) {
        lexicon->concept_space = lexicon->concept_space ? lexicon->concept_space * 2 : 512;
        lexicon->concepts =
            mem_grow(lexicon->concepts, lexicon->concept_space, sizeof(*lexicon->concepts));
    }
    lexicon->concepts[lexicon->concept_n] = concept;
    return each_form(making, row, (uint32_t)lexicon->concept_n++, add_patterns, why);
}

/* Classes and marks. A class that includes another stands below it, so order of rows is enough. */
static enum rc add_words(struct making *making, struct fault *why)
{
    for (size_t i = 0; i < making->rows.n; i++) {
        const struct row *row = &making->rows.at[i];
        unsigned weight;

        if (row_begins(row, "words.")) {
            TRY(each_form(making, row, find_class(making, row->columns[COLUMN_CONCEPT] + 6),
                          add_to_class, why));
        } else if (row_begins(row, "language.")) {
            if (!row_number(row->columns[COLUMN_LEVEL], 9, &weight))
                return row_fault(row, why, "a weight of 0 to 9 is expected",
                                 row->columns[COLUMN_LEVEL]);
            TRY(each_form(making, row, weight, add_mark, why));
        }
    }
    return RC_OK;
}

/* Darija is found by its sound, unless the word is a Dutch one that families mix in: "muizen" must not
 * meet "mezyan". Only the whole lexicon tells which those are. */
static void add_all_sounds(struct making *making)
{
    struct vocabulary *vocabulary = &making->lexicon->vocabulary;

    for (uint32_t i = 0; i < vocabulary->word_n; i++) {
        const struct word *word = &vocabulary->words[i];
        size_t n = strlen(word->form);
        char ending = n > 1 && word->form[n - 1] == '+' ? '+' : '\0';
        char name[FORM_BYTES];
        uint32_t dutch;

        if (word->varieties != VARIETY_ARY_LATN || word->form[n - 1] == '*') continue;
        snprintf(name, sizeof(name), "0 %s", word->form);
        if (dictionary_find(&making->words, name, &dutch)) continue;
        tokens_read(&making->tokens, word->form, ending ? n - 1 : n);
        if (making->tokens.n == 1 && making->tokens.at[0].script == SCRIPT_LATIN)
            add_sound_keys(vocabulary, making->tokens.at[0].form, making->tokens.at[0].form_bytes,
                           ending, i);
    }
}

static enum rc make(struct making *making, const struct data *data, struct fault *why)
{
    static const char *const classes[CLASS_N] = {"break", "soft", "ours", "filler", "light"};
    struct lexicon *lexicon = making->lexicon;

    TRY(rows_read(data, &making->rows, why));
    TRY(add_words(making, why));
    for (size_t i = 0; i < making->rows.n; i++)
        if (!row_begins(&making->rows.at[i], "words.") &&
            !row_begins(&making->rows.at[i], "language."))
            TRY(add_concept(making, &making->rows.at[i], why));
    for (size_t i = 0; i < CLASS_N; i++)
        if (!dictionary_find(&making->classes, classes[i], &lexicon->classes[i]))
            return fault_set(why, RC_INVALID, "lexicon/: the class words.%s is missing",
                             classes[i]);
    add_all_sounds(making);
    vocabulary_finish(&lexicon->vocabulary);
    trie_finish(&lexicon->trie);
    return RC_OK;
}

enum rc lexicon_new(const struct data *data, struct lexicon **out, struct fault *why)
{
    SCOPED(making_clear) struct making making = {0};
    enum rc rc;

    making.lexicon = mem_new(1, sizeof(*making.lexicon));
    rc = make(&making, data, why);
    if (rc == RC_OK)
        *out = making.lexicon;
    else
        lexicon_free(making.lexicon);
    return rc;
}

void lexicon_free(struct lexicon *lexicon)
{
    if (!lexicon) return;
    vocabulary_clear(&lexicon->vocabulary);
    trie_clear(&lexicon->trie);
    for (size_t i = 0; i < lexicon->name_n; i++)
        free(lexicon->names[i]);
    free(lexicon->names);
    free(lexicon->concepts);
    free(lexicon);
}
