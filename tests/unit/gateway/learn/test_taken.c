#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gateway/base/data.h"
#include "gateway/learn/taken.h"

struct place {
    char folder[32];
    char store[64];
};

static int setup(void **state)
{
    struct place *place = mem_new(1, sizeof(*place));

    snprintf(place->folder, sizeof(place->folder), "/tmp/vangnet-taken-XXXXXX");
    if (!mkdtemp(place->folder)) return -1;
    snprintf(place->store, sizeof(place->store), "%s/store.db", place->folder);
    *state = place;
    return 0;
}

static void path_of(const struct place *place, const char *end, char out[static 96])
{
    snprintf(out, 96, "%s.model%s", place->store, end);
}

static int teardown(void **state)
{
    static const char *const ends[] = {"", ".before", ".new"};
    struct place *place = *state;
    char path[96];

    for (size_t i = 0; i < COUNT(ends); i++) {
        path_of(place, ends[i], path);
        unlink(path);
    }
    rmdir(place->folder);
    free(place);
    return 0;
}

static void save(const struct place *place, const char *bytes, usec at)
{
    SCOPED(taken_model_clear) struct taken_model taken = {.at = at, .corpus_n = 7, .taught_n = 3};
    struct fault why;

    text_add(&taken.packed, bytes);
    if (taken_save(place->store, &taken, &why) != RC_OK) fail_msg("%s", why.text);
}

static void assert_reads(const struct place *place, const char *bytes)
{
    SCOPED(taken_model_clear) struct taken_model taken = {0};
    struct fault why;

    if (taken_load(place->store, &taken, &why) != RC_OK) fail_msg("%s", why.text);
    assert_string_equal(text_string(&taken.packed), bytes);
}

static void without_a_file_the_shipped_model_reads(void **state)
{
    struct place *place = *state;
    SCOPED(taken_model_clear) struct taken_model taken = {0};
    bool shipped;
    struct fault why;

    assert_int_equal(taken_load(place->store, &taken, &why), RC_MISSING);
    assert_int_equal(taken_restore(place->store, &shipped, &why), RC_MISSING);
}

static void a_taken_model_says_when_and_from_what_and_is_nobody_elses_to_read(void **state)
{
    struct place *place = *state;
    SCOPED(taken_model_clear) struct taken_model taken = {0};
    struct stat about;
    char path[96];
    struct fault why;

    save(place, "one\nand a line", 1775118600 * USEC_SEC);
    assert_int_equal(taken_load(place->store, &taken, &why), RC_OK);
    assert_string_equal(text_string(&taken.packed), "one\nand a line");
    assert_int_equal(taken.at, 1775118600 * USEC_SEC);
    assert_int_equal(taken.corpus_n, 7);
    assert_int_equal(taken.taught_n, 3);
    path_of(place, "", path);
    assert_int_equal(stat(path, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0600);
}

static void the_one_before_comes_back_and_then_the_shipped_one(void **state)
{
    struct place *place = *state;
    bool shipped = true;
    struct fault why;

    save(place, "one", USEC_SEC);
    save(place, "two", USEC_SEC);
    save(place, "three", USEC_SEC);
    assert_reads(place, "three");
    assert_int_equal(taken_restore(place->store, &shipped, &why), RC_OK);
    assert_false(shipped);
    assert_reads(place, "two");
    assert_int_equal(taken_restore(place->store, &shipped, &why), RC_OK);
    assert_true(shipped);
    assert_int_equal(taken_restore(place->store, &shipped, &why), RC_MISSING);
}

static void a_damaged_file_is_refused(void **state)
{
    static const char *const damaged[] = {
        "",
        "one",
        "vangnet taken model 1\n",
        "vangnet taken model 1 2026-04-02T08:30:00Z 7 3 00\none",
        "vangnet taken model 9 2026-04-02T08:30:00Z 7 3 00\none",
    };
    struct place *place = *state;
    SCOPED(taken_model_clear) struct taken_model taken = {0};
    char path[96];
    struct fault why;

    path_of(place, "", path);
    for (size_t i = 0; i < COUNT(damaged); i++) {
        FILE *file = fopen(path, "wbe");

        assert_non_null(file);
        fputs(damaged[i], file);
        fclose(file);
        if (taken_load(place->store, &taken, &why) != RC_INVALID) fail_msg("%s", damaged[i]);
    }
    save(place, "one", USEC_SEC);
    assert_int_equal(truncate(path, 90), 0);
    assert_int_equal(taken_load(place->store, &taken, &why), RC_INVALID);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST(without_a_file_the_shipped_model_reads),
        TEST(a_taken_model_says_when_and_from_what_and_is_nobody_elses_to_read),
        TEST(the_one_before_comes_back_and_then_the_shipped_one),
        TEST(a_damaged_file_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
