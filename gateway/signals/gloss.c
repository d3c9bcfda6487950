#include "gateway/signals/gloss.h"

#include "gateway/signals/gloss_table.h"
#include "gateway/signals/skeleton.h"

#define NAMES_MAX      20000 /* English words; a sense is two bytes */
#define FILE_BYTES_MAX ((size_t)16 << 20)

struct glossary {
    struct gloss_table table;
};

struct reading_gloss {
    const struct data *data;
    struct gloss_table *table;
    const char *path;
    size_t line;
    enum shelf variety;
};

static enum rc line_fault(const struct reading_gloss *reading, struct fault *why, const char *what)
{
    return fault_set(why, RC_INVALID, "%s:%zu: %s", reading->path, reading->line, what);
}

#define TOO_MANY_NAMES "too many different English words in all"

/* The English words, each to its number. */
static enum rc read_senses(const struct reading_gloss *reading, char *words,
                           uint16_t out[GLOSS_SENSES_MAX], size_t *n, struct fault *why)
{
    char *rest = NULL;

    *n = 0;
    if (strcmp(words, "-") == 0) return RC_OK;
    for (char *word = strtok_r(words, " ", &rest); word; word = strtok_r(NULL, " ", &rest)) {
        if (*n == GLOSS_SENSES_MAX) return line_fault(reading, why, "more than six English words");
        if (reading->table->name_n >= NAMES_MAX) return line_fault(reading, why, TOO_MANY_NAMES);
        out[(*n)++] = gloss_table_name(reading->table, word, strlen(word));
    }
    return *n ? RC_OK
              : line_fault(reading, why, "English words, or -, are expected behind the tab");
}

static void file_by_sound(struct gloss_table *table, const struct token *token, struct gloss gloss)
{
    char sound[TOKEN_FORM_MAX], bones[TOKEN_FORM_MAX];
    size_t n, bones_n;

    if (token->script == SCRIPT_LATIN)
        n = sound_of_latin(token->form, token->form_bytes, sound);
    else if (token->script == SCRIPT_ARABIC)
        n = sound_of_arabic(token->form, token->form_bytes, sound);
    else
        return;
    gloss_table_add(table, gloss_key(SHELF_SOUND, sound, n), gloss);
    bones_n = bones_of_sound(sound, n, bones);
    if (bones_n >= BONES_MIN) gloss_table_add(table, gloss_key(SHELF_BONES, bones, bones_n), gloss);
}

/* Files a word or a phrase; the words are read as those of a reply are, so that both meet. */
static enum rc add_form(const struct reading_gloss *reading, const char *form, struct gloss gloss,
                        struct fault *why)
{
    SCOPED(tokens_clear) struct tokens tokens = {0};
    const struct token *first;
    uint64_t key;

    tokens_read(&tokens, form, strlen(form));
    if (tokens.n == 0 || tokens.n > GLOSS_WORDS_MAX)
        return line_fault(reading, why, "one to five words are expected before the tab");
    first = &tokens.at[0];
    key = gloss_key(reading->variety, first->form, first->form_bytes);
    for (size_t i = 1; i < tokens.n; i++)
        key = gloss_key_longer(key, tokens.at[i].form, tokens.at[i].form_bytes);
    gloss_table_add(reading->table, key, gloss);
    if (tokens.n > 1)
        gloss_table_add(reading->table,
                        gloss_key(SHELF_PHRASE + reading->variety, first->form, first->form_bytes),
                        (struct gloss){0});
    else if (reading->variety >= SHELF_ARY_ARAB)
        file_by_sound(reading->table, first, gloss);
    return RC_OK;
}

static enum rc read_line(struct reading_gloss *reading, char *line, struct fault *why)
{
    char *tab = strchr(line, '\t');
    uint16_t senses[GLOSS_SENSES_MAX];
    struct gloss gloss = {0};
    size_t n;

    if (!tab) return line_fault(reading, why, "a word, a tab and English words are expected");
    *tab = '\0';
    TRY(read_senses(reading, tab + 1, senses, &n, why));
    gloss.n = (uint8_t)n;
    gloss.at = gloss_table_keep(reading->table, senses, n);
    return add_form(reading, line, gloss, why);
}

/* "strike<TAB>hit kick slap": each of the words is of that kind. */
static enum rc read_kind(struct reading_gloss *reading, char *line, struct fault *why)
{
    struct gloss_table *table = reading->table;
    char *tab = strchr(line, '\t'), *rest = NULL;
    uint64_t key;
    uint16_t name;

    if (!tab) return line_fault(reading, why, "a kind, a tab and its English words are expected");
    *tab = '\0';
    key = gloss_key(SHELF_VARIETIES, line, (size_t)(tab - line));
    for (char *word = strtok_r(tab + 1, " ", &rest); word; word = strtok_r(NULL, " ", &rest)) {
        if (table->name_n >= NAMES_MAX) return line_fault(reading, why, TOO_MANY_NAMES);
        name = gloss_table_name(table, word, strlen(word)); /* may move the names */
        table->names[name].kind = (uint32_t)(key ^ key >> 32);
    }
    return RC_OK;
}

static enum rc read_file(struct reading_gloss *reading, const char *path,
                         enum rc (*each)(struct reading_gloss *, char *, struct fault *),
                         struct fault *why)
{
    SCOPED(text_clear) struct text text = {.limit = FILE_BYTES_MAX};
    SCOPED(mem_free) char *bytes = NULL;
    char *end;

    reading->path = path;
    reading->line = 0;
    TRY(data_read(reading->data, path, &text, why));
    if (text_over(&text))
        return fault_set(why, RC_INVALID, "%s: more than %zu bytes", path, FILE_BYTES_MAX);
    if (strlen(text_string(&text)) != text.n)
        return fault_set(why, RC_INVALID, "%s: holds a zero byte; is it a text file?", path);
    bytes = text_take(&text);
    for (char *at = bytes; at; at = end) {
        end = strchr(at, '\n');
        if (end) *end++ = '\0';
        at[strcspn(at, "\r")] = '\0';
        reading->line++;
        if (*at == '\0' || *at == '#') continue;
        TRY(each(reading, at, why));
    }
    return RC_OK;
}

enum rc glossary_new(const struct data *data, struct glossary **out, struct fault *why)
{
    static const char *const paths[SHELF_VARIETIES] = {
        [SHELF_NL] = "gloss/nl.tsv",
        [SHELF_AR] = "gloss/ar.tsv",
        [SHELF_ARY_ARAB] = "gloss/ary-Arab.tsv",
        [SHELF_ARY_LATN] = "gloss/ary-Latn.tsv",
    };
    struct glossary *glossary = mem_new(1, sizeof(*glossary));
    struct reading_gloss reading = {.data = data, .table = &glossary->table};
    enum rc rc = RC_OK;

    for (reading.variety = 0; reading.variety < SHELF_VARIETIES && rc == RC_OK; reading.variety++)
        rc = read_file(&reading, paths[reading.variety], read_line, why);
    if (rc == RC_OK) rc = read_file(&reading, "gloss/kinds.tsv", read_kind, why);
    if (rc != RC_OK) {
        glossary_free(glossary);
        return rc;
    }
    gloss_table_finish(&glossary->table);
    *out = glossary;
    return RC_OK;
}

void glossary_free(struct glossary *glossary)
{
    if (!glossary) return;
    gloss_table_clear(&glossary->table);
    free(glossary);
}

/* In which varieties a word of a reply is looked for, the likeliest first. */
struct search {
    const struct gloss_table *table;
    unsigned varieties[SHELF_VARIETIES];
    size_t variety_n;
    bool darija;
};

static struct search search_of(const struct gloss_table *table, const char *language)
{
    static const struct {
        const char *language;
        unsigned varieties[SHELF_VARIETIES];
        size_t n;
        bool darija;
    } orders[] = {
        {"nl",       {SHELF_NL, SHELF_ARY_LATN},                           2, false},
        {"ar",       {SHELF_AR, SHELF_ARY_ARAB},                           2, false},
        {"ary-Arab", {SHELF_ARY_ARAB, SHELF_AR},                           2, true },
        {"ary-Latn", {SHELF_ARY_LATN, SHELF_NL},                           2, true },
        {"und",      {SHELF_ARY_LATN, SHELF_NL, SHELF_AR, SHELF_ARY_ARAB}, 4, true },
    };
    struct search search = {.table = table};

    for (size_t i = 0; i < COUNT(orders); i++) {
        if (strcmp(orders[i].language, language) != 0) continue;
        memcpy(search.varieties, orders[i].varieties, sizeof(search.varieties));
        search.variety_n = orders[i].n;
        search.darija = orders[i].darija;
    }
    return search;
}

static const struct gloss *find_written(const struct search *search, const char *form, size_t n)
{
    for (size_t i = 0; i < search->variety_n; i++) {
        const struct gloss *gloss =
            gloss_table_find(search->table, gloss_key(search->varieties[i], form, n));

        if (gloss) return gloss;
    }
    return NULL;
}

/* The longest phrase that begins at `from`, and how many words it takes. */
static const struct gloss *find_phrase(const struct search *search, const struct tokens *tokens,
                                       size_t from, size_t *length)
{
    const struct token *first = &tokens->at[from];

    for (size_t i = 0; i < search->variety_n; i++) {
        unsigned variety = search->varieties[i];
        uint64_t key = gloss_key(variety, first->form, first->form_bytes);
        const struct gloss *best = NULL;

        if (!gloss_table_find(search->table,
                              gloss_key(SHELF_PHRASE + variety, first->form, first->form_bytes)))
            continue;
        for (size_t k = 1; k < GLOSS_WORDS_MAX && from + k < tokens->n; k++) {
            const struct token *next = &tokens->at[from + k];
            const struct gloss *gloss;

            key = gloss_key_longer(key, next->form, next->form_bytes);
            gloss = gloss_table_find(search->table, key);
            if (!gloss) continue;
            best = gloss;
            *length = k + 1;
        }
        if (best) return best;
    }
    return NULL;
}

/* The longest of the words that are left when grammar is taken off an Arabic form. */
static const struct gloss *find_stem(const struct search *search, const struct token *token,
                                     enum affixes affixes, size_t bytes_min)
{
    const struct gloss *best = NULL;
    size_t best_n = bytes_min - 1;
    struct stems stems;

    stems_of_arabic(token->form, token->form_bytes, affixes, &stems);
    for (size_t i = 0; i < stems.n; i++) {
        const struct gloss *gloss;

        if (stems.at[i].n <= best_n) continue;
        gloss = find_written(search, token->form + stems.at[i].from, stems.at[i].n);
        if (!gloss) continue;
        best = gloss;
        best_n = stems.at[i].n;
    }
    return best;
}

/* Darija that nobody spelled like this before: by its sound, by the sound of its stem, by its bones. */
static const struct gloss *find_sound(const struct search *search, const struct token *token)
{
    char sound[TOKEN_FORM_MAX], bones[TOKEN_FORM_MAX];
    size_t n = token->script == SCRIPT_ARABIC
                   ? sound_of_arabic(token->form, token->form_bytes, sound)
                   : sound_of_latin(token->form, token->form_bytes, sound);
    const struct gloss *best = gloss_table_find(search->table, gloss_key(SHELF_SOUND, sound, n));
    size_t best_n = BONES_MIN - 1, bones_n;
    struct stems stems;

    if (best) return best;
    stems_of_sound(sound, n, AFFIXES_PLAIN, &stems);
    for (size_t i = 0; i < stems.n; i++) {
        const struct gloss *gloss;

        if (stems.at[i].n <= best_n) continue;
        gloss = gloss_table_find(search->table,
                                 gloss_key(SHELF_SOUND, sound + stems.at[i].from, stems.at[i].n));
        if (!gloss) continue;
        best = gloss;
        best_n = stems.at[i].n;
    }
    if (best) return best;
    bones_n = bones_of_sound(sound, n, bones);
    if (bones_n < BONES_MIN) return NULL;
    return gloss_table_find(search->table, gloss_key(SHELF_BONES, bones, bones_n));
}

/* Bytes of an Arabic stem of three letters: less says too little once all grammar is off. */
#define STEM_BYTES_MIN 6

static const struct gloss *find_word(const struct search *search, const struct token *token)
{
    const struct gloss *gloss = find_written(search, token->form, token->form_bytes);
    char collapsed[TOKEN_FORM_MAX];

    if (!gloss && token->elongated)
        gloss = find_written(search, collapsed,
                             form_collapse(token->form, token->form_bytes, collapsed));
    if (!gloss && token->script == SCRIPT_ARABIC)
        gloss = find_stem(search, token, AFFIXES_PLAIN, 1);
    if (!gloss && search->darija &&
        (token->script == SCRIPT_ARABIC || token->script == SCRIPT_LATIN))
        gloss = find_sound(search, token);
    if (!gloss && token->script == SCRIPT_ARABIC)
        gloss = find_stem(search, token, AFFIXES_ALL, STEM_BYTES_MIN);
    return gloss;
}

static void add_senses(const struct gloss_table *table, const struct gloss *gloss, size_t token,
                       size_t token_n, struct senses *out)
{
    for (size_t i = 0; i < gloss->n && out->n < SENSES_MAX; i++) {
        const struct gloss_name *name = &table->names[table->senses[gloss->at + i]];

        out->at[out->n++] =
            (struct sense){name->hash, name->kind, (uint16_t)token, (uint16_t)token_n};
    }
}

void glossary_read(const struct glossary *glossary, const struct recognised *recognised,
                   struct senses *out)
{
    const struct tokens *tokens = &recognised->tokens;
    const struct search search = search_of(&glossary->table, recognised->language);

    out->n = 0;
    for (size_t i = 0; i < tokens->n && out->n < SENSES_MAX;) {
        const struct gloss *gloss;
        size_t length = 1;

        if (tokens->at[i].script == SCRIPT_DIGITS) {
            out->at[out->n++] = (struct sense){1, 1, (uint16_t)i, 1};
            i++;
            continue;
        }
        gloss = find_phrase(&search, tokens, i, &length);
        if (!gloss) gloss = find_word(&search, &tokens->at[i]);
        if (gloss) add_senses(&glossary->table, gloss, i, length, out);
        i += length;
    }
}
