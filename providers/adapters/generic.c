/* Generic: a provider that nobody here has heard of, described by the operator.
 *
 * Its answers mean what the rules of the description say, failures first, so that a careless rule for
 * "accepted" hides none. What no rule names is what its HTTP status says, or unknown; never accepted. */
#include "providers/adapters/generic.h"

#include "providers/adapters/adapters.h"
#include "providers/outcome.h"

#define REFERENCES_MAX 32

static const struct {
    const char *key;
    enum outcome outcome;
} rules[] = {
    {"opt_out",      OUTCOME_REJECTED    },
    {"unauthorised", OUTCOME_UNAUTHORISED},
    {"throttled",    OUTCOME_THROTTLED   },
    {"rejected",     OUTCOME_REJECTED    },
    {"retry",        OUTCOME_RETRY       },
    {"accepted",     OUTCOME_ACCEPTED    },
};

static struct said said_by(const struct http_response *response, json_t *json)
{
    return (struct said){.status = response->status,
                         .json = json,
                         .top = json,
                         .headers = &response->headers,
                         .body = &response->body};
}

/* Ids at the provider, or ours where it has none. */
static void add_references(const struct message *message, const struct said *said,
                           struct result *out)
{
    const char *field = credentials_find(message->credentials, "reference");
    json_t *parts[REFERENCES_MAX];
    size_t n = 0;

    if (!field && message->id && *message->id) result_add_reference(out, message->id);
    if (field && strchr(field, '*') && !strchr(field, '='))
        n = field_all(said->json, field, parts, COUNT(parts));
    for (size_t i = 0; i < n; i++) {
        SCOPED(text_clear) struct text part = {0};

        if (json_add_to(&part, parts[i]) && part.n) result_add_reference(out, text_string(&part));
    }
    if (n == 0) {
        SCOPED(text_clear) struct text one = {0};

        if (field_add_to(&one, field, said) && one.n) result_add_reference(out, text_string(&one));
    }
}

static void accept(const struct message *message, const struct said *said, struct result *out)
{
    add_references(message, said, out);
    if (out->reference_n > 0) {
        out->outcome = OUTCOME_ACCEPTED;
        out->maybe_sent = false;
        text_reset(&out->reason);
        return;
    }
    /* Taken, but by what name? Only its report or a look-up can tell. */
    out->outcome = OUTCOME_UNKNOWN;
    out->maybe_sent = true;
    text_reset(&out->reason);
    text_addf(&out->reason, "HTTP %d: accepted without a reference", said->status);
}

/* A refusal in the provider's own words was not sent; of one to be tried again nobody knows, unless the
 * description or the status says so. */
static void refuse(enum outcome outcome, const struct message *message, const struct said *said,
                   struct result *out)
{
    bool is_success = said->status >= 200 && said->status < 300;

    if (outcome != OUTCOME_RETRY) out->maybe_sent = false;
    out->outcome = outcome;
    out->opt_out = rule_fits(credentials_find(message->credentials, "opt_out"), said);
    if (!is_success) return;
    text_reset(&out->reason);
    text_addf(&out->reason, "HTTP %d: %s", said->status, outcome_name(outcome));
}

/* Puts the provider's own code in front, and reads how long to wait. */
static void add_details(const struct credentials *credentials, const struct said *said,
                        struct result *out)
{
    SCOPED(text_clear) struct text code = {0};
    SCOPED(text_clear) struct text reason = {0};
    SCOPED(text_clear) struct text span = {0};
    unsigned long long seconds;

    if (field_add_to(&code, credentials_find(credentials, "code"), said) &&
        text_add_code(&reason, text_string(&code))) {
        text_addf(&reason, ": %s", text_string(&out->reason));
        text_reset(&out->reason);
        text_add(&out->reason, text_string(&reason));
    }
    if (!field_add_to(&span, credentials_find(credentials, "retry_after"), said)) return;
    seconds = strtoull(text_string(&span), NULL, 10);
    if (strspn(text_string(&span), "0123456789") != span.n || seconds == 0) return;
    out->retry_after = seconds > USEC_DAY / USEC_SEC ? USEC_DAY : (usec)seconds * USEC_SEC;
}

static void generic_result(const struct message *message, const struct http_response *response,
                           struct result *out)
{
    SCOPED(json_free) json_t *json = json_read(&response->body);
    struct said said = said_by(response, json);
    const char *maybe_sent;

    result_from_status(out, response, message->now);
    if (!message->credentials || response->status == 0) return;
    for (size_t i = 0; i < COUNT(rules); i++) {
        if (!rule_fits(credentials_find(message->credentials, rules[i].key), &said)) continue;
        if (rules[i].outcome == OUTCOME_ACCEPTED)
            accept(message, &said, out);
        else
            refuse(rules[i].outcome, message, &said, out);
        break;
    }
    maybe_sent = credentials_find(message->credentials, "maybe_sent");
    if (maybe_sent && out->outcome == OUTCOME_RETRY) out->maybe_sent = rule_fits(maybe_sent, &said);
    if (out->outcome != OUTCOME_ACCEPTED) add_details(message->credentials, &said, out);
}

/* What is said of a look-up where it has no key of its own is what is said of reports. */
static const char *find_either(const struct credentials *credentials, const char *key,
                               const char *other)
{
    const char *value = credentials_find(credentials, key);

    return value ? value : credentials_find(credentials, other);
}

static void generic_status(const struct message *message, const struct http_response *response,
                           struct event *out)
{
    const struct credentials *credentials = message->credentials;
    SCOPED(json_free) json_t *json = json_read(&response->body);
    struct said said = said_by(response, json);
    SCOPED(text_clear) struct text word = {0};
    SCOPED(text_clear) struct text error = {0};

    out->type = EVENT_REPORT;
    if (!credentials) return;
    if (rule_fits(credentials_find(credentials, "lookup_absent"), &said)) {
        out->state = DELIVERY_ABSENT;
        return;
    }
    if (response->status < 200 || response->status > 299 ||
        !field_add_to(&word, find_either(credentials, "lookup_state", "report_state"), &said))
        return;
    out->state = generic_state(credentials, text_string(&word));
    if (!field_add_to(&out->reference, credentials_find(credentials, "lookup_reference"), &said) &&
        message->reference)
        text_add(&out->reference, message->reference);
    if (field_add_to(&error, find_either(credentials, "lookup_error", "report_error"), &said))
        text_add_code(&out->error, text_string(&error));
}

const struct provider provider_generic = {
    .name = "generic",
    .can = CAN_RENDER | CAN_RESULT | CAN_RECEIVE | CAN_LOOKUP | CAN_STATUS,
    .check = generic_check,
    .render = generic_render,
    .result = generic_result,
    .receive = generic_receive,
    .lookup = generic_lookup,
    .status = generic_status,
};
