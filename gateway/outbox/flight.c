/* One request: out with a message, back with its outcome. */
#include "gateway/outbox/lane.h"
#include "gateway/outbox/mail.h"

#define SEND_TIMEOUT (30 * USEC_SEC)
/* Danger tries again soon even where the account was refused: somebody may have paid the bill. */
#define REFUSED_AGAIN (30 * USEC_SEC)

/* A place that is not in use, looked for from the one that was freed or taken last. */
static struct flight *free_flight(struct outbox *outbox)
{
    for (size_t i = 0; i < outbox->flight_n; i++) {
        struct flight *flight = &outbox->flights[(outbox->flight_at + i) % outbox->flight_n];

        if (flight->used) continue;
        outbox->flight_at = (size_t)(flight - outbox->flights) + 1;
        return flight;
    }
    return NULL;
}

/* Our id goes out in the callback's query, for providers without a field for it. */
static void add_callback_url(const struct config *config, const struct route *route,
                             const char *public_id, struct text *out)
{
    text_addf(out, "%s/report/%s", config->public_url, route->name);
    if (route->secret[0]) {
        text_add_char(out, '/');
        text_add_url(out, route->secret, strlen(route->secret));
    }
    text_addf(out, "?m=%s", public_id);
}

static struct message wire_message(const struct lane *lane, const struct outbox_message *message,
                                   const char *callback_url, usec now)
{
    usec left = message->expires_at - now;

    return (struct message){
        .id = message->public_id,
        .to = message->to,
        .from = lane->route->sender,
        .text = message->text,
        .callback_url = callback_url,
        .validity_for = left > USEC_MIN ? left : USEC_MIN,
        .now = now,
        .reference = message->reference[0] ? message->reference : NULL,
        .sent_at = message->sent_at,
        .credentials = &lane->route->credentials,
    };
}

static enum rc render(struct lane *lane, const struct outbox_message *message, bool lookup,
                      usec now, struct http_request *out, struct fault *why)
{
    SCOPED(text_clear) struct text callback_url = {0};
    struct message wire;

    if (!lane->route) {
        mail_render(lane->outbox->options.config, message, now, out);
        return RC_OK;
    }
    add_callback_url(lane->outbox->options.config, lane->route, message->public_id, &callback_url);
    wire = wire_message(lane, message, text_string(&callback_url), now);
    if (lookup) return lane->route->provider->lookup(&wire, &lane->route->credentials, out, why);
    return lane->route->provider->render(&wire, &lane->route->credentials, out, why);
}

/* This message can never be rendered: it is done with. */
static void give_up(struct lane *lane, const struct outbox_message *message,
                    const struct fault *why)
{
    batch_add(&lane->outbox->filling, &(struct outbox_record){.id = message->id,
                                                              .state = MESSAGE_FAILED,
                                                              .due_at = USEC_NEVER,
                                                              .error = why->text});
}

bool flight_start(struct lane *lane, struct outbox_message *message, bool lookup, usec now)
{
    SCOPED(http_request_clear) struct http_request request = {0};
    struct outbox *outbox = lane->outbox;
    struct flight *flight = free_flight(outbox);
    struct fault why = {0};

    if (!flight || lane->inflight >= lane->inflight_max) return false;
    if (render(lane, message, lookup, now, &request, &why) != RC_OK) {
        if (lookup)
            unknown_await_report(lane, message, now);
        else
            give_up(lane, message, &why);
        return true;
    }
    if (!outbox->options.wire->start(outbox->options.wire, (uint64_t)(flight - outbox->flights),
                                     &request, SEND_TIMEOUT))
        return false;
    *flight = (struct flight){.used = true, .lookup = lookup, .lane = lane, .message = *message};
    *message = (struct outbox_message){0}; /* its strings are the flight's now */
    lane->inflight++;
    if (!lookup) breaker_sent(&lane->breaker, now);
    return true;
}

static void record_accepted(struct outbox *outbox, const struct outbox_message *message,
                            const struct result *result)
{
    const char *references[16];
    size_t n = result->reference_n < COUNT(references) ? result->reference_n : COUNT(references);

    for (size_t i = 0; i < n; i++)
        references[i] = text_string(&result->references[i]);
    batch_add(&outbox->filling, &(struct outbox_record){.id = message->id,
                                                        .state = MESSAGE_SENT,
                                                        .attempted = true,
                                                        .due_at = USEC_NEVER,
                                                        .references = references,
                                                        .reference_n = n});
}

static void record_unknown(struct lane *lane, const struct outbox_message *message,
                           const char *error, usec now)
{
    /* In doubt a page goes out again: one too many wakes a colleague, one too few costs a life. */
    if (is_urgent(message) && message->resends == 0) {
        struct outbox_record again = {.id = message->id,
                                      .state = MESSAGE_QUEUED,
                                      .attempted = true,
                                      .resend = true,
                                      .due_at = now,
                                      .error = error};

        again.route = lane_after(lane, message, now);
        batch_add(&lane->outbox->filling, &again);
        return;
    }
    batch_add(&lane->outbox->filling,
              &(struct outbox_record){.id = message->id,
                                      .state = MESSAGE_UNKNOWN,
                                      .attempted = true,
                                      .due_at = unknown_check_at(lane, message, now),
                                      .error = error});
}

/* Whether the provider is worth another try, by what came of this one. */
static void judge(struct lane *lane, enum outcome outcome, const char *reason, usec now)
{
    switch (outcome) {
    case OUTCOME_ACCEPTED:
    case OUTCOME_REJECTED:
        breaker_worked(&lane->breaker);
        break;
    case OUTCOME_THROTTLED:
        breaker_throttled(&lane->breaker, now);
        break;
    case OUTCOME_UNAUTHORISED:
        breaker_refused(&lane->breaker, now);
        break;
    case OUTCOME_RETRY:
    case OUTCOME_UNKNOWN:
        /* All mail is urgent and has no other way: a server that is away is tried on and on. */
        if (lane->route || lane->breaker.state != BREAKER_CLOSED)
            breaker_failed(&lane->breaker, now);
        break;
    }
    if (lane->breaker.state == BREAKER_CLOSED)
        lane->trouble[0] = '\0';
    else if (outcome != OUTCOME_THROTTLED || !lane->trouble[0])
        snprintf(lane->trouble, sizeof(lane->trouble), "%s", reason);
}

static void record_outcome(struct lane *lane, const struct outbox_message *message,
                           const struct result *result, usec now)
{
    const char *reason = text_string(&result->reason);

    judge(lane, result->outcome, reason, now);
    switch (result->outcome) {
    case OUTCOME_ACCEPTED:
        record_accepted(lane->outbox, message, result);
        return;
    case OUTCOME_RETRY:
    case OUTCOME_THROTTLED:
        if (result->maybe_sent)
            record_unknown(lane, message, reason, now);
        else
            lane_retry(lane, message, result->retry_after, now, reason);
        return;
    case OUTCOME_REJECTED:
        batch_add(&lane->outbox->filling, &(struct outbox_record){.id = message->id,
                                                                  .state = MESSAGE_FAILED,
                                                                  .attempted = true,
                                                                  .due_at = USEC_NEVER,
                                                                  .error = reason,
                                                                  .opt_out = result->opt_out});
        return;
    case OUTCOME_UNAUTHORISED:
        lane_retry(lane, message, is_urgent(message) ? REFUSED_AGAIN : BREAKER_MAX, now, reason);
        return;
    case OUTCOME_UNKNOWN:
        record_unknown(lane, message, reason, now);
        return;
    }
}

static void land_send(struct lane *lane, const struct outbox_message *message,
                      const struct exchange *exchange, usec now)
{
    SCOPED(result_clear) struct result result = {0};
    struct message wire;

    if (exchange->end != WIRE_ANSWERED) judge(lane, OUTCOME_UNKNOWN, exchange->error, now);
    if (exchange->end == WIRE_NEVER_SENT) {
        lane_retry(lane, message, 0, now, exchange->error);
        return;
    }
    if (exchange->end == WIRE_CUT) {
        record_unknown(lane, message, exchange->error, now);
        return;
    }
    if (lane->route) {
        wire = wire_message(lane, message, NULL, now);
        lane->route->provider->result(&wire, &exchange->response, &result);
    } else {
        mail_result(&exchange->response, &result);
    }
    record_outcome(lane, message, &result, now);
}

/* "Later" says nothing about any message. Source: RFC 6585, 4, and RFC 9110, 15.6.4. */
static bool is_too_busy(const struct exchange *exchange)
{
    return exchange->end == WIRE_ANSWERED &&
           (exchange->response.status == 429 || exchange->response.status == 503);
}

/* A look-up that says nothing is tried again until the waiting time is over. */
static void land_lookup(struct lane *lane, const struct outbox_message *message,
                        const struct exchange *exchange, usec now)
{
    SCOPED(event_clear) struct event event = {0};
    struct message wire = wire_message(lane, message, NULL, now);
    struct outbox_record record = {.id = message->id};
    bool answered = exchange->end == WIRE_ANSWERED;
    const char *reference;

    if (answered) lane->route->provider->status(&wire, &exchange->response, &event);
    reference = text_string(&event.reference);
    switch (event.state) {
    case DELIVERY_NONE:
    case DELIVERY_UNKNOWN:
        unknown_no_word(lane, message, exchange->end != WIRE_NEVER_SENT && !is_too_busy(exchange),
                        answered ? "" : exchange->error, now);
        return;
    case DELIVERY_ABSENT: /* it never arrived there, so this is its first sending */
        record.state = MESSAGE_QUEUED;
        record.due_at = now;
        break;
    case DELIVERY_SENT:
    case DELIVERY_EXPIRED:
    case DELIVERY_FAILED:
    case DELIVERY_DELIVERED:
        record.state = MESSAGE_SENT;
        record.delivery = event.state;
        record.due_at = USEC_NEVER;
        record.references = &reference;
        record.reference_n = event.reference.n > 0;
        break;
    }
    batch_add(&lane->outbox->filling, &record);
}

void flight_land(struct outbox *outbox, struct flight *flight, const struct exchange *exchange,
                 usec now)
{
    struct outbox_messages done = {.n = 1};

    if (flight->lookup)
        land_lookup(flight->lane, &flight->message, exchange, now);
    else
        land_send(flight->lane, &flight->message, exchange, now);
    flight->lane->inflight--;
    done.at = mem_new(1, sizeof(*done.at));
    done.at[0] = flight->message;
    outbox_messages_clear(&done);
    *flight = (struct flight){0};
    outbox->flight_at = (size_t)(flight - outbox->flights);
}
