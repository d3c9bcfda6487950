#ifndef GATEWAY_WEB_BECAUSE_H
#define GATEWAY_WEB_BECAUSE_H
/* Because: the sentence of the rule that made a signal, in the reader's words. */
#include "gateway/web/access.h"

/* "Het cijfer daalde van 4 naar 2."; null where the words of a reply are the reason. */
json_t *because_of(const struct visit *visit, const struct signal_row *signal);

/* Why there is an alert beside the words of replies: one sentence for each of its signals that a rule made,
 * oldest first, as an array of strings. With `unsaid` only of those that stand with no reply. */
enum rc because_alert(const struct visit *visit, const struct alert *alert, bool unsaid,
                      json_t **out, struct fault *why) NEEDS_CHECK;

#endif
