/* The console over a real store: what a form does, and what a page then shows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/gateway/web/browser.h"

#define RIMA "+31612345602"
#define NEW_FAMILY                                                                                 \
    "name=Gezin+A&manager=sanne&name1=Rima&phone1=06+12345602&language1=ar&discretion1=neutral"    \
    "&asked1=1&consent1=1&programme=oosterhout&start=2027-01-04&from1=09:00&till1=20:00"

static void an_alert_is_taken_followed_up_and_closed(void **state)
{
    struct office *office = office_new(true);
    struct browser sanne = browser_as(office, "sanne"), noor = browser_as(office, "noor");
    SCOPED(alert_clear) struct alert alert = {0};
    int64_t family, id = office_crisis(office, &family);
    char url[64], take[64];
    (void)state;

    browser_get(&sanne, "/alerts");
    assert_true(browser_sees(&sanne, "<mark class=\"nl-mark\">"));
    assert_int_equal(browser_post(&sanne, url_of(url, "/alerts/#/close", id), "outcome=right"),
                     303);
    assert_non_null(strstr(browser_header(&sanne, "Location"), "said=take_first"));
    assert_int_equal(browser_post(&sanne, url_of(take, "/alerts/#/take", id), "tell=1&when=8-10"),
                     303);
    assert_non_null(strstr(browser_header(&sanne, "Location"), "said=pick_hours"));
    assert_int_equal(browser_post(&sanne, take, "tell=1&when=14-16"), 303);
    assert_int_equal(fixture_sent(office->fixture, PETRA, KIND_CALLBACK, ""),
                     0); /* until it runs */
    fixture_settle(office->fixture);
    assert_int_equal(fixture_sent(office->fixture, PETRA, KIND_CALLBACK, "tussen 14 en 16"), 1);

    /* Somebody else came too late, and reads who has it. */
    browser_get(&noor, "/alerts");
    assert_int_equal(browser_post(&noor, take, "when=soon"), 303);
    assert_int_equal(browser_get(&noor, browser_header(&noor, "Location")), 200);
    assert_true(browser_sees(&noor, "Sanne de Boer heeft deze melding"));

    assert_int_equal(browser_post(&sanne, url_of(url, "/alerts/#/contact", id), "note=gebeld"),
                     303);
    assert_int_equal(browser_post(&sanne, url_of(url, "/alerts/#/close", id), "outcome=maybe"),
                     303);
    assert_non_null(strstr(browser_header(&sanne, "Location"), "said=pick_outcome"));
    assert_int_equal(browser_post(&sanne, url, "outcome=too-high&note=het+viel+mee"), 303);
    assert_int_equal(store_alert_load(office->fixture->store, id, &alert, NULL), RC_OK);
    assert_int_equal(alert.state, ALERT_CLOSED);
    assert_string_equal(alert.outcome, "too-high");
    assert_int_equal(browser_get(&sanne, url_of(url, "/alerts/#", id)), 200);
    assert_true(browser_sees(&sanne, "het viel mee"));
    assert_true(browser_sees(&sanne, "Sanne de Boer pakte de melding op"));
    browser_clear(&sanne);
    browser_clear(&noor);
    office_free(office);
}

static void the_tick_is_off_for_a_phone_that_others_may_read(void **state)
{
    struct office *office = office_new(true);
    struct browser sanne = browser_as(office, "sanne"), noor = browser_as(office, "noor");
    SCOPED(family_clear) struct family family = {0};
    struct consent stop = {.act = CONSENT_STOPPED, .how = "sms"};
    int64_t id;
    (void)state;

    office_crisis(office, &id);
    browser_get(&sanne, "/alerts");
    assert_true(browser_sees(&sanne, "name=\"tell\" value=\"1\" checked"));
    assert_int_equal(store_family_load(office->fixture->store, id, &family, NULL), RC_OK);
    stop.phone_id = family.members[0].phone.id;
    stop.member_id = family.members[0].id;
    assert_int_equal(
        store_consent_record(office->fixture->store, &stop, office->fixture->now, NULL), RC_OK);
    browser_get(&sanne, "/alerts");
    assert_false(browser_sees(&sanne, "name=\"tell\""));
    assert_true(browser_sees(&sanne, "dit nummer wil geen berichten meer"));

    browser_get(&noor, "/families/new");
    assert_int_equal(browser_post(&noor, "/families", NEW_FAMILY "&domain=violence"), 303);
    fixture_text(office->fixture, RIMA, CRISIS);
    browser_get(&sanne, "/alerts");
    assert_true(browser_sees(&sanne, "name=\"tell\" value=\"1\">"));
    assert_false(browser_sees(&sanne, "name=\"tell\" value=\"1\" checked"));
    assert_true(browser_sees(&sanne, "iemand anders kan meelezen"));
    browser_clear(&sanne);
    browser_clear(&noor);
    office_free(office);
}

/* The token of the link in the page that sanne got. */
static void token_of_page(struct office *office, char out[static 128])
{
    SCOPED(messages_clear) struct messages messages = {0};
    const char *at = NULL;

    assert_int_equal(store_message_of_staff(office->fixture->store, "sanne", 0, &messages, NULL),
                     RC_OK);
    for (size_t i = 0; i < messages.n && !at; i++)
        at = strstr(messages.at[i].text, "/a/");
    if (!at) {
        fail_msg("no page has a link");
        return;
    }
    snprintf(out, 128, "/a/%.*s", (int)strcspn(at + 3, " \r\n"), at + 3);
}

static void a_link_shows_no_content_and_only_its_button_takes(void **state)
{
    struct office *office = office_new(false);
    struct browser phone = {.console = office->console};
    SCOPED(alert_clear) struct alert alert = {0};
    SCOPED(text_clear) struct text form = {0};
    int64_t family, id = office_crisis(office, &family);
    char url[128], token[64] = "";
    const char *at;
    (void)state;

    token_of_page(office, url);
    for (int i = 0; i < 3; i++)
        assert_int_equal(browser_get(&phone, url), 200);
    assert_false(browser_sees(&phone, "geslagen"));
    assert_false(browser_sees(&phone, "Petra"));
    assert_false(browser_sees(&phone, "Crisis"));
    assert_int_equal(store_alert_load(office->fixture->store, id, &alert, NULL), RC_OK);
    assert_int_equal(alert.state, ALERT_OPEN);
    assert_int_equal(browser_post(&phone, url, "when=soon"), 403); /* another form's token */

    browser_get(&phone, url);
    at = strstr(browser_page(&phone), "action=\"/a/");
    assert_non_null(at);
    at = strstr(at, "name=\"csrf\" value=\"");
    assert_non_null(at);
    sscanf(at, "name=\"csrf\" value=\"%60[^\"]", token);
    snprintf(phone.csrf, sizeof(phone.csrf), "%s", token);
    assert_int_equal(browser_post(&phone, url, "when=soon"), 303);
    alert_clear(&alert);
    assert_int_equal(store_alert_load(office->fixture->store, id, &alert, NULL), RC_OK);
    assert_int_equal(alert.state, ALERT_TAKEN);
    assert_string_equal(alert.taken_by, "sanne");
    assert_int_equal(browser_get(&phone, url), 200);
    assert_true(browser_sees(&phone, "Jij hebt dit opgepakt"));
    assert_int_equal(browser_get(&phone, "/a/nosuchtoken"), 404);
    browser_clear(&phone);
    office_free(office);
}

static void a_reply_is_read_by_a_person_and_leaves_the_pile(void **state)
{
    struct office *office = office_new(true);
    struct browser sanne = browser_as(office, "sanne"), noor = browser_as(office, "noor");
    SCOPED(replies_clear) struct replies replies = {0};
    char url[64];
    (void)state;

    fixture_family(office->fixture, PETRA, LANGUAGE_NL);
    fixture_text(office->fixture, PETRA, "het gaat wel <b>goed</b>");
    fixture_text(office->fixture, "+31612345999", "wie is dit");
    assert_int_equal(browser_get(&sanne, "/replies"), 200);
    assert_true(browser_sees(&sanne, "het gaat wel &lt;b&gt;goed&lt;/b&gt;"));
    assert_false(browser_sees(&sanne, "wie is dit"));
    assert_int_equal(browser_get(&sanne, "/strangers"), 403);
    assert_int_equal(browser_get(&noor, "/strangers"), 200);
    assert_true(browser_sees(&noor, "wie is dit"));
    assert_true(browser_sees(&noor, "06 1234 5999"));

    assert_int_equal(store_reply_strangers(office->fixture->store, 1, &replies, NULL), RC_OK);
    browser_get(&sanne, "/replies");
    assert_int_equal(browser_post(&sanne, url_of(url, "/replies/#/read", replies.at[0].id), ""),
                     403);
    replies_clear(&replies);
    assert_int_equal(store_reply_unread(office->fixture->store, "sanne", 9, &replies, NULL), RC_OK);
    assert_int_equal(replies.n, 1);
    assert_int_equal(browser_post(&sanne, url_of(url, "/replies/#/read", replies.at[0].id), ""),
                     303);
    browser_get(&sanne, "/replies");
    assert_true(browser_sees(&sanne, "Alle antwoorden zijn gelezen"));
    browser_clear(&sanne);
    browser_clear(&noor);
    office_free(office);
}

static void the_coordinator_adds_a_family_and_every_mistake_is_said(void **state)
{
    static const struct {
        const char *form, *says;
    } wrong[] = {
        {"manager=sanne",                                                        "Geef het gezin een naam"    },
        {"name=A&manager=peter",                                                 "Kies een gezinsmanager"     },
        {"name=A&manager=sanne",                                                 "ten minste één gezinslid" },
        {"name=A&manager=sanne&name1=R&language1=xx",                            "Kies een taal"              },
        {"name=A&manager=sanne&name1=R&language1=ar&asked1=1",                   "telefoonnummer klopt niet"  },
        {"name=A&manager=sanne&name1=R&language1=ar&phone1=12",                  "telefoonnummer klopt niet"  },
        {"name=A&manager=sanne&name1=R&language1=ar&phone1=0612345602&asked1=1", "toestemming"                },
        {NEW_FAMILY,                                                             "ten minste één leefgebied"},
        {NEW_FAMILY "&domain=general",                                           "ten minste één leefgebied"},
    };
    struct office *office = office_new(true);
    struct browser noor = browser_as(office, "noor"), sanne = browser_as(office, "sanne");
    SCOPED(families_clear) struct families families = {0};
    (void)state;

    browser_get(&noor, "/families/new");
    for (size_t i = 0; i < COUNT(wrong); i++) {
        if (browser_post(&noor, "/families", wrong[i].form) != 400) fail_msg("%s", wrong[i].form);
        if (!browser_sees(&noor, wrong[i].says)) fail_msg("%s", wrong[i].says);
    }
    assert_true(browser_sees(&noor, "value=\"Rima\"")); /* what was typed is kept */
    browser_get(&sanne, "/families");
    assert_int_equal(browser_post(&sanne, "/families", NEW_FAMILY "&domain=violence"), 403);
    assert_int_equal(store_family_list(office->fixture->store, NULL, &families, NULL), RC_OK);
    assert_int_equal(families.n, 0);

    assert_int_equal(browser_post(&noor, "/families", NEW_FAMILY "&domain=violence&domain=school"),
                     303);
    families_clear(&families);
    assert_int_equal(store_family_list(office->fixture->store, "sanne", &families, NULL), RC_OK);
    assert_int_equal(families.n, 1);
    assert_string_equal(families.at[0].members[0].phone.number, "+31612345602");
    assert_int_equal(families.at[0].members[0].phone.safe_from_min, 9 * 60);
    assert_int_equal(families.at[0].enrolment.domains, 1U << DOMAIN_VIOLENCE | 1U << DOMAIN_SCHOOL);
    assert_int_equal(browser_post(&noor, "/families", NEW_FAMILY "&domain=work"), 409);
    browser_clear(&noor);
    browser_clear(&sanne);
    office_free(office);
}

static void an_enrolment_is_paused_resumed_and_ended(void **state)
{
    struct office *office = office_new(true);
    struct browser noor = browser_as(office, "noor"), sanne = browser_as(office, "sanne");
    SCOPED(family_clear) struct family family = {0};
    char url[64];
    int64_t id;
    static const struct {
        const char *form;
        enum enrolment_state want;
    } acts[] = {
        {"act=pause&reason=vakantie&sure=1", ENROLMENT_PAUSED},
        {"act=resume&sure=1",                ENROLMENT_ACTIVE},
        {"act=end&sure=1",                   ENROLMENT_ENDED }
    };
    (void)state;

    id = fixture_family(office->fixture, PETRA, LANGUAGE_NL);
    url_of(url, "/families/#/enrolment", id);
    browser_get(&noor, "/families");
    browser_get(&sanne, "/families");
    assert_int_equal(browser_post(&sanne, url, "act=pause"), 403);
    assert_int_equal(browser_post(&noor, url, "act=nothing"), 400);
    for (size_t i = 0; i < COUNT(acts); i++) {
        assert_int_equal(browser_post(&noor, url, acts[i].form), 303);
        family_clear(&family);
        assert_int_equal(store_family_load(office->fixture->store, id, &family, NULL), RC_OK);
        assert_int_equal(family.enrolment.state, acts[i].want);
    }
    assert_int_equal(browser_get(&noor, url_of(url, "/families/#", id)), 200);
    assert_true(browser_sees(&noor, "Laat meedoen"));
    browser_clear(&noor);
    browser_clear(&sanne);
    office_free(office);
}

static void a_stop_that_waits_is_confirmed_or_lifted_by_a_person(void **state)
{
    struct office *office = office_new(true);
    struct browser sanne = browser_as(office, "sanne");
    SCOPED(family_clear) struct family family = {0};
    struct consent pending = {.act = CONSENT_STOP_PENDING, .how = "sms"};
    SCOPED(text_clear) struct text form = {0};
    char url[64], page[64];
    int64_t id;
    (void)state;

    id = fixture_family(office->fixture, PETRA, LANGUAGE_NL);
    assert_int_equal(store_family_load(office->fixture->store, id, &family, NULL), RC_OK);
    pending.phone_id = family.members[0].phone.id;
    pending.member_id = family.members[0].id;
    url_of(url, "/families/#/consent", id);
    browser_get(&sanne, "/families");
    text_addf(&form, "member=%lld&act=lift", (long long)pending.member_id);
    assert_int_equal(browser_post(&sanne, url, text_string(&form)), 400); /* nothing waits */

    for (int i = 0; i < 2; i++) {
        assert_int_equal(
            store_consent_record(office->fixture->store, &pending, office->fixture->now, NULL),
            RC_OK);
        assert_int_equal(browser_get(&sanne, url_of(page, "/families/#", id)), 200);
        assert_true(browser_sees(&sanne, "Wil dit gezinslid stoppen?"));
        assert_int_equal(browser_post(&sanne, url, text_string(&form)), 303);
        family_clear(&family);
        assert_int_equal(store_family_load(office->fixture->store, id, &family, NULL), RC_OK);
        assert_int_equal(family.members[0].phone.stopped, i == 1);
        assert_false(family.members[0].phone.stop_pending);
        text_reset(&form);
        text_addf(&form, "member=%lld&act=stop", (long long)pending.member_id);
    }
    browser_clear(&sanne);
    office_free(office);
}

static void the_phone_and_the_clock_are_only_in_the_demonstration(void **state)
{
    struct office *office = office_new(true), *real = office_new(false);
    struct browser sanne, noor = {.console = real->console};
    SCOPED(family_clear) struct family family = {0};
    char url[64];
    int64_t id;
    (void)state;

    id = fixture_family(office->fixture, PETRA, LANGUAGE_AR);
    assert_int_equal(store_family_load(office->fixture->store, id, &family, NULL), RC_OK);
    fixture_run_until(office->fixture, office->fixture->now + 15 * USEC_DAY);
    sanne = browser_as(office, "sanne");
    url_of(url, "/phone/#", family.members[0].phone.id);
    assert_int_equal(browser_get(&sanne, "/phone"), 303);
    assert_int_equal(browser_get(&sanne, url), 200);
    assert_true(browser_sees(&sanne, "dir=\"auto\" lang=\"ar\""));
    assert_int_equal(browser_post(&sanne, url, "text=%D9%A3"), 303);
    assert_string_equal(office->typed, "٣");
    assert_string_equal(office->typed_at, PETRA);
    assert_int_equal(browser_post(&sanne, "/demo/advance", "by=week"), 303);
    assert_int_equal(office->advanced, 7 * USEC_DAY);
    assert_int_equal(browser_post(&sanne, "/demo/advance", "by=year"), 400);
    assert_int_equal(browser_get(&sanne, "/phone/staff/sanne"), 200);
    assert_int_equal(browser_get(&sanne, "/phone/9999"), 404);

    office_password(real, "noor", "goed");
    browser_get(&noor, "/login");
    assert_int_equal(browser_post(&noor, "/login", "login=noor&password=goed"), 303);
    browser_get(&noor, "/alerts");
    assert_false(browser_sees(&noor, "/phone"));
    assert_int_equal(browser_get(&noor, "/phone"), 404);
    assert_int_equal(browser_post(&noor, "/demo/advance", "by=day"), 404);
    browser_clear(&sanne);
    browser_clear(&noor);
    office_free(office);
    office_free(real);
}

static void the_system_page_shows_how_routes_stand_and_switches_them(void **state)
{
    struct office *office = office_new(true);
    struct browser noor = browser_as(office, "noor"), peter = browser_as(office, "peter");
    struct route *route = &office->fixture->config->routes[0];
    int64_t family_id;
    (void)state;

    assert_int_equal(browser_get(&peter, "/queue"), 200);
    assert_true(browser_sees(&peter, "werkt"));
    assert_false(browser_sees(&peter, "Zet uit"));
    assert_int_equal(browser_post(&peter, "/queue/routes/sandbox", "to=off"), 403);
    assert_int_equal(browser_get(&noor, "/queue"), 200);
    assert_true(browser_sees(&noor, "Zet uit"));
    assert_int_equal(browser_post(&noor, "/queue/routes/sandbox", "to=sideways"), 400);
    assert_int_equal(browser_get(&noor, "/queue"), 200);
    assert_int_equal(browser_post(&noor, "/queue/routes/sandbox", "to=off"), 303);
    assert_int_equal(browser_get(&noor, "/queue?said=route_is_off"), 200);
    assert_true(browser_sees(&noor, "De route staat uit."));
    assert_true(browser_sees(&noor, "Route sandbox is uitgezet door Noor"));
    assert_true(browser_sees(&noor, "Zet aan"));

    route->cost_micros = 75000;
    route->budget_micros = 100000;
    office_crisis(office, &family_id); /* the answer to it leaves: danger passes the switch */
    assert_int_equal(browser_get(&noor, "/queue"), 200);
    assert_true(browser_sees(&noor, "% van het budget van deze maand verbruikt"));
    assert_true(browser_sees(&noor, "van € 0,10"));
    browser_clear(&noor);
    browser_clear(&peter);
    office_free(office);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_alert_is_taken_followed_up_and_closed),
        cmocka_unit_test(the_tick_is_off_for_a_phone_that_others_may_read),
        cmocka_unit_test(a_link_shows_no_content_and_only_its_button_takes),
        cmocka_unit_test(a_reply_is_read_by_a_person_and_leaves_the_pile),
        cmocka_unit_test(the_coordinator_adds_a_family_and_every_mistake_is_said),
        cmocka_unit_test(an_enrolment_is_paused_resumed_and_ended),
        cmocka_unit_test(a_stop_that_waits_is_confirmed_or_lifted_by_a_person),
        cmocka_unit_test(the_phone_and_the_clock_are_only_in_the_demonstration),
        cmocka_unit_test(the_system_page_shows_how_routes_stand_and_switches_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
