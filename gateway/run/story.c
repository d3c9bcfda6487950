#include "gateway/run/story.h"

#include "gateway/alerts/alerts.h"
#include "gateway/run/demo.h"

#define CAST_MAX    64
#define LINES_MAX   64
#define MEETS_MAX   4
#define MEMBERS_MAX 4

struct line {
    usec after;
    char *text; /* NULL: silence */
};

struct actor {
    struct line lines[LINES_MAX];
    size_t line_n, next_line;
    struct {
        int days, hour, minute;
    } meets[MEETS_MAX];
    size_t meet_n;
    char *number;
    int64_t answered; /* the question that got its line */
    usec speaks_at;   /* USEC_NEVER: nothing to say now */
};

struct cast_family {
    struct family family;
    struct member members[MEMBERS_MAX];
    struct actor actors[MEMBERS_MAX];
    char *programme;
    int weeks;
    unsigned domains;
};

struct story {
    struct cast_family cast[CAST_MAX];
    size_t cast_n;
    usec staff_until;
    usec next_at;
};

/* ---- Reading ---------------------------------------------------------------------------------- */

/* The `n`-th tab-separated field, cut off in place; "" where there is none. */
static char *next_field(char **rest)
{
    char *field = *rest;
    char *tab = strchr(field, '\t');

    if (tab) {
        *tab = '\0';
        *rest = tab + 1;
    } else {
        *rest = field + strlen(field);
    }
    return field;
}

static bool read_number(const char *field, int *out)
{
    char *end;
    long value = strtol(field, &end, 10);

    if (end == field || *end || value < 0 || value > 100000) return false;
    *out = (int)value;
    return true;
}

static bool read_domains(char *field, unsigned *out)
{
    enum domain domain;

    *out = 0;
    while (*field) {
        size_t n = strcspn(field, ",");
        bool last = field[n] == '\0';

        field[n] = '\0';
        if (!domain_find(field, &domain)) return false;
        *out |= 1U << domain;
        field += n + !last;
    }
    return *out != 0;
}

static bool read_family(struct story *story, char *rest)
{
    struct cast_family *cast;

    if (story->cast_n == CAST_MAX) return false;
    cast = &story->cast[story->cast_n++];
    cast->family.name = mem_copy_string(next_field(&rest));
    cast->family.manager = mem_copy_string(next_field(&rest));
    cast->programme = mem_copy_string(next_field(&rest));
    return read_number(next_field(&rest), &cast->weeks) &&
           read_domains(next_field(&rest), &cast->domains);
}

static bool read_discretion(const char *field, enum discretion *out)
{
    static const char *const names[] = {"neutral", "code_phrase", "open"};

    for (size_t i = 0; i < COUNT(names); i++)
        if (strcmp(field, names[i]) == 0) {
            *out = (enum discretion)i;
            return true;
        }
    return false;
}

static bool read_member(struct story *story, char *rest)
{
    struct cast_family *cast = story->cast_n ? &story->cast[story->cast_n - 1] : NULL;
    struct member *member;
    struct actor *actor;

    if (!cast || cast->family.member_n == MEMBERS_MAX) return false;
    member = &cast->members[cast->family.member_n];
    actor = &cast->actors[cast->family.member_n++];
    actor->speaks_at = USEC_NEVER;
    member->name = mem_copy_string(next_field(&rest));
    if (!language_find(next_field(&rest), &member->language)) return false;
    member->phone.number = mem_copy_string(next_field(&rest));
    actor->number = mem_copy_string(member->phone.number);
    if (!read_discretion(next_field(&rest), &member->phone.discretion)) return false;
    member->asked = strcmp(next_field(&rest), "yes") == 0;
    return true;
}

static struct actor *last_actor(struct story *story)
{
    struct cast_family *cast = story->cast_n ? &story->cast[story->cast_n - 1] : NULL;

    return cast && cast->family.member_n ? &cast->actors[cast->family.member_n - 1] : NULL;
}

static bool read_says(struct story *story, char *rest)
{
    struct actor *actor = last_actor(story);
    char *after = next_field(&rest);
    int minutes = 0;

    if (!actor || actor->line_n == LINES_MAX) return false;
    if (strcmp(after, "-") != 0) {
        if (!read_number(after, &minutes) || !*rest) return false;
        actor->lines[actor->line_n].text = mem_copy_string(rest);
        actor->lines[actor->line_n].after = minutes * USEC_MIN;
    }
    actor->line_n++;
    return true;
}

static bool read_meets(struct story *story, char *rest)
{
    struct actor *actor = last_actor(story);
    char *days = next_field(&rest);
    int n = 0;

    if (!actor || actor->meet_n == MEETS_MAX) return false;
    if (!read_number(days, &actor->meets[actor->meet_n].days) ||
        sscanf(rest, "%2d:%2d%n", &actor->meets[actor->meet_n].hour,
               &actor->meets[actor->meet_n].minute, &n) != 2 ||
        rest[n])
        return false;
    actor->meet_n++;
    return true;
}

static bool read_line(struct story *story, char *line)
{
    static const struct {
        const char *word;
        bool (*read)(struct story *story, char *rest);
    } readers[] = {
        {"family", read_family},
        {"member", read_member},
        {"says",   read_says  },
        {"meets",  read_meets },
    };
    char *rest = line;
    char *word = next_field(&rest);

    if (*word == '\0' || *word == '#') return true;
    for (size_t i = 0; i < COUNT(readers); i++)
        if (strcmp(word, readers[i].word) == 0) return readers[i].read(story, rest);
    return false;
}

enum rc story_read(const struct data *data, struct story **out, struct fault *why)
{
    SCOPED(text_clear) struct text file = {0};
    struct story *story;
    char *line;
    int number = 0;

    TRY(data_read(data, "demo/story.tsv", &file, why));
    story = mem_new(1, sizeof(*story));
    story->staff_until = story->next_at = USEC_NEVER;
    for (line = file.at; line && *line;) {
        char *end = line + strcspn(line, "\n");
        bool last = *end == '\0';

        *end = '\0';
        number++;
        if (!read_line(story, line)) {
            story_free(story);
            return fault_set(why, RC_INVALID, "demo/story.tsv:%d: cannot be read", number);
        }
        line = end + !last;
    }
    *out = story;
    return RC_OK;
}

void story_free(struct story *story)
{
    if (!story) return;
    for (size_t i = 0; i < story->cast_n; i++) {
        struct cast_family *cast = &story->cast[i];

        free(cast->family.name);
        free(cast->family.manager);
        free(cast->programme);
        for (size_t k = 0; k < cast->family.member_n; k++) {
            free(cast->members[k].name);
            free(cast->members[k].phone.number);
            free(cast->actors[k].number);
            for (size_t l = 0; l < cast->actors[k].line_n; l++)
                free(cast->actors[k].lines[l].text);
        }
    }
    free(story);
}

int story_weeks(const struct story *story)
{
    int most = 0;

    for (size_t i = 0; i < story->cast_n; i++)
        if (story->cast[i].weeks > most) most = story->cast[i].weeks;
    return most;
}

void story_staff_until(struct story *story, usec until)
{
    story->staff_until = until;
}

/* ---- Playing ---------------------------------------------------------------------------------- */

static enum rc add_appointments(struct world *world, const struct cast_family *cast,
                                const struct family *family, usec today, struct fault *why)
{
    const struct zone *zone = world->config->municipality.zone;
    const struct programme *programme = config_programme(world->config, cast->programme);

    for (size_t i = 0; i < family->member_n; i++) {
        for (size_t k = 0; k < cast->actors[i].meet_n; k++) {
            struct local local = day_local(zone_day(zone, today) + cast->actors[i].meets[k].days);
            struct appointment appointment = {.family_id = family->id,
                                              .member_id = family->members[i].id};

            local.hour = cast->actors[i].meets[k].hour;
            local.minute = cast->actors[i].meets[k].minute;
            appointment.starts_at = zone_usec(zone, local);
            appointment.next_at = reminder_due(&world->config->quiet, zone, appointment.starts_at,
                                               programme->reminders[0]);
            TRY(store_appointment_add(world->store, &appointment, today, why));
        }
    }
    return RC_OK;
}

static enum rc add_family(struct world *world, struct cast_family *cast, usec now, usec today,
                          struct fault *why)
{
    struct family family = cast->family;
    struct enrolment enrolment = {.programme = cast->programme,
                                  .domains = cast->domains,
                                  .start_day = zone_day(world->config->municipality.zone, now),
                                  .planned_at = now,
                                  .next_at = now};

    family.members = cast->members;
    if (!config_programme(world->config, cast->programme))
        return fault_set(why, RC_INVALID, "demo/story.tsv: no programme \"%s\"", cast->programme);
    TRY(store_family_add(world->store, &family, now, why));
    for (size_t i = 0; i < family.member_n; i++) {
        struct consent consent = {.phone_id = family.members[i].phone.id,
                                  .member_id = family.members[i].id,
                                  .act = CONSENT_GIVEN,
                                  .how = "talk"};

        TRY(store_consent_record(world->store, &consent, now, why));
    }
    TRY(store_enrol(world->store, family.id, &enrolment, "noor", now, why));
    cast->family.id = family.id;
    return add_appointments(world, cast, &family, today, why);
}

enum rc story_add_families(struct story *story, struct world *world, usec now, usec today,
                           struct fault *why)
{
    for (size_t i = 0; i < story->cast_n; i++) {
        struct cast_family *cast = &story->cast[i];

        if (cast->family.id == 0 && today - cast->weeks * 7 * USEC_DAY <= now)
            TRY(add_family(world, cast, now, today, why));
    }
    return RC_OK;
}

static void sooner(struct story *story, usec at)
{
    if (at < story->next_at) story->next_at = at;
}

/* Takes the next line for a question that was asked and has none yet. */
static void hear_question(struct actor *actor, const struct conversation *conversation)
{
    const struct question *newest = conversation->questions.n ? conversation->questions.at : NULL;

    if (!newest || newest->asked_at == 0 || newest->id == actor->answered ||
        newest->kind == KIND_REMINDER || actor->next_line == actor->line_n)
        return;
    actor->answered = newest->id;
    actor->speaks_at = actor->lines[actor->next_line].text
                           ? newest->asked_at + actor->lines[actor->next_line].after
                           : USEC_NEVER;
    if (actor->speaks_at == USEC_NEVER) actor->next_line++;
}

static size_t play_actor(struct story *story, struct actor *actor, struct world *world,
                         const struct inbox *inbox, usec now)
{
    SCOPED(conversation_clear) struct conversation conversation = {0};
    struct fault why;

    if (actor->speaks_at <= now) {
        const char *text = actor->lines[actor->next_line++].text;

        actor->speaks_at = USEC_NEVER;
        /* A demonstration goes on without a line that was lost. */
        IGNORE(demo_deliver_text(inbox, actor->number, text, now, &why));
        return 1;
    }
    if (actor->next_line < actor->line_n && actor->speaks_at == USEC_NEVER &&
        store_conversation_load(world->store, actor->number, now, &conversation, &why) == RC_OK)
        hear_question(actor, &conversation);
    sooner(story, actor->speaks_at);
    return 0;
}

/* What the staff of the past did: took it within the hour, called, and closed it the next day. */
static size_t play_alert(struct story *story, struct world *world, const struct alert *alert,
                         usec now)
{
    usec take_at = alert->opened_at + (alert->level == LEVEL_CRISIS ? 3 : 47) * USEC_MIN;
    usec close_at = alert->taken_at + USEC_DAY;
    struct callback_wish wish = {0};
    struct fault why;

    if (alert->state == ALERT_OPEN && take_at <= now && now < story->staff_until)
        return alerts_take(world->store, world->config, alert->id, alert->owner, "console", &wish,
                           now, &why) == RC_OK &&
               store_alert_contact(world->store, alert->id, alert->owner, "gebeld", now, &why) ==
                   RC_OK;
    if (alert->state == ALERT_TAKEN && close_at <= now && now < story->staff_until)
        return store_alert_close(world->store, alert->id, alert->owner, "right",
                                 "Gesproken, afspraak gemaakt.", now, &why) == RC_OK;
    if (now < story->staff_until) sooner(story, alert->state == ALERT_OPEN ? take_at : close_at);
    return 0;
}

static size_t play_staff(struct story *story, struct world *world, usec now)
{
    SCOPED(alerts_clear) struct alerts alerts = {0};
    struct fault why;
    size_t n = 0;

    if (now >= story->staff_until ||
        store_alert_list(world->store, NULL, false, &alerts, &why) != RC_OK)
        return 0;
    for (size_t i = 0; i < alerts.n; i++)
        n += play_alert(story, world, &alerts.at[i], now);
    return n;
}

size_t story_play(struct story *story, struct world *world, const struct inbox *inbox, usec now)
{
    size_t n = 0;

    story->next_at = USEC_NEVER;
    for (size_t i = 0; i < story->cast_n; i++)
        for (size_t k = 0; k < story->cast[i].family.member_n && story->cast[i].family.id; k++)
            n += play_actor(story, &story->cast[i].actors[k], world, inbox, now);
    return n + play_staff(story, world, now);
}

usec story_next(const struct story *story)
{
    return story->next_at;
}
