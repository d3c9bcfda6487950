/* What a coordinator's own system does with an enrolment. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <jansson.h>

#include "tests/unit/gateway/web/browser.h"

/* In order: each stands on those before it. Today is Monday 4 January 2027. */
static const struct {
    const char *act, *body;
    int status;
    const char *says;
} calls[] = {
    {"pause",    "{\"till\":\"2027-02-01\",\"reason\":\"geboorte\"}",                                 200,
     "\"paused_till\":\"2027-02-01\""                                                                                                                        },
    {"pause",    "{\"till\":\"2027-01-04\"}",                                                         400, "till: 2027-01-04"                                },
    {"pause",    "{\"till\":5}",                                                                      400, "till: expected a string"                         },
    {"resume",   "{}",                                                                                200, "\"state\":\"active\""                            },
    {"resume",   "{}",                                                                                400, "not paused"                                      },
    {"extend",   "{\"weeks\":3,\"preview\":true}",                                                    200, "\"weeks\":3"                                     },
    {"extend",   "{\"weeks\":105}",                                                                   400, "weeks: expected 1 to 104"                        },
    {"extend",   "{\"weeks\":2,\"phase\":\"last\"}",                                                  200, "\"weeks\":2"                                     },
    {"rhythm",   "{\"rhythm\":\"FREQ=WEEKLY;BYDAY=MO\",\"from\":\"09:00\",\"till\":\"10:00\"}",       200,
     "\"rule\":\"FREQ=WEEKLY;BYDAY=MO\""                                                                                                                     },
    {"rhythm",   "{\"rhythm\":\"elke 2 weken op dinsdag tussen 10:00 en 12:00\",\"phase\":\"this\"}",
     200,                                                                                                  "every 2 weeks on Tuesday between 10:00 and 12:00"},
    {"rhythm",   "{\"rhythm\":\"FREQ=SECONDLY\"}",                                                    400, "rhythm: "                                        },
    {"rhythm",   "{\"from\":\"25:00\"}",                                                              400, "from: expected a time"                           },
    {"rhythm",   "{\"own\":1}",                                                                       400, "own: expected true or false"                     },
    {"days",     "{\"from\":\"2027-03-01\",\"till\":\"2027-03-08\",\"act\":\"later\"}",               200,
     "\"act\":\"later\""                                                                                                                                     },
    {"days",     "{\"from\":\"2027-03-01\",\"till\":\"2027-03-09\"}",                                 409, "from: "                                          },
    {"days",     "{\"from\":\"2027-03-01\",\"remove\":true}",                                         200, "\"own_days\":[]"                                 },
    {"learning", "{\"learns\":false}",                                                                200, "\"learns\":false"                                },
    {"learning", "{}",                                                                                400, "learns: expected"                                },
    {"handover", "{\"manager\":\"noor\"}",                                                            400, "manager: expected"                               },
    {"handover", "{\"municipality\":\"Delft\",\"preview\":true}",                                     200,
     "\"outcome\":\"handed-over\""                                                                                                                           },
    {"handover", "{\"manager\":\"karim\"}",                                                           200, "\"state\":\"active\""                            },
    {"reenter",  "{\"phase\":\"nergens\"}",                                                           400, "phase: "                                         },
    {"reenter",  "{\"domains\":[\"work\"]}",                                                          200, "\"domains\":[\"work\"]"                          },
    {"end",      "{\"outcome\":\"re-entered\"}",                                                      400, "outcome: expected"                               },
    {"end",      "{\"outcome\":\"regular-help\",\"tell\":true,\"reason\":\"gaat goed\"}",             200,
     "\"outcome\":\"regular-help\""                                                                                                                          },
    {"pause",    "{}",                                                                                400, "has ended"                                       },
    {"dance",    "{}",                                                                                404, "expected"                                        },
};

static void an_enrolment_is_changed_from_elsewhere_and_answers_how_it_stands(void **state)
{
    struct browser noor;
    struct office *office = office_with_api(&noor);
    int64_t id = fixture_family(office->fixture, PETRA, LANGUAGE_NL);
    char url[96], small[64];

    (void)state;
    for (size_t i = 0; i < COUNT(calls); i++) {
        snprintf(url, sizeof(url), "/api/v1/families/%lld/enrolment/%s", (long long)id,
                 calls[i].act);
        if (browser_call(&noor, "noor", url, calls[i].body) != calls[i].status ||
            !browser_sees(&noor, calls[i].says))
            fail_msg("%s %s: %d %s", calls[i].act, calls[i].body, noor.page.status,
                     browser_page(&noor));
    }
    snprintf(url, sizeof(url), "/api/v1/families/%lld/enrolment", (long long)id);
    assert_int_equal(browser_call(&noor, "noor", url, NULL), 200);
    assert_true(browser_sees(&noor, "\"what\":\"paused\""));
    assert_true(browser_sees(&noor, "\"reason\":\"geboorte\""));
    assert_true(browser_sees(&noor, "\"what\":\"re-entered\""));
    assert_true(browser_sees(&noor, "\"next\":[]"));
    assert_int_equal(
        browser_call(&noor, "noor", url_of(small, "/api/v1/families/#/handover", id), NULL), 200);
    assert_true(browser_sees(&noor, "\"language\":\"nl\""));
    assert_true(browser_sees(&noor, "\"alerts\":[]"));
    assert_int_equal(browser_call(&noor, "noor", url, NULL), 200);
    assert_true(browser_sees(&noor, "\"what\":\"summary\""));
    browser_clear(&noor);
    office_free(office);
}

static void a_family_manager_looks_and_changes_nothing(void **state)
{
    struct browser sanne;
    struct office *office = office_with_api(&sanne);
    int64_t id = fixture_family(office->fixture, PETRA, LANGUAGE_NL);
    char url[64];

    (void)state;
    assert_int_equal(
        browser_call(&sanne, "sanne", url_of(url, "/api/v1/families/#/enrolment", id), NULL), 200);
    assert_true(browser_sees(&sanne, "\"what\":\"enrolled\""));
    assert_int_equal(
        browser_call(&sanne, "sanne", url_of(url, "/api/v1/families/#/enrolment/pause", id), "{}"),
        403);
    browser_clear(&sanne);
    office_free(office);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_enrolment_is_changed_from_elsewhere_and_answers_how_it_stands),
        cmocka_unit_test(a_family_manager_looks_and_changes_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
