/* Replies: the pile that a person reads, and what strangers wrote. */
#include "gateway/web/pages.h"
#include "gateway/web/view.h"

#define PILE_MAX 200

static enum level highest(const struct reply_row *reply)
{
    enum level level = LEVEL_STABLE;

    for (size_t i = 0; i < reply->signal_n; i++)
        if (reply->signals[i].level > level) level = reply->signals[i].level;
    return level;
}

static json_t *ago(const struct visit *visit, usec at, const char *name)
{
    SCOPED(text_clear) struct text span = {0};

    phrase_add_span(visit->phrases, &span, visit->now - at);
    return phrase_json(visit->phrases, name, text_string(&span), NULL);
}

static json_t *entry_of(const struct visit *visit, const struct reply_row *reply)
{
    json_t *entry = json_object();

    view_add_reply(entry, visit, reply);
    view_add_level(entry, visit, highest(reply));
    json_object_set_new(entry, "top", json_boolean(highest(reply) > LEVEL_STABLE));
    json_object_set_new(entry, "wait",
                        ago(visit, reply->arrived_at, reply->read_at ? "arrived_ago" : "waits"));
    json_object_set_new(entry, "family",
                        reply->family_id ? json_text(reply->family_name)
                                         : json_string(phrase(visit->phrases, "stranger")));
    json_object_set_new(entry, "family_href", json_null());
    json_object_set_new(entry, "read_word", json_null());
    if (reply->family_id) {
        char href[40];
        snprintf(href, sizeof(href), "/families/%lld", (long long)reply->family_id);
        json_object_set_new(entry, "family_href", json_string(href));
    }
    if (reply->read_at)
        json_object_set_new(
            entry, "read_word",
            phrase_json(visit->phrases, "read_by", visit_staff_name(visit, reply->read_by), NULL));
    return entry;
}

static json_t *pile_of(const struct visit *visit, const struct replies *replies)
{
    json_t *pile = json_array();

    for (size_t i = 0; i < replies->n; i++)
        json_array_append_new(pile, entry_of(visit, &replies->at[i]));
    return pile;
}

/* "5 antwoorden. Het oudste wacht 3 uur." */
static json_t *lead_of(const struct visit *visit, const struct replies *replies)
{
    SCOPED(text_clear) struct text count = {0}, span = {0};
    usec oldest = visit->now;
    char n[32];

    if (replies->n == 0) return json_string(phrase(visit->phrases, "replies_lead_none"));
    for (size_t i = 0; i < replies->n; i++)
        if (replies->at[i].arrived_at < oldest) oldest = replies->at[i].arrived_at;
    snprintf(n, sizeof(n), "%zu", replies->n);
    phrase_add(visit->phrases, &count, replies->n == 1 ? "unread_one" : "unread_many", n, NULL);
    phrase_add_span(visit->phrases, &span, visit->now - oldest);
    return phrase_json(visit->phrases, "replies_lead", text_string(&count), text_string(&span),
                       NULL);
}

enum rc replies_show(struct visit *visit, struct fault *why)
{
    SCOPED(replies_clear) struct replies replies = {0};
    json_t *values;

    TRY(access_unread(visit, PILE_MAX, &replies, why));
    values = json_pack(
        "{s:s, s:o, s:o, s:b, s:s, s:b}", "heading", phrase(visit->phrases, "replies"), "lead",
        lead_of(visit, &replies), "replies", pile_of(visit, &replies), "replies_n", replies.n > 0,
        "none", phrase(visit->phrases, "replies_none"), "strangers_link", access_manages(visit));
    return visit_page(visit, 200, "replies", phrase(visit->phrases, "replies"), values, why);
}

enum rc replies_strangers(struct visit *visit, struct fault *why)
{
    SCOPED(replies_clear) struct replies replies = {0};
    json_t *values;

    TRY(store_reply_strangers(visit_store(visit), PILE_MAX, &replies, why));
    values = json_pack("{s:s, s:s, s:o, s:b, s:s}", "heading", phrase(visit->phrases, "strangers"),
                       "lead", phrase(visit->phrases, "strangers_lead"), "replies",
                       pile_of(visit, &replies), "replies_n", replies.n > 0, "none",
                       phrase(visit->phrases, "strangers_none"));
    return visit_page(visit, 200, "replies", phrase(visit->phrases, "strangers"), values, why);
}

enum rc replies_read(struct visit *visit, struct fault *why)
{
    SCOPED(replies_clear) struct replies replies = {0};

    TRY(access_load_reply(visit, visit->id, &replies, why));
    TRY(store_reply_read(visit_store(visit), visit->id, visit->staff->login, visit->now, why));
    visit_go_back(visit, "/replies", NULL);
    return RC_OK;
}
