/* Two parents: on one phone, or each on an own one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/fixture/fixture.h"

#define HOME  "+31612345601"
#define OTHER "+31612345602"

static struct fixture *weekly(const char *asks)
{
    SCOPED(text_clear) struct text extra = {0};

    text_addf(
        &extra,
        "programmes = ( { name = \"test\"; title_nl = \"T\"; title_en = \"T\"; nudges_max = 0;\n"
        "  phases = ( { name = \"all\"; weeks = 0; rhythm = \"FREQ=WEEKLY;BYDAY=TU\";\n"
        "  between = \"10:00-12:00\"; asks = \"%s\"; script = \"how-is-it\"; } ); } );\n",
        asks);
    return fixture_new(text_string(&extra));
}

/* Fatima and Omar; fills in their ids. */
static int64_t parents(struct fixture *fixture, const char *number_two, int64_t ids[static 2])
{
    char name[] = "Jansen", one[] = "Fatima", two[] = "Omar", manager[] = "sanne",
         programme[] = "test";
    char home[] = HOME, second[16];
    struct member members[] = {
        {.name = one, .asked = true, .phone = {.number = home}  },
        {.name = two, .asked = true, .phone = {.number = second}},
    };
    struct family family = {.name = name, .manager = manager, .members = members, .member_n = 2};
    struct enrolment enrolment = {.programme = programme, .domains = 1U << DOMAIN_FINANCE};

    snprintf(second, sizeof(second), "%s", number_two);
    enrolment.start_day = zone_day(fixture->config->municipality.zone, fixture->now);
    enrolment.planned_at = enrolment.next_at = fixture->now;
    assert_int_equal(store_family_add(fixture->store, &family, fixture->now, NULL), RC_OK);
    assert_int_equal(store_enrol(fixture->store, family.id, &enrolment, "noor", fixture->now, NULL),
                     RC_OK);
    for (int i = 0; i < 2; i++)
        ids[i] = members[i].id;
    return family.id;
}

static void a_shared_phone_is_asked_for_one_at_a_time_and_answers_for_that_one(void **state)
{
    struct fixture *fixture = weekly("each");
    SCOPED(replies_clear) struct replies replies = {0};
    int64_t ids[2], family_id = parents(fixture, HOME, ids);

    (void)state;
    for (int week = 0; week < 4; week++) {
        fixture_run_until(fixture, FIXTURE_NOW + (7 * week + 1) * USEC_DAY + 3 * USEC_HOUR);
        assert_int_equal(fixture_sent(fixture, HOME, KIND_CHECKIN, "Voor F:"), (week + 2) / 2);
        assert_int_equal(fixture_sent(fixture, HOME, KIND_CHECKIN, "Voor O:"), (week + 1) / 2);
        fixture_text(fixture, HOME, week % 2 ? "2" : "4");
    }
    assert_int_equal(store_reply_list(fixture->store, family_id, 0, &replies, NULL), RC_OK);
    assert_int_equal(replies.n, 4);
    for (size_t i = 0; i < replies.n; i++)
        assert_int_equal(replies.at[i].member_id, replies.at[i].score == 4 ? ids[0] : ids[1]);
    fixture_free(fixture);
}

static void two_phones_are_asked_apart_and_no_letter_is_said(void **state)
{
    struct fixture *fixture = weekly("each");
    int64_t ids[2];

    (void)state;
    parents(fixture, OTHER, ids);
    fixture_run_until(fixture, FIXTURE_NOW + 8 * USEC_DAY + 3 * USEC_HOUR);
    assert_int_equal(fixture_sent(fixture, HOME, KIND_CHECKIN, "cijfer van 1"), 2);
    assert_int_equal(fixture_sent(fixture, OTHER, KIND_CHECKIN, "cijfer van 1"), 2);
    assert_int_equal(fixture_sent(fixture, HOME, KIND_CHECKIN, "Voor"), 0);
    fixture_free(fixture);
}

static void one_may_be_asked_for_the_family(void **state)
{
    struct fixture *fixture = weekly("first");
    int64_t ids[2];

    (void)state;
    parents(fixture, OTHER, ids);
    fixture_run_until(fixture, FIXTURE_NOW + 8 * USEC_DAY + 3 * USEC_HOUR);
    assert_int_equal(fixture_sent(fixture, HOME, KIND_CHECKIN, ""), 2);
    assert_int_equal(fixture_sent(fixture, OTHER, KIND_CHECKIN, ""), 0);
    fixture_free(fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_shared_phone_is_asked_for_one_at_a_time_and_answers_for_that_one),
        cmocka_unit_test(two_phones_are_asked_apart_and_no_letter_is_said),
        cmocka_unit_test(one_may_be_asked_for_the_family),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
