#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/web/render.h"

static const struct data linked_in = {NULL};

/* A folder with one template of its own, beside which the tests may lay others. */
static char *folder_with(const char *name, const char *html)
{
    struct text path = {0};
    char *folder = mem_copy_string("/tmp/vangnet-render-XXXXXX");
    FILE *file;

    assert_non_null(mkdtemp(folder));
    text_addf(&path, "mkdir -p %s/web/pages", folder);
    assert_int_equal(system(text_string(&path)), 0);
    text_reset(&path);
    text_addf(&path, "%s/web/pages/%s.html", folder, name);
    file = fopen(text_string(&path), "w");
    assert_non_null(file);
    fputs(html, file);
    fclose(file);
    text_clear(&path);
    return folder;
}

static void remove_folder(char *folder)
{
    struct text command = {0};

    text_addf(&command, "rm -r %s", folder);
    assert_int_equal(system(text_string(&command)), 0);
    text_clear(&command);
    free(folder);
}

static enum rc render(const char *html, const char *values, struct text *out, struct fault *why)
{
    char *folder = folder_with("page", html);
    struct data data = {folder};
    json_t *json = json_loads(values, 0, NULL);
    enum rc rc;

    assert_non_null(json);
    rc = render_page(&data, "page", json, out, why);
    json_decref(json);
    remove_folder(folder);
    return rc;
}

static void what_a_value_holds_is_escaped_and_what_is_empty_is_not_there(void **state)
{
    static const struct {
        const char *name, *html, *values, *want;
    } cases[] = {
        {"text",           "{{a}}",                      "{\"a\":\"<b>&\\\"'\"}",          "&lt;b&gt;&amp;&quot;&apos;"},
        {"braces in data", "{{a}}",                      "{\"a\":\"{{b}}\",\"b\":\"no\"}", "{{b}}"                     },
        {"ours",           "{{{a}}}",                    "{\"a\":\"<svg/>\"}",             "<svg/>"                    },
        {"empty",          "{{#a}}x{{/a}}{{^a}}y{{/a}}", "{\"a\":\"\"}",                   "y"                         },
        {"null",           "{{^a}}y{{/a}}",              "{\"a\":null}",                   "y"                         },
        {"no items",       "{{^a}}y{{/a}}",              "{\"a\":[]}",                     "y"                         },
        {"zero is there",  "{{#a}}{{a}}{{/a}}",          "{\"a\":0}",                      "0"                         },
        {"items",          "{{#a}}{{b}},{{/a}}",         "{\"a\":[{\"b\":1},{\"b\":2}]}",  "1,2,"                      },
        {"outer names",    "{{#a}}{{b}}{{/a}}",          "{\"a\":[{}],\"b\":\"z\"}",       "z"                         },
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct text out = {0};
        struct fault why = {0};
        if (render(cases[i].html, cases[i].values, &out, &why) != RC_OK)
            fail_msg("%s: %s", cases[i].name, why.text);
        if (strcmp(text_string(&out), cases[i].want) != 0)
            fail_msg("%s: %s", cases[i].name, text_string(&out));
        text_clear(&out);
    }
}

static void a_missing_word_or_part_or_an_unread_template_is_an_error_that_names_it(void **state)
{
    static const struct {
        const char *html, *says;
        enum rc want;
    } cases[] = {
        {"{{w.nosuch}}",   "no word \"nosuch\"", RC_MISSING},
        {"{{> nosuch}}",   "nosuch",             RC_MISSING},
        {"{{#open}} text", "open",               RC_INVALID},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct text out = {0};
        struct fault why = {0};
        assert_int_equal(render(cases[i].html, "{\"w\":{}}", &out, &why), cases[i].want);
        assert_non_null(strstr(why.text, cases[i].says));
        assert_int_equal(out.n, 0);
        text_clear(&out);
    }
}

static void the_values_of_a_bug_do_not_nest_without_end(void **state)
{
    struct text deep = {0}, out = {0};
    struct fault why = {0};
    (void)state;

    for (int i = 0; i < 40; i++)
        text_add(&deep, "{\"a\":");
    text_add(&deep, "1");
    for (int i = 0; i < 40; i++)
        text_add(&deep, "}");
    assert_int_equal(render("x", text_string(&deep), &out, &why), RC_INVALID);
    text_clear(&deep);
    text_clear(&out);
}

static json_t *words_of(const char *language)
{
    struct text path = {0}, source = {0};
    struct fault why = {0};
    json_t *words;

    text_addf(&path, "web/pages/words.%s.json", language);
    assert_int_equal(data_read(&linked_in, text_string(&path), &source, &why), RC_OK);
    words = json_loadb(source.at, source.n, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(words);
    text_clear(&path);
    text_clear(&source);
    return words;
}

static void both_languages_have_the_same_words(void **state)
{
    json_t *nl = words_of("nl"), *en = words_of("en"), *value;
    const char *key;
    (void)state;

    json_object_foreach(nl, key, value) if (!json_is_string(json_object_get(en, key)))
        fail_msg("English lacks \"%s\"", key);
    json_object_foreach(en, key, value) if (!json_is_string(json_object_get(nl, key)))
        fail_msg("Dutch lacks \"%s\"", key);
    json_decref(nl);
    json_decref(en);
}

/* Every {{w.word}} of a template, also inside a section that no test opens, is in the words. */
static enum rc words_of_page_exist(void *with, const char *path, struct fault *why)
{
    struct text source = {0};
    json_t *words = with;

    TRY(data_read(&linked_in, path, &source, why));
    for (const char *at = text_string(&source); (at = strstr(at, "{{w.")) != NULL; at += 4) {
        size_t n = strcspn(at + 4, "}");
        if (!json_object_getn(words, at + 4, n))
            fail_msg("%s: no word \"%.*s\"", path, (int)n, at + 4);
    }
    text_clear(&source);
    return RC_OK;
}

static void every_word_that_a_page_uses_exists(void **state)
{
    json_t *words = words_of("nl");
    struct fault why = {0};
    (void)state;

    assert_int_equal(data_list(&linked_in, "web/pages/", ".html", words_of_page_exist, words, &why),
                     RC_OK);
    json_decref(words);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_value_holds_is_escaped_and_what_is_empty_is_not_there),
        cmocka_unit_test(a_missing_word_or_part_or_an_unread_template_is_an_error_that_names_it),
        cmocka_unit_test(the_values_of_a_bug_do_not_nest_without_end),
        cmocka_unit_test(both_languages_have_the_same_words),
        cmocka_unit_test(every_word_that_a_page_uses_exists),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
