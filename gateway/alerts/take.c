/* A person takes an alert, and the family hears who will call and when. */
#include "gateway/alerts/alerts.h"

#define CALLBACK_VALID_FOR (2 * USEC_HOUR)
#define TOLD_VALID_FOR     (30 * USEC_MIN)

/* The member whose phone the family is told on: the first that may be written to. */
static const struct member *whom_to_tell(const struct family *family)
{
    for (size_t i = 0; i < family->member_n; i++) {
        const struct phone *phone = &family->members[i].phone;

        if (phone->id && !phone->stopped && !phone->stop_pending) return &family->members[i];
    }
    return NULL;
}

bool alerts_tell_by_default(const struct family *family)
{
    const struct member *member = whom_to_tell(family);

    return member && member->phone.discretion != DISCRETION_NEUTRAL;
}

static void say_callback(const struct config *config, const struct family *family,
                         const struct member *member, const char *who,
                         const struct callback_wish *wish, usec now, struct decision *out)
{
    const struct staff *caller = config_staff(config, who);
    const char *name = wish->tomorrow                                 ? "callback-tomorrow"
                       : wish->from_hour == 0 && wish->till_hour == 0 ? "callback-soon"
                                                                      : "callback";
    struct addressee to = addressee_of(family, member);
    struct variables variables = {.from = wish->from_hour,
                                  .till = wish->till_hour,
                                  .manager = caller ? caller->first_name : NULL};

    decision_say(out, config, &to, KIND_CALLBACK, name, &variables, now, now + CALLBACK_VALID_FOR);
}

enum rc alerts_take(struct store *store, const struct config *config, int64_t alert_id,
                    const char *who, const char *how, const struct callback_wish *wish, usec now,
                    struct fault *why)
{
    SCOPED(alert_clear) struct alert alert = {0};
    SCOPED(family_clear) struct family family = {0};
    SCOPED(decision_clear) struct decision decision;
    usec contact_by = USEC_NEVER;

    decision_init(&decision);
    TRY(store_alert_load(store, alert_id, &alert, why));
    if (wish->tell && alert.family_id) {
        const struct member *member;

        TRY(store_family_load(store, alert.family_id, &family, why));
        member = whom_to_tell(&family);
        if (member) say_callback(config, &family, member, who, wish, now, &decision);
    }
    if (alert.level == LEVEL_CRISIS) contact_by = now + config->alerts.contact_within;
    for (size_t i = 0; i < decision.changes.message_n; i++)
        decision.messages[i].alert_id = alert_id;
    return store_alert_take(store, alert_id, who, how, contact_by,
                            decision.changes.message_n ? decision.messages : NULL, now, why);
}

static void answer_staff(struct decision *out, const struct config *config,
                         const struct staff *staff, const struct inbox_text *text, const char *name,
                         usec now)
{
    struct addressee to = {.number = staff->phone, .language = LANGUAGE_NL, .route = text->route};
    struct new_message *message =
        decision_say(out, config, &to, KIND_PAGE, name, NULL, now, now + TOLD_VALID_FOR);

    message->staff = staff->login;
}

/* The digits of the text, if it holds nothing else but them and blanks; "" for a bare "ok" or the like. */
static bool read_code(const char *text, char out[static 8])
{
    size_t n = 0;

    text += strspn(text, " \t\r\n");
    if (strncasecmp(text, "ok", 2) == 0) text += 2;
    for (text += strspn(text, " \t\r\n.,"); *text >= '0' && *text <= '9' && n < 7; text++)
        out[n++] = *text;
    out[n] = '\0';
    return text[strspn(text, " \t\r\n.,!")] == '\0';
}

enum rc alerts_staff_text(struct store *store, const struct config *config,
                          const struct staff *staff, const struct inbox_text *text, usec now,
                          struct decision *out, struct fault *why)
{
    /* By SMS nobody can tick whether and when, so the family hears only what is always true. */
    SCOPED(alert_clear) struct alert alert = {0};
    SCOPED(family_clear) struct family family = {0};
    struct callback_wish wish = {0};
    int64_t alert_id;
    char code[8];
    enum rc rc;

    out->changes.inbox_id = text->id;
    rc = read_code(text->text, code) ? store_page_by_code(store, staff->login, code, &alert_id, why)
                                     : RC_MISSING;
    if (rc == RC_OK) {
        TRY(store_alert_load(store, alert_id, &alert, why));
        if (alert.family_id && store_family_load(store, alert.family_id, &family, why) == RC_OK)
            wish.tell = alerts_tell_by_default(&family);
        rc = alerts_take(store, config, alert_id, staff->login, "sms", &wish, now, why);
    }
    switch (rc) {
    case RC_OK:
        answer_staff(out, config, staff, text, "staff-taken", now);
        return RC_OK;
    case RC_TAKEN:
        answer_staff(out, config, staff, text, "staff-too-late", now);
        return RC_OK;
    case RC_MISSING:
    case RC_INVALID:
        answer_staff(out, config, staff, text, "staff-how", now);
        return RC_OK;
    case RC_AGAIN:
    case RC_DENIED:
    case RC_BROKEN:
        break;
    }
    return rc;
}
