#include "gateway/web/api_json.h"

#include "gateway/base/clock.h"
#include "gateway/web/phrases.h"
#include "providers/phone.h"

static const char *const discretions[] = {"neutral", "code-phrase", "open"};
static const char *const enrolment_states[] = {"active", "paused", "ended"};
static const char *const alert_states[] = {"open", "taken", "closed"};

/* ---- Writing ---- */

json_t *api_write_moment(usec at)
{
    char iso[32];

    if (at <= 0 || at == USEC_NEVER) return json_null();
    clock_write(at, iso);
    return json_string(iso);
}

const char *api_enrolment_state(enum enrolment_state state)
{
    return enrolment_states[state];
}

json_t *api_write_minutes(int minutes)
{
    SCOPED(text_clear) struct text clock = {0};

    text_add_clock(&clock, minutes);
    return json_text(text_string(&clock));
}

json_t *api_write_day(int32_t day)
{
    struct local local = day_local(day);
    char date[32];

    snprintf(date, sizeof(date), "%04d-%02d-%02d", local.year, local.month, local.day);
    return json_string(date);
}

json_t *api_write_domains(unsigned domains)
{
    json_t *list = json_array();

    for (int domain = 0; domain < DOMAIN_N; domain++)
        if (domains & 1U << domain)
            json_array_append_new(list, json_string(domain_name((enum domain)domain)));
    return list;
}

static json_t *write_phone(const struct phone *phone)
{
    if (!phone->id) return json_null();
    return json_pack("{s:I, s:s, s:s, s:o, s:o, s:b, s:b, s:b}", "id", (json_int_t)phone->id,
                     "number", phone->number, "discretion", discretions[phone->discretion],
                     "safe_from", api_write_minutes(phone->safe_from_min), "safe_till",
                     api_write_minutes(phone->safe_till_min), "stopped", (int)phone->stopped,
                     "stop_pending", (int)phone->stop_pending, "consent_asked",
                     (int)phone->consent_asked);
}

static json_t *write_enrolment(const struct enrolment *enrolment)
{
    if (!enrolment->id) return json_null();
    return json_pack("{s:I, s:s, s:o, s:o, s:s}", "id", (json_int_t)enrolment->id, "programme",
                     enrolment->programme, "start_day", api_write_day(enrolment->start_day),
                     "domains", api_write_domains(enrolment->domains), "state",
                     enrolment_states[enrolment->state]);
}

json_t *api_write_family(const struct family *family)
{
    json_t *members = json_array();

    for (size_t i = 0; i < family->member_n; i++) {
        const struct member *member = &family->members[i];

        json_array_append_new(members,
                              json_pack("{s:I, s:o, s:s, s:s, s:b, s:o}", "id",
                                        (json_int_t)member->id, "name", json_text(member->name),
                                        "language", language_name(member->language), "digits",
                                        digits_name(member->digits), "asked", (int)member->asked,
                                        "phone", write_phone(&member->phone)));
    }
    return json_pack("{s:I, s:o, s:s, s:b, s:o, s:o}", "id", (json_int_t)family->id, "name",
                     json_text(family->name), "manager", family->manager, "allows_113",
                     (int)family->allows_113, "members", members, "enrolment",
                     write_enrolment(&family->enrolment));
}

json_t *api_write_alert(const struct alert *alert, bool content)
{
    json_t *json = json_pack(
        "{s:I, s:i, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:s}", "id", (json_int_t)alert->id, "level",
        (int)alert->level, "state", alert_states[alert->state], "owner", alert->owner,
        "happened_at", api_write_moment(alert->happened_at), "deadline_at",
        api_write_moment(alert->deadline_at), "taken_at", api_write_moment(alert->taken_at),
        "contact_at", api_write_moment(alert->contact_at), "closed_at",
        api_write_moment(alert->closed_at), "taken_by", alert->taken_by);

    if (!content) return json;
    json_object_set_new(json, "family",
                        alert->family_id ? json_integer(alert->family_id) : json_null());
    json_object_set_new(json, "domains", api_write_domains(alert->domains));
    json_object_set_new(json, "outcome", json_text(alert->outcome));
    return json;
}

static json_t *write_reading(enum domain domain, enum level level)
{
    return json_pack("{s:s, s:i}", "domain", domain_name(domain), "level", (int)level);
}

json_t *api_write_reply(const struct reply_row *reply)
{
    json_t *signals = json_array();

    for (size_t i = 0; i < reply->signal_n; i++) {
        const struct signal_row *signal = &reply->signals[i];

        json_array_append_new(
            signals,
            json_pack("{s:I, s:o, s:s?, s:o}", "id", (json_int_t)signal->id, "read",
                      write_reading(signal->machine_domain, signal->machine_level), "rule",
                      signal->rule ? rule_name(signal->rule) : NULL, "found",
                      signal->judged ? write_reading(signal->domain, signal->level) : json_null()));
    }
    return json_pack("{s:I, s:I, s:s, s:s, s:b, s:o, s:o, s:o}", "id", (json_int_t)reply->id,
                     "member", (json_int_t)reply->member_id, "language", reply->language, "intent",
                     intent_name(reply->intent), "uncertain", (int)reply->uncertain, "arrived_at",
                     api_write_moment(reply->arrived_at), "read_at",
                     api_write_moment(reply->read_at), "signals", signals);
}

static json_t *write_skipped(const struct tally *tally)
{
    json_t *skipped = json_object();

    for (int skip = SKIP_NONE + 1; skip < SKIP_N; skip++)
        if (tally->skipped[skip])
            json_object_set_new(skipped, skip_name((enum skip)skip),
                                json_integer(tally->skipped[skip]));
    return skipped;
}

json_t *api_write_route(const struct route_report *report)
{
    const struct route_health *health = report->health;
    const struct route *route = report->route;
    json_t *month = json_pack("{s:I, s:I, s:I}", "messages", (json_int_t)health->month_messages,
                              "segments", (json_int_t)health->month_segments, "cost_micros",
                              (json_int_t)health->month_micros);

    if (route->budget_micros)
        json_object_set_new(month, "budget_micros", json_integer(route->budget_micros));
    return json_pack("{s:s, s:s, s:b, s:o, s:o, s:s, s:o, s:I, s:o}", "name", route->name,
                     "provider", route->provider->name, "on", !(report->last && report->last->off),
                     "switched_by", report->last ? json_text(report->last->who) : json_null(),
                     "switched_at", api_write_moment(report->last ? report->last->at : 0),
                     "breaker", breaker_name(report->status.breaker), "trouble",
                     json_text(report->status.trouble), "queued", (json_int_t)health->queued,
                     "month", month);
}

json_t *api_write_balance(const struct balance *balance)
{
    json_t *kinds = json_object();

    for (int kind = 0; kind < KIND_N; kind++) {
        const struct tally *tally = &balance->kinds[kind];

        json_object_set_new(
            kinds, kind_name((enum kind)kind),
            json_pack("{s:I, s:o, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I}", "planned",
                      (json_int_t)tally->planned, "skipped", write_skipped(tally), "expired",
                      (json_int_t)tally->expired, "open", (json_int_t)tally->open, "sent",
                      (json_int_t)tally->sent, "delivered", (json_int_t)tally->delivered, "failed",
                      (json_int_t)tally->failed, "expired_sent", (json_int_t)tally->expired_sent,
                      "unknown", (json_int_t)tally->unknown, "open_sent",
                      (json_int_t)tally->open_sent));
    }
    return json_pack(
        "{s:b, s:o, s:{s:I, s:I, s:I, s:I}, s:{s:I, s:I, s:I, s:I, s:I}, s:I}", "balances",
        (int)balance->balances, "kinds", kinds, "texts", "arrived", (json_int_t)balance->arrived,
        "duplicates", (json_int_t)balance->duplicates, "handled", (json_int_t)balance->handled,
        "waiting", (json_int_t)balance->waiting, "replies", "all", (json_int_t)balance->replies,
        "matched", (json_int_t)balance->matched, "unmatched", (json_int_t)balance->unmatched,
        "staff", (json_int_t)balance->staff_replies, "strangers", (json_int_t)balance->strangers,
        "keys", (json_int_t)balance->keys);
}

/* ---- Reading ---- */

/* A string that must be there and not empty. */
static enum rc need_string(const json_t *json, const char *name, const char **out,
                           struct fault *why)
{
    const char *string = json_string_value(json_object_get(json, name));

    if (!string || !*string)
        return fault_set(why, RC_INVALID, "%s: expected a string that is not empty", name);
    *out = string;
    return RC_OK;
}

enum rc api_read_minutes(const json_t *json, const char *name, int *out, struct fault *why)
{
    const json_t *value = json_object_get(json, name);

    if (!value || json_is_null(value)) return RC_OK;
    if (!json_is_string(value) || !time_read(json_string_value(value), out))
        return fault_set(why, RC_INVALID, "%s: expected a time such as \"09:30\"", name);
    return RC_OK;
}

static enum rc read_phone(const json_t *json, struct phone *out, struct fault *why)
{
    const json_t *careful = json_object_get(json, "discretion");
    const char *written = NULL;
    char number[PHONE_SPACE];
    bool known = !careful;

    TRY(need_string(json, "number", &written, why));
    if (!phone_normalise(written, number))
        return fault_set(why, RC_INVALID, "number: expected a phone number such as +31612345678");
    free(out->number);
    out->number = mem_copy_string(number);
    for (size_t i = 0; !known && i < COUNT(discretions); i++)
        if (json_is_string(careful) && strcmp(json_string_value(careful), discretions[i]) == 0) {
            out->discretion = (enum discretion)i;
            known = true;
        }
    if (!known)
        return fault_set(why, RC_INVALID, "discretion: expected neutral, code-phrase or open");
    TRY(api_read_minutes(json, "safe_from", &out->safe_from_min, why));
    return api_read_minutes(json, "safe_till", &out->safe_till_min, why);
}

enum rc api_read_digits(const json_t *json, enum digits *out, struct fault *why)
{
    const json_t *digits = json_object_get(json, "digits");

    if (!digits || (json_is_string(digits) && digits_find(json_string_value(digits), out)))
        return RC_OK;
    return fault_set(why, RC_INVALID, "digits: expected usual, european or arabic");
}

static enum rc read_member(const json_t *json, struct member *out, bool *consent, struct fault *why)
{
    const json_t *phone = json_object_get(json, "phone");
    const char *name = NULL, *language = NULL;

    out->name = mem_copy_string("");
    out->phone.number = mem_copy_string("");
    TRY(need_string(json, "name", &name, why));
    TRY(need_string(json, "language", &language, why));
    free(out->name);
    out->name = mem_copy_string(name);
    if (!language_find(language, &out->language))
        return fault_set(why, RC_INVALID, "language: expected nl, ar, ary-Arab or ary-Latn");
    TRY(api_read_digits(json, &out->digits, why));
    out->asked = json_is_true(json_object_get(json, "asked"));
    *consent = json_is_true(json_object_get(json, "consent"));
    if (phone && !json_is_null(phone)) TRY(read_phone(phone, &out->phone, why));
    if (out->asked && (!out->phone.number[0] || !*consent))
        return fault_set(why, RC_INVALID, "asked: needs a phone and \"consent\": true");
    if (out->asked && !phone_takes_texts(out->phone.number))
        return fault_set(why, RC_INVALID,
                         "number: no text arrives at a landline; expected a mobile number, or a "
                         "member who is not asked");
    return RC_OK;
}

enum rc api_read_family(const struct config *config, const json_t *json, struct family *out,
                        bool consents[static API_MEMBERS_MAX], struct fault *why)
{
    const json_t *members = json_object_get(json, "members");
    const struct staff *manager;
    const char *name = NULL, *login = NULL;
    size_t n = json_array_size(members);

    out->name = mem_copy_string("");
    out->manager = mem_copy_string("");
    out->enrolment.programme = mem_copy_string("");
    TRY(need_string(json, "name", &name, why));
    TRY(need_string(json, "manager", &login, why));
    manager = config_staff(config, login);
    if (!manager || manager->role != ROLE_FAMILY_MANAGER)
        return fault_set(why, RC_INVALID, "manager: expected the login of a family manager");
    if (n == 0 || n > API_MEMBERS_MAX)
        return fault_set(why, RC_INVALID, "members: expected 1 to %d", API_MEMBERS_MAX);
    free(out->name);
    free(out->manager);
    out->name = mem_copy_string(name);
    out->manager = mem_copy_string(login);
    out->allows_113 = json_is_true(json_object_get(json, "allows_113"));
    out->members = mem_new(n, sizeof(*out->members));
    for (size_t i = 0; i < n; i++) {
        out->member_n++;
        TRY(read_member(json_array_get(members, i), &out->members[i], &consents[i], why));
    }
    return RC_OK;
}

enum rc api_read_domains(const json_t *json, unsigned *out, struct fault *why)
{
    const json_t *list = json_object_get(json, "domains");
    size_t n = json_array_size(list);

    for (size_t i = 0; i < n; i++) {
        const char *name = json_string_value(json_array_get(list, i));
        enum domain domain;

        if (!name || !domain_find(name, &domain) || domain == DOMAIN_GENERAL)
            return fault_set(why, RC_INVALID, "domains: item %zu is no life domain", i + 1);
        *out |= 1U << domain;
    }
    if (!*out) return fault_set(why, RC_INVALID, "domains: expected at least one life domain");
    return RC_OK;
}

enum rc api_read_wish(const json_t *json, struct callback_wish *out, struct fault *why)
{
    struct callback_wish wish = {
        .tell = json_is_true(json_object_get(json, "tell")),
        .tomorrow = json_is_true(json_object_get(json, "tomorrow")),
        .from_hour = (int)json_integer_value(json_object_get(json, "from_hour")),
        .till_hour = (int)json_integer_value(json_object_get(json, "till_hour")),
    };
    bool soon = wish.from_hour == 0 && wish.till_hour == 0;

    if (!soon && (wish.from_hour < 1 || wish.till_hour <= wish.from_hour || wish.till_hour > 24))
        return fault_set(why, RC_INVALID, "from_hour, till_hour: expected hours of one day");
    *out = wish;
    return RC_OK;
}
