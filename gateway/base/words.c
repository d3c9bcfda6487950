#include "gateway/base/words.h"

static const char *const domains[DOMAIN_N] = {
    "general",  "finance",   "housing", "work",   "school",  "parenting", "relationship",
    "violence", "addiction", "mental",  "health", "justice", "care",      "social",
};

static const char *const intents[INTENT_N] = {
    "unclear", "answer", "contact", "confirm",  "decline",      "reschedule",
    "stop",    "start",  "info",    "language", "wrong_number",
};

static const char *const roles[ROLE_N] = {
    "none",   "family_manager", "coordinator",   "process_manager",
    "helper", "auditor",        "administrator",
};

static const char *const rules[RULE_KIND_N] = {
    [RULE_NONE] = "none",
    [RULE_SCORE_LOW] = "score_low",
    [RULE_SCORE_DROP] = "score_drop",
    [RULE_FOLLOW_UP] = "follow_up",
    [RULE_SILENCE] = "silence",
    [RULE_SCORE_FALLING] = "score_falling",
    [RULE_SCORE_SLOPE] = "score_slope",
    [RULE_SCORE_SLIDE] = "score_slide",
    [RULE_ALL_WELL] = "all_well",
    [RULE_STOP_AFTER_VIOLENCE] = "stop_after_violence",
    [RULE_STOP_AFTER_TROUBLE] = "stop_after_trouble",
    [RULE_WATCHES] = "watches",
    [RULE_SILENCE_HABIT] = "silence_habit",
    [RULE_OBSERVERS_SCORE] = "observers_score",
    [RULE_OBSERVERS_TOLD] = "observers_told",
    [RULE_APPOINTMENTS] = "appointments",
    [RULE_NUMBER_FAILED] = "number_failed",
    [RULE_NUMBER_SILENT] = "number_silent",
    [RULE_NUMBER_UNREPORTED] = "number_unreported",
    [RULE_NUMBER_WRONG] = "number_wrong",
    [RULE_HELPER] = "helper",
};

static const char *const languages[LANGUAGE_N] = {"nl", "ar", "ary-Arab", "ary-Latn"};

/* The place of `name`, or `n`. */
static size_t find(const char *const *names, size_t n, const char *name)
{
    size_t i = 0;

    while (i < n && strcmp(names[i], name) != 0)
        i++;
    return i;
}

static const char *const all_digits[DIGITS_N] = {"usual", "european", "arabic"};

const char *domain_name(enum domain domain)
{
    assert(domain < DOMAIN_N);
    return domains[domain];
}

const char *intent_name(enum intent intent)
{
    assert(intent < INTENT_N);
    return intents[intent];
}

const char *role_name(enum role role)
{
    assert(role < ROLE_N);
    return roles[role];
}

const char *rule_name(enum rule_kind rule)
{
    assert(rule < RULE_KIND_N);
    return rules[rule];
}

const char *language_name(enum language language)
{
    assert(language < LANGUAGE_N);
    return languages[language];
}

bool domain_find(const char *name, enum domain *out)
{
    size_t i = find(domains, DOMAIN_N, name);

    if (i == DOMAIN_N) return false;
    *out = (enum domain)i;
    return true;
}

bool role_find(const char *name, enum role *out)
{
    size_t i = find(roles, ROLE_N, name);

    if (i == ROLE_N) return false;
    *out = (enum role)i;
    return true;
}

bool language_find(const char *name, enum language *out)
{
    size_t i = find(languages, LANGUAGE_N, name);

    if (i == LANGUAGE_N) return false;
    *out = (enum language)i;
    return true;
}

bool language_is_rtl(enum language language)
{
    return language == LANGUAGE_AR || language == LANGUAGE_ARY_ARAB;
}

const char *digits_name(enum digits digits)
{
    assert(digits < DIGITS_N);
    return all_digits[digits];
}

bool digits_find(const char *name, enum digits *out)
{
    size_t i = find(all_digits, DIGITS_N, name);

    if (i == DIGITS_N) return false;
    *out = (enum digits)i;
    return true;
}
