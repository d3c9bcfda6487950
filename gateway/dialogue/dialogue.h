#ifndef GATEWAY_DIALOGUE_DIALOGUE_H
#define GATEWAY_DIALOGUE_DIALOGUE_H
/* Dialogue: what a text that came in leads to.
 *
 * Pure: it reads the text and what is known of its sender, and fills a decision: the reply as it was
 * understood, the question it answers, signals, what the sender hears back, consent. Who is told of it is
 * alerts' matter. Danger comes first: nothing here, not STOP, an unknown number nor a closed case, keeps a
 * crisis from its emergency number and its level-3 signal. */
#include "gateway/dialogue/decision.h"
#include "gateway/signals/signals.h"

struct hearing {
    const struct config *config;
    const struct reader *reader;
    const struct inbox_text *text;
    const struct conversation *conversation;
    usec now;
    enum channel channel;         /* it came by: SMS or USSD */
    bool on_screen;               /* the sender looks at a screen: what is said stands there */
    enum keyword_kind meant;      /* by a key of a menu; KEYWORD_NONE: read the text */
    const struct question *about; /* that stood on the screen; NULL: find it */
    int64_t member_id;            /* who said to be it, on a shared phone; 0: find out */
};

/* What a person must be called for after this text. */
struct verdict {
    enum level level; /* highest level that is in the plan, or 3 */
    bool contact;     /* a person is asked for, or must look at a stop or a wrong number */
};

struct verdict dialogue_hear(const struct hearing *hearing, struct decision *out);

/* What a regular helper writes about a family. */
struct report {
    const struct family *family; /* id 0: nobody knows which */
    const struct past *past;
    const char *said; /* without the code; lives as long as the decision */
};

/* Reads the code in front of a helper's text and what stands behind it. False: there is no code, or
 * nothing behind it. */
bool report_read(const char *text, char code[static REPORT_CODE_DIGITS + 1], const char **said);

/* A report is kept and read like a reply, its signals with their source; nobody of the family hears of it. */
struct verdict dialogue_report(const struct hearing *hearing, const struct report *report,
                               struct decision *out);

/* Which reply word a text is, when it is nothing else: trimmed, without case, accents and tashkeel. */
enum keyword_kind keyword_of(const struct config *config, const char *text);
/* Room for the longest number that is an answer, and a NUL. */
#define KEYWORD_DIGITS_SPACE 9
/* Reads a text that is digits of any script and nothing else but blanks, punctuation ("#", "*") and marks
 * of direction at its ends: "٠٠#" is "00". False: it is something else, or longer. */
bool keyword_digits(const char *text, char out[static KEYWORD_DIGITS_SPACE]);
/* A text that is one digit 1 to 9, in Latin, Arabic-Indic or Persian form; else 0. */
int keyword_digit(const char *text);

#endif
