/* What a coordinator asks for: the sentence where it cannot be, and what is planned where it can. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/gateway/enrolment/desk.h"

static void refused(enum rc rc, const struct fault *why, const char *says)
{
    if (rc == RC_OK) fail_msg("not refused: %s", says);
    if (!strstr(why->text, says)) fail_msg("\"%s\" does not say \"%s\"", why->text, says);
}

static const struct {
    const char *programme, *start_day, *phase, *says;
} bad_starts[] = {
    {NULL,         "2027-01-04", NULL,         "programme: expected"          },
    {"oosterhoud", "2027-01-04", NULL,         "did you mean \"oosterhout\"?" },
    {"oosterhout", NULL,         NULL,         "start_day: expected a date"   },
    {"oosterhout", "soon",       NULL,         "start_day: expected a date"   },
    {"oosterhout", "2027-01-03", NULL,         "expected 2027-01-04 or later" },
    {"oosterhout", "2031-01-03", NULL,         "start_day: 2031-01-03 is more"},
    {"oosterhout", "2027-01-04", "abbouw",     "phase: the programme"         },
    {"oosterhout", "2027-01-04", "fading-oud", "did you mean \"fading-out\"?" },
};

static void a_start_that_cannot_be_is_refused_by_its_field(void **state)
{
    struct fixture *fixture = fixture_new("");

    (void)state;
    for (size_t i = 0; i < COUNT(bad_starts); i++) {
        struct enrolment_wish wish = {.programme = bad_starts[i].programme,
                                      .start_day = bad_starts[i].start_day,
                                      .phase = bad_starts[i].phase,
                                      .domains = 2};
        struct enrolment enrolment = {0};
        struct fault why = {0};

        refused(enrolment_read(fixture->config, &wish, fixture->now, &enrolment, &why), &why,
                bad_starts[i].says);
    }
    fixture_free(fixture);
}

static void an_enrolment_may_begin_today_in_a_later_phase(void **state)
{
    struct fixture *fixture = fixture_new("");
    struct enrolment_wish wish = {.programme = "oosterhout",
                                  .start_day = "2027-01-04",
                                  .phase = "finger-on-the-pulse",
                                  .domains = 2};
    struct enrolment enrolment = {0};
    struct fault why = {0};

    (void)state;
    assert_int_equal(enrolment_read(fixture->config, &wish, fixture->now, &enrolment, &why), RC_OK);
    assert_int_equal(enrolment.first_phase, 1);
    assert_int_equal(enrolment.start_day, day_of(2027, 1, 4));
    free(enrolment.programme);
    fixture_free(fixture);
}

static enum rc ask_pause(const struct acting *by, struct decided *out, struct fault *why)
{
    return decide_pause(by, "2027-01-04", out, why);
}

static enum rc ask_resume(const struct acting *by, struct decided *out, struct fault *why)
{
    return decide_resume(by, out, why);
}

static enum rc ask_no_weeks(const struct acting *by, struct decided *out, struct fault *why)
{
    return decide_extend(by, NULL, 0, out, why);
}

static enum rc ask_unknown_phase(const struct acting *by, struct decided *out, struct fault *why)
{
    return decide_extend(by, "fading", 2, out, why);
}

static enum rc ask_nothing(const struct acting *by, struct decided *out, struct fault *why)
{
    return decide_rhythm(by, &(struct rhythm_wish){0}, out, why);
}

static enum rc ask_hourly(const struct acting *by, struct decided *out, struct fault *why)
{
    return decide_rhythm(by, &(struct rhythm_wish){.rhythm = "FREQ=HOURLY"}, out, why);
}

static enum rc ask_at_night(const struct acting *by, struct decided *out, struct fault *why)
{
    return decide_rhythm(by, &(struct rhythm_wish){.from_min = 22 * 60, .till_min = 23 * 60}, out,
                         why);
}

static enum rc ask_backwards(const struct acting *by, struct decided *out, struct fault *why)
{
    return decide_rhythm(by, &(struct rhythm_wish){.from_min = 15 * 60, .till_min = 13 * 60}, out,
                         why);
}

static enum rc ask_days_today(const struct acting *by, struct decided *out, struct fault *why)
{
    return decide_own_days(by, "2027-01-04", "2027-01-06", "skip", out, why);
}

static enum rc ask_no_days(const struct acting *by, struct decided *out, struct fault *why)
{
    return decide_own_days(by, "2027-01-06", "2027-01-06", "skip", out, why);
}

static enum rc ask_other_act(const struct acting *by, struct decided *out, struct fault *why)
{
    return decide_own_days(by, "2027-01-06", "2027-01-07", "window", out, why);
}

static enum rc ask_other_days(const struct acting *by, struct decided *out, struct fault *why)
{
    return decide_own_days_end(by, "2027-01-06", out, why);
}

static enum rc ask_outcome(const struct acting *by, struct decided *out, struct fault *why)
{
    return decide_end(by, "re-entered", false, out, why);
}

static enum rc ask_no_manager(const struct acting *by, struct decided *out, struct fault *why)
{
    return decide_handover(by, &(struct handover_wish){.manager = "noor"}, out, why);
}

static enum rc ask_same_manager(const struct acting *by, struct decided *out, struct fault *why)
{
    return decide_handover(by, &(struct handover_wish){.manager = "sanne"}, out, why);
}

static enum rc ask_to_nobody(const struct acting *by, struct decided *out, struct fault *why)
{
    return decide_handover(by, &(struct handover_wish){0}, out, why);
}

static enum rc ask_consent_maybe(const struct acting *by, struct decided *out, struct fault *why)
{
    return decide_handover(by, &(struct handover_wish){.manager = "karim", .consent = "maybe"}, out,
                           why);
}

static const struct {
    enum rc (*ask)(const struct acting *by, struct decided *out, struct fault *why);
    const char *says;
} bad_acts[] = {
    {ask_pause,         "till: 2027-01-04 is too early, expected 2027-01-05"},
    {ask_resume,        "not paused"                                        },
    {ask_no_weeks,      "weeks: expected 1 to 104"                          },
    {ask_unknown_phase, "phase: the programme oosterhout has none"          },
    {ask_nothing,       "rhythm: expected one"                              },
    {ask_hourly,        "rhythm: "                                          },
    {ask_at_night,      "quiet hours"                                       },
    {ask_backwards,     "till: expected a time after from"                  },
    {ask_days_today,    "from: 2027-01-04 is too early, expected 2027-01-05"},
    {ask_no_days,       "till: 2027-01-06 is too early"                     },
    {ask_other_act,     "act: expected skip, earlier or later"              },
    {ask_other_days,    "from: this family has no own days"                 },
    {ask_outcome,       "outcome: expected independent"                     },
    {ask_no_manager,    "manager: expected the login of a family manager"   },
    {ask_to_nobody,     "manager: expected manager or municipality"         },
    {ask_consent_maybe, "consent: expected carried or anew"                 },
    {ask_same_manager,  "manager: sanne has this family already"            },
};

static void an_act_that_cannot_be_is_refused_by_its_field(void **state)
{
    struct desk *desk = desk_new("");

    (void)state;
    for (size_t i = 0; i < COUNT(bad_acts); i++) {
        SCOPED(decided_clear) struct decided decided = {0};
        struct fault why = {0};

        refused(bad_acts[i].ask(&desk->by, &decided, &why), &why, bad_acts[i].says);
    }
    desk_free(desk);
}

static void a_longer_phase_moves_all_that_follow(void **state)
{
    struct desk *desk = desk_new("");
    struct standing standing;

    (void)state;
    desk_finish(desk, decide_extend(&desk->by, NULL, 2, &desk->decided, &desk->why));
    desk_finish(desk, decide_extend(&desk->by, "last", 3, &desk->decided, &desk->why));
    standing_of(desk->fixture->config, &desk->family, desk->fixture->now, &standing);
    assert_int_equal(standing.phase.end_day, day_of(2027, 1, 4) + 6 * 7);
    assert_int_equal(standing.end_day, day_of(2027, 1, 4) + 22 * 7);
    desk_free(desk);
}

static void another_rhythm_counts_from_tomorrow_until_the_own_one_is_given_back(void **state)
{
    struct desk *desk = desk_new("");
    struct rhythm_wish daily = {
        .rhythm = "FREQ=DAILY", .from_min = 9 * 60, .till_min = 10 * 60, .phase = "this"};
    struct standing standing;

    (void)state;
    desk_finish(desk, decide_rhythm(&desk->by, &daily, &desk->decided, &desk->why));
    standing_of(desk->fixture->config, &desk->family, desk->fixture->now, &standing);
    assert_string_equal(standing.held.rhythm, "FREQ=DAILY");
    assert_int_equal(standing.next_n, NEXT_MAX);
    assert_int_equal(zone_day(desk->fixture->config->municipality.zone, standing.next[0].due_at),
                     day_of(2027, 1, 5));
    desk_finish(desk, decide_rhythm(&desk->by, &(struct rhythm_wish){.own = true}, &desk->decided,
                                    &desk->why));
    standing_of(desk->fixture->config, &desk->family, desk->fixture->now, &standing);
    assert_string_equal(standing.held.rhythm, "FREQ=WEEKLY;BYDAY=WE");
    assert_int_equal(zone_day(desk->fixture->config->municipality.zone, standing.next[0].due_at),
                     day_of(2027, 1, 6));
    desk_free(desk);
}

static void what_is_imagined_is_what_comes_of_it(void **state)
{
    struct desk *desk = desk_new("");
    struct rhythm_wish wish = {.rhythm = "FREQ=WEEKLY;BYDAY=MO,FR"};
    struct standing imagined, real;

    (void)state;
    assert_int_equal(decide_rhythm(&desk->by, &wish, &desk->decided, &desk->why), RC_OK);
    decided_imagine(&desk->decided, &desk->family);
    standing_of(desk->fixture->config, &desk->family, desk->fixture->now, &imagined);
    desk_finish(desk, RC_OK);
    standing_of(desk->fixture->config, &desk->family, desk->fixture->now, &real);
    assert_int_equal(imagined.next_n, NEXT_MAX);
    for (size_t i = 0; i < NEXT_MAX; i++)
        assert_true(imagined.next[i].due_at == real.next[i].due_at);
    desk_free(desk);
}

static void own_days_are_left_out_and_come_back_from_tomorrow_when_they_are_taken_away(void **state)
{
    struct desk *desk = desk_new("");
    struct decided decided = {0};
    struct standing standing;
    struct fault why = {0};

    (void)state;
    desk_finish(desk, decide_own_days(&desk->by, "2027-01-05", "2027-01-15", "skip", &desk->decided,
                                      &desk->why));
    standing_of(desk->fixture->config, &desk->family, desk->fixture->now, &standing);
    assert_int_equal(zone_day(desk->fixture->config->municipality.zone, standing.next[0].due_at),
                     day_of(2027, 1, 20));
    fixture_run_until(desk->fixture, desk->fixture->now + 4 * USEC_DAY);
    desk_look(desk);
    desk_finish(desk, decide_own_days_end(&desk->by, "2027-01-05", &desk->decided, &desk->why));
    assert_int_equal(desk->family.enrolment.own_day_n, 1);
    assert_int_equal(own_days_end(&desk->family.enrolment.own_days[0]), day_of(2027, 1, 9));
    standing_of(desk->fixture->config, &desk->family, desk->fixture->now, &standing);
    assert_int_equal(zone_day(desk->fixture->config->municipality.zone, standing.next[0].due_at),
                     day_of(2027, 1, 13));
    refused(decide_own_days_end(&desk->by, "2027-01-05", &decided, &why), &why, "no own days");
    decided_clear(&decided);
    desk_free(desk);
}

static void a_family_that_enters_again_begins_anew_tomorrow_and_once(void **state)
{
    struct desk *desk = desk_new("");
    struct enrolment_wish wish = {.phase = "finger-on-the-pulse"};
    struct decided again = {0};
    int64_t before = desk->family.enrolment.id;
    struct fault why = {0};

    (void)state;
    assert_int_equal(decide_reenter(&desk->by, &wish, &again, &why), RC_OK);
    desk_finish(desk, decide_reenter(&desk->by, &wish, &desk->decided, &desk->why));
    assert_int_equal(desk->family.enrolment.previous_id, before);
    assert_int_equal(desk->family.enrolment.start_day, day_of(2027, 1, 5));
    assert_int_equal(desk->family.enrolment.first_phase, 1);
    assert_int_equal(desk->family.enrolment.domains, 1U << DOMAIN_FINANCE);
    assert_int_equal(desk->family.enrolment.state, ENROLMENT_ACTIVE);
    assert_int_equal(decided_do(desk->fixture->store, &again, desk->fixture->now, &why), RC_TAKEN);
    decided_clear(&again);
    desk_free(desk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_start_that_cannot_be_is_refused_by_its_field),
        cmocka_unit_test(an_enrolment_may_begin_today_in_a_later_phase),
        cmocka_unit_test(an_act_that_cannot_be_is_refused_by_its_field),
        cmocka_unit_test(a_longer_phase_moves_all_that_follow),
        cmocka_unit_test(another_rhythm_counts_from_tomorrow_until_the_own_one_is_given_back),
        cmocka_unit_test(what_is_imagined_is_what_comes_of_it),
        cmocka_unit_test(
            own_days_are_left_out_and_come_back_from_tomorrow_when_they_are_taken_away),
        cmocka_unit_test(a_family_that_enters_again_begins_anew_tomorrow_and_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
