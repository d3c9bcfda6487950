#include "gateway/signals/model/train.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "gateway/signals/reader.h"

#define DANGER                                                                                     \
    .intent = INTENT_ANSWER,                                                                       \
    .levels = {[DOMAIN_GENERAL] = LEVEL_CRISIS, [DOMAIN_VIOLENCE] = LEVEL_CRISIS}
#define DEBTS                                                                                      \
    .intent = INTENT_ANSWER,                                                                       \
    .levels = {[DOMAIN_GENERAL] = LEVEL_RELAPSE, [DOMAIN_FINANCE] = LEVEL_RELAPSE}

/* Made-up replies of danger, of debts and of nothing, and some ordinary text. */
static const struct labelled replies[] = {
    {.language = "nl",       .text = "mijn man slaat me",                  DANGER                 },
    {.language = "nl",       .text = "hij heeft me weer geslagen",         DANGER                 },
    {.language = "nl",       .text = "hij slaat de kinderen",              DANGER                 },
    {.language = "ary-Latn", .text = "rajli kaydrebni",                    DANGER                 },
    {.language = "ary-Latn", .text = "rajli drebni",                       DANGER                 },
    {.language = "ary-Latn", .text = "rajli drebni lbareh",                DANGER                 },
    {.language = "nl",       .text = "we hebben weer schulden",            DEBTS                  },
    {.language = "nl",       .text = "ik heb schulden bij de bank",        DEBTS                  },
    {.language = "nl",       .text = "de schulden lopen op",               DEBTS                  },
    {.language = "nl",       .text = "veel schulden nog",                  DEBTS                  },
    {.language = "nl",       .text = "alles gaat goed",                    .intent = INTENT_ANSWER},
    {.language = "nl",       .text = "het gaat goed met ons",              .intent = INTENT_ANSWER},
    {.language = "nl",       .text = "goed hoor, dank je",                 .intent = INTENT_ANSWER},
    {.language = "nl",       .text = "ja het gaat goed",                   .intent = INTENT_ANSWER},
    {.language = "nl",       .text = "het zwaard van de ridder gaat goed", .intent = INTENT_N     },
    {.language = "nl",       .text = "de ridder heeft een zwaard, hoor",   .intent = INTENT_N     },
    {.language = "nl",       .text = "weer een ridder met een zwaard",     .intent = INTENT_N     },
};

/* One reader for all tests, not yet taught. */
static struct reader *reader;

static int open_reader(void **state)
{
    struct fault why = {0};

    (void)state;
    if (reader_new_untaught(&(struct data){0}, &reader, &why) == RC_OK) return 0;
    print_error("%s\n", why.text);
    return 1;
}

static int close_reader(void **state)
{
    (void)state;
    reader_free(reader);
    return 0;
}

static void learn(size_t n, struct text *out)
{
    SCOPED(mem_free) struct features *features = mem_new(1, sizeof(*features));
    struct example examples[COUNT(replies)] = {0};

    out->limit = (size_t)16 << 20;
    for (size_t i = 0; i < n; i++) {
        reader_features(reader, replies[i].context, replies[i].text, strlen(replies[i].text),
                        features);
        example_init(&examples[i], &replies[i], features);
    }
    model_train(examples, n, out);
    for (size_t i = 0; i < n; i++)
        example_clear(&examples[i]);
    assert_false(text_over(out));
}

static void ask(const struct reply_model *model, const char *text, struct opinion *out)
{
    SCOPED(mem_free) struct features *features = mem_new(1, sizeof(*features));
    SCOPED(mem_free) struct known *known = mem_new(1, sizeof(*known));

    reader_features(reader, CONTEXT_CHECKIN, text, strlen(text), features);
    model_look(model, features, known);
    model_ask(model, known, out);
}

static void the_same_replies_give_the_same_bytes(void **state)
{
    SCOPED(text_clear) struct text once = {0};
    SCOPED(text_clear) struct text again = {0};
    (void)state;

    learn(COUNT(replies), &once);
    srandom(20261122);
    IGNORE(random());
    learn(COUNT(replies), &again);
    assert_int_equal(once.n, again.n);
    assert_memory_equal(once.at, again.at, once.n);
}

static void what_was_learnt_is_answered(void **state)
{
    static const enum domain domains[] = {DOMAIN_GENERAL, DOMAIN_FINANCE, DOMAIN_VIOLENCE};
    SCOPED(text_clear) struct text packed = {0};
    struct reply_model *model = NULL;
    struct fault why = {0};
    (void)state;

    learn(COUNT(replies), &packed);
    assert_int_equal(model_read(packed.at, packed.n, &model, &why), RC_OK);
    for (size_t i = 0; i < COUNT(replies); i++) {
        struct opinion opinion;

        ask(model, replies[i].text, &opinion);
        for (size_t k = 0; k < COUNT(domains); k++)
            for (enum level level = LEVEL_WATCH; level <= LEVEL_CRISIS; level++) {
                bool yes = opinion.lean[model_question(domains[k], level)] > 0;

                if (yes != (replies[i].levels[domains[k]] >= level))
                    fail_msg("%s: domain %d, level %d", replies[i].text, (int)domains[k],
                             (int)level);
            }
        assert_int_equal(opinion.lean[QUESTION_MOROCCAN] > 0,
                         strcmp(replies[i].language, "ary-Latn") == 0);
        assert_int_equal(opinion.lean[QUESTION_ORDINARY] > 0, labelled_is_ordinary(&replies[i]));
        assert_true(opinion.lean[INTENT_ANSWER] > 0); /* nobody said anything else, */
        assert_true(opinion.lean[INTENT_STOP] < 0);   /* nobody said this */
    }
    model_free(model);
}

static void a_reply_that_nobody_wrote_is_answered_by_its_words(void **state)
{
    SCOPED(text_clear) struct text packed = {0};
    struct reply_model *model = NULL;
    struct fault why = {0};
    struct opinion opinion;
    (void)state;

    learn(COUNT(replies), &packed);
    assert_int_equal(model_read(packed.at, packed.n, &model, &why), RC_OK);
    ask(model, "zij slaat hem", &opinion);
    assert_true(opinion.lean[model_question(DOMAIN_VIOLENCE, LEVEL_CRISIS)] > 0);
    ask(model, "nieuwe schulden", &opinion);
    assert_true(opinion.lean[model_question(DOMAIN_VIOLENCE, LEVEL_CRISIS)] < 0);
    assert_true(opinion.lean[model_question(DOMAIN_FINANCE, LEVEL_RELAPSE)] > 0);
    model_free(model);
}

static void no_replies_make_a_model_that_says_no(void **state)
{
    SCOPED(text_clear) struct text packed = {0};
    struct reply_model *model = NULL;
    struct fault why = {0};
    struct opinion opinion;
    (void)state;

    learn(0, &packed);
    assert_int_equal(model_read(packed.at, packed.n, &model, &why), RC_OK);
    ask(model, "mijn man slaat me", &opinion);
    for (size_t k = 0; k < MODEL_QUESTIONS; k++)
        assert_true(opinion.lean[k] < 0);
    model_free(model);
}

static void a_damaged_model_leaves_the_reader_as_it_was(void **state)
{
    const char *text = "zij slaat hem";
    SCOPED(text_clear) struct text packed = {0};
    struct fault why = {0};
    struct reading before, after;
    (void)state;

    learn(COUNT(replies), &packed);
    assert_int_equal(reader_teach(reader, packed.at, packed.n, &why), RC_OK);
    reader_read(reader, CONTEXT_CHECKIN, text, strlen(text), &before);
    assert_int_equal(before.signals[0].domain, DOMAIN_VIOLENCE);
    assert_int_equal(reader_teach(reader, packed.at, packed.n - 1, &why), RC_INVALID);
    reader_read(reader, CONTEXT_CHECKIN, text, strlen(text), &after);
    assert_int_equal(after.signal_n, before.signal_n);
    assert_int_equal(after.signals[0].level, before.signals[0].level);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_replies_give_the_same_bytes),
        cmocka_unit_test(what_was_learnt_is_answered),
        cmocka_unit_test(a_reply_that_nobody_wrote_is_answered_by_its_words),
        cmocka_unit_test(no_replies_make_a_model_that_says_no),
        cmocka_unit_test(a_damaged_model_leaves_the_reader_as_it_was),
    };

    return cmocka_run_group_tests(tests, open_reader, close_reader);
}
