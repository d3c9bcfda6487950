#ifndef GATEWAY_WEB_ACCESS_H
#define GATEWAY_WEB_ACCESS_H
/* Access: what one member of staff may see of one family or alert.
 *
 * A family manager sees the own families, and those of a colleague outside that one's hours whom they
 * stand in for; the coordinator all;
 * whoever was paged about an alert, or took it, sees that alert. The process manager sees that an alert
 * stagnates, but not what it is about until it came up to them. Everybody else sees nothing. */
#include "gateway/web/visit.h"

enum sight { SIGHT_NONE, SIGHT_OUTLINE, SIGHT_FULL };

enum rc access_alert(const struct visit *visit, const struct alert *alert, enum sight *out,
                     struct fault *why) NEEDS_CHECK;
bool access_family(const struct visit *visit, const struct family *family);
/* Whether this one enrols families, adds them and reads what strangers write. */
bool access_manages(const struct visit *visit);
/* Whether this one switches routes off and on. */
bool access_switches(const struct visit *visit);

/* Families, unread replies and alerts that this one may see; alerts with what of them. */
enum rc access_families(const struct visit *visit, struct families *out,
                        struct fault *why) NEEDS_CHECK;
enum rc access_unread(const struct visit *visit, size_t limit, struct replies *out,
                      struct fault *why) NEEDS_CHECK;

struct seen_alerts {
    struct alerts alerts;
    enum sight *sights; /* one an alert */
};
void seen_alerts_clear(struct seen_alerts *seen);
enum rc access_alerts(const struct visit *visit, bool closed, struct seen_alerts *out,
                      struct fault *why) NEEDS_CHECK;

/* Loads one and checks. RC_DENIED: not for this one, even that it exists. */
enum rc access_load_family(const struct visit *visit, int64_t id, struct family *out,
                           struct fault *why) NEEDS_CHECK;
/* One reply, alone in `out`; those of unknown numbers are the coordinator's. */
enum rc access_load_reply(const struct visit *visit, int64_t id, struct replies *out,
                          struct fault *why) NEEDS_CHECK;
enum rc access_load_alert(const struct visit *visit, int64_t id, struct alert *out,
                          enum sight *sight, struct fault *why) NEEDS_CHECK;

#endif
