/* How many messages an adapter writes and answers it reads a second, and how many webhooks, on one core.
 *
 * What goes in are the adapter's own vectors, read beforehand: a new adapter is measured as soon as it has
 * some. usage: bench_adapters VECTORS [MILLISECONDS] */
#include <stdio.h>

#include "gateway/base/clock.h"
#include "gateway/cli/provider_json.h"
#include "providers/json.h"

#define MILLISECONDS_USUAL 200
#define BYTES_MAX          1000

/* The inputs of one act, and the file that lends them their strings. */
struct inputs {
    json_t *file;
    json_t **at;
    size_t n;
};

struct sending {
    struct message message;
    struct credentials credentials;
    struct http_response response;
};

struct webhook {
    struct http_request request;
    struct credentials credentials;
    struct ussd_screen screen;
    usec now;
};

/* What is of a usual length and not refused: limits are tried by some adapters' vectors and not by others',
 * and a refusal is quick. */
static bool is_taken(json_t *one)
{
    int64_t status;

    if (!json_at(one, "out")) return false;
    if (json_string_length(json_at(one, "in.text")) > BYTES_MAX ||
        json_string_length(json_at(one, "in.body")) > BYTES_MAX)
        return false;
    return !json_integer_at(one, "out.status", &status) || status == 200;
}

static struct inputs inputs_load(const char *vectors, const char *name, const char *act)
{
    struct inputs inputs = {0};
    SCOPED(text_clear) struct text path = {0};
    json_t *cases;

    text_addf(&path, "%s/%s/%s.json", vectors, name, act);
    inputs.file = json_load_file(text_string(&path), JSON_ALLOW_NUL, NULL);
    cases = json_at(inputs.file, "cases");
    for (size_t i = 0; i < json_array_size(cases); i++) {
        if (!is_taken(json_array_get(cases, i))) continue;
        inputs.at = mem_grow(inputs.at, inputs.n + 1, sizeof(json_t *));
        inputs.at[inputs.n++] = json_at(json_array_get(cases, i), "in");
    }
    return inputs;
}

static void inputs_clear(struct inputs *inputs)
{
    free(inputs->at);
    json_free(&inputs->file);
}

/* ---- Messages: render, then result ------------------------------------------------------------- */

/* Returns how many there are in `out`, which the caller frees. */
static size_t read_sendings(const struct inputs *render, const struct inputs *result,
                            struct sending **out)
{
    size_t n = result->n ? render->n : 0;

    *out = mem_new(n + 1, sizeof(**out));
    for (size_t i = 0; i < n; i++) {
        struct sending *sending = &(*out)[i];

        if (message_from_json(render->at[i], &sending->message, NULL) != RC_OK ||
            credentials_from_json(render->at[i], &sending->credentials, NULL) != RC_OK ||
            response_from_json(result->at[i % result->n], &sending->response, NULL) != RC_OK)
            return i;
        sending->message.credentials = &sending->credentials;
    }
    return n;
}

static void send(const struct provider *provider, const struct sending *sending)
{
    SCOPED(http_request_clear) struct http_request request = {0};
    SCOPED(result_clear) struct result result = {0};

    IGNORE(provider->render(&sending->message, &sending->credentials, &request, NULL)); /* timed */
    provider->result(&sending->message, &sending->response, &result);
}

/* A second's worth, measured over `span`; 0: there is nothing to measure. */
static double measure_sending(const struct provider *provider, const char *vectors, usec span)
{
    SCOPED(inputs_clear) struct inputs render = inputs_load(vectors, provider->name, "render");
    SCOPED(inputs_clear) struct inputs result = inputs_load(vectors, provider->name, "result");
    struct sending *sendings;
    size_t n = read_sendings(&render, &result, &sendings), done = 0;
    usec began = clock_monotonic(), passed = 0;

    for (; n && passed < span; passed = clock_monotonic() - began)
        for (size_t i = 0; i < n; i++, done++)
            send(provider, &sendings[i]);
    for (size_t i = 0; i < n; i++) {
        credentials_clear(&sendings[i].credentials);
        http_response_clear(&sendings[i].response);
    }
    free(sendings);
    return passed ? (double)done * USEC_SEC / (double)passed : 0;
}

/* ---- Webhooks ------------------------------------------------------------------------------------ */

static size_t read_webhooks(const struct inputs *inputs, struct webhook **out)
{
    *out = mem_new(inputs->n + 1, sizeof(**out));
    for (size_t i = 0; i < inputs->n; i++) {
        struct webhook *webhook = &(*out)[i];

        if (request_from_json(inputs->at[i], &webhook->request, NULL) != RC_OK ||
            credentials_from_json(inputs->at[i], &webhook->credentials, NULL) != RC_OK ||
            screen_from_json(inputs->at[i], &webhook->screen, NULL) != RC_OK ||
            now_from_json(inputs->at[i], &webhook->now, NULL) != RC_OK)
            return i;
    }
    return inputs->n;
}

static void receive(const struct provider *provider, const struct webhook *webhook)
{
    SCOPED(receipt_clear) struct receipt receipt = {0};

    IGNORE(provider->receive(&webhook->request, &webhook->credentials, &webhook->screen,
                             webhook->now, &receipt, NULL)); /* timed */
}

static double measure_receiving(const struct provider *provider, const char *vectors, usec span)
{
    SCOPED(inputs_clear) struct inputs inputs = inputs_load(vectors, provider->name, "receive");
    struct webhook *webhooks;
    size_t n = read_webhooks(&inputs, &webhooks), done = 0;
    usec began = clock_monotonic(), passed = 0;

    for (; n && passed < span; passed = clock_monotonic() - began)
        for (size_t i = 0; i < n; i++, done++)
            receive(provider, &webhooks[i]);
    for (size_t i = 0; i < n; i++) {
        http_request_clear(&webhooks[i].request);
        credentials_clear(&webhooks[i].credentials);
    }
    free(webhooks);
    return passed ? (double)done * USEC_SEC / (double)passed : 0;
}

static void print_rate(double rate, const char *of)
{
    if (rate > 0)
        printf(" %9.0f %s/s", rate, of);
    else
        printf(" %9s %s/s", "-", of);
}

int main(int argc, char **argv)
{
    size_t n, unmeasured = 0;
    const struct provider *const *all = provider_all(&n);
    usec span = (argc > 2 ? strtol(argv[2], NULL, 10) : MILLISECONDS_USUAL) * USEC_MS;

    if (argc < 2) {
        fputs("usage: bench_adapters VECTORS [MILLISECONDS]\n", stderr);
        return 2;
    }
    for (size_t i = 0; i < n; i++) {
        bool sends = all[i]->render != NULL, receives = all[i]->receive != NULL;
        double sent = sends ? measure_sending(all[i], argv[1], span) : 0;
        double received = receives ? measure_receiving(all[i], argv[1], span) : 0;

        printf("%-20s", all[i]->name);
        print_rate(sent, "render+result");
        print_rate(received, "receive");
        putchar('\n');
        unmeasured += (sends && sent == 0) || (receives && received == 0);
    }
    if (unmeasured) fprintf(stderr, "%zu adapters have no vectors to measure with\n", unmeasured);
    return unmeasured > 0;
}
