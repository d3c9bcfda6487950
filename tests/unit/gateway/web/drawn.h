#ifndef TESTS_UNIT_GATEWAY_WEB_DRAWN_H
#define TESTS_UNIT_GATEWAY_WEB_DRAWN_H
/* Drawn: a picture with the shipped configuration and the words of one language. Included after cmocka. */
#include "config/config.h"
#include "gateway/web/phrases.h"

struct drawn {
    struct config *config;
    struct phrases phrases;
    struct text svg;
};

static inline struct drawn drawn_begin(const char *language)
{
    static const struct data linked_in = {NULL};
    SCOPED(mistakes_clear) struct mistakes mistakes = {0};
    struct drawn drawn = {0};

    assert_int_equal(config_load(&linked_in, NULL, 0, &drawn.config, &mistakes), RC_OK);
    assert_int_equal(phrases_load(&linked_in, language, &drawn.phrases, NULL), RC_OK);
    return drawn;
}

static inline void drawn_clear(struct drawn *drawn)
{
    config_free(drawn->config);
    phrases_clear(&drawn->phrases);
    text_clear(&drawn->svg);
}

/* How often `part` stands in it. */
static inline size_t drawn_times(const struct drawn *drawn, const char *part)
{
    size_t n = 0;

    for (const char *at = text_string(&drawn->svg); (at = strstr(at, part)) != NULL; at++)
        n++;
    return n;
}

#endif
