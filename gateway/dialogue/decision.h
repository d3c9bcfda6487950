#ifndef GATEWAY_DIALOGUE_DECISION_H
#define GATEWAY_DIALOGUE_DECISION_H
/* Decision: a `struct changes` in the making, which owns what it points at, but for the configuration and
 * the text that it is about.
 *
 * A step fills one, purely, and hands `decision_changes` to the store. The limits are more than any step
 * needs; reaching one is a bug. Valid as {0} after decision_init. */
#include "gateway/dialogue/whose.h"
#include "gateway/dialogue/wording.h"
#include "gateway/rules/rules.h"
#include "gateway/signals/signals.h"
#include "gateway/store/store.h"

#define DECISION_MESSAGES_MAX  160 /* everyone of a roster, by SMS and by mail */
#define DECISION_QUESTIONS_MAX 4
#define DECISION_ANSWERS_MAX   4
#define DECISION_PAGES_MAX     64
#define DECISION_SIGNALS_MAX   (2 * DOMAIN_N + RULE_KIND_N) /* words, their sums, each rule once */

struct decision {
    struct changes changes;
    struct new_reply reply;
    struct new_question questions[DECISION_QUESTIONS_MAX];
    struct question_change answers[DECISION_ANSWERS_MAX];
    struct new_message messages[DECISION_MESSAGES_MAX];
    struct new_signal signals[DECISION_SIGNALS_MAX];
    struct new_alert alert;
    struct consent consents[2];
    struct alert_step alert_step;
    struct new_page pages[DECISION_PAGES_MAX];
    struct appointment appointment_was, appointment; /* moved or cancelled; without its source */
    struct new_step step;
    struct text screen; /* said on the USSD screen, in place of an SMS */
    char **strings;
    size_t string_n;
};

void decision_init(struct decision *decision);
/* Wipes the texts. */
void decision_clear(struct decision *decision);

/* Keeps a finished text until the decision is cleared; empties `text`. */
char *decision_keep(struct decision *decision, struct text *text);
char *decision_keep_string(struct decision *decision, const char *string);

/* To whom a text goes. */
struct addressee {
    int64_t family_id, member_id;
    const struct phone *phone; /* NULL: a stranger at `number` */
    const char *number;
    enum language language;
    enum digits digits;
    const char *manager; /* login of the family manager; NULL or unknown: nobody signs */
    struct whose whose;  /* said of what we send of our own accord */
    const char *route;   /* name of the one on which they just spoke and are answered; NULL: none */
};

/* Where a family's member is reached. */
struct addressee addressee_of(const struct family *family, const struct member *member);

/* Adds one SMS with the text `name` of the configuration, spelled and counted for SMS. Returns the
 * message, whose other fields the caller may still set; it lives until the next one is added. */
struct new_message *decision_say(struct decision *decision, const struct config *config,
                                 const struct addressee *to, enum kind kind, const char *name,
                                 const struct variables *variables, usec due_at, usec expires_at);

/* Adds the same text to the screen instead, on a line of its own. */
void decision_show(struct decision *decision, const struct config *config,
                   const struct addressee *to, const char *name, const struct variables *variables);

/* Adds one page to staff: by SMS, by mail, or by both, whatever the person has. False: the person cannot
 * be reached at all. */
bool decision_page(struct decision *decision, const struct config *config, struct dice *dice,
                   const struct alert *alert, const struct staff *staff, usec due_at);

/* Tells a member of staff, about no alert, to log in: by SMS, by mail, or by both, whatever the person has. */
void decision_tell(struct decision *decision, const struct config *config,
                   const struct staff *staff, usec due_at, usec expires_at);

struct new_question *decision_ask(struct decision *decision);
void decision_answer(struct decision *decision, const struct question_change *change);
void decision_signal(struct decision *decision, const struct new_signal *signal);
/* What a rule says of a family, as a signal; nothing where it says nothing. */
void decision_ruling(struct decision *decision, const struct family *family,
                     const struct ruling *ruling, enum domain domain, enum signal_source source);
/* Adds up the worries of each domain that has a new one in this decision (rules.watches); call it when all
 * other signals are there. */
void decision_watches(struct decision *decision, const struct config *config,
                      const struct family *family, const struct past *past, usec now);
/* The highest level among the signals that count for the family. */
enum level decision_level(const struct decision *decision);
/* The words of `said` that carried a signal, one a line, for the person who reads it. */
const char *decision_evidence(struct decision *decision, const char *said,
                              const struct signal *signal);
void decision_consent(struct decision *decision, const struct consent *consent);

/* Ready for store_apply; borrowed from the decision. */
const struct changes *decision_changes(struct decision *decision);

#endif
