/* Which route and secret a path names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "gateway/inbox/address.h"

static void a_path_names_a_route_and_a_secret_or_nothing(void **state)
{
    static const struct {
        const char *url, *route, *secret; /* NULL: it is no such path */
    } cases[] = {
        {"/in/cm",                     "cm",    ""      },
        {"/in/cm/",                    "cm",    ""      },
        {"/in/cm/s3cret",              "cm",    "s3cret"},
        {"/report/cm/s?m=1/2",         "cm",    "s"     },
        {"/in/cm?a=/x",                "cm",    ""      },
        {"/in/cm#x",                   "cm",    ""      },
        {"/in/cm%2Dnl/a%2Fb",          "cm-nl", "a/b"   },
        {"/in/cm/a+b",                 "cm",    "a+b"   },
        {"/in/cm/s/more",              "cm",    "s/more"},
        {"/in/",                       NULL,    NULL    },
        {"/in//s",                     NULL,    NULL    },
        {"/in/cm%",                    NULL,    NULL    },
        {"/in/cm%4",                   NULL,    NULL    },
        {"/in/cm%zz",                  NULL,    NULL    },
        {"/in/cm%00x",                 NULL,    NULL    },
        {"/ussd/cm",                   "cm",    ""      },
        {"/ussd/cm/s/session/7/start", "cm",    "s"     },
        {"/inn/cm",                    NULL,    NULL    },
        {"in/cm",                      NULL,    NULL    },
        {"",                           NULL,    NULL    },
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        SCOPED(address_clear) struct address address = {0};
        bool good = address_read(cases[i].url, strlen(cases[i].url), &address);

        if (good != (cases[i].route != NULL)) fail_msg("%s", cases[i].url);
        if (!good) continue;
        assert_string_equal(text_string(&address.route), cases[i].route);
        assert_string_equal(text_string(&address.secret), cases[i].secret);
    }
}

static void a_segment_beyond_its_limit_is_no_path(void **state)
{
    SCOPED(text_clear) struct text url = {0};
    SCOPED(address_clear) struct address address = {0};
    (void)state;

    text_add(&url, "/in/");
    for (int i = 0; i < 300; i++)
        text_add_char(&url, 'a');
    assert_false(address_read(url.at, url.n, &address));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_path_names_a_route_and_a_secret_or_nothing),
        cmocka_unit_test(a_segment_beyond_its_limit_is_no_path),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
