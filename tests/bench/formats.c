/* First, since its headers use a name that base/banned.h poisons. */
#include <openssl/hmac.h>

#include "tests/bench/formats.h"

#include "gateway/base/clock.h"

void sent_clear(struct sent *sent)
{
    text_clear(&sent->id);
    text_clear(&sent->to);
    text_clear(&sent->from);
    text_clear(&sent->text);
    text_clear(&sent->callback_url);
}

/* ---- Reading --------------------------------------------------------------------------------- */

/* Adds the string behind "name": in JSON that a gateway wrote; escapes stay as they are but \" and \/. */
static bool json_field(const char *json, const char *name, struct text *out)
{
    SCOPED(text_clear) struct text quoted = {0};
    const char *at;

    text_reset(out);
    text_addf(&quoted, "\"%s\"", name);
    at = strstr(json, text_string(&quoted));
    if (!at) return false;
    at += quoted.n;
    at += strspn(at, " :");
    if (*at++ != '"') return false;
    for (; *at && *at != '"'; at++) {
        if (*at == '\\' && at[1]) at++;
        text_add_char(out, *at);
    }
    return true;
}

/* ---- Reporting ------------------------------------------------------------------------------- */

static void add_hex(struct text *out, const unsigned char *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        text_addf(out, "%02x", bytes[i]);
}

static void report_sandbox(const struct report_options *options, const struct sent *sent,
                           usec due_at)
{
    SCOPED(text_clear) struct text body = {0};
    SCOPED(text_clear) struct text header = {0};
    struct clock clock = clock_real();

    text_addf(&body,
              "{\"events\":[{\"type\":\"report\",\"state\":\"delivered\",\"reference\":\"s-%s\","
              "\"client_id\":\"%s\"}]}",
              text_string(&sent->id), text_string(&sent->id));
    if (options->sandbox_secret) {
        SCOPED(text_clear) struct text made = {0};
        unsigned char mac[EVP_MAX_MD_SIZE];
        unsigned n = 0;

        text_addf(&made, "%lld.", (long long)(clock_now(&clock) / USEC_SEC));
        text_addf(&header, "X-Vangnet-Signature: t=%.*s,v1=", (int)made.n - 1, made.at);
        text_add_bytes(&made, body.at, body.n);
        HMAC(EVP_sha256(), options->sandbox_secret, (int)strlen(options->sandbox_secret),
             (unsigned char *)made.at, made.n, mac, &n);
        add_hex(&header, mac, n);
    }
    reporter_add(options->reporter, text_string(&sent->callback_url), "application/json",
                 header.n ? text_string(&header) : NULL, &body, due_at);
}

static void report_cm(const struct report_options *options, const struct sent *sent, usec due_at)
{
    SCOPED(text_clear) struct text body = {0};

    text_addf(&body,
              "{\"messages\":{\"msg\":{\"received\":\"2026-01-01T12:00:00\",\"to\":\"%s\","
              "\"reference\":\"%s\",\"status\":{\"code\":\"2\",\"errorCode\":\"\","
              "\"errorDescription\":\"\"},\"operator\":\"20408\"}}}",
              text_string(&sent->to), text_string(&sent->id));
    reporter_add(options->reporter, options->cm_report_url, "application/json", NULL, &body,
                 due_at);
}

/* HMAC-SHA1 over the URL and the fields in order of name; base64. */
static void sign_twilio(const struct report_options *options, const char *url,
                        const char *const (*fields)[2], size_t n, struct text *header)
{
    SCOPED(text_clear) struct text made = {0};
    unsigned char mac[EVP_MAX_MD_SIZE], written[2 * EVP_MAX_MD_SIZE];
    unsigned mac_n = 0;

    text_add(&made, url);
    for (size_t i = 0; i < n; i++) {
        text_add(&made, fields[i][0]);
        text_add(&made, fields[i][1]);
    }
    HMAC(EVP_sha1(), options->twilio_token, (int)strlen(options->twilio_token),
         (unsigned char *)made.at, made.n, mac, &mac_n);
    EVP_EncodeBlock(written, mac, (int)mac_n);
    text_addf(header, "X-Twilio-Signature: %s", (char *)written);
}

static void report_twilio(const struct report_options *options, const struct sent *sent,
                          usec due_at)
{
    SCOPED(text_clear) struct text body = {0};
    SCOPED(text_clear) struct text header = {0};
    SCOPED(text_clear) struct text sid = {0};
    const char *url = text_string(&sent->callback_url);

    text_addf(&sid, "SM%s", text_string(&sent->id));
    {
        const char *const fields[][2] = {
            {"MessageSid",    text_string(&sid)     },
            {"MessageStatus", "delivered"           },
            {"To",            text_string(&sent->to)},
        };

        for (size_t i = 0; i < COUNT(fields); i++) {
            text_addf(&body, "%s%s=", i ? "&" : "", fields[i][0]);
            text_add_url(&body, fields[i][1], strlen(fields[i][1]));
        }
        if (options->twilio_token) sign_twilio(options, url, fields, COUNT(fields), &header);
    }
    reporter_add(options->reporter, url, "application/x-www-form-urlencoded",
                 header.n ? text_string(&header) : NULL, &body, due_at);
}

/* ---- The three formats ----------------------------------------------------------------------- */

static bool read_sandbox(const struct standin_request *request, struct sent *out)
{
    json_field(request->body, "callback_url", &out->callback_url);
    json_field(request->body, "from", &out->from);
    return json_field(request->body, "id", &out->id) && json_field(request->body, "to", &out->to) &&
           json_field(request->body, "text", &out->text);
}

static void accept_sandbox(const struct sent *sent, struct standin_answer *answer)
{
    answer->status = 201;
    text_addf(&answer->body, "{\"status\":\"accepted\",\"id\":\"s-%s\"}", text_string(&sent->id));
}

static void refuse_sandbox(const struct sent *sent, struct standin_answer *answer)
{
    (void)sent;
    answer->status = 400;
    text_add(&answer->body, "{\"status\":\"rejected\",\"error\":{\"code\":\"told_to\"}}");
}

static bool read_cm(const struct standin_request *request, struct sent *out)
{
    json_field(request->body, "from", &out->from);
    return json_field(request->body, "reference", &out->id) &&
           json_field(request->body, "number", &out->to) &&
           json_field(request->body, "content", &out->text);
}

static void accept_cm(const struct sent *sent, struct standin_answer *answer)
{
    text_addf(&answer->body,
              "{\"details\":\"Created 1 message(s)\",\"errorCode\":0,\"messages\":[{\"to\":\"%s\","
              "\"parts\":1,\"status\":\"Accepted\",\"reference\":\"%s\",\"messageErrorCode\":0,"
              "\"messageDetails\":null}]}",
              text_string(&sent->to), text_string(&sent->id));
}

static void refuse_cm(const struct sent *sent, struct standin_answer *answer)
{
    text_addf(&answer->body,
              "{\"details\":\"told to\",\"errorCode\":201,\"messages\":[{\"to\":\"%s\",\"parts\":0,"
              "\"status\":\"Rejected\",\"reference\":\"%s\",\"messageErrorCode\":303,"
              "\"messageDetails\":\"told to\"}]}",
              text_string(&sent->to), text_string(&sent->id));
}

static bool read_twilio(const struct standin_request *request, struct sent *out)
{
    const char *query;

    standin_field(request->body, "StatusCallback", &out->callback_url);
    standin_field(request->body, "From", &out->from);
    query = strchr(text_string(&out->callback_url), '?');
    if (!standin_field(query ? query + 1 : "", "m", &out->id)) text_add(&out->id, "none");
    return standin_field(request->body, "To", &out->to) &&
           standin_field(request->body, "Body", &out->text);
}

static void accept_twilio(const struct sent *sent, struct standin_answer *answer)
{
    answer->status = 201;
    text_addf(&answer->body,
              "{\"sid\":\"SM%s\",\"status\":\"queued\",\"num_segments\":\"1\",\"error_code\":null,"
              "\"to\":\"%s\"}",
              text_string(&sent->id), text_string(&sent->to));
}

static void refuse_twilio(const struct sent *sent, struct standin_answer *answer)
{
    (void)sent;
    answer->status = 400;
    text_add(&answer->body, "{\"code\":21211,\"message\":\"told to\",\"status\":400}");
}

const struct format format_sandbox = {read_sandbox, accept_sandbox, refuse_sandbox, report_sandbox};
const struct format format_cm = {read_cm, accept_cm, refuse_cm, report_cm};
const struct format format_twilio = {read_twilio, accept_twilio, refuse_twilio, report_twilio};
