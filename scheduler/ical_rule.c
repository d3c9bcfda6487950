#include "scheduler/ical_rule.h"

#include <libical/ical.h>

#include "gateway/base/text.h"
#include "scheduler/ical_property.h"

#define RULE_BYTES_MAX 500

static enum rc read_count(const char *value, int *out, struct fault *why)
{
    char *end;
    long count = strtol(value, &end, 10);

    if (*end != '\0' || end == value || count < 1 || count > 1000000)
        return fault_set(why, RC_INVALID, "the rule's COUNT, expected a number from 1 to 1000000");
    *out = (int)count;
    return RC_OK;
}

static enum rc read_until(const char *value, struct ical_time *out, struct fault *why)
{
    if (ical_time_take(icaltime_from_string(value), out)) return RC_OK;
    return fault_set(why, RC_INVALID,
                     "the rule's UNTIL, expected a date or a moment such as 20270630T120000Z");
}

static enum rc read_part(const char *part, struct ical_rule *rule, struct text *days,
                         struct fault *why)
{
    if (strncmp(part, "COUNT=", 6) == 0) return read_count(part + 6, &rule->count, why);
    if (strncmp(part, "UNTIL=", 6) == 0) return read_until(part + 6, &rule->until, why);
    if (*part) text_addf(days, "%s%s", days->n ? ";" : "", part);
    return RC_OK;
}

enum rc ical_rule_read(const char *string, struct ical_rule *out, struct fault *why)
{
    SCOPED(text_clear) struct text days = {0};
    SCOPED(mem_free) char *copy = mem_copy_string(string);
    struct ical_rule rule = {0};
    char *rest = copy, *part;

    if (strlen(string) > RULE_BYTES_MAX)
        return fault_set(why, RC_INVALID, "its rule is longer than %d characters", RULE_BYTES_MAX);
    while ((part = strsep(&rest, ";")))
        TRY(read_part(part, &rule, &days, why));
    TRY(rhythm_read(text_string(&days), &rule.rhythm, why));
    *out = rule;
    return RC_OK;
}
