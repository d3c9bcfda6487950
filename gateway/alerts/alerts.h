#ifndef GATEWAY_ALERTS_ALERTS_H
#define GATEWAY_ALERTS_ALERTS_H
/* Alerts: from a signal to a person, climbing until somebody takes it.
 *
 * Silence never closes an alert: only a person does. What `watch` does next is decided here, purely; the
 * same goes for what a family hears when somebody has taken it. */
#include "gateway/dialogue/decision.h"
#include "gateway/people/roster.h"

/* What the family is told when somebody takes the alert. */
struct callback_wish {
    bool tell;
    bool tomorrow;
    int from_hour, till_hour; /* local, today; both 0: as soon as possible */
};

/* Takes an alert in somebody's name and, if wished, tells the family who will call and when, in its own
 * language. `how` is a fixed word: console, sms, link, api. Not told: a stopped phone, a family without
 * one, a stranger. RC_TAKEN: somebody has it already. */
enum rc alerts_take(struct store *store, const struct config *config, int64_t alert_id,
                    const char *who, const char *how, const struct callback_wish *wish, usec now,
                    struct fault *why) NEEDS_CHECK;

/* Who hears that the alert was taken: the member whose message it is about (the last one), so that no other
 * learns that there was one; without a message the first who may be written to. NULL: nobody, as where
 * somebody outside the family told it. Borrowed from the family. */
enum rc alerts_listener(struct store *store, int64_t alert_id, const struct family *family,
                        const struct member **out, struct fault *why) NEEDS_CHECK;
/* Whether the tick "tell the family" is set to begin with: not for a neutral phone, nor where the alert is that
 * another hand may hold it (rule_is_contrast): it would learn that somebody wonders. */
enum rc alerts_tell_by_default(struct store *store, const struct alert *alert,
                               const struct member *listener, bool *out,
                               struct fault *why) NEEDS_CHECK;

/* Answers a text of staff's own phone by the text `name`. */
void alerts_answer_staff(struct decision *out, const struct config *config,
                         const struct staff *staff, const struct inbox_text *text, const char *name,
                         usec now);

/* The next step of an alert whose next_at has come, as changes: pages, where the ladder stands, when to
 * look again. `on_duty` etc. come from the configuration; codes and tokens from the dice. */
void alerts_step(const struct config *config, struct dice *dice, const struct alert *alert,
                 usec now, struct decision *out);

/* The ladder of a relapse of a family in that programme (NULL: in none), and its length. Borrowed. */
const struct relapse_step *alerts_relapse_ladder(const struct programme *programme, size_t *n);

/* A text from a staff member's own phone: a code, or a bare "ok" where only one alert is open, takes it.
 * Anything else is answered with how to do it. */
enum rc alerts_staff_text(struct store *store, const struct config *config,
                          const struct staff *staff, const struct inbox_text *text, usec now,
                          struct decision *out, struct fault *why) NEEDS_CHECK;

/* Whether a staff member's text is a code, or a bare "ok", and nothing else. */
bool alerts_is_acknowledgement(const char *text);

/* The alert that signals of this family call for: at once for level 3, in the manager's own hours for
 * level 2. */
struct new_alert alerts_raise(const struct config *config, const struct family *family,
                              enum level level, usec now);

#endif
