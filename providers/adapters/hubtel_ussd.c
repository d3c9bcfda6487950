/* Hubtel, Programmable Services: JSON both ways, the newest input only, a word for the kind of call. Source:
 * docs/providers.md, "Hubtel, USSD". */
#include <strings.h>

#include "providers/adapters/adapters.h"
#include "providers/fields.h"
#include "providers/json.h"
#include "providers/outcome.h"
#include "providers/ussd.h"

static const struct ussd_dialect dialect = {
    .name = "hubtel-ussd",
    .content_type = "application/json",
    .session = "SessionId",
    .from = "Mobile",
    .input = "Message",
    .service_code = "ServiceCode",
};

static bool is_type(const struct form *fields, const char *word)
{
    const char *type = ussd_field(fields, "Type");

    return type && strcasecmp(type, word) == 0;
}

/* All six members must be there, else the family sees an error. */
static void add_answer(struct text *body, const struct form *fields, struct ussd_screen shown)
{
    text_add_char(body, '{');
    ussd_echo(body, fields, "SessionId");
    text_add_member(body, "Type", shown.end ? "Release" : "Response");
    text_add_member(body, "Message", shown.text);
    text_add(body, ",\"Label\":");
    text_add_json(body, shown.text, strcspn(shown.text, "\n"));
    text_add_member(body, "DataType", shown.end ? "display" : "input");
    text_add_member(body, "FieldType", "text");
    text_add_char(body, '}');
}

static enum rc hubtel_ussd_receive(const struct http_request *request,
                                   const struct credentials *credentials,
                                   const struct ussd_screen *screen, usec now, struct receipt *out,
                                   struct fault *why)
{
    SCOPED(form_clear) struct form fields = {0};
    struct ussd_screen shown = ussd_shown(screen);
    const char *sequence;
    struct event *event;
    bool ended;

    (void)credentials, (void)now;
    fields_read(request, &fields);
    ended = is_type(&fields, "release") || is_type(&fields, "timeout");
    TRY(ussd_read(&fields, &dialect, ended, out, &event, why));
    if (is_type(&fields, "initiation")) ussd_first(event);
    sequence = ussd_field(&fields, "Sequence");
    if (sequence) text_add_code(&event->reference, sequence);
    if (ended) shown = (struct ussd_screen){.text = "", .end = true};
    add_answer(&out->answer.body, &fields, shown);
    return RC_OK;
}

const struct provider provider_hubtel_ussd = {
    .name = "hubtel-ussd",
    .can = CAN_RECEIVE | CAN_USSD,
    .receive = hubtel_ussd_receive,
};
