#include "gateway/signals/gloss.h"

#include <setjmp.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static const char *const files[] = {"nl", "ar", "ary-Arab", "ary-Latn", "kinds"};

/* A data folder with one gloss; the name of the folder is the state. */
static int open_folder(void **state)
{
    char *folder = mem_copy_string("/tmp/vangnet-gloss-XXXXXX");
    SCOPED(text_clear) struct text gloss = {0};

    if (!mkdtemp(folder)) return 1;
    text_addf(&gloss, "%s/gloss", folder);
    *state = folder;
    return mkdir(text_string(&gloss), 0700);
}

static void name_file(const char *folder, const char *name, struct text *path)
{
    text_reset(path);
    text_addf(path, "%s/gloss/%s.tsv", folder, name);
}

static int remove_folder(void **state)
{
    SCOPED(text_clear) struct text path = {0};

    for (size_t i = 0; i < COUNT(files); i++) {
        name_file(*state, files[i], &path);
        unlink(text_string(&path));
    }
    path.at[path.n - strlen("/kinds.tsv")] = '\0';
    rmdir(path.at);
    rmdir(*state);
    free(*state);
    return 0;
}

static void write_file(const char *folder, const char *name, const void *bytes, size_t n)
{
    SCOPED(text_clear) struct text path = {0};
    FILE *file;

    name_file(folder, name, &path);
    file = fopen(text_string(&path), "we");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, n, file), n);
    assert_int_equal(fclose(file), 0);
}

/* English words stand in it as themselves, so that a test can say what it expects. */
static const char dutch[] =
    "in de put\tsad\nput\thole\nin\t-\nin de\twithin\nnaar\tto\nslaat\thit\nhit\thit\nkick\tkick\n"
    "sad\tsad\nhole\thole\nwithin\twithin\nto\tto\ngood\tgood\ntrouble\ttrouble\nnot\tnot\n"
    "he\the\nme\tme\npay\tpay\nwindows\tgood\r\n";

static const char *const small[COUNT(files)] = {
    dutch,
    "مدرسه\tto\n",
    "مشكل\ttrouble\nضرب\thit\n",
    "# a comment\n\nmezyan\tgood\nma mezyanch\tnot good\nkhelless\tpay\n",
    "strike\thit kick\n",
};

static enum rc open_small(const char *folder, const char *name, const char *bytes,
                          struct glossary **out, struct fault *why)
{
    for (size_t i = 0; i < COUNT(files); i++) {
        const char *written = name && strcmp(files[i], name) == 0 ? bytes : small[i];

        write_file(folder, files[i], written, strlen(written));
    }
    return glossary_new(&(struct data){folder}, out, why);
}

static void read_text(const struct glossary *glossary, const char *language, const char *text,
                      struct senses *out)
{
    struct recognised recognised = {.language = language};

    tokens_read(&recognised.tokens, text, strlen(text));
    glossary_read(glossary, &recognised, out);
    for (size_t i = 0; i < out->n; i++)
        assert_true((size_t)out->at[i].token + out->at[i].token_n <= recognised.tokens.n);
    tokens_clear(&recognised.tokens);
}

static void words_and_phrases_become_senses(void **state)
{
    static const struct {
        const char *language, *text, *english;
    } cases[] = {
        {"nl",       "hij slaat",        "hit"        },
        {"nl",       "zit in de put",    "sad"        }, /* a phrase wins over its words, */
        {"nl",       "in de auto",       "within"     }, /* a longer one over a shorter, */
        {"nl",       "put in",           "hole"       }, /* and a "-" says nothing */
        {"nl",       "Naar de PUT!",     "to hole"    },
        {"nl",       "windows",          "good"       }, /* the line ends as Windows ends it */
        {"ary-Latn", "mezyan",           "good"       },
        {"ary-Latn", "ma mezyanch",      "not good"   },
        {"ary-Latn", "mzyan",            "good"       }, /* nobody wrote it so: by its sound */
        {"ary-Latn", "mzn",              "good"       }, /* and by its bones */
        {"ary-Latn", "mezyaaaan",        "good"       },
        {"ary-Latn", "mouchkil",         "trouble"    }, /* the two scripts meet, */
        {"ary-Arab", "مزيان",       "good"       }, /* in both directions */
        {"ary-Arab", "والمشكل",   "trouble"    }, /* grammar comes off */
        {"und",      "mushkil slaat",    "trouble hit"},
        {"ar",       "بالمدرسه", "to"         },
        {"ar",       "مشكل",         "trouble"    },
        {"nl",       "mzyan",            ""           }, /* Dutch is not read by its sound */
        {"nl",       "xyzzy",            ""           },
        {"nl",       "",                 ""           },
    };
    struct glossary *glossary = NULL;
    struct fault why = {0};

    if (open_small(*state, NULL, NULL, &glossary, &why) != RC_OK) fail_msg("%s", why.text);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct senses got, want;

        read_text(glossary, cases[i].language, cases[i].text, &got);
        read_text(glossary, "nl", cases[i].english, &want);
        if (got.n != want.n) fail_msg("%s: %zu senses", cases[i].text, got.n);
        for (size_t k = 0; k < got.n; k++)
            if (got.at[k].name != want.at[k].name) fail_msg("%s: sense %zu", cases[i].text, k);
    }
    glossary_free(glossary);
}

static void a_sense_knows_its_words_and_its_kind(void **state)
{
    struct glossary *glossary = NULL;
    struct fault why = {0};
    struct senses got;

    assert_int_equal(open_small(*state, NULL, NULL, &glossary, &why), RC_OK);
    read_text(glossary, "nl", "slaat hit kick me 17 zit in de put", &got);
    assert_int_equal(got.n, 6);
    assert_int_equal(got.at[0].name, got.at[1].name);
    assert_int_not_equal(got.at[1].name, got.at[2].name);
    assert_int_equal(got.at[1].kind, got.at[2].kind);
    assert_int_not_equal(got.at[1].kind, got.at[1].name);
    assert_int_equal(got.at[3].kind, got.at[3].name);
    assert_int_equal(got.at[4].token, 4);
    assert_int_equal(got.at[5].token, 6);
    assert_int_equal(got.at[5].token_n, 3);
    glossary_free(glossary);
}

static void more_senses_than_fit_are_left_out(void **state)
{
    SCOPED(text_clear) struct text text = {0};
    struct glossary *glossary = NULL;
    struct fault why = {0};
    struct senses got;

    assert_int_equal(open_small(*state, NULL, NULL, &glossary, &why), RC_OK);
    for (size_t i = 0; i < SENSES_MAX; i++)
        text_add(&text, "ma mezyanch 3 ");
    read_text(glossary, "ary-Latn", text.at, &got);
    assert_int_equal(got.n, SENSES_MAX);
    glossary_free(glossary);
}

static void a_mistake_in_a_gloss_is_told_with_file_and_line(void **state)
{
    static const struct {
        const char *file, *bytes, *says;
    } cases[] = {
        {"nl",       "put hole\n",                 "gloss/nl.tsv:1: a word, a tab and"      },
        {"nl",       "# x\n\nput\t\n",             "gloss/nl.tsv:3: English words, or -"    },
        {"nl",       "a\tb\nput\ta b c d e f g\n", "gloss/nl.tsv:2: more than six English"  },
        {"ar",       "\thole\n",                   "gloss/ar.tsv:1: one to five words"      },
        {"ary-Arab", "...\thole\n",                "gloss/ary-Arab.tsv:1: one to five words"},
        {"ary-Latn", "a b c d e f\thole",          "gloss/ary-Latn.tsv:1: one to five words"},
        {"kinds",    "strike hit\n",               "gloss/kinds.tsv:1: a kind, a tab and"   },
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct glossary *glossary = NULL;
        struct fault why = {0};

        assert_int_equal(open_small(*state, cases[i].file, cases[i].bytes, &glossary, &why),
                         RC_INVALID);
        assert_null(glossary);
        if (!strstr(why.text, cases[i].says)) fail_msg("%s: %s", cases[i].bytes, why.text);
    }
}

static void more_english_words_than_can_be_numbered_are_told(void **state)
{
    static const struct {
        const char *file, *form;
    } cases[] = {
        {"nl",    "put"   },
        {"kinds", "strike"},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        SCOPED(text_clear) struct text rows = {0};
        struct glossary *glossary = NULL;
        struct fault why = {0};

        for (size_t k = 0; k < 20001; k++)
            text_addf(&rows, "%s\tw%zu\n", cases[i].form, k);
        assert_int_equal(open_small(*state, cases[i].file, rows.at, &glossary, &why), RC_INVALID);
        assert_non_null(strstr(why.text, "too many different English words"));
    }
}

static void a_zero_byte_in_a_gloss_is_told(void **state)
{
    static const char bytes[] = "put\tho\0le\nslaat\thit\n";
    struct glossary *glossary = NULL;
    struct fault why = {0};

    assert_int_equal(open_small(*state, NULL, NULL, &glossary, &why), RC_OK);
    glossary_free(glossary);
    write_file(*state, "nl", bytes, sizeof(bytes) - 1);
    glossary = NULL;
    assert_int_equal(glossary_new(&(struct data){*state}, &glossary, &why), RC_INVALID);
    assert_non_null(strstr(why.text, "gloss/nl.tsv: holds a zero byte"));
}

static void empty_files_know_no_word(void **state)
{
    struct glossary *glossary = NULL;
    struct fault why = {0};
    struct senses got;

    for (size_t i = 0; i < COUNT(files); i++)
        write_file(*state, files[i], "# x\n", 4);
    assert_int_equal(glossary_new(&(struct data){*state}, &glossary, &why), RC_OK);
    read_text(glossary, "und", "hij slaat mzyan مشكل", &got);
    assert_int_equal(got.n, 0);
    glossary_free(glossary);
}

static void a_gloss_that_is_not_there_is_missing(void **state)
{
    struct glossary *glossary = NULL;
    struct fault why = {0};

    assert_int_equal(glossary_new(&(struct data){*state}, &glossary, &why), RC_MISSING);
    assert_non_null(strstr(why.text, "gloss/nl.tsv"));
    assert_null(glossary);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(words_and_phrases_become_senses, open_folder,
                                        remove_folder),
        cmocka_unit_test_setup_teardown(a_sense_knows_its_words_and_its_kind, open_folder,
                                        remove_folder),
        cmocka_unit_test_setup_teardown(more_senses_than_fit_are_left_out, open_folder,
                                        remove_folder),
        cmocka_unit_test_setup_teardown(a_mistake_in_a_gloss_is_told_with_file_and_line,
                                        open_folder, remove_folder),
        cmocka_unit_test_setup_teardown(more_english_words_than_can_be_numbered_are_told,
                                        open_folder, remove_folder),
        cmocka_unit_test_setup_teardown(a_zero_byte_in_a_gloss_is_told, open_folder, remove_folder),
        cmocka_unit_test_setup_teardown(empty_files_know_no_word, open_folder, remove_folder),
        cmocka_unit_test_setup_teardown(a_gloss_that_is_not_there_is_missing, open_folder,
                                        remove_folder),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
