#include "scheduler/special_days.h"

#include "scheduler/islamic.h"

#define FIRST_YEAR 2020
#define LAST_YEAR  2100

struct special_days {
    int32_t first_day, end_day;
    uint16_t *causes_of; /* of each day, the place of its cause from 1; 0: none */
    struct special_day *causes;
    size_t cause_n;
    unsigned working_days;
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

/* Most have the day off in the years that end in 0 or 5. */
static bool is_kept(const struct special_rule *rule, enum holiday holiday, int year)
{
    return holiday != HOLIDAY_LIBERATION_DAY || rule->all_liberation_days || year % 5 == 0;
}

static void add_holidays(struct special_days *special, const struct special_rule *rule)
{
    for (enum holiday holiday = 0; holiday < HOLIDAY_N; holiday++) {
        uint16_t cause;

        if (!(rule->holidays >> holiday & 1)) continue;
        cause = add_cause(special, rule, holiday_name(holiday));
        for (int year = FIRST_YEAR; year <= LAST_YEAR; year++) {
            int32_t day = holiday_day(holiday, year);

            if (is_kept(rule, holiday, year))
                name_days(special, (struct day_range){day, day + 1}, cause);
        }
    }
}

/* Every feast of one kind. */
static void add_feasts(struct special_days *special, const struct special_rule *rule,
                       const struct islamic_year *years, size_t n)
{
    uint16_t cause = add_cause(special, rule, rule->name);

    for (size_t i = 0; i < n; i++) {
        struct day_range days = {years[i].ramadan, years[i].eid_al_fitr};

        if (rule->kind == SPECIAL_EID_AL_FITR) days.from_day = years[i].eid_al_fitr;
        if (rule->kind == SPECIAL_EID_AL_ADHA) days.from_day = years[i].eid_al_adha;
        if (rule->kind != SPECIAL_RAMADAN) days.till_day = days.from_day + rule->feast_days;
        name_days(special, days, cause);
    }
}

static void correct_years(const struct special_rules *rules, struct islamic_year *years, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        int days = rules->islamic_days;

        for (size_t j = 0; j < rules->correction_n; j++)
            if (rules->corrections[j].year == years[i].year) days = rules->corrections[j].days;
        years[i].ramadan += days;
        years[i].eid_al_fitr += days;
        years[i].eid_al_adha += days;
    }
}

enum rc special_days_new(const struct special_rules *rules, struct special_days **out,
                         struct fault *why)
{
    SCOPED(special_days_freep) struct special_days *special = mem_new(1, sizeof(*special));
    SCOPED(mem_free) struct islamic_year *years = NULL;
    size_t year_n;

    assert(rules->rule_n <= SPECIAL_RULES_MAX);
    TRY(islamic_years(FIRST_YEAR, LAST_YEAR, &years, &year_n, why));
    correct_years(rules, years, year_n);
    special->working_days = rules->working_days;
    special->first_day = day_of(FIRST_YEAR, 1, 1);
    special->end_day = day_of(LAST_YEAR + 1, 1, 1);
    special->causes_of =
        mem_new((size_t)(special->end_day - special->first_day), sizeof(special->causes_of[0]));
    for (size_t i = 0; i < rules->rule_n; i++) {
        const struct special_rule *rule = &rules->rules[i];

        switch (rule->kind) {
        case SPECIAL_RANGES:
            add_ranges(special, rule);
            break;
        case SPECIAL_WEEKDAYS:
            add_weekdays(special, rule);
            break;
        case SPECIAL_HOLIDAYS:
            add_holidays(special, rule);
            break;
        case SPECIAL_RAMADAN:
        case SPECIAL_EID_AL_FITR:
        case SPECIAL_EID_AL_ADHA:
            add_feasts(special, rule, years, year_n);
            break;
        }
    }
    *out = special;
    special = NULL;
    return RC_OK;
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

bool special_is_working(const struct special_days *special, int32_t day)
{
    return !special || special->working_days >> (day_weekday(day) - 1) & 1;
}
