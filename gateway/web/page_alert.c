/* Alert: what did they say, what do I do? */
#include "gateway/web/because.h"
#include "gateway/web/pages.h"
#include "gateway/web/programme_words.h"
#include "gateway/web/verdicts.h"
#include "providers/phone.h"

#define NOTE_MAX 1000

/* The small print of an event: a fixed word for what the gateway did, else what a person wrote. */
static json_t *event_detail(const struct visit *visit, const struct alert_event *event)
{
    static const struct {
        const char *what, *prefix;
    } fixed[] = {
        {"taken",  "how"    },
        {"closed", "outcome"},
        {"note",   "note"   }
    };

    if (strcmp(event->what, "paged") == 0) return json_null();
    for (size_t i = 0; i < COUNT(fixed); i++)
        if (strcmp(event->what, fixed[i].what) == 0)
            return json_string(phrase_of(visit->phrases, fixed[i].prefix, event->detail));
    return json_text(event->detail);
}

static json_t *event_line(const struct visit *visit, const struct alert_event *event)
{
    bool paged = strcmp(event->what, "paged") == 0;
    const char *who = visit_staff_name(visit, paged ? event->detail : event->who);
    char iso[32], what[40];
    json_t *line = json_object();

    clock_write(event->at, iso);
    snprintf(what, sizeof(what), "log_%s", event->what);
    json_object_set_new(line, "at_iso", json_string(iso));
    json_object_set_new(line, "at", visit_say(visit, event->at, MOMENT_SHORT));
    json_object_set_new(line, "what", phrase_json(visit->phrases, what, who, NULL));
    json_object_set_new(line, "detail", event_detail(visit, event));
    return line;
}

/* What a colleague wrote on closing or after a call is content too: an outline goes without details. */
static enum rc add_log(json_t *values, const struct visit *visit, int64_t alert_id,
                       enum sight sight, struct fault *why)
{
    SCOPED(alert_log_clear) struct alert_log log = {0};
    json_t *lines = json_array();

    json_object_set_new(values, "log", lines);
    TRY(store_alert_log(visit_store(visit), alert_id, &log, why));
    for (size_t i = 0; i < log.n; i++) {
        json_t *line = event_line(visit, &log.at[i]);

        if (sight != SIGHT_FULL) json_object_set_new(line, "detail", json_null());
        json_array_append_new(lines, line);
    }
    return RC_OK;
}

static enum rc add_replies(json_t *values, const struct visit *visit, const struct alert *alert,
                           struct fault *why)
{
    SCOPED(replies_clear) struct replies replies = {0};
    json_t *list = json_array();
    json_t *because = NULL;

    json_object_set_new(values, "replies", list);
    TRY(store_reply_of_alert(visit_store(visit), alert->id, &replies, why));
    for (size_t i = 0; i < replies.n; i++) {
        json_t *one = json_object();

        view_add_reply(one, visit, &replies.at[i]);
        json_array_append_new(list, one);
    }
    TRY(because_alert(visit, alert, true, &because, why));
    if (!replies.n && !json_array_size(because))
        json_object_set_new(values, "no_reply", json_string(phrase(visit->phrases, "no_replies")));
    json_object_set_new(values, "because_n", json_boolean(json_array_size(because) > 0));
    json_object_set_new(values, "because", because);
    return RC_OK;
}

static json_t *phones_of(const struct visit *visit, const struct family *family)
{
    json_t *phones = json_array();

    for (size_t i = 0; i < family->member_n; i++) {
        const struct member *member = &family->members[i];
        SCOPED(text_wipe) struct text shown = {0};
        json_t *phone;

        if (!member->phone.id) continue;
        text_add_phone(&shown, member->phone.number);
        phone = json_object();
        json_object_set_new(phone, "number", json_text(member->phone.number));
        json_object_set_new(phone, "shown", json_text(text_string(&shown)));
        json_object_set_new(phone, "name", json_text(member->name));
        json_object_set_new(phone, "careful",
                            member->phone.discretion == DISCRETION_NEUTRAL
                                ? json_string(phrase(visit->phrases, "discretion_neutral"))
                                : json_null());
        json_array_append_new(phones, phone);
    }
    return phones;
}

/* What a crisis that was taken still waits for: a recorded attempt to reach the family. */
static json_t *contact_word(const struct visit *visit, const struct alert *alert)
{
    SCOPED(text_clear) struct text at = {0};

    if (alert->contact_at) {
        phrase_add_moment(visit->phrases, &at, visit_zone(visit), alert->contact_at, MOMENT_SHORT,
                          visit->now);
        return phrase_json(visit->phrases, "contact_done", text_string(&at), NULL);
    }
    if (alert->level < LEVEL_CRISIS) return json_null();
    phrase_add_moment(visit->phrases, &at, visit_zone(visit),
                      alert->taken_at + visit_config(visit)->alerts.contact_within, MOMENT_SHORT,
                      visit->now);
    return phrase_json(visit->phrases, "contact_first", text_string(&at), NULL);
}

static void add_taken(json_t *values, const struct visit *visit, const struct alert *alert,
                      const struct family *family, enum sight sight)
{
    bool mine = strcmp(alert->taken_by, visit->staff->login) == 0;

    json_object_set_new(values, "mine", json_boolean(mine));
    json_object_set_new(values, "taken_word",
                        mine ? json_string(phrase(visit->phrases, "you_have_it"))
                             : phrase_json(visit->phrases, "other_has_it",
                                           visit_staff_name(visit, alert->taken_by), NULL));
    json_object_set_new(
        values, "told_word",
        alert->family_id
            ? json_string(phrase(visit->phrases, alert->family_told ? "told_yes" : "told_no"))
            : json_null());
    json_object_set_new(values, "may_contact", json_boolean(sight == SIGHT_FULL));
    json_object_set_new(values, "contact_word", contact_word(visit, alert));
    verdicts_add_outcomes(values, visit, alert);
    if (sight != SIGHT_FULL) return;
    json_object_set_new(values, "phones", phones_of(visit, family));
    json_object_set_new(values, "phones_n", json_boolean(family->member_n > 0));
}

static void add_closed(json_t *values, const struct visit *visit, const struct alert *alert,
                       enum sight sight)
{
    json_object_set_new(values, "closed_word",
                        phrase_json(visit->phrases, "closed_by",
                                    visit_staff_name(visit, alert->taken_by),
                                    phrase_of(visit->phrases, "outcome", alert->outcome), NULL));
    json_object_set_new(values, "may_judge", json_boolean(sight == SIGHT_FULL));
    if (sight != SIGHT_FULL) return;
    json_object_set_new(values, "closed_note", json_text(alert->note));
    verdicts_add_outcomes(values, visit, alert);
}

static void add_head(json_t *values, const struct visit *visit, const struct alert *alert,
                     enum sight sight)
{
    SCOPED(text_clear) struct text at = {0}, till = {0};
    const struct zone *zone = visit_zone(visit);

    phrase_add_moment(visit->phrases, &at, zone, alert->happened_at, MOMENT_SHORT, visit->now);
    phrase_add_moment(visit->phrases, &till, zone, alert->deadline_at, MOMENT_SHORT, visit->now);
    view_add_level(values, visit, alert->level);
    json_object_set_new(values, "id", json_integer(alert->id));
    json_object_set_new(values, "family", view_alert_name(visit, alert, sight));
    json_object_set_new(values, "domains",
                        sight == SIGHT_FULL ? view_domains(visit, alert->domains) : json_null());
    json_object_set_new(
        values, "meta",
        phrase_json(visit->phrases, "alert_opened", text_string(&at), text_string(&till), NULL));
    json_object_set_new(values, "no_content", json_boolean(sight != SIGHT_FULL));
}

/* To whom it goes when our own staff are through the ladder: the process manager reads it. */
static json_t *beyond_of(const struct visit *visit, const struct alert *alert)
{
    const struct programme *programme = config_programme(visit_config(visit), alert->programme);
    size_t n;

    alerts_relapse_ladder(programme, &n);
    if (!programme || visit->staff->role != ROLE_PROCESS_MANAGER || alert->state != ALERT_OPEN ||
        alert->level != LEVEL_RELAPSE || (size_t)alert->step < n)
        return json_null();
    return programme->beyond.nl[0]
               ? phrase_json(visit->phrases, "beyond_more",
                             sentence_in(visit->phrases, &programme->beyond), NULL)
               : json_null();
}

static enum rc fill_alert(json_t *values, struct visit *visit, const struct alert *alert,
                          enum sight sight, struct fault *why)
{
    SCOPED(family_clear) struct family family = {0};

    TRY(view_alert_family(visit, alert, &family, why));
    add_head(values, visit, alert, sight);
    if (sight == SIGHT_FULL) TRY(add_replies(values, visit, alert, why));
    TRY(add_log(values, visit, alert->id, sight, why));
    switch (alert->state) {
    case ALERT_OPEN:
        json_object_set_new(values, "may_take", json_true());
        json_object_set_new(values, "beyond", beyond_of(visit, alert));
        TRY(view_add_take(values, visit, alert, &family, why));
        break;
    case ALERT_TAKEN:
        add_taken(values, visit, alert, &family, sight);
        break;
    case ALERT_CLOSED:
        add_closed(values, visit, alert, sight);
        break;
    }
    if (family.id && access_family(visit, &family)) {
        char href[40];
        snprintf(href, sizeof(href), "/families/%lld", (long long)family.id);
        json_object_set_new(values, "family_href", json_string(href));
        json_object_set_new(values, "family_id", json_integer(family.id));
        TRY(view_add_appointments(values, visit, &family, why));
    }
    return RC_OK;
}

enum rc alert_show(struct visit *visit, struct fault *why)
{
    SCOPED(alert_clear) struct alert alert = {0};
    enum sight sight;
    json_t *values;
    enum rc rc;

    TRY(access_load_alert(visit, visit->id, &alert, &sight, why));
    values = json_object();
    rc = fill_alert(values, visit, &alert, sight, why);
    if (rc != RC_OK) {
        json_decref(values);
        return rc;
    }
    return visit_page(visit, 200, "alert", phrase(visit->phrases, "alerts"), values, why);
}

/* ---- What a person does ---- */

static void go_to_alert(struct visit *visit, const char *said)
{
    char path[40];

    snprintf(path, sizeof(path), "/alerts/%lld", (long long)visit->id);
    visit_go(visit, path, said);
}

/* "14-16" as hours of today that are not over yet. */
static bool read_window(const struct visit *visit, const char *when, struct callback_wish *wish)
{
    int from, till;

    if (!pair_read(when, '-', &from, &till)) return false;
    if (from < 1 || till <= from || till > 24) return false;
    wish->from_hour = from;
    wish->till_hour = till;
    return till > zone_local(visit_zone(visit), visit->now).hour;
}

bool visit_wish(const struct visit *visit, struct callback_wish *out)
{
    const char *when = visit_field(visit, "when");
    struct callback_wish wish = {.tell = strcmp(visit_field(visit, "tell"), "1") == 0};

    wish.tomorrow = strcmp(when, "tomorrow") == 0;
    if (*when && strcmp(when, "soon") != 0 && !wish.tomorrow && !read_window(visit, when, &wish))
        return false;
    *out = wish;
    return true;
}

enum rc alert_take(struct visit *visit, struct fault *why)
{
    SCOPED(alert_clear) struct alert alert = {0};
    struct callback_wish wish;
    enum sight sight;
    enum rc rc;

    TRY(access_load_alert(visit, visit->id, &alert, &sight, why));
    if (!visit_wish(visit, &wish)) {
        go_to_alert(visit, "pick_hours");
        return RC_OK;
    }
    rc = alerts_take(visit_store(visit), visit_config(visit), alert.id, visit->staff->login,
                     "console", &wish, visit->now, why);
    if (rc == RC_TAKEN) {
        go_to_alert(visit, "taken_already");
        return RC_OK;
    }
    if (rc == RC_OK) go_to_alert(visit, wish.tell ? "you_took_told" : "you_took");
    return rc;
}

/* The text of a note: one line's worth, whatever was typed. */
static void note_of(const struct visit *visit, struct text *out)
{
    const char *note = visit_field(visit, "note");
    size_t n = strlen(note);

    text_add_utf8(out, note, n > NOTE_MAX ? NOTE_MAX : n);
}

/* Contact and closing are for whoever may read the alert, once somebody has taken it. */
static enum rc load_to_act(struct visit *visit, struct alert *out, struct fault *why)
{
    enum sight sight;

    TRY(access_load_alert(visit, visit->id, out, &sight, why));
    if (sight != SIGHT_FULL) return fault_set(why, RC_DENIED, "only the outline is theirs");
    return RC_OK;
}

enum rc alert_contact(struct visit *visit, struct fault *why)
{
    SCOPED(alert_clear) struct alert alert = {0};
    SCOPED(text_wipe) struct text note = {0};
    enum rc rc;

    TRY(load_to_act(visit, &alert, why));
    note_of(visit, &note);
    rc = store_alert_contact(visit_store(visit), alert.id, visit->staff->login, text_string(&note),
                             visit->now, why);
    if (rc != RC_OK && rc != RC_INVALID) return rc;
    go_to_alert(visit, rc == RC_OK ? "contact_saved" : "take_first");
    return RC_OK;
}

enum rc alert_close(struct visit *visit, struct fault *why)
{
    SCOPED(alert_clear) struct alert alert = {0};
    SCOPED(text_wipe) struct text note = {0};
    struct new_verdict verdict = {.alert_id = visit->id, .who = visit->staff->login};
    enum rc rc;

    TRY(load_to_act(visit, &alert, why));
    if (alert.state != ALERT_TAKEN || !verdicts_read_outcome(visit, &verdict)) {
        go_to_alert(visit, alert.state == ALERT_TAKEN ? "pick_outcome" : "take_first");
        return RC_OK;
    }
    note_of(visit, &note);
    verdict.note = text_string(&note);
    rc = store_alert_close_with(visit_store(visit), &verdict, visit->now, why);
    if (rc != RC_OK && rc != RC_INVALID) return rc;
    go_to_alert(visit, rc == RC_OK ? "close_saved" : "pick_verdict");
    return RC_OK;
}
