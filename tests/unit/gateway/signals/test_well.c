/* Whether a text says that all is well. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "gateway/signals/signals.h"

static void all_well_is_heard_in_every_variety_and_not_where_it_is_denied(void **state)
{
    static const struct {
        const char *text;
        bool well;
    } cases[] = {
        {"alles goed hier",                          true },
        {"Alles GOED!! 👍",                        true },
        {"het gaat goed met ons",                    true },
        {"geen problemen meer gehad",                true },
        {"prima",                                    true },
        {"goed 👍",                                true },
        {"كل شيء بخير والحمد لله", true },
        {"لا بأس",                              true },
        {"كلشي مزيان",                      true },
        {"kolchi mezyan hamdollah",                  true },
        {"labas",                                    true },
        {"het gaat niet goed",                       false},
        {"niet alles goed",                          false},
        {"alles goed?",                              false},
        {"goed dat je belt, hij is weer weg",        false},
        {"machi labas",                              false},
        {"مو كل شيء بخير",                false},
        {"morgen kom ik langs",                      false},
        {"",                                         false},
        {"\xff\xfe",                                 false},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++)
        if (reader_all_well(cases[i].text, strlen(cases[i].text)) != cases[i].well)
            fail_msg("\"%s\": %s", cases[i].text, cases[i].well ? "not heard" : "heard");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_well_is_heard_in_every_variety_and_not_where_it_is_denied),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
