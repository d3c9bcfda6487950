#include "gateway/signals/model/features.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* One lexicon and one glossary for all tests, those that ship. */
static struct lexicon *lexicon;
static struct glossary *glossary;

static int open_words(void **state)
{
    struct fault why = {0};

    (void)state;
    if (lexicon_new(&(struct data){0}, &lexicon, &why) == RC_OK &&
        glossary_new(&(struct data){0}, &glossary, &why) == RC_OK)
        return 0;
    print_error("%s\n", why.text);
    return 1;
}

static int close_words(void **state)
{
    (void)state;
    lexicon_free(lexicon);
    glossary_free(glossary);
    return 0;
}

/* The features of a text; `senses` is what is left of its senses. */
static struct features *read_text(const char *text, struct senses *senses)
{
    struct features *features = mem_new(1, sizeof(*features));
    struct recognised recognised = {0};
    struct matches matches = {0};
    struct room room = {0};
    struct findings findings = {0};

    tokens_read(&recognised.tokens, text, strlen(text));
    recognise(lexicon, &recognised);
    match_all(&recognised, &matches);
    room_init(&room, &recognised, &matches);
    findings_read(&room, &findings);
    glossary_read(glossary, &recognised, senses);
    features_read(&room, &findings, senses, CONTEXT_CHECKIN, features);
    findings_clear(&findings);
    room_clear(&room);
    matches_clear(&matches);
    recognised_clear(&recognised);
    return features;
}

static bool has_sense_of(const struct senses *senses, size_t token)
{
    for (size_t i = 0; i < senses->n; i++)
        if (senses->at[i].token <= token && token < senses->at[i].token + senses->at[i].token_n)
            return true;
    return false;
}

static void a_figure_of_speech_leaves_no_senses(void **state)
{
    static const struct {
        const char *text;
        size_t token; /* the word of which it is asked */
        bool has;
    } cases[] = {
        {"ik ben hard geslagen",         3, true },
        {"ik ben uit het veld geslagen", 5, false},
        {"hij slaat me",                 1, true },
        {"dat slaat nergens op",         1, false},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct senses senses;
        SCOPED(mem_free) struct features *features = read_text(cases[i].text, &senses);

        if (has_sense_of(&senses, cases[i].token) != cases[i].has) fail_msg("%s", cases[i].text);
        assert_true(features->groups[GROUP_LETTERS].n > 0);
    }
}

static void repeat(const char *part, size_t times, struct text *out)
{
    text_reset(out);
    for (size_t i = 0; i < times; i++)
        text_add(out, part);
}

/* Same features, same answer of any model. */
static void a_long_reply_that_repeats_itself_is_no_surer(void **state)
{
    static const char *const parts[] = {"alles goed ", "hij slaat me ", "labas hamdoulah ",
                                        "كلشي مزيان "};
    (void)state;

    for (size_t i = 0; i < COUNT(parts); i++) {
        SCOPED(text_clear) struct text text = {0};
        struct senses senses;
        struct features *few, *many;

        repeat(parts[i], 40, &text);
        few = read_text(text.at, &senses);
        repeat(parts[i], 400, &text);
        many = read_text(text.at, &senses);
        for (enum feature_group group = 0; group < GROUP_N; group++) {
            assert_int_equal(few->groups[group].n, many->groups[group].n);
            for (size_t k = 0; k < few->groups[group].n; k++)
                assert_int_equal(few->groups[group].at[k].hash, many->groups[group].at[k].hash);
        }
        free(few);
        free(many);
    }
}

static void a_text_without_end_keeps_to_the_limit(void **state)
{
    SCOPED(text_clear) struct text text = {0};
    struct senses senses;
    struct features *features;
    (void)state;

    for (size_t i = 0; i < 3000; i++)
        text_addf(&text, "w%zux%zu ", i * 7919, i * 104729);
    features = read_text(text.at, &senses);
    for (enum feature_group group = 0; group < GROUP_N; group++)
        assert_in_range(features->groups[group].n, 0, FEATURES_MAX);
    assert_true(features->groups[GROUP_LETTERS].n > FEATURES_MAX / 4);
    free(features);
}

static void a_group_weighs_the_same_however_long_the_reply(void **state)
{
    struct features *features = mem_new(1, sizeof(*features));
    (void)state;

    assert_true(features_value(features, GROUP_SENSES) == 0);
    for (enum feature_group group = 0; group < GROUP_N; group++) {
        float once;

        features->groups[group].n = 1;
        once = features_value(features, group);
        assert_true(once > 0);
        features->groups[group].n = 4;
        assert_true(features_value(features, group) == once / 2);
    }
    free(features);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_figure_of_speech_leaves_no_senses),
        cmocka_unit_test(a_long_reply_that_repeats_itself_is_no_surer),
        cmocka_unit_test(a_text_without_end_keeps_to_the_limit),
        cmocka_unit_test(a_group_weighs_the_same_however_long_the_reply),
    };

    return cmocka_run_group_tests(tests, open_words, close_words);
}
