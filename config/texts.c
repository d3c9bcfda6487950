/* Texts: what families and staff read, per language, by name. What is checked about them is in
 * wordings.c. */
#include "config/things.h"

static const char *const parts[] = {"text", "author", "approved_by"};

static struct wording *find_own(struct config *config, const char *name, enum language language)
{
    for (size_t i = 0; i < config->wording_n; i++) {
        struct wording *wording = &config->wordings[i];

        if (wording->language == language && strcmp(wording->name, name) == 0) return wording;
    }
    return NULL;
}

static void replace(char **place, char *value)
{
    free(*place);
    *place = value;
}

/* A part of a text that is written as a group; NULL: it is not there or wrong. */
static char *read_part(struct reading *reading, const config_setting_t *setting, const char *name)
{
    const config_setting_t *part = config_setting_get_member(setting, name);

    return part ? schema_string(reading, part, false) : NULL;
}

static void refuse_other_parts(struct reading *reading, const config_setting_t *setting)
{
    for (int i = 0; i < config_setting_length(setting); i++) {
        const config_setting_t *part = config_setting_get_elem(setting, (unsigned)i);
        struct guess guess = guess_new(config_setting_name(part));
        bool known = false;

        for (size_t j = 0; j < COUNT(parts); j++) {
            known |= strcmp(config_setting_name(part), parts[j]) == 0;
            guess_try(&guess, parts[j]);
        }
        if (!known)
            mistake(reading, spot_setting(reading, part),
                    "unknown key, expected one of text, author, approved_by%s", guess_say(&guess));
    }
}

/* Adds or replaces one text: a text in quotes, or a group that also says who wrote it. */
static void set_wording(struct reading *reading, const config_setting_t *setting,
                        enum language language, const char *author)
{
    struct config *config = reading->config;
    bool is_group = setting->type == CONFIG_TYPE_GROUP;
    struct wording *wording;
    char *text, *own_author, *approved_by;

    if (is_group) refuse_other_parts(reading, setting);
    text = is_group ? read_part(reading, setting, "text") : schema_string(reading, setting, false);
    if (!text) {
        if (is_group && !config_setting_get_member(setting, "text"))
            mistake(reading, spot_absent(reading, setting, "text"),
                    "is missing, expected the text");
        return;
    }
    own_author = is_group ? read_part(reading, setting, "author") : NULL;
    approved_by = is_group ? read_part(reading, setting, "approved_by") : NULL;

    wording = find_own(config, config_setting_name(setting), language);
    if (!wording) {
        config->wordings =
            schema_grow(config->wordings, &config->wording_n, 1, sizeof(config->wordings[0]));
        wording = &config->wordings[config->wording_n - 1];
        wording->language = language;
        wording->name = mem_copy_string(config_setting_name(setting));
    }
    replace(&wording->text, text);
    replace(&wording->author, own_author ? own_author : mem_copy_string(author));
    replace(&wording->approved_by, approved_by ? approved_by : mem_copy_string(""));
    reading_remember(reading, wording->text, setting);
}

static void set_wordings(struct reading *reading, const config_setting_t *setting,
                         enum language language, const char *author)
{
    if (!schema_is(reading, setting, CONFIG_TYPE_GROUP)) return;
    for (int i = 0; i < config_setting_length(setting); i++)
        set_wording(reading, config_setting_get_elem(setting, (unsigned)i), language, author);
}

/* The operator's file: texts = { nl = { NAME = "…"; }; }. */
void texts_visit(struct reading *reading, const config_setting_t *setting, void *thing)
{
    /* Whoever wrote that file. */
    const char *author = reading->files[reading->file_n - 1];

    (void)thing;
    if (!schema_is(reading, setting, CONFIG_TYPE_GROUP)) return;
    for (int i = 0; i < config_setting_length(setting); i++) {
        const config_setting_t *one = config_setting_get_elem(setting, (unsigned)i);
        struct guess guess = guess_new(config_setting_name(one));
        enum language language;

        if (language_find(config_setting_name(one), &language)) {
            set_wordings(reading, one, language, author);
            continue;
        }
        for (language = 0; language < LANGUAGE_N; language++)
            guess_try(&guess, language_name(language));
        mistake(reading, spot_setting(reading, one),
                "is no language, expected one of nl, ar, ary-Arab, ary-Latn%s", guess_say(&guess));
    }
}

static const char *language_word(size_t i)
{
    return i < LANGUAGE_N ? language_name((enum language)i) : NULL;
}

static void visit_file(struct reading *reading, const config_setting_t *setting, void *thing)
{
    const struct texts_file *file = thing;

    set_wordings(reading, setting, file->language, file->author ? file->author : "");
}

static const struct key file_keys[] = {
    KEY(.name = "language", .kind = KEY_WORD, .at = offsetof(struct texts_file, language),
        .required = true, .word = language_word, .expected = "nl, ar, ary-Arab or ary-Latn"),
    KEY(.name = "author", .kind = KEY_STRING, .at = offsetof(struct texts_file, author),
        .required = true, .expected = "who wrote the texts"),
    KEY(.name = "texts", .kind = KEY_VISIT, .required = true, .visit = visit_file),
};

const struct group texts_file_group = {.what = "a file of texts",
                                       .size = sizeof(struct texts_file),
                                       .keys = file_keys,
                                       .key_n = COUNT(file_keys)};

static void visit_telling(struct reading *reading, const config_setting_t *setting, void *thing)
{
    enum language language;

    (void)thing;
    if (!schema_is(reading, setting, CONFIG_TYPE_ARRAY) ||
        !language_find(config_setting_name(setting), &language))
        return;
    for (int i = 0; i < config_setting_length(setting); i++) {
        char *word = schema_string(reading, config_setting_get_elem(setting, (unsigned)i), false);

        if (!word) return;
        reading->telling =
            schema_grow(reading->telling, &reading->telling_n, 1, sizeof(reading->telling[0]));
        reading->telling[reading->telling_n - 1] =
            (struct telling_word){.language = language, .word = word};
    }
}

static const struct key telling_keys[] = {
    KEY(.name = "nl", .kind = KEY_VISIT, .visit = visit_telling),
    KEY(.name = "ar", .kind = KEY_VISIT, .visit = visit_telling),
    KEY(.name = "ary-Arab", .kind = KEY_VISIT, .visit = visit_telling),
    KEY(.name = "ary-Latn", .kind = KEY_VISIT, .visit = visit_telling),
};

const struct group telling_group = {.what = "the list of telling words",
                                    .size = sizeof(struct reading),
                                    .keys = telling_keys,
                                    .key_n = COUNT(telling_keys)};
