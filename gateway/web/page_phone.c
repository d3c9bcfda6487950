/* Phone: in the demonstration only. The texts as a family sees them, what staff got, and a way to answer. */
#include "gateway/web/pages.h"
#include "gateway/web/view.h"

#define THREAD_BACK (26 * (7 * USEC_DAY))
#define THREAD_MAX  200
#define TEXT_MAX    600

/* What a newcomer may try, in the language of the phone: good, low, relapse, crisis, stop. */
static const char *const tries[LANGUAGE_N][5] = {
    [LANGUAGE_NL] = {"4", "1", "Er stond een deurwaarder voor de deur",
                     "Mijn man heeft me gisteren geslagen",                                                              "STOP"  },
    [LANGUAGE_AR] = {"4", "1", "ابني لا يذهب إلى المدرسة",     "زوجي ضربني أمس",         "قف"  },
    [LANGUAGE_ARY_ARAB] = {"4", "1", "ولدي ما بقاش كيمشي للمدرسة", "راجلي ضربني البارح", "حبس"},
    [LANGUAGE_ARY_LATN] = {"4", "1", "weldi ma b9ach kaymchi l medrasa",                 "rajli drebni lbare7",
                     "STOP"                                                                                                      },
};

/* ---- Which phones there are ---- */

/* One phone of the demonstration, with the family it is in. */
struct found {
    struct families families;
    const struct family *family;
    const struct member *member;
};

static void found_clear(struct found *found)
{
    families_clear(&found->families);
}

static enum rc find_phone(const struct visit *visit, int64_t phone_id, struct found *out,
                          struct fault *why)
{
    TRY(store_family_list(visit_store(visit), NULL, &out->families, why));
    for (size_t i = 0; i < out->families.n; i++)
        for (size_t j = 0; j < out->families.at[i].member_n; j++)
            if (out->families.at[i].members[j].phone.id == phone_id) {
                out->family = &out->families.at[i];
                out->member = &out->family->members[j];
                return RC_OK;
            }
    return fault_set(why, RC_MISSING, "there is no phone %lld", (long long)phone_id);
}

static json_t *phones_of(const struct visit *visit, const struct families *families, int64_t chosen)
{
    json_t *phones = json_array();

    for (size_t i = 0; i < families->n; i++)
        for (size_t j = 0; j < families->at[i].member_n; j++) {
            const struct member *member = &families->at[i].members[j];
            char href[40];

            if (!member->phone.id) continue;
            snprintf(href, sizeof(href), "/phone/%lld", (long long)member->phone.id);
            json_array_append_new(
                phones,
                json_pack("{s:s, s:b, s:o, s:o, s:s}", "href", href, "current",
                          member->phone.id == chosen, "name", json_text(member->name), "family",
                          json_text(families->at[i].name), "language_word",
                          phrase_of(visit->phrases, "language", language_name(member->language))));
        }
    return phones;
}

static json_t *staff_of(const struct visit *visit, const char *chosen)
{
    const struct config *config = visit_config(visit);
    json_t *list = json_array();

    for (size_t i = 0; i < config->staff_n; i++) {
        const struct staff *staff = &config->staff[i];
        SCOPED(text_clear) struct text href = {0};

        if (!staff->phone[0] && !staff->email[0]) continue;
        text_add(&href, "/phone/staff/");
        text_add_url(&href, staff->login, strlen(staff->login));
        json_array_append_new(list,
                              json_pack("{s:s, s:b, s:o, s:s}", "href", text_string(&href),
                                        "current", chosen && strcmp(chosen, staff->login) == 0,
                                        "name", json_text(staff->name), "role",
                                        phrase_of(visit->phrases, "role", role_name(staff->role))));
    }
    return list;
}

/* ---- The thread ---- */

struct bubble {
    usec at;
    const char *text, *tag; /* borrowed; tag NULL: unknown */
    bool ours, waiting;
};

struct thread {
    struct bubble *at;
    size_t n;
};

static void thread_clear(struct thread *thread)
{
    free(thread->at);
    *thread = (struct thread){0};
}

/* Of two at one moment, which the demonstration's clock often brings, the answer comes second. */
static bool comes_later(const struct bubble *a, const struct bubble *b)
{
    return a->at > b->at || (a->at == b->at && a->ours && !b->ours);
}

static void thread_add(struct thread *thread, struct bubble bubble)
{
    size_t i = thread->n++;

    thread->at = mem_grow(thread->at, thread->n, sizeof(*thread->at));
    for (; i > 0 && comes_later(&thread->at[i - 1], &bubble); i--)
        thread->at[i] = thread->at[i - 1];
    thread->at[i] = bubble;
}

/* Only what left, or is about to: what was skipped never reached a phone. */
static void add_messages(struct thread *thread, const struct messages *messages, usec now)
{
    for (size_t i = 0; i < messages->n; i++) {
        const struct message_row *message = &messages->at[i];
        bool left = message->state == MESSAGE_SENT || message->state == MESSAGE_UNKNOWN;
        bool soon = (message->state == MESSAGE_QUEUED || message->state == MESSAGE_SENDING) &&
                    message->due_at <= now;

        if (!left && !soon) continue;
        thread_add(thread,
                   (struct bubble){.at = message->sent_at ? message->sent_at : message->due_at,
                                   .text = message->text,
                                   .tag = language_name(message->language),
                                   .ours = true,
                                   .waiting = soon});
    }
}

static void add_replies(struct thread *thread, const struct replies *replies, int64_t phone_id)
{
    for (size_t i = 0; i < replies->n; i++)
        /* What was typed on a USSD screen leaves no trace on a phone. */
        if (replies->at[i].phone_id == phone_id && replies->at[i].channel == CHANNEL_SMS)
            thread_add(thread, (struct bubble){.at = replies->at[i].arrived_at,
                                               .text = replies->at[i].text,
                                               .tag = view_language_tag(replies->at[i].language)});
}

static void add_bubbles(json_t *values, const struct visit *visit, const struct thread *thread)
{
    size_t from = thread->n > THREAD_MAX ? thread->n - THREAD_MAX : 0;
    json_t *messages = json_array();
    int32_t day = INT32_MIN;

    for (size_t i = from; i < thread->n; i++) {
        const struct bubble *bubble = &thread->at[i];
        int32_t this_day = zone_day(visit_zone(visit), bubble->at);
        json_t *one = json_pack(
            "{s:s, s:s, s:o, s:n, s:n, s:n}", "from", bubble->ours ? "them" : "me", "by",
            phrase(visit->phrases, bubble->ours ? "phone_from_us" : "phone_from_me"), "time",
            visit_say(visit, bubble->at, MOMENT_TIME), "day", "text_lang", "state");

        json_object_set_new(one, "text", json_text(bubble->text));
        if (this_day != day)
            json_object_set_new(one, "day", visit_say(visit, bubble->at, MOMENT_DAY));
        if (bubble->tag) json_object_set_new(one, "text_lang", json_string(bubble->tag));
        if (bubble->waiting)
            json_object_set_new(one, "state", json_string(phrase(visit->phrases, "phone_unsent")));
        day = this_day;
        json_array_append_new(messages, one);
    }
    json_object_set_new(values, "messages_n", json_boolean(thread->n > 0));
    json_object_set_new(values, "messages", messages);
}

/* ---- Dialling ---- */

/* Our code; "": this demonstration has none. */
static const char *code_of(const struct visit *visit)
{
    const struct config *config = visit_config(visit);

    if (!visit->console->options.dial || !config->route_n) return "";
    return config->routes[0].ussd_code;
}

/* The pane on which somebody dials: the button, or where there is a session its screen. */
static enum rc dial_of(const struct visit *visit, const struct member *member, const char *session,
                       const char *typed, json_t **out, struct fault *why)
{
    const struct console_options *options = &visit->console->options;
    SCOPED(text_wipe) struct text screen = {0};
    bool end = false;
    char href[48];

    snprintf(href, sizeof(href), "/phone/%lld/dial", (long long)member->phone.id);
    *out = json_null();
    if (!code_of(visit)[0]) return RC_OK;
    if (session)
        TRY(options->dial(options->with, member->phone.number, session, typed, &screen, &end, why));
    *out = json_pack("{s:s, s:s, s:b, s:b, s:o}", "href", href, "code", code_of(visit), "calling",
                     session != NULL, "end", end, "screen", json_text(text_string(&screen)));
    if (session) json_object_set_new(*out, "session", json_text(session));
    return RC_OK;
}

/* ---- Pages ---- */

static enum rc demo_only(const struct visit *visit, struct fault *why)
{
    if (visit->console->options.demo && visit->console->options.text_in) return RC_OK;
    return fault_set(why, RC_MISSING, "the phone is only in the demonstration");
}

static enum rc write(struct visit *visit, json_t *values, struct fault *why)
{
    const char *part = form_string(&visit->query, "part");

    if (part && strcmp(part, "thread") == 0) return visit_part(visit, "phone_thread", values, why);
    return visit_page(visit, 200, "phone", phrase(visit->phrases, "phone_nav"), values, why);
}

static enum rc show_phone(struct visit *visit, struct found *found, struct fault *why)
{
    SCOPED(thread_clear) struct thread thread = {0};
    SCOPED(messages_clear) struct messages messages = {0};
    SCOPED(replies_clear) struct replies replies = {0};
    const struct member *member = found->member;
    const struct staff *manager = config_staff(visit_config(visit), found->family->manager);
    usec since = visit->now - THREAD_BACK;
    json_t *values, *list, *dial;
    char href[64], send[40];

    TRY(store_message_of_phone(visit_store(visit), member->phone.id, since, &messages, why));
    TRY(store_reply_list(visit_store(visit), found->family->id, since, &replies, why));
    TRY(dial_of(visit, member, form_string(&visit->query, "dial"), NULL, &dial, why));
    add_messages(&thread, &messages, visit->now);
    add_replies(&thread, &replies, member->phone.id);
    snprintf(send, sizeof(send), "/phone/%lld", (long long)member->phone.id);
    snprintf(href, sizeof(href), "%s?part=thread", send);
    list = json_array();
    for (size_t i = 0; i < COUNT(tries[0]); i++)
        json_array_append_new(list, json_string(tries[member->language][i]));
    values = json_pack(
        "{s:o, s:o, s:{s:s, s:o}, s:s, s:s, s:b, s:b, s:o}", "phones",
        phones_of(visit, &found->families, member->phone.id), "staff_phones", staff_of(visit, NULL),
        "phone", "sender", manager ? manager->first_name : visit_config(visit)->municipality.name,
        "whose", phrase_json(visit->phrases, "phone_of", member->name, NULL), "thread_href", href,
        "send_href", send, "may_send", 1, "tries_n", 1, "tries", list);
    json_object_set_new(values, "dial", dial);
    add_bubbles(values, visit, &thread);
    return write(visit, values, why);
}

enum rc phone_family(struct visit *visit, struct fault *why)
{
    SCOPED(found_clear) struct found found = {0};

    TRY(demo_only(visit, why));
    TRY(find_phone(visit, visit->id, &found, why));
    return show_phone(visit, &found, why);
}

/* The first phone there is. */
enum rc phone_show(struct visit *visit, struct fault *why)
{
    SCOPED(families_clear) struct families families = {0};
    json_t *values;

    TRY(demo_only(visit, why));
    TRY(store_family_list(visit_store(visit), NULL, &families, why));
    for (size_t i = 0; i < families.n; i++)
        for (size_t j = 0; j < families.at[i].member_n; j++) {
            char path[40];

            if (!families.at[i].members[j].phone.id) continue;
            snprintf(path, sizeof(path), "/phone/%lld",
                     (long long)families.at[i].members[j].phone.id);
            visit_go(visit, path, NULL);
            return RC_OK;
        }
    values = json_pack("{s:[], s:o}", "phones", "staff_phones", staff_of(visit, NULL));
    return write(visit, values, why);
}

enum rc phone_staff(struct visit *visit, struct fault *why)
{
    SCOPED(families_clear) struct families families = {0};
    SCOPED(thread_clear) struct thread thread = {0};
    SCOPED(messages_clear) struct messages messages = {0};
    const struct staff *staff = config_staff(visit_config(visit), visit->word);
    json_t *values;
    SCOPED(text_clear) struct text href = {0};

    TRY(demo_only(visit, why));
    if (!staff) return fault_set(why, RC_MISSING, "there is no such member of staff");
    TRY(store_family_list(visit_store(visit), NULL, &families, why));
    TRY(store_message_of_staff(visit_store(visit), staff->login, visit->now - THREAD_BACK,
                               &messages, why));
    add_messages(&thread, &messages, visit->now);
    text_add(&href, "/phone/staff/");
    text_add_url(&href, staff->login, strlen(staff->login));
    text_add(&href, "?part=thread");
    values =
        json_pack("{s:o, s:o, s:{s:s, s:o}, s:s, s:b}", "phones", phones_of(visit, &families, 0),
                  "staff_phones", staff_of(visit, staff->login), "phone", "sender", "Vangnet",
                  "whose", phrase_json(visit->phrases, "phone_staff", staff->name, NULL),
                  "thread_href", text_string(&href), "may_send", 0);
    add_bubbles(values, visit, &thread);
    return write(visit, values, why);
}

enum rc phone_send(struct visit *visit, struct fault *why)
{
    const struct console_options *options = &visit->console->options;
    const char *typed = visit_field(visit, "text");
    SCOPED(found_clear) struct found found = {0};
    SCOPED(text_wipe) struct text text = {0};
    char path[40];

    TRY(demo_only(visit, why));
    TRY(find_phone(visit, visit->id, &found, why));
    text_add_utf8(&text, typed, strnlen(typed, TEXT_MAX));
    if (text.n)
        TRY(options->text_in(options->with, found.member->phone.number, text_string(&text), why));
    snprintf(path, sizeof(path), "/phone/%lld", (long long)visit->id);
    if (http_header_find(&visit->request->headers, "X-Part"))
        visit->response->status = 204;
    else
        visit_go(visit, path, NULL);
    return RC_OK;
}

/* Dials, types, or hangs up. Without script the page is loaded again, with the session in its address. */
enum rc phone_dial(struct visit *visit, struct fault *why)
{
    const char *act = visit_field(visit, "act"), *session = visit_field(visit, "session");
    SCOPED(text_wipe) struct text typed = {0};
    SCOPED(text_clear) struct text path = {0};
    SCOPED(found_clear) struct found found = {0};
    bool types = strcmp(act, "type") == 0;
    char fresh[40];
    json_t *dial;

    TRY(demo_only(visit, why));
    TRY(find_phone(visit, visit->id, &found, why));
    snprintf(fresh, sizeof(fresh), "demo-%lld", (long long)visit->now);
    if (strcmp(act, "dial") == 0) session = fresh;
    if (strcmp(act, "hang-up") == 0) session = NULL;
    text_add_utf8(&typed, visit_field(visit, "text"),
                  strnlen(visit_field(visit, "text"), TEXT_MAX));
    TRY(dial_of(visit, found.member, session, types && typed.n ? text_string(&typed) : NULL, &dial,
                why));
    if (http_header_find(&visit->request->headers, "X-Part"))
        return visit_part(visit, "phone_dial", json_pack("{s:o}", "dial", dial), why);
    json_decref(dial);
    text_addf(&path, "/phone/%lld", (long long)visit->id);
    if (session) {
        text_add(&path, "?dial=");
        text_add_url(&path, session, strlen(session));
    }
    visit_go(visit, text_string(&path), NULL);
    return RC_OK;
}

enum rc phone_advance(struct visit *visit, struct fault *why)
{
    const struct console_options *options = &visit->console->options;
    const char *by = visit_field(visit, "by");

    if (!options->demo || !options->advance)
        return fault_set(why, RC_MISSING, "the clock moves only in the demonstration");
    if (strcmp(by, "day") != 0 && strcmp(by, "week") != 0)
        return fault_set(why, RC_INVALID, "by: expected day or week");
    options->advance(options->with, strcmp(by, "day") == 0 ? USEC_DAY : 7 * USEC_DAY);
    visit_go_back(visit, "/alerts", NULL);
    return RC_OK;
}
