/* Calendars of staff: how a feed stands, and the token of one's own. */
#include "tests/store/fixture.h"

static void a_feed_stands_as_it_was_left(void **state)
{
    struct fixture *fixture = *state;
    SCOPED(calendar_clear) struct calendar none = {0}, kept = {0};
    char staff[] = "samira", etag[] = "\"v1\"", modified[] = "", wrong[] = "its server answers 500";
    struct calendar calendar = {.staff = staff,
                                .looked_at = NOW,
                                .taken_at = NOW - 1,
                                .read_at = NOW - 2,
                                .trouble = CALENDAR_SERVER,
                                .etag = etag,
                                .modified = modified,
                                .fault = wrong};

    must(store_calendar_load(fixture->store, "samira", &none, &fixture->why));
    assert_string_equal(none.fault, "");
    assert_int_equal(none.looked_at, 0);
    must(store_calendar_keep(fixture->store, &calendar, &fixture->why));
    calendar.looked_at = NOW + 1;
    must(store_calendar_keep(fixture->store, &calendar, &fixture->why));
    must(store_calendar_load(fixture->store, "samira", &kept, &fixture->why));
    assert_int_equal(kept.looked_at, NOW + 1);
    assert_int_equal(kept.taken_at, NOW - 1);
    assert_string_equal(kept.etag, "\"v1\"");
    assert_string_equal(kept.fault, wrong);
    assert_int_equal(kept.read_at, NOW - 2);
    assert_int_equal(kept.trouble, CALENDAR_SERVER);
    assert_false(kept.has_token);
}

static void a_token_leads_to_one_person_until_it_is_replaced(void **state)
{
    struct fixture *fixture = *state;
    SCOPED(mem_free) char *staff = NULL;
    SCOPED(mem_free) char *other = NULL;
    SCOPED(calendar_clear) struct calendar calendar = {0};

    assert_int_equal(store_calendar_staff(fixture->store, "first", &staff, NULL), RC_MISSING);
    must(store_calendar_token(fixture->store, "samira", "first", &fixture->why));
    must(store_calendar_token(fixture->store, "joost", "other", &fixture->why));
    must(store_calendar_staff(fixture->store, "first", &staff, &fixture->why));
    assert_string_equal(staff, "samira");
    must(store_calendar_token(fixture->store, "samira", "second", &fixture->why));
    assert_int_equal(store_calendar_staff(fixture->store, "first", &other, NULL), RC_MISSING);
    must(store_calendar_staff(fixture->store, "other", &other, &fixture->why));
    assert_string_equal(other, "joost");
    must(store_calendar_load(fixture->store, "samira", &calendar, &fixture->why));
    assert_true(calendar.has_token);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_feed_stands_as_it_was_left, fixture_setup,
                                        fixture_teardown),
        cmocka_unit_test_setup_teardown(a_token_leads_to_one_person_until_it_is_replaced,
                                        fixture_setup, fixture_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
