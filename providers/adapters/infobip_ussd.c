/* Infobip, USSD gateway (REST/JSON 1.4): the session in the path behind ours, the newest input only, and a
 * call of its own at the end, which may come more than once. Source: docs/providers.md, "Infobip, USSD". */
#include "providers/adapters/adapters.h"
#include "providers/basic.h"
#include "providers/fields.h"
#include "providers/json.h"
#include "providers/ussd.h"

#define SESSION_MARK "/session/"

static const struct ussd_dialect dialect = {
    .name = "infobip-ussd",
    .content_type = "application/json",
    .session = "session",
    .from = "msisdn",
    .input = "text",
    .service_code = "shortCode",
};

/* Reads "…/session/{session}/start", "/response" or "/end". False: the path is another. */
static bool read_path(const char *url, struct form *fields, bool *ended)
{
    SCOPED(text_clear) struct text session = {0};
    const char *at = NULL, *action;
    size_t n = strcspn(url, "?#");

    for (const char *next = strstr(url, SESSION_MARK); next && next < url + n;
         next = strstr(next + 1, SESSION_MARK))
        at = next + strlen(SESSION_MARK);
    if (!at) return false;
    action = at + strcspn(at, "/?#");
    text_add_bytes(&session, at, (size_t)(action - at));
    form_add(fields, dialect.session, text_string(&session));
    n -= (size_t)(action - url);
    *ended = n == 4 && strncmp(action, "/end", n) == 0;
    return *ended || (n == 6 && strncmp(action, "/start", n) == 0) ||
           (n == 9 && strncmp(action, "/response", n) == 0);
}

static enum rc infobip_ussd_receive(const struct http_request *request,
                                    const struct credentials *credentials,
                                    const struct ussd_screen *screen, usec now, struct receipt *out,
                                    struct fault *why)
{
    SCOPED(form_clear) struct form fields = {0};
    struct ussd_screen shown = ussd_shown(screen);
    struct text *body = &out->answer.body;
    struct event *event;
    bool ended;

    (void)now;
    out->answer.status = 401;
    TRY(basic_check(request, credentials, &out->verified, why));
    out->answer.status = 404;
    if (!read_path(text_string(&request->url), &fields, &ended))
        return fault_set(why, RC_INVALID,
                         "infobip-ussd: the path does not end with /session/{id}/start, /response "
                         "or /end");
    fields_read(request, &fields);
    TRY(ussd_read(&fields, &dialect, ended, out, &event, why));
    text_add_char(body, '{');
    if (!ended) {
        text_addf(body, "\"shouldClose\":%s", shown.end ? "true" : "false");
        text_add_member(body, "ussdMenu", shown.text);
        text_add_char(body, ',');
    }
    text_add(body, "\"responseExitCode\":200,\"responseMessage\":\"\"}");
    return RC_OK;
}

const struct provider provider_infobip_ussd = {
    .name = "infobip-ussd",
    .can = CAN_RECEIVE | CAN_USSD,
    .receive = infobip_ussd_receive,
};
