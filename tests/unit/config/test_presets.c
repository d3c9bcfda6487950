#include "tests/unit/config/fixture.h"

#define YEAR_DAYS        365
#define WALK_MEMBERS_MAX 2

static struct loaded loaded;

static int load_defaults(void **state)
{
    struct data data = {0};
    (void)state;

    loaded.rc = config_load(&data, NULL, TODAY, &loaded.config, &loaded.mistakes);
    return loaded.rc == RC_OK ? 0 : -1;
}

static int clear_defaults(void **state)
{
    (void)state;
    loaded_clear(&loaded);
    return 0;
}

static void all_thirteen_programmes_are_there(void **state)
{
    static const char *const names[] = {
        "mee",    "kwadraad",    "friesland",     "ompg",       "bkk", "vig",       "enschede",
        "zwolle", "utrecht-wac", "amsterdam-mpg", "oosterhout", "icm", "maassluis",
    };
    (void)state;

    assert_int_equal(loaded.config->programme_n, COUNT(names));
    for (size_t i = 0; i < COUNT(names); i++)
        if (!config_programme(loaded.config, names[i])) fail_msg("%s is missing", names[i]);
}

/* One year or two of a programme, with one or two who are asked. */
struct walk {
    struct plan plan;
    int first_year, last_week;          /* check-ins; week of the last one */
    int32_t days[WALK_MEMBERS_MAX + 1]; /* on which each was asked last */
};

static void check_planned(struct walk *walk, const struct planned *planned)
{
    const struct programme *programme = walk->plan.programme;
    struct local local = zone_local(walk->plan.zone, planned->due_at);
    int minute = local.hour * 60 + local.minute;
    int32_t day = zone_day(walk->plan.zone, planned->due_at);

    if (minute < planned->phase->from_min || minute >= planned->phase->till_min)
        fail_msg("%s: %02d:%02d lies outside the window", programme->name, local.hour,
                 local.minute);
    if (quiet_hours_cover(&walk->plan.quiet, walk->plan.zone, planned->due_at))
        fail_msg("%s: asks in quiet hours", programme->name);
    if (planned->member < 1 || planned->member > walk->plan.member_n ||
        day <= walk->days[planned->member])
        fail_msg("%s: member %d twice on one day", programme->name, planned->member);
    walk->days[planned->member] = day;
    walk->first_year += day < walk->plan.start_day + YEAR_DAYS;
    walk->last_week = (day - walk->plan.start_day) / 7;
}

static struct walk walk_two_years(const struct programme *programme, int32_t start_day,
                                  int member_n)
{
    struct walk walk = {
        .plan = {.programme = programme,
                 .zone = loaded.config->municipality.zone,
                 .quiet = loaded.config->quiet,
                 .start_day = start_day,
                 .member_n = member_n,
                 .seed = (uint64_t)start_day}
    };
    usec end = zone_day_start(walk.plan.zone, start_day + 2 * YEAR_DAYS);
    struct planned planned;
    struct plan_cursor cursor = {.at = INT64_MIN};

    while (plan_next(&walk.plan, cursor, &planned) && planned.due_at < end) {
        check_planned(&walk, &planned);
        cursor = (struct plan_cursor){.at = planned.due_at, .member = planned.member};
    }
    return walk;
}

static int weeks_of(const struct programme *programme)
{
    int weeks = 0;

    for (size_t i = 0; i < programme->phase_n; i++)
        weeks += programme->phases[i].weeks;
    return programme->phases[programme->phase_n - 1].weeks ? weeks : 0;
}

static void check_years(const struct programme *programme, int32_t day, int member_n)
{
    struct walk walk = walk_two_years(programme, day, member_n);
    int weeks = weeks_of(programme);

    if (walk.first_year < 6 || walk.first_year > 110)
        fail_msg("%s asks %d times", programme->name, walk.first_year);
    if (weeks && walk.last_week >= weeks)
        fail_msg("%s goes on after %d weeks", programme->name, weeks);
    if (walk.last_week < (weeks ? weeks : 104) - 5)
        fail_msg("%s asks no more after week %d", programme->name, walk.last_week);
    assert_int_equal(plan_end_day(&walk.plan), weeks ? day + 7 * weeks : INT32_MAX);
}

/* Over both clock changes, whatever day of the week it begins on. */
static void every_programme_keeps_to_its_windows_and_its_end_over_two_years(void **state)
{
    int32_t start;
    (void)state;

    assert_true(day_read("2027-01-18", &start));
    for (size_t i = 0; i < loaded.config->programme_n; i++)
        for (int32_t day = start; day < start + 7; day++)
            for (int member_n = 1; member_n <= WALK_MEMBERS_MAX; member_n++)
                check_years(&loaded.config->programmes[i], day, member_n);
}

/* Days between two check-ins of one who is asked alone. */
static int days_between(const struct programme *programme, size_t phase)
{
    struct programme alone = {.phases = &programme->phases[phase], .phase_n = 1};
    struct phase open = programme->phases[phase];
    struct plan plan = {.programme = &alone,
                        .zone = loaded.config->municipality.zone,
                        .quiet = loaded.config->quiet,
                        .member_n = 1};
    struct plan_cursor cursor = {.at = INT64_MIN};
    struct planned planned = {0};

    open.weeks = 0;
    alone.phases = &open;
    for (int i = 0; i < 13; i++) {
        assert_true(plan_next(&plan, cursor, &planned));
        cursor = (struct plan_cursor){.at = planned.due_at, .member = planned.member};
    }
    return zone_day(plan.zone, planned.due_at) / 13;
}

static void every_programme_begins_with_fading_out_and_fades(void **state)
{
    (void)state;

    for (size_t i = 0; i < loaded.config->programme_n; i++) {
        const struct programme *programme = &loaded.config->programmes[i];
        bool looks_back =
            strcmp(programme->phases[programme->phase_n - 1].name, "looking-back") == 0;

        assert_string_equal(programme->phases[0].name, "fading-out");
        assert_true(programme->phase_n >= 2);
        for (size_t j = 1; j + looks_back < programme->phase_n; j++)
            if (days_between(programme, j) < days_between(programme, j - 1))
                fail_msg("%s: %s asks more often", programme->name, programme->phases[j].name);
    }
}

/* "This week" is asked of who is asked each week; everybody has heard the scale before an open question. */
static void every_phase_asks_by_a_script_that_fits_its_rhythm(void **state)
{
    (void)state;

    for (size_t i = 0; i < loaded.config->programme_n; i++) {
        const struct programme *programme = &loaded.config->programmes[i];

        for (size_t j = 0; j < programme->phase_n; j++) {
            bool weekly = strcmp(programme->phases[j].script, "how-is-it") == 0;
            int days = days_between(programme, j);

            if (weekly != (days > 4 && days < 10))
                fail_msg("%s: %s asks by %s", programme->name, programme->phases[j].name,
                         programme->phases[j].script);
        }
        assert_string_not_equal(programme->phases[0].script, "tell-me");
    }
}

static bool is_said(const struct sentence *sentence)
{
    return sentence->nl[0] && sentence->en[0];
}

static const struct task *task_at(const struct programme *programme, enum task_when when)
{
    for (size_t i = 0; i < programme->task_n; i++)
        if (programme->tasks[i].when == when) return &programme->tasks[i];
    return NULL;
}

static void every_programme_says_for_whom_it_is_and_what_staff_do(void **state)
{
    (void)state;

    for (size_t i = 0; i < loaded.config->programme_n; i++) {
        const struct programme *programme = &loaded.config->programmes[i];
        bool ends = weeks_of(programme) > 0;

        assert_int_equal(programme->reminders[0], 48 * USEC_HOUR);
        assert_int_equal(programme->reminders[1], 2 * USEC_HOUR);
        assert_int_equal(programme->reminders[2], 0);
        assert_in_range(programme->nudge_after, 12 * USEC_HOUR, 48 * USEC_HOUR);
        assert_in_range(programme->nudges_max, 1, 2);
        assert_true(programme->title_nl[0] && programme->title_en[0]);
        assert_true(is_said(&programme->whom) && is_said(&programme->calls_for));
        assert_true(is_said(&programme->intensity) && is_said(&programme->aftercare));
        assert_true(is_said(&programme->beyond));
        assert_in_range(programme->silence.shown, 1, programme->silence.calls);
        assert_true(programme->ladder_n >= 3);
        assert_int_equal(programme->ladder[0].who, ROLE_FAMILY_MANAGER);
        assert_int_equal(programme->ladder[programme->ladder_n - 1].who, ROLE_PROCESS_MANAGER);
        if (!task_at(programme, TASK_AT_START) || !task_at(programme, TASK_AT_HAND_OVER) ||
            (ends && !task_at(programme, TASK_AT_END) && !task_at(programme, TASK_AT_PHASE_END)))
            fail_msg("%s lacks a task", programme->name);
        for (size_t j = 0; j < programme->task_n; j++)
            assert_true(is_said(&programme->tasks[j].text));
    }
}

static void aftercare_lasts_as_long_as_the_programme_says(void **state)
{
    static const struct {
        const char *programme, *phase;
        int weeks;
    } cases[] = {
        {"ompg",       "aftercare",            13}, /* three months */
        {"oosterhout", "finger-on-the-pulse",  13},
        {"icm",        "lasting",              0 }, /* without end */
        {"mee",        "lasting",              0 },
        {"enschede",   "in-the-neighbourhood", 0 },
        {"zwolle",     "safety-net",           78}, /* two years in all */
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct programme *programme = config_programme(loaded.config, cases[i].programme);
        const struct phase *last = &programme->phases[programme->phase_n - 1];

        assert_string_equal(last->name, cases[i].phase);
        assert_int_equal(last->weeks, cases[i].weeks);
    }
}

static void the_first_script_asks_what_it_is_about_only_at_one_or_two(void **state)
{
    const struct script *script = config_script(loaded.config, "how-is-it");
    const struct script_step *about = script_step_find(script, "about");
    const struct rule *rules = script->steps[0].rules;
    (void)state;

    assert_int_equal(script->steps[0].expects, EXPECTS_SCORE);
    assert_int_equal(rules[0].scores, 1U << 1 | 1U << 2);
    assert_string_equal(rules[0].go, "about");
    assert_string_equal(rules[1].say, "thanks");
    assert_string_equal(rules[2].say, "thanks-good");
    assert_int_equal(rules[3].scores, 0);
    assert_string_equal(rules[3].say, "heard");
    assert_int_equal(about->expects, EXPECTS_CHOICE);
    assert_int_equal(about->choice_n, 6);
    assert_int_equal(about->choices[0].domain, DOMAIN_FINANCE);
    assert_int_equal(about->choices[5].domain, DOMAIN_GENERAL);
    assert_null(script_step_find(script, "nowhere"));
}

static void the_demonstration_loads_without_a_warning(void **state)
{
    SCOPED(text_clear) struct text text = {0};
    struct data data = {0};
    struct fault why;
    struct loaded demo;
    (void)state;

    assert_int_equal(data_read(&data, "demo/demo.cfg", &text, &why), RC_OK);
    demo = load_with_key(text_string(&text));
    if (demo.rc != RC_OK) fail_msg("%s", text_string(&demo.mistakes.lines));
    assert_string_equal(text_string(&demo.mistakes.warnings), "");
    loaded_clear(&demo);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_thirteen_programmes_are_there),
        cmocka_unit_test(every_programme_keeps_to_its_windows_and_its_end_over_two_years),
        cmocka_unit_test(every_programme_says_for_whom_it_is_and_what_staff_do),
        cmocka_unit_test(every_programme_begins_with_fading_out_and_fades),
        cmocka_unit_test(every_phase_asks_by_a_script_that_fits_its_rhythm),
        cmocka_unit_test(aftercare_lasts_as_long_as_the_programme_says),
        cmocka_unit_test(the_demonstration_loads_without_a_warning),
        cmocka_unit_test(the_first_script_asks_what_it_is_about_only_at_one_or_two),
    };
    return cmocka_run_group_tests(tests, load_defaults, clear_defaults);
}
