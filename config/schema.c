#include "config/schema.h"

#include <ctype.h>

#include "config/secret.h"

static const char *type_name(int type)
{
    switch (type) {
    case CONFIG_TYPE_INT:
    case CONFIG_TYPE_INT64:
        return "a whole number";
    case CONFIG_TYPE_FLOAT:
        return "a number with a fraction";
    case CONFIG_TYPE_STRING:
        return "a text in quotes";
    case CONFIG_TYPE_BOOL:
        return "true or false";
    case CONFIG_TYPE_ARRAY:
        return "an array [ … ]";
    case CONFIG_TYPE_LIST:
        return "a list ( … )";
    case CONFIG_TYPE_GROUP:
        return "a group { … }";
    default:
        return "nothing";
    }
}

bool schema_is(struct reading *reading, const config_setting_t *setting, int type)
{
    if (setting->type == type) return true;
    mistake(reading, spot_setting(reading, setting), "is %s, expected %s", type_name(setting->type),
            type_name(type));
    return false;
}

void *schema_grow(void *things, size_t *count, size_t n, size_t size)
{
    char *grown = mem_grow(things, *count + n, size);

    memset(grown + *count * size, 0, n * size);
    *count += n;
    return grown;
}

void schema_queue(struct reading *reading, const config_setting_t *setting,
                  const struct group *group, void *thing)
{
    reading->works = mem_grow(reading->works, reading->work_n + 1, sizeof(reading->works[0]));
    reading->works[reading->work_n++] =
        (struct work){.setting = setting, .group = group, .thing = thing, .fresh = true};
}

static bool is_clean(const char *value, size_t n)
{
    for (size_t i = 0; i < n;) {
        size_t length = utf8_length(value + i, n - i);

        if (length == 0 || (iscntrl((unsigned char)value[i]) && value[i] != '\n')) return false;
        i += length;
    }
    return true;
}

char *schema_string(struct reading *reading, const config_setting_t *setting, bool secret)
{
    SCOPED(text_wipe) struct text found = {.limit = SECRET_FILE_MAX + 1};
    struct fault why;

    if (!schema_is(reading, setting, CONFIG_TYPE_STRING)) return NULL;
    if (secret_find(config_setting_get_string(setting), &found, &why) != RC_OK) {
        mistake(reading, spot_setting(reading, setting), "%s", why.text);
        return NULL;
    }
    if (found.n > (secret ? SECRET_FILE_MAX : STRING_MAX)) {
        mistake(reading, spot_setting(reading, setting), "a text of %zu bytes, expected at most %d",
                found.n, secret ? SECRET_FILE_MAX : STRING_MAX);
        return NULL;
    }
    if (!is_clean(text_string(&found), found.n)) {
        mistake(reading, spot_setting(reading, setting),
                "holds control characters or bytes that are not UTF-8, expected plain text");
        return NULL;
    }
    return mem_copy(text_string(&found), found.n);
}

static void *field(const struct key *key, void *thing)
{
    return (char *)thing + key->at;
}

static const char *expected(const struct key *key)
{
    return key->expected ? key->expected : "a text";
}

/* Replaces the string in the field. */
static void take_string(struct reading *reading, const struct key *key,
                        const config_setting_t *setting, void *thing)
{
    char **place = field(key, thing);
    char *value = schema_string(reading, setting, key->kind == KEY_SECRET);

    if (!value) return;
    if ((value[0] == '\0' && key->required) ||
        (value[0] != '\0' && key->valid && !key->valid(value))) {
        mistake(reading, spot_setting(reading, setting), "%s, expected %s",
                value[0] ? "cannot be right" : "is empty", expected(key));
        free(value);
        return;
    }
    free(*place);
    *place = value;
    reading_remember(reading, value, setting);
}

/* False, and noted: not a whole number in range. */
static bool take_whole(struct reading *reading, const struct key *key,
                       const config_setting_t *setting, int *out)
{
    if (setting->type != CONFIG_TYPE_INT) {
        mistake(reading, spot_setting(reading, setting), "is %s, expected %s from %d to %d",
                type_name(setting->type), type_name(CONFIG_TYPE_INT), key->min, key->max);
        return false;
    }
    *out = config_setting_get_int(setting);
    if (*out >= key->min && *out <= key->max) return true;
    mistake(reading, spot_setting(reading, setting), "is %d, expected %d to %d", *out, key->min,
            key->max);
    return false;
}

/* "expected a, b or c; did you mean …" for a word that is none of them. */
static void refuse_word(struct reading *reading, const struct key *key,
                        const config_setting_t *setting, const char *value)
{
    SCOPED(text_clear) struct text words = {.limit = 400};
    struct guess guess = guess_new(value);
    const char *literal = config_setting_get_string(setting);
    const char *word;

    for (size_t i = 0; (word = key->word(i)); i++) {
        if (!word[0]) continue;
        text_addf(&words, "%s%s", words.n ? ", " : "", word);
        guess_try(&guess, word);
    }
    /* What stands in the environment or a file of its own may be a secret in the wrong place. */
    if (secret_is_elsewhere(literal) || strlen(value) > 40)
        mistake(reading, spot_setting(reading, setting),
                "is none of the words it may be, expected one of %s", text_string(&words));
    else
        mistake(reading, spot_setting(reading, setting), "\"%s\" is unknown, expected one of %s%s",
                value, text_string(&words), guess_say(&guess));
}

static void take_word(struct reading *reading, const struct key *key,
                      const config_setting_t *setting, void *thing)
{
    SCOPED(mem_free) char *value = schema_string(reading, setting, false);
    const char *word;

    if (!value) return;
    for (unsigned i = 0; (word = key->word(i)); i++) {
        if (!word[0] || strcmp(word, value) != 0) continue;
        memcpy(field(key, thing), &i, sizeof(i));
        return;
    }
    refuse_word(reading, key, setting, value);
}

static void take_read(struct reading *reading, const struct key *key,
                      const config_setting_t *setting, void *thing)
{
    SCOPED(mem_free) char *value = schema_string(reading, setting, false);

    if (!value || key->read(value, thing)) return;
    if (key->word)
        refuse_word(reading, key, setting, value);
    else
        mistake(reading, spot_setting(reading, setting), "cannot be read, expected %s",
                expected(key));
}

static void take_list(struct reading *reading, const struct key *key,
                      const config_setting_t *setting, void *thing)
{
    void **things = field(key, thing);
    size_t *count = (size_t *)(void *)((char *)thing + key->n_at);
    size_t n = (size_t)config_setting_length(setting);
    int least = key->required ? 1 : key->min;

    if (!schema_is(reading, setting, CONFIG_TYPE_LIST)) return;
    if (n < (size_t)least || n > (size_t)key->max) {
        mistake(reading, spot_setting(reading, setting), "has %zu parts, expected %d to %d", n,
                least, key->max);
        return;
    }
    for (size_t i = 0; i < *count; i++)
        if (key->group->clear) key->group->clear((char *)*things + i * key->group->size);
    free(*things);
    *count = 0;
    *things = schema_grow(NULL, count, n, key->group->size);
    for (size_t i = 0; i < n; i++)
        schema_queue(reading, config_setting_get_elem(setting, (unsigned)i), key->group,
                     (char *)*things + i * key->group->size);
}

static void take(struct reading *reading, const struct key *key, const config_setting_t *setting,
                 void *thing)
{
    int number;

    switch (key->kind) {
    case KEY_STRING:
    case KEY_SECRET:
        take_string(reading, key, setting, thing);
        return;
    case KEY_NUMBER:
        if (take_whole(reading, key, setting, &number)) *(int *)field(key, thing) = number;
        return;
    case KEY_SPAN:
        if (take_whole(reading, key, setting, &number))
            *(usec *)field(key, thing) = number * key->unit;
        return;
    case KEY_SWITCH:
        if (schema_is(reading, setting, CONFIG_TYPE_BOOL))
            *(bool *)field(key, thing) = config_setting_get_bool(setting);
        return;
    case KEY_WORD:
        take_word(reading, key, setting, thing);
        return;
    case KEY_READ:
        take_read(reading, key, setting, thing);
        return;
    case KEY_GROUP:
        schema_queue(reading, setting, key->group, field(key, thing));
        reading->works[reading->work_n - 1].fresh = false;
        return;
    case KEY_LIST:
        take_list(reading, key, setting, thing);
        return;
    case KEY_VISIT:
        key->visit(reading, setting, thing);
        return;
    }
}

static void preset(const struct key *key, void *thing)
{
    if (key->kind == KEY_NUMBER) *(int *)field(key, thing) = key->preset;
    if (key->kind == KEY_SPAN) *(usec *)field(key, thing) = key->preset * key->unit;
    if (key->kind == KEY_SWITCH) *(bool *)field(key, thing) = key->preset != 0;
    if (key->kind == KEY_WORD) memcpy(field(key, thing), &key->preset, sizeof(key->preset));
}

static void refuse_unknown(struct reading *reading, const config_setting_t *setting,
                           const struct group *group)
{
    SCOPED(text_clear) struct text names = {.limit = 600};
    struct guess guess = guess_new(config_setting_name(setting));

    for (size_t i = 0; i < group->key_n; i++) {
        text_addf(&names, "%s%s", i ? ", " : "", group->keys[i].name);
        guess_try(&guess, group->keys[i].name);
    }
    mistake(reading, spot_setting(reading, setting), "unknown key, expected one of %s%s",
            text_string(&names), guess_say(&guess));
}

static bool has_key(const struct group *group, const char *name)
{
    for (size_t i = 0; i < group->key_n; i++)
        if (strcmp(group->keys[i].name, name) == 0) return true;
    return false;
}

/* No string of a thing that was read is NULL. */
static void fill_strings(const struct group *group, void *thing)
{
    for (size_t i = 0; i < group->key_n; i++) {
        const struct key *key = &group->keys[i];
        char **place = field(key, thing);

        if ((key->kind == KEY_STRING || key->kind == KEY_SECRET) && !*place)
            *place = mem_copy_string("");
    }
}

static void read_keys(struct reading *reading, const struct work *work)
{
    const struct group *group = work->group;

    for (size_t i = 0; i < group->key_n; i++) {
        const struct key *key = &group->keys[i];
        const config_setting_t *setting = config_setting_get_member(work->setting, key->name);

        if (work->fresh) preset(key, work->thing);
        if (setting)
            take(reading, key, setting, work->thing);
        else if (key->kind == KEY_GROUP)
            fill_strings(key->group, field(key, work->thing));
        else if (key->required && work->fresh)
            mistake(reading, spot_absent(reading, work->setting, key->name),
                    "is missing from %s, expected %s", group->what, expected(key));
    }
}

static void read_group(struct reading *reading, const struct work *work)
{
    if (schema_is(reading, work->setting, CONFIG_TYPE_GROUP)) {
        for (int i = 0; i < config_setting_length(work->setting); i++) {
            const config_setting_t *setting = config_setting_get_elem(work->setting, (unsigned)i);

            if (!has_key(work->group, config_setting_name(setting)))
                refuse_unknown(reading, setting, work->group);
        }
        read_keys(reading, work);
    }
    fill_strings(work->group, work->thing);
}

void schema_read(struct reading *reading, const config_setting_t *setting,
                 const struct group *group, void *thing, bool fresh)
{
    assert(reading->work_n == 0);
    schema_queue(reading, setting, group, thing);
    reading->works[0].fresh = fresh;
    /* A queue instead of a descent: what is read may grow it. */
    for (size_t i = 0; i < reading->work_n; i++) {
        struct work work = reading->works[i];
        read_group(reading, &work);
    }
    reading->work_n = 0;
}
