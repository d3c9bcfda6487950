#include "scheduler/ical.h"
#include "scheduler/ical_rule.h"
#include "scheduler/ical_zone.h"

/* Days that are looked at for one file before it is given up: some tenths of a second. */
#define EFFORT_MAX 2000000

struct expansion {
    struct ical *ical;
    const struct ical_zones *zones;
    struct ical_window window;
    struct ical_event **events; /* by UID; the rule before what changes it */
    size_t event_n;
    int64_t effort;
    struct ical_instances out;
};

static int32_t day_at(const struct ical_time *time)
{
    return day_of(time->local.year, time->local.month, time->local.day);
}

static int compare_times(const struct ical_time *a, const struct ical_time *b)
{
    int32_t x = day_at(a), y = day_at(b);
    int at = (a->local.hour * 60 + a->local.minute) * 60 + a->local.second;
    int bt = (b->local.hour * 60 + b->local.minute) * 60 + b->local.second;

    if (x != y) return x < y ? -1 : 1;
    return at < bt ? -1 : at > bt;
}

/* By UID; what recurs before its overrides; of two versions of the same thing the newer first. */
static int compare_events(const void *left, const void *right)
{
    const struct ical_event *a = *(struct ical_event *const *)left;
    const struct ical_event *b = *(struct ical_event *const *)right;
    int order = strcmp(a->uid, b->uid);

    if (order) return order;
    if ((a->recurrence.clock == ICAL_NONE) != (b->recurrence.clock == ICAL_NONE))
        return a->recurrence.clock == ICAL_NONE ? -1 : 1;
    order = compare_times(&a->recurrence, &b->recurrence);
    if (order) return order;
    if (a->sequence != b->sequence) return a->sequence > b->sequence ? -1 : 1;
    if (a->modified_at != b->modified_at) return a->modified_at > b->modified_at ? -1 : 1;
    return a->line > b->line ? -1 : 1;
}

static bool is_twin(const struct ical_event *a, const struct ical_event *b)
{
    return strcmp(a->uid, b->uid) == 0 && a->recurrence.clock == b->recurrence.clock &&
           compare_times(&a->recurrence, &b->recurrence) == 0;
}

/* Two events that a program gave one UID: nothing says which of them is meant, so the one that is left out is told of. Of
 * two versions of one event there is nothing to tell. */
static void tell_double(struct ical_event *out, const struct ical_event *in)
{
    struct fault why;

    if (out->sequence != in->sequence || out->modified_at != in->modified_at ||
        compare_times(&out->start, &in->start) == 0)
        return;
    IGNORE(fault_set(&why, RC_INVALID,
                     "it has the UID of the event at line %d, and only that one is read",
                     in->line)); /* the words count */
    out->wrong = mem_copy_string(why.text);
}

static void sort_events(struct expansion *e)
{
    size_t n = 0;

    e->events = mem_new(e->ical->event_n + 1, sizeof(void *));
    for (size_t i = 0; i < e->ical->event_n; i++)
        if (!e->ical->events[i].left_out && !e->ical->events[i].wrong)
            e->events[n++] = &e->ical->events[i];
    if (n) qsort(e->events, n, sizeof(void *), compare_events);
    for (size_t i = 0; i < n; i++) {
        if (e->event_n == 0 || !is_twin(e->events[e->event_n - 1], e->events[i]))
            e->events[e->event_n++] = e->events[i];
        else
            tell_double(e->events[i], e->events[e->event_n - 1]);
    }
}

/* RC_TAKEN, which ends it all, where following the file has cost enough. */
static enum rc tired(const struct expansion *e, struct fault *why)
{
    if (e->effort > 0) return RC_OK;
    return fault_set(why, RC_TAKEN,
                     "calendar: following its rules and time zones takes too long; send a shorter "
                     "stretch of time");
}

static enum rc moment(struct expansion *e, const struct ical_time *time, usec *out,
                      struct fault *why)
{
    TRY(tired(e, why));
    return ical_time_usec(e->ical, e->zones, time, &e->effort, out, why);
}

static bool is_inside(const struct expansion *e, usec at)
{
    return at >= e->window.from && at < e->window.till;
}

/* Whether a list (EXDATE) has this moment, or its whole day. A floating time in it is on the event's own
 * clock: Exchange leaves the TZID out. Source: support.microsoft.com, KB 2295902, read 2026-11-22. */
static enum rc is_excluded(struct expansion *e, const struct ical_event *event,
                           const struct ical_time *time, usec at, bool *out, struct fault *why)
{
    *out = false;
    for (size_t i = 0; i < event->exdate_n && !*out; i++) {
        const struct ical_time *listed = &event->exdates[i];
        usec listed_at;

        if (listed->clock == ICAL_DATE || listed->clock == ICAL_FLOATING ||
            (listed->clock == time->clock && listed->zone == time->zone)) {
            struct ical_time same = *time;

            if (listed->clock == ICAL_DATE)
                same.local.hour = same.local.minute = same.local.second = 0;
            *out = compare_times(&same, listed) == 0;
            continue;
        }
        TRY(moment(e, listed, &listed_at, why));
        *out = listed_at == at;
    }
    return RC_OK;
}

/* How long an event lasts: a whole day ends on the clock, so this is of its first time. */
static enum rc event_lasts(struct expansion *e, const struct ical_event *event, usec *out,
                           struct fault *why)
{
    usec start, end;

    *out = event->lasts ? event->lasts : event->start.clock == ICAL_DATE ? USEC_DAY : 0;
    if (event->end.clock == ICAL_NONE) return RC_OK;
    TRY(moment(e, &event->start, &start, why));
    TRY(moment(e, &event->end, &end, why));
    if (end < start) return fault_set(why, RC_INVALID, "it ends before it begins");
    *out = end - start;
    return RC_OK;
}

/* RC_TAKEN: the file has too many. */
static enum rc add_instance(struct expansion *e, const struct ical_instance *instance,
                            struct fault *why)
{
    char from[32], till[32];
    struct local first = zone_local(e->zones->home, e->window.from);
    struct local last = zone_local(e->zones->home, e->window.till);

    if (e->out.n < ICAL_INSTANCES_MAX) {
        e->out.at[e->out.n++] = *instance;
        return RC_OK;
    }
    snprintf(from, sizeof from, "%04d-%02d-%02d", first.year, first.month, first.day);
    snprintf(till, sizeof till, "%04d-%02d-%02d", last.year, last.month, last.day);
    return fault_set(why, RC_TAKEN,
                     "calendar: with the %s at line %d the file gives more than %d "
                     "appointments between %s and %s; send a shorter stretch of time",
                     instance->rule ? "rule of the event" : "event", instance->event->line,
                     ICAL_INSTANCES_MAX, from, till);
}

/* The overrides of a rule stand behind it. */
struct overrides {
    struct ical_event **at;
    size_t n;
    usec *original_at;
};

static bool is_overridden(const struct overrides *overrides, usec at)
{
    for (size_t i = 0; i < overrides->n; i++)
        if (overrides->original_at[i] == at) return true;
    return false;
}

/* One time of a rule, unless it is excluded or told otherwise. */
static enum rc add_regular(struct expansion *e, const struct ical_event *event,
                           const struct overrides *overrides, const struct ical_time *time,
                           usec lasts, struct fault *why)
{
    struct ical_instance instance = {.event = event, .rule = event, .cancelled = event->cancelled};
    bool excluded;

    TRY(moment(e, time, &instance.start_at, why));
    if (!is_inside(e, instance.start_at) || is_overridden(overrides, instance.start_at))
        return RC_OK;
    TRY(is_excluded(e, event, time, instance.start_at, &excluded, why));
    if (excluded) return RC_OK;
    for (size_t i = e->out.n; i-- > 0 && e->out.at[i].rule == event;)
        if (e->out.at[i].start_at == instance.start_at)
            return RC_OK; /* RDATE on a day of the rule */
    instance.original_at = instance.start_at;
    instance.end_at = instance.start_at + lasts;
    return add_instance(e, &instance, why);
}

/* Whether the rule goes on until here. */
static enum rc is_until(struct expansion *e, const struct ical_rule *rule,
                        const struct ical_time *time, bool *out, struct fault *why)
{
    struct ical_time same = *time;
    usec at, until;

    *out = true;
    if (rule->until.clock == ICAL_NONE) return RC_OK;
    if (rule->until.clock == ICAL_UTC) {
        TRY(moment(e, time, &at, why));
        TRY(moment(e, &rule->until, &until, why));
        *out = at <= until;
        return RC_OK;
    }
    if (rule->until.clock == ICAL_DATE) same.local.hour = same.local.minute = same.local.second = 0;
    *out = compare_times(&same, &rule->until) <= 0;
    return RC_OK;
}

/* The next day of a rule from `time` on, as far as the window and the effort go. RC_MISSING: none. */
static enum rc next_time(struct expansion *e, const struct ical_rule *rule, int32_t first,
                         int32_t from, struct ical_time *time, struct fault *why)
{
    int32_t till = (int32_t)(e->window.till / USEC_DAY) + 2, day;
    struct local date;
    bool goes_on;

    if (e->effort < till - from) till = from + (int32_t)e->effort;
    if (!rhythm_next(&rule->rhythm, first, from, till, &day)) {
        e->effort -= till > from ? till - from : 0;
        TRY(tired(e, why));
        return RC_MISSING;
    }
    e->effort -= day - from + 1;
    date = day_local(day);
    time->local.year = date.year;
    time->local.month = date.month;
    time->local.day = date.day;
    TRY(is_until(e, rule, time, &goes_on, why));
    return goes_on ? RC_OK : RC_MISSING;
}

/* The first day of the rule is its DTSTART, named by it or not, and counts (RFC 5545, 3.8.5.3). */
static enum rc follow_rule(struct expansion *e, const struct ical_event *event,
                           const struct overrides *overrides, usec lasts, struct fault *why)
{
    struct ical_time time = event->start;
    int32_t first = day_at(&time), from = (int32_t)(e->window.from / USEC_DAY) - 2;
    struct ical_rule rule;

    TRY(ical_rule_read(event->rrule, &rule, why));
    TRY(add_regular(e, event, overrides, &time, lasts, why));
    if (rule.count || from <= first) from = first + 1;
    for (int n = 1; !rule.count || n < rule.count; n++, from = day_at(&time) + 1) {
        enum rc rc = next_time(e, &rule, first, from, &time, why);

        if (rc != RC_OK) return rc == RC_MISSING ? RC_OK : rc;
        TRY(add_regular(e, event, overrides, &time, lasts, why));
    }
    return RC_OK;
}

static enum rc add_rdates(struct expansion *e, const struct ical_event *event,
                          const struct overrides *overrides, usec lasts, struct fault *why)
{
    for (size_t i = 0; i < event->rdate_n; i++) {
        struct ical_time time = event->rdates[i];

        if (time.clock == ICAL_FLOATING) {
            time.clock = event->start.clock;
            time.zone = event->start.zone;
        }
        TRY(add_regular(e, event, overrides, &time, lasts, why));
    }
    return RC_OK;
}

static enum rc add_event(struct expansion *e, const struct ical_event *event,
                         const struct overrides *overrides, struct fault *why)
{
    struct ical_instance instance = {.event = event, .cancelled = event->cancelled};
    usec lasts;

    TRY(event_lasts(e, event, &lasts, why));
    if (event->rrule) {
        TRY(follow_rule(e, event, overrides, lasts, why));
    } else if (event->rdate_n) {
        TRY(add_regular(e, event, overrides, &event->start, lasts, why));
    } else {
        TRY(moment(e, &event->start, &instance.start_at, why));
        instance.end_at = instance.start_at + lasts;
        return is_inside(e, instance.start_at) ? add_instance(e, &instance, why) : RC_OK;
    }
    return add_rdates(e, event, overrides, lasts, why);
}

static enum rc add_override(struct expansion *e, const struct ical_event *event,
                            const struct ical_event *rule, usec original_at, struct fault *why)
{
    struct ical_instance instance = {
        .event = event,
        .rule = rule,
        .original_at = original_at,
        .cancelled = event->cancelled || (rule && rule->cancelled),
    };
    usec lasts;

    TRY(event_lasts(e, event, &lasts, why));
    TRY(moment(e, &event->start, &instance.start_at, why));
    instance.end_at = instance.start_at + lasts;
    if (!is_inside(e, original_at) && !is_inside(e, instance.start_at)) return RC_OK;
    return add_instance(e, &instance, why);
}

/* When the rule had what an override stands for: a date alone is the rule's time on that day. */
static enum rc original(struct expansion *e, const struct ical_event *event,
                        const struct ical_event *rule, usec *out, struct fault *why)
{
    struct ical_time time = event->recurrence;

    if (rule && (time.clock == ICAL_DATE || time.clock == ICAL_FLOATING)) {
        if (time.clock == ICAL_DATE) {
            time.local.hour = rule->start.local.hour;
            time.local.minute = rule->start.local.minute;
            time.local.second = rule->start.local.second;
        }
        time.clock = rule->start.clock;
        time.zone = rule->start.zone;
    }
    return moment(e, &time, out, why);
}

/* What went wrong with one event is its own; what is wrong with the file ends it all. */
static enum rc judge(struct ical_event *event, enum rc rc, struct expansion *e, size_t before,
                     const struct fault *why)
{
    if (rc == RC_OK || rc == RC_TAKEN) return rc;
    e->out.n = before;
    event->wrong = mem_copy_string(why->text);
    return RC_OK;
}

/* The events of one UID: what recurs, if it is there, and its overrides. */
static enum rc add_group(struct expansion *e, struct ical_event **events, size_t n,
                         struct fault *why)
{
    struct ical_event *rule = events[0]->recurrence.clock == ICAL_NONE ? events[0] : NULL;
    struct overrides overrides = {.at = events + (rule != NULL), .n = n - (rule != NULL)};
    SCOPED(mem_free) usec *originals = mem_new(n, sizeof *originals);
    struct fault wrong;

    overrides.original_at = originals;
    for (size_t i = 0; i < overrides.n; i++) {
        enum rc rc = original(e, overrides.at[i], rule, &originals[i], &wrong);

        TRY(judge(overrides.at[i], rc, e, e->out.n, &wrong));
        if (rc == RC_OK) {
            size_t before = e->out.n;

            rc = add_override(e, overrides.at[i], rule, originals[i], &wrong);
            if (rc == RC_TAKEN) *why = wrong;
            TRY(judge(overrides.at[i], rc, e, before, &wrong));
        }
    }
    if (rule) {
        size_t before = e->out.n;
        enum rc rc = add_event(e, rule, &overrides, &wrong);

        if (rc == RC_TAKEN) *why = wrong;
        return judge(rule, rc, e, before, &wrong);
    }
    return RC_OK;
}

static enum rc add_groups(struct expansion *e, struct fault *why)
{
    for (size_t i = 0, n; i < e->event_n; i += n) {
        for (n = 1; i + n < e->event_n; n++)
            if (strcmp(e->events[i]->uid, e->events[i + n]->uid) != 0) break;
        if (add_group(e, &e->events[i], n, why) != RC_OK) return RC_INVALID;
    }
    return RC_OK;
}

enum rc ical_expand(struct ical *ical, const struct ical_zones *zones,
                    const struct ical_window *window, struct ical_instances *out, struct fault *why)
{
    struct expansion e = {.ical = ical, .zones = zones, .window = *window, .effort = EFFORT_MAX};
    enum rc rc;

    sort_events(&e);
    e.out.at = mem_new(ICAL_INSTANCES_MAX, sizeof *e.out.at);
    rc = add_groups(&e, why);
    free(e.events);
    if (rc == RC_OK)
        *out = e.out;
    else
        ical_instances_clear(&e.out);
    return rc;
}

void ical_instances_clear(struct ical_instances *instances)
{
    free(instances->at);
    *instances = (struct ical_instances){0};
}
