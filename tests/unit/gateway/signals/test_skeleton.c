#include "gateway/signals/skeleton.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void bones_of(const char *word, bool arabic, char out[TOKEN_FORM_MAX])
{
    char sound[TOKEN_FORM_MAX];
    size_t n = arabic ? sound_of_arabic(word, strlen(word), sound)
                      : sound_of_latin(word, strlen(word), sound);

    bones_of_sound(sound, n, out);
}

static void spellings_of_one_word_meet_in_its_bones(void **state)
{
    static const struct {
        const char *latin[3], *arabic;
    } cases[] = {
        {{"mezyan", "mzyan", "mzn"},         "مزيان"},
        {{"mochkil", "mouchkil", "mushkil"}, "مشكل"  },
        {{"bzaf", "bezzaf", "bzzf"},         "بزاف"  },
        {{"khdam", "5dam", "kheddam"},       "خدام"  },
        {{"7bess", "hbes", "7bes"},          "حبس"    },
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        char want[TOKEN_FORM_MAX], got[TOKEN_FORM_MAX];

        bones_of(cases[i].arabic, true, want);
        for (size_t j = 0; j < COUNT(cases[i].latin); j++) {
            bones_of(cases[i].latin[j], false, got);
            assert_string_equal(got, want);
        }
    }
}

static void vowels_keep_sounds_apart(void **state)
{
    static const char *const apart[][2] = {
        {"dar",   "dir"  },
        {"weld",  "walid"},
        {"khayb", "kheb" }
    };
    (void)state;

    for (size_t i = 0; i < COUNT(apart); i++) {
        char a[TOKEN_FORM_MAX], b[TOKEN_FORM_MAX];

        sound_of_latin(apart[i][0], strlen(apart[i][0]), a);
        sound_of_latin(apart[i][1], strlen(apart[i][1]), b);
        assert_string_not_equal(a, b);
    }
}

static bool has_stem(const struct stems *stems, const char *word, const char *stem)
{
    for (size_t i = 0; i < stems->n; i++)
        if (stems->at[i].n == strlen(stem) &&
            memcmp(word + stems->at[i].from, stem, stems->at[i].n) == 0)
            return true;
    return false;
}

static void grammar_comes_off(void **state)
{
    static const struct {
        const char *word, *stem;
        bool arabic;
    } cases[] = {
        {"كيضربني",   "ضرب",     true },
        {"وبيضربها", "ضرب",     true },
        {"ديونهم",     "ديون",   true },
        {"بالمدرسه", "مدرسه", true },
        {"kaidrbni",         "drb",        false},
        {"idrbha",           "drb",        false},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct stems stems;
        size_t n = strlen(cases[i].word);

        if (cases[i].arabic)
            stems_of_arabic(cases[i].word, n, AFFIXES_ALL, &stems);
        else
            stems_of_sound(cases[i].word, n, AFFIXES_ALL, &stems);
        if (!has_stem(&stems, cases[i].word, cases[i].stem)) fail_msg("%s", cases[i].word);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(spellings_of_one_word_meet_in_its_bones),
        cmocka_unit_test(vowels_keep_sounds_apart),
        cmocka_unit_test(grammar_comes_off),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
