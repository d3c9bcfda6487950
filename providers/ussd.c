#include "providers/ussd.h"

#include <strings.h>

static const struct text *find(const struct form *fields, const char *name)
{
    for (size_t i = 0; name && i < fields->n; i++)
        if (strcasecmp(text_string(&fields->at[i].name), name) == 0) return &fields->at[i].value;
    return NULL;
}

const char *ussd_field(const struct form *fields, const char *name)
{
    const struct text *value = find(fields, name);

    return value && value->n ? text_string(value) : NULL;
}

void ussd_first(struct event *event)
{
    if (event->service_code.n == 0) text_add(&event->service_code, text_string(&event->input));
    text_reset(&event->input);
}

/* "true", "1" and what JSON says with a boolean. */
static bool is_true(const char *value)
{
    return value && (strcasecmp(value, "true") == 0 || strcmp(value, "1") == 0);
}

enum rc ussd_read(const struct form *fields, const struct ussd_dialect *dialect, bool ended,
                  struct receipt *out, struct event **event, struct fault *why)
{
    const char *missing = !ussd_field(fields, dialect->session)          ? dialect->session
                          : !ended && !ussd_field(fields, dialect->from) ? dialect->from
                                                                         : NULL;
    struct event *made;

    out->answer.status = missing ? 400 : 200;
    if (missing)
        return fault_set(why, RC_INVALID, "%s: the call has no \"%s\"", dialect->name, missing);
    http_header_add(&out->answer.headers, "Content-Type", dialect->content_type);
    made = receipt_add(out, EVENT_USSD);
    form_add_to(&made->session, find(fields, dialect->session));
    form_add_to(&made->from, find(fields, dialect->from));
    form_add_to(&made->service_code, find(fields, dialect->service_code));
    made->ended = ended;
    if (!ended) form_add_to(&made->input, find(fields, dialect->input));
    if (!ended && is_true(ussd_field(fields, dialect->is_first))) ussd_first(made);
    *event = made;
    return RC_OK;
}

void ussd_echo(struct text *json, const struct form *fields, const char *name)
{
    const struct text *value = find(fields, name);

    if (json->n > 1) text_add_char(json, ',');
    text_add_json(json, name, strlen(name));
    text_add_char(json, ':');
    text_add_json(json, value ? text_string(value) : "", value ? value->n : 0);
}

struct ussd_screen ussd_shown(const struct ussd_screen *screen)
{
    return screen ? *screen : (struct ussd_screen){.text = ""};
}
