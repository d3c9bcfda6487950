#include "scheduler/special_days.h"

#define FIRST_YEAR 2000
#define LAST_YEAR  2100

struct special_days {
    int32_t first_day, end_day;
    uint16_t *causes_of; /* of each day, the place of its cause from 1; 0: none */
    struct special_day *causes;
    size_t cause_n;
};

/* A day that an earlier rule named stays that rule's. */
static void name_days(struct special_days *special, struct day_range days, uint16_t cause)
{
    int32_t from_day = days.from_day > special->first_day ? days.from_day : special->first_day;

    for (int32_t day = from_day; day < days.till_day && day < special->end_day; day++) {
        uint16_t *cause_of = &special->causes_of[day - special->first_day];

        if (*cause_of == 0) *cause_of = cause;
    }
}

/* From 1. */
static uint16_t add_cause(struct special_days *special, const struct special_rule *rule,
                          const char *name)
{
    special->causes = mem_grow(special->causes, special->cause_n + 1, sizeof(special->causes[0]));
    special->causes[special->cause_n++] = (struct special_day){
        .name = name, .act = rule->act, .from_min = rule->from_min, .till_min = rule->till_min};
    return (uint16_t)special->cause_n;
}

static void add_ranges(struct special_days *special, const struct special_rule *rule)
{
    uint16_t cause = add_cause(special, rule, rule->name);

    for (size_t i = 0; i < rule->range_n; i++)
        name_days(special, rule->ranges[i], cause);
}

static void add_weekdays(struct special_days *special, const struct special_rule *rule)
{
    uint16_t cause = add_cause(special, rule, rule->name);

    for (int32_t day = special->first_day; day < special->end_day; day++)
        if (rule->weekdays >> (day_weekday(day) - 1) & 1)
            name_days(special, (struct day_range){day, day + 1}, cause);
}

static void add_rule(struct special_days *special, const struct special_rule *rule)
{
    switch (rule->kind) {
    case SPECIAL_RANGES:
        add_ranges(special, rule);
        return;
    case SPECIAL_WEEKDAYS:
        add_weekdays(special, rule);
        return;
    }
}

struct special_days *special_days_new(const struct special_rule *rules, size_t n)
{
    struct special_days *special = mem_new(1, sizeof(*special));

    assert(n <= SPECIAL_RULES_MAX);
    special->first_day = day_of(FIRST_YEAR, 1, 1);
    special->end_day = day_of(LAST_YEAR + 1, 1, 1);
    special->causes_of =
        mem_new((size_t)(special->end_day - special->first_day), sizeof(special->causes_of[0]));
    for (size_t i = 0; i < n; i++)
        add_rule(special, &rules[i]);
    return special;
}

void special_days_free(struct special_days *special)
{
    if (!special) return;
    free(special->causes_of);
    free(special->causes);
    free(special);
}

void special_days_freep(struct special_days **special)
{
    special_days_free(*special);
    *special = NULL;
}

const struct special_day *special_day(const struct special_days *special, int32_t day)
{
    uint16_t cause;

    if (!special || day < special->first_day || day >= special->end_day) return NULL;
    cause = special->causes_of[day - special->first_day];
    return cause ? &special->causes[cause - 1] : NULL;
}
