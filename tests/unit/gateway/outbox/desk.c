#include "tests/unit/gateway/outbox/desk.h"

static bool scripted_start(struct wire *wire, uint64_t tag, const struct http_request *request,
                           usec timeout_for)
{
    struct scripted *scripted = (struct scripted *)wire;
    bool asks = scripted->lookup && strcmp(request->method, "GET") == 0;
    bool second = scripted->second && strstr(text_string(&request->url), "//second.test");
    const struct answer *answer = second ? scripted->second
                                  : asks ? scripted->lookup
                                         : &scripted->answers[scripted->used];
    struct exchange *ready = &scripted->ready[scripted->ready_n++];

    (void)timeout_for;
    assert_true(scripted->ready_n < COUNT(scripted->ready));
    text_reset(&scripted->said);
    text_add(&scripted->said, text_string(&request->body));
    if (!asks && !second && scripted->used + 1 < scripted->answer_n) scripted->used++;
    if (strcmp(request->method, "MAIL") == 0)
        scripted->mails++;
    else if (strcmp(request->method, "GET") == 0)
        scripted->lookups++;
    else if (second)
        scripted->seconds++;
    else
        scripted->posts++;
    *ready =
        (struct exchange){.tag = tag, .end = answer->end, .response = {.status = answer->status}};
    text_add(&ready->response.body, answer->body);
    return true;
}

static size_t scripted_take(struct wire *wire, struct exchange *out, size_t max)
{
    struct scripted *scripted = (struct scripted *)wire;
    size_t n = scripted->ready_n < max ? scripted->ready_n : max;

    memcpy(out, scripted->ready, n * sizeof(*out));
    memmove(scripted->ready, scripted->ready + n, (scripted->ready_n - n) * sizeof(*out));
    scripted->ready_n -= n;
    return n;
}

static void scripted_run(struct wire *wire, usec wait_for)
{
    (void)wire;
    (void)wait_for;
}

static void scripted_nothing(struct wire *wire)
{
    (void)wire;
}

void desk_open(struct desk *desk, const char *routes, const struct answer *answers, size_t n)
{
    struct outbox_options options = {.poll_for = USEC_NEVER};

    *desk = (struct desk){.fixture = fixture_new(routes)};
    desk->scripted = (struct scripted){
        .wire = {.start = scripted_start,
                 .take = scripted_take,
                 .run = scripted_run,
                 .wake = scripted_nothing,
                 .free = scripted_nothing},
        .answers = answers,
        .answer_n = n
    };
    options.store = desk->fixture->store;
    options.config = desk->fixture->config;
    options.wire = &desk->scripted.wire;
    options.dice = &desk->fixture->dice;
    desk->outbox = outbox_new(&options);
}

void desk_close(struct desk *desk)
{
    outbox_free(desk->outbox);
    text_clear(&desk->scripted.said);
    fixture_free(desk->fixture);
}

static void put(struct desk *desk, struct new_message message)
{
    struct changes changes = {.appointment_state = -1, .messages = &message, .message_n = 1};
    struct fault why;

    message.due_at = desk->fixture->now;
    message.expires_at = message.due_at + 6 * USEC_HOUR;
    message.question = -1;
    if (store_apply(desk->fixture->store, &changes, message.due_at, &why) != RC_OK)
        fail_msg("%s", why.text);
    outbox_nudge(desk->outbox);
}

void queue(struct desk *desk, enum kind kind)
{
    put(desk, (struct new_message){.kind = kind,
                                   .to = PETRA,
                                   .text = "Hoe gaat het?",
                                   .route = desk->fixture->config->routes[0].name,
                                   .segments = 1,
                                   .staff = kind == KIND_PAGE ? "sanne" : NULL});
}

void queue_mail(struct desk *desk)
{
    put(desk, (struct new_message){.kind = KIND_PAGE,
                                   .channel = CHANNEL_MAIL,
                                   .to = "sanne@example.nl",
                                   .text = "Nieuw bericht\nLog in",
                                   .staff = "sanne"});
}

usec turn(struct desk *desk)
{
    struct outbox_turn turn;
    struct fault why;

    do
        if (outbox_take_turn(desk->outbox, desk->fixture->now, &turn, &why) != RC_OK)
            fail_msg("%s", why.text);
    while (turn.writing || turn.sent > 0 || turn.recorded > 0 ||
           turn.next_at <= desk->fixture->now);
    return turn.next_at;
}

void live(struct desk *desk, usec span)
{
    usec until = desk->fixture->now + span;
    usec next = turn(desk);

    while (next <= until) {
        desk->fixture->now = next;
        outbox_nudge(desk->outbox);
        next = turn(desk);
    }
    desk->fixture->now = until;
}

struct tally books_of(struct desk *desk, enum kind kind)
{
    SCOPED(balance_clear) struct balance books = {0};

    assert_int_equal(store_balance(desk->fixture->store, &books, NULL), RC_OK);
    if (!books.balances) fail_msg("%s", text_string(&books.imbalance));
    return books.kinds[kind];
}
