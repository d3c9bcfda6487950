/* The simulated providers: the gateway's wire on one side, phones and webhooks on the other. They speak the
 * sandbox's format, so the real adapter and the real inbox are at work; what each can do differs by seed. */
#include <jansson.h>

#include "gateway/simulate/sim.h"
#include "providers/adapters/adapters.h"
#include "providers/sms.h"

/* ---- Routes ----------------------------------------------------------------------------------- */

static char route_names[SIM_ROUTES][8] = {"first", "second"};
static char route_secrets[SIM_ROUTES][16] = {"one-secret", "other-secret"};
static char no_fallback[] = "";

static struct ability ability_of(struct dice *dice)
{
    return (struct ability){
        .reports = dice_below(dice, 4) > 0,
        .asked = dice_below(dice, 4) > 0,
        .tells = dice_below(dice, 4) > 0,
        .names = dice_below(dice, 4) > 0,
    };
}

void sim_routes_init(struct sim *sim)
{
    sim->config = *sim->options.config;
    sim->config.routes = sim->routes;
    sim->config.route_n = SIM_ROUTES;
    /* In half of the towns so few that the limit is felt. */
    if (dice_once_in(&sim->dice, 2) || sim->config.texts_a_week_max >= SIM_TEXTS_KEPT)
        sim->config.texts_a_week_max = 2 + (int)dice_below(&sim->dice, 6);
    for (int i = 0; i < SIM_ROUTES; i++) {
        struct route *route = &sim->routes[i];
        char base_url[16];

        sim->abilities[i] = ability_of(&sim->dice);
        sim->providers[i] = provider_sandbox;
        if (!sim->abilities[i].asked) sim->providers[i].lookup = NULL;
        *route = sim->options.config->routes[0];
        route->name = route_names[i];
        route->secret = route_secrets[i];
        route->provider = &sim->providers[i];
        route->reports = sim->abilities[i].reports;
        route->fallback = i + 1 < SIM_ROUTES ? route_names[i + 1] : no_fallback;
        route->rate_per_s = i == 0 ? 20 : 0;
        route->credentials = (struct credentials){0};
        snprintf(base_url, sizeof(base_url), "sim:%d", i);
        credentials_add(&route->credentials, "base_url", base_url);
    }
}

static int route_of(const char *url)
{
    return url[0] && strncmp(url, "sim:1", 5) == 0;
}

/* ---- The provider's books --------------------------------------------------------------------- */

/* Our ids hold the number of the message, so the books are an array; NULL: not an id of ours. */
struct carried *sim_carried(struct sim *sim, const char *public_id, int64_t *id)
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
                         const char *body, int64_t message)
{
    sim_happen(sim, (struct happening){.at = sim->now + 50 * USEC_MS +
                                             (usec)dice_below(&sim->dice, 400) * USEC_MS,
                                       .kind = HAPPENING_ANSWER,
                                       .tag = tag | sim->generation << 32,
                                       .end = end,
                                       .status = status,
                                       .message = message,
                                       .body = mem_copy_string(body)});
}

/* One part of one message, as its reports name it. */
struct part {
    int64_t id;
    const char *public_id;
    int number; /* from 1; 0: the whole */
    int route;
};

static void add_reference(struct text *out, const struct part *part)
{
    text_add(out, part->public_id);
    if (part->number) text_addf(out, "-%d", part->number);
}

static void report_at(struct sim *sim, usec at, const struct part *part, enum delivery state,
                      bool forged)
{
    SCOPED(text_clear) struct text body = {0};

    text_add(&body, "{\"events\":[{\"type\":\"report\",\"reference\":\"");
    add_reference(&body, part);
    if (sim->abilities[part->route].names)
        text_addf(&body, "\",\"client_id\":\"%s", part->public_id);
    text_addf(&body, "\",\"state\":\"%s\"}]}", delivery_name(state));
    sim_happen(sim, (struct happening){.at = at,
                                       .kind = HAPPENING_WEBHOOK,
                                       .body = text_take(&body),
                                       .route = part->route,
                                       .message = part->id,
                                       .state = state,
                                       .final = state <= DELIVERY_SENT ? 0
                                                : part->number         ? part->number
                                                                       : 1,
                                       .forged = forged,
                                       .phone = -1});
}

static usec seconds_from_now(struct sim *sim, uint64_t least, uint64_t most)
{
    return sim->now + (usec)(least + dice_below(&sim->dice, most - least)) * USEC_SEC;
}

/* The reports about one part, in whatever order the faults like. */
static void report_part(struct sim *sim, const struct part *part, enum delivery final)
{
    bool late = sim_fault(sim, FAULT_REPORT_LATE, 5);
    usec final_at = late ? seconds_from_now(sim, 60, 21600) : seconds_from_now(sim, 2, 40);

    if (sim_fault(sim, FAULT_REPORT_LOST, 5)) {
        sim->report->reports_lost++;
        return;
    }
    if (dice_once_in(&sim->dice, 2))
        report_at(sim, sim->now + USEC_SEC, part, DELIVERY_SENT, false);
    report_at(sim, final_at, part, final, false);
    if (sim_fault(sim, FAULT_REPORT_DOUBLED, 5)) {
        report_at(sim, seconds_from_now(sim, 1, 3600), part, final, false);
        report_at(sim, final_at + USEC_SEC, part, DELIVERY_SENT, false);
    }
}

static bool phone_reports(struct sim *sim, const char *to)
{
    const struct sim_phone *phone = sim_phone_of(sim, to);

    return !phone || phone->reports;
}

/* The handset gets it, or not. */
static void carry(struct sim *sim, int route, const char *public_id, int64_t id,
                  struct carried *carried)
{
    struct part part = {.id = id, .public_id = public_id, .route = route};
    bool reports = sim->abilities[route].reports && phone_reports(sim, carried->to);

    if (carried->received == 1) carried->state = DELIVERY_DELIVERED;
    for (int i = 1; i <= carried->parts; i++) {
        enum delivery final = dice_once_in(&sim->dice, 40) ? DELIVERY_FAILED : DELIVERY_DELIVERED;

        part.number = carried->parts > 1 ? i : 0;
        if (final == DELIVERY_FAILED) carried->state = final;
        if (reports) report_part(sim, &part, final);
        if (dice_once_in(&sim->dice, 100))
            report_at(sim, seconds_from_now(sim, 1, 9), &part,
                      final == DELIVERY_FAILED ? DELIVERY_DELIVERED : DELIVERY_FAILED, true);
    }
}

/* ---- The wire --------------------------------------------------------------------------------- */

static void write_answer(const struct carried *carried, const char *id, struct text *out)
{
    text_addf(out, "{\"id\":\"%s\",\"status\":\"accepted\"", id);
    for (int i = 1; carried->parts > 1 && i <= carried->parts; i++)
        text_addf(out, "%s\"%s-%d\"", i == 1 ? ",\"references\":[" : ",", id, i);
    text_add(out, carried->parts > 1 ? "]}" : "}");
}

static void take_message(struct sim *sim, uint64_t tag, int route, const json_t *message)
{
    const char *id = json_string_value(json_object_get(message, "id"));
    const char *to = json_string_value(json_object_get(message, "to"));
    const char *said = json_string_value(json_object_get(message, "text"));
    SCOPED(text_clear) struct text answer = {0};
    struct carried *carried;
    int64_t number;

    carried = sim_carried(sim, id, &number);
    if (!carried || !to || !said) {
        sim_broken(sim, "a request without an id of ours, a number or a text reached the provider");
        return;
    }
    if (carried->received++ == 0) {
        carried->to = mem_copy_string(to);
        carried->first_at = sim->now;
        carried->parts = (int)sms_measure(said, strlen(said)).segments;
        carried->route = route;
    }
    carried->by_off = sim->off[route];
    sim_town_hear(sim, to, said, number, carried);
    carried->route = route;
    carry(sim, route, id, number, carried);
    write_answer(carried, id, &answer);
    if (sim_fault(sim, FAULT_RESPONSE_LOST, 30)) {
        sim->report->responses_lost++;
        answer_later(sim, tag, WIRE_CUT, 0, "", 0);
    } else {
        answer_later(sim, tag, WIRE_ANSWERED, 200, text_string(&answer), number);
    }
}

/* What it has, or that it has nothing; or it is asked in vain. */
static void look_up(struct sim *sim, uint64_t tag, int route, const char *url)
{
    SCOPED(text_clear) struct text answer = {0};
    const char *at = strstr(url, "id=");
    char id[PROVIDER_ID_SPACE];
    const struct carried *carried;
    int64_t number;

    snprintf(id, sizeof(id), "%s", at ? at + 3 : "");
    carried = sim_carried(sim, id, &number);
    if (!sim->abilities[route].tells && dice_once_in(&sim->dice, 2)) {
        answer_later(sim, tag, WIRE_ANSWERED, 404, "{\"status\":\"rejected\"}", 0);
        return;
    }
    text_addf(&answer, "{\"id\":\"%s\",\"state\":\"%s\"}", id,
              !sim->abilities[route].tells   ? "unknown"
              : carried && carried->received ? delivery_name(carried->state)
                                             : delivery_name(DELIVERY_ABSENT));
    answer_later(sim, tag, WIRE_ANSWERED, 200, text_string(&answer),
                 sim->abilities[route].tells && carried && carried->received ? number : 0);
}

static void count_asked(struct sim *sim, const char *url)
{
    const char *at = strstr(url, "id=");
    struct carried *carried;
    int64_t number;

    carried = sim_carried(sim, at ? at + 3 : NULL, &number);
    if (carried) carried->asked++;
}

static void take_mail(struct sim *sim, uint64_t tag, const struct http_request *request)
{
    const char *to = http_header_find(&request->headers, "To");

    sim->report->mails++;
    sim_staff_mail(sim, to ? to : "", text_string(&request->body));
    if (sim_fault(sim, FAULT_RESPONSE_LOST, 30))
        answer_later(sim, tag, WIRE_CUT, 0, "", 0);
    else
        answer_later(sim, tag, WIRE_ANSWERED, 250, "", 0);
}

static void take_request(struct sim *sim, uint64_t tag, const struct http_request *request)
{
    int route = route_of(text_string(&request->url));
    bool out = sim->now < sim->fault_until[FAULT_OUTAGE] && (route == 0 || sim->both_out);

    if (strcmp(request->method, "GET") == 0) count_asked(sim, text_string(&request->url));
    if (out) {
        answer_later(sim, tag, WIRE_NEVER_SENT, 0, "", 0);
    } else if (sim_fault(sim, FAULT_THROTTLE, 20)) {
        sim->report->throttled++;
        answer_later(sim, tag, WIRE_ANSWERED, 429, "{\"status\":\"throttled\"}", 0);
    } else if (strcmp(request->method, "GET") == 0) {
        look_up(sim, tag, route, text_string(&request->url));
    } else {
        json_t *message = json_loads(text_string(&request->body), 0, NULL);

        take_message(sim, tag, route, message);
        json_decref(message);
    }
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
    sim_note(sim, text_string(&request->url));
    sim_note(sim, text_string(&request->body));
    if (strcmp(request->method, "MAIL") == 0)
        take_mail(sim, tag, request);
    else
        take_request(sim, tag, request);
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

void sim_hand_over(struct sim *sim, const struct happening *happening)
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
    if (happening->message) sim->carried[happening->message].told_at = sim->now;
}

/* What was told in the last moments, or to a full disk, may have died with the process before it was
 * written down. */
void sim_provider_forget(struct sim *sim)
{
    usec since = sim->now - 10 * USEC_SEC;

    if (sim->disk_full_at && sim->now < sim->fault_until[FAULT_DISK] + USEC_MIN)
        since = sim->disk_full_at - USEC_SEC;
    sim->generation++;
    for (size_t i = 0; i < sim->answer_n; i++)
        exchange_clear(&sim->answers[i]);
    sim->answer_n = 0;
    for (size_t i = 0; i < sim->carried_space; i++)
        if (sim->carried[i].told_at > since) sim->carried[i].told_at = 0;
}

void sim_provider_clear(struct sim *sim)
{
    sim_provider_forget(sim);
    for (size_t i = 0; i < sim->happening_n; i++)
        free(sim->happenings[i].body);
    for (size_t i = 0; i < sim->carried_space; i++)
        free(sim->carried[i].to);
    for (int i = 0; i < SIM_ROUTES; i++)
        credentials_clear(&sim->routes[i].credentials);
    free(sim->happenings);
    free(sim->carried);
    free(sim->answers);
}
