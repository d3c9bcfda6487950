/* Calendars as Outlook, Google and Nextcloud write them: see tests/calendars/README.md. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/base/clock.h"
#include "gateway/base/data.h"
#include "ical_world.h"

static void read_calendar(const char *name, const char *suffix, struct text *out)
{
    char path[512];
    struct fault why;

    snprintf(path, sizeof path, "%s/%s.%s", CALENDARS, name, suffix);
    if (file_read(path, ICAL_BYTES_MAX, out, &why) != RC_OK) fail_msg("%s: %s", path, why.text);
}

static int compare_starts(const void *left, const void *right)
{
    const struct ical_instance *a = left, *b = right;

    return a->start_at < b->start_at ? -1 : a->start_at > b->start_at;
}

static void write_instances(struct ical_instances *instances, struct text *out)
{
    char start[32], end[32], original[32] = "-";

    if (instances->n) qsort(instances->at, instances->n, sizeof *instances->at, compare_starts);
    text_add(out, "# start (UTC)\tend\twhere the rule had it\tstate\tsummary\n");
    for (size_t i = 0; i < instances->n; i++) {
        const struct ical_instance *instance = &instances->at[i];

        clock_write(instance->start_at, start);
        clock_write(instance->end_at, end);
        snprintf(original, sizeof original, "-");
        if (instance->original_at) clock_write(instance->original_at, original);
        text_addf(out, "%s\t%s\t%s\t%s\t%s\n", start, end, original,
                  instance->cancelled ? "cancelled" : "planned", instance->event->summary);
    }
}

static void every_dialect_gives_the_appointments_that_its_program_shows(void **state)
{
    static const char *const names[] = {"outlook", "outlook-cancel", "google", "nextcloud"};
    struct ical_window window = {utc("2026-11-22T00:00:00Z"), utc("2027-02-01T00:00:00Z")};
    (void)state;

    for (size_t i = 0; i < COUNT(names); i++) {
        SCOPED(text_clear) struct text bytes = {.limit = ICAL_BYTES_MAX}, want = {0}, got = {0};
        SCOPED(ical_clear) struct ical ical = {0};
        SCOPED(ical_instances_clear) struct ical_instances instances = {0};
        SCOPED(ical_world_clear) struct ical_world world = ical_world_new("Europe/Amsterdam");
        struct fault why = {0};

        read_calendar(names[i], "ics", &bytes);
        read_calendar(names[i], "tsv", &want);
        if (ical_read(bytes.at, bytes.n, &ical, &why) != RC_OK ||
            ical_expand(&ical, &world.zones, &window, &instances, &why) != RC_OK)
            fail_msg("%s: %s", names[i], why.text);
        write_instances(&instances, &got);
        assert_string_equal(text_string(&got), text_string(&want));
        for (size_t j = 0; j < ical.event_n; j++)
            if (ical.events[j].wrong) fail_msg("%s: %s", names[i], ical.events[j].wrong);
    }
}

static void folded_and_escaped_text_comes_out_whole(void **state)
{
    SCOPED(text_clear) struct text bytes = {.limit = ICAL_BYTES_MAX};
    SCOPED(ical_clear) struct ical ical = {0};
    (void)state;

    read_calendar("nextcloud", "ics", &bytes);
    assert_int_equal(ical_read(bytes.at, bytes.n, &ical, NULL), RC_OK);
    assert_string_equal(
        ical.events[0].description,
        "Denk aan: het plan, de hulpverleners, en wat er op school speelt — neem de "
        "vorige afspraken mee.\n\nTolk Arabisch is besteld.");
    assert_string_equal(ical.events[0].categories, "Werk, vn-3");
    assert_int_equal(ical.events[0].sequence, 3);
    assert_int_equal(ical.events[0].modified_at, utc("2026-11-20T17:52:41Z"));
}

static void school_holidays_are_runs_of_days(void **state)
{
    SCOPED(text_clear) struct text bytes = {.limit = ICAL_BYTES_MAX};
    SCOPED(mem_free) struct ical_days *days = NULL;
    size_t n = 0;
    (void)state;

    read_calendar("school-holidays", "ics", &bytes);
    assert_int_equal(ical_days_read(bytes.at, bytes.n, &days, &n, NULL), RC_OK);
    assert_int_equal(n, 3);
    assert_int_equal(days[0].from_day, day_of(2026, 10, 17));
    assert_int_equal(days[0].till_day, day_of(2026, 10, 26));
    assert_int_equal(days[1].from_day, day_of(2026, 12, 19));
    assert_int_equal(days[1].till_day, day_of(2027, 1, 4));
    assert_int_equal(days[2].till_day, days[2].from_day + 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_dialect_gives_the_appointments_that_its_program_shows),
        cmocka_unit_test(folded_and_escaped_text_comes_out_whole),
        cmocka_unit_test(school_holidays_are_runs_of_days),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
