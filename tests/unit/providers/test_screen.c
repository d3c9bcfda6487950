#include "tests/unit/providers/cases.h"

#include "providers/screen.h"
#include "providers/sms.h"

/* All pages with "|" between them. */
static void add_pages(const struct screen *screen, struct text *out)
{
    for (size_t i = 0, n = screen_pages(screen); i < n; i++) {
        if (i) text_add_char(out, '|');
        assert_true(screen_page(screen, i, out));
    }
}

static void a_text_is_cut_where_it_reads_best(void **state)
{
    static const struct {
        const char *name, *text, *want;
        size_t gsm_units, ucs2_units;
    } cases[] = {
        {"nothing",              "",                                     "",                             10, 10},
        {"blanks only",          " \n ",                                 "",                             10, 10},
        {"all on one",           "Hoe gaat?",                            "Hoe gaat?",                    10, 10},
        {"exactly full",         "0123456789",                           "0123456789",                   10, 10},
        {"between words",        "een twee drie",                        "een twee|drie",                10, 10},
        {"at a line end",        "Hoe gaat?\n1. Ja\n2. Nee",             "Hoe gaat?\n1. Ja|2. Nee",      18, 10},
        {"not far too early",    "Ja\neen twee drie vier",               "Ja\neen twee drie|vier",       18, 10},
        {"blanks at the cut",    "een twee  \n  drie",                   "een twee|drie",                10, 10},
        {"a word too long",      "abcdefghijklmno p",                    "abcdefghij|klmno p",           10, 10},
        {"behind a short one",   "ab abcdefghijklmno",                   "ab|abcdefghij|klmno",          10, 10},
        {"extension table",      "€€€€€€",                   "€€€€€|€",          10, 10},
        {"never half of one",    "a€€€€€",                     "a€€€€|€",            10, 10},
        {"one letter dearer",    "zoë zei niets",                       "zoë|zei niets",               10, 6 },
        {"pairs",                "😀😀😀😀",                     "😀😀|😀😀",            10, 5 },
        {"a family is one",      "👨‍👩‍👧👨‍👩‍👧",
         "👨‍👩‍👧|👨‍👩‍👧",                                                        10, 9 },
        {"a flag is one",        "🇳🇱🇲🇦",                     "🇳🇱|🇲🇦",            10, 6 },
        {"its mark goes along",  "aaae\u0301e\u0301",                    "aaae\u0301|e\u0301",           10, 6 },
        {"more than fits marks", "e\u0301\u0302\u0303\u0304",            "e\u0301\u0302|\u0303\u0304",   10, 3 },
        {"a mark on a blank",    "aa \u0301bb",                          "aa \u0301|bb",                 10, 4 },
        {"Arabic words",         "كيف حالكم اليوم",         "كيف حالكم|اليوم", 10, 10},
        {"a full Arabic screen", "كيف حالكم",                    "كيف حالكم",            10, 9 },
        {"joined letters stay",  "والأولاد",                     "وا|لأو|لاد",           10, 3 },
        {"unless all join",      "ككككككك",                       "ككككك|كك",              10, 5 },
        {"with their tashkeel",  "دَدَدَدَ",                     "دَدَ|دَدَ",            10, 5 },
        {"tatweel",              "كـــــت",                       "كـــ|ــت",              10, 4 },
        {"broken bytes",         "ab \xFF\xFE cd",                       "ab|\uFFFD\uFFFD|cd",           10, 3 },
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        SCOPED(text_clear) struct text got = {0};
        struct screen screen = {
            {cases[i].gsm_units, cases[i].ucs2_units},
            .text = cases[i].text
        };

        add_pages(&screen, &got);
        if (strcmp(text_string(&got), cases[i].want) != 0)
            fail_msg("%s: %s", cases[i].name, text_string(&got));
    }
}

static void navigation_stands_where_it_leads_somewhere(void **state)
{
    static const struct {
        const char *text, *more, *previous, *footer, *want;
        size_t units;
    } cases[] = {
        {"kort",                      "9 verder",            "8 vorige", "0 terug",                  "kort\n0 terug",                20},
        {"kort",                      "9 verder",            "8 vorige", NULL,                       "kort",                         20},
        {"",                          NULL,                  NULL,       "0 terug",                  "0 terug",                      20},
        {"een twee drie vier vijf!!", "9 verder",            "8 vorige", "0 terug",
         "een twee drie\n9 verder\n0 terug|vier vijf!!\n8 vorige\n0 terug",                                                          31},
        {"een twee drie",             "",                    "",         "",                         "een twee|drie",                10},
 /* The last page needs no room for "verder". */
        {"een twee drie vier",        "9 verder",            NULL,       NULL,                       "een twee\n9 verder|drie vier", 17},
        {"een",                       "9 verder",            NULL,       "0 terug en nog veel meer", "",                             20},
        {"een twee",                  "9 verder en nog wat", NULL,       NULL,                       "",                             7 },
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        SCOPED(text_clear) struct text got = {0};
        struct screen screen = {
            {cases[i].units, cases[i].units},
            cases[i].text,
            cases[i].more,
            cases[i].previous,
            cases[i].footer,
        };

        add_pages(&screen, &got);
        if (strcmp(text_string(&got), cases[i].want) != 0)
            fail_msg("%zu: %s", i, text_string(&got));
    }
}

static void the_usual_limits_are_a_screen_of_160_octets_and_70_units(void **state)
{
    static const struct {
        const char *one;
        size_t n, pages;
    } cases[] = {
        {"a",   182, 1},
        {"a",   183, 2},
        {"€", 91,  1},
        {"ك",  70,  1},
        {"ك",  71,  2}
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        SCOPED(text_clear) struct text text = {0};
        struct screen screen = {0};

        for (size_t j = 0; j < cases[i].n; j++)
            text_add(&text, cases[i].one);
        screen.text = text_string(&text);
        assert_int_equal(screen_pages(&screen), cases[i].pages);
    }
}

static void there_is_no_page_behind_the_last(void **state)
{
    SCOPED(text_clear) struct text got = {0};
    struct screen screen = {
        {10, 10},
        .text = "een twee drie"
    };

    (void)state;
    assert_int_equal(screen_pages(&screen), 2);
    assert_false(screen_page(&screen, 2, &got));
    assert_false(screen_page(&screen, SIZE_MAX, &got));
    assert_int_equal(got.n, 0);
}

/* The same for every seed. */
static unsigned next_random(unsigned *seed, unsigned below)
{
    *seed = *seed * 1664525U + 1013904223U;
    return (*seed >> 8) % below;
}

static void add_random_words(struct text *text, unsigned *seed)
{
    static const char *const pieces[] = {
        "a",         "hoe ", "gaat ",   "het ",   "\n",
        "1. Goed\n", "€",    "ë",       " ",      "كيف ",
        "لا",        "دَ",    "ـ",       "😀",      "👨‍👩‍👧",
        "e\u0301",   "🇳🇱",   "zorgen ", "\u200F", "verjaardagskalender"};

    for (unsigned i = 0, n = next_random(seed, 80); i < n; i++)
        text_add(text, pieces[next_random(seed, COUNT(pieces))]);
}

/* Takes the page's own part off `rest`; nothing but blanks may lie between two pages. */
static const char *take_page(const char *rest, const struct text *page, const char *lines)
{
    size_t n = page->n - strlen(lines);

    assert_true(page->n >= strlen(lines));
    assert_string_equal(page->at + n, lines);
    rest += strspn(rest, " \n");
    if (strncmp(rest, page->at, n) != 0) fail_msg("\"%s\" is not at \"%s\"", page->at, rest);
    return rest + n;
}

static void pages_fit_and_together_are_the_text(void **state)
{
    (void)state;
    for (unsigned round = 0, seed = 7; round < 2000; round++) {
        SCOPED(text_clear) struct text text = {0};
        struct screen screen = {.more = "9 verder", .footer = "0 terug"};
        const char *rest;
        size_t n;

        add_random_words(&text, &seed);
        screen.text = rest = text_string(&text);
        screen.limits.gsm_units = 40 + next_random(&seed, 150);
        screen.limits.ucs2_units = 30 + next_random(&seed, 60);
        n = screen_pages(&screen);
        assert_true(n > 0);
        for (size_t i = 0; i < n; i++) {
            SCOPED(text_clear) struct text page = {0};
            struct sms_size size;
            bool is_bare;

            assert_true(screen_page(&screen, i, &page));
            size = sms_measure(page.at, page.n);
            assert_true(size.units <= (size.encoding == SMS_GSM7 ? screen.limits.gsm_units
                                                                 : screen.limits.ucs2_units));
            is_bare = strcmp(page.at, "0 terug") == 0;
            rest = take_page(rest, &page,
                             i + 1 < n ? "\n9 verder\n0 terug"
                             : is_bare ? "0 terug"
                                       : "\n0 terug");
        }
        assert_int_equal(rest[strspn(rest, " \n")], '\0');
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_is_cut_where_it_reads_best),
        cmocka_unit_test(navigation_stands_where_it_leads_somewhere),
        cmocka_unit_test(the_usual_limits_are_a_screen_of_160_octets_and_70_units),
        cmocka_unit_test(there_is_no_page_behind_the_last),
        cmocka_unit_test(pages_fit_and_together_are_the_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
