/* Names of the enumerations and the clearing of results. What families wrote or are called is
 * overwritten before it is freed. */
#include "gateway/store/store.h"

const char *kind_name(enum kind kind)
{
    static const char *const names[KIND_N] = {
        "checkin",      "reminder", "nudge",    "follow_up", "answer",
        "confirmation", "crisis",   "callback", "page",      "notice",
    };

    assert(kind < KIND_N);
    return names[kind];
}

const char *skip_name(enum skip skip)
{
    static const char *const names[SKIP_N] = {
        "none",     "stopped",   "stop_pending", "paused", "ended",  "no_phone",
        "answered", "withdrawn", "no_route",     "down",   "enough",
    };

    assert(skip < SKIP_N);
    return names[skip];
}

static const char *const verdicts[VERDICT_N] = {"right",   "wrong",  "too-high",
                                                "too-low", "domain", "missed"};

const char *verdict_name(enum verdict_word word)
{
    assert(word < VERDICT_N);
    return verdicts[word];
}

bool verdict_find(const char *name, enum verdict_word *out)
{
    for (size_t i = 0; i < VERDICT_N; i++) {
        if (strcmp(verdicts[i], name) != 0) continue;
        *out = (enum verdict_word)i;
        return true;
    }
    return false;
}

const char *enrolment_word_name(enum enrolment_word word)
{
    static const char *const names[WORD_N] = {
        "enrolled", "paused",         "resumed",  "ended",      "extended", "rhythm",
        "own-days", "own-days-ended", "learning", "re-entered", "manager",  "summary",
    };

    assert(word < WORD_N);
    return names[word];
}

static const char *const endings[ENDING_N] = {
    "none",         "independent", "regular-help", "longer-help", "moved",
    "lost-contact", "refused",     "other",        "re-entered",  "handed-over"};

const char *ending_name(enum ending ending)
{
    assert(ending < ENDING_N);
    return endings[ending];
}

bool ending_find(const char *name, enum ending *out)
{
    for (size_t i = 0; i < ENDING_N; i++) {
        if (strcmp(endings[i], name) != 0) continue;
        *out = (enum ending)i;
        return true;
    }
    return false;
}

const char *calendar_trouble_name(enum calendar_trouble trouble)
{
    static const char *const names[CALENDAR_TROUBLE_N] = {"well",       "no_answer", "refused",
                                                          "server",     "elsewhere", "no_calendar",
                                                          "unreadable", "events"};

    assert(trouble < CALENDAR_TROUBLE_N);
    return names[trouble];
}

bool calendar_fails(enum calendar_trouble trouble)
{
    return trouble != CALENDAR_WELL && trouble != CALENDAR_EVENTS;
}

/* Frees a string that tells about a family. */
static void wipe(char *string)
{
    if (string) explicit_bzero(string, strlen(string));
    free(string);
}

static void phone_clear(struct phone *phone)
{
    wipe(phone->number);
}

static void enrolment_clear(struct enrolment *enrolment)
{
    for (size_t i = 0; i < enrolment->change_n; i++)
        free(enrolment->changes[i].rhythm);
    free(enrolment->changes);
    free(enrolment->own_days);
    free(enrolment->programme);
}

void family_clear(struct family *family)
{
    if (!family) return;
    for (size_t i = 0; i < family->member_n; i++) {
        wipe(family->members[i].name);
        phone_clear(&family->members[i].phone);
    }
    free(family->members);
    wipe(family->name);
    free(family->manager);
    enrolment_clear(&family->enrolment);
    *family = (struct family){0};
}

bool enrolment_names(const struct enrolment *enrolment, enum domain domain, enum level level)
{
    if (level == LEVEL_CRISIS) return true;
    if (!enrolment->id) return false;
    return domain == DOMAIN_GENERAL ||
           (enrolment->state != ENROLMENT_ENDED && (enrolment->domains >> domain & 1U));
}

void families_clear(struct families *families)
{
    if (!families) return;
    for (size_t i = 0; i < families->n; i++)
        family_clear(&families->at[i]);
    free(families->at);
    *families = (struct families){0};
}

void appointment_clear(struct appointment *appointment)
{
    if (!appointment) return;
    wipe(appointment->place);
    free(appointment->source);
    *appointment = (struct appointment){0};
}

void appointments_clear(struct appointments *appointments)
{
    if (!appointments) return;
    for (size_t i = 0; i < appointments->n; i++)
        appointment_clear(&appointments->at[i]);
    free(appointments->at);
    *appointments = (struct appointments){0};
}

void outbox_messages_clear(struct outbox_messages *messages)
{
    if (!messages) return;
    for (size_t i = 0; i < messages->n; i++) {
        wipe(messages->at[i].to);
        wipe(messages->at[i].text);
        free(messages->at[i].route);
        free(messages->at[i].reference);
    }
    free(messages->at);
    *messages = (struct outbox_messages){0};
}

static void inbox_text_clear(struct inbox_text *text)
{
    free(text->route);
    wipe(text->from);
    wipe(text->to);
    wipe(text->text);
    wipe(text->session);
}

void inbox_texts_clear(struct inbox_texts *texts)
{
    if (!texts) return;
    for (size_t i = 0; i < texts->n; i++)
        inbox_text_clear(&texts->at[i]);
    free(texts->at);
    *texts = (struct inbox_texts){0};
}

static void question_clear(struct question *question)
{
    free(question->script);
    free(question->step);
}

void questions_clear(struct questions *questions)
{
    if (!questions) return;
    for (size_t i = 0; i < questions->n; i++)
        question_clear(&questions->at[i]);
    free(questions->at);
    *questions = (struct questions){0};
}

void past_clear(struct past *past)
{
    if (!past) return;
    for (size_t i = 0; i < past->score_n; i++) {
        free(past->scores[i].script);
        free(past->scores[i].step);
    }
    free(past->scores);
    free(past->signals);
    *past = (struct past){0};
}

void conversation_clear(struct conversation *conversation)
{
    if (!conversation) return;
    phone_clear(&conversation->phone);
    family_clear(&conversation->family);
    questions_clear(&conversation->questions);
    appointments_clear(&conversation->appointments);
    past_clear(&conversation->past);
    *conversation = (struct conversation){0};
}

void provider_stops_clear(struct provider_stops *stops)
{
    if (!stops) return;
    free(stops->at);
    *stops = (struct provider_stops){0};
}

void dial_clear(struct dial *dial)
{
    if (!dial) return;
    wipe(dial->session.text);
    wipe(dial->before.text);
    inbox_text_clear(&dial->input);
    conversation_clear(&dial->conversation);
    question_clear(&dial->question);
    question_clear(&dial->follows);
    appointment_clear(&dial->appointment);
    *dial = (struct dial){0};
}

void alert_clear(struct alert *alert)
{
    if (!alert) return;
    free(alert->owner);
    free(alert->taken_by);
    free(alert->outcome);
    wipe(alert->note);
    wipe(alert->family_name);
    free(alert->programme);
    *alert = (struct alert){0};
}

void alerts_clear(struct alerts *alerts)
{
    if (!alerts) return;
    for (size_t i = 0; i < alerts->n; i++)
        alert_clear(&alerts->at[i]);
    free(alerts->at);
    *alerts = (struct alerts){0};
}

void enrolment_log_clear(struct enrolment_log *log)
{
    if (!log) return;
    for (size_t i = 0; i < log->n; i++) {
        free(log->at[i].who);
        free(log->at[i].detail);
        wipe(log->at[i].reason);
    }
    free(log->at);
    *log = (struct enrolment_log){0};
}

void alert_log_clear(struct alert_log *log)
{
    if (!log) return;
    for (size_t i = 0; i < log->n; i++) {
        free(log->at[i].who);
        free(log->at[i].what);
        wipe(log->at[i].detail);
    }
    free(log->at);
    *log = (struct alert_log){0};
}

void signals_free(struct signal_row *signals, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        wipe(signals[i].evidence);
        wipe(signals[i].figures);
    }
    free(signals);
}

void replies_clear(struct replies *replies)
{
    if (!replies) return;
    for (size_t i = 0; i < replies->n; i++) {
        struct reply_row *reply = &replies->at[i];

        wipe(reply->text);
        wipe(reply->from);
        free(reply->language);
        wipe(reply->family_name);
        wipe(reply->member_name);
        free(reply->read_by);
        signals_free(reply->signals, reply->signal_n);
    }
    free(replies->at);
    *replies = (struct replies){0};
}

void verdicts_clear(struct verdicts *list)
{
    if (!list) return;
    for (size_t i = 0; i < list->n; i++) {
        free(list->at[i].who);
        wipe(list->at[i].note);
    }
    free(list->at);
    *list = (struct verdicts){0};
}

void labelled_replies_clear(struct labelled_replies *replies)
{
    if (!replies) return;
    for (size_t i = 0; i < replies->n; i++) {
        wipe(replies->at[i].text);
        free(replies->at[i].language);
    }
    free(replies->at);
    *replies = (struct labelled_replies){0};
}

void found_counts_clear(struct found_counts *counts)
{
    if (!counts) return;
    free(counts->signals);
    free(counts->replies);
    *counts = (struct found_counts){0};
}

void messages_clear(struct messages *messages)
{
    if (!messages) return;
    for (size_t i = 0; i < messages->n; i++) {
        free(messages->at[i].staff);
        wipe(messages->at[i].to);
        wipe(messages->at[i].text);
        free(messages->at[i].route);
        free(messages->at[i].error);
    }
    free(messages->at);
    *messages = (struct messages){0};
}

void route_switches_clear(struct route_switches *switches)
{
    if (!switches) return;
    for (size_t i = 0; i < switches->n; i++) {
        free(switches->at[i].route);
        free(switches->at[i].who);
    }
    free(switches->at);
    *switches = (struct route_switches){0};
}

void reaches_clear(struct reaches *reaches)
{
    if (!reaches) return;
    for (size_t i = 0; i < reaches->n; i++) {
        for (size_t j = 0; j < reaches->at[i].text_n; j++)
            free(reaches->at[i].texts[j].route);
        free(reaches->at[i].texts);
    }
    free(reaches->at);
    *reaches = (struct reaches){0};
}

void report_codes_clear(struct report_codes *codes)
{
    if (!codes) return;
    for (size_t i = 0; i < codes->n; i++)
        free(codes->at[i].helper);
    free(codes->at);
    *codes = (struct report_codes){0};
}

void balance_clear(struct balance *balance)
{
    if (!balance) return;
    text_clear(&balance->imbalance);
    *balance = (struct balance){0};
}

void health_clear(struct health *health)
{
    if (!health) return;
    for (size_t i = 0; i < health->route_n; i++) {
        free(health->routes[i].route);
        free(health->routes[i].last_error);
    }
    free(health->routes);
    *health = (struct health){0};
}
