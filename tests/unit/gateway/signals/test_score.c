#include "gateway/signals/signals.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

struct score_case {
    const char *text;
    int score;
};

static void check(const struct score_case *cases, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        int got = reader_score(cases[i].text, strlen(cases[i].text));

        if (got != cases[i].score)
            fail_msg("\"%s\": %d instead of %d", cases[i].text, got, cases[i].score);
    }
}

static void a_digit_of_any_script_is_a_score(void **state)
{
    static const struct score_case cases[] = {
        {"3",                                         3},
        {" 4 ",                                       4},
        {"٣",                                        3},
        {"۴",                                        4},
        {"５",                                       5},
        {"3️⃣",                                   3},
        {"een 4",                                     4},
        {"5!",                                        5},
        {"3.",                                        3},
        {"cijfer 2",                                  2},
        {"2, het gaat niet goed",                     2},
        {"1 want er is ruzie",                        1},
        {"ik geef het een 3",                         3},
        {"gaat wel, 3",                               3},
        {"رقم ٢",                                 2},
        {"٤ الحمد لله",                      4},
        {"ra9m 3",                                    3},
        {"4 👍",                                    4},
        {"3 :)",                                      3},
        {"deze week was het een 2, want veel stress", 2},
    };
    (void)state;

    check(cases, COUNT(cases));
}

static void a_number_word_alone_is_a_score(void **state)
{
    static const struct score_case cases[] = {
        {"vier",                 4},
        {"een",                  1},
        {"één",                1},
        {"een vier",             4},
        {"ik geef het een drie", 3},
        {"خمسة",             5},
        {"ثلاثة",           3},
        {"واحد",             1},
        {"جوج",               2},
        {"tlata",                3},
        {"khamsa",               5},
        {"vijf 😊",            5},
        {"Twee.",                2},
    };
    (void)state;

    check(cases, COUNT(cases));
}

static void a_score_out_of_ten_is_halved(void **state)
{
    static const struct score_case cases[] = {
        {"7/10",            3},
        {"10/10",           5},
        {"1/10",            1},
        {"7 van de 10",     3},
        {"8 uit 10",        4},
        {"٧ من ١٠",    3},
        {"6 sur 10",        3},
        {"een 9 van de 10", 4},
        {"4/5",             4},
        {"3 van de 5",      3},
        {"0/10",            1},
        {"7 3la 10",        3},
    };
    (void)state;

    check(cases, COUNT(cases));
}

static void what_counts_something_else_is_no_score(void **state)
{
    static const struct score_case cases[] = {
        {"10",                      0},
        {"2 jaar",                  0},
        {"0612345678",              0},
        {"06 1234 5678",            0},
        {"3-4-2026",                0},
        {"26 november",             0},
        {"3 mei",                   0},
        {"om 3 uur",                0},
        {"3 kinderen ziek",         0},
        {"we hebben vier kinderen", 0},
        {"7",                       0},
        {"",                        0},
        {"goed",                    0},
        {"5 euro",                  0},
        {"3/10/2026",               0},
        {"al 2 weken",              0},
        {"14:30",                   0},
        {"٣ سنوات",           0},
        {"een dag niet gegeten",    0},
        {"12.30",                   0},
        {"3 snin",                  0},
        {"2x gebeld",               0},
    };
    (void)state;

    check(cases, COUNT(cases));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_digit_of_any_script_is_a_score),
        cmocka_unit_test(a_number_word_alone_is_a_score),
        cmocka_unit_test(a_score_out_of_ten_is_halved),
        cmocka_unit_test(what_counts_something_else_is_no_score),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
