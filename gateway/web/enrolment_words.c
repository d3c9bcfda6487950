#include "gateway/web/enrolment_words.h"

#include "gateway/web/view.h"
#include "scheduler/rhythm_words.h"

#define PARTS_MAX  4
#define PART_SPACE 220

/* A detail is words with blanks between them: see gateway/enrolment. */
struct parts {
    char at[PARTS_MAX][PART_SPACE];
    size_t n;
};

static void split(const char *detail, struct parts *out)
{
    *out = (struct parts){0};
    while (*detail && out->n < PARTS_MAX) {
        int n = (int)strcspn(detail, " ");

        snprintf(out->at[out->n++], PART_SPACE, "%.*s", n, detail);
        detail += n;
        detail += strspn(detail, " ");
    }
}

json_t *rhythm_said(const struct visit *visit, const char *rule, int from_min, int till_min)
{
    bool dutch = strcmp(visit->phrases->language, "nl") == 0;
    struct rhythm_line line = {.from_min = from_min, .till_min = till_min};
    SCOPED(text_clear) struct text words = {0};

    if (rhythm_read(rule, &line.rhythm, NULL) != RC_OK) return json_text(rule);
    /* Everything but Dutch is shown in English. */
    rhythm_line_show(&line, dutch ? LANGUAGE_NL : LANGUAGE_AR, &words);
    return json_text(text_string(&words));
}

/* "10:00-12:00" */
static bool read_window(const char *string, int *from_min, int *till_min)
{
    char from[8];

    snprintf(from, sizeof(from), "%.*s", (int)strcspn(string, "-"), string);
    return strchr(string, '-') && time_read(from, from_min) &&
           time_read(strchr(string, '-') + 1, till_min);
}

/* "[phase] [rule] [hours]", or "own". */
static json_t *rhythm_deed(const struct visit *visit, const struct parts *parts)
{
    const char *rule = NULL, *phase = NULL, *hours = "";
    int from_min = 0, till_min = 0;
    SCOPED(text_clear) struct text out = {0};
    json_t *words;

    for (size_t i = 0; i < parts->n; i++) {
        if (strchr(parts->at[i], '='))
            rule = parts->at[i];
        else if (read_window(parts->at[i], &from_min, &till_min))
            hours = parts->at[i];
        else
            phase = parts->at[i];
    }
    if (phase && strcmp(phase, "own") == 0)
        return json_string(phrase(visit->phrases, "deed_rhythm_own"));
    words = rule ? rhythm_said(visit, rule, from_min, till_min) : json_text(hours);
    if (phase) text_addf(&out, "%s: ", phrase_of(visit->phrases, "phase", phase));
    text_add(&out, json_string_value(words));
    json_decref(words);
    return json_text(text_string(&out));
}

/* The phrase `name` with days filled in, of two the second as the last that counts; null where the detail holds none. */
static json_t *days_deed(const struct visit *visit, const char *name, const struct parts *parts)
{
    const char *act = parts->n > 2 ? phrase_of(visit->phrases, "own_days", parts->at[2]) : "";
    json_t *said[2] = {json_null(), json_null()}, *out;
    int32_t day;

    for (size_t i = 0; i < COUNT(said) && i < parts->n; i++)
        if (day_read(parts->at[i], &day)) said[i] = view_day(visit, day - (i > 0));
    if (json_is_null(said[0])) return json_null();
    out = phrase_json(visit->phrases, name, json_string_value(said[0]),
                      json_is_null(said[1]) ? "" : json_string_value(said[1]), act, NULL);
    json_decref(said[0]);
    json_decref(said[1]);
    return out;
}

/* "handed-over: Delft", or an outcome alone. */
static json_t *ended_deed(const struct visit *visit, const char *detail)
{
    SCOPED(text_clear) struct text out = {0};
    const char *more = strchr(detail, ':');
    char outcome[40];

    snprintf(outcome, sizeof(outcome), "%.*s", (int)strcspn(detail, ":"), detail);
    text_add(&out, phrase_of(visit->phrases, "outcome", outcome));
    if (more) text_add(&out, more);
    return json_text(text_string(&out));
}

const char *deed_name(const struct visit *visit, enum enrolment_word word, const char *detail)
{
    const char *away = ending_name(ENDING_HANDED_OVER);
    bool is_away = word == WORD_ENDED && strncmp(detail, away, strlen(away)) == 0;

    return phrase_of(visit->phrases, "did", is_away ? away : enrolment_word_name(word));
}

json_t *deed_word(const struct visit *visit, enum enrolment_word word, const char *detail)
{
    struct parts parts;

    split(detail, &parts);
    if (parts.n == 0) return json_null();
    switch (word) {
    case WORD_PAUSED:
        return days_deed(visit, "deed_paused", &parts);
    case WORD_OWN_DAYS:
        return days_deed(visit, "deed_own_days", &parts);
    case WORD_OWN_DAYS_ENDED:
        return days_deed(visit, "deed_own_days_ended", &parts);
    case WORD_RHYTHM:
        return rhythm_deed(visit, &parts);
    case WORD_EXTENDED:
        return phrase_json(visit->phrases, "deed_extended",
                           phrase_of(visit->phrases, "phase", parts.at[0]), parts.at[1] + 1, NULL);
    case WORD_REENTERED:
        return json_text(phrase_of(visit->phrases, "phase", parts.at[0]));
    case WORD_MANAGER:
        return phrase_json(visit->phrases, "deed_manager", visit_staff_name(visit, parts.at[0]),
                           visit_staff_name(visit, parts.at[1]), NULL);
    case WORD_LEARNING:
        return json_string(phrase_of(visit->phrases, "deed_learning", parts.at[0]));
    case WORD_ENDED:
        return ended_deed(visit, detail);
    case WORD_ENROLLED:
    case WORD_RESUMED:
    case WORD_SUMMARY:
    case WORD_N:
        break;
    }
    return json_null();
}
