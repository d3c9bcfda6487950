/* Every zone of the system against the C library's own reading of the same files. */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/base/dice.h"
#include "system_zone.h"

static struct local library_local(usec at)
{
    time_t seconds = (time_t)(at / USEC_SEC - (at % USEC_SEC < 0));
    struct tm tm;

    assert_non_null(localtime_r(&seconds, &tm));
    return (struct local){tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday,
                          tm.tm_hour,        tm.tm_min,     tm.tm_sec};
}

static bool is_same(struct local a, struct local b)
{
    return a.year == b.year && a.month == b.month && a.day == b.day && a.hour == b.hour &&
           a.minute == b.minute && a.second == b.second;
}

/* Before 1902 the two differ by design in files that say less of it. */
static void compare_moment(const char *name, const struct zone *zone, usec at)
{
    struct local ours = zone_local(zone, at);
    usec back = zone_usec(zone, ours);

    if (!is_same(ours, library_local(at)))
        fail_msg("%s at %lld: %d-%d-%d %d:%02d:%02d", name, (long long)(at / USEC_SEC), ours.year,
                 ours.month, ours.day, ours.hour, ours.minute, ours.second);
    /* The first coming of that wall time is this moment or an earlier one that shows the same. */
    if (back > at || !is_same(zone_local(zone, back), ours))
        fail_msg("%s at %lld does not come back", name, (long long)(at / USEC_SEC));
}

static void compare_zone(const char *name)
{
    SCOPED(zone_freep) struct zone *zone = system_zone(name);
    struct dice dice = dice_seeded(7);
    struct zone_stretch stretch;
    usec first = day_of(1902, 1, 1) * USEC_DAY, last = day_of(2200, 1, 1) * USEC_DAY;

    setenv("TZ", name, 1);
    tzset();
    for (int i = 0; i < 200; i++)
        compare_moment(name, zone, first + (usec)dice_below(&dice, (uint64_t)(last - first)));
    for (stretch = zone_stretch(zone, first); stretch.till < last;
         stretch = zone_stretch(zone, stretch.till)) {
        compare_moment(name, zone, stretch.till);
        compare_moment(name, zone, stretch.till - USEC_SEC);
    }
}

static int compare_folder(const char *folder)
{
    SCOPED(text_clear) struct text path = {0};
    struct dirent *entry;
    DIR *dir;
    int n = 0;

    text_addf(&path, "/usr/share/zoneinfo/%s", folder);
    dir = opendir(text_string(&path));
    assert_non_null(dir);
    while ((entry = readdir(dir)) != NULL) {
        char name[600];

        if (entry->d_type == DT_DIR || entry->d_name[0] == '.') continue;
        snprintf(name, sizeof(name), "%s/%s", folder, entry->d_name);
        compare_zone(name);
        n++;
    }
    closedir(dir);
    return n;
}

static void every_zone_agrees_with_the_c_library(void **state)
{
    static const char *const folders[] = {"Africa",   "America",   "Antarctica", "Asia",
                                          "Atlantic", "Australia", "Etc",        "Europe",
                                          "Indian",   "Pacific"};
    int n = 0;
    (void)state;

    for (size_t i = 0; i < COUNT(folders); i++)
        n += compare_folder(folders[i]);
    assert_true(n > 300);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_zone_agrees_with_the_c_library),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
