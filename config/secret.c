#include "config/secret.h"

#include <sodium.h>

#include "config/schema.h"

#define MASTER_KEY_EXPECTED                                                                        \
    "expected 64 hex digits or base64 of 32 bytes (openssl rand -hex 32), or \"file:/path\" with " \
    "those or 32 raw bytes"

static bool starts_with(const char *value, const char *prefix)
{
    return strncmp(value, prefix, strlen(prefix)) == 0;
}

bool secret_is_elsewhere(const char *value)
{
    return starts_with(value, "env:") || starts_with(value, "file:");
}

/* A name is shown in mistakes, so what does not look like one is not. */
static bool is_variable_name(const char *name)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_";

    return name[0] && strlen(name) <= 64 && name[strspn(name, letters)] == '\0';
}

static enum rc find_variable(const char *name, struct text *out, struct fault *why)
{
    const char *value;

    if (!is_variable_name(name))
        return fault_set(why, RC_INVALID,
                         "\"env:\" without the name of a variable behind it, expected letters, "
                         "digits and _");
    value = getenv(name);
    if (!value)
        return fault_set(why, RC_MISSING,
                         "the environment has no variable %s, expected it to be set before the "
                         "program starts",
                         name);
    text_add(out, value);
    return RC_OK;
}

static enum rc find_file(const char *path, struct text *out, struct fault *why)
{
    struct fault cause;
    enum rc rc = file_read(path, SECRET_FILE_MAX, out, &cause);

    if (rc != RC_OK)
        return fault_set(why, rc,
                         "the file cannot be read: %.300s, expected a file that the "
                         "program's own user may read",
                         cause.text);
    return RC_OK;
}

static enum rc find_raw(const char *value, struct text *out, struct fault *why)
{
    if (starts_with(value, "env:")) return find_variable(value + strlen("env:"), out, why);
    if (starts_with(value, "file:")) return find_file(value + strlen("file:"), out, why);
    text_add(out, value);
    return RC_OK;
}

static void drop_line_ends(struct text *text)
{
    while (text->n && (text->at[text->n - 1] == '\n' || text->at[text->n - 1] == '\r'))
        text->at[--text->n] = '\0';
}

enum rc secret_find(const char *value, struct text *out, struct fault *why)
{
    TRY(find_raw(value, out, why));
    if (secret_is_elsewhere(value)) drop_line_ends(out);
    if (out->n != strlen(text_string(out)))
        return fault_set(why, RC_INVALID, "holds a byte of value 0, expected text");
    return RC_OK;
}

static bool decode(const char *value, size_t n, unsigned char key[32])
{
    static const int variants[] = {
        sodium_base64_VARIANT_ORIGINAL, sodium_base64_VARIANT_ORIGINAL_NO_PADDING,
        sodium_base64_VARIANT_URLSAFE, sodium_base64_VARIANT_URLSAFE_NO_PADDING};
    size_t got;

    if (n == 64) return sodium_hex2bin(key, 32, value, n, NULL, &got, NULL) == 0 && got == 32;
    for (size_t i = 0; i < COUNT(variants); i++) {
        if (sodium_base642bin(key, 32, value, n, NULL, &got, NULL, variants[i]) == 0 && got == 32)
            return true;
    }
    return false;
}

void master_key_visit(struct reading *reading, const config_setting_t *setting, void *thing)
{
    SCOPED(text_wipe) struct text found = {.limit = SECRET_FILE_MAX + 1};
    struct config *config = thing;
    struct fault why;
    const char *value = config_setting_get_string(setting);
    unsigned char key[32];

    reading->master_key_seen = true;
    if (!value) {
        mistake(reading, spot_setting(reading, setting), "no text in quotes, " MASTER_KEY_EXPECTED);
        return;
    }
    if (find_raw(value, &found, &why) != RC_OK) {
        mistake(reading, spot_setting(reading, setting), "%s", why.text);
        return;
    }
    if (starts_with(value, "file:") && found.n == sizeof(key)) {
        memcpy(key, found.at, sizeof(key));
    } else {
        drop_line_ends(&found);
        if (!decode(text_string(&found), found.n, key)) {
            mistake(reading, spot_setting(reading, setting), "is no key, " MASTER_KEY_EXPECTED);
            return;
        }
    }
    memcpy(config->master_key, key, sizeof(key));
    config->has_master_key = true;
    sodium_memzero(key, sizeof(key));
}
