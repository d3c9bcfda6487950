#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/inbox/peer.h"

static char header_name[] = "X-Forwarded-For";

/* Behind the proxies 10.0.0.0/8 and ::1. */
static struct config behind_proxies(void)
{
    struct config config = {.proxy_header = header_name, .trusted_proxies = {.n = 2}};

    assert_true(network_read("10.0.0.0/8", &config.trusted_proxies.at[0]));
    assert_true(network_read("::1", &config.trusted_proxies.at[1]));
    return config;
}

static void the_address_is_the_last_that_somebody_trusted_wrote(void **state)
{
    static const struct {
        const char *name, *peer, *first, *second; /* headers, NULL: none */
        const char *want;
    } cases[] = {
        {"no proxy",                     "192.0.2.7",       NULL,                    NULL,        "192.0.2.7"  },
        {"a stranger's header",          "192.0.2.7",       "185.3.0.1",             NULL,        "192.0.2.7"  },
        {"one proxy",                    "10.0.0.1",        "185.3.0.1",             NULL,        "185.3.0.1"  },
        {"what the asker wrote is void", "10.0.0.1",        "185.3.0.1, 192.0.2.7",  NULL,        "192.0.2.7"  },
        {"two proxies",                  "10.0.0.1",        "185.3.0.1,\t10.0.0.2 ", NULL,        "185.3.0.1"  },
        {"a header of its own",          "10.0.0.1",        "185.3.0.1",             "192.0.2.7", "192.0.2.7"  },
        {"two proxies, two headers",     "10.0.0.1",        "185.3.0.1",             "10.0.0.2",  "185.3.0.1"  },
        {"none but proxies",             "10.0.0.1",        "10.0.0.3",              NULL,        "10.0.0.3"   },
        {"a proxy that says nothing",    "10.0.0.1",        NULL,                    NULL,        "10.0.0.1"   },
        {"nonsense",                     "10.0.0.1",        "185.3.0.1, unknown",    NULL,        "unknown"    },
        {"empty",                        "10.0.0.1",        "",                      NULL,        ""           },
        {"a comma at the end",           "10.0.0.1",        "185.3.0.1,",            NULL,        ""           },
        {"longer than any address",      "10.0.0.1",
         "1111111111111111111111111111111111111111111111111111111111111111111",      NULL,        ""           },
        {"with a port",                  "10.0.0.1",        "185.3.0.1:4711",        NULL,        "185.3.0.1"  },
        {"IPv6",                         "::1",             "2001:db8::7",           NULL,        "2001:db8::7"},
        {"IPv6 with a port",             "::1",             "[2001:db8::7]:4711",    NULL,        "2001:db8::7"},
        {"a bracket that stays open",    "::1",             "[2001:db8::7",          NULL,        ""           },
        {"the proxy by its other name",  "::ffff:10.0.0.1", "185.3.0.1",             NULL,        "185.3.0.1"  },
    };
    struct config config = behind_proxies();
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        SCOPED(http_request_clear) struct http_request request = {0};
        char got[HTTP_PEER_SPACE];

        snprintf(request.peer, sizeof(request.peer), "%s", cases[i].peer);
        if (cases[i].first) http_header_add(&request.headers, "x-forwarded-for", cases[i].first);
        http_header_add(&request.headers, "X-Real-IP", "185.3.0.9");
        if (cases[i].second) http_header_add(&request.headers, "X-Forwarded-For", cases[i].second);
        peer_of(&config, &request, got);
        if (strcmp(got, cases[i].want) != 0) fail_msg("%s: \"%s\"", cases[i].name, got);
    }
}

static void a_route_with_networks_takes_webhooks_from_nowhere_else(void **state)
{
    static const struct {
        const char *peer, *header;
        bool want;
    } cases[] = {
        {"185.3.4.5",        NULL,        true },
        {"::ffff:185.3.4.5", NULL,        true },
        {"185.4.0.0",        NULL,        false},
        {"10.0.0.1",         "185.3.4.5", true },
        {"10.0.0.1",         "185.4.0.0", false},
        {"10.0.0.1",         NULL,        false},
        {"192.0.2.7",        "185.3.4.5", false},
        {"",                 NULL,        false},
    };
    struct config config = behind_proxies();
    struct route route = {.networks = {.n = 1}};
    (void)state;

    assert_true(network_read("185.3.0.0/16", &route.networks.at[0]));
    for (size_t i = 0; i < COUNT(cases); i++) {
        SCOPED(http_request_clear) struct http_request request = {0};

        snprintf(request.peer, sizeof(request.peer), "%s", cases[i].peer);
        if (cases[i].header) http_header_add(&request.headers, "X-Forwarded-For", cases[i].header);
        if (peer_is_allowed(&config, &route, &request) != cases[i].want)
            fail_msg("%s, %s", cases[i].peer, cases[i].header);
        assert_true(peer_is_allowed(&config, &(struct route){0}, &request));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_address_is_the_last_that_somebody_trusted_wrote),
        cmocka_unit_test(a_route_with_networks_takes_webhooks_from_nowhere_else),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
