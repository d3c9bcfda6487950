/* Load: the shipped files, then the operator's, then the checks between things. */
#include "config/scan.h"
#include "config/secret.h"
#include "config/things.h"

#define FILE_BYTES_MAX ((size_t)4 << 20)

static void explain_syntax(struct reading *reading, const config_t *parsed,
                           const struct text *bytes, const struct scan *scan)
{
    int line = config_error_line(parsed);
    const char *what = config_error_text(parsed);
    char name[48];

    if (strcmp(what, "duplicate setting name") == 0) {
        scan_key_on_line(text_string(bytes), bytes->n, line, name, sizeof(name));
        mistake(reading, spot_file(reading, line), "%s%sdoubled key, expected each key once", name,
                name[0] ? ": " : "");
        return;
    }
    if (scan->long_text_line && scan->long_text_line <= line) {
        mistake(reading, spot_file(reading, line),
                "%s, expected a closing quote: a text begins on line %d and runs over its end",
                what, scan->long_text_line);
        return;
    }
    mistake(reading, spot_file(reading, line),
            "%s, expected KEY = VALUE; and every bracket closed; look at the end of the line above "
            "too (a comma after the last part of a list is wrong)",
            what);
}

static void parsed_clear(config_t *parsed)
{
    config_destroy(parsed);
}

/* Reads one file's bytes by the schema. False: nothing else needs to be looked at. */
static bool read_bytes(struct reading *reading, const char *label, const struct text *bytes,
                       const struct group *group, void *thing, bool fresh)
{
    SCOPED(parsed_clear) config_t parsed;
    struct scan scan;
    const char *from = text_string(bytes);

    config_init(&parsed);
    reading_begin_file(reading, label);
    if (strncmp(from, "\xEF\xBB\xBF", 3) == 0) from += 3; /* editors put a mark in front */
    if (!scan_file(reading, from, bytes->n - (size_t)(from - text_string(bytes)), &scan))
        return false;
    if (!config_read_string(&parsed, from)) {
        explain_syntax(reading, &parsed, bytes, &scan);
        return false;
    }
    schema_read(reading, config_root_setting(&parsed), group, thing, fresh);
    if (group == &settings_group) programmes_derive(reading, config_root_setting(&parsed));
    return true;
}

static enum rc read_shipped(struct reading *reading, const char *path, const struct group *group,
                            void *thing, bool fresh, struct fault *why)
{
    SCOPED(text_clear) struct text bytes = {.limit = FILE_BYTES_MAX};

    TRY(data_read(reading->data, path, &bytes, why));
    return read_bytes(reading, path, &bytes, group, thing, fresh) ? RC_OK : RC_INVALID;
}

static enum rc read_programme(void *with, const char *path, struct fault *why)
{
    struct reading *reading = with;
    struct config *config = reading->config;
    struct programme *programme;

    config->programmes =
        schema_grow(config->programmes, &config->programme_n, 1, sizeof(config->programmes[0]));
    programme = &config->programmes[config->programme_n - 1];
    TRY(read_shipped(reading, path, &programme_group, programme, true, why));
    if (programme->like[0])
        mistake(reading, spot_string(reading, programme->like),
                "a shipped programme stands by itself, expected `like` in `programmes` of the "
                "configuration only");
    return RC_OK;
}

static enum rc read_script(void *with, const char *path, struct fault *why)
{
    struct reading *reading = with;
    struct config *config = reading->config;

    config->scripts =
        schema_grow(config->scripts, &config->script_n, 1, sizeof(config->scripts[0]));
    return read_shipped(reading, path, &script_group, &config->scripts[config->script_n - 1], true,
                        why);
}

static enum rc read_texts(void *with, const char *path, struct fault *why)
{
    struct reading *reading = with;
    struct texts_file file = {.config = reading->config};
    enum rc rc = read_shipped(reading, path, &texts_file_group, &file, true, why);

    free(file.author);
    return rc;
}

static enum rc read_defaults(struct reading *reading, struct fault *why)
{
    struct config *config = reading->config;
    const struct data *data = reading->data;

    TRY(read_shipped(reading, "default.cfg", &settings_group, config, false, why));
    TRY(read_shipped(reading, "numbers.cfg", &numbers_group, config, false, why));
    TRY(read_shipped(reading, "keywords.cfg", &keywords_group, config, false, why));
    TRY(read_shipped(reading, "telling-words.cfg", &telling_group, reading, false, why));
    TRY(data_list(data, "texts/", ".cfg", read_texts, reading, why));
    TRY(data_list(data, "scripts/", ".cfg", read_script, reading, why));
    TRY(data_list(data, "programmes/", ".cfg", read_programme, reading, why));
    reading->programme_shipped_n = config->programme_n;
    reading->script_shipped_n = config->script_n;
    reading->number_shipped_n = config->number_n;
    return RC_OK;
}

static enum rc read_own(struct reading *reading, const char *path, struct fault *why)
{
    SCOPED(text_wipe) struct text bytes = {.limit = FILE_BYTES_MAX + 1};

    TRY(file_read(path, FILE_BYTES_MAX, &bytes, why));
    if (!read_bytes(reading, path, &bytes, &settings_group, reading->config, false))
        return RC_INVALID;
    if (!reading->master_key_seen)
        mistake(reading, spot_file(reading, 1),
                "master_key: is missing, expected 64 hex digits (openssl rand -hex 32) or "
                "\"file:/path\"; without it nothing of a family can be kept");
    return RC_OK;
}

static void load_zone(struct reading *reading)
{
    struct municipality *municipality = &reading->config->municipality;
    struct fault why;

    /* Looked at first: data that comes in between is noticed as new. */
    IGNORE(zone_look(municipality->zone_name, &municipality->zone_stamp));
    if (zone_load(municipality->zone_name, &municipality->zone, &why) != RC_OK)
        mistake(reading, spot_string(reading, municipality->zone_name), "%s", why.text);
}

/* Everything that follows from several values at once. */
static void check_all(struct reading *reading)
{
    programmes_merge(reading);
    scripts_merge(reading);
    numbers_merge(reading);
    load_zone(reading);
    settings_check(reading);
    special_days_check(reading);
    staff_check(reading);
    routes_check(reading);
    scripts_check(reading);
    programmes_check(reading);
    keywords_check(reading);
    numbers_check(reading);
    texts_check(reading);
}

/* Reads the files; false: a file could not be read through, so nothing was checked. */
static bool read_all(struct reading *reading, const char *path)
{
    struct fault why = {0};
    enum rc rc = read_defaults(reading, &why);

    if (rc == RC_OK && path) rc = read_own(reading, path, &why);
    /* What concerns the whole is told of the file that can be changed. */
    if (!path || rc != RC_OK) reading_begin_file(reading, path ? path : "default.cfg");
    if (rc == RC_OK) return true;
    if (reading_mistake_n(reading) > 0) return false;
    mistake(reading, spot_file(reading, 1), "%s", why.text);
    return false;
}

enum rc config_load(const struct data *data, const char *path, usec now, struct config **out,
                    struct mistakes *mistakes)
{
    struct config *config = mem_new(1, sizeof(*config));
    struct reading reading = {.data = data, .config = config, .now = now};
    enum rc rc = RC_INVALID;

    if (read_all(&reading, path)) check_all(&reading);
    reading_report(&reading, mistakes);
    if (mistakes->n == 0) {
        *out = config;
        config = NULL;
        rc = RC_OK;
    }
    reading_clear(&reading);
    config_free(config);
    return rc;
}
