/* Nalo Solutions, USSD: JSON both ways, the newest input only; MSGTYPE is "first call" in the call and
 * "goes on" in the answer. Source: docs/providers.md, "Nalo, USSD". */
#include "providers/adapters/adapters.h"
#include "providers/fields.h"
#include "providers/json.h"
#include "providers/ussd.h"

static const struct ussd_dialect dialect = {
    .name = "nalo-ussd",
    .content_type = "application/json",
    .session = "SESSIONID",
    .from = "MSISDN",
    .input = "USERDATA",
    .is_first = "MSGTYPE",
};

static enum rc nalo_ussd_receive(const struct http_request *request,
                                 const struct credentials *credentials,
                                 const struct ussd_screen *screen, usec now, struct receipt *out,
                                 struct fault *why)
{
    SCOPED(form_clear) struct form fields = {0};
    struct ussd_screen shown = ussd_shown(screen);
    struct text *body = &out->answer.body;
    struct event *event;

    (void)credentials, (void)now;
    fields_read(request, &fields);
    TRY(ussd_read(&fields, &dialect, false, out, &event, why));
    text_add_char(body, '{');
    ussd_echo(body, &fields, "USERID");
    ussd_echo(body, &fields, "MSISDN");
    text_add_member(body, "MSG", shown.text);
    text_addf(body, ",\"MSGTYPE\":%s}", shown.end ? "false" : "true");
    return RC_OK;
}

const struct provider provider_nalo_ussd = {
    .name = "nalo-ussd",
    .can = CAN_RECEIVE | CAN_USSD,
    .receive = nalo_ussd_receive,
};
