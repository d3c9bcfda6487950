#include "gateway/base/clock.h"
#include "providers/adapters/generic.h"
#include "providers/signature.h"
#include "providers/sms.h"

const char *generic_method(const char *line, const char **rest)
{
    static const char *const methods[] = {"GET", "POST", "PUT"};
    size_t n = strcspn(line, " ");

    *rest = line + n + strspn(line + n, " ");
    for (size_t i = 0; i < COUNT(methods); i++)
        if (n == strlen(methods[i]) && strncmp(line, methods[i], n) == 0) return methods[i];
    return NULL;
}

static void add_string(struct values *values, const char *name, const char *value)
{
    values_add(values, name, value, strlen(value));
}

static void add_number(struct values *values, const char *name, int64_t number)
{
    char digits[24] = "";

    if (number > 0) snprintf(digits, sizeof(digits), "%lld", (long long)number);
    add_string(values, name, digits);
}

/* A number without its plus; a name stays. */
static const char *without_plus(const char *number)
{
    return *number == '+' ? number + 1 : number;
}

static void add_moment(struct values *values, const char *name, usec at)
{
    char written[32] = "";

    if (at) clock_write(at, written);
    add_string(values, name, written);
}

void generic_add_message(struct values *values, const struct message *message)
{
    struct sms_size size = sms_measure(message->text, strlen(message->text));
    SCOPED(text_clear) struct text to_00 = {0};

    text_addf(&to_00, "%s%s", *message->to == '+' ? "00" : "", without_plus(message->to));
    add_string(values, "id", message->id);
    add_string(values, "to", message->to);
    add_string(values, "to_digits", without_plus(message->to));
    add_string(values, "to_00", text_string(&to_00));
    add_string(values, "from", message->from);
    add_string(values, "from_digits", without_plus(message->from));
    add_string(values, "text", message->text);
    add_string(values, "callback_url", message->callback_url ? message->callback_url : "");
    add_number(values, "validity_s", message_validity(message, USEC_SEC));
    add_number(values, "validity_min", message_validity(message, USEC_MIN));
    add_string(values, "unicode", size.encoding == SMS_UCS2 ? "true" : "");
    add_string(values, "gsm", size.encoding == SMS_GSM7 ? "true" : "");
    add_number(values, "parts", (int64_t)size.segments);
    add_string(values, "reference", message->reference ? message->reference : "");
    add_moment(values, "now", message->now);
    add_moment(values, "sent_at", message->sent_at);
}

/* "POST /messages" behind base_url, or "POST https://…". */
static void add_line(const char *line, const struct values *values, struct http_request *out)
{
    const char *url;

    out->method = generic_method(line, &url);
    if (*url == '/') credentials_add_base_url(values->credentials, "", &out->url);
    template_add(&out->url, url, values, ESCAPE_URL);
}

/* "Name: value", a line each. */
static void add_headers(const struct values *values, struct http_request *out)
{
    const char *at = credentials_find(values->credentials, "headers");
    const char *end = at ? at + strlen(at) : NULL;
    size_t n;

    for (; at && (n = piece_next(&at, end, "\n")) > 0; at += n) {
        SCOPED(text_wipe) struct text line = {0};
        SCOPED(text_wipe) struct text value = {0};
        char *colon;

        text_add_bytes(&line, at, n);
        colon = strchr(line.at, ':');
        if (!colon) continue;
        *colon = '\0';
        template_add(&value, colon + 1 + strspn(colon + 1, " "), values, ESCAPE_HEADER);
        if (value.n) http_header_add(&out->headers, line.at, text_string(&value));
    }
}

static void add_basic(const struct values *values, struct http_request *out)
{
    const char *basic = credentials_find(values->credentials, "basic");
    SCOPED(text_wipe) struct text pair = {0};
    SCOPED(text_wipe) struct text value = {0};

    if (!basic) return;
    template_add(&pair, basic, values, ESCAPE_NONE);
    text_add(&value, "Basic ");
    text_add_base64(&value, text_string(&pair), pair.n);
    http_header_add(&out->headers, "Authorization", text_string(&value));
}

static const struct body_type {
    const char *name, *content_type;
    enum escape escape;
} body_types[] = {
    {"json", "application/json",                  ESCAPE_JSON},
    {"form", "application/x-www-form-urlencoded", ESCAPE_URL },
    {"xml",  "application/xml; charset=utf-8",    ESCAPE_XML },
    {"text", "text/plain; charset=utf-8",         ESCAPE_NONE},
};

/* Where nothing is said, a brace tells JSON from a form. */
static const struct body_type *find_body_type(const char *name, const char *body)
{
    if (!name) return &body_types[strchr("{[", body[strspn(body, " \t\n")]) ? 0 : 1];
    for (size_t i = 0; i < COUNT(body_types); i++)
        if (strcmp(body_types[i].name, name) == 0) return &body_types[i];
    return NULL;
}

bool generic_is_body_type(const char *name)
{
    return find_body_type(name, "") != NULL;
}

bool generic_is_json(const struct credentials *credentials, const char *body)
{
    return find_body_type(credentials_find(credentials, "body_type"), body)->escape == ESCAPE_JSON;
}

static void add_body(const char *key, const struct values *values, struct http_request *out)
{
    const char *body = credentials_find(values->credentials, key);
    const struct body_type *type;

    if (!body) return;
    type = find_body_type(credentials_find(values->credentials, "body_type"), body);
    template_add(&out->body, body, values, type->escape);
    if (!http_header_find(&out->headers, "Content-Type"))
        http_header_add(&out->headers, "Content-Type", type->content_type);
}

static void add_request(const char *line_key, const char *body_key, const struct message *message,
                        const struct credentials *credentials, struct http_request *out)
{
    SCOPED(values_clear) struct values values = {.credentials = credentials};

    generic_add_message(&values, message);
    add_line(credentials_find(credentials, line_key), &values, out);
    add_basic(&values, out);
    add_headers(&values, out);
    add_body(body_key, &values, out);
}

enum rc generic_render(const struct message *message, const struct credentials *credentials,
                       struct http_request *out, struct fault *why)
{
    const char *name;

    TRY(message_check(message, why));
    TRY(generic_check(credentials, &name, why));
    add_request("send", "body", message, credentials, out);
    if (text_over(&out->body)) return fault_set(why, RC_INVALID, "generic: the text is too long");
    return RC_OK;
}

enum rc generic_lookup(const struct message *message, const struct credentials *credentials,
                       struct http_request *out, struct fault *why)
{
    const char *lookup = credentials_find(credentials, "lookup");
    const char *body = credentials_find(credentials, "lookup_body");
    bool needs_reference = (lookup && template_uses(lookup, "reference")) ||
                           (body && template_uses(body, "reference"));
    const char *name;

    if (!lookup || (needs_reference && !(message->reference && *message->reference)))
        return fault_set(why, RC_MISSING, "generic: this message cannot be looked up");
    TRY(generic_check(credentials, &name, why));
    add_request("lookup", "lookup_body", message, credentials, out);
    return RC_OK;
}
