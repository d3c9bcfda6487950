#include "gateway/run/demo.h"

#include "gateway/ussd/ussd.h"
#include "providers/json.h"

#define REPORTS_AT_ONCE 64

static usec demo_now(struct clock *clock)
{
    struct demo_clock *demo = (struct demo_clock *)clock;
    struct clock real = clock_real();

    return clock_now(&real) + atomic_load(&demo->offset);
}

void demo_clock_init(struct demo_clock *clock, usec at)
{
    struct clock real = clock_real();

    clock->clock.now = demo_now;
    atomic_store(&clock->offset, at - clock_now(&real));
}

void demo_clock_move(struct demo_clock *clock, usec at)
{
    usec now = clock_now(&clock->clock);

    if (at > now) atomic_fetch_add(&clock->offset, at - now);
}

/* The URL of the only route's webhook, behind that door. */
static void add_webhook_url(const struct config *config, const char *door, struct text *out)
{
    const struct route *route = &config->routes[0];

    text_addf(out, "/%s/%s", door, route->name);
    if (route->secret[0]) text_addf(out, "/%s", route->secret);
}

size_t demo_deliver_reports(struct wire *wire, const struct inbox *inbox, usec now)
{
    struct http_request requests[REPORTS_AT_ONCE] = {0};
    const struct inbox inside = {inbox->config, inbox->store, .inside = true};
    size_t n = wire_sandbox_reports(wire, requests, REPORTS_AT_ONCE);

    for (size_t i = 0; i < n; i++) {
        SCOPED(http_response_clear) struct http_response answer = {0};

        inbox_receive(&inside, &requests[i], now, &answer);
        http_request_clear(&requests[i]);
    }
    return n;
}

enum rc demo_deliver_text(const struct inbox *inbox, const char *number, const char *text, usec now,
                          struct fault *why)
{
    SCOPED(http_request_clear) struct http_request request = {.method = "POST"};
    SCOPED(http_response_clear) struct http_response answer = {0};

    add_webhook_url(inbox->config, "in", &request.url);
    http_header_add(&request.headers, "Content-Type", "application/json");
    text_add(&request.body, "{\"events\":[{\"type\":\"inbound\",\"from\":");
    text_add_json(&request.body, number, strlen(number));
    text_add(&request.body, ",\"to\":");
    text_add_json(&request.body, inbox->config->routes[0].sender,
                  strlen(inbox->config->routes[0].sender));
    text_add(&request.body, ",\"text\":");
    text_add_json(&request.body, text, strlen(text));
    /* Each text is a new one, also when it says the same as the last. */
    text_addf(&request.body, ",\"reference\":\"demo-%lld\"}]}", (long long)now);
    inbox_receive(inbox, &request, now, &answer);
    if (answer.status == 200) return RC_OK;
    return fault_set(why, RC_INVALID, "the sandbox's webhook was answered %d", answer.status);
}

static enum rc read_screen(const struct http_response *answer, struct text *screen, bool *end,
                           struct fault *why)
{
    SCOPED(json_free) json_t *json = json_read(&answer->body);
    const char *text = json_string_at(json, "text");

    if (answer->status != 200 || !text)
        return fault_set(why, RC_INVALID, "the sandbox's USSD step was answered %d",
                         answer->status);
    text_add(screen, text);
    *end = json_true_at(json, "end");
    return RC_OK;
}

enum rc demo_deliver_keys(struct demo *demo, const struct demo_keys *keys, usec now,
                          struct text *screen, bool *end, struct fault *why)
{
    SCOPED(http_request_clear) struct http_request request = {.method = "POST"};
    SCOPED(http_response_clear) struct http_response answer = {0};

    add_webhook_url(demo->inbox->config, "ussd", &request.url);
    http_header_add(&request.headers, "Content-Type", "application/json");
    text_add(&request.body, "{\"events\":[{\"type\":\"ussd\"");
    text_add_member(&request.body, "from", keys->number);
    text_add_member(&request.body, "session", keys->session);
    text_add_member(&request.body, "service_code", demo->inbox->config->routes[0].ussd_code);
    text_add_member(&request.body, "input", keys->typed ? keys->typed : "");
    text_add(&request.body, "}]}");
    ussd_exchange(demo->world, demo->inbox, &request, now, &answer);
    return read_screen(&answer, screen, end, why);
}

static size_t deliver(void *with, usec now)
{
    struct demo *demo = with;
    size_t n = demo_deliver_reports(demo->wire, demo->inbox, now);

    return n + (demo->story ? story_play(demo->story, demo->world, demo->inbox, now) : 0);
}

enum rc demo_run_until(struct demo *demo, usec until, struct fault *why)
{
    usec next, now = clock_now(&demo->clock->clock);

    for (;;) {
        TRY(world_settle(demo->world, now, deliver, demo, &next, why));
        if (demo->story && story_next(demo->story) < next) next = story_next(demo->story);
        if (next > until) break;
        if (next > now) now = next;
        demo_clock_move(demo->clock, now);
    }
    demo_clock_move(demo->clock, until);
    return RC_OK;
}
