#include "gateway/ussd/call.h"

#include "gateway/dialogue/wording.h"
#include "gateway/people/roster.h"

void call_clear(struct call *call)
{
    webhook_clear(&call->webhook);
    arrived_clear(&call->arrived);
    *call = (struct call){0};
}

static const struct event *ussd_event(const struct receipt *receipt)
{
    for (size_t i = 0; i < receipt->event_n; i++)
        if (receipt->events[i].type == EVENT_USSD) return &receipt->events[i];
    return NULL;
}

static void take_answer(struct webhook *webhook, struct http_response *answer)
{
    *answer = webhook->receipt.answer;
    webhook->receipt.answer = (struct http_response){0};
}

bool call_read(const struct inbox *inbox, const struct http_request *request, usec now,
               struct call *out, struct http_response *answer)
{
    const struct event *event;

    *out = (struct call){.inbox = inbox, .request = request, .now = now};
    if (!webhook_read(inbox, DOOR_USSD, request, NULL, now, &out->webhook)) {
        take_answer(&out->webhook, answer);
        return false;
    }
    event = ussd_event(&out->webhook.receipt);
    if (!event && out->webhook.receipt.event_n > 0) {
        answer->status = 404; /* texts have another address, where they are kept */
        return false;
    }
    if (!event || event->ended) {
        take_answer(&out->webhook, answer);
        return false;
    }
    arrived_add(&out->arrived, &out->webhook, now);
    out->arrival = &out->arrived.at[event - out->webhook.receipt.events];
    out->typed = out->arrival->text[0] != '\0';
    if (event->session.n && event->from.n) return true;
    answer->status = 400;
    return false;
}

struct dialled call_dialled(const struct call *call)
{
    return (struct dialled){call->arrival->route, call->arrival->session, call->arrival->from};
}

void call_show(const struct call *call, const char *text, bool end, struct http_response *answer)
{
    const struct ussd_screen screen = {.text = text, .end = end};
    SCOPED(webhook_clear) struct webhook webhook = {0};

    /* It was read a moment ago, so it can be read again. */
    IGNORE(webhook_read(call->inbox, DOOR_USSD, call->request, &screen, call->now, &webhook));
    take_answer(&webhook, answer);
}

static const char *name_in_danger(const struct config *config, enum blind blind, usec now)
{
    if (blind == BLIND_UNSURE) return "unsure-crisis";
    if (roster_covers(config, NULL, now)) return "crisis-duty";
    return config->municipality.gp[0] ? "crisis-nobody-gp" : "crisis-nobody";
}

void call_show_blind(const struct call *call, const struct reader *reader, enum blind blind,
                     struct http_response *answer)
{
    static const char *const names[] = {
        [BLIND_NOTE] = "note",     [BLIND_KEPT] = "kept", [BLIND_PROMISED] = "promised",
        [BLIND_UNSURE] = "unsure", [BLIND_BUSY] = "busy",
    };
    const struct config *config = call->inbox->config;
    const char *name = names[blind], *typed = call->arrival->text;
    enum language language = LANGUAGE_NL;
    SCOPED(text_wipe) struct text text = {0};
    struct reading reading;

    reader_read(reader, CONTEXT_CHECKIN, typed, strlen(typed), &reading);
    for (size_t i = 0; i < reading.signal_n; i++)
        if (reading.signals[i].level == LEVEL_CRISIS)
            name = name_in_danger(config, blind, call->now);
    IGNORE(language_find(reading.language, &language)); /* und: Dutch */
    wording_fill_screen(config, name, language, &(struct variables){0}, &text);
    call_show(call, text_string(&text), blind != BLIND_NOTE, answer);
}
