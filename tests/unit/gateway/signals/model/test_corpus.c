#include "gateway/signals/model/corpus.h"

#include <setjmp.h>
#include <stdarg.h>
#include <unistd.h>

#include <cmocka.h>

#define HEADER "id\tlang\tcontext\ttext\tintent\tsignals\tkind\n"

/* A file of its own; its name is the state. */
static int open_file(void **state)
{
    char *path = mem_copy_string("/tmp/vangnet-corpus-XXXXXX");
    int file = mkstemp(path);

    *state = path;
    return file < 0 || close(file) != 0;
}

static int remove_file(void **state)
{
    int gone = unlink(*state);

    free(*state);
    return gone;
}

static void write_bytes(const char *path, const void *bytes, size_t n)
{
    FILE *file = fopen(path, "we");

    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, n, file), n);
    assert_int_equal(fclose(file), 0);
}

static void a_line_is_one_labelled_reply(void **state)
{
    static const char lines[] = HEADER
        "a-1\tnl\tcheckin\tik heb schulden\tanswer\tfinance:2;housing:1\tplain\n"
        "\n"
        "a-2\tary-Latn\tappointment\twakha\tconfirm\t-\tshort\n"
        "a-3\tnl\tcheckin\thij slaat me\t-\tviolence:3\tplain"; /* the last line may lack its end */
    SCOPED(corpus_clear) struct corpus corpus = {0};
    struct fault why = {0};

    write_bytes(*state, lines, strlen(lines));
    if (corpus_add(&corpus, *state, &why) != RC_OK) fail_msg("%s", why.text);
    assert_int_equal(corpus_add(&corpus, *state, &why), RC_OK);
    assert_int_equal(corpus.n, 6);
    assert_int_equal(corpus.writer_n, 2);
    assert_string_equal(corpus.at[0].text, "ik heb schulden");
    assert_string_equal(corpus.at[0].kind, "plain");
    assert_int_equal(corpus.at[0].levels[DOMAIN_FINANCE], LEVEL_RELAPSE);
    assert_int_equal(corpus.at[0].levels[DOMAIN_HOUSING], LEVEL_WATCH);
    assert_int_equal(corpus.at[0].levels[DOMAIN_GENERAL], LEVEL_RELAPSE);
    assert_string_equal(corpus.at[1].language, "ary-Latn");
    assert_int_equal(corpus.at[1].context, CONTEXT_APPOINTMENT);
    assert_int_equal(corpus.at[1].intent, INTENT_CONFIRM);
    assert_int_equal(corpus.at[1].levels[DOMAIN_GENERAL], LEVEL_STABLE);
    assert_int_equal(corpus.at[2].intent, INTENT_N);
    assert_int_equal(corpus.at[2].levels[DOMAIN_VIOLENCE], LEVEL_CRISIS);
    assert_int_equal(corpus.at[2].writer, 0);
    assert_int_equal(corpus.at[3].writer, 1);
}

static void a_mistake_is_told_with_file_and_line(void **state)
{
    static const struct {
        const char *bytes, *says;
    } cases[] = {
        {"",                                                        ":1: the names of the columns"},
        {"a-1\tnl\tcheckin\tja\tanswer\t-\tplain\n",                ":1: the names of the columns"},
        {HEADER "a-1\tnl\tcheckin\tja\tanswer\t-\n",                ":2: seven columns"           },
        {HEADER "a-1\tnl\tcheckin\tja\tanswer\t-\tplain\tx\n",      ":2: seven columns"           },
        {HEADER "\n\na-1\n",                                        ":4: seven columns"           },
        {HEADER "a-1\tnl\tmonday\tja\tanswer\t-\tplain\n",          ":2: the context is"          },
        {HEADER "a-1\tnl\tcheckin\tja\tsing\t-\tplain\n",           ":2: there is no such intent" },
        {HEADER "a-1\tnl\tcheckin\tja\t\t-\tplain\n",               ":2: there is no such intent" },
        {HEADER "a-1\tnl\tcheckin\tja\tanswer\t\tplain\n",          ":2: signals are"             },
        {HEADER "a-1\tnl\tcheckin\tja\tanswer\tfinance\tp\n",       ":2: signals are"             },
        {HEADER "a-1\tnl\tcheckin\tja\tanswer\tfinance:\tp\n",      ":2: signals are"             },
        {HEADER "a-1\tnl\tcheckin\tja\tanswer\tfinance:0\tp\n",     ":2: signals are"             },
        {HEADER "a-1\tnl\tcheckin\tja\tanswer\tfinance:4\tp\n",     ":2: signals are"             },
        {HEADER "a-1\tnl\tcheckin\tja\tanswer\tfinance:22\tp\n",    ":2: signals are"             },
        {HEADER "a-1\tnl\tcheckin\tja\tanswer\tmoney:2\tp\n",       ":2: signals are"             },
        {HEADER "a-1\tnl\tcheckin\tja\tanswer\tgeneral:2\tp\n",     ":2: signals are"             },
        {HEADER "a-1\tnl\tcheckin\tja\tanswer\tcare:1;care:2\tp\n", ":2: signals are"             },
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        SCOPED(corpus_clear) struct corpus corpus = {0};
        struct fault why = {0};

        write_bytes(*state, cases[i].bytes, strlen(cases[i].bytes));
        if (corpus_add(&corpus, *state, &why) != RC_INVALID) fail_msg("taken: %s", cases[i].bytes);
        if (strncmp(why.text, *state, strlen(*state)) != 0 ||
            strncmp(why.text + strlen(*state), cases[i].says, strlen(cases[i].says)) != 0)
            fail_msg("%s: %s", cases[i].bytes, why.text);
        assert_int_equal(corpus.n, 0);
    }
}

static void a_zero_byte_does_not_hide_the_rest(void **state)
{
    static const char bytes[] = HEADER "a-1\tnl\tcheckin\tja\0\tanswer\t-\tplain\n";
    SCOPED(corpus_clear) struct corpus corpus = {0};
    struct fault why = {0};

    write_bytes(*state, bytes, sizeof(bytes) - 1);
    assert_int_equal(corpus_add(&corpus, *state, &why), RC_INVALID);
    assert_non_null(strstr(why.text, "zero byte"));
}

static void a_large_file_is_read_to_its_end(void **state)
{
    SCOPED(corpus_clear) struct corpus corpus = {0};
    SCOPED(text_clear) struct text lines = {.limit = (size_t)8 << 20};
    struct fault why = {0};
    size_t n = 0;

    text_add(&lines, HEADER);
    for (; lines.n < (size_t)3 << 20; n++)
        text_addf(&lines, "a-%zu\tnl\tcheckin\twij hebben het goed\tanswer\t-\tplain\n", n);
    write_bytes(*state, lines.at, lines.n);
    assert_int_equal(corpus_add(&corpus, *state, &why), RC_OK);
    assert_int_equal(corpus.n, n);
}

static void a_file_that_is_not_there_is_missing(void **state)
{
    SCOPED(corpus_clear) struct corpus corpus = {0};
    struct fault why = {0};
    (void)state;

    assert_int_equal(corpus_add(&corpus, "/tmp/vangnet-no-such-corpus", &why), RC_MISSING);
    assert_non_null(strstr(why.text, "/tmp/vangnet-no-such-corpus"));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_line_is_one_labelled_reply, open_file, remove_file),
        cmocka_unit_test_setup_teardown(a_mistake_is_told_with_file_and_line, open_file,
                                        remove_file),
        cmocka_unit_test_setup_teardown(a_zero_byte_does_not_hide_the_rest, open_file, remove_file),
        cmocka_unit_test_setup_teardown(a_large_file_is_read_to_its_end, open_file, remove_file),
        cmocka_unit_test(a_file_that_is_not_there_is_missing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
