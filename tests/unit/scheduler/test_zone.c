#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/base/clock.h"
#include "system_zone.h"

static usec utc(const char *string)
{
    usec at;

    if (!clock_read(string, &at)) fail_msg("no moment: %s", string);
    return at;
}

static void write_local(struct local local, char out[static 32])
{
    snprintf(out, 32, "%04d-%02d-%02dT%02d:%02d:%02d", local.year, local.month, local.day,
             local.hour, local.minute, local.second);
}

/* "2027-01-18T10:12:00", with fields as long and as wrong as they like. */
static struct local local_of(const char *string)
{
    int fields[6] = {0};
    char *end;

    for (size_t i = 0; i < COUNT(fields); i++) {
        fields[i] = (int)strtol(string, &end, 10);
        assert_true(end != string);
        string = end + (*end != '\0');
    }
    return (struct local){fields[0], fields[1], fields[2], fields[3], fields[4], fields[5]};
}

/* From `zdump -v` of the same tz data. */
static void clocks_change_when_they_are_known_to(void **state)
{
    static const struct {
        const char *zone, *at, *before, *after; /* the second before the change, and the change */
    } cases[] = {
        {"Europe/Amsterdam",    "2027-03-28T01:00:00Z", "2027-03-28T01:59:59", "2027-03-28T03:00:00"},
        {"Europe/Amsterdam",    "2027-10-31T01:00:00Z", "2027-10-31T02:59:59", "2027-10-31T02:00:00"},
        {"Europe/Amsterdam",    "2050-03-27T01:00:00Z", "2050-03-27T01:59:59", "2050-03-27T03:00:00"},
        {"Africa/Casablanca",   "2027-02-07T02:00:00Z", "2027-02-07T02:59:59", "2027-02-07T02:00:00"},
        {"Africa/Casablanca",   "2027-03-14T02:00:00Z", "2027-03-14T01:59:59", "2027-03-14T03:00:00"},
        {"Asia/Damascus",       "2022-03-24T22:00:00Z", "2022-03-24T23:59:59", "2022-03-25T01:00:00"},
        {"Asia/Damascus",       "2022-10-27T21:00:00Z", "2022-10-27T23:59:59", "2022-10-28T00:00:00"},
        {"Asia/Baghdad",        "2007-04-01T00:00:00Z", "2007-04-01T02:59:59", "2007-04-01T04:00:00"},
        {"Asia/Baghdad",        "2007-10-01T00:00:00Z", "2007-10-01T03:59:59", "2007-10-01T03:00:00"},
        {"Asia/Baghdad",        "2030-10-01T00:00:00Z", "2030-10-01T02:59:59", "2030-10-01T03:00:00"},
        {"America/New_York",    "2027-03-14T07:00:00Z", "2027-03-14T01:59:59", "2027-03-14T03:00:00"},
        {"America/New_York",    "2050-11-06T06:00:00Z", "2050-11-06T01:59:59", "2050-11-06T01:00:00"},
        {"Australia/Lord_Howe", "2027-04-03T15:00:00Z", "2027-04-04T01:59:59",
         "2027-04-04T01:30:00"                                                                      },
        {"Australia/Lord_Howe", "2027-10-02T15:30:00Z", "2027-10-03T01:59:59",
         "2027-10-03T02:30:00"                                                                      },
        {"Pacific/Apia",        "2011-12-30T10:00:00Z", "2011-12-29T23:59:59", "2011-12-31T00:00:00"},
        {"America/Sao_Paulo",   "2018-02-18T02:00:00Z", "2018-02-17T23:59:59", "2018-02-17T23:00:00"},
        {"UTC",                 "2027-03-28T01:00:00Z", "2027-03-28T00:59:59", "2027-03-28T01:00:00"},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        SCOPED(zone_freep) struct zone *zone = system_zone(cases[i].zone);
        usec at = utc(cases[i].at);
        char before[32], after[32];

        write_local(zone_local(zone, at - 1), before);
        write_local(zone_local(zone, at), after);
        if (strcmp(before, cases[i].before) != 0 || strcmp(after, cases[i].after) != 0)
            fail_msg("%s %s: %s to %s", cases[i].zone, cases[i].at, before, after);
    }
}

static void a_wall_time_has_one_moment(void **state)
{
    static const struct {
        const char *zone, *wall, *at;
    } cases[] = {
        {"Europe/Amsterdam",    "2027-01-18T10:12:00",  "2027-01-18T09:12:00Z"},
        {"Europe/Amsterdam",    "2027-07-18T10:12:00",  "2027-07-18T08:12:00Z"},
        {"Europe/Amsterdam",    "2060-07-18T10:12:00",  "2060-07-18T08:12:00Z"},
 /* Skipped: the first moment after the jump. */
        {"Europe/Amsterdam",    "2027-03-28T02:00:00",  "2027-03-28T01:00:00Z"},
        {"Europe/Amsterdam",    "2027-03-28T02:30:00",  "2027-03-28T01:00:00Z"},
        {"Europe/Amsterdam",    "2027-03-28T03:00:00",  "2027-03-28T01:00:00Z"},
        {"Europe/Amsterdam",    "2050-03-27T02:30:00",  "2050-03-27T01:00:00Z"},
        {"Asia/Damascus",       "2022-03-25T00:30:00",  "2022-03-24T22:00:00Z"},
        {"Australia/Lord_Howe", "2027-10-03T02:10:00",  "2027-10-02T15:30:00Z"},
        {"Pacific/Apia",        "2011-12-30T12:00:00",  "2011-12-30T10:00:00Z"},
 /* Doubled: the first coming. */
        {"Europe/Amsterdam",    "2027-10-31T02:00:00",  "2027-10-31T00:00:00Z"},
        {"Europe/Amsterdam",    "2027-10-31T02:59:59",  "2027-10-31T00:59:59Z"},
        {"Europe/Amsterdam",    "2027-10-31T03:00:00",  "2027-10-31T02:00:00Z"},
        {"Africa/Casablanca",   "2027-02-07T02:30:00",  "2027-02-07T01:30:00Z"},
        {"America/Sao_Paulo",   "2018-02-17T23:30:00",  "2018-02-18T01:30:00Z"},
        {"America/Sao_Paulo",   "2018-02-18T00:00:00",  "2018-02-18T03:00:00Z"},
 /* Fields out of range carry over. */
        {"Europe/Amsterdam",    "2027-01-18T09:72:00",  "2027-01-18T09:12:00Z"},
        {"Europe/Amsterdam",    "2026-13-18T34:12:00",  "2027-01-19T09:12:00Z"},
        {"Europe/Amsterdam",    "2027-01-18T10:13:-60", "2027-01-18T09:12:00Z"},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        SCOPED(zone_freep) struct zone *zone = system_zone(cases[i].zone);
        char got[32];

        clock_write(zone_usec(zone, local_of(cases[i].wall)), got);
        if (strcmp(got, cases[i].at) != 0) fail_msg("%s %s: %s", cases[i].zone, cases[i].wall, got);
    }
}

static void a_day_starts_at_its_first_moment(void **state)
{
    SCOPED(zone_freep) struct zone *damascus = system_zone("Asia/Damascus");
    SCOPED(zone_freep) struct zone *apia = system_zone("Pacific/Apia");
    int32_t jump = day_of(2022, 3, 25);
    (void)state;

    assert_int_equal(zone_day_start(damascus, jump), utc("2022-03-24T22:00:00Z"));
    assert_int_equal(zone_day(damascus, utc("2022-03-24T22:00:00Z")), jump);
    assert_int_equal(zone_day(damascus, utc("2022-03-24T22:00:00Z") - 1), jump - 1);
    assert_int_equal(zone_day_start(apia, day_of(2011, 12, 30)),
                     zone_day_start(apia, day_of(2011, 12, 31)));
}

static void stretches_join_without_gap_or_overlap(void **state)
{
    static const char *const names[] = {"Europe/Amsterdam", "Africa/Casablanca", "Pacific/Apia"};
    (void)state;

    for (size_t i = 0; i < COUNT(names); i++) {
        SCOPED(zone_freep) struct zone *zone = system_zone(names[i]);
        struct zone_stretch stretch = zone_stretch(zone, INT64_MIN);

        assert_true(stretch.from == INT64_MIN);
        while (stretch.till < utc("2150-01-01T00:00:00Z")) {
            struct zone_stretch next = zone_stretch(zone, stretch.till);

            assert_int_equal(next.from, stretch.till);
            assert_int_equal(zone_stretch(zone, stretch.till - 1).from, stretch.from);
            assert_true(next.till > next.from);
            stretch = next;
        }
    }
}

static void the_ends_of_time_do_no_harm(void **state)
{
    SCOPED(zone_freep) struct zone *zone = system_zone("Europe/Amsterdam");
    (void)state;

    assert_true(zone_local(zone, USEC_NEVER).year > 290000);
    assert_true(zone_local(zone, INT64_MIN).year < -290000);
    assert_true(zone_usec(zone, (struct local){INT32_MAX, 1, 1, 0, 0, 0}) == USEC_NEVER);
    assert_true(zone_usec(zone, (struct local){INT32_MIN, 1, 1, 0, 0, 0}) == INT64_MIN);
    assert_true(zone_usec(zone, (struct local){2027, INT32_MAX, INT32_MAX, INT32_MAX, INT32_MAX,
                                               INT32_MAX}) == USEC_NEVER);
}

/* A file of the second version with one type at +1 h and what the test adds. */
struct file {
    unsigned char bytes[256];
    size_t n;
};

static void file_add(struct file *file, const void *bytes, size_t n)
{
    assert_true(file->n + n <= sizeof(file->bytes));
    memcpy(file->bytes + file->n, bytes, n);
    file->n += n;
}

static void file_add_header(struct file *file, char version, unsigned char leap_n,
                            unsigned char time_n, unsigned char type_n, unsigned char char_n)
{
    unsigned char header[44] = "TZif";

    header[4] = (unsigned char)version;
    header[31] = leap_n;
    header[35] = time_n;
    header[39] = type_n;
    header[43] = char_n;
    file_add(file, header, sizeof(header));
}

static const unsigned char one_type[] = {0, 0, 14, 16, 0, 0, 'C', 'E', 'T', 0};

static struct file file_new(const char *footer)
{
    struct file file = {0};

    file_add_header(&file, '2', 0, 0, 0, 0);
    file_add_header(&file, '2', 0, 0, 1, 4);
    file_add(&file, one_type, sizeof(one_type));
    file_add(&file, footer, strlen(footer));
    return file;
}

static void files_of_each_version_are_read(void **state)
{
    struct file first = {0};
    struct file second = file_new("\nCET-1\n");
    struct file without_rule = file_new("\n\n");
    const struct file *files[] = {&first, &second, &without_rule};
    (void)state;

    file_add_header(&first, '\0', 0, 1, 1, 4);
    file_add(&first, "\200\0\0\0\0", 5); /* one change, in 1901, to type 0 */
    file_add(&first, one_type, sizeof(one_type));
    for (size_t i = 0; i < COUNT(files); i++) {
        SCOPED(zone_freep) struct zone *zone = NULL;
        struct fault why;

        if (zone_new(files[i]->bytes, files[i]->n, &zone, &why) != RC_OK) fail_msg("%s", why.text);
        assert_int_equal(zone_local(zone, 0).hour, 1);
    }
}

static enum rc try_file(const void *bytes, size_t n)
{
    SCOPED(zone_freep) struct zone *zone = NULL;
    struct fault why = {0};
    enum rc rc = zone_new(bytes, n, &zone, &why);

    assert_true((rc == RC_OK) == (zone != NULL));
    assert_true((rc == RC_OK) == (why.text[0] == '\0'));
    return rc;
}

static void a_file_cut_short_anywhere_is_refused(void **state)
{
    struct file file = file_new("\nCET-1CEST,M3.5.0,M10.5.0/3\n");
    (void)state;

    assert_int_equal(try_file(file.bytes, file.n), RC_OK);
    for (size_t n = 0; n < file.n; n++) {
        /* Out of its own block, so that reading past it is caught. */
        SCOPED(mem_free) unsigned char *cut = malloc(n ? n : 1);

        memcpy(cut, file.bytes, n);
        assert_int_equal(try_file(cut, n), RC_INVALID);
    }
}

static void a_file_that_contradicts_itself_is_refused(void **state)
{
    static const struct {
        const char *what;
        size_t at;
        unsigned char byte;
    } cases[] = {
        {"another magic",         0,       'X'},
        {"version 1 has no type", 4,       0  },
        {"an odd version",        4,       '1'},
        {"second magic",          44,      'X'},
        {"more universal marks",  44 + 23, 2  },
        {"more standard marks",   44 + 27, 2  },
        {"leap seconds",          44 + 31, 1  },
        {"endless changes",       44 + 32, 255},
        {"no type",               44 + 39, 0  },
        {"two types",             44 + 39, 2  },
        {"no letters",            44 + 43, 0  },
        {"offset of years",       88,      1  },
        {"summer is 2",           88 + 4,  2  },
        {"name outside",          88 + 5,  4  },
        {"footer without start",  98,      'C'},
        {"footer is no rule",     99,      '!'},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct file file = file_new("\nCET-1CEST,M3.5.0,M10.5.0/3\n");

        file.bytes[cases[i].at] = cases[i].byte;
        if (try_file(file.bytes, file.n) != RC_INVALID) fail_msg("%s", cases[i].what);
    }
}

static void changes_out_of_order_and_to_nothing_are_refused(void **state)
{
    static const struct {
        const char *what;
        const char *footer;
        enum rc want;
        unsigned char second_at, type;
    } cases[] = {
        {"in order",                   "\nCET-1\n", RC_OK,      2, 0},
        {"the same moment twice",      "\nCET-1\n", RC_INVALID, 1, 0},
        {"backwards",                  "\nCET-1\n", RC_INVALID, 0, 0},
        {"a type that is not there",   "\nCET-1\n", RC_INVALID, 2, 1},
        {"a footer of another offset", "\nEET-2\n", RC_INVALID, 2, 0},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        unsigned char changes[18] = {0};
        struct file file = {0};

        changes[7] = 1;
        changes[15] = cases[i].second_at;
        changes[17] = cases[i].type;
        file_add_header(&file, '3', 0, 0, 0, 0);
        file_add_header(&file, '3', 0, 2, 1, 4);
        file_add(&file, changes, sizeof(changes));
        file_add(&file, one_type, sizeof(one_type));
        file_add(&file, cases[i].footer, strlen(cases[i].footer));
        if (try_file(file.bytes, file.n) != cases[i].want) fail_msg("%s", cases[i].what);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(clocks_change_when_they_are_known_to),
        cmocka_unit_test(a_wall_time_has_one_moment),
        cmocka_unit_test(a_day_starts_at_its_first_moment),
        cmocka_unit_test(stretches_join_without_gap_or_overlap),
        cmocka_unit_test(the_ends_of_time_do_no_harm),
        cmocka_unit_test(files_of_each_version_are_read),
        cmocka_unit_test(a_file_cut_short_anywhere_is_refused),
        cmocka_unit_test(a_file_that_contradicts_itself_is_refused),
        cmocka_unit_test(changes_out_of_order_and_to_nothing_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
