#include "gateway/signals/lexicon.h"

#include <setjmp.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

/* A data folder with one lexicon file; the name of the folder is the state. */
static int open_folder(void **state)
{
    char *folder = mem_copy_string("/tmp/vangnet-lexicon-XXXXXX");
    SCOPED(text_clear) struct text lexicon = {0};

    if (!mkdtemp(folder)) return 1;
    text_addf(&lexicon, "%s/lexicon", folder);
    *state = folder;
    return mkdir(text_string(&lexicon), 0700);
}

static void name_file(const char *folder, struct text *path)
{
    text_addf(path, "%s/lexicon/a.tsv", folder);
}

static int remove_folder(void **state)
{
    SCOPED(text_clear) struct text path = {0};

    name_file(*state, &path);
    unlink(text_string(&path));
    path.at[path.n - strlen("/a.tsv")] = '\0';
    rmdir(path.at);
    rmdir(*state);
    free(*state);
    return 0;
}

/* The classes that the rules ask for, then `rows`. */
static enum rc read_rows(const char *folder, const char *rows, struct fault *why)
{
    static const char *const classes[] = {"break", "soft", "ours", "filler", "light"};
    SCOPED(text_clear) struct text path = {0};
    const struct data data = {.dir = folder};
    struct lexicon *lexicon = NULL;
    FILE *file;
    enum rc rc;

    name_file(folder, &path);
    file = fopen(text_string(&path), "w");
    assert_non_null(file);
    for (size_t i = 0; i < COUNT(classes); i++)
        fprintf(file, "words.%s\t-\t-\tnl\tzz%zu\n", classes[i], i);
    fputs(rows, file);
    fclose(file);
    rc = lexicon_new(&data, &lexicon, why);
    if (rc == RC_OK) lexicon_free(lexicon);
    return rc;
}

static void a_row_that_is_right_is_taken(void **state)
{
    static const char *const rows[] = {
        "finance.debt\t2\tfact\tnl\tschulden | geen [enkele] cent ... over | rood & bank\n",
        "mental.a\t3\thint\tar\tتعب+ من الحياه\n# a comment\n\nmental.a\t0\tfigure\tall\t😂\n",
        "words.child\t-\t-\tnl\tzoon | dochter\nschool.a\t2\tfact\tnl\t@child/kind .. school\n",
        "scope.negation\t4\tbefore\tnl\tgeen\nintent.stop\t-\tany\tnl\t^ stop $\n",
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct fault why = {0};

        if (read_rows(*state, rows[i], &why) != RC_OK) fail_msg("%s: %s", rows[i], why.text);
    }
}

static void a_mistake_is_told_with_its_line(void **state)
{
    static const struct {
        const char *row, *says;
    } cases[] = {
        {"finance.debt\t2\tfact\tnl\n",                    "five columns"               },
        {"finance.debt\t2\tfact\tnl\tx\ty\n",              "a sixth column"             },
        {"money.debt\t2\tfact\tnl\tx\n",                   "no such domain: money"      },
        {"finance.debt\t5\tfact\tnl\tx\n",                 "level must be"              },
        {"finance.debt\t3\tfact\tnl\tx\n",                 "does not go with that kind" },
        {"finance.debt\t2\tthing\tnl\tx\n",                "kind must be"               },
        {"finance.debt\t2\tfact\tfr\tx\n",                 "variety must be"            },
        {"finance.debt\t2\tfact\tnl\t@money op\n",         "no such class"              },
        {"finance.debt\t2\tfact\tnl\tgeld | | op\n",       "an empty form"              },
        {"finance.debt\t2\tfact\tnl\tex-man\n",            "is not one word"            },
        {"finance.debt\t2\tfact\tnl\ta b c d e f g h\n",   "more than seven words"      },
        {"finance.debt\t2\tfact\tnl\t[a] [b] [c] [d] e\n", "more than three [optional]" },
        {"scope.maybe\t2\tbefore\tnl\tx\n",                "no such scope"              },
        {"scope.fear\t99\tbefore\tnl\tx\n",                "a reach of"                 },
        {"intent.sing\t-\tany\tnl\tx\n",                   "no such intent"             },
        {"intent.stop\t-\tnever\tnl\tx\n",                 "any, checkin or appointment"},
        {"words.child\t-\t-\tnl\ttwo words\n",             "single words"               },
        {"language.nl\tmuch\t-\tnl\tx\n",                  "a weight of"                },
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct fault why = {0};

        assert_int_equal(read_rows(*state, cases[i].row, &why), RC_INVALID);
        if (!strstr(why.text, cases[i].says) || !strstr(why.text, "lexicon/a.tsv:6: "))
            fail_msg("%s: %s", cases[i].row, why.text);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_row_that_is_right_is_taken, open_folder, remove_folder),
        cmocka_unit_test_setup_teardown(a_mistake_is_told_with_its_line, open_folder,
                                        remove_folder),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
