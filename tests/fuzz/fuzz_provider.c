/* Answers, look-ups and webhooks of one provider, as a stranger may send them.
 *
 * The input is "ACT NUMBER", a URL and a signature, a line each, and the body behind them: what is
 * broken inside a well-made frame is found sooner than the frame. ACT is r(esult), s(tatus) or a
 * webhook's method. */
#include "tests/fuzz/fuzz.h"

#include "providers/provider.h"

/* Base64, as some keys must be. */
#define SECRET "Z2VoZWltLXZhbi1kZS1wcm9lZg=="

/* Of all providers; the line of the input is the value of every such header. */
static const char *const key_names[] = {"auth_token", "signature_secret", "signing_key",
                                        "webhook_password", "webhook_secret"};
static const char *const signature_headers[] = {"Authorization",
                                                "MessageBird-Signature",
                                                "MessageBird-Signature-JWT",
                                                "webhook-signature",
                                                "X-Kannel-From",
                                                "X-Kannel-UDH",
                                                "X-Sinch-Webhook-Signature",
                                                "X-Twilio-Signature",
                                                "X-Vangnet-Signature"};

/* For the provider that knows nothing by itself. */
static const struct {
    const char *name, *value;
} description[] = {
    {"send",             "POST https://sms.example/messages"       },
    {"accepted",         "2xx messages.0.status=queued\nbody='OK*'"},
    {"retry",            "5xx !error.code=E1,E2*"                  },
    {"reference",        "messages.*.id"                           },
    {"code",             "error.code"                              },
    {"retry_after",      "error.wait_s"                            },
    {"lookup_state",     "messages.0.state"                        },
    {"lookup_absent",    "200 total=0"                             },
    {"events",           "events.*.data"                           },
    {"report_state",     "state"                                   },
    {"report_reference", "id"                                      },
    {"report_error",     "reason"                                  },
    {"state_delivered",  "delivered"                               },
    {"inbound_from",     "from"                                    },
    {"inbound_text",     "content"                                 },
    {"inbound_part",     "part.number"                             },
    {"inbound_parts",    "part.total"                              },
};

static void describe(struct credentials *credentials)
{
    if (strcmp(PROVIDER, "generic") != 0) return;
    for (size_t i = 0; i < COUNT(description); i++)
        credentials_add(credentials, description[i].name, description[i].value);
}

struct input {
    char *act, *url, *signature;
    int number;
    struct text body;
};

static char *take_line(const uint8_t **bytes, size_t *n)
{
    const uint8_t *end = memchr(*bytes, '\n', *n);
    size_t length = end ? (size_t)(end - *bytes) : *n;
    char *line = mem_copy(*bytes, length);

    length += end != NULL;
    *bytes += length;
    *n -= length;
    return line;
}

static struct input input_new(const uint8_t *bytes, size_t n)
{
    struct input input = {0};

    input.act = take_line(&bytes, &n);
    input.url = take_line(&bytes, &n);
    input.signature = take_line(&bytes, &n);
    input.number = *input.act ? (int)strtol(input.act + 1, NULL, 10) : 0;
    text_add_bytes(&input.body, bytes, n);
    return input;
}

static void input_clear(struct input *input)
{
    free(input->act);
    free(input->url);
    free(input->signature);
    text_clear(&input->body);
}

static void check_utf8(const struct text *text)
{
    for (size_t i = 0; i < text->n;) {
        size_t length = utf8_length(text->at + i, text->n - i);

        assert(length > 0 && text->at[i] != '\0');
        i += length;
    }
}

/* What a store and a log may rely on. */
static void check_event(const struct event *event)
{
    check_utf8(&event->from);
    check_utf8(&event->to);
    check_utf8(&event->text);
    check_utf8(&event->reference);
    check_utf8(&event->client_id);
    check_utf8(&event->error);
    check_utf8(&event->session);
    check_utf8(&event->service_code);
    check_utf8(&event->input);
    check_utf8(&event->history);
    assert(event->state <= DELIVERY_ABSENT);
    assert(event->part >= 0 && event->parts >= 0);
}

static void fuzz_result(const struct provider *provider, const struct message *message,
                        const struct http_response *response)
{
    SCOPED(result_clear) struct result result = {0};

    if (!provider->result) return;
    provider->result(message, response, &result);
    assert((result.outcome == OUTCOME_ACCEPTED) == (result.reference_n > 0));
    assert(result.outcome != OUTCOME_ACCEPTED || !result.maybe_sent);
    assert(result.outcome != OUTCOME_UNKNOWN || result.maybe_sent);
    assert(result.retry_after >= 0 && result.retry_after <= USEC_DAY);
    check_utf8(&result.reason);
}

static void fuzz_status(const struct provider *provider, struct message *message,
                        const struct http_response *response)
{
    static const char *const references[] = {NULL, "SM1"};

    for (size_t i = 0; provider->status && i < COUNT(references); i++) {
        SCOPED(event_clear) struct event event = {0};

        message->reference = references[i];
        provider->status(message, response, &event);
        assert(event.type == EVENT_REPORT);
        check_event(&event);
    }
}

static void fuzz_receive(const struct provider *provider, const struct http_request *request)
{
    SCOPED(credentials_clear) struct credentials keys = {0};
    SCOPED(credentials_clear) struct credentials none = {0};
    const struct credentials *both[] = {&none, &keys};
    const struct ussd_screen screen = {.text = "Hoe gaat het?\n1 goed\n2 سيئ", .end = true};

    for (size_t i = 0; i < COUNT(key_names); i++)
        credentials_add(&keys, key_names[i], SECRET);
    describe(&none);
    describe(&keys);
    for (size_t i = 0; i < COUNT(both); i++) {
        SCOPED(receipt_clear) struct receipt receipt = {0};
        struct fault why = {0};
        enum rc rc = provider->receive(request, both[i], i ? &screen : NULL, 0, &receipt, &why);

        assert(receipt.answer.status >= 200 && receipt.answer.status <= 599);
        assert(rc == RC_OK || receipt.event_n == 0);
        assert(rc == RC_OK || why.text[0]);
        assert(!strstr(why.text, SECRET));
        assert(both[i] == &keys || !receipt.verified);
        for (size_t e = 0; e < receipt.event_n; e++)
            check_event(&receipt.events[e]);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    SCOPED(input_clear) struct input input = input_new(bytes, n);
    SCOPED(http_request_clear) struct http_request request = {.method = "POST"};
    SCOPED(http_response_clear) struct http_response response = {.status = input.number};
    SCOPED(credentials_clear) struct credentials credentials = {0};
    const struct provider *provider = provider_find(PROVIDER);
    struct message message = {.id = "0f8e7d6c5b4a39281706f5e4d3c2b1a0",
                              .to = "+31612345601",
                              .from = "7711",
                              .text = "Hoe gaat het?",
                              .credentials = &credentials};

    describe(&credentials);
    text_add(&request.url, input.url);
    text_add_bytes(&request.body, text_string(&input.body), input.body.n);
    text_add_bytes(&response.body, text_string(&input.body), input.body.n);
    for (size_t i = 0; i < COUNT(signature_headers); i++)
        http_header_add(&request.headers, signature_headers[i], input.signature);
    http_header_add(&request.headers, "MessageBird-Request-Timestamp", "0");
    http_header_add(&request.headers, "X-Sinch-Webhook-Signature-Nonce", "1");
    http_header_add(&request.headers, "X-Sinch-Webhook-Signature-Timestamp", "0");
    http_header_add(&request.headers, "webhook-id", "evt_demo1");
    http_header_add(&request.headers, "webhook-timestamp", "0");
    http_header_add(&response.headers, "Retry-After", input.signature);
    if (input.act[0] == 'G') request.method = "GET";
    if (input.act[0] == 'r')
        fuzz_result(provider, &message, &response);
    else if (input.act[0] == 's')
        fuzz_status(provider, &message, &response);
    else
        fuzz_receive(provider, &request);
    return 0;
}
