#include "providers/provider.h"

#include "providers/adapters/adapters.h"
#include "providers/phone.h"

#define NUMBER_DIGITS_MIN  7
#define NUMBER_DIGITS_MAX  15
#define SENDER_LETTERS_MAX 11

/* In order of name, a line each. */
/* clang-format off */
static const struct provider *const providers[] = {
    &provider_africastalking,
    &provider_africastalking_ussd,
    &provider_arkesel_ussd,
    &provider_bird,
    &provider_bird_channels,
    &provider_cm,
    &provider_generic,
    &provider_hubtel_ussd,
    &provider_infobip,
    &provider_infobip_ussd,
    &provider_kannel,
    &provider_messagebird,
    &provider_nalo_ussd,
    &provider_sandbox,
    &provider_sinch,
    &provider_spryng,
    &provider_spryng_v2,
    &provider_twilio,
    &provider_vonage,
    &provider_vonage_messages,
};
/* clang-format on */

const struct provider *provider_find(const char *name)
{
    for (size_t i = 0; i < COUNT(providers); i++)
        if (strcmp(providers[i]->name, name) == 0) return providers[i];
    return NULL;
}

const struct provider *const *provider_all(size_t *n)
{
    *n = COUNT(providers);
    return providers;
}

void credentials_add(struct credentials *credentials, const char *name, const char *value)
{
    credentials->at = mem_grow(credentials->at, credentials->n + 1, sizeof(*credentials->at));
    credentials->at[credentials->n++] = (struct credential){
        .name = mem_copy_string(name),
        .value = mem_copy_string(value),
    };
}

const char *credentials_find(const struct credentials *credentials, const char *name)
{
    for (size_t i = 0; i < credentials->n; i++)
        if (strcmp(credentials->at[i].name, name) == 0) return credentials->at[i].value;
    return NULL;
}

enum rc credentials_need(const struct credentials *credentials, const char *name, const char **out,
                         struct fault *why)
{
    const char *value = credentials_find(credentials, name);

    if (!value || !*value)
        return fault_set(why, RC_INVALID, "credential \"%s\" is missing; set it in the route",
                         name);
    *out = value;
    return RC_OK;
}

void credentials_add_base_url(const struct credentials *credentials, const char *usual,
                              struct text *url)
{
    const char *base = credentials_find(credentials, "base_url");
    size_t n;

    if (!base || !*base) base = usual;
    n = strlen(base);
    while (n > 0 && base[n - 1] == '/')
        n--;
    text_add_bytes(url, base, n);
}

void credentials_clear(struct credentials *credentials)
{
    if (!credentials) return;
    for (size_t i = 0; i < credentials->n; i++) {
        free(credentials->at[i].name);
        explicit_bzero(credentials->at[i].value, strlen(credentials->at[i].value));
        free(credentials->at[i].value);
    }
    free(credentials->at);
    *credentials = (struct credentials){0};
}

enum rc message_check(const struct message *message, struct fault *why)
{
    if (!*message->id) return fault_set(why, RC_INVALID, "the message has no id");
    if (!*message->to) return fault_set(why, RC_INVALID, "the message has no receiver");
    if (!*message->text) return fault_set(why, RC_INVALID, "the message has no text");
    return RC_OK;
}

static bool is_digits(const char *string, size_t n)
{
    return n > 0 && strspn(string, "0123456789") == n;
}

enum rc message_check_numbers(const struct message *message, const char *name, struct fault *why)
{
    const char *to = phone_without_plus(message->to), *from = phone_without_plus(message->from);
    size_t to_n = strlen(to), from_n = strlen(from);
    size_t from_max = is_digits(from, from_n) ? NUMBER_DIGITS_MAX : SENDER_LETTERS_MAX;

    if (!is_digits(to, to_n) || to_n < NUMBER_DIGITS_MIN || to_n > NUMBER_DIGITS_MAX)
        return fault_set(why, RC_INVALID, "%s: the receiver must be a number of %d to %d digits",
                         name, NUMBER_DIGITS_MIN, NUMBER_DIGITS_MAX);
    if (from_n == 0 || utf8_count(from, from_n) > from_max)
        return fault_set(why, RC_INVALID,
                         "%s: the sender must be 1 to %d characters or up to %d digits", name,
                         SENDER_LETTERS_MAX, NUMBER_DIGITS_MAX);
    return RC_OK;
}

int64_t message_validity(const struct message *message, usec unit)
{
    if (message->validity_for <= 0) return 0;
    return message->validity_for < unit ? 1 : message->validity_for / unit;
}

void result_add_reference(struct result *result, const char *reference)
{
    result->references =
        mem_grow(result->references, result->reference_n + 1, sizeof(*result->references));
    result->references[result->reference_n] = (struct text){.limit = PROVIDER_REFERENCE_BYTES_MAX};
    text_add(&result->references[result->reference_n], reference);
    result->reference_n++;
}

void result_clear(struct result *result)
{
    if (!result) return;
    for (size_t i = 0; i < result->reference_n; i++)
        text_clear(&result->references[i]);
    free(result->references);
    text_clear(&result->reason);
    *result = (struct result){0};
}

struct event *receipt_add(struct receipt *receipt, enum event_type type)
{
    if (receipt->event_n >= RECEIPT_EVENTS_MAX) return NULL;
    receipt->events = mem_grow(receipt->events, receipt->event_n + 1, sizeof(*receipt->events));
    receipt->events[receipt->event_n] = (struct event){.type = type};
    return &receipt->events[receipt->event_n++];
}

void event_clear(struct event *event)
{
    if (!event) return;
    text_wipe(&event->from);
    text_wipe(&event->to);
    text_wipe(&event->text);
    text_clear(&event->reference);
    text_clear(&event->client_id);
    text_clear(&event->concat_reference);
    text_clear(&event->error);
    text_clear(&event->session);
    text_clear(&event->service_code);
    text_wipe(&event->input);
    text_wipe(&event->history);
    *event = (struct event){0};
}

void receipt_clear(struct receipt *receipt)
{
    if (!receipt) return;
    for (size_t i = 0; i < receipt->event_n; i++)
        event_clear(&receipt->events[i]);
    free(receipt->events);
    http_response_clear(&receipt->answer);
    *receipt = (struct receipt){0};
}

const char *outcome_name(enum outcome outcome)
{
    switch (outcome) {
    case OUTCOME_UNKNOWN:
        return "unknown";
    case OUTCOME_ACCEPTED:
        return "accepted";
    case OUTCOME_RETRY:
        return "retry";
    case OUTCOME_THROTTLED:
        return "throttled";
    case OUTCOME_REJECTED:
        return "rejected";
    case OUTCOME_UNAUTHORISED:
        return "unauthorised";
    }
    return "unknown";
}

const char *delivery_name(enum delivery delivery)
{
    switch (delivery) {
    case DELIVERY_NONE:
        return "none";
    case DELIVERY_SENT:
        return "sent";
    case DELIVERY_UNKNOWN:
        return "unknown";
    case DELIVERY_EXPIRED:
        return "expired";
    case DELIVERY_FAILED:
        return "failed";
    case DELIVERY_DELIVERED:
        return "delivered";
    case DELIVERY_ABSENT:
        return "absent";
    }
    return "none";
}

const char *event_type_name(enum event_type type)
{
    switch (type) {
    case EVENT_INBOUND:
        return "inbound";
    case EVENT_REPORT:
        return "report";
    case EVENT_OPT_OUT:
        return "opt_out";
    case EVENT_USSD:
        return "ussd";
    }
    return "inbound";
}
