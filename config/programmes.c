/* Programmes: phases with their rhythm, window, script, and the reminders of appointments; what silence
 * means, who hears of a relapse, and what staff do when. */
#include "config/things.h"
#include "config/values.h"
#include "scheduler/rhythm_words.h"

#define PROGRAMMES_MAX   200
#define LADDER_MAX       8
#define TASKS_MAX        30
#define SILENCES_MAX     20 /* as in rules.silence */
#define LADDER_HOURS_MAX (7 * 24)

static const char *asks_word(size_t i)
{
    static const char *const words[] = {
        [ASKS_FIRST] = "first",
        [ASKS_EACH] = "each",
        [ASKS_IN_TURN] = "in_turn",
    };

    return i < COUNT(words) ? words[i] : NULL;
}

/* The roles that can follow up a relapse; the others see nothing of a family. */
static const char *helping_role_word(size_t i)
{
    if (i > ROLE_PROCESS_MANAGER) return NULL;
    return i == ROLE_NONE ? "" : role_name((enum role)i);
}

static const char *task_when_word(size_t i)
{
    static const char *const words[] = {
        [TASK_AT_START] = "start",
        [TASK_AT_PHASE_END] = "phase-end",
        [TASK_AT_END] = "end",
        [TASK_AT_HAND_OVER] = "hand-over",
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

/* The window in the words of a rhythm, or beside it: `between` was read before. */
static void visit_window(struct reading *reading, const config_setting_t *setting,
                         const struct rhythm_line *line, struct phase *phase)
{
    bool beside = config_setting_get_member(config_setting_parent(setting), "between");

    if (line->till_min == 0) {
        if (!beside && phase->till_min == 0)
            mistake(reading, spot_setting(reading, setting),
                    "no window, expected between = \"10:00-12:00\" beside it, or words such as "
                    "\"every week on Tuesday between 10:00 and 12:00\" or \"elke week op dinsdag "
                    "tussen 10:00 en 12:00\"");
        return;
    }
    if (beside && (phase->from_min != line->from_min || phase->till_min != line->till_min))
        mistake(reading, spot_setting(reading, setting),
                "says another window than `between`, expected one of the two");
    phase->from_min = line->from_min;
    phase->till_min = line->till_min;
}

/* In words or as an RRULE; the phase keeps the RRULE. */
static void visit_rhythm(struct reading *reading, const config_setting_t *setting, void *thing)
{
    SCOPED(mem_free) char *value = schema_string(reading, setting, false);
    SCOPED(text_clear) struct text rule = {0};
    struct phase *phase = thing;
    struct rhythm_line line;
    struct fault why;

    if (!value) return;
    if (rhythm_line_read(value, &line, &why) != RC_OK) {
        mistake(reading, spot_setting(reading, setting), "%s", why.text);
        return;
    }
    rhythm_write(&line.rhythm, &rule);
    free(phase->rhythm);
    phase->rhythm = text_take(&rule);
    reading_remember(reading, phase->rhythm, setting);
    visit_window(reading, setting, &line, phase);
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
    for (int i = n; i < PROGRAMME_REMINDERS_MAX; i++)
        programme->reminders[i] = 0;
}

static const struct key silence_keys[] = {
    KEY(.name = "shown", .kind = KEY_NUMBER, .at = offsetof(struct silence, shown), .min = 1,
        .max = SILENCES_MAX),
    KEY(.name = "calls", .kind = KEY_NUMBER, .at = offsetof(struct silence, calls), .min = 1,
        .max = SILENCES_MAX),
};

static const struct group silence_group = {.what = "silence",
                                           .size = sizeof(struct silence),
                                           .keys = silence_keys,
                                           .key_n = COUNT(silence_keys)};

static const struct key sentence_keys[] = {
    KEY(.name = "nl", .kind = KEY_STRING, .at = offsetof(struct sentence, nl)),
    KEY(.name = "en", .kind = KEY_STRING, .at = offsetof(struct sentence, en)),
};

const struct group sentence_group = {.what = "a sentence",
                                     .size = sizeof(struct sentence),
                                     .keys = sentence_keys,
                                     .key_n = COUNT(sentence_keys)};

static void sentence_clear(struct sentence *sentence)
{
    free(sentence->nl);
    free(sentence->en);
    *sentence = (struct sentence){0};
}

static const struct key ladder_keys[] = {
    KEY(.name = "who", .kind = KEY_WORD, .at = offsetof(struct relapse_step, who), .required = true,
        .word = helping_role_word, .preset = ROLE_COORDINATOR,
        .expected = "family_manager, coordinator or process_manager"),
    KEY(.name = "hours", .kind = KEY_SPAN, .at = offsetof(struct relapse_step, wait_for), .min = 1,
        .max = LADDER_HOURS_MAX, .unit = USEC_HOUR, .preset = 24),
};

static const struct group ladder_group = {.what = "a step of the ladder",
                                          .size = sizeof(struct relapse_step),
                                          .keys = ladder_keys,
                                          .key_n = COUNT(ladder_keys)};

static const struct key task_keys[] = {
    KEY(.name = "when", .kind = KEY_WORD, .at = offsetof(struct task, when), .required = true,
        .word = task_when_word, .expected = "start, phase-end, end or hand-over"),
    KEY(.name = "phase", .kind = KEY_STRING, .at = offsetof(struct task, phase)),
    KEY(.name = "who", .kind = KEY_WORD, .at = offsetof(struct task, who),
        .word = helping_role_word, .preset = ROLE_FAMILY_MANAGER),
    KEY(.name = "nl", .kind = KEY_STRING, .at = offsetof(struct task, text.nl), .required = true,
        .expected = "what is done then, in a short Dutch sentence"),
    KEY(.name = "en", .kind = KEY_STRING, .at = offsetof(struct task, text.en)),
};

void task_clear(void *thing)
{
    struct task *task = thing;

    free(task->phase);
    sentence_clear(&task->text);
}

static const struct group task_group = {.what = "a task",
                                        .size = sizeof(struct task),
                                        .keys = task_keys,
                                        .key_n = COUNT(task_keys),
                                        .clear = task_clear};

static const struct key phase_keys[] = {
    KEY(.name = "name", .kind = KEY_STRING, .at = offsetof(struct phase, name), .required = true,
        .valid = value_is_name, .expected = "a word such as \"fading-out\""),
    KEY(.name = "title", .kind = KEY_GROUP, .at = offsetof(struct phase, title),
        .group = &sentence_group),
    KEY(.name = "weeks", .kind = KEY_NUMBER, .at = offsetof(struct phase, weeks), .required = true,
        .min = 0, .max = 520, .preset = 1, /* a missing length is told once */
        .expected = "its length in weeks; 0 in the last phase: without end"),
    KEY(.name = "between", .kind = KEY_READ, .read = read_between,
        .expected = "from-till within one day, such as \"10:00-12:00\""),
    KEY(.name = "rhythm", .kind = KEY_VISIT, .visit = visit_rhythm, .required = true,
        .expected = "words such as \"every week on Tuesday\" or \"elke week op dinsdag\""),
    KEY(.name = "asks", .kind = KEY_WORD, .at = offsetof(struct phase, asks), .word = asks_word,
        .preset = ASKS_FIRST),
    KEY(.name = "script", .kind = KEY_STRING, .at = offsetof(struct phase, script),
        .required = true, .expected = "the name of a script, such as \"how-is-it\""),
    KEY(.name = "silence", .kind = KEY_GROUP, .at = offsetof(struct phase, silence),
        .group = &silence_group),
    KEY(.name = "after", .kind = KEY_VISIT, .visit = phase_place_visit),
    KEY(.name = "before", .kind = KEY_VISIT, .visit = phase_place_visit),
};

void phase_clear(void *thing)
{
    struct phase *phase = thing;

    free(phase->name);
    sentence_clear(&phase->title);
    free(phase->rhythm);
    free(phase->script);
}

const struct group phase_group = {.what = "a phase",
                                  .size = sizeof(struct phase),
                                  .keys = phase_keys,
                                  .key_n = COUNT(phase_keys),
                                  .clear = phase_clear};

#define KEY_SENTENCE(key)                                                                          \
    KEY(.name = #key, .kind = KEY_GROUP, .at = offsetof(struct programme, key),                    \
        .group = &sentence_group)

static const struct key programme_keys[] = {
    KEY(.name = "name", .kind = KEY_STRING, .at = offsetof(struct programme, name),
        .required = true, .valid = value_is_name, .expected = "a word such as \"mee\""),
    KEY(.name = "like", .kind = KEY_STRING, .at = offsetof(struct programme, like)),
    KEY(.name = "title_nl", .kind = KEY_STRING, .at = offsetof(struct programme, title_nl),
        .required = true, .expected = "what the console calls it in Dutch"),
    KEY(.name = "title_en", .kind = KEY_STRING, .at = offsetof(struct programme, title_en),
        .expected = "what the console calls it in English"),
    KEY_SENTENCE(whom),
    KEY_SENTENCE(calls_for),
    KEY_SENTENCE(intensity),
    KEY_SENTENCE(aftercare),
    KEY(.name = "reminders_hours_before", .kind = KEY_VISIT, .visit = visit_reminders,
        .expected = "whole hours such as [48, 2]"),
    KEY(.name = "nudge_after_hours", .kind = KEY_SPAN,
        .at = offsetof(struct programme, nudge_after), .min = 0, .max = 168, .unit = USEC_HOUR,
        .preset = 24),
    KEY(.name = "without", .kind = KEY_VISIT, .visit = phases_visit_without),
    KEY(.name = "phases", .kind = KEY_VISIT, .visit = phases_visit, .required = true,
        .expected = "a list of phases"),
    KEY(.name = "nudges_max", .kind = KEY_NUMBER, .at = offsetof(struct programme, nudges_max),
        .min = 0, .max = 2, .preset = 1),
    KEY(.name = "silence", .kind = KEY_GROUP, .at = offsetof(struct programme, silence),
        .group = &silence_group),
    KEY(.name = "ladder", KEY_LIST_AT(struct programme, ladder, ladder_n), .min = 1,
        .max = LADDER_MAX, .group = &ladder_group),
    KEY_SENTENCE(beyond),
    KEY(.name = "tasks", KEY_LIST_AT(struct programme, tasks, task_n), .max = TASKS_MAX,
        .group = &task_group),
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
    for (size_t i = 0; i < programme->task_n; i++)
        task_clear(&programme->tasks[i]);
    free(programme->phases);
    free(programme->tasks);
    free(programme->ladder);
    free(programme->name);
    free(programme->like);
    free(programme->title_nl);
    free(programme->title_en);
    sentence_clear(&programme->whom);
    sentence_clear(&programme->calls_for);
    sentence_clear(&programme->intensity);
    sentence_clear(&programme->aftercare);
    sentence_clear(&programme->beyond);
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
    for (size_t i = 0; i < n; i++) {
        const config_setting_t *part = config_setting_get_elem(setting, (unsigned)i);

        /* One that is like another waits for it: programmes_derive. */
        if (!config_setting_get_member(part, "like"))
            schema_queue(reading, part, &programme_group, &config->programmes[first + i]);
    }
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
    size_t own_n = config->programme_n - reading->programme_shipped_n;

    schema_merge(reading, &merge);
    config->programme_shipped_n = config->programme_n - own_n;
}

static void check_script(struct reading *reading, const struct phase *phase)
{
    const struct config *config = reading->config;
    struct guess guess = guess_new(phase->script);

    if (!phase->script[0] || config_script(config, phase->script)) return;
    for (size_t i = 0; i < config->script_n; i++)
        guess_try(&guess, config->scripts[i].name);
    mistake(reading, spot_string(reading, phase->script),
            "\"%.40s\" is no script, expected the name of one%s", phase->script, guess_say(&guess));
}

static void check_phase(struct reading *reading, const struct programme *programme, size_t i)
{
    const struct phase *phase = &programme->phases[i];
    const struct quiet_hours *quiet = &reading->config->quiet;

    if (phase->weeks == 0 && i + 1 < programme->phase_n && phase->name[0])
        mistake(reading, spot_string(reading, phase->name),
                "a phase without end (weeks = 0) is not the last, expected its length in weeks");
    if (phase->from_min < phase->till_min && phase_open_min(phase, quiet) == 0)
        mistake(
            reading, spot_string(reading, phase->name),
            "its window lies in quiet hours, expected one with minutes outside %02d:%02d-%02d:%02d",
            quiet->from_min / 60, quiet->from_min % 60, quiet->till_min / 60, quiet->till_min % 60);
    check_script(reading, phase);
}

/* What is shown cannot wait longer than what calls a person. */
static void check_silence(struct reading *reading, const struct programme *programme,
                          const struct phase *phase)
{
    const struct rules *rules = &reading->config->rules;
    struct silence usual = {rules->silence.shown, rules->silence.calls};
    struct silence silence = programme_silence(programme, phase, usual);

    if (silence.shown <= silence.calls) return;
    mistake(reading, spot_string(reading, phase ? phase->name : programme->name),
            "silence calls a person after %d check-ins and is shown after %d, expected it to be "
            "shown first",
            silence.calls, silence.shown);
}

static void check_task(struct reading *reading, const struct programme *programme,
                       const struct task *task)
{
    struct guess guess = guess_new(task->phase);

    if (!task->phase[0]) return;
    if (task->when != TASK_AT_PHASE_END)
        mistake(reading, spot_string(reading, task->phase),
                "the task has a phase, which goes with when = \"phase-end\" only");
    for (size_t i = 0; i < programme->phase_n; i++) {
        if (strcmp(programme->phases[i].name, task->phase) == 0) return;
        guess_try(&guess, programme->phases[i].name);
    }
    mistake(reading, spot_string(reading, task->phase),
            "\"%.40s\" is no phase of this programme, expected the name of one%s", task->phase,
            guess_say(&guess));
}

static void check_programme(struct reading *reading, const struct programme *programme)
{
    const struct silence silence = programme->silence;

    if (programme->phase_n == 0 && programme->like[0])
        mistake(reading, spot_string(reading, programme->like),
                "no phase is left, expected at least one");
    if (silence.shown || silence.calls) check_silence(reading, programme, NULL);
    for (size_t i = 0; i < programme->phase_n; i++) {
        const struct phase *phase = &programme->phases[i];

        check_phase(reading, programme, i);
        if (phase->silence.shown || phase->silence.calls) check_silence(reading, programme, phase);
    }
    for (size_t i = 0; i < programme->task_n; i++)
        check_task(reading, programme, &programme->tasks[i]);
}

void programmes_check(struct reading *reading)
{
    const struct config *config = reading->config;

    for (size_t i = 0; i < config->programme_n; i++)
        check_programme(reading, &config->programmes[i]);
}
