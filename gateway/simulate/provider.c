/* The simulated provider: the gateway's wire on one side, phones and webhooks on the other. It speaks the
 * sandbox's format, so the real adapter and the real inbox are at work. */
#include <jansson.h>

#include "gateway/simulate/sim.h"

/* ---- What will happen ------------------------------------------------------------------------- */

static bool is_before(const struct happening *a, const struct happening *b)
{
    return a->at < b->at || (a->at == b->at && a->order < b->order);
}

static void swap(struct happening *a, struct happening *b)
{
    struct happening kept = *a;

    *a = *b;
    *b = kept;
}

void sim_happen(struct sim *sim, struct happening happening)
{
    size_t i = sim->happening_n++;

    if (sim->happening_n > sim->happening_space) {
        sim->happening_space = sim->happening_space ? 2 * sim->happening_space : 256;
        sim->happenings = mem_grow(sim->happenings, sim->happening_space, sizeof(happening));
    }
    happening.order = sim->order++;
    sim->happenings[i] = happening;
    for (; i > 0 && is_before(&sim->happenings[i], &sim->happenings[(i - 1) / 2]); i = (i - 1) / 2)
        swap(&sim->happenings[i], &sim->happenings[(i - 1) / 2]);
}

static struct happening take_first(struct sim *sim)
{
    struct happening first = sim->happenings[0];
    size_t i = 0, n = --sim->happening_n;

    sim->happenings[0] = sim->happenings[n];
    for (;;) {
        size_t least = i, left = 2 * i + 1;

        for (size_t k = left; k < left + 2 && k < n; k++)
            if (is_before(&sim->happenings[k], &sim->happenings[least])) least = k;
        if (least == i) return first;
        swap(&sim->happenings[i], &sim->happenings[least]);
        i = least;
    }
}

usec sim_next(const struct sim *sim)
{
    return sim->happening_n ? sim->happenings[0].at : USEC_NEVER;
}

/* ---- The provider's books --------------------------------------------------------------------- */

/* Our ids hold the number of the message, so the books are an array; NULL: not an id of ours. */
static struct carried *carried_of(struct sim *sim, const char *public_id, int64_t *id)
{
    if (!public_id || !store_public_id_read(sim->store, public_id, id)) return NULL;
    if ((size_t)*id >= sim->carried_space) {
        size_t space = 2 * (size_t)*id + 256;

        sim->carried = mem_grow(sim->carried, space, sizeof(*sim->carried));
        memset(sim->carried + sim->carried_space, 0,
               (space - sim->carried_space) * sizeof(*sim->carried));
        sim->carried_space = space;
    }
    return &sim->carried[*id];
}

static void answer_later(struct sim *sim, uint64_t tag, enum wire_end end, int status,
                         const char *body)
{
    sim_happen(sim, (struct happening){.at = sim->now + 50 * USEC_MS +
                                             (usec)dice_below(&sim->dice, 400) * USEC_MS,
                                       .kind = HAPPENING_ANSWER,
                                       .tag = tag | sim->generation << 32,
                                       .end = end,
                                       .status = status,
                                       .body = mem_copy_string(body)});
}

static void report_at(struct sim *sim, usec at, const char *public_id, enum delivery state)
{
    SCOPED(text_clear) struct text body = {0};

    text_addf(&body,
              "{\"events\":[{\"type\":\"report\",\"client_id\":\"%s\",\"reference\":\"%s\","
              "\"state\":\"%s\"}]}",
              public_id, public_id, delivery_name(state));
    sim_happen(sim,
               (struct happening){
                   .at = at, .kind = HAPPENING_WEBHOOK, .body = text_take(&body), .phone = -1});
}

static usec seconds_from_now(struct sim *sim, uint64_t least, uint64_t most)
{
    return sim->now + (usec)(least + dice_below(&sim->dice, most - least)) * USEC_SEC;
}

/* The handset gets it, or not; the reports follow, in whatever order the faults like. */
static void carry(struct sim *sim, const char *public_id, struct carried *carried)
{
    enum delivery final = dice_once_in(&sim->dice, 40) ? DELIVERY_FAILED : DELIVERY_DELIVERED;
    bool late = sim_fault(sim, FAULT_REPORT_LATE, 5);
    usec final_at = late ? seconds_from_now(sim, 60, 6 * 3600) : seconds_from_now(sim, 2, 40);

    carried->state = final;
    if (sim_fault(sim, FAULT_REPORT_LOST, 5)) {
        sim->report->reports_lost++;
        return;
    }
    if (dice_once_in(&sim->dice, 2)) report_at(sim, sim->now + USEC_SEC, public_id, DELIVERY_SENT);
    report_at(sim, final_at, public_id, final);
    if (sim_fault(sim, FAULT_REPORT_DOUBLED, 5)) {
        report_at(sim, seconds_from_now(sim, 1, 3600), public_id, final);
        report_at(sim, final_at + USEC_SEC, public_id, DELIVERY_SENT);
    }
}

/* ---- The wire --------------------------------------------------------------------------------- */

static void take_message(struct sim *sim, uint64_t tag, const char *body)
{
    json_t *message = json_loads(body, 0, NULL);
    const char *id = json_string_value(json_object_get(message, "id"));
    int64_t number;
    struct carried *carried = carried_of(sim, id, &number);

    if (!carried) {
        sim_broken(sim, "a request without an id of ours reached the provider");
    } else {
        SCOPED(text_clear) struct text answer = {0};
        const char *to = json_string_value(json_object_get(message, "to"));

        carried->received++;
        if (carried->received == 1) {
            carried->to = mem_copy_string(to);
            carried->first_at = sim->now;
        }
        sim_town_hear(sim, to, json_string_value(json_object_get(message, "text")), carried);
        sim_check_carried(sim, number, carried);
        carry(sim, id, carried);
        text_addf(&answer, "{\"id\":\"%s\",\"status\":\"accepted\"}", id);
        if (sim_fault(sim, FAULT_RESPONSE_LOST, 30)) {
            sim->report->responses_lost++;
            answer_later(sim, tag, WIRE_CUT, 0, "");
        } else {
            answer_later(sim, tag, WIRE_ANSWERED, 200, text_string(&answer));
        }
    }
    json_decref(message);
}

/* Can be asked: what it has, or that it has nothing. */
static void look_up(struct sim *sim, uint64_t tag, const char *url)
{
    SCOPED(text_clear) struct text answer = {0};
    const char *at = strstr(url, "id=");
    char id[PROVIDER_ID_SPACE];
    const struct carried *carried;
    int64_t number;

    snprintf(id, sizeof(id), "%s", at ? at + 3 : "");
    carried = carried_of(sim, id, &number);
    text_addf(&answer, "{\"id\":\"%s\",\"state\":\"%s\"}", id,
              delivery_name(carried && carried->received ? carried->state : DELIVERY_ABSENT));
    answer_later(sim, tag, WIRE_ANSWERED, 200, text_string(&answer));
}

static struct sim *sim_of(struct wire *wire)
{
    return (struct sim *)((char *)wire - offsetof(struct sim, wire));
}

static bool sim_start(struct wire *wire, uint64_t tag, const struct http_request *request,
                      usec timeout_for)
{
    struct sim *sim = sim_of(wire);

    (void)timeout_for;
    if (strcmp(request->method, "MAIL") == 0) {
        sim->report->mails++;
        answer_later(sim, tag, WIRE_ANSWERED, 250, "");
    } else if (sim->now < sim->fault_until[FAULT_OUTAGE]) {
        answer_later(sim, tag, WIRE_NEVER_SENT, 0, "");
    } else if (sim_fault(sim, FAULT_THROTTLE, 20)) {
        sim->report->throttled++;
        answer_later(sim, tag, WIRE_ANSWERED, 429, "{\"status\":\"throttled\"}");
    } else if (strcmp(request->method, "GET") == 0) {
        look_up(sim, tag, text_string(&request->url));
    } else {
        take_message(sim, tag, text_string(&request->body));
    }
    return true;
}

static size_t sim_take(struct wire *wire, struct exchange *out, size_t max)
{
    struct sim *sim = sim_of(wire);
    size_t n = sim->answer_n < max ? sim->answer_n : max;

    if (n == 0) return 0;
    memcpy(out, sim->answers, n * sizeof(*out));
    memmove(sim->answers, sim->answers + n, (sim->answer_n - n) * sizeof(*out));
    sim->answer_n -= n;
    return n;
}

static void sim_run(struct wire *wire, usec wait_for)
{
    (void)wire;
    (void)wait_for;
}

static void sim_wake(struct wire *wire)
{
    (void)wire;
}

void sim_wire_init(struct sim *sim)
{
    sim->wire = (struct wire){
        .start = sim_start, .take = sim_take, .run = sim_run, .wake = sim_wake, .free = sim_wake};
}

/* ---- Playing ---------------------------------------------------------------------------------- */

static void hand_over_answer(struct sim *sim, const struct happening *happening)
{
    struct exchange *answer;

    if (happening->tag >> 32 != sim->generation) return; /* its process is dead */
    if (sim->answer_n == sim->answer_space) {
        sim->answer_space = sim->answer_space ? 2 * sim->answer_space : 64;
        sim->answers = mem_grow(sim->answers, sim->answer_space, sizeof(*sim->answers));
    }
    answer = &sim->answers[sim->answer_n++];
    *answer = (struct exchange){.tag = happening->tag & UINT32_MAX,
                                .end = happening->end,
                                .response = {.status = happening->status}};
    text_add(&answer->response.body, happening->body);
    snprintf(answer->error, sizeof(answer->error), "%s",
             happening->end == WIRE_ANSWERED ? "" : "simulated");
}

/* Posts a webhook. False: it was not answered 200 and comes again. */
static bool post(struct sim *sim, const struct happening *happening)
{
    SCOPED(http_request_clear) struct http_request request = {.method = "POST"};
    SCOPED(http_response_clear) struct http_response answer = {0};

    text_addf(&request.url, "/in/%s", sim->options.config->routes[0].name);
    http_header_add(&request.headers, "Content-Type", "application/json");
    text_add(&request.body, happening->body);
    inbox_receive(&sim->inbox, &request, sim_gateway_now(sim), &answer);
    return answer.status == 200;
}

static void happen(struct sim *sim, struct happening happening)
{
    if (happening.kind == HAPPENING_ANSWER) {
        hand_over_answer(sim, &happening);
    } else if (!post(sim, &happening)) {
        sim->report->webhook_retries++;
        happening.at = sim->now + USEC_MIN;
        sim_happen(sim, happening);
        return;
    } else if (happening.text) {
        sim->texts_accepted++;
        if (happening.phone >= 0) {
            sim->phones[happening.phone].crisis_at = sim->now;
            sim->phones[happening.phone].crisis_paged = 0;
        }
        /* Some providers deliver a text twice; the second is the same text, not another one. */
        if (dice_once_in(&sim->dice, 25)) {
            struct happening again = happening;

            again.at = sim->now + (usec)dice_below(&sim->dice, 600) * USEC_SEC;
            again.text = false;
            sim_happen(sim, again);
            return;
        }
    }
    free(happening.body);
}

size_t sim_play(struct sim *sim)
{
    size_t n = 0;

    while (sim_next(sim) <= sim->now) {
        happen(sim, take_first(sim));
        n++;
    }
    return n;
}

void sim_provider_forget(struct sim *sim)
{
    sim->generation++;
    for (size_t i = 0; i < sim->answer_n; i++)
        exchange_clear(&sim->answers[i]);
    sim->answer_n = 0;
}

void sim_provider_clear(struct sim *sim)
{
    sim_provider_forget(sim);
    for (size_t i = 0; i < sim->happening_n; i++)
        free(sim->happenings[i].body);
    for (size_t i = 0; i < sim->carried_space; i++)
        free(sim->carried[i].to);
    free(sim->happenings);
    free(sim->carried);
    free(sim->answers);
}
