#include "gateway/outbox/mail.h"

#include <sodium.h>

/* A header value that is not plain ASCII travels as an encoded word (RFC 2047). */
static void add_subject(struct text *out, const char *subject, size_t n)
{
    char encoded[512];
    bool plain = true;

    for (size_t i = 0; i < n; i++)
        if ((unsigned char)subject[i] < 0x20 || (unsigned char)subject[i] > 0x7E) plain = false;
    if (plain || sodium_base64_ENCODED_LEN(n, sodium_base64_VARIANT_ORIGINAL) > sizeof(encoded)) {
        text_add_bytes(out, subject, n);
        return;
    }
    sodium_bin2base64(encoded, sizeof(encoded), (const unsigned char *)subject, n,
                      sodium_base64_VARIANT_ORIGINAL);
    text_addf(out, "=?UTF-8?B?%s?=", encoded);
}

static void add_date(struct text *out, usec now)
{
    static const char *const days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    time_t seconds = (time_t)(now / USEC_SEC);
    struct tm utc = {0};

    IGNORE(gmtime_r(&seconds, &utc) == NULL); /* a year that does not fit an int: not in a mail */
    text_addf(out, "Date: %s, %02d %s %d %02d:%02d:%02d +0000\r\n", days[utc.tm_wday], utc.tm_mday,
              months[utc.tm_mon], utc.tm_year + 1900, utc.tm_hour, utc.tm_min, utc.tm_sec);
}

static void add_body(struct text *out, const char *body)
{
    for (; *body; body++)
        if (*body == '\n')
            text_add(out, "\r\n");
        else if (*body != '\r')
            text_add_char(out, *body);
    text_add(out, "\r\n");
}

void mail_render(const struct config *config, const struct outbox_message *message, usec now,
                 struct http_request *out)
{
    size_t subject_n = strcspn(message->text, "\n");
    const char *domain = strchr(config->mail.from, '@');
    const char *body = message->text + subject_n;

    out->method = "MAIL";
    text_add(&out->url, config->mail.url);
    http_header_add(&out->headers, "From", config->mail.from);
    http_header_add(&out->headers, "To", message->to);
    if (config->mail.user[0]) {
        http_header_add(&out->headers, "User", config->mail.user);
        http_header_add(&out->headers, "Password", config->mail.password);
    }
    text_addf(&out->body, "From: %s\r\nTo: %s\r\nSubject: ", config->mail.from, message->to);
    add_subject(&out->body, message->text, subject_n);
    text_add(&out->body, "\r\n");
    add_date(&out->body, now);
    text_addf(&out->body, "Message-ID: <%s%s>\r\nAuto-Submitted: auto-generated\r\n",
              message->public_id, domain ? domain : "@vangnet");
    text_add(&out->body, "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
                         "Content-Transfer-Encoding: 8bit\r\n\r\n");
    add_body(&out->body, body + strspn(body, "\n"));
}

void mail_result(const struct http_response *response, struct result *out)
{
    int status = response->status;

    text_addf(&out->reason, "smtp %d", status);
    if (status >= 200 && status < 300)
        out->outcome = OUTCOME_ACCEPTED;
    else if (status == 530 || status == 534 || status == 535)
        out->outcome = OUTCOME_UNAUTHORISED;
    else if (status >= 500)
        out->outcome = OUTCOME_REJECTED;
    else if (status >= 400)
        out->outcome = OUTCOME_RETRY;
}
