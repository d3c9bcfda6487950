/* Kannel 1.4, the open-source SMS gateway: the way to SMPP, modems and any carrier.
 *
 * Texts go to its `sendsms`; its answer holds no id, so our id in the callback is the only link to a
 * report. What it appends to that callback, and how replies come, the operator writes in kannel.conf:
 * docs/providers.md, "Kannel", has the lines and the source of every table. Nothing is signed. A
 * webhook's answer has no body, since Kannel would send it to the family. */
#include <strings.h>

#include "providers/adapters/adapters.h"
#include "providers/fields.h"
#include "providers/outcome.h"
#include "providers/sms.h"
#include "providers/utf16.h"

#define KANNEL_BASE_URL    "http://127.0.0.1:13013"
#define SENDER_LETTERS_MAX 11
/* What `max-messages` of the sendsms-user is to be: Kannel cuts off what does not fit. */
#define PARTS_MAX 10
/* Delivered, failed, buffered, handed over, refused. */
#define DLR_MASK "31"
/* SMPP's statuses are numbers of two bytes. */
#define REFUSAL_MAX 0xFFFF
/* Filled in by Kannel when it calls: the kind of report, what the network said. */
#define DLR_FIELDS "dlr=%d&answer=%A&smsc_id=%F&id=%I"

/* Its answers, by how they begin; the words are ours. */
static const struct {
    int status;
    const char *start;
    enum outcome outcome;
    bool maybe_sent;
    const char *words;
} answers[] = {
    {202, "0: ",                            OUTCOME_ACCEPTED,     false, ""                                            },
    {202, "3: ",                            OUTCOME_ACCEPTED,     false, ""                                            },
    {202, "Sent.",                          OUTCOME_UNKNOWN,      true,
     "answered before it was taken; take immediate-sendsms-reply out of kannel.conf"                                   },
    {400, "Charset or body misformed",      OUTCOME_REJECTED,     false, "the text cannot be read"                     },
    {400, "DLR-URL field misformed",        OUTCOME_REJECTED,     false,
     "the callback URL is no http(s) address"                                                                          },
    {400, "Empty receiver number",          OUTCOME_REJECTED,     false, "the receiver is missing"                     },
    {400, "Missing receiver number",        OUTCOME_REJECTED,     false, "the receiver is missing"                     },
    {400, "Number(s) has/have been denied", OUTCOME_REJECTED,     false,
     "the number is not allowed by Kannel's lists"                                                                     },
    {400, "Sender missing and no global",   OUTCOME_REJECTED,     false, "the sender is missing"                       },
    {403, "Authorization failed",           OUTCOME_UNAUTHORISED, false,
     "user name, password or address is refused"                                                                       },
    {403, "Not routable",                   OUTCOME_REJECTED,     false, "no connection of Kannel carries this message"},
    {404, "Unknown request",                OUTCOME_UNAUTHORISED, false, "there is no sendsms at base_url"             },
    {503, "Temporal failure",               OUTCOME_RETRY,        false, "Kannel cannot take it now"                   },
};

/* The kinds of report. 32, an intermediate notice of SMPP, is not asked for. */
static const struct word_state states[] = {
    {"1",  DELIVERY_DELIVERED},
    {"2",  DELIVERY_FAILED   },
    {"4",  DELIVERY_SENT     },
    {"8",  DELIVERY_SENT     },
    {"16", DELIVERY_FAILED   },
    {"32", DELIVERY_SENT     },
};

/* What SMPP says in "stat:" where Kannel only says failed. */
static const struct word_state failures[] = {
    {"EXPIRED", DELIVERY_EXPIRED},
    {"DELETED", DELIVERY_FAILED },
    {"REJECTD", DELIVERY_FAILED },
    {"UNDELIV", DELIVERY_FAILED },
};

/* Our callback as it is, then Kannel's fields. A "%" of ours is doubled, or Kannel would fill it in. */
static void add_callback(struct text *query, const char *callback_url)
{
    SCOPED(text_clear) struct text url = {0};

    for (const char *at = callback_url; *at; at++) {
        text_add_char(&url, *at);
        if (*at == '%') text_add_char(&url, '%');
    }
    text_add(&url, strchr(callback_url, '?') ? "&" DLR_FIELDS : "?" DLR_FIELDS);
    text_add_field(query, "dlr-mask", DLR_MASK);
    text_add_field(query, "dlr-url", text_string(&url));
}

static enum rc check_message(const struct message *message, const struct sms_size *size,
                             struct fault *why)
{
    const char *from = message->from;

    TRY(message_check(message, why));
    if (from[strspn(from, "+0123456789")] && utf8_count(from, strlen(from)) > SENDER_LETTERS_MAX)
        return fault_set(why, RC_INVALID, "kannel: the sender is longer than %d characters",
                         SENDER_LETTERS_MAX);
    if (size->segments > PARTS_MAX)
        return fault_set(why, RC_INVALID, "kannel: the text needs more than %d parts; shorten it",
                         PARTS_MAX);
    return RC_OK;
}

static enum rc kannel_render(const struct message *message, const struct credentials *credentials,
                             struct http_request *out, struct fault *why)
{
    struct sms_size size = sms_measure(message->text, strlen(message->text));
    const char *smsc = credentials_find(credentials, "smsc");
    int64_t validity = message_validity(message, USEC_MIN);
    const char *username, *password;
    char minutes[24];

    TRY(check_message(message, &size, why));
    TRY(credentials_need(credentials, "username", &username, why));
    TRY(credentials_need(credentials, "password", &password, why));
    out->method = "GET";
    credentials_add_base_url(credentials, KANNEL_BASE_URL, &out->url);
    text_add(&out->url, "/cgi-bin/sendsms?");
    text_add_field(&out->url, "username", username);
    text_add_field(&out->url, "password", password);
    if (*message->from) text_add_field(&out->url, "from", message->from);
    text_add_field(&out->url, "to", message->to);
    text_add_field(&out->url, "text", message->text);
    /* Left to itself Kannel sends GSM 7-bit, with a "?" for every other letter. */
    text_add_field(&out->url, "coding", size.encoding == SMS_GSM7 ? "0" : "2");
    text_add_field(&out->url, "charset", "UTF-8");
    if (validity > 0) {
        snprintf(minutes, sizeof(minutes), "%lld", (long long)validity);
        text_add_field(&out->url, "validity", minutes);
    }
    if (smsc && *smsc) text_add_field(&out->url, "smsc", smsc);
    if (message->callback_url) add_callback(&out->url, message->callback_url);
    return RC_OK;
}

static void kannel_result(const struct message *message, const struct http_response *response,
                          struct result *out)
{
    const char *body = text_string(&response->body);

    result_from_status(out, response, message->now);
    for (size_t i = 0; i < COUNT(answers); i++) {
        if (answers[i].status != response->status ||
            strncmp(answers[i].start, body, strlen(answers[i].start)) != 0)
            continue;
        out->outcome = answers[i].outcome;
        out->maybe_sent = answers[i].maybe_sent;
        text_reset(&out->reason);
        if (out->outcome != OUTCOME_ACCEPTED)
            text_addf(&out->reason, "%d: %s", answers[i].status, answers[i].words);
        else if (message->id && *message->id)
            result_add_reference(out, message->id);
    }
}

/* Adds the word behind `name` in the network's answer, such as "EXPIRED" behind "stat:". */
static bool add_word(struct text *text, const char *answer, const char *name)
{
    const char *at = strcasestr(answer, name);

    return at && text_add_code(text, at + strlen(name));
}

/* "NACK/0x0000000b/Invalid Destination Address": SMPP's status, without its zeros. */
static bool add_refusal(struct text *text, const char *answer)
{
    static const char start[] = "NACK/0x";
    unsigned long code;

    if (strncmp(answer, start, strlen(start)) != 0) return false;
    code = strtoul(answer + strlen(start), NULL, 16);
    if (code > REFUSAL_MAX) return false;
    text_addf(text, "0x%lx", code);
    return true;
}

static void read_failure(struct event *event, const char *dlr, const char *answer)
{
    SCOPED(text_clear) struct text code = {0};

    if (add_word(&event->error, answer, "stat:")) {
        event->state = word_state_find(failures, COUNT(failures), text_string(&event->error));
        if (add_word(&code, answer, "err:"))
            text_addf(&event->error, ": error %s", text_string(&code));
    } else if (!add_refusal(&event->error, answer)) {
        text_add_code(&event->error, dlr);
    }
}

/* The message is known by our id alone: what Kannel calls it was never told before. */
static void read_report(const struct form *query, const char *dlr, struct receipt *out)
{
    const struct text *id = form_find(query, "m");
    const char *answer = form_string(query, "answer");
    struct event *event;

    if (!id || id->n == 0) return; /* nobody knows whose it is */
    event = receipt_add(out, EVENT_REPORT);
    if (!event) return;
    form_add_to(&event->client_id, id);
    event->state = word_state_find(states, COUNT(states), dlr);
    if (event->state == DELIVERY_FAILED) read_failure(event, dlr, answer ? answer : "");
}

/* A field of the query (get-url), or else a header (post-url); NULL where neither says anything. */
static const char *field(const struct http_request *request, const struct form *query,
                         const char *name, const char *header)
{
    const char *value = form_string(query, name);

    return value ? value : http_header_find(&request->headers, header);
}

/* The header of a part comes URL-encoded; the user guide says hex. */
static void add_udh(struct text *udh, const struct http_request *request, const struct form *query)
{
    const struct text *field = form_find(query, "udh");
    const char *header = http_header_find(&request->headers, "X-Kannel-UDH");
    SCOPED(form_clear) struct form decoded = {0};
    SCOPED(text_clear) struct text pair = {0};
    bool is_hex = header && header[strspn(header, "0123456789abcdefABCDEF")] == '\0';

    if (field) text_add_bytes(udh, text_string(field), field->n);
    if (field || !header) return;
    text_add(&pair, "udh=");
    for (size_t i = 0; header[i]; i++) {
        if (is_hex && i % 2 == 0) text_add_char(&pair, '%');
        text_add_char(&pair, header[i]);
    }
    form_read(&decoded, text_string(&pair), pair.n);
    field = form_find(&decoded, "udh");
    text_add_bytes(udh, text_string(field), field->n);
}

/* Kannel joins the parts of a long text; one that comes alone after all says which it is. Source: 3GPP
 * TS 23.040, 9.2.3.24.1 and 9.2.3.24.8. */
static void read_part(const struct text *udh, struct event *event)
{
    const unsigned char *at = (const unsigned char *)text_string(udh);

    for (size_t i = 1; i + 1 < udh->n && i + 1 + at[i + 1] < udh->n; i += 2U + at[i + 1]) {
        const unsigned char *value = at + i + 2;
        size_t n = at[i + 1];
        bool is_concat = (at[i] == 0x00 && n == 3) || (at[i] == 0x08 && n == 4);

        if (!is_concat || value[n - 1] == 0 || value[n - 1] > value[n - 2]) continue;
        text_addf(&event->concat_reference, "%u", n == 3 ? value[0] : value[0] << 8 | value[1]);
        event->parts = value[n - 2];
        event->part = value[n - 1];
        return;
    }
}

static void add_reply_text(struct text *out, const struct text *text, const char *charset,
                           const char *coding)
{
    bool is_utf16 = charset ? strcasestr(charset, "UTF-16") != NULL : coding && *coding == '2';

    if (is_utf16)
        text_add_utf16(out, text_string(text), text->n);
    else
        form_add_to(out, text);
}

static enum rc read_reply(const struct http_request *request, const struct form *query,
                          struct receipt *out, struct fault *why)
{
    const struct text *text =
        fields_are_posted(request) ? &request->body : form_find(query, "text");
    const char *from = field(request, query, "from", "X-Kannel-From");
    const char *to = field(request, query, "to", "X-Kannel-To");
    const char *id = form_string(query, "id");
    SCOPED(text_wipe) struct text udh = {0};
    struct event *event;

    /* Kannel asks again what is refused here: time to mend kannel.conf. */
    if (!from || !*from)
        return fault_set(why, RC_INVALID,
                         "kannel: the reply has no sender; its sms-service needs send-sender = "
                         "true, or from=%%p in get-url");
    if (!text)
        return fault_set(why, RC_INVALID,
                         "kannel: the reply has no text; its get-url needs text=%%b");
    event = receipt_add(out, EVENT_INBOUND);
    if (!event) return RC_OK;
    text_add_utf8(&event->from, from, strlen(from));
    if (to) text_add_utf8(&event->to, to, strlen(to));
    if (id) text_add_utf8(&event->reference, id, strlen(id));
    add_reply_text(&event->text, text, field(request, query, "charset", "Content-Type"),
                   field(request, query, "coding", "X-Kannel-Coding"));
    add_udh(&udh, request, query);
    read_part(&udh, event);
    return RC_OK;
}

static enum rc kannel_receive(const struct http_request *request,
                              const struct credentials *credentials,
                              const struct ussd_screen *screen, usec now, struct receipt *out,
                              struct fault *why)
{
    SCOPED(form_clear) struct form query = {0};
    const char *dlr;

    (void)credentials, (void)screen, (void)now;
    form_read_query(&query, text_string(&request->url));
    dlr = form_string(&query, "dlr");
    out->answer.status = 400;
    if (!dlr) TRY(read_reply(request, &query, out, why));
    if (dlr) read_report(&query, dlr, out);
    out->answer.status = 200;
    return RC_OK;
}

const struct provider provider_kannel = {
    .name = "kannel",
    .can = CAN_RENDER | CAN_RESULT | CAN_RECEIVE,
    .render = kannel_render,
    .result = kannel_result,
    .receive = kannel_receive,
};
