/* Verdict: what do you make of what the computer read? Of one reply, or of an alert that was closed. */
#include "gateway/web/pages.h"
#include "gateway/web/verdicts.h"

/* ---- The page of one reply ---- */

static json_t *levels_of(const struct visit *visit, enum level from, enum level selected)
{
    json_t *levels = json_array();

    for (int level = (int)from; level <= LEVEL_CRISIS; level++) {
        char name[4];

        snprintf(name, sizeof(name), "%d", level & 3);
        json_array_append_new(levels, json_pack("{s:s, s:s, s:b}", "value", name, "word",
                                                phrase_of(visit->phrases, "level_choice", name),
                                                "selected", level == (int)selected));
    }
    return levels;
}

/* `general` is for what it was read as alone. */
static json_t *domains_of(const struct visit *visit, const struct signal_row *signal)
{
    json_t *domains = json_array();

    for (int domain = 0; domain < DOMAIN_N; domain++) {
        const char *name = domain_name((enum domain)domain);

        if (domain == DOMAIN_GENERAL && signal->machine_domain != DOMAIN_GENERAL) continue;
        json_array_append_new(domains, json_pack("{s:s, s:s, s:b}", "value", name, "word",
                                                 phrase_of(visit->phrases, "domain", name),
                                                 "selected", domain == (int)signal->domain));
    }
    return domains;
}

static json_t *machine_signals_of(const struct visit *visit, const struct reply_row *reply)
{
    json_t *list = json_array();

    for (size_t i = 0; i < reply->signal_n; i++) {
        const struct signal_row *signal = &reply->signals[i];
        char level[4];

        snprintf(level, sizeof(level), "%d", (int)signal->level & 3);
        json_array_append_new(
            list,
            json_pack("{s:I, s:o, s:o, s:o}", "signal", (json_int_t)signal->id, "title",
                      phrase_json(visit->phrases, "verdict_signal",
                                  phrase_of(visit->phrases, "domain", domain_name(signal->domain)),
                                  phrase_of(visit->phrases, "level", level), NULL),
                      "levels", levels_of(visit, LEVEL_STABLE, signal->level), "domains",
                      domains_of(visit, signal)));
    }
    return list;
}

static json_t *history_line(const struct visit *visit, const struct verdict_row *verdict)
{
    SCOPED(text_clear) struct text name = {0};
    char iso[32], level[4];

    clock_write(verdict->at, iso);
    snprintf(level, sizeof(level), "%d", (int)verdict->level & 3);
    text_addf(&name, "%s: %s", visit_staff_name(visit, verdict->who),
              phrase_of(visit->phrases, "verdict_word", verdict_name(verdict->word)));
    return json_pack(
        "{s:s, s:o, s:o, s:o}", "at_iso", iso, "at", visit_say(visit, verdict->at, MOMENT_SHORT),
        "what", json_text(text_string(&name)), "detail",
        verdict->signal_id
            ? phrase_json(visit->phrases, "verdict_signal",
                          phrase_of(visit->phrases, "domain", domain_name(verdict->domain)),
                          phrase_of(visit->phrases, "level", level), NULL)
            : json_string(""));
}

static enum rc add_history(json_t *values, const struct visit *visit, int64_t reply_id,
                           struct fault *why)
{
    SCOPED(verdicts_clear) struct verdicts verdicts = {0};
    json_t *history = json_array();

    json_object_set_new(values, "history", history);
    TRY(store_verdict_list(visit_store(visit), reply_id, 0, &verdicts, why));
    for (size_t i = 0; i < verdicts.n; i++)
        json_array_append_new(history, history_line(visit, &verdicts.at[i]));
    json_object_set_new(values, "history_n", json_boolean(verdicts.n > 0));
    return RC_OK;
}

enum rc verdict_show(struct visit *visit, struct fault *why)
{
    SCOPED(replies_clear) struct replies replies = {0};
    const char *back = form_string(&visit->query, "back");
    json_t *values;
    enum rc rc;

    TRY(access_load_reply(visit, visit->id, &replies, why));
    values = json_object();
    view_add_reply(values, visit, &replies.at[0]);
    verdicts_add_domains(values, visit);
    json_object_set_new(values, "machine_signals", machine_signals_of(visit, &replies.at[0]));
    json_object_set_new(values, "missed_levels", levels_of(visit, LEVEL_WATCH, LEVEL_STABLE));
    json_object_set_new(
        values, "all_right",
        json_string(
            phrase(visit->phrases, replies.at[0].signal_n ? "verdict_right" : "verdict_nothing")));
    json_object_set_new(values, "back_to",
                        json_text(back && visit_is_path(back) ? back : "/replies"));
    rc = add_history(values, visit, visit->id, why);
    if (rc != RC_OK) {
        json_decref(values);
        return rc;
    }
    return visit_page(visit, 200, "reply_verdict", phrase(visit->phrases, "verdict_heading"),
                      values, why);
}

/* ---- What a person does ---- */

/* "This signal is in truth of that domain and level." */
static bool read_signal(const struct visit *visit, const struct reply_row *reply,
                        struct new_verdict *out)
{
    const char *level = visit_field(visit, "level");

    if (*level < '0' || *level > '3' || level[1]) return false;
    if (!domain_find(visit_field(visit, "domain"), &out->domain)) return false;
    out->level = (enum level)(*level - '0');
    out->signal_id = visit_number(visit, "signal");
    for (size_t i = 0; i < reply->signal_n; i++) {
        if (reply->signals[i].id != out->signal_id) continue;
        out->word = verdicts_word(&reply->signals[i], out->domain, out->level);
        return true;
    }
    return false;
}

static bool read_form(const struct visit *visit, const struct reply_row *reply,
                      struct new_verdict *out)
{
    const char *word = visit_field(visit, "verdict");
    int64_t level = visit_number(visit, "level");

    if (!*word) return read_signal(visit, reply, out);
    if (!verdict_find(word, &out->word)) return false;
    if (out->word != VERDICT_MISSED)
        return out->word == VERDICT_RIGHT || out->word == VERDICT_WRONG;
    out->level = (enum level)level;
    return level >= LEVEL_WATCH && level <= LEVEL_CRISIS &&
           domain_find(visit_field(visit, "domain"), &out->domain);
}

enum rc verdict_give(struct visit *visit, struct fault *why)
{
    SCOPED(replies_clear) struct replies replies = {0};
    struct new_verdict verdict = {.reply_id = visit->id, .who = visit->staff->login};
    enum rc rc;

    TRY(access_load_reply(visit, visit->id, &replies, why));
    if (!read_form(visit, &replies.at[0], &verdict)) {
        visit_go_back(visit, "/replies", "pick_verdict");
        return RC_OK;
    }
    rc = store_verdict_add(visit_store(visit), &verdict, visit->now, why);
    if (rc != RC_OK && rc != RC_INVALID && rc != RC_TAKEN) return rc;
    visit_go_back(visit, "/replies",
                  rc == RC_OK        ? "verdict_saved"
                  : rc == RC_INVALID ? "pick_verdict"
                                     : "verdict_there");
    return RC_OK;
}

enum rc verdict_of_alert(struct visit *visit, struct fault *why)
{
    SCOPED(alert_clear) struct alert alert = {0};
    struct new_verdict verdict = {.alert_id = visit->id, .who = visit->staff->login};
    enum sight sight;
    char path[40];
    enum rc rc = RC_INVALID;

    TRY(access_load_alert(visit, visit->id, &alert, &sight, why));
    if (sight != SIGHT_FULL) return fault_set(why, RC_DENIED, "only the outline is theirs");
    if (verdicts_read_outcome(visit, &verdict))
        rc = store_verdict_add(visit_store(visit), &verdict, visit->now, why);
    if (rc != RC_OK && rc != RC_INVALID) return rc;
    snprintf(path, sizeof(path), "/alerts/%lld", (long long)visit->id);
    visit_go(visit, path, rc == RC_OK ? "verdict_saved" : "pick_verdict");
    return RC_OK;
}
