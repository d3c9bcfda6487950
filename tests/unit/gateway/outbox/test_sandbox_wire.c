/* The sandbox understands what its adapter writes, and the adapter what it answers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "gateway/outbox/wire.h"
#include "providers/provider.h"

#define ID "0123456789abcdef0123456789abcdef"

static const struct message question = {
    .id = ID,
    .to = "+31612345601",
    .from = "Vangnet",
    .text = "Hoe gaat het thuis, \"1\" tot 5?",
    .callback_url = "https://sms.example.nl/report/play?m=" ID,
};

static struct exchange send_one(struct wire *wire, const struct message *message)
{
    const struct provider *provider = provider_find("sandbox");
    const struct credentials credentials = {0};
    SCOPED(http_request_clear) struct http_request request = {0};
    struct exchange exchange = {0};
    struct fault why;

    assert_int_equal(provider->render(message, &credentials, &request, &why), RC_OK);
    assert_true(wire->start(wire, 5, &request, USEC_SEC));
    wire->run(wire, USEC_NEVER); /* has something already */
    assert_int_equal(wire->take(wire, &exchange, 1), 1);
    assert_int_equal(exchange.tag, 5);
    return exchange;
}

static void a_text_is_taken_and_reported_a_moment_later(void **state)
{
    const struct provider *provider = provider_find("sandbox");
    const struct credentials credentials = {0};
    struct wire *wire = wire_sandbox_new(NULL);
    struct exchange exchange = send_one(wire, &question);
    struct http_request report = {0};
    SCOPED(result_clear) struct result result = {0};
    SCOPED(receipt_clear) struct receipt receipt = {0};
    struct fault why;
    (void)state;

    provider->result(&question, &exchange.response, &result);
    assert_int_equal(result.outcome, OUTCOME_ACCEPTED);
    assert_int_equal(wire_sandbox_reports(wire, &report, 1), 1);
    assert_string_equal(text_string(&report.url), "/report/play?m=" ID);
    assert_int_equal(provider->receive(&report, &credentials, NULL, 0, &receipt, &why), RC_OK);
    assert_int_equal(receipt.event_n, 1);
    assert_int_equal(receipt.events[0].state, DELIVERY_DELIVERED);
    assert_string_equal(text_string(&receipt.events[0].client_id), ID);
    assert_string_equal(text_string(&receipt.events[0].reference),
                        text_string(&result.references[0]));
    http_request_clear(&report);
    assert_int_equal(wire_sandbox_reports(wire, &report, 1), 0);
    exchange_clear(&exchange);
    wire->free(wire);
}

static void a_number_that_is_none_is_refused(void **state)
{
    const struct provider *provider = provider_find("sandbox");
    struct message message = question;
    struct wire *wire = wire_sandbox_new(NULL);
    struct exchange exchange;
    struct http_request report;
    SCOPED(result_clear) struct result result = {0};
    (void)state;

    message.to = "nobody";
    exchange = send_one(wire, &message);
    provider->result(&message, &exchange.response, &result);
    assert_int_equal(result.outcome, OUTCOME_REJECTED);
    assert_int_equal(wire_sandbox_reports(wire, &report, 1), 0);
    exchange_clear(&exchange);
    wire->free(wire);
}

static void a_text_that_is_asked_about_was_never_there(void **state)
{
    const struct provider *provider = provider_find("sandbox");
    const struct credentials credentials = {0};
    struct wire *wire = wire_sandbox_new(NULL);
    SCOPED(http_request_clear) struct http_request request = {0};
    struct exchange exchange = {0};
    struct event event = {0};
    struct fault why;
    (void)state;

    assert_int_equal(provider->lookup(&question, &credentials, &request, &why), RC_OK);
    assert_true(wire->start(wire, 1, &request, USEC_SEC));
    assert_int_equal(wire->take(wire, &exchange, 1), 1);
    provider->status(&question, &exchange.response, &event);
    assert_int_equal(event.state, DELIVERY_ABSENT);
    event_clear(&event);
    exchange_clear(&exchange);
    wire->free(wire);
}

static void mail_is_taken_and_the_rest_never_leaves(void **state)
{
    static const struct {
        const char *method, *url;
        enum wire_end end;
        int status;
    } cases[] = {
        {"MAIL", "sandbox:",              WIRE_ANSWERED,   250},
        {"POST", "https://cm.example.nl", WIRE_NEVER_SENT, 0  },
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct wire *wire = wire_sandbox_new(NULL);
        struct http_request request = {.method = cases[i].method};
        struct exchange exchange = {0};

        text_add(&request.url, cases[i].url);
        assert_true(wire->start(wire, 1, &request, USEC_SEC));
        assert_int_equal(wire->take(wire, &exchange, 1), 1);
        assert_int_equal(exchange.end, cases[i].end);
        assert_int_equal(exchange.response.status, cases[i].status);
        http_request_clear(&request);
        exchange_clear(&exchange);
        wire->free(wire);
    }
}

static void it_holds_what_it_can_and_then_asks_to_be_emptied(void **state)
{
    struct wire *wire = wire_sandbox_new(NULL);
    struct http_request request = {.method = "MAIL"};
    struct exchange exchange;
    uint64_t n = 0;
    (void)state;

    text_add(&request.url, "sandbox:");
    while (n < 1000000 && wire->start(wire, n, &request, USEC_SEC))
        n++;
    assert_in_range(n, 1000, 100000);
    for (uint64_t i = 0; i < n; i++) { /* in order, none lost */
        assert_int_equal(wire->take(wire, &exchange, 1), 1);
        assert_int_equal(exchange.tag, i);
        exchange_clear(&exchange);
    }
    assert_true(wire->start(wire, n, &request, USEC_SEC));
    http_request_clear(&request);
    wire->free(wire); /* with one left inside */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_is_taken_and_reported_a_moment_later),
        cmocka_unit_test(a_number_that_is_none_is_refused),
        cmocka_unit_test(a_text_that_is_asked_about_was_never_there),
        cmocka_unit_test(mail_is_taken_and_the_rest_never_leaves),
        cmocka_unit_test(it_holds_what_it_can_and_then_asks_to_be_emptied),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
