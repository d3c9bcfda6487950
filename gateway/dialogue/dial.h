#ifndef GATEWAY_DIALOGUE_DIAL_H
#define GATEWAY_DIALOGUE_DIAL_H
/* Dial: what somebody sees that dials our USSD code, and what is typed there leads to.
 *
 * An open question of a script comes first, then a menu; whatever is no key of a menu is heard like a text
 * (dialogue.h), so danger, STOP and answers mean the same on both channels. "0" goes back, "00" to the
 * start, "99" and "98" turn the pages of what is too long for a screen. Strangers, closed cases and who
 * wants no texts see a screen that tells nothing, and may write. Pure. */
#include "gateway/dialogue/dialogue.h"

struct dialing {
    const struct config *config;
    const struct reader *reader;
    const struct dial *dial; /* as the store knows it */
    const char *route, *session, *number;
    usec now;
    bool late; /* nobody looks at the screen any more: what is to be said is sent as SMS */
};

/* Takes the step of what was typed, or of having dialled: fills the decision, the step of the session
 * (`changes.step`) among it. */
struct verdict dial_step(const struct dialing *dialing, struct decision *out);

/* The screen of a session: the page of its text with the keys below it. `*end`: nothing can be typed after
 * it. */
void dial_show(const struct config *config, const char *route, const struct ussd_session *session,
               struct text *out, bool *end);

#endif
