#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "config/config.h"
#include "gateway/web/months.h"

static struct config *config;
static struct phrases phrases;

static int32_t day(const char *date)
{
    int32_t out;

    assert_true(day_read(date, &out));
    return out;
}

static int set_up(void **state)
{
    static const struct data linked_in = {NULL};
    SCOPED(mistakes_clear) struct mistakes mistakes = {0};
    (void)state;

    assert_int_equal(config_load(&linked_in, NULL, 0, &config, &mistakes), RC_OK);
    assert_int_equal(phrases_load(&linked_in, "nl", &phrases, NULL), RC_OK);
    return 0;
}

static int take_down(void **state)
{
    (void)state;
    phrases_clear(&phrases);
    config_free(config);
    return 0;
}

static json_t *show(const char *programme, int member_n, const char *start)
{
    const struct plan plan = {.programme = config_programme(config, programme),
                              .zone = config->municipality.zone,
                              .quiet = config->quiet,
                              .special = config->special,
                              .start_day = day(start),
                              .member_n = member_n,
                              .seed = 1};
    const struct months months = {.phrases = &phrases, .plan = &plan, .months_max = MONTHS_MAX};

    return months_json(&months, plan.start_day);
}

/* The day of that number in the n-th month. */
static const json_t *day_in(const json_t *calendar, size_t month, int number)
{
    const json_t *weeks =
        json_object_get(json_array_get(json_object_get(calendar, "months"), month), "weeks");

    for (size_t i = 0; i < json_array_size(weeks) * 7; i++) {
        const json_t *days = json_object_get(json_array_get(weeks, i / 7), "days");
        const json_t *one = json_array_get(days, i % 7);

        if (json_integer_value(json_object_get(one, "n")) == number) return one;
    }
    fail_msg("there is no day %d", number);
    return NULL;
}

static const char *note_in(const json_t *calendar, size_t month, size_t note, const char *what)
{
    const json_t *notes =
        json_object_get(json_array_get(json_object_get(calendar, "months"), month), "notes");

    return json_string_value(json_object_get(json_array_get(notes, note), what));
}

static size_t asked_on(const json_t *calendar, size_t month, int number)
{
    return json_array_size(json_object_get(day_in(calendar, month, number), "asked"));
}

static void every_check_in_stands_on_its_day(void **state)
{
    json_t *calendar = show("oosterhout", 2, "2027-02-10");
    const json_t *first = json_array_get(json_object_get(day_in(calendar, 0, 10), "asked"), 0);
    (void)state;

    assert_int_equal(json_array_size(json_object_get(calendar, "months")), 5);
    assert_int_equal(asked_on(calendar, 0, 10), 1);
    assert_int_equal(asked_on(calendar, 0, 11), 0);
    assert_int_equal(asked_on(calendar, 1, 17), 2);
    assert_string_equal(json_string_value(json_object_get(first, "who")), "gezinslid 1");
    assert_string_equal(json_string_value(json_object_get(first, "phase")), "afbouw");
    assert_int_equal(strlen(json_string_value(json_object_get(first, "time"))), strlen("13.10"));
    assert_non_null(strstr(json_string_value(json_object_get(calendar, "said")), "30 berichten"));
    json_decref(calendar);
}

static void a_special_day_says_why_and_a_phase_when_it_begins(void **state)
{
    json_t *calendar = show("mee", 1, "2027-04-06");
    (void)state;

    assert_int_equal(asked_on(calendar, 0, 20), 1);
    assert_int_equal(asked_on(calendar, 0, 27), 0);
    assert_int_equal(asked_on(calendar, 0, 28), 1);
    assert_true(json_is_true(json_object_get(day_in(calendar, 0, 27), "special")));
    assert_string_equal(note_in(calendar, 0, 0, "days"), "6");
    assert_string_equal(note_in(calendar, 0, 0, "what"), "afbouw");
    assert_string_equal(note_in(calendar, 0, 1, "days"), "27");
    assert_string_equal(note_in(calendar, 0, 1, "what"), "Koningsdag");
    assert_string_equal(note_in(calendar, 0, 1, "more"), "een bericht op deze dag komt later");
    assert_string_equal(note_in(calendar, 2, 0, "what"), "nazorg");
    json_decref(calendar);
}

static void what_has_no_end_is_shown_for_some_years(void **state)
{
    json_t *calendar = show("enschede", 1, "2027-12-31");
    (void)state;

    assert_int_equal(json_array_size(json_object_get(calendar, "months")), MONTHS_MAX);
    assert_non_null(strstr(json_string_value(json_object_get(calendar, "said")), "gaat het door"));
    assert_true(json_is_true(json_object_get(day_in(calendar, 0, 1), "outside")));
    json_decref(calendar);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_check_in_stands_on_its_day),
        cmocka_unit_test(a_special_day_says_why_and_a_phase_when_it_begins),
        cmocka_unit_test(what_has_no_end_is_shown_for_some_years),
    };
    return cmocka_run_group_tests(tests, set_up, take_down);
}
