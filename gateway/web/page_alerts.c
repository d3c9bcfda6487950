/* Alerts: what needs me now? The inbox, and what is done about one. */
#include "gateway/web/pages.h"
#include "gateway/web/view.h"
#include "providers/phone.h"

#define NOTE_MAX 1000

/* ---- The inbox ---- */

static json_t *wait_of(const struct visit *visit, const struct alert *alert, bool late)
{
    SCOPED(text_clear) struct text span = {0};

    phrase_add_span(visit->phrases, &span, visit->now - alert->happened_at);
    return phrase_json(visit->phrases, late ? "late" : "waits", text_string(&span), NULL);
}

/* "Samira Bouzid heeft dit, sinds 9.10 uur". */
static json_t *taken_of(const struct visit *visit, const struct alert *alert, bool mine)
{
    SCOPED(text_clear) struct text since = {0};

    phrase_add_moment(visit->phrases, &since, visit_zone(visit), alert->taken_at, MOMENT_SHORT,
                      visit->now);
    if (mine) return phrase_json(visit->phrases, "you_since", text_string(&since), NULL);
    return phrase_json(visit->phrases, "took_since", visit_staff_name(visit, alert->taken_by),
                       text_string(&since), NULL);
}

static json_t *meta_of(const struct visit *visit, const struct alert *alert)
{
    SCOPED(text_clear) struct text till = {0};

    if (alert->state == ALERT_TAKEN)
        return json_string(alert->contact_at ? "" : phrase(visit->phrases, "contact_needed"));
    phrase_add_moment(visit->phrases, &till, visit_zone(visit), alert->deadline_at, MOMENT_SHORT,
                      visit->now);
    if (!alert->owner[0])
        return phrase_json(visit->phrases, "card_meta_none", text_string(&till), NULL);
    return phrase_json(visit->phrases, "card_meta", visit_staff_name(visit, alert->owner),
                       text_string(&till), NULL);
}

/* Why there is an alert without a reply: what its signals came from. */
static const char *why_of(enum signal_source source)
{
    switch (source) {
    case SOURCE_SILENCE:
        return "why_silence";
    case SOURCE_DELIVERY:
        return "why_delivery";
    case SOURCE_SCORE:
        return "why_score";
    case SOURCE_REPLY:
        break;
    }
    return "no_replies";
}

static enum rc reason_of(const struct visit *visit, const struct alert *alert, const char **out,
                         struct fault *why)
{
    struct signal_row *signals = NULL;
    size_t n = 0;

    *out = "no_replies";
    if (!alert->family_id) return RC_OK;
    TRY(store_signal_list(visit_store(visit), alert->family_id, alert->happened_at - USEC_DAY,
                          &signals, &n, why));
    for (size_t i = 0; i < n; i++)
        if (signals[i].alert_id == alert->id) *out = why_of(signals[i].source);
    signals_free(signals, n);
    return RC_OK;
}

/* The reply that opened it, as it stands on the card. */
static enum rc add_excerpt(json_t *card, const struct visit *visit, const struct alert *alert,
                           struct fault *why)
{
    SCOPED(replies_clear) struct replies replies = {0};
    const struct reply_row *worst = NULL;
    const char *reason = NULL;
    int level = -1;

    TRY(store_reply_of_alert(visit_store(visit), alert->id, &replies, why));
    for (size_t i = 0; i < replies.n; i++) {
        const struct reply_row *reply = &replies.at[i];
        int highest = 0;

        for (size_t j = 0; j < reply->signal_n; j++)
            if ((int)reply->signals[j].level > highest) highest = (int)reply->signals[j].level;
        if (highest > level) worst = reply;
        if (highest > level) level = highest;
    }
    if (worst) {
        const char *tag = view_language_tag(worst->language);
        json_object_set_new(card, "excerpt", json_true());
        json_object_set_new(card, "text_lang", tag ? json_string(tag) : json_null());
        json_object_set_new(card, "runs", view_runs(worst->text, worst->signals, worst->signal_n));
        return RC_OK;
    }
    TRY(reason_of(visit, alert, &reason, why));
    json_object_set_new(card, "why", json_string(phrase(visit->phrases, reason)));
    return RC_OK;
}

static enum rc load_family_of(const struct visit *visit, const struct alert *alert,
                              struct family *out, struct fault *why)
{
    if (!alert->family_id) return RC_OK;
    return store_family_load(visit_store(visit), alert->family_id, out, why);
}

static json_t *empty_card(void)
{
    return json_pack("{s:n, s:n, s:n, s:n, s:n, s:n, s:n, s:n}", "excerpt", "runs", "text_lang",
                     "why", "no_content", "domains", "tell_note", "tell_why_not");
}

static enum rc fill_card(json_t *card, const struct visit *visit, const struct alert *alert,
                         enum sight sight, struct fault *why)
{
    SCOPED(family_clear) struct family family = {0};
    bool taken = alert->state != ALERT_OPEN;
    bool mine = taken && strcmp(alert->taken_by, visit->staff->login) == 0;
    bool late = !taken && visit->now > alert->deadline_at;

    TRY(load_family_of(visit, alert, &family, why));
    view_add_level(card, visit, alert->level);
    json_object_set_new(card, "id", json_integer(alert->id));
    json_object_set_new(card, "family", view_alert_name(visit, alert, sight));
    json_object_set_new(card, "taken", json_boolean(taken));
    json_object_set_new(card, "mine", json_boolean(mine));
    json_object_set_new(card, "late", json_boolean(late));
    json_object_set_new(card, "may_take", json_boolean(!taken));
    json_object_set_new(card, "wait",
                        taken ? taken_of(visit, alert, mine) : wait_of(visit, alert, late));
    json_object_set_new(card, "meta", meta_of(visit, alert));
    view_add_take(card, visit, &family);
    if (sight != SIGHT_FULL) {
        json_object_set_new(card, "no_content", json_true());
        return RC_OK;
    }
    json_object_set_new(card, "domains", view_domains(visit, alert->domains));
    return add_excerpt(card, visit, alert, why);
}

static json_t *closed_line(const struct visit *visit, const struct alert *alert, enum sight sight)
{
    SCOPED(text_clear) struct text at = {0};

    phrase_add_moment(visit->phrases, &at, visit_zone(visit), alert->closed_at, MOMENT_SHORT,
                      visit->now);
    return json_pack("{s:I, s:o, s:o}", "id", (json_int_t)alert->id, "family",
                     view_alert_name(visit, alert, sight), "meta",
                     phrase_json(visit->phrases, "closed_meta",
                                 phrase_of(visit->phrases, "outcome", alert->outcome),
                                 text_string(&at), NULL));
}

#define CLOSED_SHOWN 10

static enum rc add_inbox(json_t *values, const struct visit *visit, struct fault *why)
{
    SCOPED(seen_alerts_clear) struct seen_alerts seen = {0};
    json_t *waiting = json_array(), *taken = json_array(), *closed = json_array();

    json_object_set_new(values, "waiting", waiting);
    json_object_set_new(values, "taken_list", taken);
    json_object_set_new(values, "closed", closed);
    TRY(access_alerts(visit, true, &seen, why));
    for (size_t i = 0; i < seen.alerts.n; i++) {
        const struct alert *alert = &seen.alerts.at[i];
        json_t *card;

        if (alert->state == ALERT_CLOSED) {
            if (json_array_size(closed) < CLOSED_SHOWN)
                json_array_append_new(closed, closed_line(visit, alert, seen.sights[i]));
            continue;
        }
        card = empty_card();
        json_array_append_new(alert->state == ALERT_OPEN ? waiting : taken, card);
        TRY(fill_card(card, visit, alert, seen.sights[i], why));
    }
    if (json_array_size(waiting))
        json_object_set_new(values, "waiting_n",
                            json_integer((json_int_t)json_array_size(waiting)));
    if (json_array_size(taken))
        json_object_set_new(values, "taken_n", json_integer((json_int_t)json_array_size(taken)));
    json_object_set_new(values, "closed_n", json_boolean(json_array_size(closed) > 0));
    return RC_OK;
}

/* Who answers a crisis at this hour: for the family manager, of the own families. */
static json_t *duty_of(const struct visit *visit)
{
    const char *manager = visit->staff->role == ROLE_FAMILY_MANAGER ? visit->staff->login : "";
    const struct staff *staff = roster_on_duty(visit_config(visit), manager, visit->now);

    return json_pack("{s:s, s:b}", "who", staff ? staff->name : "", "nobody", !staff);
}

static enum rc unread_of(const struct visit *visit, json_t **out, struct fault *why)
{
    SCOPED(replies_clear) struct replies replies = {0};
    SCOPED(text_clear) struct text span = {0};
    usec oldest = visit->now;
    char n[16];

    *out = json_null();
    if (visit->staff->role == ROLE_PROCESS_MANAGER) return RC_OK;
    TRY(access_unread(visit, 1000, &replies, why));
    for (size_t i = 0; i < replies.n; i++)
        if (replies.at[i].arrived_at < oldest) oldest = replies.at[i].arrived_at;
    snprintf(n, sizeof(n), "%zu", replies.n);
    phrase_add_span(visit->phrases, &span, visit->now - oldest);
    *out = json_object();
    json_object_set_new(*out, "unread_word",
                        phrase_json(visit->phrases,
                                    replies.n == 0   ? "unread_none"
                                    : replies.n == 1 ? "unread_one"
                                                     : "unread_many",
                                    n, NULL));
    json_object_set_new(*out, "oldest",
                        replies.n
                            ? phrase_json(visit->phrases, "unread_oldest", text_string(&span), NULL)
                            : json_null());
    return RC_OK;
}

static enum rc fill_inbox(json_t *values, const struct visit *visit, struct fault *why)
{
    json_t *unread = NULL;

    TRY(add_inbox(values, visit, why));
    TRY(unread_of(visit, &unread, why));
    json_object_set_new(values, "unread", unread);
    json_object_set_new(values, "duty", duty_of(visit));
    json_object_set_new(values, "now_time", visit_say(visit, visit->now, MOMENT_SHORT));
    return RC_OK;
}

enum rc alerts_show(struct visit *visit, struct fault *why)
{
    const char *part = form_string(&visit->query, "part");
    json_t *values = json_object();
    enum rc rc = fill_inbox(values, visit, why);

    if (rc != RC_OK) {
        json_decref(values);
        return rc;
    }
    if (part && strcmp(part, "list") == 0) return visit_part(visit, "alerts_list", values, why);
    return visit_page(visit, 200, "alerts", phrase(visit->phrases, "alerts"), values, why);
}

/* ---- One alert ---- */

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
    const char *reason = NULL;

    json_object_set_new(values, "replies", list);
    TRY(store_reply_of_alert(visit_store(visit), alert->id, &replies, why));
    for (size_t i = 0; i < replies.n; i++) {
        json_t *one = json_object();

        view_add_reply(one, visit, &replies.at[i]);
        json_array_append_new(list, one);
    }
    if (replies.n) return RC_OK;
    TRY(reason_of(visit, alert, &reason, why));
    json_object_set_new(values, "no_reply", json_string(phrase(visit->phrases, reason)));
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

static const char *const outcomes[] = {"right", "wrong", "too-high", "too-low"};

static json_t *outcomes_of(const struct visit *visit)
{
    json_t *list = json_array();

    for (size_t i = 0; i < COUNT(outcomes); i++)
        json_array_append_new(list, json_pack("{s:s, s:s}", "value", outcomes[i], "word",
                                              phrase_of(visit->phrases, "outcome", outcomes[i])));
    return list;
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
    json_object_set_new(values, "outcomes", outcomes_of(visit));
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
    if (sight == SIGHT_FULL) json_object_set_new(values, "closed_note", json_text(alert->note));
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

static enum rc fill_alert(json_t *values, struct visit *visit, const struct alert *alert,
                          enum sight sight, struct fault *why)
{
    SCOPED(family_clear) struct family family = {0};

    TRY(load_family_of(visit, alert, &family, why));
    add_head(values, visit, alert, sight);
    if (sight == SIGHT_FULL) TRY(add_replies(values, visit, alert, why));
    TRY(add_log(values, visit, alert->id, sight, why));
    switch (alert->state) {
    case ALERT_OPEN:
        json_object_set_new(values, "may_take", json_true());
        view_add_take(values, visit, &family);
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

bool outcome_known(const char *word)
{
    for (size_t i = 0; i < COUNT(outcomes); i++)
        if (strcmp(word, outcomes[i]) == 0) return true;
    return false;
}

enum rc alert_close(struct visit *visit, struct fault *why)
{
    SCOPED(alert_clear) struct alert alert = {0};
    SCOPED(text_wipe) struct text note = {0};
    const char *outcome = visit_field(visit, "outcome");
    enum rc rc;

    TRY(load_to_act(visit, &alert, why));
    if (!outcome_known(outcome)) {
        go_to_alert(visit, "pick_outcome");
        return RC_OK;
    }
    note_of(visit, &note);
    rc = store_alert_close(visit_store(visit), alert.id, visit->staff->login, outcome,
                           text_string(&note), visit->now, why);
    if (rc != RC_OK && rc != RC_INVALID) return rc;
    go_to_alert(visit, rc == RC_OK ? "close_saved" : "take_first");
    return RC_OK;
}
