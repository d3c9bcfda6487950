#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/agenda/family_code.h"

static void a_code_is_found_where_it_stands_alone(void **state)
{
    static const struct {
        const char *summary, *description;
        int64_t family_id;
        int member;
        bool good;
    } cases[] = {
        {"Gesprek vn-12",                        NULL,                  12, 0, true },
        {"VN-12: gesprek",                       NULL,                  12, 0, true },
        {"Gesprek (vn-12-2)",                    NULL,                  12, 2, true },
        {"Gesprek",                              "Met <b>vn-7</b>.",    7,  0, true },
        {"vn-12",                                "vn-12-2 komt alleen", 12, 2, true },
        {"Gesprek\u00A0vn-12\u00A0thuis",        NULL,                  12, 0, true },
        {"‘vn-12’, bij hen",                 NULL,                  12, 0, true },
        {"Vn\u201112\u20132: pasted",            NULL,                  12, 2, true },
        {"مقابلة vn-12، في البيت", NULL,                  12, 0, true },
        {"vn-12\u2013",                          NULL,                  0,  0, true },
        {"évn-12",                              NULL,                  0,  0, true },
        {"vn-12é",                              NULL,                  0,  0, true },
        {"vn\u2014",                             NULL,                  0,  0, true },
        {"vn-12 en vn-13",                       NULL,                  0,  0, false},
        {"vn-12-1 vn-12-2",                      NULL,                  0,  0, false},
        {"vn-012",                               NULL,                  0,  0, true },
        {"vn-12a",                               NULL,                  0,  0, true },
        {"avn-12",                               NULL,                  0,  0, true },
        {"vn-12-",                               NULL,                  0,  0, true },
        {"vn-12-0",                              NULL,                  0,  0, true },
        {"vn-",                                  NULL,                  0,  0, true },
        {"vn-99999999999999999",                 NULL,                  0,  0, true },
        {"",                                     "",                    0,  0, true },
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        SCOPED(mem_free) char *summary = mem_copy_string(cases[i].summary);
        SCOPED(mem_free) char *description = mem_copy_string(cases[i].description);
        struct ical_event event = {.summary = summary, .description = description};
        struct family_code code;
        bool good = family_code_find(&event, &code);

        if (good != cases[i].good ||
            (good && (code.family_id != cases[i].family_id || code.member != cases[i].member)))
            fail_msg("%s: %d %lld %d", cases[i].summary, good, (long long)code.family_id,
                     code.member);
    }
}

static void a_place_is_written_without_the_code(void **state)
{
    static const struct {
        const char *text, *want;
    } cases[] = {
        {"Buurthuis De Brug, Dorpsstraat 1", "Buurthuis De Brug, Dorpsstraat 1"},
        {"Buurthuis vn-12",                  "Buurthuis"                       },
        {"vn-12 Buurthuis",                  "Buurthuis"                       },
        {"Buurthuis\nvn-12-2\nzaal 3",       "Buurthuis zaal 3"                },
        {"vn-12",                            ""                                },
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        SCOPED(text_clear) struct text got = {0};

        family_code_leave_out(cases[i].text, &got);
        assert_string_equal(text_string(&got), cases[i].want);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_code_is_found_where_it_stands_alone),
        cmocka_unit_test(a_place_is_written_without_the_code),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
