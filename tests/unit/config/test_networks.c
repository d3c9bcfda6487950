#include "config/networks.h"

#include "tests/unit/config/fixture.h"

static void a_network_holds_its_addresses_and_no_others(void **state)
{
    static const struct {
        const char *network;
        const char *address;
        bool want;
    } cases[] = {
        {"185.0.0.0/8",          "185.3.4.5",        true },
        {"185.0.0.0/8",          "184.255.255.255",  false},
        {"185.3.0.0/16",         "185.3.255.255",    true },
        {"185.3.0.0/16",         "185.4.0.0",        false},
        {"10.0.0.128/25",        "10.0.0.129",       true },
        {"10.0.0.128/25",        "10.0.0.127",       false},
        {"192.0.2.7",            "192.0.2.7",        true },
        {"192.0.2.7/32",         "192.0.2.8",        false},
        {"0.0.0.0/0",            "255.255.255.255",  true },
        {"0.0.0.0/0",            "2001:db8::1",      false},
        {"::/0",                 "192.0.2.7",        true },
        {"2001:db8::/32",        "2001:db8:ffff::1", true },
        {"2001:db8::/32",        "2001:db9::1",      false},
        {"2001:db8::1",          "2001:DB8:0:0::1",  true },
        {"192.0.2.0/24",         "::ffff:192.0.2.7", true },
        {"::ffff:192.0.2.0/120", "192.0.2.7",        true },
        {"192.0.2.0/24",         "192.0.2.7/24",     false},
        {"192.0.2.0/24",         "unix",             false},
        {"192.0.2.0/24",         "",                 false},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct networks networks = {.n = 1};

        if (!network_read(cases[i].network, &networks.at[0])) fail_msg("%s", cases[i].network);
        if (networks_hold(&networks, cases[i].address) != cases[i].want)
            fail_msg("%s, %s", cases[i].network, cases[i].address);
    }
    assert_false(networks_hold(&(struct networks){0}, "192.0.2.7"));
}

static void what_is_no_network_is_refused(void **state)
{
    static const char *const cases[] = {
        "",           "/8",          "185.0.0.0/",     "185.0.0.0/33",   "185.0.0.0/-1",
        "185.0.0/8",  "185.1.0.0/8", "2001:db8::/129", "2001:db8::1/32", "192.0.2.7/24",
        "192.0.2.7 ", "example.nl",  "185.0.0.0/0008", "10.0.0.0/8/8",
    };
    struct network network;
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++)
        if (network_read(cases[i], &network)) fail_msg("%s", cases[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_network_holds_its_addresses_and_no_others),
        cmocka_unit_test(what_is_no_network_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
