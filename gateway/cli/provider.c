/* provider: the adapters by hand, one JSON object a line in and out. */
#include "providers/provider.h"

#include "gateway/base/clock.h"
#include "gateway/cli/cli.h"
#include "gateway/cli/provider_json.h"

/* A line holds a webhook's body, escaped. */
#define LINE_BYTES_MAX ((size_t)4 << 20)

typedef enum rc answer_fn(const struct provider *provider, json_t *in, struct text *out,
                          struct fault *why);

static enum rc add_missing(enum rc rc, struct text *out)
{
    if (rc != RC_MISSING) return rc;
    text_add(out, "{\"unsupported\":true}");
    return RC_OK;
}

static enum rc answer_render(const struct provider *provider, json_t *in, struct text *out,
                             struct fault *why)
{
    SCOPED(http_request_clear) struct http_request request = {0};
    SCOPED(credentials_clear) struct credentials credentials = {0};
    struct message message;

    TRY(message_from_json(in, &message, why));
    TRY(credentials_from_json(in, &credentials, why));
    TRY(provider->render(&message, &credentials, &request, why));
    text_add_request(out, &request);
    return RC_OK;
}

static enum rc answer_result(const struct provider *provider, json_t *in, struct text *out,
                             struct fault *why)
{
    SCOPED(http_response_clear) struct http_response response = {0};
    SCOPED(result_clear) struct result result = {0};
    SCOPED(credentials_clear) struct credentials credentials = {0};
    struct message message;

    TRY(message_from_json(in, &message, why));
    TRY(credentials_from_json(in, &credentials, why));
    message.credentials = &credentials;
    TRY(response_from_json(in, &response, why));
    provider->result(&message, &response, &result);
    text_add_result(out, &result);
    return RC_OK;
}

static enum rc answer_receive(const struct provider *provider, json_t *in, struct text *out,
                              struct fault *why)
{
    SCOPED(http_request_clear) struct http_request request = {0};
    SCOPED(credentials_clear) struct credentials credentials = {0};
    SCOPED(receipt_clear) struct receipt receipt = {0};
    struct ussd_screen screen;
    enum rc rc;
    usec now;

    TRY(now_from_json(in, &now, why));
    TRY(request_from_json(in, &request, why));
    TRY(credentials_from_json(in, &credentials, why));
    TRY(screen_from_json(in, &screen, why));
    rc = provider->receive(&request, &credentials, &screen, now, &receipt, why);
    /* What it refuses is an answer like another; only our own failure ends the command. */
    if (rc != RC_OK && rc != RC_DENIED && rc != RC_INVALID) return rc;
    text_add_receipt(out, &receipt);
    return RC_OK;
}

static enum rc answer_lookup(const struct provider *provider, json_t *in, struct text *out,
                             struct fault *why)
{
    SCOPED(http_request_clear) struct http_request request = {0};
    SCOPED(credentials_clear) struct credentials credentials = {0};
    struct message message;
    enum rc rc = RC_MISSING;

    TRY(message_from_json(in, &message, why));
    TRY(credentials_from_json(in, &credentials, why));
    if (provider->lookup) rc = provider->lookup(&message, &credentials, &request, why);
    if (rc == RC_OK) text_add_request(out, &request);
    return add_missing(rc, out);
}

static enum rc answer_status(const struct provider *provider, json_t *in, struct text *out,
                             struct fault *why)
{
    SCOPED(http_response_clear) struct http_response response = {0};
    SCOPED(event_clear) struct event event = {.type = EVENT_REPORT};
    SCOPED(credentials_clear) struct credentials credentials = {0};
    struct message message;

    if (!provider->status) return add_missing(RC_MISSING, out);
    TRY(object_from_json(in, "lookup", why));
    TRY(object_from_json(in, "response", why));
    TRY(message_from_json(json_object_get(in, "lookup"), &message, why));
    TRY(credentials_from_json(json_object_get(in, "lookup"), &credentials, why));
    message.credentials = &credentials;
    TRY(now_from_json(in, &message.now, why));
    TRY(response_from_json(json_object_get(in, "response"), &response, why));
    provider->status(&message, &response, &event);
    text_add_event(out, &event);
    return RC_OK;
}

/* What each act needs of a provider; `lookup` and `status` answer "unsupported" by themselves. */
static const struct {
    const char *name;
    unsigned needs;
    answer_fn *answer;
} acts[] = {
    {"lookup",  0,           answer_lookup },
    {"receive", CAN_RECEIVE, answer_receive},
    {"render",  CAN_RENDER,  answer_render },
    {"result",  CAN_RESULT,  answer_result },
    {"status",  0,           answer_status },
};

static int list(void)
{
    size_t n;
    const struct provider *const *all = provider_all(&n);

    for (size_t i = 0; i < n; i++) {
        SCOPED(text_clear) struct text line = {0};

        text_add_provider(&line, all[i]);
        puts(text_string(&line));
    }
    return fflush(stdout) != 0;
}

static int unknown_provider(const char *name)
{
    SCOPED(text_clear) struct text names = {0};
    size_t n;
    const struct provider *const *all = provider_all(&n);

    for (size_t i = 0; i < n; i++)
        text_addf(&names, "%s%s", i ? ", " : "", all[i]->name);
    return cli_misuse(&command_provider, "there is no provider \"%s\"; there are: %s", name,
                      text_string(&names));
}

static enum rc answer_line(const struct provider *provider, answer_fn *answer,
                           const struct text *line, struct text *out, struct fault *why)
{
    json_error_t error;
    json_t *in = json_loadb(text_string(line), line->n, JSON_ALLOW_NUL, &error);
    enum rc rc;

    if (!json_is_object(in)) {
        rc = fault_set(why, RC_INVALID, "not a JSON object (column %d)", in ? 1 : error.column);
    } else {
        rc = answer(provider, in, out, why);
    }
    json_decref(in);
    text_add_char(out, '\n');
    return rc;
}

static bool is_blank(const struct text *line)
{
    return strspn(text_string(line), " \t\r") == line->n;
}

static int answer_lines(const struct provider *provider, answer_fn *answer)
{
    SCOPED(text_wipe) struct text line = {.limit = LINE_BYTES_MAX};

    for (unsigned long at = 1; cli_read_line(&line); at++) {
        SCOPED(text_wipe) struct text out = {.limit = 8 * LINE_BYTES_MAX};
        struct fault why = {0}, where = {0};

        if (is_blank(&line)) continue;
        if (text_over(&line)) {
            IGNORE(fault_set(&why, RC_INVALID, "longer than %zu bytes", LINE_BYTES_MAX));
        } else if (answer_line(provider, answer, &line, &out, &why) == RC_OK) {
            fwrite(text_string(&out), 1, out.n, stdout);
            continue;
        }
        fflush(stdout); /* the answers before the broken line stay true */
        IGNORE(fault_set(&where, RC_INVALID, "line %lu: %.480s", at, why.text));
        return cli_fail(&command_provider, &where);
    }
    return fflush(stdout) != 0 || ferror(stdin) ? 1 : 0;
}

static int run_provider(const struct cli *cli, int argc, char **argv)
{
    const struct provider *provider;

    (void)cli;
    if (argc == 2 && strcmp(argv[1], "list") == 0) return list();
    if (argc != 3) return cli_misuse(&command_provider, "say list, or what to do and a NAME");
    provider = provider_find(argv[2]);
    if (!provider) return unknown_provider(argv[2]);
    for (size_t i = 0; i < COUNT(acts); i++) {
        if (strcmp(acts[i].name, argv[1]) != 0) continue;
        if ((provider->can & acts[i].needs) != acts[i].needs)
            return cli_misuse(&command_provider, "%s cannot %s", provider->name, argv[1]);
        return answer_lines(provider, acts[i].answer);
    }
    return cli_misuse(&command_provider, "there is nothing called \"%s\" to do", argv[1]);
}

const struct command command_provider = {
    .name = "provider",
    .summary = "try a provider's wire format by hand",
    .usage =
        "Usage: vangnet provider list\n"
        "       vangnet provider render|result|receive|lookup|status NAME < OBJECTS\n\n"
        "Reads one JSON object a line and writes one a line; sends nothing.\n"
        "  list     the providers, and what each can\n"
        "  render   a message {id, to, from, text, validity_s, callback_url, credentials, now}\n"
        "           -> the HTTP request that sends it\n"
        "  result   the answer to that request {status, headers, body, now} -> what it means;\n"
        "           for `generic` with {credentials} and {id}\n"
        "  receive  a webhook {url, method, headers, body, credentials, now, reply}\n"
        "           -> what to answer, and the events in it\n"
        "  lookup   {id, reference, from, to, text, sent_at, credentials, now}\n"
        "           -> the request that asks what became of a message, or {\"unsupported\":true}\n"
        "  status   {lookup: the same, response: {status, headers, body}, now} -> a report\n"
        "Times are UTC, 2026-04-02T08:30:00Z.\n\n"
        "Example: echo '{\"id\":\"0f8e7d6c5b4a39281706f5e4d3c2b1a0\",\"to\":\"+31612345678\","
        "\"from\":\"Vangnet\",\"text\":\"Hoe gaat het?\",\"credentials\":{}}' |\n"
        "         vangnet provider render sandbox\n",
    .run = run_provider,
};
