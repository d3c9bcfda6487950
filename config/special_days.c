/* Special days: the rules that say on which days a municipality asks otherwise, and on which it works. */
#include "config/things.h"
#include "config/values.h"
#include "scheduler/ical.h"

#define RANGES_MAX 500
/* The end of a window that was refused already. */
#define WINDOW_UNREAD (-1)

/* Words of `days` beside the holidays' own names and weekdays. */
static const struct {
    const char *word;
    enum special_kind kind;
    unsigned holidays, weekdays;
} day_words[] = {
    {"public_holidays", SPECIAL_HOLIDAYS,    HOLIDAYS_PUBLIC,    0       },
    {"christmas",       SPECIAL_HOLIDAYS,    HOLIDAYS_CHRISTMAS, 0       },
    {"weekend",         SPECIAL_WEEKDAYS,    0,                  0x3 << 5},
    {"ramadan",         SPECIAL_RAMADAN,     0,                  0       },
    {"eid_al_fitr",     SPECIAL_EID_AL_FITR, 0,                  0       },
    {"eid_al_adha",     SPECIAL_EID_AL_ADHA, 0,                  0       },
};

static const char *act_word(size_t i)
{
    static const char *const words[] = {
        [DAY_AS_USUAL] = "usual", [DAY_SKIP] = "skip",     [DAY_EARLIER] = "earlier",
        [DAY_LATER] = "later",    [DAY_WINDOW] = "window",
    };

    return i < COUNT(words) ? words[i] : NULL;
}

static const char *day_word(size_t i)
{
    return i < COUNT(day_words) ? day_words[i].word : holiday_name(i - COUNT(day_words));
}

static bool read_day_word(const char *value, struct special_rule *rule)
{
    for (size_t i = 0; i < COUNT(day_words); i++) {
        if (strcmp(day_words[i].word, value) != 0) continue;
        rule->kind = day_words[i].kind;
        rule->holidays = day_words[i].holidays;
        rule->weekdays = day_words[i].weekdays;
        return true;
    }
    for (size_t i = 0; i < HOLIDAY_N; i++) {
        if (strcmp(holiday_name(i), value) != 0) continue;
        rule->kind = SPECIAL_HOLIDAYS;
        rule->holidays = 1U << i;
        return true;
    }
    rule->kind = SPECIAL_WEEKDAYS;
    return value_weekdays(value, &rule->weekdays);
}

static void refuse_days(struct reading *reading, const config_setting_t *setting, const char *value)
{
    SCOPED(text_clear) struct text words = {0};
    struct guess guess = guess_new(value);
    const char *word;

    for (size_t i = 0; (word = day_word(i)); i++) {
        text_addf(&words, "%s, ", word);
        guess_try(&guess, word);
    }
    mistake(
        reading, spot_setting(reading, setting),
        "\"%.40s\" is unknown, expected one of %sweekdays such as \"sat,sun\", a list of dates, "
        "or a calendar file such as \"school.ics\"%s",
        value, text_string(&words), guess_say(&guess));
}

/* "2027-05-01", or "2027-02-20 - 2027-02-28" with the last day in it. */
static bool read_range(const char *value, struct day_range *out)
{
    SCOPED(mem_free) char *first = mem_copy_string(value);
    char *between = strstr(first, " - ");
    int32_t last_day;

    if (between) *between = '\0';
    if (!day_read(first, &out->from_day) ||
        !day_read(between ? between + strlen(" - ") : first, &last_day))
        return false;
    out->till_day = last_day + 1;
    return out->from_day < out->till_day;
}

static void read_ranges(struct reading *reading, const config_setting_t *setting,
                        struct special_rule *rule)
{
    int n = config_setting_length(setting);

    if (n < 1 || n > RANGES_MAX) {
        mistake(reading, spot_setting(reading, setting), "has %d dates, expected 1 to %d", n,
                RANGES_MAX);
        return;
    }
    rule->ranges = schema_grow(NULL, &rule->range_n, (size_t)n, sizeof(rule->ranges[0]));
    for (int i = 0; i < n; i++) {
        const config_setting_t *element = config_setting_get_elem(setting, (unsigned)i);
        SCOPED(mem_free) char *value = schema_string(reading, element, false);

        if (value && !read_range(value, &rule->ranges[i]))
            mistake(reading, spot_setting(reading, element),
                    "\"%.40s\" cannot be read, expected a date such as \"2027-05-01\", or the "
                    "first and the last day as in \"2027-02-20 - 2027-02-28\"",
                    value);
    }
}

/* Not one of `rule`'s days is still to come. */
static bool is_past(const struct special_rule *rule, usec now)
{
    for (size_t i = 0; i < rule->range_n; i++)
        if ((usec)rule->ranges[i].till_day * USEC_DAY > now) return false;
    return rule->range_n > 0;
}

static bool is_calendar(const char *value)
{
    size_t n = strlen(value), suffix_n = strlen(".ics");

    return n > suffix_n && strcmp(value + n - suffix_n, ".ics") == 0;
}

/* The whole days of a calendar file; one that is not named in full lies beside the configuration. */
static void read_calendar(struct reading *reading, const config_setting_t *setting,
                          const char *value, struct special_rule *rule)
{
    SCOPED(text_clear) struct text path = {0};
    SCOPED(text_clear) struct text bytes = {.limit = ICAL_BYTES_MAX};
    SCOPED(mem_free) struct ical_days *days = NULL;
    const char *own = reading->files[reading->file_n - 1], *slash = strrchr(own, '/');
    struct fault why;
    size_t n;

    if (value[0] != '/' && slash) text_add_bytes(&path, own, (size_t)(slash - own) + 1);
    text_add(&path, value);
    if (file_read(text_string(&path), ICAL_BYTES_MAX, &bytes, &why) != RC_OK ||
        ical_days_read(text_string(&bytes), bytes.n, &days, &n, &why) != RC_OK) {
        mistake(reading, spot_setting(reading, setting), "%s", why.text);
        return;
    }
    if (n < 1 || n > RANGES_MAX)
        mistake(reading, spot_setting(reading, setting),
                "has %zu days or runs of days, expected 1 to %d", n, RANGES_MAX);
    rule->ranges = schema_grow(NULL, &rule->range_n, n, sizeof(rule->ranges[0]));
    for (size_t i = 0; i < n; i++)
        rule->ranges[i] = (struct day_range){days[i].from_day, days[i].till_day};
}

/* What the days are called where nothing else is said: "school-noord" of "/etc/vangnet/school-noord.ics". */
static char *name_new(const char *value)
{
    const char *slash = strrchr(value, '/');

    if (!is_calendar(value)) return mem_copy_string(value);
    if (slash) value = slash + 1;
    return mem_copy(value, strlen(value) - strlen(".ics"));
}

static void visit_days(struct reading *reading, const config_setting_t *setting, void *thing)
{
    SCOPED(mem_free) char *value = NULL;
    struct special_rule *rule = thing;

    if (setting->type == CONFIG_TYPE_LIST || setting->type == CONFIG_TYPE_ARRAY)
        read_ranges(reading, setting, rule);
    else if ((value = schema_string(reading, setting, false)) && is_calendar(value))
        read_calendar(reading, setting, value, rule);
    else if (value && !read_day_word(value, rule))
        refuse_days(reading, setting, value);
    if (is_past(rule, reading->now))
        warning(reading, spot_setting(reading, setting),
                "all of these days are past, expected those of this year and the next");
    if (rule->name) return;
    rule->name = name_new(value ? value : "dates");
    reading_remember(reading, rule->name, setting);
}

static bool read_between(const char *value, void *thing)
{
    struct special_rule *rule = thing;
    int from, till;

    rule->till_min = WINDOW_UNREAD;
    if (!value_window(value, &from, &till) || till <= from) return false;
    rule->from_min = from;
    rule->till_min = till;
    return true;
}

/* The name comes first, since `days` gives one where there is none. */
static const struct key rule_keys[] = {
    KEY(.name = "name", .kind = KEY_STRING, .at = offsetof(struct special_rule, name)),
    KEY(.name = "days", .kind = KEY_VISIT, .visit = visit_days, .required = true,
        .expected = "which days, such as \"public_holidays\", \"sat,sun\" or (\"2027-05-01\")"),
    KEY(.name = "act", .kind = KEY_WORD, .at = offsetof(struct special_rule, act), .required = true,
        .word = act_word, .expected = "usual, skip, earlier, later or window"),
    KEY(.name = "between", .kind = KEY_READ, .read = read_between,
        .expected = "from-till within one day, such as \"11:00-16:00\""),
    KEY(.name = "every_liberation_day", .kind = KEY_SWITCH,
        .at = offsetof(struct special_rule, all_liberation_days)),
    KEY(.name = "feast_days", .kind = KEY_NUMBER, .at = offsetof(struct special_rule, feast_days),
        .min = 1, .max = 7, .preset = 1),
};

void special_rule_clear(void *thing)
{
    struct special_rule *rule = thing;

    free(rule->name);
    free(rule->ranges);
    *rule = (struct special_rule){0};
}

const struct group special_rule_group = {.what = "a rule of special days",
                                         .size = sizeof(struct special_rule),
                                         .keys = rule_keys,
                                         .key_n = COUNT(rule_keys),
                                         .clear = special_rule_clear};

static const struct key correction_keys[] = {
    KEY(.name = "year", .kind = KEY_NUMBER, .at = offsetof(struct islamic_correction, year),
        .required = true, .min = 1440, .max = 1530, .expected = "a year of the Hijra such as 1448"),
    KEY(.name = "days", .kind = KEY_NUMBER, .at = offsetof(struct islamic_correction, days),
        .required = true, .min = -2, .max = 2, .expected = "days from -2 to 2"),
};

const struct group islamic_correction_group = {.what = "a correction",
                                               .size = sizeof(struct islamic_correction),
                                               .keys = correction_keys,
                                               .key_n = COUNT(correction_keys)};

static void check_window(struct reading *reading, const struct special_rule *rule)
{
    const struct quiet_hours *quiet = &reading->config->quiet;
    const struct phase window = {.from_min = rule->from_min, .till_min = rule->till_min};
    struct spot spot = spot_string(reading, rule->name);

    if (rule->till_min == WINDOW_UNREAD) return;
    if (rule->act != DAY_WINDOW) {
        if (rule->till_min > 0)
            mistake(reading, spot, "has a window that nothing uses, expected act = \"window\"");
    } else if (rule->till_min == 0) {
        mistake(reading, spot,
                "act = \"window\" without a window, expected between = \"11:00-16:00\" as well");
    } else if (phase_open_min(&window, quiet) == 0) {
        mistake(reading, spot,
                "its window lies in quiet hours, expected one with minutes outside "
                "%02d:%02d-%02d:%02d",
                quiet->from_min / 60, quiet->from_min % 60, quiet->till_min / 60,
                quiet->till_min % 60);
    }
}

void special_days_check(struct reading *reading)
{
    struct config *config = reading->config;
    struct fault why;

    for (size_t i = 0; i < config->special_rules.rule_n; i++)
        if (config->special_rules.rules[i].name)
            check_window(reading, &config->special_rules.rules[i]);
    if (special_days_new(&config->special_rules, &config->special, &why) != RC_OK)
        mistake(reading, spot_file(reading, 1), "special_days: %s", why.text);
}
