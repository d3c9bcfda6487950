#ifndef TESTS_UNIT_CONFIG_FIXTURE_H
#define TESTS_UNIT_CONFIG_FIXTURE_H
/* Fixture: a configuration file made of a string, loaded over the shipped defaults. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

#include "config/config.h"
#include "scheduler/zone.h"

#define KEY_HEX "0f0e0d0c0b0a09080706050403020100f0e0d0c0b0a090807060504030201000"
/* One byte too long. */
#define KEY_HEX_LONG "0f0e0d0c0b0a09080706050403020100f0e0d0c0b0a09080706050403020100000"
#define KEY_LINE     "master_key = \"" KEY_HEX "\";\n"

/* 2026-11-22, the day on which the shipped numbers were checked. */
#define TODAY ((usec)20779 * USEC_DAY)

struct loaded {
    enum rc rc;
    struct config *config; /* NULL unless rc is RC_OK */
    struct mistakes mistakes;
    char path[64]; /* where the file was */
};

static inline void loaded_clear(struct loaded *loaded)
{
    config_free(loaded->config);
    mistakes_clear(&loaded->mistakes);
}

static inline void write_temporary(char path[64], const void *bytes, size_t n)
{
    int file;

    snprintf(path, 64, "/tmp/vangnet-config-XXXXXX");
    file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(write(file, bytes, n), n);
    close(file);
}

static inline struct loaded load_bytes(const char *bytes, size_t n)
{
    struct loaded loaded = {0};
    struct data data = {0};

    write_temporary(loaded.path, bytes, n);
    loaded.rc = config_load(&data, loaded.path, TODAY, &loaded.config, &loaded.mistakes);
    unlink(loaded.path);
    assert_int_equal(loaded.rc == RC_OK, loaded.config != NULL);
    assert_int_equal(loaded.rc == RC_OK, loaded.mistakes.n == 0);
    return loaded;
}

static inline struct loaded load(const char *text)
{
    return load_bytes(text, strlen(text));
}

/* With the key that every file needs. */
static inline struct loaded load_with_key(const char *text)
{
    SCOPED(text_clear) struct text whole = {0};

    text_addf(&whole, "%s%s", KEY_LINE, text);
    return load_bytes(whole.at, whole.n);
}

/* The lines without the name of the temporary file in front: ":3: key: what\n…". */
static inline char *lines_new(const struct loaded *loaded, const struct text *lines)
{
    struct text short_lines = {0};
    size_t path_n = strlen(loaded->path);

    for (const char *at = text_string(lines); *at;) {
        size_t n = strcspn(at, "\n") + 1;
        size_t skip = strncmp(at, loaded->path, path_n) == 0 ? path_n : 0;

        text_add_bytes(&short_lines, at + skip, n - skip);
        at += n;
    }
    return text_take(&short_lines);
}

#endif
