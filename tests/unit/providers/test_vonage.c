#include "tests/unit/providers/cases.h"

#include "providers/adapters/adapters.h"
#include "providers/form.h"

static void a_route_that_could_not_send_is_found_before_it_starts(void **state)
{
    static const struct {
        const struct provider *provider;
        const char *credentials, *refused;
    } cases[] = {
        {&provider_vonage,          "api_key=a&api_secret=Geheim",                         NULL         },
        {&provider_vonage,          "api_key=a&api_secret=Geheim&signature_method=sha512", NULL         },
        {&provider_vonage,          "api_key=a&api_secret=Geheim&signature_method=",       NULL         },
        {&provider_vonage,          "api_key=a&api_secret=Geheim&signature_method=SHA512",
         "signature_method"                                                                             },
        {&provider_vonage,          "api_key=a",                                           "api_secret" },
        {&provider_vonage_messages, "api_key=a&api_secret=Geheim",                         NULL         },
        {&provider_vonage_messages, "api_key=a",                                           "api_secret" },
        {&provider_vonage_messages, "application_id=a",                                    "private_key"},
        {&provider_vonage_messages, "application_id=a&private_key=Geheim",                 "key"        },
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        SCOPED(credentials_clear) struct credentials credentials = {0};
        SCOPED(form_clear) struct form form = {0};
        struct fault why = {0};
        const char *name;
        enum rc rc;

        form_read(&form, cases[i].credentials, strlen(cases[i].credentials));
        for (size_t j = 0; j < form.n; j++)
            credentials_add(&credentials, text_string(&form.at[j].name),
                            text_string(&form.at[j].value));
        rc = cases[i].provider->check(&credentials, &name, &why);
        assert_int_equal(rc, cases[i].refused ? RC_INVALID : RC_OK);
        if (cases[i].refused) assert_non_null(strstr(why.text, cases[i].refused));
        assert_null(strstr(why.text, "Geheim"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_route_that_could_not_send_is_found_before_it_starts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
