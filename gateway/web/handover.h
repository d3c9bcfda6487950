#ifndef GATEWAY_WEB_HANDOVER_H
#define GATEWAY_WEB_HANDOVER_H
/* Handover: what the summary for who takes a family over is made of, on paper and for other programs. */
#include "gateway/web/access.h"

/* Writes down that somebody looks at it, before anything of it is shown. */
enum rc handover_note_look(const struct visit *visit, const struct family *family,
                           struct fault *why) NEEDS_CHECK;

/* "agreed", "asked-anew", "stopped", "stop-pending", "no-phone" */
const char *handover_consent(const struct phone *phone);

/* What came of the check-ins. */
struct handover_counts {
    int64_t asked, answered, silent, not_asked;
};
struct handover_counts handover_count(const struct questions *questions);

#endif
