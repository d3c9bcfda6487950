#ifndef TESTS_UNIT_GATEWAY_RULES_FIXTURE_H
#define TESTS_UNIT_GATEWAY_RULES_FIXTURE_H
/* What every test of a rule needs: the shipped configuration, and what a ruling should be. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "gateway/rules/rules.h"

#define NOW (1772000000 * USEC_SEC) /* 2026-02-25 */

static struct config *config;

static int load_config(void **state)
{
    struct data data = {0};
    struct mistakes mistakes = {0};
    enum rc rc = config_load(&data, NULL, NOW, &config, &mistakes);
    (void)state;

    mistakes_clear(&mistakes);
    return rc == RC_OK ? 0 : -1;
}

static int free_config(void **state)
{
    (void)state;
    config_free(config);
    return 0;
}

/* `figures` NULL: any. */
static void assert_ruling(const char *what, const struct ruling *got, enum level level,
                          enum rule_kind rule, const char *figures)
{
    if (got->level != level)
        fail_msg("%s: level %d, not %d (%s)", what, (int)got->level, (int)level,
                 rule_name(got->rule));
    if (level == LEVEL_STABLE) return;
    if (got->rule != rule) fail_msg("%s: %s, not %s", what, rule_name(got->rule), rule_name(rule));
    if (figures && strcmp(got->figures.string, figures) != 0)
        fail_msg("%s: figures \"%s\", not \"%s\"", what, got->figures.string, figures);
}

#endif
