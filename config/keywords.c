/* Keywords: replies that act by themselves when they are the whole message. */
#include <strings.h>

#include "config/things.h"

#define KEYWORDS_MAX      500
#define KEYWORD_BYTES_MAX 60

static void add_words(struct reading *reading, const config_setting_t *setting,
                      enum keyword_kind kind)
{
    struct config *config = reading->config;

    if (!schema_is(reading, setting, CONFIG_TYPE_ARRAY)) return;
    for (int i = 0; i < config_setting_length(setting); i++) {
        const config_setting_t *one = config_setting_get_elem(setting, (unsigned)i);
        char *word = schema_string(reading, one, false);

        if (!word) return; /* an array holds one type: one mistake is enough */
        if (!word[0] || strlen(word) > KEYWORD_BYTES_MAX || config->keyword_n == KEYWORDS_MAX) {
            mistake(reading, spot_setting(reading, one),
                    "is no short word, or one of more than %d, expected a word such as \"stop\"",
                    KEYWORDS_MAX);
            free(word);
            return;
        }
        config->keywords =
            schema_grow(config->keywords, &config->keyword_n, 1, sizeof(config->keywords[0]));
        config->keywords[config->keyword_n - 1] = (struct keyword){.kind = kind, .word = word};
        reading_remember(reading, word, one);
    }
}

static enum keyword_kind kind_of(const char *name)
{
    static const char *const names[] = {
        [KEYWORD_YES] = "yes",   [KEYWORD_NO] = "no",       [KEYWORD_CALL] = "call",
        [KEYWORD_STOP] = "stop", [KEYWORD_START] = "start", [KEYWORD_OTHER_TIME] = "other_time",
        [KEYWORD_INFO] = "info",
    };

    for (enum keyword_kind kind = KEYWORD_YES; kind < COUNT(names); kind++)
        if (strcmp(names[kind], name) == 0) return kind;
    return KEYWORD_NONE;
}

static void visit_words(struct reading *reading, const config_setting_t *setting, void *thing)
{
    (void)thing;
    add_words(reading, setting, kind_of(config_setting_name(setting)));
}

static const struct key keywords_keys[] = {
    KEY(.name = "yes", .kind = KEY_VISIT, .visit = visit_words),
    KEY(.name = "no", .kind = KEY_VISIT, .visit = visit_words),
    KEY(.name = "call", .kind = KEY_VISIT, .visit = visit_words),
    KEY(.name = "stop", .kind = KEY_VISIT, .visit = visit_words),
    KEY(.name = "other_time", .kind = KEY_VISIT, .visit = visit_words),
    KEY(.name = "start", .kind = KEY_VISIT, .visit = visit_words),
    KEY(.name = "info", .kind = KEY_VISIT, .visit = visit_words),
};

const struct group keywords_group = {.what = "the list of reply words",
                                     .size = sizeof(struct config),
                                     .keys = keywords_keys,
                                     .key_n = COUNT(keywords_keys)};

void keywords_visit(struct reading *reading, const config_setting_t *setting, void *thing)
{
    schema_queue(reading, setting, &keywords_group, thing);
}

/* A word with two meanings would act by chance. */
void keywords_check(struct reading *reading)
{
    const struct config *config = reading->config;
    bool stops = false;

    for (size_t i = 0; i < config->keyword_n; i++) {
        const struct keyword *keyword = &config->keywords[i];

        stops |= keyword->kind == KEYWORD_STOP;
        for (size_t j = 0; j < i; j++) {
            if (config->keywords[j].kind == keyword->kind ||
                strcasecmp(config->keywords[j].word, keyword->word) != 0)
                continue;
            mistake(reading, spot_string(reading, keyword->word),
                    "\"%s\" already has another meaning, expected one meaning a word",
                    keyword->word);
        }
    }
    if (!stops)
        mistake(reading, spot_file(reading, 1),
                "there is no word to stop, expected keywords.stop: a family must be able to");
}
