#include "gateway/run/story.h"

#include "gateway/alerts/alerts.h"
#include "gateway/appointments/appointments.h"
#include "gateway/run/demo.h"
#include "gateway/run/story_cast.h"

void story_begin(struct story *story, usec today, usec staff_until)
{
    story->today = today;
    story->staff_until = staff_until;
}

static enum rc add_appointments(struct world *world, const struct cast_family *cast,
                                const struct family *family, usec today, struct fault *why)
{
    const struct zone *zone = world->config->municipality.zone;

    for (size_t i = 0; i < family->member_n; i++) {
        for (size_t k = 0; k < cast->actors[i].meet_n; k++) {
            struct local local = day_local(zone_day(zone, today) + cast->actors[i].meets[k].days);
            struct appointment appointment = {.family_id = family->id,
                                              .member_id = family->members[i].id};

            local.hour = cast->actors[i].meets[k].hour;
            local.minute = cast->actors[i].meets[k].minute;
            appointment.starts_at = zone_usec(zone, local);
            TRY(appointments_add(world->store, world->config, &appointment, today, why));
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

enum rc story_add_families(struct story *story, struct world *world, usec now, struct fault *why)
{
    usec today = story->today;

    for (size_t i = 0; i < story->cast_n; i++) {
        struct cast_family *cast = &story->cast[i];

        if (cast->family.id == 0 && today - (usec)cast->weeks * 7 * USEC_DAY <= now)
            TRY(add_family(world, cast, now, today, why));
    }
    return RC_OK;
}

static void sooner(struct story *story, usec at)
{
    if (at < story->next_at) story->next_at = at;
}

static void make_ready(struct actor *actor, struct line *line, usec at)
{
    actor->ready = line;
    actor->speaks_at = at;
}

/* The first line of that week which was not said yet. */
static struct line *line_of_week(struct actor *actor, int week)
{
    for (size_t i = 0; i < actor->line_n; i++)
        if (actor->lines[i].week == week && !actor->lines[i].said) return &actor->lines[i];
    return NULL;
}

/* Finds the line for a question that was asked and has none yet. */
static void hear_question(const struct story *story, struct actor *actor,
                          const struct conversation *conversation)
{
    const struct question *newest = conversation->questions.n ? conversation->questions.at : NULL;
    struct line *line;

    if (!newest || newest->asked_at == 0 || newest->id == actor->answered ||
        newest->kind == KIND_REMINDER || newest->asked_at > story->today)
        return;
    actor->answered = newest->id;
    line = line_of_week(actor, (int)((story->today - newest->asked_at) / (7 * USEC_DAY)));
    if (line) make_ready(actor, line, newest->asked_at + line->after);
}

static usec when_of(const struct story *story, const struct zone *zone, const struct line *line)
{
    struct local local = day_local(zone_day(zone, story->today) - line->days);

    local.hour = line->hour;
    local.minute = line->minute;
    return zone_usec(zone, local);
}

/* A text of their own accord whose moment has come; `next` is when the next one comes. */
static void think_of_text(const struct story *story, const struct zone *zone, struct actor *actor,
                          usec now, usec *next)
{
    for (size_t i = 0; i < actor->line_n; i++) {
        struct line *line = &actor->lines[i];
        usec at = line->week < 0 && !line->said ? when_of(story, zone, line) : USEC_NEVER;

        if (at <= now) make_ready(actor, line, at);
        if (at < *next) *next = at;
    }
}

static size_t speak(struct actor *actor, const struct inbox *inbox, usec now)
{
    struct fault why;

    /* A demonstration goes on without a line that was lost. */
    IGNORE(demo_deliver_text(inbox, actor->number, actor->ready->text, now, &why));
    actor->ready->said = true;
    actor->speaks_at = USEC_NEVER;
    return 1;
}

static size_t play_actor(struct story *story, struct actor *actor, struct world *world,
                         const struct inbox *inbox, usec now)
{
    SCOPED(conversation_clear) struct conversation conversation = {0};
    usec next = USEC_NEVER;
    struct fault why;

    if (actor->speaks_at == USEC_NEVER &&
        store_conversation_load(world->store, actor->number, now, &conversation, &why) == RC_OK)
        hear_question(story, actor, &conversation);
    if (actor->speaks_at == USEC_NEVER)
        think_of_text(story, world->config->municipality.zone, actor, now, &next);
    if (actor->speaks_at <= now) return speak(actor, inbox, now);
    sooner(story, actor->speaks_at < next ? actor->speaks_at : next);
    return 0;
}

/* The staff of the past read every reply the same day. */
static size_t read_replies(struct world *world, usec now)
{
    SCOPED(replies_clear) struct replies unread = {0};
    struct fault why;
    size_t n = 0;

    if (store_reply_unread(world->store, NULL, 100, &unread, &why) != RC_OK) return 0;
    for (size_t i = 0; i < unread.n; i++)
        if (now - unread.at[i].arrived_at > 3 * USEC_HOUR)
            n += store_reply_read(world->store, unread.at[i].id, "noor", now, &why) == RC_OK;
    return n;
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
    return n + read_replies(world, now);
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
