#include "gateway/web/view.h"

#include "gateway/people/plan_of.h"
#include "gateway/web/because.h"
#include "gateway/web/programme_words.h"
#include "providers/phone.h"

void view_add_level(json_t *to, const struct visit *visit, enum level level)
{
    static const char *const flags[] = {"is0", "is1", "is2", "is3"};
    char name[4];

    snprintf(name, sizeof(name), "%d", (int)level & 3);
    json_object_set_new(to, "level", json_string(name));
    json_object_set_new(to, "level_word", json_string(phrase_of(visit->phrases, "level", name)));
    for (size_t i = 0; i < COUNT(flags); i++)
        json_object_set_new(to, flags[i], json_boolean(i == (size_t)level));
}

/* ---- Replies ---- */

static void add_run(json_t *runs, const char *at, size_t n, bool marked)
{
    SCOPED(text_wipe) struct text safe = {0};

    if (n == 0) return;
    text_add_utf8(&safe, at, n);
    json_array_append_new(
        runs, json_pack("{s:s%, s:b}", "text", text_string(&safe), safe.n, "marked", (int)marked));
}

/* Sets a byte of `marked` for each byte of the text that one piece of evidence covers. */
static void mark_words(const char *text, char *marked, const char *words, size_t n)
{
    SCOPED(mem_free) char *piece = mem_copy(words, n);
    const char *at = text;

    if (n == 0) return;
    while ((at = strstr(at, piece)) != NULL) {
        memset(&marked[at - text], 1, n);
        at += n;
    }
}

json_t *view_runs(const char *text, const struct signal_row *signals, size_t n)
{
    size_t length = strlen(text), from = 0;
    SCOPED(mem_free) char *marked = mem_new(length + 1, 1);
    json_t *runs = json_array();

    for (size_t i = 0; i < n; i++)
        for (const char *line = signals[i].evidence; *line; line += *line == '\n') {
            size_t line_n = strcspn(line, "\n");
            mark_words(text, marked, line, line_n);
            line += line_n;
        }
    for (size_t at = 1; at <= length; at++)
        if (at == length || marked[at] != marked[from]) {
            add_run(runs, &text[from], at - from, marked[from]);
            from = at;
        }
    return runs;
}

const char *view_language_tag(const char *language)
{
    if (strcmp(language, "und") == 0 || !language[0]) return NULL;
    return language;
}

/* What the machine read, where a person found otherwise. */
static json_t *was_of(const struct visit *visit, const struct signal_row *signal)
{
    char level[4];

    if (signal->domain == signal->machine_domain && signal->level == signal->machine_level)
        return json_null();
    if (signal->machine_level == LEVEL_STABLE)
        return json_string(
            phrase(visit->phrases, signal->level ? "machine_missed" : "machine_right"));
    snprintf(level, sizeof(level), "%d", (int)signal->machine_level & 3);
    return phrase_json(visit->phrases, "machine_read", phrase_of(visit->phrases, "level", level),
                       phrase_of(visit->phrases, "domain", domain_name(signal->machine_domain)),
                       NULL);
}

static json_t *signals_of(const struct visit *visit, const struct reply_row *reply)
{
    json_t *signals = json_array();

    for (size_t i = 0; i < reply->signal_n; i++) {
        const struct signal_row *signal = &reply->signals[i];
        json_t *one = json_object();

        view_add_level(one, visit, signal->level);
        json_object_set_new(
            one, "domain",
            json_string(phrase_of(visit->phrases, "domain", domain_name(signal->domain))));
        json_object_set_new(one, "outside",
                            json_boolean(signal->level > LEVEL_STABLE && !signal->in_plan));
        json_object_set_new(one, "because", because_of(visit, signal));
        json_object_set_new(one, "was", was_of(visit, signal));
        json_array_append_new(signals, one);
    }
    return signals;
}

/* Whether this one is asked what they make of the reading: with a click where the machine read something
 * that nobody judged yet. */
static void add_asking(json_t *to, const struct visit *visit, const struct reply_row *reply)
{
    size_t judged = 0;
    const char *more = "verdict_change";

    for (size_t i = 0; i < reply->signal_n; i++)
        judged += reply->signals[i].judged;
    if (judged == 0) more = reply->signal_n ? "verdict_other" : "verdict_missed";
    json_object_set_new(to, "asks", json_boolean(judged < reply->signal_n));
    json_object_set_new(to, "judged_word",
                        judged ? json_string(phrase(visit->phrases, "verdict_given"))
                               : json_null());
    json_object_set_new(to, "verdict_more", json_string(phrase(visit->phrases, more)));
}

static json_t *writer_of(const struct visit *visit, const struct reply_row *reply)
{
    SCOPED(text_wipe) struct text number = {0};
    const struct staff *helper = roster_by_phone(visit_config(visit), reply->from);

    if (reply->member_name[0]) return json_text(reply->member_name);
    if (helper) return phrase_json(visit->phrases, "report_of", helper->name, NULL);
    if (!reply->from[0]) return json_string(phrase(visit->phrases, "stranger"));
    text_add_phone(&number, reply->from);
    return json_text(text_string(&number));
}

void view_add_reply(json_t *to, const struct visit *visit, const struct reply_row *reply)
{
    const char *tag = view_language_tag(reply->language);
    char iso[32];

    clock_write(reply->arrived_at, iso);
    json_object_set_new(to, "id", json_integer(reply->id));
    json_object_set_new(to, "runs", view_runs(reply->text, reply->signals, reply->signal_n));
    json_object_set_new(to, "text_lang", tag ? json_string(tag) : json_null());
    json_object_set_new(to, "who", writer_of(visit, reply));
    json_object_set_new(to, "language_word",
                        json_string(phrase_of(visit->phrases, "language", reply->language)));
    json_object_set_new(to, "at_iso", json_string(iso));
    json_object_set_new(to, "at", visit_say(visit, reply->arrived_at, MOMENT_SHORT));
    json_object_set_new(to, "ussd", json_boolean(reply->channel == CHANNEL_USSD));
    json_object_set_new(to, "score", reply->score ? json_integer(reply->score) : json_null());
    json_object_set_new(to, "signals", signals_of(visit, reply));
    json_object_set_new(to, "signals_n", json_boolean(reply->signal_n > 0));
    add_asking(to, visit, reply);
    json_object_set_new(to, "uncertain", json_boolean(reply->uncertain));
    json_object_set_new(to, "unread", json_boolean(reply->read_at == 0));
}

json_t *view_domains(const struct visit *visit, unsigned domains)
{
    SCOPED(text_clear) struct text out = {0};

    for (int domain = 0; domain < DOMAIN_N; domain++)
        if (domains & 1U << domain)
            text_addf(&out, "%s%s", out.n ? ", " : "",
                      phrase_of(visit->phrases, "domain", domain_name((enum domain)domain)));
    return json_text(text_string(&out));
}

/* ---- Taking an alert ---- */

#define FIRST_HOUR   8
#define LAST_HOUR    21
#define WINDOW_HOURS 2

/* Windows of two hours that still lie ahead today: none of them can be chosen wrongly. */
static json_t *windows_of(const struct visit *visit)
{
    int from = zone_local(visit_zone(visit), visit->now).hour + 1;
    json_t *windows = json_array();

    if (from < FIRST_HOUR) from = FIRST_HOUR;
    for (; from + WINDOW_HOURS <= LAST_HOUR; from++) {
        char first[12], last[12], value[28];

        snprintf(first, sizeof(first), "%d", from);
        snprintf(last, sizeof(last), "%d", from + WINDOW_HOURS);
        snprintf(value, sizeof(value), "%s-%s", first, last);
        json_array_append_new(
            windows, json_pack("{s:s, s:o}", "value", value, "word",
                               phrase_json(visit->phrases, "when_today", first, last, NULL)));
    }
    return windows;
}

/* Why there is nobody to tell: the name of a phrase. Somebody may have a number and another have written. */
static const char *cannot_tell(const struct family *family)
{
    bool stopped = false;

    for (size_t i = 0; i < family->member_n; i++) {
        const struct phone *one = &family->members[i].phone;

        if (!one->id) continue;
        if (!one->stopped && !one->stop_pending) return "tell_other";
        stopped = true;
    }
    return stopped ? "tell_stopped" : "tell_nobody";
}

enum rc view_add_take(json_t *to, const struct visit *visit, const struct alert *alert,
                      const struct family *family, struct fault *why)
{
    const struct member *listener = NULL;
    const char *cannot, *note;
    bool tell;
    char csrf[CSRF_SPACE];

    TRY(alerts_listener(visit_store(visit), alert->id, family, &listener, why));
    cannot = listener ? NULL : cannot_tell(family);
    TRY(alerts_tell_by_default(visit_store(visit), alert, listener, &tell, why));
    note = listener && listener->phone.discretion != DISCRETION_NEUTRAL ? "tell_contrast"
                                                                        : "tell_neutral";
    visit_csrf(visit, csrf);
    json_object_set_new(to, "csrf", json_string(csrf));
    json_object_set_new(to, "can_tell", json_boolean(!cannot));
    json_object_set_new(to, "tell_why_not",
                        cannot ? json_string(phrase(visit->phrases, cannot)) : json_null());
    json_object_set_new(to, "tell_default", json_boolean(tell));
    json_object_set_new(to, "tell_note",
                        cannot || tell ? json_null() : json_string(phrase(visit->phrases, note)));
    json_object_set_new(to, "windows", windows_of(visit));
    return RC_OK;
}

/* ---- Alerts ---- */

enum rc view_alert_family(const struct visit *visit, const struct alert *alert, struct family *out,
                          struct fault *why)
{
    if (!alert->family_id) return RC_OK;
    return store_family_load(visit_store(visit), alert->family_id, out, why);
}

/* ---- Families ---- */

json_t *view_day(const struct visit *visit, int32_t day)
{
    const struct zone *zone = visit_zone(visit);
    SCOPED(text_clear) struct text said = {0};
    usec noon;

    if (day == INT32_MAX) return json_null();
    noon = zone_day_start(zone, day) + 12 * USEC_HOUR;
    phrase_add_moment(visit->phrases, &said, zone, noon, MOMENT_DAY, visit->now);
    if (zone_local(zone, visit->now).year != day_local(day).year)
        text_addf(&said, " %d", day_local(day).year);
    return json_text(text_string(&said));
}

json_t *view_alert_name(const struct visit *visit, const struct alert *alert, enum sight sight)
{
    char id[24];

    if (!alert->family_id) return json_string(phrase(visit->phrases, "stranger"));
    if (sight == SIGHT_FULL) return json_text(alert->family_name);
    snprintf(id, sizeof(id), "%lld", (long long)alert->family_id);
    return phrase_json(visit->phrases, "family_n", id, NULL);
}

json_t *view_programme(const struct visit *visit, const struct enrolment *enrolment)
{
    const struct programme *programme;

    if (!enrolment->id) return json_null();
    programme = config_programme(visit_config(visit), enrolment->programme);
    if (!programme) return json_text(enrolment->programme);
    return json_text(programme_title(visit->phrases, programme));
}

static json_t *begins_word(const struct visit *visit, int32_t day)
{
    json_t *said = view_day(visit, day);
    json_t *word = phrase_json(visit->phrases, "phase_begins", json_string_value(said), NULL);

    json_decref(said);
    return word;
}

json_t *view_phase(const struct visit *visit, const struct family *family)
{
    int32_t today = zone_day(visit_zone(visit), visit->now);
    SCOPED(family_plan_clear) struct family_plan plan = {0};
    SCOPED(text_clear) struct text name = {0};
    struct plan_phase phase;
    char week[16];

    if (family->enrolment.state == ENROLMENT_ENDED || !plan_of(visit_config(visit), family, &plan))
        return json_null();
    if (today < plan.plan.start_day) return begins_word(visit, plan.plan.start_day);
    if (!plan_phase_on(&plan.plan, today, &phase)) return json_null();
    snprintf(week, sizeof(week), "%d", (today - phase.first_day) / 7 + 1);
    phase_add_name(visit->phrases, &name, &plan.plan.programme->phases[phase.index]);
    return phrase_json(visit->phrases, "phase_week", text_string(&name), week, NULL);
}

const char *view_enrolment_state(const struct visit *visit, const struct enrolment *enrolment)
{
    static const char *const words[] = {[ENROLMENT_ACTIVE] = "state_active",
                                        [ENROLMENT_PAUSED] = "state_paused",
                                        [ENROLMENT_ENDED] = "state_ended"};

    return phrase(visit->phrases, enrolment->id ? words[enrolment->state] : "state_none");
}

/* ---- Enrolling ---- */

static bool is_domain(const struct text *value, enum domain domain)
{
    return strcmp(text_string(value), domain_name(domain)) == 0;
}

unsigned view_ticked_domains(const struct visit *visit)
{
    unsigned ticked = 0;

    for (size_t i = 0; i < visit->form.n; i++) {
        const struct form_field *field = &visit->form.at[i];

        if (strcmp(text_string(&field->name), "domain") != 0) continue;
        for (int domain = DOMAIN_GENERAL + 1; domain < DOMAIN_N; domain++)
            if (is_domain(&field->value, (enum domain)domain)) ticked |= 1U << domain;
    }
    return ticked;
}

void view_add_enrol_fields(json_t *to, const struct visit *visit, const char *action,
                           const char *word)
{
    unsigned ticked = view_ticked_domains(visit);
    const struct config *config = visit_config(visit);
    struct local today = day_local(zone_day(visit_zone(visit), visit->now));
    const char *chosen = visit_field(visit, "programme");
    json_t *programmes = json_array(), *domains = json_array();
    char day[32];

    for (size_t i = 0; i < config->programme_n; i++) {
        const struct programme *programme = &config->programmes[i];

        json_array_append_new(programmes,
                              json_pack("{s:s, s:o, s:b}", "value", programme->name, "word",
                                        json_text(programme_title(visit->phrases, programme)),
                                        "selected", strcmp(programme->name, chosen) == 0));
    }
    for (int domain = DOMAIN_GENERAL + 1; domain < DOMAIN_N; domain++) {
        const char *name = domain_name((enum domain)domain);

        json_array_append_new(domains, json_pack("{s:s, s:s, s:b}", "value", name, "word",
                                                 phrase_of(visit->phrases, "domain", name),
                                                 "checked", (ticked & 1U << domain) != 0));
    }
    snprintf(day, sizeof(day), "%04d-%02d-%02d", today.year, today.month, today.day);
    json_object_set_new(to, "preview_action", json_text(action));
    json_object_set_new(to, "enrol_word", json_string(phrase(visit->phrases, word)));
    json_object_set_new(to, "programmes", programmes);
    json_object_set_new(to, "domain_list", domains);
    json_object_set_new(
        to, "start_day",
        json_text(*visit_field(visit, "start") ? visit_field(visit, "start") : day));
}

const char *view_read_enrolment(const struct visit *visit, struct enrolment *out)
{
    const struct programme *programme =
        config_programme(visit_config(visit), visit_field(visit, "programme"));
    unsigned domains = view_ticked_domains(visit);
    int32_t day;

    if (!programme) return "wrong_programme";
    if (!day_read(visit_field(visit, "start"), &day)) return "wrong_day";
    if (day < zone_day(visit_zone(visit), visit->now)) return "wrong_day_past";
    if (!domains) return "pick_domain";
    *out = (struct enrolment){.programme = mem_copy_string(programme->name),
                              .start_day = day,
                              .domains = domains,
                              .paused_till_day = INT32_MAX,
                              .learns = true,
                              .planned_at = visit->now,
                              .next_at = visit->now};
    return NULL;
}

const struct member *view_member(const struct family *family, int64_t member_id)
{
    for (size_t i = 0; i < family->member_n; i++)
        if (family->members[i].id == member_id) return &family->members[i];
    return NULL;
}

void view_go_to_family(struct visit *visit, int64_t id, const char *said)
{
    char path[40];

    snprintf(path, sizeof(path), "/families/%lld", (long long)id);
    visit_go_back(visit, path, said);
}

json_t *view_digits(const struct visit *visit, const char *chosen)
{
    json_t *choices = json_array();

    for (int digits = 0; digits < DIGITS_N; digits++) {
        const char *name = digits_name((enum digits)digits);

        json_array_append_new(choices, json_pack("{s:s, s:s, s:b}", "value", name, "word",
                                                 phrase_of(visit->phrases, "digits", name),
                                                 "selected", strcmp(name, chosen) == 0));
    }
    return choices;
}
