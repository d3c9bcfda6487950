#include "gateway/web/history.h"

#include "gateway/web/because.h"
#include "gateway/web/chart.h"

/* ---- Chart ---- */

#define MARKS_MAX 600

struct marks {
    struct mark at[MARKS_MAX];
    int64_t member[MARKS_MAX]; /* who, for the table; 0: nobody in particular */
    size_t n;
};

static void add_mark(struct marks *marks, struct mark mark, int64_t member_id)
{
    size_t i = marks->n;

    if (marks->n == MARKS_MAX) return;
    marks->n++;
    for (; i > 0 && marks->at[i - 1].at > mark.at; i--) {
        marks->at[i] = marks->at[i - 1];
        marks->member[i] = marks->member[i - 1];
    }
    marks->at[i] = mark;
    marks->member[i] = member_id;
}

/* The members' order in the family, so that a line keeps its form from page to page. */
static int who_of(const struct family *family, int64_t member_id)
{
    int who = 0;

    while (who < CHART_WHO_MAX - 1 && (size_t)who + 1 < family->member_n &&
           family->members[who].id != member_id)
        who++;
    return who;
}

static enum rc gather_marks(const struct visit *visit, const struct family *family, usec since,
                            struct marks *out, struct fault *why)
{
    SCOPED(questions_clear) struct questions questions = {0};
    struct signal_row *signals = NULL;
    size_t n = 0;

    TRY(store_question_list(visit_store(visit), family->id, since, &questions, why));
    for (size_t i = 0; i < questions.n; i++) {
        const struct question *question = &questions.at[i];

        if (question->score)
            add_mark(out,
                     (struct mark){.at = question->answered_at,
                                   .kind = MARK_SCORE,
                                   .value = question->score,
                                   .who = who_of(family, question->member_id)},
                     question->member_id);
        else if (question->state == QUESTION_ANSWERED && question->kind == KIND_CHECKIN)
            add_mark(out, (struct mark){.at = question->answered_at, .kind = MARK_WORDS},
                     question->member_id);
        else if (question->state == QUESTION_SILENT && question->kind == KIND_CHECKIN)
            add_mark(out, (struct mark){.at = question->due_at, .kind = MARK_SILENT},
                     question->member_id);
    }
    TRY(store_signal_list(visit_store(visit), family->id, since, &signals, &n, why));
    for (size_t i = 0; i < n; i++)
        if (signals[i].level > LEVEL_STABLE &&
            (signals[i].in_plan || signals[i].level == LEVEL_CRISIS))
            add_mark(out,
                     (struct mark){.at = signals[i].at,
                                   .kind = MARK_SIGNAL,
                                   .value = (int)signals[i].level,
                                   .domain = signals[i].domain},
                     0);
    signals_free(signals, n);
    return RC_OK;
}

static json_t *mark_words(const struct visit *visit, const struct mark *mark)
{
    SCOPED(text_clear) struct text both = {0};
    char value[4];

    snprintf(value, sizeof(value), "%d", mark->value & 7);
    switch (mark->kind) {
    case MARK_SCORE:
        return phrase_json(visit->phrases, "chart_score_is", value, NULL);
    case MARK_WORDS:
        return json_string(phrase(visit->phrases, "chart_words"));
    case MARK_SILENT:
        return json_string(phrase(visit->phrases, "chart_silent"));
    case MARK_SIGNAL:
        break;
    }
    text_addf(&both, "%s, %s", phrase_of(visit->phrases, "level", value),
              phrase_of(visit->phrases, "domain", domain_name(mark->domain)));
    return json_text(text_string(&both));
}

static json_t *rows_of(const struct visit *visit, const struct family *family,
                       const struct marks *marks)
{
    json_t *rows = json_array();

    for (size_t i = marks->n; i > 0; i--) {
        const struct mark *mark = &marks->at[i - 1];
        const struct member *member = view_member(family, marks->member[i - 1]);

        json_array_append_new(rows, json_pack("{s:o, s:o, s:o}", "day",
                                              visit_say(visit, mark->at, MOMENT_DAY), "what",
                                              mark_words(visit, mark), "who",
                                              json_text(member ? member->name : "")));
    }
    return rows;
}

static void explain(json_t *legend, const struct mark *mark, const char *words)
{
    SCOPED(text_clear) struct text sign = {0};

    chart_add_sign(&sign, mark);
    json_array_append_new(
        legend, json_pack("{s:s, s:o}", "sign", text_string(&sign), "word", json_text(words)));
}

static bool has_scored(const struct marks *marks, int64_t member_id)
{
    for (size_t i = 0; i < marks->n; i++)
        if (marks->at[i].kind == MARK_SCORE && marks->member[i] == member_id) return true;
    return false;
}

/* One sign for each who gave scores, then the others. */
static json_t *legend_of(const struct visit *visit, const struct family *family,
                         const struct marks *marks)
{
    static const struct {
        struct mark mark;
        const char *word;
    } signs[] = {
        {{.kind = MARK_SIGNAL, .value = LEVEL_WATCH},   "level_1"     },
        {{.kind = MARK_SIGNAL, .value = LEVEL_RELAPSE}, "level_2"     },
        {{.kind = MARK_SIGNAL, .value = LEVEL_CRISIS},  "level_3"     },
        {{.kind = MARK_WORDS},                          "chart_words" },
        {{.kind = MARK_SILENT},                         "chart_silent"},
    };
    json_t *legend = json_array();

    for (size_t i = 0; i < family->member_n; i++) {
        const struct member *member = &family->members[i];
        struct mark score = {.kind = MARK_SCORE, .who = who_of(family, member->id)};
        SCOPED(text_wipe) struct text words = {0};

        if (!has_scored(marks, member->id)) continue;
        phrase_add(visit->phrases, &words, "chart_score_of", member->name, NULL);
        explain(legend, &score, text_string(&words));
    }
    for (size_t i = 0; i < COUNT(signs); i++)
        explain(legend, &signs[i].mark, phrase(visit->phrases, signs[i].word));
    return legend;
}

enum rc history_add_chart(json_t *values, const struct visit *visit, const struct family *family,
                          usec since, struct fault *why)
{
    SCOPED(mem_free) struct marks *marks = mem_new(1, sizeof(*marks));
    SCOPED(text_wipe) struct text picture = {0};
    usec till = visit->now + USEC_DAY / 2, from;

    TRY(gather_marks(visit, family, since, marks, why));
    if (!marks->n) return RC_OK;
    from = marks->at[0].at - USEC_DAY;
    if (from > till - CHART_WEEKS_MIN * (7 * USEC_DAY))
        from = till - CHART_WEEKS_MIN * (7 * USEC_DAY);
    chart_add(&picture, visit->phrases, visit_zone(visit), from, till, marks->at, marks->n);
    json_object_set_new(values, "chart", json_text(text_string(&picture)));
    json_object_set_new(values, "legend", legend_of(visit, family, marks));
    json_object_set_new(values, "chart_rows", rows_of(visit, family, marks));
    return RC_OK;
}

/* ---- Timeline ---- */

struct happening {
    usec at;
    json_t *value;
};

struct happenings {
    struct happening *at;
    size_t n;
};

static void happenings_clear(struct happenings *events)
{
    for (size_t i = 0; i < events->n; i++)
        json_decref(events->at[i].value);
    free(events->at);
    *events = (struct happenings){0};
}

/* Every name that the template looks up is there, so that none is found in the page around it. */
static json_t *add_event(struct happenings *events, const struct visit *visit, usec at,
                         const char *kind)
{
    json_t *value =
        json_pack("{s:s, s:b, s:o, s:n, s:n, s:n, s:n, s:n}", "kind", kind, "is_reply", 0, "time",
                  visit_say(visit, at, MOMENT_TIME), "line", "href", "state", "text", "text_lang");

    events->at = mem_grow(events->at, events->n + 1, sizeof(*events->at));
    events->at[events->n++] = (struct happening){at, value};
    return value;
}

static enum rc add_replies(struct happenings *events, const struct visit *visit,
                           const struct family *family, usec since, struct fault *why)
{
    SCOPED(replies_clear) struct replies replies = {0};

    TRY(store_reply_list(visit_store(visit), family->id, since, &replies, why));
    for (size_t i = 0; i < replies.n && i < TIMELINE_MAX; i++) {
        json_t *value = add_event(events, visit, replies.at[i].arrived_at, "reply");

        json_object_set_new(value, "is_reply", json_true());
        view_add_reply(value, visit, &replies.at[i]);
    }
    return RC_OK;
}

/* What became of a message, in a word for people. */
static json_t *state_of(const struct visit *visit, const struct message_row *message)
{
    static const char *const states[] = {
        [MESSAGE_QUEUED] = "event_queued",   [MESSAGE_SENDING] = "event_queued",
        [MESSAGE_SENT] = "event_sent",       [MESSAGE_UNKNOWN] = "event_unknown",
        [MESSAGE_SKIPPED] = "event_skipped", [MESSAGE_EXPIRED] = "event_expired",
        [MESSAGE_FAILED] = "event_failed"};
    const char *word = states[message->state];

    if (message->delivery == DELIVERY_DELIVERED) word = "event_delivered";
    if (message->delivery == DELIVERY_FAILED || message->delivery == DELIVERY_EXPIRED)
        word = "event_failed";
    return phrase_json(visit->phrases, word,
                       phrase_of(visit->phrases, "skip", skip_name(message->skip)), NULL);
}

static enum rc add_messages(struct happenings *events, const struct visit *visit,
                            const struct family *family, usec since, struct fault *why)
{
    SCOPED(messages_clear) struct messages messages = {0};

    TRY(store_message_of_family(visit_store(visit), family->id, since, &messages, why));
    for (size_t i = 0; i < messages.n; i++) {
        const struct message_row *message = &messages.at[i];
        const struct member *member = view_member(family, message->member_id);
        usec at = message->sent_at ? message->sent_at : message->due_at;
        json_t *value;

        if (message->kind == KIND_PAGE || at > visit->now) continue;
        value = add_event(events, visit, at, "out");
        json_object_set_new(value, "line",
                            phrase_json(visit->phrases, "event_message",
                                        phrase_of(visit->phrases, "kind", kind_name(message->kind)),
                                        member ? member->name : "–", NULL));
        json_object_set_new(value, "state", state_of(visit, message));
        json_object_set_new(value, "text", json_text(message->text));
        json_object_set_new(value, "text_lang", json_string(language_name(message->language)));
    }
    return RC_OK;
}

static enum rc add_silences(struct happenings *events, const struct visit *visit,
                            const struct family *family, usec since, struct fault *why)
{
    SCOPED(questions_clear) struct questions questions = {0};

    TRY(store_question_list(visit_store(visit), family->id, since, &questions, why));
    for (size_t i = 0; i < questions.n; i++) {
        const struct question *question = &questions.at[i];
        const struct member *member = view_member(family, question->member_id);
        json_t *value;

        if (question->state != QUESTION_SILENT || question->window_till > visit->now) continue;
        value = add_event(events, visit, question->window_till, "silent");
        json_object_set_new(
            value, "line",
            phrase_json(visit->phrases, "event_question", member ? member->name : "–", NULL));
        json_object_set_new(value, "state", json_string(phrase(visit->phrases, "event_silent")));
    }
    return RC_OK;
}

/* What a rule noticed without a reply; the others stand with theirs. */
static enum rc add_signals(struct happenings *events, const struct visit *visit,
                           const struct family *family, usec since, struct fault *why)
{
    struct signal_row *signals = NULL;
    size_t n = 0;

    TRY(store_signal_list(visit_store(visit), family->id, since, &signals, &n, why));
    for (size_t i = 0; i < n; i++) {
        char level[4];
        json_t *value;

        if (signals[i].reply_id || signals[i].rule == RULE_NONE) continue;
        snprintf(level, sizeof(level), "%d", (int)signals[i].level);
        value = add_event(events, visit, signals[i].at, "noticed");
        json_object_set_new(
            value, "line",
            phrase_json(visit->phrases, "event_noticed", phrase_of(visit->phrases, "level", level),
                        phrase_of(visit->phrases, "domain", domain_name(signals[i].domain)), NULL));
        json_object_set_new(value, "state", because_of(visit, &signals[i]));
    }
    signals_free(signals, n);
    return RC_OK;
}

static enum rc add_alerts(struct happenings *events, const struct visit *visit,
                          const struct family *family, struct fault *why)
{
    SCOPED(seen_alerts_clear) struct seen_alerts seen = {0};

    TRY(access_alerts(visit, true, &seen, why));
    for (size_t i = 0; i < seen.alerts.n; i++) {
        const struct alert *alert = &seen.alerts.at[i];
        char href[40], level[4];
        json_t *value;

        if (alert->family_id != family->id) continue;
        snprintf(href, sizeof(href), "/alerts/%lld", (long long)alert->id);
        snprintf(level, sizeof(level), "%d", (int)alert->level);
        value = add_event(events, visit, alert->opened_at, "alert");
        json_object_set_new(value, "href", json_string(href));
        json_object_set_new(value, "line",
                            phrase_json(visit->phrases, "event_alert",
                                        phrase_of(visit->phrases, "level", level), NULL));
    }
    return RC_OK;
}

/* Newest first; of one moment what was added last (the alert before the reply that raised it). */
static int by_time(const void *one, const void *other)
{
    const struct happening *a = one, *b = other;

    if (a->at != b->at) return a->at < b->at ? 1 : -1;
    return a < b ? 1 : -1;
}

static json_t *days_of(const struct visit *visit, const struct happenings *events)
{
    const struct zone *zone = visit_zone(visit);
    json_t *days = json_array(), *list = NULL;
    int32_t day = INT32_MIN;

    for (size_t i = 0; i < events->n && i < TIMELINE_MAX; i++) {
        int32_t this_day = zone_day(zone, events->at[i].at);

        if (this_day != day) {
            list = json_array();
            json_array_append_new(days, json_pack("{s:o, s:o}", "day",
                                                  visit_say(visit, events->at[i].at, MOMENT_DAY),
                                                  "events", list));
            day = this_day;
        }
        json_array_append(list, events->at[i].value);
    }
    return days;
}

enum rc history_add_timeline(json_t *values, const struct visit *visit, const struct family *family,
                             usec since, struct fault *why)
{
    SCOPED(happenings_clear) struct happenings events = {0};
    json_t *days;

    TRY(add_messages(&events, visit, family, since, why));
    TRY(add_replies(&events, visit, family, since, why));
    TRY(add_silences(&events, visit, family, since, why));
    TRY(add_signals(&events, visit, family, since, why));
    TRY(add_alerts(&events, visit, family, why));
    if (events.n) qsort(events.at, events.n, sizeof(*events.at), by_time);
    days = days_of(visit, &events);
    json_object_set_new(values, "days_n", json_boolean(json_array_size(days) > 0));
    json_object_set_new(values, "days", days);
    return RC_OK;
}
