/* Link: what stands behind the link of a page. It shows no content, since whoever holds the phone or
 * reads the mail could open it, and opening it acknowledges nothing: mail scanners open links. */
#include "gateway/web/pages.h"
#include "gateway/web/view.h"

/* The alert as its page found it: who was asked, and who has it. */
struct asked {
    struct alert alert;
    const struct staff *staff;
};

static void asked_clear(struct asked *asked)
{
    alert_clear(&asked->alert);
}

static enum rc load(struct visit *visit, struct asked *out, struct fault *why)
{
    SCOPED(mem_free) char *login = NULL;
    int64_t alert_id;

    TRY(store_page_by_token(visit_store(visit), visit->word, &alert_id, &login, why));
    out->staff = config_staff(visit_config(visit), login);
    if (!out->staff) return fault_set(why, RC_MISSING, "the page was for somebody who left");
    return store_alert_load(visit_store(visit), alert_id, &out->alert, why);
}

static void add_taken(json_t *values, const struct visit *visit, const struct asked *asked)
{
    bool mine = strcmp(asked->alert.taken_by, asked->staff->login) == 0;
    bool closed = asked->alert.state == ALERT_CLOSED;

    json_object_set_new(values, "alert", json_integer(asked->alert.id));
    json_object_set_new(values, "heading",
                        json_string(phrase(visit->phrases, mine ? "token_taken" : "token_other")));
    json_object_set_new(values, "text",
                        closed ? json_string(phrase(visit->phrases, "token_closed_more"))
                        : mine ? json_string(phrase(visit->phrases, "token_taken_more"))
                               : phrase_json(visit->phrases, "token_other_more",
                                             visit_staff_name(visit, asked->alert.taken_by), NULL));
}

static enum rc fill(json_t *values, struct visit *visit, const struct asked *asked,
                    struct fault *why)
{
    SCOPED(family_clear) struct family family = {0};
    char csrf[CSRF_SPACE];

    if (asked->alert.family_id)
        TRY(store_family_load(visit_store(visit), asked->alert.family_id, &family, why));
    TRY(view_add_take(values, visit, &asked->alert, &family, why));
    json_object_del(values, "csrf"); /* the frame brings the visitor's own */
    csrf_of(visit->word, csrf);
    json_object_set_new(values, "link_csrf", json_string(csrf));
    json_object_set_new(values, "id", json_integer(0));
    json_object_set_new(values, "token", json_text(visit->word));
    json_object_set_new(values, "open", json_boolean(asked->alert.state == ALERT_OPEN));
    if (asked->alert.state != ALERT_OPEN) add_taken(values, visit, asked);
    return RC_OK;
}

static enum rc show(struct visit *visit, int status, struct fault *why)
{
    SCOPED(asked_clear) struct asked asked = {0};
    json_t *values;
    enum rc rc;

    TRY(load(visit, &asked, why));
    values = json_object();
    rc = fill(values, visit, &asked, why);
    if (rc != RC_OK) {
        json_decref(values);
        return rc;
    }
    return visit_page(visit, status, "token", phrase(visit->phrases, "token_title"), values, why);
}

enum rc link_show(struct visit *visit, struct fault *why)
{
    return show(visit, 200, why);
}

enum rc link_take(struct visit *visit, struct fault *why)
{
    SCOPED(asked_clear) struct asked asked = {0};
    SCOPED(text_clear) struct text path = {0};
    struct callback_wish wish;
    enum rc rc;

    TRY(load(visit, &asked, why));
    text_addf(&path, "/a/%s", visit->word);
    if (!visit_wish(visit, &wish)) {
        visit_go(visit, text_string(&path), "pick_hours");
        return RC_OK;
    }
    rc = alerts_take(visit_store(visit), visit_config(visit), asked.alert.id, asked.staff->login,
                     "link", &wish, visit->now, why);
    if (rc != RC_OK && rc != RC_TAKEN) return rc;
    visit_go(visit, text_string(&path), NULL);
    return RC_OK;
}
