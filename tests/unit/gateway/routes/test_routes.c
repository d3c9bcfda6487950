/* Which route carries a message, by every circumstance that can decide it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/routes/routes.h"
#include "scheduler/zone.h"

#define DUTCH   "+31612345678"
#define BELGIAN "+32470123456"
#define WORD_AR (1U << LANGUAGE_AR)
#define ALWAYS                                                                                     \
    {                                                                                              \
        .days = 0x7F, .from_min = 0, .till_min = 1440                                              \
    }
/* 2026-04-02 was a Thursday; Amsterdam is two hours ahead of UTC then. */
#define DAY     ((usec)1775118600 * USEC_SEC) /* 10:30 */
#define EVENING (DAY + 10 * USEC_HOUR)        /* 20:30 */
#define MORNING (DAY + 22 * USEC_HOUR)        /* 08:30 on Friday */

static char no_name[] = "", a[] = "a", b[] = "b", c[] = "c";

struct world {
    struct config config;
    struct route routes[3];
    struct route_state states[3];
};

/* Routes a, b and c of the sandbox; each falls back on the next. */
static int setup(void **state)
{
    struct world *world = mem_new(1, sizeof(*world));
    static char *const names[] = {a, b, c};
    struct fault why;

    for (size_t i = 0; i < COUNT(names); i++)
        world->routes[i] = (struct route){.name = names[i],
                                          .provider = provider_find("sandbox"),
                                          .hours = ALWAYS,
                                          .fallback = i < 2 ? names[i + 1] : no_name};
    world->config.routes = world->routes;
    world->config.route_n = COUNT(world->routes);
    if (zone_load("Europe/Amsterdam", &world->config.municipality.zone, &why) != RC_OK)
        fail_msg("%s", why.text);
    *state = world;
    return 0;
}

static int teardown(void **state)
{
    struct world *world = *state;

    zone_free(world->config.municipality.zone);
    free(world);
    return 0;
}

static const char *name_of(const struct route *route)
{
    return route ? route->name : "none";
}

static const char *home_of(const struct world *world, enum language language, const char *to,
                           bool urgent)
{
    struct route_wish wish = {.language = language, .to = to, .family_id = 7, .urgent = urgent};

    return name_of(route_home(&world->config, &wish));
}

static struct route_choice choose(const struct world *world, size_t at, usec now, bool urgent)
{
    struct route_view view = {&world->config, world->states, now};
    struct route_wish wish = {.to = DUTCH, .family_id = 7, .urgent = urgent};

    return route_choose(&view, &world->routes[at], &wish);
}

static void the_first_that_carries_the_language_and_the_country_is_home(void **state)
{
    struct world *world = *state;

    world->routes[0].languages = WORD_AR;
    world->routes[1].country_n = 1;
    memcpy(world->routes[1].countries[0], "BE", 3);
    assert_string_equal(home_of(world, LANGUAGE_AR, DUTCH, false), "a");
    assert_string_equal(home_of(world, LANGUAGE_AR, BELGIAN, false), "a");
    assert_string_equal(home_of(world, LANGUAGE_NL, BELGIAN, false), "b");
    assert_string_equal(home_of(world, LANGUAGE_NL, DUTCH, false), "c");
    assert_string_equal(home_of(world, LANGUAGE_NL, "7711", false), "c");
    world->routes[2].languages = WORD_AR;
    assert_string_equal(home_of(world, LANGUAGE_NL, DUTCH, false), "none");
    assert_string_equal(home_of(world, LANGUAGE_NL, DUTCH, true), "a");
    world->routes[0].provider = &(struct provider){.name = "mute", .can = CAN_RECEIVE};
    assert_string_equal(home_of(world, LANGUAGE_NL, DUTCH, true), "b");
}

static void families_are_shared_out_as_said_and_each_keeps_its_own(void **state)
{
    struct world *world = *state;
    int of_a = 0;

    world->routes[0].share = 70;
    world->routes[2].share = 30;
    world->routes[1].languages = WORD_AR; /* stands between them and is of another kind */
    for (int64_t family = 1; family <= 10000; family++) {
        struct route_wish wish = {.to = DUTCH, .family_id = family};
        const struct route *first = route_home(&world->config, &wish);

        wish.to = "+31687654321";
        wish.language = LANGUAGE_ARY_LATN;
        assert_ptr_equal(route_home(&world->config, &wish), first);
        of_a += first == &world->routes[0];
    }
    assert_in_range(of_a, 6800, 7200);
}

static void strangers_are_shared_out_by_their_number(void **state)
{
    struct world *world = *state;
    int of_a = 0;

    world->routes[0].share = world->routes[1].share = 50;
    for (int i = 0; i < 1000; i++) {
        char to[16];
        struct route_wish wish = {.to = to, .urgent = true};

        snprintf(to, sizeof(to), "+316%08d", i);
        of_a += route_home(&world->config, &wish) == &world->routes[0];
    }
    assert_in_range(of_a, 430, 570);
}

static void each_circumstance_leads_to_its_route(void **state)
{
    enum {
        A_OFF = 1,
        B_OFF = 2,
        C_OFF = 4,
        A_BROKEN = 8,
        B_BROKEN = 16,
        C_BROKEN = 32,
        A_DAYS = 64,
        B_DAYS = 128,
        C_DAYS = 256,
        A_DUE = 512,
        B_DUE = 1024,
        B_ARABIC = 2048
    };
    static const struct {
        const char *name;
        int how;
        usec now;
        const char *ordinary, *urgent;
        usec until; /* of the ordinary one, where it waits */
    } cases[] = {
        {"all is well",                  0,                                      DAY,     "a",    "a", 0         },
        {"switched off",                 A_OFF,                                  DAY,     "b",    "b", 0         },
        {"two are off",                  A_OFF | B_OFF,                          DAY,     "c",    "c", 0         },
        {"all are off",                  A_OFF | B_OFF | C_OFF,                  DAY,     "none", "a", USEC_NEVER},
        {"broken",                       A_BROKEN,                               DAY,     "b",    "b", 0         },
        {"off and broken",               A_OFF | B_BROKEN,                       DAY,     "c",    "c", 0         },
        {"all are broken",               A_BROKEN | B_BROKEN | C_BROKEN,         DAY,     "none", "a", DAY + 1   },
        {"broken, one due for a probe",  A_BROKEN | B_BROKEN | C_BROKEN | B_DUE, DAY,     "none", "b",
         DAY                                                                                                     },
        {"off is worse than broken",     A_OFF | B_BROKEN | C_OFF,               DAY,     "none", "b", DAY + 1   },
        {"outside its hours",            A_DAYS,                                 EVENING, "b",    "b", 0         },
        {"inside its hours",             A_DAYS,                                 DAY,     "a",    "a", 0         },
        {"outside all hours",            A_DAYS | B_DAYS | C_DAYS,               EVENING, "none", "a", MORNING   },
        {"late is better than broken",   A_BROKEN | B_DAYS | C_BROKEN,           EVENING, "none", "b",
         EVENING + 1                                                                                             },
        {"the fallback speaks no Dutch", A_OFF | B_ARABIC,                       DAY,     "c",    "c", 0         },
        {"… and danger does not mind", A_OFF | B_ARABIC | C_OFF,               DAY,     "none", "b", USEC_NEVER},
    };
    struct world *world = *state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct route_choice ordinary, urgent;

        for (int k = 0; k < 3; k++) {
            struct week_hours days = {.days = 0x1F, .from_min = 510, .till_min = 1050};
            struct week_hours always = ALWAYS;
            bool due = k < 2 && (cases[i].how & (A_DUE << k));

            world->states[k] = (struct route_state){.off = cases[i].how & (A_OFF << k),
                                                    .broken = cases[i].how & (A_BROKEN << k),
                                                    .until = cases[i].now + (due ? 0 : 1)};
            world->routes[k].hours = cases[i].how & (A_DAYS << k) ? days : always;
        }
        world->routes[1].languages = cases[i].how & B_ARABIC ? WORD_AR : 0;
        ordinary = choose(world, 0, cases[i].now, false);
        urgent = choose(world, 0, cases[i].now, true);
        if (strcmp(name_of(ordinary.route), cases[i].ordinary) != 0 ||
            strcmp(name_of(urgent.route), cases[i].urgent) != 0)
            fail_msg("%s: %s, urgent %s", cases[i].name, name_of(ordinary.route),
                     name_of(urgent.route));
        if (!ordinary.route && ordinary.until != cases[i].until)
            fail_msg("%s: until %lld", cases[i].name, (long long)(ordinary.until - cases[i].now));
    }
}

static void only_danger_leaves_by_a_route_that_is_no_fallback(void **state)
{
    struct world *world = *state;

    world->states[2] = (struct route_state){.broken = true, .until = DAY + 5};
    assert_null(choose(world, 2, DAY, false).route);
    assert_int_equal(choose(world, 2, DAY, false).until, DAY + 5);
    assert_string_equal(name_of(choose(world, 2, DAY, true).route), "a");
}

static void a_message_stays_where_it_was_put_though_it_does_not_fit(void **state)
{
    struct world *world = *state;

    world->routes[0].languages = WORD_AR; /* the family spoke there */
    assert_string_equal(name_of(choose(world, 0, DAY, false).route), "a");
}

static void the_next_try_goes_to_the_next_that_is_in_order(void **state)
{
    struct world *world = *state;
    struct route_view view = {&world->config, world->states, DAY};
    struct route_wish wish = {.to = DUTCH};

    assert_string_equal(name_of(route_after(&view, &world->routes[0], &wish)), "b");
    world->states[1].broken = true;
    assert_string_equal(name_of(route_after(&view, &world->routes[0], &wish)), "c");
    assert_string_equal(name_of(route_after(&view, &world->routes[2], &wish)), "none");
    wish.urgent = true;
    assert_string_equal(name_of(route_after(&view, &world->routes[2], &wish)), "a");
    world->states[0].off = true;
    assert_string_equal(name_of(route_after(&view, &world->routes[2], &wish)), "none");
    world->states[1].broken = false;
    world->routes[1].languages = WORD_AR;
    assert_string_equal(name_of(route_after(&view, &world->routes[2], &wish)), "b");
}

int main(void)
{
#define WITH_WORLD(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        WITH_WORLD(the_first_that_carries_the_language_and_the_country_is_home),
        WITH_WORLD(families_are_shared_out_as_said_and_each_keeps_its_own),
        WITH_WORLD(strangers_are_shared_out_by_their_number),
        WITH_WORLD(each_circumstance_leads_to_its_route),
        WITH_WORLD(only_danger_leaves_by_a_route_that_is_no_fallback),
        WITH_WORLD(a_message_stays_where_it_was_put_though_it_does_not_fit),
        WITH_WORLD(the_next_try_goes_to_the_next_that_is_in_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
