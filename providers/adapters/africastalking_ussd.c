/* Africa's Talking, USSD: a form in, "CON …" or "END …" out; the whole session as input (see ussd.h).
 * Source: docs/providers.md, "Africa's Talking, USSD". */
#include "providers/adapters/adapters.h"
#include "providers/fields.h"
#include "providers/ussd.h"

static const struct ussd_dialect dialect = {
    .name = "africastalking-ussd",
    .content_type = "text/plain; charset=utf-8",
    .session = "sessionId",
    .from = "phoneNumber",
    .input = "text",
    .service_code = "serviceCode",
};

/* What follows the last "*" is the newest. */
static void split_history(struct event *event)
{
    const char *star;

    text_add(&event->history, text_string(&event->input));
    text_addf(&event->reference, "%zu", event->history.n);
    star = strrchr(text_string(&event->history), '*');
    if (!star) return;
    text_reset(&event->input);
    text_add(&event->input, star + 1);
}

static enum rc africastalking_ussd_receive(const struct http_request *request,
                                           const struct credentials *credentials,
                                           const struct ussd_screen *screen, usec now,
                                           struct receipt *out, struct fault *why)
{
    SCOPED(form_clear) struct form fields = {0};
    struct ussd_screen shown = ussd_shown(screen);
    struct event *event;

    (void)credentials, (void)now;
    fields_read(request, &fields);
    /* Only the notice at the end says how it went; nobody reads what it is answered. */
    TRY(ussd_read(&fields, &dialect, ussd_field(&fields, "status") != NULL, out, &event, why));
    if (event->ended) return RC_OK;
    split_history(event);
    text_add(&out->answer.body, shown.end ? "END " : "CON ");
    text_add(&out->answer.body, shown.text);
    return RC_OK;
}

const struct provider provider_africastalking_ussd = {
    .name = "africastalking-ussd",
    .can = CAN_RECEIVE | CAN_USSD,
    .receive = africastalking_ussd_receive,
};
