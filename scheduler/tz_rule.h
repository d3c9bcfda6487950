#ifndef SCHEDULER_TZ_RULE_H
#define SCHEDULER_TZ_RULE_H
/* Tz_rule: the rule that carries a zone on where its table ends.
 *
 * It is the POSIX TZ string in the footer of a TZif file, "CET-1CEST,M3.5.0,M10.5.0/3", with the
 * wider hours (-167 to 167) of RFC 8536, 3.3.1. Times are seconds since 1970 UTC. */
#include "gateway/base/base.h"

enum tz_date_kind {
    TZ_DATE_MONTH_WEEK_DAY, /* Mm.w.d: day d (0 Sunday) of week w (5: the last) of month m */
    TZ_DATE_JULIAN,         /* Jn: 1 to 365, the leap day is never counted */
    TZ_DATE_DAY,            /* n: 0 to 365, the leap day is counted */
};

/* When the clock is changed, every year. */
struct tz_date {
    enum tz_date_kind kind;
    int month, week, weekday;
    int day;
    int at_s; /* after midnight, on the clock that is about to change; may be negative */
};

struct tz_rule {
    int standard_s; /* local time is UTC plus this */
    bool has_summer;
    int summer_s;
    struct tz_date summer_from, summer_till;
};

struct tz_stretch {
    int64_t from, till; /* till exclusive; INT64_MIN and INT64_MAX where there is no end */
    int offset_s;
};

/* False: `n` bytes at `string` are no such rule. */
bool tz_rule_read(const char *string, size_t n, struct tz_rule *out);
struct tz_stretch tz_rule_stretch(const struct tz_rule *rule, int64_t at);

#endif
