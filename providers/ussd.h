#ifndef PROVIDERS_USSD_H
#define PROVIDERS_USSD_H
/* Ussd: what the callback dialects of USSD gateways have in common.
 *
 * Each answer of a family is one call, and what we answer is its next screen. Most dialects hand over what
 * was typed last. Africa's Talking hands over all that was typed in the session, joined by "*", which a
 * person may type too; an adapter keeps no state, so its `input` is what follows the last "*", and
 * `history` is the whole, of which the store finds what was added (store_inbox_record).
 *
 * `reference` tells the steps of a session apart, where the dialect can: a call with the reference of the
 * step before is that step once more. It holds nothing that was typed. */
#include "providers/form.h"
#include "providers/provider.h"

struct ussd_dialect {
    const char *name;                   /* of the adapter */
    const char *content_type;           /* of the answer */
    const char *session, *from, *input; /* fields of the call */
    const char *service_code;           /* NULL: it has none */
    const char *is_first; /* true on a call whose input is what was dialled; NULL: it has none */
};

/* Reads a call into a new event, and begins the answer: 200, or 400 with RC_INVALID where the session or
 * the phone is missing. One that tells of the end of a session has no input and may have no phone. Names
 * of fields are read without regard to case. */
enum rc ussd_read(const struct form *fields, const struct ussd_dialect *dialect, bool ended,
                  struct receipt *out, struct event **event, struct fault *why) NEEDS_CHECK;
/* Takes what was dialled for no answer; it is the service code where there is no other. */
void ussd_first(struct event *event);
/* The first field of that name without regard to case, or NULL where it is missing or empty. Borrowed. */
const char *ussd_field(const struct form *fields, const char *name);
/* Adds the member `name` with what came under that name, "" where nothing did, to an object that was
 * begun. */
void ussd_echo(struct text *json, const struct form *fields, const char *name);
/* No screen is an empty one that stays open. */
struct ussd_screen ussd_shown(const struct ussd_screen *screen);

#endif
