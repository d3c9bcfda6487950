/* Write: the calendar that a family manager subscribes to. */
#include "gateway/agenda/agenda.h"
#include "gateway/agenda/family_code.h"
#include "gateway/base/clock.h"

#define SHOWN_BACK   (30 * USEC_DAY)
#define LASTS_UNSAID USEC_HOUR
#define ALERT_LASTS  (15 * USEC_MIN)
#define LINE_BYTES   75 /* RFC 5545, 3.1 */

/* Where this gateway is known: what makes its UIDs ours. */
static void add_host(const struct config *config, struct text *out)
{
    const char *host = strstr(config->public_url, "://");
    size_t n = host ? strcspn(host + 3, ":/") : 0;

    if (n)
        text_add_bytes(out, host + 3, n);
    else
        text_add(out, "vangnet");
}

bool agenda_is_own_uid(const struct config *config, const char *uid)
{
    SCOPED(text_clear) struct text host = {0};
    const char *at = strrchr(uid, '@');

    add_host(config, &host);
    return at && strcmp(at + 1, text_string(&host)) == 0 &&
           (strncmp(uid, "appointment-", 12) == 0 || strncmp(uid, "alert-", 6) == 0 ||
            strncmp(uid, "callback-", 9) == 0);
}

/* One content line, folded between characters. */
static void add_line(struct text *out, const struct text *line)
{
    const char *at = text_string(line);
    size_t room = LINE_BYTES;

    for (size_t left = line->n, n; left > 0; at += n, left -= n, room -= n) {
        n = utf8_length(at, left);
        if (n == 0) n = 1;
        if (n > room) {
            text_add(out, "\r\n ");
            room = LINE_BYTES - 1;
        }
        text_add_bytes(out, at, n);
    }
    text_add(out, "\r\n");
}

static void add_plain(struct text *out, const char *name, const char *value)
{
    SCOPED(text_clear) struct text line = {0};

    text_addf(&line, "%s:%s", name, value);
    add_line(out, &line);
}

/* A TEXT value, with its escapes (RFC 5545, 3.3.11). */
static void add_text(struct text *out, const char *name, const char *value)
{
    SCOPED(text_clear) struct text line = {0};

    text_addf(&line, "%s:", name);
    for (; *value; value++) {
        if (strchr(",;\\", *value)) text_add_char(&line, '\\');
        if (*value == '\n')
            text_add(&line, "\\n");
        else if (*value != '\r')
            text_add_char(&line, *value);
    }
    add_line(out, &line);
}

static void add_moment(struct text *out, const char *name, usec at)
{
    SCOPED(text_clear) struct text value = {0};
    char written[32];

    clock_write(at, written);
    for (const char *c = written; *c; c++)
        if (*c != '-' && *c != ':') text_add_char(&value, *c);
    add_plain(out, name, text_string(&value));
}

struct entry {
    const char *kind; /* "appointment", "alert", "callback" */
    int64_t id, family_id;
    const char *words; /* of the summary */
    const char *path;  /* of its page */
    usec from, till;
    int sequence;
    const char *status;
    bool is_free; /* the time is not taken by it */
};

/* The words, with the family's code where they say {1}. */
static void add_summary(struct text *out, const struct entry *entry)
{
    SCOPED(text_clear) struct text summary = {0};
    const char *mark = strstr(entry->words, "{1}");
    char code[FAMILY_CODE_SPACE] = "";

    if (entry->family_id) family_code_write(entry->family_id, code);
    text_add_bytes(&summary, entry->words,
                   mark ? (size_t)(mark - entry->words) : strlen(entry->words));
    text_add(&summary, code);
    if (mark) text_add(&summary, mark + 3);
    while (summary.n && summary.at[summary.n - 1] == ' ')
        summary.at[--summary.n] = '\0';
    add_text(out, "SUMMARY", text_string(&summary));
}

static void add_entry(struct text *out, const struct config *config, const struct entry *entry,
                      usec now)
{
    SCOPED(text_clear) struct text uid = {0}, url = {0}, sequence = {0};

    text_addf(&uid, "%s-%lld@", entry->kind, (long long)entry->id);
    add_host(config, &uid);
    text_addf(&url, "%s%s", config->public_url, entry->path);
    text_addf(&sequence, "%d", entry->sequence);
    add_plain(out, "BEGIN", "VEVENT");
    add_text(out, "UID", text_string(&uid));
    add_moment(out, "DTSTAMP", now);
    add_moment(out, "DTSTART", entry->from);
    add_moment(out, "DTEND", entry->till);
    add_plain(out, "SEQUENCE", text_string(&sequence));
    add_plain(out, "STATUS", entry->status);
    add_plain(out, "CLASS", "PRIVATE");
    if (entry->is_free) add_plain(out, "TRANSP", "TRANSPARENT");
    add_summary(out, entry);
    add_plain(out, "URL", text_string(&url));
    add_plain(out, "END", "VEVENT");
}

/* One that was called off stays for a while, so that a calendar that took it over hears of it. Google Calendar leaves
 * out what is CANCELLED, Thunderbird strikes it through, and Outlook shows it as if nothing had happened: hence
 * also other words, and no time taken. Source: github.com/esrg-knights/Squire/issues/215, read 2026-11-22. */
static const char *status_of(enum appointment_state state)
{
    switch (state) {
    case APPOINTMENT_CONFIRMED:
        return "CONFIRMED";
    case APPOINTMENT_CANCELLED:
        return "CANCELLED";
    case APPOINTMENT_OPEN:
    case APPOINTMENT_DECLINED:
    case APPOINTMENT_RESCHEDULE:
        break;
    }
    return "TENTATIVE";
}

/* It came out of this person's own calendar, and stands there already. */
static bool is_from(const struct appointment *appointment, const struct staff *staff)
{
    const char *colon = appointment->source ? strchr(appointment->source, ':') : NULL;

    return colon && strcmp(colon + 1, staff->login) == 0;
}

static enum rc add_appointments(struct store *store, const struct config *config,
                                const struct staff *staff, int64_t family_id,
                                const struct agenda_words *words, usec now, struct text *out,
                                struct fault *why)
{
    SCOPED(appointments_clear) struct appointments appointments = {0};
    char path[48];

    snprintf(path, sizeof(path), "/families/%lld", (long long)family_id);
    TRY(store_appointment_list(store, family_id, &appointments, why));
    for (size_t i = 0; i < appointments.n; i++) {
        const struct appointment *one = &appointments.at[i];
        bool is_off = one->state == APPOINTMENT_CANCELLED;
        const struct entry entry = {
            .kind = "appointment",
            .id = one->id,
            .family_id = family_id,
            .words = is_off ? words->called_off : words->appointment,
            .path = path,
            .from = one->starts_at,
            .till = one->ends_at ? one->ends_at : one->starts_at + LASTS_UNSAID,
            .sequence = one->revision,
            .status = status_of(one->state),
            .is_free = is_off,
        };

        if (one->starts_at >= now - SHOWN_BACK && !is_from(one, staff))
            add_entry(out, config, &entry, now);
    }
    return RC_OK;
}

static void add_alert(const struct config *config, const struct alert *alert,
                      const struct agenda_words *words, usec now, struct text *out)
{
    char path[48];
    struct entry entry = {
        .kind = "alert",
        .id = alert->id,
        .family_id = alert->family_id,
        .words = words->follow_up,
        .path = path,
        .from = alert->deadline_at,
        .till = alert->deadline_at + ALERT_LASTS,
        .sequence = alert->state == ALERT_TAKEN,
        .status = "CONFIRMED",
    };

    snprintf(path, sizeof(path), "/alerts/%lld", (long long)alert->id);
    add_entry(out, config, &entry, now);
    if (!alert->callback_from || alert->contact_at) return;
    entry.kind = "callback";
    entry.words = words->call_back;
    entry.from = alert->callback_from;
    entry.till = alert->callback_till;
    entry.sequence = alert->step; /* who takes it anew, after it climbed, tells anew */
    add_entry(out, config, &entry, now);
}

static enum rc add_alerts(struct store *store, const struct config *config,
                          const struct staff *staff, const struct agenda_words *words, usec now,
                          struct text *out, struct fault *why)
{
    SCOPED(alerts_clear) struct alerts alerts = {0};

    TRY(store_alert_held(store, staff->login, &alerts, why));
    for (size_t i = 0; i < alerts.n; i++)
        add_alert(config, &alerts.at[i], words, now, out);
    return RC_OK;
}

enum rc agenda_write(struct store *store, const struct config *config, const struct staff *staff,
                     const struct agenda_words *words, usec now, struct text *out,
                     struct fault *why)
{
    SCOPED(families_clear) struct families families = {0};

    TRY(store_family_list(store, staff->login, &families, why));
    add_plain(out, "BEGIN", "VCALENDAR");
    add_plain(out, "VERSION", "2.0");
    add_plain(out, "PRODID", "-//Vangnet//Vangnet//NL");
    add_plain(out, "CALSCALE", "GREGORIAN");
    add_plain(out, "METHOD", "PUBLISH");
    add_text(out, "X-WR-CALNAME", words->title);
    add_plain(out, "REFRESH-INTERVAL;VALUE=DURATION", "PT15M");
    add_plain(out, "X-PUBLISHED-TTL", "PT15M");
    for (size_t i = 0; i < families.n; i++)
        TRY(add_appointments(store, config, staff, families.at[i].id, words, now, out, why));
    TRY(add_alerts(store, config, staff, words, now, out, why));
    add_plain(out, "END", "VCALENDAR");
    return text_over(out) ? fault_set(why, RC_BROKEN, "the calendar is too large") : RC_OK;
}
