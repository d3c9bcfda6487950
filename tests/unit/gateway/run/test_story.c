#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "gateway/run/story.h"
#include "tests/fixture/fixture.h"

#define FAMILY "family\tA\tsanne\toosterhout\t3\tfinance\n"
#define MEMBER FAMILY "member\tB\tnl\t+31612345601\topen\tyes\n"

/* A folder of data that holds only this story. */
static void write_story(struct fixture *fixture, const char *story, struct data *out)
{
    char path[128];
    FILE *file;

    snprintf(path, sizeof(path), "%s/demo", fixture->dir);
    assert_true(mkdir(path, 0700) == 0 || errno == EEXIST);
    snprintf(path, sizeof(path), "%s/demo/story.tsv", fixture->dir);
    file = fopen(path, "we");
    assert_non_null(file);
    fputs(story, file);
    fclose(file);
    out->dir = fixture->dir;
}

static void a_line_that_cannot_be_read_is_named(void **state)
{
    static const struct {
        const char *story;
        const char *want; /* NULL: it can be read */
    } cases[] = {
        {"# nobody\n\n",                                    NULL },
        {MEMBER "says\t1\t2\tgoed\ntexts\t1\t10:30\thoi\n", NULL },
        {"family\tA\tsanne\toosterhout\tmany\tfinance\n",   ":1:"},
        {"family\tA\tsanne\toosterhout\t3\tmoney\n",        ":1:"},
        {"member\tB\tnl\t+31612345601\topen\tyes\n",        ":1:"},
        {FAMILY "member\tB\tfr\t+31612345601\topen\tyes\n", ":2:"},
        {"says\t1\t2\thallo\n",                             ":1:"},
        {MEMBER "says\t1\t2\t\n",                           ":3:"},
        {MEMBER "meets\t1\tnoon\n",                         ":3:"},
        {"whisper\t1\n",                                    ":1:"},
    };
    struct fixture *fixture = fixture_new("");

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct story *story = NULL;
        struct fault why = {0};
        struct data data;
        enum rc rc;

        write_story(fixture, cases[i].story, &data);
        rc = story_read(&data, &story, &why);
        if ((rc == RC_OK) != (cases[i].want == NULL) ||
            (cases[i].want && !strstr(why.text, cases[i].want)))
            fail_msg("case %zu: %d, \"%s\"", i, (int)rc, why.text);
        story_free(story);
    }
    fixture_free(fixture);
}

static void the_shipped_story_can_be_read(void **state)
{
    struct data data = {0};
    struct story *story = NULL;
    struct fault why;

    (void)state;
    if (story_read(&data, &story, &why) != RC_OK) fail_msg("%s", why.text);
    assert_in_range(story_weeks(story), 4, 52);
    story_free(story);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_that_cannot_be_read_is_named),
        cmocka_unit_test(the_shipped_story_can_be_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
