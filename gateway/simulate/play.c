/* Playing: what waits outside reaches the gateway, and what it says yes to has happened. */
#include "gateway/simulate/sim.h"

/* Posts a webhook. False: it was not answered 200 and comes again. */
static bool post(struct sim *sim, const struct happening *happening)
{
    SCOPED(http_request_clear) struct http_request request = {.method = "POST"};
    SCOPED(http_response_clear) struct http_response answer = {0};
    const struct route *route = &sim->routes[happening->route];

    text_addf(&request.url, "/in/%s/%s", route->name, happening->forged ? "guess" : route->secret);
    http_header_add(&request.headers, "Content-Type", "application/json");
    text_add(&request.body, happening->body);
    inbox_receive(&sim->inbox, &request, sim_gateway_now(sim), &answer);
    sim_note(sim, happening->body);
    if (happening->forged && answer.status != 403)
        sim_broken(sim, "a report with a wrong secret was answered %d", answer.status);
    return answer.status == 200 || happening->forged;
}

static void report_accepted(struct sim *sim, const struct happening *happening)
{
    struct carried *carried = &sim->carried[happening->message];
    struct sim_phone *phone = sim_phone_of(sim, carried->to);
    bool found = sim->abilities[happening->route].names || carried->parts == 1 || carried->told_at;

    if (happening->forged) return;
    if (phone) phone->looked_at = false;
    if (found && carried->told_at == 0) carried->told_at = sim->now;
    if (happening->final) carried->told |= 1U << (happening->final - 1);
}

/* A text of two halves counts when the second is there; `first_at` is when the first was. */
static bool pair_is_whole(struct sim *sim, const struct happening *happening, usec *first_at)
{
    struct sim_pair *pair;

    *first_at = sim->now;
    if (happening->pair == 0) return true;
    pair = &sim->pairs[happening->pair - 1];
    if (pair->first_at == 0) {
        pair->first_at = sim->now;
        return false;
    }
    pair->second_at = sim->now;
    *first_at = pair->first_at;
    if (sim->now - pair->first_at < PARTS_WAIT && sim_calm(sim, pair->first_at))
        sim->pairs_whole++;
    else
        sim->pairs_unsure++;
    return true;
}

static void text_accepted(struct sim *sim, struct happening *happening)
{
    struct happening again = *happening;
    usec first_at;

    sim->texts_accepted++;
    if (pair_is_whole(sim, happening, &first_at)) {
        struct happening whole = *happening;

        whole.at = first_at;
        sim_town_accepted(sim, &whole);
    }
    /* Some providers deliver a text twice; the second is the same text, not another one. */
    if (dice_once_in(&sim->dice, 25)) {
        again.at = sim->now + (usec)dice_below(&sim->dice, 600) * USEC_SEC;
        again.text = false;
        again.meaning = MEANS_NOTHING;
        happening->body = NULL; /* it is the second one's now */
        sim_happen(sim, again);
    }
}

static void try_again(struct sim *sim, struct happening happening)
{
    sim->report->webhook_retries++;
    happening.at = sim->now + USEC_MIN;
    sim_happen(sim, happening);
}

static void happen(struct sim *sim, struct happening happening)
{
    switch (happening.kind) {
    case HAPPENING_ANSWER:
        sim_hand_over(sim, &happening);
        break;
    case HAPPENING_WEBHOOK:
        if (!post(sim, &happening)) {
            try_again(sim, happening);
            return;
        }
        if (happening.text)
            text_accepted(sim, &happening);
        else if (happening.message)
            report_accepted(sim, &happening);
        break;
    case HAPPENING_DIAL:
        sim_dial_step(sim, &happening);
        break;
    case HAPPENING_CONTACT:
        if (sim_contact(sim, happening.alert) == RC_BROKEN) {
            try_again(sim, happening);
            return;
        }
        break;
    }
    free(happening.body);
}

size_t sim_play(struct sim *sim)
{
    size_t n = 0;

    while (sim_next(sim) <= sim->now) {
        happen(sim, sim_happening_take(sim));
        n++;
    }
    return n;
}
