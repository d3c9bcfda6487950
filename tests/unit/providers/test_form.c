#include "tests/unit/providers/cases.h"

#include "providers/form.h"

static void fields_are_read_in_order_however_they_are_written(void **state)
{
    static const char body[] = "a=1&b=x+y%20z&&c&a=2&d=%zz%4&%65=%D9%86&e=%";
    static const struct {
        const char *name, *value;
    } want[] = {
        {"a", "1"    },
        {"b", "x y z"},
        {"c", ""     },
        {"a", "2"    },
        {"d", "%zz%4"},
        {"e", "ن"   },
        {"e", "%"    },
    };
    SCOPED(form_clear) struct form form = {0};
    (void)state;

    form_read(&form, body, strlen(body));
    assert_int_equal(form.n, COUNT(want));
    for (size_t i = 0; i < COUNT(want); i++) {
        assert_string_equal(text_string(&form.at[i].name), want[i].name);
        assert_string_equal(text_string(&form.at[i].value), want[i].value);
    }
    assert_string_equal(form_string(&form, "a"), "1");
    assert_null(form_string(&form, "c"));
    assert_null(form_find(&form, "nothing"));
}

static void the_query_ends_at_the_hash(void **state)
{
    static const struct {
        const char *url, *m;
    } cases[] = {
        {"https://gw.example.nl/report/x?m=7f3a#m=2", "7f3a"},
        {"https://gw.example.nl/report/x",            NULL  },
        {"https://gw.example.nl/report/x#?m=2",       NULL  },
        {"/in/x?n=1&m=2",                             "2"   },
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        SCOPED(form_clear) struct form form = {0};
        const char *m;

        form_read_query(&form, cases[i].url);
        m = form_string(&form, "m");
        assert_int_equal(m != NULL, cases[i].m != NULL);
        if (m) assert_string_equal(m, cases[i].m);
    }
}

static void no_more_fields_are_read_than_the_limit(void **state)
{
    SCOPED(form_clear) struct form form = {0};
    SCOPED(text_clear) struct text body = {0};
    (void)state;

    for (int i = 0; i < FORM_FIELDS_MAX + 10; i++)
        text_addf(&body, "a=%d&", i);
    form_read(&form, body.at, body.n);
    form_add(&form, "b", "1");
    assert_int_equal(form.n, FORM_FIELDS_MAX);
}

static void a_written_field_is_read_back_alike(void **state)
{
    SCOPED(form_clear) struct form form = {0};
    SCOPED(text_clear) struct text body = {0};
    (void)state;

    text_add_field(&body, "To", "+31612345678");
    text_add_field(&body, "Body", "نعم & = ?\n");
    form_read(&form, body.at, body.n);
    assert_string_equal(form_string(&form, "To"), "+31612345678");
    assert_string_equal(form_string(&form, "Body"), "نعم & = ?\n");
}

static void sorted_fields_of_one_name_stay_as_they_came(void **state)
{
    static const char body[] = "b=2&a-b=1&b=1&B=3&a=&b=3";
    static const char *const want[] = {"B=3", "a=", "a-b=1", "b=2", "b=1", "b=3"};
    SCOPED(form_clear) struct form form = {0};
    const struct form_field **order;
    (void)state;

    form_read(&form, body, strlen(body));
    order = form_new_sorted(&form);
    assert_int_equal(form.n, COUNT(want));
    for (size_t i = 0; i < COUNT(want); i++) {
        SCOPED(text_clear) struct text field = {0};

        text_addf(&field, "%s=%s", text_string(&order[i]->name), text_string(&order[i]->value));
        assert_string_equal(text_string(&field), want[i]);
    }
    free(order);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_are_read_in_order_however_they_are_written),
        cmocka_unit_test(the_query_ends_at_the_hash),
        cmocka_unit_test(no_more_fields_are_read_than_the_limit),
        cmocka_unit_test(a_written_field_is_read_back_alike),
        cmocka_unit_test(sorted_fields_of_one_name_stay_as_they_came),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
