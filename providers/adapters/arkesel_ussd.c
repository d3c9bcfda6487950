/* Arkesel, USSD: JSON both ways, the newest input only, a flag on the first call. Source:
 * docs/providers.md, "Arkesel, USSD". */
#include "providers/adapters/adapters.h"
#include "providers/fields.h"
#include "providers/json.h"
#include "providers/ussd.h"

static const struct ussd_dialect dialect = {
    .name = "arkesel-ussd",
    .content_type = "application/json",
    .session = "sessionID",
    .from = "msisdn",
    .input = "userData",
    .is_first = "newSession",
};

static enum rc arkesel_ussd_receive(const struct http_request *request,
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
    ussd_echo(body, &fields, "sessionID");
    ussd_echo(body, &fields, "userID");
    ussd_echo(body, &fields, "msisdn");
    text_add_member(body, "message", shown.text);
    text_addf(body, ",\"continueSession\":%s}", shown.end ? "false" : "true");
    return RC_OK;
}

const struct provider provider_arkesel_ussd = {
    .name = "arkesel-ussd",
    .can = CAN_RECEIVE | CAN_USSD,
    .receive = arkesel_ussd_receive,
};
