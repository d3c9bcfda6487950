#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gateway/learn/retrain.h"

/* A corpus of a few lines, in a folder of its own. */
struct place {
    char folder[40];
};

static const char *const folders[] = {"", "/nl", "/test", "/test/nl"};
static const char *const files[] = {"/nl/a.tsv", "/test/nl/b.tsv"};

static void write_lines(const char *path, const char *const *lines, size_t n)
{
    FILE *file = fopen(path, "we");

    assert_non_null(file);
    fputs("id\tlang\tcontext\ttext\tintent\tsignals\tkind\n", file);
    for (size_t i = 0; i < n; i++)
        fprintf(file, "nl-%zu\tnl\tcheckin\t%s\tplain\n", i, lines[i]);
    fclose(file);
}

static int setup(void **state)
{
    static const char *const taught[] = {
        "alles rustig hier\tanswer\t-",
        "het gaat goed met ons\tanswer\t-",
        "bel me even\tcontact\t-",
        "de huur is niet betaald\tanswer\tfinance:2",
    };
    static const char *const test[] = {
        "snorvel wobbelt thuis\tanswer\tviolence:3",
        "de snorvel wobbelt vandaag\tanswer\tviolence:3",
        "alles gaat goed\tanswer\t-",
    };
    struct place *place = mem_new(1, sizeof(*place));
    char path[80];

    snprintf(place->folder, sizeof(place->folder), "/tmp/vangnet-retrain-XXXXXX");
    if (!mkdtemp(place->folder)) return -1;
    for (size_t i = 1; i < COUNT(folders); i++) {
        snprintf(path, sizeof(path), "%s%s", place->folder, folders[i]);
        if (mkdir(path, 0700) != 0) return -1;
    }
    snprintf(path, sizeof(path), "%s%s", place->folder, files[0]);
    write_lines(path, taught, COUNT(taught));
    snprintf(path, sizeof(path), "%s%s", place->folder, files[1]);
    write_lines(path, test, COUNT(test));
    *state = place;
    return 0;
}

static int teardown(void **state)
{
    struct place *place = *state;
    char path[80];

    for (size_t i = 0; i < COUNT(files); i++) {
        snprintf(path, sizeof(path), "%s%s", place->folder, files[i]);
        unlink(path);
    }
    for (size_t i = COUNT(folders); i > 0; i--) {
        snprintf(path, sizeof(path), "%s%s", place->folder, folders[i - 1]);
        rmdir(path);
    }
    free(place);
    return 0;
}

/* People say again and again that a word nobody knew means danger, and that everyday talk does not. */
#define FOUND_N 48
static void find_again(struct labelled labelled[static FOUND_N + 2], struct found *out)
{
    for (size_t i = 0; i < FOUND_N + 2; i++) {
        bool is_danger = i % 2 == 0;

        labelled[i] = (struct labelled){.language = "nl",
                                        .text = is_danger ? "snorvel wobbelt weer"
                                                          : "alles gaat goed vandaag",
                                        .intent = INTENT_ANSWER};
        if (is_danger)
            labelled[i].levels[DOMAIN_VIOLENCE] = labelled[i].levels[DOMAIN_GENERAL] = LEVEL_CRISIS;
    }
    *out = (struct found){labelled, labelled + FOUND_N, FOUND_N, 2};
}

static void what_people_found_is_learnt_and_measured_on_what_was_not_taught(void **state)
{
    const struct place *place = *state;
    struct labelled labelled[FOUND_N + 2];
    struct found found;
    SCOPED(retrained_clear) struct retrained made = {0};
    SCOPED(text_clear) struct text text = {0};
    struct fault why = {0};

    find_again(labelled, &found);
    if (retrain(&(struct data){0}, place->folder, NULL, &found, &made, &why) != RC_OK)
        fail_msg("%s", why.text);
    assert_int_equal(made.corpus_n, 4);
    assert_int_equal(made.test_n, 3);
    assert_int_equal(made.taught_n, FOUND_N);
    assert_int_equal(made.before.all.crisis.right, 0);
    assert_int_equal(made.after.all.crisis.right, 2);
    assert_int_equal(made.apart_after.all.crisis.right, 1);
    assert_int_equal(retrain_check(&made, &why), RC_OK);
    retrain_print(&made, &text);
    assert_non_null(strstr(text_string(&text), "4 replies of the corpus and 48 with a verdict"));
    assert_null(strstr(text_string(&text), "snorvel"));
    assert_null(memmem(made.packed.at, made.packed.n, "snorvel", 7)); /* no word is in the model */
}

static void the_same_verdicts_give_the_same_model(void **state)
{
    const struct place *place = *state;
    struct labelled labelled[FOUND_N + 2];
    struct found found;
    SCOPED(retrained_clear) struct retrained one = {0};
    SCOPED(retrained_clear) struct retrained other = {0};
    struct fault why;

    find_again(labelled, &found);
    assert_int_equal(retrain(&(struct data){0}, place->folder, NULL, &found, &one, &why), RC_OK);
    assert_int_equal(retrain(&(struct data){0}, place->folder, &one.packed, &found, &other, &why),
                     RC_OK);
    assert_int_equal(one.packed.n, other.packed.n);
    assert_memory_equal(one.packed.at, other.packed.at, one.packed.n);
    assert_int_equal(other.before.all.crisis.right, 2); /* the present one was the taken one */
}

static void nothing_to_learn_from_is_said(void **state)
{
    const struct place *place = *state;
    struct labelled labelled[FOUND_N + 2];
    struct found none = {0}, found;
    struct retrained made = {0};
    struct fault why;

    find_again(labelled, &found);
    assert_int_equal(retrain(&(struct data){0}, place->folder, NULL, &none, &made, &why),
                     RC_MISSING);
    assert_non_null(strstr(why.text, "no reply has a verdict"));
    assert_int_not_equal(retrain(&(struct data){0}, "/nowhere", NULL, &found, &made, &why), RC_OK);
}

static void a_model_that_finds_fewer_crises_is_not_taken(void **state)
{
    struct retrained made = {
        .before.all.crisis = {97, 3, 0},
          .after.all.crisis = {95, 5, 9}
    };
    struct fault why;
    (void)state;

    assert_int_equal(retrain_check(&made, &why), RC_DENIED);
    assert_non_null(strstr(why.text, "0.950"));
    made.after.all.crisis = (struct hits){96, 4, 0};
    assert_int_equal(retrain_check(&made, &why), RC_OK);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST(what_people_found_is_learnt_and_measured_on_what_was_not_taught),
        TEST(the_same_verdicts_give_the_same_model),
        TEST(nothing_to_learn_from_is_said),
        cmocka_unit_test(a_model_that_finds_fewer_crises_is_not_taken),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
