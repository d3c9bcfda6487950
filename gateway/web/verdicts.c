#include "gateway/web/verdicts.h"

/* ---- What can be chosen ---- */

/* Of an alert of a level, what a person may say that it was instead. */
static const struct {
    enum level level;
    const char *value, *id, *word;
} outcomes[] = {
    {0,             "right",      "right",      "outcome_right"     },
    {0,             "wrong",      "wrong",      "outcome_wrong"     },
    {LEVEL_RELAPSE, "too-high:1", "too-high-1", "outcome_too-high-1"},
    {LEVEL_RELAPSE, "too-low:3",  "too-low-3",  "outcome_too-low-3" },
    {LEVEL_CRISIS,  "too-high:2", "too-high-2", "outcome_too-high-2"},
    {LEVEL_CRISIS,  "too-high:1", "too-high-1", "outcome_too-high-1"},
    {0,             "domain",     "domain",     "outcome_domain"    },
};

void verdicts_add_domains(json_t *to, const struct visit *visit)
{
    json_t *domains = json_array();

    for (int domain = DOMAIN_GENERAL + 1; domain < DOMAIN_N; domain++) {
        const char *name = domain_name((enum domain)domain);

        json_array_append_new(domains, json_pack("{s:s, s:s}", "value", name, "word",
                                                 phrase_of(visit->phrases, "domain", name)));
    }
    json_object_set_new(to, "verdict_domains", domains);
}

void verdicts_add_outcomes(json_t *to, const struct visit *visit, const struct alert *alert)
{
    json_t *list = json_array();

    for (size_t i = 0; i < COUNT(outcomes); i++)
        if (!outcomes[i].level || outcomes[i].level == alert->level)
            json_array_append_new(list, json_pack("{s:s, s:s, s:s}", "value", outcomes[i].value,
                                                  "id", outcomes[i].id, "word",
                                                  phrase(visit->phrases, outcomes[i].word)));
    json_object_set_new(to, "outcomes", list);
    verdicts_add_domains(to, visit);
}

/* ---- Reading ---- */

bool verdicts_read_outcome(const struct visit *visit, struct new_verdict *out)
{
    const char *outcome = visit_field(visit, "outcome");
    const char *colon = strchr(outcome, ':');
    char word[16] = "";

    if (colon) {
        if (colon[1] < '1' || colon[1] > '3' || colon[2]) return false;
        out->level = (enum level)(colon[1] - '0');
    }
    snprintf(word, sizeof(word), "%.*s", (int)strcspn(outcome, ":"), outcome);
    if (!verdict_find(word, &out->word) || out->word == VERDICT_MISSED) return false;
    return out->word != VERDICT_DOMAIN || domain_find(visit_field(visit, "domain"), &out->domain);
}

enum verdict_word verdicts_word(const struct signal_row *signal, enum domain domain,
                                enum level level)
{
    if (level == LEVEL_STABLE) return signal->machine_level ? VERDICT_WRONG : VERDICT_RIGHT;
    if (domain != signal->machine_domain) return VERDICT_DOMAIN;
    if (signal->machine_level == LEVEL_STABLE) return VERDICT_MISSED;
    if (level < signal->machine_level) return VERDICT_TOO_HIGH;
    return level > signal->machine_level ? VERDICT_TOO_LOW : VERDICT_RIGHT;
}

enum rc verdicts_read_json(const json_t *json, const char *name, struct new_verdict *out,
                           struct fault *why)
{
    const char *word = json_string_value(json_object_get(json, name));
    const char *domain = json_string_value(json_object_get(json, "domain"));
    const json_t *level = json_object_get(json, "level");

    if (!word || !verdict_find(word, &out->word))
        return fault_set(why, RC_INVALID, "%s: expected right, wrong, too-high, too-low%s", name,
                         out->reply_id ? ", domain or missed" : " or domain");
    if (level && (!json_is_integer(level) || json_integer_value(level) < LEVEL_WATCH ||
                  json_integer_value(level) > LEVEL_CRISIS))
        return fault_set(why, RC_INVALID, "level: expected 1, 2 or 3");
    if (domain && !domain_find(domain, &out->domain))
        return fault_set(why, RC_INVALID, "domain: expected a life domain");
    out->level = (enum level)json_integer_value(level);
    out->signal_id = json_integer_value(json_object_get(json, "signal"));
    out->note = json_string_value(json_object_get(json, "note"));
    return RC_OK;
}
