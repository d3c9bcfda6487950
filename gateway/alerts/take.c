/* A person takes an alert, and the family hears who will call and when. */
#include "gateway/alerts/alerts.h"

#include "gateway/rules/rules.h"

#define CALLBACK_VALID_FOR (2 * USEC_HOUR)
#define TOLD_VALID_FOR     (30 * USEC_MIN)
/* How long "as soon as possible" is, and the hours of a tomorrow on which the caller does not work. */
#define SOON_LASTS  USEC_HOUR
#define OFFICE_FROM (9 * 60)
#define OFFICE_TILL (17 * 60)

static bool may_be_told(const struct member *member)
{
    return member->phone.id && !member->phone.stopped && !member->phone.stop_pending;
}

static bool wrote(const struct member *member, const struct reply_row *reply)
{
    return reply->member_id ? member->id == reply->member_id
                            : reply->phone_id && member->phone.id == reply->phone_id;
}

enum rc alerts_listener(struct store *store, int64_t alert_id, const struct family *family,
                        const struct member **out, struct fault *why)
{
    SCOPED(replies_clear) struct replies replies = {0};
    const struct reply_row *last;

    TRY(store_reply_of_alert(store, alert_id, &replies, why));
    last = replies.n ? &replies.at[replies.n - 1] : NULL;
    *out = NULL;
    for (size_t i = 0; i < family->member_n && !*out; i++) {
        const struct member *member = &family->members[i];

        if (may_be_told(member) && (!last || wrote(member, last))) *out = member;
    }
    return RC_OK;
}

/* Signals of an alert came at most so long before it. */
#define SIGNALS_BACK USEC_DAY

enum rc alerts_tell_by_default(struct store *store, const struct alert *alert,
                               const struct member *listener, bool *out, struct fault *why)
{
    struct signal_row *signals = NULL;
    bool tell = listener && listener->phone.discretion != DISCRETION_NEUTRAL;
    size_t n = 0;

    if (tell)
        TRY(store_signal_list(store, alert->family_id, alert->happened_at - SIGNALS_BACK, &signals,
                              &n, why));
    for (size_t i = 0; i < n; i++)
        if (signals[i].alert_id == alert->id && rule_is_contrast(signals[i].rule)) tell = false;
    signals_free(signals, n);
    *out = tell;
    return RC_OK;
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

/* The minutes of that day on which the caller works. */
static struct week_hours hours_on(const struct staff *caller, int32_t day)
{
    struct week_hours hours = {0, OFFICE_FROM, OFFICE_TILL};

    if (caller && caller->hours.days & 1U << (day_weekday(day) - 1)) return caller->hours;
    return hours;
}

/* When the family was told that it is called. */
static void promise(const struct config *config, const char *who, const struct callback_wish *wish,
                    usec now, struct callback *out)
{
    const struct zone *zone = config->municipality.zone;
    struct local from = zone_local(zone, now), till;

    out->from_at = now;
    out->till_at = now + SOON_LASTS;
    if (!wish->tomorrow && wish->till_hour == 0) return;
    from.hour = wish->from_hour;
    from.minute = from.second = 0;
    till = from;
    till.hour = wish->till_hour;
    if (wish->tomorrow) {
        int32_t day = zone_day(zone, now) + 1;
        struct week_hours hours = hours_on(config_staff(config, who), day);

        from = till = day_local(day);
        from.minute = hours.from_min;
        till.minute = hours.till_min;
    }
    out->from_at = zone_usec(zone, from);
    out->till_at = zone_usec(zone, till);
}

enum rc alerts_take(struct store *store, const struct config *config, int64_t alert_id,
                    const char *who, const char *how, const struct callback_wish *wish, usec now,
                    struct fault *why)
{
    SCOPED(alert_clear) struct alert alert = {0};
    SCOPED(family_clear) struct family family = {0};
    SCOPED(decision_clear) struct decision decision;
    struct callback callback;
    usec contact_by = USEC_NEVER;

    decision_init(&decision);
    TRY(store_alert_load(store, alert_id, &alert, why));
    if (wish->tell && alert.family_id) {
        const struct member *member;

        TRY(store_family_load(store, alert.family_id, &family, why));
        TRY(alerts_listener(store, alert_id, &family, &member, why));
        if (member) say_callback(config, &family, member, who, wish, now, &decision);
    }
    if (alert.level == LEVEL_CRISIS) contact_by = now + config->alerts.contact_within;
    for (size_t i = 0; i < decision.changes.message_n; i++)
        decision.messages[i].alert_id = alert_id;
    promise(config, who, wish, now, &callback);
    callback.told = decision.messages;
    return store_alert_take(store, alert_id, who, how, contact_by,
                            decision.changes.message_n ? &callback : NULL, now, why);
}

void alerts_answer_staff(struct decision *out, const struct config *config,
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

bool alerts_is_acknowledgement(const char *text)
{
    char code[8];

    return read_code(text, code) && strlen(code) != REPORT_CODE_DIGITS;
}

enum rc alerts_staff_text(struct store *store, const struct config *config,
                          const struct staff *staff, const struct inbox_text *text, usec now,
                          struct decision *out, struct fault *why)
{
    /* By SMS nobody can tick whether and when, so the family hears only what is always true. */
    SCOPED(alert_clear) struct alert alert = {0};
    SCOPED(family_clear) struct family family = {0};
    const struct member *listener = NULL;
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
            TRY(alerts_listener(store, alert_id, &family, &listener, why));
        TRY(alerts_tell_by_default(store, &alert, listener, &wish.tell, why));
        rc = alerts_take(store, config, alert_id, staff->login, "sms", &wish, now, why);
    }
    switch (rc) {
    case RC_OK:
        alerts_answer_staff(out, config, staff, text, "staff-taken", now);
        return RC_OK;
    case RC_TAKEN:
        alerts_answer_staff(out, config, staff, text, "staff-too-late", now);
        return RC_OK;
    case RC_MISSING:
    case RC_INVALID:
        alerts_answer_staff(out, config, staff, text, "staff-how", now);
        return RC_OK;
    case RC_AGAIN:
    case RC_DENIED:
    case RC_BROKEN:
        break;
    }
    return rc;
}
