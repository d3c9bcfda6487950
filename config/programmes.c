/* Programmes: phases with their rhythm, window, script, and the reminders of appointments. */
#include "config/things.h"
#include "config/values.h"

#define PROGRAMMES_MAX 200
#define PHASES_MAX     30

static const char *asks_word(size_t i)
{
    static const char *const words[] = {
        [ASKS_FIRST] = "first",
        [ASKS_EACH] = "each",
        [ASKS_IN_TURN] = "in_turn",
    };

    return i < COUNT(words) ? words[i] : NULL;
}

static bool read_between(const char *value, void *thing)
{
    struct phase *phase = thing;
    int from, till;

    if (!value_window(value, &from, &till) || till <= from) return false;
    phase->from_min = from;
    phase->till_min = till;
    return true;
}

/* Hours before the appointment, longest first. */
static void visit_reminders(struct reading *reading, const config_setting_t *setting, void *thing)
{
    struct programme *programme = thing;
    int n = config_setting_length(setting), before = 24 * 31;

    if (!schema_is(reading, setting, CONFIG_TYPE_ARRAY)) return;
    if (n > PROGRAMME_REMINDERS_MAX) {
        mistake(reading, spot_setting(reading, setting), "has %d reminders, expected at most %d", n,
                PROGRAMME_REMINDERS_MAX);
        return;
    }
    for (int i = 0; i < n; i++) {
        int hours = config_setting_get_int_elem(setting, i);

        if (hours < 1 || hours >= before) {
            mistake(reading, spot_setting(reading, setting),
                    "expected whole hours before the appointment, longest first, such as [48, 2]");
            return;
        }
        programme->reminders[i] = hours * USEC_HOUR;
        before = hours;
    }
}

static const struct key phase_keys[] = {
    KEY(.name = "name", .kind = KEY_STRING, .at = offsetof(struct phase, name), .required = true,
        .valid = value_is_name, .expected = "a word such as \"fading-out\""),
    KEY(.name = "weeks", .kind = KEY_NUMBER, .at = offsetof(struct phase, weeks), .required = true,
        .min = 0, .max = 520, .preset = 1, /* a missing length is told once */
        .expected = "its length in weeks; 0 in the last phase: without end"),
    KEY(.name = "rhythm", .kind = KEY_STRING, .at = offsetof(struct phase, rhythm),
        .required = true, .expected = "an RRULE such as \"FREQ=WEEKLY;BYDAY=TU\""),
    KEY(.name = "between", .kind = KEY_READ, .required = true, .read = read_between,
        .expected = "from-till within one day, such as \"10:00-12:00\""),
    KEY(.name = "asks", .kind = KEY_WORD, .at = offsetof(struct phase, asks), .word = asks_word,
        .preset = ASKS_FIRST),
    KEY(.name = "script", .kind = KEY_STRING, .at = offsetof(struct phase, script),
        .required = true, .expected = "the name of a script, such as \"how-is-it\""),
};

static void phase_clear(void *thing)
{
    struct phase *phase = thing;

    free(phase->name);
    free(phase->rhythm);
    free(phase->script);
}

static const struct group phase_group = {.what = "a phase",
                                         .size = sizeof(struct phase),
                                         .keys = phase_keys,
                                         .key_n = COUNT(phase_keys),
                                         .clear = phase_clear};

static const struct key programme_keys[] = {
    KEY(.name = "name", .kind = KEY_STRING, .at = offsetof(struct programme, name),
        .required = true, .valid = value_is_name, .expected = "a word such as \"mee\""),
    KEY(.name = "title_nl", .kind = KEY_STRING, .at = offsetof(struct programme, title_nl),
        .required = true, .expected = "what the console calls it in Dutch"),
    KEY(.name = "title_en", .kind = KEY_STRING, .at = offsetof(struct programme, title_en),
        .expected = "what the console calls it in English"),
    KEY(.name = "reminders_hours_before", .kind = KEY_VISIT, .visit = visit_reminders,
        .expected = "whole hours such as [48, 2]"),
    KEY(.name = "nudge_after_hours", .kind = KEY_SPAN,
        .at = offsetof(struct programme, nudge_after), .min = 0, .max = 168, .unit = USEC_HOUR,
        .preset = 24),
    KEY(.name = "phases", KEY_LIST_AT(struct programme, phases, phase_n), .required = true,
        .max = PHASES_MAX, .group = &phase_group, .expected = "a list of phases"),
    KEY(.name = "nudges_max", .kind = KEY_NUMBER, .at = offsetof(struct programme, nudges_max),
        .min = 0, .max = 2, .preset = 1),
};

const struct group programme_group = {.what = "a programme",
                                      .size = sizeof(struct programme),
                                      .keys = programme_keys,
                                      .key_n = COUNT(programme_keys),
                                      .clear = programme_clear};

void programme_clear(void *thing)
{
    struct programme *programme = thing;

    for (size_t i = 0; i < programme->phase_n; i++)
        phase_clear(&programme->phases[i]);
    free(programme->phases);
    free(programme->name);
    free(programme->title_nl);
    free(programme->title_en);
    *programme = (struct programme){0};
}

void programmes_visit(struct reading *reading, const config_setting_t *setting, void *thing)
{
    struct config *config = thing;
    size_t first = config->programme_n, n = (size_t)config_setting_length(setting);

    if (!schema_is(reading, setting, CONFIG_TYPE_LIST)) return;
    if (n > PROGRAMMES_MAX) {
        mistake(reading, spot_setting(reading, setting), "has %zu programmes, expected at most %d",
                n, PROGRAMMES_MAX);
        return;
    }
    config->programmes =
        schema_grow(config->programmes, &config->programme_n, n, sizeof(config->programmes[0]));
    for (size_t i = 0; i < n; i++)
        schema_queue(reading, config_setting_get_elem(setting, (unsigned)i), &programme_group,
                     &config->programmes[first + i]);
}

void programmes_merge(struct reading *reading)
{
    struct config *config = reading->config;
    const struct merge merge = {.what = "programmes",
                                .things = config->programmes,
                                .n = &config->programme_n,
                                .shipped_n = reading->programme_shipped_n,
                                .size = sizeof(config->programmes[0]),
                                .name_at = offsetof(struct programme, name),
                                .clear = programme_clear};

    schema_merge(reading, &merge);
}

static void check_phase(struct reading *reading, const struct phase *phase, bool is_last)
{
    const struct config *config = reading->config;
    struct guess guess = guess_new(phase->script);
    struct fault why;

    if (phase->weeks == 0 && !is_last && phase->name[0])
        mistake(reading, spot_string(reading, phase->name),
                "a phase without end (weeks = 0) is not the last, expected its length in weeks");
    if (phase->rhythm[0] && rhythm_check(phase->rhythm, &why) != RC_OK)
        mistake(reading, spot_string(reading, phase->rhythm), "%s", why.text);
    if (phase->from_min < phase->till_min && phase_open_min(phase, &config->quiet) == 0)
        mistake(
            reading, spot_string(reading, phase->name),
            "its window lies in quiet hours, expected one with minutes outside %02d:%02d-%02d:%02d",
            config->quiet.from_min / 60, config->quiet.from_min % 60, config->quiet.till_min / 60,
            config->quiet.till_min % 60);
    if (!phase->script[0] || config_script(config, phase->script)) return;
    for (size_t i = 0; i < config->script_n; i++)
        guess_try(&guess, config->scripts[i].name);
    mistake(reading, spot_string(reading, phase->script),
            "\"%.40s\" is no script, expected the name of one%s", phase->script, guess_say(&guess));
}

void programmes_check(struct reading *reading)
{
    const struct config *config = reading->config;

    for (size_t i = 0; i < config->programme_n; i++) {
        const struct programme *programme = &config->programmes[i];

        for (size_t j = 0; j < programme->phase_n; j++)
            check_phase(reading, &programme->phases[j], j + 1 == programme->phase_n);
    }
}
