#include "gateway/web/programme_words.h"

#include "gateway/alerts/alerts.h"
#include "scheduler/rhythm_words.h"

static bool is_dutch(const struct phrases *phrases)
{
    return strcmp(phrases->language, "nl") == 0;
}

const char *sentence_in(const struct phrases *phrases, const struct sentence *sentence)
{
    return is_dutch(phrases) || !sentence->en[0] ? sentence->nl : sentence->en;
}

const char *programme_title(const struct phrases *phrases, const struct programme *programme)
{
    return is_dutch(phrases) || !programme->title_en[0] ? programme->title_nl : programme->title_en;
}

void phase_add_name(const struct phrases *phrases, struct text *out, const struct phase *phase)
{
    const char *own = sentence_in(phrases, &phase->title);
    const char *name = own[0] ? own : phrase_of(phrases, "phase", phase->name);

    if (name != phase->name) {
        text_add(out, name);
        return;
    }
    /* A name of the operator's own is no phrase: its dashes are blanks. */
    for (const char *at = name; *at; at++)
        if (*at == '-' || *at == '_')
            text_add_char(out, ' ');
        else
            text_add_char(out, *at);
}

void phase_add_weeks(const struct phrases *phrases, struct text *out, int weeks)
{
    char number[16];

    snprintf(number, sizeof(number), "%d", weeks);
    phrase_add(phrases, out,
               weeks == 0   ? "weeks_no_end"
               : weeks == 1 ? "weeks_one"
                            : "weeks_n",
               number, NULL);
}

void phase_add_rhythm(const struct phrases *phrases, struct text *out, const struct phase *phase,
                      bool with_window)
{
    struct rhythm_line line = {0};

    /* The configuration took it, so it can be read. */
    if (rhythm_line_read(phase->rhythm, &line, NULL) != RC_OK) return;
    line.from_min = with_window ? phase->from_min : 0;
    line.till_min = with_window ? phase->till_min : 0;
    rhythm_line_show(&line, is_dutch(phrases) ? LANGUAGE_NL : LANGUAGE_N, out);
}

/* ---- As values for a page ---- */

const char *phase_asks(const struct phrases *phrases, const struct phase *phase)
{
    static const char *const words[] = {
        [ASKS_FIRST] = "asks_first", [ASKS_EACH] = "asks_each", [ASKS_IN_TURN] = "asks_in_turn"};

    return phrase(phrases, words[phase->asks]);
}

static json_t *silence_json(const struct phrases *phrases, struct silence silence)
{
    char shown[16], calls[16];

    snprintf(shown, sizeof(shown), "%d", silence.shown);
    snprintf(calls, sizeof(calls), "%d", silence.calls);
    return phrase_json(phrases, "silence_says", shown, calls, NULL);
}

static json_t *phase_json(const struct phrases *phrases, const struct programme *programme,
                          const struct phase *phase, struct silence usual)
{
    SCOPED(text_clear) struct text name = {0}, weeks = {0}, rhythm = {0};
    bool own = phase->silence.shown || phase->silence.calls;

    phase_add_name(phrases, &name, phase);
    phase_add_weeks(phrases, &weeks, phase->weeks);
    phase_add_rhythm(phrases, &rhythm, phase, true);
    return json_pack("{s:o, s:o, s:o, s:s, s:o, s:o}", "name", json_text(text_string(&name)),
                     "weeks", json_text(text_string(&weeks)), "rhythm",
                     json_text(text_string(&rhythm)), "asks", phase_asks(phrases, phase), "script",
                     json_text(phrase_of(phrases, "script", phase->script)), "own_silence",
                     own ? silence_json(phrases, programme_silence(programme, phase, usual))
                         : json_null());
}

static json_t *ladder_json(const struct phrases *phrases, const struct programme *programme)
{
    size_t n;
    const struct relapse_step *ladder = alerts_relapse_ladder(programme, &n);
    json_t *steps = json_array();

    for (size_t i = 0; i < n; i++)
        json_array_append_new(steps, json_pack("{s:s, s:o}", "who",
                                               phrase_of(phrases, "role", role_name(ladder[i].who)),
                                               "span", phrase_span(phrases, ladder[i].wait_for)));
    return steps;
}

static const char *task_when(const struct phrases *phrases, const struct task *task)
{
    static const char *const words[] = {[TASK_AT_START] = "task_start",
                                        [TASK_AT_PHASE_END] = "task_phase_end",
                                        [TASK_AT_END] = "task_end",
                                        [TASK_AT_HAND_OVER] = "task_hand_over"};

    return phrase(phrases, words[task->when]);
}

static void add_phase_of(const struct phrases *phrases, struct text *out,
                         const struct programme *programme, const struct task *task)
{
    for (size_t i = 0; i < programme->phase_n; i++)
        if (strcmp(programme->phases[i].name, task->phase) == 0)
            phase_add_name(phrases, out, &programme->phases[i]);
}

static json_t *tasks_json(const struct phrases *phrases, const struct programme *programme)
{
    json_t *tasks = json_array();

    for (size_t i = 0; i < programme->task_n; i++) {
        const struct task *task = &programme->tasks[i];
        SCOPED(text_clear) struct text phase = {0};

        add_phase_of(phrases, &phase, programme, task);
        json_array_append_new(tasks,
                              json_pack("{s:s, s:o, s:o, s:s}", "when", task_when(phrases, task),
                                        "phase", json_text(text_string(&phase)), "text",
                                        json_text(sentence_in(phrases, &task->text)), "who",
                                        phrase_of(phrases, "role", role_name(task->who))));
    }
    return tasks;
}

json_t *programme_json(const struct phrases *phrases, const struct config *config,
                       const struct programme *programme)
{
    struct silence usual = {config->rules.silence.shown, config->rules.silence.calls};
    const struct {
        const char *name;
        const struct sentence *sentence;
    } remarks[] = {
        {"whom",      &programme->whom     },
        {"calls_for", &programme->calls_for},
        {"intensity", &programme->intensity},
        {"aftercare", &programme->aftercare},
        {"beyond",    &programme->beyond   },
    };
    json_t *values = json_object(), *phases = json_array();

    for (size_t i = 0; i < COUNT(remarks); i++)
        json_object_set_new(values, remarks[i].name,
                            json_text(sentence_in(phrases, remarks[i].sentence)));
    for (size_t i = 0; i < programme->phase_n; i++)
        json_array_append_new(phases, phase_json(phrases, programme, &programme->phases[i], usual));
    json_object_set_new(values, "name", json_text(programme->name));
    json_object_set_new(values, "title", json_text(programme_title(phrases, programme)));
    json_object_set_new(values, "like", json_text(programme->like));
    json_object_set_new(values, "phases", phases);
    json_object_set_new(values, "silence",
                        silence_json(phrases, programme_silence(programme, NULL, usual)));
    json_object_set_new(values, "ladder", ladder_json(phrases, programme));
    json_object_set_new(values, "tasks_n", json_boolean(programme->task_n > 0));
    json_object_set_new(values, "tasks", tasks_json(phrases, programme));
    return values;
}
