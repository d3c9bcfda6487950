/* A configuration file of any bytes: it loads, or its mistakes are told; neither takes long. */
#include "tests/fuzz/fuzz.h"

#include <sys/mman.h>
#include <unistd.h>

#include "config/config.h"

/* 2026-11-22 */
#define TODAY ((usec)20779 * USEC_DAY)

/* libconfig 1.5 forgets the text at hand when it stops at a mistake of syntax. */
/* NOLINTNEXTLINE(bugprone-reserved-identifier): the sanitizer's own name */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void) /* NOLINT(bugprone-reserved-identifier) */
{
    return "leak:strbuf_append\nleak:libconfig_yylex";
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    SCOPED(mistakes_clear) struct mistakes mistakes = {0};
    struct data data = {0};
    struct config *config = NULL;
    int file = memfd_create("config", 0);
    char path[64];
    enum rc rc;

    assert(file >= 0);
    snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
    if (write(file, bytes, n) == (ssize_t)n) {
        rc = config_load(&data, path, TODAY, &config, &mistakes);
        assert((rc == RC_OK) == (config != NULL));
        assert((rc == RC_OK) == (mistakes.n == 0));
        assert((mistakes.n == 0) == (mistakes.lines.n == 0));
        config_free(config);
    }
    close(file);
    return 0;
}
