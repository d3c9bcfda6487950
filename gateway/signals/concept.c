#include "gateway/signals/concept.h"

static bool find_name(const char *const *names, size_t n, const char *name, size_t *out)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(names[i], name) != 0) continue;
        *out = i;
        return true;
    }
    return false;
}

static enum rc read_domain_row(const struct row *row, struct concept *concept, struct fault *why)
{
    static const char *const kinds[] = {"fact",   "worry",  "crisis",  "hint",
                                        "better", "figure", "neutral", "ask"};
    /* The levels that a row of each kind may have. */
    static const unsigned lowest[] = {1, 1, 3, 2, 0, 0, 0, 0}, highest[] = {2, 1, 3, 3, 0, 0, 0, 0};
    size_t kind;
    unsigned level;

    if (!find_name(kinds, COUNT(kinds), row->columns[COLUMN_KIND], &kind))
        return row_fault(row, why,
                         "kind must be fact, worry, crisis, hint, better, figure, neutral or ask",
                         row->columns[COLUMN_KIND]);
    if (!row_number(row->columns[COLUMN_LEVEL], 3, &level))
        return row_fault(row, why, "level must be 0, 1, 2 or 3", row->columns[COLUMN_LEVEL]);
    if (level < lowest[kind] || level > highest[kind])
        return row_fault(row, why, "that level does not go with that kind",
                         row->columns[COLUMN_KIND]);
    concept->kind = (enum kind)kind;
    concept->level = (enum level)level;
    return RC_OK;
}

static enum rc read_scope_row(const struct row *row, struct concept *concept, struct fault *why)
{
    static const char *const scopes[SCOPE_N] = {"negation", "past",  "again", "solved",
                                                "better",   "third", "fear",  "if"};
    static const char *const sides[] = {"before", "behind", "around"};
    const char *dot = strchr(row->columns[COLUMN_CONCEPT], '.');
    size_t scope, side;

    if (!find_name(scopes, SCOPE_N, dot + 1, &scope))
        return row_fault(row, why, "no such scope", dot + 1);
    if (!find_name(sides, COUNT(sides), row->columns[COLUMN_KIND], &side))
        return row_fault(row, why, "a scope stands before, behind or around",
                         row->columns[COLUMN_KIND]);
    if (!row_number(row->columns[COLUMN_LEVEL], 20, &concept->reach))
        return row_fault(row, why, "a reach of 0 to 20 words is expected",
                         row->columns[COLUMN_LEVEL]);
    concept->kind = KIND_SCOPE;
    concept->scope = (enum scope)scope;
    concept->side = (enum side)(side + 1);
    return RC_OK;
}

static enum rc read_intent_row(const struct row *row, struct concept *concept, struct fault *why)
{
    const char *dot = strchr(row->columns[COLUMN_CONCEPT], '.');
    const char *context = row->columns[COLUMN_KIND];
    size_t intent = 0;

    while (intent < INTENT_N && strcmp(intent_name((enum intent)intent), dot + 1) != 0)
        intent++;
    if (intent == INTENT_N) return row_fault(row, why, "no such intent", dot + 1);
    if (strcmp(context, "any") == 0)
    concept->contexts = IN_CHECKIN | IN_APPOINTMENT;
    else if (strcmp(context, "checkin") == 0) concept->contexts = IN_CHECKIN;
    else if (strcmp(context, "appointment") == 0) concept->contexts = IN_APPOINTMENT;
    else return row_fault(row, why, "an intent is for any, checkin or appointment", context);
    concept->kind = KIND_INTENT;
    concept->intent = (enum intent)intent;
    return RC_OK;
}

enum rc concept_read(const struct row *row, struct concept *out, struct fault *why)
{
    const char *name = row->columns[COLUMN_CONCEPT];
    char first[32];

    if (!strchr(name, '.')) return row_fault(row, why, "a name has two parts with a dot", name);
    snprintf(first, sizeof(first), "%.*s", (int)strcspn(name, "."), name);
    if (strcmp(first, "scope") == 0) return read_scope_row(row, out, why);
    if (strcmp(first, "intent") == 0) return read_intent_row(row, out, why);
    if (strcmp(first, "say") == 0) return read_domain_row(row, out, why);
    if (domain_find(first, &out->domain) && out->domain != DOMAIN_GENERAL)
        return read_domain_row(row, out, why);
    return row_fault(row, why, "no such domain", first);
}
