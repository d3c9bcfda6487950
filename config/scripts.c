/* Scripts: the small dialogue of a check-in, the same over SMS and USSD. */
#include "config/things.h"
#include "config/values.h"

#define SCRIPTS_MAX 100
#define STEPS_MAX   20
#define CHOICES_MAX 9
#define RULES_MAX   10

static const char *expects_word(size_t i)
{
    static const char *const words[] = {
        [EXPECTS_SCORE] = "score",
        [EXPECTS_CHOICE] = "choice",
        [EXPECTS_TEXT] = "text",
    };

    return i < COUNT(words) ? words[i] : NULL;
}

static const char *domain_word(size_t i)
{
    return i < DOMAIN_N ? domain_name((enum domain)i) : NULL;
}

static void visit_scores(struct reading *reading, const config_setting_t *setting, void *thing)
{
    struct rule *rule = thing;

    if (!schema_is(reading, setting, CONFIG_TYPE_ARRAY)) return;
    for (int i = 0; i < config_setting_length(setting); i++) {
        int score = config_setting_get_int_elem(setting, i);

        if (score < 1 || score > 5) {
            mistake(reading, spot_setting(reading, setting),
                    "expected scores from 1 to 5, such as [1, 2]");
            return;
        }
        rule->scores |= 1U << score;
    }
}

static const struct key choice_keys[] = {
    KEY(.name = "digit", .kind = KEY_NUMBER, .at = offsetof(struct choice, digit), .required = true,
        .min = 1, .max = 9, .expected = "the digit that chooses it"),
    KEY(.name = "domain", .kind = KEY_WORD, .at = offsetof(struct choice, domain), .required = true,
        .word = domain_word,
        .expected = "a domain such as \"finance\", or \"general\" for something else"),
};

static const struct group choice_group = {.what = "a choice",
                                          .size = sizeof(struct choice),
                                          .keys = choice_keys,
                                          .key_n = COUNT(choice_keys)};

static const struct key rule_keys[] = {
    KEY(.name = "scores", .kind = KEY_VISIT, .visit = visit_scores),
    KEY(.name = "say", .kind = KEY_STRING, .at = offsetof(struct rule, say),
        .expected = "the name of a text"),
    KEY(.name = "go", .kind = KEY_STRING, .at = offsetof(struct rule, go),
        .expected = "the name of a later step"),
};

static void rule_clear(void *thing)
{
    struct rule *rule = thing;

    free(rule->say);
    free(rule->go);
}

static const struct group rule_group = {.what = "a rule",
                                        .size = sizeof(struct rule),
                                        .keys = rule_keys,
                                        .key_n = COUNT(rule_keys),
                                        .clear = rule_clear};

static const struct key step_keys[] = {
    KEY(.name = "name", .kind = KEY_STRING, .at = offsetof(struct script_step, name),
        .required = true, .valid = value_is_name, .expected = "a word such as \"about\""),
    KEY(.name = "text", .kind = KEY_STRING, .at = offsetof(struct script_step, text),
        .required = true, .expected = "the name of the text that asks"),
    KEY(.name = "also", .kind = KEY_STRING, .at = offsetof(struct script_step, also),
        .expected = "the name of another text that asks the same"),
    KEY(.name = "expects", .kind = KEY_WORD, .at = offsetof(struct script_step, expects),
        .required = true, .word = expects_word, .expected = "score, choice or text"),
    KEY(.name = "domain", .kind = KEY_WORD, .at = offsetof(struct script_step, domain),
        .word = domain_word, .preset = DOMAIN_GENERAL,
        .expected = "the domain that a score is about, such as \"school\""),
    KEY(.name = "rules", KEY_LIST_AT(struct script_step, rules, rule_n), .required = true,
        .max = RULES_MAX, .group = &rule_group, .expected = "a list of what follows an answer"),
    KEY(.name = "choices", KEY_LIST_AT(struct script_step, choices, choice_n), .max = CHOICES_MAX,
        .group = &choice_group),
};

static void step_clear(void *thing)
{
    struct script_step *step = thing;

    for (size_t i = 0; i < step->rule_n; i++)
        rule_clear(&step->rules[i]);
    free(step->rules);
    free(step->choices);
    free(step->name);
    free(step->text);
    free(step->also);
}

static const struct group step_group = {.what = "a step",
                                        .size = sizeof(struct script_step),
                                        .keys = step_keys,
                                        .key_n = COUNT(step_keys),
                                        .clear = step_clear};

static const struct key script_keys[] = {
    KEY(.name = "name", .kind = KEY_STRING, .at = offsetof(struct script, name), .required = true,
        .valid = value_is_name, .expected = "a word such as \"how-is-it\""),
    KEY(.name = "nudge", .kind = KEY_STRING, .at = offsetof(struct script, nudge),
        .expected = "the name of the text that reminds of it"),
    KEY(.name = "steps", KEY_LIST_AT(struct script, steps, step_n), .required = true,
        .max = STEPS_MAX, .group = &step_group, .expected = "a list of steps"),
};

const struct group script_group = {.what = "a script",
                                   .size = sizeof(struct script),
                                   .keys = script_keys,
                                   .key_n = COUNT(script_keys),
                                   .clear = script_clear};

void script_clear(void *thing)
{
    struct script *script = thing;

    for (size_t i = 0; i < script->step_n; i++)
        step_clear(&script->steps[i]);
    free(script->steps);
    free(script->nudge);
    free(script->name);
    *script = (struct script){0};
}

void scripts_visit(struct reading *reading, const config_setting_t *setting, void *thing)
{
    struct config *config = thing;
    size_t first = config->script_n, n = (size_t)config_setting_length(setting);

    if (!schema_is(reading, setting, CONFIG_TYPE_LIST)) return;
    if (n > SCRIPTS_MAX) {
        mistake(reading, spot_setting(reading, setting), "has %zu scripts, expected at most %d", n,
                SCRIPTS_MAX);
        return;
    }
    config->scripts =
        schema_grow(config->scripts, &config->script_n, n, sizeof(config->scripts[0]));
    for (size_t i = 0; i < n; i++)
        schema_queue(reading, config_setting_get_elem(setting, (unsigned)i), &script_group,
                     &config->scripts[first + i]);
}

void scripts_merge(struct reading *reading)
{
    struct config *config = reading->config;
    const struct merge merge = {.what = "scripts",
                                .things = config->scripts,
                                .n = &config->script_n,
                                .shipped_n = reading->script_shipped_n,
                                .size = sizeof(config->scripts[0]),
                                .name_at = offsetof(struct script, name),
                                .clear = script_clear};

    schema_merge(reading, &merge);
}

static void check_text_name(struct reading *reading, const char *name)
{
    const struct config *config = reading->config;
    struct guess guess = guess_new(name);

    if (!name[0]) return;
    for (size_t i = 0; i < config->wording_n; i++) {
        if (strcmp(config->wordings[i].name, name) == 0) return;
        guess_try(&guess, config->wordings[i].name);
    }
    mistake(reading, spot_string(reading, name), "\"%.40s\" is no text, expected the name of one%s",
            name, guess_say(&guess));
}

/* A step may only lead to a later one, so every dialogue ends. */
static void check_go(struct reading *reading, const struct script *script, size_t at,
                     const char *go)
{
    struct guess guess = guess_new(go);

    if (!go[0]) return;
    for (size_t i = 0; i < script->step_n; i++) {
        const char *name = script->steps[i].name;

        if (i > at && strcmp(name, go) == 0) return;
        if (i > at) guess_try(&guess, name);
    }
    mistake(reading, spot_string(reading, go),
            "\"%.40s\" is no later step of this script, expected the name of one%s", go,
            guess_say(&guess));
}

/* Every answer to a question gets one of its own: silence would look like a broken machine. */
static void check_answers(struct reading *reading, const struct script_step *step)
{
    unsigned scores = 0;
    bool others = false;

    for (size_t i = 0; i < step->rule_n; i++) {
        scores |= step->rules[i].scores;
        others |= step->rules[i].scores == 0;
    }
    if (!others && step->rule_n && step->name[0])
        mistake(reading, spot_string(reading, step->name),
                "free text gets no answer, expected a last rule without scores, such as "
                "{ say = \"heard\"; }");
    if (scores && step->expects == EXPECTS_CHOICE)
        mistake(reading, spot_string(reading, step->name),
                "has rules for scores but its digits are choices, expected expects = \"score\" or "
                "\"text\"");
}

/* Whether every choice stands in the text by its digit, in every language. */
static void check_choices(struct reading *reading, const struct script_step *step, const char *name)
{
    for (enum language language = 0; language < LANGUAGE_N; language++) {
        const char *text = config_wording(reading->config, name, language);

        for (size_t i = 0; text && i < step->choice_n; i++) {
            if (strchr(text, (char)('0' + step->choices[i].digit))) continue;
            mistake(reading, spot_string(reading, text),
                    "does not offer the digit %d that the step \"%s\" expects",
                    step->choices[i].digit, step->name);
        }
    }
}

static void check_step(struct reading *reading, const struct script *script, size_t at)
{
    const struct script_step *step = &script->steps[at];

    for (size_t i = 0; i < at; i++) {
        if (step->name[0] && strcmp(script->steps[i].name, step->name) == 0)
            mistake(reading, spot_string(reading, step->name),
                    "\"%s\" is the name of two steps, expected one each", step->name);
    }
    if ((step->expects == EXPECTS_CHOICE) != (step->choice_n > 0) && step->name[0])
        mistake(reading, spot_string(reading, step->name),
                "expects = \"choice\" and choices belong together, expected both or neither");
    check_text_name(reading, step->text);
    check_text_name(reading, step->also);
    for (size_t i = 0; i < step->rule_n; i++) {
        check_text_name(reading, step->rules[i].say);
        check_go(reading, script, at, step->rules[i].go);
    }
    check_answers(reading, step);
    check_choices(reading, step, step->text);
    check_choices(reading, step, step->also);
}

void scripts_check(struct reading *reading)
{
    const struct config *config = reading->config;

    for (size_t i = 0; i < config->script_n; i++) {
        check_text_name(reading, config->scripts[i].nudge);
        for (size_t j = 0; j < config->scripts[i].step_n; j++)
            check_step(reading, &config->scripts[i], j);
    }
}
