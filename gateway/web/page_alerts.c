/* Alerts: what needs me now? */
#include "gateway/web/because.h"
#include "gateway/web/pages.h"
#include "gateway/web/view.h"

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

/* The sentence of the highest signal of the reply that is shown; without a reply the newest of the alert's. */
static enum rc add_because(json_t *card, const struct visit *visit, const struct alert *alert,
                           const struct reply_row *shown, struct fault *why)
{
    json_t *because = NULL;
    size_t n;

    if (shown) {
        if (shown->signal_n > 0)
            json_object_set_new(card, "why", because_of(visit, &shown->signals[0]));
        return RC_OK;
    }
    TRY(because_alert(visit, alert, false, &because, why));
    n = json_array_size(because);
    if (n)
        json_object_set(card, "why", json_array_get(because, n - 1));
    else
        json_object_set_new(card, "why", json_string(phrase(visit->phrases, "no_replies")));
    json_decref(because);
    return RC_OK;
}

/* The reply that opened it, as it stands on the card. */
static enum rc add_excerpt(json_t *card, const struct visit *visit, const struct alert *alert,
                           struct fault *why)
{
    SCOPED(replies_clear) struct replies replies = {0};
    const struct reply_row *worst = NULL;
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
    }
    return add_because(card, visit, alert, worst, why);
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

    TRY(view_alert_family(visit, alert, &family, why));
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
    TRY(view_add_take(card, visit, alert, &family, why));
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
    bool list_alone = part && strcmp(part, "list") == 0;
    enum rc rc = fill_inbox(values, visit, why);

    if (rc == RC_OK && !list_alone) rc = view_add_attendance(values, visit, why);
    if (rc != RC_OK) {
        json_decref(values);
        return rc;
    }
    if (list_alone) return visit_part(visit, "alerts_list", values, why);
    return visit_page(visit, 200, "alerts", phrase(visit->phrases, "alerts"), values, why);
}
